"""In a group the bot speaks when it is spoken to, and then to whoever spoke."""

from contextlib import closing
from pathlib import Path

import pytest

from bot.librarian import Librarian
from bot.people import People
from bot.wording.choice import LANGUAGES
from tests.bot import sample
from tests.bot.held import Held
from tests.bot.running import serving
from tests.botapi.person import Group, Shown
from tests.botapi.server import BotApiServer

GROUP = -1001234567890
WORDS = LANGUAGES["zh-hans"]
# A question with more quotes than one page has.
WIDE = "河长怎么巡河？"
WIDE_IN = "巡河码"


@pytest.fixture
def group(server: BotApiServer) -> Group:
    """A group of which the bot hears everything: what it leaves alone, it leaves alone of its own accord."""
    server.privacy = False
    return server.group(GROUP, "读书会")


def replies(server: BotApiServer, librarian: Librarian, group: Group, line: str) -> tuple[int, list[Shown]]:
    """The number of the message, and all the bot says to it by the time it has heard it."""
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        said = person.says(line, chat=group)
        server.wait_for(lambda: server.pending == 0)
    return said, group.answers(said)


@pytest.mark.parametrize(
    "line",
    [
        f"/ask {sample.ANSWERED}",
        f"/ask@yinju_test_bot {sample.ANSWERED}",
        f"/ask\n{sample.ANSWERED}",
        f"@yinju_test_bot {sample.ANSWERED}",
        f"{sample.ANSWERED} @yinju_test_bot",
        f"@Yinju_Test_Bot：{sample.ANSWERED}",
    ],
)
def test_a_question_put_to_the_bot_is_answered_to_its_asker(
    server: BotApiServer, librarian: Librarian, group: Group, line: str
) -> None:
    said, (shown,) = replies(server, librarian, group, line)
    assert shown.reply_to == said
    assert any(sample.ANSWERED_IN in quote for quote in shown.marked("blockquote"))


@pytest.mark.parametrize("line", [f"/ask “{sample.SENTENCE}”出自哪里？", f"@yinju_test_bot {sample.SENTENCE}"])
def test_a_sentence_put_to_the_bot_is_found(
    server: BotApiServer, librarian: Librarian, group: Group, line: str
) -> None:
    _, (shown,) = replies(server, librarian, group, line)
    assert (shown.text.startswith(WORDS.standing_one), shown.marked("bold")) == (True, [sample.SENTENCE])


@pytest.mark.parametrize(
    "line",
    [
        sample.ANSWERED,
        sample.SENTENCE,
        f"@other_bot {sample.ANSWERED}",
        f"@yinju_test_bot2 {sample.ANSWERED}",
        f"/ask@other_bot {sample.ANSWERED}",
        f"/other {sample.ANSWERED}",
        f"mail@yinju_test_bot.example {sample.ANSWERED}",
    ],
)
def test_what_people_say_among_themselves_is_left_alone(
    server: BotApiServer, librarian: Librarian, group: Group, line: str
) -> None:
    assert replies(server, librarian, group, line)[1] == []
    assert server.called("sendMessage") == []


def test_a_reply_to_the_bot_is_answered_and_a_reply_to_a_person_is_not(
    server: BotApiServer, librarian: Librarian, group: Group
) -> None:
    person, other = server.person(7, language_code="zh-hans"), server.person(8, "Wang")
    with serving(server, librarian):
        asked = person.says("/ask 芮波是什么职务？", chat=group)
        (answer,) = person.waits_for_reply(asked, chat=group)
        other.says(sample.ANSWERED, chat=group, reply_to=asked)
        again = person.says(sample.ANSWERED, chat=group, reply_to=answer)
    (shown,) = group.answers(again)
    assert shown.reply_to == again
    assert sample.ANSWERED_IN in shown.text


