"""Blocks → articles: what titles, bylines, dates and the masthead say, and the paragraphs under them.

What the document does not say stays None.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.reading import bylines, patterns
from retrieval.reading.layout import Block, blocks
from retrieval.reading.lines import Kind, Line, read_lines
from retrieval.reading.openings import HEADINGS, Opening, level, openings
from retrieval.reading.passages import cut, paragraphs, sourced
from retrieval.records import Article, Field, Paragraph, SourcedText


@dataclass(frozen=True, slots=True)
class _Masthead:
    """What the document says of itself before its first article."""

    publication: Field | None = None
    issue: Field | None = None
    date: Field | None = None


def read_articles(source: str) -> list[Article]:
    """The articles of a decoded text, in order; an unstructured text is one article, or one a chapter."""
    parts = blocks(read_lines(source))
    found = openings(parts)
    if not found:
        return []
    masthead = _masthead(source, parts, found[0].first)
    ends = [opening.first for opening in found[1:]] + [len(parts)]
    articles = [
        _article(source, parts, opening, end, number, masthead)
        for number, (opening, end) in enumerate(zip(found, ends, strict=True), 1)
    ]
    return articles if any(article.paragraphs for article in articles) else [_everything(source, parts)]


def _everything(source: str, parts: Sequence[Block]) -> Article:
    """A text of nothing but headings, dates and notes: all of it is body, and nothing of it is claimed to be more."""
    found: list[Paragraph] = []
    for part in parts:
        found += paragraphs(source, part.lines, len(found) + 1, ())
    return Article(1, None, None, None, None, None, None, None, None, 0.1, tuple(found))


def _masthead(source: str, parts: Sequence[Block], end: int) -> _Masthead:
    """Publication, issue and date; a name counts as the publication's only where an issue line stands with it."""
    found = _Masthead()
    for index, part in enumerate(parts[:end]):
        if part.kind is Kind.DATE and found.date is None:
            value = patterns.stated_date(patterns.unmarked(part.text))
            found = replace(found, date=Field(value, sourced(source, part.lines))) if value else found
        elif part.kind is Kind.ISSUE and found.issue is None:
            shown = sourced(source, part.lines)
            match = patterns.ISSUE.search(shown.text)
            assert match is not None
            number = cut(shown, match.start(), match.end())
            found = replace(found, issue=Field(match["number"], number), publication=found.publication)
            found = replace(found, publication=_publication(source, parts, index, shown, match.start()))
            found = _dated_issue(found, shown, match.end())
        elif found.date is None and len(part.text) <= 80 and (closing := patterns.closing_date(part.text)):
            shown = sourced(source, part.lines)
            at = len(shown.text) - len(part.text) + closing[0]
            found = replace(found, date=Field(closing[1], cut(shown, at, len(shown.text))))
    return found


def _publication(source: str, parts: Sequence[Block], index: int, shown: SourcedText, issue_at: int) -> Field | None:
    """The name before the number on the issue line itself, or the heading above it."""
    before = shown.text[:issue_at].rstrip(" \u3000（(")
    name = re.sub(r"[（(]?(?:19|20)\d\d\s*年?\s*$", "", before).rstrip(" \u3000（(")
    if len(name) >= 2:
        return Field(name, cut(shown, 0, len(name)))
    for part in reversed(parts[:index]):
        if part.kind in HEADINGS:
            text = sourced(source, part.lines)
            return Field(re.sub(r"\s+", "", text.text) if re.fullmatch(r"(?:\S\s+)+\S", text.text) else text.text, text)
    return None


def _dated_issue(found: _Masthead, shown: SourcedText, end: int) -> _Masthead:
    """A date on the issue line itself."""
    rest = shown.text[end:]
    match = re.search(r"(?:19|20)\d\d\s*年.*$", rest)
    value = patterns.date(match[0].strip(" \u3000（）()")) if match else None
    if not match or not value or found.date:
        return found
    return replace(found, date=Field(value, cut(shown, end + match.start(), len(shown.text))))


def _article(
    source: str, parts: Sequence[Block], opening: Opening, end: int, number: int, masthead: _Masthead
) -> Article:
    title = _title(source, parts, opening.title)
    signed = _signature(parts, opening, end)
    byline = signed[0].byline if signed else None
    author, position = (byline.author, byline.position) if byline else (None, None)
    if len(signed) > 1 and signed[1].byline:
        position = signed[1].byline.position
    confidence = byline.confidence if byline else 0.6 if title else 0.4
    if byline is None and title and (speech := patterns.SPEECH.fullmatch(title.value)):
        author, position = _speaker_of_title(speech["who"])
    shown = sourced(source, signed) if signed else None
    skipped = {*opening.title, opening.byline}
    body = [(index, parts[index]) for index in range(opening.first, end) if index not in skipped]
    date, made = _body(source, [part for _, part in body], (position or "") + (author or ""))
    return Article(
        number=number,
        title=title,
        author=author,
        position=position,
        byline=shown,
        date=date or _dated_byline(shown) or masthead.date,
        publication=masthead.publication,
        issue=masthead.issue,
        column=opening.column,
        confidence=confidence,
        paragraphs=tuple(made),
    )


