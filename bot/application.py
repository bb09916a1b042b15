"""The Telegram bot, put together: reads as its table of contents."""

import asyncio
import logging
import warnings
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

from telegram import BotCommand, LinkPreviewOptions, Update
from telegram.error import Forbidden, InvalidToken, NetworkError, TelegramError
from telegram.ext import ApplicationBuilder, CommandHandler, Defaults, MessageHandler, filters
from telegram.request import HTTPXRequest
from telegram.warnings import PTBDeprecationWarning

from bot import logs
from bot.failures import on_error
from bot.handlers import asking, basics
from bot.handlers.context import App, Desk, desk, set_desk
from bot.librarian import Librarian
from bot.sending import PersistentLimiter
from bot.settings import Settings
from bot.wording.choice import LANGUAGES

log = logging.getLogger(__name__)

# Handlers mostly wait for Telegram; more than a few at once cost more than they gain.
_UPDATES_AT_ONCE = 8
_WITHDRAWN = "withdrawn"


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


def build(settings: Settings, librarian: Librarian) -> App:
    """The application with all its handlers, not started yet."""
    assert settings.token is not None
    builder = (
        ApplicationBuilder()
        .token(settings.token.get_secret_value())
        .base_url(f"{settings.api_url}/bot")
        .base_file_url(f"{settings.api_url}/file/bot")
        .rate_limiter(PersistentLimiter())
        .defaults(Defaults(link_preview_options=LinkPreviewOptions(is_disabled=True)))
        .concurrent_updates(_UPDATES_AT_ONCE)
        .connection_pool_size(2 * _UPDATES_AT_ONCE)
        .job_queue(None)
        .post_init(_introduce)
    )
    polling = _Polling(connection_pool_size=1, proxy=settings.proxy)
    builder = builder.get_updates_request(polling)
    if settings.proxy:
        builder = builder.proxy(settings.proxy)
    app: App = builder.build()
    polling.on_refusal = partial(_withdrawn, app)
    set_desk(app, Desk(librarian, settings))
    text = filters.UpdateType.MESSAGE & (filters.TEXT | filters.CAPTION) & ~filters.COMMAND
    app.add_handler(CommandHandler("start", basics.start, filters.UpdateType.MESSAGE))
    app.add_handler(CommandHandler("help", basics.show_help, filters.UpdateType.MESSAGE))
    app.add_handler(CommandHandler("ask", asking.ask, filters.UpdateType.MESSAGE))
    app.add_handler(MessageHandler(text, asking.question))
    other = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & ~filters.StatusUpdate.ALL
    app.add_handler(MessageHandler(other & ~filters.COMMAND, basics.not_text))
    app.add_handler(MessageHandler(other & filters.COMMAND, basics.show_help))
    app.add_error_handler(on_error)
    return app


def _withdrawn(app: App) -> None:
    app.bot_data[_WITHDRAWN] = True
    app.stop_running()


async def _introduce(app: App) -> None:
    """Set the commands in every language and say that the bot is there. Failing to set them stops nothing."""
    try:
        # Telegram keeps commands by two-letter language: it cannot tell the two scripts of Chinese apart.
        for code, language in ((None, "zh-hans"), ("en", "en")):
            commands = [BotCommand(name, text) for name, text in LANGUAGES[language].commands.items()]
            await app.bot.set_my_commands(commands, language_code=code)
    except TelegramError as error:
        log.warning("commands not set: %s", error)
    settings, held = desk(app).settings, await desk(app).librarian.holdings()
    words = LANGUAGES[settings.language]
    log.info("%s", words.serving.format(name=app.bot.username, documents=held.documents, articles=held.articles))
    log.info("%s", words.open_to_some.format(count=len(settings.allowed)) if settings.allowed else words.open_to_all)


def serve(settings: Settings, folder: Path) -> None:
    """Run the bot by long polling until it is stopped. Raises CannotServe, or CollectionError for the library."""
    words = LANGUAGES[settings.language]
    if settings.token is None:
        raise CannotServe(words.token_missing)
    logs.set_up(settings.log_level)
    # The library's own rate limiter reads a wait in the form the library deprecates.
    warnings.filterwarnings("ignore", category=PTBDeprecationWarning)
    librarian = Librarian(folder, settings.threshold)
    try:
        app = build(settings, librarian)
        app.run_polling(allowed_updates=[Update.MESSAGE], drop_pending_updates=False, bootstrap_retries=3)
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
