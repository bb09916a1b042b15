"""Answers on the sample collection: what is quoted, what is refused, and that every quote is the source's."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.answering.answer import MOST_QUOTES, Answerer
from retrieval.answering.quoting import LONGEST
from retrieval.citing.verification import verify
from retrieval.collection.library import Library
from retrieval.records import Quote

QUESTIONS: list[dict[str, Any]] = [
    json.loads(line) for line in Path("tests/cases/asking/sample.jsonl").read_text("utf-8").splitlines()
]
OF_KIND = {kind: [row for row in QUESTIONS if row["kind"] == kind] for kind in {str(row["kind"]) for row in QUESTIONS}}


def squeezed(text: str) -> str:
    return re.sub(r"[\s*]", "", text)


def hits(quote: Quote, row: dict[str, Any]) -> bool:
    citation = quote.citation
    written = any(
        squeezed(citation.title or "") == squeezed(article["title"]) and citation.author == article["author"]
        for article in row["articles"]
    )
    byline = f"{citation.position or ''}{citation.author or ''}{citation.date or ''}"
    shown = squeezed(quote.text)
    return written and any(squeezed(words) in shown or squeezed(words) in byline for words in row["answers"])


def share(answerer: Answerer, rows: list[dict[str, Any]]) -> float:
    answers = [answerer.answer(row["question"]) for row in rows]
    return sum(bool(a.quotes) and hits(a.quotes[0], row) for a, row in zip(answers, rows, strict=True)) / len(rows)


@pytest.mark.parametrize(("kind", "least"), [("quote", 1.0), ("who", 1.0), ("date", 1.0), ("fact", 0.85), ("how", 0.6)])
def test_the_first_quote_answers_as_often_as_it_did(answerer: Answerer, kind: str, least: float) -> None:
    assert share(answerer, OF_KIND[kind]) >= least


@pytest.mark.parametrize("row", OF_KIND["off"] + OF_KIND["offquote"], ids=lambda row: row["question"])
def test_what_is_not_here_is_refused(answerer: Answerer, row: dict[str, Any]) -> None:
    answer = answerer.answer(row["question"])
    assert not answer.found
    assert not answer.quotes


@pytest.mark.parametrize("row", OF_KIND["quote"], ids=lambda row: row["question"])
def test_words_that_stand_are_found_exactly_where_they_stand(answerer: Answerer, row: dict[str, Any]) -> None:
    answer = answerer.answer(row["question"])
    assert (answer.mode, answer.quotes[0].match) == ("quotation", "exact")
    ((start, end),) = answer.quotes[0].highlights
    only_letters = re.compile(r"[\W_]")
    assert only_letters.sub("", answer.quotes[0].text[start:end]) == only_letters.sub("", row["question"])


@pytest.mark.parametrize("row", QUESTIONS, ids=lambda row: row["question"])
def test_every_quote_is_short_whole_and_the_sources(answerer: Answerer, sample: Library, row: dict[str, Any]) -> None:
    answer = answerer.answer(row["question"])
    assert answer.found == bool(answer.quotes)
    assert len(answer.quotes) <= MOST_QUOTES
    assert (answer.verdict is not None) is (answer.mode == "quotation")
    for quote in (*answer.quotes, *answer.nearest):
        verify(quote, sample.collection().documents[quote.citation.file].text)
        assert len(quote.text) <= LONGEST
        assert quote.text in quote.passage
        before = quote.passage[: quote.passage.index(quote.text)]
        assert not before or before.rstrip()[-1] in "。！？；：，…”』」）"


@pytest.mark.parametrize(
    "line", ["", " ", "\n", "水", "🙂", "？？？", "a\0b", "\0", "你好", "谢谢！", "Hello", "，" * 5000]
)
def test_what_is_no_question_finds_nothing_and_never_fails(answerer: Answerer, line: str) -> None:
    answer = answerer.answer(line)
    assert answer.question == line
    assert not answer.found


def test_ten_thousand_characters_are_answered_like_their_beginning(answerer: Answerer) -> None:
    assert not answerer.answer("锅" * 10_000).found
    assert answerer.answer("云陂县怎么管护小水库？" + "锅" * 10_000).question.endswith("锅")


def test_a_pasted_paragraph_longer_than_a_quote_is_found_in_two_pieces(answerer: Answerer, sample: Library) -> None:
    passage = max(sample.collection().passages, key=lambda one: len(one.paragraph.body.text)).paragraph.body.text
    assert len(passage) > LONGEST
    answer = answerer.answer(passage)
    assert answer.mode == "quotation"
    assert len(answer.quotes) == 2
    assert passage.startswith(answer.quotes[0].text)
    assert {quote.match for quote in answer.quotes} == {"exact"}


def test_an_empty_collection_answers_nothing(library: Library) -> None:
    for line in ("云陂县怎么管护小水库？", "“有人用水、无人看坝”出自哪里？", "甘沛霖是谁？"):
        assert not Answerer(library).answer(line).found


def test_a_higher_threshold_refuses_more(sample: Library) -> None:
    question = "云陂的巡库员怎么选？"
    assert Answerer(sample, threshold=0.0).answer(question).found
    refused = Answerer(sample, threshold=20.0).answer(question)
    assert not refused.found
    assert refused.nearest


@settings(max_examples=200)
@given(st.text(max_size=60) | st.text(alphabet="云陂县水库怎么管护“”？ \n谁的是哪里《》：作者", max_size=40))
def test_any_line_gets_an_answer_whose_quotes_are_slices(answerer: Answerer, sample: Library, line: str) -> None:
    answer = answerer.answer(line)
    for quote in (*answer.quotes, *answer.nearest):
        verify(quote, sample.collection().documents[quote.citation.file].text)


@pytest.mark.parametrize(
    "text",
    [
        "问：水费什么时候收？\n\n答：每年十月秋收以后收，按亩计，由村里代收。\n",
        "村民常问：水费什么时候收？每年十月秋收以后收，按亩计，由村里代收。\n",
    ],
)
def test_a_question_the_text_asks_is_answered_by_what_follows_it(library: Library, tmp_path: Path, text: str) -> None:
    path = tmp_path / "问答.md"
    path.write_text("# 水费问答\n\n" + text, "utf-8")
    library.add([path])
    answer = Answerer(library).answer("水费什么时候收？")
    assert answer.found
    assert "每年十月秋收以后收" in answer.quotes[0].text


def test_a_file_without_line_ends_is_cut_into_passages_that_can_be_answered_from(
    library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "长.txt"
    path.write_text("".join(f"第{number}座泵站由第{number}村看管，每年检修两次。" for number in range(3000)), "utf-8")
    library.add([path])
    assert max(len(passage.paragraph.body.text) for passage in library.collection().passages) <= 4000
    assert "第1742村" in Answerer(library).answer("第1742座泵站由谁看管？").quotes[0].text
