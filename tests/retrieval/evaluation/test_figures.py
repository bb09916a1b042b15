"""Figures by hand and by their bounds; what a quote has to be to count."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.answer import Answerer
from retrieval.evaluation.figures import (
    RATES,
    Figure,
    Measure,
    Outcome,
    figures,
    judge,
    ndcg,
    percentile,
    reciprocal_rank,
)
from retrieval.evaluation.questions import Expectation, Place, Wanted
from retrieval.records import Answer, Quote
from tests.retrieval.evaluation.making import answered, quoted

ASKED = Expectation(1, "渡口几点开船？", ("卯时",))
RIGHT = quoted("船在卯时离岸。", "船在卯时离岸。酉时收缆。")
BESIDE = quoted("酉时收缆。", "船在卯时离岸。酉时收缆。")
WRONG = quoted("岸上有茶棚三间。")
OTHER = Wanted("柳荫渡", "", None)
OURS = Wanted("青石埠纪事", "阮知秋", None)


def values(*judged: tuple[Expectation, Answer]) -> dict[Measure, tuple[float, int]]:
    """The figures of all kinds together: value, n."""
    found = figures([judge(expectation, answer) for expectation, answer in judged])
    return {one.measure: (one.value, one.n) for one in found if one.kind is None}


# The formulas


def test_the_reciprocal_rank_is_of_the_first_hit() -> None:
    assert reciprocal_rank([True, False, True]) == 1
    assert reciprocal_rank([False, False, True, True]) == pytest.approx(1 / 3)
    assert reciprocal_rank([False, False]) == reciprocal_rank([]) == 0


def test_ndcg_by_hand() -> None:
    assert ndcg([1], 1) == 1
    assert ndcg([0, 1], 1) == pytest.approx(1 / math.log2(3))
    assert ndcg([0, 0, 1], 1) == pytest.approx(0.5)
    assert ndcg([1, 1], 2) == 1
    assert ndcg([1, 0, 1], 2) == pytest.approx(1.5 / (1 + 1 / math.log2(3)))
    assert ndcg([1, 1, 1, 1, 1], 9) == 1, "no more than the depth can be had"
    assert ndcg([0, 0, 0, 0, 0, 1], 1) == ndcg([], 1) == 0


@given(st.lists(st.booleans(), max_size=9))
def test_the_reciprocal_rank_is_from_0_to_1_and_1_for_a_hit_in_front_alone(hits: list[bool]) -> None:
    value = reciprocal_rank(hits)
    assert 0 <= value <= 1
    assert (value == 1) is (hits[:1] == [True])
    assert (value > 0) is any(hits)


@given(st.lists(st.integers(0, 1), max_size=9), st.integers(0, 4), st.integers(1, 7))
def test_ndcg_is_from_0_to_1_and_1_when_all_that_is_wanted_is_in_front(gains: list[int], more: int, depth: int) -> None:
    wanted = max(1, sum(gains) + more)
    value = ndcg(gains, wanted, depth)
    assert 0 <= value <= 1 + 1e-9
    assert (value > 1 - 1e-9) is (gains[: min(wanted, depth)] == [1] * min(wanted, depth))
    assert (value > 0) is any(gains[:depth])


@given(st.lists(st.integers(0, 1), min_size=2, max_size=5), st.data())
def test_ndcg_falls_when_a_gain_moves_back(gains: list[int], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(gains) - 2))
    front, back = gains[:], gains[:]
    front[at : at + 2], back[at : at + 2] = [1, 0], [0, 1]
    assert ndcg(front, 5) > ndcg(back, 5)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=50), st.floats(0.01, 1))
def test_a_percentile_is_the_least_value_that_so_many_do_not_exceed(times: list[float], share: float) -> None:
    value = percentile(times, share)
    assert value in times
    assert sum(time <= value for time in times) >= share * len(times) - 1e-9
    assert sum(time < value for time in times) < share * len(times)


# What counts


@pytest.mark.parametrize(
    ("quotes", "outcome"),
    [([RIGHT], Outcome.RIGHT), ([BESIDE, RIGHT], Outcome.WRONG), ([WRONG], Outcome.WRONG), ([], Outcome.MISSED)],
)
def test_the_first_quote_decides(quotes: list[Quote], outcome: Outcome) -> None:
    assert judge(ASKED, answered(*quotes)).outcome is outcome


def test_what_should_be_refused_is_right_when_nothing_is_found() -> None:
    refusal = Expectation(1, "海有多深？")
    assert judge(refusal, answered()).outcome is Outcome.RIGHT
    assert judge(refusal, answered(RIGHT)).outcome is Outcome.ANSWERED


def test_words_count_whatever_their_punctuation_width_and_script() -> None:
    spelt = quoted("一共開船 １２ 趟，“風雨”無阻。")
    assert judge(Expectation(1, "？", ("开船12趟『风雨』无阻",)), answered(spelt)).said == (True,)
    assert judge(Expectation(1, "？", ("开船13趟", "13")), answered(spelt)).said == (False,)


def test_one_of_the_answers_is_enough() -> None:
    assert judge(Expectation(1, "？", ("子时", "卯时")), answered(RIGHT)).said == (True,)


def test_the_passage_may_be_right_where_the_quote_is_not() -> None:
    judged = judge(ASKED, answered(BESIDE, WRONG, RIGHT))
    assert judged.there == (True, False, True)
    assert judged.said == (False, False, True)


def test_words_of_another_article_do_not_count() -> None:
    asked = Expectation(1, "？", ("卯时",), articles=(OTHER,))
    judged = judge(asked, answered(RIGHT, quoted("卯时。", title="柳荫渡", author=None)))
    assert judged.attributed == judged.there == judged.said == (False, True)


@pytest.mark.parametrize(
    ("wanted", "met"),
    [
        (Wanted("青石埠紀事。", "阮知秋", None), True),
        (Wanted("青石埠纪事", None, None), True),
        (Wanted("青石埠纪事", "", None), False),
        (Wanted("青石埠", None, None), False),
        (Wanted(None, None, "埠.txt"), True),
        (Wanted(None, None, "渡/埠.txt"), True),
        (Wanted(None, None, "大埠.txt"), False),
        (Wanted("青石埠纪事", "阮知秋", "别.txt"), False),
    ],
)
def test_an_article_is_known_by_all_that_is_said_of_it(wanted: Wanted, met: bool) -> None:
    asked = Expectation(1, "？", articles=(wanted,))
    assert judge(asked, answered(quoted("卯时。", file="江/渡/埠.txt"))).attributed == (met,)


def test_a_reprint_is_the_article_too() -> None:
    also: tuple[dict[str, str | None], ...] = ({"id": "x", "title": "柳荫渡", "author": None, "file": "柳.txt"},)
    for wanted in (OTHER, Wanted(None, None, "柳.txt")):
        assert judge(Expectation(1, "？", articles=(wanted,)), answered(quoted("卯时。", also=also))).attributed == (
            True,
        )


def test_a_named_passage_counts_by_its_place_or_by_its_words() -> None:
    at = Expectation(1, "？", passage="id", place=Place("abcdef", 10, 50))
    quotes = [quoted("卯时。", place=place) for place in (("abcdef", 45, 60), ("abcdef", 50, 60), ("ghijkl", 10, 50))]
    assert judge(at, answered(*quotes)).there == (True, False, False)
    by_words = Expectation(1, "？", passage="离岸酉时")
    assert judge(by_words, answered(BESIDE, WRONG)).there == (True, False)
    assert judge(by_words, answered(BESIDE)).outcome is Outcome.RIGHT, "no words are expected of the quote itself"


def test_with_a_passage_named_the_answers_are_looked_for_in_the_quote_alone() -> None:
    asked = Expectation(1, "？", ("卯时",), passage="岸上有茶棚")
    judged = judge(asked, answered(WRONG, RIGHT))
    assert (judged.there, judged.said) == ((True, False), (False, False))


def test_who_and_when_may_stand_in_the_attribution() -> None:
    signed = quoted("船在卯时离岸。", date="2023-06-08")
    for kind, words in (("who", "阮知秋"), ("who", "青石埠渡口站长"), ("date", "2023年6月8日")):
        assert judge(Expectation(1, "？", (words,), kind=kind), answered(signed)).said == (True,)
        assert judge(Expectation(1, "？", (words,), kind="fact"), answered(signed)).said == (False,)
    assert judge(Expectation(1, "？", ("6月8日",), kind="date"), answered(signed)).said == (False,)


def test_of_several_articles_each_counts_once() -> None:
    asked = Expectation(1, "？", ("卯时",), articles=(OURS, OTHER))
    elsewhere = quoted("卯时开船。", title="柳荫渡", author=None)
    assert judge(asked, answered(RIGHT, RIGHT, WRONG, elsewhere)).gains == (1, 0, 0, 1)
    assert judge(Expectation(1, "？", ("卯时",)), answered(WRONG, RIGHT, elsewhere)).gains == (0, 1, 0)


# The figures


def test_figures_by_hand() -> None:
    got = values(
        (ASKED, answered(RIGHT, took_ms=1)),
        (ASKED, answered(BESIDE, RIGHT, took_ms=2)),
        (ASKED, answered(WRONG, WRONG, WRONG, RIGHT, took_ms=3)),
        (ASKED, answered(took_ms=40)),
        (Expectation(5, "？", ("卯时",), articles=(OURS, OTHER)), answered(RIGHT, took_ms=5)),
        (Expectation(6, "？"), answered(took_ms=6)),
        (Expectation(7, "？", kind="off"), answered(WRONG, took_ms=7)),
    )
    second, fourth = 1 / math.log2(3), 1 / math.log2(5)
    assert got == {
        Measure.FOUND: (pytest.approx(4 / 5), 5),
        Measure.QUOTE_1: (pytest.approx(2 / 5), 5),
        Measure.QUOTE_3: (pytest.approx(3 / 5), 5),
        Measure.PASSAGE_1: (pytest.approx(3 / 5), 5),
        Measure.PASSAGE_3: (pytest.approx(3 / 5), 5),
        Measure.PASSAGE_5: (pytest.approx(4 / 5), 5),
        Measure.MRR: (pytest.approx((1 + 1 + 1 / 4 + 0 + 1) / 5), 5),
        Measure.NDCG: (pytest.approx((1 + 1 + fourth + 0 + 1 / (1 + second)) / 5), 5),
        Measure.ATTRIBUTION: (1, 1),
        Measure.LENGTH: (pytest.approx((7 + 5 + 8 + 7) / 4), 4),
        Measure.REFUSED: (pytest.approx(1 / 2), 2),
        Measure.P50: (5, 7),
        Measure.P95: (40, 7),
    }


def test_what_nothing_was_asked_of_has_no_figure() -> None:
    assert figures([]) == []
    assert set(values((Expectation(1, "？"), answered()))) == {Measure.REFUSED, Measure.P50, Measure.P95}
    only_article = values((Expectation(1, "？", articles=(OURS,)), answered()))
    assert not {Measure.QUOTE_1, Measure.QUOTE_3, Measure.LENGTH, Measure.REFUSED} & set(only_article)


def test_kinds_have_their_own_figures_behind_the_others() -> None:
    rows = [
        (Expectation(1, "？", ("卯时",), kind="时间"), answered(RIGHT)),
        (Expectation(2, "？", ("卯时",), kind="时间"), answered(WRONG)),
        (Expectation(3, "？", kind="near"), answered()),
        (ASKED, answered(RIGHT)),
    ]
    found = figures([judge(*row) for row in rows])
    assert [one for one in found if one.kind] == [
        Figure(Measure.FOUND, "时间", 1.0, 2),
        Figure(Measure.QUOTE_1, "时间", 0.5, 2),
        Figure(Measure.REFUSED, "near", 1.0, 1),
    ]
    assert found[-3].kind == "时间"


QUOTES = st.sampled_from([RIGHT, BESIDE, WRONG, quoted("卯时开船。", title="柳荫渡", author=None)])
EXPECTED = st.builds(
    Expectation,
    line=st.just(1),
    question=st.just("？"),
    answers=st.sampled_from([(), ("卯时",), ("酉时", "子时")]),
    passage=st.sampled_from([None, "收缆"]),
    articles=st.sampled_from([(), (OURS,), (OURS, OTHER)]),
    kind=st.sampled_from([None, "时间", "off"]),
)
ROWS = st.tuples(EXPECTED, st.lists(QUOTES, max_size=5).map(lambda quotes: answered(*quotes)))


@given(st.lists(ROWS, max_size=8))
def test_figures_keep_their_bounds_and_their_order(rows: list[tuple[Expectation, Answer]]) -> None:
    got = {(one.kind, one.measure): one for one in figures([judge(*row) for row in rows])}
    for one in got.values():
        assert 1 <= one.n <= len(rows)
        assert one.value >= 0
        assert one.value <= 1 + 1e-9 or one.measure not in RATES | {Measure.MRR, Measure.NDCG}
    if (None, Measure.MRR) in got:
        first, third, fifth = (
            got[None, measure].value for measure in (Measure.PASSAGE_1, Measure.PASSAGE_3, Measure.PASSAGE_5)
        )
        assert first <= third <= fifth <= got[None, Measure.FOUND].value
        assert first - 1e-9 <= got[None, Measure.MRR].value <= fifth + 1e-9
    if (None, Measure.QUOTE_1) in got:
        assert got[None, Measure.QUOTE_1].value <= got[None, Measure.QUOTE_3].value


def test_a_paragraph_of_the_library_is_found_by_the_words_it_holds(answerer: Answerer) -> None:
    answer = answerer.answer("云陂县一共有多少座小型水库？")
    citation = answer.quotes[0].citation
    by_place = Expectation(
        1, "？", passage=citation.id, place=Place(citation.id.split("-")[0], citation.start, citation.end)
    )
    for asked in (Expectation(1, "？", ("小型水库八十七座",)), by_place):
        assert judge(asked, answer).outcome is Outcome.RIGHT
