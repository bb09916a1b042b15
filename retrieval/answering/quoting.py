"""Which sentences of a passage answer, as spans of its text.

Every sentence gets the chance that it answers, by a conditional logit over a few features of the question and the
sentence; the run of neighbours that together has the best chance for its length is quoted. `bench/training.py` finds
the weights again from a public set of questions; docs/measures.md says what each feature is worth.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from retrieval.analyzer import HAN_RUN, STOP_WORDS, Analyzer, bigrams, fold
from retrieval.answering.meanings import in_words_of
from retrieval.answering.question import Kind, Question, beside_asking
from retrieval.records import Passage, Span
from retrieval.sentences import clauses, sentences

# A quote is at most this long; a sentence beyond it is cut between clauses.
LONGEST = 200
# Neighbours are taken in up to this length, each character of which must be worth so much chance.
WANTED = 180
_CHANCE_PER_CHARACTER = 0.0004
# How long a run of clauses of a sentence that is too long may be.
_RUN_OF_CLAUSES = 130

# How much what stands beside the question word counts where two stretches are held against each other.
_BESIDE_THE_ASKING = 0.3

# A sentence that begins so says what it is about in the one before it.
_POINTS_BACK = re.compile("其(?![他她它次实中余])|该|这|此(?!外)|[他她它](?:们)?|上述|对此|为此")
# A stretch with fewer letters beside the question's own words does not answer it.
_LEAST_NEWS = 5

_SIGNS = {
    Kind.TIME: re.compile(r"\d\s*[年月日号点时:]|[一二三四五六七八九十〇][年月日]|年代|世纪|清晨|凌晨|今年|去年"),
    Kind.NUMBER: re.compile(
        r"\d|[一二三四五六七八九十百千万亿两][余多]?[个种位名条项件次人家所元亩里米吨成倍座口处户天岁期%]|百分之|[百千万]亿|[百千]万"
    ),
    Kind.DURATION: re.compile(
        r"[\d一二三四五六七八九十百两半几]\s*[个多]?(?:年|月|天|日|周|星期|小时|分钟|钟头|季度|世纪)|每[年月周日天]|[年月周天日]一|一次"
    ),
    Kind.PLACE: re.compile(r"[在于自从到].{0,12}[省市县区镇乡村州国岛山河路街馆院场站港湾]|位于|坐落"),
    Kind.REASON: re.compile(r"因为|由于|因此|所以|原因|缘故|为了|以致|使得|从而"),
}
# What `Weigher.features` counts, and what each is worth: fitted by bench/training.py on CMRC 2018.
FEATURES = ("rarity", "beside the asking", *(kind.value for kind in _SIGNS))
WEIGHTS: NDArray[np.float64] = np.array([4.3, 3.02, 3.58, 3.11, 2.94, 1.66, 0.43])
_RARITY, _BESIDE = FEATURES.index("rarity"), FEATURES.index("beside the asking")
# What is set in bold: measured on the sample and on CMRC 2018, docs/measures.md.
_BOLD_BESIDE = 0.6
_SOME_MATCH = 0.02
_BOLD_NEWS = 8
_BOLD_SIGN = 0.4
_BOLD_PRICE = 0.004
_LONGEST_BOLD = 60

# The first and the last of some neighbouring units of a passage.
_Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Choice:
    """A run of a passage's text, in it the stretch that most likely answers, and the chance that it does."""

    start: int
    end: int
    highlight: Span
    chance: float


class _Weights:
    """Terms with what they say, and of a text the share of that which it holds."""

    def __init__(self, weights: dict[str, float]) -> None:
        self.each = weights
        self._items = list(weights.items())
        self._total = sum(weights.values())

    def held(self, text: str) -> float:
        """The share of all the terms' weight that those in a text have; none where they have none."""
        return sum([weight for term, weight in self._items if term in text]) / self._total if self._total else 0.0


