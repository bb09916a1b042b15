"""Updates on their way to the bot, by poll or by webhook."""

import itertools
from collections import deque
from dataclasses import dataclass

from tests.botapi.records import Json

# These kinds come only to a bot that asks for them by name.
_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_FIRST_UPDATE = 700_000_001


@dataclass
class Webhook:
    """Where updates are brought to, and what went wrong last; no address, no webhook."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    last_error: tuple[int, str] | None = None


class Updates:
    """The queue and the kinds the bot wants. Guarded by the world's condition."""

    def __init__(self) -> None:
        self.webhook = Webhook()
        self.allowed: frozenset[str] = frozenset()
        self._queue: deque[Json] = deque()
        self._numbers = itertools.count(_FIRST_UPDATE)
        self._duplicates = 0

    def __len__(self) -> int:
        return len(self._queue)

    def add(self, kind: str, content: Json) -> bool:
        """Whether the bot wanted it."""
        wanted = kind in self.allowed if self.allowed else kind not in _ON_REQUEST
        if not wanted:
            return False
        update = {"update_id": next(self._numbers), kind: content}
        self._queue.append(update)
        if self._duplicates:
            self._duplicates -= 1
            self._queue.append(update)
        return True

    def duplicate_next(self) -> None:
        self._duplicates += 1

    def take(self, offset: int, limit: int) -> list[Json]:
        """Those from the offset on; all before it are acknowledged. A negative offset counts from the end."""
        if offset < 0:
            while len(self._queue) > -offset:
                self._queue.popleft()
        while offset > 0 and self._queue and self._queue[0]["update_id"] < offset:
            self._queue.popleft()
        return list(itertools.islice(self._queue, limit))

    def first(self) -> Json | None:
        return self._queue[0] if self._queue else None

    def delivered(self, update: Json) -> None:
        """Takes away the one that was brought, unless it was dropped meanwhile."""
        if self._queue and self._queue[0] is update:
            self._queue.popleft()

    def clear(self) -> None:
        self._queue.clear()
