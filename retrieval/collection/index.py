"""BM25 over the passages' terms; the only module that imports rank_bm25.

Scores are rank_bm25's BM25Plus with `delta=0`: classic BM25 with an idf that is always positive. `k1` and `b` were
chosen on Chinese encyclopaedia paragraphs (Recall@1 is flat around them).
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Plus

K1 = 0.9
B = 0.6


class Index:
    """An immutable index; a document is the list of its terms and its number is its place in the list."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        self._size = len(documents)
        # rank_bm25 divides by the number of documents and by their mean length.
        self._bm25 = BM25Plus(documents, k1=K1, b=B, delta=0) if any(documents) else None

    def scores(self, terms: Sequence[str]) -> NDArray[np.float64]:
        """Shape (documents,): the BM25 score of every document; zeros where no term is known."""
        if self._bm25 is None:
            return np.zeros(self._size)
        known = [term for term in terms if self.knows(term)]
        scores: NDArray[np.float64] = self._bm25.get_scores(known) if known else np.zeros(self._size)
        return scores

    def knows(self, term: str) -> bool:
        """Whether a term stands in any document."""
        return self._bm25 is not None and term in self._bm25.idf

    def idf(self, term: str) -> float:
        """ln((N + 1) / n); a term that stands nowhere counts as one that stands once."""
        if self._bm25 is None:
            return 0.0
        known: float = self._bm25.idf.get(term, math.log(self._size + 1))
        return known
