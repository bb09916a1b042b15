"""What people do besides asking: they edit, speak late, follow links, send files, delete their accounts."""

import time
from typing import Any

import pytest

from tests.botapi.asking import refusal, result
from tests.botapi.server import BotApiServer

GROUP = -1001234567890


def updates(server: BotApiServer, kind: str) -> list[Any]:
    return [update[kind] for update in result(server, "getUpdates") if kind in update]


def test_an_edited_question_comes_as_an_edit_of_the_same_message(server: BotApiServer) -> None:
    person = server.person(7)
    said = person.says("容措")
    person.edits(said, "容错")
    (edited,) = updates(server, "edited_message")
    assert (edited["message_id"], edited["text"]) == (said, "容错")
    assert edited["edit_date"] >= edited["date"]
    (shown,) = person.sees()
    assert (shown.text, shown.edited) == ("容错", True)


def test_an_edit_that_changes_nothing_and_one_of_others_words_are_mistakes_of_the_test(server: BotApiServer) -> None:
    person = server.person(7)
    said = person.says("容错")
    answer = result(server, "sendMessage", chat_id=7, text="x")["message_id"]
    with pytest.raises(ValueError, match="already"):
        person.edits(said, "容错")
    with pytest.raises(ValueError, match="one's own"):
        person.edits(answer, "y")


def test_in_groups_only_edits_meant_for_the_bot_reach_it(server: BotApiServer) -> None:
    person, group = server.person(7), server.group(GROUP)
    said = person.says("容错", chat=group)
    person.edits(said, "容错吗", chat=group)
    assert updates(server, "edited_message") == []
    person.edits(said, "/ask 容错", chat=group)
    assert [edited["text"] for edited in updates(server, "edited_message")] == ["/ask 容错"]


def test_a_message_may_be_as_old_as_a_downtime(server: BotApiServer) -> None:
    server.person(7).says("容错", age=3600)
    (message,) = updates(server, "message")
    assert 3600 <= time.time() - message["date"] < 3700


def test_a_deep_link_starts_the_bot_with_its_parameter(server: BotApiServer) -> None:
    person = server.person(7)
    assert person.follows("https://t.me/Yinju_Test_Bot?start=c_a-1") == 1
    assert person.follows("https://t.me/yinju_test_bot") == 2
    assert person.follows("https://t.me/other_bot?start=c_1") is None
    assert person.follows("https://example.org") is None
    first, second = updates(server, "message")
    assert (first["text"], second["text"]) == ("/start c_a-1", "/start")
    assert first["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]


@pytest.mark.parametrize("parameter", ["x" * 65, "容错", "a%20b", "a.b"])
def test_a_link_telegram_would_not_follow_is_a_mistake(server: BotApiServer, parameter: str) -> None:
    with pytest.raises(ValueError, match="follows no link"):
        server.person(7).follows(f"https://t.me/yinju_test_bot?start={parameter}")


def test_the_language_of_a_person_may_change(server: BotApiServer) -> None:
    person = server.person(7, language_code="zh-hans")
    person.says("一")
    person.speaks("en")
    person.says("two")
    assert [message["from"]["language_code"] for message in updates(server, "message")] == ["zh-hans", "en"]


def test_what_a_person_deletes_is_gone_and_nobody_is_told(server: BotApiServer) -> None:
    person = server.person(7)
    said = person.says("容错")
    answer = result(server, "sendMessage", chat_id=7, text="x", reply_to_message_id=said)["message_id"]
    person.deletes(said)
    person.deletes(answer)
    assert person.sees() == []
    gone = refusal(server, "editMessageText", chat_id=7, message_id=answer, text="y")
    assert gone == (400, "Bad Request: message to edit not found")
    assert len(result(server, "getUpdates")) == 1


def test_a_deleted_account_is_not_written_to(server: BotApiServer) -> None:
    person = server.person(7)
    person.says("容错")
    person.deletes_account()
    gone = (403, "Forbidden: user is deactivated")
    assert refusal(server, "sendMessage", chat_id=7, text="x") == gone
    assert refusal(server, "sendChatAction", chat_id=7, action="typing") == gone


def test_typing_is_seen_until_the_next_message(server: BotApiServer) -> None:
    person = server.person(7)
    person.says("容错")
    assert person.doing == ""
    result(server, "sendChatAction", chat_id=7, action="typing")
    assert person.doing == "typing"
    result(server, "sendMessage", chat_id=7, text="x")
    assert person.doing == ""


def test_every_change_makes_the_version_grow(server: BotApiServer) -> None:
    person = server.person(7)
    before = server.version
    person.says("容错")
    said = server.version
    assert before < said
    result(server, "sendMessage", chat_id=7, text="x")
    assert server.wait_for(lambda: server.version > said)
