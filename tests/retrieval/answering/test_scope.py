"""A search narrowed besides what a line says, more quotes than the first few, and what each author says on a topic."""

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.answer import MOST_QUOTES, Answerer
from retrieval.answering.browsing import found_at
from retrieval.answering.filters import EVERYTHING, Filters
from retrieval.citing.verification import verify
from retrieval.collection.library import Library
from retrieval.records import Answer, Quote
from tests.retrieval.answering.test_filters import passage

MANY = 30
QUESTIONS = [json.loads(line) for line in Path("tests/cases/asking/sample.jsonl").read_text("utf-8").splitlines()]
LINES = [str(row["question"]) for row in QUESTIONS]

# Filters, put together

FILTERS = st.builds(
    Filters,
    author=st.sampled_from(["", "方圩", "林渠"]),
    source=st.sampled_from(["", "塘讯", "渠讯"]),
    since=st.sampled_from([0, 2020, 2021, 2022]),
    until=st.sampled_from([9999, 2020, 2021, 2022]),
    without=st.sampled_from([(), ("通知",), ("公告", "通知")]),
    within=st.sampled_from([None, ("汇编/塘的账.md", 1), ("汇编/塘的账.md", 2)]),
)


@given(FILTERS)
def test_narrowed_to_everything_a_search_is_what_it_was(filters: Filters) -> None:
    assert filters.narrowed(EVERYTHING) == filters
    assert EVERYTHING.narrowed(filters) == filters


@given(FILTERS, FILTERS)
def test_what_a_search_was_narrowed_to_holds_whatever_the_line_says(typed: Filters, scope: Filters) -> None:
    if typed.narrowed(scope).admits(passage()):
        assert scope.admits(passage())


@given(FILTERS, FILTERS)
def test_what_the_line_says_holds_where_the_search_was_narrowed_to_something_else(
    typed: Filters, scope: Filters
) -> None:
    both = typed.narrowed(scope)
    assert (both.author, both.source) == (scope.author or typed.author, scope.source or typed.source)
    assert both.within == (scope.within or typed.within)
    assert (both.since, both.until) == (max(typed.since, scope.since), min(typed.until, scope.until))
    assert set(both.without) == {*typed.without, *scope.without}


@pytest.mark.parametrize(
    ("within", "admitted"),
    [(("汇编/塘的账.md", 1), True), (("汇编/塘的账.md", 2), False), (("塘的账.md", 1), False)],
)
def test_within_an_article_is_what_stands_in_it(within: tuple[str, int], admitted: bool) -> None:
    filters = Filters(within=within)
    assert filters
    assert filters.admits(passage()) is admitted
    assert filters.admits_article(passage().article, passage().file) is admitted


# A search narrowed


def quoted(answer: Answer) -> list[Quote]:
    return [*answer.quotes, *answer.nearest, *(check.quote for check in answer.checks if check.quote)]


def ids(quotes: Iterable[Quote]) -> list[str]:
    return [quote.citation.id for quote in quotes]


def asked_everything(answerer: Answerer, scope: Filters) -> Iterator[tuple[str, Quote]]:
    for line in LINES:
        answer, sources = answerer.answer_with_sources(line, scope)
        assert answer.question == line
        for quote in quoted(answer):
            verify(quote, sources[quote.citation.file])
            yield line, quote


@pytest.mark.parametrize("author", ["甘沛霖", "骆汀", "尤清如", "严汝舟"])
def test_narrowed_to_an_author_only_that_author_is_quoted(answerer: Answerer, author: str) -> None:
    found = list(asked_everything(answerer, Filters(author=author)))
    assert found
    for line, quote in found:
        assert quote.citation.author == author, line


@pytest.mark.parametrize("source", ["浔岭灌区笔谈专辑.txt", "澄溪水利简报第7期.md"])
def test_narrowed_to_a_source_only_that_source_is_quoted(answerer: Answerer, source: str) -> None:
    found = list(asked_everything(answerer, Filters(source=source)))
    assert found
    for line, quote in found:
        assert quote.citation.file == source, line


