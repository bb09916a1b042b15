"""Every quote shown is its source's slice, by whatever way it is shown, and there is no way beside the door."""

import ast
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from types import FrameType
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mypy import api as mypy

from bot.quoted import checked, json_line, page_quote, plain, telegram_quote, terminal_quote
from bot.rendering import offered_instead, plain_parts, shown_quotes, telegram_parts
from bot.terminal.printing import answer_json, console, print_answer
from bot.terminal.report import Miss, html_report
from bot.wording.choice import LANGUAGES
from bot.wording.wording import Wording
from retrieval.errors import BrokenQuote
from retrieval.evaluation.figures import judge
from retrieval.evaluation.questions import Expectation
from retrieval.records import Answer, Check, Citation, Quote
from tests.bot.drawing import FILE, Drawn, answers, quotes
from tests.botapi.markup import parse_html, parse_plain, utf16_length

several = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])

ROOT = Path(__file__).resolve().parents[2]
DOOR = "bot/quoted.py"
WORDS = LANGUAGES["zh-hans"]
WORDINGS = st.sampled_from(list(LANGUAGES.values()))
ASIDE = re.compile(r"[\s*#_>`\u200b\ufeff]+")
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


def slices(quote: Quote, source: str) -> str:
    return ASIDE.sub("", "".join(source[start:end] for start, end in quote.citation.spans))


def sent(answer: Answer) -> list[Quote]:
    return [*shown_quotes(answer), *offered_instead(answer)]


def blockquotes(parts: list[str]) -> list[str]:
    read = [parse_html(part) for part in parts]
    return [entity.of(text) for text, entities in read for entity in entities if entity.type == "blockquote"]


def printed(answer: Answer, sources: dict[str, str]) -> str:
    out = console()
    out.file = io.StringIO()
    print_answer(answer, sources, out, WORDS)
    return out.file.getvalue()


def page(answer: Answer, sources: dict[str, str]) -> str:
    judged = judge(Expectation(1, answer.question, ("无此语",)), answer)
    return html_report("", [], [Miss(judged, sources)], WORDS)


WAYS: dict[str, Callable[[Answer, dict[str, str]], object]] = {
    "telegram": lambda answer, sources: telegram_parts(answer, sources, WORDS),
    "terminal": printed,
    "json": answer_json,
    "json, as a check": lambda answer, sources: answer_json(
        replace(answer, quotes=(), checks=(Check(0, 4, "渠水", "exact", answer.quotes[0]),)), sources
    ),
    "page": page,
    "a message that is finished": lambda answer, sources: checked(
        telegram_parts(answered(QUOTE), SOURCES, WORDS), answer.quotes, sources
    ),
    "a message without markup": lambda answer, sources: plain(
        telegram_parts(answered(QUOTE), SOURCES, WORDS), answer.quotes, sources
    ),
}


# What comes out is the source's


@several
@given(answers(), WORDINGS)
def test_without_markup_every_quotation_is_one_line_behind_a_bar(
    drawn: tuple[Answer, dict[str, str]], wording: Wording
) -> None:
    answer, sources = drawn
    parts = plain_parts(telegram_parts(answer, sources, wording), answer, sources)
    for part in parts:
        parse_plain(part)
    lines = [line[1:] for part in parts for line in part.split("\n") if line.startswith("▎")]
    wanted = [slices(quote, sources[quote.citation.file]) for quote in sent(answer)]
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


@pytest.mark.parametrize("make", [telegram_quote, page_quote, terminal_quote])
def test_a_quotation_alone_is_held_back_too(make: Callable[[Quote, dict[str, str]], object]) -> None:
    with pytest.raises(BrokenQuote):
        make(replace(QUOTE, text=TEXT + "水"), SOURCES)


def test_offsets_of_the_json_that_are_not_the_spans_are_held_back() -> None:
    with pytest.raises(BrokenQuote):
        answer_json(answered(replace(QUOTE, citation=replace(PLACE, start=0))), SOURCES)


# The finished messages


@pytest.fixture
def part() -> str:
    (made,) = telegram_parts(answered(QUOTE, OTHER), SOURCES, WORDS)
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
        ("<blockquote>", "<blockquote expandable>"),
        ("<blockquote>", "<blockquote><blockquote>"),
        ("<b>", "<b class='x'>"),
        ("<b>", "<i>"),
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
    parts = telegram_parts(answer, {FILE: wide}, WORDS)
    assert blockquotes(parts) == [wide]
    assert all(utf16_length(parse_html(one)[0]) <= 4096 for one in parts)


