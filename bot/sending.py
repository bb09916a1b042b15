"""Sending within Telegram's limits, and past its bad moments: what it asks for is obeyed, what got lost tried again.

Telegram counts a message somewhere between its departure and the answer to it. A slot of a window is therefore taken
before a message leaves and is free again a window's length after the answer: there is no second in which Telegram
counts 31, however the network shifts them. What it costs is the way there and back, once a window.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter
from telegram.ext import BaseRateLimiter

log = logging.getLogger(__name__)

TRIES_AFTER_429 = 5
# Seconds before each further try after a dropped connection or a server's error.
WAITS = (0.5, 1.0, 2.0, 4.0)

# What makes a new message.
_NEW = ("send", "forward", "copy")
# What the bot says of itself can be refused for hours, and nobody waits for it.
_OWN = ("setMy", "getMy", "deleteMy")
_SECOND, _MINUTE = 1.0, 60.0
# Seconds within which refusals in several chats mean the bot and not a chat.
_MOMENT = 1.0

Place = int | str | None


class _Windows:
    """Limits that hold together, each so many in any so many seconds; who comes first goes first."""

    def __init__(self, *limits: tuple[int, float]) -> None:
        self.turn = asyncio.Lock()
        self._windows = [(asyncio.Semaphore(limit), seconds) for limit, seconds in limits if limit]

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Held while a message is under way."""
        later = asyncio.get_running_loop().call_later
        async with AsyncExitStack() as held:
            for window, seconds in self._windows:
                await window.acquire()
                held.callback(later, seconds, self._free, window)
            yield

    # A method, so that a chat is remembered until its last slot is free again, and no longer.
    def _free(self, window: asyncio.Semaphore) -> None:
        window.release()


class _Pause(NamedTuple):
    since: float
    until: float


class PersistentLimiter(BaseRateLimiter[None]):
    """Messages leave at Telegram's pace, those of a chat one after another in their order, and are tried again.

    A message whose receipt was lost on the way may arrive twice: better than an answer that never does. An album counts
    as one. Only messages and their edits wait; everything else is just tried again where Telegram asks for a wait.
    """

    def __init__(self, in_all: int = 30, in_chat: int = 1, in_group: int = 20) -> None:
        """Messages a second in all, a second in a chat, a minute in a group; 0 lifts a limit."""
        self._in_chat, self._in_group = in_chat, in_group
        self._all = _Windows((in_all, _SECOND))
        self._chats: WeakValueDictionary[int | str, _Windows] = WeakValueDictionary()
        self._pauses: dict[Place, _Pause] = {}

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    @property
    def remembered(self) -> int:
        """Chats that are written to, or were within their windows."""
        return len(self._chats)

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Any:
        """What the request returns. Raises its last RetryAfter or NetworkError when every try failed."""

        async def call() -> Any:
            return await callback(*args, **kwargs)

        if not _counts(endpoint):
            return await self._persist(call, endpoint, data)
        chat = self._chat(_place(data))
        async with chat.turn:
            return await self._persist(lambda: self._in_time(call, data), endpoint, data)

    async def _in_time(self, call: Callable[[], Coroutine[Any, Any, Any]], data: dict[str, Any]) -> Any:
        """One try, when the limits and Telegram allow it. Only what its chat lets pass stands in the row of all."""
        place = _place(data)
        async with self._chat(place).slot():
            await self._until_open(place)
            async with self._all.slot():
                await self._until_open(None)
                return await call()

    async def _persist(self, call: Callable[[], Coroutine[Any, Any, Any]], endpoint: str, data: dict[str, Any]) -> Any:
        waits = WAITS if _counts(endpoint) else ()
        refused, lost, moved = 0, 0, False
        while True:
            try:
                return await call()
            except RetryAfter as error:
                refused += 1
                if refused > TRIES_AFTER_429 or endpoint.startswith(_OWN):
                    raise
                seconds = _seconds(error)
                log.info("%s: Telegram asks to wait %s s", endpoint, seconds)
                self._pause(_place(data), seconds)
                await self._until_open(_place(data))
            except ChatMigrated as error:
                if moved or not endpoint.startswith(_NEW):
                    raise
                moved = True
                data["chat_id"] = error.new_chat_id
                # Messages have other numbers there: this one would reply to something else.
                data.pop("reply_parameters", None)
            except BadRequest as error:
                # The try that was lost on the way had changed the message.
                if lost and "not modified" in error.message:
                    return True
                raise
            except NetworkError as error:
                if lost == len(waits):
                    raise
                log.info("%s failed, trying again in %s s: %s", endpoint, waits[lost], error)
                await asyncio.sleep(waits[lost])
                lost += 1

    def _chat(self, place: Place) -> _Windows:
        found = None if place is None else self._chats.get(place)
        if found is None:
            found = _Windows((self._in_chat, _SECOND), (self._in_group if _is_group(place) else 0, _MINUTE))
            if place is not None:
                self._chats[place] = found
        return found

    def _pause(self, place: Place, seconds: float) -> None:
        """Nothing more goes to the place for some seconds; nowhere at all, if another was refused a moment ago."""
        now = asyncio.get_running_loop().time()
        self._pauses = {other: pause for other, pause in self._pauses.items() if pause.until > now}
        if any(other != place and now - pause.since < _MOMENT for other, pause in self._pauses.items()):
            place = None
        longest = max(now + seconds, self._until(place))
        self._pauses[place] = _Pause(now, longest)

    def _until(self, place: Place) -> float:
        return self._pauses[place].until if place in self._pauses else 0.0

    async def _until_open(self, place: Place) -> None:
        now = asyncio.get_running_loop().time
        while (seconds := max(self._until(place), self._until(None)) - now()) > 0:
            await asyncio.sleep(seconds)


def _counts(endpoint: str) -> bool:
    """Whether Telegram counts it as a message."""
    return endpoint.startswith((*_NEW, "edit")) and endpoint != "sendChatAction"


def _place(data: dict[str, Any]) -> Place:
    """The chat, or the message sent by inline mode: which chat that stands in, nobody tells."""
    place = data.get("chat_id", data.get("inline_message_id"))
    with contextlib.suppress(ValueError, TypeError):
        return int(place)  # type: ignore[arg-type]  # None is a TypeError
    return None if place is None else str(place)


def _is_group(place: Place) -> bool:
    return place < 0 if isinstance(place, int) else place is not None and place.startswith("@")


def _seconds(error: RetryAfter) -> float:
    # Reading `retry_after` warns of the library's future; what it is pickled as is the number Telegram gave.
    (seconds,) = error.__reduce__()[1]
    return seconds
