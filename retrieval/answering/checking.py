"""Checking words: where they stand, whose they are, what was altered; a longer text sentence by sentence."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from retrieval.analyzer import Analyzer, fold, solid
from retrieval.answering.claims import Claim, borne_out, is_byline
from retrieval.answering.filters import Filters
from retrieval.answering.framing import Framed, Manner, is_dated
from retrieval.answering.lookup import (
    ANYWAY,
    LONGEST_NEAR,
    MARKED,
    PASTED,
    SHORTEST_MARKED,
    SHORTEST_UNMARKED,
    TYPED,
    Lookup,
    Place,
    Tolerance,
)
from retrieval.answering.question import LONGEST_SEARCHED, Question, is_sentence, may_be_said, says, says_more
from retrieval.answering.quotes import of_place
from retrieval.answering.searcher import search
from retrieval.collection.contents import Collection
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
# Words with dots for what they leave out are pieces, but of one article and in its order.
OMISSION = "omission"
_NEAR_CANDIDATES = 20
# Of a claimed author's words all places count, not only the first few.
_MOST_CLAIMED = 200
_MOST_SHOWN = 10
# A piece put in that stands elsewhere makes words a mixture.
_SHORTEST_PIECE = 6
# Shorter clauses are found anywhere by chance; within one article they may be its headings.
_SHORTEST_CLAUSE = 4
_MOST_PIECES = 12
# The longest piece that is looked for at once.
_MOST_CLAUSES = 40
# A text of so many letters, or so many sentences, is checked sentence by sentence.
_LONG, _SEVERAL = 200, 3
MOST_CHECKED = 4000


_OMITTED = re.compile(r"…+|\.{3,}|。{3,}|·{3,}")


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking words came to: the verdict, and the quotes it rests on, the likeliest meant first.

    `shortened` is whether words were left unchecked because there are too many.
    """

    verdict: str
    quotes: tuple[Quote, ...]
    claimed: str | None = None
    checks: tuple[Check, ...] = ()
    shortened: bool = False


