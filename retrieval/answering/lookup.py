"""Where words stand, punctuation, width, white space and script aside; where they nearly do, and how they differ."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import Match, SequenceMatcher
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


# Words nearly stand where this share of their characters is in common runs of three or more: genuine quotations with a
# sixth of their characters dropped keep .62, sentences from elsewhere reach .53.
_NEAR_SHARE = 0.6
_SHORTEST_RUN = 3
_SHORTEST_NEAR = 6
_LONGEST_NEAR = 400


@dataclass(frozen=True, slots=True)
class Place:
    """Words found: where in the passage's text they stand, and the run of whole sentences or clauses to quote.

    `differences` is empty where the letters and digits are the same.
    """

    passage: Passage
    words: Span
    quote: Span
    differences: tuple[dict[str, str], ...] = ()


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


def nearly(words: str, passages: Iterable[Passage]) -> list[Place]:
    """Where words come nearest to standing among these passages, if they do; with every difference of the letters."""
    wanted = solid(words)
    if not _SHORTEST_NEAR <= len(wanted) <= _LONGEST_NEAR:
        return []
    aligned = [(_common_runs(passage.solid, wanted), passage) for passage in passages]
    runs, passage = max(aligned, key=lambda pair: _length(pair[0]), default=([], None))
    if passage is None or _length(runs) < _NEAR_SHARE * len(wanted):
        return []
    _, origin = solid_map(passage.paragraph.body.text)
    start, end = _widened(runs, len(wanted), origin)
    differences = _differences(passage.solid[start:end], wanted)
    return [replace(place, differences=differences) for place in _places(passage, start, end - start)]


def _common_runs(source: str, wanted: str) -> list[Match]:
    matches = SequenceMatcher(None, source, wanted, autojunk=False).get_matching_blocks()
    return [match for match in matches if match.size >= _SHORTEST_RUN]


def _length(runs: Sequence[Match]) -> int:
    return sum(run.size for run in runs)


def _widened(runs: Sequence[Match], wanted: int, origin: Sequence[int]) -> Span:
    """From the first to the last common run, and as far beyond as the words reach without crossing a mark."""
    start, end = runs[0].a, runs[-1].a + runs[-1].size
    for _ in range(runs[0].b):
        if start and origin[start - 1] + 1 == origin[start]:
            start -= 1
    for _ in range(wanted - runs[-1].b - runs[-1].size):
        if end < len(origin) and origin[end - 1] + 1 == origin[end]:
            end += 1
    return start, end


def _differences(source: str, given: str) -> tuple[dict[str, str], ...]:
    """What was changed, put in or left out on the way from the source to the words given, in order."""
    steps = SequenceMatcher(None, source, given, autojunk=False).get_opcodes()
    return tuple(
        {"op": op, "given": given[low:high], "source": source[start:end]}
        for op, start, end, low, high in steps
        if op != "equal"
    )


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
