"""Commands by chat and person; the name and the descriptions."""

from typing import Any

import pytest

from tests.botapi.asking import refusal, result
from tests.botapi.server import BotApiServer

GROUP = -1001234567890


def sets(server: BotApiServer, name: str, language: str = "", **scope: Any) -> None:
    commands = [{"command": name, "description": name}]
    assert result(server, "setMyCommands", commands=commands, scope=scope, language_code=language)


def test_a_person_sees_the_commands_of_the_narrowest_scope_in_their_language(server: BotApiServer) -> None:
    person, admin, other = (server.person(id, language_code="zh-hans") for id in (7, 8, 9))
    group = server.group(GROUP)
    for one in (person, admin, other):
        one.says("hello")
        one.says("/ask", chat=group)
    group.promotes(admin)

    def seen() -> list[str]:
        places = ((person, None), (person, group), (admin, group), (other, group))
        return [command for one, place in places for command, _ in server.commands_for(one, place)]

    assert seen() == []
    sets(server, "default", type="default")
    assert seen() == ["default"] * 4
    sets(server, "groups", type="all_group_chats")
    sets(server, "private", type="all_private_chats")
    sets(server, "private_zh", "zh", type="all_private_chats")
    sets(server, "admins", type="all_chat_administrators")
    assert seen() == ["private_zh", "groups", "admins", "groups"]
    sets(server, "chat", type="chat", chat_id=7)
    sets(server, "group", type="chat", chat_id=GROUP)
    assert seen() == ["chat", "group", "group", "group"]
    sets(server, "its_admins", type="chat_administrators", chat_id=GROUP)
    sets(server, "his", type="chat_member", chat_id=GROUP, user_id=9)
    assert seen() == ["chat", "group", "its_admins", "his"]
    assert server.commands_for(server.person(10, language_code="en"), group) == [("group", "group")]


def test_the_commands_of_a_chat_are_its_own_and_can_be_deleted(server: BotApiServer) -> None:
    server.person(7).says("hello")
    scope: dict[str, Any] = {"type": "chat", "chat_id": 7}
    sets(server, "ask", **scope)
    assert result(server, "getMyCommands") == []
    assert result(server, "getMyCommands", scope=scope) == [{"command": "ask", "description": "ask"}]
    assert result(server, "deleteMyCommands", scope=scope)
    assert result(server, "getMyCommands", scope=scope) == []


@pytest.mark.parametrize(
    ("scope", "reason"),
    [
        ({"type": "chat", "chat_id": 99}, "chat not found"),
        ({"type": "chat"}, "chat_id is empty"),
        ({"type": "chat_administrators", "chat_id": 99}, "chat not found"),
        ({"type": "chat_administrators", "chat_id": 7}, "can't change commands for the specified chat"),
        ({"type": "chat_member", "chat_id": GROUP, "user_id": 99}, "user not found"),
        ({"type": "chat_member", "chat_id": GROUP}, "user not found"),
        ({"type": "everywhere"}, "unsupported type of BotCommandScope"),
    ],
)
def test_the_commands_of_no_chat_are_refused(server: BotApiServer, scope: dict[str, Any], reason: str) -> None:
    server.person(7).says("hello")
    server.group(GROUP)
    assert refusal(server, "setMyCommands", commands=[], scope=scope) == (400, f"Bad Request: {reason}")


@pytest.mark.parametrize(("field", "limit"), [("name", 64), ("description", 512), ("short_description", 120)])
def test_the_name_and_the_descriptions_have_their_limits(server: BotApiServer, field: str, limit: int) -> None:
    name = field.title().replace("_", "")
    assert result(server, f"setMy{name}", **{field: "字" * limit})
    assert result(server, f"getMy{name}") == {field: "字" * limit}
    assert refusal(server, f"setMy{name}", **{field: "字" * (limit + 1)})[0] == 400
