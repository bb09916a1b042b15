"""Pages of pieces → the text of a document, with what its typesetting says of the lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from retrieval.reading.extract import Mark, Role
from retrieval.reading.readers.pages import blocks, columns, headings, typesetting
from retrieval.reading.readers.pages.columns import Line
from retrieval.reading.readers.pages.furniture import Page, first_number, without_furniture
from retrieval.reading.readers.pages.pieces import is_han, seam
from retrieval.records import Pages


@dataclass(frozen=True, slots=True)
class Document:
    """A text, a paragraph or heading a line, and what is known of it.

    `confidences`: start, end and confidence of every line that was recognised in a
    picture.
    """

    text: str
    marks: tuple[Mark, ...]
    pages: Pages
    confidences: tuple[tuple[int, int, float], ...]


def document(pages: Sequence[Page]) -> Document:
    """Put pages together: furniture off, columns in order, paragraphs over columns and pages."""
    em = typesetting.text_size(pages)
    bare = without_furniture(pages, em)
    lines = typesetting.framed(_columns(bare, em), bare)
    setting = typesetting.typesetting(bare, lines, em)
    found = headings.with_headings(blocks.blocks(lines, setting), bare, setting)
    return _written(found, len(pages), first_number(pages, em))


def _columns(pages: Sequence[Page], em: float) -> list[list[Line]]:
    """The columns of all pages in order; gutters clear on one page are looked for on the others."""
    read = [columns.lines(page.pieces, em) for page in pages]
    known = sorted(gutter for _, gutters in read for gutter in gutters)
    apart = [x for x, _ in groupby(known, key=lambda x: round(x / em))][:8]
    if known:
        read = [columns.lines(page.pieces, em, apart) for page in pages]
    ordered = []
    for number, (found, _) in enumerate(read):
        for column in found:
            for line in column:
                line.page = number
            ordered.append(column)
    return ordered


class _Writer:
    """A text that grows line by line, with the offsets of what is to be kept of it."""

    def __init__(self, pages: int) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.last = ""
        self.starts: list[int | None] = [None] * pages
        self.marks: list[Mark] = []
        self.confidences: list[tuple[int, int, float]] = []

    def write(self, text: str) -> None:
        if text:
            self.parts.append(text)
            self.length += len(text)
            self.last = text

    def block(self, block: blocks.Block) -> None:
        """Write a block as one line; soft hyphens go, as does white space at a line's ends."""
        if self.length:
            self.write("\n")
        start = self.length
        display = block.role in (Role.HEADING, Role.TITLE)
        for number, line in enumerate(block.lines):
            cells = "\t".join(piece.text for piece in line.pieces) if block.role is Role.ROW else line.text
            text = cells.strip().replace("\u00ad", "")
            if number:
                self.write(_between(block.lines[number - 1], line, display))
            if self.starts[line.page] is None:
                self.starts[line.page] = self.length
            if line.confidence is not None:
                self.confidences.append((self.length, self.length + len(text), round(line.confidence, 3)))
            self.write(text)
        if block.role is not None:
            self.marks.append(Mark(start, self.length, block.role, block.level))


def _between(before: Line, line: Line, display: bool) -> str:
    """What joins two lines: a title's broken before the edge is a title of two parts."""
    if before.text.endswith("\u00ad"):
        return ""
    first, second = before.text, line.text.strip()
    unit = 1.5 if is_han(second[0]) else 6.0
    if display and before.slack > unit:
        return " "
    spaced = before.pieces[-1].trailing and is_han(first[-1]) != is_han(second[0])
    return " " if spaced and not any(char in "“”‘’—…" for char in (first[-1], second[0])) else seam(first, second)


def _written(found: Sequence[blocks.Block], pages: int, first: int) -> Document:
    writer = _Writer(pages)
    for block in found:
        writer.block(block)
    starts: list[int] = []
    following = writer.length
    for start in reversed(writer.starts):
        # A page without text begins where the next one does.
        following = following if start is None else min(start, following)
        starts.append(following)
    return Document(
        "".join(writer.parts), tuple(writer.marks), Pages(tuple(reversed(starts)), first), tuple(writer.confidences)
    )
