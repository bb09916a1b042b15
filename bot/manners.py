"""Manners towards people: one question at a time, not too many of one person or group, and "typing" while it takes."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from math import ceil
from time import monotonic

from telegram.error import TelegramError

# So many at once, and then one in so many seconds. A group's is within what Telegram lets a bot say there.
_PERSON = (12, 2.0)
_GROUP = (15, 3.0)
# Besides the question at hand so many may wait; who sends more is asked to wait.
_WAITING = 3
# People notice nothing of what is quicker; Telegram shows "typing" for five seconds.
_NOTICED = 0.5
_SHOWN = 4.5
# Buckets of people who were not heard of for longest are forgotten: they are full again.
_KEPT = 10_000


@dataclass(slots=True)
class _Bucket:
    level: float
    at: float
    told: bool = False


@dataclass(slots=True)
class _Line:
    """Those of one person who wait for their answer."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class TooFast:
    """Somebody asks too fast; `seconds` to wait, and whether that was said already."""

    seconds: int
    told: bool


class Manners:
    """Who may ask now. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._buckets: OrderedDict[int, _Bucket] = OrderedDict()
        self._lines: dict[int, _Line] = {}

    def pace(self, person: int, group: int | None = None) -> TooFast | None:
        """Count a question of somebody, in a group or alone; None where it may be answered."""
        buckets = [(self._filled(person, *_PERSON), _PERSON[1])]
        if group is not None:
            buckets.append((self._filled(group, *_GROUP), _GROUP[1]))
        for bucket, seconds in buckets:
            if bucket.level < 1:
                told, bucket.told = bucket.told, True
                return TooFast(ceil((1 - bucket.level) * seconds), told)
        # Only what is answered counts: one who is too fast takes nothing from the others of a group.
        for bucket, _ in buckets:
            bucket.level -= 1
            bucket.told = False
        return None

    def _filled(self, whose: int, most: int, seconds: float) -> _Bucket:
        now = self._clock()
        bucket = self._buckets.pop(whose, None) or _Bucket(most, now)
        self._buckets[whose] = bucket
        if len(self._buckets) > _KEPT:
            self._buckets.popitem(last=False)
        bucket.level = min(most, bucket.level + (now - bucket.at) / seconds)
        bucket.at = now
        return bucket

    @asynccontextmanager
    async def turn(self, person: int, most: int = _WAITING) -> AsyncIterator[bool]:
        """One question of a person at a time, in order; False where already `most` of theirs wait."""
        line = self._lines.setdefault(person, _Line())
        if line.waiting > most:
            yield False
            return
        line.waiting += 1
        try:
            async with line.lock:
                yield True
        finally:
            line.waiting -= 1
            if not line.waiting:
                self._lines.pop(person, None)


@asynccontextmanager
async def typing(send: Callable[[], Awaitable[object]]) -> AsyncIterator[None]:
    """Let `send` show that we are at it, as long as it takes, if it takes long enough to be noticed."""

    async def show() -> None:
        await asyncio.sleep(_NOTICED)
        while True:
            # Whether it can be shown or not, the answer comes.
            with suppress(TelegramError):
                await send()
            await asyncio.sleep(_SHOWN)

    shown = asyncio.create_task(show())
    try:
        yield
    finally:
        shown.cancel()
        with suppress(asyncio.CancelledError):
            await shown
