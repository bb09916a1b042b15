"""Every quote shown is its source's slice, by whatever way it is shown, and there is no way beside the door."""

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.quoted import (
    checked,
    json_line,
    page_quote,
    partly,
    plain,
    plain_quote,
    preview,
    telegram_quote,
    terminal_quote,
    words_id,
)
from bot.rendering import shown_quotes
from bot.screens.answers import compared, related
from bot.screens.citing import FOR_PROGRAMS, citation
from bot.screens.inline import offered
from bot.screens.reading import Stretch, reading
from bot.terminal.printing import answer_json, console, print_answer
from bot.terminal.report import Miss, html_report
from bot.wording.choice import LANGUAGES
from bot.wording.wording import Wording
from retrieval.answering.browsing import Entry, Window
from retrieval.answering.resolving import Resolved, Status
from retrieval.collection.library import Edition
from retrieval.errors import BrokenQuote
from retrieval.evaluation.figures import judge
from retrieval.evaluation.questions import Expectation
from retrieval.records import Answer, Check, Citation, Quote
from tests.bot.drawing import FILE, Drawn, answers, quotes
from tests.bot.reading_back import ASIDE, BAR, barred, quotations, screened, slices
from tests.bot.reading_back import PLACE as HERE
from tests.botapi.markup import parse_html, utf16_length

several = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])

ROOT = Path(__file__).resolve().parents[2]
WORDS = LANGUAGES["zh-hans"]
WORDINGS = st.sampled_from(list(LANGUAGES.values()))
TEXT = "石桥闸每年清淤两次，由沿渠三村轮流出工。"
PLACE = Citation(
    id="abc234-3-20",
    author="俞稼",
    position=None,
    title="清淤记",
    publication=None,
    issue=None,
    column=None,
    date=None,
    section=(),
    speaker=None,
    also=(),
    file=FILE,
    page=None,
    paragraph=1,
    start=3,
    end=3 + len(TEXT),
    spans=((3, 3 + len(TEXT)),),
)
QUOTE = Quote(TEXT, ((0, 3), (5, 9)), TEXT, 1.0, None, (), PLACE)
OTHER = replace(QUOTE, text="石桥闸", highlights=(), citation=replace(PLACE, end=6, spans=((3, 6),)))
SOURCES = {FILE: f"又记：{TEXT}完"}
FORGED = "</blockquote><blockquote>石桥闸从不清淤</blockquote>"


def answered(*found: Quote, **changes: Any) -> Answer:
    return replace(Answer("石桥闸几时清淤", "question", True, None, 0.1, found), **changes)


def printed(answer: Answer, sources: dict[str, str]) -> str:
    out = console()
    out.file = io.StringIO()
    print_answer(answer, sources, out, WORDS)
    return out.file.getvalue()


def page(answer: Answer, sources: dict[str, str]) -> str:
    judged = judge(Expectation(1, answer.question, ("无此语",)), answer)
    return html_report("", [], [Miss(judged, sources)], WORDS)


def window(answer: Answer, sources: dict[str, str]) -> tuple[Window, Stretch]:
    """The quotes as runs of an article that is read."""
    file = answer.quotes[0].citation.file
    entry = Entry("abc234", file, 1, "清淤记", "俞稼", None, None, None, None, len(answer.quotes))
    shown = Window(entry, len(answer.quotes), 0, answer.quotes, sources.get(file, ""))
    return shown, Stretch("abc234", 1, 0, 9)


def found(answer: Answer, sources: dict[str, str]) -> Resolved:
    """The first quote as what an id stands for."""
    quote = answer.quotes[0]
    edition = Edition("abc234", quote.citation.file, "", sources.get(quote.citation.file, ""), ())
    return Resolved(quote.citation.id, Status.CURRENT, quote, edition)


def unanswered(answer: Answer) -> Answer:
    return replace(answer, found=False, quotes=(), nearest=answer.quotes)


