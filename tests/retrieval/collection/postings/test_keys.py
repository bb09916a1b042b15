"""A key is the same however it is worked out, and different terms have different ones."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retrieval.collection.postings.keys import BASES, key, keys

TERMS = st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=20)


@given(TERMS)
def test_keys_of_a_text_are_those_of_its_terms_one_by_one(terms: list[str]) -> None:
    text = np.frombuffer("".join(terms).encode("utf-32-le", "surrogatepass"), np.uint32)
    stops = np.cumsum([len(term) for term in terms])
    starts = np.concatenate([[0], stops[:-1]])
    for base in BASES:
        assert keys(text, starts, stops, base).tolist() == [key(term, base) for term in terms]


@given(st.sets(st.text(st.characters(min_codepoint=0x21), max_size=12), min_size=2))
def test_different_terms_have_different_keys(terms: set[str]) -> None:
    for base in BASES:
        assert len({key(term, base) for term in terms}) == len(terms)


def test_all_pairs_of_common_characters_have_different_keys() -> None:
    characters = [chr(point) for point in range(0x4E00, 0x4E00 + 300)]
    pairs = [one + other for one in characters for other in characters]
    for base in BASES:
        assert len({key(pair, base) for pair in [*characters, *pairs]}) == len(pairs) + len(characters)
