"""The bot's name and words typed in any chat: quotes to choose from, whole and with their source."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.librarian import Librarian
from bot.wording.choice import LANGUAGES
from retrieval.collection.library import Library
from tests.bot import sample
from tests.bot.held import Failing, Held
from tests.bot.running import serving
from tests.botapi.person import Group, Person, Results
from tests.botapi.server import BotApiServer

GROUP = -1001234567890
WORDS = LANGUAGES["zh-hans"]
# Words that many passages have.
WIDE = "小水库"
LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


def typed(server: BotApiServer, librarian: Librarian, person: Person, line: str, allowed: str = "") -> Results:
    with serving(server, librarian, YINJU_ALLOWED=allowed):
        return person.types_inline(line)


def line_above(results: Results) -> str:
    """What is said above the empty list."""
    assert (results.items, results.next_offset) == ((), "")
    assert results.button
    return results.button.text


# What is offered


def test_quotes_are_offered_with_whose_they_are_and_the_words_around_what_answers(
    server: BotApiServer, librarian: Librarian, person: Person
) -> None:
    results = typed(server, librarian, person, sample.ANSWERED)
    first = results.items[0]
    assert first.title == "甘沛霖《管好小水库 守住大平安》"
    assert sample.ANSWERED_IN in first.description
    assert results.button is None
    for item in results.items:
        assert len(item.description) <= 82
        assert sample.stands_in(item.description.strip("…"))


def test_what_is_offered_first_is_what_an_answer_shows(
    server: BotApiServer, librarian: Librarian, person: Person
) -> None:
    with serving(server, librarian):
        results = person.types_inline(sample.ANSWERED)
        (answer,) = person.waits_for_reply(person.says(sample.ANSWERED))
    offered = [item.text.partition("\n—")[0] for item in results.items]
    assert offered[: len(answer.quotes)] == answer.quotes


def test_words_that_stand_in_a_document_are_offered_for_a_pasted_sentence(
    server: BotApiServer, librarian: Librarian, person: Person
) -> None:
    results = typed(server, librarian, person, sample.SENTENCE)
    assert sample.SENTENCE in results.items[0].text


@LANGUAGE
def test_who_typed_nothing_yet_is_told_what_to_type(server: BotApiServer, librarian: Librarian, language: str) -> None:
    words, person = LANGUAGES[language], server.person(7, language_code=language)
    with serving(server, librarian):
        empty, blank = person.types_inline(""), person.types_inline("   ")
        assert empty.button
        (shown,) = person.waits_for_reply(person.starts(empty.button.start_parameter))
    assert line_above(empty) == line_above(blank) == words.inline_how
    assert shown.text == re.sub("</?b>", "", words.help.format(name="yinju_test_bot"))


@LANGUAGE
def test_where_nothing_is_found_it_is_said_above_the_empty_list(
    server: BotApiServer, librarian: Librarian, language: str
) -> None:
    person = server.person(7, language_code=language)
    assert line_above(typed(server, librarian, person, sample.UNANSWERED)) == LANGUAGES[language].inline_nothing


@LANGUAGE
def test_who_may_not_ask_is_told_their_number(server: BotApiServer, librarian: Librarian, language: str) -> None:
    person = server.person(7, language_code=language)
    results = typed(server, librarian, person, sample.ANSWERED, allowed="8")
    assert line_above(results) == LANGUAGES[language].not_allowed.format(user=7)


@LANGUAGE
def test_a_failure_is_said_above_the_empty_list_and_not_kept(
    server: BotApiServer, librarian: Librarian, language: str
) -> None:
    person = server.person(7, language_code=language)
    with serving(server, Failing(librarian)):
        results, again = person.types_inline(sample.ANSWERED), person.types_inline(sample.ANSWERED)
    assert re.fullmatch(LANGUAGES[language].failed.format(id="[0-9a-f]{6}"), line_above(results))
    assert not again.cached


# Pages


def test_the_list_goes_on_ten_at_a_time_to_its_end_without_saying_anything_twice(
    server: BotApiServer, librarian: Librarian, person: Person
) -> None:
    with serving(server, librarian):
        pages = [person.types_inline(WIDE)]
        while pages[-1].next_offset:
            pages.append(person.pages(pages[-1]))
    assert [len(page.items) for page in pages[:-1]] == [10] * (len(pages) - 1)
    assert len(pages) > 1
    assert 1 <= len(pages[-1].items) <= 10
    ids = [item.id for page in pages for item in page.items]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("offset", ["x", "-1", "²", "9" * 60])
def test_an_offset_that_the_bot_never_gave_harms_nothing(
    server: BotApiServer, librarian: Librarian, person: Person, offset: str
) -> None:
    with serving(server, librarian):
        strange = person.types_inline(WIDE, offset)
        assert person.types_inline(WIDE).items
    assert strange.button is None


def test_the_same_words_are_asked_of_the_bot_once_a_person(
    server: BotApiServer, librarian: Librarian, person: Person
) -> None:
    other = server.person(8, "Wang", language_code="en")
    with serving(server, librarian):
        first, again = person.types_inline(WIDE), person.types_inline(WIDE)
        others = other.types_inline(WIDE)
        server.forget_inline_cache()
        later = person.types_inline(WIDE)
    assert [results.cached for results in (first, again, others, later)] == [False, True, False, False]
    assert again.items == first.items == later.items
    assert [call.params["cache_time"] for call in server.called("answerInlineQuery")] == [300] * 3
    assert ", para. " in others.items[0].text, "what is kept is in the language of whom it is kept for"


# What is chosen


def test_what_is_chosen_is_the_quotation_with_its_attribution_and_a_link_to_its_context(
    server: BotApiServer, librarian: Librarian, person: Person
) -> None:
    group = server.group(GROUP, "读书会", with_bot=False)
    reader = server.person(8, "Wang", language_code="zh-hans")
    with serving(server, librarian):
        sent = person.chooses(person.types_inline(sample.ANSWERED).items[0], group)
        reader.taps(WORDS.button_around, sent)
        (opened,) = reader.waits_for_reply()
    (quote,) = sent.quotes
    assert (sent.via_bot, sent.sender.id) == (True, person.id)
    assert sample.ANSWERED_IN in quote
    assert sample.stands_in(quote)
    assert sent.text.startswith(quote + "\n— 甘沛霖（云陂县水利局局长）《管好小水库 守住大平安》，")
    assert [button.kind for row in sent.rows for button in row] == ["url"]
    # The context opens for whoever taps, in private, with the quotation in it.
    assert quote in "".join(opened.quotes)
    assert len(opened.quotes) > 1
    assert person.answers() == []


def test_what_is_chosen_in_the_chat_with_the_bot_is_no_question(
    server: BotApiServer, librarian: Librarian, person: Person
) -> None:
    with serving(server, librarian):
        sent = person.chooses(person.types_inline(sample.ANSWERED).items[0])
        (shown,) = person.waits_for_reply(person.says("/help"))
    assert [one for one in person.answers(sent.message_id) if not one.via_bot] == [shown]


def test_what_is_chosen_in_a_group_is_no_question(server: BotApiServer, librarian: Librarian, person: Person) -> None:
    server.privacy = False
    group = server.group(GROUP, "读书会")
    with serving(server, librarian):
        sent = person.chooses(person.types_inline(sample.ANSWERED).items[0], group)
        server.wait_for(lambda: server.pending == 0)
    assert group.answers(sent.message_id) == []


def test_every_result_is_a_quotation_of_a_document(server: BotApiServer, librarian: Librarian, person: Person) -> None:
    group: Group = server.group(GROUP, with_bot=False)
    with serving(server, librarian):
        sent = [person.chooses(item, group) for item in person.types_inline(WIDE).items]
    for shown in sent:
        (quote,) = shown.quotes
        assert sample.stands_in(quote)
        assert shown.marked("bold"), "the words that answer are bold"


# What people type


def test_only_the_newest_words_are_looked_up(server: BotApiServer, held: Held, person: Person) -> None:
    lines = [sample.ANSWERED[:length] for length in range(6, 12)]
    with serving(server, held):
        person.begins_inline(lines[0])
        assert held.begins() == lines[0]
        # While the first words are looked up, others are typed.
        newest = [person.begins_inline(line) for line in lines[1:]][-1]
        server.wait_for(lambda: server.pending == 0)
        held.lets(2)
        results = person.waits_for_results(newest)
        assert held.begins() == lines[-1], "what was typed on the way is passed over"
    assert results.items
    assert held.idle


def test_words_typed_one_after_another_are_each_looked_up(
    server: BotApiServer, librarian: Librarian, person: Person
) -> None:
    with serving(server, librarian):
        for line in (sample.ANSWERED, WIDE, sample.SENTENCE):
            assert person.types_inline(line).items


def test_what_one_person_types_keeps_nobody_else_waiting(server: BotApiServer, held: Held, person: Person) -> None:
    other = server.person(8, "Wang", language_code="en")
    with serving(server, held):
        waiting = person.begins_inline(WIDE)
        held.begins()
        assert line_above(other.types_inline("")) == LANGUAGES["en"].inline_how
        held.lets()
        assert person.waits_for_results(waiting).items


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (sample.ANSWERED.ljust(256, "？"), True),
        ("水库" * 128, None),
        ("𠀀" * 128, False),
        ("<" * 256, False),
        ("</b><script>&amp;", False),
        ("{user} %s", False),
        ("\u202e\u200b\u0000", False),
    ],
)
def test_whatever_is_typed_is_answered(
    server: BotApiServer, librarian: Librarian, person: Person, line: str, found: bool | None
) -> None:
    results = typed(server, librarian, person, line)
    assert results.items or results.button
    assert found is None or bool(results.items) == found


HOSTILE = """# 灯下录

