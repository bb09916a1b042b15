"""One state of the library: what questions are asked of. Nothing of it is in memory before it is asked for."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from typing import overload

from retrieval.collection.engine import Engine
from retrieval.collection.rows import article_of
from retrieval.collection.snapshot import Described, Snapshot, Standing
from retrieval.records import Article, Document, Paragraph, Passage

# So much of what was read is kept: the passages of some dozen questions, and the articles they are of.
_PASSAGES = 2_000
_ARTICLES = 500
_DOCUMENTS = 2_000
# Characters of texts.
_TEXT = 4_000_000
_AT_ONCE = 64


class Paragraphs(Sequence[Paragraph]):
    """The paragraphs of an article, read when they are asked for."""

    def __init__(self, snapshot: Snapshot, article: int) -> None:
        self._snapshot = snapshot
        self._article = article

    def __len__(self) -> int:
        return self._count

    @cached_property
    def _count(self) -> int:
        return self._snapshot.count(self._article)

    @overload
    def __getitem__(self, at: int) -> Paragraph: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Paragraph, ...]: ...

    def __getitem__(self, at: int | slice) -> Paragraph | tuple[Paragraph, ...]:
        if isinstance(at, slice):
            if at.start is None or at.stop is None or min(at.start, at.stop) < 0 or at.step is not None:
                return tuple(self)[at]
            return tuple(self._snapshot.paragraphs(self._article, at.start, max(0, at.stop - at.start)))
        place = range(self._count)[at]
        return self._snapshot.paragraphs(self._article, place, 1)[0]

    def __iter__(self) -> Iterator[Paragraph]:
        for start in range(0, self._count, _AT_ONCE):
            yield from self._snapshot.paragraphs(self._article, start, _AT_ONCE)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(self._article)

    def index(self, value: Paragraph, start: int = 0, stop: int | None = None) -> int:
        """The place of a paragraph, which must be one of them."""
        del start, stop
        return self._snapshot.before(self._article, value.number)


class Collection:
    """One state of the library. What it gives is good until another state is asked for."""

    def __init__(self, generation: int, snapshot: Snapshot, index: Engine) -> None:
        self.generation = generation
        self.index = index
        self._snapshot = snapshot
        self._texts = _Texts(snapshot.text)
        # Bound to this state, and gone with it.
        self.passage: Callable[[int], Passage] = lru_cache(_PASSAGES)(self._passage)
        self._article: Callable[[int], tuple[Standing, Article]] = lru_cache(_ARTICLES)(self._read_article)
        self._document: Callable[[str], Document] = lru_cache(_DOCUMENTS)(self._read_document)

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents by file name, in its order; a text is read when it is asked for."""
        return _Documents(self._snapshot, self._document)

    @property
    def articles(self) -> Iterator[tuple[Document, Article]]:
        """Every article with its document, by file name and within it as they stand."""
        for one in self._snapshot.documents():
            yield from self.articles_of(one.id)

    @property
    def passages(self) -> Iterator[Passage]:
        """Every passage, in the order documents were added and within them as they stand."""
        return map(self._passage, self.index.keys())

    def counts(self) -> tuple[int, int]:
        """How many documents and articles there are."""
        return self._snapshot.counts()

    def articles_of(self, document: str) -> list[tuple[Document, Article]]:
        """The articles of the document of this id; none where it is not here."""
        return [(self._document(document), self._made(one)) for one in self._snapshot.articles(document)]

    def article(self, row: int) -> tuple[Document, Article]:
        """The article of a row, and its document."""
        standing, article = self._article(row)
        return self._document(standing.document), article

    def document(self, id: str | None = None, file: str | None = None) -> Document | None:
        """The document of this id, or of this file; None where it is not here."""
        found = self._snapshot.document(id, file)
        return self._document(found.id) if found else None

    def document_at(self, passage: Passage) -> Document:
        """The document that a passage is of."""
        return self._document(passage.document)

    def _read_document(self, id: str) -> Document:
        found = self._snapshot.document(id)
        assert found, "only of documents that are here"
        return document_of(found, self._texts)

    def _read_article(self, row: int) -> tuple[Standing, Article]:
        standing = self._snapshot.article(row)
        return standing, self._made(standing)

    def _made(self, one: Standing) -> Article:
        return article_of(one.facts, Paragraphs(self._snapshot, one.row))

    def _passage(self, key: int) -> Passage:
        row, paragraph, letters = self._snapshot.passage(self.index.row(key))
        standing, article = self._article(row)
        return Passage(key, standing.document, standing.file, article, paragraph, letters)


class _Documents(Mapping[str, Document]):
    """The documents by file name."""

    def __init__(self, snapshot: Snapshot, made: Callable[[str], Document]) -> None:
        self._snapshot = snapshot
        self._made = made

    def __getitem__(self, file: str) -> Document:
        found = self._snapshot.document(file=file)
        if found is None:
            raise KeyError(file)
        return self._made(found.id)

    def __iter__(self) -> Iterator[str]:
        return (one.file for one in self._snapshot.documents())

    def __len__(self) -> int:
        return len(self._snapshot.numbers())


class _Texts:
    """The texts that were read last, as many as are not too long together, but one at least."""

    def __init__(self, read: Callable[[str], str]) -> None:
        self._read = read
        self._texts: OrderedDict[str, str] = OrderedDict()
        self._size = 0

    def __call__(self, document: str) -> str:
        if document in self._texts:
            self._texts.move_to_end(document)
            return self._texts[document]
        text = self._texts[document] = self._read(document)
        self._size += len(text)
        while len(self._texts) > 1 and self._size > _TEXT:
            self._size -= len(self._texts.popitem(last=False)[1])
        return text


def document_of(one: Described, texts: Callable[[str], str]) -> Document:
    """A document whose text is what `texts` has for its id, when it is asked for."""
    return Document(
        id=one.id,
        file=one.file,
        origin=one.origin,
        sha256=one.sha256,
        encoding=one.encoding,
        source=partial(texts, one.id),
        member=one.member,
        format=one.format,
        pages=one.pages,
    )
