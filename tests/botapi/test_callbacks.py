"""A tap reaches the bot as Telegram brings it, and its answer the person."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.botapi.asking import refusal, result
from tests.botapi.person import Person, Toast
from tests.botapi.server import BotApiServer
from tests.botapi.tapping import Tap

GROUP = -1001234567890
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
BUTTONS = {
    "inline_keyboard": [
        [{"text": "上下文①", "callback_data": "x:1"}, {"text": "更多", "callback_data": "m:2"}],
        [
            {"text": "复制", "copy_text": {"text": "引文"}},
            {"text": "原处", "url": "https://t.me/yinju_test_bot?start=c_1"},
        ],
        [{"text": "网页", "url": "https://example.org/"}, {"text": "在此", "switch_inline_query_current_chat": "容错"}],
    ]
}


@pytest.fixture
def person(server: BotApiServer) -> Person:
    """Somebody who asked, by message 1, and got an answer with buttons, message 2."""
    made = server.person(7)
    asked = made.says("容错")
    html = "<b>答</b>"
    result(
        server, "sendMessage", chat_id=7, text=html, parse_mode="HTML", reply_to_message_id=asked, reply_markup=BUTTONS
    )
    return made


def pressed(person: Person, label: str, **where: Any) -> Tap:
    tap = person.presses(label, **where)
    assert tap is not None
    return tap


def last_update(server: BotApiServer) -> Any:
    return result(server, "getUpdates", offset=-1)[0]


def test_a_tap_brings_its_data_and_the_message_as_it_stands(server: BotApiServer, person: Person) -> None:
    tap = pressed(person, "更多")
    query = last_update(server)["callback_query"]
    assert (query["id"], query["data"], query["from"]["id"]) == (tap.id, "m:2", 7)
    assert query["chat_instance"]
    message = query["message"]
    assert (message["text"], message["reply_markup"]) == ("答", BUTTONS)
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 1}]
    assert message["reply_to_message"]["message_id"] == 1


def test_the_person_sees_the_answer_to_the_tap(server: BotApiServer, person: Person) -> None:
    assert person.toast is None
    tap = pressed(person, "上下文")
    assert result(server, "answerCallbackQuery", callback_query_id=tap.id, text="没有了", show_alert=True) is True
    assert person.waits_for_toast(tap) == person.toast == Toast("没有了", alert=True)


def test_whoever_taps_waits_for_the_answer(server: BotApiServer, person: Person) -> None:
    with ThreadPoolExecutor() as pool:
        tapped = pool.submit(person.taps, "更多")
        server.wait_for(lambda: server.pending == 2)
        result(server, "answerCallbackQuery", callback_query_id=last_update(server)["callback_query"]["id"])
        assert tapped.result(10) == Toast()


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"text": "字" * 201}, "Bad Request: MESSAGE_TOO_LONG"),
        ({"url": "https://example.org"}, "Bad Request: URL_INVALID"),
        ({"callback_query_id": "1"}, TOO_OLD),
        ({"callback_query_id": ""}, TOO_OLD),
    ],
)
def test_an_answer_telegram_would_not_take_is_refused(
    server: BotApiServer, person: Person, params: dict[str, Any], reason: str
) -> None:
    tap = pressed(person, "更多")
    assert refusal(server, "answerCallbackQuery", **{"callback_query_id": tap.id} | params) == (400, reason)
    assert person.toasts == []
    assert result(server, "answerCallbackQuery", callback_query_id=tap.id, text="字" * 200, cache_time=5)


def test_a_tap_may_open_the_bot_itself(server: BotApiServer, person: Person) -> None:
    tap, link = pressed(person, "更多"), "https://t.me/yinju_test_bot?start=c_1"
    assert result(server, "answerCallbackQuery", callback_query_id=tap.id, url=link)
    assert person.toast == Toast(url=link)


def test_a_tap_is_answered_once(server: BotApiServer, person: Person) -> None:
    tap = pressed(person, "更多")
    assert result(server, "answerCallbackQuery", callback_query_id=tap.id)
    assert refusal(server, "answerCallbackQuery", callback_query_id=tap.id) == (400, TOO_OLD)


def test_a_tap_is_too_old_after_a_while(server: BotApiServer, person: Person) -> None:
    tap = pressed(person, "更多")
    server.expire_queries()
    assert refusal(server, "answerCallbackQuery", callback_query_id=tap.id) == (400, TOO_OLD)


def test_a_tap_on_a_message_that_is_gone_shows_only_where_it_was(server: BotApiServer, person: Person) -> None:
    (shown,) = person.answers()
    result(server, "deleteMessage", chat_id=7, message_id=shown.message_id)
    pressed(person, "更多", message=shown)
    query = last_update(server)["callback_query"]
    assert query["data"] == "m:2"
    assert query["message"] == {"chat": {"id": 7, "first_name": "Li", "type": "private"}, "message_id": 2, "date": 0}
    with pytest.raises(KeyError):
        person.presses("更多")
    with pytest.raises(KeyError):
        person.presses("更多", message=shown.message_id)


def test_a_button_is_that_of_the_message_as_it_stands_now(server: BotApiServer, person: Person) -> None:
    (shown,) = person.answers()
    markup = {"inline_keyboard": [[{"text": "更多", "callback_data": "m:3"}]]}
    result(server, "editMessageReplyMarkup", chat_id=7, message_id=2, reply_markup=markup)
    assert pressed(person, "更多", message=shown).data == "m:3"
    with pytest.raises(KeyError, match="上下文"):
        person.presses("上下文", message=shown)


def test_without_a_message_it_is_the_newest_with_such_a_button(server: BotApiServer, person: Person) -> None:
    markup = {"inline_keyboard": [[{"text": "更多②", "callback_data": "m:9"}]]}
    result(server, "sendMessage", chat_id=7, text="x", reply_markup=markup)
    assert (pressed(person, "更多").data, pressed(person, "上下文").data) == ("m:9", "x:1")


def test_anybody_in_a_group_may_tap(server: BotApiServer, person: Person) -> None:
    group, other = server.group(GROUP), server.person(8)
    result(server, "sendMessage", chat_id=GROUP, text="x", reply_markup=BUTTONS)
    pressed(other, "更多", chat=group)
    query = last_update(server)["callback_query"]
    assert (query["from"]["id"], query["message"]["chat"]["id"]) == (8, GROUP)
    (shown,) = group.answers()
    assert pressed(other, "更多", message=shown).message_id == shown.message_id


def test_what_is_no_callback_does_its_work_without_the_bot(server: BotApiServer, person: Person) -> None:
    assert person.taps("复制") == Toast()
    assert person.clipboard == "引文"
    assert person.taps("网页") == Toast()
    assert person.visited == ["https://example.org/"]
    assert person.taps("在此") == Toast()
    assert person.inline_box == "@yinju_test_bot 容错"
    assert server.pending == 1
    person.taps("原处")
    assert last_update(server)["message"]["text"] == "/start c_1"