第 3 期

2021 年 4 月 2 日

## 岸边的<b>灯</b> & "火" </blockquote>

渡口站站长 阙山<i>

阙山渡口的灯由三户人家轮流点，<b>每户点十天</b>，灯油从渡船的收入里支出；《渡口章程》写着“</blockquote>灯不许断&amp;”，谁断了灯谁赔一斤油。
"""


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[Librarian]:
    """A library whose only article has the marks of markup in its title, its author and its words."""
    folder, library = tmp_path / "灯下录.md", Library(tmp_path / "library")
    folder.write_text(HOSTILE, "utf-8")
    library.add([folder])
    library.close()
    made = Librarian(tmp_path / "library")
    yield made
    made.close()


def test_marks_in_documents_are_shown_as_they_stand(server: BotApiServer, hostile: Librarian, person: Person) -> None:
    group = server.group(GROUP)
    with serving(server, hostile):
        results = person.types_inline("渡口的灯由谁点？")
        sent = [person.chooses(item, group) for item in results.items]
        person.taps(WORDS.button_around, sent[0])
        (opened,) = person.waits_for_reply()
    assert sent
    for shown in (*sent, opened):
        assert {entity.type for entity in shown.entities} <= {"blockquote", "bold", "expandable_blockquote"}
        assert all(quote in HOSTILE for quote in shown.quotes)
    assert "<b>每户点十天</b>" in opened.text
    assert "“</blockquote>灯不许断&amp;”" in opened.text
    assert "<b>" in results.items[0].title
