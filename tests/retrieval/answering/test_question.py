"""What a line asks is read from its words, and the asking is taken out of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.question import LONGEST_SEARCHED, Kind, asks_to_check, is_sentence, says_more, understand


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
    marked = understand(line).marked
    assert (marked.words if marked else None) == quoted


@pytest.mark.parametrize(
    ("line", "authors", "name"),
    [
        ("某某说过“河水总往低处流”吗？", (), "某某"),
        ("方圩写过 河水总往低处流", ("方圩",), "方圩"),
        ("河水总往低处流——方圩", ("方圩",), "方圩"),
        ("“河水总往低处流”是谁说的", ("方圩",), None),
        ("作者:方圩 “河水总往低处流”", ("方圩",), None),
    ],
)
def test_whom_a_line_names_for_the_words_is_read_with_them(
    line: str, authors: tuple[str, ...], name: str | None
) -> None:
    framed = understand(line, authors).framed[0]
    assert (framed.words, framed.claim.name if framed.claim else None) == ("河水总往低处流", name)


@pytest.mark.parametrize(
    ("line", "is_it"),
    [
        ("水往低处流，人往渠边走。", True),
        ("渠修好了，田也就活了，村里的人心也就齐了", True),
        ("水往低处流，人往哪里走？", False),
        ("水往低处流。", False),
        ("水往低处流", False),
        ("水费收多少？", False),
        ("渠首的闸门是不是交给两个人看，一个白天一个夜里", False),
        ("渠首的闸门怎么看都不会坏。", True),
    ],
)
def test_a_line_with_clauses_and_an_end_that_asks_nothing_is_a_sentence(line: str, is_it: bool) -> None:
    assert is_sentence(understand(line)) is is_it


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("水往低处流是常理，出自哪里？", True),
        ("核对：水往低处流是常理（方圩）", True),
        ("方圩：水往低处流是常理", True),
        ("方圩：水往低处怎么流", False),
        ("水往低处流是常理", False),
        ("水往低处流，常理", False),
    ],
)
def test_a_line_asks_to_check_where_it_says_whose_its_words_are_or_asks_it(line: str, asked: bool) -> None:
    assert asks_to_check(understand(line, ("方圩",))) is asked


@pytest.mark.parametrize(
    ("line", "more"),
    [
        ("“水往低处流，人往渠边走”，冬天全村这样喊", True),
        ("“水往低处流，人往渠边走”", False),
        ("“水往低处流”出自哪里？", False),
        ("方圩说过“水往低处流”吗？", False),
    ],
)
def test_what_a_line_says_beside_its_marks_is_more_than_asking(line: str, more: bool) -> None:
    assert says_more(understand(line, ("方圩",))) is more


@given(st.text())
def test_any_line_is_understood(line: str) -> None:
    question = understand(line)
    assert len(question.core) <= 4 * LONGEST_SEARCHED
    assert "\0" not in question.text
