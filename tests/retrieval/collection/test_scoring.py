"""Scores are those of rank_bm25 over the passages that are left, however they were cut into segments."""

import math
from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from rank_bm25 import BM25Plus

from retrieval.collection import scoring
from retrieval.collection.engine import Alternatives, Channel, Other, Ranking
from retrieval.collection.postings.segments import Segment
from retrieval.collection.scoring import K1, B, Scorer
from tests.retrieval.collection.postings.making import document, pond, segment

# No term has white space in it, or what controls a terminal.
WORDS = st.characters(min_codepoint=0x21, exclude_categories=["Zs", "Zl", "Zp", "Cc"])
TERMS = st.lists(st.sampled_from("甲乙丙丁戊己"), max_size=8)
# Some long passages and some short ones, of few terms and of many.
PASSAGE = st.one_of(
    TERMS, st.lists(st.sampled_from("甲乙"), max_size=40), st.lists(st.text(WORDS, min_size=1), max_size=12)
)
Cut = list[list[list[list[str]]]]
"""For each segment its documents, for each of them its passages, each its terms."""
ANY_CUT = st.lists(st.lists(st.lists(PASSAGE, max_size=4), min_size=1, max_size=3), max_size=4)


@pytest.fixture(
    autouse=True, scope="module", params=[(9_999, 9_999), (0, 9_999), (0, 0)], ids=["small", "larger", "largest"]
)
def size(request: pytest.FixtureRequest) -> Iterator[None]:
    """As in collections of these sizes: both ways of adding up, and of looking for the best."""
    few, new = request.param
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scoring, "_FEW", few)
        patch.setattr(scoring, "_NEW", new)
        yield


def passages_of(cut: Cut) -> list[list[str]]:
    return list(chain(*chain(*cut)))


CUT = ANY_CUT.filter(lambda cut: any(passages_of(cut)))
OTHERS = st.lists(
    st.builds(Other, st.lists(st.sampled_from("甲乙丙丁井"), max_size=3).map(tuple), st.sampled_from([0.5, 0.9, 1.0])),
    max_size=3,
)
ALTERNATIVES = st.builds(Alternatives, st.lists(st.sampled_from("甲乙丙井"), max_size=3).map(tuple), OTHERS.map(tuple))
CHANNEL = st.builds(Channel, TERMS.map(tuple), st.lists(ALTERNATIVES, max_size=3).map(tuple))


def segments(cut: Cut) -> list[Segment]:
    made, number = [], 0
    for documents in cut:
        made.append(segment([document(number + at, [passages]) for at, passages in enumerate(documents)]))
        number += len(documents)
    return made


def plain(passages: list[list[str]]) -> BM25Plus:
    return BM25Plus(passages, k1=K1, b=B, delta=0)


def scored(scorer: Scorer, *channels: Channel) -> list[NDArray[np.float64]]:
    """For each channel the scores of all passages: those that are not found have none."""
    every = scorer.bases[-1]
    scores = np.zeros((len(channels), every))
    for key, there in scorer.search(channels, every).each():
        scores[:, key] = there
    return list(scores)


def of_terms(scorer: Scorer, *terms: str) -> NDArray[np.float64]:
    return scored(scorer, Channel(terms))[0]


@given(CUT, TERMS)
def test_scores_are_rank_bm25s_to_the_bit(cut: Cut, question: list[str]) -> None:
    """Terms twice in the question, or nowhere in the collection, no terms, one passage, empty passages."""
    expected = plain(passages_of(cut))
    scorer = Scorer(segments(cut))
    assert of_terms(scorer, *question).tobytes() == expected.get_scores(question).tobytes()
    assert [scorer.idf(term) for term in expected.idf] == list(expected.idf.values())
    assert all(map(scorer.knows, expected.idf))
    assert scorer.size == len(passages_of(cut))


@given(cut=CUT, questions=st.lists(TERMS, max_size=5), remembered=st.integers(0, 20))
def test_scores_are_the_same_whatever_is_remembered(cut: Cut, questions: list[list[str]], remembered: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scoring, "_REMEMBERED", remembered)
        patch.setattr(scoring, "_A_PASSAGE", 0)
        scorer = Scorer(segments(cut))
        for question in (*questions, *questions):
            assert of_terms(scorer, *question).tobytes() == plain(passages_of(cut)).get_scores(question).tobytes()


@given(cut=CUT, question=TERMS, data=st.data())
def test_of_what_was_removed_nothing_counts(cut: Cut, question: list[str], data: st.DataObject) -> None:
    made = segments(cut)
    gone = [data.draw(st.lists(st.booleans(), min_size=len(one), max_size=len(one))) for one in cut]
    for one, removed in zip(made, gone, strict=True):
        one.without(np.array(removed))
    flags = [
        not removed
        for documents, some in zip(cut, gone, strict=True)
        for passages, removed in zip(documents, some, strict=True)
        for _ in passages
    ]
    alive = np.array(flags, np.bool)
    left = [terms for terms, here in zip(passages_of(cut), flags, strict=True) if here]
    scorer = Scorer(made)
    scores = of_terms(scorer, *question)
    assert scorer.size == len(left)
    assert not scores[~alive].any()
    if any(left):
        expected = plain(left)
        assert scores[alive].tobytes() == expected.get_scores(question).tobytes()
        assert [scorer.idf(term) for term in expected.idf] == list(expected.idf.values())
    else:
        assert not scores.any()
    standing = set(chain(*left))
    assert {term for term in chain(*passages_of(cut)) if scorer.knows(term)} == standing