class Weigher:
    """Weighs stretches of text against one question; `channels` are its words and its bigrams."""

    def __init__(self, question: Question, analyzer: Analyzer, idf: Callable[[str], float]) -> None:
        self.idf = idf
        self.channels = (analyzer.words(question.core), bigrams(question.core))
        self._meant = question.meant
        self._told: dict[int, dict[str, float]] = {}
        self._chances: dict[int, NDArray[np.float64]] = {}
        self._kind = question.kind
        self._weights = _Weights({term: idf(term) for channel in self.channels for term in channel})
        self._characters = _Weights(_spread({word: idf(word) for word in self.channels[0]}))
        beside = beside_asking(question)
        terms = [term for text in beside for term in [*analyzer.words(text), *bigrams(text)]]
        self._beside = _Weights({term: idf(term) for term in terms})

    def features(self, passage: Passage, texts: Sequence[str]) -> NDArray[np.float64]:
        """Shape (len(texts), len(FEATURES)), each 0 to 1, for folded stretches of a passage.

        Rarity is the share of the question's idf that a stretch has, a term counting more that few of the stretches
        have; terms of title and byline are left out: they only say what the passage is about. Beside the asking is the
        share of the terms next to the question word. The rest is whether the kind of answer shows.
        """
        texts = [in_words_of(self._meant, text) for text in texts]
        made = np.zeros((len(texts), len(FEATURES)))
        made[:, _RARITY] = _rarity(self._telling(passage), texts)
        made[:, _BESIDE] = [self._beside.held(text) for text in texts]
        for column, (kind, sign) in enumerate(_SIGNS.items(), _BESIDE + 1):
            if kind is self._kind:
                made[:, column] = [bool(sign.search(text)) for text in texts]
        return made

    def chances(self, passage: Passage) -> NDArray[np.float64]:
        """Shape (units,): the chance of each of a passage's sentences that it answers; they add up to 1."""
        if passage.key not in self._chances:
            folded, units = units_of(passage.paragraph.body.text)
            scores = self.features(passage, [folded[start:end] for start, end in units]) @ WEIGHTS
            exponents = np.exp(scores - scores.max())
            self._chances[passage.key] = exponents / exponents.sum()
        return self._chances[passage.key]

    def together(self, passage: Passage) -> tuple[float, float]:
        """(share of the question's idf, of the idf beside the asking) in the best two neighbouring sentences."""
        texts = (in_words_of(self._meant, text) for text in _neighbours(passage.paragraph.body.text))
        found = ((self._weights.held(text), self._beside.held(text)) for text in texts)
        return max(found, key=lambda shares: shares[0] + _BESIDE_THE_ASKING * shares[1])

    def partly(self, passage: Passage) -> tuple[float, float]:
        """(in the best two neighbouring sentences, in all with title and byline) the share of the question's words.

        A Chinese word is there by as many of its characters as are: words that mean nearly the same often share one
        (原谅 and 谅解).
        """
        best = max(self._characters.held(text) for text in _neighbours(passage.paragraph.body.text))
        return best, self._characters.held(units_of(passage.paragraph.body.text)[0] + _about(passage))

    def new_in(self, folded: str) -> int:
        """How many letters of a stretch are not the question's own words."""
        rest = folded
        for term in self._weights.each:
            rest = rest.replace(term, " " * len(term)) if len(term) > 1 else rest
        return len(re.sub(r"[\W_]", "", rest))

    def about(self, passage: Passage) -> float:
        """The share of the question's idf that stands in title and byline."""
        return self._weights.held(_about(passage))

    def _telling(self, passage: Passage) -> dict[str, float]:
        """The question's terms that tell the sentences of this passage apart, with their weights.

        A Chinese word that stands nowhere in it is there by its characters: what is said otherwise often shares one.
        """
        if passage.key not in self._told:
            self._told[passage.key] = self._found_telling(passage)
        return self._told[passage.key]

    def _found_telling(self, passage: Passage) -> dict[str, float]:
        about = _about(passage)
        body = in_words_of(self._meant, units_of(passage.paragraph.body.text)[0])
        telling = self._outside(about)
        if not any(term in body for term in telling):
            telling = dict(self._weights.each)
        for character, weight in _spread(self._missing(f"{about}\n{body}")).items():
            if character not in about:
                telling[character] = telling.get(character, 0.0) + weight
        return telling

    def _outside(self, about: str) -> dict[str, float]:
        """The question's terms that do not stand in title and byline, with their weights."""
        return {term: weight for term, weight in self._weights.each.items() if term not in about}

    def _missing(self, text: str) -> dict[str, float]:
        """The question's words that do not stand in a text, with their weights."""
        return {word: self.idf(word) for word in self.channels[0] if word not in text}


