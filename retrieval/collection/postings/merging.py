"""Several segments → one, without what was removed from the library. No more is in memory than a part of the terms."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.collection.postings import spelt
from retrieval.collection.postings.building import changes, paired
from retrieval.collection.postings.mapped import Writer
from retrieval.collection.postings.segments import Columns, Segment, write_letters, write_pairs, write_rising

# So many postings are brought in order at a time.
_AT_ONCE = 1 << 22
_KEYS = 1 << 64
_GONE = -1


@dataclass(frozen=True, slots=True)
class _Part:
    """A segment with what its passages' numbers become, `_GONE` for those that are left out, and its codes."""

    segment: Segment
    passages: NDArray[np.int32]
    codes: NDArray[np.integer]


class _Merged(NamedTuple):
    """Some terms with their postings."""

    keys: NDArray[np.uint64]
    checks: NDArray[np.uint64]
    counts: NDArray[np.int64]
    passages: NDArray[np.int32]
    codes: NDArray[np.integer]


def merge(writer: Writer, segments: Sequence[Segment]) -> None:
    """Write what several segments hold as one. Raises DamagedIndex, OSError."""
    columns = _joined([_alive(segment) for segment in segments])
    columns.write(writer)
    often, lengths, parts = _parts(segments)
    write_pairs(writer, often, lengths)
    keys, checks, counts = [], [], []
    kind = np.min_scalar_type(len(often))
    with tempfile.TemporaryFile() as codes:

        def passages() -> Iterator[NDArray[np.int32]]:
            for made in _in_ranges(parts):
                keys.append(made.keys)
                checks.append(made.checks)
                counts.append(made.counts)
                codes.write(made.codes.astype(kind).data)
                yield made.passages

        writer.array("postings", np.int32, passages())
        writer.array("codes", kind, _again(codes, kind))
    write_rising(writer, "keys", keys, "starts", counts)
    writer.array("checks", np.uint64, checks)
    alphabet, letters, sizes = _letters(segments)
    write_letters(writer, alphabet, letters, sizes, columns.owners)
    writer.finish(columns.about(segments[0].first, segments[-1].last))


def _again(file: BinaryIO, kind: np.dtype[Any]) -> Iterator[NDArray[Any]]:
    file.seek(0)
    while data := file.read(_AT_ONCE * kind.itemsize):
        yield np.frombuffer(data, kind)


def _alive(segment: Segment) -> Columns:
    """The columns of a segment, of what is in the library alone."""
    columns = segment.columns()
    if segment.alive is None:
        return columns
    documents = np.isin(columns.numbers, segment.held)
    articles = documents[columns.documents]
    kept = np.flatnonzero(articles).tolist()
    return Columns(
        numbers=columns.numbers[documents],
        files=[columns.files[at] for at in np.flatnonzero(documents).tolist()],
        rows=columns.rows[articles],
        places=columns.places[articles],
        documents=_renumbered(documents)[columns.documents[articles]],
        facts={name: [values[at] for at in kept] for name, values in columns.facts.items()},
        passages=columns.passages[segment.alive],
        owners=_renumbered(articles)[columns.owners[segment.alive]],
        sizes=columns.sizes[segment.alive],
    )


def _renumbered(kept: NDArray[np.bool]) -> NDArray[np.int32]:
    """What a number becomes when only some are kept."""
    numbers = _counted(kept)
    numbers[~kept] = _GONE
    return numbers


def _joined(parts: Sequence[Columns]) -> Columns:
    """The columns of several segments, one behind the other."""

    def joined(name: str) -> NDArray[Any]:
        return np.concatenate([getattr(one, name) for one in parts])

    # What one ends with and the next begins with may be two parts of it.
    numbers, rows = joined("numbers"), joined("rows")
    documents = changes(numbers)
    document = _counted(documents)[_moved([one.documents for one in parts], [len(one.numbers) for one in parts])]
    articles = changes(rows) | changes(document)
    article = _counted(articles)
    kept = np.flatnonzero(articles).tolist()
    files = [file for one in parts for file in one.files]
    facts = {name: [value for one in parts for value in one.facts[name]] for name in parts[0].facts}
    return Columns(
        numbers=numbers[documents],
        files=[files[at] for at in np.flatnonzero(documents).tolist()],
        rows=rows[articles],
        places=joined("places")[articles],
        documents=document[articles],
        facts={name: [values[at] for at in kept] for name, values in facts.items()},
        passages=joined("passages"),
        owners=article[_moved([one.owners for one in parts], [len(one.rows) for one in parts])],
        sizes=joined("sizes"),
    )


def _counted(new: NDArray[np.bool]) -> NDArray[np.int32]:
    """The number of each, where some begin anew and the others go on with the one before."""
    return (np.cumsum(new) - 1).astype(np.int32)


