"""The measures on the shared evaluation sets hold; they need the folder `../shared` beside the checkout."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SHARED = Path("../shared").resolve()
EVAL = SHARED / "eval"
YINJU = [sys.executable, "-c", "from bot.terminal.commands import main; main()"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not EVAL.is_dir(), reason="the evaluation sets (../shared/eval) are not on this machine"),
]

# name → the least it may be (mean quote length: the most).
BULLETINS = {
    "verbatim": 1.0,
    "found": 0.985,
    "quote hit@1": 0.96,
    "quote hit@3": 0.99,
    "passage hit@1": 0.96,
    "attribution@1": 0.97,
    "clean edges": 0.97,
    "hit@1 typo": 1.0,
    "hit@1 para": 0.75,
    "quote exact": 1.0,
    "misquote near": 1.0,
    "claim verdict": 0.88,
    "speaker named": 0.87,
    "own words kept": 0.92,
    "refused off": 1.0,
    "refused offquote": 1.0,
    "multi all in 5": 1.0,
    "quote length, mean": 120,
}
ENCYCLOPAEDIA = {
    "verbatim": 1.0,
    "passage hit@1": 0.98,
    "quote hit@1": 0.89,
    "quote hit@3": 0.95,
    "quote length, mean": 120,
}

LOOKUPS = {
    "verbatim": 1.0,
    "hit@1 exact": 0.998,
    "hit@1 width": 0.98,
    "hit@1 15% dropped": 0.98,
    "hit@1 10% mistyped": 0.98,
    "hit@1 fragment": 0.995,
    "hit@1 fragment, a typo": 0.98,
    "refused offquote": 0.98,
}


def yinju(library: Path, *arguments: str, typed: str = "") -> str:
    done = subprocess.run(
        [*YINJU, "--library", str(library), *arguments], input=typed, capture_output=True, text=True, check=True
    )
    return done.stdout


def figures(script: str, *arguments: str) -> dict[str, float]:
    done = subprocess.run([sys.executable, str(EVAL / script), *arguments], capture_output=True, text=True, check=True)
    rows = re.findall(r"^(\S.*?)\s+(-?\d+\.\d+)\s+\(\d+\)$", done.stdout, re.MULTILINE)
    return {name: float(value) for name, value in rows}


def scored(tmp_path: Path, documents: Path, questions: Path) -> dict[str, float]:
    library = tmp_path / "library"
    yinju(library, "add", str(documents))
    rows = [json.loads(line) for line in questions.read_text("utf-8").splitlines()]
    answers = tmp_path / "answers.jsonl"
    answers.write_text(yinju(library, "ask", "--jsonl", typed="".join(row["question"] + "\n" for row in rows)), "utf-8")
    return figures("score.py", str(questions), str(answers), "--documents", str(documents))


def assert_at_least(got: dict[str, float], wanted: dict[str, float]) -> None:
    short = {
        name: got[name]
        for name, bound in wanted.items()
        if (got[name] > bound if name.endswith("length, mean") else got[name] < bound)
    }
    assert not short


def test_the_bulletins_are_answered_as_well_as_they_were(tmp_path: Path) -> None:
    assert_at_least(scored(tmp_path, SHARED / "seeds", EVAL / "seeds.questions.jsonl"), BULLETINS)


def test_the_encyclopaedia_is_answered_as_well_as_it_was(tmp_path: Path) -> None:
    got = scored(tmp_path, EVAL / "cmrc2018" / "documents", EVAL / "cmrc2018" / "questions.jsonl")
    assert_at_least(got, ENCYCLOPAEDIA)


def test_damaged_sentences_are_found_and_foreign_ones_are_not(tmp_path: Path) -> None:
    halves = tmp_path / "here", tmp_path / "foreign"
    files = sorted((EVAL / "cmrc2018" / "documents").iterdir())
    for half, own in zip(halves, (files[: len(files) // 2], files[len(files) // 2 :]), strict=True):
        half.mkdir()
        for file in own:
            shutil.copy(file, half / file.name)
    questions = tmp_path / "lookups.jsonl"
    drawn = [sys.executable, str(EVAL / "lookup.py"), str(halves[0]), str(questions)]
    subprocess.run([*drawn, "--foreign", str(halves[1]), "--sentences", "100"], capture_output=True, check=True)
    assert_at_least(scored(tmp_path, halves[0], questions), LOOKUPS)


def test_the_bulletins_are_read_without_a_mistake(tmp_path: Path) -> None:
    library, articles = tmp_path / "library", tmp_path / "articles.jsonl"
    yinju(library, "add", str(SHARED / "seeds"))
    articles.write_text(yinju(library, "articles", "--jsonl"), "utf-8")
    got = figures("articles.py", str(EVAL / "seeds.articles.json"), str(articles))
    assert len(got) == 9
    assert set(got.values()) == {1.0}
