"""The library in a thread of its own: the event loop goes on while a question is answered."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bot.wording.wording import Wording
from retrieval.answering.answer import MOST_QUOTES, Answerer
from retrieval.answering.browsing import Entry, Window, entries, found_at, window
from retrieval.answering.filters import EVERYTHING, Filters
from retrieval.answering.resolving import Fate, Resolved, resolve
from retrieval.collection.contents import Collection
from retrieval.collection.library import Library
from retrieval.records import Answer, Quote, Span

_T = TypeVar("_T")

Answered = tuple[Answer, Mapping[str, str]]
"""An answer, and the sources to hold its quotes against when they are sent."""

# How long a greeting waits for the numbers of now before it gives those of the last question.
_GREETING_WAITS = 0.2
# Of so many short titles one is looked for that a signed article has.
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much there is, and a title to ask about; empty where no article has one and an author."""

    documents: int
    articles: int
    title: str

    def example(self, wording: Wording) -> str:
        """A question that the library can answer."""
        return wording.example.format(title=self.title) if self.title else wording.no_example


@dataclass(frozen=True, slots=True)
class Around:
    """What became of an id, and the runs of the article around its words; no window where they are not here."""

    resolved: Resolved
    window: Window | None = None
    words: Span | None = None


class Librarian:
    """Answers from one library, one question after another. A library belongs to the thread that opened it."""

    def __init__(self, folder: Path, threshold: float | None = None) -> None:
        """Open the library and load it. Raises CollectionError when it cannot be used."""
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="library")
        self._library, self._answerer = self._thread.submit(_open, folder, threshold).result()
        self._held = self._thread.submit(holdings, self._library).result()

    async def answer(self, line: str, scope: Filters = EVERYTHING, most: int = MOST_QUOTES) -> Answered:
        """The answer to a line, in a part of the library or all of it. Raises BrokenQuote, CollectionError."""
        return await self._done(lambda: self._answerer.answer_with_sources(line, scope, most))

    async def check(self, words: str) -> Answered:
        """Where words stand, whatever they are. Raises BrokenQuote, CollectionError."""
        return await self._done(lambda: self._answerer.check_with_sources(words, apart=True))

    async def compare(self, topic: str) -> Answered:
        """What each author says on a topic. Raises BrokenQuote, CollectionError."""
        return await self._done(lambda: self._answerer.compare_with_sources(topic))

    async def article(self, id: str) -> Filters | None:
        """The search narrowed to the article that an id's words stand in now; None where they are not here.

        Raises BrokenQuote, CollectionError.
        """
        return await self._done(lambda: self._article(id))

    async def resolve(self, id: str) -> Resolved:
        """What an id stands for. Raises BrokenQuote, CollectionError."""
        return await self._done(lambda: resolve(self._library, id))

    async def around(self, id: str, reach: int) -> Around:
        """What stands around the words of an id, `reach` runs on either side. Raises BrokenQuote, CollectionError."""
        return await self._done(lambda: self._around(id, reach))

    async def window(self, document: str, number: int, first: int, last: int, words: Span | None) -> Window | None:
        """Runs of an article; None where it is not here. Raises BrokenQuote, CollectionError."""
        return await self._done(lambda: window(self._library.collection(), document, number, first, last, words))

    async def entries(self) -> tuple[Entry, ...]:
        """Every article there is. Raises CollectionError."""
        return await self._done(lambda: entries(self._library.collection()))

    async def holdings(self) -> Holdings:
        """What is in the library: now, or while a long question is being answered, a moment ago."""
        asked = asyncio.get_running_loop().run_in_executor(self._thread, holdings, self._library)
        with suppress(TimeoutError):
            self._held = await asyncio.wait_for(asyncio.shield(asked), _GREETING_WAITS)
        return self._held

    async def _done(self, work: Callable[[], _T]) -> _T:
        def rested() -> _T:
            try:
                return self._library.mended(work)
            finally:
                self._library.rest()

        return await asyncio.get_running_loop().run_in_executor(self._thread, rested)

    def _around(self, id: str, reach: int) -> Around:
        resolved = resolve(self._library, id)
        quote = _standing(resolved)
        place = self._place(quote) if quote else None
        if quote is None or place is None:
            return Around(resolved)
        words = (quote.citation.start, quote.citation.end)
        number, first, last = place
        made = window(self._library.collection(), _document(quote), number, first - reach, last + reach, words)
        return Around(resolved, made, words)

    def _article(self, id: str) -> Filters | None:
        quote = _standing(resolve(self._library, id))
        place = self._place(quote) if quote else None
        return Filters(within=(quote.citation.file, place[0])) if quote and place else None

    def _place(self, quote: Quote) -> tuple[int, int, int] | None:
        words = (quote.citation.start, quote.citation.end)
        return found_at(self._library.collection(), _document(quote), words)

    def close(self) -> None:
        """Finish the question at hand and close the library."""
        self._thread.submit(self._library.close).result()
        self._thread.shutdown()


def holdings(library: Library) -> Holdings:
    """What is in a library; of its signed articles the shortest title."""
    return library.mended(lambda: _held(library.collection()))


def _held(collection: Collection) -> Holdings:
    documents, articles = collection.counts()
    for letters in sorted(collection.index.values("title"), key=len)[:_LOOKED_AT]:
        for row in collection.index.rows("title", letters):
            _, article = collection.article(row)
            if article.author and article.title:
                return Holdings(documents, articles, article.title.value)
    return Holdings(documents, articles, "")


def _standing(resolved: Resolved) -> Quote | None:
    """The words of an id where they stand now, if they still do."""
    if resolved.moved is None:
        return resolved.quote
    kept = resolved.moved.fate is not Fate.LOST and resolved.moved.quotes
    return resolved.moved.quotes[0] if kept else None


def _document(quote: Quote) -> str:
    return quote.citation.id.split("-")[0]


def _open(folder: Path, threshold: float | None) -> tuple[Library, Answerer]:
    library = Library(folder)
    answerer = Answerer(library, threshold)
    answerer.warm()
    return library, answerer
