"""Webhooks: what may be set, how updates are brought, and what excludes what."""

import json
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

import pytest
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler, url

from tests.botapi.asking import refusal, result
from tests.botapi.loopback import HOST, LoopbackServer
from tests.botapi.server import BotApiServer

ACTIVE = (
    409,
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
)


class Hook(LoopbackServer):
    """Takes updates, and refuses the first few of them when told so."""

    def __init__(self) -> None:
        super().__init__()
        self.came: list[tuple[str | None, Any]] = []
        self.refuses = 0

    @asynccontextmanager
    async def _listening(self) -> AsyncIterator[int]:
        http = HTTPServer(Application([url(r"/hook", _Taking, {"hook": self})], log_function=lambda handler: None))
        sockets = bind_sockets(0, HOST)
        http.add_sockets(sockets)
        yield sockets[0].getsockname()[1]
        http.stop()
        await http.close_all_connections()


class _Taking(RequestHandler):
    def initialize(self, hook: Hook) -> None:
        self._hook = hook

    def post(self) -> None:
        secret = self.request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        self._hook.came.append((secret, json.loads(self.request.body)))
        if self._hook.refuses:
            self._hook.refuses -= 1
            self.set_status(503)


@pytest.fixture
def hook() -> Iterator[Hook]:
    with Hook() as hook:
        yield hook


def test_updates_are_brought_in_order_with_the_secret(server: BotApiServer, hook: Hook) -> None:
    person = server.person(7)
    person.says("one")
    assert result(server, "setWebhook", url=f"{hook.url}/hook", secret_token="Se-cret_1", max_connections=5)
    person.says("two")
    server.wait_for(lambda: server.pending == 0)
    assert [(secret, update["message"]["text"]) for secret, update in hook.came] == [
        ("Se-cret_1", "one"),
        ("Se-cret_1", "two"),
    ]
    info = result(server, "getWebhookInfo")
    assert (info["url"], info["max_connections"], info["pending_update_count"]) == (f"{hook.url}/hook", 5, 0)
    assert "last_error_message" not in info


def test_an_update_is_brought_until_it_is_taken_and_the_failure_is_told(server: BotApiServer, hook: Hook) -> None:
    hook.refuses = 2
    result(server, "setWebhook", url=f"{hook.url}/hook")
    person = server.person(7)
    person.says("one")
    person.says("two")
    server.wait_for(lambda: server.pending == 0)
    assert [update["message"]["text"] for _, update in hook.came] == ["one", "one", "one", "two"]
    assert hook.came[0][0] is None
    complaint = result(server, "getWebhookInfo")["last_error_message"]
    assert complaint == "Wrong response from the webhook: 503 Service Unavailable"


def test_where_nobody_listens_the_connection_is_refused_and_nothing_is_lost(server: BotApiServer) -> None:
    with Hook() as gone:
        address = f"{gone.url}/hook"
    result(server, "setWebhook", url=address)
    server.person(7).says("one")
    info = server.wait_for(lambda: server.world.updates.webhook.last_error)
    assert info
    assert info[1] == "Connection refused"
    assert result(server, "deleteWebhook")
    assert len(result(server, "getUpdates")) == 1


def test_nothing_is_brought_beyond_this_machine(server: BotApiServer) -> None:
    assert result(server, "setWebhook", url="https://example.org:8443/hook")
    server.person(7).says("one")
    failed = server.wait_for(lambda: server.world.updates.webhook.last_error)
    assert failed
    assert failed[1].startswith("Failed to resolve host")
    assert result(server, "getWebhookInfo")["pending_update_count"] == 1


def test_a_webhook_excludes_polling_until_it_is_deleted(server: BotApiServer, hook: Hook) -> None:
    result(server, "setWebhook", url=f"{hook.url}/hook", allowed_updates=["callback_query"])
    assert refusal(server, "getUpdates") == ACTIVE
    server.person(7).says("unheard")
    assert result(server, "getWebhookInfo")["allowed_updates"] == ["callback_query"]
    assert result(server, "setWebhook", url="")
    assert result(server, "getUpdates") == []


def test_a_poll_ends_when_a_webhook_is_set(server: BotApiServer, hook: Hook) -> None:
    with ThreadPoolExecutor() as pool:
        poll = pool.submit(refusal, server, "getUpdates", timeout=50)
        server.wait_for(lambda: server.polling)
        result(server, "setWebhook", url=f"{hook.url}/hook")
        assert poll.result(10) == (409, "Conflict: terminated by setWebhook request")


def test_what_waits_can_be_dropped_with_the_setting(server: BotApiServer, hook: Hook) -> None:
    server.person(7).says("one")
    result(server, "setWebhook", url=f"{hook.url}/hook", drop_pending_updates=True)
    assert (server.pending, hook.came) == (0, [])


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"url": "http://example.org/hook"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "nowhere"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://"}, "bad webhook: invalid webhook URL specified"),
        ({"url": "https://[x"}, "bad webhook: invalid webhook URL specified"),
        (
            {"url": "https://example.org:8080/"},
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        ({"url": "https://example.org", "secret_token": "a b"}, "secret token contains unallowed characters"),
        ({"url": "https://example.org", "secret_token": "x" * 257}, "secret token is too long"),
        ({"url": "https://example.org", "max_connections": 101}, "max_connections is out of range"),
        ({"url": "https://example.org", "max_connections": 0}, "max_connections is out of range"),
        ({"url": "https://example.org", "allowed_updates": "x"}, "can't parse allowed updates JSON object"),
        ({"url": "https://example.org", "allowed_updates": {"x": 1}}, "can't parse allowed updates JSON object"),
    ],
)
def test_webhooks_telegram_would_not_take_are_refused(
    server: BotApiServer, params: dict[str, Any], reason: str
) -> None:
    assert refusal(server, "setWebhook", **params) == (400, f"Bad Request: {reason}")
    assert result(server, "getWebhookInfo")["url"] == ""