WAYS: dict[str, Callable[[Answer, dict[str, str]], object]] = {
    "answer": lambda answer, sources: screened(answer, sources, WORDS),
    "related": lambda answer, sources: related(unanswered(answer), sources, HERE, WORDS),
    "compare": lambda answer, sources: compared(answer, sources, HERE, WORDS),
    "reading": lambda answer, sources: reading(*window(answer, sources), WORDS),
    "citation": lambda answer, sources: citation(found(answer, sources), WORDS),
    "citation for programs": lambda answer, sources: citation(found(answer, sources), WORDS, FOR_PROGRAMS),
    "inline": lambda answer, sources: offered(answer, sources, "yinju_bot", WORDS, 0),
    "terminal": printed,
    "json": answer_json,
    "json, as a check": lambda answer, sources: answer_json(
        replace(answer, quotes=(), checks=(Check(0, 4, "渠水", "exact", answer.quotes[0]),)), sources
    ),
    "page": page,
    "a message that is finished": lambda answer, sources: checked(
        screened(answered(QUOTE), SOURCES, WORDS).parts, answer.quotes, sources
    ),
    "a message without markup": lambda answer, sources: plain(
        screened(answered(QUOTE), SOURCES, WORDS).parts, answer.quotes, sources
    ),
}


# What comes out is the source's


@several
@given(answers(), WORDINGS)
def test_without_markup_every_quotation_is_one_line_behind_a_bar(
    drawn: tuple[Answer, dict[str, str]], wording: Wording
) -> None:
    answer, sources = drawn
    lines = barred(screened(answer, sources, wording).plain())
    wanted = [slices(quote, sources[quote.citation.file]) for quote in shown_quotes(answer)]
    assert [ASIDE.sub("", line) for line in lines] == wanted


@several
@given(answers())
def test_every_quotation_of_the_json_is_what_stands_at_its_own_spans(drawn: tuple[Answer, dict[str, str]]) -> None:
    answer, sources = drawn
    line = json_line(answer, sources)
    found = json.loads(line)
    shown = [*found["quotes"], *found["nearest"], *(one["quote"] for one in found["checks"] if one["quote"])]
    checks = [check for check in answer.checks if check.quote]
    assert "\n" not in line
    assert len(shown) == len([*answer.quotes, *answer.nearest, *checks])
    for one in shown:
        source = sources[one["citation"]["file"]]
        stretches = (source[start:end] for start, end in one["citation"]["spans"])
        assert ASIDE.sub("", one["text"]) == ASIDE.sub("", "".join(stretches))


@several
@given(quotes())
def test_a_terminal_gets_one_line_that_cannot_steer_it_and_is_otherwise_the_quotation(drawn: Drawn) -> None:
    line = "".join(text for text, _ in terminal_quote(drawn.quote, {FILE: drawn.source}))
    assert len(line) == len(drawn.quote.text)
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", line)
    for shown, char in zip(line, drawn.quote.text, strict=True):
        assert shown == char or (shown == " " and char.isspace()) or (shown == "\ufffd" and not char.isprintable())


@several
@given(quotes())
def test_a_page_gets_one_block_quotation_without_control_characters(drawn: Drawn) -> None:
    made = page_quote(drawn.quote, {FILE: drawn.source})
    assert re.findall(r"</?blockquote>", made) == ["<blockquote>", "</blockquote>"]
    assert set(re.findall(r"<[^>]*>", made)) <= {"<blockquote>", "</blockquote>", "<b>", "</b>"}
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", made)


@several
@given(quotes())
def test_words_to_be_copied_are_one_line_and_otherwise_the_quotation(drawn: Drawn) -> None:
    line = plain_quote(drawn.quote, {FILE: drawn.source})
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", line)
    shown, words = "".join(line.split()), "".join(drawn.quote.text.split())
    assert len(shown) == len(words)
    assert all(
        here == there or (here == "\ufffd" and not there.isprintable())
        for here, there in zip(shown, words, strict=True)
    )


