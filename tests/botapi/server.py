"""A Bot API server for tests: real HTTP on the loopback interface, as strict as Telegram.

A bot finds it at the base address f"{server.url}/bot".
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, TypeVar

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, url

from tests.botapi import methods
from tests.botapi.delivery import Delivery
from tests.botapi.errors import unauthorized
from tests.botapi.faults import Fault, FaultPlan
from tests.botapi.files import UPLOAD_LIMIT
from tests.botapi.flood import Flood, Limits, Violation
from tests.botapi.handling import BotHandler, FileHandler, NowhereHandler
from tests.botapi.loopback import HOST, LoopbackServer
from tests.botapi.methods.profile import commands_shown
from tests.botapi.params import Parameters
from tests.botapi.person import Group, Person, Place
from tests.botapi.polling import Polling
from tests.botapi.records import User
from tests.botapi.world import Call, World

__all__ = ["BotApiServer", "Call", "Fault", "Group", "Limits", "Person", "Violation"]

TOKEN = "123456:TEST-token"  # made up: opens nothing but this server

T = TypeVar("T")


class BotApiServer(LoopbackServer):
    """The server and the people and groups on it."""

    def __init__(
        self, token: str = TOKEN, username: str = "yinju_test_bot", *, port: int = 0, keep: int | None = None
    ) -> None:
        """With `port` 0 the system chooses one; with `keep` only so many calls and messages are remembered."""
        super().__init__()
        self._wanted_port = port
        self._flood: Flood | None = None
        self.token = token
        self.faults = FaultPlan()
        bot_id = int(token.partition(":")[0])
        self.world = World(User(bot_id, "Yinju", username=username, is_bot=True), keep)
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

    @property
    def version(self) -> int:
        """Grows with every change: whoever shows the chats waits for a later one."""
        return self.world.version

    @property
    def inline_feedback(self) -> bool:
        """Whether the bot hears which inline results are chosen; off until its maker switches it on."""
        return self.world.inline_feedback

    @inline_feedback.setter
    def inline_feedback(self, on: bool) -> None:
        self.world.inline_feedback = on

    @property
    def flood(self) -> Limits | None:
        """Telegram's ceilings, where they are kept; none unless set. Setting them forgets what was sent."""
        return self._flood.limits if self._flood else None

    @flood.setter
    def flood(self, limits: Limits | None) -> None:
        self._flood = Flood(limits) if limits else None

    @property
    def violations(self) -> list[Violation]:
        """The latest requests that came too early."""
        return list(self._flood.violations) if self._flood else []

    @property
    def broken_limits(self) -> int:
        """How many requests came too early."""
        return self._flood.broken if self._flood else 0

    def forget_inline_cache(self) -> None:
        with self.world.changed:
            self.world.inline_cache.forget()

    def expire_queries(self) -> None:
        """Every tap and inline query so far is too old to be answered."""
        with self.world.changed:
            self.world.taps.expire()
            self.world.inline.expire()

    def commands_for(self, person: Person, chat: Place | None = None) -> list[tuple[str, str]]:
        """The command menu as the person sees it in a chat: names and descriptions."""
        with self.world.changed:
            language = (person.user.language_code or "")[:2]
            return commands_shown(self.world, (chat or person).id, person.id, language)

    def person(
        self, id: int, first_name: str = "Li", language_code: str | None = None, username: str | None = None
    ) -> Person:
        return Person(self.world, self.world.add_person(User(id, first_name, username, language_code)))

    def group(
        self, id: int, title: str = "Group", *, forum: bool = False, basic: bool = False, with_bot: bool = True
    ) -> Group:
        """A supergroup, with topics if it is a forum, or a basic group that may become one."""
        status = "member" if with_bot else "left"
        chat = self.world.add_group(id, title, forum=forum, basic=basic, met=with_bot, status=status)
        return Group(self.world, chat)

    def fail_next(self, method: str, fault: Fault, times: int = 1) -> None:
        self.faults.add(method, fault, times)

    def duplicate_next_update(self) -> None:
        """The next update comes twice under the same number, as after an answer that was lost."""
        self.world.duplicate_next_update()

    # The HTTP side, in the server's own thread

    @asynccontextmanager
    async def _listening(self) -> AsyncIterator[int]:
        loop = asyncio.get_running_loop()
        delivery = Delivery(self.world)
        self.world.on_update = lambda: _call_soon(loop, self.polls.wake, delivery.wake)
        http = HTTPServer(
            Application(self.routes(), log_function=lambda handler: None), max_buffer_size=2 * UPLOAD_LIMIT
        )
        sockets = bind_sockets(self._wanted_port, HOST)
        http.add_sockets(sockets)
        bringing = asyncio.create_task(delivery.run())
        try:
            yield sockets[0].getsockname()[1]
        finally:
            bringing.cancel()
            await asyncio.gather(bringing, return_exceptions=True)
            http.stop()
            await http.close_all_connections()

    def routes(self) -> list[Any]:
        """What is served where."""
        return [
            url(r"/bot([^/]+)/([^/]*)", BotHandler, {"server": self}),
            url(r"/file/bot([^/]+)/(.+)", FileHandler, {"server": self}),
            url(r".*", NowhereHandler),
        ]

    async def perform(self, token: str, name: str, params: Parameters) -> Any:
        if token != self.token:
            raise unauthorized()
        if name.lower() == "getupdates":
            return await self.polls.get_updates(params)
        if self._flood:
            self._flood.check(name, params.get("chat_id"))
        return methods.find(name)(self.world, params)


def _call_soon(loop: asyncio.AbstractEventLoop, *callbacks: Callable[[], None]) -> None:
    # A person may still speak when the server is gone.
    with contextlib.suppress(RuntimeError):
        for callback in callbacks:
            loop.call_soon_threadsafe(callback)
