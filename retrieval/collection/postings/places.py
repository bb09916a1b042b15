"""Where words stand in the letters of several segments: found by the rarest of their pairs, then held against them."""

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from retrieval.analyzer import HAN_RUN
from retrieval.collection.postings.building import points
from retrieval.collection.postings.segments import Segment

# So many pairs of some words are looked up to find a rare one.
_LOOKED_UP = 8
# So many words are kept with where they stand.
_REMEMBERED = 32
# So many letters are held against words at a time.
_AT_ONCE = 1 << 20


class Spelt:
    """The letters of one segment."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._arrays = segment.arrays
        # The same words are often looked up several times for one answer.
        self.places: Callable[[str], NDArray[np.int64]] = lru_cache(_REMEMBERED)(self._places)

    @property
    def length(self) -> int:
        """How many letters there are."""
        return self._arrays.length("letters")

    @cached_property
    def alphabet(self) -> NDArray[np.uint32]:
        """Its letters; the first is none."""
        return self._arrays.part("alphabet")

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Where each passage starts."""
        return self._arrays.part("letters from")

    @cached_property
    def ends(self) -> NDArray[np.int64]:
        """Where each passage ends."""
        return self._arrays.part("letters to")

    @cached_property
    def often(self) -> dict[str, int]:
        """How often each letter stands."""
        letters = map(chr, self.alphabet[1:].tolist())
        return dict(zip(letters, self._arrays.part("letters often")[1:].tolist(), strict=True))

    def text(self, start: int, end: int) -> str:
        """The letters of a stretch of it, as far as it has them."""
        codes = self._arrays.part("letters", max(0, start), max(0, start, min(end, self.length)))
        return bytes(self.alphabet[codes].data).decode("utf-32-le", "surrogatepass")

    def _places(self, wanted: str) -> NDArray[np.int64]:
        """Where letters stand, rising; nothing of passages that are no longer here."""
        codes = self._coded(wanted)
        if codes is None:
            return np.zeros(0, np.int64)
        found = self._first(codes)
        return self._alive(found[self._stand(codes, found)])

    def between(self, left: str, right: str) -> str:
        """The letters that stand between these, in order; one side may be empty."""
        none = np.zeros(0, np.int64)
        before, behind = (self._coded(side) if side else none for side in (left, right))
        if before is None or behind is None:
            return ""
        # The longer side is looked for: the other is quickly held against what stands beside it.
        middle = self.places(left) + len(left) if len(left) >= len(right) else self.places(right) - 1
        middle = middle[(middle >= 0) & (middle < self.length)]
        middle = middle[self._stand(before, middle - len(left))]
        middle = middle[self._stand(behind, middle + 1)]
        return bytes(self.alphabet[self._arrays.take("letters", middle)].data).decode("utf-32-le", "surrogatepass")

    def _stand(self, codes: NDArray[np.int64], places: NDArray[np.int64]) -> NDArray[np.bool]:
        """Shape of `places`: whether these letters stand there."""
        standing = (places >= 0) & (places + len(codes) <= self.length)
        within = np.flatnonzero(standing)
        size = max(1, _AT_ONCE // max(1, len(codes)))
        steps = np.arange(len(codes))
        for at in range(0, len(within), size):
            some = within[at : at + size]
            standing[some] = (self._arrays.take("letters", places[some, None] + steps) == codes).all(axis=1)
        return standing

    def _coded(self, wanted: str) -> NDArray[np.int64] | None:
        """The letters as numbers; None where one of them is nowhere."""
        text = points(wanted)
        codes = self.alphabet.searchsorted(text)
        known = codes < len(self.alphabet)
        if not len(text) or not known.all() or (self.alphabet[codes] != text).any() or not codes.all():
            return None
        return codes

    def _first(self, codes: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where the letters may stand, by the places of their rarest pair among some."""
        if len(codes) == 1:
            return np.flatnonzero(self._arrays.part("letters") == codes[0])
        step = max(1, (len(codes) - 1) // _LOOKED_UP)
        offsets = range(0, len(codes) - 1, step)
        size = len(self.alphabet)
        pairs: list[tuple[range, int]] = []
        for at in offsets:
            pairs.append((self._segment.pair(int(codes[at]) * size + int(codes[at + 1])), at))
            if not pairs[-1][0]:
                return np.zeros(0, np.int64)
        pairs.sort(key=lambda one: len(one[0]))
        found = self._beginnings(*pairs[0])
        if len(pairs) > 1 and len(found) > _LOOKED_UP * len(codes):
            found = np.intersect1d(found, self._beginnings(*pairs[1]), assume_unique=True)
        return found

    def _beginnings(self, pair: range, offset: int) -> NDArray[np.int64]:
        """Where letters begin that have a pair at this place in them."""
        return self._segment.pair_places(pair).astype(np.int64) - offset

    def _alive(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        alive = self._segment.alive
        if alive is None:
            return places
        return places[alive[self.starts.searchsorted(places, "right") - 1]]


class Places:
    """The letters of all segments, as `Letters` has them."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._parts = [Spelt(segment) for segment in segments]
        self._bases = np.cumsum([0, *(part.length for part in self._parts)]).tolist()
        self._bits: dict[str, float] = {}
        self._keys = np.cumsum([0, *(segment.all for segment in segments)]).tolist()

    def places(self, wanted: str) -> Iterator[int]:
        """Where letters stand in one article, in order."""
        for part, base in zip(self._parts, self._bases, strict=False):
            yield from (part.places(wanted) + base).tolist()

    def holds(self, wanted: str) -> bool:
        """Whether letters stand anywhere."""
        return next(self.places(wanted), None) is not None

    def passage(self, place: int) -> int:
        """The passage that a place is in."""
        at, own = self._own(place)
        return int(self._keys[at]) + int(self._parts[at].starts.searchsorted(own, "right")) - 1

    def span(self, key: int) -> tuple[int, int]:
        """The places of a passage's letters."""
        at = bisect_right(self._keys, key, hi=len(self._parts)) - 1
        part, base, own = self._parts[at], self._bases[at], key - self._keys[at]
        return base + int(part.starts[own]), base + int(part.ends[own])

    def around(self, place: int, before: int, after: int) -> str:
        """The letters around a place: so many before it, and so many from it on, as far as they are of one segment."""
        at, own = self._own(place)
        return self._parts[at].text(own - before, own + after)

    def between(self, left: str, right: str, most: int) -> dict[str, int]:
        """The Han characters that stand between these, with how often in the first places.

        One side may be empty, not both.
        """
        found = (char for part in self._parts for char in part.between(left, right) if HAN_RUN.match(char))
        return dict(Counter(islice(found, most)))

    def says(self, letter: str) -> float:
        """How much a letter says, in bits: the rarer it is here, the more."""
        if letter not in self._bits:
            self._bits[letter] = math.log2((self._bases[-1] + 1) / (self._often[letter] + 0.5))
        return self._bits[letter]

    @cached_property
    def _often(self) -> Counter[str]:
        often: Counter[str] = Counter()
        for part in self._parts:
            often.update(part.often)
        return often

    def _own(self, place: int) -> tuple[int, int]:
        at = bisect_right(self._bases, place, hi=len(self._parts)) - 1
        return at, place - self._bases[at]
