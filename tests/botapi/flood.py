"""Telegram's ceilings as a model: so many messages a second in all, a second to a person, a minute to a group."""

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from tests.botapi.errors import ApiError

_COUNTED = ("send", "edit", "copy", "forward")
_FREE = frozenset({"sendchataction"})
_KEPT = 1000


@dataclass(frozen=True)
class Limits:
    """Messages a second in all, a second to one person, a minute to one group.

    A request may be up to `slack` seconds early: what left in time may arrive closer together.
    """

    total: int = 30
    chat: int = 1
    group: int = 20
    slack: float = 0.1


@dataclass(frozen=True)
class Violation:
    """A request that came too early, and the limit it broke: "total", "chat" or "group"."""

    method: str
    chat_id: int | None
    limit: str
    at: float


class Flood:
    """Counts what was let through in sliding windows. Lives in the server's loop."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits
        self.violations: deque[Violation] = deque(maxlen=_KEPT)
        self.broken = 0
        self._clock = clock
        self._passed: dict[int | None, deque[float]] = {}

    def check(self, method: str, chat_id: object) -> None:
        """Counts the request, or refuses it with 429. Typing and answers to taps are free."""
        if not method.lower().startswith(_COUNTED) or method.lower() in _FREE:
            return
        at, chat = self._clock(), chat_id if isinstance(chat_id, int) else None
        windows: list[tuple[str, int | None, int, float]] = [("total", None, self.limits.total, 1.0)]
        if chat is not None:
            one_person = ("chat", chat, self.limits.chat, 1.0)
            windows.append(one_person if chat > 0 else ("group", chat, self.limits.group, 60.0))
        for name, key, most, seconds in windows:
            wait = self._wait(key, most, seconds - self.limits.slack, at)
            if wait > 0:
                self.broken += 1
                self.violations.append(Violation(method, chat, name, at))
                raise too_many(math.ceil(wait))
        for _, key, _, _ in windows:
            self._passed[key].append(at)
        self._forget(at)

    def _wait(self, key: int | None, most: int, seconds: float, at: float) -> float:
        """How long until one more may pass; nothing when it may now."""
        passed = self._passed.setdefault(key, deque())
        while passed and passed[0] <= at - seconds:
            passed.popleft()
        return passed[len(passed) - most] + seconds - at if len(passed) >= most else 0.0

    def _forget(self, at: float) -> None:
        if len(self._passed) > _KEPT:
            self._passed = {key: passed for key, passed in self._passed.items() if passed and passed[-1] > at - 60}


def too_many(seconds: int) -> ApiError:
    return ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
