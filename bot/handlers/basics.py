"""/start with what may stand behind it, /help, and what is no text."""

import html

from telegram import Message, Update
from telegram.constants import ParseMode

from bot.handlers import leafing, showing
from bot.handlers.context import Context, admitted, desk, is_private, wording
from bot.handlers.inline import HELP
from bot.keyboards import Button, Verb, tap
from bot.screens.screen import screen


async def start(update: Update, context: Context) -> None:
    """Say what this is, how much is in it, and what to try first; or open the place that a link points to."""
    message = await admitted(update, context)
    if message is None:
        return
    parameter = context.args[0] if context.args else ""
    words = wording(update, context)
    if parameter.startswith("c_"):
        await leafing.show(await leafing.around(parameter[2:], words, context), message, context)
    elif parameter.startswith("q_"):
        await leafing.show(await leafing.cite(parameter[2:], words, context), message, context)
    elif parameter == HELP:
        await show_help(update, context)
    else:
        held = await desk(context).librarian.holdings()
        text = words.start.format(
            example=html.escape(held.example(words), quote=False), documents=held.documents, articles=held.articles
        )
        shelves = (
            Button(words.commands["sources"], tap(Verb.SHELF, 0)),
            Button(words.commands["authors"], tap(Verb.AUTHORS, 0)),
        )
        await showing.send(message, screen([text], rows=(shelves,)))


async def show_help(update: Update, context: Context) -> None:
    """Say how to ask."""
    if message := await admitted(update, context):
        await _say(message, wording(update, context).help.format(name=context.bot.username))


async def unknown_command(update: Update, context: Context) -> None:
    """A command there is none of: say so, and what works."""
    if message := await admitted(update, context):
        words = wording(update, context)
        await _say(message, words.unknown_command + "\n\n" + words.help.format(name=context.bot.username))


async def not_text(update: Update, context: Context) -> None:
    """A picture, a voice, a sticker in private chat: say what works."""
    if message := await admitted(update, context):
        await message.reply_text(wording(update, context).text_only)


async def _say(message: Message, text: str) -> None:
    await message.reply_text(text, parse_mode=ParseMode.HTML, do_quote=not is_private(message))
