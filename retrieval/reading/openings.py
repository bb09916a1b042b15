"""Where the articles of a document begin: by byline, by closing byline, by chapter, by title alone.

A byline anchors its title upwards. A heading without one is a section of the article it stands in, unless the document
shows that it is a title of its own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.reading import patterns
from retrieval.reading.layout import Block
from retrieval.reading.lines import Kind

HEADINGS = (Kind.HEADING, Kind.MARKDOWN)
# What can stand between a title and its text.
_BETWEEN = (Kind.DATE, Kind.COLUMN, Kind.BOILERPLATE, Kind.ISSUE)
# A heading that has no other sign than to stand alone must be at least this long, in letters.
_TITLE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Opening:
    """Where an article begins: block numbers of its title and byline; `first` is where the one before it ends."""

    first: int
    title: tuple[int, ...]
    byline: int | None
    column: str | None = None


def openings(parts: Sequence[Block]) -> list[Opening]:
    """Where each article begins, in order; empty for a document without any text."""
    signed = _by_byline(parts)
    found = sorted([*signed, *_unsigned(parts, signed)], key=lambda one: one.first) if signed else []
    found = found or _by_closing_byline(parts) or _by_chapter(parts)
    start = found[0].first if found else len(parts)
    contents = {_bare(_title_text(parts, opening)) for opening in found}
    if not found or any(part.kind is Kind.TEXT and _bare(part.text) not in contents for part in parts[:start]):
        # What stands before the first byline belongs to no author, but it is not lost.
        found = _by_speech_or_title(parts[:start]) + found
    return found


def level(part: Block) -> int:
    """The level of a Markdown heading, 1 to 6; 7 for any other."""
    match = patterns.MARKDOWN_HEADING.match(part.text)
    return len(match["level"]) if match else 7


def _title_text(parts: Sequence[Block], opening: Opening) -> str:
    return "".join(parts[index].text for index in opening.title)


def _bare(text: str) -> str:
    """Letters alone: a title as a table of contents has it, with its bullet, dots and page number."""
    return re.sub(r"[\W\d_]+", "", text)


def _by_byline(parts: Sequence[Block]) -> list[Opening]:
    openings: list[Opening] = []
    for index, part in enumerate(parts):
        if part.kind is not Kind.BYLINE:
            continue
        anchor = index
        while anchor and parts[anchor - 1].kind in (Kind.DATE, Kind.BOILERPLATE):
            anchor -= 1
        if title := _title_above(parts, anchor):
            openings.append(_opening(parts, title, index))
    return openings


def _opening(parts: Sequence[Block], title: tuple[int, ...], byline: int | None) -> Opening:
    """An opening by its title; a column label right above belongs to it."""
    first = title[0]
    if first and parts[first - 1].kind is Kind.COLUMN:
        return Opening(first - 1, title, byline, patterns.column(patterns.unmarked(parts[first - 1].text)))
    return Opening(first, title, byline)


def _unsigned(parts: Sequence[Block], signed: Sequence[Opening]) -> list[Opening]:
    """Articles without a byline that begin after a signed one: what nobody signed is not its neighbour's.

    A section's heading looks much like a title; one is a title where the document itself says so.
    """
    titles = {index for opening in signed for index in opening.title}
    levels = [level(parts[index]) for index in titles if parts[index].kind is Kind.MARKDOWN]
    deepest = max(levels, default=0)
    tiered = any(part.kind is Kind.MARKDOWN and level(part) > deepest for part in parts)
    listed = [_bare(line.text) for part in parts[: signed[0].first] for line in part.lines]
    found: list[Opening] = []
    for opening, end in zip(signed, [*(one.first for one in signed[1:]), len(parts)], strict=True):
        within = [index for index in range(opening.first, end) if index not in titles and _may_be_title(parts, index)]
        peers = [index for index in within if parts[index].kind is Kind.MARKDOWN and level(parts[index]) <= deepest]
        # Where all headings are of one level, several in an article are its sections.
        alone = peers if tiered or (len(peers) == 1 and len(_bare(parts[peers[0]].text)) >= _TITLE_LENGTH) else []
        new = [
            _opening(parts, (index,), None)
            for index in within
            if index in alone or _says_it_is_a_title(parts, index, listed)
        ]
        own_end = new[0].first if new else end
        found += _before_another_signature(parts, opening, own_end, within) + new
    return found


def _before_another_signature(
    parts: Sequence[Block], opening: Opening, end: int, headings: Sequence[int]
) -> list[Opening]:
    """An article that somebody else's byline closes began at the only heading before it.

    Where there are several headings nobody can say which, and what follows the first is left without author or title.
    """
    own = parts[opening.byline].lines[0].byline if opening.byline is not None else None
    closing = (index for index in range(opening.first, end) if index != opening.byline and _closes(parts, index))
    names = ((index, line.byline.author) for index in closing for line in parts[index].lines if line.byline)
    other = next((index for index, author in names if own and author and author != own.author), None)
    before = [index for index in headings if other is not None and index < other]
    if len(before) > 1:
        return [Opening(before[0], (), None)]
    return [_opening(parts, (index,), None) for index in before]


def _may_be_title(parts: Sequence[Block], index: int) -> bool:
    """Whether a heading can be an article's: not numbered, and something stands under it."""
    core = patterns.unmarked(parts[index].text)
    if parts[index].kind not in HEADINGS or patterns.NUMBERED.match(core) or patterns.LISTED.match(core):
        return False
    # A plain line right under a Markdown heading is its second half, or a byline in a form nobody knows.
    between = (*_BETWEEN, Kind.HEADING) if parts[index].kind is Kind.MARKDOWN else _BETWEEN
    below = next((part for part in parts[index + 1 :] if part.kind not in between), None)
    deeper = below is not None and below.kind is Kind.MARKDOWN and level(below) > level(parts[index])
    return deeper or (below is not None and below.kind is Kind.TEXT)


