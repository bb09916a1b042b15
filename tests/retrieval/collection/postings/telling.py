"""All that an index tells of documents, however it came by them."""

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.collection.engine import EVERYWHERE, Channel, Query, Scope, Searchable
from retrieval.collection.index import Index
from retrieval.errors import DamagedIndex

# Nothing can be written below a file.
NOWHERE = Path(os.devnull) / "index"
SAID = ("title", "author", "position", "publication", "issue", "date")
WORDS = ["水", "塘", "渠", "井", "池", "水渠", "塘水水"]


def query(*terms: str, scope: Scope = EVERYWHERE) -> Query:
    return Query((Channel(terms),), scope)


def asked(index: Index, wanted: Query, limit: int = 1000) -> list[tuple[int, tuple[float, ...]]]:
    return [(index.row(key), scores) for key, scores in index.search(wanted, limit).each()]


def told(index: Index) -> dict[str, Any]:
    """All that an index tells, by the library's rows."""
    letters = index.letters
    questions = [query(*WORDS), query("水"), Query((Channel(("塘", "塘")), Channel(("渠", "水"))))]
    placed = {word: [(place, letters.passage(place)) for place in letters.places(word)] for word in WORDS}
    return {
        "found": [asked(index, one, limit) for one in questions for limit in (1, 2, 1000)],
        "rows": list(map(index.row, index.keys())),
        "facts": {name: {one: index.rows(name, one) for one in sorted(index.values(name))} for name in SAID},
        "size": index.size,
        "terms": [(index.knows(word), index.idf(word)) for word in WORDS],
        "letters": {
            word: [(index.row(key), place - letters.span(key)[0]) for place, key in places]
            for word, places in placed.items()
        },
    }


def expected(documents: Iterable[Searchable]) -> dict[str, Any]:
    """What an index tells that is made at once."""
    index = Index(NOWHERE)
    index.add(documents)
    return told(index)


def follow(index: Index, documents: Sequence[Searchable]) -> None:
    """Bring an index in step, as a library does."""
    held, numbers = index.refresh(), np.array([one.number for one in documents], np.int64)
    assert held.tolist() == sorted(held.tolist())
    if len(gone := np.setdiff1d(held, numbers)):
        index.remove(gone)
    missing = np.setdiff1d(numbers, held).tolist()
    if missing:
        index.add(one for one in documents if one.number in missing)


def mended(index: Index, work: Callable[[], Any]) -> Any:
    """What becomes of some work, as a library does it with an index that may be damaged."""
    for _ in range(9):
        try:
            return work()
        except DamagedIndex as error:
            index.discard(error)
    return work()


def all_told(index: Index, documents: Sequence[Searchable]) -> Any:
    """All that an index tells of documents it is brought in step with."""

    def work() -> dict[str, Any]:
        follow(index, documents)
        return told(index)

    return mended(index, work)
