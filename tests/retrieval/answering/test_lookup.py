"""Words are found where they stand, whatever their punctuation, width, white space or script, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.answer import Answerer
from retrieval.answering.lookup import ANYWAY, MOST_PLACES, Lookup
from retrieval.collection.library import Library
from retrieval.records import Article, Paragraph, Passage, Run, SourcedText
from tests.retrieval.collection.made import letters


def passage(key: int, text: str, solid: str) -> Passage:
    paragraph = Paragraph(1, (), SourcedText(text, (Run(0, 0, len(text)),)), 0, len(text))
    article = Article(1, None, None, None, None, None, None, None, None, 0.4, (paragraph,))
    return Passage(key, "abcdef", "塘.md", article, paragraph, solid)


LETTERS = st.text(alphabet="甲乙丙", min_size=1, max_size=8)


@given(st.lists(LETTERS, min_size=1, max_size=5), LETTERS)
def test_words_are_found_in_every_passage_that_holds_them_and_in_no_other(texts: list[str], words: str) -> None:
    passages = [passage(key, text, text) for key, text in enumerate(texts)]
    found = Lookup(letters(*texts), passages.__getitem__).find(words, shortest=1)
    assert {place.passage.key for place in found} == {key for key, text in enumerate(texts) if words in text}
    assert len(found) <= MOST_PLACES
    for place in found:
        text = place.passage.paragraph.body.text
        assert text[slice(*place.words)] == words
        assert place.quote[0] <= place.words[0] < place.words[1] <= place.quote[1]


SAID = "修得再好，没有人天天看着，也只是一堆土和石头。"


@pytest.mark.parametrize(
    "asked",
    [
        SAID,
        "修得再好没有人天天看着也只是一堆土和石头",
        "修得再好,没有人天天看着,也只是一堆土和石头.",
        "修 得再好，没有人\n天天看着，也只是一堆土和石头",
        "修得再好，沒有人天天看著，也只是一堆土和石頭。",
        f"“{SAID}”",
        f"“{SAID}”出自哪里？",
        f"请问「{SAID}」這句話是誰說的？",
        f"《塘坝》里说过“{SAID}”吗？",
    ],
)
def test_a_quotation_in_any_dress_is_the_same_quotation(
    library: Library, tmp_path_factory: pytest.TempPathFactory, asked: str
) -> None:
    path = tmp_path_factory.mktemp("document") / "塘坝.txt"
    path.write_text(f"塘坝\n\n某县水利站站长 方圩\n\n一座塘坝，{SAID}\n\n另一段说的是别的事情，与此无关。\n", "utf-8")
    library.add([path])
    answer = Answerer(library).answer(asked)
    assert (answer.mode, answer.found) == ("quotation", True)
    assert answer.quotes[0].match == "exact"
    ((start, end),) = answer.quotes[0].highlights
    assert answer.quotes[0].text[start:end] == SAID[:-1]


@pytest.mark.parametrize(
    ("asked", "differences"),
    [
        ("支流不绝口，干堤才有退路", [("replace", "绝", "决")]),
        ("支流不决口，干堤有退路", [("delete", "", "才")]),
        ("支流不决口，干堤才会有退路", [("insert", "会", "")]),
        ("市里支流不决口，干堤才有退处", [("insert", "市里", ""), ("replace", "处", "路")]),
    ],
)
def test_words_that_nearly_stand_are_quoted_with_every_difference(
    answerer: Answerer, asked: str, differences: list[tuple[str, str, str]]
) -> None:
    answer = answerer.answer(f"“{asked}”出自哪里？")
    assert (answer.mode, answer.found, answer.quotes[0].match) == ("quotation", True, "near")
    assert "支流不决口，干堤才有退路" in answer.quotes[0].text
    assert [(one["op"], one["given"], one["source"]) for one in answer.quotes[0].differences] == differences


@given(
    st.text(alphabet="塘渠坝闸堤圩", min_size=12, max_size=40),
    st.lists(st.tuples(st.integers(0, 11), st.sampled_from(["", "水", "水利"])), max_size=3),
)
def test_the_differences_lead_from_the_source_to_the_words_given(source: str, edits: list[tuple[int, str]]) -> None:
    given_words = list(source)
    for index, replacement in edits:
        given_words[index] = replacement
    asked = "".join(given_words)
    held = [passage(0, source, source)]
    for place in Lookup(letters(source), held.__getitem__).near(asked, held, ANYWAY):
        standing = source[slice(*place.words)]
        assert bool(place.differences) == (standing != asked)
        assert sum(len(one["given"]) - len(one["source"]) for one in place.differences) == len(asked) - len(standing)
        for one in place.differences:
            assert one["given"] in asked
            assert one["source"] in standing
            assert one["op"] == ("insert" if not one["source"] else "replace" if one["given"] else "delete")


def test_marked_words_that_stand_nowhere_are_not_found_but_the_nearest_is_offered(answerer: Answerer) -> None:
    answer = answerer.answer("“种田要看天，看坝要看人”出自哪里？")
    assert (answer.mode, answer.found, answer.quotes) == ("quotation", False, ())
    assert any("看坝" in quote.passage for quote in answer.nearest)


def test_marked_words_may_have_more_around_them_than_stands_there(answerer: Answerer) -> None:
    (quote,) = answerer.answer("“小水库有人用水、没人看坝呀”出自哪里？").quotes
    assert "有人用水、无人看坝" in quote.text
    assert [(one["given"], one["source"]) for one in quote.differences] == [("小水库", ""), ("没", "无"), ("呀", "")]


def test_a_short_phrase_without_marks_is_a_topic_and_with_marks_a_quotation(answerer: Answerer) -> None:
    assert answerer.answer("一库一册").mode == "question"
    assert answerer.answer("“一库一册”出自哪里？").mode == "quotation"
