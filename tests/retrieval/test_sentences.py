"""Sentences and clauses end where a careful Chinese typesetter lets them end, and nothing visible is lost."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.records import Span
from retrieval.sentences import clauses, sentences

CASES = Path(__file__).parent.parent / "cases"
BAR = "│"

# Any text at all, and text made mostly of the marks that end, open and close.
MARKS = "。！？；：，、…—·.!?;:,()（）［］[]〔〕《》〈〉“”‘’「」『』\"'｡．％%"
DENSE = st.text(st.sampled_from(MARKS + "甲乙丙丁一二aB12 \n\t\u3000\u00a0"), max_size=40)
TEXTS = st.text(max_size=60) | DENSE


def cases(file: str) -> list[str]:
    lines = (CASES / file).read_text(encoding="utf-8").splitlines()
    return [line.replace("⏎", "\n").replace("␣", " ") for line in lines if line and not line.startswith("#")]


def pieces(case: str) -> list[str]:
    return [piece.strip() for piece in case.split(BAR) if piece.strip()]


def shown(text: str, spans: list[Span]) -> list[str]:
    return [text[start:end] for start, end in spans]


def assert_divides(text: str, spans: list[Span], start: int, end: int) -> None:
    """The spans lie in order between start and end, and nothing but white space lies outside them."""
    at = start
    for low, high in spans:
        assert at <= low < high <= end
        assert not text[at:low].strip()
        assert text[low:high] == text[low:high].strip()
        at = high
    assert not text[at:end].strip()


@pytest.mark.parametrize("case", cases("sentences.txt"))
def test_a_paragraph_falls_into_its_sentences(case: str) -> None:
    text = case.replace(BAR, "")
    assert shown(text, sentences(text)) == pieces(case)


@pytest.mark.parametrize("case", cases("clauses.txt"))
def test_a_stretch_falls_into_its_clauses(case: str) -> None:
    text = case.replace(BAR, "")
    assert shown(text, clauses(text, 0, len(text))) == pieces(case)


@pytest.mark.parametrize("case", cases("clauses.txt"))
def test_clauses_are_given_in_the_offsets_of_the_whole_text(case: str) -> None:
    before, stretch, after = "前文已经说过，这里从略。", case.replace(BAR, ""), "后文还要再说，这里也从略。"
    start = len(before)
    text = before + stretch + after
    assert shown(text, clauses(text, start, start + len(stretch))) == pieces(case)


@pytest.mark.parametrize("text", ["", " ", "\n", "\u3000\u3000", " \t\r\n\u00a0\u3000"])
def test_white_space_alone_has_no_sentence_and_no_clause(text: str) -> None:
    assert sentences(text) == []
    assert clauses(text, 0, len(text)) == []


@given(TEXTS)
@example("”")
@example("（。")
@example("“。” ”")
@example("。 ”")
@example("。\x1c甲")
@example("。\u200b甲")
def test_sentences_divide_the_text_and_leave_out_only_white_space(text: str) -> None:
    assert_divides(text, sentences(text), 0, len(text))


@given(TEXTS)
def test_sentences_joined_are_the_text_without_the_white_space_between_them(text: str) -> None:
    spans = sentences(text)
    bounds = [0, *(place for span in spans for place in span), len(text)]
    outside = [text[low:high] for low, high in zip(bounds[::2], bounds[1::2], strict=True)]
    inside = shown(text, spans)
    assert "".join(inside).split() == "".join(inside).strip().split()
    assert not "".join(outside).strip()
    assert outside[0] + "".join(a + b for a, b in zip(inside, outside[1:], strict=True)) == text


@given(TEXTS)
def test_clauses_divide_the_sentence_they_are_cut_from(text: str) -> None:
    for start, end in sentences(text):
        assert_divides(text, clauses(text, start, end), start, end)


@given(TEXTS, st.data())
def test_clauses_divide_any_stretch(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert_divides(text, clauses(text, start, end), start, end)


@given(
    st.lists(
        st.sampled_from(["会议开幕。", "谁来了？", "快走！", "他说：“好。”", "（掌声很久。）", "「是。」"]), max_size=6
    )
)
def test_whole_sentences_put_side_by_side_stay_whole(whole: list[str]) -> None:
    text = "".join(whole)
    assert shown(text, sentences(text)) == whole


@given(st.lists(st.sampled_from(["会议开幕。", "谁来了？", "快走！", "他说：“好。”", "「是。」"]), max_size=6))
def test_the_end_of_a_sentence_is_the_end_of_a_clause(whole: list[str]) -> None:
    text = "".join(whole)
    ends = {end for _, end in sentences(text)}
    assert ends <= {end for _, end in clauses(text, 0, len(text))}