@pytest.mark.parametrize("line", ["@yinju_test_bot", "/ask", "@yinju_test_bot 这是谁说的？", "/ask 出处"])
def test_somebodys_words_are_looked_up_by_replying_to_them(
    server: BotApiServer, librarian: Librarian, group: Group, line: str
) -> None:
    person, other = server.person(7, language_code="zh-hans"), server.person(8, "Wang")
    with serving(server, librarian):
        claimed = other.says(sample.SENTENCE, chat=group)
        asked = person.says(line, chat=group, reply_to=claimed)
        person.waits_for_reply(asked, chat=group)
    (shown,) = group.answers(asked)
    assert shown.reply_to == asked
    assert shown.text.startswith(WORDS.standing_one)


def test_a_question_in_reply_to_somebody_is_the_question(
    server: BotApiServer, librarian: Librarian, group: Group
) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        claimed = person.says(sample.SENTENCE, chat=group)
        asked = person.says(f"@yinju_test_bot {sample.ANSWERED}", chat=group, reply_to=claimed)
        (shown,) = person.waits_for_reply(asked, chat=group)
    assert sample.ANSWERED_IN in shown.text


@pytest.mark.parametrize("line", ["/ask", "/ask  ", "/ask@yinju_test_bot"])
def test_the_command_without_a_question_says_how_to_ask(
    server: BotApiServer, librarian: Librarian, group: Group, line: str
) -> None:
    _, (shown,) = replies(server, librarian, group, line)
    assert shown.text.startswith("请在 /ask 后面写上问题，例如：/ask 《")


def test_a_mention_without_a_question_gets_one_short_reply(
    server: BotApiServer, librarian: Librarian, group: Group
) -> None:
    said, (shown,) = replies(server, librarian, group, "@yinju_test_bot")
    assert shown.reply_to == said
    assert not shown.marked("blockquote")


def test_two_people_of_one_group_are_each_answered_to_their_own_message(
    server: BotApiServer, librarian: Librarian, group: Group
) -> None:
    first, second = server.person(7, language_code="zh-hans"), server.person(8, "Wang", language_code="en")
    with serving(server, librarian):
        asked = [first.says("/ask 芮波是什么职务？", chat=group), second.says("/ask 甘沛霖是谁？", chat=group)]
    by_question = {shown.reply_to: shown for shown in group.answers()}
    assert [by_question[number].marked("bold") for number in asked] == [["芮 波"], ["甘沛霖"]]
    assert by_question[asked[1]].text.startswith(LANGUAGES["en"].found_one)


def test_an_answer_in_a_group_stays_in_the_group(server: BotApiServer, librarian: Librarian, group: Group) -> None:
    replies(server, librarian, group, f"/ask {sample.ANSWERED}")
    assert [call.params["chat_id"] for call in server.called("sendMessage")] == [GROUP]


# Topics


@pytest.fixture
def forum(server: BotApiServer) -> Group:
    return server.group(GROUP - 1, "读书会", forum=True)


def test_answers_stay_in_the_topic_of_their_question(server: BotApiServer, librarian: Librarian, forum: Group) -> None:
    first, second = forum.topic("水库"), forum.topic("河道")
    person, other = server.person(7, language_code="zh-hans"), server.person(8, "Wang", language_code="zh-hans")
    with serving(server, librarian):
        asked = {
            person.says(f"/ask {sample.ANSWERED}", chat=forum, topic=first): first.thread,
            other.says("@yinju_test_bot 芮波是什么职务？", chat=forum, topic=second): second.thread,
            person.says("/ask 甘沛霖是谁？", chat=forum): None,
        }
    assert {shown.reply_to: shown.thread for shown in forum.answers()} == asked


def test_a_reply_in_a_topic_is_answered_there(server: BotApiServer, librarian: Librarian, forum: Group) -> None:
    topic, person = forum.topic("水库"), server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        (answer,) = person.waits_for_reply(person.says(f"/ask {sample.ANSWERED}", chat=forum, topic=topic), chat=forum)
        asked = person.says("经费有多少？", chat=forum, reply_to=answer, topic=topic)
        (shown,) = person.waits_for_reply(asked, chat=forum)
    assert (shown.thread, shown.reply_to) == (topic.thread, asked)
    assert shown.text.startswith(WORDS.within)


