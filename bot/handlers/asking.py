"""A question, words to check, a topic to compare: in private, by command, by mention, or in reply to the bot."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from telegram import Message, Update
from telegram.constants import ChatAction

from bot.handlers import showing
from bot.handlers.context import Context, admitted, asker, desk, is_private, wording
from bot.librarian import Answered
from bot.manners import typing
from bot.people import Asked
from bot.rendering import shown_quotes
from bot.screens.answers import Shown, answered, compared
from bot.screens.screen import Screen
from bot.wording.wording import Wording
from retrieval.answering.filters import EVERYTHING, Filters
from retrieval.answering.framing import asks_for_source
from retrieval.records import Quote

# A question that old was asked while the bot was away; one older still is no longer waited for.
_LATE = timedelta(minutes=5)
_TOO_LATE = timedelta(days=1)
_SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class _Made:
    """An answer ready to be shown, and the id of what it quotes first."""

    screen: Screen
    quote: str | None


async def question(update: Update, context: Context) -> None:
    """Answer a message, or one that was edited; in a group only one that is meant for the bot."""
    message = update.effective_message
    if message is None:
        return
    line = _meant_for(message, context.bot.username, context.bot.id)
    if line is not None and await admitted(update, context):
        await _respond("ask", line, message, update, context)


async def ask(update: Update, context: Context) -> None:
    """/ask with the question behind it."""
    await _command("ask", update, context)


async def check(update: Update, context: Context) -> None:
    """/check with the words behind it, or in reply to them."""
    await _command("check", update, context)


async def compare(update: Update, context: Context) -> None:
    """/compare with the topic behind it."""
    await _command("compare", update, context)


async def _command(kind: str, update: Update, context: Context) -> None:
    message = await admitted(update, context)
    if message is None:
        return
    line = re.sub(r"^/\S+\s*", "", message.text or message.caption or "").strip()
    if kind == "ask":
        line = _about_replied(line, message, context.bot.id)
    elif not line:
        line = _replied_words(message)
    if line:
        await _respond(kind, line, message, update, context)
    else:
        held, words = await desk(context).librarian.holdings(), wording(update, context)
        await message.reply_text(
            words.how[kind].format(example=held.example(words), title=held.title), do_quote=not is_private(message)
        )


def _meant_for(message: Message, username: str, bot_id: int) -> str | None:
    """The question in a message without the mention of the bot; None when it is not addressed to it."""
    text = message.text or message.caption or ""
    if is_private(message):
        return _about_replied(text, message, bot_id)
    mention = re.compile(rf"(?<![\w.-])@{re.escape(username)}\b(?![.@]\w)", re.IGNORECASE)
    if mention.search(text):
        return _about_replied(mention.sub(" ", text).strip(), message, bot_id)
    return text if _replies_to(message, bot_id) else None


def _replies_to(message: Message, bot_id: int) -> bool:
    replied = message.reply_to_message
    return replied is not None and replied.from_user is not None and replied.from_user.id == bot_id


def _replied_words(message: Message) -> str:
    replied = message.reply_to_message
    return (replied.text or replied.caption or "").strip() if replied else ""


def _about_replied(line: str, message: Message, bot_id: int) -> str:
    """The line, or where it only points at somebody's message or asks for its source, that message's words."""
    words = _replied_words(message)
    if not words or _replies_to(message, bot_id):
        return line
    if not line:
        return words
    return f"“{words}”出自哪里？" if asks_for_source(line) and "“" not in line else line


async def _respond(kind: str, line: str, message: Message, update: Update, context: Context) -> None:
    """Answer once, in turn, if it is not too late or too fast; what was edited is answered in place."""
    at, words = desk(context), wording(update, context)
    late = _lateness(message)
    if late > _TOO_LATE:
        await _skip(message, words, context)
        return
    person, group = asker(update), None if is_private(message) else message.chat_id
    if too_fast := at.manners.pace(person, group):
        if not too_fast.told:
            text = words.too_fast.format(seconds=too_fast.seconds)
            await message.reply_text(text, do_quote=group is not None)
        return
    async with at.manners.turn(person) as mine:
        if not mine:
            await message.reply_text(words.busy, do_quote=group is not None)
            return
        known = at.people.asked_by(message.chat_id, message.message_id)
        shown = at.people.shown(known.key) if known else []
        edited = message.edit_date is not None
        if known and shown and (not edited or (known.kind, known.line) == (kind, line)):
            # It came twice, or was edited where it makes no difference.
            return
        asked = Asked(message.chat_id, person, message.message_id, kind, line)
        if known:
            at.people.change(known.key, kind, line)
            asked = replace(asked, key=known.key)
        else:
            asked = replace(asked, key=at.people.keep(asked))
        thread = message.message_thread_id if message.is_topic_message else None
        async with typing(lambda: message.chat.send_action(ChatAction.TYPING, message_thread_id=thread)):
            made = await _made(asked, message, words.late if late > _LATE else "", words, context)
        if shown:
            numbers = await showing.replace(shown, message, made.screen)
        else:
            numbers = [one.message_id for one in await showing.send(message, made.screen)]
        at.people.show(message.chat_id, asked.key, numbers, made.quote)


async def _made(asked: Asked, message: Message, note: str, words: Wording, context: Context) -> _Made:
    at = desk(context)
    place = Shown(asked.key, context.bot.username, is_private(message), note=note)
    if asked.kind == "compare":
        answer, sources = await at.librarian.compare(asked.line)
        return _Made(compared(answer, sources, place, words), _first(answer.quotes))
    if asked.kind == "check":
        answer, sources = await at.librarian.check(asked.line)
    else:
        within = await _within(message, context)
        (answer, sources), scope, said = await _followed_up(asked.line, within, words, context)
        at.people.narrow(asked.key, scope)
        place = replace(place, scope=scope, note="\n".join(filter(None, (note, said))))
    return _Made(answered(answer, sources, place, words), _first(shown_quotes(answer)))


async def _followed_up(line: str, within: Filters, words: Wording, context: Context) -> tuple[Answered, Filters, str]:
    """The answer, of a reply to an answer from that article first; what it is of, and what is said beside that."""
    librarian = desk(context).librarian
    if within:
        found = await librarian.answer(line, within)
        if found[0].found:
            return found, within, ""
    found = await librarian.answer(line)
    return found, EVERYTHING, words.not_within if within and found[0].found else ""


async def _within(message: Message, context: Context) -> Filters:
    """The article quoted by the answer that a message replies to; everything where it replies to none."""
    replied = message.reply_to_message
    if replied is None or not _replies_to(message, context.bot.id):
        return EVERYTHING
    quoted = desk(context).people.quoted_by(message.chat_id, replied.message_id)
    return (await desk(context).librarian.article(quoted) if quoted else None) or EVERYTHING


async def _skip(message: Message, words: Wording, context: Context) -> None:
    """Say once a chat that what was asked so long ago is not answered any more."""
    told: set[int] = context.bot_data.setdefault(_SKIPPED, set())
    if message.chat_id not in told:
        told.add(message.chat_id)
        await message.reply_text(words.skipped, do_quote=True)


def _lateness(message: Message) -> timedelta:
    return datetime.now(UTC) - (message.edit_date or message.date)


def _first(quotes: Sequence[Quote]) -> str | None:
    return quotes[0].citation.id if quotes else None
