"""The server answers requests as Telegram does, refusals in Telegram's words."""

import time
from typing import Any

import httpx
import pytest

from tests.botapi.asking import ask, refusal, result
from tests.botapi.server import BotApiServer, Fault

# HTTP


def test_parameters_come_by_query_form_multipart_and_json(server: BotApiServer) -> None:
    person = server.person(7)
    person.says("hello")
    url = f"{server.url}/bot{server.token}/sendMessage"
    fields = {"chat_id": "7", "text": "x", "reply_parameters": '{"message_id": 1}'}
    with httpx.Client(trust_env=False) as client:
        client.get(url, params=fields)
        client.post(url, data=fields)
        client.post(url, files={name: (None, value) for name, value in fields.items()})
        client.post(url, json={"chat_id": 7, "text": "x", "reply_parameters": {"message_id": 1}})
    assert [call.status for call in server.calls] == [200] * 4
    assert all(call.params == server.calls[0].params for call in server.calls)
    assert [shown.reply_to for shown in person.answers()] == [1] * 4


def test_a_wrong_token_is_unauthorized(server: BotApiServer) -> None:
    answer = httpx.get(f"{server.url}/bot1:wrong/getMe", trust_env=False)
    assert answer.status_code == 401
    assert answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


def test_an_unknown_method_is_not_found(server: BotApiServer) -> None:
    assert refusal(server, "sendTelepathy") == (404, "Not Found: method not found")


def test_an_unknown_address_is_not_found(server: BotApiServer) -> None:
    assert httpx.get(f"{server.url}/elsewhere", trust_env=False).json()["error_code"] == 404


def test_the_case_of_a_methods_name_does_not_matter(server: BotApiServer) -> None:
    assert result(server, "GETME")["username"] == server.bot.username
    assert server.calls[0].method == "getMe"


def test_a_parameter_the_server_does_not_model_is_refused_aloud(server: BotApiServer) -> None:
    assert "not modelled" in refusal(server, "sendMessage", chat_id=7, text="x", business_connection_id="1")[1]


def test_every_call_is_recorded_with_its_answer(server: BotApiServer) -> None:
    ask(server, "getMe")
    ask(server, "sendMessage", chat_id=1, text="x")
    assert [(call.method, call.status) for call in server.calls] == [("getMe", 200), ("sendMessage", 400)]
    assert server.called("sendMessage")[0].params == {"chat_id": 1, "text": "x"}
    assert server.calls[0].at <= server.calls[1].at <= time.monotonic()


def test_waiting_in_vain_tells_what_was_called(server: BotApiServer) -> None:
    ask(server, "getMe")
    with pytest.raises(TimeoutError, match="getMe 200"):
        server.wait_for(lambda: server.called("sendMessage"), timeout=0.01)


def test_a_bug_of_the_server_itself_fails_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    server = BotApiServer()
    server.person(7).says("hello")
    monkeypatch.setattr(server.world, "post", broken)
    with pytest.raises(RuntimeError, match="server itself failed"), server:
        httpx.post(f"{server.url}/bot{server.token}/sendMessage", json={"chat_id": 7, "text": "x"}, trust_env=False)


# Messages


def test_a_message_is_shown_as_parsed_and_kept_as_sent(server: BotApiServer) -> None:
    person = server.person(7, first_name="李", username="li_lei")
    asked = person.says("江山就是人民")
    html = "<b>江山</b>\n<blockquote>人民就是江山</blockquote>"
    sent = result(server, "sendMessage", chat_id=7, text=html, parse_mode="HTML", reply_to_message_id=asked)
    assert sent["text"] == "江山\n人民就是江山"
    assert sent["entities"][0] == {"type": "bold", "offset": 0, "length": 2}
    assert sent["chat"] == {"id": 7, "first_name": "李", "type": "private", "username": "li_lei"}
    assert sent["reply_to_message"]["message_id"] == asked
    (shown,) = person.waits_for_reply(after=asked)
    assert (shown.html, shown.reply_to, shown.message_id) == (html, asked, sent["message_id"])
    assert shown.marked("bold") == ["江山"]
    assert shown.marked("blockquote") == ["人民就是江山"]
    assert [one.by_bot for one in person.screen] == [False, True]


def test_a_stranger_is_no_chat(server: BotApiServer) -> None:
    server.person(7)
    assert refusal(server, "sendMessage", chat_id=7, text="x") == (400, "Bad Request: chat not found")
    assert refusal(server, "sendMessage", chat_id=8, text="x") == (400, "Bad Request: chat not found")
    assert refusal(server, "sendMessage", text="x") == (400, "Bad Request: chat_id is empty")


