"""Terms as numbers of 64 bits, worked out for all the terms of a text at once.

A key is a polynomial in a constant, with the term's characters as coefficients, modulo 2**64. The sums over a whole
text give that of any piece of it, so that a million terms take a few passes over the text and no string is made of
them. Two terms may have one key; with a second key, by another constant, they are told apart.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

# Odd, so that they can be divided by; otherwise any would do.
BASES = (0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93)
_MASK = (1 << 64) - 1


def key(term: str, base: int) -> int:
    """The key of one term."""
    value = 0
    for char in reversed(term):
        value = (value + ord(char)) * base & _MASK
    return value


def keys(
    text: NDArray[np.uint32], starts: NDArray[np.int64], stops: NDArray[np.int64], base: int
) -> NDArray[np.uint64]:
    """Shape of `starts`: the keys of the pieces `text[start:stop]` of a text given as its code points, none empty."""
    forth, back = _powers(1 << max(1, len(text) - 1).bit_length(), base)
    sums = np.zeros(len(text) + 1, np.uint64)
    np.cumsum(text * forth[: len(text)], out=sums[1:])
    return (sums[stops] - sums[starts]) * back[starts]


@lru_cache(maxsize=4)
def _powers(count: int, base: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Shapes (count,): base ** (n + 1), and base ** -n."""
    forth = np.multiply.accumulate(np.full(count, base, np.uint64))
    back = np.full(count, pow(base, -1, 1 << 64), np.uint64)
    back[0] = 1
    return forth, np.multiply.accumulate(back)
