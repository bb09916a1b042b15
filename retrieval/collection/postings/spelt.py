"""The letters of passages as numbers, and where every pair of them stands: words are found by their rarest pair.

A letter is its place in the alphabet of what was written together. The first of the alphabet is no letter: it stands
before every article, so that no words are found over the end of one.
"""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from retrieval.collection.postings.building import changes, points

_BETWEEN = "\n"
# So many pairs are sorted at a time. Their places and a pair's number within its range share 64 bits.
_AT_ONCE = 1 << 23
_PLACE_BITS = np.uint64(32)

Pairs = tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.uint32]]
"""Different pairs, rising; how often each stands; where, those of each pair rising."""


def spelt(solids: Iterable[str]) -> tuple[NDArray[np.uint32], NDArray[np.integer], NDArray[np.int64]]:
    """The alphabet, the letters of passages one behind the other, and how many each has."""
    lengths = [0]
    pieces = [_BETWEEN]
    for one in solids:
        pieces.append(one)
        lengths.append(len(one))
    text = points("".join(pieces))
    standing = np.zeros(0x110000, np.bool)
    standing[text] = True
    alphabet = np.flatnonzero(standing).astype(np.uint32)
    return alphabet, coded(text[1:], alphabet), np.array(lengths[1:], np.int64)


def coded(text: NDArray[np.uint32], alphabet: NDArray[np.uint32]) -> NDArray[np.integer]:
    """Code points, all of the alphabet, as letters of it."""
    numbers = np.zeros(0x110000, np.min_scalar_type(len(alphabet)))
    numbers[alphabet] = np.arange(len(alphabet))
    return numbers[text]


def laid(
    letters: NDArray[np.integer], lengths: NDArray[np.int64], owners: NDArray[np.integer]
) -> tuple[NDArray[np.integer], NDArray[np.int64]]:
    """The letters with something between the passages of different owners, and where each passage starts."""
    places = np.cumsum(changes(owners)) if len(owners) else np.zeros(0, np.int64)
    starts = np.cumsum(lengths) - lengths + places
    out = np.zeros(len(letters) + int(changes(owners).sum()), letters.dtype)
    full = np.ones(len(out), np.bool)
    full[starts[changes(owners)] - 1] = False
    out[full] = letters
    return out, starts


def pairs(letters: NDArray[np.integer], size: int) -> Iterator[Pairs]:
    """The pairs of neighbouring letters of an alphabet of so many, some at a time.

    A pair is `first * size + second`.
    """
    first, second = letters[:-1], letters[1:]
    until = np.cumsum(np.bincount(first, minlength=size))
    low = 1
    while low < size:
        before = int(until[low - 1])
        high = int(np.searchsorted(until, before + _AT_ONCE, "right"))
        high = min(max(high, low + 1), low + (1 << 32) // size, size)
        at = np.flatnonzero((first >= low) & (first < high) & (second > 0))
        own = ((first[at].astype(np.uint64) - np.uint64(low)) * np.uint64(size) + second[at]) << _PLACE_BITS
        own |= at.astype(np.uint64)
        own.sort()
        found = own >> _PLACE_BITS
        new = np.flatnonzero(changes(found))
        yield (
            found[new] + np.uint64(low * size),
            np.diff(new, append=len(found)),
            own.astype(np.uint32),
        )
        low = high
