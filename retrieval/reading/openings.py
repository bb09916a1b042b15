"""Where the articles of a document begin: by byline, by closing byline, by chapter, by title alone.

A byline anchors its title upwards. A heading without one is a section of the article it stands in, unless the document
shows that it is a title of its own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.reading import furniture, patterns
from retrieval.reading.bylines import Byline
from retrieval.reading.layout import Block
from retrieval.reading.lines import Kind

HEADINGS = (Kind.HEADING, Kind.MARKED)
# What an article's paragraphs are made of.
BODY = (Kind.TEXT, Kind.ROW, Kind.QUOTATION, Kind.OWN)
# What can stand between a title and its text.
_BETWEEN = (Kind.DATE, Kind.COLUMN, Kind.BOILERPLATE, Kind.ISSUE)
# What can stand below the byline that closes a text.
_BELOW_SIGNATURE = (Kind.BOILERPLATE, Kind.DATE, Kind.NOTE, Kind.CAPTION, Kind.EDITORIAL)
# A heading that has no other sign than to stand alone must be at least this long, in letters.
_TITLE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Opening:
    """Where an article begins: block numbers of its title and byline; `first` is where the one before it ends."""

    first: int
    title: tuple[int, ...]
    byline: int | None
    column: str | None = None
    rule: str = "heading above the byline"


def openings(parts: Sequence[Block]) -> list[Opening]:
    """Where each article begins, in order; empty for a document without any text."""
    signed = _by_byline(parts)
    found = sorted([*signed, *_unsigned(parts, signed)], key=lambda one: one.first) if signed else []
    found = found or _by_first_words(parts) or _by_closing_byline(parts) or _by_title(parts) or _by_chapter(parts)
    start = found[0].first if found else len(parts)
    contents = {_bare(_title_text(parts, opening)) for opening in found}
    if not found or any(part.kind in BODY and _bare(part.text) not in contents for part in parts[:start]):
        # What stands before the first byline belongs to no author, but it is not lost.
        found = (_by_first_words(parts[:start]) or _by_speech_or_title(parts[:start])) + found
    return found


def _by_first_words(parts: Sequence[Block]) -> list[Opening]:
    """Several news items or letters: each heading with a dateline or a salutation right below it is a title."""
    titles = [index for index in range(len(parts)) if parts[index].kind in HEADINGS and _begins_anew(parts, index)]
    if len(titles) < 2:
        return []
    found = [_opening(parts, (index,), None) for index in titles]
    before = parts[: found[0].first]
    return (_by_speech_or_title(before) if any(part.kind in BODY for part in before) else []) + found


def _begins_anew(parts: Sequence[Block], heading: int) -> bool:
    """Whether what stands right below a heading begins as a news item (`本报讯`) or a letter (`编辑同志：`) does."""
    if heading + 1 == len(parts) or parts[heading + 1].kind not in BODY:
        return False
    below = parts[heading + 1]
    return _reports(below) or bool(patterns.SALUTATION.fullmatch(below.text))


def level(part: Block) -> int:
    """The level of a heading by the format, 0 (a title) to 6; 7 for any other."""
    return min(6, part.lines[0].level) if part.kind is Kind.MARKED else 7


def _title_text(parts: Sequence[Block], opening: Opening) -> str:
    return "".join(parts[index].text for index in opening.title)


def _bare(text: str) -> str:
    """Letters alone: a title as a table of contents has it, with its bullet, dots and page number."""
    return re.sub(r"[\W\d_]+", "", text)


def _by_byline(parts: Sequence[Block]) -> list[Opening]:
    openings: list[Opening] = []
    for index, part in enumerate(parts):
        if part.kind is not Kind.BYLINE or _tells_about(part):
            continue
        anchor = index
        while anchor and parts[anchor - 1].kind in (Kind.DATE, Kind.BOILERPLATE, Kind.FACT):
            anchor -= 1
        if title := _title_above(parts, anchor):
            openings.append(_opening(parts, title, index))
    ends = [*(one.first for one in openings[1:]), len(parts)]
    pairs = zip(openings, ends, strict=False)
    return [one for one, end in pairs if not (one.first and _only_signs(parts, one, end))]


def _only_signs(parts: Sequence[Block], opening: Opening, end: int) -> bool:
    """Whether the byline of an opening signs the text above, whose last line is no title: there is none below."""
    assert opening.byline is not None
    above = any(part.kind in BODY or part.kind is Kind.BYLINE for part in parts[: opening.first])
    return above and all(part.kind in _BELOW_SIGNATURE for part in parts[opening.byline + 1 : end])


def _tells_about(part: Block) -> bool:
    """Whether a byline is a note about the author, which a paper has between its authors and its text."""
    byline = part.lines[0].byline
    return byline is not None and byline.rule == "about the author"


def _opening(parts: Sequence[Block], title: tuple[int, ...], byline: int | None) -> Opening:
    """An opening by its title; a column label right above belongs to it."""
    first = title[0]
    rule = "heading above the byline" if byline is not None else "heading that the document shows to be a title"
    if first and parts[first - 1].kind is Kind.COLUMN:
        return Opening(first - 1, title, byline, patterns.column(patterns.unmarked(parts[first - 1].text)), rule)
    return Opening(first, title, byline, rule=rule)


def _unsigned(parts: Sequence[Block], signed: Sequence[Opening]) -> list[Opening]:
    """Articles without a byline that begin after a signed one: what nobody signed is not its neighbour's.

    A section's heading looks much like a title; one is a title where the document itself says so.
    """
    titles = {index for opening in signed for index in opening.title}
    levels = [level(parts[index]) for index in titles if parts[index].kind is Kind.MARKED]
    deepest = max(levels, default=0)
    tiered = any(part.kind is Kind.MARKED and level(part) > deepest for part in parts)
    listed = [_bare(line.text) for part in parts[: signed[0].first] for line in part.lines]
    found: list[Opening] = []
    for opening, end in zip(signed, [*(one.first for one in signed[1:]), len(parts)], strict=True):
        within = [index for index in range(opening.first, end) if index not in titles and _may_be_title(parts, index)]
        peers = [index for index in within if parts[index].kind is Kind.MARKED and level(parts[index]) <= deepest]
        # Where all headings are of one level, several in an article are its sections.
        single = len(peers) == 1 and len(_bare(parts[peers[0]].text)) >= _TITLE_LENGTH
        alone = peers if tiered or single else [index for index in peers if level(parts[index]) == 0]
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
    closing = (index for index in range(opening.first, end) if index != opening.byline and closes(parts, index))
    names = ((index, line.byline.author) for index in closing for line in parts[index].lines if line.byline)
    other = next((index for index, author in names if own and author and not _is_among(author, own)), None)
    before = [index for index in headings if other is not None and index < other]
    if len(before) > 1:
        return [Opening(before[0], (), None)]
    return [_opening(parts, (index,), None) for index in before]


def _is_among(author: str, byline: Byline) -> bool:
    return author == byline.author or author in (byline.author or "").split("、")


def _may_be_title(parts: Sequence[Block], index: int) -> bool:
    """Whether a heading can be an article's: not numbered, and something stands under it."""
    core = patterns.unmarked(parts[index].text)
    if parts[index].kind not in HEADINGS or patterns.NUMBERED.match(core) or patterns.LISTED.match(core):
        return False
    # A plain line right under a Markdown heading is its second half, or a byline in a form nobody knows.
    between = (*_BETWEEN, Kind.HEADING) if parts[index].kind is Kind.MARKED else _BETWEEN
    below = next((part for part in parts[index + 1 :] if part.kind not in between), None)
    deeper = below is not None and below.kind is Kind.MARKED and level(below) > level(parts[index])
    return deeper or (below is not None and below.kind in BODY)