@given(st.lists(st.lists(st.lists(st.just([]), max_size=3), min_size=1, max_size=2), max_size=2), TERMS)
def test_nothing_to_search_scores_nothing(cut: Cut, question: list[str]) -> None:
    scorer = Scorer(segments(cut))
    assert not of_terms(scorer, *question).any()
    assert of_terms(scorer, *question).shape == (len(passages_of(cut)),)
    assert scorer.idf("塘") == 0.0
    assert not scorer.knows("塘")


def test_a_term_that_stands_nowhere_weighs_as_much_as_the_rarest() -> None:
    scorer = Scorer([segment([pond(1, "塘 水")]), segment([pond(2, "水")])])
    assert scorer.idf("渠") == scorer.idf("塘") == math.log(3)
    assert scorer.idf("水") == math.log(1.5)
    assert [scorer.knows(term) for term in ("塘", "水", "渠", "", "塘水")] == [True, True, False, False, False]


# Alternatives


def dense(passages: list[list[str]], channel: Channel) -> NDArray[np.float64]:
    """What a channel scores: its terms, and where others are worth more than the own ones they stand for, these."""
    formulas = plain(passages)

    def weight(terms: Sequence[str]) -> float:
        return sum([float(formulas.idf.get(term, math.log(len(passages) + 1))) for term in terms])

    total: NDArray[np.float64] = formulas.get_scores(list(channel.terms))
    for own, others in channel.alternatives:
        said = formulas.get_scores(list(own))
        gained = [
            worth * min(1.0, weight(own) / weight(terms)) * formulas.get_scores(list(terms))
            for terms, worth in others
            if terms
        ]
        total = total + np.max([said, *gained], axis=0) - said
    return total


@given(CUT, st.lists(st.lists(CHANNEL, max_size=3), min_size=1, max_size=3))
def test_the_best_of_some_terms_and_what_may_stand_for_them_counts(cut: Cut, asked: list[list[Channel]]) -> None:
    scorer = Scorer(segments(cut))
    for channels in asked:
        for channel, scores in zip(channels, scored(scorer, *channels), strict=True):
            np.testing.assert_allclose(scores, dense(passages_of(cut), channel), rtol=1e-12, atol=1e-12)


def test_another_word_counts_in_its_place_and_no_more_than_the_own_however_rare() -> None:
    scorer = Scorer([segment([pond(1, "塘 水", "渠 水", "井 水", "池 水", "塘 水")])])
    own, rare = of_terms(scorer, "塘"), of_terms(scorer, "渠")
    channel = Channel(("塘",), (Alternatives(("塘",), (Other(("渠",), 0.5), Other(("沟",), 1.0))),))
    expected = own + 0.5 * scorer.idf("塘") / scorer.idf("渠") * rare
    assert scored(scorer, channel)[0].tolist() == expected.tolist()
    assert scorer.idf("渠") > scorer.idf("塘")


# The best


def sorted_out(
    scores: list[NDArray[np.float64]], within: NDArray[np.bool] | None
) -> list[tuple[int, tuple[float, ...]]]:
    """All passages that score above zero, by sorting."""
    total = sum(scores, np.zeros(len(scores[0])))
    if within is not None:
        total = total * within
    order = sorted(range(len(total)), key=lambda one: (-total[one], one))
    return [(key, tuple(one[key] for one in scores)) for key in order if total[key] > 0]


@given(cut=CUT, questions=st.lists(TERMS, min_size=1, max_size=3), limit=st.integers(1, 40), data=st.data())
def test_the_best_are_those_of_sorting_all_with_equal_ones_in_order(
    cut: Cut, questions: list[list[str]], limit: int, data: st.DataObject
) -> None:
    passages = passages_of(cut)
    scores = [plain(passages).get_scores(question) for question in questions]
    flags = st.lists(st.booleans(), min_size=len(passages), max_size=len(passages)).map(np.array)
    within = data.draw(st.none() | flags)
    channels = [Channel(tuple(question)) for question in questions]
    assert Scorer(segments(cut)).search(channels, limit, within).each() == sorted_out(scores, within)[:limit]


@given(
    passages=st.lists(st.sampled_from(["甲", "乙", "甲 乙", "甲 甲 乙", "丙", "丙 丙 丙 丙"]), min_size=9, max_size=40),
    asked=st.lists(st.lists(CHANNEL, min_size=1, max_size=3), min_size=1, max_size=4),
    limit=st.integers(1, 5),
)
def test_of_many_equal_passages_the_first_are_the_best_whatever_was_asked_before(
    passages: list[str], asked: list[list[Channel]], limit: int
) -> None:
    made = [segment([pond(1, *passages[:5])]), segment([pond(2, *passages[5:])])]
    scorer = Scorer(made)
    for channels in asked:
        assert scorer.search(channels, limit).each() == sorted_out(scored(Scorer(made), *channels), None)[:limit]


def test_nothing_is_found_where_nothing_is_asked() -> None:
    scorer = Scorer([segment([pond(1, "塘 水")])])
    assert scorer.search([], 3) == Scorer([]).search([], 3) == Ranking([], [])
    channel = Channel(("塘",))
    for nothing in (
        scorer.search([Channel(())], 3),
        scorer.search([Channel(("井",))], 3),
        scorer.search([channel], 3, np.array([False])),
        Scorer([]).search([channel], 3),
    ):
        assert nothing == Ranking([], [[]])
