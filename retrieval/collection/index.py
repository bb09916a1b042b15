"""BM25 over the passages' terms by postings: only passages that hold a term are read for it.

Scores are, to the bit, those of rank_bm25's BM25Plus with `delta=0`: classic BM25 with an idf that is always positive.
This is the only module that imports it. `k1` and `b` were chosen on Chinese encyclopaedia paragraphs (Recall@1 is flat
around them).
"""

import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Plus

from retrieval.collection.postings.building import Postings, postings
from retrieval.collection.postings.keys import BASES, key
from retrieval.collection.postings.mapped import Unusable, mapped, write

log = logging.getLogger(__name__)
K1 = 0.9
B = 0.6
# Terms whose place among the postings is kept: those of some thousand questions.
_REMEMBERED = 50_000


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


class _OfTerm(NamedTuple):
    """A term's postings, shape (documents it stands in,), and its idf."""

    documents: NDArray[np.int32]
    codes: NDArray[np.unsignedinteger]
    idf: float


class Index:
    """An index over postings. A document's number is its place among those they were made of."""

    @classmethod
    def kept(cls, file: Path, generation: int, documents: Iterable[str]) -> "Index":
        """The index of this generation of a library as it is kept in a file, or made anew of the documents, and kept.

        A document is its terms with a space between them. A file of another generation, or that is not what was
        written, is never used.
        """
        about = {"generation": generation}
        try:
            found, arrays = mapped(file)
            if found == about:
                return cls(Postings(**arrays))
        except FileNotFoundError:
            pass
        except (Unusable, OSError):
            log.warning("%s cannot be used and is made anew", file)
        made = postings(documents)
        with suppress(OSError):  # it can be made again whenever it is needed
            write(file, about, {field.name: getattr(made, field.name) for field in fields(made)})
        return cls(made)

    def __init__(self, made: Postings) -> None:
        self._made = made
        self._size, total = made.totals.tolist()
        # Of no documents, or only empty ones, there is no mean length to divide by.
        self._formulas = _Formulas(self._size, total / self._size if total else 1.0)
        self._saturation = self._formulas.saturation(made.often.tolist(), made.lengths.tolist())
        self._postings = lru_cache(maxsize=_REMEMBERED)(self._found)

    def scores(self, terms: Sequence[str]) -> NDArray[np.float64]:
        """Shape (documents,): the BM25 score of every document; zeros where no term is known."""
        postings = [one for term in terms if (one := self._postings(term))]
        if not postings:
            return np.zeros(self._size)
        weights = self._saturation.take(np.concatenate([one.codes for one in postings]))
        weights *= np.repeat([one.idf for one in postings], [len(one.codes) for one in postings])
        documents = np.concatenate([one.documents for one in postings])
        # Added up in the order of the terms, as rank_bm25 does: another order would give other last digits.
        return np.bincount(documents, weights, self._size).astype(np.float64, copy=False)

    def likely(self, terms: Sequence[str], limit: int) -> NDArray[np.int32] | None:
        """The documents of the rarest of some terms that stands in so many; None where none does."""
        postings = [one for term in terms if (one := self._postings(term)) and len(one.documents) >= limit]
        return min((one.documents for one in postings), key=len, default=None)

    def knows(self, term: str) -> bool:
        """Whether a term stands in any document."""
        return self._postings(term) is not None

    def idf(self, term: str) -> float:
        """ln((N + 1) / n); a term that stands nowhere counts as one that stands once."""
        postings = self._postings(term)
        if postings:
            return postings.idf
        return self._formulas.weight(1) if len(self._made.keys) else 0.0

    def _found(self, term: str) -> _OfTerm | None:
        made = self._made
        first, second = (key(term, base) for base in BASES)
        at = int(made.keys.searchsorted(np.uint64(first)))
        while at < len(made.keys) and made.keys[at] == first:
            if made.checks[at] == second:
                place = slice(made.starts[at], made.starts[at + 1])
                documents = made.documents[place]
                return _OfTerm(documents, made.codes[place], self._formulas.weight(len(documents)))
            at += 1
        return None


def best(scores: NDArray[np.float64], limit: int, likely: NDArray[np.integer] | None = None) -> NDArray[np.intp]:
    """Shape (at most limit,): the places of the highest scores above zero, highest first, equal ones in order.

    `likely` are some places, none twice, where high scores are expected: what is below the best of these need not be
    compared.
    """
    least = _nth(scores[likely], limit) if likely is not None else 0.0
    places = np.flatnonzero(scores >= least if least > 0 else scores > 0)
    found = scores[places]
    above = found >= _nth(found, limit)
    places, found = places[above], found[above]
    order: NDArray[np.intp] = places[np.lexsort((places, -found))[:limit]]
    return order


def _nth(scores: NDArray[np.float64], number: int) -> float:
    """The highest but so many; zero where there are fewer."""
    if number > len(scores):
        return 0.0
    return float(np.partition(scores, len(scores) - number)[len(scores) - number])
