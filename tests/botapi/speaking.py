"""A person who speaks to the bot and in groups, edits, deletes and sends files."""

import dataclasses
import re

from tests.botapi.hearing import marks, tell
from tests.botapi.markup import parse_plain
from tests.botapi.members import turn
from tests.botapi.places import Group, Place, Topic
from tests.botapi.records import Json, Message, User
from tests.botapi.shown import Shown
from tests.botapi.world import now

_START = re.compile(r"(?:https?://)?(?:t|telegram)\.me/(?P<bot>\w+)(?:\?start=(?P<parameter>[^&]*))?", re.IGNORECASE)
_PARAMETER = re.compile(r"[A-Za-z0-9_-]{0,64}")


class Speaker(Place):
    """A person, and at the same time the private chat with the bot."""

    @property
    def user(self) -> User:
        assert self._chat.person is not None
        return self._chat.person

    def speaks(self, language_code: str | None) -> None:
        """The language of the person's application changes."""
        with self._world.changed:
            self._chat.person = dataclasses.replace(self.user, language_code=language_code)

    def says(
        self,
        text: str,
        chat: Group | None = None,
        reply_to: int | Shown | None = None,
        extra: Json | None = None,
        *,
        age: int = 0,
        topic: Topic | None = None,
    ) -> int:
        """Sends a text, `age` seconds ago, and tells its message id; in a group the bot may not hear it."""
        place = (chat or self)._chat
        if place.blocked or place.migrated_to is not None:
            raise ValueError("whoever blocks the bot cannot write to it, and nobody writes to a group that moved")
        text, _ = parse_plain(text) if text or not extra else ("", ())
        with self._world.changed:
            number = reply_to.message_id if isinstance(reply_to, Shown) else reply_to
            place.met = place.met or place.private
            if not place.private:
                place.members[self.id] = self.user
            message = self._world.post(
                place,
                self.user,
                text,
                entities=tuple(marks(text)),
                source=text,
                reply_to=None if number is None else place.messages[number],
                thread=topic.thread if topic else None,
                extra=extra or {},
                date=now() - age,
            )
            tell(self._world, message)
            return message.message_id

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

    def sends_file(
        self,
        name: str,
        content: bytes,
        caption: str = "",
        chat: Group | None = None,
        reply_to: int | Shown | None = None,
    ) -> int:
        with self._world.changed:
            document = self._world.files.add(name, content)
        return self.says(caption, chat, reply_to, {"document": document.as_json()})

    def edits(self, message: int | Shown, text: str, chat: Group | None = None) -> None:
        """Changes what was said; whoever says the same again has changed nothing."""
        text, _ = parse_plain(text)
        with self._world.changed:
            edited = self._own(message, chat)
            if edited.text == text:
                raise ValueError("the message says this already")
            self._world.change(edited, text, tuple(marks(text)), text, edited.rows)
            tell(self._world, edited, "edited_message")

    def deletes(self, message: int | Shown, chat: Group | None = None) -> None:
        """Takes a message out of the chat, in private also the bot's. No bot is told."""
        with self._world.changed:
            place, number = (chat or self)._chat, _number(message)
            self._world.delete(place.messages[number] if place.private else self._own(message, chat))

    def starts(self, parameter: str = "") -> int:
        """The start button, or a link with a parameter."""
        if not _PARAMETER.fullmatch(parameter):
            raise ValueError(f"Telegram follows no link with the parameter {parameter!r}")
        return self.says(f"/start {parameter}".rstrip())

    def follows(self, url: str) -> int | None:
        """A link to the bot starts it and tells the message id; any other leads away from here."""
        found = _START.fullmatch(url)
        if found is None or found["bot"].lower() != (self._world.bot.username or "").lower():
            return None
        return self.starts(found["parameter"] or "")

    def blocks_bot(self) -> None:
        turn(self._world, self._chat, self.user, "kicked")

    def unblocks_bot(self) -> None:
        turn(self._world, self._chat, self.user, "member")

    def deletes_account(self) -> None:
        with self._world.changed:
            self._chat.deactivated = True

    def _own(self, message: int | Shown, chat: Group | None) -> Message:
        own = (chat or self)._chat.messages[_number(message)]
        if own.sender.id != self.id or own.via_bot:
            raise ValueError("only one's own messages are edited and deleted")
        return own


def _number(message: int | Shown) -> int:
    return message.message_id if isinstance(message, Shown) else message
