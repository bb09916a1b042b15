"""What a tap under an answer shows. The answer is from a bot that has ended since: every button outlives a restart."""

import re
from pathlib import Path

import pytest

from bot.keyboards import LONGEST_COPIED
from bot.librarian import Librarian
from bot.wording.choice import LANGUAGES
from tests.bot import sample
from tests.bot.documents import article, holding, paragraphs
from tests.bot.running import serving
from tests.bot.tapped import DONE, answered, below, in_place, labels, looks, now, pond
from tests.botapi.person import Person, Shown
from tests.botapi.server import BotApiServer

WORDS = LANGUAGES["zh-hans"]
MIDDLE = "巡库员每人每月六百元，其中二百元与巡查轨迹挂钩"
SEVERAL = "河长怎么巡河？"


# 上下文


def test_the_context_is_the_paragraphs_before_and_after_and_the_quote_bold(
    server: BotApiServer, librarian: Librarian, tmp_path: Path
) -> None:
    with answered(server, librarian, tmp_path, MIDDLE) as (person, answer):
        context = below(person, WORDS.button_around, answer)
    assert context.marked("bold") == answer.quotes
    assert len(context.quotes) == 3
    assert answer.quotes[0] in context.quotes[1]
    assert sample.stands_in("".join(context.quotes)), "the paragraphs are neighbours"
    assert context.text.startswith("甘沛霖（云陂县水利局局长）《管好小水库 守住大平安》")


def test_each_quote_has_a_context_of_its_own(server: BotApiServer, librarian: Librarian, tmp_path: Path) -> None:
    with answered(server, librarian, tmp_path, SEVERAL) as (person, answer):
        assert len(answer.quotes) > 1
        for number, quote in zip("①②③", answer.quotes, strict=False):
            assert below(person, WORDS.button_around + number, answer).marked("bold") == [quote]


def test_context_grows_by_two_runs_at_either_end_until_the_whole_article_stands_there(
    server: BotApiServer, tmp_path: Path
) -> None:
    written = paragraphs(10, 1)
    with (
        holding(tmp_path, {"塘.md": pond(*written)}) as librarian,
        answered(server, librarian, tmp_path, written[5]) as (person, answer),
    ):
        context = below(person, WORDS.button_around, answer)
        assert context.quotes == written[4:7]
        for label, first, last in (("↑", 2, 7), ("↓", 2, 9), ("↑", 0, 9), ("↓", 0, 10)):
            context = in_place(person, label, context)
            assert context.quotes == written[first:last]
            assert context.marked("bold") == answer.quotes
            assert (WORDS.button_before in labels(context)) == (first > 0)
            assert (WORDS.button_after in labels(context)) == (last < 10)
    assert WORDS.whole_article in context.text


@pytest.mark.parametrize(
    ("at", "shown", "ways"), [(0, slice(0, 2), [WORDS.button_after]), (9, slice(8, 10), [WORDS.button_before])]
)
def test_at_an_end_of_an_article_there_is_one_way(
    server: BotApiServer, tmp_path: Path, at: int, shown: slice, ways: list[str]
) -> None:
    written = paragraphs(10, 1)
    with (
        holding(tmp_path, {"塘.md": pond(*written)}) as librarian,
        answered(server, librarian, tmp_path, written[at]) as (person, answer),
    ):
        context = below(person, WORDS.button_around, answer)
    assert context.quotes == written[shown]
    assert context.buttons == [ways, [WORDS.button_cite]]


def test_what_is_more_than_a_message_holds_is_read_on_to_both_ends(server: BotApiServer, tmp_path: Path) -> None:
    written = paragraphs(16, 7)
    with (
        holding(tmp_path, {"塘.md": pond(*written)}) as librarian,
        answered(server, librarian, tmp_path, written[7][:60]) as (person, answer),
    ):
        context = below(person, WORDS.button_around, answer)
        seen = set(context.quotes)
        for label in (WORDS.button_after, WORDS.button_before):
            for _ in range(9):
                if label not in labels(context):
                    break
                context = in_place(person, label, context)
                assert "".join(context.quotes) in "".join(written), "what stands there is one stretch"
                seen |= set(context.quotes)
            assert label not in labels(context)
    assert seen == set(written)


def test_around_a_byline_stands_the_beginning_of_its_article(
    server: BotApiServer, librarian: Librarian, tmp_path: Path
) -> None:
    with answered(server, librarian, tmp_path, "甘沛霖是谁？") as (person, answer):
        context = below(person, WORDS.button_around, answer)
    assert context.quotes[0].startswith(sample.ANSWERED_IN)


def test_the_citation_under_a_context_is_that_of_its_quote(
    server: BotApiServer, librarian: Librarian, tmp_path: Path
) -> None:
    with answered(server, librarian, tmp_path, MIDDLE) as (person, answer):
        context = below(person, WORDS.button_around, answer)
        context = in_place(person, WORDS.button_before, context)
        citation = below(person, WORDS.button_cite, context)
    assert citation.quotes == answer.quotes


# 出处


