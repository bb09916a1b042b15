"""What goes wrong at Telegram or at home: said once, in the right place, and the bot lives on."""

import asyncio
import gc
import logging
import re
import socket
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from telegram.ext import MessageHandler

from bot import logs, sending
from bot.application import CannotServe, serve
from bot.handlers.context import Context
from bot.librarian import Librarian
from bot.settings import Settings
from bot.wording.choice import LANGUAGES
from tests.bot import sample
from tests.bot.running import serving, settings_for
from tests.botapi.asking import refusal
from tests.botapi.server import BotApiServer, Fault

# Of the shape that Telegram gives out, made up.
LONG_TOKEN = "8100200300:AAEthis-is_made-up-for-tests-0123456"
APOLOGY = re.compile(LANGUAGES["zh-hans"].failed.format(id="([0-9a-f]{6})"))


@pytest.fixture(autouse=True)
def bot_log(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    caplog.set_level(logging.INFO)
    # Without it the library warns of its own future as soon as it builds a RetryAfter.
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def event_loop() -> Iterator[None]:
    """`serve` runs in the main thread, in the loop it finds there, and closes it."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield
    asyncio.set_event_loop(None)
    loop.close()


def own(caplog: pytest.LogCaptureFixture, level: int = logging.WARNING) -> list[logging.LogRecord]:
    """What the bot itself has logged, from a level on."""
    return [record for record in caplog.records if record.name.startswith("bot.") and record.levelno >= level]


def why_not(settings: Settings, folder: Path) -> str:
    """What a start that fails says."""
    message = ""
    try:
        serve(settings, folder)
    except CannotServe as error:
        message = str(error)
    # The library leaves the connections of such a start to the end of the process; here that is now.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
    return message


def fault_suffered(server: BotApiServer) -> bool:
    return any(call.status != 200 for call in server.called("getUpdates"))


# Telegram in trouble


def test_a_flood_limit_is_waited_for_and_the_answer_sent_once(
    server: BotApiServer, librarian: Librarian, caplog: pytest.LogCaptureFixture
) -> None:
    person = server.person(7)
    server.fail_next("sendMessage", Fault.too_many_requests(1))
    with serving(server, librarian):
        said = person.says(sample.ANSWERED)
        person.waits_for_reply(said)
    (shown,) = person.answers(said)
    assert sample.ANSWERED_IN in shown.text
    refused, sent = server.called("sendMessage")
    assert (refused.status, sent.status) == (429, 200)
    assert sent.at - refused.at >= 1
    assert own(caplog) == []


@pytest.mark.parametrize("fault", [Fault.bad_gateway(), Fault.dropped()], ids=["bad gateway", "dropped"])
def test_polling_goes_on_after_a_poll_that_failed(
    server: BotApiServer, librarian: Librarian, caplog: pytest.LogCaptureFixture, fault: Fault
) -> None:
    person = server.person(7)
    with serving(server, librarian):
        # The poll that waits ends with the first question; the one after it fails.
        server.fail_next("getUpdates", fault)
        person.waits_for_reply(person.says(sample.ANSWERED))
        server.wait_for(lambda: fault_suffered(server))
        (answer,) = person.waits_for_reply(person.says("芮波是什么职务？"))
    assert answer.marked("bold") == ["芮 波"]
    (record,) = own(caplog)
    assert (record.levelname, record.exc_info) == ("WARNING", None)


@pytest.mark.parametrize("fault", [Fault.bad_gateway(), Fault.dropped()], ids=["bad gateway", "dropped"])
def test_an_answer_that_did_not_get_through_is_sent_again(
    server: BotApiServer, librarian: Librarian, caplog: pytest.LogCaptureFixture, fault: Fault
) -> None:
    person = server.person(7)
    server.fail_next("sendMessage", fault, times=2)
    with serving(server, librarian):
        said = person.says(sample.ANSWERED)
        person.waits_for_reply(said)
    (shown,) = person.answers(said)
    assert sample.ANSWERED_IN in shown.text
    assert own(caplog) == []


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> int:
    """A bot that tries again at once; how often it tries in all."""
    monkeypatch.setattr(sending, "WAITS", (0.0, 0.0))
    return 3


@pytest.mark.parametrize("fault", [Fault.bad_gateway(), Fault.dropped()], ids=["bad gateway", "dropped"])
def test_an_answer_that_could_not_be_sent_is_logged_in_a_line_and_told_under_one_id(
    server: BotApiServer, librarian: Librarian, caplog: pytest.LogCaptureFixture, fault: Fault, impatient: int
) -> None:
    person = server.person(7)
    server.fail_next("sendMessage", fault, times=impatient)
    with serving(server, librarian):
        first = person.says(sample.ANSWERED)
        (apology,) = person.waits_for_reply(first)
        (answer,) = person.waits_for_reply(person.says("芮波是什么职务？"))
    told = APOLOGY.fullmatch(apology.text)
    (record,) = own(caplog)
    assert told
    assert (record.levelname, record.exc_info) == ("ERROR", None)
    assert told[1] in record.getMessage()
    assert answer.marked("bold") == ["芮 波"]


def test_a_failure_that_cannot_even_be_told_does_not_stop_the_bot(
    server: BotApiServer, librarian: Librarian, caplog: pytest.LogCaptureFixture, impatient: int
) -> None:
    person = server.person(7)
    server.fail_next("sendMessage", Fault.bad_gateway(), times=2 * impatient)
    with serving(server, librarian):
        person.says(sample.ANSWERED)
        server.wait_for(lambda: len(server.called("sendMessage")) == 2 * impatient)
        (answer,) = person.waits_for_reply(person.says("芮波是什么职务？"))
    assert answer.marked("bold") == ["芮 波"]
    error, untold = own(caplog)
    (number,) = re.findall(r"\b[0-9a-f]{6}\b", error.getMessage())
    assert number in untold.getMessage()


def test_a_mistake_of_our_own_is_logged_with_its_traceback_and_told(
    server: BotApiServer, librarian: Librarian, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(update: object, context: Context) -> None:
        raise ZeroDivisionError("a mistake")

    person = server.person(7)
    with serving(server, librarian) as app:
        app.add_handler(MessageHandler(None, broken), group=-1)
        (apology,) = person.waits_for_reply(person.says(sample.ANSWERED))
    told = APOLOGY.fullmatch(apology.text)
    (record,) = own(caplog)
    assert told
    assert told[1] in record.getMessage()
    assert record.exc_info
    assert isinstance(record.exc_info[1], ZeroDivisionError)


def test_a_person_who_blocked_the_bot_disturbs_nobody(
    server: BotApiServer, librarian: Librarian, caplog: pytest.LogCaptureFixture
) -> None:
    gone, person = server.person(7), server.person(8, "Wang")
    gone.says(sample.ANSWERED)
    gone.blocks_bot()
    with serving(server, librarian):
        (answer,) = person.waits_for_reply(person.says(sample.ANSWERED))
    assert sample.ANSWERED_IN in answer.text
    assert gone.answers() == []
    assert own(caplog) == []
    assert [call.status for call in server.called("sendMessage")].count(403) == 1, "blocked means not trying again"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_second_program_with_the_token_is_named_without_a_traceback(
    server: BotApiServer, librarian: Librarian, caplog: pytest.LogCaptureFixture, language: str
) -> None:
    with serving(server, librarian, YINJU_LANGUAGE=language):
        server.wait_for(lambda: server.polling)
        # The newer of two polls stays and the older is told; the bot's next poll ends ours in its turn.
        assert refusal(server, "getUpdates", timeout=20)[0] == 409
    assert {record.getMessage() for record in own(caplog)} == {LANGUAGES[language].second_bot}
    assert all(record.exc_info is None for record in caplog.records)


# A start that fails


def test_a_refused_token_ends_the_start_and_is_not_shown(
    server: BotApiServer, library_folder: Path, event_loop: None, own_logging: None, capsys: pytest.CaptureFixture[str]
) -> None:
    said = why_not(settings_for(server, TELEGRAM_TOKEN=LONG_TOKEN), library_folder)
    log = capsys.readouterr().err
    assert said == LANGUAGES["zh-hans"].token_refused
    assert "made-up" not in said + log
    assert "Traceback" not in log, "a mistyped token is no bug: whoever calls says it in one line"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_missing_token_ends_the_start_in_the_language_of_the_settings(library_folder: Path, language: str) -> None:
    with BotApiServer() as server:
        settings = settings_for(server, YINJU_LANGUAGE=language).model_copy(update={"token": None})
        assert why_not(settings, library_folder) == LANGUAGES[language].token_missing
        assert server.calls == []


@pytest.mark.slow
def test_a_server_out_of_reach_ends_the_start_after_some_tries(
    library_folder: Path, event_loop: None, own_logging: None, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        unreachable = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with BotApiServer(LONG_TOKEN) as server:
            settings = settings_for(server, TELEGRAM_API_URL=unreachable)
        said = why_not(settings, library_folder)
    before, after = LANGUAGES["zh-hans"].no_network.split("{detail}")
    assert said.startswith(before)
    assert said.endswith(after)
    log = capsys.readouterr().err
    assert "made-up" not in said + log
    assert "Traceback" not in log


# The log


def test_no_token_stands_in_the_log_at_its_most_talkative(
    librarian: Librarian, own_logging: None, capsys: pytest.CaptureFixture[str]
) -> None:
    with BotApiServer(LONG_TOKEN) as server:
        logs.set_up("DEBUG")
        person = server.person(7)
        server.fail_next("sendMessage", Fault.dropped())
        server.fail_next("getUpdates", Fault.bad_gateway())
        with serving(server, librarian):
            person.waits_for_reply(person.says(sample.ANSWERED))
            try:
                raise ConnectionError(f"{server.url}/bot{LONG_TOKEN}/sendMessage")
            except ConnectionError as error:
                logging.getLogger("elsewhere").exception("could not call %s", error)
                logging.getLogger("elsewhere").error("token=%r", LONG_TOKEN, exc_info=error)
    log = capsys.readouterr().err
    assert "DEBUG" in log
    assert "ConnectionError" in log
    assert "[token]" in log
    assert LONG_TOKEN.partition(":")[2] not in log


def test_no_question_stands_in_the_log_at_info(
    server: BotApiServer, librarian: Librarian, own_logging: None, capsys: pytest.CaptureFixture[str], impatient: int
) -> None:
    logs.set_up("INFO")
    person = server.person(7)
    server.fail_next("sendMessage", Fault.dropped(), times=impatient)
    with serving(server, librarian):
        person.waits_for_reply(person.says(sample.ANSWERED))
    log = capsys.readouterr().err
    assert "已上线" in log
    assert "error " in log
    assert sample.ANSWERED not in log
    assert "小型水库" not in log


def test_the_library_of_the_connection_is_silent_about_every_call(
    server: BotApiServer, librarian: Librarian, own_logging: None, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.set_up("DEBUG")
    with serving(server, librarian):
        pass
    assert "HTTP Request" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        (f"https://api.telegram.org/bot{LONG_TOKEN}/getMe", "https://api.telegram.org/[token]/getMe"),
        (f"/file/bot{LONG_TOKEN}/documents/a.txt", "/file/[token]/documents/a.txt"),
        (f"the token is {LONG_TOKEN}.", "the token is [token]."),
        ("/bot123456:TEST-token/getMe", "/[token]/getMe"),
        ("at 12:30:05, port 8081, 127.0.0.1:8081", "at 12:30:05, port 8081, 127.0.0.1:8081"),
    ],
)
def test_tokens_and_nothing_else_are_replaced(text: str, redacted: str) -> None:
    assert logs.redact(text) == redacted
