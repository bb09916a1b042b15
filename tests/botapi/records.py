"""Users, chats and messages, and the JSON the Bot API makes of them."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.botapi.keyboards import Rows, rows_as_json
from tests.botapi.markup import Entity

Json = dict[str, Any]
MEDIA = frozenset({"photo", "voice", "sticker", "document"})
# What the bot is in a chat it cannot write to.
OUTSIDE = frozenset({"left", "kicked"})


@dataclass(frozen=True)
class User:
    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False

    def as_json(self) -> Json:
        optional = {"username": self.username, "language_code": self.language_code}
        present = {name: value for name, value in optional.items() if value is not None}
        return {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name} | present


@dataclass(eq=False)
class Chat:
    """A private chat has its person, a group its title; `topics` are the names of a forum's topics.

    `status` is the bot's own: member, administrator, restricted, left or kicked. A person who
    blocks the bot makes it kicked.
    """

    id: int
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1), repr=False)
    person: User | None = None
    title: str | None = None
    forum: bool = False
    basic: bool = False
    # The bot can write only to whom it has met.
    met: bool = False
    status: str = "member"
    deactivated: bool = False
    migrated_to: int | None = None
    topics: dict[int, str] = field(default_factory=dict)
    members: dict[int, User] = field(default_factory=dict, repr=False)
    admins: set[int] = field(default_factory=set, repr=False)
    messages: "dict[int, Message]" = field(default_factory=dict, repr=False)
    action: tuple[str, float] = ("", 0.0)

    @property
    def private(self) -> bool:
        return self.person is not None

    @property
    def blocked(self) -> bool:
        return self.private and self.status == "kicked"

    @property
    def type(self) -> str:
        if self.private:
            return "private"
        return "group" if self.basic else "supergroup"

    def as_json(self) -> Json:
        if self.person is None:
            shown: Json = {"id": self.id, "title": self.title, "type": self.type}
            return shown | ({"is_forum": True} if self.forum else {})
        named = {"username": self.person.username} if self.person.username else {}
        return {"id": self.id, "first_name": self.person.first_name, "type": "private"} | named


@dataclass(eq=False)
class Message:
    """A message as it stands in a chat; `source` is what was sent, before Telegram parsed it.

    An edit changes it where it stands: whoever replied to it, replied to what it says now.
    """

    message_id: int
    date: int
    chat: Chat
    sender: User
    text: str
    entities: tuple[Entity, ...]
    source: str
    reply_to: "Message | None" = None
    extra: Json = field(default_factory=dict)
    rows: Rows = ()
    via_bot: User | None = None
    inline_id: str | None = None
    thread: int | None = None
    edit_date: int | None = None
    revision: int = 0

    @property
    def is_media(self) -> bool:
        return bool(MEDIA & self.extra.keys())

    @property
    def stands(self) -> bool:
        """Whether nobody has deleted it."""
        return self.chat.messages.get(self.message_id) is self

    def as_json(self, nested: bool = True) -> Json:
        """A message replied to is shown without the one it replied to itself, as the Bot API does."""
        shown: Json = {
            "message_id": self.message_id,
            "from": self.sender.as_json(),
            "chat": self.chat.as_json(),
            "date": self.date,
        }
        shown |= self._circumstances()
        replied = self.reply_to or self._topic()
        if nested and replied and replied.stands:
            shown["reply_to_message"] = replied.as_json(nested=False)
        # What is sent with a picture or a file is its caption.
        text, entities = ("caption", "caption_entities") if self.is_media else ("text", "entities")
        if self.text:
            shown[text] = self.text
        if self.entities:
            shown[entities] = [entity.as_json() for entity in self.entities]
        return shown | self.extra

    def _topic(self) -> "Message | None":
        """What stands in a topic and replies to nothing, replies to the line that opened the topic."""
        inside = self.chat.forum and self.thread not in (None, self.message_id)
        return self.chat.messages.get(self.thread or 0) if inside else None

    def _circumstances(self) -> Json:
        shown: Json = {}
        if self.thread is not None:
            shown["message_thread_id"] = self.thread
            if self.chat.forum:
                shown["is_topic_message"] = True
        if self.edit_date is not None:
            shown["edit_date"] = self.edit_date
        if self.via_bot:
            shown["via_bot"] = self.via_bot.as_json()
        if self.rows:
            shown["reply_markup"] = rows_as_json(self.rows)
        return shown

    def inaccessible_json(self) -> Json:
        """What the Bot API shows of a message that is gone."""
        return {"chat": self.chat.as_json(), "message_id": self.message_id, "date": 0}
