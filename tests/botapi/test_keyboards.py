"""Buttons are read, shown and refused as Telegram does."""

from typing import Any

import pytest

from tests.botapi.asking import refusal, result
from tests.botapi.server import BotApiServer


def keyboard(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


def data(value: str, text: str = "甲") -> dict[str, Any]:
    return {"text": text, "callback_data": value}


def button(**does: Any) -> dict[str, Any]:
    return keyboard([{"text": "甲", **does}])


def test_buttons_stand_under_a_message_in_rows(server: BotApiServer) -> None:
    person = server.person(7)
    person.says("hello")
    markup = keyboard(
        [data("x:1", "上下文"), {"text": "出处", "url": "https://t.me/x?start=c_1"}], [data("m:1", "更多")]
    )
    sent = result(server, "sendMessage", chat_id=7, text="x", reply_markup=markup)
    assert sent["reply_markup"] == markup
    (shown,) = person.answers()
    assert shown.buttons == [["上下文", "出处"], ["更多"]]
    assert (shown.button("更多").value, shown.button("出").kind) == ("m:1", "url")


@pytest.mark.parametrize(
    "does",
    [
        {"callback_data": "字" * 21 + "x"},
        {"url": "https://example.org/a?b=c"},
        {"url": "http://example.org"},
        {"url": "tg://resolve?domain=x"},
        {"copy_text": {"text": "字" * 256}},
        {"switch_inline_query": ""},
        {"switch_inline_query_current_chat": "容错"},
        {"switch_inline_query_chosen_chat": {"query": "容错"}},
    ],
)
def test_every_kind_of_button_up_to_its_limit_is_taken(server: BotApiServer, does: dict[str, Any]) -> None:
    server.person(7).says("hello")
    sent = result(server, "sendMessage", chat_id=7, text="x", reply_markup=button(**does))
    assert sent["reply_markup"] == button(**does)


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        (button(callback_data=""), "BUTTON_DATA_INVALID"),
        (button(callback_data="x" * 65), "BUTTON_DATA_INVALID"),
        (button(callback_data="字" * 22), "BUTTON_DATA_INVALID"),
        (button(callback_data=7), "BUTTON_DATA_INVALID"),
        (button(url="ftp://example.org"), "BUTTON_URL_INVALID"),
        (button(url="nowhere"), "BUTTON_URL_INVALID"),
        (button(url="https://"), "BUTTON_URL_INVALID"),
        (button(url="https://[example.org"), "BUTTON_URL_INVALID"),
        (button(copy_text={"text": ""}), "BUTTON_COPY_TEXT_INVALID"),
        (button(copy_text={"text": "x" * 257}), "BUTTON_COPY_TEXT_INVALID"),
        (button(copy_text="x"), "BUTTON_COPY_TEXT_INVALID"),
        (button(switch_inline_query=7), "can't parse inline keyboard button: Field"),
        (button(switch_inline_query_chosen_chat="x"), "can't parse inline keyboard button: Field"),
        (button(), "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        (button(callback_data="x", url="https://example.org"), "exactly one of"),
        (button(pay=True), "the button ['pay'] is not modelled"),
        (keyboard([data("x", "")]), "inline keyboard button text must be non-empty"),
        (keyboard([data("x", " ")]), "inline keyboard button text must be non-empty"),
        (keyboard([{"callback_data": "x"}]), "can't parse inline keyboard button: Can't find field \"text\""),
        (keyboard(["x"]), "can't parse inline keyboard button: expected an Object"),  # type: ignore[list-item]
        (keyboard(data("x")), 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'),  # type: ignore[arg-type]
        (keyboard([data("x")] * 9), "reply markup is too long"),
        (keyboard(*[[data("x")]] * 101), "reply markup is too long"),
        ([], "object expected as reply markup"),
        ("{", "can't parse reply markup JSON object"),
        ({"keys": []}, "can't parse reply keyboard markup JSON object"),
        ({"force_reply": False}, "can't parse reply keyboard markup JSON object"),
        ({"keyboard": [["x"]]}, "the reply markup ['keyboard'] is not modelled"),
    ],
)
def test_buttons_telegram_would_not_take_are_refused(server: BotApiServer, markup: Any, reason: str) -> None:
    person = server.person(7)
    person.says("hello")
    code, description = refusal(server, "sendMessage", chat_id=7, text="x", reply_markup=markup)
    assert code == 400
    assert description.startswith(f"Bad Request: {reason}")
    assert person.answers() == []


def test_a_keyboard_of_a_hundred_buttons_eight_a_row_is_taken(server: BotApiServer) -> None:
    server.person(7).says("hello")
    markup = keyboard(*[[data("x")] * 8] * 12, [data("x")] * 4)
    assert result(server, "sendMessage", chat_id=7, text="x", reply_markup=markup)["reply_markup"] == markup


@pytest.mark.parametrize("markup", [keyboard(), keyboard([]), {"remove_keyboard": True}, {"force_reply": True}])
def test_without_buttons_a_message_has_no_markup(server: BotApiServer, markup: dict[str, Any]) -> None:
    server.person(7).says("hello")
    assert "reply_markup" not in result(server, "sendMessage", chat_id=7, text="x", reply_markup=markup)


def test_a_label_is_found_by_its_beginning_only_where_one_has_it(server: BotApiServer) -> None:
    person = server.person(7)
    person.says("hello")
    markup = keyboard([data("1", "出处①"), data("2", "出处②"), data("3", "出"), data("4", "上一页")])
    result(server, "sendMessage", chat_id=7, text="x", reply_markup=markup)
    (shown,) = person.answers()
    assert (shown.button("出处②").value, shown.button("出").value, shown.button("上").value) == ("2", "3", "4")
    for label in ("出处", "下"):
        with pytest.raises(KeyError, match=label):
            shown.button(label)
