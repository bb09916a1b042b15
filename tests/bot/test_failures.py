"""What goes wrong at Telegram or at home: said once, in the right place, and the bot lives on."""

import asyncio
import gc
import json
import logging
import re
import socket
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.ext import MessageHandler

from bot.application import CannotServe, serve
from bot.failures import Kind, kind_of
from bot.handlers.context import Context
from bot.librarian import Librarian
from bot.settings import Settings
from bot.wording.choice import LANGUAGES
from tests.bot import sample
from tests.bot.held import Failing, Held
from tests.bot.running import serving, settings_for
from tests.botapi.asking import refusal
from tests.botapi.errors import ApiError
from tests.botapi.faults import Answer as Refused
from tests.botapi.records import Json
from tests.botapi.server import BotApiServer, Fault

# Of the shape that Telegram gives out, made up.
LONG_TOKEN = "8100200300:AAEthis-is_made-up-for-tests-0123456"
WORDS = LANGUAGES["zh-hans"]
# A question with more quotes than one page has.
WIDE = "云陂县怎么管护小水库？"
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
    assert "in broken" in record.getMessage()
    assert record.getMessage().endswith("ZeroDivisionError")


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


# What a failure means


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Conflict("terminated by other getUpdates request"), Kind.SECOND_BOT),
        (Forbidden("bot was blocked by the user"), Kind.PERMANENT),
        (Forbidden("user is deactivated"), Kind.PERMANENT),
        (Forbidden("bot was kicked from the supergroup chat"), Kind.PERMANENT),
        (Forbidden("bot is not a member of the supergroup chat"), Kind.PERMANENT),
        (BadRequest("Chat not found"), Kind.PERMANENT),
        (BadRequest("Not enough rights to send text messages to the chat"), Kind.PERMANENT),
        (BadRequest("Have no rights to send a message"), Kind.PERMANENT),
        (BadRequest("Message thread not found"), Kind.PERMANENT),
        (BadRequest("TOPIC_CLOSED"), Kind.PERMANENT),
        (BadRequest("CHAT_WRITE_FORBIDDEN"), Kind.PERMANENT),
        (
            BadRequest("Query is too old and response timeout expired or query id is invalid"),
            Kind.PERMANENT,
        ),
        (ChatMigrated(-1009), Kind.MOVED),
        (BadRequest("BUTTON_DATA_INVALID"), Kind.OURS),
        (BadRequest("Message is too long"), Kind.OURS),
        (BadRequest("Can't parse entities: unsupported start tag"), Kind.OURS),
        (TelegramError("something that nobody knows"), Kind.OURS),
        (ZeroDivisionError(), Kind.OURS),
        (None, Kind.OURS),
    ],
)
def test_the_kind_of_a_failure_does_not_depend_on_who_asked(error: Exception | None, kind: Kind) -> None:
    assert kind_of(error, asked=True) is kind
    assert kind_of(error, asked=False) is kind


@pytest.mark.parametrize("make", [lambda: NetworkError("httpx.ConnectError"), TimedOut, lambda: RetryAfter(3)])
def test_telegram_out_of_reach_passes_unless_somebody_waits_for_an_answer(make: Callable[[], Exception]) -> None:
    assert kind_of(make(), asked=False) is Kind.PASSING
    assert kind_of(make(), asked=True) is Kind.UNREACHED


# Taps and inline queries


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tap_that_fails_is_told_by_an_alert_with_an_id(
    server: BotApiServer, librarian: Librarian, caplog: pytest.LogCaptureFixture, tmp_path: Path, language: str
) -> None:
    words, person = LANGUAGES[language], server.person(7, language_code=language)
    with serving(server, librarian, tmp_path):
        (shown,) = person.waits_for_reply(person.says(WIDE))
    with serving(server, Failing(librarian), tmp_path):
        toast = person.taps(words.button_more, shown)
    told = re.fullmatch(words.failed.format(id="([0-9a-f]{6})"), toast.text)
    (record,) = own(caplog)
    assert told
    assert toast.alert
    assert told[1] in record.getMessage()
    assert person.answers() == [shown], "what stands there goes on standing"


