"""Where words stand, punctuation, width, white space and script aside; where they nearly do, and how they differ."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import Match, SequenceMatcher

from retrieval.analyzer import solid, solid_map
from retrieval.answering.quoting import LONGEST
from retrieval.records import Passage, Span
from retrieval.sentences import clauses, sentences

# Shorter words are a topic to search for rather than a quotation, unless marks or the question say otherwise.
SHORTEST_UNMARKED = 6
SHORTEST_MARKED = 2
MOST_PLACES = 10
_BETWEEN_ARTICLES = "\n"
# Words that go on over the end of a paragraph have at least this many characters on either side of it.
_SHORTEST_PART = 4


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
    """The letters and digits of all passages in one string, article after article, to find words in as they stand.

    `letters` is that string.
    """

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        self._starts: list[int] = []
        pieces: list[str] = []
        length = 0
        for before, passage in zip([None, *passages], passages, strict=False):
            if before is not None and before.article is not passage.article:
                pieces.append(_BETWEEN_ARTICLES)
                length += 1
            self._starts.append(length)
            pieces.append(passage.solid)
            length += len(passage.solid)
        self.letters = "".join(pieces)

    def find(self, words: str, shortest: int) -> list[Place]:
        """Every place the words stand, in the collection's order, at most two in a passage and ten in all.

        Words that go on from one paragraph of an article to the next have a place in each.
        """
        wanted = solid(words)
        if len(wanted) < shortest:
            return []
        places: list[Place] = []
        at = self.letters.find(wanted)
        while at >= 0 and len(places) < MOST_PLACES:
            places += self._places_at(at, len(wanted), places[-2:])
            at = self.letters.find(wanted, at + 1)
        return places[:MOST_PLACES]

    def _places_at(self, at: int, length: int, before: Sequence[Place]) -> list[Place]:
        first = bisect_right(self._starts, at) - 1
        parts: list[tuple[Passage, int, int]] = []
        for number in range(first, len(self._passages)):
            passage, start = self._passages[number], self._starts[number]
            low, high = max(at, start), min(at + length, start + len(passage.solid))
            if start >= at + length:
                break
            if low < high:
                parts.append((passage, low - start, high - low))
        if len(parts) > 1 and min(part[2] for part in parts) < _SHORTEST_PART:
            return []
        if [place.passage for place in before].count(parts[0][0]) == 2:
            return []
        return [place for part in parts for place in _places(*part)]


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
    """What was changed, put in or left out on the way from the source to the words given, in order.

    A single character left between two changes is part of one: words are changed, not letters.
    """
    steps = [step for step in SequenceMatcher(None, source, given, autojunk=False).get_opcodes() if step[0] != "equal"]
    merged: list[tuple[int, int, int, int]] = []
    for _, start, end, low, high in steps:
        if merged and start - merged[-1][1] <= 1:
            merged[-1] = (merged[-1][0], end, merged[-1][2], high)
        else:
            merged.append((start, end, low, high))
    return tuple(
        {"op": _operation(end - start, high - low), "given": given[low:high], "source": source[start:end]}
        for start, end, low, high in merged
    )


def _operation(source: int, given: int) -> str:
    """What happened to this many characters of the source that became this many of the words given."""
    return "insert" if not source else "delete" if not given else "replace"


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
