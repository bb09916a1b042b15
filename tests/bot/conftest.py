"""A library of the sample documents, a Bot API server, and an environment that says nothing."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import sending
from bot.librarian import Librarian
from retrieval.collection.library import Library
from tests.bot import sample
from tests.bot.held import Held
from tests.botapi.person import Person
from tests.botapi.server import BotApiServer

_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
_COLOURS = ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE")


@pytest.fixture(autouse=True)
def quiet_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting, proxy or colour of whoever runs the tests reaches them."""
    for name in list(os.environ):
        if name.startswith(("TELEGRAM_", "YINJU_")) or name.upper() in (*_PROXIES, *_COLOURS):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def library_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the sample documents, closed. Whoever changes it works on a copy."""
    folder = tmp_path_factory.mktemp("sample") / "library"
    library = Library(folder)
    report = library.add([sample.FOLDER])
    library.analyzer.warm()
    library.close()
    assert (len(report.added), report.articles, report.problems) == (sample.DOCUMENTS, sample.ARTICLES, [])
    return folder


@pytest.fixture(scope="session")
def librarian(library_folder: Path) -> Iterator[Librarian]:
    made = Librarian(library_folder)
    yield made
    made.close()


@pytest.fixture
def server() -> Iterator[BotApiServer]:
    with BotApiServer() as server:
        yield server


@pytest.fixture
def person(server: BotApiServer) -> Person:
    return server.person(7, language_code="zh-hans")


@pytest.fixture
def held(librarian: Librarian) -> Iterator[Held]:
    """A librarian whose answers wait until they are let; at the end all are."""
    made = Held(librarian)
    yield made
    made.lets(100)


@pytest.fixture
def own_logging() -> Iterator[None]:
    """Logging may be set up anew; afterwards it is as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in ("httpx", "httpcore", "apscheduler")}
    # Taken out first: setting up anew closes whatever it finds.
    root.handlers = []
    yield
    root.handlers = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> int:
    """A bot that tries again at once; how often it tries in all."""
    monkeypatch.setattr(sending, "WAITS", (0.0, 0.0))
    return 3
