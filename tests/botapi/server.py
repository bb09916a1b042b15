"""A Bot API server for tests: real HTTP on the loopback interface, as strict as Telegram.

A bot finds it at the base address f"{server.url}/bot".
"""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, TypeVar

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler, url

from tests.botapi import methods
from tests.botapi.errors import ApiError, unauthorized
from tests.botapi.faults import Answer, Fault, FaultPlan
from tests.botapi.loopback import HOST, LoopbackServer
from tests.botapi.params import Parameters, raw_parameters, typed_parameters
from tests.botapi.person import Group, Person
from tests.botapi.polling import Polling
from tests.botapi.records import User
from tests.botapi.world import Call, World

__all__ = ["BotApiServer", "Call", "Fault", "Group", "Person"]

TOKEN = "123456:TEST-token"  # made up: opens nothing but this server

T = TypeVar("T")


class BotApiServer(LoopbackServer):
    """The server and the people and groups on it."""

    def __init__(self, token: str = TOKEN, username: str = "yinju_test_bot") -> None:
        super().__init__()
        self.token = token
        self.faults = FaultPlan()
        bot_id = int(token.partition(":")[0])
        self.world = World(User(bot_id, "Yinju", username=username, is_bot=True))
        self.polls = Polling(self.world)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)
        # A bot answers a 500 by trying again: our own bugs would go unseen.
        if self.world.crashes and error is None:
            raise RuntimeError("the test server itself failed") from self.world.crashes[0]

    # What tests ask and arrange

    @property
    def bot(self) -> User:
        return self.world.bot

    @property
    def privacy(self) -> bool:
        """In groups the bot is told only of commands, replies to it and mentions."""
        return self.world.privacy

    @privacy.setter
    def privacy(self, on: bool) -> None:
        self.world.privacy = on

    @property
    def calls(self) -> list[Call]:
        """Every call answered so far."""
        with self.world.changed:
            return list(self.world.calls)

    def called(self, method: str) -> list[Call]:
        """The calls of one method so far."""
        return [call for call in self.calls if call.method == method]

    @property
    def polling(self) -> bool:
        """Whether a long poll waits at this moment."""
        return self.world.polling

    @property
    def pending(self) -> int:
        """Updates the bot has not acknowledged."""
        return self.world.pending

    def wait_for(self, predicate: Callable[[], T], timeout: float = 10) -> T:
        """The first true value of the predicate; it is asked again whenever anything changes."""
        return self.world.wait_for(predicate, timeout, "what the test waits for")

    async def until(self, predicate: Callable[[], T], timeout: float = 10) -> T:
        """The same for a test that runs in an event loop."""
        return await asyncio.to_thread(self.wait_for, predicate, timeout)

    def person(
        self, id: int, first_name: str = "Li", language_code: str | None = None, username: str | None = None
    ) -> Person:
        return Person(self.world, self.world.add_person(User(id, first_name, username, language_code)))

    def group(self, id: int, title: str = "Group") -> Group:
        return Group(self.world, self.world.add_group(id, title))

    def fail_next(self, method: str, fault: Fault, times: int = 1) -> None:
        self.faults.add(method, fault, times)

    def duplicate_next_update(self) -> None:
        """The next update comes twice under the same number, as after an answer that was lost."""
        self.world.duplicate_next_update()

    # The HTTP side, in the server's own thread

    @asynccontextmanager
    async def _listening(self) -> AsyncIterator[int]:
        loop = asyncio.get_running_loop()
        self.world.on_update = lambda: _call_soon(loop, self.polls.wake)
        routes = [url(r"/bot([^/]+)/([^/]*)", _BotHandler, {"server": self}), url(r".*", _NowhereHandler)]
        http = HTTPServer(Application(list(routes), log_function=lambda handler: None))
        sockets = bind_sockets(0, HOST)
        http.add_sockets(sockets)
        try:
            yield sockets[0].getsockname()[1]
        finally:
            http.stop()
            await http.close_all_connections()

    async def perform(self, token: str, name: str, params: Parameters) -> Any:
        if token != self.token:
            raise unauthorized()
        if name.lower() == "getupdates":
            return await self.polls.get_updates(params)
        return methods.find(name)(self.world, params)


def _call_soon(loop: asyncio.AbstractEventLoop, callback: Callable[[], None]) -> None:
    # A person may still speak when the server is gone.
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(callback)


class _BotHandler(RequestHandler):
    """/bot<token>/<method>, by GET or POST."""

    def initialize(self, server: BotApiServer) -> None:
        self._server = server
        self._work: asyncio.Task[None] | None = None

    async def get(self, token: str, method: str) -> None:
        self._work = asyncio.create_task(self._answer(token, method))
        # Cancelled when the other side goes away; there is nobody left to answer.
        with contextlib.suppress(asyncio.CancelledError):
            await self._work

    post = get

    def on_connection_close(self) -> None:
        if self._work:
            self._work.cancel()

    async def _answer(self, token: str, method: str) -> None:
        at = time.monotonic()
        name, params = _proper_name(method), {}
        fault = self._server.faults.next_for(name) or Fault(runs=True)
        answer = fault.answer
        try:
            params = raw_parameters(self.request)
            params = typed_parameters(params)
            if fault.runs:
                result = await self._server.perform(token, name, params)
                answer = _json_answer(200, {"ok": True, "result": result})
        except ApiError as error:
            answer = _json_answer(error.code, error.as_json())
        except Exception as error:
            self._server.world.record_crash(error)
            raise
        if fault.drops:
            answer = None
        self._server.world.record(Call(name, params, answer.status if answer else 0, at))
        await asyncio.sleep(fault.delay)
        await self._deliver(answer)

    async def _deliver(self, answer: Answer | None) -> None:
        if answer is None:
            self.detach().close()
            return
        self.set_status(answer.status)
        self.set_header("Content-Type", answer.content_type)
        await self.finish(answer.body)


class _NowhereHandler(RequestHandler):
    """Telegram answers JSON even where nothing is."""

    def prepare(self) -> None:
        error = ApiError(404, "Not Found")
        self.set_status(error.code)
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(error.as_json()))


def _proper_name(method: str) -> str:
    if method.lower() == "getupdates":
        return "getUpdates"
    with contextlib.suppress(ApiError):
        return methods.find(method).name
    return method


def _json_answer(status: int, content: dict[str, Any]) -> Answer:
    return Answer(status, json.dumps(content, ensure_ascii=False).encode())