def test_a_citation_has_footnote_and_both_standards_and_the_id_and_buttons_that_copy_them(
    server: BotApiServer, librarian: Librarian, tmp_path: Path
) -> None:
    with answered(server, librarian, tmp_path, MIDDLE) as (person, answer):
        citation = below(person, WORDS.button_cite, answer)
        written = dict(zip(("plain", "gbt7714-2025", "gbt7714-2015"), citation.marked("code"), strict=True))
        for style, text in written.items():
            assert f"{WORDS.styles[style]}\n{text}" in citation.text
            person.taps(WORDS.button_copy.format(style=WORDS.styles[style]), citation)
            assert person.clipboard == text
        person.taps(WORDS.button_copy.format(style=WORDS.words_and_source), citation)
    # Words that were looked up are cited, not the sentence around them.
    assert citation.quotes == answer.marked("bold")
    assert person.clipboard == f"{citation.quotes[0]}（{written['plain'].rstrip('。')}）"
    assert written["plain"] == "甘沛霖：《管好小水库 守住大平安》，《澄溪水利简报》2023年第7期，第3段。"
    assert re.search(WORDS.cite_id.format(id=r"[a-z2-7]{6}-\d+-\d+$"), citation.text)


def test_the_formats_for_programs_come_in_place_of_those_for_people(
    server: BotApiServer, librarian: Librarian, tmp_path: Path
) -> None:
    with answered(server, librarian, tmp_path, MIDDLE) as (person, answer):
        citation = below(person, WORDS.button_cite, answer)
        formats = in_place(person, WORDS.button_formats, citation)
        written = dict(zip(("bibtex", "ris", "csl-json"), formats.marked("pre"), strict=True))
        copied = {}
        for label in labels(formats):
            if label != WORDS.button_return:
                person.taps(label, formats)
                copied[label] = person.clipboard
        again = in_place(person, WORDS.button_return, formats)
    assert (again.html, again.rows) == (citation.html, citation.rows)
    assert formats.quotes == answer.marked("bold")
    assert formats.text.splitlines()[-1] == citation.text.splitlines()[-1]
    assert (written["bibtex"][0], written["ris"][:8], written["csl-json"][0]) == ("@", "TY  - JO", "[")
    assert copied == {
        WORDS.button_copy.format(style=WORDS.styles[style]): text
        for style, text in written.items()
        if len(text) <= LONGEST_COPIED
    }


def test_what_is_too_long_to_be_copied_has_no_button_and_is_shown_all_the_same(
    server: BotApiServer, tmp_path: Path
) -> None:
    title = "水塘台账怎么记" + "才清楚" * 30
    written = paragraphs(3, 3)
    with (
        holding(tmp_path, {"塘.md": article(title, "方圩", "2023年3月2日", *written)}) as librarian,
        answered(server, librarian, tmp_path, written[1]) as (person, answer),
    ):
        citation = below(person, WORDS.button_cite, answer)
    assert len(citation.marked("code")) == 3
    assert WORDS.button_copy.format(style=WORDS.words_and_source) not in labels(citation)
    for row in citation.rows:
        for button in row:
            assert button.kind != "copy_text" or 0 < len(button.value) <= LONGEST_COPIED


# 更多


def test_more_quotes_come_in_place_and_their_numbers_go_on(
    server: BotApiServer, librarian: Librarian, tmp_path: Path
) -> None:
    with answered(server, librarian, tmp_path, SEVERAL) as (person, answer):
        first, seen, page = answer, list(answer.quotes), answer
        while WORDS.button_more in labels(page):
            page = in_place(person, WORDS.button_more, page)
            count = len(seen) + len(page.quotes)
            assert page.text.startswith(f"第 {len(seen) + 1}–{count} 段，共 ")
            numbers = re.findall(r"^([①-⑳]) ", page.text, re.MULTILINE)
            assert numbers == [chr(ord("①") + at) for at in range(len(seen), count)]
            assert [label for label in labels(page) if label.startswith(WORDS.button_cite)] == [
                WORDS.button_cite + number for number in numbers
            ]
            seen += page.quotes
        assert f"共 {len(seen)} 段" in page.text
        assert len(seen) > len(first.quotes) + 3, "two pages at least"
        assert len(set(seen)) == len(seen)
        while WORDS.button_back in labels(page):
            page = in_place(person, WORDS.button_back, page)
    assert all(sample.stands_in(quote) for quote in seen)
    assert looks(page) == looks(first)


def test_the_quotes_of_a_later_page_have_their_own_context(
    server: BotApiServer, librarian: Librarian, tmp_path: Path
) -> None:
    with answered(server, librarian, tmp_path, SEVERAL) as (person, answer):
        page = in_place(person, WORDS.button_more, answer)
        label = next(label for label in labels(page) if label.startswith(WORDS.button_around))
        assert below(person, label, page).marked("bold") == [page.quotes[0]]