def test_what_people_say_in_a_topic_the_bot_spoke_in_is_left_alone(
    server: BotApiServer, librarian: Librarian, forum: Group
) -> None:
    """Telegram shows every message of a topic as a reply to the line that opened it."""
    server.privacy = False
    topic, person = forum.topic("水库"), server.person(7)
    with serving(server, librarian):
        said = person.says(sample.ANSWERED, chat=forum, topic=topic)
        server.wait_for(lambda: server.pending == 0)
    assert forum.answers(said) == []


@pytest.mark.parametrize("line", ["/ask", "@yinju_test_bot"])
def test_the_line_that_opened_a_topic_is_nobodys_words(
    server: BotApiServer, librarian: Librarian, forum: Group, line: str
) -> None:
    topic, person = forum.topic(sample.SENTENCE), server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        (shown,) = person.waits_for_reply(person.says(line, chat=forum, topic=topic), chat=forum)
    assert shown.quotes == []
    assert shown.thread == topic.thread


def test_an_edited_question_of_a_topic_is_answered_in_place(
    server: BotApiServer, librarian: Librarian, forum: Group
) -> None:
    topic, person = forum.topic("水库"), server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        asked = person.says("/ask 芮波是什么职务？", chat=forum, topic=topic)
        (first,) = person.waits_for_reply(asked, chat=forum)
        person.edits(asked, f"/ask {sample.ANSWERED}", chat=forum)
        second = person.waits_for_edit(first)
    assert sample.ANSWERED_IN in second.text
    assert (second.thread, second.reply_to) == (topic.thread, asked)


# Buttons


def test_context_and_citation_are_links_that_open_in_private_for_whoever_taps(
    server: BotApiServer, librarian: Librarian, group: Group
) -> None:
    person, reader = server.person(7, language_code="zh-hans"), server.person(8, "Wang", language_code="en")
    with serving(server, librarian):
        asked = person.says("/ask 牌子立在岸上，名字就立在群众心里", chat=group)
        (answer,) = person.waits_for_reply(asked, chat=group)
        reader.taps(WORDS.button_around, answer)
        (context,) = reader.waits_for_reply()
        reader.taps(WORDS.button_cite, answer)
        (_, citation) = reader.waits_for_reply(count=2)
    kinds = {button.label: button.kind for row in answer.rows for button in row}
    assert (kinds[WORDS.button_around], kinds[WORDS.button_cite]) == ("url", "url")
    (quote,) = answer.quotes
    assert len(context.quotes) > 1
    assert any(quote in one for one in context.quotes)
    assert LANGUAGES["en"].styles["plain"] in citation.text
    assert group.answers(asked) == [answer], "what one person reads on is no matter of all"
    assert person.answers() == []


def test_no_button_of_a_group_shows_what_one_person_reads_on(
    server: BotApiServer, librarian: Librarian, group: Group
) -> None:
    _, (shown,) = replies(server, librarian, group, f"/compare {sample.ANSWERED}")
    for row in shown.rows:
        for button in row:
            below = button.label.startswith((WORDS.button_around, WORDS.button_cite))
            assert button.kind == ("url" if below else "callback_data")


def test_whoever_turns_the_page_turns_it_in_place(server: BotApiServer, librarian: Librarian, group: Group) -> None:
    person, other = server.person(7, language_code="zh-hans"), server.person(8, "Wang", language_code="zh-hans")
    with serving(server, librarian):
        asked = person.says(f"/ask {WIDE}", chat=group)
        (first,) = person.waits_for_reply(asked, chat=group)
        other.taps(WORDS.button_more, first)
        second = person.waits_for_edit(first)
        person.taps(WORDS.button_back, second)
        back = person.waits_for_edit(second)
    assert group.answers(asked) == [back]
    assert set(second.quotes).isdisjoint(first.quotes)
    assert (back.text, back.buttons) == (first.text, first.buttons)
    kinds = {button.kind for row in second.rows for button in row if button.label.startswith(WORDS.button_cite)}
    assert kinds == {"url"}


