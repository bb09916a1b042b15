"""One error handler: what is permanent, what passes by itself, what is our own bug."""

import logging
import secrets

from telegram import Update
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.handlers.context import Context, desk, wording
from bot.wording.choice import LANGUAGES

log = logging.getLogger(__name__)


async def on_error(update: object, context: Context) -> None:
    """Log a failure once, by its kind; tell whoever asked, with an id, unless Telegram itself is the trouble."""
    error = context.error
    if isinstance(error, Conflict):
        log.error("%s", LANGUAGES[desk(context).settings.language].second_bot)
    elif isinstance(error, Forbidden):
        # Blocked by the user, removed from the group: nobody is left to tell.
        log.info("Forbidden: the chat no longer takes messages")
    elif update is None and isinstance(error, NetworkError | RetryAfter):
        log.warning("Telegram is out of reach, trying again: %s", error)
    else:
        number = secrets.token_hex(3)
        # That Telegram could not be reached says everything; of our own mistakes the way there matters.
        unreached = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
        log.error("error %s: %s", number, error, exc_info=None if unreached else error)
        if isinstance(update, Update):
            await _apologise(update, context, number)


async def _apologise(update: Update, context: Context, number: str) -> None:
    message = update.effective_message
    if message is None:
        return
    try:
        await message.reply_text(wording(update, context).failed.format(id=number))
    except TelegramError as error:
        log.warning("error %s could not be told: %s", number, error)
