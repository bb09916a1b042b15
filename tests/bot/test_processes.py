"""`yinju` as a process of its own, from an empty folder: what a first run looks like, and how the bot ends."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.wording.choice import LANGUAGES
from tests.bot import sample
from tests.botapi.faults import Answer
from tests.botapi.server import BotApiServer, Fault

pytestmark = pytest.mark.slow

WORDS = LANGUAGES["zh-hans"]
YINJU = [sys.executable, "-c", "from bot.terminal.commands import main; main()"]
PATIENCE = 30.0


def run(folder: Path, *words: str, typed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*YINJU, *words],
        cwd=folder,
        input=typed,
        env=os.environ | environment,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )


@contextmanager
def bot_process(folder: Path, server: BotApiServer, library: Path) -> Iterator[subprocess.Popen[str]]:
    """`yinju serve`, polling."""
    own = {"TELEGRAM_TOKEN": server.token, "TELEGRAM_API_URL": server.url, "YINJU_LIBRARY": str(library)}
    with subprocess.Popen(
        [*YINJU, "serve"], cwd=folder, env=os.environ | own, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        try:
            server.wait_for(lambda: server.polling, PATIENCE)
            yield process
        finally:
            process.kill()


def test_a_first_run_answers_from_the_sample(tmp_path: Path) -> None:
    result = run(tmp_path, "start", typed=f"{sample.ANSWERED}\n")
    assert result.returncode == 0
    assert sample.ANSWERED_IN in result.stdout
    assert "Traceback" not in result.stderr
    assert WORDS.chat_sample in result.stderr
    assert WORDS.chat_connect in result.stderr
    assert result.stdout.startswith(WORDS.prompt), "what was read is a notice: results alone go to standard output"


def test_a_first_run_with_a_folder_answers_from_it(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "渠首.txt").write_text("渠首闸的钥匙由两个人分别保管，少一个人也开不了闸。\n", "utf-8")
    result = run(tmp_path, "start", "--docs", "own", typed=f"渠首闸的钥匙由几个人保管？\n{sample.SENTENCE}\n")
    assert result.returncode == 0
    assert "由两个人分别保管" in result.stdout
    assert WORDS.chat_sample not in result.stderr
    assert WORDS.standing_one not in result.stdout


def test_a_first_run_with_a_folder_that_is_not_there_says_so(tmp_path: Path) -> None:
    result = run(tmp_path, "start", "--docs", "own")
    assert result.returncode == 1
    assert "own" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_later_run_with_a_folder_says_what_is_not_from_it(tmp_path: Path) -> None:
    for name, text in (("first", "渠首闸的钥匙由两个人分别保管。\n"), ("second", "堤上的石灯每到雾天就要点亮。\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.txt").write_text(text, "utf-8")
    (tmp_path / "second" / "gone.txt").write_text("旧渡口的船每天只走两趟。\n", "utf-8")
    assert run(tmp_path, "start", "--docs", "first").returncode == 0
    assert run(tmp_path, "start", "--docs", "second").returncode == 0
    (tmp_path / "second" / "gone.txt").unlink()
    said = run(tmp_path, "start", "--docs", "second").stderr
    assert WORDS.files_gone.format(files="gone.txt") in said
    assert WORDS.held_besides.format(count=1) in said


@pytest.mark.parametrize("folder", ["mistyped", "empty"])
def test_a_later_run_with_a_folder_without_documents_does_not_open_the_old_ones(tmp_path: Path, folder: str) -> None:
    (tmp_path / "first").mkdir()
    (tmp_path / "empty").mkdir()
    (tmp_path / "first" / "渠首.txt").write_text("渠首闸的钥匙由两个人分别保管。\n", "utf-8")
    assert run(tmp_path, "start", "--docs", "first").returncode == 0
    result = run(tmp_path, "start", "--docs", folder, typed="渠首闸的钥匙由谁保管？\n")
    assert (result.returncode, result.stdout) == (1, "")
    assert folder in result.stderr


def test_until_there_are_own_documents_commands_read_the_sample_and_say_so(tmp_path: Path) -> None:
    assert run(tmp_path, "start").returncode == 0
    asked = run(tmp_path, "ask", sample.ANSWERED)
    assert sample.ANSWERED_IN in asked.stdout
    assert WORDS.using_sample in asked.stderr


def test_an_output_that_is_not_read_ends_the_command_quietly(tmp_path: Path, library_folder: Path) -> None:
    command = [*YINJU, "--library", str(library_folder), "ask", "--jsonl"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        process.stdout.close()
        process.stdout = None
        _, errors = process.communicate((sample.ANSWERED + "\n").encode() * 3, timeout=PATIENCE)
    assert b"Traceback" not in errors


@pytest.mark.parametrize("encoding", ["ascii", "gbk"])
def test_an_output_of_another_encoding_does_not_end_in_a_traceback(
    tmp_path: Path, library_folder: Path, encoding: str
) -> None:
    typed = f"{sample.ANSWERED}\n水库😀𠀀\n"
    result = subprocess.run(
        [*YINJU, "--library", str(library_folder), "chat"],
        cwd=tmp_path,
        input=typed.encode(),
        env=os.environ | {"PYTHONIOENCODING": encoding},
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert b"Traceback" not in result.stderr
    assert result.returncode == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_bot_answers_until_it_is_told_to_stop(
    tmp_path: Path, server: BotApiServer, library_folder: Path, number: signal.Signals
) -> None:
    # The people of both processes are kept in one folder, and a message is answered once.
    person = server.person(100 + number)
    with bot_process(tmp_path, server, library_folder) as process:
        (answer,) = person.waits_for_reply(person.says(sample.ANSWERED), timeout=PATIENCE)
        process.send_signal(number)
        _, log = process.communicate(timeout=PATIENCE)
    assert sample.ANSWERED_IN in answer.text
    assert process.returncode == 0
    assert "Traceback" not in log
    assert server.token.partition(":")[2] not in log


def test_a_token_withdrawn_while_the_bot_runs_ends_it_with_one_line(
    tmp_path: Path, server: BotApiServer, library_folder: Path
) -> None:
    withdrawn = Answer(401, json.dumps({"ok": False, "error_code": 401, "description": "Unauthorized"}).encode())
    person = server.person(7)
    with bot_process(tmp_path, server, library_folder) as process:
        server.fail_next("getUpdates", Fault(answer=withdrawn), times=100)
        person.says(sample.ANSWERED)
        _, log = process.communicate(timeout=10)
    assert process.returncode == 1
    assert log.splitlines()[-1] == f"yinju: {WORDS.token_refused}"


def test_a_refused_token_ends_the_process_with_one_line(
    tmp_path: Path, server: BotApiServer, library_folder: Path
) -> None:
    token = "8100200300:AAEthis-is_made-up-for-tests-0123456"
    own = {"TELEGRAM_TOKEN": token, "TELEGRAM_API_URL": server.url, "YINJU_LIBRARY": str(library_folder)}
    result = run(tmp_path, "serve", **own)
    assert result.returncode == 1
    assert result.stderr.splitlines() == [f"yinju: {WORDS.token_refused}"]
