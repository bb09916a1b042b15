"""Every change of letters is named, with what it may turn; what is not letters is told apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analyzer import solid
from retrieval.answering.differences import aside, differences, figures_differ

LETTERS = st.text(alphabet="山水田林路人不可12年", max_size=12)


@given(LETTERS, LETTERS)
def test_the_differences_lead_from_the_source_to_the_words_given(source: str, words: str) -> None:
    changes = differences(source, words)
    assert bool(changes) == (source != words)
    assert all((one["source"] in source) and (one["given"] in words) for one in changes)
    assert all(one["given"] != one["source"] for one in changes)
    # What was taken away and what was put in account for every letter that was not kept.
    kept = len(source) - sum(len(one["source"]) for one in changes)
    assert kept == len(words) - sum(len(one["given"]) for one in changes)


@pytest.mark.parametrize(
    ("source", "words", "warning"),
    [
        ("渠道应当年年清淤", "渠道应当年年不清淤", "negation"),
        ("没有水就没有田", "有水就没有田", "negation"),
        ("未经村民同意不得开工", "经村民同意不得开工", "negation"),
        ("全村修渠十二里", "全村修渠二十里", "number"),
        ("每亩用水80方", "每亩用水85方", "number"),
        ("这条渠2019年修成", "这条渠2018年修成", "date"),
        ("五月开闸放水", "六月开闸放水", "date"),
        ("塘坝由南京来的专家设计", "塘坝由北京来的专家设计", "name"),
        ("水管员阮石舟守了三十年", "水管员贺明远守了三十年", "name"),
        ("请石书记来看渠", "请方书记来看渠", "name"),
        ("请石队长来看渠", "请方队长来看渠", "name"),
        ("库水必须先给人饮用", "库水可以先给人饮用", "modal"),
        ("村民应参加清淤", "村民可参加清淤", "modal"),
    ],
)
def test_a_change_that_may_turn_the_sense_is_warned_about(source: str, words: str, warning: str) -> None:
    assert warning in [one.get("warning") for one in differences(source, words)]


@pytest.mark.parametrize(("source", "words"), [("渠道要常年通畅", "渠道要长年通畅"), ("修渠很辛苦", "修渠辛苦")])
def test_a_slip_that_turns_nothing_is_not_warned_about(source: str, words: str) -> None:
    assert [one.get("warning") for one in differences(source, words)] == [None]


def test_a_changed_number_is_named_whole() -> None:
    (change,) = differences("渠长1280米", "渠长1380米")
    assert (change["source"], change["given"]) == ("1280", "1380")


@pytest.mark.parametrize(
    ("source", "words", "same"),
    [
        ("亩产3.5吨", "亩产35吨", False),
        ("增长12%", "增长12", False),
        ("增长12％", "增长12%", True),
        ("共1,200户", "共1200户", True),
        ("上午10:30", "上午10：30", True),
        ("水位2.5米，库容30万", "水位2.5米 库容30万", True),
    ],
)
def test_numbers_with_the_same_digits_need_not_be_the_same(source: str, words: str, same: bool) -> None:
    assert solid(source) == solid(words)
    assert (figures_differ(source, words) == ()) is same


@pytest.mark.parametrize(
    ("source", "words", "told"),
    [
        ("渠通了，田活了", "渠通了，田活了", ()),
        ("渠通了，田活了", "渠通了田活了", ("punctuation",)),
        ("渠通了，田活了", "渠通了,田活了", ("width",)),
        ("渠通了，田活了", "渠通了，\n田活了", ("space",)),
        ("渠长12里，田活了", "渠长１２里，田活了", ("width",)),
        ("这条渠通了", "這條渠通了", ("script",)),
        ("这条渠通了，田活了", "這條渠 通了，田活了", ("space", "script")),
        ("渠通了。", "“渠通了”", ()),
    ],
)
def test_white_space_punctuation_width_and_script_are_told_apart(
    source: str, words: str, told: tuple[str, ...]
) -> None:
    assert aside(source, words) == told
