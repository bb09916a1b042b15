"""Documents, articles and passages in one SQLite file (WAL). Every change is one transaction: all of it, or none."""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path
from typing import Any, NamedTuple

from retrieval.collection.rows import (
    ARTICLES,
    PARAGRAPHS,
    ArticleRow,
    ParagraphRow,
    article_of,
    pages_of,
    paragraph_of,
)
from retrieval.errors import CollectionError
from retrieval.records import Article, Pages

FILE_NAME = "library.sqlite3"
SCHEMA_VERSION = 5
# Seconds that a writer waits for another one.
_PATIENCE = 30

_SCHEMA = """
CREATE TABLE documents (
    id TEXT PRIMARY KEY, file TEXT NOT NULL UNIQUE, origin TEXT NOT NULL, sha256 TEXT NOT NULL,
    encoding TEXT NOT NULL, reader INTEGER NOT NULL, text TEXT NOT NULL,
    added_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE articles (
    id INTEGER PRIMARY KEY, document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, number INTEGER NOT NULL,
    author TEXT, position TEXT, column_label TEXT, confidence REAL NOT NULL,
    shown TEXT NOT NULL, -- title, byline, date, publication, issue: each with the place it stands in
    UNIQUE (document, number)
);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE, number INTEGER NOT NULL,
    section TEXT NOT NULL, text TEXT NOT NULL, runs TEXT NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL,
    terms TEXT NOT NULL, solid TEXT NOT NULL, UNIQUE (article, number)
);
CREATE TABLE changes (generation INTEGER NOT NULL);
INSERT INTO changes VALUES (0);
"""
_NOTES = "CREATE TABLE notes (name TEXT PRIMARY KEY, generation INTEGER NOT NULL, value REAL NOT NULL);"
# What ids given out before still point into: texts whose file has other content now, compressed.
_FORMER = """
CREATE TABLE former (
    id TEXT PRIMARY KEY, file TEXT NOT NULL, sha256 TEXT NOT NULL, text BLOB NOT NULL,
    replaced_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX former_by_file ON former (file);
"""
# Texts in pieces, so that a file of any size is written without being held in memory; what else is known of a file.
_PIECES = """
CREATE TABLE texts (
    document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, number INTEGER NOT NULL, piece TEXT NOT NULL,
    PRIMARY KEY (document, number)
) WITHOUT ROWID;
INSERT INTO texts SELECT id, 0, text FROM documents;
ALTER TABLE documents DROP COLUMN text;
ALTER TABLE documents DROP COLUMN reader;
ALTER TABLE documents ADD COLUMN member TEXT;
ALTER TABLE documents ADD COLUMN content TEXT NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN recipe TEXT NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN format TEXT NOT NULL DEFAULT 'TXT';
ALTER TABLE documents ADD COLUMN certainty REAL NOT NULL DEFAULT 1;
ALTER TABLE documents ADD COLUMN pages TEXT NOT NULL DEFAULT '[[], 1]';
UPDATE documents SET content = sha256;
ALTER TABLE former ADD COLUMN content TEXT NOT NULL DEFAULT '';
ALTER TABLE former ADD COLUMN articles BLOB;
ALTER TABLE former ADD COLUMN pages TEXT NOT NULL DEFAULT '[[], 1]';
UPDATE former SET content = sha256;
"""
# A number for every document, which is never used again: by it an index tells what it lacks and what is gone.
_NUMBERS = """
ALTER TABLE documents ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
UPDATE documents SET number = ranked.number
    FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY file) AS number FROM documents) AS ranked
    WHERE ranked.id = documents.id;
UPDATE changes SET generation = generation + (SELECT COUNT(*) FROM documents);
CREATE UNIQUE INDEX documents_by_number ON documents (number);
"""
# By the version a file has: what brings it to the present one.
_UPGRADES = {
    0: _SCHEMA + _NOTES + _FORMER + _PIECES + _NUMBERS,
    1: _NOTES + _FORMER + _PIECES + _NUMBERS,
    2: _FORMER + _PIECES + _NUMBERS,
    3: _PIECES + _NUMBERS,
    4: _NUMBERS,
}

_DOCUMENTS = (
    "SELECT id, file, origin, member, sha256, content, recipe, format, encoding, certainty, pages FROM documents"
)
# How far a generation is from the one before it, at most.
_STEP = 1_000_000
# A piece this long is one read of a file and not much memory.
PIECE = 1_000_000


