"""The physical lines of a text, with offsets, and what each line's own words and neighbours say it is."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from enum import Enum

from retrieval.reading import bylines, patterns
from retrieval.reading.bylines import Byline

_SPACE = " \t\u3000\f\r\v\x85\xa0\u200b\ufeff"


class Kind(Enum):
    """What a line is; `TEXT` until the layout knows whether it is heading or body."""

    TEXT = "text"
    HEADING = "heading"
    MARKDOWN = "markdown heading"
    BYLINE = "byline"
    DATE = "date"
    COLUMN = "column label"
    ISSUE = "issue"
    EDITORIAL = "editor's note"
    FURNITURE = "page number or running head"
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its outer white space: `source[start:end] == text`, unless it is several merged (`parts`)."""

    start: int
    end: int
    text: str
    blank_before: int
    indent: float
    page_break: bool
    kind: Kind = Kind.TEXT
    byline: Byline | None = None
    parts: tuple[tuple[int, int], ...] = ()


def read_lines(text: str) -> list[Line]:
    """Split a text into its lines, leaving out empty ones, and classify each by its words and neighbours."""
    lines = _without_running_heads([_classified(line) for line in _merged_brackets(_physical(text))])
    lines = _without_lists_of_persons(_with_distribution(lines))
    return [
        _in_context(line, lines[index - 1] if index else None, lines[index + 1] if index + 1 < len(lines) else None)
        for index, line in enumerate(lines)
    ]


def _physical(text: str) -> list[Line]:
    lines: list[Line] = []
    position = blanks = 0
    form_feed = False
    # Text taken from a PDF marks a new page by one space at the line's head; an indent is wider, and every line's.
    marked = len(re.findall(r"^ (?! )\S", text, re.MULTILINE))
    by_space = marked * 8 <= len(re.findall(r"^[^\S\n]*\S", text, re.MULTILINE)) + 8
    for raw in re.split(r"(?<=\n)|(?<=\r)(?!\n)", text):
        stripped = raw.strip(_SPACE + "\n")
        form_feed = form_feed or "\f" in raw
        if stripped:
            lead = raw[: raw.index(stripped[0])]
            page_break = form_feed or (lead == " " and by_space)
            indent = sum(1.0 if char == "\u3000" else 2.0 if char == "\t" else 0.5 for char in lead)
            start = position + len(lead)
            lines.append(Line(start, start + len(stripped), stripped, blanks, indent, page_break))
            blanks, form_feed = 0, False
        else:
            blanks += bool(raw)
        position += len(raw)
    return lines


def _merged_brackets(lines: list[Line]) -> list[Line]:
    """Bylines in brackets that run over up to three lines, made one line again."""
    merged: list[Line] = []
    index = 0
    while index < len(lines):
        taken = _bracket_closing(lines[index : index + 3])
        if taken > 1:
            group = lines[index : index + taken]
            joined = "".join(line.text for line in group)
            parts = tuple((line.start, line.end) for line in group)
            merged.append(replace(group[0], end=group[-1].end, text=joined, parts=parts))
        else:
            merged.append(lines[index])
        index += max(1, taken)
    return merged


def _bracket_closing(lines: list[Line]) -> int:
    """How many of these lines make up one byline in brackets; 0 when they do not."""
    joined = ""
    for count, line in enumerate(lines, 1):
        joined += line.text
        if joined[0] not in "（(" or len(joined) > 80:
            return 0
        if joined[-1] in "）)":
            return count if bylines.byline(joined) else 0
    return 0


def _classified(line: Line) -> Line:
    core = patterns.unmarked(line.text)
    kind = _kind(line.text, core)
    may_sign = kind not in (Kind.COLUMN, Kind.EDITORIAL, Kind.ISSUE) and not patterns.date(core)
    if may_sign and (found := bylines.byline(core)):
        return replace(line, kind=Kind.BYLINE, byline=found)
    return replace(line, kind=kind)


