"""An id → the words it was given to; where they stand now, when their document was replaced."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from retrieval.analyzer import solid
from retrieval.anchoring import anchor, anchored
from retrieval.answering.quotes import spoken
from retrieval.citing.citation import cite, source_spans
from retrieval.citing.verification import verify
from retrieval.collection.contents import Collection
from retrieval.collection.library import Edition, Library
from retrieval.records import Article, Paragraph, Quote, SourcedText, Span
from retrieval.sentences import clauses

_ID = re.compile(r"(?P<document>[a-z2-7]{6,52})-(?P<start>[0-9]{1,12})-(?P<length>[0-9]{1,12})")
_DASHES = re.compile("[-‐‑‒–—―−﹣－]")
_AROUND = "#()[]{}<>「」『』《》〈〉【】〔〕“”‘’\"'`,.。、;:"


class Status(Enum):
    """What became of an id."""

    CURRENT = "current"
    REPLACED_SAME = "replaced-same"
    REPLACED_ALTERED = "replaced-altered"
    REPLACED_LOST = "replaced-lost"
    UNKNOWN = "unknown"
    IMPOSSIBLE = "impossible"


class Fate(Enum):
    """What became of words in another version of their text."""

    SAME = "same"
    ALTERED = "altered"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Moved:
    """Where words stand in another version: their quotes, `text` being what those are slices of.

    There are several where the words run over paragraphs, or where they stand more than once and nothing tells which
    is meant (`ambiguous`).
    """

    fate: Fate
    quotes: tuple[Quote, ...]
    ambiguous: bool
    text: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """An id, as it is written properly where it is one, with the words it was given to and the version they stand in.

    Both are None where the id is UNKNOWN or IMPOSSIBLE; `moved` is None but for a document that was replaced.
    """

    id: str
    status: Status
    quote: Quote | None = None
    edition: Edition | None = None
    moved: Moved | None = None


@dataclass(frozen=True, slots=True)
class _Part:
    """A paragraph, or (`paragraph` None) a title, byline, date or masthead."""

    article: Article
    paragraph: Paragraph | None
    body: SourcedText


_REPLACED = {
    Fate.SAME: Status.REPLACED_SAME,
    Fate.ALTERED: Status.REPLACED_ALTERED,
    Fate.LOST: Status.REPLACED_LOST,
}


def resolve(library: Library, id: str) -> Resolved:
    """What an id stands for. Capitals, full-width digits, spaces, and marks around it are forgiven.

    Raises BrokenQuote rather than return words that are not their source's, CollectionError.
    """
    typed = _typed(id)
    match = _ID.fullmatch(typed)
    if not match:
        return Resolved(id.strip(), Status.UNKNOWN)
    start = int(match["start"])
    end = start + int(match["length"])
    named = f"{match['document']}-{start}-{end - start}"
    collection = library.collection()
    edition = _current(collection, id=match["document"])
    former = None if edition else library.former(match["document"])
    held = edition or former
    if held is None:
        return Resolved(named, Status.UNKNOWN)
    quote = quote_at(held, (start, end))
    if quote is None:
        return Resolved(named, Status.IMPOSSIBLE)
    if former is None:
        return Resolved(named, Status.CURRENT, quote, held)
    moved = reanchored(former, quote, _current(collection, file=former.file))
    return Resolved(named, _REPLACED[moved.fate], quote, held, moved)


def quote_at(edition: Edition, span: Span) -> Quote | None:
    """The words at a place of the source, as a passage or a byline shows them; None where it is no stretch of one."""
    for part in _parts(edition):
        within = _within(part.body, span)
        if within and solid(part.body.text[within[0] : within[1]]):
            return _quote(edition, part, within)
    return None


def reanchored(before: Edition, quote: Quote, now: Edition | None) -> Moved:
    """Where the words of a quote of one version stand in another; they are lost where there is none."""
    if now is None:
        return Moved(Fate.LOST, (), False, "")
    was, becomes = _Reading(before), _Reading(now)
    span = was.span(quote)
    found = anchored(anchor(was.text, span), becomes.text)
    fate, spans = Fate.SAME, found.spans
    if not found.same or was.ends_clauses(span):
        spans = tuple(one for one in found.spans if found.same and becomes.ends_clauses(one))
    if not spans:
        # Shown with the whole clauses, so that nothing put in at the ends is left out: 不 would not be.
        fate, spans = Fate.ALTERED, tuple(map(becomes.widened, found.spans))
    quotes = {made.citation.id: made for one in spans for made in becomes.quotes(one)}
    if not quotes:
        return Moved(Fate.LOST, (), False, now.text)
    return Moved(fate, tuple(quotes.values()), len(spans) > 1 and len(quotes) > 1, now.text)


class _Reading:
    """A version as it is read: its parts in the order of the text, a line each, without what stands between them."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._parts = sorted(_parts(edition), key=lambda part: part.body.runs[0].start)
        self._starts: list[int] = []
        length = 0
        for part in self._parts:
            self._starts.append(length)
            length += len(part.body.text) + 1
        self.text = "\n".join(part.body.text for part in self._parts)

    def span(self, quote: Quote) -> Span:
        """Where a quote of this version stands in what is read."""
        for start, part in zip(self._starts, self._parts, strict=True):
            at = _within(part.body, (quote.citation.start, quote.citation.end))
            if at and part.body.text == quote.passage:
                return start + at[0], start + at[1]
        raise AssertionError("a quote of another version")

    def widened(self, span: Span) -> Span:
        """The whole clauses that a span of what is read touches."""
        touched = [
            (start, start + len(part.body.text))
            for start, part in zip(self._starts, self._parts, strict=True)
            if start < span[1] and span[0] < start + len(part.body.text)
        ]
        pieces = clauses(self.text, touched[0][0], touched[-1][1])
        own = [piece for piece in pieces if piece[0] < span[1] and span[0] < piece[1]]
        return min(own[0][0], span[0]), max(own[-1][1], span[1])

    def ends_clauses(self, span: Span) -> bool:
        """Whether a span is of whole clauses, marks aside."""
        start, end = self.widened(span)
        return not solid(self.text[start : span[0]]) and not solid(self.text[span[1] : end])

    def quotes(self, span: Span) -> Iterator[Quote]:
        """The quotes that show what stands at a span of what is read: one a part."""
        first = bisect_right(self._starts, span[0]) - 1
        for start, part in zip(self._starts[first:], self._parts[first:], strict=True):
            low, high = max(span[0] - start, 0), min(span[1] - start, len(part.body.text))
            if start >= span[1]:
                return
            stripped = part.body.text[low:high].strip()
            if stripped:
                low = part.body.text.index(stripped, low)
                yield _quote(self._edition, part, (low, low + len(stripped)))


