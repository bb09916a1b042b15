"""Some documents with all they are found by: the arrays of one file, made of the documents and read piece by piece."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.collection.engine import Searchable
from retrieval.collection.postings import catalogue, spelt
from retrieval.collection.postings.building import postings
from retrieval.collection.postings.keys import BASES, key
from retrieval.collection.postings.mapped import Arrays, Writer

# Of so many keys the first is kept by itself, so that looking one up reads little.
_STRIDE = 256
Pieces = Iterable[NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Columns:
    """What is known of some documents, their articles and passages, without the words they hold.

    `numbers`, shape (documents,), and `files`, what they are called; `rows` and `places`, shape (articles,), and
    `documents` they are of, and by column what they say of themselves; `passages`, `owners` and `sizes`, shape
    (passages,): their rows, their articles, and how many terms they have.
    """

    numbers: NDArray[np.int64]
    files: Sequence[str]
    rows: NDArray[np.int64]
    places: NDArray[np.int32]
    documents: NDArray[np.int32]
    facts: dict[str, Sequence[str]]
    passages: NDArray[np.int64]
    owners: NDArray[np.int32]
    sizes: NDArray[np.int32]

    def write(self, writer: Writer) -> None:
        """Write them all."""
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                writer.array(field.name, value.dtype, [value])
        for name, values in (("files", self.files), *self.facts.items()):
            data, codes = catalogue.encoded(values)
            writer.array(name, np.uint8, [data])
            writer.array(f"{name} of", np.int32, [codes])

    def about(self, first: int, last: int) -> dict[str, Any]:
        """What is told of them in a file's head, with the stretch of numbers that the file is of."""
        return {"first": first, "last": last, "passages": len(self.passages), "terms": int(self.sizes.sum())}


class Segment:
    """Some documents as a file has them. A passage's number counts in it. Every method can raise DamagedIndex."""

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        self.numbers: NDArray[np.int64] = arrays.part("numbers")
        # The stretch of numbers it is of: it may have begun and ended with documents that were removed since.
        self.first: int = arrays.about["first"]
        self.last: int = arrays.about["last"]
        self.size: int = arrays.about["passages"]
        self.terms: int = arrays.about["terms"]
        # Which documents are still in the library, and which passages; None where all of them are.
        self.alive: NDArray[np.bool] | None = None
        self._documents: NDArray[np.bool] | None = None
        # By array, the first of every so many values, and by column the places of its values.
        self._tops: dict[str, memoryview[int]] = {}
        self._places: dict[str, dict[str, int]] = {}

    def without(self, removed: NDArray[np.bool]) -> None:
        """Some documents, shape (documents,), are no longer in the library."""
        if not removed.any():
            return
        self._documents = ~removed if self._documents is None else self._documents & ~removed
        alive = self._documents[self.arrays.part("documents")][self.arrays.part("owners")]
        self.size = int(alive.sum())
        self.terms = int(self.arrays.part("sizes")[alive].sum())
        self.alive = alive

    @property
    def held(self) -> NDArray[np.int64]:
        """The numbers of its documents that are in the library."""
        return self.numbers if self._documents is None else self.numbers[self._documents]

    @property
    def all(self) -> int:
        """How many passages it has, those of removed documents among them."""
        return self.arrays.length("passages")

    def postings(self, term: str) -> tuple[NDArray[np.int32], NDArray[np.unsignedinteger]]:
        """The passages in the library that a term stands in, and their codes."""
        start, stop = self._place(term)
        passages, codes = self.arrays.part("postings", start, stop), self.arrays.part("codes", start, stop)
        if self.alive is None:
            return passages, codes
        alive = self.alive[passages]
        return passages[alive], codes[alive]

    def count(self, term: str) -> int:
        """In how many passages in the library a term stands."""
        start, stop = self._place(term)
        if self.alive is None:
            return stop - start
        return int(self.alive[self.arrays.part("postings", start, stop)].sum())

    def _place(self, term: str) -> tuple[int, int]:
        """Where the postings of a term start and stop."""
        first, second = (key(term, base) for base in BASES)
        for at in self._at("keys", first):
            if self.arrays.part("checks", at, at + 1)[0] == second:
                start, stop = self.arrays.part("starts", at, at + 2).tolist()
                return start, stop
        return 0, 0

    def pair(self, number: int) -> range:
        """Where the places of a pair of letters are among those of all pairs; empty where it stands nowhere."""
        for at in self._at("pairs", number):
            return range(*self.arrays.part("pair starts", at, at + 2).tolist())
        return range(0)

    def pair_places(self, pair: range) -> NDArray[np.uint32]:
        """Where a pair of letters stands."""
        return self.arrays.part("pair places", pair.start, pair.stop)

    def _at(self, name: str, value: int) -> range:
        """Where a value stands in a rising array."""
        # For one value, Python's bisect on an array's memory takes a third of the time of numpy's searchsorted.
        if name not in self._tops:
            self._tops[name] = self.arrays.part(f"{name} tops").data
        tops = self._tops[name]
        top = bisect_left(tops, value)
        low = max(0, top - 1) * _STRIDE
        near = self.arrays.part(name, low, min(bisect_right(tops, value, top) * _STRIDE, self.arrays.length(name))).data
        first = bisect_left(near, value)
        return range(low + first, low + bisect_right(near, value, first))

    def values(self, column: str) -> tuple[list[str], NDArray[np.int32]]:
        """The different values of a column, and for each article, or file, the place of its own among them."""
        return catalogue.decoded(self.arrays.part(column)), self.arrays.part(f"{column} of")

    def said(self, column: str) -> list[str]:
        """The different values of a column that articles in the library have."""
        values, codes = self.values(column)
        kept = self._articles()
        return values if kept is None else [values[code] for code in np.unique(codes[kept]).tolist()]

    def saying(self, column: str, value: str) -> NDArray[np.int64]:
        """The rows of the articles in the library that have a value."""
        if column not in self._places:
            self._places[column] = {one: place for place, one in enumerate(self.values(column)[0])}
        place = self._places[column].get(value)
        if place is None:
            return np.zeros(0, np.int64)
        having = self.arrays.part(f"{column} of") == place
        kept = self._articles()
        rows: NDArray[np.int64] = self.arrays.part("rows")[having if kept is None else having & kept]
        return rows

    def _articles(self) -> NDArray[np.bool] | None:
        """Which articles are in the library; None where all of them are."""
        return None if self._documents is None else self._documents[self.arrays.part("documents")]

    def columns(self) -> Columns:
        """What is known of its documents."""

        def text(column: str) -> list[str]:
            values, codes = self.values(column)
            return [values[code] for code in codes.tolist()]

        part = self.arrays.part
        return Columns(
            numbers=self.numbers,
            files=text("files"),
            rows=part("rows"),
            places=part("places"),
            documents=part("documents"),
            facts={column: text(column) for column in catalogue.COLUMNS},
            passages=part("passages"),
            owners=part("owners"),
            sizes=part("sizes"),
        )


