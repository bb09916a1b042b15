"""The body of a Word document → its paragraphs and tables in order, as they are shown and how they are set."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from retrieval.reading.readers.docx_numbers import Numbers
from retrieval.reading.readers.docx_styles import VAL, Look, Styles, W, look, switched

_PARAGRAPH, _TABLE, _RUN, _BOX = f"{W}p", f"{W}tbl", f"{W}r", f"{W}txbxContent"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
# Said twice, moved elsewhere, deleted, how a word is read, or properties.
_UNSEEN = frozenset(
    ["{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"]
    + [f"{W}{name}" for name in ("moveFrom", "del", "rt", "pPr", "rPr", "sdtPr", "tblPr", "trPr", "tcPr")]
)
# What stands for a character. A break within a paragraph is a line's end, one to the next page a form feed.
_CHARACTERS = {f"{W}tab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_LINE_ENDS = re.compile(r"[\r\n\f\v\x85]+")


@dataclass(slots=True)
class Shown:
    """A paragraph: its text, the number before it, its look.

    Breaks within the text are `\\n`, those of pages `\\f`. The look of the characters is that of most of them.
    """

    text: str
    number: str
    look: Look


@dataclass(slots=True)
class Table:
    """A table: rows of cells of paragraphs and tables."""

    rows: list[list[list["Shown | Table"]]]


@dataclass(slots=True)
class _Pieces:
    """What a paragraph is made of: text with the looks of its characters, and the text boxes that hang on it."""

    texts: list[str] = field(default_factory=list)
    looks: Counter[Look] = field(default_factory=Counter)
    boxes: list[Any] = field(default_factory=list)


class Body:
    """Reads the elements of one document; numbering goes on from one call to the next."""

    def __init__(self, styles: Styles, numbers: Numbers) -> None:
        self._styles = styles
        self._numbers = numbers

    def read(self, root: Any) -> Iterator[Shown | Table]:
        """The paragraphs and tables below an element in order; those in a text box follow its paragraph."""
        before = ""
        for block in _blocks(root):
            if block.tag == _TABLE:
                yield Table(list(self._rows(block)))
                continue
            shown, boxes = self._paragraph(block)
            shown.text = before + shown.text
            # Where the end of a paragraph is deleted it goes on with the next one.
            joined = block.find(f"{W}pPr/{W}rPr/{W}del") is not None
            before = shown.text if joined else ""
            if not joined:
                yield shown
            for box in boxes:
                yield from self.read(box)
        if before:
            yield shown

    def _rows(self, table: Any) -> Iterator[list[list[Shown | Table]]]:
        for row in _inside(table, f"{W}tr"):
            if row.find(f"{W}trPr/{W}del") is None:
                yield [list(self.read(cell)) for cell in _inside(row, f"{W}tc")]

    def _paragraph(self, element: Any) -> tuple[Shown, list[Any]]:
        properties = element.find(f"{W}pPr")
        named = properties.find(f"{W}pStyle") if properties is not None else None
        style = named.get(VAL) if named is not None else None
        own = self._styles.paragraph(style)
        own = own if properties is None else look(properties, None).over(own)
        pieces = _Pieces()
        self._collect(element, own, pieces)
        text = "".join(pieces.texts)
        most = pieces.looks.most_common(1)
        number = self._numbers.next(own.number, style) if own.number else ""
        return Shown(text, number, most[0][0] if most else own), pieces.boxes

    def _collect(self, element: Any, own: Look, pieces: _Pieces) -> None:
        """The text of a paragraph without that of paragraphs within it, which come by themselves."""
        for child in element:
            if child.tag == _RUN:
                self._run(child, own, pieces)
            elif child.tag == _BOX:
                pieces.boxes.append(child)
            elif child.tag == _MATHS:
                pieces.texts.append(child.text or "")
            elif child.tag not in _UNSEEN and not _is_prompt(child):
                self._collect(child, own, pieces)

    def _run(self, run: Any, own: Look, pieces: _Pieces) -> None:
        properties = run.find(f"{W}rPr")
        shown = own
        if properties is not None:
            style = properties.find(f"{W}rStyle")
            shown = (
                look(None, properties).over(self._styles.run(style.get(VAL) if style is not None else None)).over(own)
            )
        at = len(pieces.texts)
        self._written(run, own, pieces)
        if shown.hidden:
            del pieces.texts[at:]
            return
        length = sum(len(text.strip()) for text in pieces.texts[at:])
        if length:
            pieces.looks[shown] += length

    def _written(self, run: Any, own: Look, pieces: _Pieces) -> None:
        """The characters of a run."""
        for child in run:
            tag = child.tag
            if tag == f"{W}t":
                pieces.texts.append(_LINE_ENDS.sub(" ", child.text or ""))
            elif tag == f"{W}br":
                pieces.texts.append("\f" if child.get(f"{W}type") in ("page", "column") else "\n")
            elif tag in _CHARACTERS:
                pieces.texts.append(_CHARACTERS[tag])
            elif tag == _BOX:
                pieces.boxes.append(child)
            elif tag not in _UNSEEN:
                self._collect(child, own, pieces)


def _blocks(element: Any) -> Iterator[Any]:
    """The paragraphs and tables right below an element, whatever they are wrapped in."""
    for child in element:
        if child.tag in (_PARAGRAPH, _TABLE):
            yield child
        elif child.tag not in _UNSEEN and not _is_prompt(child):
            yield from _blocks(child)


def _inside(element: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, whatever they are wrapped in; none of a table within."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in _UNSEEN and child.tag not in (_TABLE, _PARAGRAPH):
            yield from _inside(child, tag)


def _is_prompt(element: Any) -> bool:
    """Whether a field to fill in still shows what Word wrote into it."""
    prompt = element.find(f"{W}sdtPr/{W}showingPlcHdr") if element.tag == f"{W}sdt" else None
    return prompt is not None and switched(prompt.get(VAL))
