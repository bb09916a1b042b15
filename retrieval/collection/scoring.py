"""BM25 over the terms of some segments: only passages that hold a term are read for it.

Scores are, to the bit, those of rank_bm25's BM25Plus with `delta=0`: classic BM25 with an idf that is always positive.
This is the only module that imports it. `k1` and `b` were chosen on Chinese encyclopaedia paragraphs (Recall@1 is flat
around them).
"""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Plus

from retrieval.collection.engine import Alternatives, Channel, Ranking
from retrieval.collection.postings.building import changes
from retrieval.collection.postings.segments import Segment

K1 = 0.9
B = 0.6
# Up to so many passages, looking through all their scores costs less than bringing in order those that may be high.
_FEW = 16_000
# Up to so many, a new array of all scores costs less than adding to one that was used before, and clearing it.
_NEW = 200_000
# Sums in another order may differ by so much at most.
_ROUNDED = 1 + 1e-9
# So many bytes of what postings score now are kept, and in a large collection so many for each passage.
_REMEMBERED, _A_PASSAGE = 24_000_000, 240
# Of so many terms it is kept in how many passages they stand.
_COUNTED = 50_000


class _Formulas(BM25Plus):  # type: ignore[misc] # rank_bm25 has no types
    """rank_bm25's formulas, for a collection of which only its size and its documents' mean length are known."""

    def __init__(self, size: int, mean_length: float) -> None:
        self.k1, self.b, self.delta = K1, B, 0
        self.corpus_size = size
        self.avgdl = mean_length
        self.idf: dict[str, float] = {}

    def weight(self, documents: int) -> float:
        """The idf of a term that stands in so many documents."""
        self._calc_idf({"": documents})
        return self.idf[""]

    def saturation(self, often: Sequence[int], lengths: Sequence[int]) -> NDArray[np.float64]:
        """Shape of both: what a term of idf 1 scores that stands so often in a document of such a length."""
        made = _Formulas(len(often), self.avgdl)
        made.idf, made.doc_freqs, made.doc_len = {"": 1.0}, [{"": one} for one in often], list(lengths)
        scores: NDArray[np.float64] = made.get_scores([""])
        return scores


class _Term(NamedTuple):
    """The passages a term stands in, rising, what it scores in each, and the most of that."""

    passages: NDArray[np.signedinteger]
    weights: NDArray[np.float64]
    most: float


