"""What every handler needs, and who may ask."""

from dataclasses import dataclass
from typing import Any

from telegram import Message, Update
from telegram.ext import Application, ContextTypes

from bot.librarian import Librarian
from bot.settings import Settings
from bot.wording.choice import wording_for
from bot.wording.wording import Wording

Context = ContextTypes.DEFAULT_TYPE
App = Application[Any, Context, Any, Any, Any, Any]

_DESK = "desk"


@dataclass(frozen=True, slots=True)
class Desk:
    """The library behind the bot, and its settings."""

    librarian: Librarian
    settings: Settings


def set_desk(app: App, desk: Desk) -> None:
    """Give the application its desk, once, when it is built."""
    app.bot_data[_DESK] = desk


def desk(app: App | Context) -> Desk:
    """The desk of an application, or of the application a handler runs in."""
    found = app.bot_data[_DESK]
    assert isinstance(found, Desk)
    return found


def wording(update: Update, context: Context) -> Wording:
    """The wording for whoever sent the update."""
    user = update.effective_user
    return wording_for(user.language_code if user else None, desk(context).settings.language)


async def admitted(update: Update, context: Context) -> Message | None:
    """The message to answer, or None when its sender may not ask; told so in private, silently in a group."""
    message, user, chat = update.effective_message, update.effective_user, update.effective_chat
    if message is None or chat is None:
        return None
    allowed = desk(context).settings.allowed
    if not allowed or chat.id in allowed or (user is not None and user.id in allowed):
        return message
    if chat.type == chat.PRIVATE and user is not None:
        await message.reply_text(wording(update, context).not_allowed.format(user=user.id))
    return None