def build(writer: Writer, documents: Sequence[Searchable]) -> None:
    """Write a segment of documents, of which there is one at least. Raises OSError."""
    passages = [passage for document in documents for entry in document.articles for passage in entry.passages]
    made = postings(terms for _, terms, _ in passages)
    columns = _columns(documents, made.sizes)
    columns.write(writer)
    write_pairs(writer, made.often, made.lengths)
    write_rising(writer, "keys", [made.keys], "starts", [made.counts])
    writer.array("checks", np.uint64, [made.checks])
    writer.array("postings", np.int32, [made.documents])
    writer.array("codes", made.codes.dtype, [made.codes])
    alphabet, letters, lengths = spelt.spelt(solid for _, _, solid in passages)
    write_letters(writer, alphabet, letters, lengths, columns.owners)
    writer.finish(columns.about(documents[0].number, documents[-1].number))


def write_pairs(writer: Writer, often: NDArray[np.int64], lengths: NDArray[np.int64]) -> None:
    """Write what codes stand for."""
    writer.array("often", np.int64, [often])
    writer.array("lengths", np.int64, [lengths])


def write_rising(writer: Writer, name: str, keys: Pieces, starts: str, counts: Pieces) -> None:
    """Write a rising array with every so-manieth value of it, and where what belongs to each of them starts."""
    tops: list[NDArray[Any]] = []
    at = 0

    def noted(piece: NDArray[Any]) -> NDArray[Any]:
        nonlocal at
        tops.append(piece[-at % _STRIDE :: _STRIDE].copy())
        at += len(piece)
        return piece

    writer.array(name, np.uint64, map(noted, keys))
    writer.array(f"{name} tops", np.uint64, tops)
    until = np.zeros(1, np.int64)

    def summed(piece: NDArray[Any]) -> NDArray[Any]:
        nonlocal until
        sums: NDArray[np.int64] = until[-1] + np.cumsum(piece)
        until = sums if len(sums) else until
        return sums

    writer.array(starts, np.int64, chain([until], map(summed, counts)))


def write_letters(
    writer: Writer,
    alphabet: NDArray[np.uint32],
    letters: NDArray[np.integer],
    lengths: NDArray[np.int64],
    owners: NDArray[np.integer],
) -> None:
    """Write the letters of passages of these lengths, which belong to these articles, and where their pairs stand."""
    laid, starts = spelt.laid(letters, lengths, owners)
    writer.array("alphabet", np.uint32, [alphabet])
    writer.array("letters often", np.int64, [np.bincount(laid, minlength=len(alphabet))])
    writer.array("letters", laid.dtype, [laid])
    writer.array("letters from", np.int64, [starts])
    writer.array("letters to", np.int64, [starts + lengths])
    keys: list[NDArray[np.uint64]] = []
    counts: list[NDArray[np.int64]] = []

    def places() -> Iterator[NDArray[np.uint32]]:
        for found, often, where in spelt.pairs(laid, len(alphabet)):
            keys.append(found)
            counts.append(often)
            yield where

    writer.array("pair places", np.uint32, places())
    write_rising(writer, "pairs", keys, "pair starts", counts)


def _columns(documents: Sequence[Searchable], sizes: NDArray[np.int64]) -> Columns:
    entries = [(at, entry) for at, document in enumerate(documents) for entry in document.articles]
    owners = np.repeat(np.arange(len(entries)), [len(entry.passages) for _, entry in entries])
    rows = [row for _, entry in entries for row, _, _ in entry.passages]
    return Columns(
        numbers=np.array([one.number for one in documents], np.int64),
        files=[one.file for one in documents],
        rows=np.array([entry.row for _, entry in entries], np.int64),
        places=np.array([entry.number for _, entry in entries], np.int32),
        documents=np.array([at for at, _ in entries], np.int32),
        facts={column: [getattr(entry.facts, column) for _, entry in entries] for column in catalogue.COLUMNS},
        passages=np.array(rows, np.int64),
        owners=owners.astype(np.int32),
        sizes=sizes.astype(np.int32),
    )
