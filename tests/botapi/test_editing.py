"""What stands is edited and deleted as Telegram lets it."""

import time
from typing import Any

import pytest

from tests.botapi.asking import refusal, result
from tests.botapi.person import Person, Shown
from tests.botapi.server import BotApiServer

GROUP = -1001234567890
SAME = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
BUTTONS = {"inline_keyboard": [[{"text": "更多", "callback_data": "m:2"}]]}


def said(server: BotApiServer, **params: Any) -> int:
    """The bot has said something to person 7."""
    return int(result(server, "sendMessage", **{"chat_id": 7, "text": "甲"} | params)["message_id"])


@pytest.fixture(autouse=True)
def person(server: BotApiServer) -> Person:
    """Somebody the bot has met, by message 1."""
    made = server.person(7)
    made.says("hello")
    return made


def now(person: Person, number: int) -> Shown:
    shown = person.shown(number)
    assert shown is not None
    return shown


def test_an_edit_changes_the_message_where_it_stands(server: BotApiServer, person: Person) -> None:
    number = said(server)
    before = now(person, number)
    html = "<blockquote expandable>乙</blockquote>"
    edited = result(
        server, "editMessageText", chat_id=7, message_id=number, text=html, parse_mode="HTML", reply_markup=BUTTONS
    )
    assert (edited["message_id"], edited["text"], edited["reply_markup"]) == (number, "乙", BUTTONS)
    assert edited["edit_date"] >= edited["date"]
    after = now(person, number)
    assert (before.edited, after.edited, after.revision) == (False, True, 1)
    assert (after.expandable, after.quotes, after.html, after.buttons) == (["乙"], ["乙"], html, [["更多"]])


def test_an_edit_without_buttons_takes_the_buttons_away(server: BotApiServer, person: Person) -> None:
    number = said(server, reply_markup=BUTTONS)
    assert "reply_markup" not in result(server, "editMessageText", chat_id=7, message_id=number, text="乙")
    assert now(person, number).buttons == []


@pytest.mark.parametrize("markup", [None, {"inline_keyboard": []}])
def test_buttons_alone_are_changed_and_taken_away(server: BotApiServer, person: Person, markup: Any) -> None:
    number = said(server)
    assert result(server, "editMessageReplyMarkup", chat_id=7, message_id=number, reply_markup=BUTTONS)
    assert (now(person, number).text, now(person, number).buttons) == ("甲", [["更多"]])
    params = {} if markup is None else {"reply_markup": markup}
    assert result(server, "editMessageReplyMarkup", chat_id=7, message_id=number, **params)
    assert now(person, number).buttons == []


def test_whoever_replied_replied_to_what_a_message_says_now(server: BotApiServer) -> None:
    number = said(server)
    reply = said(server, reply_to_message_id=number)
    result(server, "editMessageText", chat_id=7, message_id=number, text="乙")
    edited = result(server, "editMessageText", chat_id=7, message_id=reply, text="丙")
    assert edited["reply_to_message"]["text"] == "乙"


def test_what_replied_to_a_message_that_is_gone_replies_to_nothing(server: BotApiServer, person: Person) -> None:
    number = said(server, reply_to_message_id=1)
    person.deletes(1)
    edited = result(server, "editMessageText", chat_id=7, message_id=number, text="乙")
    assert "reply_to_message" not in edited


@pytest.mark.parametrize(
    ("method", "params", "reason"),
    [
        ("editMessageText", {"message_id": 99, "text": "乙"}, "Bad Request: message to edit not found"),
        ("editMessageText", {"message_id": 1, "text": "乙"}, "Bad Request: message can't be edited"),
        ("editMessageText", {"text": "乙"}, "Bad Request: message identifier is not specified"),
        ("editMessageText", {"message_id": 0, "text": "乙"}, "Bad Request: message identifier is not specified"),
        ("editMessageText", {"message_id": 2, "text": ""}, "Bad Request: message text is empty"),
        ("editMessageText", {"message_id": 2, "text": "字" * 4097}, "Bad Request: message is too long"),
        ("editMessageText", {"message_id": 2, "text": "甲", "reply_markup": BUTTONS}, SAME),
        ("editMessageText", {"message_id": 2, "text": " 甲 ", "reply_markup": BUTTONS}, SAME),
        ("editMessageText", {"inline_message_id": "none", "text": "乙"}, "Bad Request: MESSAGE_ID_INVALID"),
        ("editMessageText", {"chat_id": 8, "message_id": 2, "text": "乙"}, "Bad Request: chat not found"),
        (
            "editMessageText",
            {"message_id": 2, "text": "乙", "reply_markup": {"force_reply": True}},
            "Bad Request: inline keyboard expected",
        ),
        ("editMessageReplyMarkup", {"message_id": 99}, "Bad Request: message to edit not found"),
        ("editMessageReplyMarkup", {"message_id": 1}, "Bad Request: message can't be edited"),
        ("editMessageReplyMarkup", {"message_id": 2, "reply_markup": BUTTONS}, SAME),
        ("editMessageReplyMarkup", {"inline_message_id": "none"}, "Bad Request: MESSAGE_ID_INVALID"),
        ("deleteMessage", {"message_id": 99}, "Bad Request: message to delete not found"),
        ("deleteMessage", {}, "Bad Request: message identifier is not specified"),
    ],
)
def test_what_cannot_be_edited_or_deleted_is_refused(
    server: BotApiServer, person: Person, method: str, params: dict[str, Any], reason: str
) -> None:
    assert said(server, reply_markup=BUTTONS) == 2
    assert refusal(server, method, **{"chat_id": 7} | params) == (400, reason)
    assert now(person, 2).revision == 0


def test_the_same_words_marked_otherwise_or_previewed_otherwise_are_an_edit(server: BotApiServer) -> None:
    number = said(server)
    for changed in ({"text": "<b>甲</b>", "parse_mode": "HTML"}, {"text": "甲", "disable_web_page_preview": True}):
        assert result(server, "editMessageText", chat_id=7, message_id=number, **changed)
    again = {"text": "甲", "link_preview_options": {"is_disabled": True}}
    assert refusal(server, "editMessageText", chat_id=7, message_id=number, **again) == (400, SAME)


def test_in_private_the_bot_deletes_its_own_messages_and_the_persons(server: BotApiServer, person: Person) -> None:
    number = said(server)
    for one in (1, number):
        assert result(server, "deleteMessage", chat_id=7, message_id=one) is True
        gone = refusal(server, "deleteMessage", chat_id=7, message_id=one)
        assert gone == (400, "Bad Request: message to delete not found")
    assert person.screen == []


def test_in_a_group_the_bot_deletes_others_messages_only_as_administrator(server: BotApiServer) -> None:
    person, group = server.person(8), server.group(GROUP)
    theirs = person.says("/ask", chat=group)
    own = said(server, chat_id=GROUP)
    assert result(server, "deleteMessage", chat_id=GROUP, message_id=own)
    forbidden = refusal(server, "deleteMessage", chat_id=GROUP, message_id=theirs)
    assert forbidden == (400, "Bad Request: message can't be deleted")
    group.promotes_bot(person)
    assert result(server, "deleteMessage", chat_id=GROUP, message_id=theirs)


def test_after_two_days_a_message_stays(server: BotApiServer, person: Person) -> None:
    old = person.says("old", age=48 * 3600 + 60)
    late = refusal(server, "deleteMessage", chat_id=7, message_id=old)
    assert late == (400, "Bad Request: message can't be deleted for everyone")
    assert now(person, old).date <= time.time() - 48 * 3600
