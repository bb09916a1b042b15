"""/check: words held against the documents."""

import pytest

from bot.librarian import Librarian
from bot.wording.choice import LANGUAGES
from tests.bot import sample
from tests.bot.running import serving
from tests.botapi.person import Person, Shown
from tests.botapi.server import BotApiServer

WORDS = LANGUAGES["zh-hans"]
GROUP = -1001234567890
EXACT = "堤坡寸草，亦属工程"
ALTERED = ("牌子立在岸上，名字就立在领导心里", "领导", "群众")
FOREIGN = "昨天傍晚我们在江边放了三只风筝"


def told(person: Person, line: str) -> Shown:
    (shown,) = person.waits_for_reply(person.says(line))
    return shown


def checked(server: BotApiServer, librarian: Librarian, words: str) -> Shown:
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        return told(person, f"/check {words}")


def test_words_that_stand_are_said_to_before_their_source_is_shown(server: BotApiServer, librarian: Librarian) -> None:
    shown = checked(server, librarian, EXACT)
    (quote,) = shown.quotes
    assert shown.text.startswith(WORDS.standing_one)
    assert shown.marked("bold") == [EXACT]
    assert shown.text.index(WORDS.standing_one) < shown.text.index(quote) < shown.text.index("\n— ")
    assert not shown.marked("strikethrough")
    assert sample.stands_in(quote)


def test_altered_words_have_the_verdict_first_then_the_source_then_what_differs(
    server: BotApiServer, librarian: Librarian
) -> None:
    words, given, source = ALTERED
    shown = checked(server, librarian, words)
    (quote,) = shown.quotes
    places = [shown.text.index(one) for one in (WORDS.nearly_standing, quote, "\n— ", WORDS.differs)]
    assert places == sorted(places)
    assert places[0] == 0
    assert (shown.marked("strikethrough"), shown.marked("underline")) == ([given], [source])
    assert source in quote


@pytest.mark.parametrize(
    ("words", "struck", "underlined"),
    [
        ("堤坡寸草，并不亦属工程", ["并不"], []),
        ("堤坡草，亦属工程", [], ["寸"]),
        ("老百姓说，过去一口塘救一丘田，如今一串塘救全县的人", ["全县的"], ["一冲"]),
    ],
)
def test_words_put_in_are_struck_and_words_left_out_are_underlined(
    server: BotApiServer, librarian: Librarian, words: str, struck: list[str], underlined: list[str]
) -> None:
    shown = checked(server, librarian, words)
    assert shown.text.startswith(WORDS.nearly_standing)
    assert (shown.marked("strikethrough"), shown.marked("underline")) == (struck, underlined)


def test_words_that_stand_nowhere_are_said_to_and_what_is_related_waits_for_a_tap(
    server: BotApiServer, librarian: Librarian
) -> None:
    shown = checked(server, librarian, FOREIGN)
    assert shown.text == WORDS.not_standing
    assert shown.quotes == []
    assert {label for row in shown.buttons for label in row} <= {WORDS.button_related}


@pytest.mark.parametrize(
    "sentences",
    [
        (EXACT, FOREIGN, sample.SENTENCE),
        (FOREIGN, EXACT, sample.SENTENCE),
        (EXACT, sample.SENTENCE, FOREIGN),
        (EXACT, FOREIGN),
        (FOREIGN, EXACT),
    ],
)
def test_of_several_sentences_the_foreign_one_is_named(
    server: BotApiServer, librarian: Librarian, sentences: tuple[str, ...]
) -> None:
    shown = checked(server, librarian, "。".join(sentences) + "。")
    count = len(sentences)
    assert shown.text.startswith(WORDS.sentences.format(count=count, exact=count - 1, altered=0, unknown=1))
    assert WORDS.sentence_unknown.format(words=FOREIGN + "。") in shown.text
    assert sorted(shown.marked("bold")) == sorted(set(sentences) - {FOREIGN})
    assert all(sample.stands_in(quote) for quote in shown.quotes)


def test_of_several_sentences_the_altered_one_is_shown_first_with_what_differs(
    server: BotApiServer, librarian: Librarian
) -> None:
    words, given, source = ALTERED
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        shown = told(person, f"/check {EXACT}。{FOREIGN}。{words}。")
        (quote,) = shown.quotes
        person.taps(WORDS.button_more, shown)
        further = person.answers()[-1]
    assert shown.text.startswith(WORDS.sentences.format(count=3, exact=1, altered=1, unknown=1))
    assert (shown.marked("strikethrough"), shown.marked("underline")) == ([given], [source])
    assert source in quote
    assert further.marked("bold") == [EXACT]


