"""Question → ranked passages, each with how much of the question it accounts for; nothing is an answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from retrieval.analyzer import Analyzer, bigrams
from retrieval.answering.filters import Filters
from retrieval.answering.meanings import Meanings
from retrieval.answering.question import Question
from retrieval.answering.quoting import Weigher, can_answer, must_show
from retrieval.collection.contents import Collection
from retrieval.collection.engine import EVERYWHERE, Alternatives, Channel, Engine, Other, Query
from retrieval.records import Passage

# What a word that means nearly the same counts beside the question's own.
_ALMOST = 0.7
_CANDIDATES = 12
# As many of the best are ordered anew, by what stands together in them and by the characters of the question's words.
# How these were chosen stands in docs/measures.md.
REORDERED = 8
_TOGETHER = 0.8
_BESIDE = 0.3
_PARTLY = 0.7


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found. `score` is BM25's; `share` how much of the question it accounts for, about 0 to 1.

    Most of what is found only shows how far ahead the best is: it is read by its key when it is asked for.
    """

    key: int
    score: float
    share: float
    read: Callable[[int], Passage]

    @property
    def passage(self) -> Passage:
        """The passage."""
        return self.read(self.key)


def candidates(collection: Collection, analyzer: Analyzer, question: Question) -> list[Hit]:
    """The passages that may answer a question, best first: none that cannot have the kind of answer asked for."""
    return further(collection, analyzer, question, 0, _CANDIDATES)


def further(
    collection: Collection, analyzer: Analyzer, question: Question, first: int = _CANDIDATES, most: int = _CANDIDATES
) -> list[Hit]:
    """The like of `candidates` that stand behind the `first` best passages, among the `most` best."""
    hits = search(collection, analyzer, question.core, most, question.meant, question.filters)[first:]
    if not must_show(question.kind):
        return hits
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
    cuts = [(cut, terms) for cut in (analyzer.words, bigrams) if (terms := tuple(cut(folded)))]
    index, scope = collection.index, filters.scope if filters else EVERYWHERE
    channels = tuple(Channel(terms, _alternatives(index, cut, meant or {})) for cut, terms in cuts)
    found = _admitted(Query(channels, scope), limit, collection, filters)
    # Asked for afterwards, when the terms have been looked up.
    weights = [sum(map(index.idf, terms)) for _, terms in cuts]
    hits: list[Hit] = []
    for key, scores in found:
        shares = [one / weight for one, weight in zip(scores, weights, strict=True) if weight]
        hits.append(Hit(key, sum(scores), sum(shares) / len(shares), collection.passage))
    return hits


def _admitted(
    query: Query, limit: int, collection: Collection, filters: Filters | None
) -> list[tuple[int, tuple[float, ...]]]:
    """The best passages without the words that are not wanted in them, however far down they stand."""
    if not filters or not filters.without:
        return collection.index.search(query, limit).each()
    asked = limit
    while True:
        found = collection.index.search(query, asked).each()
        admitted = [one for one in found if filters.admits_text(collection.passage(one[0]))]
        if len(admitted) >= limit or len(found) < asked:
            return admitted[:limit]
        asked *= 4


def _alternatives(index: Engine, cut: Callable[[str], list[str]], meant: Meanings) -> tuple[Alternatives, ...]:
    """What may stand for a question's words in a channel."""
    found = []
    for word, others in meant.items():
        # A word of two characters that is nowhere cannot be in any passage: most others need no scoring.
        standing = (tuple(cut(other)) for other in others if all(map(index.knows, bigrams(other))))
        worth = tuple(Other(terms, _ALMOST) for terms in standing if terms)
        own = tuple(cut(word))
        if own and worth:
            found.append(Alternatives(own, worth))
    return tuple(found)


def reordered(hits: Sequence[Hit], weigher: Weigher) -> list[Hit]:
    """The hits with the first few in the order of what stands together in a few sentences, too; scores follow."""
    first = hits[:REORDERED]
    if not first:
        return []
    best = first[0].score

    def worth(hit: Hit) -> float:
        together, beside = weigher.together(hit.passage)
        return hit.score / best + _TOGETHER * together + _BESIDE * beside + _PARTLY * sum(weigher.partly(hit.passage))

    order = sorted(first, key=worth, reverse=True)
    # A score goes with its place, so that it never rises down the list.
    scores = sorted((hit.score for hit in first), reverse=True)
    placed = [replace(hit, score=score) for hit, score in zip(order, scores, strict=True)]
    return [*placed, *hits[REORDERED:]]
