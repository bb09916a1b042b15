"""Reprints are told as one, with every place they stand in; what one article says twice is not a reprint."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.answer import Answerer
from retrieval.answering.voices import told_once
from retrieval.collection.library import Library
from retrieval.records import Citation, Quote

SAID = "巡塘员由村里推选，站里考核，一年一聘，报酬从水费里出。"
OTHER = "支渠按村分段，每段立一块牌子，写上段长的名字，月月清草。"
SHORT = "塘埂年年要补土。"


def quote(text: str, file: str = "塘.md", title: str | None = "塘要有人看", start: int = 0) -> Quote:
    citation = Citation(
        id=f"{file}-{start}",
        author="方圩",
        position=None,
        title=title,
        publication=None,
        issue=None,
        column=None,
        date="2019-05-03",
        section=(),
        speaker=None,
        also=(),
        file=file,
        page=None,
        paragraph=1,
        start=start,
        end=start + len(text),
        spans=((start, start + len(text)),),
    )
    return Quote(text, ((0, 1),), text, 1.0, None, (), citation)


def place(told: Quote) -> dict[str, str | None]:
    citation = told.citation
    return {key: getattr(citation, key) for key in ("id", "author", "title", "date", "file")}


@pytest.mark.parametrize(
    "text",
    [
        SAID,
        SAID.replace("，", " ,"),
        SAID.replace("报酬", "報酬").replace("员", "員"),
        SAID.replace("一年一聘", "两年一聘"),
        SAID[: SAID.index("报酬")],
        "县里说，" + SAID + "这笔账每年公开。",
    ],
)
@pytest.mark.parametrize("title", ["塘要有人看", "看塘的人从哪里来", None])
def test_the_same_words_in_two_articles_are_one_quote_with_the_place_of_the_other(text: str, title: str | None) -> None:
    first, second = quote(SAID), quote(text, "渠.md", title)
    (told,) = told_once([first, second])
    assert told.citation.also == (place(second),)
    assert replace(told, citation=replace(told.citation, also=())) == first


def test_a_much_longer_quote_is_not_lost_with_the_short_one_it_holds() -> None:
    quotes = [quote(SAID), quote(SAID + OTHER + OTHER.replace("支渠", "斗渠"), "渠.md")]
    assert told_once(quotes) == quotes


def test_two_articles_of_one_document_may_reprint_each_other() -> None:
    first, second = quote(SAID), quote(SAID, title="看塘的人从哪里来", start=500)
    (told,) = told_once([first, second])
    assert told.citation.also == (place(second),)


def test_every_further_place_is_told_in_its_order() -> None:
    quotes = [quote(SAID, f"{number}.md") for number in range(4)]
    (told,) = told_once(quotes)
    assert told.citation.file == "0.md"
    assert list(told.citation.also) == [place(one) for one in quotes[1:]]


def test_two_runs_of_one_article_stay_two() -> None:
    quotes = [quote(SAID), quote(SAID, start=300)]
    assert told_once(quotes) == quotes


def test_other_words_are_no_reprint() -> None:
    quotes = [quote(SAID), quote(OTHER, "渠.md"), quote(SAID[:14] + OTHER[:14], "堤.md")]
    assert told_once(quotes) == quotes


def test_what_is_left_keeps_its_order() -> None:
    quotes = [quote(OTHER), quote(SAID, "渠.md"), quote(OTHER, "堤.md"), quote(SHORT, "坝.md")]
    assert [told.citation.file for told in told_once(quotes)] == ["塘.md", "渠.md", "坝.md"]


QUOTES = st.builds(
    quote,
    st.sampled_from([SAID, SAID[3:], OTHER, OTHER.replace("月月", "年年"), SHORT]),
    st.sampled_from(["塘.md", "渠.md"]),
    st.sampled_from(["塘要有人看", "渠要有人管", None]),
    st.integers(0, 10_000),
)


@given(st.lists(QUOTES, max_size=8, unique_by=lambda one: one.citation.id))
def test_every_place_is_told_once_in_the_order_of_the_quotes(quotes: list[Quote]) -> None:
    told = told_once(quotes)
    ids = [one.citation.id for one in quotes]
    for kept in ([one.citation.id for one in told], *([str(also["id"]) for also in one.citation.also] for one in told)):
        assert kept == sorted(kept, key=ids.index)
    beside = [str(also["id"]) for one in told for also in one.citation.also]
    assert sorted([*beside, *(one.citation.id for one in told)]) == sorted(ids)
    assert told_once(told) == told


@given(st.lists(st.text(alphabet="塘渠堤坝，。 ", min_size=1, max_size=11), max_size=6))
def test_short_quotes_are_never_taken_for_reprints(texts: list[str]) -> None:
    quotes = [quote(text, f"{number}.md") for number, text in enumerate(texts)]
    assert told_once(quotes) == quotes


# Asked of a library

BODY = "巡塘员由村里推选，站里考核，一年一聘，报酬从水费里出。"


@pytest.fixture
def reprinted(library: Library, write: Callable[[str, str], Path]) -> Answerer:
    for name, title, author, day in (("塘.md", "塘要有人看", "方圩", 3), ("渠.md", "看塘的人从哪里来", "林渠", 9)):
        own = f"这一段只有{author}写过，说的是{title[0]}边的旧事。"
        path = write(name, f"# {title}\n\n某县水利站站长 {author}\n\n2019年5月{day}日\n\n{BODY}\n\n{own}\n")
    library.add([path.parent])
    return Answerer(library)


@pytest.mark.parametrize("line", ["巡塘员由谁推选？", f"“{BODY}”出自哪里？", BODY])
def test_a_reprint_is_quoted_once_and_the_other_article_named(reprinted: Answerer, line: str) -> None:
    answer = reprinted.answer(line)
    (told,) = [one for one in answer.quotes if BODY in one.text]
    (also,) = told.citation.also
    assert also.keys() == {"id", "author", "title", "date", "file"}
    here = (told.citation.author, told.citation.title, told.citation.date, told.citation.file)
    there = (also["author"], also["title"], also["date"], also["file"])
    assert {here, there} == {
        ("方圩", "塘要有人看", "2019-05-03", "塘.md"),
        ("林渠", "看塘的人从哪里来", "2019-05-09", "渠.md"),
    }
    assert also["id"] != told.citation.id


def test_what_stands_in_one_article_alone_names_no_other(reprinted: Answerer) -> None:
    (told,) = reprinted.answer("“这一段只有林渠写过”出自哪里？").quotes
    assert (told.citation.author, told.citation.also) == ("林渠", ())