def test_who_may_not_ask_may_not_tap_either(server: BotApiServer, librarian: Librarian, group: Group) -> None:
    person, other = server.person(7, language_code="zh-hans"), server.person(8, "Wang", language_code="zh-hans")
    with serving(server, librarian, YINJU_ALLOWED="7"):
        asked = person.says(f"/ask {WIDE}", chat=group)
        (first,) = person.waits_for_reply(asked, chat=group)
        toast = other.taps(WORDS.button_more, first)
    assert (toast.text, toast.alert) == (WORDS.not_allowed.format(user=8), True)
    assert group.answers(asked) == [first]


# Coming and going


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bot_that_is_added_says_how_to_ask_once(server: BotApiServer, librarian: Librarian, language: str) -> None:
    group, person = server.group(GROUP, with_bot=False), server.person(7, language_code=language)
    with serving(server, librarian):
        group.adds_bot(person)
        person.waits_for_reply(chat=group)
        group.promotes_bot(person)
        group.restricts_bot(person)
        group.frees_bot(person)
    (shown,) = group.answers()
    assert shown.text == LANGUAGES[language].joined.format(name="yinju_test_bot")


def test_other_people_coming_and_going_are_not_greeted(
    server: BotApiServer, librarian: Librarian, group: Group
) -> None:
    with serving(server, librarian):
        other = server.person(8, "Wang")
        group.joined(other)
        group.left(other)
        server.wait_for(lambda: server.pending == 0)
    assert group.answers() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_group_that_may_not_ask_is_told_its_number(server: BotApiServer, librarian: Librarian, language: str) -> None:
    group, person = server.group(GROUP, with_bot=False), server.person(7, language_code=language)
    with serving(server, librarian, YINJU_ALLOWED="9"):
        group.adds_bot(person)
        (shown,) = person.waits_for_reply(chat=group)
        person.says(f"/ask {sample.ANSWERED}", chat=group)
    assert shown.text == LANGUAGES[language].group_not_allowed.format(chat=GROUP)
    assert group.answers() == [shown]


def test_of_a_group_the_bot_was_removed_from_nothing_is_kept(
    server: BotApiServer, librarian: Librarian, group: Group, tmp_path: Path
) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian, tmp_path):
        (first,) = person.waits_for_reply(person.says(f"/ask {WIDE}", chat=group), chat=group)
        group.removes_bot(person)
        server.wait_for(lambda: server.pending == 0)
        group.adds_bot(person)
        person.waits_for_reply(first.message_id, chat=group)
        toast = person.taps(WORDS.button_more, first)
    assert (toast.text, toast.alert) == (WORDS.stale, True)
    assert group.shown(first.message_id) == first
    assert WIDE.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_a_group_that_takes_no_messages_disturbs_nobody(
    server: BotApiServer, librarian: Librarian, group: Group, caplog: pytest.LogCaptureFixture
) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        group.restricts_bot(person)
        asked = person.says(f"/ask {sample.ANSWERED}", chat=group)
        (shown,) = person.waits_for_reply(person.says(sample.ANSWERED))
    assert sample.ANSWERED_IN in shown.text
    assert group.answers(asked) == []
    assert [record for record in caplog.records if record.name.startswith("bot.") and record.levelname != "INFO"] == []


# Supergroups


def test_a_group_that_became_a_supergroup_keeps_its_questions_and_is_answered(
    server: BotApiServer, librarian: Librarian, tmp_path: Path
) -> None:
    basic, person = server.group(-55, "读书会", basic=True), server.person(7, language_code="zh-hans")
    with serving(server, librarian, tmp_path):
        person.waits_for_reply(person.says(f"/ask {sample.ANSWERED}", chat=basic), chat=basic)
        after = basic.migrates(person, GROUP)
        asked = person.says("/ask 芮波是什么职务？", chat=after)
        (shown,) = person.waits_for_reply(asked, chat=after)
    assert (shown.reply_to, shown.marked("bold")) == (asked, ["芮 波"])
    assert len(after.answers()) == 1, "that it moved is nothing to speak of"
    with closing(People(tmp_path)) as people:
        kept = people.recall(1, GROUP)
    assert kept
    assert kept.line == sample.ANSWERED


