"""The library: documents added, replaced, removed; what is in it, ready to be searched; what could not be read.

`add` is one transaction: a process killed in its middle leaves the library as it was before.
"""

import base64
import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from retrieval.analyzer import Analyzer, solid
from retrieval.collection.index import Index
from retrieval.collection.store import FILE_NAME, ReadArticle, Searched, Store
from retrieval.errors import CollectionError, ReadingError, Reason, UnknownDocument
from retrieval.reading.articles import read_articles
from retrieval.reading.readers import text as text_reader
from retrieval.records import Article, Document, Paragraph, Passage

# Raised when reading changed so that documents must be read again although their files did not change.
READER_VERSION = 1
LARGEST_FILE = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that was not taken, and why."""

    path: Path
    reason: Reason
    detail: str = ""


@dataclass(slots=True)
class Report:
    """What `add` did. `twins` have the content of a document already there; `left_out` were not meant to be read."""

    added: list[Document] = field(default_factory=list)
    replaced: list[Document] = field(default_factory=list)
    unchanged: list[Document] = field(default_factory=list)
    twins: list[tuple[Path, Document]] = field(default_factory=list)
    left_out: list[Path] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    articles: int = 0
    passages: int = 0


@dataclass(frozen=True, slots=True)
class Collection:
    """One state of the library, all in memory: what questions are asked of."""

    generation: int
    documents: dict[str, Document]
    articles: tuple[tuple[Document, Article], ...]
    passages: tuple[Passage, ...]
    index: Index


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

    def sources(self) -> list[Document]:
        """Every document, by file name."""
        return [document for document, _ in self._store.documents()]

    def document(self, name: str) -> Document:
        """The document of this id or file name. Raises UnknownDocument."""
        for document in self.sources():
            if name in (document.id, document.file):
                return document
        matching = [document for document in self.sources() if Path(document.file).name == Path(name).name]
        if len(matching) != 1:
            raise UnknownDocument(name)
        return matching[0]

    def remove(self, names: Sequence[str]) -> list[Document]:
        """Remove documents by id or file name: all of them, or none. Raises UnknownDocument."""
        documents = list({document.id: document for document in map(self.document, names)}.values())
        with self._store.transaction():
            for document in documents:
                self._store.drop(document.id)
        return documents

    def add(self, paths: Iterable[Path], progress: Callable[[int, int, Path], None] | None = None) -> Report:
        """Read files and folders into the library; `progress` is told (done, of how many, path) before each file.

        Unreadable files are in the report's `problems`; they never stop the others.
        """
        report = Report()
        files = [found for path in paths for found in _files(path, report)]
        with self._store.transaction():
            known = {document.file: (document, reader) for document, reader in self._store.documents()}
            for number, (path, file) in enumerate(files):
                if progress:
                    progress(number, len(files), path)
                try:
                    self._add_file(path, file, known, report)
                except ReadingError as error:
                    report.problems.append(Problem(path, error.reason, error.detail))
        return report

    def _add_file(self, path: Path, file: str, known: dict[str, tuple[Document, int]], report: Report) -> None:
        data = _read_bytes(path)
        sha256 = hashlib.sha256(data).hexdigest()
        origin = str(path.resolve())
        twin = next((document for document, _ in known.values() if document.sha256 == sha256), None)
        file = _free_name(file, origin, known)
        before, reader = known.get(file, (None, READER_VERSION))
        if before and before.sha256 == sha256 and reader == READER_VERSION:
            report.unchanged.append(before)
            return
        if twin and (before is None or twin.id != before.id):
            report.twins.append((path, twin))
            return
        text, encoding = text_reader.decode(data)
        taken = {document.id for document, _ in known.values() if document is not before}
        document = Document(_short_id(sha256, taken), file, origin, sha256, encoding, text)
        articles = read_articles(text)
        if not any(article.paragraphs for article in articles):
            raise ReadingError(Reason.EMPTY)
        if before:
            self._store.drop(before.id)
        searched = [tuple(self._searched(article, made) for made in article.paragraphs) for article in articles]
        self._store.put(document, READER_VERSION, list(map(ReadArticle, articles, searched)))
        known[file] = (document, READER_VERSION)
        (report.replaced if before else report.added).append(document)
        report.articles += len(articles)
        report.passages += sum(len(article.paragraphs) for article in articles)

    def _searched(self, article: Article, paragraph: Paragraph) -> Searched:
        """A paragraph's terms, and those of what it stands under, so that a place or a name finds the article."""
        title = article.title.value if article.title else ""
        context = "\n".join([title, article.position or "", article.author or "", *paragraph.section])
        text = paragraph.body.text
        return Searched((*self.analyzer.terms(text), *self.analyzer.terms(context)), solid(text))


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
        report.left_out += [Path(folder) / name for name in hidden]
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in sorted(names):
            file = Path(folder) / name
            # A README tells of the folder, a dot file belongs to some program: neither is a document unless named.
            if name.startswith(".") or file.stem.upper() == "README":
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


def _free_name(file: str, origin: str, known: dict[str, tuple[Document, int]]) -> str:
    """The name for a file: its own, unless another file that still exists has it; then with its folders before it."""
    folders = list(Path(origin).parts[1:])
    name, depth = file, len(Path(file).parts)
    while name in known and known[name][0].origin != origin and Path(known[name][0].origin).exists():
        depth += 1
        if depth > len(folders):
            raise CollectionError(f"no free name for {origin}")
        name = "/".join(folders[-depth:])
    return name


def _short_id(sha256: str, taken: set[str]) -> str:
    """The shortest free beginning, of six characters or more, of the content's hash in base 32."""
    full = base64.b32encode(bytes.fromhex(sha256)).decode().lower().rstrip("=")
    return next(full[:length] for length in range(6, len(full) + 1) if full[:length] not in taken)
