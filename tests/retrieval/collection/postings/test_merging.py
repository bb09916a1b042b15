"""Segments merged are the segment that would have been built of all their documents."""

import io
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import DTypeLike, NDArray

from retrieval.collection.engine import Facts, Searchable
from retrieval.collection.postings import building, merging, segments, spelt
from retrieval.collection.postings.keys import BASES, keys
from retrieval.collection.postings.mapped import Arrays, Writer, in_memory
from retrieval.collection.postings.merging import merge
from retrieval.collection.postings.places import Places
from retrieval.collection.postings.segments import Segment, build
from tests.retrieval.collection.postings.making import CUT, Articles, numbered, pond, segment

LETTERS = "塘渠水"
TERMS = [first + second + third for first in LETTERS for second in ("", *LETTERS) for third in ("", *LETTERS)]
FACTS = st.builds(
    Facts,
    title=st.sampled_from(["", "开渠"]),
    author=st.sampled_from(["", "温岚", "岑望"]),
    position=st.sampled_from(["", "县长"]),
    publication=st.just(""),
    issue=st.just(""),
    date=st.sampled_from(["", "2023"]),
)


class Noting(Writer):
    """A writer that knows the names of what it wrote."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO())
        self.names: set[str] = set()

    def array(self, name: str, dtype: DTypeLike, pieces: Iterable[NDArray[Any]]) -> None:
        self.names.add(name)
        super().array(name, dtype, pieces)


def built(documents: list[Searchable]) -> Callable[[Writer], None]:
    return lambda writer: build(writer, documents)


def merged(parts: list[Segment]) -> Callable[[Writer], None]:
    return lambda writer: merge(writer, parts)


def told(fill: Callable[[Writer], None]) -> tuple[dict[str, Any], dict[str, tuple[np.dtype[Any], list[Any]]]]:
    """All that is written."""
    noting = Noting()
    fill(noting)
    arrays: Arrays = in_memory(fill)
    return arrays.about, {name: (arrays.dtype(name), arrays.part(name).tolist()) for name in noting.names}


def with_facts(data: st.DataObject, cut: list[list[Articles]]) -> list[list[Searchable]]:
    """The documents of each segment, which say various things of themselves."""
    return [
        [
            one._replace(articles=tuple(entry._replace(facts=data.draw(FACTS)) for entry in one.articles))
            for one in documents
        ]
        for documents in numbered(cut)
    ]


@given(data=st.data(), cut=CUT)
def test_any_cut_of_a_collection_merged_is_what_is_built_at_once(
    data: st.DataObject, cut: list[list[Articles]]
) -> None:
    parts = with_facts(data, cut)
    assert told(merged(list(map(segment, parts)))) == told(built(list(chain(*parts))))


@given(cut=CUT, at_once=st.integers(1, 12), stride=st.integers(1, 4))
def test_it_does_not_matter_how_much_is_taken_at_a_time(cut: list[list[Articles]], at_once: int, stride: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segments, "_STRIDE", stride)
        parts = numbered(cut)
        expected = told(built(list(chain(*parts))))
        patch.setattr(merging, "_AT_ONCE", at_once)
        patch.setattr(spelt, "_AT_ONCE", at_once)
        assert told(merged(list(map(segment, parts)))) == expected


@given(cut=CUT, at=st.integers(0, 4))
def test_what_was_merged_is_merged_with_others_as_if_it_had_never_been_apart(
    cut: list[list[Articles]], at: int
) -> None:
    parts = numbered(cut)
    made = list(map(segment, parts))
    pairs = [Segment(in_memory(merged(some))) for some in (made[:at], made[at:]) if some]
    assert told(merged(pairs)) == told(built(list(chain(*parts))))


def found(made: Segment) -> dict[str, Any]:
    """All that is found in a segment, and all that is known of it."""
    often, lengths = made.arrays.part("often"), made.arrays.part("lengths")
    terms = {}
    for term in TERMS:
        passages, codes = made.postings(term)
        terms[term] = passages.tolist(), often[codes].tolist(), lengths[codes].tolist()
    columns = made.columns()
    letters = Places([made])
    return {
        "terms": terms,
        "columns": {
            name: value.tolist() if isinstance(value := getattr(columns, name), np.ndarray) else value
            for name in columns.__slots__
        },
        "places": {term: list(letters.places(term)) for term in TERMS},
        "spans": [letters.span(at) for at in range(made.all)],
        "text": letters.around(0, 0, 10_000),
        "sizes": (made.size, made.terms, made.all, made.held.tolist(), len(made.arrays.part("keys"))),
    }


@given(data=st.data(), cut=CUT, at_once=st.sampled_from([1, 5, 1 << 22]))
def test_what_was_removed_is_not_merged(data: st.DataObject, cut: list[list[Articles]], at_once: int) -> None:
    parts = with_facts(data, cut)
    documents = list(chain(*parts))
    kept = data.draw(st.lists(st.sampled_from(documents), min_size=1, unique_by=lambda one: one.number))
    numbers = sorted(one.number for one in kept)
    made = list(map(segment, parts))
    for one in made:
        one.without(~np.isin(one.numbers, numbers))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(merging, "_AT_ONCE", at_once)
        left = Segment(in_memory(merged(made)))
    assert left.alive is None
    assert found(left) == found(segment([one for one in documents if one.number in numbers]))


@given(CUT)
def test_terms_with_the_same_key_are_merged_each_by_itself(cut: list[list[Articles]]) -> None:
    plain = keys
    with pytest.MonkeyPatch.context() as patch:
        # As bad a first key as there can be: three values for all terms.
        patch.setattr(building, "keys", lambda *one: plain(*one) % 3 if one[-1] == BASES[0] else plain(*one))
        parts = numbered(cut)
        assert told(merged(list(map(segment, parts)))) == told(built(list(chain(*parts))))


def test_more_than_a_hundred_empty_passages_in_one_place_are_merged() -> None:
    parts = [[pond(1, "塘", *[""] * 300, "水")], [pond(2, *[""] * 300), pond(3, "渠")]]
    assert told(merged(list(map(segment, parts)))) == told(built(list(chain(*parts))))


def test_the_letters_of_an_alphabet_of_hundreds_are_merged_with_those_of_a_small_one() -> None:
    many = "".join(map(chr, range(0x4E00, 0x4E00 + 300)))
    for parts in ([[pond(1, "塘")], [pond(2, many)]], [[pond(1, many)], [pond(2, "𠀀 塘")]]):
        assert told(merged(list(map(segment, parts)))) == told(built(list(chain(*parts))))
