"""Where words stand, punctuation, width, white space and script put aside."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from retrieval.analyzer import solid, solid_map
from retrieval.answering.quoting import LONGEST
from retrieval.records import Passage, Span
from retrieval.sentences import clauses, sentences

# Shorter words are a topic to search for rather than a quotation, unless marks or the question say otherwise.
SHORTEST_UNMARKED = 6
SHORTEST_MARKED = 2
MOST_PLACES = 10
_BETWEEN = "\n"


@dataclass(frozen=True, slots=True)
class Place:
    """Words found: where in the passage's text they stand, and the run of whole sentences or clauses to quote."""

    passage: Passage
    words: Span
    quote: Span


class Lookup:
    """The letters and digits of all passages in one string, to find words in as they stand."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        self._text = _BETWEEN.join(passage.solid for passage in passages)
        self._starts = [0, *accumulate(len(passage.solid) + 1 for passage in passages)]

    def find(self, words: str, shortest: int) -> list[Place]:
        """Every place the words stand, in the collection's order, at most two in a passage and ten in all."""
        wanted = solid(words)
        if len(wanted) < shortest:
            return []
        places: list[Place] = []
        at = self._text.find(wanted)
        while at >= 0 and len(places) < MOST_PLACES:
            number = bisect_right(self._starts, at) - 1
            if [place.passage for place in places[-2:]].count(self._passages[number]) < 2:
                places += _places(self._passages[number], at - self._starts[number], len(wanted))
            at = self._text.find(wanted, at + 1)
        return places


def _places(passage: Passage, start: int, length: int) -> list[Place]:
    """The quotes that show these letters: one, or where they are longer than a quote may be, the first two of it."""
    text = passage.paragraph.body.text
    _, origin = solid_map(text)
    words = (origin[start], origin[start + length - 1] + 1)
    runs = _covering(sentences(text), words)
    if runs[-1][1] - runs[0][0] <= LONGEST:
        return [Place(passage, words, (runs[0][0], runs[-1][1]))]
    pieces = [piece for run in runs for piece in clauses(text, *run)]
    return [
        Place(passage, (max(words[0], low), min(words[1], high)), (low, high))
        for low, high in _packed(_covering(pieces, words))[:2]
    ]


def _covering(spans: Sequence[Span], words: Span) -> list[Span]:
    return [span for span in spans if span[0] < words[1] and words[0] < span[1]]


def _packed(pieces: Sequence[Span]) -> list[Span]:
    """Neighbouring clauses put together as long as they fit in one quote."""
    packed: list[Span] = []
    for start, end in pieces:
        if packed and end - packed[-1][0] <= LONGEST:
            packed[-1] = (packed[-1][0], end)
        else:
            packed += [(low, min(end, low + LONGEST)) for low in range(start, end, LONGEST)]
    return packed
