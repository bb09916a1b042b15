"""The Telegram bot, put together: reads as its table of contents."""

import asyncio
import logging
import sys
import warnings
from collections.abc import Callable, Coroutine
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

from telegram import LinkPreviewOptions, Update
from telegram.error import Forbidden, InvalidToken, NetworkError, TelegramError
from telegram.ext import (
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    Defaults,
    InlineQueryHandler,
    MessageHandler,
    filters,
)
from telegram.request import HTTPXRequest
from telegram.warnings import PTBDeprecationWarning

from bot import logs
from bot.failures import on_error
from bot.handlers import asking, basics, chats, inline, leafing, settling, tapping
from bot.handlers.context import App, Context, Desk, desk, set_desk
from bot.librarian import Librarian
from bot.people import BrokenPeople, People
from bot.sending import PersistentLimiter
from bot.settings import Settings
from bot.wording.choice import LANGUAGES
from bot.wording.wording import Wording

log = logging.getLogger(__name__)

# Handlers mostly wait: for Telegram's limits, for the network, for the library's one thread. With few of them at once,
# one person's messages that wait for their second keep all others waiting.
_UPDATES_AT_ONCE = 64
# Seconds a request may wait for a connection before it counts as failed.
_PATIENCE = 30.0
# Seconds after which a thread that computes lets others in: the library's must not hold up the network's.
_SWITCH = 0.001
_WITHDRAWN = "withdrawn"
_EDITED = filters.UpdateType.EDITED_MESSAGE
_ASKING = frozenset({"ask", "check", "compare"})
# What the bot is told of; everything else stays at Telegram.
HEARD = (Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY, Update.MY_CHAT_MEMBER)

Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]


class CannotServe(Exception):
    """The bot cannot start; the message says why and what to do, in the language of the settings."""


class _Polling(HTTPXRequest):
    """The connection updates come over. The library stops polling without a word when the token is withdrawn."""

    on_refusal: Callable[[], None] | None = None

    async def do_request(self, *arguments: Any, **named: Any) -> tuple[int, bytes]:
        """As the library's, but a 401 is told, and nothing returned until polling is stopped for it.

        Returned, it would end the polling by an exception that keeps the application from finishing what it is at.
        """
        code, body = await super().do_request(*arguments, **named)
        if code == HTTPStatus.UNAUTHORIZED and self.on_refusal:
            tell, self.on_refusal = self.on_refusal, None
            tell()
            await asyncio.get_running_loop().create_future()
        return code, body


def build(settings: Settings, librarian: Librarian, people: People, limiter: PersistentLimiter | None = None) -> App:
    """The application with all its handlers, not started yet; within Telegram's limits, or those of `limiter`."""
    assert settings.token is not None
    sys.setswitchinterval(_SWITCH)
    builder = (
        ApplicationBuilder()
        .token(settings.token.get_secret_value())
        .base_url(f"{settings.api_url}/bot")
        .base_file_url(f"{settings.api_url}/file/bot")
        .rate_limiter(limiter or PersistentLimiter())
        .defaults(Defaults(link_preview_options=LinkPreviewOptions(is_disabled=True), allow_sending_without_reply=True))
        .concurrent_updates(_UPDATES_AT_ONCE)
        .connection_pool_size(_UPDATES_AT_ONCE)
        .pool_timeout(_PATIENCE)
        .job_queue(None)
        .post_init(_introduce)
    )
    polling = _Polling(connection_pool_size=1, proxy=settings.proxy)
    builder = builder.get_updates_request(polling)
    if settings.proxy:
        builder = builder.proxy(settings.proxy)
    app: App = builder.build()
    polling.on_refusal = partial(_withdrawn, app)
    set_desk(app, Desk(librarian, people, settings))
    _register(app)
    return app


