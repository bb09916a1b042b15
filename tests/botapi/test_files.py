"""Files go both ways, within Telegram's limits."""

from typing import Any

import httpx
import pytest

from tests.botapi.asking import refusal, result
from tests.botapi.server import BotApiServer

DOWNLOAD_LIMIT = 20 * 1024 * 1024
UPLOAD_LIMIT = 50 * 1024 * 1024


def upload(server: BotApiServer, content: bytes = b"text", **fields: Any) -> Any:
    url = f"{server.url}/bot{server.token}/sendDocument"
    files = {"document": ("素材本.md", content)}
    return httpx.post(url, data={"chat_id": "7"} | fields, files=files, timeout=30, trust_env=False).json()


def fetch(server: BotApiServer, path: str, token: str = "") -> httpx.Response:
    return httpx.get(f"{server.url}/file/bot{token or server.token}/{path}", trust_env=False)


def test_a_document_comes_with_its_name_and_a_marked_caption(server: BotApiServer) -> None:
    person = server.person(7)
    asked = person.says("/notebook")
    buttons = '{"inline_keyboard": [[{"text": "删", "callback_data": "d"}]]}'
    more: dict[str, Any] = {
        "caption": "<b>两条</b>",
        "parse_mode": "HTML",
        "reply_markup": buttons,
        "reply_to_message_id": str(asked),
    }
    sent = upload(server, **more)["result"]
    assert (sent["caption"], sent["caption_entities"][0]["type"]) == ("两条", "bold")
    assert sent["document"]["file_name"] == "素材本.md"
    assert sent["document"]["file_size"] == 4
    (shown,) = person.answers()
    assert shown.document
    assert (shown.document.content, shown.text, shown.buttons) == (b"text", "两条", [["删"]])
    assert shown.reply_to == asked


def test_a_known_file_is_sent_again_by_its_id(server: BotApiServer) -> None:
    person = server.person(7)
    person.sends_file("a.txt", b"abc")
    (shown,) = person.screen
    assert shown.document
    sent = result(server, "sendDocument", chat_id=7, document=shown.document.file_id)
    assert sent["document"]["file_id"] == shown.document.file_id


def test_what_a_person_sends_is_fetched_from_where_the_bot_is_told(server: BotApiServer) -> None:
    server.person(7).sends_file("文.docx", b"\x00\xff" * 10, caption="请收")
    (update,) = result(server, "getUpdates")
    message = update["message"]
    assert (message["caption"], message["document"]["file_name"]) == ("请收", "文.docx")
    told = result(server, "getFile", file_id=message["document"]["file_id"])
    assert told["file_size"] == 20
    assert fetch(server, told["file_path"]).content == b"\x00\xff" * 10
    assert fetch(server, told["file_path"], "1:wrong").status_code == 401
    assert fetch(server, "documents/none").status_code == 404


def test_a_file_beyond_twenty_megabytes_is_not_fetched(server: BotApiServer) -> None:
    person = server.person(7)
    for size in (DOWNLOAD_LIMIT, DOWNLOAD_LIMIT + 1):
        person.sends_file("a.bin", bytes(size))
    within, beyond = (update["message"]["document"]["file_id"] for update in result(server, "getUpdates"))
    assert result(server, "getFile", file_id=within)["file_size"] == DOWNLOAD_LIMIT
    assert refusal(server, "getFile", file_id=beyond) == (400, "Bad Request: file is too big")


def test_an_upload_beyond_fifty_megabytes_and_an_empty_one_are_refused(server: BotApiServer) -> None:
    server.person(7).says("hello")
    assert upload(server, bytes(UPLOAD_LIMIT + 1)) == {
        "ok": False,
        "error_code": 413,
        "description": "Request Entity Too Large",
    }
    assert upload(server, b"")["description"] == "Bad Request: file must be non-empty"


@pytest.mark.parametrize(
    ("method", "params", "reason"),
    [
        ("sendDocument", {}, "there is no document in the request"),
        ("sendDocument", {"document": "unknown"}, "wrong file identifier/HTTP URL specified"),
        ("sendDocument", {"document": "x", "caption": "字" * 1025}, "message caption is too long"),
        ("sendDocument", {"document": "x", "caption": "<b>", "parse_mode": "HTML"}, "can't parse entities"),
        ("sendDocument", {"document": "x", "reply_markup": {"x": 1}}, "can't parse reply keyboard markup"),
        ("sendDocument", {"document": "x", "reply_to_message_id": 99}, "message to be replied not found"),
        ("getFile", {}, "file_id not specified"),
        ("getFile", {"file_id": "unknown"}, "invalid file_id"),
    ],
)
def test_what_is_no_file_is_refused(server: BotApiServer, method: str, params: dict[str, Any], reason: str) -> None:
    server.person(7).says("hello")
    chat = {"chat_id": 7} if method == "sendDocument" else {}
    code, description = refusal(server, method, **chat | params)
    assert code == 400
    assert description.startswith(f"Bad Request: {reason}")
