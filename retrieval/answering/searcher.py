"""Question → ranked passages, each with how much of the question it accounts for; nothing is an answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from retrieval.analyzer import Analyzer, bigrams
from retrieval.answering.filters import Filters
from retrieval.answering.meanings import Meanings
from retrieval.answering.question import Question
from retrieval.answering.quoting import Weigher, can_answer
from retrieval.collection.index import Index, best
from retrieval.collection.library import Collection
from retrieval.records import Passage

# What a word that means nearly the same counts beside the question's own.
_ALMOST = 0.7
_CANDIDATES = 12
# As many of the best are ordered anew, by what stands together in them.
_REORDERED = 8
_TOGETHER = 0.8
_BESIDE = 0.3


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found. `score` is BM25's; `share` how much of the question it accounts for, about 0 to 1."""

    passage: Passage
    score: float
    share: float


def candidates(collection: Collection, analyzer: Analyzer, question: Question) -> list[Hit]:
    """The passages that may answer a question, best first: none that cannot have the kind of answer asked for."""
    return further(collection, analyzer, question, 0, _CANDIDATES)


def further(
    collection: Collection, analyzer: Analyzer, question: Question, first: int = _CANDIDATES, most: int = _CANDIDATES
) -> list[Hit]:
    """The like of `candidates` that stand behind the `first` best passages, among the `most` best."""
    hits = search(collection, analyzer, question.core, most, question.meant, question.filters)[first:]
    return [hit for hit in hits if can_answer(question.kind, hit.passage.paragraph.body.text)]


def search(
    collection: Collection,
    analyzer: Analyzer,
    folded: str,
    limit: int,
    meant: Meanings | None = None,
    filters: Filters | None = None,
) -> list[Hit]:
    """The best passages for a folded question's words, ties in the collection's order; empty when no term is known.

    `share` is the mean over words and bigrams of the score divided by the sum of the question's idf, a term that stands
    nowhere at the highest: it compares across questions, which a raw score does not.
    """
    channels = [(cut, terms) for cut in (analyzer.words, bigrams) if (terms := cut(folded))]
    if not channels or not collection.passages:
        return []
    index = collection.index
    scores = [_scores(index, cut, terms, meant or {}) for cut, terms in channels]
    total = np.sum(scores, axis=0)
    if filters:
        total *= [filters.admits(passage) for passage in collection.passages]
    likely = index.likely([term for _, terms in channels for term in terms], limit)
    weights = [sum(map(index.idf, terms)) for _, terms in channels]
    return [
        Hit(
            collection.passages[key],
            float(total[key]),
            float(np.mean([score[key] / weight for score, weight in zip(scores, weights, strict=True) if weight])),
        )
        for key in best(total, limit, likely)
    ]


def _scores(
    index: Index, cut: Callable[[str], list[str]], terms: Sequence[str], meant: Meanings
) -> NDArray[np.float64]:
    """Shape (passages,): BM25 of the terms, a word counting as it stands or as another that means the same."""
    total = index.scores(terms).copy()
    for word, others in meant.items():
        # A word of two characters that is nowhere cannot be in any passage: most others need no scoring.
        standing = [cut(other) for other in others if all(map(index.knows, bigrams(other)))]
        own = cut(word)
        if not own or not any(standing):
            continue
        as_said = index.scores(own)
        worth = sum(map(index.idf, own))
        best = as_said
        for other in filter(None, standing):
            # Another word is worth no more than the question's own, however rare it is.
            part = _ALMOST * min(1.0, worth / sum(map(index.idf, other)))
            best = np.maximum(best, part * index.scores(other))
        total += best - as_said
    return total


def reordered(hits: Sequence[Hit], weigher: Weigher) -> list[Hit]:
    """The hits with the first few in the order of what stands together in a few sentences, too; scores follow."""
    first = hits[:_REORDERED]
    if not first:
        return []
    best = first[0].score

    def worth(hit: Hit) -> float:
        together, beside = weigher.together(hit.passage)
        return hit.score / best + _TOGETHER * together + _BESIDE * beside

    order = sorted(first, key=worth, reverse=True)
    # A score goes with its place, so that it never rises down the list.
    scores = sorted((hit.score for hit in first), reverse=True)
    placed = [replace(hit, score=score) for hit, score in zip(order, scores, strict=True)]
    return [*placed, *hits[_REORDERED:]]
