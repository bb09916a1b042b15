"""People and groups: they speak to the bot and read what it shows them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.botapi.markup import Entity, parse_plain, utf16_length
from tests.botapi.records import Chat, Json, Message, User
from tests.botapi.world import World, now

# What Telegram itself marks in a person's words; it finds them anywhere in the text.
_COMMAND = re.compile(r"(?<![\w/<>])/(?P<name>[A-Za-z0-9_]{1,64})(?:@(?P<bot>[A-Za-z0-9_]{3,32}))?(?![\w/<>])")
_MENTION = re.compile(r"(?<![\w@/])@(?P<bot>[A-Za-z0-9_]{4,32})(?!\w)")


@dataclass(frozen=True)
class Shown:
    """A message as a reader sees it; `html` is what was sent."""

    message_id: int
    text: str
    html: str
    entities: tuple[Entity, ...]
    reply_to: int | None
    sender: User = field(repr=False)

    @property
    def by_bot(self) -> bool:
        return self.sender.is_bot

    def marked(self, kind: str) -> list[str]:
        """The words marked as bold, blockquote, text_link, … in their order."""
        return [entity.of(self.text) for entity in self.entities if entity.type == kind]


class Place:
    """A chat as its members see it."""

    def __init__(self, world: World, chat: Chat) -> None:
        self._world = world
        self._chat = chat

    @property
    def id(self) -> int:
        return self._chat.id

    @property
    def screen(self) -> list[Shown]:
        """All messages that stand in the chat, people's and the bot's."""
        with self._world.changed:
            return [_shown(message) for message in self._chat.messages.values()]

    def answers(self, after: int = 0) -> list[Shown]:
        """What the bot has said since the given message."""
        return [shown for shown in self.screen if shown.by_bot and shown.message_id > after]


class Group(Place):
    """A supergroup the bot is a member of."""


class Person(Place):
    """A person, and at the same time the private chat with the bot."""

    @property
    def user(self) -> User:
        assert self._chat.person is not None
        return self._chat.person

    def shows(self, kind: str, caption: str = "") -> int:
        """Sends a photo, a voice message or a sticker, and tells its message id."""
        file: Json = {"file_id": "f1", "file_unique_id": "u1"}
        size: Json = {"width": 512, "height": 512}
        sticker: Json = {"type": "regular", "is_animated": False, "is_video": False}
        kinds: dict[str, Json] = {
            "photo": {"photo": [file | size]},
            "voice": {"voice": file | {"duration": 3}},
            "sticker": {"sticker": file | size | sticker},
        }
        return self.says(caption, extra=kinds[kind])

    def says(
        self,
        text: str,
        chat: Group | None = None,
        reply_to: int | Shown | None = None,
        extra: Json | None = None,
    ) -> int:
        """Sends a text and tells its message id; in a group under privacy the bot may not hear it."""
        place = (chat or self)._chat
        if place.blocked:
            raise ValueError("whoever blocks the bot cannot write to it")
        text, _ = parse_plain(text) if text or not extra else ("", ())
        with self._world.changed:
            number = reply_to.message_id if isinstance(reply_to, Shown) else reply_to
            replied = None if number is None else place.messages[number]
            place.met = True
            message = self._world.post(
                place, self.user, text, entities=tuple(_entities(text)), source=text, reply_to=replied, extra=extra
            )
            if place.private or not self._world.privacy or _meant_for(self._world.bot, message):
                self._world.tell_bot("message", message.as_json())
            return message.message_id

    def waits_for_reply(
        self, after: int = 0, count: int = 1, timeout: float = 10, chat: Group | None = None
    ) -> list[Shown]:
        """What the bot says after a message, as soon as there are `count` messages of it."""
        place = chat or self

        def enough() -> list[Shown]:
            answers = place.answers(after)
            return answers if len(answers) >= count else []

        return self._world.wait_for(enough, timeout, f"answer number {count} after message {after}")

    def blocks_bot(self) -> None:
        self._turns("member", "kicked", blocked=True)

    def unblocks_bot(self) -> None:
        self._turns("kicked", "member", blocked=False)

    def _turns(self, old: str, new: str, blocked: bool) -> None:
        with self._world.changed:
            if self._chat.blocked == blocked:
                return
            self._chat.blocked = blocked
            self._world.tell_bot(
                "my_chat_member",
                {
                    "chat": self._chat.as_json(),
                    "from": self.user.as_json(),
                    "date": now(),
                    "old_chat_member": _membership(self._world.bot, old),
                    "new_chat_member": _membership(self._world.bot, new),
                },
            )


def _membership(bot: User, status: str) -> Json:
    until = {"until_date": 0} if status == "kicked" else {}
    return {"user": bot.as_json(), "status": status} | until


def _shown(message: Message) -> Shown:
    replied = message.reply_to.message_id if message.reply_to else None
    return Shown(message.message_id, message.text, message.source, message.entities, replied, message.sender)


def _entities(text: str) -> Iterator[Entity]:
    found = [("bot_command", match) for match in _COMMAND.finditer(text)]
    found += [("mention", match) for match in _MENTION.finditer(text)]
    for kind, match in sorted(found, key=lambda pair: pair[1].start()):
        yield Entity(kind, utf16_length(text[: match.start()]), utf16_length(match.group()))


def _meant_for(bot: User, message: Message) -> bool:
    """Privacy mode: commands that name no other bot, replies to the bot, mentions of it."""
    name = (bot.username or "").lower()
    if message.reply_to and message.reply_to.sender.id == bot.id:
        return True
    if any((match["bot"] or name).lower() == name for match in _COMMAND.finditer(message.text)):
        return True
    return any(match["bot"].lower() == name for match in _MENTION.finditer(message.text))
