"""Screens into the chat: sent, edited in place, or sent without markup where Telegram refuses it."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.handlers.context import is_private
from bot.keyboards import Button, Rows
from bot.screens.screen import Screen

log = logging.getLogger(__name__)


def markup(rows: Rows) -> InlineKeyboardMarkup | None:
    """Rows of buttons as Telegram takes them."""
    return InlineKeyboardMarkup([[_button(one) for one in row] for row in rows]) if rows else None


async def send(to: Message, screen: Screen, quoting: bool | None = None) -> list[Message]:
    """The screen as replies to a message, which they quote in a group, or as `quoting` says."""
    quote = not is_private(to) if quoting is None else quoting
    sent = []
    for at in range(len(screen.parts)):
        made = await _marked_up(screen, at, lambda text, **how: to.reply_text(text, do_quote=quote, **how))
        sent.append(made)
    return sent


async def edit(message: Message, screen: Screen) -> None:
    """A screen in the place of what stands there; sent anew where that cannot be edited, and so is what is too much."""
    await replace([message.message_id], message, screen)


async def replace(messages: Sequence[int], to: Message, screen: Screen) -> list[int]:
    """A screen in the place of the messages of another: those edited, further ones sent, what is left deleted."""
    numbers: list[int] = []
    bot = to.get_bot()
    for at in range(len(screen.parts)):
        if at >= len(messages):
            made = await _marked_up(screen, at, to.reply_text)
            numbers.append(made.message_id)
            continue
        place = {"chat_id": to.chat_id, "message_id": messages[at]}
        number = messages[at]
        try:
            await _marked_up(screen, at, lambda text, where=place, **how: bot.edit_message_text(text, **where, **how))
        except BadRequest as error:
            if _uneditable(error):
                number = (await _marked_up(screen, at, to.reply_text)).message_id
            elif "not modified" not in error.message:
                raise
        numbers.append(number)
    for left in messages[len(screen.parts) :]:
        # Somebody may have taken it away before.
        with suppress(BadRequest):
            await bot.delete_message(to.chat_id, left)
    return numbers


def _uneditable(error: BadRequest) -> bool:
    return "to edit not found" in error.message or "can't be edited" in error.message


async def _marked_up(screen: Screen, at: int, show: Callable[..., Awaitable[Any]]) -> Any:
    """One message of a screen by `show`, again without markup where Telegram cannot read it."""
    buttons = markup(screen.rows) if at == len(screen.parts) - 1 else None
    try:
        return await show(screen.parts[at], parse_mode=ParseMode.HTML, reply_markup=buttons)
    except BadRequest as error:
        if "parse entities" not in error.message:
            raise
        log.error("Telegram refused the markup of a screen: %s", error)
        return await show(screen.plain()[at], reply_markup=buttons)


def _button(one: Button) -> InlineKeyboardButton:
    if one.copied is not None:
        return InlineKeyboardButton(one.label, copy_text=CopyTextButton(one.copied))
    return InlineKeyboardButton(one.label, callback_data=one.data, url=one.url)
