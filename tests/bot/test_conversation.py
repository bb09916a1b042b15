"""What a person sees in a private chat."""

import json
import re
from pathlib import Path

import pytest

from bot.librarian import Librarian
from bot.wording.choice import LANGUAGES
from bot.wording.wording import Wording
from retrieval.answering.talk import Talk
from tests.bot import sample
from tests.bot.documents import holding
from tests.bot.running import serving
from tests.botapi.errors import ApiError
from tests.botapi.faults import Answer as Refused
from tests.botapi.person import Shown
from tests.botapi.server import BotApiServer, Fault

SIMPLIFIED, TRADITIONAL, ENGLISH = LANGUAGES["zh-hans"], LANGUAGES["zh-hant"], LANGUAGES["en"]

NEWSLETTER = "澄溪水利简报第7期.md"
BYLINE = "甘沛霖（云陂县水利局局长）《管好小水库 守住大平安》，《澄溪水利简报》第7期，2023年6月18日"


def replies(server: BotApiServer, librarian: Librarian, line: str, language: str = "zh-hans") -> list[Shown]:
    """All that a person gets for one line, once the bot is done with it."""
    person = server.person(7, language_code=language)
    with serving(server, librarian):
        said = person.says(line)
        person.waits_for_reply(said)
    return person.answers(said)


def reply(server: BotApiServer, librarian: Librarian, line: str, language: str = "zh-hans") -> Shown:
    """The same where it is one message."""
    (shown,) = replies(server, librarian, line, language)
    return shown


def line_under(shown: Shown, quote: str) -> str:
    """The line below a quotation."""
    return shown.text.split(quote + "\n", 1)[1].split("\n", 1)[0]


# Hellos


@pytest.mark.parametrize(
    ("language", "first", "other"),
    [
        ("zh-hans", "这里是引据", "這裡是引據"),
        ("zh", "这里是引据", "這裡是引據"),
        ("zh-hant", "這裡是引據", "这里是引据"),
        ("zh-hk", "這裡是引據", "这里是引据"),
        ("en", "This is Yinju", "这里是"),
        ("fr", "This is Yinju", "这里是"),
    ],
)
def test_start_introduces_the_bot_in_the_persons_language(
    server: BotApiServer, librarian: Librarian, language: str, first: str, other: str
) -> None:
    shown = reply(server, librarian, "/start", language)
    assert shown.text.startswith(first)
    assert other not in shown.text
    assert shown.marked("bold") == ["Yinju 引据" if language in ("en", "fr") else first.removeprefix(first[:3])]


def test_start_says_how_much_there_is_and_gives_an_example_that_is_answered(
    server: BotApiServer, librarian: Librarian
) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        (start,) = person.waits_for_reply(person.says("/start"))
        (example,) = re.findall("“(《.+?》是谁写的？)”", start.text)
        (answer,) = person.waits_for_reply(person.says(example))
    assert f"{sample.DOCUMENTS} 份文献、{sample.ARTICLES} 篇文章" in start.text
    assert answer.quotes, "what is offered as a question must have an answer"


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", "直接输入问题"), ("zh-hant", "直接輸入問題"), ("zh-hk", "直接輸入問題"), ("en", "Ask: type")],
)
def test_help_says_how_to_ask_in_the_persons_language(
    server: BotApiServer, librarian: Librarian, language: str, words: str
) -> None:
    assert words in reply(server, librarian, "/help", language).text


def test_an_unknown_command_shows_the_help(server: BotApiServer, librarian: Librarian) -> None:
    shown = reply(server, librarian, "/nosuchcommand 容错")
    assert shown.text.startswith(SIMPLIFIED.unknown_command)
    assert "直接输入问题" in shown.text
    assert not shown.quotes


def test_a_person_whose_language_is_unknown_is_answered_in_the_language_of_the_settings(
    server: BotApiServer, librarian: Librarian
) -> None:
    person = server.person(7)
    with serving(server, librarian, YINJU_LANGUAGE="zh-hant"):
        said = person.says("您好")
        (shown,) = person.waits_for_reply(said)
    assert shown.text == TRADITIONAL.talk[Talk.GREETING]


def test_commands_are_set_when_the_bot_starts(server: BotApiServer, librarian: Librarian) -> None:
    with serving(server, librarian):
        common, english = (server.world.commands[("default", code)] for code in ("", "en"))
    assert {one["command"]: one["description"] for one in common} == dict(SIMPLIFIED.commands)
    assert {one["command"]: one["description"] for one in english} == dict(ENGLISH.commands)


