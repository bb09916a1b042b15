"""What belongs to people is kept through everything, and gone for good when they say so."""

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.application import CannotServe, serve
from bot.people import FILE_NAME, KEPT_DAYS, Asked, BrokenPeople, People
from bot.wording.choice import LANGUAGES
from retrieval.answering.filters import EVERYTHING, Filters
from tests.bot.running import settings_for
from tests.botapi.server import BotApiServer

LI, WANG, GROUP = 7, 8, -1009
ASKED = Asked(LI, LI, 3, "ask", "渡口的灯由谁来点？")


@pytest.fixture
def people(tmp_path: Path) -> Iterator[People]:
    with closing(People(tmp_path)) as opened:
        yield opened


def on_disk(folder: Path, text: str) -> list[str]:
    """The files in which a text stands."""
    return [path.name for path in sorted(folder.iterdir()) if text.encode() in path.read_bytes()]


def aged(folder: Path, days: int) -> None:
    """Everything that was asked so far was asked so many days earlier."""
    with closing(sqlite3.connect(folder / FILE_NAME, isolation_level=None)) as db:
        db.execute("UPDATE asked SET asked_at = datetime(asked_at, ?)", (f"-{days} days",))


# Languages


def test_a_language_is_kept_until_it_is_taken_back(tmp_path: Path) -> None:
    for chosen in ("en", "zh-hant", None):
        with closing(People(tmp_path)) as people:
            people.choose_language(LI, chosen)
            assert people.language(LI) == chosen
        with closing(People(tmp_path)) as people:
            assert people.language(LI) == chosen
            assert people.language(WANG) is None


# What was asked

SCOPES = st.builds(
    Filters,
    author=st.text(max_size=5),
    source=st.text(max_size=5),
    since=st.integers(0, 3000),
    until=st.integers(0, 9999),
    without=st.lists(st.text(max_size=3), max_size=2).map(tuple),
    within=st.none() | st.tuples(st.text(max_size=5), st.integers(0, 99)),
)
# Half a character cannot be written to a file, and Telegram sends none.
LINES = st.text(st.characters(exclude_categories=["Cs"]))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(line=LINES, kind=st.sampled_from(["ask", "check", "compare"]), scope=SCOPES)
def test_what_was_asked_is_recalled_as_it_was_and_only_in_its_own_chat(
    people: People, line: str, kind: str, scope: Filters
) -> None:
    asked = Asked(GROUP, LI, 3, kind, line, scope, parent=1)
    key = people.keep(asked)
    assert people.recall(key, GROUP) == replace(asked, key=key)
    assert people.recall(key, LI) is None


def test_what_was_asked_is_found_by_its_message_and_what_it_was_narrowed_to_is_not(people: People) -> None:
    key = people.keep(ASKED)
    people.keep(replace(ASKED, scope=Filters(author="阙山"), parent=key))
    assert people.asked_by(LI, 3) == replace(ASKED, key=key)
    assert people.asked_by(LI, 4) is None
    assert people.asked_by(WANG, 3) is None


def test_a_changed_question_has_its_key_still_and_nothing_it_was_narrowed_to(people: People) -> None:
    key = people.keep(ASKED)
    narrowed = people.keep(replace(ASKED, scope=Filters(author="阙山"), parent=key))
    people.change(key, "check", "渡口的船由谁来修？")
    found = people.recall(key, LI)
    assert found
    assert (found.kind, found.line, found.scope) == ("check", "渡口的船由谁来修？", EVERYTHING)
    assert people.recall(narrowed, LI) is None


def test_no_key_is_given_twice(people: People) -> None:
    """A button of a forgotten question would otherwise show somebody else's."""
    key = people.keep(ASKED)
    people.forget(LI)
    assert people.keep(replace(ASKED, person=WANG, chat=WANG)) > key


def test_what_answers_a_question_is_known_in_order_with_what_it_quotes(people: People) -> None:
    key = people.keep(ASKED)
    people.show(LI, key, [5, 4], "abcdef-1-2")
    assert people.shown(key) == [4, 5]
    people.show(LI, key, [4], "abcdef-3-4")
    assert people.shown(key) == [4]
    assert (people.quoted_by(LI, 4), people.quoted_by(LI, 5)) == ("abcdef-3-4", None)
    people.quote(LI, 9, "abcdef-5-6")
    assert (people.quoted_by(LI, 9), people.quoted_by(WANG, 9)) == ("abcdef-5-6", None)


# Kept and not kept


def test_what_was_asked_is_kept_so_many_days_and_no_longer(tmp_path: Path) -> None:
    with closing(People(tmp_path)) as people:
        key = people.keep(ASKED)
        people.show(LI, key, [4], "abcdef-1-2")
    aged(tmp_path, KEPT_DAYS - 1)
    with closing(People(tmp_path)) as people:
        assert people.recall(key, LI)
    aged(tmp_path, 2)
    with closing(People(tmp_path)) as people:
        assert people.recall(key, LI) is None
        assert people.quoted_by(LI, 4) is None
    assert on_disk(tmp_path, ASKED.line) == []


def test_what_is_too_old_goes_without_a_restart(tmp_path: Path, people: People) -> None:
    key = people.keep(ASKED)
    aged(tmp_path, KEPT_DAYS + 1)
    people.keep(replace(ASKED, message=5, line="渡口的船由谁来修？"))
    assert people.recall(key, LI) is None