class Listed(NamedTuple):
    """A document without its text.

    `origin` is its file, `member` its name in the archive that this is, None where it is none; `content` is what its id
    is made from, `recipe` what it was read by. `pages` is empty where it has none.
    """

    id: str
    file: str
    origin: str
    member: str | None
    sha256: str
    content: str
    recipe: str
    format: str
    encoding: str
    certainty: float
    pages: Pages


class Held(NamedTuple):
    """A document with how much there is of it."""

    document: Listed
    articles: int
    passages: int


class Note(NamedTuple):
    """A figure that was worked out, and the generation of the library it was worked out for."""

    generation: int
    value: float


class Former(NamedTuple):
    """The text a file had before it was replaced, and its articles; None where an older version did not keep them."""

    id: str
    file: str
    sha256: str
    text: str
    pages: Pages
    articles: tuple[Article, ...] | None


class Store:
    """One open library file. A store belongs to the thread that opened it."""

    def __init__(self, folder: Path) -> None:
        """Open, and create where missing. Raises CollectionError when the file cannot be used."""
        with _said_as_ours(folder / FILE_NAME):
            folder.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(folder / FILE_NAME, timeout=_PATIENCE, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            # An accepted document must survive a power cut, not only a killed process.
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("PRAGMA foreign_keys = ON")
        # Whoever only reads must not wait for whoever writes.
        if self._version() in _UPGRADES:
            self._upgrade()
        if self._version() != SCHEMA_VERSION:
            raise CollectionError(f"schema {self._version()}, expected {SCHEMA_VERSION}")

    def close(self) -> None:
        """Close the file; the store cannot be used afterwards."""
        self._db.close()

    def _version(self) -> int:
        with _said_as_ours():
            return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    def _upgrade(self) -> None:
        """Create what is missing: everything in a new file, what came later in an older one."""
        with self.transaction():
            for statement in filter(str.strip, _UPGRADES.get(self._version(), "").split(";")):
                self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside happens, or nothing of it. Raises CollectionError when the file cannot be written."""
        with _said_as_ours():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def generation(self) -> int:
        """A number that grows with every change, whichever process made it."""
        with _said_as_ours():
            return int(self._db.execute("SELECT generation FROM changes").fetchone()[0])

    def put(self, listed: Listed, spool: Iterable[tuple[str, Any]]) -> None:
        """Add one document, its text and rows from a spool; what was former of it is current again.

        Inside a transaction.
        """
        # The generation that this makes is the document's number: no other one has it, nor ever will.
        self._changed()
        self._db.execute("DELETE FROM former WHERE id = ?", (listed.id,))
        self._db.execute(
            "INSERT INTO documents"
            " (id, file, origin, member, sha256, content, recipe, format, encoding, certainty, pages, number)"
            " SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, generation FROM changes",
            (*listed[:-1], json.dumps(astuple(listed.pages))),
        )
        article, number = None, 0
        for kind, value in spool:
            if kind == "article":
                article = self._db.execute(
                    "INSERT INTO articles VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)", (listed.id, *value)
                ).lastrowid
            elif kind == "passage":
                self._db.execute("INSERT INTO passages VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (article, *value))
            else:
                for start in range(0, len(value), PIECE):
                    self._db.execute(
                        "INSERT INTO texts VALUES (?, ?, ?)", (listed.id, number, value[start : start + PIECE])
                    )
                    number += 1

    def drop(self, document: str) -> None:
        """Remove one document with all that came of it. Inside a transaction."""
        self._db.execute("DELETE FROM documents WHERE id = ?", (document,))
        self._changed()

    def retire(self, document: str) -> None:
        """As `drop`, but the text is kept as a former one, for the ids that point into it. Inside a transaction."""
        text = _packed(self._pieces(document))
        articles = _packed(json.dumps(row) + "\n" for row in self._rows(document))
        self._db.execute(
            "INSERT OR REPLACE INTO former (id, file, sha256, content, pages, text, articles)"
            " SELECT id, file, sha256, content, pages, ?, ? FROM documents WHERE id = ?",
            (text, articles, document),
        )
        self.drop(document)

    def _pieces(self, document: str) -> Iterator[str]:
        rows = self._db.execute("SELECT piece FROM texts WHERE document = ? ORDER BY number", (document,))
        return (piece for (piece,) in rows)

    def _rows(self, document: str) -> Iterator[tuple[ArticleRow, list[ParagraphRow]]]:
        """The rows of a document's articles, without what paragraphs are found by."""
        for id, *article in self._db.execute(ARTICLES, (document,)).fetchall():
            yield tuple(article), self._db.execute(PARAGRAPHS, (id,)).fetchall()

    def renamed(self, before: str, after: str) -> None:
        """The former texts of a file go by its new name too. Inside a transaction."""
        self._db.execute("UPDATE former SET file = ? WHERE file = ?", (after, before))

    def forget(self, file: str) -> None:
        """Remove the former texts of a file. Inside a transaction."""
        self._db.execute("DELETE FROM former WHERE file = ?", (file,))

    def has_former(self, file: str) -> bool:
        """Whether former texts of a file are kept."""
        with _said_as_ours():
            return self._db.execute("SELECT 1 FROM former WHERE file = ?", (file,)).fetchone() is not None

    def former(self, id: str) -> Former | None:
        """The former text of this id; None where there is none."""
        with _said_as_ours():
            row = self._db.execute(
                "SELECT id, file, sha256, pages, text, articles FROM former WHERE id = ?", (id,)
            ).fetchone()
        if row is None:
            return None
        try:
            text = zlib.decompress(row[4]).decode("utf-8")
            kept = zlib.decompress(row[5]).decode("utf-8").splitlines() if row[5] is not None else None
            articles = tuple(_former_article(*json.loads(line)) for line in kept) if kept is not None else None
            return Former(row[0], row[1], row[2], text, pages_of(json.loads(row[3])), articles)
        except (zlib.error, ValueError) as error:
            raise CollectionError(f"{id}: {error}") from error

    def given(self) -> dict[str, str]:
        """By content the id it has, whether it is current or former."""
        with _said_as_ours():
            rows = self._db.execute("SELECT content, id FROM former UNION SELECT content, id FROM documents")
            return dict(rows.fetchall())

    def _changed(self) -> None:
        # By chance, so that two libraries that were one once never come to the same number with other contents.
        self._db.execute("UPDATE changes SET generation = generation + 1 + abs(random() % ?)", (_STEP,))

    def noted(self, name: str) -> Note | None:
        """What was noted under a name; None where nothing was."""
        with _said_as_ours():
            row = self._db.execute("SELECT generation, value FROM notes WHERE name = ?", (name,)).fetchone()
            return Note(*row) if row else None

    def note(self, name: str, generation: int, value: float) -> bool:
        """Note what was found out about a generation, in the place of what was noted of an older one.

        False where the file cannot be written now: whoever only asks neither waits nor fails for the sake of a note.
        """
        with _said_as_ours():
            self._db.execute("PRAGMA busy_timeout = 0")
            try:
                self._db.execute(
                    "INSERT INTO notes VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE"
                    " SET generation = excluded.generation, value = excluded.value"
                    " WHERE excluded.generation >= generation",
                    (name, generation, value),
                )
            except sqlite3.OperationalError:
                return False
            finally:
                self._db.execute(f"PRAGMA busy_timeout = {1000 * _PATIENCE}")
        return True

    def listing(self) -> list[Listed]:
        """Every document without its text, by file name."""
        with _said_as_ours():
            return [_listed(row) for row in self._db.execute(f"{_DOCUMENTS} ORDER BY file")]

    def holdings(self) -> list[Held]:
        """Every document with its numbers of articles and passages, by file name."""
        with self._snapshot():
            rows = self._db.execute(
                "SELECT document, COUNT(DISTINCT articles.id), COUNT(passages.id) FROM articles"
                " LEFT JOIN passages ON passages.article = articles.id GROUP BY document"
            )
            counts = {document: (articles, passages) for document, articles, passages in rows}
            return [Held(listed, *counts.get(listed.id, (0, 0))) for listed in self.listing()]

    @contextmanager
    def _snapshot(self) -> Iterator[None]:
        """Several reads of one state, whatever is written meanwhile."""
        with _said_as_ours():
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                self._db.execute("ROLLBACK")


@contextmanager
def _said_as_ours(file: Path | None = None) -> Iterator[None]:
    """Whatever SQLite or the disk has against the library's file, as a CollectionError."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise CollectionError(f"{file}: {error}" if file else str(error)) from error


def _listed(row: tuple[Any, ...]) -> Listed:
    return Listed(*row)._replace(pages=pages_of(json.loads(row[-1])))


def _packed(pieces: Iterable[str]) -> bytes:
    packer = zlib.compressobj()
    return b"".join(packer.compress(piece.encode("utf-8")) for piece in pieces) + packer.flush()


def _former_article(article: list[Any], passages: list[list[Any]]) -> Article:
    made = tuple(paragraph_of(tuple(row[:6])) for row in passages)
    return article_of(tuple(article), made)
