"""Documents → postings, sorted by term and document."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.collection.postings.keys import BASES, keys

# So many characters are taken at a time: their sums and powers are held in memory.
_AT_ONCE = 1 << 20
_LAST_SEPARATOR, _LINE_END = 0x20, 0x0A


@dataclass(frozen=True, slots=True)
class Postings:
    """For every term the documents it stands in, in order, and for each of them a code.

    What a posting scores depends on how often its term stands in its document, and on how long that is. The same pairs
    of these come again and again, so a posting has the number of its pair. A change of the collection changes every
    score, and no posting.

    `keys` and `checks`, shape (terms,), tell terms apart together, in the order of `keys`; `counts`, of the same shape,
    is how many postings each has. `documents` and `codes` have the shape (postings,), `often` and `lengths` (pairs,).
    `sizes`, shape (documents,), is how many terms each document has.
    """

    keys: NDArray[np.uint64]
    checks: NDArray[np.uint64]
    counts: NDArray[np.int64]
    documents: NDArray[np.int32]
    codes: NDArray[np.unsignedinteger]
    often: NDArray[np.int64]
    lengths: NDArray[np.int64]
    sizes: NDArray[np.int64]


def postings(documents: Iterable[str]) -> Postings:
    """The postings of documents, each its terms with a space between them."""
    size = 0
    found: list[tuple[NDArray[np.uint64], NDArray[np.uint64], NDArray[np.int32]]] = []
    lengths: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
    for text, count in _stretches(documents):
        starts, stops, owners = _terms(text)
        lengths.append(np.bincount(owners, minlength=count))
        first, second = (keys(text, starts, stops, base) for base in BASES)
        found.append((first, second, (owners + size).astype(np.int32)))
        size += count
    if not found:
        found = [(np.zeros(0, np.uint64), np.zeros(0, np.uint64), np.zeros(0, np.int32))]
    first, second, owner = map(np.concatenate, zip(*found, strict=True))
    return _sorted(first, second, owner, np.concatenate(lengths))


def paired(
    often: NDArray[np.int64], lengths: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.unsignedinteger]]:
    """The different pairs of two numbers, and for each of those given the number of its pair."""
    longest = int(lengths.max(initial=0)) + 1
    pairs, codes = np.unique(often * longest + lengths, return_inverse=True)
    return pairs // longest, pairs % longest, codes.astype(np.min_scalar_type(len(pairs)))


def _stretches(documents: Iterable[str]) -> Iterator[tuple[NDArray[np.uint32], int]]:
    """The code points of some documents, a line each, and how many they are."""
    pieces: list[str] = []
    characters = 0
    for document in documents:
        pieces.append(document + "\n")
        characters += len(document) + 1
        if characters >= _AT_ONCE:
            yield points("".join(pieces)), len(pieces)
            pieces, characters = [], 0
    if pieces:
        yield points("".join(pieces)), len(pieces)


def points(text: str) -> NDArray[np.uint32]:
    """Shape (characters,): the code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _terms(text: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Where the terms of a text start and stop, and in which line of it they stand."""
    stops = np.flatnonzero(text <= _LAST_SEPARATOR)
    starts = np.concatenate([np.zeros(1, np.int64), stops[:-1] + 1])
    ends = text[stops] == _LINE_END
    owners = np.cumsum(ends) - ends
    full = stops > starts
    return starts[full], stops[full], owners[full]


def _sorted(
    first: NDArray[np.uint64], second: NDArray[np.uint64], owners: NDArray[np.int32], sizes: NDArray[np.int64]
) -> Postings:
    """The postings of terms given by their keys, in the order of the documents they stand in."""
    order = np.argsort(first, kind="stable")
    if _shared(first[order], second[order]):  # which nobody has seen happen, and a hostile file could bring about
        order = np.lexsort((second, first))
    first, second, owners = first[order], second[order], owners[order]
    new_term = changes(first) | changes(second)
    new = np.flatnonzero(new_term | changes(owners))
    documents = owners[new]
    terms = np.flatnonzero(new_term)
    often, lengths, codes = paired(np.diff(new, append=len(first)), sizes[documents])
    return Postings(
        keys=first[terms],
        checks=second[terms],
        counts=np.diff(np.searchsorted(new, terms), append=len(new)),
        documents=documents,
        codes=codes,
        often=often,
        lengths=lengths,
        sizes=sizes,
    )


def _shared(first: NDArray[np.uint64], second: NDArray[np.uint64]) -> bool:
    """Whether terms that differ by their second key have the same first one."""
    return bool((changes(second) & ~changes(first)).any())


def changes(values: NDArray[Any]) -> NDArray[np.bool]:
    """Shape of `values`: whether one differs from the one before it, as the first does."""
    changed = np.empty(len(values), np.bool)
    changed[:1] = True
    np.not_equal(values[1:], values[:-1], out=changed[1:])
    return changed
