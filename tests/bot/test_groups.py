"""In a group the bot speaks when it is spoken to, and then to whoever spoke."""

import pytest

from bot.librarian import Librarian
from bot.wording.choice import LANGUAGES
from tests.bot import sample
from tests.bot.running import serving
from tests.botapi.person import Group, Shown
from tests.botapi.server import BotApiServer

GROUP = -1001234567890
WORDS = LANGUAGES["zh-hans"]


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
