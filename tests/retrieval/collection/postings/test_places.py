"""Words are found in the letters of segments exactly where they stand in the letters of their articles."""

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from itertools import accumulate, chain, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.collection.engine import Searchable
from retrieval.collection.postings import places as module
from retrieval.collection.postings.places import Places
from retrieval.collection.postings.segments import Segment
from tests.retrieval.collection.postings.making import Articles, document, numbered, pond, segment

# One of them is beyond 16 bits, one is no Han character.
LETTERS = "塘水𠀀a"
PASSAGE = st.lists(st.text(LETTERS, max_size=5), max_size=2)
CUT = st.lists(
    st.lists(st.lists(st.lists(PASSAGE, max_size=3), min_size=1, max_size=3), min_size=1, max_size=3), max_size=3
)
WANTED = st.text(f"{LETTERS}井", max_size=7)


def without(made: Sequence[Segment], gone: Set[int]) -> None:
    for one in made:
        one.without(np.isin(one.numbers, sorted(gone)))


def places_of(cut: list[list[Articles]], gone: Set[int] = frozenset()) -> Places:
    made = list(map(segment, numbered(cut)))
    without(made, gone)
    return Places(made)


def laid(parts: list[list[Searchable]]) -> list[tuple[int, list[str]]]:
    """Each article with passages, in order: its document's number, and the letters of its passages."""
    return [
        (one.number, [letters for _, _, letters in entry.passages])
        for one in chain(*parts)
        for entry in one.articles
        if entry.passages
    ]


def standing(text: str, wanted: str) -> Iterator[int]:
    """Where letters stand in a text, over each other as well."""
    at = text.find(wanted)
    while wanted and at >= 0:
        yield at
        at = text.find(wanted, at + 1)


def expected(parts: list[list[Searchable]], wanted: str, gone: Set[int]) -> list[int]:
    """Where letters stand: one letter that is none stands before every article."""
    found, base = [], 0
    for number, passages in laid(parts):
        text = "".join(passages)
        if number not in gone:
            found += [base + 1 + at for at in standing(text, wanted)]
        base += 1 + len(text)
    return found


@given(cut=CUT, data=st.data(), wanted=WANTED)
def test_words_are_found_where_they_stand_in_an_article_and_nowhere_else(
    cut: list[list[Articles]], data: st.DataObject, wanted: str
) -> None:
    parts = numbered(cut)
    gone = data.draw(st.sets(st.sampled_from([one.number for one in chain(*parts)]))) if parts else set()
    places = places_of(cut, gone)
    assert list(places.places(wanted)) == expected(parts, wanted, gone)
    assert places.holds(wanted) == bool(expected(parts, wanted, gone))


