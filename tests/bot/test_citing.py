"""`yinju verify` and `yinju cite` at the command line."""

import json
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from bot.wording.choice import LANGUAGES
from retrieval.answering.verifying import Verdict
from retrieval.citing.styles import STYLES
from tests.bot import sample
from tests.bot.commanding import failed, objects, yinju

ARTICLE = (
    "闸门要按时保养\n水利局局长 林知秋\n\n　　北闸的钢绳每两年换一次，换下来的一律登记。\n\n　　南闸今年才装好。\n"
)
WORDS = "北闸的钢绳每两年换一次，换下来的一律登记。"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working folder without `.env`."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def library(tmp_path: Path, library_folder: Path) -> Path:
    """A library of one document; the dictionary of words is there already."""
    with suppress(FileNotFoundError):  # with the extra `fast` there is none
        shutil.copytree(library_folder / "cache", tmp_path / "library" / "cache")
    add(tmp_path / "library", ARTICLE)
    return tmp_path / "library"


@pytest.fixture
def id(library: Path) -> str:
    (answer,) = objects(yinju(library, "ask", "--jsonl", WORDS))
    return str(answer["quotes"][0]["citation"]["id"])


def add(library: Path, text: str) -> None:
    (library.parent / "闸.txt").write_text(text, "utf-8")
    assert yinju(library, "add", str(library.parent / "闸.txt")).exit_code == 0


def test_what_holds_is_said_with_its_words_and_whose_they_are(library: Path, id: str) -> None:
    result = yinju(library, "verify", id)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.split("\n") == [
        "",
        f"  {WORDS}",
        "  —— 林知秋（水利局局长）《闸门要按时保养》，第1段",
        "  相符：原件未变，引文逐字相符",
        f"     闸.txt  {id}",
        "",
    ]


def test_several_ids_are_each_said_and_one_that_does_not_hold_fails_all(library: Path, id: str) -> None:
    result = yinju(library, "verify", f"#{id.upper()}", "aaaaaa-1-2", id)
    line = failed(result)
    assert line.startswith("yinju: 1 个编号")
    assert "aaaaaa-1-2" in line
    assert result.stdout.count("相符：") == 2
    assert result.stdout.count("查无此编号：") == 1


def test_a_changed_file_is_said_with_the_words_it_has_now(library: Path, id: str) -> None:
    now = ARTICLE.replace("两年", "三年")
    (library.parent / "闸.txt").write_text(now, "utf-8")
    result = yinju(library, "verify", id)
    assert id in failed(result)
    assert "原件已改动：这段话改过了" in result.stdout
    assert WORDS in result.stdout
    assert WORDS.replace("两年", "三年") in result.stdout
    add(library, now)
    assert "已换新版：这段话改过了" in yinju(library, "verify", id).stdout


def test_a_file_that_cannot_be_read_is_said_with_the_reason(library: Path, id: str) -> None:
    (library.parent / "闸.txt").write_bytes(b"\1\0a")
    assert "不是文本" in yinju(library, "verify", id).stdout
    (library.parent / "闸.txt").unlink()
    assert "原件已不在" in yinju(library, "verify", id).stdout


def test_scripts_get_one_object_an_id(library: Path, id: str) -> None:
    (held,) = objects(yinju(library, "verify", "--jsonl", id))
    assert (held["id"], held["status"], held["text"], held["now"]) == (id, "holds", WORDS, [])
    (answer,) = objects(yinju(library, "ask", "--jsonl", WORDS))
    assert held["citation"] == answer["quotes"][0]["citation"]
    add(library, "序言一句。\n\n" + ARTICLE)
    result = yinju(library, "verify", "--jsonl", id, "aaaaaa-1-2", "塘")
    assert result.exit_code == 1
    first, second, third = (json.loads(line) for line in result.stdout.splitlines())
    assert (first["status"], first["text"], first["ambiguous"]) == ("replaced-same", WORDS, False)
    assert [now["text"] for now in first["now"]] == [WORDS]
    assert objects(yinju(library, "verify", "--jsonl", first["now"][0]["id"]))[0]["status"] == "holds"
    assert (second["id"], second["status"], second["text"], second["citation"]) == ("aaaaaa-1-2", "unknown", None, None)
    assert third["id"] == "塘"


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_verdict_is_worded_and_names_what_it_must(language: str) -> None:
    words = LANGUAGES[language]
    assert set(words.verdicts) == set(Verdict)
    assert len(set(words.verdicts.values())) == len(Verdict)
    for verdict, text in words.verdicts.items():
        assert ("{now}" in text) == verdict.value.endswith(("same", "altered"))
        assert ("{reason}" in text) == (verdict is Verdict.SOURCE_UNREADABLE)


# cite


def test_a_citation_is_plain_unless_asked_otherwise(library: Path, id: str) -> None:
    plain = yinju(library, "cite", id)
    assert (plain.exit_code, plain.stderr) == (0, "")
    assert plain.stdout == yinju(library, "cite", id, "--style", "plain").stdout
    assert "林知秋" in plain.stdout
    assert "《闸门要按时保养》" in plain.stdout


@pytest.mark.parametrize("style", list(STYLES))
def test_every_format_can_be_had(library: Path, id: str, style: str) -> None:
    result = yinju(library, "cite", id, "--style", style)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "闸门要按时保养" in result.stdout
    assert result.stdout.endswith("\n")
    assert style in yinju(library, "cite", "--help").stdout.replace("\n", "").replace(" ", "")


def test_an_unknown_format_is_wrong_usage_and_names_those_there_are(library: Path, id: str) -> None:
    result = yinju(library, "cite", id, "--style", "没有")
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    assert all(style in line for style in ("没有", *STYLES))


def test_what_was_replaced_is_cited_as_it_was_and_the_change_is_said(library: Path, id: str) -> None:
    before = yinju(library, "cite", id).stdout
    add(library, ARTICLE.replace("两年", "三年"))
    result = yinju(library, "cite", id)
    assert (result.exit_code, result.stdout) == (0, before)
    (line,) = result.stderr.splitlines()
    assert id in line
    assert "已换新版" in line


def test_an_unknown_id_among_others_cites_nothing(library: Path, id: str) -> None:
    result = yinju(library, "cite", id, "aaaaaa-1-2")
    assert "aaaaaa-1-2：查无此编号" in failed(result)
    assert result.stdout == ""


def test_ids_of_the_sample_can_be_cited_together(library_folder: Path) -> None:
    (answer,) = objects(yinju(library_folder, "ask", "--jsonl", sample.ANSWERED))
    ids = [quote["citation"]["id"] for quote in answer["quotes"]]
    result = yinju(library_folder, "cite", *ids)
    assert len(result.stdout.splitlines()) == len(ids)


@pytest.mark.parametrize("command", ["verify", "cite"])
def test_without_an_id_the_usage_is_wrong_and_without_a_library_the_mend_is_said(tmp_path: Path, command: str) -> None:
    result = yinju(None, command)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "编号" in result.stderr
    assert "yinju add" in failed(yinju(tmp_path / "none", command, "aaaaaa-1-2"))
