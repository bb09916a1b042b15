"""A question in private chat, by /ask, by mention, or in reply to the bot."""

import re

from telegram import Message, Update
from telegram.constants import ChatType, ParseMode
from telegram.error import BadRequest

from bot.handlers.context import Context, admitted, desk, wording
from bot.rendering import plain_parts, telegram_parts
from retrieval.answering.framing import asks_for_source


async def question(update: Update, context: Context) -> None:
    """Answer a message; in a group only one that is meant for the bot."""
    message = update.effective_message
    if message is None:
        return
    line = _meant_for(message, context.bot.username, context.bot.id)
    if line is not None and await admitted(update, context):
        await _answer(message, line, update, context)


async def ask(update: Update, context: Context) -> None:
    """/ask with the question behind it."""
    message = await admitted(update, context)
    if message is None:
        return
    line = _about_replied(re.sub(r"^/\S+\s*", "", message.text or "").strip(), message, context.bot.id)
    if line:
        await _answer(message, line, update, context)
    else:
        held, words = await desk(context).librarian.holdings(), wording(update, context)
        await message.reply_text(words.ask_how.format(example=held.example(words)))


def _meant_for(message: Message, username: str, bot_id: int) -> str | None:
    """The question in a message without the mention of the bot; None when it is not addressed to it."""
    text = message.text or message.caption or ""
    if message.chat.type == ChatType.PRIVATE:
        return _about_replied(text, message, bot_id)
    mention = re.compile(rf"(?<![\w.-])@{re.escape(username)}\b(?![.@]\w)", re.IGNORECASE)
    replied = message.reply_to_message
    if mention.search(text):
        return _about_replied(mention.sub(" ", text).strip(), message, bot_id)
    if replied is not None and replied.from_user is not None and replied.from_user.id == bot_id:
        return text
    return None


def _about_replied(line: str, message: Message, bot_id: int) -> str:
    """The line, or where it only points at somebody's message or asks for its source, that message's words."""
    replied = message.reply_to_message
    words = (replied.text or replied.caption or "").strip() if replied else ""
    if not replied or not words or (replied.from_user is not None and replied.from_user.id == bot_id):
        return line
    if not line:
        return words
    return f"“{words}”出自哪里？" if asks_for_source(line) and "“" not in line else line


async def _answer(message: Message, line: str, update: Update, context: Context) -> None:
    answer, sources = await desk(context).librarian.answer(line)
    in_group = message.chat.type != ChatType.PRIVATE
    parts = telegram_parts(answer, sources, wording(update, context))
    for number, part in enumerate(parts):
        try:
            await message.reply_text(part, parse_mode=ParseMode.HTML, do_quote=in_group)
        except BadRequest as error:
            if "parse entities" not in error.message:
                raise
            await message.reply_text(plain_parts(parts, answer, sources)[number], do_quote=in_group)