def test_a_quotation_that_no_message_holds_is_held_back_and_never_cut() -> None:
    wide = "𠀀" * 2049
    answer = answered(replace(QUOTE, text=wide, highlights=(), citation=replace(PLACE, spans=((0, 2049),))))
    with pytest.raises(BrokenQuote):
        telegram_parts(answer, {FILE: wide}, WORDS)


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
    parts = telegram_parts(answer, SOURCES, wording)
    assert blockquotes(parts) == [TEXT]
    assert "".join(parse_html(one)[0] for one in parts).count(FORGED[:13]) > 1
    shown = "\n".join(plain_parts(parts, answer, SOURCES)).split("\n")
    assert [line for line in shown if line.startswith("▎")] == [f"▎{TEXT}"]


def test_on_a_page_they_cannot_either() -> None:
    class Blockquotes(HTMLParser):
        count = 0

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.count += tag == "blockquote"

    read = Blockquotes()
    read.feed(page(forged(), SOURCES))
    assert read.count == 1


def test_an_echo_that_would_pass_for_a_quotation_without_markup_is_held_back() -> None:
    answer = answered(QUOTE, corrections=(("石桥闸\n▎石桥闸从不清淤", "x"),))
    with pytest.raises(BrokenQuote):
        plain_parts(telegram_parts(answer, SOURCES, WORDS), answer, SOURCES)


# Nothing goes out beside the door


class Watched(Quote):
    """A quote that notes which module of the project reads its words, through whatever it reads them."""

    __slots__ = ()
    readers: ClassVar[set[str]] = set()

    def __getattribute__(self, name: str) -> Any:
        if name in ("text", "passage", "highlights"):
            frame: FrameType | None = sys._getframe(1)
            while frame and not frame.f_code.co_filename.startswith((f"{ROOT}/bot/", f"{ROOT}/retrieval/")):
                frame = frame.f_back
            Watched.readers.add(str(Path(frame.f_code.co_filename).relative_to(ROOT)) if frame else "a test")
        return super().__getattribute__(name)


@pytest.mark.parametrize("way", ["telegram", "terminal", "json", "page"])
def test_no_way_out_reads_the_words_of_a_quotation_but_through_the_door(way: str) -> None:
    fields = {name: getattr(QUOTE, name) for name in Quote.__slots__}
    judged = judge(Expectation(1, "几时清淤", ("无此语",)), answered(QUOTE))
    watched = answered(Watched(**fields), Watched(**fields))
    show = (
        WAYS[way]
        if way != "page"
        else lambda answer, sources: html_report("", [], [Miss(replace(judged, answer=answer), sources)], WORDS)
    )
    Watched.readers.clear()
    show(watched, SOURCES)
    assert DOOR in Watched.readers
    assert Watched.readers <= {DOOR, "retrieval/citing/verification.py"}


@pytest.mark.slow
def test_no_module_beside_the_door_mentions_the_words_of_a_quotation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The types are asked: in a copy whose quotes have no such fields, only the door may be wrong."""
    for package in ("bot", "retrieval"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    records = tmp_path / "retrieval" / "records.py"
    before, fields, after = re.split(r"(?=^class (?:Quote|Check)\b)", records.read_text("utf-8"), flags=re.M)
    hidden, count = re.subn(r"^    (text|highlights|passage):", r"    hidden_\1:", fields, flags=re.M)
    assert count == 3
    records.write_text(before + hidden + after, "utf-8")
    options = ["--config-file=", "--no-site-packages", "--ignore-missing-imports", f"--cache-dir={tmp_path}/cache"]
    monkeypatch.chdir(tmp_path)
    said, problems, _ = mypy.run([*options, "bot"])
    wrong = set(re.findall(r'^(bot\S+?):\d+: error: "Quote" has no attribute', said, re.M))
    assert wrong == {DOOR}, f"{said}{problems}"


def beside_the_door() -> Iterator[tuple[str, ast.AST]]:
    for path in sorted((ROOT / "bot").rglob("*.py")):
        name = str(path.relative_to(ROOT))
        if name != DOOR:
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                yield name, node


# Whole records are taken apart by these, quotes in them too.
TAKING_APART = {"asdict", "astuple", "vars", "getattr", "attrgetter", "__getattribute__", "__dict__", "highlighted"}


def test_no_module_beside_the_door_takes_a_record_apart() -> None:
    used = {
        (name, word)
        for name, node in beside_the_door()
        for word in TAKING_APART & {getattr(node, "id", None), getattr(node, "attr", None)}
    }
    assert used == set()


def test_no_module_beside_the_door_writes_a_block_quotation() -> None:
    writes = [
        name
        for name, node in beside_the_door()
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "<blockquote" in node.value
    ]
    assert writes == []


# By the thousand


@pytest.mark.slow
def test_answers_made_at_random_are_shown_as_their_sources_say_and_changed_ones_never() -> None:
    command = [sys.executable, "bench/rendering.py", "--answers", "300", "--processes", "1"]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(re.findall(r"violations 0$", done.stdout, re.M)) == 5
    assert len(re.findall(r"let through 0$", done.stdout, re.M)) == 5