def test_a_person_who_blocked_the_bot_is_not_written_to(server: BotApiServer) -> None:
    person = server.person(7)
    person.says("hello")
    person.blocks_bot()
    blocked = (403, "Forbidden: bot was blocked by the user")
    assert refusal(server, "sendMessage", chat_id=7, text="x") == blocked
    assert refusal(server, "sendChatAction", chat_id=7, action="typing") == blocked
    person.unblocks_bot()
    assert result(server, "sendMessage", chat_id=7, text="x")
    statuses = [
        update["my_chat_member"]["new_chat_member"]["status"]
        for update in result(server, "getUpdates")
        if "my_chat_member" in update
    ]
    assert statuses == ["kicked", "member"]


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({}, "message text is empty"),
        ({"text": "   "}, "text must be non-empty"),
        ({"text": "字" * 4097}, "message is too long"),
        ({"text": "<b>x", "parse_mode": "HTML"}, "can't parse entities: Can't find end tag"),
        ({"text": "x", "parse_mode": "RTF"}, "unsupported parse_mode"),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"text": "x", "reply_to_message_id": 99}, "message to be replied not found"),
        ({"text": "x", "reply_parameters": {"message_id": 1, "quote": "absent"}}, "QUOTE_TEXT_INVALID"),
        ({"text": "x", "reply_parameters": "{"}, "can't parse reply parameters JSON object"),
        ({"text": "x", "link_preview_options": {"off": True}}, "can't parse link preview options JSON object"),
    ],
)
def test_what_telegram_refuses_is_refused(server: BotApiServer, params: dict[str, Any], reason: str) -> None:
    server.person(7).says("hello")
    code, description = refusal(server, "sendMessage", chat_id=7, **params)
    assert code == 400
    assert description.startswith(f"Bad Request: {reason}")


def test_a_reply_may_ask_to_go_without_the_message_it_answers(server: BotApiServer) -> None:
    server.person(7).says("hello")
    reply = {"message_id": 99, "allow_sending_without_reply": True}
    assert "reply_to_message" not in result(server, "sendMessage", chat_id=7, text="x", reply_parameters=reply)


def test_only_known_chat_actions_are_shown(server: BotApiServer) -> None:
    server.person(7).says("hello")
    assert result(server, "sendChatAction", chat_id=7, action="typing") is True
    wrong = refusal(server, "sendChatAction", chat_id=7, action="thinking")
    assert wrong == (400, "Bad Request: wrong parameter action in request")


# Commands and descriptions


def test_commands_are_kept_by_language(server: BotApiServer) -> None:
    def names(language: str) -> list[str]:
        return [one["command"] for one in result(server, "getMyCommands", language_code=language)]

    for language, command in [("", "ask"), ("zh", "wen")]:
        commands = [{"command": command, "description": "提问"}]
        assert result(server, "setMyCommands", commands=commands, language_code=language)
    assert (names(""), names("zh"), names("en")) == (["ask"], ["wen"], [])
    assert result(server, "deleteMyCommands", language_code="zh")
    assert names("zh") == []


@pytest.mark.parametrize(
    ("commands", "reason"),
    [
        ([{"command": "Ask", "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "问", "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "a" * 33, "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "ask", "description": ""}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "ask", "description": "x" * 257}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": f"c{n}", "description": "x"} for n in range(101)], "BOT_COMMANDS_TOO_MUCH"),
        (["ask"], "can't parse BotCommand JSON object"),
    ],
)
def test_commands_telegram_would_not_take_are_refused(server: BotApiServer, commands: Any, reason: str) -> None:
    assert refusal(server, "setMyCommands", commands=commands) == (400, f"Bad Request: {reason}")


def test_a_language_has_two_letters(server: BotApiServer) -> None:
    wrong = refusal(server, "setMyCommands", commands=[], language_code="zh-hans")
    assert wrong == (400, "Bad Request: invalid language code specified")


def test_descriptions_are_kept_by_language_and_fall_back_to_the_common_one(server: BotApiServer) -> None:
    assert result(server, "setMyDescription", description="quotes")
    assert result(server, "setMyDescription", description="引句", language_code="zh")
    assert result(server, "getMyDescription", language_code="zh") == {"description": "引句"}
    assert result(server, "getMyDescription", language_code="en") == {"description": "quotes"}
    assert refusal(server, "setMyShortDescription", short_description="x" * 121)[0] == 400


# Faults


def test_a_dropped_connection_gives_no_answer_and_does_nothing(server: BotApiServer) -> None:
    person = server.person(7)
    person.says("hello")
    server.fail_next("sendMessage", Fault.dropped())
    with pytest.raises(httpx.RemoteProtocolError):
        ask(server, "sendMessage", chat_id=7, text="x")
    assert (person.answers(), server.calls[-1].status) == ([], 0)


def test_a_connection_dropped_after_the_deed_leaves_the_message(server: BotApiServer) -> None:
    person = server.person(7)
    person.says("hello")
    server.fail_next("sendMessage", Fault.dropped(done=True))
    with pytest.raises(httpx.RemoteProtocolError):
        ask(server, "sendMessage", chat_id=7, text="x")
    assert len(person.answers()) == 1


def test_a_bad_gateway_answers_html(server: BotApiServer) -> None:
    server.fail_next("getMe", Fault.bad_gateway())
    answer = httpx.get(f"{server.url}/bot{server.token}/getMe", trust_env=False)
    assert (answer.status_code, answer.headers["Content-Type"]) == (502, "text/html")


def test_a_fault_strikes_as_often_as_asked_and_only_its_method(server: BotApiServer) -> None:
    server.fail_next("getMe", Fault.too_many_requests(3), times=2)
    assert result(server, "getWebhookInfo")
    for _ in range(2):
        content = ask(server, "getMe")
        assert content["description"] == "Too Many Requests: retry after 3"
        assert content["parameters"] == {"retry_after": 3}
    assert result(server, "getMe")