@several
@given(quotes())
def test_the_id_of_the_highlighted_words_is_their_place_in_the_source(drawn: Drawn) -> None:
    id = words_id(drawn.quote, {FILE: drawn.source})
    document, start, length = id.split("-")
    text = drawn.quote.text
    # What is blank alone is not shown as highlighted.
    shown = sorted((low, high) for low, high in drawn.quote.highlights if text[low:high].strip())
    if not shown:
        assert id == drawn.quote.citation.id
        return
    words = text[shown[0][0] : max(high for _, high in shown)]
    standing = drawn.source[int(start) : int(start) + int(length)]
    assert document == drawn.quote.citation.id.split("-")[0]
    # What the source has between the spans of a quote is no part of it, but stands between the ends.
    assert standing[0] == words.lstrip()[0]
    assert standing[-1] == words.rstrip()[-1]


def test_only_of_what_was_found_may_the_bold_words_be_a_part() -> None:
    part = replace(QUOTE, highlights=((0, 5),))
    assert partly(part)
    assert not partly(replace(part, match="exact"))
    assert not partly(replace(part, highlights=((0, len(TEXT)),)))
    assert not partly(replace(part, highlights=()))


@several
@given(quotes(), st.integers(5, 90))
def test_a_preview_is_a_piece_of_the_quotation_with_the_first_answering_word_in_it(drawn: Drawn, longest: int) -> None:
    text = "".join(text for text, _ in terminal_quote(drawn.quote, {FILE: drawn.source}))
    shown = preview(drawn.quote, {FILE: drawn.source}, longest)
    if len(text) <= longest:
        assert shown == text
        return
    cut_before, cut_behind = not text.startswith(shown[:-1]), not text.endswith(shown[1:])
    piece = shown[cut_before : len(shown) - cut_behind]
    assert len(shown) == longest
    assert piece in text
    assert shown == "…" * cut_before + piece + "…" * cut_behind
    first = drawn.quote.highlights[0][0] if drawn.quote.highlights else 0
    assert text[first] in piece


@pytest.mark.parametrize(
    "kept", ["👨\u200d👩\u200d👧", "🇨🇳", "❤\ufe0f", "\U00031350", "e\u0301", "\u3000", "\ue000", "\ufeff"]
)
def test_characters_that_only_look_strange_are_left_as_they_are_in_a_terminal(kept: str) -> None:
    quote = replace(QUOTE, text=f"渠{kept}", highlights=(), citation=replace(PLACE, spans=((0, 1 + len(kept)),)))
    assert terminal_quote(quote, {FILE: f"渠{kept}"}) == [(f"渠{kept}", False)]


# What differs is held back, by every way