# Answers


@pytest.mark.parametrize(
    "question",
    [sample.ANSWERED, "云陂怎么管护小水库？", "“五人一排”是怎么走的？", "硯塘縣的「清水門戶」積分可以換什麼？"],
)
def test_a_question_is_answered_in_the_documents_own_words(
    server: BotApiServer, librarian: Librarian, question: str
) -> None:
    shown = reply(server, librarian, question)
    quotes = shown.quotes
    assert quotes
    for quote in quotes:
        assert sample.stands_in(quote), f"{quote!r} stands in no document"


def test_the_answering_words_are_bold_inside_the_quotation(server: BotApiServer, librarian: Librarian) -> None:
    shown = reply(server, librarian, sample.ANSWERED)
    assert any(sample.ANSWERED_IN in quote for quote in shown.quotes)
    assert len(shown.marked("bold")) == len(shown.quotes)
    for bold, quote in zip(shown.marked("bold"), shown.quotes, strict=True):
        assert bold in quote


def test_under_each_of_several_quotations_stands_by_number_who_wrote_it_and_where(
    server: BotApiServer, librarian: Librarian
) -> None:
    shown = reply(server, librarian, sample.ANSWERED)
    assert len(shown.quotes) > 1
    under = [line_under(shown, quote) for quote in shown.quotes]
    assert [line[:2] for line in under] == [f"{number} " for number in "①②③"[: len(under)]]
    at = next(at for at, quote in enumerate(shown.quotes) if sample.ANSWERED_IN in quote)
    assert under[at][2:] == f"{BYLINE}，第1段"
    assert sample.stands_in(shown.quotes[at]) == [NEWSLETTER]


def test_under_a_quotation_that_stands_alone_the_line_begins_with_a_dash(
    server: BotApiServer, librarian: Librarian
) -> None:
    shown = reply(server, librarian, sample.SENTENCE)
    (quote,) = shown.quotes
    assert line_under(shown, quote).startswith("— ")
    assert not set(shown.text) & set("①②③")


def test_only_a_quotation_besides_the_first_that_is_long_is_folded(server: BotApiServer, librarian: Librarian) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        for question in (sample.ANSWERED, "云陂怎么管护小水库？", "河长怎么巡河？", "防汛怎么转移群众？"):
            person.waits_for_reply(person.says(question))
    folded = [shown.expandable for shown in person.answers()]
    assert folded == [[quote for quote in shown.quotes[1:] if len(quote) > 120] for shown in person.answers()]
    assert any(folded), "none of the questions had a long quotation behind the first"


def test_an_answer_too_long_for_a_message_is_split_between_quotes_and_has_its_buttons_under_the_last_part(
    server: BotApiServer, tmp_path: Path
) -> None:
    said = ["水塘清淤要趁冬闲，塘泥挑到桑园里", "渠道衬砌用预制板，接缝拿沥青灌实", "堤顶种草不种树，树根会把堤撑裂"]
    besides = ("老水利员每年都要在会上这样说一遍，", "县里的培训班头一课讲的就是它，", "各村黑板报上用红粉笔抄着，")
    # As HTML a mark is five characters: three such names do not go into one message.
    files = {"&" * 240 + f"{at}.txt": f"{said[at]}，{besides[at] * 9}大家都记得。\n" for at in range(3)}
    person = server.person(7, language_code="zh-hans")
    with holding(tmp_path, files) as librarian, serving(server, librarian):
        asked = person.says("/check " + "。".join(said) + "。")
        *parts, last = person.waits_for_reply(asked, count=2)
    assert parts
    assert [part.rows for part in parts] == [()] * len(parts)
    assert last.buttons[0] == [SIMPLIFIED.button_around + number for number in "①②③"]
    assert [quote for part in (*parts, last) for quote in part.marked("bold")] == said
    assert person.answers(asked) == [*parts, last]


def test_the_line_under_a_quotation_is_in_the_persons_language_and_the_quotation_never(
    server: BotApiServer, librarian: Librarian
) -> None:
    shown = reply(server, librarian, "雲陂縣一共有多少座小型水庫？", "en")
    assert re.search(r"^\d passages? found:", shown.text)
    assert ", 《澄溪水利简报》 no. 7, 2023-06-18, para. 1" in shown.text
    assert all(sample.stands_in(quote) for quote in shown.quotes)


