"""Answers judged against what was expected of them, and the figures of all.

What is compared is compared as in looking words up: letters and digits alone, of one width, case and script.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import fmean

from retrieval.analyzer import fold, solid
from retrieval.evaluation.questions import Expectation, Wanted
from retrieval.records import Answer, Citation, Quote

# Of these kinds the answer may stand in the attribution that is shown with the quote.
_BYLINE_KINDS = frozenset({"who", "date"})


class Measure(Enum):
    """What is measured; the value is its name in pipes and in JSON."""

    FOUND = "found"
    QUOTE_1 = "quote hit@1"
    QUOTE_3 = "quote hit@3"
    PASSAGE_1 = "passage hit@1"
    PASSAGE_3 = "passage hit@3"
    PASSAGE_5 = "passage hit@5"
    MRR = "mrr"
    NDCG = "ndcg@5"
    ATTRIBUTION = "attribution@1"
    LENGTH = "quote length, mean"
    REFUSED = "refused"
    P50 = "latency p50 ms"
    P95 = "latency p95 ms"


BY_KIND = frozenset({Measure.FOUND, Measure.QUOTE_1, Measure.REFUSED})
RATES = frozenset(Measure) - {Measure.MRR, Measure.NDCG, Measure.LENGTH, Measure.P50, Measure.P95}


class Outcome(Enum):
    """How an answer turned out: by its first quote, or by there being one."""

    RIGHT = "right"
    WRONG = "wrong"
    MISSED = "missed"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer and, for each of its quotes in order, whether it is of a wanted article, passage, and wording.

    `attributed`: its article is one of those named, or none is named. `there`: so it is, and its paragraph is the one
    named or, where none is, holds one of the answers, if there are any. `said`: so it is, and the quote itself holds
    one; never without answers. `gains`: 1 for the first `there` of each of several articles, or for the first of all
    where no more than one is named; else 0.
    """

    expectation: Expectation
    answer: Answer
    attributed: tuple[bool, ...]
    there: tuple[bool, ...]
    said: tuple[bool, ...]
    gains: tuple[int, ...]

    @property
    def outcome(self) -> Outcome:
        """Right where the first quote holds an answer or, if no words are expected, is of the passage wanted."""
        if self.expectation.refusal:
            return Outcome.ANSWERED if self.answer.found else Outcome.RIGHT
        if not self.answer.found:
            return Outcome.MISSED
        return Outcome.RIGHT if (self.said if self.expectation.answers else self.there)[0] else Outcome.WRONG


@dataclass(frozen=True, slots=True)
class Figure:
    """A value over `n` questions, `n` at least 1: those of one kind, or of all where `kind` is None."""

    measure: Measure
    kind: str | None
    value: float
    n: int


def judge(expectation: Expectation, answer: Answer) -> Judged:
    """Hold an answer against what was expected of it."""
    attributed = tuple(_attributed(quote.citation, expectation) for quote in answer.quotes)
    there = tuple(of and _there(quote, expectation) for quote, of in zip(answer.quotes, attributed, strict=True))
    said = tuple(at and _holds(quote, quote.text, expectation) for quote, at in zip(answer.quotes, there, strict=True))
    return Judged(expectation, answer, attributed, there, said, _gains(answer.quotes, there, expectation.articles))


def figures(judged: Iterable[Judged]) -> list[Figure]:
    """All figures in the order of `Measure`, those by kind behind the others; without what nothing was asked of."""
    values: dict[str | None, dict[Measure, list[float]]] = defaultdict(lambda: defaultdict(list))
    for one in judged:
        kind = one.expectation.kind
        for measure, value in _values(one):
            values[None][measure].append(value)
            if kind and measure in BY_KIND:
                values[kind][measure].append(value)
    return [
        Figure(measure, kind, _summed(measure, own[measure]), len(own[measure]))
        for kind, own in values.items()
        for measure in Measure
        if measure in own
    ]


def _summed(measure: Measure, values: Sequence[float]) -> float:
    if measure in (Measure.P50, Measure.P95):
        return percentile(values, 0.5 if measure is Measure.P50 else 0.95)
    return fmean(values)


