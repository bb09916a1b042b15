"""Blocks → articles: which headings are titles, what the bylines, dates and the masthead say, where each article ends.

A byline anchors its title upwards; a heading without a byline is a section of the article it stands in. What the
document does not say stays None.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.reading import patterns
from retrieval.reading.layout import Block, blocks
from retrieval.reading.lines import Kind, read_lines
from retrieval.reading.passages import cut, paragraphs, sourced
from retrieval.records import Article, Field, Paragraph, SourcedText

_HEADINGS = (Kind.HEADING, Kind.MARKDOWN)


@dataclass(frozen=True, slots=True)
class _Masthead:
    """What the document says of itself before its first article."""

    publication: Field | None = None
    issue: Field | None = None
    date: Field | None = None


@dataclass(frozen=True, slots=True)
class _Opening:
    """Where an article begins: block numbers of its title and byline; `first` is where the one before it ends."""

    first: int
    title: tuple[int, ...]
    byline: int | None
    column: str | None = None


def read_articles(source: str) -> list[Article]:
    """The articles of a decoded text, in order; an unstructured text is one article, or one a chapter."""
    parts = blocks(read_lines(source))
    openings = _by_byline(parts) or _by_closing_byline(parts) or _by_chapter(parts)
    start = openings[0].first if openings else len(parts)
    contents = {_bare(_title_text(parts, opening)) for opening in openings}
    if not openings or any(part.kind is Kind.TEXT and _bare(part.text) not in contents for part in parts[:start]):
        # What stands before the first byline belongs to no author, but it is not lost.
        openings = _by_speech_or_title(parts[:start]) + openings
    if not openings:
        return []
    masthead = _masthead(source, parts, openings[0].first)
    ends = [opening.first for opening in openings[1:]] + [len(parts)]
    articles = [
        _article(source, parts, opening, end, number, masthead)
        for number, (opening, end) in enumerate(zip(openings, ends, strict=True), 1)
    ]
    return articles if any(article.paragraphs for article in articles) else [_everything(source, parts)]


def _everything(source: str, parts: Sequence[Block]) -> Article:
    """A text of nothing but headings, dates and notes: all of it is body, and nothing of it is claimed to be more."""
    found: list[Paragraph] = []
    for part in parts:
        found += paragraphs(source, part.lines, len(found) + 1, ())
    return Article(1, None, None, None, None, None, None, None, None, 0.1, tuple(found))


def _title_text(parts: Sequence[Block], opening: _Opening) -> str:
    return "".join(parts[index].text for index in opening.title)


def _bare(text: str) -> str:
    """Letters alone: a title as a table of contents has it, with its bullet, dots and page number."""
    return re.sub(r"[\W\d_]+", "", text)


def _by_byline(parts: Sequence[Block]) -> list[_Opening]:
    openings: list[_Opening] = []
    for index, part in enumerate(parts):
        if part.kind is not Kind.BYLINE:
            continue
        anchor = index
        while anchor and parts[anchor - 1].kind is Kind.DATE:
            anchor -= 1
        title = _title_above(parts, anchor)
        if not title:
            continue
        first, column = title[0], None
        if first and parts[first - 1].kind is Kind.COLUMN:
            first -= 1
            column = patterns.column(patterns.unmarked(parts[first].text))
        openings.append(_Opening(first, title, index, column))
    return openings


def _by_closing_byline(parts: Sequence[Block]) -> list[_Opening]:
    """Bylines at the end of the text, where none stands under a title: each closes the article that began before it."""
    openings: list[_Opening] = []
    begin = 0
    for index, part in enumerate(parts):
        if part.kind is not Kind.BYLINE or not _closes(parts, index):
            continue
        if not any(one.kind is Kind.TEXT for one in parts[begin:index]):
            continue
        opened = _by_speech_or_title(parts[begin:index])[0]
        title = tuple(begin + number for number in opened.title)
        openings.append(_Opening(begin + opened.first, title, index))
        begin = index + 1
    return openings


def _closes(parts: Sequence[Block], index: int) -> bool:
    """Whether a byline ends an article: in brackets or labelled, and followed by a heading or by nothing."""
    marked = parts[index].text[0] in "（(" or parts[index].text.startswith("作者")
    after = next((part for part in parts[index + 1 :] if part.kind not in (Kind.BOILERPLATE, Kind.DATE)), None)
    return marked and (after is None or after.kind in (*_HEADINGS, Kind.COLUMN))


def _title_above(parts: Sequence[Block], byline: int) -> tuple[int, ...]:
    """The heading lines right above a byline that make its title: one in Markdown, up to three in plain text."""
    title: list[int] = []
    for index in range(byline - 1, max(-1, byline - 4), -1):
        part = parts[index]
        if part.kind is Kind.MARKDOWN:
            return tuple(title) if title else (index,)
        if part.kind is not Kind.HEADING:
            break
        below = parts[title[0]] if title else None
        # A wider gap than the title's own, or a masthead's line, is not the title any more.
        if below and (
            below.lines[0].blank_before > parts[byline].lines[0].blank_before or _masthead_line(parts, index)
        ):
            break
        title.insert(0, index)
    return tuple(title)


def _masthead_line(parts: Sequence[Block], index: int) -> bool:
    """Whether a heading is the publisher's line of a masthead: it follows an issue or a date line."""
    return patterns.is_publisher(parts[index].text) and any(
        part.kind in (Kind.ISSUE, Kind.DATE) for part in parts[max(0, index - 3) : index]
    )


