"""What every handler needs, and who may ask."""

from dataclasses import dataclass, field
from typing import Any

from telegram import Message, Update
from telegram.ext import Application, ContextTypes

from bot.librarian import Librarian
from bot.manners import Manners
from bot.people import People
from bot.settings import Settings
from bot.wording.choice import LANGUAGES, wording_for
from bot.wording.wording import Wording

Context = ContextTypes.DEFAULT_TYPE
App = Application[Any, Context, Any, Any, Any, Any]

_DESK = "desk"


@dataclass(frozen=True, slots=True)
class Desk:
    """The library behind the bot, what belongs to people, how they are treated, and the settings."""

    librarian: Librarian
    people: People
    settings: Settings
    manners: Manners = field(default_factory=Manners)


def set_desk(app: App, desk: Desk) -> None:
    """Give the application its desk, once, when it is built."""
    app.bot_data[_DESK] = desk


def desk(app: App | Context) -> Desk:
    """The desk of an application, or of the application a handler runs in."""
    found = app.bot_data[_DESK]
    assert isinstance(found, Desk)
    return found


def wording(update: Update, context: Context) -> Wording:
    """The wording for whoever sent the update: as they chose, else as their Telegram is set."""
    user, at = update.effective_user, desk(context)
    if user and (chosen := at.people.language(user.id)):
        return LANGUAGES[chosen]
    return wording_for(user.language_code if user else None, at.settings.language)


def may_ask(update: Update, context: Context) -> bool:
    """Whether the settings let this person, or this chat, ask."""
    allowed = desk(context).settings.allowed
    user, chat = update.effective_user, update.effective_chat
    return not allowed or (chat is not None and chat.id in allowed) or (user is not None and user.id in allowed)


async def admitted(update: Update, context: Context) -> Message | None:
    """The message to answer, or None when its sender may not ask; told so in private, silently in a group."""
    message, user, chat = update.effective_message, update.effective_user, update.effective_chat
    if message is None or chat is None:
        return None
    if may_ask(update, context):
        return message
    if chat.type == chat.PRIVATE and user is not None:
        await message.reply_text(wording(update, context).not_allowed.format(user=user.id))
    return None


def is_private(message: Message) -> bool:
    """Whether a message stands in a private chat."""
    return message.chat.type == message.chat.PRIVATE


def asker(update: Update) -> int:
    """Whose turn it is: the person's, or the chat's where somebody writes in its name."""
    user, chat = update.effective_user, update.effective_chat
    assert user or chat
    return user.id if user else chat.id if chat else 0
