"""Words come nearest to the stretch that has most of their letters close together, and what is strange in them costs."""

from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.alignment import align

SOURCE = "去年冬天全村清了三条干渠今年开春水就到了田头老支书说渠是大家的渠淤泥要大家来清"


def even(letter: str) -> float:
    return 8.0


@given(st.integers(0, len(SOURCE) - 6), st.integers(6, 20))
def test_words_that_stand_cost_nothing_and_are_found_where_they_stand(start: int, length: int) -> None:
    words = SOURCE[start : start + length]
    found = align(SOURCE, words, even)
    assert found is not None
    assert (found.cost, SOURCE[found.start : found.end]) == (0.0, words)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_can_be_held_against_each_other(source: str, words: str) -> None:
    found = align(source, words, even)
    assert found is None or (0 <= found.start < found.end <= len(source) and found.cost >= 0.0)


def test_a_slip_costs_less_than_other_words_in_its_place() -> None:
    slip = align(SOURCE, "今年开春水就道了田头", even)
    other = align(SOURCE, "今年开春雨雪才下田头", even)
    assert slip is not None
    assert other is not None
    assert 0 < slip.cost < other.cost


def test_letters_left_out_cost_less_than_letters_put_in() -> None:
    shorter = align(SOURCE, "渠是大家的淤泥大家来清", even)
    longer = align(SOURCE, "渠是咱们大家的渠淤泥都要大家动手来清", even)
    assert shorter is not None
    assert longer is not None
    assert 0 < shorter.cost < longer.cost


def test_other_numbers_and_rare_words_are_strange_and_common_ones_are_not() -> None:
    rare = align(SOURCE, "去年冬天全村清了9条干渠", even)
    common = align(SOURCE, "去年冬天全村清了的条干渠", even)
    assert rare is not None
    assert common is not None
    assert (rare.strange, common.strange) == (1, 0)
