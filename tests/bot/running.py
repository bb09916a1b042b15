"""The real application on a local Bot API server, run by its own `run_polling` in a thread of this process."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.application import HEARD, build
from bot.handlers.context import App
from bot.librarian import Librarian
from bot.people import People
from bot.sending import PersistentLimiter
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
def serving(
    server: BotApiServer, librarian: Librarian, folder: Path | None = None, **environment: str
) -> Iterator[App]:
    """The bot, polling. When it is left, it has heard and answered all that was said to it.

    What belongs to people lies in `folder`, or in one of its own that goes with it.
    """
    with TemporaryDirectory() as own:
        people = People(folder or Path(own))
        try:
            settings = settings_for(server, **environment)
            # Nobody waits a second for every message: the pace is held by tests of its own.
            yield from _serving(server, build(settings, librarian, people, PersistentLimiter(0, 0, 0)))
        finally:
            people.close()


def _serving(server: BotApiServer, app: App) -> Iterator[App]:
    loop = asyncio.new_event_loop()

    def run() -> None:
        asyncio.set_event_loop(loop)
        app.run_polling(allowed_updates=HEARD, bootstrap_retries=3, stop_signals=None)

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