def _kind(text: str, core: str) -> Kind:
    """What a line's words say it is, bylines aside; `core` is without Markdown's marks."""
    label = patterns.column(core)
    if patterns.is_editorial(core) or (label and label.startswith("编者按")):
        return Kind.EDITORIAL
    kinds = (
        (patterns.stated_date(core), Kind.DATE),
        (label, Kind.COLUMN),
        (patterns.is_issue(core), Kind.ISSUE),
        (patterns.is_page_number(text), Kind.FURNITURE),
        (patterns.imprint(core) or patterns.is_boilerplate(text), Kind.BOILERPLATE),
        (patterns.MARKDOWN_HEADING.match(text), Kind.MARKDOWN),
    )
    return next((kind for sign, kind in kinds if sign), Kind.TEXT)


def _with_distribution(lines: list[Line]) -> list[Line]:
    """Distribution lists and imprints recognised where they belong: among the last lines."""
    ending = len(lines) - max(4, len(lines) // 10)
    return [
        replace(line, kind=Kind.BOILERPLATE)
        if index >= ending and line.kind is Kind.TEXT and patterns.is_distribution(line.text)
        else line
        for index, line in enumerate(lines)
    ]


def _without_lists_of_persons(lines: list[Line]) -> list[Line]:
    """Offices with names, one line after another, are a list of who was there; a byline stands alone."""

    def listed(index: int) -> bool:
        around = lines[max(0, index - 1) : index] + lines[index + 1 : index + 2]
        return any(line.kind is Kind.BYLINE for line in around)

    return [
        replace(line, kind=Kind.TEXT, byline=None) if line.kind is Kind.BYLINE and listed(index) else line
        for index, line in enumerate(lines)
    ]


def _without_running_heads(lines: list[Line]) -> list[Line]:
    """The same short line at the edge of page after page is furniture, but for the first, which may be a masthead."""
    at_edge = [_running_head(line) if _at_page_edge(lines, index) else "" for index, line in enumerate(lines)]
    repeated = Counter(at_edge)
    seen: set[str] = set()
    in_body = False
    result = []
    for line, name in zip(lines, at_edge, strict=True):
        heads = bool(name) and (repeated[name] > 1 or line.kind is Kind.ISSUE) and (in_body or name in seen)
        result.append(replace(line, kind=Kind.FURNITURE) if heads else line)
        seen.add(_running_head(line))
        in_body = in_body or line.kind is Kind.BYLINE
    return result


def _running_head(line: Line) -> str:
    """What stays the same of a running head from page to page; empty for a line that cannot be one."""
    can_be = (
        line.kind in (Kind.TEXT, Kind.ISSUE) and len(line.text) <= 60 and not patterns.ENDS_CLAUSE.search(line.text)
    )
    return re.sub(r"[\d\W]", "", line.text) if can_be else ""


def _at_page_edge(lines: list[Line], index: int) -> bool:
    """Whether a line begins a page, or stands next to a page number."""
    around = lines[max(0, index - 1) : index] + lines[index + 1 : index + 2]
    return lines[index].page_break or any(line.kind is Kind.FURNITURE for line in around)


def _in_context(line: Line, before: Line | None, after: Line | None) -> Line:
    """Names alone, or a unit's, are a byline only between something like a title and something that is not."""
    if line.kind is not Kind.TEXT or before is None or after is None or len(line.text) > 40:
        return line
    core = patterns.unmarked(line.text)
    group = bylines.collective(core)
    shortest = 2 if group else 5
    title_like = before.kind is Kind.MARKDOWN or (
        before.kind is Kind.TEXT
        and shortest <= len(before.text) <= 45
        and not patterns.NO_TITLE_END.search(before.text)
    )
    opens_body = after.kind is Kind.DATE or (after.kind is Kind.TEXT and len(after.text) >= 12)
    found = (bylines.bare_names(core) or group) if title_like and opens_body else None
    return replace(line, kind=Kind.BYLINE, byline=found) if found else line
