"""What sounds like words of the collection is looked for as them and said to be; nothing else is taken for misspelt."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analyzer import bigrams
from retrieval.answering.answer import Answerer
from retrieval.answering.spelling import corrections, sounds_alike
from retrieval.collection.library import Library
from tests.retrieval.collection.made import letters

TEXT = "每口塘配一名巡塘员护堤队隔天上堤渠道归村里管塘北有闸"


def proposed(folded: str, text: str = TEXT) -> list[tuple[str, str]]:
    """(typed, meant) of a question asked of a collection that is one run of characters."""
    found = corrections(folded, letters(text), set(bigrams(text)).__contains__)
    return [(one.given, one.meant) for one in found]


@pytest.mark.parametrize(
    ("folded", "expected"),
    [
        ("巡糖员", ("巡糖员", "巡塘员")),
        ("巡堂员有几名", ("巡堂员", "巡塘员")),
        ("问问护低队", ("护低队", "护堤队")),
        ("屈道", ("屈道", "渠道")),
    ],
)
def test_a_character_that_sounds_like_the_one_that_stands_there_is_taken_for_it(
    folded: str, expected: tuple[str, str]
) -> None:
    assert proposed(folded) == [expected]


@pytest.mark.parametrize(
    ("folded", "why"),
    [
        ("巡塘员", "it stands as it is typed"),
        ("护提队", "it looks like the right one and sounds otherwise"),
        ("巡湖员", "another word was meant"),
        ("蔗糖配一名", "it is a word of its own"),
        ("糖北", "two characters that are no word stand together by chance"),
        ("糖", "a character has nothing beside it that would say what was meant"),
        ("巡x糖y员", "letters part the characters"),
        ("", "nothing is typed"),
    ],
)
def test_nothing_else_is_taken_for_misspelt(folded: str, why: str) -> None:
    assert proposed(folded) == [], why


def test_no_more_than_two_pieces_of_a_question_are_taken_for_misspelt() -> None:
    assert proposed("巡糖员和护低队以及屈道归谁管") == [("巡糖员", "巡塘员"), ("护低队", "护堤队")]


def test_what_is_strange_throughout_is_another_subject_and_no_slip() -> None:
    assert proposed("巡糖员" + "鲸鲨鳐魟鲼鳕鲱鲽鳎") == []


def test_what_stands_there_more_often_is_meant() -> None:
    assert proposed("看圩闸", "看围闸巡塘看围闸护堤看唯闸") == [("看圩闸", "看围闸")]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [("塘", "糖", True), ("渠", "曲", True), ("堤", "提", False), ("末", "未", False), ("塘", "塘", False)],
)
def test_characters_sound_alike_when_their_readings_are_the_same_but_for_the_tone(
    one: str, other: str, alike: bool
) -> None:
    assert sounds_alike(one, other) is sounds_alike(other, one) is alike


CHARACTERS = "塘糖堂渠曲屈堤低滴坝爸闸渣护湖巡寻员圆"


@given(st.text(alphabet=CHARACTERS, min_size=1, max_size=40), st.data())
def test_the_collections_own_words_are_never_taken_for_misspelt(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert proposed(text[start:end], text) == []


@given(st.text(alphabet=CHARACTERS + "的x ", max_size=12), st.text(alphabet=CHARACTERS, max_size=40))
def test_what_is_meant_stands_in_the_collection_and_differs_in_one_character_that_sounds_alike(
    folded: str, text: str
) -> None:
    found = proposed(folded, text)
    assert len(found) <= 2
    for typed, meant in found:
        assert typed in folded
        assert meant in text
        ((before, after),) = [pair for pair in zip(typed, meant, strict=True) if pair[0] != pair[1]]
        assert sounds_alike(before, after)


# Asked of a library

POND = (
    "# 塘要有人看\n\n某县水利站站长 方圩\n\n"
    "全县有塘三百口，每口塘配一名巡塘员，由村里推选，站里考核，一年一聘。\n\n"
    "漏水的塘由护堤队来补，补一处验一处，土从旧砖窑边上取。\n"
)


@pytest.fixture
def ponds(library: Library, write: Callable[[str, str], Path]) -> Answerer:
    library.add([write("塘.md", POND)])
    return Answerer(library)


@pytest.mark.parametrize(
    ("question", "corrected", "words"),
    [
        ("巡糖员由谁推选？", ("巡糖员", "巡塘员"), "由村里推选"),
        ("巡堂員由誰推選？", ("巡堂員", "巡塘员"), "由村里推选"),
        ("漏水的塘由护低队怎么补？", ("护低队", "护堤队"), "补一处验一处"),
    ],
)
def test_a_misspelt_term_is_found_and_the_answer_says_how_it_was_looked_for(
    ponds: Answerer, question: str, corrected: tuple[str, str], words: str
) -> None:
    answer = ponds.answer(question)
    assert (answer.question, answer.mode, answer.found) == (question, "question", True)
    assert words in answer.quotes[0].text
    ((typed, meant),) = answer.corrections
    # The characters around the misspelt one may be named with it.
    assert corrected[0] in typed
    assert corrected[1] in meant


def test_a_misspelt_question_gets_the_quotes_of_the_right_one(ponds: Answerer) -> None:
    assert ponds.answer("巡糖员由谁推选？").quotes == ponds.answer("巡塘员由谁推选？").quotes


@pytest.mark.parametrize(
    "question", ["巡塘员由谁推选？", "漏水的塘由谁来补？", "方圩是谁？", "“补一处验一处”出自哪里？", "怎么学钢琴"]
)
def test_what_is_looked_for_as_it_is_typed_has_no_corrections(ponds: Answerer, question: str) -> None:
    assert ponds.answer(question).corrections == ()
