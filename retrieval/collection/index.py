"""The library's own engine: an index over postings in files beside it."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.collection.engine import EVERYWHERE, Entry, Query, Ranking, Scope, Searchable
from retrieval.collection.postings.files import Files
from retrieval.collection.postings.mapped import Writer, in_memory
from retrieval.collection.postings.merging import merge
from retrieval.collection.postings.places import Places
from retrieval.collection.postings.segments import Segment, build
from retrieval.collection.scoring import Scorer
from retrieval.errors import DamagedIndex

# The terms of so many characters are made postings of at a time: an addition of more has several segments at first.
_AT_ONCE = 20_000_000
# Every segment has so many times as many passages as those behind it at least, and none but the last fewer than so
# many: then there are few, and none is merged often.
_RATIO = 4
_SMALL = 1_000
# A segment of which so much was removed is made anew.
_LEFT = 0.5


class Index:
    """Segments of postings, each of which holds a stretch of the documents in the order of their numbers."""

    def __init__(self, folder: Path) -> None:
        self._files = Files(folder)
        self._open: dict[str, Segment] = {}
        self._segments: list[Segment] = []
        self._changed()

    def _changed(self) -> None:
        self._scorer = Scorer(self._segments)
        self.letters = Places(self._segments)
        self._scopes: dict[Scope, NDArray[np.bool]] = {}

    @property
    def size(self) -> int:
        """How many passages there are."""
        return self._scorer.size

    def refresh(self) -> NDArray[np.int64]:
        """Take up what other processes did. The numbers of the documents it has then, rising."""
        found = self._files.segments(self._open)
        if list(found.values()) != self._segments:
            self._open = found
            self._segments = list(found.values())
            self._changed()
        return np.concatenate([np.zeros(0, np.int64), *(segment.held for segment in self._segments)])

    def add(self, documents: Iterable[Searchable]) -> None:
        """Add documents, in the order of their numbers. Raises DamagedIndex where a file claims to have one."""
        before = list(self._segments)
        with self._files.writing() as mine:
            for _, group in groupby(_stretches(documents, before), key=lambda stretch: stretch[-1].number):
                stretches = list(group)
                # A document that is read in several stretches ends all of them but the first.
                first, last = stretches[0][0].number, stretches[0][-1].number
                made = self._files.put(first, last, partial(_fill, stretches=stretches), mine)
                self._segments = sorted([*self._segments, made], key=lambda one: one.first)
        self._changed()

    def remove(self, numbers: NDArray[np.int64]) -> None:
        """Remove the documents of these numbers."""
        for segment in self._segments:
            segment.without(np.isin(segment.numbers, numbers))
        self._changed()

    def tidy(self) -> None:
        """Merge segments where there are many, or small ones, or much of one was removed, as far as nobody else does.

        Its keys are others then.
        """
        # Where there is no room for it, what there is stays.
        with self._files.writing() as mine, suppress(OSError):
            while mine and (few := _due(self._segments)):
                at = self._segments.index(few[0])
                self._segments[at : at + len(few)] = self._merged(few)
        self._changed()

    def _merged(self, few: list[Segment]) -> list[Segment]:
        if not any(len(segment.held) for segment in few):
            self._files.drop(few)
            return []
        made = self._files.write(few[0].first, few[-1].last, partial(merge, segments=few))
        self._files.clear()
        return [made]

    def discard(self, error: DamagedIndex) -> None:
        """Put aside what cannot be used, to be added again. Raises CollectionError where it cannot be."""
        self._files.discard(error)
        self._segments, self._open = [], {}
        self._changed()

    def search(self, query: Query, limit: int) -> Ranking:
        """The best passages, best first, equal ones in the collection's order; only such that score above zero."""
        within = None if query.scope is EVERYWHERE else self._within(query.scope)
        return self._scorer.search(query.channels, limit, within)

    def idf(self, term: str) -> float:
        """How much a term says; one that stands nowhere says as much as one that stands once."""
        return self._scorer.idf(term)

    def knows(self, term: str) -> bool:
        """Whether a term stands in any passage."""
        return self._scorer.knows(term)

    def row(self, key: int) -> int:
        """The library's row of a passage."""
        at = bisect_right(self._scorer.bases, key) - 1
        own = key - self._scorer.bases[at]
        return int(self._segments[at].arrays.part("passages", own, own + 1)[0])

    def keys(self) -> Iterator[int]:
        """All passages, in the collection's order."""
        for segment, base in zip(self._segments, self._scorer.bases, strict=False):
            alive = np.arange(segment.all) if segment.alive is None else np.flatnonzero(segment.alive)
            yield from (alive + base).tolist()

    def values(self, fact: str) -> list[str]:
        """What articles say of themselves, a text of `Facts`: every different one, and none where it is empty."""
        found = dict.fromkeys(value for segment in self._segments for value in segment.said(fact))
        found.pop("", None)
        return list(found)

    def rows(self, fact: str, value: str) -> list[int]:
        """The rows of the articles that say this of themselves, in the collection's order."""
        return [row for segment in self._segments for row in segment.saying(fact, value).tolist()]

    def _within(self, scope: Scope) -> NDArray[np.bool] | None:
        """Shape (passages,): what a search is narrowed to; None where there is nothing to search."""
        if not self._segments:
            return None
        if scope not in self._scopes:
            self._scopes = {scope: np.concatenate([_admitted(segment, scope) for segment in self._segments])}
        return self._scopes[scope]