@lru_cache(maxsize=1024)
def _neighbours(text: str) -> tuple[str, ...]:
    """Every sentence of a passage with the next one, where both fit, folded."""
    folded, units = units_of(text)
    ends = [*(end for _, end in units[1:]), units[-1][1]]
    return tuple(
        folded[start : after if after - start <= WANTED else end]
        for (start, end), after in zip(units, ends, strict=True)
    )


def _rarity(weights: Mapping[str, float], texts: Sequence[str]) -> list[float]:
    """The share of the terms' weight that each text has, a term counting more that few of the texts have."""
    shares = [0.0] * len(texts)
    everywhere = 0.0
    for term, weight in weights.items():
        holding = [row for row, text in enumerate(texts) if term in text]
        if holding:
            local = weight * math.log(1 + len(texts) / len(holding))
            everywhere += local
            for row in holding:
                shares[row] += local
    return [share / everywhere for share in shares] if everywhere else shares


def _spread(weights: Mapping[str, float]) -> dict[str, float]:
    """The weights of Chinese words on their characters, without those that are stop words.

    Other words stay whole: a letter or a digit says nothing by itself.
    """
    spread: dict[str, float] = {}
    for word, weight in weights.items():
        parts = word if HAN_RUN.fullmatch(word) else (word,)
        for part in parts:
            if part not in STOP_WORDS:
                spread[part] = spread.get(part, 0.0) + weight / len(parts)
    return spread


def _about(passage: Passage) -> str:
    """Title and byline, folded."""
    article = passage.article
    return _folded(
        "\n".join([article.title.value if article.title else "", article.position or "", article.author or ""])
    )


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    """As `fold`: titles and bylines come again with every paragraph."""
    return fold(text)


def must_show(kind: Kind) -> bool:
    """Whether what is asked for shows in whatever can answer: a date or a time for when, a number for how many."""
    return kind in (Kind.TIME, Kind.NUMBER, Kind.DURATION)


def can_answer(kind: Kind, text: str) -> bool:
    """Whether a text has what is asked for at all, of a kind that must show."""
    return _SIGNS[kind].search(fold(text)) is not None


def choose(passage: Passage, weigher: Weigher) -> Choice:
    """The run of neighbouring sentences to quote from a passage; of clauses, where a sentence is too long."""
    folded, units = units_of(passage.paragraph.body.text)
    runs = _by_worth(passage, weigher, list(_runs(units)), _CHANCE_PER_CHARACTER)
    run = next((run for run in runs if _stands_alone(folded, units, run, weigher)), runs[0])
    return _chosen(passage, weigher, run)


def choose_besides(passage: Passage, weigher: Weigher, first: Choice) -> Choice | None:
    """The best run that shares nothing with the first; None where nothing is left."""
    units = units_of(passage.paragraph.body.text)[1]
    runs = [run for run in _runs(units) if units[run[1]][1] <= first.start or first.end <= units[run[0]][0]]
    return _chosen(passage, weigher, _by_worth(passage, weigher, runs, 0.0)[0]) if runs else None


def _stands_alone(folded: str, units: Sequence[Span], run: _Range, weigher: Weigher) -> bool:
    """Whether a run can be read by itself: it does not point back, and is no bare heading of what follows."""
    first, last = run
    start, end = units[first][0], units[last][1]
    if first and end - units[first - 1][0] <= WANTED and _POINTS_BACK.match(folded, start):
        return False
    follows = last + 1 < len(units) and units[last + 1][1] - start <= WANTED
    return not (follows and weigher.new_in(folded[start:end]) < _LEAST_NEWS)