CHANGED: dict[str, tuple[Quote, dict[str, str]]] = {
    "a character of the text": (replace(QUOTE, text=TEXT.replace("三", "两")), SOURCES),
    "a character too many": (replace(QUOTE, text=TEXT + "水"), SOURCES),
    "a character too few": (replace(QUOTE, text=TEXT[:-1], highlights=()), SOURCES),
    "a character of the source": (QUOTE, {FILE: SOURCES[FILE].replace("三", "两")}),
    "a source that is not there": (QUOTE, {}),
    "another source": (replace(QUOTE, citation=replace(PLACE, file="别的.txt")), {**SOURCES, "别的.txt": "别的"}),
    "a span too early": (replace(QUOTE, citation=replace(PLACE, spans=((2, 22),))), SOURCES),
    "a span too long": (replace(QUOTE, citation=replace(PLACE, spans=((3, 24),))), SOURCES),
    "spans out of order": (replace(QUOTE, citation=replace(PLACE, spans=((9, 23), (3, 9)))), SOURCES),
    "no span": (replace(QUOTE, citation=replace(PLACE, spans=())), SOURCES),
    "a highlight outside": (replace(QUOTE, highlights=((0, len(TEXT) + 1),)), SOURCES),
    "a highlight of nothing": (replace(QUOTE, highlights=((2, 2),)), SOURCES),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_is_as_it_should_be_passes(way: str) -> None:
    assert WAYS[way](answered(QUOTE), SOURCES) != []


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("change", CHANGED)
def test_what_is_no_slice_of_its_source_is_held_back_by_every_way(change: str, way: str) -> None:
    quote, sources = CHANGED[change]
    with pytest.raises(BrokenQuote):
        WAYS[way](answered(quote), sources)


def preview_of(quote: Quote, sources: dict[str, str]) -> str:
    return preview(quote, sources, 80)


@pytest.mark.parametrize("make", [telegram_quote, page_quote, terminal_quote, plain_quote, preview_of])
def test_a_quotation_alone_is_held_back_too(make: Callable[[Quote, dict[str, str]], object]) -> None:
    with pytest.raises(BrokenQuote):
        make(replace(QUOTE, text=TEXT + "水"), SOURCES)


def test_offsets_of_the_json_that_are_not_the_spans_are_held_back() -> None:
    with pytest.raises(BrokenQuote):
        answer_json(answered(replace(QUOTE, citation=replace(PLACE, start=0))), SOURCES)


# The finished messages


@pytest.fixture
def part() -> str:
    (made,) = screened(answered(QUOTE, OTHER), SOURCES, WORDS).parts
    return made


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("三村", "两村"),
        ("三村", "三村村"),
        ("出工。", "出工"),
        ("每年", "每 年"),
        ("<b>石桥闸</b>", "石桥闸"),
        ("<b>石桥闸</b>每", "<b>石桥闸每</b>"),
        ("</blockquote>", ""),
        ("</b>", ""),
        ("<blockquote>", "<blockquote expandable='expandable'>"),
        ("<blockquote>", "<blockquote expandable cite>"),
        ("<blockquote>", "<blockquote><blockquote>"),
        ("<b>", "<b class='x'>"),
        ("<b>", "<i>"),
        ("轮流", "<s>轮流</s>"),
        ("轮流", "<u>轮流</u>"),
        ("轮流", "<code>轮流</code>"),
        ("轮流", "轮流<!-- -->"),
        ("轮流", "轮流<br/>"),
        ("轮流", "轮流<b/>"),
        ("轮流", "轮&#27969;<?x>"),
        ("轮流", "轮流<!DOCTYPE x>"),
        ("轮流", "轮流<![CDA["),
        ("轮流", "轮流&amp;"),
        ("<blockquote>石桥闸</blockquote>", ""),
        ("<blockquote>石桥闸</blockquote>", "<blockquote>石桥闸</blockquote>" * 2),
        ("<blockquote>石桥闸</blockquote>", "石桥闸"),
        ("，第1段", "，第1段" + FORGED.removeprefix("</blockquote>")),
        ("，第1段", "，第1段" + "渠" * 4096),
    ],
)
def test_a_finished_message_whose_quotations_are_not_whole_is_held_back(part: str, old: str, new: str) -> None:
    assert old in part
    assert checked([part], [QUOTE, OTHER], SOURCES) == [part]
    with pytest.raises(BrokenQuote):
        checked([part.replace(old, new, 1)], [QUOTE, OTHER], SOURCES)


def test_a_quotation_to_be_opened_by_a_tap_is_a_quotation_like_others(part: str) -> None:
    folded = part.replace("<blockquote>", "<blockquote expandable>")
    assert checked([folded], [QUOTE, OTHER], SOURCES) == [folded]
    assert telegram_quote(QUOTE, SOURCES, folded=True) in folded
    with pytest.raises(BrokenQuote):
        checked([folded.replace("三村", "两村")], [QUOTE, OTHER], SOURCES)


def test_quotations_in_another_order_are_held_back(part: str) -> None:
    for make in (checked, plain):
        with pytest.raises(BrokenQuote):
            make([part], [OTHER, QUOTE], SOURCES)


@pytest.mark.parametrize("parts", [[""], [" \n"], ["<b></b>"]])
def test_an_empty_message_is_held_back(parts: list[str]) -> None:
    with pytest.raises(BrokenQuote):
        checked(parts, [], SOURCES)