@pytest.mark.parametrize("year", [2022, 2023])
def test_narrowed_to_a_year_only_that_year_is_quoted(answerer: Answerer, year: int) -> None:
    found = list(asked_everything(answerer, Filters(since=year, until=year)))
    assert found
    for line, quote in found:
        assert (quote.citation.date or "")[:4] == str(year), line


def test_narrowed_to_an_article_only_that_article_is_quoted(answerer: Answerer, sample: Library) -> None:
    collection = sample.collection()
    document, article = next((one, made) for one, made in collection.articles if made.author == "甘沛霖")
    found = list(asked_everything(answerer, Filters(within=(document.file, article.number))))
    assert found
    for line, quote in found:
        place = found_at(collection, document.id, (quote.citation.start, quote.citation.end))
        assert quote.citation.file == document.file, line
        assert place is not None
        assert place[0] == article.number, line


@pytest.mark.parametrize("line", LINES)
def test_a_search_of_everything_is_the_answer_itself(answerer: Answerer, line: str) -> None:
    answer, given = answerer.answer(line), answerer.answer_with_sources(line, EVERYTHING, MOST_QUOTES)[0]
    assert (given.found, given.quotes, given.nearest) == (answer.found, answer.quotes, answer.nearest)


def test_filters_of_the_line_hold_besides(answerer: Answerer) -> None:
    line = "after:2023 云陂县一共有多少座小型水库？"
    assert answerer.answer_with_sources(line, Filters(author="甘沛霖"))[0].found
    assert not answerer.answer_with_sources(line, Filters(until=2022))[0].found
    assert not answerer.answer_with_sources(line, Filters(author="尤清如"))[0].found


# More of it


@pytest.mark.parametrize("line", LINES)
def test_whether_there_is_an_answer_is_not_a_matter_of_how_many_quotes_are_wanted(
    answerer: Answerer, line: str
) -> None:
    few, many = (answerer.answer_with_sources(line, most=most)[0] for most in (MOST_QUOTES, MANY))
    assert (many.mode, many.found, many.verdict, many.corrections) == (
        few.mode,
        few.found,
        few.verdict,
        few.corrections,
    )
    assert ids(many.nearest) == ids(few.nearest)


@pytest.mark.parametrize("line", LINES)
def test_of_many_quotes_each_comes_once_the_likelier_before_the_others(answerer: Answerer, line: str) -> None:
    answer, sources = answerer.answer_with_sources(line, most=MANY)
    assert len(answer.quotes) <= MANY
    assert len(set(ids(answer.quotes))) == len(answer.quotes)
    for quote in quoted(answer):
        verify(quote, sources[quote.citation.file])
    if answer.mode == "question":
        assert all(before.score >= after.score for before, after in pairwise(answer.quotes))


@pytest.mark.parametrize("line", LINES)
def test_the_first_of_many_quotes_are_those_that_are_shown_of_a_few(answerer: Answerer, line: str) -> None:
    few, many = (answerer.answer_with_sources(line, most=most)[0] for most in (MOST_QUOTES, MANY))
    likely = [quote for quote in few.quotes if quote.score >= 0.25 * few.quotes[0].score]
    assert ids(many.quotes[: len(likely)]) == ids(likely)
    assert set(ids(few.quotes)) <= set(ids(many.quotes))


def test_a_question_about_what_stands_in_many_places_has_more_quotes_than_the_first_few(
    library: Library, write: Callable[[str, str], Path]
) -> None:
    library.add([write(f"{number}.md", signed(f"{NAMES[number]}", number)) for number in range(12)])
    answerer = Answerer(library)
    few, many = (answerer.answer_with_sources(TOPIC, most=most)[0] for most in (MOST_QUOTES, MANY))
    assert len(few.quotes) == MOST_QUOTES
    assert len(many.quotes) > MOST_QUOTES
    assert len({quote.citation.author for quote in many.quotes}) == len(NAMES)


# What each author says

NAMES = ["方圩", "林渠", "陈堤", "周闸", "吴埂", "郑塘", "王汀", "冯洲", "蒋浦", "沈汐", "韩溪", "杨陂"]
TOPIC = "巡塘员的报酬怎么发？"