class Scorer:
    """Scores the passages of segments, which are numbered over all of them. Every method can raise DamagedIndex."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self.bases = np.cumsum([0, *(segment.all for segment in segments)]).tolist()
        self._all: int = self.bases[-1]
        self.size = sum(segment.size for segment in segments)
        total = sum(segment.terms for segment in segments)
        # Of no passages, or only empty ones, there is no mean length to divide by.
        self._formulas = _Formulas(self.size, total / self.size if total else 1.0)
        self._saturations: list[NDArray[np.float64]] = []
        self._terms: dict[str, _Term | None] = {}
        self._remembered = 0
        self._counts: dict[str, int] = {}
        self._idfs: dict[str, float] = {}
        # Made once: a new array of a million numbers costs more than a search. Two that are zeros between searches,
        # and one for each channel, which is so but where it was touched last.
        self._zeros: list[NDArray[np.float64]] = []
        self._free: list[NDArray[np.float64]] = []
        self._touched: list[NDArray[np.intp]] = []

    def search(self, channels: Sequence[Channel], limit: int, within: NDArray[np.bool] | None = None) -> Ranking:
        """The best passages, best first, equal ones in order; `within`, shape (passages,), are those to choose from."""
        if not channels or not limit:
            return Ranking([], [])
        scores, terms, gaining = self._scored(channels)
        few = self._all <= _FEW
        totals = [sum(scores[1:], scores[0])] if few and len(scores) > 1 else scores
        least = _least(terms, totals, limit, within)
        if few:
            places = (totals[0] >= least if least > 0 else totals[0]).nonzero()[0]
        else:
            places = _promising(_needed(terms, least) + gaining, totals, least)
        if within is not None:
            places = places[within[places]]
        order = (-_sum(totals, places)).argsort(kind="stable")[:limit]
        chosen = places[order]
        return Ranking(chosen.tolist(), [one[chosen].tolist() for one in scores])

    def _scored(
        self, channels: Sequence[Channel]
    ) -> tuple[list[NDArray[np.float64]], list[_Term], list[NDArray[np.intp]]]:
        """For each channel, shape (passages,), the score of every passage, good until the next call.

        The terms that stand anywhere, and the passages that score more than these do, for what may stand for them.
        """
        if self._touched:
            self._clear()
        scores: list[NDArray[np.float64]] = []
        terms: list[_Term] = []
        gaining: list[NDArray[np.intp]] = []
        for number, channel in enumerate(channels):
            known = self._known(channel.terms)
            out = self._added(known, number)
            for one in channel.alternatives:
                gaining += self._replace(one, out)
            scores.append(out)
            terms += known
        self._touched += gaining
        return scores, terms, gaining

    def _known(self, terms: Iterable[str]) -> list[_Term]:
        """Those of some terms that stand anywhere."""
        kept = self._terms
        known = [one for term in terms if (one := kept[term] if term in kept else self._term(term))]
        if self._all <= _NEW:
            return known
        # Many are kept as they stand in the file, which takes no memory, and are numbers to count by only now.
        return [_Term(passages.astype(np.intp), weights, most) for passages, weights, most in known]

    def _added(self, terms: Sequence[_Term], number: int) -> NDArray[np.float64]:
        """The terms' scores, in a new array or, where there are many passages, in the one that is used every time."""
        if self._all > _NEW:
            while len(self._free) <= number:
                self._free.append(np.zeros(self._all))
            self._touched += _add(terms, self._free[number])
            return self._free[number]
        if not terms:
            return np.zeros(self._all)
        # In the order of the terms, as in `_add`.
        passages = np.concatenate([term.passages for term in terms])
        weights = np.concatenate([term.weights for term in terms])
        scores: NDArray[Any] = np.bincount(passages, weights, self._all)
        return scores

    def _clear(self) -> None:
        """Make the arrays used last zeros again."""
        few = sum(map(len, self._touched)) < self._all // 4
        for out in self._free:
            if few:
                for places in self._touched:
                    out[places] = 0.0
            else:
                out.fill(0.0)
        self._touched = []

    def knows(self, term: str) -> bool:
        """Whether a term stands in any passage."""
        return self._count(term) > 0

    def idf(self, term: str) -> float:
        """ln((N + 1) / n); a term that stands nowhere counts as one that stands once."""
        if term not in self._idfs:
            some = any(segment.terms for segment in self._segments)
            self._idfs[term] = self._formulas.weight(max(1, self._count(term))) if some else 0.0
        return self._idfs[term]

    def _count(self, term: str) -> int:
        if term not in self._counts:
            self._counted(term, sum(segment.count(term) for segment in self._segments))
        return self._counts[term]

    def _counted(self, term: str, count: int) -> None:
        if len(self._counts) > _COUNTED:
            self._counts.clear()
            self._idfs.clear()
        self._counts[term] = count

    def _replace(self, one: Alternatives, out: NDArray[np.float64]) -> list[NDArray[np.intp]]:
        """Where others that may stand for some terms score more than these, they count in their place.

        The passages that may have gained by it.
        """
        while len(self._zeros) < 2:
            self._zeros.append(np.zeros(self._all))
        said, gained = self._zeros
        touched: list[NDArray[np.intp]] = []
        worth = sum(map(self.idf, one.own))
        for other in one.others:
            passages = _add(self._known(other.terms), said)
            if not passages:
                continue
            at = np.concatenate(passages)
            # Another word is worth no more than the question's own, however rare it is.
            part = other.worth * min(1.0, worth / sum(map(self.idf, other.terms)))
            gained[at] = np.maximum(gained[at], part * said[at])
            said[at] = 0.0
            touched.append(at)
        if touched:
            at = np.concatenate(touched)
            said_in = _add(self._known(one.own), said)
            out[at] += np.maximum(gained[at] - said[at], 0.0)
            gained[at] = 0.0
            for own in said_in:
                said[own] = 0.0
        return touched

    def _term(self, term: str) -> _Term | None:
        """A term that was not asked for lately."""
        found = self._found(term)
        if self._remembered > max(_REMEMBERED, _A_PASSAGE * self.size):
            self._terms.clear()
            self._remembered = 0
        self._terms[term] = found
        if found:
            self._remembered += found.weights.nbytes + (found.passages.nbytes if found.passages.flags.owndata else 0)
        return found

    def _found(self, term: str) -> _Term | None:
        if not self._saturations:
            self._saturations = [self._saturation(segment) for segment in self._segments]
        passages: list[NDArray[np.int32]] = []
        weights: list[NDArray[np.float64]] = []
        for segment, saturation, base in zip(self._segments, self._saturations, self.bases, strict=False):
            own, codes = segment.postings(term)
            if len(own):
                passages.append(own + np.int32(base) if base else own)
                weights.append(saturation.take(codes))
        if not passages:
            return None
        # An index is mostly one segment, and copying takes as long as all the rest.
        standing = passages[0] if len(passages) == 1 else np.concatenate(passages)
        scores = weights[0] if len(weights) == 1 else np.concatenate(weights)
        self._counted(term, len(standing))
        scores *= self.idf(term)
        return _Term(standing.astype(np.intp) if self._all <= _FEW else standing, scores, float(scores.max()))

    def _saturation(self, segment: Segment) -> NDArray[np.float64]:
        often, lengths = segment.arrays.part("often"), segment.arrays.part("lengths")
        return self._formulas.saturation(often.tolist(), lengths.tolist())


