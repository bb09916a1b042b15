"""The library in a thread of its own: the event loop goes on while a question is answered."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bot.wording.wording import Wording
from retrieval.answering.answer import Answerer
from retrieval.collection.library import Library
from retrieval.records import Answer


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much there is, and a title to ask about; empty where no article has one and an author."""

    documents: int
    articles: int
    title: str

    def example(self, wording: Wording) -> str:
        """A question that the library can answer."""
        return wording.example.format(title=self.title) if self.title else wording.no_example


class Librarian:
    """Answers from one library, one question after another. A library belongs to the thread that opened it."""

    def __init__(self, folder: Path, threshold: float | None = None) -> None:
        """Open the library and load it. Raises CollectionError when it cannot be used."""
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="library")
        self._library, self._answerer = self._thread.submit(_open, folder, threshold).result()

    async def answer(self, line: str) -> tuple[Answer, Mapping[str, str]]:
        """The answer, and the sources to hold its quotes against when they are sent."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._answerer.answer_with_sources, line)

    async def holdings(self) -> Holdings:
        """What is in the library now."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._holdings)

    def _holdings(self) -> Holdings:
        return holdings(self._library)

    def close(self) -> None:
        """Finish the question at hand and close the library."""
        self._thread.submit(self._library.close).result()
        self._thread.shutdown()


def holdings(library: Library) -> Holdings:
    """What is in a library; of its signed articles the shortest title."""
    collection = library.collection()
    titles = (article.title.value for _, article in collection.articles if article.title and article.author)
    return Holdings(len(collection.documents), len(collection.articles), min(titles, key=len, default=""))


def _open(folder: Path, threshold: float | None) -> tuple[Library, Answerer]:
    library = Library(folder)
    answerer = Answerer(library, threshold)
    answerer.warm()
    return library, answerer
