"""Applications of python-telegram-bot on the server, for the tests of the server itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from telegram import Update
from telegram.ext import Application

from tests.botapi.server import BotApiServer

AnyApplication = Application[Any, Any, Any, Any, Any, Any]


def application(server: BotApiServer, token: str = "") -> AnyApplication:
    """An application of the library that finds the server, files included."""
    builder = Application.builder().token(token or server.token)
    built: AnyApplication = builder.base_url(f"{server.url}/bot").base_file_url(f"{server.url}/file/bot").build()
    return built


@asynccontextmanager
async def polling(bot: AnyApplication) -> AsyncIterator[None]:
    """The application runs, and hears every kind of update."""
    assert bot.updater is not None
    async with bot:
        await bot.start()
        await bot.updater.start_polling(timeout=5, allowed_updates=Update.ALL_TYPES)
        try:
            yield
        finally:
            await bot.updater.stop()
            await bot.stop()