def _says_it_is_a_title(parts: Sequence[Block], index: int, listed: Sequence[str]) -> bool:
    """Whether the table of contents has it, a date stands under it, or it is an official document's."""
    core = patterns.unmarked(parts[index].text)
    in_contents = len(_bare(core)) >= _TITLE_LENGTH - 3 and _bare(core) in listed
    official = bool(patterns.OFFICIAL_TITLE.fullmatch(core))
    return in_contents or official or parts[index + 1].kind is Kind.DATE or _reports(parts[index + 1])


def _reports(part: Block) -> bool:
    """Whether a text begins with the dateline of a news item."""
    return part.kind in BODY and bool(patterns.DATELINE.match(part.text))


def _by_closing_byline(parts: Sequence[Block]) -> list[Opening]:
    """Bylines at the end of the text, where none stands under a title: each closes the article that began before it."""
    openings: list[Opening] = []
    begin = 0
    for index, part in enumerate(parts):
        if part.kind is not Kind.BYLINE or not closes(parts, index):
            continue
        if not any(one.kind in BODY for one in parts[begin:index]):
            continue
        opened = _by_speech_or_title(parts[begin:index])[0]
        title = tuple(begin + number for number in opened.title)
        openings.append(Opening(begin + opened.first, title, index, rule=opened.rule))
        begin = index + 1
    return openings


