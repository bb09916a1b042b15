"""Everything the server knows, guarded by one condition that wakes whoever waits for a change."""

import itertools
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from tests.botapi.files import Files
from tests.botapi.keyboards import Rows
from tests.botapi.markup import Entity
from tests.botapi.queries import InlineCache, Queries, Toast
from tests.botapi.records import Chat, Json, Message, User
from tests.botapi.updates import Updates

T = TypeVar("T")

_FIRST_TAP = 4_000_000_000_001
_FIRST_INLINE = 8_000_000_000_001


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
    """Users, chats, updates on their way, and the record of calls.

    With `keep` only that many calls, and messages a chat, are remembered: for a server that runs long.
    """

    def __init__(self, bot: User, keep: int | None = None) -> None:
        self.bot = bot
        self.privacy = True
        self.inline_feedback = False
        self.changed = threading.Condition()
        self.version = 0
        self.sent = 0
        self.keep = keep
        self.calls: deque[Call] = deque(maxlen=keep)
        self.counts: Counter[str] = Counter()
        self.chats: dict[int, Chat] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.polling = False
        self.crashes: list[Exception] = []
        self.updates = Updates()
        self.taps = Queries(_FIRST_TAP)
        self.inline = Queries(_FIRST_INLINE)
        self.inline_cache = InlineCache()
        self.toasts: dict[int, list[Toast]] = {}
        self.inline_messages: dict[str, Message] = {}
        self.files = Files(keep)
        # The server hangs its waiting poll here; updates come from other threads.
        self.on_update: Callable[[], None] = lambda: None
        # All private chats share one row of numbers, every supergroup has its own, as at Telegram:
        # a bot that takes a message for another chat's is found out.
        self._private_numbers = itertools.count(1)
        self._inline_numbers = itertools.count(1)

    def notify(self) -> None:
        """Something changed: whoever waits looks again. Only under the condition."""
        self.version += 1
        self.changed.notify_all()

    def wait_for(self, predicate: Callable[[], T], timeout: float, what: str) -> T:
        """The first true value of the predicate, which is asked again after every change."""
        with self.changed:
            value = self.changed.wait_for(predicate, timeout)
            if not value:
                calls = ", ".join(f"{call.method} {call.status}" for call in list(self.calls)[-20:])
                raise TimeoutError(f"{what} did not come within {timeout} s; the last calls: {calls or 'none'}")
            return value

    def record(self, call: Call) -> None:
        with self.changed:
            self.calls.append(call)
            self.counts[f"{call.method} {call.status}"] += 1
            self.notify()

    def forget(self) -> None:
        """Calls, counts and messages are gone; people, groups and updates stay."""
        with self.changed:
            self.calls.clear()
            self.counts.clear()
            self.sent = 0
            for chat in self.chats.values():
                chat.messages.clear()
            self.notify()

    def record_crash(self, error: Exception) -> None:
        with self.changed:
            self.crashes.append(error)
            self.notify()

    # Chats

    def add_person(self, person: User) -> Chat:
        return self._add(Chat(person.id, self._private_numbers, person=person))

    def add_group(self, id: int, title: str, **kind: Any) -> Chat:
        """`kind` says whether it is a forum or a basic group, and what the bot is in it."""
        # The messages of basic groups are numbered with the private ones.
        numbers = self._private_numbers if kind.get("basic") else itertools.count(1)
        return self._add(Chat(id, numbers, title=title, **{"met": True} | kind))

    def _add(self, chat: Chat) -> Chat:
        with self.changed:
            if chat.id in self.chats or chat.id == self.bot.id:
                raise ValueError(f"the id {chat.id} is taken")
            self.chats[chat.id] = chat
            self.notify()
            return chat

    def post(
        self,
        chat: Chat,
        sender: User,
        text: str,
        *,
        entities: tuple[Entity, ...],
        source: str,
        **more: Any,
    ) -> Message:
        """A new message stands in the chat; `source` is how it was sent, `more` are other fields of `Message`."""
        with self.changed:
            number = next(chat.numbers)
            message = Message(number, more.pop("date", now()), chat, sender, text, entities, source, **more)
            message.thread = message.thread or _thread(message)
            chat.messages[number] = message
            if sender is self.bot:
                self.sent += 1
                chat.action = ("", 0.0)
            while self.keep is not None and len(chat.messages) > self.keep:
                del chat.messages[next(iter(chat.messages))]
            self.notify()
            return message

    def change(self, message: Message, text: str, entities: tuple[Entity, ...], source: str, rows: Rows) -> None:
        """The message says this from now on."""
        with self.changed:
            message.text, message.entities, message.source, message.rows = text, entities, source, rows
            message.edit_date = now()
            message.revision += 1
            self.notify()

    def delete(self, message: Message) -> None:
        with self.changed:
            message.chat.messages.pop(message.message_id, None)
            self.notify()

    def new_inline_id(self) -> str:
        """Of a message sent by way of the bot; the messages that are gone are forgotten."""
        self.inline_messages = {id: message for id, message in self.inline_messages.items() if message.stands}
        return f"AgAAAInline{next(self._inline_numbers):06}"

    # Updates

    def tell_bot(self, kind: str, content: Json) -> None:
        """Queues an update, if the bot wants its kind."""
        with self.changed:
            if not self.updates.add(kind, content):
                return
            self.notify()
        self.on_update()

    def duplicate_next_update(self) -> None:
        with self.changed:
            self.updates.duplicate_next()

    def allow_updates(self, kinds: list[str]) -> None:
        """The choice stays until another is made; an empty one is the default again. Queued updates stay."""
        with self.changed:
            self.updates.allowed = frozenset(kinds)

    def take_updates(self, offset: int, limit: int) -> list[Json]:
        """Those from the offset on; all before it are acknowledged. A negative offset counts from the end."""
        with self.changed:
            taken = self.updates.take(offset, limit)
            # Whoever waits for an acknowledgement waits for this.
            self.notify()
            return taken

    def drop_updates(self) -> None:
        with self.changed:
            self.updates.clear()
            self.notify()

    @property
    def pending(self) -> int:
        with self.changed:
            return len(self.updates)

    def set_polling(self, polling: bool) -> None:
        with self.changed:
            self.polling = polling
            self.notify()


def _thread(message: Message) -> int | None:
    """A reply stands where the message it answers stands; without topics, in the thread that one began."""
    replied = message.reply_to
    if replied is None or message.chat.type != "supergroup":
        return None
    return replied.thread if message.chat.forum or replied.thread else replied.message_id
