"""What the READMEs show is what happens."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

YINJU = [sys.executable, "-c", "from bot.terminal.commands import main; main()"]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme")
    subprocess.run([*YINJU, "--library", str(folder), "add", "data/sample"], check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("readme", ["README.md", "README.en.md"])
def test_the_exchange_on_the_first_screen_is_real(readme: str, library: Path) -> None:
    (shown,) = re.findall(r"^```console\n\$ make run\n(.*?)^```$", Path(readme).read_text("utf-8"), re.M | re.S)
    asked = "".join(line.removeprefix("问> ") for line in shown.splitlines(keepends=True) if line.startswith("问> "))
    assert asked
    done = subprocess.run(
        [*YINJU, "--library", str(library), "chat"], input=asked, capture_output=True, text=True, check=True
    )
    assert done.stdout == shown


@pytest.mark.parametrize("readme", ["README.md", "README.en.md"])
def test_every_command_in_the_table_exists_and_none_is_left_out(readme: str) -> None:
    helped = subprocess.run([*YINJU, "--help"], capture_output=True, text=True, check=True).stdout
    commands = set(re.findall(r"^  (\w+)  ", helped.split("命令：\n")[1], re.M)) - {"start"}
    table = "\n".join(line for line in Path(readme).read_text("utf-8").splitlines() if line.startswith("| `yinju"))
    assert commands == set(re.findall(r"`(?:yinju )?(\w+)", table)) - {"yinju"}


def test_every_link_to_a_file_of_the_project_leads_somewhere() -> None:
    for page in [*Path().glob("*.md"), *Path("docs").glob("*.md"), *Path("bench").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page}: {target}"


@pytest.mark.parametrize("readme", ["README.md", "README.en.md"])
def test_the_questions_to_measure_with_are_answered_as_they_expect(readme: str, library: Path, tmp_path: Path) -> None:
    (lines,) = re.findall(r"^```json\n(.*?)^```$", Path(readme).read_text("utf-8"), re.M | re.S)
    questions = tmp_path / "questions.jsonl"
    questions.write_text(lines, "utf-8")
    done = subprocess.run(
        [*YINJU, "--library", str(library), "eval", str(questions), "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(done.stdout)
    assert (said["questions"], said["misses"]) == (4, [])
