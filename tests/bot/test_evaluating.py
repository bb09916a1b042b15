"""`yinju eval`: a person's own questions, the figures, the report, and what is said of a file that is wrong."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from bot.rendering import attribution
from bot.terminal.report import Miss, html_report
from bot.wording.choice import LANGUAGES
from retrieval.errors import BrokenQuote
from retrieval.evaluation.figures import Figure, Measure, Outcome, judge
from retrieval.evaluation.questions import Expectation
from tests.bot import sample
from tests.bot.commanding import failed, objects, yinju
from tests.retrieval.evaluation.making import answered, quoted

WORDS = LANGUAGES["zh-hans"]
CASES = Path(__file__).resolve().parents[1] / "cases" / "asking" / "sample.jsonl"
HOSTILE = "</h3><script>alert('x')</script><img src=x onerror=alert(1)>&amp;\"'\x00\x1b[31m\u202e"

RIGHT = {"question": sample.ANSWERED, "answers": [sample.ANSWERED_IN], "kind": "数目"}
WRONG = {"question": sample.ANSWERED, "answers": ["三百零一座"], "kind": "数目"}
MISSED = {"question": sample.UNANSWERED, "answers": ["红茶更提神"], "articles": [{"title": "茶话", "author": None}]}
ANSWERED = {"question": sample.ANSWERED}
REFUSED = {"question": sample.UNANSWERED, "kind": "off"}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working folder without `.env`."""
    monkeypatch.chdir(tmp_path)


def written(folder: Path, *rows: dict[str, Any], name: str = "题目.jsonl") -> str:
    path = folder / name
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return str(path)


def measured(library: Path, *words: str) -> dict[str, Any]:
    (found,) = objects(yinju(library, "eval", "--json", *words))
    return found