def closes(parts: Sequence[Block], index: int, end: int | None = None) -> bool:
    """Whether a block is a byline that ends an article: it says that it signs, and a heading follows, or nothing.

    One with nothing but its date below it, at the end of all, need not say so.
    """
    byline = parts[index].lines[0].byline
    if parts[index].kind is not Kind.BYLINE or byline is None:
        return False
    below = range(index + 1, len(parts) if end is None else end)
    after = next((parts[number].kind for number in below if parts[number].kind not in _BELOW_SIGNATURE), None)
    if not byline.signs:
        dated = index + 1 < len(parts) and parts[index + 1].kind is Kind.DATE
        return dated and after is None and index > 0 and parts[index - 1].kind in (*BODY, *HEADINGS)
    return after is None or after in (*HEADINGS, Kind.COLUMN)


def _title_above(parts: Sequence[Block], byline: int) -> tuple[int, ...]:
    """The heading lines right above a byline that make its title: one in Markdown, up to three in plain text."""
    title: list[int] = []
    for index in range(byline - 1, max(-1, byline - 4), -1):
        part = parts[index]
        if part.kind is Kind.MARKED:
            return tuple(title) if title and not patterns.SUBTITLE.match(parts[title[0]].text) else (index, *title)
        if part.kind is not Kind.HEADING:
            break
        below = parts[title[0]] if title else None
        # A wider gap than the title's own, or a masthead's line, is not the title any more.
        gap = below is not None and below.lines[0].blank_before > parts[byline].lines[0].blank_before
        second = below is not None and patterns.SUBTITLE.match(below.text)
        if below and not second and (gap or _masthead_line(parts, index)):
            break
        title.insert(0, index)
    return tuple(title)


def _masthead_line(parts: Sequence[Block], index: int) -> bool:
    """Whether a heading is the publisher's line of a masthead: it follows an issue or a date line."""
    return patterns.is_publisher(parts[index].text) and any(
        part.kind in (Kind.ISSUE, Kind.DATE) for part in parts[max(0, index - 3) : index]
    )


def _by_title(parts: Sequence[Block]) -> list[Opening]:
    """Several titles by the format, each with a text of its own: the chapters of an e-book."""
    found = [index for index in range(len(parts)) if _may_be_title(parts, index) and level(parts[index]) == 0]
    if len(found) < 2:
        return []
    # The name of a part stands alone above its first chapter.
    firsts = [index - (index > 0 and parts[index - 1].kind is Kind.MARKED) for index in found]
    pairs = zip(firsts, found, strict=True)
    return [Opening(first, (index,), None, rule="heading of a chapter") for first, index in pairs]


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
    return [Opening(index, (index,), None, rule="heading of a chapter") for index in found]


def _by_speech_or_title(parts: Sequence[Block]) -> list[Opening]:
    """No byline: one article, titled by the first heading that stands before any body text."""
    if not parts:
        return []
    for index, part in enumerate(parts):
        if part.kind in BODY:
            break
        if part.kind in HEADINGS and not _is_masthead_name(parts, index):
            title = [index]
            if part.kind is Kind.HEADING:
                while title[-1] + 1 < len(parts) and _continues_title(parts, title[-1] + 1):
                    title.append(title[-1] + 1)
            return [Opening(index, tuple(title), None, rule="first heading before the text")]
    first = next((index for index, part in enumerate(parts) if part.kind in BODY), 0)
    return [Opening(first, (), None)]


def _continues_title(parts: Sequence[Block], index: int) -> bool:
    """Whether the heading at `index` is the second line of the title above it: body text follows at once."""
    return (
        parts[index].kind is Kind.HEADING
        and parts[index].lines[0].blank_before == 0
        and index + 1 < len(parts)
        and parts[index + 1].kind in (*BODY, Kind.DATE)
        and parts[index].wrapped
    )


def _is_masthead_name(parts: Sequence[Block], index: int) -> bool:
    """Whether a heading names the publication or publisher: an issue line follows or stands before it."""
    numbered = any(furniture.is_document_number(part.text) for part in parts[index + 1 : index + 3])
    if numbered and parts[index].text.endswith("文件"):
        return True
    below = [part for part in parts[index + 1 : index + 3] if part.kind not in BODY]
    return bool(below and below[0].kind is Kind.ISSUE) or _masthead_line(parts, index)