def _moved(parts: Sequence[NDArray[np.int32]], counts: Sequence[int]) -> NDArray[np.int32]:
    """Numbers that each count within so many, as numbers that count over all."""
    bases = accumulate(counts, initial=0)
    return np.concatenate([own + np.int32(base) for own, base in zip(parts, bases, strict=False)])


def _parts(segments: Sequence[Segment]) -> tuple[NDArray[np.int64], NDArray[np.int64], list[_Part]]:
    """What codes stand for in all of them, and each with what its numbers become."""
    own = [(one.arrays.part("often"), one.arrays.part("lengths")) for one in segments]
    often, lengths, codes = paired(*(np.concatenate(column) for column in zip(*own, strict=True)))
    parts = []
    base, at = 0, 0
    for segment, (pairs, _) in zip(segments, own, strict=True):
        passages = _renumbered(np.ones(segment.all, np.bool) if segment.alive is None else segment.alive)
        passages[passages != _GONE] += base
        parts.append(_Part(segment, passages, codes[at : at + len(pairs)]))
        base += segment.size
        at += len(pairs)
    return often, lengths, parts


def _in_ranges(parts: Sequence[_Part]) -> Iterator[_Merged]:
    """All terms, in the order of their keys, which are spread evenly."""
    total = sum(part.segment.arrays.length("postings") for part in parts)
    count = total // _AT_ONCE + 1
    bounds = [number * _KEYS // count for number in range(1, count)]
    before = [0] * len(parts)
    for bound in [*bounds, None]:
        until = [
            int(part.segment.arrays.part("keys").searchsorted(np.uint64(bound)))
            if bound is not None
            else part.segment.arrays.length("keys")
            for part in parts
        ]
        yield _merged([_terms(part, *ends) for part, *ends in zip(parts, before, until, strict=True)])
        before = until


def _terms(part: _Part, low: int, high: int) -> _Merged:
    """Some of a segment's terms, numbered anew, removed passages among them."""
    arrays = part.segment.arrays
    starts = arrays.part("starts", low, high + 1)
    places = (int(starts[0]), int(starts[-1]))
    return _Merged(
        arrays.part("keys", low, high),
        arrays.part("checks", low, high),
        np.diff(starts),
        part.passages[arrays.part("postings", *places)],
        part.codes[arrays.part("codes", *places)],
    )


def _merged(parts: Sequence[_Merged]) -> _Merged:
    """The terms of several segments as one: the postings of a term in the order of the segments."""
    keys, checks, counts, passages, codes = (np.concatenate(column) for column in zip(*parts, strict=True))
    segments = np.repeat(np.arange(len(parts)), [len(part.keys) for part in parts])
    order = np.lexsort((segments, checks, keys))
    starts = np.cumsum(counts) - counts
    keys, checks, counts = keys[order], checks[order], counts[order]
    moved = np.repeat(starts[order] - (np.cumsum(counts) - counts), counts) + np.arange(len(passages))
    passages, codes = passages[moved], codes[moved]
    kept = passages != _GONE
    terms = np.flatnonzero(changes(keys) | changes(checks))
    until = np.cumsum(np.concatenate([[0], kept]))
    ends = np.cumsum(counts)
    alive = until[np.append(ends[terms[1:] - 1], ends[-1:])] - until[(ends - counts)[terms]]
    standing = terms[alive > 0]
    return _Merged(keys[standing], checks[standing], alive[alive > 0], passages[kept], codes[kept])


def _letters(
    segments: Sequence[Segment],
) -> tuple[NDArray[np.uint32], NDArray[np.integer], NDArray[np.int64]]:
    """The alphabet of all, the letters of their passages one behind the other, and how many each has."""
    alphabets = [one.arrays.part("alphabet") for one in segments]
    alphabet = np.unique(np.concatenate(alphabets))
    pieces, lengths = [], []
    for segment, own in zip(segments, alphabets, strict=True):
        starts, ends = segment.arrays.part("letters from"), segment.arrays.part("letters to")
        alive = np.ones(segment.all, np.bool) if segment.alive is None else segment.alive
        letters = segment.arrays.part("letters")
        # What stands between articles goes, and what is of passages that are no longer here.
        steps = np.zeros(len(letters) + 1, np.int8)
        np.add.at(steps, starts[alive], 1)
        np.subtract.at(steps, ends[alive], 1)
        pieces.append(spelt.coded(own, alphabet)[letters[np.cumsum(steps[:-1], dtype=np.int8).astype(np.bool)]])
        lengths.append((ends - starts)[alive])
    return alphabet, np.concatenate(pieces), np.concatenate(lengths)
