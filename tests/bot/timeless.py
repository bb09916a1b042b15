"""The library's own bot and a Telegram within the process, in a loop whose time passes only when nothing is left to do."""

import asyncio
import json
import selectors
from collections import defaultdict, deque
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from typing import Any

from telegram.error import NetworkError
from telegram.ext import ExtBot
from telegram.request import BaseRequest, RequestData

from bot.sending import PersistentLimiter

START = 1000.0


class Patience(asyncio.SelectorEventLoop):
    """A loop that does not wait: its clock is put forward to the next timer."""

    def __init__(self) -> None:
        super().__init__(_NoWaiting(self))
        self.now = START

    def time(self) -> float:
        return self.now


class _NoWaiting(selectors.DefaultSelector):
    def __init__(self, loop: Patience) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        assert timeout is not None, "nothing is left to wait for"
        self._loop.now += max(timeout, 0)
        return super().select(0)


@dataclass(frozen=True)
class Arrival:
    """A request as Telegram gets it; `at` in seconds since the start."""

    at: float
    method: str
    parameters: dict[str, Any]

    @property
    def chat(self) -> Any:
        return self.parameters.get("chat_id")

    @property
    def text(self) -> Any:
        return self.parameters.get("text")


Answer = dict[str, Any] | Exception


class Telegram(BaseRequest):
    """Answers what it is told to, to the next requests of a method in a chat, and otherwise that all is well."""

    def __init__(self, ways: Iterator[float] | None = None) -> None:
        self.arrivals: list[Arrival] = []
        self._ways = ways
        self._answers: defaultdict[tuple[str, Any], deque[Answer]] = defaultdict(deque)

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    def answers(self, method: str, chat: Any, *answers: Answer) -> None:
        self._answers[method, chat].extend(answers)

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        await self._way()
        name = url.rpartition("/")[2]
        arrival = Arrival(
            asyncio.get_running_loop().time() - START, name, dict(request_data.parameters) if request_data else {}
        )
        self.arrivals.append(arrival)
        waiting = self._answers[name, arrival.chat]
        answer = waiting.popleft() if waiting else {"ok": True, "result": _result(name)}
        await self._way()
        if isinstance(answer, Exception):
            raise answer
        return answer.get("error_code", 200), json.dumps(answer).encode()

    async def _way(self) -> None:
        if self._ways:
            await asyncio.sleep(next(self._ways))

    @property
    def times(self) -> list[float]:
        return [round(arrival.at, 6) for arrival in self.arrivals]


def _result(method: str) -> Any:
    message = {"message_id": 1, "date": 0, "chat": {"id": 7, "type": "private"}}
    return message if method in ("sendMessage", "editMessageText") else True


def refused(seconds: int) -> Answer:
    return {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": seconds}}


def bad(description: str, **parameters: int) -> Answer:
    return {"ok": False, "error_code": 400, "description": f"Bad Request: {description}", "parameters": parameters}


def lost() -> Answer:
    return NetworkError("the connection was dropped")


Conversation = Callable[[ExtBot[None]], Coroutine[Any, Any, Any]]


def hold(telegram: Telegram, conversation: Conversation, limiter: PersistentLimiter | None = None) -> float:
    """Seconds the bot needs until all it was to send is sent."""
    bot = ExtBot("1:made-up", request=telegram, rate_limiter=limiter or PersistentLimiter())
    with asyncio.Runner(loop_factory=Patience) as runner:
        runner.run(conversation(bot))
        return round(runner.get_loop().time() - START, 6)
