"""A question may narrow the search to an author, a source, some years, or what does not have a word."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.answer import Answerer
from retrieval.answering.filters import Filters, filtered
from retrieval.collection.library import Library
from retrieval.records import Article, Field, Paragraph, Passage, Run, SourcedText

# What is typed


@pytest.mark.parametrize(
    ("line", "rest", "filters"),
    [
        ("作者:方圩 塘怎么看", "塘怎么看", Filters(author="方圩")),
        ("作者：方圩 塘怎么看", "塘怎么看", Filters(author="方圩")),
        ("作者： 方圩 塘怎么看", "塘怎么看", Filters(author="方圩")),
        ("塘怎么看 作者:方圩", "塘怎么看", Filters(author="方圩")),
        ("署名:方圩 塘怎么看", "塘怎么看", Filters(author="方圩")),
        ("author:方圩 塘怎么看", "塘怎么看", Filters(author="方圩")),
        ("Author：方圩 塘怎么看", "塘怎么看", Filters(author="方圩")),
        ("作者:陳塘 塘怎么看", "塘怎么看", Filters(author="陈塘")),
        ("来源:塘讯 塘怎么看", "塘怎么看", Filters(source="塘讯")),
        ("来源：《塘讯》 塘怎么看", "塘怎么看", Filters(source="塘讯")),
        ("source:塘讯 塘怎么看", "塘怎么看", Filters(source="塘讯")),
        ("塘怎么看 2021年后", "塘怎么看", Filters(since=2021)),
        ("2021年以来 塘怎么看", "塘怎么看", Filters(since=2021)),
        ("塘怎么看 2021年前", "塘怎么看", Filters(until=2021)),
        ("2021年之前 塘怎么看", "塘怎么看", Filters(until=2021)),
        ("塘怎么看 2021年", "塘怎么看 2021年", Filters()),
        ("作者：方圩，塘怎么看？", "塘怎么看？", Filters(author="方圩")),
        ("after:2021 塘怎么看", "塘怎么看", Filters(since=2021)),
        ("塘怎么看 before:2021", "塘怎么看", Filters(until=2021)),
        ("after:2019 before：2021 塘怎么看", "塘怎么看", Filters(since=2019, until=2021)),
        ("after:2021-05 塘怎么看", "塘怎么看", Filters(since=2021)),
        ("塘怎么看 -通知", "塘怎么看", Filters(without=("通知",))),
        ("塘怎么看 －通知 -公告", "塘怎么看", Filters(without=("通知", "公告"))),
        (
            "作者:方圩 来源:塘讯 2021年后 塘怎么看 -通知",
            "塘怎么看",
            Filters(author="方圩", source="塘讯", since=2021, without=("通知",)),
        ),
    ],
)
def test_filters_are_taken_out_of_the_question(line: str, rest: str, filters: Filters) -> None:
    assert filtered(line) == (rest, filters)


@pytest.mark.parametrize(
    "line",
    [
        "塘怎么看？",
        "2021年的塘怎么看？",
        "塘在2021年后怎么看",
        "1998年前后修了哪些塘",
        "文章的作者:方圩是谁",
        "水深3-5米的塘怎么看",
        "塘 -5 度会结冰吗",
        "after:去年 塘怎么看",
        "塘——渠的源头",
        "2021年",
        "-通知",
        "来源:塘讯",
        "after:2021",
        "作者:",
        "",
        " ",
    ],
)
def test_what_narrows_nothing_stays_as_it_is_typed(line: str) -> None:
    assert filtered(line) == (line, Filters())


@pytest.mark.parametrize("line", ["作者:方圩", "作者：方圩", "author:方圩", "作者:方圩？", "作者:方圩 2021年后"])
def test_a_line_of_only_an_author_is_about_that_author(line: str) -> None:
    rest, filters = filtered(line)
    assert rest.strip("？?") == "方圩"
    assert not filters


@given(st.text(alphabet="塘渠堤坝 ，。？！（）", max_size=30))
def test_a_line_without_names_years_and_dashes_has_no_filters(line: str) -> None:
    assert filtered(line) == (line, Filters())


@given(st.text(alphabet="塘渠堤坝", min_size=1, max_size=8), st.integers(1900, 2099), st.booleans(), st.booleans())
def test_the_order_of_filters_and_question_is_nobodys_concern(question: str, year: int, early: bool, by: bool) -> None:
    named = "作者:方圩" if by else "author：方圩"
    parts = [named, f"{year}年后", question] if early else [question, named, f"{year}年后"]
    assert filtered(" ".join(parts)) == (question, Filters(author="方圩", since=year))


# What is let through


def field(value: str) -> Field:
    return Field(value, SourcedText(value, (Run(0, 0, len(value)),)))


def passage(
    date: str | None = "2021-05-03", author: str | None = "方圩", publication: str | None = "《塘讯》"
) -> Passage:
    text = "每口塘配一名巡塘员，年底发一份通知。"
    paragraph = Paragraph(1, (), SourcedText(text, (Run(0, 0, len(text)),)), 0, len(text))
    article = Article(
        number=1,
        title=field("塘要有人看"),
        author=author,
        position="某县水利站站长",
        byline=None,
        date=field(date) if date else None,
        publication=field(publication) if publication else None,
        issue=None,
        column=None,
        confidence=1.0,
        paragraphs=(paragraph,),
    )
    return Passage(0, "abcdef", "汇编/塘的账.md", article, paragraph, "")


@pytest.mark.parametrize(
    ("filters", "admitted"),
    [
        (Filters(), True),
        (Filters(author="方圩"), True),
        (Filters(author="水利站站长"), True),
        (Filters(author="林渠"), False),
        (Filters(source="塘讯"), True),
        (Filters(source="塘的账"), True),
        (Filters(source="汇编"), True),
        (Filters(source="渠讯"), False),
        (Filters(since=2021), True),
        (Filters(until=2021), True),
        (Filters(since=2021, until=2021), True),
        (Filters(since=2022), False),
        (Filters(until=2020), False),
        (Filters(without=("公告",)), True),
        (Filters(without=("通知",)), False),
        (Filters(without=("公告", "通知")), False),
        (Filters(author="方圩", since=2022), False),
        (Filters(author="方圩", source="塘讯", since=2020, until=2022, without=("公告",)), True),
    ],
)
def test_a_passage_is_let_through_when_it_is_all_that_is_asked_for(filters: Filters, admitted: bool) -> None:
    assert filters.admits(passage()) is admitted


@pytest.mark.parametrize("filters", [Filters(since=1900), Filters(until=2099), Filters(since=2021, until=2021)])
def test_what_has_no_date_is_within_no_years(filters: Filters) -> None:
    assert not filters.admits(passage(date=None))


def test_what_nobody_signed_is_by_nobody_and_goes_by_the_name_of_its_file() -> None:
    assert not Filters(author="方圩").admits(passage(author=None))
    assert not Filters(source="塘讯").admits(passage(publication=None))
    assert Filters(source="塘的账").admits(passage(publication=None))


# Asked of a library

BY_FANG = (
    "# 塘要有人看\n\n某县水利站站长 方圩\n\n2019年5月3日\n\n巡塘员由村里推选，站里考核，一年一聘，报酬从水费里出。\n"
)
BY_LIN = (
    "# 渠要有人管\n\n某县水利局局长 林渠\n\n2023年8月9日\n\n巡塘员由县里招考，局里培训，三年一聘，报酬从通知单上扣。\n"
)
QUESTION = "巡塘员的报酬从哪里出？"


@pytest.fixture
def both(library: Library, write: Callable[[str, str], Path]) -> Answerer:
    library.add([write("塘的账.md", BY_FANG), write("渠的账.md", BY_LIN)])
    return Answerer(library)


def authors(answerer: Answerer, line: str) -> set[str | None]:
    return {quote.citation.author for quote in answerer.answer(line).quotes}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("作者:方圩", "方圩"),
        ("作者:林渠", "林渠"),
        ("作者:水利局局长", "林渠"),
        ("来源:塘的账", "方圩"),
        ("来源：渠的账", "林渠"),
        ("2021年后", "林渠"),
        ("2021年前", "方圩"),
        ("after:2023", "林渠"),
        ("before:2019", "方圩"),
        ("-通知单", "方圩"),
        ("-村里", "林渠"),
    ],
)
def test_a_filter_leaves_only_what_fits_it(both: Answerer, typed: str, expected: str) -> None:
    assert authors(both, QUESTION) == {"方圩", "林渠"}
    for line in (f"{typed} {QUESTION}", f"{QUESTION} {typed}"):
        assert authors(both, line) == {expected}
        assert both.answer(line).question == line


@pytest.mark.parametrize("typed", ["作者:方堤", "来源:堤的账", "2024年后", "2018年前", "-巡塘员"])
def test_a_filter_that_nothing_fits_finds_nothing(both: Answerer, typed: str) -> None:
    answer = both.answer(f"{QUESTION} {typed}")
    assert not answer.found
    assert not answer.quotes


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("作者:方圩", "某县水利站站长 方圩"),
        ("作者：林渠", "某县水利局局长 林渠"),
        ("author:方圩", "某县水利站站长 方圩"),
    ],
)
def test_an_author_alone_is_answered_with_the_byline(both: Answerer, line: str, byline: str) -> None:
    assert [quote.text for quote in both.answer(line).quotes] == [byline]
