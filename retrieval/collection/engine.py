"""What a library asks of whatever finds its passages: an index of its own, or a search server.

The library's file alone says what there is. An engine is brought in step with it by the numbers of its documents,
which are never used again: what it lacks is added, what the library no longer has is removed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.analyzer import solid
from retrieval.errors import DamagedIndex


class Facts(NamedTuple):
    """What an article says of itself, as it is searched and narrowed by; empty where it says nothing.

    `title` is in letters and digits alone (`solid`).
    """

    title: str
    author: str
    position: str
    publication: str
    issue: str
    date: str


class Entry(NamedTuple):
    """An article to be searched. `passages` has a row's number, terms and letters for each, in their order."""

    row: int
    number: int
    facts: Facts
    passages: tuple[tuple[int, str, str], ...]


class Searchable(NamedTuple):
    """A document to be searched."""

    number: int
    file: str
    articles: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a search is narrowed to. Years are inclusive; names are folded; empty means any.

    `within` is a file and the number of an article in it.
    """

    author: str = ""
    source: str = ""
    since: int = 0
    until: int = 9999
    within: tuple[str, int] | None = None

    @property
    def dated(self) -> bool:
        """Whether it is narrowed to some years."""
        return (self.since, self.until) != (0, 9999)

    def by(self, author: str, position: str) -> bool:
        """Whether an author of this office is asked for."""
        return not self.author or solid(self.author) in solid(f"{author}{position}")

    def printed(self, publication: str, file: str) -> bool:
        """Whether what is printed there is asked for."""
        return not self.source or solid(self.source) in solid(f"{publication}{file}")

    def during(self, date: str) -> bool:
        """Whether a date, empty where there is none, is within the years; without one nothing is."""
        return not self.dated or bool(date and self.since <= int(date[:4]) <= self.until)


EVERYWHERE = Scope()


class Other(NamedTuple):
    """Terms that may stand for some of a question's own, and how much they count beside them."""

    terms: tuple[str, ...]
    worth: float


class Alternatives(NamedTuple):
    """Some of a channel's terms, and what may stand for them: the best of these counts in a passage."""

    own: tuple[str, ...]
    others: tuple[Other, ...]


class Channel(NamedTuple):
    """Terms that are scored together, as often as each is asked."""

    terms: tuple[str, ...]
    alternatives: tuple[Alternatives, ...] = ()


class Query(NamedTuple):
    """What is searched: a passage scores the sum of its scores in all channels."""

    channels: tuple[Channel, ...]
    scope: Scope = EVERYWHERE


class Ranking(NamedTuple):
    """Passages by their keys, best first, and for each channel what they score in it: the sum is their score."""

    keys: list[int]
    scores: list[list[float]]

    def each(self) -> list[tuple[int, tuple[float, ...]]]:
        """The passages one by one, each with its scores."""
        return list(zip(self.keys, zip(*self.scores, strict=True), strict=True))


class Letters(Protocol):
    """The letters and digits of all passages, article after article, in which words are found as they stand.

    A place counts letters over all of them. A passage is named by its key.
    """

    def places(self, wanted: str) -> Iterator[int]:
        """Where letters stand in one article, in order."""

    def holds(self, wanted: str) -> bool:
        """Whether letters stand anywhere."""

    def passage(self, place: int) -> int:
        """The passage that a place is in."""

    def span(self, key: int) -> tuple[int, int]:
        """The places of a passage's letters."""

    def around(self, place: int, before: int, after: int) -> str:
        """The letters around a place of the same addition: so many before it, and so many from it on."""

    def between(self, left: str, right: str, most: int) -> dict[str, int]:
        """The letters that stand between these, one of which may be empty, with how often in the first places."""

    def says(self, letter: str) -> float:
        """How much a letter says, in bits: the rarer it is here, the more."""


class Engine(Protocol):
    """Finds passages. Its keys are good until it is refreshed, added to, removed from or tidied.

    Whatever reads can raise DamagedIndex: then `discard` it, and bring the engine in step with the library again.
    """

    @property
    def size(self) -> int:
        """How many passages there are."""

    @property
    def letters(self) -> Letters:
        """The passages' letters."""

    def refresh(self) -> NDArray[np.int64]:
        """Take up what other processes did. The numbers of the documents it has then, rising."""

    def add(self, documents: Iterable[Searchable]) -> None:
        """Add documents, in the order of their numbers."""

    def remove(self, numbers: NDArray[np.int64]) -> None:
        """Remove the documents of these numbers."""

    def tidy(self) -> None:
        """Put in order what many changes left behind."""

    def discard(self, error: DamagedIndex) -> None:
        """Put aside what cannot be used, to be added again. Raises CollectionError where it cannot be."""

    def search(self, query: Query, limit: int) -> Ranking:
        """The best passages, best first, equal ones in the collection's order; only such that score above zero."""

    def idf(self, term: str) -> float:
        """How much a term says; one that stands nowhere says as much as one that stands once."""

    def knows(self, term: str) -> bool:
        """Whether a term stands in any passage."""

    def keys(self) -> Iterator[int]:
        """All passages, in the collection's order."""

    def row(self, key: int) -> int:
        """The library's row of a passage."""

    def values(self, fact: str) -> list[str]:
        """What articles say of themselves, a text of `Facts`: every different one, and none where it is empty."""

    def rows(self, fact: str, value: str) -> list[int]:
        """The rows of the articles that say this of themselves, in the collection's order."""
