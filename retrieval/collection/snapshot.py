"""The library's file as it stood at one moment, read piece by piece, whatever others write meanwhile."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.analyzer import solid
from retrieval.collection.engine import Entry, Facts, Searchable
from retrieval.collection.rows import ARTICLES, PARAGRAPHS, ArticleRow, article_of, pages_of, paragraph_of
from retrieval.errors import CollectionError
from retrieval.records import Article, Pages, Paragraph

_PASSAGE = "SELECT article, solid, number, section, text, runs, start, stop FROM passages WHERE id = ?"
_STANDING = (
    "SELECT articles.id, document, file,"
    " articles.number, author, position, column_label, confidence, shown FROM articles"
    " JOIN documents ON documents.id = document"
)
_DOCUMENT = "SELECT id, file, origin, member, sha256, format, encoding, pages, number FROM documents"


class Described(NamedTuple):
    """A document without its text."""

    id: str
    file: str
    origin: str
    member: str | None
    sha256: str
    format: str
    encoding: str
    pages: Pages
    number: int


class Standing(NamedTuple):
    """An article without its paragraphs: its row, its document's id and file, and what it says of itself."""

    row: int
    document: str
    file: str
    facts: ArticleRow


class Snapshot:
    """A state of the library's file. It belongs to the thread that opened it.

    Whatever reads can raise CollectionError.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._db = sqlite3.connect(file, isolation_level=None)

    def begin(self) -> int:
        """Go on from the state the file has now, whose generation this is."""
        self.end()
        self._rows("BEGIN")
        return int(self._one("SELECT generation FROM changes")[0])

    def end(self) -> None:
        """Whatever is read from now on is read as it is then; what was replaced can be cleared away."""
        if self._db.in_transaction:
            self._rows("ROLLBACK")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def numbers(self) -> NDArray[np.int64]:
        """The numbers of all documents, rising."""
        return np.array([number for (number,) in self._rows("SELECT number FROM documents ORDER BY number")], np.int64)

    def counts(self) -> tuple[int, int]:
        """How many documents and articles there are."""
        documents, articles = self._one("SELECT (SELECT COUNT(*) FROM documents), (SELECT COUNT(*) FROM articles)")
        return documents, articles

    def searchable(self, numbers: Iterable[int]) -> Iterator[Searchable]:
        """What the documents of these numbers are found by."""
        for number in numbers:
            id, file = self._one("SELECT id, file FROM documents WHERE number = ?", number)
            entries = []
            for row, *facts in self._rows(ARTICLES, id):
                own = self._rows("SELECT id, terms, solid FROM passages WHERE article = ? ORDER BY number", row)
                article = article_of(tuple(facts), ())
                entries.append(Entry(row, article.number, _facts(article), tuple(own)))
            yield Searchable(number, file, tuple(entries))

    def documents(self) -> Iterator[Described]:
        """Every document, by file name."""
        return map(_described, self._rows(f"{_DOCUMENT} ORDER BY file"))

    def document(self, id: str | None = None, file: str | None = None) -> Described | None:
        """The document of this id, or of this file; None where it is not here."""
        rows = self._rows(f"{_DOCUMENT} WHERE id = ?", id) if id is not None else []
        rows = rows or (self._rows(f"{_DOCUMENT} WHERE file = ?", file) if file is not None else [])
        return _described(rows[0]) if rows else None

    def text(self, document: str) -> str:
        """The text of a document that is here."""
        rows = self._rows("SELECT piece FROM texts WHERE document = ? ORDER BY number", document)
        return "".join(piece for (piece,) in rows)

    def articles(self, document: str) -> list[Standing]:
        """The articles of a document."""
        return [
            _standing(row) for row in self._rows(f"{_STANDING} WHERE document = ? ORDER BY articles.number", document)
        ]

    def article(self, row: int) -> Standing:
        """The article of a row, which must be there."""
        return _standing(self._one(f"{_STANDING} WHERE articles.id = ?", row))

    def passage(self, row: int) -> tuple[int, Paragraph, str]:
        """The passage of a row, which must be there: its article's row, its text, its letters."""
        article, letters, *paragraph = self._one(_PASSAGE, row)
        return article, paragraph_of(tuple(paragraph)), letters

    def paragraphs(self, article: int, start: int, count: int) -> list[Paragraph]:
        """So many paragraphs of an article, from one on."""
        return [paragraph_of(row) for row in self._rows(f"{PARAGRAPHS} LIMIT ? OFFSET ?", article, count, start)]

    def count(self, article: int) -> int:
        """How many paragraphs an article has."""
        return int(self._one("SELECT COUNT(*) FROM passages WHERE article = ?", article)[0])

    def before(self, article: int, number: int) -> int:
        """How many paragraphs of an article have a lower number."""
        return int(self._one("SELECT COUNT(*) FROM passages WHERE article = ? AND number < ?", article, number)[0])

    def _one(self, statement: str, *values: Any) -> Sequence[Any]:
        rows = self._rows(statement, *values)
        if not rows:
            raise CollectionError(f"{self._file}: {statement} {values}")
        row: Sequence[Any] = rows[0]
        return row

    def _rows(self, statement: str, *values: Any) -> list[Any]:
        try:
            return self._db.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise CollectionError(f"{self._file}: {error}") from error


def _standing(row: Sequence[Any]) -> Standing:
    id, document, file, *facts = row
    return Standing(id, document, file, tuple(facts))


def _described(row: Sequence[Any]) -> Described:
    return Described(*row)._replace(pages=pages_of(json.loads(row[-2])))


def _facts(article: Article) -> Facts:
    """What an article is searched and narrowed by."""
    title, publication, issue, date = (
        field.value if field else "" for field in (article.title, article.publication, article.issue, article.date)
    )
    return Facts(
        title=solid(title),
        author=article.author or "",
        position=article.position or "",
        publication=publication,
        issue=issue,
        date=date,
    )
