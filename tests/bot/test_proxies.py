"""TELEGRAM_PROXY: the way to Telegram for those who cannot reach it directly."""

import pytest

from bot.librarian import Librarian
from tests.bot import sample
from tests.bot.running import serving
from tests.botapi.proxies import HttpProxy, Socks5Proxy
from tests.botapi.server import BotApiServer

# Only the proxy knows where this is: a bot that goes its own way finds nobody.
NAME = "telegram.test"


@pytest.mark.parametrize("kind", [HttpProxy, Socks5Proxy])
def test_a_question_is_answered_through_a_proxy(
    server: BotApiServer, librarian: Librarian, kind: type[HttpProxy] | type[Socks5Proxy]
) -> None:
    person = server.person(7)
    with kind(names={NAME: "127.0.0.1"}) as proxy:
        address = f"http://{NAME}:{server.port}"
        with serving(server, librarian, TELEGRAM_API_URL=address, TELEGRAM_PROXY=proxy.url):
            (shown,) = person.waits_for_reply(person.says(sample.ANSWERED))
        passed = [request.target for request in proxy.requests]
    assert sample.ANSWERED_IN in shown.text
    assert passed
    assert all(f"{NAME}:{server.port}" in target for target in passed)


def test_an_address_with_a_slash_at_its_end_is_the_same_address(server: BotApiServer, librarian: Librarian) -> None:
    person = server.person(7)
    with serving(server, librarian, TELEGRAM_API_URL=f"{server.url}/"):
        (shown,) = person.waits_for_reply(person.says(sample.ANSWERED))
    assert sample.ANSWERED_IN in shown.text
