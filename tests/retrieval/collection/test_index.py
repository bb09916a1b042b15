"""The index scores as rank_bm25 does, and an empty one finds nothing instead of failing."""

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Plus

from retrieval.collection.index import K1, B, Index, best
from retrieval.collection.postings.building import postings

# No term has white space in it, or what controls a terminal.
WORDS = st.characters(min_codepoint=0x21, exclude_categories=["Zs", "Zl", "Zp", "Cc"])
TERMS = st.lists(st.sampled_from("甲乙丙丁戊己"), max_size=8)
# Some long documents and some short ones, of few terms and of many.
DOCUMENT = st.one_of(
    TERMS, st.lists(st.sampled_from("甲乙"), max_size=40), st.lists(st.text(WORDS, min_size=1), max_size=12)
)
COLLECTION = st.lists(DOCUMENT, min_size=1, max_size=12).filter(any)


def of(documents: list[list[str]]) -> Index:
    return Index(postings(map(" ".join, documents)))


@given(COLLECTION, TERMS)
def test_scores_are_rank_bm25s_to_the_bit(documents: list[list[str]], question: list[str]) -> None:
    """Terms twice in the question, or nowhere in the collection, no terms, one document, empty documents."""
    plain = BM25Plus(documents, k1=K1, b=B, delta=0)
    index = of(documents)
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


@given(st.data(), st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.0])), st.integers(1, 15))
def test_equal_scores_keep_their_order_wherever_high_ones_are_expected(
    data: st.DataObject, scores: list[float], limit: int
) -> None:
    expected = [place for place in sorted(range(len(scores)), key=lambda one: (-scores[one], one)) if scores[place]]
    likely = data.draw(st.lists(st.sampled_from(range(len(scores))), unique=True)) if scores else []
    assert best(np.array(scores), limit).tolist() == expected[:limit]
    assert best(np.array(scores), limit, np.array(likely, np.int32)).tolist() == expected[:limit]


@given(COLLECTION, TERMS, st.integers(1, 5))
def test_high_scores_are_expected_where_the_rarest_term_stands_often_enough(
    documents: list[list[str]], question: list[str], limit: int
) -> None:
    standing = {term: [number for number, one in enumerate(documents) if term in one] for term in question}
    enough = [numbers for numbers in standing.values() if len(numbers) >= limit]
    likely = of(documents).likely(question, limit)
    assert (likely is None) == (not enough)
    if likely is not None:
        assert likely.tolist() in enough
        assert len(likely) == min(map(len, enough))


@given(st.lists(st.just([]), max_size=3), TERMS)
def test_nothing_to_search_scores_nothing(documents: list[list[str]], question: list[str]) -> None:
    assert not of(documents).scores(question).any()
    assert of(documents).scores(question).shape == (len(documents),)


def test_a_term_that_stands_nowhere_weighs_as_much_as_the_rarest() -> None:
    index = of([["塘", "水"], ["水"]])
    assert index.idf("渠") == index.idf("塘") == math.log(3)
    assert index.idf("水") == math.log(1.5)


# In a file

PONDS = ["塘 水 水", "渠 水", ""]
QUESTION = ["水", "塘", "井"]


def refusing() -> Iterator[str]:
    raise AssertionError("the index is made again")
    yield


def test_an_index_is_opened_and_not_made_again(tmp_path: Path) -> None:
    made = Index.kept(tmp_path / "index", 7, PONDS)
    opened = Index.kept(tmp_path / "index", 7, refusing())
    assert opened.scores(QUESTION).tolist() == made.scores(QUESTION).tolist() != [0, 0, 0]
    assert opened.idf("塘") == made.idf("塘")


def test_an_index_of_another_generation_is_made_anew(tmp_path: Path) -> None:
    Index.kept(tmp_path / "index", 7, PONDS)
    assert Index.kept(tmp_path / "index", 8, PONDS[:2]).scores(QUESTION).shape == (2,)
    assert Index.kept(tmp_path / "index", 8, refusing()).scores(QUESTION).shape == (2,)


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0" * 20, None])
def test_a_file_that_cannot_be_used_is_said_and_made_anew(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, content: bytes | None
) -> None:
    file = tmp_path / "index"
    expected = Index.kept(file, 7, PONDS).scores(QUESTION).tolist()
    written = file.read_bytes()
    file.write_bytes(written[:-1] if content is None else content)
    assert Index.kept(file, 7, PONDS).scores(QUESTION).tolist() == expected
    assert [record.getMessage() for record in caplog.records] == [f"{file} cannot be used and is made anew"]
    assert file.read_bytes() == written


def test_where_nothing_can_be_written_the_index_is_in_memory(tmp_path: Path) -> None:
    index = Index.kept(tmp_path / "没有" / "index", 7, PONDS)
    assert index.scores(["塘"]).tolist()[1:] == [0, 0]
    assert index.knows("塘")
