"""Checking words: where they stand, whose they are, what was altered; a longer text sentence by sentence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from retrieval.analyzer import Analyzer, fold, solid
from retrieval.answering.claims import Claim, borne_out, is_byline
from retrieval.answering.filters import Filters
from retrieval.answering.lookup import (
    ANYWAY,
    LONGEST_NEAR,
    PASTED,
    SHORTEST_MARKED,
    SHORTEST_UNMARKED,
    Lookup,
    Place,
    Tolerance,
)
from retrieval.answering.question import LONGEST_SEARCHED
from retrieval.answering.quotes import of_place
from retrieval.answering.searcher import search
from retrieval.collection.library import Collection
from retrieval.records import Check, Passage, Quote, Span
from retrieval.sentences import clauses, sentences

UNKNOWN, COMPOSITE, MISATTRIBUTED, RELAYED, ALTERED, EXACT = (
    "unknown",
    "composite",
    "misattributed",
    "relayed",
    "altered",
    "exact",
)
_NEAR_CANDIDATES = 20
# Of a claimed author's words all places count, not only the first few.
_MOST_CLAIMED = 200
_MOST_SHOWN = 10
# A piece put in that stands elsewhere makes words a mixture.
_SHORTEST_PIECE = 6
_MOST_PIECES = 12
# A text of so many letters, or so many sentences, is checked sentence by sentence.
_LONG, _SEVERAL = 200, 3
MOST_CHECKED = 4000


def is_long(words: str) -> bool:
    """Whether words are too many to be one quotation, altered here and there."""
    return len(solid(words)) > LONGEST_NEAR


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking words came to: the verdict, and the quotes it rests on, the likeliest meant first."""

    verdict: str
    quotes: tuple[Quote, ...]
    checks: tuple[Check, ...] = ()


class Checker:
    """Checks words against one state of a collection."""

    def __init__(self, collection: Collection, analyzer: Analyzer, lookup: Lookup) -> None:
        self._collection = collection
        self._analyzer = analyzer
        self._lookup = lookup

    def standing(self, words: str, marked: bool, claim: Claim | None, filters: Filters) -> Checked | None:
        """Words that stand as they are, but for punctuation, width, white space and script."""
        shortest = SHORTEST_MARKED if marked else SHORTEST_UNMARKED
        places = self._lookup.find(words, shortest, filters.admits, _MOST_CLAIMED if claim else _MOST_SHOWN)
        return self._judged(places, claim) if places else None

    def near(self, words: str, tolerance: Tolerance, claim: Claim | None, filters: Filters) -> Checked | None:
        """Words that nearly stand somewhere, or are put together from several places."""
        places = self._near(words, tolerance, filters)
        if not places or _foreign_piece(places[0], self._lookup):
            mixed = self._in_pieces(words, filters)
            if mixed and len(mixed.quotes) > 1:
                return mixed
            # Every piece stands in one sentence, but not in this order or not together.
            places = places or (self._near(words, ANYWAY, filters) if mixed else [])
        return self._judged(places, claim) if places else None

    def each(self, text: str, filters: Filters) -> Checked | None:
        """A longer text, sentence by sentence; None for one that is not long, or of which nothing stands here."""
        text = text[:MOST_CHECKED]
        spans = _checkable(text)
        if len(spans) < 2 or (len(solid(text)) < _LONG and len(spans) < _SEVERAL):
            return None
        checks: list[Check] = []
        before: Passage | None = None
        for start, end in spans:
            place = self._sentence(text[start:end], before, filters)
            before = place.passage if place else before
            quote = of_place(place, self._collection) if place else None
            verdict = UNKNOWN if quote is None else ALTERED if quote.differences else EXACT
            checks.append(Check(start, end, verdict, quote))
        quotes = {check.quote.citation.id: check.quote for check in checks if check.quote}
        return Checked(_overall(checks), tuple(quotes.values()), tuple(checks)) if quotes else None

    def _judged(self, places: Iterable[Place], claim: Claim | None) -> Checked:
        quotes = [of_place(place, self._collection) for place in places]
        verdict = ALTERED if quotes[0].differences else EXACT
        if claim:
            own = [quote for quote in quotes if borne_out(claim, quote)]
            under = [quote for quote in quotes if quote not in own and is_byline(claim, quote.citation)]
            quotes = [*own, *under, *(quote for quote in quotes if quote not in own and quote not in under)]
            verdict = verdict if own else RELAYED if under else MISATTRIBUTED
        return Checked(verdict, tuple(quotes[:_MOST_SHOWN]))

    def _near(self, words: str, tolerance: Tolerance, filters: Filters) -> list[Place]:
        asked = fold(words[:LONGEST_SEARCHED])
        hits = search(self._collection, self._analyzer, asked, _NEAR_CANDIDATES, filters=filters)
        return self._lookup.near(words, (hit.passage for hit in hits), tolerance, filters.admits)

    def _in_pieces(self, words: str, filters: Filters) -> Checked | None:
        """Words put together from several places: where each piece stands, when every one does somewhere."""
        pieces = _pieces(words)
        if not 2 <= len(pieces) <= _MOST_PIECES:
            return None
        found: list[Place] = []
        for number, piece in enumerate(pieces):
            place = self._piece(piece, filters)
            if place is None:
                return None
            others = "".join(solid(other) for index, other in enumerate(pieces) if index != number)
            put_in = {"op": "insert", "given": others, "source": ""}
            found.append(replace(place, differences=(*place.differences, put_in), aside=()))
        quotes = {quote.citation.id: quote for quote in (of_place(place, self._collection) for place in found)}
        return Checked(COMPOSITE, tuple(quotes.values()))

    def _piece(self, piece: str, filters: Filters) -> Place | None:
        places = self._lookup.find(piece, SHORTEST_UNMARKED, filters.admits, 1)
        return next(iter(places or self._near(piece, PASTED, filters)), None)

    def _sentence(self, words: str, before: Passage | None, filters: Filters) -> Place | None:
        """The place of one sentence of a text, after the one before it rather than elsewhere."""
        places = self._lookup.find(words, SHORTEST_UNMARKED, filters.admits) or self._near(words, PASTED, filters)
        return min(places, key=lambda place: _apart(place.passage, before), default=None)


