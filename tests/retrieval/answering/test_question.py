"""What a line asks is read from its words, and the asking is taken out of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.question import LONGEST_SEARCHED, Kind, understand


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("水库什么时候放空？", Kind.TIME),
        ("哪一年建成", Kind.TIME),
        ("有多少座泵站", Kind.NUMBER),
        ("一共几座水闸？", Kind.NUMBER),
        ("渠首在哪里", Kind.PLACE),
        ("誰管水庫", Kind.PERSON),
        ("为什么要清淤", Kind.REASON),
        ("怎么清淤", Kind.OTHER),
    ],
)
def test_the_kind_of_answer_is_recognised(line: str, kind: Kind) -> None:
    assert understand(line).kind is kind


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("请问水库什么时候放空？", "水库放空"),
        ("什么是巡河码", "巡河码"),
        ("泵站有多少座呢", "泵站有座"),
        ("哪些县管护小水库", "县管护小水库"),
        ("What is the 巡河码?", "巡河码"),
        ("怎么", "怎么"),
    ],
)
def test_the_asking_is_taken_out(line: str, left: str) -> None:
    assert "".join(char for char in understand(line).core if char.isalnum()) == left


@pytest.mark.parametrize(
    ("line", "quoted"),
    [
        ("“水往低处流”出自哪里？", "水往低处流"),
        ("「水往低處流」是誰說的", "水往低處流"),
        ('"水往低处流" 的出处', "水往低处流"),
        ("“水往低处流”", "水往低处流"),
        ("某某说过“水往低处流”吗？", "水往低处流"),
        ("某某说“水往低处流”", "水往低处流"),
        ("“他说：‘水往低处流’”是谁写的？", "他说：‘水往低处流’"),
        ("“水往低处流”这句话对不对", "水往低处流"),
        ("什么是“巡河码”？", None),
        ("哪些地方用“巡河码”", None),
        ("“巡河码”“河边课”分别是什么？", None),
        ("没有引号的问题", None),
        ("只有一个“引号", None),
    ],
)
def test_words_to_check_are_told_from_words_to_explain(line: str, quoted: str | None) -> None:
    assert understand(line).quoted == quoted


@given(st.text())
def test_any_line_is_understood(line: str) -> None:
    question = understand(line)
    assert len(question.core) <= 4 * LONGEST_SEARCHED
    assert "\0" not in question.text
