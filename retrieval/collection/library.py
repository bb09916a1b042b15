"""The library: documents added, replaced, removed; what is in it, ready to be searched; what could not be read.

`add` is one transaction: a process killed in its middle leaves the library as it was before.
"""

import base64
import hashlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from retrieval.analyzer import Analyzer, solid
from retrieval.collection.index import Index
from retrieval.collection.store import FILE_NAME, Listed, ReadArticle, Searched, Store
from retrieval.errors import CollectionError, ReadingError, Reason, UnknownDocument
from retrieval.reading.articles import read_articles
from retrieval.reading.readers import text as text_reader
from retrieval.records import Article, Document, Paragraph, Passage

# Raised when reading changed so that documents must be read again although their files did not change.
READER_VERSION = 2
LARGEST_FILE = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that was not taken, and why."""

    path: Path
    reason: Reason
    detail: str = ""


@dataclass(slots=True)
class Report:
    """What `add` did, by the documents' file names.

    `twins` have the content of the document named beside them; `left_out` were not meant to be read.
    """

    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    twins: list[tuple[Path, str]] = field(default_factory=list)
    left_out: list[Path] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    articles: int = 0
    passages: int = 0


@dataclass(frozen=True, slots=True)
class _Read:
    """A file as it was read: `document` has neither its id nor its final name yet, and no articles if it is known."""

    path: Path
    document: Document
    articles: tuple[ReadArticle, ...]


@dataclass(frozen=True, slots=True)
class Collection:
    """One state of the library, all in memory: what questions are asked of."""

    generation: int
    documents: dict[str, Document]
    articles: tuple[tuple[Document, Article], ...]
    passages: tuple[Passage, ...]
    index: Index


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of a document, with the articles in it: the current one, a former one, or the file as it is now."""

    id: str
    file: str
    sha256: str
    text: str
    articles: tuple[Article, ...]


