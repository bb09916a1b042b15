"""Groups: topics, the bot coming and going, groups that become supergroups, members."""

from typing import Any

import pytest

from tests.botapi.asking import ask, refusal, result
from tests.botapi.server import BotApiServer, Group, Person

GROUP = -1001234567890
BASIC = -4242
NOT_FOUND = (400, "Bad Request: message thread not found")


def messages(server: BotApiServer) -> list[Any]:
    return [update["message"] for update in result(server, "getUpdates") if "message" in update]


def turns(server: BotApiServer) -> list[tuple[str, str]]:
    """What the bot was told it is, before and after."""
    told = [update["my_chat_member"] for update in result(server, "getUpdates") if "my_chat_member" in update]
    return [(one["old_chat_member"]["status"], one["new_chat_member"]["status"]) for one in told]


# Topics


def test_what_is_said_in_a_topic_carries_the_topic(server: BotApiServer) -> None:
    person, forum = server.person(7), server.group(GROUP, forum=True)
    topic = forum.topic("容错")
    assert forum.topics == {topic.thread: "容错"}
    said = person.says("/ask 容错", chat=forum, topic=topic)
    message = messages(server)[-1]
    assert (message["message_thread_id"], message["is_topic_message"]) == (topic.thread, True)
    assert message["chat"]["is_forum"] is True
    assert message["reply_to_message"]["forum_topic_created"]["name"] == "容错"
    shown = forum.shown(said)
    assert shown
    assert (shown.thread, shown.reply_to) == (topic.thread, None)


def test_the_bot_answers_in_the_topic_it_names_or_replies_in(server: BotApiServer) -> None:
    person, forum = server.person(7), server.group(GROUP, forum=True)
    topic = forum.topic("容错")
    said = person.says("/ask 容错", chat=forum, topic=topic)
    for where in ({"message_thread_id": topic.thread}, {"reply_to_message_id": said}):
        sent = result(server, "sendMessage", chat_id=GROUP, text="x", **where)
        assert (sent["message_thread_id"], sent["is_topic_message"]) == (topic.thread, True)
    assert result(server, "sendChatAction", chat_id=GROUP, action="typing", message_thread_id=topic.thread)
    assert "message_thread_id" not in result(server, "sendMessage", chat_id=GROUP, text="x")


def test_a_topic_that_is_not_there_is_refused(server: BotApiServer) -> None:
    person, forum = server.person(7), server.group(GROUP, forum=True)
    said = person.says("/ask", chat=forum)
    person.says("hello")
    for chat, number in ((GROUP, 99), (GROUP, said), (7, 1)):
        assert refusal(server, "sendMessage", chat_id=chat, text="x", message_thread_id=number) == NOT_FOUND
        action = refusal(server, "sendChatAction", chat_id=chat, action="typing", message_thread_id=number)
        assert action == NOT_FOUND


def test_a_reply_does_not_cross_topics(server: BotApiServer) -> None:
    person, forum = server.person(7), server.group(GROUP, forum=True)
    one, two = forum.topic("一"), forum.topic("二")
    said = person.says("/ask", chat=forum, topic=one)
    where: dict[str, Any] = {"message_thread_id": two.thread, "reply_to_message_id": said}
    crossed = refusal(server, "sendMessage", chat_id=GROUP, text="x", **where)
    assert crossed == (400, "Bad Request: message to be replied not found")


def test_without_topics_a_reply_stands_in_the_thread_of_what_began_it(server: BotApiServer) -> None:
    person, group = server.person(7), server.group(GROUP)
    first = person.says("/ask", chat=group)
    answer = result(server, "sendMessage", chat_id=GROUP, text="x", reply_to_message_id=first)
    assert (answer["message_thread_id"], "is_topic_message" in answer) == (first, False)
    person.says("再问", chat=group, reply_to=answer["message_id"])
    again = messages(server)[-1]
    assert again["message_thread_id"] == first
    assert result(server, "sendMessage", chat_id=GROUP, text="x", message_thread_id=first)


def test_only_a_forum_has_topics(server: BotApiServer) -> None:
    with pytest.raises(ValueError, match="forum"):
        server.group(GROUP).topic("容错")


# The bot comes and goes


def removed(group: Group, person: Person) -> None:
    group.removes_bot(person)


def restricted(group: Group, person: Person) -> None:
    group.restricts_bot(person)


@pytest.mark.parametrize(
    ("basic", "turn", "expected"),
    [
        (False, removed, (403, "Forbidden: bot was kicked from the supergroup chat")),
        (True, removed, (403, "Forbidden: bot was kicked from the group chat")),
        (False, restricted, (400, "Bad Request: not enough rights to send text messages to the chat")),
    ],
)
def test_where_the_bot_may_not_write_it_is_refused(server: BotApiServer, basic: bool, turn: Any, expected: Any) -> None:
    person, group = server.person(7), server.group(GROUP, basic=basic)
    turn(group, person)
    assert refusal(server, "sendMessage", chat_id=GROUP, text="x") == expected
    assert refusal(server, "sendChatAction", chat_id=GROUP, action="typing") == expected


