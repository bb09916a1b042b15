"""Whose words they are: cases of many registers, and what holds for any text."""

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.analyzer import fold
from retrieval.speech.introductions import may_be_indirect
from retrieval.speech.marks import DEEPEST, has_marks, marked
from retrieval.speech.speakers import speaker_at, speeches

CASES = Path(__file__).parents[2] / "cases" / "speakers"
ALL = [json.loads(line) for path in sorted(CASES.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
PIECES = [
    *'“”‘’「」『』"＂，。：；！？《》（）·的在对说曰云道我他要\n ',
    *"周岚书记 指出 强调， 提出的 说： 报告 会议要求， 他说 《条例》规定， 实施 战略 人们常 abc 123".split(),
]


def _asked(texts: list[str], words: str) -> str | None:
    number = next(number for number, text in enumerate(texts) if words in text)
    start = texts[number].index(words)
    speech = speaker_at(texts, number, (start, start + len(words)))
    return speech.speaker if speech else None


@pytest.mark.parametrize("case", ALL, ids=lambda case: case["words"])
def test_words_are_whose_they_are_introduced_as(case: dict[str, object]) -> None:
    assert _asked(case["texts"], case["words"]) == case["speaker"]  # type: ignore[arg-type]


@pytest.mark.parametrize("verb", ["指出", "强调", "说", "表示", "曾写道", "又反复叮嘱道", "多次深刻指出", "坦言"])
@pytest.mark.parametrize("point", ["，", "：", "", "，要", ":"])
def test_a_verb_of_speech_introduces_whatever_stands_around_it(verb: str, point: str) -> None:
    assert _asked([f"陶一鸣{verb}{point}“把水引到山上去，一年不成就两年”。"], "把水引到山上去") == "陶一鸣"


@pytest.mark.parametrize("pair", ["“”", "‘’", "「」", "『』", '""', "＂＂"])
def test_marks_of_all_kinds_hold_speech(pair: str) -> None:
    text = f"陶一鸣说：{pair[0]}山高不怕，怕的是路断了。{pair[1]}众人点头。"
    assert _asked([text], "怕的是路断了") == "陶一鸣"
    assert _asked([text], "众人点头") is None


def test_the_speaker_keeps_the_script_of_the_text() -> None:
    assert _asked(["校長羅靜儀說：「孩子們先學會提問，再學會回答。」"], "再學會回答") == "校長羅靜儀"


def test_marks_that_show_the_speaker_are_surer_than_speech_without_them() -> None:
    quoted = speeches(["陶一鸣指出：“路要一米一米地修。”"])
    told = speeches(["陶一鸣指出，路要一米一米地修。"])
    assert [one.confidence for one in quoted] == [1.0]
    assert [one.confidence for one in told] == [0.6]


def test_an_inner_speech_is_the_inner_speakers_and_the_rest_the_outers() -> None:
    text = "罗静仪说：“我父亲常说，‘米缸空了人不能空’，这话我记了一辈子。”"
    assert _asked([text], "米缸空了人不能空") == "我父亲"
    assert _asked([text], "这话我记了一辈子") == "罗静仪"


def test_a_mark_closed_a_paragraph_later_keeps_its_speaker() -> None:
    texts = ["罗静仪说：“先修路。", "再修渠，最后修学校。”散会。"]
    assert _asked(texts, "最后修学校") == "罗静仪"
    assert _asked(texts, "散会") is None


def test_a_mark_never_closed_ends_with_its_sentence_and_is_less_sure() -> None:
    texts = ["罗静仪说：“先修路再修渠。村里当天就开了工。"]
    speech = speaker_at(texts, 0, (6, 11))
    assert speech is not None
    assert speech.confidence < 1
    assert _asked(texts, "村里当天就开了工") is None


def test_two_speeches_of_one_speaker_make_words_across_both_the_speakers() -> None:
    text = "会议指出：“稻田要保住。”“湖水要变清。”"
    speech = speaker_at([text], 0, (6, len(text) - 1))
    assert speech is not None
    assert speech.speaker == "会议"


def test_words_of_the_author_around_a_short_speech_stay_the_authors() -> None:
    text = "罗静仪说：“好啊。”于是全村人扛着锄头往山上走，走了整整一个上午。"
    assert speaker_at([text], 0, (0, len(text))) is None


def test_no_letters_have_no_speaker() -> None:
    assert speaker_at(["罗静仪说：“好啊。”"], 0, (5, 5)) is None
    assert speaker_at([""], 0, (0, 0)) is None


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=60), max_size=4))
@settings(max_examples=300, deadline=None)
def test_speeches_lie_within_their_paragraphs(texts: list[str]) -> None:
    for speech in speeches(texts):
        assert 0 <= speech.start <= speech.end <= len(texts[speech.paragraph])
        assert speech.speaker.strip()
        assert 0 < speech.confidence <= 1
    for number, text in enumerate(texts):
        speaker_at(texts, number, (0, len(text)))