def _typed(id: str) -> str:
    """An id as it was meant by whoever typed it."""
    plain = unicodedata.normalize("NFKC", _DASHES.sub("-", id)).lower()
    return "".join(plain.split()).strip(_AROUND)


def _current(collection: Collection, id: str | None = None, file: str | None = None) -> Edition | None:
    """The document of this id, or at this file, as it is in the collection."""
    document = collection.document(id, file)
    if document is None:
        return None
    articles = tuple(article for _, article in collection.articles_of(document.id))
    return Edition(document.id, document.file, document.sha256, document.text, articles, document.pages)


def _parts(edition: Edition) -> list[_Part]:
    """The paragraphs, then what articles say of themselves, each place once: its first article's."""
    parts = [_Part(article, made, made.body) for article in edition.articles for made in article.paragraphs]
    for article in edition.articles:
        fields = (article.title, article.date, article.publication, article.issue)
        shown = (article.byline, *(field.shown for field in fields if field))
        parts += [_Part(article, None, body) for body in shown if body]
    return list({part.body.runs: part for part in reversed(parts) if part.body.runs}.values())[::-1]


def _within(body: SourcedText, span: Span) -> Span | None:
    """Where a stretch of the source stands in a text that shows it whole; None where the text does not."""
    start, end = span
    runs = [run for run in body.runs if run.start < end and start < run.end]
    if start >= end or not runs or start < runs[0].start or runs[-1].end < end:
        return None
    return runs[0].at + start - runs[0].start, runs[-1].at + end - runs[-1].start


def _quote(edition: Edition, part: _Part, span: Span) -> Quote:
    """A stretch of a part as a quote. Raises BrokenQuote."""
    spans = source_spans(edition.text, part.body, *span)
    made = part.paragraph
    number, section = (made.number, made.section) if made else (None, ())
    citation = cite(edition, part.article, spans, number, section)
    quote = Quote(
        text=part.body.text[span[0] : span[1]],
        highlights=(),
        passage=part.body.text,
        score=1.0,
        match=None,
        differences=(),
        citation=spoken(citation, part.article, made, span) if made else citation,
    )
    verify(quote, edition.text)
    return quote
