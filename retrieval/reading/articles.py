"""Blocks → articles: what titles, bylines, dates and the masthead say, and the paragraphs under them.

What the document does not say stays None.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.reading import bylines, dates, patterns
from retrieval.reading.bodies import body, dated
from retrieval.reading.extract import Extract, Fact, Format
from retrieval.reading.kinds import read_lines
from retrieval.reading.layout import Block, blocks
from retrieval.reading.lines import Kind, Line
from retrieval.reading.openings import BODY, HEADINGS, Opening, closes, openings
from retrieval.reading.passages import cut, paragraphs, sourced, stretch
from retrieval.records import Article, Basis, Field, Paragraph, SourcedText


@dataclass(frozen=True, slots=True)
class _Masthead:
    """What the document says of itself before its first article."""

    publication: Field | None = None
    issue: Field | None = None
    date: Field | None = None


def read_articles(extract: Extract | str) -> list[Article]:
    """The articles of what a reader made of a file, or of a decoded text; in order.

    An unstructured text is one article, or one a chapter. What the format states of the document holds for an article
    that does not say it itself.
    """
    if isinstance(extract, str):
        extract = Extract(extract, Format.TEXT)
    if extract.articles is not None:
        return list(extract.articles)
    found = _read(extract)
    return _with_facts(found, extract) if extract.facts else found


def _read(extract: Extract) -> list[Article]:
    source = extract.text
    parts = blocks(read_lines(extract), extract.settled)
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


def _with_facts(articles: list[Article], extract: Extract) -> list[Article]:
    """What the format states, for what the articles do not say; its author, if no article of the text is signed."""
    facts = {fact: stretch(extract.text, start, end) for fact, (start, end) in extract.facts.items()}
    fields = {fact: Field(shown.text, shown) for fact, shown in facts.items() if shown.text}
    given = fields.get(Fact.DATE)
    iso = dates.iso(given.value) if given else None
    date = Field(iso, given.shown) if iso and given else None
    signed = any(article.author or article.position for article in articles)
    name = fields.get(Fact.AUTHOR)
    author = bylines.stated(name.value) if name and not signed else None
    return [_stated(article, fields, date, author) for article in articles]


def _stated(article: Article, fields: dict[Fact, Field], date: Field | None, author: str | None) -> Article:
    """An article with what the format states where it says nothing itself."""
    title, publication = fields.get(Fact.TITLE), fields.get(Fact.PUBLICATION)
    office = fields.get(Fact.POSITION) if author else None
    stated = (
        ("title", article.title is None and title),
        ("author", article.author is None and author),
        ("position", article.position is None and office),
        ("date", article.date is None and date),
        ("publication", article.publication is None and publication),
    )
    basis = tuple(Basis(name, "stated by the format", 0.8) for name, given in stated if given)
    return replace(
        article,
        title=article.title or title,
        author=article.author or author,
        position=article.position or (office.value if office else None),
        byline=fields[Fact.AUTHOR].shown if author else article.byline,
        date=article.date or date,
        publication=article.publication or publication,
        basis=article.basis + basis,
    )


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
            value = dates.stated_date(patterns.unmarked(part.text))
            found = replace(found, date=Field(value, sourced(source, part.lines))) if value else found
        elif part.kind is Kind.ISSUE and found.issue is None:
            shown = sourced(source, part.lines)
            match = patterns.ISSUE.search(shown.text)
            assert match is not None
            number = cut(shown, match.start(), match.end())
            found = replace(found, issue=Field(match["number"], number), publication=found.publication)
            found = replace(found, publication=_publication(source, parts, index, shown, match.start()))
            found = _dated_issue(found, shown, match.end())
        elif found.date is None and len(part.text) <= 80 and (closing := dates.closing_date(part.text)):
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
    value = dates.date(match[0].strip(" \u3000（）()")) if match else None
    if not match or not value or found.date:
        return found
    return replace(found, date=Field(value, cut(shown, end + match.start(), len(shown.text))))


def _article(
    source: str, parts: Sequence[Block], opening: Opening, end: int, number: int, masthead: _Masthead
) -> Article:
    title = _title(source, parts, opening.title)
    signed = _signature(parts, opening, end) or _reporting(parts, opening, end)
    byline = signed[0].byline if signed else None
    author, position = (byline.author, byline.position) if byline else (None, None)
    if len(signed) > 1 and signed[1].byline:
        position = signed[1].byline.position
    confidence = byline.confidence if byline else 0.6 if title else 0.4
    rule = f"byline: {byline.rule}" if byline else "speaker named in the title"
    if byline is None and title and (speech := patterns.SPEECH.fullmatch(title.value)):
        author, position = _speaker_of_title(speech["who"])
    shown = sourced(source, signed) if signed else None
    skipped = {*opening.title, opening.byline}
    under = [parts[index] for index in range(opening.first, end) if index not in skipped]
    date, dating = _date(source, under, shown, masthead)
    sure = byline.confidence if byline else 0.8
    basis = (
        (title, Basis("title", opening.rule, 0.95 if byline else 0.6)),
        (author, Basis("author", rule, sure)),
        (position, Basis("position", rule, sure)),
        (date, Basis("date", dating, 0.9)),
        (masthead.publication, Basis("publication", "name beside the number of the issue", 0.9)),
        (masthead.issue, Basis("issue", "line with the number of the issue", 0.95)),
        (opening.column, Basis("column", "label above the title", 0.9)),
    )
    return Article(
        number=number,
        title=title,
        author=author,
        position=position,
        byline=shown,
        date=date,
        publication=masthead.publication,
        issue=masthead.issue,
        column=opening.column,
        confidence=confidence,
        paragraphs=tuple(body(source, under, (position or "") + (author or ""))),
        basis=tuple(reason for value, reason in basis if value),
    )


def _date(
    source: str, under: Sequence[Block], byline: SourcedText | None, masthead: _Masthead
) -> tuple[Field | None, str]:
    """The date of an article and the rule that tells it: its own, that of the byline's line, that of the masthead."""
    if own := dated(source, under):
        return own
    stated = _dated_byline(byline)
    return (stated, "date among labelled facts") if stated else (masthead.date, "date of the masthead")