def _apart(passage: Passage, before: Passage | None) -> float:
    """How far a passage is from the one where the sentence before stands; another article is farther than any."""
    if before is None:
        return 0.0
    return abs(passage.key - before.key) if passage.article is before.article else float("inf")


def _checkable(text: str) -> list[Span]:
    """The sentences of a text; one too short to be looked up goes with the next, one too long is cut in clauses."""
    spans: list[Span] = []
    pending: int | None = None
    for start, end in sentences(text):
        parts = clauses(text, start, end) if len(solid(text[start:end])) > LONGEST_NEAR else [(start, end)]
        for low, high in parts:
            begin = low if pending is None else pending
            if len(solid(text[begin:high])) < SHORTEST_UNMARKED:
                pending = begin
            else:
                spans.append((begin, high))
                pending = None
    return spans


def _pieces(words: str) -> list[str]:
    """The clauses of words, those too short to be looked up together with the next."""
    pieces: list[str] = []
    pending = ""
    for start, end in clauses(words, 0, len(words)):
        pending += words[start:end]
        if len(solid(pending)) >= _SHORTEST_PIECE:
            pieces.append(pending)
            pending = ""
    if pending and pieces:
        pieces[-1] += pending
    return pieces


def _foreign_piece(place: Place, lookup: Lookup) -> bool:
    """Whether what was put into words stands somewhere else by itself."""
    return any(len(one["given"]) >= _SHORTEST_PIECE and one["given"] in lookup.letters for one in place.differences)


def _overall(checks: Sequence[Check]) -> str:
    """The verdict on a text by those on its sentences."""
    articles = {
        (check.quote.citation.file, check.quote.citation.title, check.quote.citation.author)
        for check in checks
        if check.quote
    }
    if len(articles) > 1:
        return COMPOSITE
    return EXACT if all(check.verdict == EXACT for check in checks) else ALTERED