def test_a_button_of_a_group_that_moved_is_answered(server: BotApiServer, librarian: Librarian) -> None:
    basic, person = server.group(-55, "读书会", basic=True), server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        (first,) = person.waits_for_reply(person.says(f"/ask {WIDE}", chat=basic), chat=basic)
        basic.migrates(person, GROUP)
        server.wait_for(lambda: server.pending == 0)
        toast = person.taps(WORDS.button_more, first)
    assert (toast.text, toast.alert) == (WORDS.stale, True)


def test_a_question_that_is_under_way_when_the_group_moves_is_answered_in_the_new_one(
    server: BotApiServer, held: Held
) -> None:
    basic, person = server.group(-55, "读书会", basic=True), server.person(7, language_code="zh-hans")
    with serving(server, held):
        person.says(f"/ask {WIDE}", chat=basic)
        held.begins()
        after = basic.migrates(person, GROUP)
        held.lets()
        (shown,) = person.waits_for_reply(chat=after)
        held.lets()
        person.taps(WORDS.button_more, shown)
        person.waits_for_edit(shown)
    assert WIDE_IN in shown.text


# Several people


def test_a_question_taken_back_before_the_answer_is_answered_all_the_same(
    server: BotApiServer, held: Held, group: Group
) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, held):
        asked = person.says(f"/ask {sample.ANSWERED}", chat=group)
        held.begins()
        person.deletes(asked, chat=group)
        held.lets()
        (shown,) = person.waits_for_reply(asked, chat=group)
    assert shown.reply_to is None
    assert sample.ANSWERED_IN in shown.text


def test_a_question_taken_back_in_a_topic_is_answered_in_the_topic(
    server: BotApiServer, held: Held, forum: Group
) -> None:
    topic, person = forum.topic("水库"), server.person(7, language_code="zh-hans")
    with serving(server, held):
        asked = person.says(f"/ask {sample.ANSWERED}", chat=forum, topic=topic)
        held.begins()
        person.deletes(asked, chat=forum)
        held.lets()
        (shown,) = person.waits_for_reply(asked, chat=forum)
    assert (shown.thread, shown.reply_to) == (topic.thread, None)


def test_many_people_of_a_group_are_each_answered(server: BotApiServer, librarian: Librarian, group: Group) -> None:
    lines = ["芮波是什么职务？", "甘沛霖是谁？", sample.ANSWERED, sample.SENTENCE, sample.UNANSWERED, "您好"]
    with serving(server, librarian):
        asked = {
            server.person(100 + at, language_code="zh-hans").says(f"/ask {line}", chat=group): line
            for at, line in enumerate(lines)
        }
        server.wait_for(lambda: len(group.answers()) == len(lines))
    alone = {shown.reply_to: bool(shown.quotes) for shown in group.answers()}
    assert alone == {number: line not in (sample.UNANSWERED, "您好") for number, line in asked.items()}


def test_an_answer_to_one_is_followed_up_by_another(server: BotApiServer, librarian: Librarian, group: Group) -> None:
    person, other = server.person(7, language_code="zh-hans"), server.person(8, "Wang", language_code="en")
    with serving(server, librarian):
        (answer,) = person.waits_for_reply(person.says(f"/ask {sample.ANSWERED}", chat=group), chat=group)
        asked = other.says("经费有多少？", chat=group, reply_to=answer)
        (shown,) = other.waits_for_reply(asked, chat=group)
    assert shown.reply_to == asked
    assert shown.text.startswith(LANGUAGES["en"].within)


def test_a_link_opened_from_a_group_works_for_somebody_who_never_wrote_to_the_bot(
    server: BotApiServer, librarian: Librarian, group: Group
) -> None:
    person, stranger = server.person(7, language_code="zh-hans"), server.person(9, "Zhao")
    with serving(server, librarian):
        (answer,) = person.waits_for_reply(person.says(f"/ask {sample.ANSWERED}", chat=group), chat=group)
        label = next(label for row in answer.buttons for label in row if label.startswith(WORDS.button_around))
        stranger.taps(label, answer)
        (opened,) = stranger.waits_for_reply()
        # A reply to what was opened asks within its article.
        (inside,) = stranger.waits_for_reply(stranger.says("经费有多少？", reply_to=opened))
    assert inside.text.startswith(WORDS.within)