def test_a_quotation_parted_between_messages_is_held_back(part: str) -> None:
    cut = part.replace("轮流", "</blockquote>\n\n<blockquote>轮流").split("\n\n")
    with pytest.raises(BrokenQuote):
        checked(cut, [QUOTE, OTHER], SOURCES)


@pytest.mark.parametrize("length", [200, 1400, 1990, 2000])
def test_what_is_said_of_a_quotation_yields_to_it_where_a_message_has_no_room_for_both(length: int) -> None:
    wide = "𠀀" * length
    place = replace(PLACE, spans=((0, length),), author="😀" * 900, title="😀" * 900)
    answer = answered(replace(QUOTE, text=wide, highlights=((0, length),), citation=place))
    parts = screened(answer, {FILE: wide}, WORDS).parts
    assert quotations(parts) == [wide]
    assert all(utf16_length(parse_html(one)[0]) <= 4096 for one in parts)


def test_a_quotation_that_no_message_holds_is_held_back_and_never_cut() -> None:
    wide = "𠀀" * 2049
    answer = answered(replace(QUOTE, text=wide, highlights=(), citation=replace(PLACE, spans=((0, 2049),))))
    with pytest.raises(BrokenQuote):
        screened(answer, {FILE: wide}, WORDS)


# What people typed


def forged() -> Answer:
    difference = {"op": "replace", "given": FORGED, "source": FORGED}
    places = ({"id": "x", "author": FORGED, "title": FORGED + "\n▎石桥闸", "date": None, "file": "x"},)
    citation = replace(PLACE, author=FORGED, position=FORGED, title=f"{FORGED}\n▎石桥闸从不清淤", also=places)
    quote = replace(QUOTE, match="near", differences=(difference,) * 3, citation=citation)
    return answered(quote, question=FORGED, mode="quotation", corrections=((FORGED, FORGED),), claimed=FORGED)


@pytest.mark.parametrize("wording", LANGUAGES.values())
def test_words_that_were_typed_or_printed_elsewhere_cannot_pass_for_a_quotation(wording: Wording) -> None:
    answer = forged()
    for made in (
        screened(answer, SOURCES, wording),
        related(unanswered(answer), SOURCES, HERE, wording),
        compared(answer, SOURCES, HERE, wording),
        reading(*window(answer, SOURCES), wording),
        citation(found(answer, SOURCES), wording),
        citation(found(answer, SOURCES), wording, FOR_PROGRAMS),
    ):
        assert quotations(made.parts) == [TEXT]
        assert FORGED[:13] in "".join(parse_html(one)[0] for one in made.parts)
        assert barred(made.plain()) == [TEXT]
        assert "".join(made.plain()).count(BAR) == 1


def test_on_a_page_they_cannot_either() -> None:
    class Blockquotes(HTMLParser):
        count = 0

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.count += tag == "blockquote"

    read = Blockquotes()
    read.feed(page(forged(), SOURCES))
    assert read.count == 1


def test_a_bar_that_was_typed_or_printed_is_none_where_it_would_mean_a_quotation() -> None:
    echoed = answered(QUOTE, corrections=(("石桥闸\n▎石桥闸从不清淤", "x"),))
    assert barred(screened(echoed, SOURCES, WORDS).plain()) == [TEXT]
    named = replace(QUOTE, citation=replace(PLACE, author="▎俞稼", title="▎石桥闸从不清淤"))
    assert barred(reading(*window(answered(named), SOURCES), WORDS).plain()) == [TEXT]


# By the thousand


@pytest.mark.slow
def test_answers_made_at_random_are_shown_as_their_sources_say_and_changed_ones_never() -> None:
    command = [sys.executable, "-m", "bench.rendering", "--answers", "100", "--processes", "1"]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(re.findall(r"violations 0$", done.stdout, re.M)) == 10
    assert len(re.findall(r"let through 0$", done.stdout, re.M)) == 5
