"""Documents, articles and passages in one SQLite file (WAL). Every change is one transaction: all of it, or none."""

import json
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

from retrieval.errors import CollectionError
from retrieval.records import Article, Document, Field, Paragraph, Run, SourcedText

FILE_NAME = "library.sqlite3"
SCHEMA_VERSION = 3
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
# By the version a file has: what brings it to the present one.
_UPGRADES = {0: _SCHEMA + _NOTES + _FORMER, 1: _NOTES + _FORMER, 2: _FORMER}


_DOCUMENTS = "SELECT id, file, origin, sha256, encoding, text FROM documents"


class Searched(NamedTuple):
    """What a paragraph is found by: its terms for the index, its folded letters and digits for lookups."""

    terms: tuple[str, ...]
    solid: str


class Listed(NamedTuple):
    """A document without its text, and the version of the reader that read it."""

    id: str
    file: str
    origin: str
    sha256: str
    reader: int


class Former(NamedTuple):
    """The text a file had before it was replaced."""

    id: str
    file: str
    sha256: str
    text: str


class ReadArticle(NamedTuple):
    """An article with what each of its paragraphs is found by."""

    article: Article
    searched: tuple[Searched, ...]


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

    def put(self, document: Document, reader: int, articles: Sequence[ReadArticle]) -> None:
        """Add one document with its articles; what was former of it is current again. Inside a transaction."""
        self._db.execute("DELETE FROM former WHERE id = ?", (document.id,))
        self._db.execute(
            "INSERT INTO documents (id, file, origin, sha256, encoding, reader, text) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (document.id, document.file, document.origin, document.sha256, document.encoding, reader, document.text),
        )
        for article, searched in articles:
            row = self._db.execute(
                "INSERT INTO articles (document, number, author, position, column_label, confidence, shown)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    document.id,
                    article.number,
                    article.author,
                    article.position,
                    article.column,
                    article.confidence,
                    _shown(article),
                ),
            )
            self._db.executemany(
                "INSERT INTO passages (article, number, section, text, runs, start, stop, terms, solid)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (row.lastrowid, *_paragraph_columns(made), " ".join(search.terms), search.solid)
                    for made, search in zip(article.paragraphs, searched, strict=True)
                ],
            )
        self._changed()

    def drop(self, document: str) -> None:
        """Remove one document with all that came of it. Inside a transaction."""
        self._db.execute("DELETE FROM documents WHERE id = ?", (document,))
        self._changed()

    def retire(self, document: str) -> None:
        """As `drop`, but the text is kept as a former one, for the ids that point into it. Inside a transaction."""
        (text,) = self._db.execute("SELECT text FROM documents WHERE id = ?", (document,)).fetchone()
        self._db.execute(
            "INSERT OR REPLACE INTO former (id, file, sha256, text)"
            " SELECT id, file, sha256, ? FROM documents WHERE id = ?",
            (zlib.compress(text.encode("utf-8")), document),
        )
        self.drop(document)

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
            row = self._db.execute("SELECT id, file, sha256, text FROM former WHERE id = ?", (id,)).fetchone()
        if row is None:
            return None
        try:
            return Former(row[0], row[1], row[2], zlib.decompress(row[3]).decode("utf-8"))
        except (zlib.error, UnicodeDecodeError) as error:
            raise CollectionError(f"{id}: {error}") from error

    def given(self) -> dict[str, str]:
        """By content's sha256 the id it has, whether it is current or former."""
        with _said_as_ours():
            rows = self._db.execute("SELECT sha256, id FROM former UNION SELECT sha256, id FROM documents")
            return dict(rows.fetchall())

    def _changed(self) -> None:
        self._db.execute("UPDATE changes SET generation = generation + 1")

    def noted(self, name: str, generation: int) -> float | None:
        """What was noted of this generation under a name; None where nothing was."""
        with _said_as_ours():
            row = self._db.execute("SELECT value FROM notes WHERE name = ? AND generation = ?", (name, generation))
            found = row.fetchone()
            return float(found[0]) if found else None

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
            rows = self._db.execute("SELECT id, file, origin, sha256, reader FROM documents ORDER BY file")
            return [Listed(*row) for row in rows]

    def document(self, id: str) -> Document:
        """The document of this id, which must be there."""
        with _said_as_ours():
            row = self._db.execute(f"{_DOCUMENTS} WHERE id = ?", (id,)).fetchone()
            return Document(*row)

    def contents(self) -> list[tuple[Document, list[ReadArticle]]]:
        """Everything there is, of one moment, in the order of file names and within them of the text."""
        with self._snapshot():
            paragraphs: dict[int, list[tuple[Paragraph, Searched]]] = {}
            for row in self._db.execute(
                "SELECT article, number, section, text, runs, start, stop, terms, solid"
                " FROM passages ORDER BY article, number"
            ):
                body = _sourced(row[3], json.loads(row[4]))
                made = Paragraph(row[1], tuple(json.loads(row[2])), body, row[5], row[6])
                search = Searched(tuple(row[7].split(" ")) if row[7] else (), row[8])
                paragraphs.setdefault(row[0], []).append((made, search))
            articles: dict[str, list[ReadArticle]] = {}
            for row in self._db.execute(
                "SELECT document, id, number, author, position, column_label, confidence, shown"
                " FROM articles ORDER BY document, number"
            ):
                own = paragraphs.get(row[1], [])
                article = _article(row[2:], tuple(made for made, _ in own))
                articles.setdefault(row[0], []).append(ReadArticle(article, tuple(search for _, search in own)))
            documents = [Document(*row) for row in self._db.execute(f"{_DOCUMENTS} ORDER BY file")]
            return [(document, articles.get(document.id, [])) for document in documents]

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


def _paragraph_columns(made: Paragraph) -> tuple[int, str, str, str, int, int]:
    section = json.dumps(made.section, ensure_ascii=False)
    return made.number, section, made.body.text, _runs(made.body), made.start, made.end


def _runs(text: SourcedText) -> str:
    return json.dumps([(run.at, run.start, run.end) for run in text.runs], separators=(",", ":"))


def _sourced(text: str, runs: list[list[int]]) -> SourcedText:
    return SourcedText(text, tuple(Run(*run) for run in runs))


def _shown(article: Article) -> str:
    """How the article's facts stand in the source, as JSON: what a byline question is answered with."""
    fields: dict[str, Any] = {
        name: asdict(value) if (value := getattr(article, name)) else None
        for name in ("title", "byline", "date", "publication", "issue")
    }
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def _article(row: tuple[Any, ...], paragraphs: tuple[Paragraph, ...]) -> Article:
    number, author, position, column, confidence, shown = row
    fields = json.loads(shown)

    def text(value: dict[str, Any] | None) -> SourcedText | None:
        return SourcedText(value["text"], tuple(Run(**run) for run in value["runs"])) if value else None

    def fact(name: str) -> Field | None:
        value = fields[name]
        shown_text = text(value["shown"]) if value else None
        return Field(value["value"], shown_text) if shown_text else None

    byline = text(fields["byline"])
    title, date, publication, issue = map(fact, ("title", "date", "publication", "issue"))
    return Article(number, title, author, position, byline, date, publication, issue, column, confidence, paragraphs)