class Checker:
    """Checks words against one state of a collection."""

    def __init__(self, collection: Collection, analyzer: Analyzer, lookup: Lookup) -> None:
        self._collection = collection
        self._analyzer = analyzer
        self._lookup = lookup

    def check(self, question: Question) -> Checked | None:
        """The words a line asks to check, or is; None where none of its readings stands here, exactly or nearly."""
        filters, marked, whole = question.filters, question.marked, _whole(question)
        # A sentence that quotes somebody claims nothing where all of it stands.
        if made := self._standing(whole, SHORTEST_UNMARKED, filters) or self._misdated(question):
            return made
        if marked:
            made = self._nearly_whole(question) if says_more(question) else None
            return made or self.words(marked, filters)
        # Where the words stand without their frame, the frame is no difference.
        for reading in question.framed:
            if made := self._standing(reading, SHORTEST_UNMARKED, filters):
                return made
        if omitting := self._omitting(whole, filters):
            return omitting
        set_off = (one for one in question.framed if one.manner is Manner.SET_OFF and says(one))
        readings = (self._near(one, TYPED, filters) for one in set_off)
        made = next(filter(None, readings), None)
        made = made or (self._nearly_whole(question) if may_be_said(question) else None)
        run_on = (one for one in question.framed if one.manner is Manner.RUN_ON)
        return made or next(filter(None, (self._near(one, TYPED, filters) for one in run_on)), None)

    def words(self, framed: Framed, filters: Filters, several: int = _SEVERAL, apart: bool = False) -> Checked | None:
        """Words that somebody surely asks to check: sentence by sentence where they are long, or `several`.

        `apart` is whether each sentence is asked about by itself, however they stand together.
        """
        if apart and (each := self._standing(framed, SHORTEST_MARKED, filters) or self._each(framed, filters, several)):
            return each
        if omitting := self._omitting(framed, filters):
            return omitting
        made = self._standing(framed, SHORTEST_MARKED, filters) or self._near(framed, MARKED, filters)
        return made or self._each(framed, filters, several)

    def _omitting(self, framed: Framed, filters: Filters) -> Checked | None:
        """Words with dots for what they leave out: what stands on either side, in one article and in this order."""
        parts = [part for part in _OMITTED.split(framed.words) if len(solid(part)) >= _SHORTEST_CLAUSE]
        if not 2 <= len(parts) <= _MOST_PIECES:
            return None
        standing: list[list[Place]] = []
        for part in parts:
            standing.append(self._places(part, filters))
            if not standing[-1]:
                return None
        for first in standing[0]:
            found = [first]
            for places in standing[1:]:
                found += [place for place in places if _follows(place, found[-1])][:1]
            if len(found) == len(parts):
                told = [replace(place, aside=(*place.aside, OMISSION)) for place in found]
                name = framed.claim.name if framed.claim else None
                return Checked(COMPOSITE, tuple(of_place(place, self._collection) for place in told), name)
        return None

    def _places(self, words: str, filters: Filters) -> list[Place]:
        found = self._lookup.find(words, _SHORTEST_CLAUSE, filters.admits)
        return found or self._nearest(words, PASTED, filters)

    def _misdated(self, question: Question) -> Checked | None:
        """A sentence that stands with another date: what could be a frame that has one is a part of it."""
        if not any(is_dated(question.text, one) for one in question.framed):
            return None
        made = self._near(_whole(question), PASTED, question.filters)
        differing = made.quotes[0].differences if made and made.verdict == ALTERED else ()
        return made if any(one["source"] and one.get("warning") == "date" for one in differing) else None

    def _nearly_whole(self, question: Question) -> Checked | None:
        """All of a line as the words to check, which do not stand as they are."""
        made = self._near(_whole(question), PASTED if is_sentence(question) else TYPED, question.filters)
        return made or self._each(_whole(question), question.filters)

    def _standing(self, framed: Framed, shortest: int, filters: Filters) -> Checked | None:
        """Words that stand as they are, but for punctuation, width, white space and script."""
        most = _MOST_CLAIMED if framed.claim else _MOST_SHOWN
        places = self._lookup.find(framed.words, shortest, filters.admits, most)
        return self._judged(places, framed.claim) if places else None

    def _near(self, framed: Framed, tolerance: Tolerance, filters: Filters) -> Checked | None:
        """Words that nearly stand somewhere, or are put together from several places."""
        words = framed.words
        if len(solid(words)) > LONGEST_NEAR:
            return None
        places = self._nearest(words, tolerance, filters)
        if not places or _foreign_piece(places[0], self._lookup):
            mixed = self._in_pieces(words, filters, tolerance is not PASTED)
            if mixed and len(mixed.quotes) > 1:
                return replace(mixed, claimed=framed.claim.name if framed.claim else None)
            # Every piece stands in one sentence, but not in this order or not together.
            places = places or (self._nearest(words, ANYWAY, filters) if mixed else [])
        return self._judged(places, framed.claim) if places else None

    def _each(self, framed: Framed, filters: Filters, several: int = _SEVERAL) -> Checked | None:
        """A longer text, sentence by sentence; None for one that is not long, or of which nothing stands here."""
        text = framed.words[:MOST_CHECKED]
        spans = _checkable(text)
        if len(spans) < 2 or (len(solid(text)) < _LONG and len(spans) < several):
            return None
        checks: list[Check] = []
        before: Passage | None = None
        for start, end in spans:
            words = text[start:end]
            place = self._sentence(words, before, filters)
            before = place.passage if place else before
            made = self._judged([place], framed.claim) if place else Checked(UNKNOWN, ())
            checks.append(Check(start, end, words, made.verdict, next(iter(made.quotes), None)))
        quotes = {check.quote.citation.id: check.quote for check in checks if check.quote}
        if not quotes:
            return None
        shown = tuple(quotes.values())[:_MOST_SHOWN]
        claimed = framed.claim.name if framed.claim else None
        return Checked(_overall(checks), shown, claimed, tuple(checks), len(framed.words) > MOST_CHECKED)

    def _judged(self, places: Iterable[Place], claim: Claim | None) -> Checked:
        quotes = [of_place(place, self._collection) for place in places]
        verdict = ALTERED if quotes[0].differences else EXACT
        if claim:
            own = [quote for quote in quotes if borne_out(claim, quote, self._lookup.beside)]
            under = [quote for quote in quotes if quote not in own and is_byline(claim, quote.citation)]
            quotes = [*own, *under, *(quote for quote in quotes if quote not in own and quote not in under)]
            verdict = verdict if own else RELAYED if under else MISATTRIBUTED
        return Checked(verdict, tuple(quotes[:_MOST_SHOWN]), claim.name if claim else None)

    def _nearest(self, words: str, tolerance: Tolerance, filters: Filters) -> list[Place]:
        asked = fold(words[:LONGEST_SEARCHED])
        hits = search(self._collection, self._analyzer, asked, _NEAR_CANDIDATES, filters=filters)
        return self._lookup.near(words, (hit.passage for hit in hits), tolerance, filters.admits)

    def _in_pieces(self, words: str, filters: Filters, nearly: bool) -> Checked | None:
        """Words put together from several places: where each piece stands, when every one does somewhere.

        Only of words that surely are a quotation may a piece stand `nearly`: clauses like others are everywhere.
        """
        # Dots say that something was left out: what stands on either side is a piece.
        parts = [piece[start:end] for piece in _OMITTED.split(words) for start, end in clauses(piece, 0, len(piece))]
        parts = [part for part in parts if solid(part)]
        found: list[tuple[str, Place]] = []
        while parts:
            taken = self._longest_piece(parts, filters, nearly) if len(found) < _MOST_PIECES else None
            if taken is None:
                return None
            count, place = taken
            found.append(("".join(parts[:count]), place))
            parts = parts[count:]
        articles = {id(place.passage.article) for _, place in found}
        if len(articles) > 1 and min(len(solid(piece)) for piece, _ in found) < _SHORTEST_PIECE:
            return None
        quotes = {}
        for number, (_, place) in enumerate(found):
            others = "".join(solid(other) for index, (other, _) in enumerate(found) if index != number)
            put_in = {"op": "insert", "given": others, "source": ""}
            quote = of_place(replace(place, differences=(*place.differences, put_in), aside=()), self._collection)
            quotes[quote.citation.id] = quote
        return Checked(COMPOSITE, tuple(quotes.values()))

    def _longest_piece(self, parts: Sequence[str], filters: Filters, nearly: bool) -> tuple[int, Place] | None:
        """As many of the first clauses as stand together somewhere, and where."""
        for count in range(min(len(parts), _MOST_CLAUSES), 0, -1):
            piece = "".join(parts[:count])
            if places := self._lookup.find(piece, _SHORTEST_CLAUSE, filters.admits, 1):
                return count, places[0]
        places = self._nearest(parts[0], PASTED, filters) if nearly else []
        return (1, places[0]) if places else None

    def _sentence(self, words: str, before: Passage | None, filters: Filters) -> Place | None:
        """The place of one sentence of a text, after the one before it rather than elsewhere."""
        places = self._lookup.find(words, SHORTEST_UNMARKED, filters.admits) or self._nearest(words, PASTED, filters)
        return min(places, key=lambda place: _apart(place.passage, before), default=None)


def _whole(question: Question) -> Framed:
    """All of a line as words that nobody is said to have said."""
    return Framed(question.text, None, Manner.RUN_ON)


def _follows(place: Place, before: Place) -> bool:
    """Whether a place comes after another one in the same article."""
    if place.passage.article is not before.passage.article:
        return False
    return (place.passage.key, place.words[0]) >= (before.passage.key, before.words[1])


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


def _foreign_piece(place: Place, lookup: Lookup) -> bool:
    """Whether what was put into words stands somewhere else by itself."""
    return any(len(one["given"]) >= _SHORTEST_PIECE and lookup.letters.holds(one["given"]) for one in place.differences)


def _overall(checks: Sequence[Check]) -> str:
    """The verdict on a text by those on its sentences: the first of the contract's that one of them has."""
    found = [check.quote.citation for check in checks if check.quote]
    if len({(place.file, place.title, place.author) for place in found}) > 1:
        return COMPOSITE
    verdicts = {check.verdict for check in checks}
    claimed = next((verdict for verdict in (MISATTRIBUTED, RELAYED) if verdict in verdicts), None)
    return claimed or (EXACT if verdicts == {EXACT} else ALTERED)
