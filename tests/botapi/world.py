"""Everything the server knows, guarded by one condition that wakes whoever waits for a change."""

import itertools
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from tests.botapi.markup import Entity
from tests.botapi.records import Chat, Json, Message, User

T = TypeVar("T")

# These kinds come only to a bot that asks for them by name.
_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_FIRST_UPDATE = 700_000_001


def now() -> int:
    """Unix time, as messages carry it."""
    return int(time.time())


@dataclass(frozen=True)
class Call:
    """One request to the Bot API: when it came (monotonic clock) and how it was answered.

    Status 0 is a connection dropped without an answer.
    """

    method: str
    params: Json
    status: int
    at: float


class World:
    """Users, chats, updates on their way, and the record of calls."""

    def __init__(self, bot: User) -> None:
        self.bot = bot
        self.privacy = True
        self.changed = threading.Condition()
        self.calls: list[Call] = []
        self.chats: dict[int, Chat] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.polling = False
        self.crashes: list[Exception] = []
        # The server hangs its waiting poll here; updates come from other threads.
        self.on_update: Callable[[], None] = lambda: None
        self._updates: deque[Json] = deque()
        self._update_ids = itertools.count(_FIRST_UPDATE)
        # All private chats share one row of numbers, every supergroup has its own, as at Telegram:
        # a bot that takes a message for another chat's is found out.
        self._private_numbers = itertools.count(1)
        self._allowed: frozenset[str] = frozenset()
        self._duplicates = 0

    def wait_for(self, predicate: Callable[[], T], timeout: float, what: str) -> T:
        """The first true value of the predicate, which is asked again after every change."""
        with self.changed:
            value = self.changed.wait_for(predicate, timeout)
            if not value:
                calls = ", ".join(f"{call.method} {call.status}" for call in self.calls[-20:])
                raise TimeoutError(f"{what} did not come within {timeout} s; the last calls: {calls or 'none'}")
            return value

    def record(self, call: Call) -> None:
        with self.changed:
            self.calls.append(call)
            self.changed.notify_all()

    def record_crash(self, error: Exception) -> None:
        with self.changed:
            self.crashes.append(error)
            self.changed.notify_all()

    # Chats

    def add_person(self, person: User) -> Chat:
        return self._add(Chat(person.id, self._private_numbers, person=person))

    def add_group(self, id: int, title: str) -> Chat:
        return self._add(Chat(id, title=title, met=True))

    def _add(self, chat: Chat) -> Chat:
        with self.changed:
            if chat.id in self.chats or chat.id == self.bot.id:
                raise ValueError(f"the id {chat.id} is taken")
            self.chats[chat.id] = chat
            return chat

    def post(
        self,
        chat: Chat,
        sender: User,
        text: str,
        *,
        entities: tuple[Entity, ...],
        source: str,
        reply_to: Message | None = None,
        extra: Json | None = None,
    ) -> Message:
        """A new message stands in the chat; `source` is how it was sent."""
        with self.changed:
            number = next(chat.numbers)
            message = Message(number, now(), chat, sender, text, entities, source, reply_to, extra or {})
            chat.messages[number] = message
            self.changed.notify_all()
            return message

    # Updates

    def tell_bot(self, kind: str, content: Json) -> None:
        """Queues an update, if the bot wants its kind."""
        with self.changed:
            wanted = kind in self._allowed if self._allowed else kind not in _ON_REQUEST
            if not wanted:
                return
            update = {"update_id": next(self._update_ids), kind: content}
            self._updates.append(update)
            if self._duplicates:
                self._duplicates -= 1
                self._updates.append(update)
            self.changed.notify_all()
        self.on_update()

    def duplicate_next_update(self) -> None:
        with self.changed:
            self._duplicates += 1

    def allow_updates(self, kinds: list[str]) -> None:
        """The choice stays until another is made; an empty one is the default again. Queued updates stay."""
        with self.changed:
            self._allowed = frozenset(kinds)

    def take_updates(self, offset: int, limit: int) -> list[Json]:
        """Those from the offset on; all before it are acknowledged. A negative offset counts from the end."""
        with self.changed:
            if offset < 0:
                while len(self._updates) > -offset:
                    self._updates.popleft()
            while offset > 0 and self._updates and self._updates[0]["update_id"] < offset:
                self._updates.popleft()
            # Whoever waits for an acknowledgement waits for this.
            self.changed.notify_all()
            return list(itertools.islice(self._updates, limit))

    def drop_updates(self) -> None:
        with self.changed:
            self._updates.clear()
            self.changed.notify_all()

    @property
    def pending(self) -> int:
        with self.changed:
            return len(self._updates)

    def set_polling(self, polling: bool) -> None:
        with self.changed:
            self.polling = polling
            self.changed.notify_all()
