"""What a manuscript quotes: words within marks and blocks, with whom it names for them, and how many are too short."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analyzer import solid
from retrieval.answering.claims import Claim
from retrieval.answering.manuscript import SHORTEST, quotations

WORDS = "渠是大家的渠，淤泥要大家来清"


def quoted(*paragraphs: str) -> list[tuple[int, str, Claim | None]]:
    """Paragraph, words and claim of each quotation."""
    found, _ = quotations(paragraphs)
    return [(one.paragraph, one.words, one.claim) for one in found]


@pytest.mark.parametrize(
    "text", [f"“{WORDS}”", f"「{WORDS}」", f"『{WORDS}』", f'"{WORDS}"', f"村里的老话是“{WORDS}”，谁都记得。"]
)
def test_words_within_any_marks_are_a_quotation(text: str) -> None:
    assert quoted(text) == [(1, WORDS, None)]


def test_quotations_come_in_order_with_their_places() -> None:
    paragraphs = ["开头没有引文。", f"有人记得“{WORDS}”，也有人记得“修塘容易守塘难”。", "> 闸板怕烂，人心怕散。"]
    found, _ = quotations(paragraphs)
    assert [one.paragraph for one in found] == [2, 2, 3]
    assert [one.words for one in found] == [WORDS, "修塘容易守塘难", "闸板怕烂，人心怕散。"]
    assert all(paragraphs[one.paragraph - 1][one.start : one.end] == one.words for one in found)


@pytest.mark.parametrize("text", [f"> {WORDS}", f">{WORDS}", f"> > {WORDS}"])
def test_a_block_is_a_quotation_without_its_marks(text: str) -> None:
    assert quoted(text) == [(1, WORDS, None)]


def test_marks_within_a_block_are_no_further_quotation() -> None:
    assert quoted(f"> 老人说，“{WORDS}”，说完就走了。") == [(1, f"老人说，“{WORDS}”，说完就走了。", None)]


def test_nested_marks_are_part_of_the_outer_words() -> None:
    assert [words for _, words, _ in quoted(f"方圩说：“他讲‘{WORDS}’，我信。”")] == [f"他讲‘{WORDS}’，我信。"]


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        (f"方圩说：“{WORDS}。”大家都点头。", Claim("方圩")),
        (f"县委书记覃知远强调，“{WORDS}”。", Claim("县委书记覃知远")),
        (f"《塘坝》写道：“{WORDS}。”", Claim("《塘坝》", "《塘坝》")),
        (f"方圩说：“{WORDS}。", Claim("方圩")),
        (f"“{WORDS}。”石舟这样说过。", Claim("石舟")),
        (f"有人说：“{WORDS}。”", None),
        (f"俗话说，“{WORDS}。”", None),
        (f"黑板上写着“{WORDS}”。", None),
    ],
)
def test_whoever_introduces_words_is_claimed_for_them_and_anybody_is_nobody(text: str, claim: Claim | None) -> None:
    ((_, words, made),) = quoted(text)
    assert (words.rstrip("。"), made) == (WORDS, claim)


def test_of_two_speakers_each_is_claimed_for_their_own_words() -> None:
    assert quoted(f"方圩说：“{WORDS}。”石舟却说：“修塘容易守塘难。”") == [
        (1, f"{WORDS}。", Claim("方圩")),
        (1, "修塘容易守塘难。", Claim("石舟")),
    ]


def test_words_that_go_on_in_the_next_paragraph_keep_their_speaker() -> None:
    assert quoted("方圩说：“渠是大家的渠。", "淤泥要大家来清。”") == [
        (1, "渠是大家的渠。", Claim("方圩")),
        (2, "淤泥要大家来清。", Claim("方圩")),
    ]


@pytest.mark.parametrize(
    ("behind", "claim"),
    [
        ("——方圩", Claim("方圩")),
        ("—— 方圩", Claim("方圩")),
        ("。——方圩《塘坝》", Claim("方圩", "《塘坝》")),
        ("（方圩）", Claim("方圩")),
        ("(方圩)", Claim("方圩")),
        ("（《塘坝》）", Claim("《塘坝》", "《塘坝》")),
        ("（2019年）", None),
        ("（见附件）", None),
        ("（掌声）", None),
        ("——这话不假", None),
    ],
)
def test_a_dash_or_a_bracket_behind_words_names_whose_they_are(behind: str, claim: Claim | None) -> None:
    assert quoted(f"“{WORDS}”{behind}") == [(1, WORDS, claim)]


def test_short_words_in_marks_are_terms_which_are_counted() -> None:
    found, short = quotations(["这叫“清渠日”，也叫“公渠”。", f"后来有了“一库一册”，还有“{WORDS}”。"])
    assert ([one.words for one in found], short) == ([WORDS], 3)


@pytest.mark.parametrize("paragraphs", [[], [""], ["没有引文的段落。"], ["只有一个”右引号。"]])
def test_a_manuscript_without_quotations_has_none(paragraphs: list[str]) -> None:
    assert quotations(paragraphs) == ([], 0)


@given(st.lists(st.text(alphabet='“”‘’「」"（）——>《》：，。 方圩说渠塘修清', max_size=40), max_size=4))
def test_every_quotation_is_a_slice_of_its_paragraph_in_order(paragraphs: list[str]) -> None:
    found, short = quotations(paragraphs)
    assert short >= 0
    for one in found:
        text = paragraphs[one.paragraph - 1]
        assert text[one.start : one.end] == one.words
        assert len(solid(one.words)) >= SHORTEST or text.startswith(">")
    places = [(one.paragraph, one.start) for one in found]
    assert places == sorted(set(places))


@pytest.mark.parametrize(("text", "short"), [(">", 0), ("> ——方圩", 1), ("> “清渠”", 1)])
def test_a_block_of_a_few_letters_is_no_quotation(text: str, short: int) -> None:
    assert quotations([text]) == ([], short)


@pytest.mark.parametrize("text", [f"> “{WORDS}”——方圩", f"> “{WORDS}”（方圩）"])
def test_the_author_behind_a_block_is_claimed_for_it(text: str) -> None:
    ((_, words, claim),) = quoted(text)
    assert (solid(words), claim) == (solid(WORDS), Claim("方圩"))


@pytest.mark.parametrize(("below", "name"), [("> ——石舟", "石舟"), ("> ——……", "方圩"), ("> ——！！", "方圩")])
def test_who_signed_a_block_is_kept_where_the_line_below_it_names_nobody(below: str, name: str) -> None:
    found, _ = quotations([f"> {WORDS}——方圩", below], ["方圩", "石舟"])
    assert found[0].claim == Claim(name)


@pytest.mark.parametrize(("name", "claimed"), [("王星", "王星"), ("王星辰", "王星辰"), ("王星书记", "王星")])
def test_a_known_name_within_a_longer_one_is_not_claimed(name: str, claimed: str) -> None:
    found, _ = quotations([f"{name}当年“{WORDS}”。"], ["王星"])
    assert [one.claim for one in found] == [Claim(claimed)]


def test_of_many_speeches_of_a_paragraph_each_keeps_its_own() -> None:
    text = "".join(f"{name}说：“{WORDS}。”" for name in ("方圩", "石舟") * 20)
    assert [claim and claim.name for _, _, claim in quoted(text)] == ["方圩", "石舟"] * 20


def test_a_pronoun_that_means_nobody_known_claims_nothing() -> None:
    assert quoted(f"他又说，“{WORDS}。”") == [(1, f"{WORDS}。", None)]
