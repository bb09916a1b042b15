"""Whether a passage answers, or only shares some words with the question.

Three signs, each of which other subjects and missing answers lack in their own way: how much of the question the
passage accounts for; how much of it beside the author's place and office, which every paragraph of the article has; and
whether what it accounts for stands in more than one place of the question. The figures stand in docs/measures.md.
"""

import re
from collections.abc import Callable, Iterable

from retrieval.analyzer import Analyzer, bigrams, fold
from retrieval.answering.question import Question
from retrieval.answering.searcher import Hit
from retrieval.records import Passage

# The least share of the question; a setting overrides it.
THRESHOLD = 0.28
# The least share of what the question asks beside the byline's own words.
_BESIDE_THE_BYLINE = 0.2
# A single place of the question that is known must be half of it.
_ONE_SPOT = 0.5
# A line that asks nothing is a sentence somebody looks for: most of it must be there; of a topic, a third.
_STATEMENT = 0.6
_SHORTEST_STATEMENT = 9
_TOPIC = 0.34


def answers(question: Question, hit: Hit, analyzer: Analyzer, idf: Callable[[str], float], threshold: float) -> bool:
    """Whether the best hit for a question may be quoted as its answer."""
    if hit.share < threshold:
        return False
    if is_statement(question) and hit.share < _STATEMENT:
        return False
    if not question.asks and hit.share < _TOPIC:
        return False
    channels = (analyzer.words(question.core), bigrams(question.core))
    byline, text = _texts(hit.passage)
    beside = [_coverage(channel, byline, text, idf) for channel in channels]
    if sum(beside) / len(beside) < _BESIDE_THE_BYLINE:
        return False
    known = {term for channel in channels for term in channel if term in text}
    return hit.share >= _ONE_SPOT or _spots(question.core, known) > 1


def is_statement(question: Question) -> bool:
    """Whether a line is a sentence to find rather than a question or a topic."""
    return not question.asks and len(question.core) >= _SHORTEST_STATEMENT


def _texts(passage: Passage) -> tuple[str, str]:
    """(the byline, all that the passage is found by), folded."""
    article = passage.article
    byline = f"{article.position or ''}\n{article.author or ''}"
    title = article.title.value if article.title else ""
    return fold(byline), fold("\n".join([passage.paragraph.body.text, byline, title, *passage.paragraph.section]))


def _coverage(terms: Iterable[str], byline: str, text: str, idf: Callable[[str], float]) -> float:
    """The share, by idf, of the terms not in the byline that stand in the text; 1 where there are none."""
    telling = [term for term in terms if term not in byline]
    weight = sum(map(idf, telling))
    return sum(idf(term) for term in telling if term in text) / weight if weight else 1.0


def _spots(core: str, known: Iterable[str]) -> int:
    """In how many separate places of the question known terms of two characters or more stand."""
    marked = [False] * len(core)
    for term in known:
        if len(term) > 1:
            for match in re.finditer(re.escape(term), core):
                marked[match.start() : match.end()] = [True] * len(term)
    return sum(here and not before for before, here in zip([False, *marked], marked, strict=False))