def _values(one: Judged) -> Iterator[tuple[Measure, float]]:
    """What one answer adds to each figure."""
    found = one.answer.found
    yield Measure.P50, one.answer.took_ms
    yield Measure.P95, one.answer.took_ms
    if one.expectation.refusal:
        yield Measure.REFUSED, not found
        return
    yield Measure.FOUND, found
    if one.expectation.answers:
        yield Measure.QUOTE_1, any(one.said[:1])
        yield Measure.QUOTE_3, any(one.said[:3])
    yield Measure.PASSAGE_1, any(one.there[:1])
    yield Measure.PASSAGE_3, any(one.there[:3])
    yield Measure.PASSAGE_5, any(one.there[:5])
    yield Measure.MRR, reciprocal_rank(one.there)
    yield Measure.NDCG, ndcg(one.gains, max(1, len(one.expectation.articles)))
    if one.expectation.articles:
        yield Measure.ATTRIBUTION, any(one.attributed[:1])
    if found:
        yield Measure.LENGTH, len(re.sub(r"\s", "", one.answer.quotes[0].text))


def reciprocal_rank(hits: Sequence[bool]) -> float:
    """1 / the rank of the first hit, counted from 1; 0 without one. An answer has five quotes at most."""
    return next((1 / rank for rank, hit in enumerate(hits, 1) if hit), 0.0)


def ndcg(gains: Sequence[float], wanted: int, depth: int = 5) -> float:
    """Σ gain ÷ log2(rank + 1) over the first `depth` ranks, as a share of what `wanted` gains of 1 in front would be.

    A gain is 1 for the first quote of each thing wanted, 0 for everything else, repeats included: of several articles
    each is a thing wanted; otherwise there is one, the passage. From 0 to 1; `wanted` is at least 1.
    """
    ideal = _discounted([1.0] * min(wanted, depth))
    return _discounted(gains[:depth]) / ideal


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


def percentile(values: Sequence[float], share: float) -> float:
    """The least of the values that `share` of them (0 < share <= 1) do not exceed; `values` is not empty."""
    return sorted(values)[math.ceil(share * len(values)) - 1]


def _attributed(citation: Citation, expectation: Expectation) -> bool:
    return not expectation.articles or any(_is_of(citation, wanted) for wanted in expectation.articles)


def _is_of(citation: Citation, wanted: Wanted) -> bool:
    """Whether it is the article's, or one of its reprints is."""
    places = [(citation.title, citation.author, citation.file)]
    places += [(one.get("title"), one.get("author"), one.get("file") or "") for one in citation.also]
    return any(
        (wanted.title is None or solid(title or "") == solid(wanted.title))
        and (wanted.author is None or solid(author or "") == solid(wanted.author))
        and (wanted.file is None or f"/{file}".endswith(f"/{wanted.file}"))
        for title, author, file in places
    )


def _there(quote: Quote, expectation: Expectation) -> bool:
    citation = quote.citation
    if place := expectation.place:
        document = citation.id.rsplit("-", 2)[0]
        return document == place.document and citation.start < place.end and place.start < citation.end
    if expectation.passage:
        return solid(expectation.passage) in solid(quote.passage)
    return not expectation.answers or _holds(quote, quote.passage, expectation)


def _holds(quote: Quote, text: str, expectation: Expectation) -> bool:
    """Whether the text or, of questions about it, the quote's attribution has one of the answers."""
    words = solid(text)
    if any(solid(answer) in words for answer in expectation.answers):
        return True
    return expectation.kind in _BYLINE_KINDS and _in_byline(quote.citation, expectation.answers)


def _in_byline(citation: Citation, answers: Iterable[str]) -> bool:
    line = solid(f"{citation.author or ''}{citation.position or ''}{citation.title or ''}")
    date = _numbers(citation.date or "")
    return any(solid(answer) in line or (date and _numbers(answer) == date) for answer in answers)


def _numbers(text: str) -> list[int]:
    return [int(digits) for digits in re.findall("[0-9]{1,9}", fold(text))]


def _gains(quotes: Sequence[Quote], there: Sequence[bool], articles: Sequence[Wanted]) -> tuple[int, ...]:
    """Shape (quotes,), 0 or 1; see `Judged`."""
    awaited: list[Wanted | None] = [*articles] if len(articles) > 1 else [None]
    gains = []
    for quote, hit in zip(quotes, there, strict=True):
        met = [one for one in awaited if hit and (one is None or _is_of(quote.citation, one))][:1]
        gains.append(len(met))
        awaited = [one for one in awaited if one not in met]
    return tuple(gains)
