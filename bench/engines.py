"""Indexes to compare with, each by what its users would do: built from lists of terms, asked for the best passages."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from retrieval.collection.engine import Channel, Entry, Facts, Query, Searchable
from retrieval.collection.index import Index
from retrieval.collection.scoring import K1, B

_TOGETHER = 100


class Engine(Protocol):
    """An index in a folder of its own."""

    def build(self, passages: list[list[str]]) -> None:
        """Make the index of passages given as terms."""

    def open(self) -> None:
        """Make it ready to be asked."""

    def search(self, terms: list[str], limit: int) -> list[int]:
        """The numbers of the best passages, best first."""


class Ours:
    """The library's own index, of documents of some passages each, merged."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "index"

    def build(self, passages: list[list[str]]) -> None:
        index = Index(self._folder)
        index.refresh()
        index.add(_documents(passages))
        index.tidy()

    def open(self) -> None:
        self._index = Index(self._folder)
        self._index.refresh()

    def search(self, terms: list[str], limit: int) -> list[int]:
        return self._index.search(Query((Channel(tuple(terms)),)), limit).keys


def _documents(passages: list[list[str]]) -> Iterator[Searchable]:
    """A document of every hundred, without letters: others have none."""
    facts = Facts("", "", "", "", "", "")
    for number, start in enumerate(range(0, len(passages), _TOGETHER), start=1):
        some = passages[start : start + _TOGETHER]
        rows = tuple((start + at, " ".join(terms), "") for at, terms in enumerate(some))
        yield Searchable(number, str(number), (Entry(number, 1, facts, rows),))


class RankBM25:
    """rank_bm25's BM25Plus with the same parameters; ties as a stable sort leaves them."""

    def __init__(self, folder: Path) -> None:
        del folder

    def build(self, passages: list[list[str]]) -> None:
        from rank_bm25 import BM25Plus  # noqa: PLC0415 - each index in a process of its own

        self._bm25 = BM25Plus(passages, k1=K1, b=B, delta=0)

    def open(self) -> None:
        """It is in memory."""

    def search(self, terms: list[str], limit: int) -> list[int]:
        scores = self._bm25.get_scores(terms)
        found: list[int] = np.argsort(-scores, kind="stable")[:limit].tolist()
        return found


class BM25S:
    """bm25s, saved and mapped."""

    def __init__(self, folder: Path, backend: str = "numpy") -> None:
        self._folder = folder / "bm25s"
        self._backend = backend

    def build(self, passages: list[list[str]]) -> None:
        import bm25s  # noqa: PLC0415

        index = bm25s.BM25(k1=K1, b=B, delta=0, method="bm25+", backend=self._backend)
        index.index(passages, show_progress=False)
        index.save(self._folder)

    def open(self) -> None:
        import bm25s  # noqa: PLC0415

        self._index: Any = bm25s.BM25.load(self._folder, mmap=True)
        if self._backend == "numba":
            self._index.backend = "numba"
            self._index.activate_numba_scorer()

    def search(self, terms: list[str], limit: int) -> list[int]:
        found = self._index.retrieve([terms], k=limit, show_progress=False, n_threads=0)
        return [int(one) for one in np.asarray(found.documents)[0]]


class BM25SNumba(BM25S):
    """bm25s, compiled."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "numba")


class Tantivy:
    """tantivy, terms cut at white space."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "tantivy"
        self._folder.mkdir()

    def build(self, passages: list[list[str]]) -> None:
        import tantivy  # noqa: PLC0415

        builder = tantivy.SchemaBuilder()
        builder.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
        builder.add_integer_field("number", stored=True, fast=True)
        schema = builder.build()
        index = tantivy.Index(schema, str(self._folder))
        writer = index.writer(heap_size=500_000_000, num_threads=1)
        for number, terms in enumerate(passages):
            writer.add_document(tantivy.Document(terms=" ".join(terms), number=number))
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        import tantivy  # noqa: PLC0415

        self._tantivy = tantivy
        self._index = tantivy.Index.open(str(self._folder))
        self._schema = self._index.schema
        self._searcher = self._index.searcher()

    def search(self, terms: list[str], limit: int) -> list[int]:
        query, occur = self._tantivy.Query, self._tantivy.Occur
        parts = [(occur.Should, query.term_query(self._schema, "terms", term, index_option="freq")) for term in terms]
        hits = self._searcher.search(query.boolean_query(parts), limit).hits
        return [self._searcher.doc(address)["number"][0] for _, address in hits]


class FTS5:
    """SQLite's full-text index."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "fts5"

    def build(self, passages: list[list[str]]) -> None:
        db = sqlite3.connect(self._file)
        db.execute("CREATE VIRTUAL TABLE passages USING fts5(terms, content='', tokenize='unicode61')")
        rows = ((number, " ".join(terms)) for number, terms in enumerate(passages))
        db.executemany("INSERT INTO passages (rowid, terms) VALUES (?, ?)", rows)
        db.execute("INSERT INTO passages (passages) VALUES ('optimize')")
        db.commit()
        db.close()

    def open(self) -> None:
        self._db = sqlite3.connect(self._file)

    def search(self, terms: list[str], limit: int) -> list[int]:
        words = " OR ".join(f'"{term}"' for term in terms)
        rows = self._db.execute(
            "SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?", (words, limit)
        )
        return [number for (number,) in rows]


ENGINES: Mapping[str, Callable[[Path], Engine]] = {
    "rank_bm25": RankBM25,
    "ours": Ours,
    "bm25s": BM25S,
    "bm25s-numba": BM25SNumba,
    "tantivy": Tantivy,
    "fts5": FTS5,
}
# What reads every passage for every question is not waited for beyond this.
MOST = {"rank_bm25": 100_000}
