"""A segment has what its documents have: every term and every pair of letters where they stand, and no others."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.collection.engine import Facts
from retrieval.collection.postings import building, segments, spelt
from retrieval.collection.postings.catalogue import COLUMNS, decoded, encoded
from retrieval.collection.postings.keys import BASES, key, keys
from retrieval.collection.postings.segments import Segment
from tests.retrieval.collection.postings.making import ARTICLES, Articles, document, numbered, pond, row, segment

TERMS = [first + second for first in "塘渠水" for second in ("", *"塘渠水")]
DOCUMENTS = st.lists(ARTICLES, min_size=1, max_size=4)


def standing(made: Segment, term: str) -> dict[int, tuple[int, int]]:
    """By passage how often a term stands there, and how long it is."""
    passages, codes = made.postings(term)
    often, lengths = made.arrays.part("often")[codes].tolist(), made.arrays.part("lengths")[codes].tolist()
    assert passages.tolist() == sorted(passages.tolist())
    return dict(zip(passages.tolist(), zip(often, lengths, strict=True), strict=True))


def assert_standing(made: Segment, documents: list[Articles]) -> None:
    passages = [terms for articles in documents for article in articles for terms in article]
    for term in (*TERMS, "井", "水水水水"):
        expected = {at: (Counter(terms)[term], len(terms)) for at, terms in enumerate(passages) if term in terms}
        assert standing(made, term) == expected


@given(documents=DOCUMENTS, stride=st.integers(1, 5))
def test_a_term_is_looked_up_however_many_there_are(documents: list[Articles], stride: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segments, "_STRIDE", stride)
        made = segment(*numbered([documents]))
        assert_standing(made, documents)


@given(documents=DOCUMENTS, stride=st.integers(1, 5), at_once=st.integers(1, 9))
def test_a_pair_of_letters_is_looked_up_however_many_are_taken_at_a_time(
    documents: list[Articles], stride: int, at_once: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segments, "_STRIDE", stride)
        patch.setattr(spelt, "_AT_ONCE", at_once)
        made = segment(*numbered([documents]))
        alphabet = "".join(map(chr, made.arrays.part("alphabet").tolist()))
        text = "".join(alphabet[letter] for letter in made.arrays.part("letters").tolist())
        assert text == "".join(
            "\n" + "".join(map("".join, article)) for articles in documents for article in articles if article
        )
        for first, one in enumerate(alphabet[1:], 1):
            for second, other in enumerate(alphabet[1:], 1):
                places = [at for at in range(len(text)) if text.startswith(one + other, at)]
                assert made.pair_places(made.pair(first * len(alphabet) + second)).tolist() == places
        assert not made.pair(len(alphabet) ** 2)


@given(documents=DOCUMENTS, stride=st.integers(1, 5))
def test_terms_with_the_same_key_are_told_apart(documents: list[Articles], stride: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        # As bad a first key as there can be: three values for all terms.
        patch.setattr(building, "keys", lambda *one: keys(*one) % 3 if one[-1] == BASES[0] else keys(*one))
        patch.setattr(segments, "key", lambda *one: key(*one) % 3 if one[-1] == BASES[0] else key(*one))
        patch.setattr(segments, "_STRIDE", stride)
        assert_standing(segment(*numbered([documents])), documents)


@given(st.lists(st.text()))
def test_the_values_of_a_column_come_back(values: list[str]) -> None:
    data, codes = encoded(values)
    different = decoded(data)
    assert [different[code] for code in codes.tolist()] == values
    assert different == list(dict.fromkeys(values))


def test_what_is_known_of_documents_comes_back() -> None:
    facts = Facts("开渠", "温岚", "县委书记", "澜川水利通讯", "3", "2023-05-06")
    made = segment([pond(3, "塘 水"), document(7, [[["渠"], []], [], [["井"]]], facts, "渠.txt")])
    columns = made.columns()
    assert columns.numbers.tolist() == [made.first, made.last] == [3, 7]
    assert columns.files == ["塘3.txt", "渠.txt"]
    assert columns.documents.tolist() == [0, 1, 1, 1]
    assert columns.places.tolist() == [1, 1, 2, 3]
    assert {name: columns.facts[name] for name in COLUMNS} == {
        name: ["", *[getattr(facts, name)] * 3] for name in COLUMNS
    }
    assert columns.rows.tolist() == [row(3, 0, 0), row(7, 0, 0), row(7, 1, 0), row(7, 2, 0)]
    assert columns.passages.tolist() == [row(3, 0, 0), row(7, 0, 0), row(7, 0, 1), row(7, 2, 0)]
    assert columns.owners.tolist() == [0, 1, 1, 3]
    assert columns.sizes.tolist() == [2, 1, 0, 1]
    assert (made.size, made.all, made.terms) == (4, 4, 4)


def test_what_was_removed_counts_no_longer() -> None:
    made = segment([pond(1, "塘 水"), pond(2, "渠", "水"), pond(5, "井")])
    made.without(np.zeros(3, np.bool))
    assert made.alive is None
    made.without(np.array([False, True, False]))
    assert (made.held.tolist(), made.size, made.terms, made.all) == ([1, 5], 2, 3, 4)
    assert made.alive is not None
    assert made.alive.tolist() == [True, False, False, True]
    made.without(np.array([True, False, False]))
    assert (made.held.tolist(), made.size, made.terms, made.all) == ([5], 1, 1, 4)
