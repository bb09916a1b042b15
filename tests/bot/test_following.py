"""Questions that follow an answer, that are edited, that come twice, and that come late."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.librarian import Librarian
from bot.people import People
from bot.wording.choice import LANGUAGES
from retrieval.collection.library import Library
from tests.bot import sample
from tests.bot.held import Held
from tests.bot.running import serving
from tests.botapi.person import Person, Shown
from tests.botapi.server import BotApiServer

GROUP = -1001234567890
WORDS = LANGUAGES["zh-hans"]
LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
HOURS, DAYS = 3600, 86400

# Asked alone, of another article than asked in reply to an answer about small reservoirs.
ARTICLE = "《管好小水库 守住大平安》"
FURTHER = "培训怎么做？"
# What the article says nothing of.
ELSEWHERE = "“五人一排”是怎么走的？"


def asks(person: Person, line: str, reply_to: Shown | None = None) -> Shown:
    """The one message that answers."""
    (shown,) = person.waits_for_reply(person.says(line, reply_to=reply_to))
    return shown


def attributions(shown: Shown) -> list[str]:
    """The line under each quotation."""
    return [shown.text.split(quote, 1)[1].lstrip("\n").split("\n", 1)[0] for quote in shown.quotes]


# Replies


def under(person: Person, label: str, shown: Shown) -> Shown:
    """What a button shows below."""
    person.taps(label, shown)
    (below,) = person.waits_for_reply(shown.message_id)
    return below


@pytest.mark.parametrize("button", [None, WORDS.button_around, WORDS.button_cite])
def test_a_reply_to_an_answer_a_context_or_a_citation_is_looked_for_in_its_article(
    server: BotApiServer, librarian: Librarian, person: Person, button: str | None
) -> None:
    with serving(server, librarian):
        alone = asks(person, FURTHER)
        shown = asks(person, sample.ANSWERED)
        if button:
            label = next(label for row in shown.buttons for label in row if label.startswith(button))
            shown = under(person, label, shown)
        inside = asks(person, FURTHER, shown)
    assert any(ARTICLE not in line for line in attributions(alone)), "elsewhere there is more of it"
    assert inside.text.startswith(WORDS.within + "\n")
    assert inside.quotes
    assert all(ARTICLE in line for line in attributions(inside))


@LANGUAGE
def test_where_the_article_does_not_answer_the_others_do_and_that_is_said(
    server: BotApiServer, librarian: Librarian, language: str
) -> None:
    words, person = LANGUAGES[language], server.person(7, language_code=language)
    with serving(server, librarian):
        outside = asks(person, ELSEWHERE, asks(person, sample.ANSWERED))
    assert outside.text.startswith(words.not_within + "\n")
    assert outside.quotes
    assert all(ARTICLE not in line for line in attributions(outside))


def test_where_nothing_answers_a_reply_no_article_is_named(
    server: BotApiServer, librarian: Librarian, person: Person
) -> None:
    with serving(server, librarian):
        nothing = asks(person, sample.UNANSWERED, asks(person, sample.ANSWERED))
    assert nothing.text == WORDS.not_found


def test_a_reply_to_a_reply_stays_in_the_article(server: BotApiServer, librarian: Librarian, person: Person) -> None:
    with serving(server, librarian):
        first = asks(person, FURTHER, asks(person, sample.ANSWERED))
        second = asks(person, "报酬多少？", first)
    assert second.text.startswith(WORDS.within + "\n")
    assert all(ARTICLE in line for line in attributions(second))


@pytest.mark.parametrize("line", ["您好", sample.UNANSWERED])
def test_a_reply_to_what_quotes_nothing_is_a_question_like_any_other(
    server: BotApiServer, librarian: Librarian, person: Person, line: str
) -> None:
    with serving(server, librarian):
        alone = asks(person, FURTHER)
        replied = asks(person, FURTHER, asks(person, line))
    assert replied.text == alone.text


def test_the_pages_of_what_was_found_in_an_article_stay_in_it(
    server: BotApiServer, librarian: Librarian, person: Person
) -> None:
    with serving(server, librarian):
        inside = asks(person, "水库怎么管？", asks(person, sample.ANSWERED))
        pages = [inside]
        while any(WORDS.button_more in row for row in pages[-1].buttons):
            person.taps(WORDS.button_more, pages[-1])
            pages.append(person.waits_for_edit(pages[-1]))
        while any(WORDS.button_back in row for row in pages[-1].buttons):
            person.taps(WORDS.button_back, pages[-1])
            pages.append(person.waits_for_edit(pages[-1]))
    assert len(pages) > 2
    assert all(ARTICLE in line for page in pages for line in attributions(page))
    assert pages[-1].quotes == inside.quotes


def test_replies_work_after_a_restart(
    server: BotApiServer, librarian: Librarian, person: Person, tmp_path: Path
) -> None:
    with serving(server, librarian, tmp_path):
        shown = asks(person, sample.ANSWERED)
    with serving(server, librarian, tmp_path):
        assert asks(person, FURTHER, shown).text.startswith(WORDS.within + "\n")


# Edits


def test_an_edited_question_is_answered_in_the_place_of_the_old_answer(
    server: BotApiServer, librarian: Librarian, person: Person
) -> None:
    with serving(server, librarian):
        said = person.says("芮波是什么职务？")
        (first,) = person.waits_for_reply(said)
        person.edits(said, sample.ANSWERED)
        second = person.waits_for_edit(first)
        # The buttons are those of the new question.
        person.taps(next(label for row in second.buttons for label in row if label.startswith(WORDS.button_around)))
        (_, context) = person.waits_for_reply(said, 2)
    assert [shown.message_id for shown in person.answers(said)] == [first.message_id, context.message_id]
    assert sample.ANSWERED_IN in second.text
    assert "芮 波" not in second.text
    assert any(sample.ANSWERED_IN in quote for quote in context.quotes)


def test_an_edited_question_is_turned_over_as_it_says_now(
    server: BotApiServer, librarian: Librarian, person: Person
) -> None:
    with serving(server, librarian):
        said = person.says(sample.ANSWERED)
        (first,) = person.waits_for_reply(said)
        person.edits(said, "经费有多少？")
        edited = person.waits_for_edit(first)
        person.taps(WORDS.button_more, edited)
        further = person.waits_for_edit(edited)
        person.taps(WORDS.button_back, further)
        back = person.waits_for_edit(further)
    assert (back.text, back.buttons) == (edited.text, edited.buttons)


def test_a_question_edited_twice_at_once_is_answered_as_it_says_last(
    server: BotApiServer, held: Held, person: Person
) -> None:
    with serving(server, held):
        said = person.says("芮波是什么职务？")
        held.begins()
        person.edits(said, sample.ANSWERED)
        person.edits(said, "甘沛霖是谁？")
        held.lets(3)
        server.wait_for(lambda: any("甘沛霖" in shown.marked("bold") for shown in person.answers(said)))
    (shown,) = person.answers(said)
    assert shown.marked("bold") == ["甘沛霖"]


def test_an_edit_that_asks_the_same_changes_nothing(server: BotApiServer, librarian: Librarian, person: Person) -> None:
    group = server.group(GROUP, "读书会")
    with serving(server, librarian):
        said = person.says(f"@yinju_test_bot {sample.ANSWERED}", chat=group)
        (first,) = person.waits_for_reply(said, chat=group)
        person.edits(said, f"{sample.ANSWERED} @yinju_test_bot", chat=group)
        server.wait_for(lambda: server.pending == 0)
    assert group.answers(said) == [first]


def test_an_edit_of_what_was_no_question_is_a_question(
    server: BotApiServer, librarian: Librarian, person: Person
) -> None:
    server.privacy = False
    group = server.group(GROUP, "读书会")
    with serving(server, librarian):
        among, command = person.says(sample.ANSWERED, chat=group), person.says("/help")
        (help_shown,) = person.waits_for_reply(command)
        person.edits(among, f"@yinju_test_bot {sample.ANSWERED}", chat=group)
        (to_group,) = person.waits_for_reply(among, chat=group)
        person.edits(command, sample.ANSWERED)
        (_, in_private) = person.waits_for_reply(command, 2)
    assert to_group.reply_to == among
    assert sample.ANSWERED_IN in to_group.text
    assert sample.ANSWERED_IN in in_private.text
    assert person.shown(help_shown.message_id) == help_shown


@pytest.mark.parametrize(("before", "after"), [("/ask", "/ask"), ("/ask", "/check"), ("", "/check"), ("/check", "")])
def test_commands_that_ask_may_be_edited_too(
    server: BotApiServer, librarian: Librarian, person: Person, before: str, after: str
) -> None:
    with serving(server, librarian):
        said = person.says(f"{before} {sample.SENTENCE}".strip())
        (first,) = person.waits_for_reply(said)
        person.edits(said, f"{after} 牌子立在岸上，名字就立在群众心里".strip())
        edited = person.waits_for_edit(first)
    assert any("名字就立在群众心里" in quote for quote in edited.quotes)
    assert len(person.answers(said)) == 1


def test_the_same_words_behind_another_command_are_another_question(
    server: BotApiServer, librarian: Librarian, person: Person
) -> None:
    words = "红茶比绿茶更提神，大家都要多喝一点"
    with serving(server, librarian):
        said = person.says(f"/compare {words}")
        (compared,) = person.waits_for_reply(said)
        person.edits(said, f"/check {words}")
        checked = person.waits_for_edit(compared)
        if checked.rows:
            # What is behind a button is of the command that stands there now.
            person.taps(WORDS.button_related, checked)
        fresh = asks(person, f"/check {words}")
    assert (checked.text, [len(row) for row in checked.rows]) == (fresh.text, [len(row) for row in fresh.rows])


def test_an_edit_of_what_a_command_does_besides_asking_does_nothing(
    server: BotApiServer, librarian: Librarian, person: Person
) -> None:
    with serving(server, librarian):
        said = person.says("/sources")
        (first,) = person.waits_for_reply(said)
        person.edits(said, "/authors")
        server.wait_for(lambda: server.pending == 0)
    assert person.answers(said) == [first]


def test_an_edit_of_a_question_nobody_was_there_to_hear_is_answered_once(
    server: BotApiServer, librarian: Librarian, person: Person
) -> None:
    said = person.says("芮波是什么职务？")
    person.edits(said, sample.ANSWERED)
    with serving(server, librarian):
        server.wait_for(lambda: any(sample.ANSWERED_IN in shown.text for shown in person.answers(said)))
    assert len(person.answers(said)) == 1


# A long way to the file, of signs that take five letters each in a message: no two such attributions share one.
FOLDERS = [f"{number}{'&' * 80}" for number in range(7)]
LIGHTS = "渡口{bank}岸的灯由{family}家人按月轮流去点，灯油记在{bank}岸的簿上，谁点的灯谁在簿上按手印。\n\n"
WHO_LIGHTS = "渡口的灯由谁去点？"


@pytest.fixture
def far_away(tmp_path: Path) -> Iterator[Librarian]:
    """A library that answers a question three times, each time in a message of its own."""
    path = (tmp_path / "documents").joinpath(*FOLDERS) / "灯录.txt"
    path.parent.mkdir(parents=True)
    path.write_text(
        "".join(LIGHTS.format(bank=bank, family=family) for bank, family in ("东阙", "西鲍", "南戴")), "utf-8"
    )
    library = Library(tmp_path / "library")
    library.add([tmp_path / "documents"])
    library.close()
    made = Librarian(tmp_path / "library")
    yield made
    made.close()


def test_an_answer_in_fewer_or_more_messages_takes_the_place_of_the_other(
    server: BotApiServer, far_away: Librarian, person: Person
) -> None:
    with serving(server, far_away):
        said = person.says(WHO_LIGHTS)
        long = person.waits_for_reply(said, 3)
        person.edits(said, "您好")
        person.waits_until(lambda: len(person.answers(said)) == 1)
        (short,) = person.answers(said)
        person.edits(said, WHO_LIGHTS)
        again = person.waits_for_reply(said, 3)
    assert short.message_id == long[0].message_id
    assert again[0].message_id == short.message_id
    assert (short.quotes, short.rows) == ([], ())
    assert [shown.text for shown in again] == [shown.text for shown in long]
    assert [bool(shown.rows) for shown in again] == [False, False, True], "buttons stand under the last part"


def test_parts_that_were_taken_out_of_the_chat_keep_nobody_from_the_answer(
    server: BotApiServer, far_away: Librarian, person: Person
) -> None:
    with serving(server, far_away):
        said = person.says(WHO_LIGHTS)
        first, second, third = person.waits_for_reply(said, 3)
        person.deletes(second)
        person.deletes(third)
        person.edits(said, "您好")
        short = person.waits_for_edit(first)
        person.edits(said, "谢谢")
        thanks = person.waits_for_edit(short)
    assert person.answers(said) == [thanks]


def test_an_answer_that_was_taken_out_of_the_chat_is_given_anew_after_an_edit(
    server: BotApiServer, librarian: Librarian, person: Person
) -> None:
    with serving(server, librarian):
        said = person.says("芮波是什么职务？")
        (first,) = person.waits_for_reply(said)
        person.deletes(first)
        person.edits(said, sample.ANSWERED)
        (second,) = person.waits_for_reply(said)
    assert sample.ANSWERED_IN in second.text


# Twice


@pytest.mark.parametrize("line", [sample.ANSWERED, f"/ask {sample.ANSWERED}", f"/check {sample.SENTENCE}", "您好"])
def test_a_question_that_comes_twice_is_answered_once(
    server: BotApiServer, librarian: Librarian, person: Person, line: str
) -> None:
    with serving(server, librarian):
        server.duplicate_next_update()
        said = person.says(line)
        person.waits_for_reply(said)
        server.wait_for(lambda: server.pending == 0)
    assert len(person.answers(said)) == 1


def test_a_question_that_comes_again_after_a_restart_is_answered_once(
    server: BotApiServer, librarian: Librarian, person: Person, tmp_path: Path
) -> None:
    with serving(server, librarian, tmp_path):
        said = person.says(sample.ANSWERED)
        person.waits_for_reply(said)
    with server.world.changed:
        update = next(iter(person._chat.messages.values())).as_json()
        server.world.tell_bot("message", update)
    with serving(server, librarian, tmp_path):
        pass
    assert len(person.answers(said)) == 1
    with closing(People(tmp_path)) as people:
        assert people.shown(1) == [person.answers(said)[0].message_id]


def test_the_same_words_said_twice_are_answered_twice(
    server: BotApiServer, librarian: Librarian, person: Person
) -> None:
    with serving(server, librarian):
        first, second = asks(person, sample.ANSWERED), asks(person, sample.ANSWERED)
    assert first.message_id != second.message_id
    assert first.text == second.text


# Late


@LANGUAGE
def test_a_question_from_before_a_downtime_is_answered_with_an_apology(
    server: BotApiServer, librarian: Librarian, language: str
) -> None:
    words, person = LANGUAGES[language], server.person(7, language_code=language)
    said = person.says(sample.ANSWERED, age=2 * HOURS)
    with serving(server, librarian):
        (late,) = person.waits_for_reply(said)
        fresh = asks(person, sample.ANSWERED)
    assert late.text == f"{words.late}\n{fresh.text}"


def test_after_more_than_a_day_it_is_said_once_a_chat_that_nothing_is_answered(
    server: BotApiServer, librarian: Librarian, person: Person
) -> None:
    group = server.group(GROUP, "读书会")
    said = [person.says(line, age=2 * DAYS) for line in (sample.ANSWERED, f"/ask {sample.ANSWERED}")]
    asked = person.says(f"/ask {sample.ANSWERED}", chat=group, age=2 * DAYS)
    with serving(server, librarian):
        person.waits_for_reply(said[0])
        (in_group,) = person.waits_for_reply(asked, chat=group)
        fresh = asks(person, sample.ANSWERED)
    skipped, answered = person.answers()
    assert (skipped.text, skipped.reply_to in said) == (WORDS.skipped, True)
    assert (in_group.text, in_group.reply_to) == (WORDS.skipped, asked)
    assert answered == fresh
    assert fresh.quotes


def test_what_people_said_among_themselves_is_left_alone_however_late(
    server: BotApiServer, librarian: Librarian, person: Person
) -> None:
    server.privacy = False
    group = server.group(GROUP, "读书会")
    said = [person.says(sample.ANSWERED, chat=group, age=age) for age in (2 * DAYS, 2 * HOURS)]
    with serving(server, librarian):
        server.wait_for(lambda: server.pending == 0)
    assert group.answers(said[0]) == []


def test_an_old_question_that_is_edited_now_is_answered_without_an_apology(
    server: BotApiServer, librarian: Librarian, person: Person
) -> None:
    with serving(server, librarian):
        said = person.says("芮波是什么职务？", age=2 * DAYS)
        person.waits_for_reply(said)
        person.edits(said, sample.ANSWERED)
        (_, shown) = person.waits_for_reply(said, 2)
    assert shown.text.startswith(WORDS.found_one[:2])
    assert sample.ANSWERED_IN in shown.text