def _says_it_is_a_title(parts: Sequence[Block], index: int, listed: Sequence[str]) -> bool:
    """Whether the table of contents has it, a date stands under it, or it is an official document's."""
    core = patterns.unmarked(parts[index].text)
    in_contents = len(_bare(core)) >= _TITLE_LENGTH - 3 and _bare(core) in listed
    return in_contents or parts[index + 1].kind is Kind.DATE or bool(patterns.OFFICIAL_TITLE.fullmatch(core))


def _by_closing_byline(parts: Sequence[Block]) -> list[Opening]:
    """Bylines at the end of the text, where none stands under a title: each closes the article that began before it."""
    openings: list[Opening] = []
    begin = 0
    for index, part in enumerate(parts):
        if part.kind is not Kind.BYLINE or not _closes(parts, index):
            continue
        if not any(one.kind is Kind.TEXT for one in parts[begin:index]):
            continue
        opened = _by_speech_or_title(parts[begin:index])[0]
        title = tuple(begin + number for number in opened.title)
        openings.append(Opening(begin + opened.first, title, index))
        begin = index + 1
    return openings


def _closes(parts: Sequence[Block], index: int) -> bool:
    """Whether a byline ends an article: in brackets or labelled, and followed by a heading or by nothing."""
    marked = parts[index].text[0] in "（(" or parts[index].text.startswith("作者")
    after = next((part for part in parts[index + 1 :] if part.kind not in (Kind.BOILERPLATE, Kind.DATE)), None)
    return marked and (after is None or after.kind in (*HEADINGS, Kind.COLUMN))


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


def _by_chapter(parts: Sequence[Block]) -> list[Opening]:
    """A book: every chapter heading begins an article."""
    found = [
        index
        for index, part in enumerate(parts)
        if part.kind in HEADINGS and patterns.CHAPTER.fullmatch(patterns.unmarked(part.text))
    ]
    # A law has chapters too; its articles (第一条) belong to one text.
    if len(found) < 2 or any(patterns.LAW_ARTICLE.match(part.text) for part in parts):
        return []
    return [Opening(index, (index,), None) for index in found]


def _by_speech_or_title(parts: Sequence[Block]) -> list[Opening]:
    """No byline: one article, titled by the first heading that stands before any body text."""
    if not parts:
        return []
    for index, part in enumerate(parts):
        if part.kind is Kind.TEXT:
            break
        if part.kind in HEADINGS and not _is_masthead_name(parts, index):
            title = [index]
            if part.kind is Kind.HEADING:
                while title[-1] + 1 < len(parts) and _continues_title(parts, title[-1] + 1):
                    title.append(title[-1] + 1)
            return [Opening(index, tuple(title), None)]
    first = next((index for index, part in enumerate(parts) if part.kind is Kind.TEXT), 0)
    return [Opening(first, (), None)]


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