def _by_chapter(parts: Sequence[Block]) -> list[_Opening]:
    """A book: every chapter heading begins an article."""
    found = [
        index
        for index, part in enumerate(parts)
        if part.kind in _HEADINGS and patterns.CHAPTER.fullmatch(patterns.unmarked(part.text))
    ]
    # A law has chapters too; its articles (第一条) belong to one text.
    if len(found) < 2 or any(patterns.LAW_ARTICLE.match(part.text) for part in parts):
        return []
    return [_Opening(index, (index,), None) for index in found]


def _by_speech_or_title(parts: Sequence[Block]) -> list[_Opening]:
    """No byline: one article, titled by the first heading that stands before any body text."""
    if not parts:
        return []
    for index, part in enumerate(parts):
        if part.kind is Kind.TEXT:
            break
        if part.kind in _HEADINGS and not _is_masthead_name(parts, index):
            title = [index]
            if part.kind is Kind.HEADING:
                while title[-1] + 1 < len(parts) and _continues_title(parts, title[-1] + 1):
                    title.append(title[-1] + 1)
            return [_Opening(index, tuple(title), None)]
    first = next((index for index, part in enumerate(parts) if part.kind is Kind.TEXT), 0)
    return [_Opening(first, (), None)]


def _continues_title(parts: Sequence[Block], index: int) -> bool:
    """Whether the heading at `index` is the second line of the title above it: body text follows at once."""
    return (
        parts[index].kind is Kind.HEADING
        and parts[index].lines[0].blank_before == 0
        and index + 1 < len(parts)
        and parts[index + 1].kind in (Kind.TEXT, Kind.DATE)
        and parts[index].wrapped
    )


def _is_masthead_name(parts: Sequence[Block], index: int) -> bool:
    """Whether a heading names the publication or publisher: an issue line follows or stands before it."""
    below = [part for part in parts[index + 1 : index + 3] if part.kind is not Kind.TEXT]
    return bool(below and below[0].kind is Kind.ISSUE) or _masthead_line(parts, index)


def _masthead(source: str, parts: Sequence[Block], end: int) -> _Masthead:
    """Publication, issue and date; a name counts as the publication's only where an issue line stands with it."""
    found = _Masthead()
    for index, part in enumerate(parts[:end]):
        if part.kind is Kind.DATE and found.date is None:
            value = patterns.date(patterns.unmarked(part.text))
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
        if part.kind in _HEADINGS:
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
    source: str, parts: Sequence[Block], opening: _Opening, end: int, number: int, masthead: _Masthead
) -> Article:
    title = _title(source, parts, opening.title)
    byline = parts[opening.byline].lines[0].byline if opening.byline is not None else None
    author, position = (byline.author, byline.position) if byline else (None, None)
    confidence = byline.confidence if byline else 0.6 if title else 0.4
    if byline is None and title and (speech := patterns.SPEECH.fullmatch(title.value)):
        author, position = _speaker_of_title(speech["who"])
    skipped = {*opening.title, opening.byline}
    body = [(index, parts[index]) for index in range(opening.first, end) if index not in skipped]
    date, made = _body(source, [part for _, part in body], (position or "") + (author or ""))
    return Article(
        number=number,
        title=title,
        author=author,
        position=position,
        byline=sourced(source, parts[opening.byline].lines) if opening.byline is not None else None,
        date=date or masthead.date,
        publication=masthead.publication,
        issue=masthead.issue,
        column=opening.column,
        confidence=confidence,
        paragraphs=tuple(made),
    )


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
    named = patterns.byline(who) or patterns.bare_names(who)
    if named and named.author:
        return named.author, named.position
    return None, who if patterns.ends_in_office(who) else None


def _body(source: str, parts: Sequence[Block], signature: str) -> tuple[Field | None, list[Paragraph]]:
    """The date under the title, and the paragraphs with the path of headings each stands under."""
    date: Field | None = None
    section: list[tuple[int, str]] = []
    found: list[Paragraph] = []
    listed = _listed(parts)
    for index, part in enumerate(parts):
        if part.kind is Kind.DATE and not found and date is None:
            value = patterns.date(patterns.unmarked(part.text))
            date = Field(value, sourced(source, part.lines)) if value else None
        elif part.kind in (*_HEADINGS, Kind.DATE, Kind.COLUMN) and index not in listed:
            _enter(section, _level(part), sourced(source, part.lines).text)
        elif part.kind in (Kind.TEXT, *_HEADINGS) and not _is_caption(part, signature):
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
            if after is None or (after.kind is Kind.MARKDOWN and _level(after) <= _level(part)):
                found.add(index)
    return found


def _ended(part: Block) -> bool:
    return bool(patterns.TERMINAL.search(part.text))


def _level(part: Block) -> int:
    match = patterns.MARKDOWN_HEADING.match(part.text)
    return len(match["level"]) if match else 7


def _enter(section: list[tuple[int, str]], level: int, name: str) -> None:
    """Put a heading on the path, taking off those of its level and below."""
    while section and section[-1][0] >= level:
        section.pop()
    section.append((level, name))


def _is_caption(part: Block, signature: str) -> bool:
    """A short line that begins with the author's own office and name is a picture's caption."""
    text = re.sub(r"\s", "", part.text)
    return bool(signature) and len(text) < 60 and text.startswith(re.sub(r"\s", "", signature))