def _sum(scores: Sequence[NDArray[np.float64]], at: NDArray[np.intp] | slice) -> NDArray[np.float64]:
    """The scores of some passages in all channels together."""
    total = scores[0][at]
    for one in scores[1:]:
        total = total + one[at]
    return total


def _add(terms: Sequence[_Term], out: NDArray[np.float64]) -> list[NDArray[np.intp]]:
    """Add the terms' scores. The passages they stand in."""
    # In the order of the terms, as rank_bm25 does: another order would give other last digits.
    for term in terms:
        np.add.at(out, term.passages, term.weights)
    return [term.passages for term in terms]


def _least(
    terms: Sequence[_Term], scores: Sequence[NDArray[np.float64]], limit: int, within: NDArray[np.bool] | None
) -> float:
    """What the best passages score at least: as much as those of the rarest term that has so many to choose from."""
    rarest: NDArray[np.intp] | None = None
    for passages, _, _ in terms:
        if limit <= len(passages) and (rarest is None or len(passages) < len(rarest)):
            chosen = passages if within is None else passages[within[passages]]
            if limit <= len(chosen):
                rarest = chosen
    if rarest is None:
        return 0.0
    totals = _sum(scores, rarest)
    totals.partition(len(totals) - limit)
    return float(totals[len(totals) - limit])


def _needed(terms: Sequence[_Term], least: float) -> list[NDArray[np.intp]]:
    """The passages of such terms that one of them stands in whatever scores so much.

    Others together score less, however often they stand there; they are mostly those of the most passages.
    """
    scored = 0.0
    rising = sorted(terms, key=attrgetter("most"))
    for at, term in enumerate(rising):
        scored += term.most
        if scored * _ROUNDED >= least:
            return [one.passages for one in rising[at:]]
    return []


def _promising(
    among: Sequence[NDArray[np.intp]], scores: Sequence[NDArray[np.float64]], least: float
) -> NDArray[np.intp]:
    """Those of some passages that score so much, and something, rising."""
    if not among:
        return np.zeros(0, np.intp)
    # Numpy looks up by numbers of this size alone, and would make them so twice.
    places = np.concatenate(among).astype(np.intp, copy=False)
    totals = _sum(scores, places)
    # What cannot be among the best is left out before anything is brought in order, or twice there.
    places = places[totals >= least if least > 0 else totals > 0]
    places.sort()
    return places[changes(places)]
