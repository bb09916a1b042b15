"""The page's server: its files, what a chat shows as a stream of events, what the person does.

It listens on the loopback interface only, and answers no page but its own: another site open in the same browser can
neither read the chats nor speak in them.
"""

import asyncio
import contextlib
import json
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar
from urllib.parse import quote

from tornado.httpserver import HTTPServer
from tornado.iostream import StreamClosedError
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler, url

from tests.botapi.loopback import HOST, LoopbackServer
from tests.botapi.markup import BadMarkup
from tests.botapi.playground.scene import Refused, Scene

T = TypeVar("T")

_FOLDER = Path(__file__).parent
_FILES = {
    "page.html": "text/html",
    "page.css": "text/css",
    "page.js": "text/javascript",
    "messages.js": "text/javascript",
    "entities.js": "text/javascript",
    "inline.js": "text/javascript",
    "asking.js": "text/javascript",
}
_DOES = frozenset({"says", "edits", "presses", "starts", "speaks", "types_inline", "chooses"})
_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'"
_PATIENCE = 15.0
# That somebody no longer types is no change: while it is shown it is looked at again.
_TYPING = 1.0


class Playground(LoopbackServer):
    """Entered, the page can be opened at `url`; port 0 is one the system chooses."""

    def __init__(self, scene: Scene, port: int = 0) -> None:
        super().__init__()
        self.scene = scene
        self._wanted = port
        self._waiting: set[asyncio.Future[None]] = set()
        self._watching = False

    @asynccontextmanager
    async def _listening(self) -> AsyncIterator[int]:
        routes = [
            url(r"/events", _Events, {"page": self}),
            url(r"/do/(\w+)", _Does, {"page": self}),
            url(r"/document/(-?\d+)/(\d+)", _Document, {"page": self}),
            url(r"/([\w.]*)", _File, {"page": self}),
        ]
        http = HTTPServer(Application(list(routes), log_function=lambda handler: None))
        sockets = bind_sockets(self._wanted, HOST)
        self.port = sockets[0].getsockname()[1]
        http.add_sockets(sockets)
        watcher = threading.Thread(target=self._watch, args=(asyncio.get_running_loop(),), name="watcher", daemon=True)
        self._watching = True
        watcher.start()
        try:
            yield self.port
        finally:
            http.stop()
            await http.close_all_connections()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        world = self.scene.server.world
        with world.changed:
            self._watching = False
            world.notify()
        super().__exit__(kind, error, trace)

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Wakes the loop at every change of the server's world, which is another thread's."""
        world, seen = self.scene.server.world, -1
        while self._watching:
            with world.changed:
                while self._watching and world.version == seen:
                    world.changed.wait()
                seen = world.version
            with contextlib.suppress(RuntimeError):  # the loop is gone already
                loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)

    async def change(self, timeout: float | None = None) -> None:
        """Returns at the next change, or after `timeout` seconds. Nothing is missed between a look and this call."""
        waiting = asyncio.get_running_loop().create_future()
        self._waiting.add(waiting)
        try:
            await asyncio.wait([waiting], timeout=timeout)
        finally:
            self._waiting.discard(waiting)

    async def until(self, look: Callable[[], T]) -> T:
        """What a look at the server gives as soon as it raises no TimeoutError. Raises TimeoutError."""
        async with asyncio.timeout(_PATIENCE):
            while True:
                with contextlib.suppress(TimeoutError):
                    return look()
                await self.change()


class _Handler(RequestHandler):
    def initialize(self, page: Playground) -> None:
        self._page = page

    def set_default_headers(self) -> None:
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Security-Policy", _POLICY)
        self.set_header("X-Content-Type-Options", "nosniff")

    def prepare(self) -> None:
        # A name that somebody else's site gives this machine is not ours.
        if self.request.host not in (f"{HOST}:{self._page.port}", f"localhost:{self._page.port}"):
            raise HTTPError(403)


class _File(_Handler):
    """The page and what belongs to it."""

    def get(self, name: str) -> None:
        name = name or "page.html"
        if name not in _FILES:
            raise HTTPError(404)
        self.set_header("Content-Type", f"{_FILES[name]}; charset=utf-8")
        self.finish((_FOLDER / name).read_bytes())


class _Document(_Handler):
    """A file the bot sent."""

    def get(self, chat: str, message: str) -> None:
        found = self._page.scene.document(int(chat), int(message))
        if found is None:
            raise HTTPError(404)
        name, content = found
        self.set_header("Content-Type", "application/octet-stream")
        self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{quote(name)}")
        self.finish(content)


class _Events(_Handler):
    """/events?chat=…: all that a chat shows, now and again whenever it is something else."""

    _work: asyncio.Task[None] | None = None

    async def get(self) -> None:
        chat = self.get_query_argument("chat")
        if chat not in ("private", "group"):
            raise HTTPError(404)
        self.set_header("Content-Type", "text/event-stream")
        self._work = asyncio.create_task(self._tell(chat))
        # The page was closed.
        with contextlib.suppress(asyncio.CancelledError, StreamClosedError):
            await self._work

    def on_connection_close(self) -> None:
        if self._work:
            self._work.cancel()

    async def _tell(self, chat: str) -> None:
        told = None
        while True:
            shown = self._page.scene.shown(chat)
            if shown == told:
                await self._page.change(_TYPING if shown["doing"] else None)
                continue
            told = shown
            self.write(f"data: {json.dumps(shown, ensure_ascii=False)}\n\n")
            await self.flush()


class _Does(_Handler):
    """/do/<what>: the person acts; answered with JSON when it is done, or with why it cannot be."""

    async def post(self, action: str) -> None:
        # Another site's page cannot send this type without asking first, and is never allowed to.
        if action not in _DOES or self.request.headers.get("Content-Type") != "application/json":
            raise HTTPError(404)
        try:
            given = json.loads(self.request.body)
            done: dict[str, Any] = await getattr(self._page.scene, action)(given, self._page.until)
        except TimeoutError:
            done = self._refuse("机器人没有回应")
        except (Refused, BadMarkup, ValueError, LookupError, TypeError) as error:
            done = self._refuse(str(error))
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps(done, ensure_ascii=False))

    def _refuse(self, why: str) -> dict[str, Any]:
        self.set_status(400)
        return {"error": why}