def _signature(parts: Sequence[Block], opening: Opening, end: int) -> list[Line]:
    """The lines that say who wrote an article: its byline, and what closes it where that adds the office."""
    first = parts[opening.byline].lines[0] if opening.byline is not None else None
    closing = [
        line
        for index in range(opening.first, end)
        if closes(parts, index, end)
        for line in parts[index].lines
        if line.byline and line is not first
    ]
    if first is None or first.byline is None:
        return [line for line in closing[-1:] if line.byline and line.byline.author]
    own = first.byline
    added = [line for line in closing if line.byline and line.byline.author in (None, own.author)]
    return [first, *added[-1:]] if own.author and not own.position else [first]


def _reporting(parts: Sequence[Block], opening: Opening, end: int) -> list[Line]:
    """The reporters that the dateline of a news item names, as a line of their own: `（本报讯 记者 方圩）`."""
    first = next((part for part in parts[opening.first : end] if part.kind in BODY), None)
    match = patterns.DATELINE.match(first.lines[0].text) if first else None
    if first is None or match is None or match.lastgroup is None:
        return []
    who, start = match[match.lastgroup], first.lines[0].start + match.start(match.lastgroup)
    found = bylines.byline(who.strip())
    if found is None or not found.author:
        return []
    return [replace(first.lines[0], start=start, end=start + len(who), text=who, byline=found, parts=())]


def _dated_byline(byline: SourcedText | None) -> Field | None:
    """The date among the labelled facts of a byline."""
    leading = dates.leading_date(byline.text) if byline else None
    value = leading[1] if leading else dates.stated_date(byline.text) if byline else None
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
    # A second half in dashes follows without a gap.
    value = re.sub(r" (?=——|--|―)", "", value)
    return Field(re.sub(r"\s+", " ", value), sourced(source, lines))


def _speaker_of_title(who: str) -> tuple[str | None, str | None]:
    """(author, position) from `县委书记在…上的讲话` or `某某同志在…上的讲话`; nothing of what is neither."""
    named = bylines.byline(who) or bylines.bare_names(who)
    if named and named.author:
        return named.author, named.position
    return None, who if bylines.ends_in_office(who) else None
