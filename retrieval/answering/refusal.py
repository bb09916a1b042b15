"""Whether a passage answers, or only shares some words with the question.

Six signs, each of which other subjects and missing answers lack in their own way, weighted by a logit that was fitted
on questions asked of their own and of foreign collections (bench/training.py). How much evidence is enough depends on
the collection: see `calibration`. The figures stand in docs/measures.md.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.analyzer import fold, solid
from retrieval.answering.meanings import in_words_of
from retrieval.answering.question import Question
from retrieval.answering.quoting import Weigher, units_of
from retrieval.answering.searcher import Hit
from retrieval.records import Passage

# How far beyond what a meaningless question reaches the evidence must be; a setting overrides it.
MARGIN = 3.0
SIGNS = ("share", "beside the byline", "together", "longest run", "spots", "lead")
WEIGHTS: NDArray[np.float64] = np.array([3.03, 3.61, 5.27, 1.66, 2.93, 1.84])
_BESIDE = SIGNS.index("beside the byline")
_LEAST_BESIDE = 0.1
# A line that asks nothing is a sentence somebody looks for: most of it must be there. Short ones are topics.
_STATEMENT = 0.6
_SHORTEST_STATEMENT = 9
# Where a sign is full: more of it says nothing more.
_FULL_SHARE = 1.2
_FULL_RUN = 8
_FULL_SPOTS = 4
# The lead is that over the last of so many hits; with fewer it is this.
_COMPARED = 10
_ALONE = 3.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """How much speaks for an answer, and whether there can be one at all."""

    amount: float
    possible: bool


def evidence(question: Question, hits: Sequence[Hit], weigher: Weigher) -> Evidence:
    """The evidence that the first hit answers; none where nothing was found.

    A passage that has nothing of what is asked beside the author's place and office cannot answer, nor one that has not
    most of a sentence to find.
    """
    found = signs(question, hits, weigher)
    possible = (
        bool(hits) and found[_BESIDE] >= _LEAST_BESIDE and (not is_statement(question) or hits[0].share >= _STATEMENT)
    )
    return Evidence(float(found @ WEIGHTS), bool(possible))


def signs(question: Question, hits: Sequence[Hit], weigher: Weigher) -> NDArray[np.float64]:
    """Shape (len(SIGNS),): what speaks for the first hit.

    Share is the searcher's; beside the byline, the share of what the question says beside the author's place and
    office, which every paragraph of an article has; together, of what stands in two neighbouring sentences or in title
    and byline; longest run, the characters in one piece; spots, the separate places of the question that are known;
    lead, by how much the first hit is ahead.
    """
    if not hits:
        return np.zeros(len(SIGNS))
    passage = hits[0].passage
    byline, text = _texts(passage)
    text = in_words_of(question.meant, text)
    beside = [_coverage(channel, byline, text, weigher) for channel in weigher.channels if channel]
    known = {term for channel in weigher.channels for term in channel if term in text}
    together = min(1.0, weigher.together(passage)[0] + weigher.about(passage))
    run = _longest_run(re.sub(r"\W", "", question.core), solid(passage.paragraph.body.text))
    lead = hits[0].score / hits[-1].score if len(hits) >= _COMPARED else _ALONE
    return np.array(
        [
            min(hits[0].share, _FULL_SHARE),
            sum(beside) / max(1, len(beside)),
            together,
            min(run, _FULL_RUN) / _FULL_RUN,
            min(_spots(question.core, known), _FULL_SPOTS) / _FULL_SPOTS,
            math.log(lead),
        ]
    )


def is_statement(question: Question) -> bool:
    """Whether a line is a sentence to find rather than a question or a topic."""
    return not question.asks and len(question.core) >= _SHORTEST_STATEMENT


def _texts(passage: Passage) -> tuple[str, str]:
    """(the byline, all that the passage is found by), folded."""
    article = passage.article
    byline = f"{article.position or ''}\n{article.author or ''}"
    title = article.title.value if article.title else ""
    about = fold("\n".join([byline, title, *passage.paragraph.section]))
    return about[: len(byline)], f"{units_of(passage.paragraph.body.text)[0]}\n{about}"


def _coverage(terms: Iterable[str], byline: str, text: str, weigher: Weigher) -> float:
    """The share, by idf, of the terms not in the byline that stand in the text; 1 where there are none."""
    telling = [term for term in terms if term not in byline]
    weight = sum(map(weigher.idf, telling))
    return sum(weigher.idf(term) for term in telling if term in text) / weight if weight else 1.0


def _longest_run(asked: str, text: str) -> int:
    """The length of the longest piece of the question that stands in the text."""
    longest = 0
    for start in range(len(asked)):
        while start + longest < len(asked) and asked[start : start + longest + 1] in text:
            longest += 1
    return longest


def _spots(core: str, known: Iterable[str]) -> int:
    """In how many separate places of the question known terms of two characters or more stand."""
    marked = [False] * len(core)
    for term in known:
        if len(term) > 1:
            at = core.find(term)
            while at >= 0:
                marked[at : at + len(term)] = [True] * len(term)
                at = core.find(term, at + len(term))
    return sum(here and not before for before, here in zip([False, *marked], marked, strict=False))
