"""A collection as it is leafed through: every article is listed, and its runs are its text and its source's."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from retrieval.answering.answer import Answerer
from retrieval.answering.browsing import Window, entries, found_at, window
from retrieval.citing.verification import verify
from retrieval.collection.contents import Collection
from retrieval.collection.library import Library
from retrieval.reading.articles import read_articles
from retrieval.records import Article, Document, Quote, Span
from retrieval.sentences import clauses, sentences
from tests.retrieval.reading.test_offsets import PIECES, SEPARATORS

LONGEST_RUN = 600
EVERYTHING = 10**9
# What verification puts aside.
ASIDE = re.compile(r"[\s*#_>`\u200b\ufeff]+")

# Paragraphs that do not fit into a run: of sentences, of clauses, of nothing to part them at, of lines to write on.
LONG = st.one_of(
    st.integers(20, 90).map(lambda times: "渠水从三个村子流过，每年清淤两次。" * times),
    st.integers(30, 150).map(lambda times: "".join(f"第{number}座闸由第{number}村看管，" for number in range(times))),
    st.integers(601, 2000).map(lambda times: "塘" * times),
    st.integers(601, 2000).map(lambda times: "填表人" + "_" * times + "，日期"),
    st.integers(601, 2000).map(lambda times: "渠" + " " * times + "尾。"),
    st.integers(300, 900).map(lambda times: "𠮷😀" * times),
)
DOCUMENTS = st.lists(st.tuples(PIECES | PIECES | LONG, SEPARATORS), min_size=1, max_size=25).map(
    lambda pairs: "".join(piece + separator for piece, separator in pairs)
)
several = settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])


def bare(text: str) -> str:
    return ASIDE.sub("", text)


class Held(Collection):
    """Documents in memory, of no library."""

    def __init__(self, documents: list[Document]) -> None:
        self._held = [(document, read_articles(document.text)) for document in documents]

    @property
    def documents(self) -> Mapping[str, Document]:
        return {document.file: document for document, _ in self._held}

    @property
    def articles(self) -> Iterator[tuple[Document, Article]]:
        return ((document, article) for document, articles in self._held for article in articles)

    def articles_of(self, document: str) -> list[tuple[Document, Article]]:
        return [(owner, article) for owner, article in self.articles if owner.id == document]


def held(*sources: str) -> Collection:
    """A collection of these texts, as the library makes it of files, to be leafed through and not searched."""
    return Held(
        [
            Document(f"abcde{number}", f"{number}.txt", "", "", "utf-8", source)
            for number, source in enumerate(sources, start=2)
        ]
    )


def windows(collection: Collection) -> list[tuple[Article, Window]]:
    """Every article that is listed, read from end to end."""
    own = {(document.id, article.number): article for document, article in collection.articles}
    found = []
    for entry in entries(collection):
        made = window(collection, entry.document, entry.number, 0, EVERYTHING)
        assert made is not None
        found.append((own[entry.document, entry.number], made))
    return found


def marked(quote: Quote) -> str:
    return "".join(quote.text[low:high] for low, high in quote.highlights)


def numbered(quotes: tuple[Quote, ...]) -> list[tuple[int | None, list[Quote]]]:
    return [(number, list(runs)) for number, runs in groupby(quotes, lambda quote: quote.citation.paragraph)]


# Any document


@several
@given(DOCUMENTS)
def test_the_runs_of_an_article_joined_are_its_text(source: str) -> None:
    for article, made in windows(held(source)):
        wanted = [(one.number, bare(one.body.text)) for one in article.paragraphs if bare(one.body.text)]
        assert [
            (number, bare("".join(quote.text for quote in runs))) for number, runs in numbered(made.quotes)
        ] == wanted


@several
@given(DOCUMENTS)
def test_every_article_with_words_is_listed_once_and_no_other(source: str) -> None:
    collection = held(source)
    worded = [
        (document.id, article.number)
        for document, article in collection.articles
        if any(bare(paragraph.body.text) for paragraph in article.paragraphs)
    ]
    assert [(entry.document, entry.number) for entry in entries(collection)] == worded


@several
@given(DOCUMENTS)
def test_every_run_is_its_sources_slice_with_the_articles_citation(source: str) -> None:
    for article, made in windows(held(source)):
        for quote in made.quotes:
            verify(quote, source)
            assert (
                quote.citation.id
                == f"{made.entry.document}-{quote.citation.start}-{quote.citation.end - quote.citation.start}"
            )
            assert (quote.citation.file, quote.citation.author) == (made.entry.file, article.author)
        assert made.source == source
        assert len(made.quotes) == made.runs


@several
@given(DOCUMENTS)
def test_no_run_is_longer_than_it_may_be(source: str) -> None:
    assert all(len(quote.text) <= LONGEST_RUN for _, made in windows(held(source)) for quote in made.quotes)


@several
@given(DOCUMENTS)
def test_a_paragraph_is_parted_only_where_it_is_too_long_and_at_the_best_place_there_is(source: str) -> None:
    for article, made in windows(held(source)):
        texts = {paragraph.number: paragraph.body.text for paragraph in article.paragraphs}
        for number, runs in numbered(made.quotes):
            text = texts[number or 0]
            if len(text) <= LONGEST_RUN:
                assert [quote.text for quote in runs] == [text]
                continue
            at = 0
            for before in runs[:-1]:
                at = text.index(before.text, at) + len(before.text)
                assert_parted_well(text, at)


def assert_parted_well(text: str, at: int) -> None:
    """Between sentences; within one only where it fits in no run, and then between clauses where they fit."""
    whole = [(start, end) for start, end in sentences(text) if start < at < end]
    for start, end in whole:
        assert end - start > LONGEST_RUN
        cut = [(low, high) for low, high in clauses(text, start, end) if low < at < high]
        assert all(high - low > LONGEST_RUN for low, high in cut)


@several
@given(DOCUMENTS, st.integers(-9, 40), st.integers(-9, 40))
def test_a_window_has_the_runs_asked_for_that_there_are(source: str, first: int, last: int) -> None:
    collection = held(source)
    for _, whole in windows(collection):
        made = window(collection, whole.entry.document, whole.entry.number, first, last)
        assert made is not None
        begin = max(0, min(first, whole.runs - 1))
        end = max(begin, min(last, whole.runs - 1))
        assert made.first == begin
        assert made.quotes == whole.quotes[begin : end + 1]
        assert (made.entry, made.runs) == (whole.entry, whole.runs)


@several
@given(DOCUMENTS, st.data())
def test_words_of_a_text_are_found_in_their_runs_and_highlighted_there(source: str, data: st.DataObject) -> None:
    collection = held(source)
    paragraphs = [paragraph for _, article in collection.articles for paragraph in article.paragraphs]
    assume(paragraphs)
    runs = data.draw(st.sampled_from(paragraphs)).body.runs
    start = data.draw(st.integers(runs[0].start, runs[-1].end - 1))
    words = (start, data.draw(st.integers(start + 1, runs[-1].end)))
    kept = "".join(source[max(start, run.start) : min(words[1], run.end)] for run in runs if run.start < words[1])
    assume(bare(kept))
    place = found_at(collection, "abcde2", words)
    assert place is not None
    number, first, last = place
    made = window(collection, "abcde2", number, first, last, words)
    assert made is not None
    assert bare("".join(marked(quote) for quote in made.quotes)) == bare(kept)
    around = window(collection, "abcde2", number, 0, EVERYTHING, words)
    assert around is not None
    bold = [at for at, quote in enumerate(around.quotes) if bare(marked(quote))]
    assert set(bold) <= set(range(first, last + 1))


@several
@given(DOCUMENTS)
def test_every_run_is_found_where_it_is(source: str) -> None:
    collection = held(source)
    for article, made in windows(collection):
        for at, quote in enumerate(made.quotes):
            found = found_at(collection, made.entry.document, (quote.citation.start, quote.citation.end))
            assert found == (article.number, at, at)


# What is not there


def test_what_is_not_here_is_no_window_and_at_no_place() -> None:
    collection = held("渠水从三个村子流过，每年清淤两次。\n")
    assert window(collection, "abcde3", 1, 0, 1) is None
    assert window(collection, "abcde2", 2, 0, 1) is None
    assert found_at(collection, "abcde3", (0, 5)) is None
    assert found_at(collection, "abcde2", (500, 510)) is None


def test_an_empty_collection_has_no_entries() -> None:
    assert entries(held()) == ()


# Documents as they are


SIGNED = "# 渠要有人管\n\n某县水利局局长 林渠\n\n2023年8月9日\n\n巡渠员由县里招考，三年一聘。\n\n渠口每晚落锁。\n"
TWO = f"# 塘讯\n\n第 7 期\n\n2023年9月1日\n\n{SIGNED}\n# 塘要有人看\n\n某县水利站站长 方圩\n\n每口塘配一人。\n"


@pytest.mark.parametrize("shown", ["渠要有人管", "某县水利局局长 林渠", "2023年8月9日"])
def test_the_place_of_a_title_a_byline_or_a_date_is_before_the_first_run(shown: str) -> None:
    start = SIGNED.index(shown)
    assert found_at(held(SIGNED), "abcde2", (start, start + len(shown))) == (1, 0, 0)


UNFINISHED = (
    f"# 塘讯\n\n第 7 期\n\n2023年9月1日\n\n{SIGNED[: SIGNED.index('巡渠员')]}{TWO[TWO.index('# 塘要有人看') :]}"
)


@pytest.mark.parametrize(
    ("shown", "place"),
    [("渠要有人管", None), ("某县水利局局长 林渠", None), ("2023年8月9日", None), ("第 7 期", (2, 0, 0))],
)
def test_an_article_without_a_text_to_read_has_no_place(shown: str, place: tuple[int, int, int] | None) -> None:
    start = UNFINISHED.index(shown)
    assert [entry.number for entry in entries(held(UNFINISHED))] == [2]
    assert found_at(held(UNFINISHED), "abcde2", (start, start + len(shown))) == place


def test_whatever_an_answer_quotes_of_an_article_has_a_place_in_it(
    library: Library, write: Callable[[str, str], Path]
) -> None:
    library.add([write("塘讯.md", TWO)])
    answerer, collection = Answerer(library), library.collection()
    asked = ("林渠是谁？", "《渠要有人管》是谁写的？", "《渠要有人管》发表于什么时候？", "《渠要有人管》登在第几期？")
    for line in asked:
        quotes = answerer.answer(line).quotes
        assert quotes, line
        for quote in quotes:
            words: Span = (quote.citation.start, quote.citation.end)
            assert found_at(collection, quote.citation.id.split("-")[0], words) is not None, line


def test_an_entry_says_what_the_article_says_of_itself(library: Library, write: Callable[[str, str], Path]) -> None:
    library.add([write("渠.md", SIGNED)])
    collection = library.collection()
    (entry,) = entries(collection)
    assert (entry.file, entry.number, entry.title, entry.author) == ("渠.md", 1, "渠要有人管", "林渠")
    assert (entry.position, entry.date, entry.publication) == ("某县水利局局长", "2023-08-09", None)
    made = window(collection, entry.document, entry.number, 0, 0)
    assert made is not None
    assert (entry.paragraphs, made.runs) == (2, 2)


def test_the_articles_of_the_sample_are_listed_in_the_collections_order(sample: Library) -> None:
    collection = sample.collection()
    listed = [(entry.document, entry.number) for entry in entries(collection)]
    assert listed == [(document.id, article.number) for document, article in collection.articles if article.paragraphs]


def test_every_passage_of_the_sample_is_found_in_its_own_article(sample: Library) -> None:
    collection = sample.collection()
    for passage in collection.passages:
        runs = passage.paragraph.body.runs
        found = found_at(collection, passage.document, (runs[0].start, runs[-1].end))
        assert found is not None
        number, first, last = found
        made = window(collection, passage.document, number, first, last)
        assert made is not None
        assert number == passage.article.number
        assert {quote.citation.paragraph for quote in made.quotes} == {passage.paragraph.number}
