"""Postings are what counting every term of every document by hand gives."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.collection.postings import building
from retrieval.collection.postings.building import Postings, paired, postings
from retrieval.collection.postings.keys import BASES, key, keys

DOCUMENTS = st.lists(st.lists(st.text("甲乙丙a1𠀀", min_size=1, max_size=3), max_size=9), max_size=9)


def counted(made: Postings, term: str) -> dict[int, tuple[int, int]]:
    """By document how often a term stands there, and how long it is."""
    first, second = (key(term, base) for base in BASES)
    places = [
        place
        for place, both in enumerate(zip(made.keys.tolist(), made.checks.tolist(), strict=True))
        if both == (first, second)
    ]
    assert len(places) <= 1, "a term has one place"
    found: dict[int, tuple[int, int]] = {}
    for place in places:
        start = int(made.counts[:place].sum())
        for posting in range(start, start + int(made.counts[place])):
            pair = made.codes[posting]
            found[int(made.documents[posting])] = int(made.often[pair]), int(made.lengths[pair])
    return found


def assert_counted(documents: list[list[str]]) -> None:
    made = postings(map(" ".join, documents))
    terms = {term for document in documents for term in document}
    assert made.sizes.tolist() == list(map(len, documents))
    assert len(made.keys) == len(made.checks) == len(made.counts) == len(terms)
    assert sorted(made.keys.tolist()) == made.keys.tolist()
    for term in terms:
        expected = {
            number: (Counter(document)[term], len(document))
            for number, document in enumerate(documents)
            if term in document
        }
        assert counted(made, term) == expected
        assert list(counted(made, term)) == sorted(expected)


@given(DOCUMENTS)
def test_every_term_stands_where_it_stands_as_often_as_it_does(documents: list[list[str]]) -> None:
    assert_counted(documents)


@given(documents=DOCUMENTS, at_once=st.integers(1, 20))
def test_however_many_are_taken_at_a_time(documents: list[list[str]], at_once: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "_AT_ONCE", at_once)
        assert_counted(documents)


@given(DOCUMENTS)
def test_terms_with_the_same_key_are_told_apart_by_their_second(documents: list[list[str]]) -> None:
    plain = keys
    with pytest.MonkeyPatch.context() as patch:
        # As bad a first key as there can be: three values for all terms.
        patch.setattr(building, "keys", lambda *one: plain(*one) % 3 if one[-1] == BASES[0] else plain(*one))
        made = postings(map(" ".join, documents))
    terms = {term for document in documents for term in document}
    assert sorted(zip(made.keys.tolist(), made.checks.tolist(), strict=True)) == sorted(
        (key(term, BASES[0]) % 3, key(term, BASES[1])) for term in terms
    )
    standing = Counter(term for document in documents for term in set(document))
    assert sorted(made.counts.tolist()) == sorted(standing.values())


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 300))))
def test_pairs_have_as_many_numbers_as_there_are_different_ones(pairs: list[tuple[int, int]]) -> None:
    columns = np.array(pairs, np.int64).reshape(-1, 2)
    often, lengths, codes = paired(columns[:, 0], columns[:, 1])
    assert list(zip(often[codes].tolist(), lengths[codes].tolist(), strict=True)) == pairs
    assert len(often) == len(lengths) == len(set(pairs))
