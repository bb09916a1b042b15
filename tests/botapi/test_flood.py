"""The ceilings are sliding windows: what keeps them passes, what does not is refused and remembered."""

import pytest

from tests.botapi.asking import ask, result
from tests.botapi.errors import ApiError
from tests.botapi.flood import Flood, Limits
from tests.botapi.server import BotApiServer

GROUP = -1001234567890


class Clock:
    """Time that passes only when told so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def refused(flood: Flood, chat_id: object, method: str = "sendMessage") -> int:
    """The seconds to wait; nothing when the message passes."""
    try:
        flood.check(method, chat_id)
    except ApiError as error:
        return int((error.parameters or {})["retry_after"])
    return 0


def test_a_person_gets_one_message_a_second(clock: Clock) -> None:
    flood = Flood(Limits(slack=0), clock)
    assert [refused(flood, 7), refused(flood, 7), refused(flood, 8)] == [0, 1, 0]
    clock.now += 0.99
    assert refused(flood, 7) == 1
    clock.now += 0.01
    assert refused(flood, 7) == 0
    assert [(one.limit, one.chat_id) for one in flood.violations] == [("chat", 7), ("chat", 7)]


def test_a_group_gets_twenty_messages_a_minute(clock: Clock) -> None:
    flood = Flood(Limits(slack=0), clock)
    for _ in range(20):
        assert refused(flood, GROUP) == 0
        clock.now += 1
    assert refused(flood, GROUP) == 40
    clock.now += 40
    assert [refused(flood, GROUP), refused(flood, GROUP)] == [0, 1]
    assert {one.limit for one in flood.violations} == {"group"}


def test_all_chats_together_get_thirty_messages_a_second(clock: Clock) -> None:
    flood = Flood(Limits(slack=0), clock)
    assert [refused(flood, chat) for chat in range(1, 32)] == [0] * 30 + [1]
    assert refused(flood, None, "editMessageText") == 1
    clock.now += 1
    assert refused(flood, 31) == 0
    assert ([one.limit for one in flood.violations], flood.broken) == (["total", "total"], 2)


def test_what_is_refused_does_not_count(clock: Clock) -> None:
    flood = Flood(Limits(slack=0), clock)
    refused(flood, 7)
    for _ in range(100):
        clock.now += 0.009
        assert refused(flood, 7) == 1
    clock.now += 0.1
    assert refused(flood, 7) == 0


def test_a_message_may_be_early_by_the_slack(clock: Clock) -> None:
    flood = Flood(Limits(slack=0.1), clock)
    refused(flood, 7)
    clock.now += 0.91
    assert refused(flood, 7) == 0


def test_typing_answers_and_questions_are_free_and_edits_are_not(clock: Clock) -> None:
    flood = Flood(Limits(slack=0), clock)
    for method in ("sendChatAction", "answerCallbackQuery", "getMe", "deleteMessage", "setMyCommands"):
        assert [refused(flood, 7, method), refused(flood, 7, method)] == [0, 0]
    assert [refused(flood, 7, "sendDocument"), refused(flood, 7, "EditMessageText")] == [0, 1]


def test_chats_that_are_quiet_are_forgotten(clock: Clock) -> None:
    flood = Flood(Limits(slack=0), clock)
    for chat in range(1, 3000):
        clock.now += 1
        refused(flood, chat)
    assert len(flood._passed) <= 1001


def test_the_server_keeps_the_limits_when_told_so(server: BotApiServer) -> None:
    person = server.person(7)
    person.says("hello")
    assert server.flood is None
    for _ in range(3):
        result(server, "sendMessage", chat_id=7, text="x")
    server.flood = Limits(slack=0)
    result(server, "sendMessage", chat_id=7, text="x")
    content = ask(server, "sendMessage", chat_id=7, text="x")
    assert (content["error_code"], content["parameters"]) == (429, {"retry_after": 1})
    assert content["description"] == "Too Many Requests: retry after 1"
    assert (len(server.violations), server.broken_limits, len(person.answers())) == (1, 1, 4)
    server.flood = None
    assert result(server, "sendMessage", chat_id=7, text="x")
    assert server.violations == []