class Page(HTMLParser):
    """A page's elements and attributes, and the text of every element by its tag."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, set[str]] = {}
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == [], "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.texts.setdefault(tag, []).append("")
        for name, value in attrs:
            self.attributes.setdefault(name, set()).add(value or "")
        if tag != "meta":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in self._open:
            self.texts[tag][-1] += data


# The figures


def test_a_pipe_gets_a_name_a_value_and_a_number_a_line(library_folder: Path, tmp_path: Path) -> None:
    result = yinju(library_folder, "eval", written(tmp_path, RIGHT, WRONG, MISSED, ANSWERED, REFUSED))
    assert result.exit_code == 0
    rows = [line.split("\t") for line in result.stdout.splitlines()]
    assert all(len(row) == 3 for row in rows)
    got = {name: (float(value), int(n)) for name, value, n in rows}
    assert {name: got[name] for name in ("found", "quote hit@1", "attribution@1", "refused", "quote hit@1: 数目")} == {
        "found": (0.6667, 3),
        "quote hit@1": (0.3333, 3),
        "attribution@1": (0.0, 1),
        "refused": (0.5, 2),
        "quote hit@1: 数目": (0.5, 2),
    }
    assert got["latency p50 ms"][1] == got["latency p95 ms"][1] == 5
    assert result.stderr.splitlines() == [WORDS.missed.format(wrong=1, missed=1, answered=1)]


def test_the_questions_of_the_sample_are_measured(library_folder: Path) -> None:
    found = measured(library_folder, str(CASES))
    kinds = [json.loads(line)["kind"] for line in CASES.read_text("utf-8").splitlines()]
    assert found["questions"] == len(kinds)
    assert set(found["kinds"]) == set(kinds)
    assert set(found["figures"]) == {measure.value for measure in Measure}
    assert found["figures"]["quote hit@1"]["value"] >= 0.8
    assert found["figures"]["refused"]["n"] == 13
    assert found["kinds"]["quote"]["quote hit@1"] == {"value": 1.0, "n": 8}


def test_the_json_object_has_every_miss_with_what_was_shown(library_folder: Path, tmp_path: Path) -> None:
    found = measured(library_folder, written(tmp_path, RIGHT, WRONG, MISSED, ANSWERED, REFUSED))
    assert found.keys() == {"questions", "figures", "kinds", "misses"}
    assert [(miss["line"], miss["outcome"]) for miss in found["misses"]] == [
        (2, "wrong"),
        (3, "missed"),
        (4, "answered"),
    ]
    wrong, missed, _ = found["misses"]
    (asked,) = objects(yinju(library_folder, "ask", "--jsonl", sample.ANSWERED))
    assert wrong["quote"] == asked["quotes"][0]
    assert {key: missed[key] for key in ("question", "kind", "answers", "passage", "articles", "quote")} == {
        "question": sample.UNANSWERED,
        "kind": None,
        "answers": ["红茶更提神"],
        "passage": None,
        "articles": [{"title": "茶话", "author": None}],
        "quote": None,
    }


def test_a_paragraph_is_wanted_by_the_id_of_any_citation_in_it(library_folder: Path, tmp_path: Path) -> None:
    (asked,) = objects(yinju(library_folder, "ask", "--jsonl", sample.ANSWERED))
    place = asked["quotes"][0]["citation"]
    document = place["id"].split("-")[0]
    rows = [
        {"question": sample.ANSWERED, "passage": f"{document}-{place['start'] + 2}-3"},
        {"question": sample.ANSWERED, "passage": sample.ANSWERED_IN},
        {"question": sample.ANSWERED, "passage": f"{document}-0-3"},
    ]
    found = measured(library_folder, written(tmp_path, *rows))
    assert [miss["line"] for miss in found["misses"]] == [3]
    assert found["figures"]["passage hit@1"] == {"value": 0.6667, "n": 3}


def test_a_terminal_gets_a_table_in_the_language_of_the_settings(
    library_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("COLUMNS", "100")
    for language in LANGUAGES:
        words = LANGUAGES[language]
        env = {"YINJU_LANGUAGE": language, "FORCE_COLOR": "1"}
        shown = yinju(library_folder, "eval", written(tmp_path, RIGHT, WRONG), env=env).stdout
        assert re.search(rf"{re.escape(words.figures[Measure.QUOTE_1])}\s+50\.0%\s+2\b", shown)
        assert all(column in shown for column in words.columns_figures)


# The report


def test_the_report_holds_the_figures_and_every_miss_in_its_group(library_folder: Path, tmp_path: Path) -> None:
    report = tmp_path / "报告.html"
    result = yinju(library_folder, "eval", written(tmp_path, RIGHT, WRONG, MISSED, ANSWERED), "--html", str(report))
    assert result.exit_code == 0
    assert str(report) in result.stderr.splitlines()[-1]
    page = Page(report.read_text("utf-8"))
    assert page.texts["h2"] == ["答错 1", "漏答 1", "该拒而答 1"]
    assert page.texts["h3"] == [sample.ANSWERED, sample.UNANSWERED, sample.ANSWERED]
    assert any(WORDS.figures[Measure.QUOTE_1] in row and "33.3%" in row for row in page.texts["tr"])
    wrong, missed, answered_ = page.texts["article"]
    assert "三百零一座" in wrong
    assert "《茶话》（文中未写姓名）" in missed
    assert WORDS.report_nothing in missed
    assert WORDS.expected_refusal in answered_
    for text in page.texts["blockquote"]:
        assert sample.ANSWERED_IN in text
        assert sample.stands_in(text), "what is shown is verbatim"
    assert "甘沛霖（云陂县水利局局长）《管好小水库 守住大平安》" in wrong


def test_the_report_fetches_nothing_and_runs_nothing(library_folder: Path, tmp_path: Path) -> None:
    report = tmp_path / "报告.html"
    rows: list[dict[str, Any]] = [
        {"question": sample.ANSWERED, "answers": [HOSTILE + "一"], "passage": HOSTILE, "kind": HOSTILE},
        {"question": HOSTILE, "answers": [HOSTILE], "articles": [{"title": HOSTILE, "author": HOSTILE}]},
        {"question": "“" + HOSTILE + "”出自哪里？", "articles": [{"file": HOSTILE}]},
    ]
    name = written(tmp_path, *rows, name="<b>&题.jsonl")
    assert yinju(library_folder, "eval", name, "--html", str(report)).exit_code == 0
    html = report.read_text("utf-8")
    page = Page(html)
    allowed = "html head meta title style body main h1 p table thead tr th tbody td section h2 article h3 dl dt dd"
    assert set(page.tags) <= {*allowed.split(), "blockquote", "b"}
    assert set(page.attributes) == set("lang charset name content http-equiv class scope id".split())
    assert not {"\x00", "\x1b", "\u202e"} & set(html)
    assert not re.search(r"https?:|url\(|@import", html)
    assert len(page.texts["h3"]) == 3
    assert "</h3><script>alert('x')</script>" in page.texts["h3"][1]
    assert "<b>&题.jsonl" in page.texts["p"][0]
    assert "prefers-color-scheme: dark" in html
    assert any("width=device-width" in content for content in page.attributes["content"])


def test_without_a_miss_the_report_says_so(library_folder: Path, tmp_path: Path) -> None:
    report = tmp_path / "报告.html"
    yinju(library_folder, "eval", written(tmp_path, RIGHT, REFUSED), "--html", str(report), "--json")
    page = Page(report.read_text("utf-8"))
    assert WORDS.report_flawless in page.texts["p"]
    assert "section" not in page.tags


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_a_quote_that_is_not_its_sources_is_not_shown(language: str) -> None:
    words = LANGUAGES[language]
    quote = quoted("茶<棚>三间", place=("abcdef", 2, 8))
    judged = judge(Expectation(3, "几间？", ("五间",), kind="数目"), answered(quote))
    figures = [Figure(Measure.FOUND, "数目", 1.0, 1)]
    page = Page(html_report("about", figures, [Miss(judged, {"埠.txt": "岸上茶<棚>三间。"})], words))
    assert page.texts["blockquote"] == ["茶<棚>三间"]
    assert page.texts["h2"] == [f"{words.outcomes[Outcome.WRONG]} 1"]
    assert any(attribution(quote.citation, words) in text for text in page.texts["p"])
    assert page.attributes["lang"] == {words.html_language}
    with pytest.raises(BrokenQuote):
        html_report("about", figures, [Miss(judged, {"埠.txt": "岸上茶棚有三间。"})], words)


# What cannot be evaluated


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("not json", "JSON"),
        ('["question"]', "JSON"),
        ('{"answers": ["甲"]}', "question"),
        ('{"question": "甲？", "answers": "甲"}', "answers"),
        ('{"question": "甲？", "answer": ["甲"]}', "answer"),
        ('{"question": "甲？", "passage": 7}', "passage"),
        ('{"question": "甲？", "passage": "aaaaaa-1-2"}', "aaaaaa-1-2"),
        ('{"question": "甲？", "articles": [{"author": "甲"}]}', "articles"),
        ('{"question": "甲？", "kind": []}', "kind"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_evaluated(
    library_folder: Path, tmp_path: Path, line: str, said: str
) -> None:
    path, report = tmp_path / "题目.jsonl", tmp_path / "报告.html"
    path.write_text(json.dumps(RIGHT) + "\n\n" + line + "\n", "utf-8")
    result = yinju(library_folder, "eval", str(path), "--html", str(report))
    message = failed(result)
    assert result.stdout == ""
    assert not report.exists()
    assert f"{path} 第 3 行：" in message
    assert said in message
    assert "；" in message, "and what to do"


@pytest.mark.parametrize(
    "data", [b"", b"\n  \n", b"\xef\xbb\xbf", '{"question": "渡口"}'.encode("gb18030"), "{}".encode("utf-16")]
)
def test_a_file_without_questions_is_named_in_one_line(library_folder: Path, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "题目.jsonl"
    path.write_bytes(data)
    result = yinju(library_folder, "eval", str(path))
    assert f"{path} 第 1 行：" in failed(result)
    assert result.stdout == ""


def test_a_file_that_cannot_be_read_is_named_in_one_line(library_folder: Path, tmp_path: Path) -> None:
    for path in (tmp_path / "没有.jsonl", tmp_path):
        assert str(path) in failed(yinju(library_folder, "eval", str(path)))


def test_a_report_that_cannot_be_written_is_named_in_one_line(library_folder: Path, tmp_path: Path) -> None:
    questions = written(tmp_path, RIGHT)
    for path in (tmp_path, tmp_path / "没有" / "报告.html"):
        assert str(path) in failed(yinju(library_folder, "eval", questions, "--html", str(path)))


def test_a_report_does_not_replace_the_questions(library_folder: Path, tmp_path: Path) -> None:
    questions = written(tmp_path, RIGHT)
    before = Path(questions).read_bytes()
    assert questions in failed(yinju(library_folder, "eval", questions, "--html", questions))
    assert Path(questions).read_bytes() == before


def test_without_questions_the_usage_is_wrong(library_folder: Path) -> None:
    result = yinju(library_folder, "eval")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "题目.jsonl" in result.stderr


def test_without_a_library_it_is_said_how_to_make_one(tmp_path: Path) -> None:
    assert "yinju add" in failed(yinju(tmp_path / "none", "eval", written(tmp_path, RIGHT)))
