"""Where the articles of a file of corrections begin in the text as it is now."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from retrieval.analyzer import solid, solid_map
from retrieval.anchoring import Anchor, anchored
from retrieval.reading.corrections.entries import Corrections, Entry

# Words that stand more often than this do not say where an article begins.
_MOST_PLACES = 1000
# Altered words may begin so many characters into their line, and marks so many before what is found.
_LEAD = 10
_MARKS = 20


def placed(corrections: Corrections, text: str, begins: Sequence[int]) -> dict[int, Entry]:
    """The entries whose words are found, by the place of these; no two have the same. `begins` are the places, in
    order, where reading found articles to begin.

    Words are at their offset if they still stand there; else where they stand at the head of a line, white space,
    width and punctuation aside; else where most of them do. Of several places the one nearest to where it should be by
    the entries around it is meant.
    """
    finder = _Finder(text, begins)
    written = {solid(anchor) for anchor in corrections.found}
    undecided: list[tuple[Entry, list[int]]] = []
    taken: dict[int, Entry] = {}
    for entry in corrections.entries:
        places = finder.places(entry, solid(entry.anchor) in written)
        if len(places) == 1:
            taken.setdefault(places[0], entry)
        elif places:
            undecided.append((entry, places))
    for entry, free in _in_order(undecided, taken):
        if free:
            taken[_nearest(entry, free, taken)] = entry
    return taken


class _Finder:
    """One text, in which many words are looked for."""

    def __init__(self, text: str, begins: Sequence[int]) -> None:
        self._text = text
        self._begins = begins
        self._mapped: tuple[str, list[int]] | None = None

    def places(self, entry: Entry, written: bool) -> list[int]:
        """Where an entry's article can begin; `written` is whether reading chose its words, at the head of a line."""
        at, words = entry.offset, entry.anchor
        if at is not None and self._text.startswith(words, at):
            return [self._settled(at)]
        found = self._best([self._settled(place) for place in islice(self._verbatim(words), _MOST_PLACES)], written)
        return found or self._best(self._alike(words), written)

    def _verbatim(self, words: str) -> Iterator[int]:
        at = self._text.find(words)
        while at >= 0:
            yield at
            at = self._text.find(words, at + 1)

    def _alike(self, words: str) -> list[int]:
        self._mapped = self._mapped or solid_map(self._text)
        found = anchored(Anchor(words, "", ""), self._text, self._mapped)
        places = [start for start, _ in found.spans[:_MOST_PLACES]]
        if found.same:
            return [self._settled(place) for place in places]
        return [place for place in map(self._headed, places) if place is not None]

    def _best(self, places: Sequence[int], written: bool) -> list[int]:
        """Those where reading found an article too; else those at the head of a line; else, if need be, all."""
        places = list(dict.fromkeys(places))
        known = [place for place in places if self._is_beginning(place)]
        heads = [place for place in places if self._is_head(place)]
        return known or heads or ([] if written else places)

    def _is_beginning(self, place: int) -> bool:
        index = bisect_left(self._begins, place)
        return index < len(self._begins) and self._begins[index] == place

    def _is_head(self, place: int) -> bool:
        return not any(map(str.isalnum, self._text[self._line(place) : place]))

    def _line(self, place: int) -> int:
        return max(self._text.rfind("\n", 0, place), self._text.rfind("\r", 0, place)) + 1

    def _settled(self, place: int) -> int:
        """The beginning that reading found, where nothing but marks and white space lies between it and a place."""
        index = bisect_left(self._begins, place)
        for begin in self._begins[max(0, index - 1) : index + 1]:
            between = self._text[min(begin, place) : max(begin, place)]
            if len(between) <= _MARKS and not any(map(str.isalnum, between)):
                return begin
        return place

    def _headed(self, place: int) -> int | None:
        """The head of the line where altered words stand, or what reading found there; None where they are in its
        middle."""
        line = self._line(place)
        head = line + len(self._text[line:place]) - len(self._text[line:place].lstrip())
        return self._settled(head) if place - head <= _LEAD else None


def _in_order(
    undecided: Sequence[tuple[Entry, list[int]]], taken: dict[int, Entry]
) -> Iterator[tuple[Entry, list[int]]]:
    """The entries with several places, and those still free; as many entries as there are places have one each."""
    waiting = Counter(tuple(places) for _, places in undecided)
    for entry, places in undecided:
        free = [place for place in places if place not in taken]
        yield entry, free[:1] if len(free) == waiting[tuple(places)] else free
        waiting[tuple(places)] -= 1


def _nearest(entry: Entry, places: Sequence[int], taken: dict[int, Entry]) -> int:
    """The place nearest to where the words would be if they had moved as far as their nearest neighbour; of words
    without an offset, the first after the entry before."""
    if entry.offset is None:
        before = [place for place, one in taken.items() if one.line < entry.line]
        last = max(before, default=-1)
        return min(places, key=lambda place: (place <= last, place))
    offset = entry.offset
    moved = [(abs(one.offset - offset), place - one.offset) for place, one in taken.items() if one.offset is not None]
    expected = offset + (min(moved)[1] if moved else 0)
    return min(places, key=lambda place: (abs(place - expected), place))
