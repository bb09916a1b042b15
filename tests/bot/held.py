"""Librarians that take their time, or fail, when they are told to."""

import asyncio
import queue
import threading

from bot.librarian import Answered, Librarian
from retrieval.answering.answer import MOST_QUOTES
from retrieval.answering.filters import EVERYTHING, Filters

PATIENCE = 8.0


class Behind(Librarian):
    """The library of another librarian, who goes on working and closes it."""

    def __init__(self, librarian: Librarian) -> None:
        self.__dict__.update(vars(librarian))


class Held(Behind):
    """Answers nothing until it is let."""

    def __init__(self, librarian: Librarian) -> None:
        super().__init__(librarian)
        self._begun: queue.Queue[str] = queue.Queue()
        self._permits = threading.Semaphore(0)

    def lets(self, questions: int = 1) -> None:
        """So many further questions may be answered."""
        self._permits.release(questions)

    def begins(self) -> str:
        """The next question that it was asked, as soon as there is one."""
        return self._begun.get(timeout=PATIENCE)

    @property
    def idle(self) -> bool:
        """Whether it was asked nothing that `begins` did not tell."""
        return self._begun.empty()

    async def answer(self, line: str, scope: Filters = EVERYTHING, most: int = MOST_QUOTES) -> Answered:
        self._begun.put(line)
        # A test that fails does not let: the bot must come to its end all the same.
        await asyncio.to_thread(self._permits.acquire, timeout=PATIENCE)
        return await super().answer(line, scope, most)


class Failing(Behind):
    """Every question meets a mistake of our own, which has the question in its words."""

    async def answer(self, line: str, scope: Filters = EVERYTHING, most: int = MOST_QUOTES) -> Answered:
        raise ZeroDivisionError(f"a mistake at {line!r}")
