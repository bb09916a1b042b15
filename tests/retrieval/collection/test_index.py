"""The index scores as rank_bm25 does, and an empty one finds nothing instead of failing."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Plus

from retrieval.collection.index import K1, B, Index, best

TERMS = st.lists(st.sampled_from("甲乙丙丁戊己"), max_size=8)
# Some long documents and some short ones, of few terms and of many.
DOCUMENT = st.one_of(TERMS, st.lists(st.sampled_from("甲乙"), max_size=40), st.lists(st.characters(), max_size=12))
COLLECTION = st.lists(DOCUMENT, min_size=1, max_size=12).filter(any)


@given(COLLECTION, TERMS)
def test_scores_are_rank_bm25s_to_the_bit(documents: list[list[str]], question: list[str]) -> None:
    """Terms twice in the question, or nowhere in the collection, no terms, one document, empty documents."""
    plain = BM25Plus(documents, k1=K1, b=B, delta=0)
    index = Index(documents)
    assert index.scores(question).tobytes() == plain.get_scores(question).tobytes()
    assert [index.idf(term) for term in plain.idf] == list(plain.idf.values())
    assert all(map(index.knows, plain.idf))


@given(COLLECTION, TERMS, st.integers(1, 15))
def test_the_best_are_those_of_sorting_all_with_equal_ones_in_order(
    documents: list[list[str]], question: list[str], limit: int
) -> None:
    scores = BM25Plus(documents, k1=K1, b=B, delta=0).get_scores(question)
    expected = [place for place in sorted(range(len(scores)), key=lambda one: (-scores[one], one)) if scores[place]]
    assert best(scores, limit).tolist() == expected[:limit]


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.0])), st.integers(1, 15))
def test_equal_scores_keep_their_order(scores: list[float], limit: int) -> None:
    expected = [place for place in sorted(range(len(scores)), key=lambda one: (-scores[one], one)) if scores[place]]
    assert best(np.array(scores), limit).tolist() == expected[:limit]


@given(st.lists(st.just([]), max_size=3), TERMS)
def test_nothing_to_search_scores_nothing(documents: list[list[str]], question: list[str]) -> None:
    assert not Index(documents).scores(question).any()
    assert Index(documents).scores(question).shape == (len(documents),)


def test_a_term_that_stands_nowhere_weighs_as_much_as_the_rarest() -> None:
    index = Index([["塘", "水"], ["水"]])
    assert index.idf("渠") == index.idf("塘") == math.log(3)
    assert index.idf("水") == math.log(1.5)
