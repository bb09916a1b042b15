"""The library: documents added, replaced, removed; what is in it, ready to be searched; what could not be read."""

import os
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from retrieval.analyzer import Analyzer
from retrieval.collection.adding import Adder, Progress, Report
from retrieval.collection.contents import Collection, document_of
from retrieval.collection.engine import Engine
from retrieval.collection.finding import located
from retrieval.collection.index import Index
from retrieval.collection.isolation import Limits
from retrieval.collection.naming import Names
from retrieval.collection.recipes import Reread, reread
from retrieval.collection.snapshot import Snapshot
from retrieval.collection.store import FILE_NAME, Held, Listed, Note, Store
from retrieval.errors import DamagedIndex, ReadingError, Reason, UnknownDocument
from retrieval.records import NO_PAGES, Article, Document, Pages

DEFAULT_LIMITS = Limits()
INDEX_NAME = "index"
# So many files of the index are found damaged one after the other before it is given up.
_MENDED = 100
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of a document, with the articles in it: the current one, a former one, or the file as it is now."""

    id: str
    file: str
    sha256: str
    text: str
    articles: Sequence[Article]
    pages: Pages = NO_PAGES

    def page(self, at: int) -> int | None:
        """The number of the page that a place of the text is on; None where there is none."""
        return self.pages.at(at)


class Library:
    """A folder with a collection in it. A library belongs to the thread that opened it."""

    def __init__(
        self,
        folder: Path,
        analyzer: Analyzer | None = None,
        limits: Limits = DEFAULT_LIMITS,
        engine: Engine | None = None,
    ) -> None:
        """Open or create; `limits` are for reading a file, `engine` is what finds passages, its own index otherwise.

        Raises CollectionError when the folder cannot be used.
        """
        self.folder = folder
        self.limits = limits
        self.analyzer = analyzer or Analyzer(folder / "cache")
        self._store = Store(folder)
        self._snapshot = Snapshot(folder / FILE_NAME)
        self._engine: Engine = engine or Index(folder / INDEX_NAME)
        self._collection: Collection | None = None
        # The last file that an id was held against: the next id is often of the same.
        self._reread: tuple[tuple[object, ...], Reread] | None = None

    @staticmethod
    def exists(folder: Path) -> bool:
        """Whether a library is there already."""
        return (folder / FILE_NAME).is_file()

    def close(self) -> None:
        """Close the library's file."""
        self._snapshot.close()
        self._store.close()

    def collection(self) -> Collection:
        """The collection as it stands now, until it is asked for again; another one only when some process changed it.

        Raises CollectionError.
        """
        generation = self._snapshot.begin()
        if self._collection is None or self._collection.generation != generation:
            self._collection = None
            self.mended(self._in_step)
            self._collection = Collection(generation, self._snapshot, self._engine)
        return self._collection

    def rest(self) -> None:
        """Nobody asks for a while: what the last state kept from being cleared away can go."""
        self._snapshot.end()

    def mended(self, work: Callable[[], T]) -> T:
        """What becomes of some work with the collection; where the index turns out to be damaged, it is made again.

        Raises CollectionError where that cannot be helped, and what the work raises.
        """
        for _ in range(_MENDED):
            try:
                return work()
            except DamagedIndex as error:
                self._collection = None
                self._engine.discard(error)
        return work()

    def tidy(self) -> None:
        """Bring the index in order after changes. Nothing depends on it, but a question takes longer without it."""
        self.collection()
        self._collection = None
        self.mended(self._engine.tidy)
        self.analyzer.keep()
        self.rest()

    def _in_step(self) -> None:
        """Bring the engine in step with what there is."""
        engine, present = self._engine, self._snapshot.numbers()
        held = engine.refresh()
        if len(gone := np.setdiff1d(held, present, assume_unique=True)):
            engine.remove(gone)
        if len(missing := np.setdiff1d(present, held, assume_unique=True)):
            engine.add(self._snapshot.searchable(missing.tolist()))

    def noted(self, name: str) -> Note | None:
        """What was noted under a name, and of which generation; None where nothing was."""
        return self._store.noted(name)

    def note(self, name: str, generation: int, value: float) -> bool:
        """Keep a figure that was worked out for this generation, for whoever opens the library next.

        False where it could not be written now; then it is worked out again.
        """
        return self._store.note(name, generation, value)

    def holdings(self) -> list[Held]:
        """Every document, with how many articles and passages it has, by file name."""
        return self._store.holdings()

    def sources(self) -> list[Listed]:
        """Every document, without its text, by file name."""
        return self._store.listing()

    def document(self, name: str) -> Document:
        """The document of this id or file name. Raises UnknownDocument."""
        found = self._snapshot.document(self._identified(name))
        if found is None:  # it was removed just now
            raise UnknownDocument(name)
        return document_of(found, self._snapshot.text)

    def _identified(self, name: str) -> str:
        listing = self._store.listing()
        exact = [listed.id for listed in listing if name in (listed.id, listed.file)]
        similar = [listed.id for listed in listing if Path(listed.file).name == Path(name).name]
        if not exact and len(similar) != 1:
            raise UnknownDocument(name)
        return (exact or similar)[0]

    def former(self, id: str) -> Edition | None:
        """The former text of this id, read anew; None where no text that was replaced had it."""
        former = self._store.former(id)
        if former is None:
            return None
        articles = former.articles
        if articles is None:
            from retrieval.reading.articles import read_articles  # noqa: PLC0415 - only of libraries of before

            articles = tuple(read_articles(former.text))
        return Edition(former.id, former.file, former.sha256, former.text, articles, former.pages)

    def on_disk(self, document: Document) -> Edition:
        """A document's file as it is now, with the id it has or would get if it were added; nothing is kept of it.

        Raises ReadingError.
        """
        try:
            stat = os.stat(located(document.origin))
        except OSError:
            raise ReadingError(Reason.MISSING) from None
        key = (document.id, stat.st_mtime_ns, stat.st_size, stat.st_ino)
        if self._reread is None or self._reread[0] != key:
            listed = next(one for one in self._store.listing() if one.id == document.id)
            with tempfile.TemporaryDirectory() as folder:
                self._reread = (key, reread(listed, Path(folder), self.limits, self.analyzer.cache_dir))
        read = self._reread[1]
        id = Names(self._store.listing(), self._store.given()).free_id(read.content)
        return Edition(id, document.file, read.sha256, read.text, read.articles, read.pages)

    def remove(self, names: Sequence[str]) -> list[str]:
        """Remove documents by id or file name, with what is kept of their former texts: all of them, or none.

        A file of which only former texts are left can be named too. Returns the files' names. Raises UnknownDocument.
        """
        self.rest()
        with self._store.transaction():
            files = {listed.id: listed.file for listed in self._store.listing()}
            removed = list(dict.fromkeys(self._held(name, files) for name in names))
            for file, id in removed:
                self._store.forget(file)
                if id:
                    self._store.drop(id)
        return [file for file, _ in removed]

    def _held(self, name: str, files: Mapping[str, str]) -> tuple[str, str | None]:
        """The file that is meant, and the id of its document; None where only former texts of it are kept."""
        try:
            id = self._identified(name)
        except UnknownDocument:
            if not self._store.has_former(name):
                raise
            return name, None
        return files[id], id

    def add(
        self,
        paths: Iterable[Path],
        progress: Progress | None = None,
        encoding: str | None = None,
        explain: bool = False,
    ) -> Report:
        """Read files and folders into the library; `progress` is told (done, of how many, path) before each file.

        `encoding` is what text files are decoded by instead of a guess; with `explain` what was understood of each file
        is written beside it, to be put right by hand. Unreadable files are in the report's `problems`; they never stop
        the others. Nobody waits while files are read: only the writing, a batch at a time, holds the library.
        """
        self.rest()
        adder = Adder(self._store, self.folder, self.analyzer.cache_dir, self.limits, encoding, explain)
        report = adder.add(paths, progress)
        # What was added is found at once by whoever asks.
        self.collection()
        return report