def test_a_tap_that_nobody_waits_for_any_more_is_logged_in_a_line_and_done_all_the_same(
    server: BotApiServer, librarian: Librarian, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    person, held = server.person(7, language_code="zh-hans"), Held(librarian)
    with serving(server, librarian, tmp_path):
        (shown,) = person.waits_for_reply(person.says(WIDE))
    with serving(server, held, tmp_path):
        person.presses(WORDS.button_more, shown)
        held.begins()
        server.expire_queries()
        held.lets()
        turned = person.waits_for_edit(shown)
    assert set(turned.quotes).isdisjoint(shown.quotes)
    assert person.toasts == []
    assert own(caplog) == []
    assert [record.exc_info for record in own(caplog, logging.INFO) if "too old" in record.getMessage()] == [None]


def test_an_inline_query_that_fails_is_told_above_the_empty_list_under_the_id_of_the_log(
    server: BotApiServer, librarian: Librarian, caplog: pytest.LogCaptureFixture
) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, Failing(librarian)):
        results = person.types_inline(sample.ANSWERED)
    (record,) = own(caplog)
    assert results.button
    told = APOLOGY.fullmatch(results.button.text)
    assert told
    assert results.items == ()
    assert told[1] in record.getMessage()


# Markup that Telegram refuses


def unreadable() -> Fault:
    error = ApiError(400, "Bad Request: can't parse entities: Unsupported start tag")
    return Fault(answer=Refused(400, json.dumps(error.as_json()).encode()))


def test_refused_markup_is_logged_as_a_bug_and_the_message_sent_without_it_with_its_buttons(
    server: BotApiServer, librarian: Librarian, caplog: pytest.LogCaptureFixture
) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        (marked,) = person.waits_for_reply(person.says(WIDE))
        server.fail_next("sendMessage", unreadable())
        said = person.says(WIDE)
        (plain,) = person.waits_for_reply(said)
        server.fail_next("editMessageText", unreadable())
        person.taps(WORDS.button_more, plain)
        turned = person.waits_for_edit(plain)
    assert (plain.entities, turned.entities) == ((), ())
    assert plain.buttons == marked.buttons
    assert [WORDS.button_back] in turned.buttons
    quotes = [line[1:] for line in plain.text.split("\n") if line.startswith("▎")]
    assert quotes
    assert all(sample.stands_in(quote) for quote in quotes)
    assert len(person.answers(said)) == 1
    assert [record.levelname for record in own(caplog)] == ["ERROR", "ERROR"]


# What has no words


@pytest.mark.parametrize("kind", ["voice", "sticker", "photo"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_has_no_words_is_told_what_works(
    server: BotApiServer, librarian: Librarian, kind: str, language: str
) -> None:
    person = server.person(7, language_code=language)
    with serving(server, librarian):
        (shown,) = person.waits_for_reply(person.shows(kind))
    assert shown.text == LANGUAGES[language].text_only


@pytest.mark.parametrize("kind", ["photo", "voice", "sticker"])
def test_what_has_no_words_is_left_alone_in_a_group(server: BotApiServer, librarian: Librarian, kind: str) -> None:
    server.privacy = False
    group, person = server.group(-1001234567890), server.person(7)
    parts: dict[str, Json] = {
        "photo": {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 5, "height": 5}]},
        "voice": {"voice": {"file_id": "f", "file_unique_id": "u", "duration": 3}},
        "sticker": {"dice": {"emoji": "🎲", "value": 3}},
    }
    with serving(server, librarian):
        said = person.says("", chat=group, extra=parts[kind])
        server.wait_for(lambda: server.pending == 0)
    assert group.answers(said) == []


def test_a_file_without_words_is_told_what_works(server: BotApiServer, librarian: Librarian) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        (shown,) = person.waits_for_reply(person.sends_file("笔谈.txt", "渡口的灯".encode()))
    assert shown.text == WORDS.text_only
