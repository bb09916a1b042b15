"""YINJU_ALLOWED: who may ask."""

import logging
from pathlib import Path

import pytest

from bot.librarian import Librarian
from bot.wording.choice import LANGUAGES
from tests.bot import sample
from tests.bot.running import serving
from tests.botapi.person import Toast
from tests.botapi.server import BotApiServer

GROUP = -1001234567890
LISTED = f"7, {GROUP}"
STRANGER = 4001002003
WORDS = LANGUAGES["zh-hans"]


def test_a_listed_user_is_answered(server: BotApiServer, librarian: Librarian) -> None:
    person = server.person(7)
    with serving(server, librarian, YINJU_ALLOWED=LISTED):
        said = person.says(sample.ANSWERED)
    (shown,) = person.answers(said)
    assert sample.ANSWERED_IN in shown.text


def test_a_listed_user_is_answered_in_any_group(server: BotApiServer, librarian: Librarian) -> None:
    person, elsewhere = server.person(7), server.group(-1009999999999)
    with serving(server, librarian, YINJU_ALLOWED=LISTED):
        said = person.says(f"/ask {sample.ANSWERED}", chat=elsewhere)
    (shown,) = elsewhere.answers(said)
    assert sample.ANSWERED_IN in shown.text


def test_everybody_in_a_listed_group_is_answered(server: BotApiServer, librarian: Librarian) -> None:
    stranger, group = server.person(STRANGER), server.group(GROUP)
    with serving(server, librarian, YINJU_ALLOWED=LISTED):
        said = stranger.says(f"/ask {sample.ANSWERED}", chat=group)
    (shown,) = group.answers(said)
    assert sample.ANSWERED_IN in shown.text


@pytest.mark.parametrize(
    "line",
    [
        *(sample.ANSWERED, f"/ask {sample.ANSWERED}", "/start", "/start c_abcdef-1-10", "/nothing", "水"),
        *(f"/{command}" for command in WORDS.commands if command != "start"),
        *("/check 给水让一尺岸", "/compare 水库", "/cite abcdef-1-10"),
    ],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_stranger_is_told_his_id_and_nothing_else(
    server: BotApiServer, librarian: Librarian, line: str, language: str
) -> None:
    stranger = server.person(STRANGER, language_code=language)
    with serving(server, librarian, YINJU_ALLOWED=LISTED):
        said = stranger.says(line)
    assert [shown.text for shown in stranger.answers(said)] == [LANGUAGES[language].not_allowed.format(user=STRANGER)]


@pytest.mark.parametrize(
    "line",
    [
        *(f"/ask {sample.ANSWERED}", f"@yinju_test_bot {sample.ANSWERED}", "/check 给水让一尺岸", "/compare 水库"),
        *(f"/{command}" for command in WORDS.commands),
    ],
)
def test_a_stranger_in_a_group_gets_silence(server: BotApiServer, librarian: Librarian, line: str) -> None:
    stranger, elsewhere = server.person(STRANGER), server.group(-1009999999999)
    with serving(server, librarian, YINJU_ALLOWED=LISTED):
        said = stranger.says(line, chat=elsewhere)
    assert elsewhere.answers(said) == []
    assert server.called("sendMessage") == []


@pytest.mark.parametrize("label", [WORDS.button_around, WORDS.button_cite, WORDS.button_more, WORDS.button_narrow])
def test_somebody_who_was_taken_off_the_list_taps_in_vain_and_is_told_his_id(
    server: BotApiServer, librarian: Librarian, tmp_path: Path, label: str
) -> None:
    person = server.person(STRANGER, language_code="zh-hans")
    with serving(server, librarian, tmp_path):
        (answer,) = person.waits_for_reply(person.says("河长怎么巡河？"))
    button = next(one.label for row in answer.rows for one in row if one.label.startswith(label))
    with serving(server, librarian, tmp_path, YINJU_ALLOWED=LISTED):
        toast = person.taps(button, answer)
    assert toast == Toast(WORDS.not_allowed.format(user=STRANGER), alert=True)
    assert person.answers() == [answer]


def test_a_strangers_edit_is_answered_as_a_message_is(server: BotApiServer, librarian: Librarian) -> None:
    stranger = server.person(STRANGER, language_code="zh-hans")
    with serving(server, librarian, YINJU_ALLOWED=LISTED):
        said = stranger.says("云陂县有多少水库？")
        stranger.waits_for_reply(said)
        stranger.edits(said, sample.ANSWERED)
        stranger.waits_for_reply(said, count=2)
    assert {shown.text for shown in stranger.answers()} == {WORDS.not_allowed.format(user=STRANGER)}


def test_everybody_in_a_listed_group_may_tap(server: BotApiServer, librarian: Librarian) -> None:
    listed, stranger, group = server.person(7), server.person(STRANGER), server.group(GROUP)
    with serving(server, librarian, YINJU_ALLOWED=LISTED):
        asked = listed.says("/ask 河长怎么巡河？", chat=group)
        (answer,) = listed.waits_for_reply(asked, chat=group)
        assert stranger.taps(WORDS.button_more, answer, chat=group) == Toast()
        further = group.shown(answer.message_id)
    assert further
    assert further.quotes != answer.quotes


def test_an_empty_list_admits_everybody_and_the_start_says_so(
    server: BotApiServer, librarian: Librarian, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    stranger = server.person(STRANGER)
    with serving(server, librarian):
        said = stranger.says(sample.ANSWERED)
    (shown,) = stranger.answers(said)
    assert sample.ANSWERED_IN in shown.text
    assert WORDS.open_to_all in caplog.messages


def test_the_start_says_how_many_are_listed(
    server: BotApiServer, librarian: Librarian, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    with serving(server, librarian, YINJU_ALLOWED=LISTED):
        pass
    assert WORDS.open_to_some.format(count=2) in caplog.messages
    assert WORDS.open_to_all not in caplog.messages