def _signature(parts: Sequence[Block], opening: Opening, end: int) -> list[Line]:
    """The lines that say who wrote an article: its byline, and what closes it where that adds the office."""
    first = parts[opening.byline].lines[0] if opening.byline is not None else None
    closing = [line for part in parts[opening.first : end] for line in part.lines if line.byline and line is not first]
    if first is None or first.byline is None:
        return [line for line in closing[-1:] if line.byline and line.byline.author and line.text[0] in "（("]
    named = first.byline.author and not first.byline.position
    return [first, *(line for line in closing[-1:] if named and line.byline and not line.byline.author)]


def _dated_byline(byline: SourcedText | None) -> Field | None:
    """The date among the labelled facts of a byline."""
    value = patterns.stated_date(byline.text) if byline else None
    return Field(value, byline) if value and byline else None


def _title(source: str, parts: Sequence[Block], indexes: Sequence[int]) -> Field | None:
    if not indexes:
        return None
    lines = [line for index in indexes for line in parts[index].lines]
    pieces = [sourced(source, [line]).text for line in lines]
    pieces[0] = pieces[0][match.end() :] if (match := patterns.TITLE_NUMBER.match(pieces[0])) else pieces[0]
    # A title broken in mid-phrase because the line was full goes on without a space; a title of two halves has one.
    near = [line for part in parts[indexes[0] : indexes[0] + 12] if part.wrapped for line in part.lines]
    full = bool(near) and len(pieces[0]) >= 0.8 * max(len(line.text) for line in near)
    value = ("" if full or len(pieces[-1]) <= 4 else " ").join(pieces)
    return Field(re.sub(r"\s+", " ", value), sourced(source, lines))


def _speaker_of_title(who: str) -> tuple[str | None, str | None]:
    """(author, position) from `县委书记在…上的讲话` or `某某同志在…上的讲话`; nothing of what is neither."""
    named = bylines.byline(who) or bylines.bare_names(who)
    if named and named.author:
        return named.author, named.position
    return None, who if bylines.ends_in_office(who) else None


def _body(source: str, parts: Sequence[Block], signature: str) -> tuple[Field | None, list[Paragraph]]:
    """The date under the title, and the paragraphs with the path of headings each stands under."""
    date: Field | None = None
    section: list[tuple[int, str]] = []
    found: list[Paragraph] = []
    listed = _listed(parts)
    for index, part in enumerate(parts):
        if part.kind is Kind.DATE and not found and date is None:
            value = patterns.stated_date(patterns.unmarked(part.text))
            date = Field(value, sourced(source, part.lines)) if value else None
        elif part.kind in (*HEADINGS, Kind.DATE, Kind.COLUMN) and index not in listed:
            _enter(section, level(part), sourced(source, part.lines).text)
        elif part.kind in (Kind.TEXT, *HEADINGS) and not _is_caption(part, signature):
            path = tuple(name for _, name in section)
            found += paragraphs(source, part.lines, len(found) + 1, path)
            if found and patterns.NUMBERED.match(part.text) and len(part.text) <= 40 and not _ended(part):
                _enter(section, 7, part.text)
    return date, found


def _listed(parts: Sequence[Block]) -> set[int]:
    """Which headings head nothing, so that they are body: the lines of a list or a poem, a heading without a text.

    Of three short lines or more in a row the last can still be the heading of the text that follows.
    """
    found: set[int] = set()
    row: list[int] = []
    for index, part in enumerate([*parts, None]):
        if part is not None and part.kind is Kind.HEADING:
            row.append(index)
            continue
        headed = part is not None and part.kind is Kind.TEXT
        if len(row) >= 3 or not headed:
            found.update(row[:-1] if headed else row)
        row = []
        if part is not None and part.kind is Kind.MARKDOWN:
            after = parts[index + 1] if index + 1 < len(parts) else None
            if after is None or (after.kind is Kind.MARKDOWN and level(after) <= level(part)):
                found.add(index)
    return found


def _ended(part: Block) -> bool:
    return bool(patterns.TERMINAL.search(part.text))


def _enter(section: list[tuple[int, str]], level: int, name: str) -> None:
    """Put a heading on the path, taking off those of its level and below."""
    while section and section[-1][0] >= level:
        section.pop()
    section.append((level, name))


def _is_caption(part: Block, signature: str) -> bool:
    """A short line that begins with the author's own office and name is a picture's caption."""
    text = re.sub(r"\s", "", part.text)
    return bool(signature) and len(text) < 60 and text.startswith(re.sub(r"\s", "", signature))
