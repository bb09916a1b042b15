"""Words find themselves again: exactly where they stand, nearly where they were altered, else not at all."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from retrieval.analyzer import solid
from retrieval.anchoring import CONTEXT, LOST, Anchor, Found, anchor, anchored

BEFORE = "渡口的石阶一共二十四级，涨水时只露出上面六级。"
WORDS = "摆渡的船每天开八趟，天黑以后不再开船。"
AFTER = "船票一直是两角钱，学生上学不用买票。"
TEXT = BEFORE + WORDS + AFTER
SPAN = (len(BEFORE), len(BEFORE) + len(WORDS))
ANCHOR = anchor(TEXT, SPAN)

# Few letters, so that pieces repeat, and marks that are put aside when comparing.
_ALPHABET = "渡口石阶船票学生天黑开水甲乙丙丁A1，。“”（）\n 　#*"
_LOOSE = st.text(_ALPHABET, max_size=120)


def words_at(found: Found, text: str) -> list[str]:
    return [text[start:end] for start, end in found.spans]


def test_an_anchor_has_32_characters_of_either_side() -> None:
    text = "前" * 40 + "中" + "后" * 40
    assert anchor(text, (40, 41)) == Anchor("中", "前" * CONTEXT, "后" * CONTEXT)
    assert anchor("中后", (0, 1)) == Anchor("中", "", "后")


@given(_LOOSE, st.text(_ALPHABET, min_size=1, max_size=40), _LOOSE)
def test_unique_words_find_themselves_exactly_in_their_own_text(before: str, words: str, after: str) -> None:
    text = before + words + after
    assume(solid(words) and solid(text).count(solid(words)) == 1)
    own = _without_outer_space(len(before), words)
    assert anchored(anchor(text, own), text) == Found((own,), same=True)


@given(_LOOSE, _LOOSE, _LOOSE, _LOOSE)
def test_unique_words_find_themselves_exactly_whatever_is_edited_elsewhere(
    before: str, after: str, new_before: str, new_after: str
) -> None:
    assume(all(solid(WORDS) not in solid(text) for text in (before, after, new_before, new_after)))
    wanted = anchor(before + WORDS + after, (len(before), len(before) + len(WORDS)))
    text = new_before + WORDS + new_after
    assert anchored(wanted, text) == Found(((len(new_before), len(new_before) + len(WORDS)),), same=True)


def _without_outer_space(start: int, words: str) -> tuple[int, int]:
    left = len(words) - len(words.lstrip())
    return start + left, start + left + len(words.strip())


@pytest.mark.parametrize(
    "written",
    [
        "摆渡的船每天开八趟,天黑以后不再开船.",
        "擺渡的船每天開八趟，天黑以後不再開船。",
        "摆渡的船\n每天开八趟， 天黑以后不再开船。",
        "摆渡的船每天开八趟——天黑以后，不再开船！",
    ],
)
def test_punctuation_width_script_and_white_space_alter_nothing(written: str) -> None:
    text = "新加的一句。" + BEFORE + written + AFTER
    found = anchored(ANCHOR, text)
    assert found.same
    assert words_at(found, text) == [written]


def test_of_several_places_the_one_with_the_same_neighbours_is_meant() -> None:
    text = f"河西的说法不同。{WORDS}河西是这样说的。" + TEXT
    assert anchored(ANCHOR, text) == Found(((text.rindex(WORDS), text.rindex(WORDS) + len(WORDS)),), same=True)


def test_places_that_nothing_tells_apart_are_all_named() -> None:
    text = TEXT + "\n" + TEXT
    assert words_at(anchored(ANCHOR, text), text) == [WORDS, WORDS]


@pytest.mark.parametrize(
    "written",
    [
        "摆渡的船每天开九趟，天黑以后不再开船。",
        "摆渡的船每天开八趟，下雾、天黑以后不再开船。",
        "摆渡的船开八趟，天黑以后不开船。",
        "旧摆渡船每天开八趟，天黑了就不再开船。",
    ],
)
def test_altered_words_are_found_whole_and_called_altered(written: str) -> None:
    text = "新加的一句。" + BEFORE + written + AFTER
    found = anchored(ANCHOR, text)
    assert not found.same
    assert words_at(found, text) == [written]


def test_words_altered_much_are_found_between_their_neighbours_only() -> None:
    written = "渡船每天开十二趟，天黑以后也开船到九点。"
    assert words_at(anchored(ANCHOR, BEFORE + written + AFTER), BEFORE + written + AFTER) == [written]
    assert anchored(ANCHOR, "码头另有规定。" + written + "以告示为准。") == LOST


@pytest.mark.parametrize("text", ["", "\n", BEFORE + AFTER, "山上的茶园今年又扩了一片，采茶的人从邻村来。"])
def test_words_that_are_gone_are_lost(text: str) -> None:
    assert anchored(ANCHOR, text) == LOST


@given(st.text(_ALPHABET, max_size=60), st.text(_ALPHABET, max_size=60), st.text(_ALPHABET, max_size=200))
def test_every_place_found_is_a_stretch_of_the_text_with_something_in_it(words: str, around: str, text: str) -> None:
    for start, end in anchored(Anchor(words, around, around), text).spans:
        assert 0 <= start < end <= len(text)
        assert solid(text[start:end])


def test_marks_alone_are_no_words() -> None:
    assert anchored(Anchor("——", BEFORE, AFTER), BEFORE + "——" + AFTER) == LOST
