"""What people settle for themselves: the language, and that nothing is kept of them."""

import logging

from telegram import BotCommand, BotCommandScopeChat, Message, Update, User
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.handlers import showing
from bot.handlers.context import Context, admitted, desk, is_private, wording
from bot.keyboards import Button, Rows, Verb, tap
from bot.people import KEPT_DAYS
from bot.screens.screen import Screen, escaped, screen
from bot.wording.choice import LANGUAGES, wording_for
from bot.wording.wording import Wording

log = logging.getLogger(__name__)

_AUTOMATIC = "auto"
_YES, _NO = "yes", "no"


def commands(words: Wording) -> list[BotCommand]:
    """The commands with their descriptions in a language."""
    return [BotCommand(name, text) for name, text in words.commands.items()]


async def ask_language(update: Update, context: Context) -> None:
    """/lang"""
    if message := await admitted(update, context):
        await showing.send(message, _languages(wording(update, context)))


async def take_language(language: str, person: User, message: Message, context: Context) -> Screen:
    """Keep one of the choices as somebody's language, and say so in it."""
    at = desk(context)
    at.people.choose_language(person.id, None if language == _AUTOMATIC else language)
    if is_private(message):
        await _set_menu(message.chat_id, LANGUAGES.get(language), context)
    words = LANGUAGES.get(language) or wording_for(person.language_code, at.settings.language)
    return screen([escaped(words.language_chosen)])


async def _set_menu(chat: int, words: Wording | None, context: Context) -> None:
    """The commands of one chat in a language; None: as everybody has them.

    Telegram itself cannot tell the scripts of Chinese apart.
    """
    scope = BotCommandScopeChat(chat)
    try:
        if words:
            await context.bot.set_my_commands(commands(words), scope=scope)
        else:
            await context.bot.delete_my_commands(scope=scope)
    except TelegramError as error:
        log.warning("commands of a chat not set: %s", error)


async def privacy(update: Update, context: Context) -> None:
    """/privacy"""
    if message := await admitted(update, context):
        text = wording(update, context).privacy.format(days=KEPT_DAYS)
        await message.reply_text(text, parse_mode=ParseMode.HTML, do_quote=not is_private(message))


async def ask_to_forget(update: Update, context: Context) -> None:
    """/forget: ask once more, for it cannot be undone."""
    if message := await admitted(update, context):
        words = wording(update, context)
        yes = Button(words.button_forget, tap(Verb.FORGET, _YES))
        no = Button(words.button_keep, tap(Verb.FORGET, _NO))
        await showing.send(message, screen([escaped(words.forget)], rows=((yes, no),)))


async def forget(answer: str, person: int, message: Message, words: Wording, context: Context) -> Screen:
    """Delete what is kept of a person, if that is what they tapped, and say so."""
    if answer != _YES:
        return screen([escaped(words.kept)])
    at = desk(context)
    if at.people.language(person) and is_private(message):
        await _set_menu(message.chat_id, None, context)
    at.people.forget(person)
    return screen([escaped(words.forgotten)])


def _languages(words: Wording) -> Screen:
    names = [Button(one.language_name, tap(Verb.LANGUAGE, code)) for code, one in LANGUAGES.items()]
    rows: Rows = (tuple(names), (Button(words.language_automatic, tap(Verb.LANGUAGE, _AUTOMATIC)),))
    return screen([escaped(words.choose_language)], rows=rows)
