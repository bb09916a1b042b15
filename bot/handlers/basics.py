"""/start, /help, and what is no text."""

import html

from telegram import Update
from telegram.constants import ParseMode

from bot.handlers.context import Context, admitted, desk, wording


async def start(update: Update, context: Context) -> None:
    """Say what this is, how much is in it, and what to try first."""
    if message := await admitted(update, context):
        held = await desk(context).librarian.holdings()
        words = wording(update, context)
        text = words.start.format(
            example=html.escape(held.example(words), quote=False), documents=held.documents, articles=held.articles
        )
        await message.reply_text(text, parse_mode=ParseMode.HTML)


async def show_help(update: Update, context: Context) -> None:
    """Say how to ask."""
    if message := await admitted(update, context):
        await message.reply_text(wording(update, context).help, parse_mode=ParseMode.HTML)


async def not_text(update: Update, context: Context) -> None:
    """A picture, a voice, a sticker in private chat: say what works."""
    if message := await admitted(update, context):
        await message.reply_text(wording(update, context).text_only)