def _register(app: App) -> None:
    """What people can do, and who answers."""
    new = filters.UpdateType.MESSAGE
    commands: dict[str, Handler] = {
        "start": basics.start,
        "help": basics.show_help,
        "ask": asking.ask,
        "check": asking.check,
        "compare": asking.compare,
        "sources": leafing.show_sources,
        "authors": leafing.show_authors,
        "cite": leafing.show_citation,
        "lang": settling.ask_language,
        "privacy": settling.privacy,
        "forget": settling.ask_to_forget,
    }
    for name, handler in commands.items():
        # A question behind a command may be mended by editing it; what else commands do is done once.
        app.add_handler(CommandHandler(name, handler, new | _EDITED if name in _ASKING else new))
    # What was chosen from our own inline results is an answer already.
    worded = (new | _EDITED) & (filters.TEXT | filters.CAPTION) & ~filters.COMMAND & ~filters.VIA_BOT
    app.add_handler(MessageHandler(worded, asking.question))
    app.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, chats.moved))
    other = new & filters.ChatType.PRIVATE & ~filters.StatusUpdate.ALL & ~filters.VIA_BOT
    app.add_handler(MessageHandler(other & ~filters.COMMAND, basics.not_text))
    app.add_handler(MessageHandler(other & filters.COMMAND, basics.unknown_command))
    app.add_handler(CallbackQueryHandler(tapping.tapped))
    app.add_handler(InlineQueryHandler(inline.typed))
    app.add_handler(ChatMemberHandler(chats.joined_or_left, ChatMemberHandler.MY_CHAT_MEMBER))
    app.add_error_handler(on_error)


def _withdrawn(app: App) -> None:
    app.bot_data[_WITHDRAWN] = True
    app.stop_running()


async def _introduce(app: App) -> None:
    """Set commands, name and descriptions in every language, and say that the bot is there."""
    # Telegram keeps them by two-letter language: it cannot tell the two scripts of Chinese apart.
    for code, language in ((None, "zh-hans"), ("en", "en")):
        words = LANGUAGES[language]
        for set_one in (_set_commands, _set_name, _set_description, _set_short_description):
            try:
                await set_one(app, words, code)
            except TelegramError as error:
                # Whoever asks is answered all the same.
                log.warning("%s failed: %s", set_one.__name__.strip("_"), error)
    settings, held = desk(app).settings, await desk(app).librarian.holdings()
    words = LANGUAGES[settings.language]
    log.info("%s", words.serving.format(name=app.bot.username, documents=held.documents, articles=held.articles))
    log.info("%s", words.open_to_some.format(count=len(settings.allowed)) if settings.allowed else words.open_to_all)


async def _set_commands(app: App, words: Wording, code: str | None) -> None:
    await app.bot.set_my_commands(settling.commands(words), language_code=code)


# Telegram takes the rest a few times a day only: each is set where it is not so already.


async def _set_name(app: App, words: Wording, code: str | None) -> None:
    name = desk(app).settings.name or words.name
    if (await app.bot.get_my_name(code)).name != name:
        await app.bot.set_my_name(name, language_code=code)


async def _set_description(app: App, words: Wording, code: str | None) -> None:
    if (await app.bot.get_my_description(code)).description != words.description:
        await app.bot.set_my_description(words.description, language_code=code)


async def _set_short_description(app: App, words: Wording, code: str | None) -> None:
    if (await app.bot.get_my_short_description(code)).short_description != words.short_description:
        await app.bot.set_my_short_description(words.short_description, language_code=code)


def serve(settings: Settings, folder: Path, beside: Path | None = None) -> None:
    """Run the bot by long polling until it is stopped. Raises CannotServe, or CollectionError for the library.

    What belongs to people is kept in the library's folder, or in the one `beside` it.
    """
    words = LANGUAGES[settings.language]
    if settings.token is None:
        raise CannotServe(words.token_missing)
    logs.set_up(settings.log_level)
    # The library warns of its own future as soon as it builds a RetryAfter.
    warnings.filterwarnings("ignore", category=PTBDeprecationWarning)
    try:
        people = People(beside or folder)
    except BrokenPeople as error:
        raise CannotServe(words.bad_people.format(detail=error)) from None
    librarian = Librarian(folder, settings.threshold)
    try:
        app = build(settings, librarian, people)
        app.run_polling(allowed_updates=HEARD, drop_pending_updates=False, bootstrap_retries=3)
        if _WITHDRAWN in app.bot_data:
            raise CannotServe(words.token_refused)
    except (InvalidToken, Forbidden):
        raise CannotServe(words.token_refused) from None
    except NetworkError as error:
        # The name of the exception in front says nothing to whoever reads it.
        detail = logs.redact(str(error)).rpartition("Error: ")[2]
        raise CannotServe(words.no_network.format(detail=detail)) from None
    finally:
        librarian.close()
        people.close()