def test_sentences_that_all_stand_but_apart_are_counted_and_said_to_be_of_several_articles(
    server: BotApiServer, librarian: Librarian
) -> None:
    words, given, source = ALTERED
    shown = checked(server, librarian, f"{EXACT}。{words}。{sample.SENTENCE}。")
    assert shown.text.startswith(WORDS.sentences.format(count=3, exact=2, altered=1, unknown=0))
    assert WORDS.sentences_apart in shown.text
    assert len(shown.quotes) == 1, "of a longer text what was altered is shown first"
    assert (shown.marked("strikethrough"), shown.marked("underline")) == ([given], [source])


def test_a_question_behind_check_is_checked_and_not_answered(server: BotApiServer, librarian: Librarian) -> None:
    shown = checked(server, librarian, "红茶和绿茶哪个更提神，云陂县的人怎么看？")
    assert shown.text == WORDS.not_standing
    assert shown.quotes == []


@pytest.mark.parametrize("line", ["/check", "/check  "])
def test_words_are_checked_by_replying_to_them(server: BotApiServer, librarian: Librarian, line: str) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        words = person.says(ALTERED[0])
        person.waits_for_reply(words)
        said = person.says(line, reply_to=words)
        (shown,) = person.waits_for_reply(said)
    assert shown.text.startswith(WORDS.nearly_standing)
    assert shown.marked("strikethrough") == [ALTERED[1]]


def test_somebody_elses_words_are_checked_in_a_group(server: BotApiServer, librarian: Librarian) -> None:
    person, other, group = server.person(7, language_code="zh-hans"), server.person(8, "Wang"), server.group(GROUP)
    with serving(server, librarian):
        words = other.says(ALTERED[0], chat=group)
        said = person.says("/check", chat=group, reply_to=words)
        (shown,) = person.waits_for_reply(said, chat=group)
    assert shown.reply_to == said
    assert shown.text.startswith(WORDS.nearly_standing)


def test_words_behind_the_command_are_meant_and_not_those_replied_to(
    server: BotApiServer, librarian: Librarian
) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        words = person.says(ALTERED[0])
        person.waits_for_reply(words)
        (shown,) = person.waits_for_reply(person.says(f"/check {EXACT}", reply_to=words))
    assert shown.text.startswith(WORDS.standing_one)


def test_words_that_look_like_markup_are_named_as_they_were_typed(server: BotApiServer, librarian: Librarian) -> None:
    shown = checked(server, librarian, "牌子立在岸上，名字就立在<b>心里")
    assert shown.text.startswith(WORDS.nearly_standing)
    assert shown.marked("strikethrough") == ["b"]
    assert shown.marked("bold") == ["牌子立在岸上，名字就立在群众心里"]


def test_the_quotes_of_a_long_text_are_paged(server: BotApiServer, librarian: Librarian) -> None:
    sentences = [
        EXACT,
        sample.SENTENCE,
        "牌子立在岸上，名字就立在群众心里",
        "宁可白跑十趟，不可漏叫一家",
        "支流不决口，干堤才有退路",
    ]
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        first = told(person, "/check " + "。".join(sentences) + "。")
        assert len(first.quotes) == 3
        person.taps(WORDS.button_more, first)
        further = person.answers()[-1]
    assert first.text.startswith(WORDS.sentences.format(count=5, exact=5, altered=0, unknown=0))
    assert sorted(first.marked("bold") + further.marked("bold")) == sorted(sentences)


def test_words_that_an_article_quotes_are_not_confirmed_as_its_authors_own(
    server: BotApiServer, librarian: Librarian
) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        shown = told(person, "甘沛霖说过“看坝要看三条线，水边线、渗水线、蚁路线”吗？")
        person.taps(WORDS.button_cite, shown)
        citation = person.answers()[-1]
    assert shown.text.startswith(WORDS.relayed.format(claimed="甘沛霖"))
    assert WORDS.spoken_unnamed + "甘沛霖" in shown.text
    assert citation.quotes == shown.marked("bold") == ["看坝要看三条线，水边线、渗水线、蚁路线"]
    assert "，转引自甘沛霖：《管好小水库 守住大平安》" in citation.marked("code")[0]


def test_where_only_the_bold_words_are_somebody_elses_that_stands_behind_the_author(
    server: BotApiServer, librarian: Librarian
) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        shown = told(person, "水库怎么管护？")
    under = shown.text.split(shown.quotes[0] + "\n", 1)[1].split("\n", 1)[0]
    assert under.startswith("— 甘沛霖（云陂县水利局局长）")
    assert under.endswith(WORDS.spoken_partly.format(speaker="《澄溪市小型水库管护条例》"))
