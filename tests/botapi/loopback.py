"""Servers that run in a thread and an event loop of their own, on the loopback interface only."""

import asyncio
import threading
from abc import ABC, abstractmethod
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Self

HOST = "127.0.0.1"
PATIENCE = 10.0


class LoopbackServer(ABC):
    """Entered, it listens on a port the system chose; left, it is gone with all its connections."""

    scheme = "http"

    def __init__(self) -> None:
        self.port = 0
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None

    @property
    def url(self) -> str:
        return f"{self.scheme}://{HOST}:{self.port}"

    @abstractmethod
    def _listening(self) -> AbstractAsyncContextManager[int]:
        """Listens while entered; yields the port. Runs in the server's own loop."""

    def __enter__(self) -> Self:
        ready: Future[int] = Future()
        self._thread = threading.Thread(target=self._run, args=(ready,), name=type(self).__name__, daemon=True)
        self._thread.start()
        self.port = ready.result(PATIENCE)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._thread is None or self._loop is None or self._stop is None:
            raise RuntimeError(f"{type(self).__name__} was left before it was entered")
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(PATIENCE)
        if self._thread.is_alive():
            raise RuntimeError(f"{type(self).__name__} did not stop")

    def _run(self, ready: "Future[int]") -> None:
        try:
            asyncio.run(self._serve(ready))
        except BaseException as error:
            # A start that fails belongs to the one who waits for it; anything later is our own bug.
            if ready.done():
                raise
            ready.set_exception(error)

    async def _serve(self, ready: "Future[int]") -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        async with self._listening() as port:
            ready.set_result(port)
            await self._stop.wait()
