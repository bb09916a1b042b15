"""One error handler: nobody is left to tell, it passes by itself, the chat has moved, or it is our own bug."""

import logging
import secrets
from enum import Enum

from telegram import InlineQueryResultsButton, Update
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, NetworkError, RetryAfter, TelegramError

from bot import logs
from bot.handlers.context import Context, desk, wording
from bot.handlers.inline import HELP
from bot.wording.choice import LANGUAGES

log = logging.getLogger(__name__)


class Kind(Enum):
    """What a failure means."""

    SECOND_BOT = "another program polls with the same token"
    PERMANENT = "the chat takes no messages, or nobody waits for this one any more"
    MOVED = "the group has another id"
    PASSING = "Telegram is out of reach for a while"
    UNREACHED = "an answer did not get through"
    OURS = "our own bug"


# What Telegram says of chats that take no messages, and of taps and queries that nobody waits for any more.
_PERMANENT = (
    "chat not found",
    "not enough rights",
    "have no rights to send",
    "message thread not found",
    "topic_closed",
    "query is too old",
    "chat_write_forbidden",
)


def kind_of(error: Exception | None, asked: bool) -> Kind:
    """The kind of a failure; `asked` is whether it came of something that a person did."""
    if isinstance(error, Conflict):
        return Kind.SECOND_BOT
    if isinstance(error, Forbidden):
        return Kind.PERMANENT
    if isinstance(error, ChatMigrated):
        return Kind.MOVED
    if isinstance(error, BadRequest):
        permanent = any(said in error.message.lower() for said in _PERMANENT)
        return Kind.PERMANENT if permanent else Kind.OURS
    if isinstance(error, NetworkError | RetryAfter):
        return Kind.UNREACHED if asked else Kind.PASSING
    return Kind.OURS


async def on_error(update: object, context: Context) -> None:
    """Log a failure once, by its kind; tell whoever asked, with an id, where that helps."""
    error = context.error
    kind = kind_of(error, update is not None)
    if kind is Kind.SECOND_BOT:
        log.error("%s", LANGUAGES[desk(context).settings.language].second_bot)
    elif kind is Kind.PERMANENT:
        log.info("not delivered: %s", error)
    elif kind is Kind.MOVED:
        assert isinstance(error, ChatMigrated)
        log.info("a group has another id now")
        if isinstance(update, Update) and update.effective_chat:
            desk(context).people.move(update.effective_chat.id, error.new_chat_id)
    elif kind is Kind.PASSING:
        log.warning("Telegram is out of reach, trying again: %s", error)
    else:
        number = secrets.token_hex(3)
        # That Telegram could not be reached says everything; of our own mistakes the way there matters.
        trace = logs.trace(error) if error and kind is Kind.OURS else ""
        log.error("error %s: %s%s", number, error if isinstance(error, TelegramError) else "", trace)
        if isinstance(update, Update):
            await _apologise(update, context, number)


async def _apologise(update: Update, context: Context, number: str) -> None:
    text = wording(update, context).failed.format(id=number)
    try:
        if update.callback_query:
            await update.callback_query.answer(text, show_alert=True)
        elif update.inline_query:
            button = InlineQueryResultsButton(text, start_parameter=HELP)
            await update.inline_query.answer([], button=button, cache_time=0, is_personal=True)
        elif update.effective_message:
            await update.effective_message.reply_text(text)
    except TelegramError as error:
        log.warning("error %s could not be told: %s", number, error)
