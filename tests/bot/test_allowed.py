"""YINJU_ALLOWED: who may ask."""

import logging

import pytest

from bot.librarian import Librarian
from bot.wording.choice import LANGUAGES
from tests.bot import sample
from tests.bot.running import serving
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
    "line", [sample.ANSWERED, f"/ask {sample.ANSWERED}", "/ask", "/start", "/help", "/nothing", "水"]
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
    "line", [f"/ask {sample.ANSWERED}", "/ask", "/start", "/help", f"@yinju_test_bot {sample.ANSWERED}"]
)
def test_a_stranger_in_a_group_gets_silence(server: BotApiServer, librarian: Librarian, line: str) -> None:
    stranger, elsewhere = server.person(STRANGER), server.group(-1009999999999)
    with serving(server, librarian, YINJU_ALLOWED=LISTED):
        said = stranger.says(line, chat=elsewhere)
    assert elsewhere.answers(said) == []
    assert server.called("sendMessage") == []


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