def test_a_bot_that_left_is_no_member(server: BotApiServer) -> None:
    server.group(GROUP)
    assert result(server, "leaveChat", chat_id=GROUP) is True
    outside = (403, "Forbidden: bot is not a member of the supergroup chat")
    for method, params in (("sendMessage", {"text": "x"}), ("leaveChat", {}), ("getChat", {})):
        assert refusal(server, method, chat_id=GROUP, **params) == outside
    assert turns(server) == [("member", "left")]


def test_a_group_that_never_had_the_bot_is_no_chat(server: BotApiServer) -> None:
    person, group = server.person(7), server.group(GROUP, with_bot=False)
    assert refusal(server, "sendMessage", chat_id=GROUP, text="x") == (400, "Bad Request: chat not found")
    person.says("/ask", chat=group)
    assert result(server, "getUpdates") == []
    group.adds_bot(person)
    assert result(server, "sendMessage", chat_id=GROUP, text="x")
    assert turns(server) == [("left", "member")]
    (joined,) = messages(server)
    assert joined["new_chat_members"][0]["id"] == server.bot.id


def test_every_turn_is_told_once(server: BotApiServer) -> None:
    person, group = server.person(7), server.group(GROUP)
    for turn in (group.restricts_bot, group.restricts_bot, group.frees_bot, group.promotes_bot, group.removes_bot):
        turn(person)
    assert turns(server) == [
        ("member", "restricted"),
        ("restricted", "member"),
        ("member", "administrator"),
        ("administrator", "kicked"),
    ]


def test_a_bot_that_is_out_hears_nothing_and_an_administrator_hears_everything(server: BotApiServer) -> None:
    person, group = server.person(7), server.group(GROUP)
    group.removes_bot(person)
    person.says("/ask one", chat=group)
    group.promotes_bot(person)
    person.says("two", chat=group)
    assert [message["text"] for message in messages(server)] == ["two"]


def test_who_comes_and_goes_is_told_by_lines_of_the_group(server: BotApiServer) -> None:
    person, group = server.person(7, "李"), server.group(GROUP)
    group.joined(person)
    group.left(person)
    came, went = messages(server)
    assert came["new_chat_members"][0]["first_name"] == "李"
    assert (went["left_chat_member"]["id"], "text" in went) == (7, False)


# A basic group becomes a supergroup


def test_a_group_that_migrated_says_where_it_went(server: BotApiServer) -> None:
    person, group = server.person(7), server.group(BASIC, "读书会", basic=True)
    assert result(server, "getChat", chat_id=BASIC)["type"] == "group"
    new = group.migrates(person, GROUP)
    content = ask(server, "sendMessage", chat_id=BASIC, text="x")
    assert content == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": GROUP},
    }
    left, arrived = messages(server)
    assert (left["chat"]["id"], left["migrate_to_chat_id"]) == (BASIC, GROUP)
    assert (arrived["chat"]["id"], arrived["migrate_from_chat_id"]) == (GROUP, BASIC)
    assert result(server, "sendMessage", chat_id=GROUP, text="x")
    assert new.title == "读书会"
    with pytest.raises(ValueError, match="moved"):
        person.says("/ask", chat=group)
    with pytest.raises(ValueError, match="basic"):
        new.migrates(person, GROUP - 1)


# Chats and members


def test_what_the_bot_asks_of_a_chat_it_is_told(server: BotApiServer) -> None:
    person, admin, group = server.person(7), server.person(8), server.group(GROUP, "读书会")
    server.person(9)
    person.says("/ask", chat=group)
    group.promotes(admin)
    assert result(server, "getChat", chat_id=GROUP)["title"] == "读书会"
    statuses = {
        user: result(server, "getChatMember", chat_id=GROUP, user_id=user)["status"]
        for user in (7, 8, 9, server.bot.id)
    }
    assert list(statuses.values()) == ["member", "administrator", "left", "member"]


@pytest.mark.parametrize(
    ("method", "params", "reason"),
    [
        ("getChatMember", {"chat_id": GROUP, "user_id": 99}, "PARTICIPANT_ID_INVALID"),
        ("getChatMember", {"chat_id": GROUP}, "invalid user_id specified"),
        ("getChatMember", {"chat_id": 99, "user_id": 7}, "chat not found"),
        ("getChat", {"chat_id": 99}, "chat not found"),
        ("getChat", {}, "chat_id is empty"),
        ("leaveChat", {"chat_id": 7}, "chat member status can't be changed in private chats"),
    ],
)
def test_what_is_no_chat_and_no_member_is_refused(
    server: BotApiServer, method: str, params: dict[str, Any], reason: str
) -> None:
    server.person(7).says("hello")
    server.group(GROUP)
    assert refusal(server, method, **params) == (400, f"Bad Request: {reason}")
