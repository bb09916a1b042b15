"""How much evidence a question that means nothing finds in a collection: what an answer must be well above.

A large or many-sided collection has more words in common with any question. The probes put general words together at
random, so that none of them asks anything a collection could answer.
"""

import random

from retrieval.analyzer import Analyzer
from retrieval.answering.meanings import general_words
from retrieval.answering.question import understand
from retrieval.answering.quoting import Weigher
from retrieval.answering.refusal import evidence
from retrieval.answering.searcher import candidates
from retrieval.collection.contents import Collection

_PROBES = 200
# In a small collection most probes find nothing at all, which says little about a question that finds something: so
# much is always expected.
_LEAST = 4.3
_FORMS = (
    "{}的{}{}是什么",
    "{}怎么{}{}",
    "{}和{}有哪些{}",
    "为什么{}的{}会{}",
    "{}在哪里{}{}",
    "{}{}了多少{}",
)


def probes(count: int = _PROBES) -> list[str]:
    """Questions of general words at random, always the same ones."""
    chance = random.Random(1)  # noqa: S311 - nothing secret depends on it
    forms = (_FORMS[number % len(_FORMS)] for number in range(count))
    return [form.format(*chance.sample(general_words(), 3)) for form in forms]


def usual_evidence(collection: Collection, analyzer: Analyzer) -> float:
    """The mean evidence that the probes find, or the least that is expected where that is more."""
    found = []
    for probe in probes():
        question = understand(probe)
        hits = candidates(collection, analyzer, question)
        found.append(evidence(question, hits, Weigher(question, analyzer, collection.index.idf)).amount)
    return max(_LEAST, sum(found) / len(found))
