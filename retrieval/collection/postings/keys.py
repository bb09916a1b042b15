"""Terms as numbers of 64 bits, worked out for all the terms of a text at once.

A key is a polynomial in a constant, with the term's characters as coefficients, modulo 2**64. The sums over a whole
text give that of any piece of it, so that a million terms take a few passes over the text and no string is made of
them. Two terms may have one key; with a second key, by another constant, they are told apart. A term holds no white
space and nothing below it: a character of the value 0 would not count.
"""

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
    sums = np.zeros(len(text) + 1, np.uint64)
    np.cumsum(text * _powers(base, len(text))[:-1], out=sums[1:])
    return (sums[stops] - sums[starts]) * _powers(pow(base, -1, 1 << 64), len(text))[starts - 1]


def _powers(base: int, count: int) -> NDArray[np.uint64]:
    """Shape (count + 1,): base ** (n + 1), and 1 at the end, where -1 leads to."""
    powers = np.full(count + 1, base, np.uint64)
    powers[count] = 1
    np.multiply.accumulate(powers[:count], out=powers[:count])
    return powers
