"""The proxies pass requests on, remember them, and lead nowhere but to this machine."""

import asyncio
import socket

import httpx
import pytest
from telegram.ext import Application

from tests.botapi.proxies import HttpProxy, Passed, Socks5Proxy
from tests.botapi.server import BotApiServer


def through(proxy: HttpProxy | Socks5Proxy, url: str) -> httpx.Response:
    with httpx.Client(proxy=proxy.url, trust_env=False) as client:
        return client.get(url)


def test_an_http_proxy_forwards_absolute_requests(server: BotApiServer) -> None:
    with HttpProxy() as proxy:
        url = f"{server.url}/bot{server.token}/getMe"
        assert through(proxy, url).json()["ok"]
        assert proxy.requests == [Passed("GET", url)]


def test_an_http_proxy_opens_tunnels(server: BotApiServer) -> None:
    with HttpProxy() as proxy, socket.create_connection(("127.0.0.1", proxy.port), timeout=10) as client:
        client.sendall(f"CONNECT 127.0.0.1:{server.port} HTTP/1.1\r\n\r\n".encode())
        assert client.recv(100).startswith(b"HTTP/1.1 200 ")
        client.sendall(f"GET /bot{server.token}/getMe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        with client.makefile("rb") as answer:
            assert b'"ok": true' in answer.read()
        assert proxy.requests == [Passed("CONNECT", f"127.0.0.1:{server.port}")]


def test_a_socks_proxy_connects_to_addresses(server: BotApiServer) -> None:
    with Socks5Proxy() as proxy:
        assert through(proxy, f"{server.url}/bot{server.token}/getMe").json()["ok"]
        assert proxy.requests == [Passed("CONNECT", f"127.0.0.1:{server.port}")]


@pytest.mark.parametrize("kind", [HttpProxy, Socks5Proxy])
def test_a_proxy_resolves_names_only_it_knows(server: BotApiServer, kind: type[HttpProxy] | type[Socks5Proxy]) -> None:
    with kind(names={"telegram.test": "127.0.0.1"}) as proxy:
        assert through(proxy, f"http://telegram.test:{server.port}/bot{server.token}/getMe").json()["ok"]
        assert f"telegram.test:{server.port}" in proxy.requests[0].target


def test_a_proxy_leads_nowhere_but_to_this_machine() -> None:
    with HttpProxy() as proxy:
        assert through(proxy, "http://198.51.100.1/").status_code == 403
        assert proxy.requests == []
    # By hand: httpx leaves its socket open when a SOCKS proxy refuses.
    with Socks5Proxy() as socks, socket.create_connection(("127.0.0.1", socks.port), timeout=10) as client:
        client.sendall(b"\x05\x01\x00" + b"\x05\x01\x00\x03\x07invalid\x00\x50")
        with client.makefile("rb") as answer:
            assert answer.read() == b"\x05\x00" + b"\x05\x02\x00\x01" + bytes(6)
        assert socks.requests == []


def test_an_http_proxy_says_when_nobody_answers() -> None:
    with socket.socket() as closed, HttpProxy() as proxy:
        closed.bind(("127.0.0.1", 0))
        assert through(proxy, f"http://127.0.0.1:{closed.getsockname()[1]}/").status_code == 502


@pytest.mark.parametrize("kind", [HttpProxy, Socks5Proxy])
def test_the_library_polls_and_sends_through_a_proxy(
    server: BotApiServer, kind: type[HttpProxy] | type[Socks5Proxy]
) -> None:
    person = server.person(7)
    person.says("hello")

    async def talk(proxy_url: str) -> None:
        builder = Application.builder().token(server.token).base_url(f"http://telegram.test:{server.port}/bot")
        application = builder.proxy(proxy_url).get_updates_proxy(proxy_url).build()
        async with application:
            updates = await application.bot.get_updates(timeout=1)
            assert updates[0].message is not None
            await updates[0].message.reply_text("through")

    with kind(names={"telegram.test": "127.0.0.1"}) as proxy:
        asyncio.run(talk(proxy.url))
        assert proxy.requests
    assert [shown.text for shown in person.answers()] == ["through"]