def test_a_pasted_sentence_is_said_to_stand_there_letter_for_letter(server: BotApiServer, librarian: Librarian) -> None:
    shown = reply(server, librarian, sample.SENTENCE)
    (quote,) = shown.quotes
    assert shown.text.startswith(SIMPLIFIED.standing_one)
    assert shown.marked("bold") == [sample.SENTENCE]
    assert sample.stands_in(quote)


def test_altered_words_are_shown_beside_the_nearest_passage_with_what_differs(
    server: BotApiServer, librarian: Librarian
) -> None:
    shown = reply(server, librarian, "“牌子立在岸上，名字就立在领导心里”出自哪里？")
    (quote,) = shown.quotes
    assert shown.text.startswith(SIMPLIFIED.nearly_standing)
    assert sample.stands_in(quote)
    assert shown.text.endswith("\n与原文不同：“领导”原文作“群众”")
    assert (shown.marked("strikethrough"), shown.marked("underline")) == (["领导"], ["群众"])


def test_words_in_quotation_marks_that_stand_nowhere_are_said_to_stand_nowhere(
    server: BotApiServer, librarian: Librarian
) -> None:
    shown = reply(server, librarian, "“黄河之水天上来，奔流到海不复回”出自哪里？")
    assert shown.text.startswith(SIMPLIFIED.not_standing)
    assert not shown.quotes, "what is only related comes at a tap"


@pytest.mark.parametrize("question", [sample.UNANSWERED, "怎样给猫剪指甲？", "明天上海会下雪吗？"])
def test_a_question_the_documents_do_not_answer_gets_the_plain_words_and_no_quotation(
    server: BotApiServer, librarian: Librarian, question: str
) -> None:
    shown = reply(server, librarian, question)
    assert (shown.text, shown.entities) == (SIMPLIFIED.not_found, ())
    assert [label for row in shown.buttons for label in row] in ([], [SIMPLIFIED.button_related])


@pytest.mark.parametrize(
    ("question", "quote", "bold"),
    [
        ("甘沛霖是谁？", "云陂县水利局局长 甘沛霖", "甘沛霖"),
        ("甘沛霖", "云陂县水利局局长 甘沛霖", "甘沛霖"),
        ("芮波是什么职务？", "磨湾县河长制办公室主任 芮 波", "芮 波"),
        ("云陂县水利局局长是谁？", "云陂县水利局局长 甘沛霖", "甘沛霖"),
    ],
)
def test_a_question_about_a_person_is_answered_with_the_byline(
    server: BotApiServer, librarian: Librarian, question: str, quote: str, bold: str
) -> None:
    shown = reply(server, librarian, question)
    assert (shown.quotes, shown.marked("bold")) == ([quote], [bold])
    assert "段" not in shown.text.rsplit("\n", 1)[1], "a byline stands in no paragraph"


@pytest.mark.parametrize("command", ["ask", "check", "compare", "cite"])
def test_a_command_with_nothing_behind_it_says_how_it_is_used(
    server: BotApiServer, librarian: Librarian, command: str
) -> None:
    shown = reply(server, librarian, f"/{command}")
    form = re.escape(SIMPLIFIED.how[command]).replace(r"\{example\}", "《.+》是谁写的？").replace(r"\{title\}", ".+")
    assert re.fullmatch(form, shown.text)


# Whatever people send


@pytest.mark.parametrize("kind", ["photo", "voice", "sticker"])
def test_what_has_no_text_is_told_what_works(server: BotApiServer, librarian: Librarian, kind: str) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        (shown,) = person.waits_for_reply(person.shows(kind))
    assert shown.text == SIMPLIFIED.text_only


def test_a_question_under_a_photo_is_a_question(server: BotApiServer, librarian: Librarian) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        (shown,) = person.waits_for_reply(person.shows("photo", sample.ANSWERED))
    assert sample.ANSWERED_IN in shown.text


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("水", SIMPLIFIED.talk[Talk.SHORT]),
        ("？", SIMPLIFIED.talk[Talk.SHORT]),
        ("😀", SIMPLIFIED.talk[Talk.SHORT]),
        ("你好", SIMPLIFIED.talk[Talk.GREETING]),
        ("谢谢！", SIMPLIFIED.talk[Talk.THANKS]),
        ("謝謝", SIMPLIFIED.talk[Talk.THANKS]),
        ("辛苦了", SIMPLIFIED.talk[Talk.THANKS]),
        ("Thank you!", SIMPLIFIED.talk[Talk.THANKS]),
        ("再见", SIMPLIFIED.talk[Talk.FAREWELL]),
        ("你是谁？", SIMPLIFIED.talk[Talk.ABOUT]),
        ("qwertyuiop", SIMPLIFIED.not_found),
        ("<b>&lt;", SIMPLIFIED.not_found),
        ("</blockquote><a href='x'>", SIMPLIFIED.not_found),
        ("{question} %s {0}", SIMPLIFIED.not_found),
    ],
)
def test_a_line_that_asks_nothing_gets_one_plain_reply(
    server: BotApiServer, librarian: Librarian, line: str, expected: str
) -> None:
    shown = reply(server, librarian, line)
    assert (shown.text, shown.entities) == (expected, ())