def _by_worth(passage: Passage, weigher: Weigher, runs: Sequence[_Range], price: float) -> list[_Range]:
    """Runs of units by their chance for their length, a character costing so much chance, the best first."""
    units = units_of(passage.paragraph.body.text)[1]
    chances = weigher.chances(passage)

    def cost(run: _Range) -> tuple[float, int, int]:
        length = units[run[1]][1] - units[run[0]][0]
        return round(price * length - float(chances[run[0] : run[1] + 1].sum()), 9), length, run[0]

    return sorted(runs, key=cost)


def _chosen(passage: Passage, weigher: Weigher, run: _Range) -> Choice:
    """A run of units as it is quoted."""
    text = passage.paragraph.body.text
    folded, units = units_of(text)
    span = units[run[0]][0], units[run[1]][1]
    chance = float(weigher.chances(passage)[run[0] : run[1] + 1].sum())
    return Choice(*span, _answering(text, folded, span, passage, weigher), chance)


@lru_cache(maxsize=4096)
def units_of(text: str) -> tuple[str, tuple[Span, ...]]:
    """A text folded, and its sentences, those too long to quote in runs of clauses; the best passages come again."""
    return fold(text), tuple(unit for span in sentences(text) for unit in _short_enough(text, span))


def opening(text: str, start: int) -> Span | None:
    """The first whole sentences from `start` on that fit in a quote; None where nothing follows."""
    units = [(start + low, start + high) for low, high in units_of(text[start:])[1]]
    fitting = [end for _, end in units if end - units[0][0] <= _RUN_OF_CLAUSES]
    return (units[0][0], max(fitting, default=units[0][1])) if units else None


def _runs(units: Sequence[Span]) -> Iterator[_Range]:
    """Every run of neighbours that fits; every unit alone does."""
    for low, (start, _) in enumerate(units):
        yield low, low
        for high in range(low + 1, len(units)):
            if units[high][1] - start > WANTED:
                break
            yield low, high


def _short_enough(text: str, span: Span) -> list[Span]:
    """A sentence as it is, or in runs of clauses, the longest that fit, where it is longer than a quote may be."""
    if span[1] - span[0] <= LONGEST:
        return [span]
    runs: list[Span] = []
    for start, end in clauses(text, *span):
        if runs and end - runs[-1][0] <= _RUN_OF_CLAUSES:
            runs[-1] = (runs[-1][0], end)
        else:
            # Words without any mark for 200 characters are cut where they reach the limit: there is no better place.
            runs += [(low, min(end, low + LONGEST)) for low in range(start, end, LONGEST)]
    return runs


def _answering(text: str, folded: str, run: Span, passage: Passage, weigher: Weigher) -> Span:
    """The clause, or two neighbours, of a quote that most likely answer: what is set in bold.

    They share much with the question, show the kind of answer, and say something that is not in the question.
    """
    parts = clauses(text, *run)
    stretches = [folded[start:end] for start, end in parts]
    features = weigher.features(passage, stretches)
    match = (features[:, _RARITY] + _BOLD_BESIDE * features[:, _BESIDE]).tolist()
    shown = features[:, _BESIDE + 1 :].max(axis=1).tolist()
    news = [weigher.new_in(stretch) for stretch in stretches]

    def worth(stretch: Span) -> float:
        first, after = stretch
        said = min(1.0, sum(news[first:after]) / _BOLD_NEWS)
        length = parts[after - 1][1] - parts[first][0]
        shows = max(shown[first:after])
        return float((sum(match[first:after]) + _SOME_MATCH) * said + _BOLD_SIGN * shows - _BOLD_PRICE * length)

    single = [(number, number + 1) for number in range(len(parts))]
    double = [
        (number, number + 2)
        for number in range(len(parts) - 1)
        if parts[number + 1][1] - parts[number][0] <= _LONGEST_BOLD
    ]
    first, after = max([*single, *double], key=worth)
    start, end = parts[first][0], parts[after - 1][1]
    while end > start + 1 and not text[end - 1].isalnum() and text[end - 1] not in "”’》）】」』%":
        end -= 1
    return start, end
