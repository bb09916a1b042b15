"""The blocks under a title → paragraphs, each with the path of headings it stands under."""

import re
from collections.abc import Sequence

from retrieval.reading import bylines, dates, patterns
from retrieval.reading.layout import Block
from retrieval.reading.lines import Kind
from retrieval.reading.openings import BODY, HEADINGS, level
from retrieval.reading.passages import paragraphs, sourced
from retrieval.records import Field, Paragraph

# Ranks of headings on the path, below those by the format (0 to 6): chapters of a text, other headings, counted ones.
_CHAPTERS = 10
_PLAIN = 14
_COUNTED = 15
_LAW_ARTICLE = 18
_COUNTS = (re.compile(r"[一二三四五六七八九十]{1,3}\s*、|第[一二三四五六七八九十]{1,3}[，、]"), re.compile(r"[（(]"))


def dated(source: str, parts: Sequence[Block]) -> tuple[Field, str] | None:
    """The date that stands under the title, else the one that closes the text; and the rule that tells it."""
    if is_diary(parts):
        return None
    for part in parts:
        if part.kind in BODY:
            break
        if part.kind is Kind.DATE and (value := dates.stated_date(patterns.unmarked(part.text))):
            return Field(value, sourced(source, part.lines)), "date under the title"
    for index, part in reversed(list(enumerate(parts))):
        if _is_issued(parts, index):
            value = dates.date(patterns.unmarked(part.text))
            assert value is not None
            return Field(value, sourced(source, part.lines)), "date closing the text"
    for part in reversed(parts):
        if part.kind in (*BODY, Kind.HEADING, Kind.MARKED):
            break
        if part.kind is Kind.DATE and (value := dates.date(patterns.unmarked(part.text))):
            return Field(value, sourced(source, part.lines)), "date closing the text"
    return None


def _is_issued(parts: Sequence[Block], index: int) -> bool:
    """Whether a date stands below the unit that issued a document, whatever stands below both."""
    unit = parts[index - 1] if index > 1 else None
    if unit is None or parts[index].kind is not Kind.DATE or unit.kind not in (Kind.TEXT, Kind.HEADING):
        return False
    if dates.date(patterns.unmarked(parts[index].text)) is None:
        return False
    return parts[index - 2].kind in BODY and bylines.collective(patterns.unmarked(unit.text)) is not None


def is_diary(parts: Sequence[Block]) -> bool:
    """Whether dates head the parts of a text: two or more have text below them."""
    heads = [index for index, part in enumerate(parts[:-1]) if part.kind is Kind.DATE and parts[index + 1].kind in BODY]
    return len(heads) > 1 and not any(part.kind in BODY for part in parts[: heads[0]])


def body(source: str, parts: Sequence[Block], signature: str) -> list[Paragraph]:
    """The paragraphs of an article; `signature` is the author's office and name, for pictures of the author."""
    section: list[tuple[int, str]] = []
    found: list[Paragraph] = []
    listed = _listed(parts)
    last = max((index for index, part in enumerate(parts) if part.kind in BODY), default=-1)
    diary = is_diary(parts)
    for index, part in enumerate(parts):
        if part.kind is Kind.DATE and not diary and (not found or index > last or _is_issued(parts, index)):
            continue
        if part.kind in (*HEADINGS, Kind.DATE, Kind.COLUMN) and index not in listed:
            _enter(section, _rank(part), sourced(source, part.lines).text)
        elif part.kind in (*BODY, *HEADINGS) and not _is_caption(part, signature):
            _leave(section, part)
            path = tuple(name for _, name in section)
            found += paragraphs(source, part.lines, len(found) + 1, path)
            _enter_by_text(section, part)
    return found


def _rank(part: Block) -> int:
    if part.kind is Kind.MARKED:
        return level(part)
    tier = patterns.tier(part.text)
    return _PLAIN if tier is None else _CHAPTERS + tier


def _enter_by_text(section: list[tuple[int, str]], part: Block) -> None:
    """A short counted line, and the number of a law's article, stay text and head what follows as well."""
    text = patterns.unmarked(part.text)
    if match := patterns.LAW_ARTICLE.match(text):
        _enter(section, _LAW_ARTICLE, re.sub(r"\s", "", match[0]))
    elif patterns.NUMBERED.match(text) and len(text) <= 40 and not patterns.TERMINAL.search(text):
        rank = _COUNTED + next((rank for rank, count in enumerate(_COUNTS) if count.match(text)), 0)
        if not any(name == _LAW_ARTICLE for name, _ in section):
            _enter(section, rank, text)


def _leave(section: list[tuple[int, str]], part: Block) -> None:
    """The article of a law ends where the next one begins."""
    if section and section[-1][0] == _LAW_ARTICLE and patterns.LAW_ARTICLE.match(patterns.unmarked(part.text)):
        section.pop()


def _listed(parts: Sequence[Block]) -> set[int]:
    """Which headings head nothing, so that they are body: the lines of a list or a poem, a heading without a text.

    Of three short lines or more in a row the last can still be the heading of the text that follows.
    """
    found: set[int] = set()
    row: list[int] = []
    for index, part in enumerate([*parts, None]):
        if part is not None and part.kind is Kind.HEADING and patterns.tier(part.text) is None:
            row.append(index)
            continue
        headed = part is not None and part.kind in BODY
        if len(row) >= 3 or not headed:
            found.update(row[:-1] if headed else row)
        row = []
        if part is not None and part.kind in HEADINGS:
            after = parts[index + 1] if index + 1 < len(parts) else None
            if after is None or (after.kind is part.kind and _ranked(after) and _rank(after) <= _rank(part)):
                found.add(index)
    return found


def _ranked(part: Block) -> bool:
    """Whether a heading has a rank among others: by the format, or as a chapter."""
    return part.kind is Kind.MARKED or patterns.tier(part.text) is not None


def _enter(section: list[tuple[int, str]], level: int, name: str) -> None:
    """Put a heading on the path, taking off those of its level and below."""
    while section and section[-1][0] >= level:
        section.pop()
    section.append((level, name))


def _is_caption(part: Block, signature: str) -> bool:
    """A short line that begins with the author's own office and name is a picture's caption."""
    text = re.sub(r"\s", "", part.text)
    return bool(signature) and len(text) < 60 and text.startswith(re.sub(r"\s", "", signature))
