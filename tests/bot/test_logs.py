"""The log: where something went wrong and what, never a token or what somebody asked."""

import json
import logging
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from telegram.ext import MessageHandler

from bot import logs
from bot.handlers.context import App, Context, desk, set_desk
from bot.keyboards import Verb, tap
from bot.librarian import Librarian
from tests.bot import sample
from tests.bot.held import Failing
from tests.bot.running import serving
from tests.botapi.errors import ApiError
from tests.botapi.faults import Answer as Refused
from tests.botapi.person import Button, Person
from tests.botapi.server import BotApiServer, Fault

# Of the shape that Telegram gives out, made up.
LONG_TOKEN = "8100200300:AAEthis-is_made-up-for-tests-0123456"


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


# Whatever goes wrong

SECRET = "阙山渡口的灯由谁来点又由谁来添油？"


def refusal(reason: str) -> Fault:
    error = ApiError(400, f"Bad Request: {reason}")
    return Fault(answer=Refused(400, json.dumps(error.as_json()).encode()))


def a_mistake(server: BotApiServer, person: Person, app: App) -> None:
    async def broken(update: object, context: Context) -> None:
        raise ValueError(f"no such thing as {SECRET!r} at /bot{LONG_TOKEN}/") from KeyError(SECRET)

    app.add_handler(MessageHandler(None, broken), group=-1)
    person.waits_for_reply(person.says(SECRET))


def a_failing_tap(server: BotApiServer, person: Person, app: App) -> None:
    (shown,) = person.waits_for_reply(person.says(f"/check {SECRET}"))
    failing = Failing(desk(app).librarian)
    set_desk(app, replace(desk(app), librarian=failing))
    made = Button("更多 ›", "callback_data", tap(Verb.MORE, 1, 1))
    pressed = person.presses_button(made, shown)
    assert pressed
    person.waits_for_toast(pressed)
    person.waits_for_reply(person.says(SECRET))


def a_failing_inline_query(server: BotApiServer, person: Person, app: App) -> None:
    set_desk(app, replace(desk(app), librarian=Failing(desk(app).librarian)))
    person.types_inline(SECRET)


def an_answer_that_is_lost(server: BotApiServer, person: Person, app: App) -> None:
    server.fail_next("sendMessage", Fault.dropped(), times=3)
    person.waits_for_reply(person.says(SECRET))


def a_refused_answer(server: BotApiServer, person: Person, app: App) -> None:
    server.fail_next("sendMessage", refusal("BUTTON_DATA_INVALID"))
    person.waits_for_reply(person.says(SECRET))


def refused_markup(server: BotApiServer, person: Person, app: App) -> None:
    server.fail_next("sendMessage", refusal("can't parse entities: Unsupported start tag"))
    person.waits_for_reply(person.says(f"/check {SECRET}"))


def a_deaf_person(server: BotApiServer, person: Person, app: App) -> None:
    person.says(SECRET)
    person.blocks_bot()
    server.wait_for(lambda: any(call.status == 403 for call in server.called("sendMessage")) or person.answers())


def a_late_tap(server: BotApiServer, person: Person, app: App) -> None:
    (shown,) = person.waits_for_reply(person.says(f"/compare {SECRET}"))
    pressed = person.presses_button(Button("更多 ›", "callback_data", tap(Verb.MORE, 1, 1)), shown)
    assert pressed
    server.expire_queries()
    person.waits_for_reply(person.says(SECRET))


@pytest.mark.parametrize(
    "happens",
    [
        a_mistake,
        a_failing_tap,
        a_failing_inline_query,
        an_answer_that_is_lost,
        a_refused_answer,
        refused_markup,
        a_deaf_person,
        a_late_tap,
    ],
)
def test_neither_what_was_asked_nor_the_token_stands_in_the_log_whatever_goes_wrong(
    librarian: Librarian,
    own_logging: None,
    capsys: pytest.CaptureFixture[str],
    impatient: int,
    happens: Callable[[BotApiServer, Person, App], None],
) -> None:
    with BotApiServer(LONG_TOKEN) as server:
        logs.set_up("INFO")
        with serving(server, librarian) as app:
            happens(server, server.person(7, language_code="zh-hans"), app)
    log = capsys.readouterr().err
    assert "已上线" in log
    assert LONG_TOKEN.partition(":")[2] not in log
    assert "阙山渡口" not in log


def test_of_a_mistake_of_our_own_the_log_has_where_and_what_it_was(
    server: BotApiServer, librarian: Librarian, own_logging: None, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.set_up("INFO")
    person = server.person(7, language_code="zh-hans")
    with serving(server, Failing(librarian)):
        (apology,) = person.waits_for_reply(person.says(SECRET))
    log = capsys.readouterr().err
    number = re.findall(r"[0-9a-f]{6}", apology.text)[-1]
    for words in (f"error {number}: ", "ZeroDivisionError", "tests/bot/held.py", "in answer"):
        assert words in log
