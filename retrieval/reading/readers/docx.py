"""Bytes of a Word document (.docx) → its paragraphs as text, in body order; python-docx is imported here alone."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from retrieval.errors import ReadingError, Reason

SUFFIXES = (".docx",)
# What a document may hold once it is unpacked: a small file can pretend to be endless.
_LARGEST = 200 * 1024 * 1024
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Said twice, moved elsewhere, deleted, or how a word is read.
_UNSEEN = (
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    f"{_WORD}moveFrom",
    f"{_WORD}del",
    f"{_WORD}rt",
)
# The styles that set a paragraph as a quotation, by name.
_QUOTING = ("quote", "intense quote", "block text", "引用", "明显引用", "引文", "明顯引文")
_NOTES = ("/footnotes", "/endnotes")
_SPACES = {f"{_WORD}tab": "\t", f"{_WORD}br": " ", f"{_WORD}cr": " ", f"{_WORD}noBreakHyphen": "-"}


def paragraphs(data: bytes) -> list[str]:
    """Every paragraph that says something: body, tables, text boxes, then footnotes and endnotes.

    Text that is marked as deleted is left out, inserted text is in; a paragraph
    set as a quotation begins with `> `. Raises ReadingError.
    """
    import docx  # noqa: PLC0415 - a third of a second that only Word documents need
    from docx.oxml import parse_xml  # noqa: PLC0415

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > _LARGEST:
                raise ReadingError(Reason.TOO_LARGE, f"{_LARGEST // 1024 // 1024} MB")
        document = docx.Document(io.BytesIO(data))
        part = document.part
        quoting = {style.style_id for style in document.styles if (style.name or "").lower() in _QUOTING}
        notes = [one.target_part.blob for one in part.rels.values() if one.reltype.endswith(_NOTES)]
        roots = [part.element, *map(parse_xml, notes)]
    except ReadingError:
        raise
    except Exception as error:  # whatever a broken archive makes python-docx raise
        raise ReadingError(Reason.DAMAGED) from error
    texts = (_marked(one, quoting) + "".join(_text(one)) for root in roots for one in _paragraphs(root))
    return [text for text in texts if text.strip("> ")]


def _marked(paragraph: Any, quoting: set[str]) -> str:
    """`> ` before a paragraph that is set as a quotation, as Markdown has it."""
    style = paragraph.find(f"{_WORD}pPr/{_WORD}pStyle")
    return "> " if style is not None and style.get(f"{_WORD}val") in quoting else ""


def _paragraphs(element: Any) -> Iterator[Any]:
    """The paragraphs below an element in order, those within others after them; what is not shown left out."""
    for child in element:
        if child.tag == f"{_WORD}p":
            yield child
        if child.tag not in _UNSEEN:
            yield from _paragraphs(child)


def _text(element: Any) -> Iterator[str]:
    """The text of a paragraph without that of paragraphs within it (text boxes), which come by themselves."""
    for child in element:
        if child.tag == f"{_WORD}t":
            yield child.text or ""
        elif child.tag in _SPACES:
            yield _SPACES[child.tag]
        elif child.tag != f"{_WORD}p" and child.tag not in _UNSEEN:
            yield from _text(child)
