"""A question in other words than the documents' finds what means the same."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analyzer import fold
from retrieval.answering import meanings as module
from retrieval.answering.answer import Answerer
from retrieval.answering.meanings import in_words_of, meanings
from retrieval.answering.question import understand
from retrieval.answering.searcher import candidates
from retrieval.collection.library import Library

LINES = [
    line
    for file in files(module.__package__).iterdir()
    if file.name.endswith(".txt")
    for line in file.read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
GROUPS = [line.split(" ") for line in LINES]
WORDS = Counter(word for group in GROUPS for word in group)

# The thesaurus


def test_a_group_is_two_to_eight_words_that_differ() -> None:
    assert GROUPS
    for group in GROUPS:
        assert 2 <= len(group) <= 8, group
        assert len(set(group)) == len(group), group


def test_a_word_is_two_to_six_han_characters_as_questions_are_folded() -> None:
    for word in WORDS:
        assert re.fullmatch("[\u4e00-\u9fff]{2,6}", word), word
        assert fold(word) == word


def test_no_word_is_in_more_than_two_groups() -> None:
    assert {word for word, count in WORDS.items() if count > 2} == set()


# The words of a question


@pytest.mark.parametrize(
    ("folded", "words"),
    [
        ("孤寡老人由堤上看着", ["孤寡老人"]),
        ("老人由堤上看着", ["老人"]),
        ("志愿服务者", ["志愿服务者"]),
        ("志愿者和退伍军人", ["志愿者", "退伍军人"]),
        ("塘堤渠坝", []),
        ("", []),
    ],
)
def test_of_the_words_at_a_place_the_longest_is_meant(folded: str, words: list[str]) -> None:
    assert list(meanings(folded)) == words


def test_a_word_stands_for_the_others_of_its_group_and_not_for_itself() -> None:
    (others,) = meanings("志愿者").values()
    assert "义工" in others
    assert "志愿者" not in others


@pytest.mark.parametrize("word", ["犯了错", "犯过错", "犯着错"])
def test_a_verb_with_an_aspect_means_its_plain_form_and_what_that_means(word: str) -> None:
    assert meanings(word) == {word: ("犯错", *meanings("犯错")["犯错"])}


SOME_WORDS = [word for word in sorted(WORDS) if word[1] not in "了过着"][::50]


@given(st.lists(st.sampled_from([*SOME_WORDS, "塘", "渠", "了", " ", "x"]), max_size=8).map("".join))
def test_the_words_found_stand_apart_in_the_text_and_never_mean_themselves(folded: str) -> None:
    found = meanings(folded)
    assert all(word in folded for word in found)
    assert all(others and word not in others for word, others in found.items())
    assert all(len(set(others)) == len(others) for others in found.values())
    assert sum(map(len, found)) <= len(folded)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("义工给塘埂补土", ["志愿者"]),
        ("志愿者给塘埂补土", []),
        ("志愿者和义工给塘埂补土", []),
        ("巡塘员给塘埂补土", []),
        ("义工扶独居老人过堤", ["志愿者", "孤寡老人"]),
        ("", []),
    ],
)
def test_a_text_has_the_questions_own_words_behind_it_where_it_says_them_otherwise(text: str, said: list[str]) -> None:
    meant = {"志愿者": ("义工", "志愿人员"), "孤寡老人": ("独居老人",)}
    assert in_words_of(meant, text).split("\n") == [text, *said]


@given(st.text(alphabet="义工志愿者塘 \n", max_size=20))
def test_a_text_itself_is_never_changed(text: str) -> None:
    assert in_words_of(meanings("志愿者"), text).startswith(text)


# Asked of a library

OTHERS = (
    "林堤一带的支渠按村分段，每段立一块牌子，杂草每月清一次。",
    "方塘三百口，塘埂年年补土，土从旧砖窑边上取，用船运到塘边。",
)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("入冬以后，水利站组织义工给堤脚培土，三天培了二百丈。", "志愿者做什么？"),
        ("值班室里坐着六名退役军人，轮流听雨量站的电话。", "退伍兵做什么？"),
        ("查险时犯错的，站里先教后罚，头一回只写检讨。", "犯了错怎么处理？"),
    ],
)
def test_a_question_in_other_words_finds_what_it_would_not_find_without_them(
    library: Library, write: Callable[[str, str], Path], text: str, question: str
) -> None:
    library.add([write("塘.md", "\n\n".join(["# 塘边的账", "某县水利站站长 方圩", OTHERS[0], text, OTHERS[1]]))])
    asked = understand(question)
    without = candidates(library.collection(), library.analyzer, replace(asked, meant={}))
    within = candidates(library.collection(), library.analyzer, asked)
    assert text not in [hit.passage.paragraph.body.text for hit in without]
    assert within[0].passage.paragraph.body.text == text
    assert Answerer(library).answer(question).quotes[0].text == text


def test_the_questions_own_word_counts_more_than_another_for_it(
    library: Library, write: Callable[[str, str], Path]
) -> None:
    texts = [f"入冬以后，水利站组织{who}给堤脚培土，三天培了二百丈。" for who in ("义工", "志愿者")]
    library.add([write("塘.md", "\n\n".join(["# 塘边的账", "某县水利站站长 方圩", *texts, *OTHERS]))])
    hits = candidates(library.collection(), library.analyzer, understand("志愿者做什么？"))
    assert [hit.passage.paragraph.body.text for hit in hits] == texts[::-1]
    assert all(first.score > second.score for first, second in pairwise(hits))
