"""Users, chats and messages, and the JSON the Bot API makes of them."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.botapi.markup import Entity

Json = dict[str, Any]
MEDIA = frozenset({"photo", "voice", "sticker"})


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
    """A private chat has its person, a supergroup its title."""

    id: int
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1), repr=False)
    person: User | None = None
    title: str | None = None
    # The bot can write only to whom it has met, and not to whom has blocked it.
    met: bool = False
    blocked: bool = False
    messages: "dict[int, Message]" = field(default_factory=dict, repr=False)

    @property
    def private(self) -> bool:
        return self.person is not None

    def as_json(self) -> Json:
        if self.person is None:
            return {"id": self.id, "title": self.title, "type": "supergroup"}
        named = {"username": self.person.username} if self.person.username else {}
        return {"id": self.id, "first_name": self.person.first_name, "type": "private"} | named


@dataclass(frozen=True, eq=False)
class Message:
    """A message as it stands in a chat; `source` is what was sent, before Telegram parsed it."""

    message_id: int
    date: int
    chat: Chat
    sender: User
    text: str
    entities: tuple[Entity, ...]
    source: str
    reply_to: "Message | None" = None
    extra: Json = field(default_factory=dict)

    def as_json(self, nested: bool = True) -> Json:
        """A message replied to is shown without the one it replied to itself, as the Bot API does."""
        shown: Json = {
            "message_id": self.message_id,
            "from": self.sender.as_json(),
            "chat": self.chat.as_json(),
            "date": self.date,
        }
        if nested and self.reply_to:
            shown["reply_to_message"] = self.reply_to.as_json(nested=False)
        # What is sent with a picture or a file is its caption.
        text, entities = ("caption", "caption_entities") if MEDIA & self.extra.keys() else ("text", "entities")
        if self.text:
            shown[text] = self.text
        if self.entities:
            shown[entities] = [entity.as_json() for entity in self.entities]
        return shown | self.extra