@given(cut=CUT, data=st.data(), at_once=st.integers(1, 9), looked_up=st.integers(1, 3))
def test_what_stands_somewhere_is_found_however_it_is_looked_up(
    cut: list[list[Articles]], data: st.DataObject, at_once: int, looked_up: int
) -> None:
    texts = ["".join(passages) for _, passages in laid(numbered(cut))]
    text = data.draw(st.sampled_from(texts)) if texts else ""
    start = data.draw(st.integers(0, len(text)))
    wanted = text[start : data.draw(st.integers(start, len(text)))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_AT_ONCE", at_once)
        patch.setattr(module, "_LOOKED_UP", looked_up)
        assert list(places_of(cut).places(wanted)) == expected(numbered(cut), wanted, set())


def test_repeated_letters_stand_wherever_they_begin() -> None:
    places = Places([segment([pond(1, "甲甲甲"), pond(2, "甲 甲", "甲")])])
    assert list(places.places("甲")) == [1, 2, 3, 5, 6, 7]
    assert list(places.places("甲甲")) == [1, 2, 5, 6]
    assert list(places.places("甲甲甲")) == [1, 5]
    assert not places.holds("甲甲甲甲")


def test_long_repetitions_are_found_by_two_pairs_of_them() -> None:
    many = "甲" * 200
    places = Places([segment([pond(1, f"{many}乙{many}"), pond(2, many)])])
    assert list(places.places("甲" * 10)) == [*range(1, 192), *range(202, 393), *range(403, 594)]
    assert list(places.places("甲" * 9 + "乙甲")) == [192]
    assert list(places.places("甲" * 9 + "乙乙")) == []


def test_words_stand_over_the_end_of_a_passage_and_not_of_an_article() -> None:
    places = Places([segment([document(1, [[["开渠"], [], ["引水"]], [["入塘"]]])]), segment([pond(2, "里")])])
    assert list(places.places("渠引")) == [2]
    assert not places.holds("水入")
    assert not places.holds("塘里")


def test_what_is_no_letter_is_found_nowhere() -> None:
    places = Places([segment([pond(1, "塘"), pond(2, "水")])])
    for wanted in ("", "\n", "\n塘", "塘\n水", "\0", "\U0010ffff", "\ud800"):
        assert not places.holds(wanted)
    assert list(Places([]).places("塘")) == []


@given(CUT)
def test_a_place_is_of_the_passage_within_whose_span_it_lies(cut: list[list[Articles]]) -> None:
    places = places_of(cut)
    articles = laid(numbered(cut))
    base = key = 0
    for _, passages in articles:
        bounds = list(accumulate(map(len, passages), initial=base + 1))
        for start, end, letters in zip(bounds[:-1], bounds[1:], passages, strict=True):
            assert places.span(key) == (start, end)
            assert all(places.passage(place) == key for place in range(start, end))
            assert not letters or places.around(start, 0, len(letters)) == letters
            key += 1
        base = bounds[-1]


@given(cut=CUT, data=st.data(), before=st.integers(0, 9), after=st.integers(0, 9))
def test_what_is_around_a_place_is_of_its_segment_alone(
    cut: list[list[Articles]], data: st.DataObject, before: int, after: int
) -> None:
    texts = ["".join("\n" + "".join(letters) for _, letters in laid([part])) for part in numbered(cut)]
    if not any(texts):
        return
    place = data.draw(st.integers(0, sum(map(len, texts)) - 1))
    base = 0
    for text in texts:
        if base <= place < base + len(text):
            own = place - base
            assert places_of(cut).around(place, before, after) == text[max(0, own - before) : own + after]
        base += len(text)


def between(parts: list[list[Searchable]], left: str, right: str) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for _, passages in laid(parts):
        text = "".join(passages)
        for at, char in enumerate(text):
            if char != "a" and text[:at].endswith(left) and text.startswith(right, at + 1):
                counts[char] += 1
    return dict(counts)


SIDE = st.text(LETTERS, max_size=3)
SIDES = st.tuples(SIDE, SIDE).filter(any)


@given(cut=CUT, sides=SIDES)
def test_the_characters_between_two_sides_are_counted(cut: list[list[Articles]], sides: tuple[str, str]) -> None:
    assert places_of(cut).between(*sides, 1000) == between(numbered(cut), *sides)


@pytest.mark.parametrize(
    ("text", "left", "right"), [("塘塘", "塘", "塘"), ("塘塘水", "塘塘", "水"), ("水塘水", "水塘", "塘水")]
)
def test_no_character_stands_between_where_the_right_side_follows_the_left(text: str, left: str, right: str) -> None:
    assert Places([segment([pond(1, text)])]).between(left, right, 9) == {}


def test_so_many_characters_are_counted_as_are_asked_for() -> None:
    places = Places([segment([pond(1, "引水入塘 引水入渠 引水出塘")]), segment([pond(2, "引水过塘")])])
    assert places.between("引水", "", 2) == {"入": 2}
    assert places.between("引水", "塘", 9) == {"入": 1, "出": 1, "过": 1}
    assert places.between("水", "塘", 2) == {"入": 1, "出": 1}
    assert places.between("", "塘", 9) == {"入": 1, "出": 1, "过": 1}


@given(cut=CUT, gone=st.sets(st.integers(1, 9)))
def test_the_rarer_a_letter_is_the_more_it_says(cut: list[list[Articles]], gone: set[int]) -> None:
    places = places_of(cut, gone)
    often = Counter(chain(*(chain(*passages) for _, passages in laid(numbered(cut)))))
    letters = sorted([*LETTERS, "井"], key=lambda letter: often[letter])
    said = [places.says(letter) for letter in letters]
    assert said == sorted(said, reverse=True)
    assert [one == other for one, other in pairwise(said)] == [
        often[one] == often[other] for one, other in pairwise(letters)
    ]
    assert said[-1] >= 0


def test_a_letter_says_the_bits_of_its_share() -> None:
    """Of fourteen letters, and one that is none before each of two articles."""
    places = Places([segment([pond(1, "塘" * 6 + "水")]), segment([pond(2, "塘" * 6 + "渠")])])
    assert places.says("井") == pytest.approx(np.log2(17 / 0.5))
    assert places.says("水") == places.says("渠") == pytest.approx(np.log2(17 / 1.5))
    assert places.says("塘") == pytest.approx(np.log2(17 / 12.5))
