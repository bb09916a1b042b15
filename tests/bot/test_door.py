"""Nothing goes out beside the door: no other module of the bot reads the words of a quotation."""

import ast
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any, ClassVar

import pytest
from mypy import api as mypy

from bot.librarian import Answered, Around, Librarian
from bot.terminal.report import Miss, html_report
from retrieval.answering.answer import MOST_QUOTES
from retrieval.answering.browsing import Window
from retrieval.answering.filters import EVERYTHING, Filters
from retrieval.answering.resolving import Resolved
from retrieval.evaluation.figures import judge
from retrieval.evaluation.questions import Expectation
from retrieval.records import Quote, Span
from tests.bot import sample
from tests.bot.reading_back import quotations
from tests.bot.running import serving
from tests.bot.test_quoted import QUOTE, ROOT, SOURCES, WAYS, WORDS, answered
from tests.botapi.server import BotApiServer

DOOR = "bot/quoted.py"
# Answered by more quotes than one page has.
MANY = "河长怎么巡河？"


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


@pytest.mark.parametrize("way", [way for way in WAYS if not way.startswith("a message")])
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


def noting(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    return tuple(Watched(**{name: getattr(quote, name) for name in Quote.__slots__}) for quote in quotes)


class WatchedLibrarian(Librarian):
    """A librarian whose quotes note who reads them."""

    async def answer(self, line: str, scope: Filters = EVERYTHING, most: int = MOST_QUOTES) -> Answered:
        return self._watched(await super().answer(line, scope, most))

    async def check(self, words: str) -> Answered:
        return self._watched(await super().check(words))

    async def compare(self, topic: str) -> Answered:
        return self._watched(await super().compare(topic))

    async def around(self, id: str, reach: int) -> Around:
        found = await super().around(id, reach)
        assert found.window
        return replace(found, window=replace(found.window, quotes=noting(found.window.quotes)))

    async def window(self, document: str, number: int, first: int, last: int, words: Span | None) -> Window | None:
        found = await super().window(document, number, first, last, words)
        return found and replace(found, quotes=noting(found.quotes))

    async def resolve(self, id: str) -> Resolved:
        found = await super().resolve(id)
        return replace(found, quote=noting([found.quote])[0] if found.quote else None)

    def _watched(self, found: Answered) -> Answered:
        answer, sources = found
        return replace(answer, quotes=noting(answer.quotes), nearest=noting(answer.nearest)), sources


def test_no_handler_reads_the_words_of_a_quotation_but_through_the_door(
    server: BotApiServer, library_folder: Path
) -> None:
    librarian = WatchedLibrarian(library_folder)
    Watched.readers.clear()
    person = server.person(7, language_code="zh-hans")
    try:
        with serving(server, librarian):
            for line in (sample.ANSWERED, f"/check {sample.SENTENCE}", "/compare 水库", sample.UNANSWERED):
                person.waits_for_reply(person.says(line))
            said = person.says(MANY)
            (shown,) = person.waits_for_reply(said)
            for label in (f"{WORDS.button_around}①", f"{WORDS.button_cite}②", WORDS.button_more):
                person.taps(label, shown)
            person.taps(WORDS.button_after)
            person.taps(WORDS.button_formats)
            assert person.types_inline(sample.ANSWERED).items
    finally:
        librarian.close()
    assert quotations(one.html for one in person.answers(said))
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
    # What a search was narrowed to is kept as JSON by a module that has never seen a quote.
    assert {name for name, _ in used} <= {"bot/people.py"}
    assert "retrieval.records" not in (ROOT / "bot/people.py").read_text("utf-8")


def test_no_module_beside_the_door_writes_a_block_quotation() -> None:
    writes = [
        name
        for name, node in beside_the_door()
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "<blockquote" in node.value
    ]
    assert writes == []
