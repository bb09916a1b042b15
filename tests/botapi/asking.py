"""Plain JSON requests to the server, without any library for bots."""

from typing import Any

import httpx

from tests.botapi.server import BotApiServer


def ask(server: BotApiServer, method: str, **params: Any) -> Any:
    """The answer to a plain JSON request, refusals included."""
    url = f"{server.url}/bot{server.token}/{method}"
    answer = httpx.post(url, json=params, timeout=20, trust_env=False)
    content = answer.json()
    assert answer.status_code == (200 if content["ok"] else content["error_code"])
    return content


def result(server: BotApiServer, method: str, **params: Any) -> Any:
    content = ask(server, method, **params)
    assert content["ok"], content
    return content["result"]


def refusal(server: BotApiServer, method: str, **params: Any) -> tuple[int, str]:
    content = ask(server, method, **params)
    assert not content["ok"], content
    return content["error_code"], content["description"]


def texts(updates: list[Any]) -> list[str]:
    return [update["message"]["text"] for update in updates]
