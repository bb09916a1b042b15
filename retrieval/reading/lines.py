"""The physical lines of a text, with offsets, and what the format says of them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from retrieval.reading.bylines import Byline
from retrieval.reading.extract import Extract, Fact, Mark, Role
from retrieval.records import Span

SPACE = " \t\u3000\f\r\v\x85\xa0\u200b\ufeff"
# A line that states a fact may name it: `发布时间：2021-03-04`.
_LABEL = 12


class Kind(Enum):
    """What a line is; `TEXT` until the layout knows whether it is heading or body."""

    TEXT = "text"
    HEADING = "heading"
    MARKED = "heading by the format"
    ROW = "row of a table"
    OWN = "paragraph by itself"
    QUOTATION = "set as a quotation"
    BYLINE = "byline"
    DATE = "date"
    COLUMN = "column label"
    ISSUE = "issue"
    EDITORIAL = "editor's note"
    FURNITURE = "page number or running head"
    BOILERPLATE = "boilerplate"
    CONTENTS = "line of a table of contents"
    NOTE = "note or reference"
    CAPTION = "caption"
    FACT = "stated of the document by the format"


_MARKED = {
    Role.TITLE: Kind.MARKED,
    Role.HEADING: Kind.MARKED,
    Role.QUOTATION: Kind.QUOTATION,
    Role.ROW: Kind.ROW,
    Role.NOTE: Kind.NOTE,
    Role.CAPTION: Kind.CAPTION,
    Role.FURNITURE: Kind.FURNITURE,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its outer white space: `source[start:end] == text`, unless it is several merged (`parts`).

    `level` is that of a heading by the format, the highest being 0, a title's. `begins`: a paragraph begins here and no
    heading does (a turn of a conversation, 第三条, a key with its value). `fact`: the format states something with it.
    """

    start: int
    end: int
    text: str
    blank_before: int
    indent: float
    page_break: bool
    kind: Kind = Kind.TEXT
    byline: Byline | None = None
    parts: tuple[tuple[int, int], ...] = ()
    level: int = 0
    begins: bool = False
    fact: bool = False


def physical_lines(extract: Extract) -> list[Line]:
    """The lines of a text that are not empty, with what the format says of each."""
    return _by_format(_split(extract.text), extract)


def _split(text: str) -> list[Line]:
    lines: list[Line] = []
    position = blanks = 0
    form_feed = False
    # Text taken from a PDF marks a new page by one space at the line's head; an indent is wider, and every line's.
    marked = len(re.findall(r"^ (?! )\S", text, re.MULTILINE))
    by_space = marked * 8 <= len(re.findall(r"^[^\S\n]*\S", text, re.MULTILINE)) + 8
    for raw in re.split(r"(?<=\n)|(?<=\r)(?!\n)", text):
        stripped = raw.strip(SPACE + "\n")
        if stripped:
            lead = raw[: raw.index(stripped[0])]
            page_break = form_feed or "\f" in lead or (lead == " " and by_space)
            indent = sum(1.0 if char == "\u3000" else 2.0 if char == "\t" else 0.5 for char in lead)
            start = position + len(lead)
            lines.append(Line(start, start + len(stripped), stripped, blanks, indent, page_break))
            # A form feed at the end of a line begins a page as one at the head of the next does.
            blanks, form_feed = 0, "\f" in raw[len(lead) :]
        else:
            form_feed = form_feed or "\f" in raw
            blanks += bool(raw)
        position += len(raw)
    return lines


def _by_format(lines: list[Line], extract: Extract) -> list[Line]:
    marks = iter(extract.marks)
    mark = next(marks, None)
    facts = extract.facts.values()
    title = extract.facts.get(Fact.TITLE)
    told = []
    for index, line in enumerate(lines):
        while mark and mark.end <= line.start:
            mark = next(marks, None)
        if mark and mark.start < line.end:
            told.append(_marked(line, mark))
        elif title and _outside(line, [title]) <= 0 and not _said_again(lines, index):
            told.append(replace(line, kind=Kind.MARKED, fact=True))
        else:
            told.append(replace(line, fact=_outside(line, facts) <= _LABEL))
    return told


def _marked(line: Line, mark: Mark) -> Line:
    return replace(line, kind=_MARKED[mark.role], level=mark.level if mark.role is Role.HEADING else 0)


def _said_again(lines: list[Line], index: int) -> bool:
    """Whether the title the format states is that of the text, too, and stands soon below."""
    return any(line.text == lines[index].text for line in lines[index + 1 : index + 12])


def _outside(line: Line, facts: Iterable[Span]) -> int:
    """How many characters of a line no fact takes in; all of them and more where it states none."""
    inside = sum(max(0, min(line.end, end) - max(line.start, start)) for start, end in facts)
    return line.end - line.start - inside if inside else _LABEL + 1
