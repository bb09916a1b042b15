"""The index scores as rank_bm25 does, and an empty one finds nothing instead of failing."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Plus

from retrieval.collection.index import K1, B, Index

TERMS = st.lists(st.sampled_from("甲乙丙丁戊己"), max_size=8)


@given(st.lists(TERMS, min_size=1, max_size=8).filter(any), TERMS)
def test_scores_are_rank_bm25s(documents: list[list[str]], question: list[str]) -> None:
    expected = BM25Plus(documents, k1=K1, b=B, delta=0).get_scores(question)
    assert np.array_equal(Index(documents).scores(question), expected)


@given(st.lists(st.just([]), max_size=3), TERMS)
def test_nothing_to_search_scores_nothing(documents: list[list[str]], question: list[str]) -> None:
    assert not Index(documents).scores(question).any()
    assert Index(documents).scores(question).shape == (len(documents),)


def test_a_term_that_stands_nowhere_weighs_as_much_as_the_rarest() -> None:
    index = Index([["塘", "水"], ["水"]])
    assert index.idf("渠") == index.idf("塘") == math.log(3)
    assert index.idf("水") == math.log(1.5)
