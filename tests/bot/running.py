"""The real application on a local Bot API server, run by its own `run_polling` in a thread of this process."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from telegram import Update

from bot.application import build
from bot.handlers.context import App
from bot.librarian import Librarian
from bot.settings import Settings
from tests.botapi.server import BotApiServer

PATIENCE = 20.0


def settings_from(**environment: Any) -> Settings:
    """Settings by their names in the environment; no `.env` is read."""
    values: dict[str, Any] = {"_env_file": None, **environment}
    return Settings(**values)


def settings_for(server: BotApiServer, **environment: str) -> Settings:
    """The settings of a bot of this server, and others."""
    return settings_from(**{"TELEGRAM_TOKEN": server.token, "TELEGRAM_API_URL": server.url} | environment)


@contextmanager
def serving(server: BotApiServer, librarian: Librarian, **environment: str) -> Iterator[App]:
    """The bot, polling. When it is left, it has heard and answered all that was said to it."""
    app = build(settings_for(server, **environment), librarian)
    loop = asyncio.new_event_loop()

    def run() -> None:
        asyncio.set_event_loop(loop)
        app.run_polling(allowed_updates=[Update.MESSAGE], bootstrap_retries=3, stop_signals=None)

    with ThreadPoolExecutor(1, thread_name_prefix="bot") as pool:
        running = pool.submit(run)
        try:
            server.wait_for(lambda: server.polling, PATIENCE)
            yield app
            server.wait_for(lambda: server.pending == 0, PATIENCE)
        finally:
            if not running.done():
                asyncio.run_coroutine_threadsafe(_stop(app), loop)
            running.result(PATIENCE)


async def _stop(app: App) -> None:
    # Polling begins a moment before the application calls itself running.
    while not app.running:
        await asyncio.sleep(0)
    app.stop_running()