def test_a_group_that_moved_takes_its_questions_along_and_not_the_numbers_of_its_messages(people: People) -> None:
    key = people.keep(replace(ASKED, chat=-9))
    people.show(-9, key, [4], "abcdef-1-2")
    people.move(-9, GROUP)
    found = people.recall(key, GROUP)
    assert found
    assert found.line == ASKED.line
    assert people.recall(key, -9) is None
    assert people.asked_by(GROUP, ASKED.message) is None
    assert (people.quoted_by(GROUP, 4), people.shown(key)) == (None, [])


def test_of_a_chat_that_is_forgotten_nothing_is_left_on_the_disk(tmp_path: Path, people: People) -> None:
    key, other = people.keep(replace(ASKED, chat=GROUP)), people.keep(replace(ASKED, line="渡口的船由谁来修？"))
    people.quote(GROUP, 4, "abcdef-1-2")
    people.forget_chat(GROUP)
    assert (people.recall(key, GROUP), people.quoted_by(GROUP, 4)) == (None, None)
    assert people.recall(other, LI)
    people.close()
    assert on_disk(tmp_path, ASKED.line) == []


# Forgetting


def test_forgetting_leaves_nothing_of_a_person_and_everything_of_others(people: People) -> None:
    own, in_group = people.keep(ASKED), people.keep(replace(ASKED, chat=GROUP))
    others = people.keep(replace(ASKED, chat=GROUP, person=WANG))
    people.show(LI, own, [4], "abcdef-1-2")
    people.quote(LI, 5, "abcdef-3-4")
    for person in (LI, WANG):
        people.choose_language(person, "en")
    people.forget(LI)
    assert [people.recall(own, LI), people.recall(in_group, GROUP), people.language(LI)] == [None, None, None]
    assert [people.quoted_by(LI, 4), people.quoted_by(LI, 5)] == [None, None]
    assert people.recall(others, GROUP)
    assert people.language(WANG) == "en"


def test_what_is_forgotten_is_gone_from_the_disk_while_the_bot_runs(tmp_path: Path, people: People) -> None:
    key = people.keep(ASKED)
    people.keep(replace(ASKED, scope=Filters(author="阙山渡口"), parent=key))
    people.quote(LI, 5, "abcdef-3-4")
    assert on_disk(tmp_path, ASKED.line)
    people.forget(LI)
    for text in (ASKED.line, "阙山渡口", "abcdef-3-4"):
        assert on_disk(tmp_path, text) == []


def test_what_a_question_said_before_it_was_edited_is_forgotten_as_well(tmp_path: Path, people: People) -> None:
    key = people.keep(ASKED)
    # Written out of the log and into the file, where what is overwritten by less may leave its end.
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    people.change(key, "check", "船呢？")
    people.forget(LI)
    assert on_disk(tmp_path, ASKED.line) == []
    assert on_disk(tmp_path, ASKED.line[-6:]) == []


def test_of_many_questions_among_many_of_others_none_is_left(tmp_path: Path, people: People) -> None:
    for number in range(400):
        line = f"渡口第{number:03}盏灯由谁来点？" + "灯" * (number % 90)
        people.keep(Asked(LI, LI, number, "ask", line))
        people.keep(Asked(WANG, WANG, number, "ask", line.replace("渡口", "码头")))
    people.forget(LI)
    assert on_disk(tmp_path, "渡口") == []
    assert FILE_NAME in on_disk(tmp_path, "码头第399盏")


# Through everything

_WRITES = """
import sys
from pathlib import Path
from bot.people import Asked, People
people = People(Path(sys.argv[1]))
people.choose_language(7, "en")
key = people.keep(Asked(7, 7, 3, "ask", "渡口的灯由谁来点？"))
people.show(7, key, [4], "abcdef-1-2")
print(key, flush=True)
sys.stdin.read()
"""


@pytest.mark.slow
def test_what_was_kept_survives_a_killed_process(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _WRITES, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        key = int(process.stdout.readline())
        process.kill()
    assert process.returncode == -signal.SIGKILL
    with closing(People(tmp_path)) as people:
        assert people.recall(key, LI) == replace(ASKED, key=key)
        assert (people.shown(key), people.quoted_by(LI, 4), people.language(LI)) == ([4], "abcdef-1-2", "en")


def damaged(path: Path) -> None:
    path.write_bytes("这不是数据库。".encode() * 500)


def of_another_schema(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")


def of_someone_else(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.executescript("CREATE TABLE asked (other TEXT);")


def a_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("make", [damaged, of_another_schema, of_someone_else, a_folder])
def test_a_file_that_cannot_be_used_is_named_and_left_as_it_is(tmp_path: Path, make: object) -> None:
    assert callable(make)
    path = tmp_path / FILE_NAME
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(BrokenPeople, match=FILE_NAME):
        People(tmp_path)
    assert (path.read_bytes() if path.is_file() else None) == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bot_whose_people_cannot_be_read_does_not_start_and_says_why(
    server: BotApiServer, tmp_path: Path, own_logging: None, language: str
) -> None:
    damaged(tmp_path / FILE_NAME)
    before, after = LANGUAGES[language].bad_people.split("{detail}")
    with pytest.raises(CannotServe) as failure:
        serve(settings_for(server, YINJU_LANGUAGE=language), tmp_path)
    said = str(failure.value)
    assert (said.startswith(before), said.endswith(after), FILE_NAME in said) == (True, True, True)
    assert server.calls == []