@pytest.mark.parametrize(
    "line",
    [
        f"<i>{sample.ANSWERED}</i>",
        f"&amp;{sample.ANSWERED}&lt;",
        sample.ANSWERED.replace("一共有", "\0一共有\0"),
        f"  {sample.ANSWERED}\n\n",
        f"😀{sample.ANSWERED}𠀀",
        sample.ANSWERED.replace("？", "?\u200b"),
    ],
)
def test_marks_and_hidden_characters_around_a_question_do_not_keep_it_from_being_answered(
    server: BotApiServer, librarian: Librarian, line: str
) -> None:
    shown = reply(server, librarian, line)
    assert any(sample.ANSWERED_IN in quote for quote in shown.quotes)


@pytest.mark.parametrize(
    "line", ["水库" * 2048, "云" * 4096, "<" * 4096, "𠀀" * 2048], ids=["word", "character", "mark", "astral"]
)
def test_the_longest_message_gets_one_reply(server: BotApiServer, librarian: Librarian, line: str) -> None:
    shown = reply(server, librarian, line)
    assert shown.text
    assert all(sample.stands_in(quote) for quote in shown.quotes)


def test_a_long_question_is_said_to_be_searched_by_its_beginning(server: BotApiServer, librarian: Librarian) -> None:
    shown = reply(server, librarian, sample.ANSWERED + "天气真好" * 200)
    assert SIMPLIFIED.shortened.format(count=400) in shown.text


# Several people


def test_two_people_get_their_own_answers(server: BotApiServer, librarian: Librarian) -> None:
    first, second = server.person(7, language_code="zh-hans"), server.person(8, "Wang", language_code="en")
    with serving(server, librarian):
        asked = first.says(sample.ANSWERED), second.says("芮波是什么职务？")
        (to_first,) = first.waits_for_reply(asked[0])
        (to_second,) = second.waits_for_reply(asked[1])
    assert sample.ANSWERED_IN in to_first.text
    assert to_second.text.startswith(ENGLISH.found_one)
    assert to_second.marked("bold") == ["芮 波"]
    assert (len(first.answers()), len(second.answers())) == (1, 1)


def test_a_private_answer_does_not_quote_the_question_it_follows(server: BotApiServer, librarian: Librarian) -> None:
    assert reply(server, librarian, sample.ANSWERED).reply_to is None


def test_links_in_a_document_are_not_previewed(server: BotApiServer, librarian: Librarian) -> None:
    reply(server, librarian, sample.ANSWERED)
    (call,) = server.called("sendMessage")
    assert call.params["link_preview_options"] == {"is_disabled": True}


def test_markup_that_telegram_refuses_is_sent_without(server: BotApiServer, librarian: Librarian) -> None:
    error = ApiError(400, "Bad Request: can't parse entities: Unsupported start tag")
    server.fail_next("sendMessage", Fault(answer=Refused(400, json.dumps(error.as_json()).encode())))
    shown = reply(server, librarian, sample.ANSWERED)
    quotes = [line[1:] for line in shown.text.split("\n") if line.startswith("▎")]
    assert quotes
    assert all(sample.stands_in(quote) for quote in quotes)
    assert shown.entities == ()


# What was typed otherwise than it stands


@pytest.mark.parametrize(("language", "wording"), [("zh-hans", SIMPLIFIED), ("zh-hant", TRADITIONAL), ("en", ENGLISH)])
def test_a_misspelt_question_is_answered_and_says_how_it_was_looked_for(
    server: BotApiServer, librarian: Librarian, language: str, wording: Wording
) -> None:
    shown = reply(server, librarian, "寻河码是什么？", language)
    named = wording.corrected_one.format(given="寻河码", meant="巡河码")
    first, *_ = shown.text.split("\n", 1)
    assert first.startswith(wording.corrected.format(corrections=named).strip())
    quotes = shown.quotes
    assert any("巡河码" in quote for quote in quotes)
    assert all(sample.stands_in(quote) for quote in quotes)
    assert "寻河码" not in "".join(quotes)