def signed(author: str, number: int, date: str | None = None, besides: str = "") -> str:
    """An article that says the same as others in words of its own."""
    when = f"{date or f'20{10 + number}年{1 + number % 9}月3日'}\n\n" if date != "" else ""
    own = f"{author}那里有塘{10 + 7 * number}口，水面{30 + 11 * number}亩，塘埂上种着{'桑柳榆槐杉松'[number % 6]}树。"
    pay = f"巡塘员的报酬按{'日月季年'[number % 4]}发，每人{100 + 30 * number}元，由{author}一个一个当面点清。"
    return f"# 塘事之{number + 1}\n\n某县水利局局长 {author}\n\n{when}{own}\n\n{pay}{besides}\n"


@pytest.fixture
def many_authors(library: Library, write: Callable[[str, str], Path]) -> Answerer:
    """Twelve authors, of whom the first has written twice and the last has no date."""
    texts = [signed(name, number) for number, name in enumerate(NAMES[:-1])]
    texts += [signed(NAMES[-1], 11, date=""), signed(NAMES[0], 12, besides="拿了报酬的巡塘员要在簿子上按手印。")]
    library.add([write(f"{number}.md", text) for number, text in enumerate(texts)])
    return Answerer(library)


def test_of_every_author_who_speaks_of_a_topic_there_is_one_quote(many_authors: Answerer) -> None:
    answer, sources = many_authors.compare_with_sources(TOPIC)
    assert answer.found
    assert sorted(str(quote.citation.author) for quote in answer.quotes) == sorted(NAMES)
    for quote in answer.quotes:
        verify(quote, sources[quote.citation.file])
        assert "报酬" in quote.text


def test_compared_quotes_are_in_the_order_of_their_dates_those_without_one_last(many_authors: Answerer) -> None:
    dates = [quote.citation.date for quote in many_authors.compare_with_sources(TOPIC)[0].quotes]
    assert dates[-1] is None
    assert None not in dates[:-1]
    assert dates[:-1] == sorted(dates[:-1], key=str)


def test_a_comparison_can_be_narrowed(many_authors: Answerer) -> None:
    answer, _ = many_authors.compare_with_sources(TOPIC, Filters(since=2012, until=2014))
    assert [quote.citation.author for quote in answer.quotes] == NAMES[2:5]
    typed, _ = many_authors.compare_with_sources(f"作者:林渠 {TOPIC}")
    assert [quote.citation.author for quote in typed.quotes] == ["林渠"]


def test_an_article_that_nobody_signed_is_nobodys_view(library: Library, write: Callable[[str, str], Path]) -> None:
    unsigned = "# 塘事\n\n2019年5月3日\n\n巡塘员的报酬按周发，每人七十元，由会计送上门。\n"
    library.add([write("无名.md", unsigned), write("方.md", signed("方圩", 1)), write("林.md", signed("林渠", 2))])
    answer, _ = Answerer(library).compare_with_sources(TOPIC)
    assert [quote.citation.author for quote in answer.quotes] == ["方圩", "林渠"]


@pytest.mark.parametrize("topic", [str(row["question"]) for row in QUESTIONS if row["kind"] == "off"] + ["", " "])
def test_what_nobody_speaks_of_is_not_compared(answerer: Answerer, topic: str) -> None:
    answer, sources = answerer.compare_with_sources(topic)
    assert (answer.found, answer.quotes, dict(sources)) == (False, (), {})


@pytest.mark.parametrize("row", QUESTIONS, ids=lambda row: row["question"])
def test_whatever_is_compared_no_author_comes_twice(answerer: Answerer, row: dict[str, str]) -> None:
    answer, _ = answerer.compare_with_sources(row["question"])
    authors = [quote.citation.author for quote in answer.quotes]
    assert None not in authors
    assert len(set(authors)) == len(authors)
    assert len(set(ids(answer.quotes))) == len(answer.quotes)
    assert answer.found is bool(answer.quotes)


def test_an_empty_collection_has_nothing_to_compare(library: Library) -> None:
    assert not Answerer(library).compare_with_sources(TOPIC)[0].found
