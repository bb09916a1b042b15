"""The server each of these tests talks to."""

from collections.abc import Iterator

import pytest

from tests.botapi.server import BotApiServer


@pytest.fixture
def server() -> Iterator[BotApiServer]:
    with BotApiServer() as server:
        yield server