@given(st.lists(st.lists(st.sampled_from([*'“”‘’「」"。a\n']), max_size=40).map("".join), max_size=4))
@settings(max_examples=300, deadline=None)
def test_marks_nest_and_never_cross(texts: list[str]) -> None:
    marks = marked(texts)
    for mark in marks:
        assert 0 <= mark.start <= mark.end <= len(texts[mark.paragraph])
        assert mark.depth < DEEPEST
    for one in marks:
        for other in marks:
            if one.paragraph == other.paragraph and one.start < other.start < one.end:
                assert other.end <= one.end


@pytest.mark.parametrize(
    "piece", ["“", "”", '"', "“‘", "说：“", "“说”", "周岚说，", "指出，", "，“", "《", "的", "“。"]
)
def test_the_work_grows_no_faster_than_the_text(piece: str) -> None:
    half, whole = (_calls((piece * length)[:length]) for length in (2000, 4000))
    assert whole <= 2.5 * half + 500


def _calls(text: str) -> int:
    """How many functions are called to read a text once it has been folded and every table is filled."""
    texts = [text, text]
    speeches(texts)
    count = 0

    def counted(*_: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(counted)
    try:
        speeches(texts)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("form", ["{}说：“{}”", "{}指出，“{}”", "“{1}”{0}说。", "{0}说：“好啊。”“{1}”"])
@pytest.mark.parametrize(("speaker", "sure"), [("陶一鸣", True), ("月亮湾", False), ("海峰楼", False)])
def test_who_only_may_be_a_speaker_is_less_sure(form: str, speaker: str, sure: bool) -> None:
    words = "把水引到山上去，一年不成就两年。"
    text = form.format(speaker, words)
    speech = speaker_at([text], 0, (text.index(words), text.index(words) + len(words)))
    assert speech is not None
    assert speech.speaker == speaker
    assert (speech.confidence >= 0.9) is sure


def test_nobody_is_looked_for_far_before_a_pronoun() -> None:
    near, far = (f"陶一鸣{'早早' * count}来了，他说：“路要修。”" for count in (2, 400))
    assert [one.speaker for one in speeches([near])] == ["陶一鸣"]
    assert [one.speaker for one in speeches([far])] == ["他"]


# Paragraphs in which nobody can be quoted are not read with those around them.
FEW_PIECES = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)


@given(st.lists(FEW_PIECES, min_size=1, max_size=5), st.data())
def test_where_neither_marks_nor_verbs_are_nobody_is_quoted(texts: list[str], data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(texts) - 1))
    if not any(map(has_marks, texts[: number + 1])) and not may_be_indirect(fold(texts[number])):
        assert not [speech for speech in speeches(texts) if speech.paragraph == number]


def test_marks_are_seen_whatever_they_are_before_folding() -> None:
    every = [chr(code) for code in range(0x10000) if not 0xD800 <= code <= 0xDFFF]
    folded = fold("\n".join(every))[::2]
    assert [char for char, one in zip(every, folded, strict=True) if has_marks(one)] == list(filter(has_marks, every))
