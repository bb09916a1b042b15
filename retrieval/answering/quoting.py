"""Which sentences of a passage answer, as spans of its text.

Every sentence gets the chance that it answers: its share of the question's terms (those of the title and byline left
out: they only say what the passage is about), weighted by their idf, sharpened where the kind of answer can be seen.
The run of neighbours within the wanted length that together has the best chance is quoted.
"""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from retrieval.analyzer import Analyzer, bigrams, fold
from retrieval.answering.question import Kind, Question
from retrieval.records import Passage, Span
from retrieval.sentences import clauses, sentences

# A quote is at most this long; a sentence beyond it is cut between clauses.
LONGEST = 200
# Neighbours are taken in up to this length: measured on CMRC 2018, longer runs hit more and say less.
WANTED = 130
_SHARPNESS = 12.0

_SIGNS = {
    Kind.TIME: re.compile(r"\d+\s*[年月日号点时:]|[一二三四五六七八九十〇]+[年月日]|年代|世纪|清晨|凌晨|今年|去年"),
    Kind.NUMBER: re.compile(
        r"\d|[一二三四五六七八九十百千万亿两]+[余多]?[个种位名条项件次人家所元亩里米吨成倍座口处户天岁期%]|百分之|[百千万亿]"
    ),
    Kind.DURATION: re.compile(
        r"[\d一二三四五六七八九十百两半几]+\s*[个多]?(?:年|月|天|日|周|星期|小时|分钟|钟头|季度|世纪)|每[年月周日天]|[年月周天日]一|一次"
    ),
    Kind.PLACE: re.compile(r"[在于自从到].{0,12}[省市县区镇乡村州国岛山河路街馆院场站港湾]|位于|坐落"),
    Kind.PERSON: re.compile(r"[由是].{2,12}|先生|女士|教授|同志"),
    Kind.REASON: re.compile(r"因为|由于|因此|所以|原因|缘故|为了|以致|使得|从而"),
}
_SIGN_BONUS = {
    Kind.TIME: 0.35,
    Kind.NUMBER: 0.25,
    Kind.DURATION: 0.25,
    Kind.PLACE: 0.15,
    Kind.PERSON: 0.05,
    Kind.REASON: 0.3,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A run of a passage's text, and in it the stretch that most likely answers."""

    start: int
    end: int
    highlight: Span


class Weigher:
    """Weighs stretches of text against one question."""

    def __init__(self, question: Question, analyzer: Analyzer, idf: Callable[[str], float]) -> None:
        self._analyzer = analyzer
        self._kind = question.kind
        self._weights = {term: idf(term) for term in [*analyzer.words(question.core), *bigrams(question.core)]}

    def against(self, passage: Passage) -> dict[str, float]:
        """The question's terms that tell the sentences of this passage apart, with their weights."""
        article = passage.article
        about = fold(
            "\n".join([article.title.value if article.title else "", article.position or "", article.author or ""])
        )
        telling = {term: weight for term, weight in self._weights.items() if term not in about}
        body = fold(passage.paragraph.body.text)
        return telling if any(term in body for term in telling) else self._weights

    def score(self, folded: str, weights: dict[str, float]) -> float:
        """0 to about 1.3: the share of the weights that stand in the stretch, more where the kind of answer shows."""
        total = sum(weights.values())
        if not total:
            return 0.0
        share = sum(weight for term, weight in weights.items() if term in folded) / total
        sign = _SIGNS.get(self._kind)
        bonus = _SIGN_BONUS[self._kind] if sign and sign.search(folded) else 0.0
        return share + bonus * min(1.0, 2 * share + 0.3)


def can_answer(kind: Kind, text: str) -> bool:
    """Whether a text has what is asked for at all: a date or a time for when, a number for how many."""
    return kind not in (Kind.TIME, Kind.NUMBER, Kind.DURATION) or bool(_SIGNS[kind].search(fold(text)))


def choose(passage: Passage, weigher: Weigher, wanted: int = WANTED) -> Choice:
    """The run of neighbouring sentences to quote from a passage; of clauses, where a sentence is too long."""
    text = passage.paragraph.body.text
    folded = fold(text)
    weights = weigher.against(passage)
    units = [unit for span in sentences(text) for unit in _short_enough(text, span)]
    scores = [weigher.score(folded[start:end], weights) for start, end in units]
    chances = _chances(scores)
    first, last = max(
        _runs(units, wanted),
        key=lambda run: (round(sum(chances[run[0] : run[1] + 1]), 9), -(units[run[1]][1] - units[run[0]][0]), -run[0]),
    )
    best = max(range(first, last + 1), key=lambda number: (scores[number], -number))
    return Choice(units[first][0], units[last][1], _answering(text, folded, units[best], weigher, weights))


def opening(text: str, start: int) -> Span | None:
    """The first whole sentences from `start` on that fit in a quote; None where nothing follows."""
    units = [(start + low, start + high) for low, high in sentences(text[start:])]
    units = [unit for span in units for unit in _short_enough(text, span)]
    fitting = [end for _, end in units if end - units[0][0] <= WANTED]
    return (units[0][0], max(fitting, default=units[0][1])) if units else None


def _chances(scores: Sequence[float]) -> list[float]:
    exponents = [math.exp(_SHARPNESS * score) for score in scores]
    total = sum(exponents)
    return [exponent / total for exponent in exponents]


def _runs(units: Sequence[Span], wanted: int) -> Iterator[tuple[int, int]]:
    """(first, last) of every run of neighbours that fits; every unit alone does."""
    for low, (start, _) in enumerate(units):
        yield low, low
        for high in range(low + 1, len(units)):
            if units[high][1] - start > wanted:
                break
            yield low, high


def _short_enough(text: str, span: Span) -> list[Span]:
    """A sentence as it is, or in runs of clauses, the longest that fit, where it is longer than a quote may be."""
    if span[1] - span[0] <= LONGEST:
        return [span]
    runs: list[Span] = []
    for start, end in clauses(text, *span):
        if runs and end - runs[-1][0] <= WANTED:
            runs[-1] = (runs[-1][0], end)
        else:
            # Words without any mark for 200 characters are cut where they reach the limit: there is no better place.
            runs += [(low, min(end, low + LONGEST)) for low in range(start, end, LONGEST)]
    return runs


def _answering(text: str, folded: str, unit: Span, weigher: Weigher, weights: dict[str, float]) -> Span:
    """The clause of the best sentence that matches best: what is set in bold."""
    parts = clauses(text, *unit)
    scored = [(weigher.score(folded[start:end], weights), -number) for number, (start, end) in enumerate(parts)]
    start, end = parts[-max(scored)[1]]
    while end > start + 1 and not text[end - 1].isalnum() and text[end - 1] not in "”’》）】」』%":
        end -= 1
    return start, end