def _stretches(documents: Iterable[Searchable], segments: Sequence[Segment]) -> Iterator[list[Searchable]]:
    """Documents between which no segment lies, no more of them together than are read at a time."""
    firsts = [segment.first for segment in segments]
    stretch: list[Searchable] = []
    size = place = 0
    for document in documents:
        at = bisect_right(firsts, document.number)
        if at and document.number <= segments[at - 1].last:
            raise DamagedIndex(segments[at - 1].arrays.path)
        parts = list(_parts(document))
        for part, length in parts:
            if stretch and (at != place or size + length > _AT_ONCE):
                yield stretch
                stretch, size = [], 0
            stretch.append(part)
            size, place = size + length, at
        if len(parts) > 1:
            yield stretch
            stretch, size = [], 0
    if stretch:
        yield stretch


def _parts(document: Searchable) -> Iterator[tuple[Searchable, int]]:
    """A document in parts, each with the length of its terms: one, where it is not too long for that."""
    entries: list[Entry] = []
    size = 0
    for entry in document.articles:
        passages: list[tuple[int, str, str]] = []
        for passage in entry.passages:
            if size and size + len(passage[1]) > _AT_ONCE:
                yield document._replace(articles=(*entries, entry._replace(passages=tuple(passages)))), size
                entries, passages, size = [], [], 0
            passages.append(passage)
            size += len(passage[1])
        entries.append(entry._replace(passages=tuple(passages)))
    yield document._replace(articles=tuple(entries)), size


def _fill(writer: Writer, stretches: Sequence[Sequence[Searchable]]) -> None:
    """Write a segment of one stretch, or of several that are parts of one document and what stands before it."""
    if len(stretches) == 1:
        build(writer, stretches[0])
    else:
        merge(writer, [Segment(in_memory(partial(build, documents=stretch))) for stretch in stretches])


def _due(segments: list[Segment]) -> list[Segment]:
    """The neighbouring segments to merge next, oldest first; none where they are in order."""
    sizes = [segment.size for segment in segments]
    for at in range(len(segments) - 1):
        if max(sizes[at], _SMALL) < _RATIO * max(sum(sizes[at + 1 :]), _SMALL):
            return segments[at:]
    return [segment for segment in segments if segment.size < _LEFT * segment.all][:1]


def _admitted(segment: Segment, scope: Scope) -> NDArray[np.bool]:
    """Shape (passages,): what of a segment is in a scope."""
    arrays = segment.arrays
    articles = np.ones(arrays.length("rows"), np.bool)
    document = arrays.part("documents")
    files, of = segment.values("files")
    file = files, of[document]
    if scope.author:
        articles &= _told(scope.by, segment.values("author"), segment.values("position"))
    if scope.source:
        articles &= _told(scope.printed, segment.values("publication"), file)
    if scope.dated:
        articles &= _told(lambda date, _: scope.during(date), segment.values("date"), file)
    if scope.within:
        named, number = scope.within
        articles &= (arrays.part("places") == number) & _told(lambda one, _: one == named, file, file)
    passages: NDArray[np.bool] = articles[arrays.part("owners")]
    return passages


def _told(
    test: Callable[[str, str], bool],
    one: tuple[list[str], NDArray[np.int32]],
    other: tuple[list[str], NDArray[np.int32]],
) -> NDArray[np.bool]:
    """Shape (articles,): what a test says of two values of each, asked once of the same two."""
    size = len(other[0])
    pairs, codes = np.unique(one[1].astype(np.int64) * size + other[1], return_inverse=True)
    told = [test(one[0][pair // size], other[0][pair % size]) for pair in pairs.tolist()]
    return np.array(told, np.bool)[codes]
