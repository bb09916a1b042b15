"""What Telegram marks in a person's words, and which of them reach the bot."""

import re
from collections.abc import Iterator

from tests.botapi.markup import Entity, utf16_length
from tests.botapi.records import OUTSIDE, Chat, Json, Message, User
from tests.botapi.world import World

# What Telegram itself marks in a person's words; it finds them anywhere in the text.
_COMMAND = re.compile(r"(?<![\w/<>])/(?P<name>[A-Za-z0-9_]{1,64})(?:@(?P<bot>[A-Za-z0-9_]{3,32}))?(?![\w/<>])")
_MENTION = re.compile(r"(?<![\w@/])@(?P<bot>[A-Za-z0-9_]{4,32})(?!\w)")


def marks(text: str) -> Iterator[Entity]:
    found = [("bot_command", match) for match in _COMMAND.finditer(text)]
    found += [("mention", match) for match in _MENTION.finditer(text)]
    for kind, match in sorted(found, key=lambda pair: pair[1].start()):
        yield Entity(kind, utf16_length(text[: match.start()]), utf16_length(match.group()))


def tell(world: World, message: Message, kind: str = "message") -> None:
    """The bot is told of a person's message, if it hears it. Only under the world's condition."""
    chat = message.chat
    if chat.status in OUTSIDE:
        return
    if chat.private or not world.privacy or chat.status == "administrator" or _meant_for(world.bot, message):
        world.tell_bot(kind, message.as_json())


def service(world: World, chat: Chat, by: User, **what: object) -> Message:
    """A line about the chat itself, which the bot always hears as long as it is in it."""
    extra: Json = dict(what)
    message = world.post(chat, by, "", entities=(), source="", extra=extra)
    if chat.status not in OUTSIDE:
        world.tell_bot("message", message.as_json())
    return message


def _meant_for(bot: User, message: Message) -> bool:
    """Privacy mode: commands that name no other bot, replies to the bot, mentions of it, what was sent by way of it."""
    name = (bot.username or "").lower()
    if message.via_bot or (message.reply_to and message.reply_to.sender.id == bot.id):
        return True
    if any((match["bot"] or name).lower() == name for match in _COMMAND.finditer(message.text)):
        return True
    return any(match["bot"].lower() == name for match in _MENTION.finditer(message.text))