def test_more_of_what_was_answered_from_one_article_is_of_that_article(
    server: BotApiServer, librarian: Librarian, tmp_path: Path
) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian, tmp_path):
        first = _of(person, "甘沛霖是谁？")
        (answer,) = person.waits_for_reply(person.says("水库怎么管？", reply_to=first))
    assert answer.text.startswith(WORDS.within)
    with serving(server, librarian, tmp_path):
        page = in_place(person, WORDS.button_more, answer)
        back = in_place(person, WORDS.button_back, page)
    assert all("《管好小水库 守住大平安》" in line for line in re.findall("^[①-⑳] .*", page.text, re.MULTILINE))
    assert looks(back) == looks(answer)


def _of(person: Person, line: str) -> Shown:
    (shown,) = person.waits_for_reply(person.says(line))
    return shown


# 缩小范围


def test_an_answer_is_narrowed_to_an_author_a_source_or_a_year_and_widened_again(
    server: BotApiServer, librarian: Librarian, tmp_path: Path
) -> None:
    with answered(server, librarian, tmp_path, SEVERAL) as (person, answer):
        offered = in_place(person, WORDS.button_narrow, answer)
        assert (offered.html, labels(offered)[-1]) == (answer.html, WORDS.button_return)
        for kind, name in (("author", "芮波"), ("source", "澄溪水利简报"), ("year", "2023年")):
            label = next(label for label in labels(offered) if label.startswith(name))
            narrowed = in_place(person, label, offered)
            assert narrowed.text.startswith(WORDS.only.format(names=name) + "\n")
            lines = attributions(narrowed)
            assert lines
            assert all(name in line for line in lines), kind
            whole = in_place(person, WORDS.button_all, narrowed)
            offered = in_place(person, WORDS.button_narrow, whole)
        back = in_place(person, WORDS.button_return, offered)
    assert looks(back) == looks(answer)


def attributions(shown: Shown) -> list[str]:
    """The lines that say whose words they are and where."""
    return re.findall("^[—①-⑳] .*", shown.text, re.MULTILINE)


@pytest.mark.parametrize("line", [SEVERAL, "灌区怎么管水？", "淤泥怎么处理？"])
def test_whatever_an_answer_can_be_narrowed_to_has_as_many_quotes_as_is_said(
    server: BotApiServer, librarian: Librarian, tmp_path: Path, line: str
) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian, tmp_path):
        answer = _of(person, line)
        offered = in_place(person, WORDS.button_narrow, answer)
    choices = labels(offered)[:-1]
    assert choices
    for label in choices:
        with serving(server, librarian, tmp_path):
            page = in_place(person, label, now(person, offered))
            seen = list(page.quotes)
            while WORDS.button_more in labels(page):
                page = in_place(person, WORDS.button_more, page)
                seen += page.quotes
            assert len(set(seen)) >= int(label.rpartition("· ")[2]), label
            whole = in_place(person, WORDS.button_all, page)
            in_place(person, WORDS.button_narrow, whole)


def test_what_is_all_of_one_author_source_and_year_cannot_be_narrowed(
    server: BotApiServer, librarian: Librarian, tmp_path: Path
) -> None:
    with answered(server, librarian, tmp_path, "查险员怎么查险？") as (_, answer):
        assert answer.quotes
        assert WORDS.button_narrow not in labels(answer)


# 看看相关段落


@pytest.mark.parametrize("line", ["水稻的亩产是多少？", "河长的工资是多少？", "“今天天气真好啊大家都来看看”出自哪里？"])
def test_what_is_related_comes_in_place_and_is_said_to_be_no_answer(
    server: BotApiServer, librarian: Librarian, tmp_path: Path, line: str
) -> None:
    with answered(server, librarian, tmp_path, line) as (person, answer):
        assert answer.quotes == []
        assert labels(answer) == [WORDS.button_related]
        related = in_place(person, WORDS.button_related, answer)
        assert related.text.startswith(WORDS.nearest)
        assert related.quotes
        assert all(sample.stands_in(quote) for quote in related.quotes)
        label = next(label for label in labels(related) if label.startswith(WORDS.button_around))
        assert below(person, label, related).marked("bold") == [related.quotes[0]]


# Whoever taps, and however often


def test_two_taps_on_one_button_are_both_answered(server: BotApiServer, librarian: Librarian, tmp_path: Path) -> None:
    with answered(server, librarian, tmp_path, SEVERAL) as (person, answer):
        first, second = (person.presses(WORDS.button_narrow, answer) for _ in range(2))
        assert first and second  # noqa: PT018 - both are taps, for the type
        assert person.waits_for_toast(first) == DONE
        assert person.waits_for_toast(second) == DONE
    assert WORDS.button_return in labels(now(person, answer))


def test_a_tap_is_answered_in_the_language_of_whoever_taps(
    server: BotApiServer, librarian: Librarian, tmp_path: Path
) -> None:
    with answered(server, librarian, tmp_path, MIDDLE) as (person, answer):
        person.speaks("en")
        context = below(person, WORDS.button_around, answer)
    assert LANGUAGES["en"].button_cite in labels(context)
    assert context.marked("bold") == answer.quotes