class Library:
    """A folder with a collection in it. A library belongs to the thread that opened it."""

    def __init__(self, folder: Path, analyzer: Analyzer | None = None) -> None:
        """Open or create. Raises CollectionError when the folder cannot be used."""
        self.folder = folder
        self.analyzer = analyzer or Analyzer(folder / "cache")
        self._store = Store(folder)
        self._collection: Collection | None = None

    @staticmethod
    def exists(folder: Path) -> bool:
        """Whether a library is there already."""
        return (folder / FILE_NAME).is_file()

    def close(self) -> None:
        """Close the library's file."""
        self._store.close()

    def collection(self) -> Collection:
        """The collection as it stands now; loaded anew only when some process changed it."""
        generation = self._store.generation()
        if self._collection is None or self._collection.generation != generation:
            self._collection = _collection(generation, self._store.contents())
        return self._collection

    def noted(self, name: str, generation: int) -> float | None:
        """What was noted of this generation under a name; None where nothing was."""
        return self._store.noted(name, generation)

    def note(self, name: str, generation: int, value: float) -> bool:
        """Keep a figure that was worked out for this generation, for whoever opens the library next.

        False where it could not be written now; then it is worked out again.
        """
        return self._store.note(name, generation, value)

    def sources(self) -> list[Listed]:
        """Every document, without its text, by file name."""
        return self._store.listing()

    def document(self, name: str) -> Document:
        """The document of this id or file name. Raises UnknownDocument."""
        return self._store.document(self._identified(name))

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
        return Edition(former.id, former.file, former.sha256, former.text, tuple(read_articles(former.text)))

    def on_disk(self, document: Document) -> Edition:
        """A document's file as it is now, with the id it has or would get if it were added; nothing is kept of it.

        Articles are read only where the content is not the document's. Raises ReadingError.
        """
        path = Path(document.origin)
        if not path.exists():
            raise ReadingError(Reason.MISSING)
        data = _read_bytes(path)
        sha256 = hashlib.sha256(data).hexdigest()
        text, _ = text_reader.decode(data)
        articles = () if sha256 == document.sha256 else tuple(read_articles(text))
        id = _Names(self._store.listing(), self._store.given()).free_id(sha256)
        return Edition(id, document.file, sha256, text, articles)

    def remove(self, names: Sequence[str]) -> list[str]:
        """Remove documents by id or file name, with what is kept of their former texts: all of them, or none.

        A file of which only former texts are left can be named too. Returns the files' names. Raises UnknownDocument.
        """
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

    def add(self, paths: Iterable[Path], progress: Callable[[int, int, Path], None] | None = None) -> Report:
        """Read files and folders into the library; `progress` is told (done, of how many, path) before each file.

        Unreadable files are in the report's `problems`; they never stop the others. Nobody waits while files are read:
        only the writing at the end, all at once, holds the library.
        """
        report = Report()
        files = [found for path in paths for found in _files(path, report)]
        known = {listed.sha256 for listed in self._store.listing() if listed.reader == READER_VERSION}
        read: list[_Read] = []
        for number, (path, file) in enumerate(files):
            if progress:
                progress(number, len(files), path)
            try:
                read.append(self._read(path, file, known))
            except ReadingError as error:
                report.problems.append(Problem(path, error.reason, error.detail))
        with self._store.transaction():
            kept = _Names(self._store.listing(), self._store.given())
            for one in read:
                self._keep(one, kept, report)
        return report

    def _read(self, path: Path, file: str, known: set[str]) -> _Read:
        data = _read_bytes(path)
        sha256 = hashlib.sha256(data).hexdigest()
        text, encoding = text_reader.decode(data)
        document = Document("", file, _name(str(path.resolve())), sha256, encoding, text)
        if sha256 in known:
            return _Read(path, document, ())
        articles = read_articles(text)
        if not any(article.paragraphs for article in articles):
            raise ReadingError(Reason.EMPTY)
        return _Read(path, document, tuple(ReadArticle(article, self._searched(article)) for article in articles))

    def _keep(self, one: _Read, kept: "_Names", report: Report) -> None:
        """Write one file as the library stands now: another process may have changed it while the file was read."""
        file = kept.free_name(one.document)
        before, twin = kept.by_file.get(file), kept.by_content.get(one.document.sha256)
        if before and before.sha256 == one.document.sha256 and before.reader == READER_VERSION:
            report.unchanged.append(file)
            return
        if before:
            # The same content is only read anew; other content leaves ids behind that point into what was there.
            same = before.sha256 == one.document.sha256
            (self._store.drop if same else self._store.retire)(before.id)
            kept.forget(before)
        if twin and twin is not before:
            if Path(twin.origin).exists():
                report.twins.append((one.path, twin.file))
                return
            # The file was moved or renamed: it goes by its new name.
            self._store.drop(twin.id)
            self._store.renamed(twin.file, file)
            kept.forget(twin)
            before = before or twin
        document = replace(one.document, id=kept.free_id(one.document.sha256), file=file)
        articles = one.articles or tuple(
            ReadArticle(article, self._searched(article)) for article in read_articles(document.text)
        )
        self._store.put(document, READER_VERSION, articles)
        kept.remember(Listed(document.id, file, document.origin, document.sha256, READER_VERSION))
        (report.replaced if before else report.added).append(file)
        report.articles += len(articles)
        report.passages += sum(len(searched) for _, searched in articles)

    def _searched(self, article: Article) -> tuple[Searched, ...]:
        """Each paragraph's terms, with those of what it stands under, so that a place or a name finds the article."""
        above = self.analyzer.terms(_above(article))
        return tuple(
            Searched(
                (*self.analyzer.terms(made.body.text), *above, *self.analyzer.terms(_headings(made))),
                solid(made.body.text),
            )
            for made in article.paragraphs
        )


def _above(article: Article) -> str:
    """What stands above all paragraphs of an article."""
    return "\n".join([article.title.value if article.title else "", article.position or "", article.author or ""])


def _headings(paragraph: Paragraph) -> str:
    """What stands above one paragraph within its article."""
    return "\n".join(paragraph.section)


