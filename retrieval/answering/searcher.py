"""Question → ranked passages, each with how much of the question it accounts for; nothing is an answer."""

from dataclasses import dataclass

import numpy as np

from retrieval.analyzer import Analyzer, bigrams
from retrieval.collection.library import Collection
from retrieval.records import Passage


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found. `score` is BM25's; `share` how much of the question it accounts for, about 0 to 1."""

    passage: Passage
    score: float
    share: float


def search(collection: Collection, analyzer: Analyzer, folded: str, limit: int) -> list[Hit]:
    """The best passages for a folded question's words, ties in the collection's order; empty when no term is known.

    `share` is the mean over words and bigrams of the score divided by the sum of the question's idf, a term that stands
    nowhere at the highest: it compares across questions, which a raw score does not.
    """
    channels = [channel for channel in (analyzer.words(folded), bigrams(folded)) if channel]
    if not channels or not collection.passages:
        return []
    index = collection.index
    scores = [index.scores(channel) for channel in channels]
    total = np.sum(scores, axis=0)
    order = np.lexsort((np.arange(len(total)), -total))[:limit]
    weights = [sum(map(index.idf, channel)) for channel in channels]
    return [
        Hit(
            collection.passages[key],
            float(total[key]),
            float(np.mean([score[key] / weight for score, weight in zip(scores, weights, strict=True) if weight])),
        )
        for key in order
        if total[key] > 0
    ]