def _collection(generation: int, contents: list[tuple[Document, list[ReadArticle]]]) -> Collection:
    found: list[Passage] = []
    terms: list[tuple[str, ...]] = []
    for document, articles in contents:
        for article, searched in articles:
            for paragraph, search in zip(article.paragraphs, searched, strict=True):
                found.append(Passage(len(found), document.id, document.file, article, paragraph, search.solid))
                terms.append(search.terms)
    return Collection(
        generation=generation,
        documents={document.file: document for document, _ in contents},
        articles=tuple((document, own.article) for document, articles in contents for own in articles),
        passages=tuple(found),
        index=Index(terms),
    )


def _files(path: Path, report: Report) -> list[tuple[Path, str]]:
    """The readable files at a path, each with its name in the collection: the path below the folder that was added."""
    if not path.exists():
        report.problems.append(Problem(path, Reason.MISSING))
        return []
    if not path.is_dir():
        return [(path, _name(path.name))]
    found = []
    for folder, folders, names in os.walk(path, onerror=lambda error: _unlisted(error, report)):
        folders.sort()
        hidden = [name for name in folders if name.startswith(".")]
        # A link can lead out of the folder, or round in a circle: whoever means it names it.
        linked = [name for name in folders if Path(folder, name).is_symlink() and name not in hidden]
        report.left_out += [Path(folder, name) for name in (*hidden, *linked)]
        folders[:] = [name for name in folders if name not in hidden and name not in linked]
        for name in sorted(names):
            file = Path(folder) / name
            # A README tells of the folder, a dot file belongs to some program, a link leads elsewhere: nothing of that
            # is a document unless named.
            if name.startswith(".") or file.stem.upper() == "README" or file.is_symlink():
                report.left_out.append(file)
            else:
                found.append((file, _name(file.relative_to(path).as_posix())))
    return found


def _unlisted(error: OSError, report: Report) -> None:
    report.problems.append(Problem(Path(error.filename), Reason.NO_PERMISSION))


def _name(path: str) -> str:
    """A file name that can be stored and shown, whatever bytes it has on disk."""
    return os.fsencode(path).decode("utf-8", "replace")


def _read_bytes(path: Path) -> bytes:
    if path.suffix.lower() not in text_reader.SUFFIXES:
        raise ReadingError(Reason.UNSUPPORTED, path.suffix)
    if not path.is_file():
        raise ReadingError(Reason.NOT_A_FILE)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ReadingError(Reason.TOO_LARGE, f"{LARGEST_FILE // 1024 // 1024} MB")
        return path.read_bytes()
    except PermissionError:
        raise ReadingError(Reason.NO_PERMISSION) from None
    except OSError as error:
        raise ReadingError(Reason.FAILED, error.strerror or "") from None


class _Names:
    """The documents of the library while files are written into it, by file name and by content."""

    def __init__(self, listing: Iterable[Listed], given: Mapping[str, str]) -> None:
        """`given` has the id of every content, current or former."""
        self.by_file: dict[str, Listed] = {}
        self.by_content: dict[str, Listed] = {}
        self._given = dict(given)
        self._taken = set(given.values())
        for listed in listing:
            self.remember(listed)

    def remember(self, listed: Listed) -> None:
        self.by_file[listed.file] = self.by_content[listed.sha256] = listed
        self._given[listed.sha256] = listed.id
        self._taken.add(listed.id)

    def forget(self, listed: Listed) -> None:
        del self.by_file[listed.file]
        del self.by_content[listed.sha256]

    def free_name(self, document: Document) -> str:
        """Its own name, unless another file that still exists has it; then with its folders before it."""
        folders = list(Path(document.origin).parts[1:])
        name, depth = document.file, len(Path(document.file).parts)
        while (other := self.by_file.get(name)) and other.origin != document.origin and Path(other.origin).exists():
            depth += 1
            if depth > len(folders):
                raise CollectionError(f"no free name for {document.origin}")
            name = "/".join(folders[-depth:])
        return name

    def free_id(self, sha256: str) -> str:
        """The id the content has already, as a former text too; else the shortest free beginning, of six characters or
        more, of its hash in base 32.
        """
        if sha256 in self._given:
            return self._given[sha256]
        full = base64.b32encode(bytes.fromhex(sha256)).decode().lower().rstrip("=")
        return next(full[:length] for length in range(6, len(full) + 1) if full[:length] not in self._taken)
