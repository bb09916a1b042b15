"""How long a question takes in collections of several sizes, here and in others' indexes, on the same terms.

    python bench/searching.py [--sizes 1000 10000 100000] [--questions 200] [--only ours bm25s] [--terms words both]

Passages are of 122 words of jieba's, as often as its dictionary says they are used; `both` adds their bigrams, as the
product indexes them. Every index runs in a process of its own on one thread, and answers the same questions for some
seconds: the least time of each is counted. Writes bench/results/searching.{json,md,png,svg}, where rows that were not
measured now stay; needs `pip install -e ".[bench]"`.
"""

import argparse
import ctypes
import gc
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.engines import ENGINES, MOST, Engine
from retrieval.analyzer import STOP_WORDS, bigrams

_RESULTS = Path(__file__).parent / "results"
_WORDS, _ASKED = 122, 5
_BEST = 10
_SECONDS, _MOST_ROUNDS = 3, 200
_PACKAGES = ("numpy", "rank-bm25", "bm25s", "numba", "tantivy")
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS", "RAYON_NUM_THREADS"), "1")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--terms", nargs="+", choices=["words", "both"], default=["words", "both"])
    parser.add_argument("--only", nargs="+", choices=list(ENGINES), default=list(ENGINES))
    parser.add_argument("--run", nargs=2, metavar=("ENGINE", "FOLDER"), help="one index, in this process")
    options = parser.parse_args()
    if options.run:
        engine, folder = options.run
        sys.stdout.write(json.dumps(_measured(engine, Path(folder))))
        return
    rows = []
    for kind in options.terms:
        for size in options.sizes:
            with tempfile.TemporaryDirectory() as base:
                _write(Path(base), kind, size, options.questions)
                rows += _compared(Path(base), kind, size, options.only)
    _report(rows)


def _write(folder: Path, kind: str, size: int, questions: int) -> None:
    """The terms of passages and of questions, a line each."""
    chance = np.random.default_rng(size)
    entries = [line.split() for line in (files("jieba") / "dict.txt").read_text("utf-8").splitlines()]
    usual = [(word, int(often)) for word, often, _ in entries if word not in STOP_WORDS]
    until = np.cumsum([often for _, often in usual])
    with (folder / "passages").open("w", encoding="utf-8") as file:
        asked: dict[int, list[str]] = {}
        wanted = set(chance.choice(size, min(size, questions), replace=False).tolist())
        for number in range(size):
            drawn = np.searchsorted(until, chance.integers(0, until[-1], _WORDS), "right")
            words = [usual[one][0] for one in drawn]
            if number in wanted:
                asked[number] = [words[one] for one in chance.choice(_WORDS, _ASKED, replace=False)]
            file.write(" ".join(_terms(words, kind)) + "\n")
    lines = (" ".join(_terms(words, kind)) + "\n" for words in asked.values())
    (folder / "questions").write_text("".join(lines), "utf-8")


def _terms(words: list[str], kind: str) -> list[str]:
    return words if kind == "words" else words + bigrams("".join(words))


def _compared(folder: Path, kind: str, size: int, names: Sequence[str]) -> list[dict[str, Any]]:
    """Every index on these, with how much of the first one's best passages it finds."""
    rows: list[dict[str, Any]] = []
    first: list[list[int]] | None = None
    for name in names:
        if size > MOST.get(name, size):
            continue
        command = [sys.executable, __file__, "--run", name, str(folder)]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=os.environ | _ONE_THREAD)
        row = json.loads(done.stdout)
        answers = row.pop("answers")
        first = first or answers
        same = statistics.mean(map(_same, first, answers))
        row |= {"terms": kind, "passages": size, "engine": name, "same": same}
        rows.append(row)
        sys.stdout.write(_line(row) + "\n")
        sys.stdout.flush()
    return rows


def _same(expected: list[int], answer: list[int]) -> float:
    """How much of the best is among as many of another's. Whoever finds fewer adds others that hold no term."""
    return len({*expected} & {*answer[: len(expected)]}) / max(1, len(expected))


def _measured(name: str, folder: Path) -> dict[str, Any]:
    """Seconds to build, ms a question, MB held and MB on disk."""
    with (folder / "passages").open(encoding="utf-8") as lines:
        # Every word is a string of its own, as a tokenizer gives it; of more there would be no room for that.
        apart = sum(1 for _ in lines) <= MOST["rank_bm25"]
        lines.seek(0)
        passages = [line.split() if apart else list(map(sys.intern, line.split())) for line in lines]
    questions = [line.split() for line in (folder / "questions").read_text("utf-8").splitlines()]
    with tempfile.TemporaryDirectory(dir=folder) as own:
        engine = ENGINES[name](Path(own))
        started = time.perf_counter()
        engine.build(passages)
        built = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        del passages
        started = time.perf_counter()
        engine.open()
        opened = time.perf_counter() - started
        answers = [engine.search(terms, _BEST) for terms in questions]
        took = _times(engine, questions)
        disk = sum(path.stat().st_size for path in Path(own).rglob("*") if path.is_file())
        return {
            "build": built,
            "open": opened,
            "p50": statistics.median(took),
            "p95": statistics.quantiles(took, n=20)[-1],
            "held": held(),
            "peak": peak,
            "disk": disk / 1e6,
            "answers": answers,
        }


def _times(engine: Engine, questions: Sequence[list[str]]) -> list[float]:
    """Milliseconds of each question, asked again and again for some seconds: the least of them.

    What others do on the machine lengthens some of the times, and shortens none.
    """
    took = [float("inf")] * len(questions)
    until = time.perf_counter() + _SECONDS
    for _ in range(_MOST_ROUNDS):
        for at, terms in enumerate(questions):
            started = time.perf_counter()
            engine.search(terms, _BEST)
            took[at] = min(took[at], 1000 * (time.perf_counter() - started))
        if time.perf_counter() > until:
            break
    return took


def held() -> float:
    """MB of memory that are this process's own: mapped pages can be dropped at any time."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    lines = Path("/proc/self/smaps_rollup").read_text("ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Anonymous:")) / 1024


def about_machine() -> str:
    """What it was measured on."""
    return f"{platform.machine()}, {os.cpu_count()} processors"


def _line(row: Mapping[str, Any]) -> str:
    return (
        f"{row['terms']:6}{row['passages']:>9,} {row['engine']:12}"
        f" p50 {row['p50']:9.4f} ms  p95 {row['p95']:9.4f} ms  same {row['same']:4.0%}"
        f"  build {row['build']:7.2f} s  open {1000 * row['open']:8.1f} ms"
        f"  held {row['held']:6.0f} MB  disk {row['disk']:6.1f} MB"
    )


def _report(rows: list[dict[str, Any]]) -> None:
    """The table, and two pictures: a question's time, and building and memory, against the size."""
    _RESULTS.mkdir(exist_ok=True)
    versions = {"python": platform.python_version()} | {name: version(name) for name in _PACKAGES}
    machine = about_machine()
    rows = _with_others(rows, versions)
    made = {"machine": machine, "versions": versions, "rows": rows}
    (_RESULTS / "searching.json").write_text(json.dumps(made, indent=1) + "\n", "utf-8")
    said = ", ".join(f"{name} {number}" for name, number in versions.items())
    head = "| terms | passages | index | p50 ms | p95 ms | as the first | build s | open ms | held MB | disk MB |"
    lines = [f"{machine}; {said}", "", head, "|---|--:|---|--:|--:|--:|--:|--:|--:|--:|"]
    for row in rows:
        cells = (
            f"{row['p50']:.4f}",
            f"{row['p95']:.4f}",
            f"{row['same']:.0%}",
            f"{row['build']:.2f}",
            f"{1000 * row['open']:.1f}",
            f"{row['held']:.0f}",
            f"{row['disk']:.1f}",
        )
        lines.append(f"| {row['terms']} | {row['passages']:,} | {row['engine']} | " + " | ".join(cells) + " |")
    (_RESULTS / "searching.md").write_text("\n".join(lines) + "\n", "utf-8")
    _draw(rows)


def _with_others(rows: list[dict[str, Any]], versions: Mapping[str, str]) -> list[dict[str, Any]]:
    """With what was measured before, of other sizes, terms or indexes, if it was of the same versions."""
    file = _RESULTS / "searching.json"
    before = json.loads(file.read_text("utf-8")) if file.exists() else {"versions": {}, "rows": []}
    measured = {(row["terms"], row["passages"], row["engine"]) for row in rows}
    kept = [row for row in before["rows"] if (row["terms"], row["passages"], row["engine"]) not in measured]
    rows = rows + (kept if before["versions"] == versions else [])
    order = list(ENGINES)
    return sorted(rows, key=lambda row: (row["terms"] != "words", row["passages"], order.index(row["engine"])))


def _draw(rows: list[dict[str, Any]]) -> None:
    import matplotlib as mpl  # noqa: PLC0415 - an extra

    mpl.use("agg")
    from matplotlib import pyplot  # noqa: PLC0415

    figure, axes = pyplot.subplots(1, 3, figsize=(15, 4.5), layout="constrained")
    shown = [row for row in rows if row["terms"] == rows[0]["terms"]]
    for axis, key, label in zip(
        axes, ("p50", "build", "held"), ("a question, ms (p50)", "building, s", "memory, MB"), strict=True
    ):
        for name in dict.fromkeys(row["engine"] for row in shown):
            own = [row for row in shown if row["engine"] == name]
            wide = 2.5 if name == "ours" else 1.2
            axis.plot([row["passages"] for row in own], [row[key] for row in own], "o-", label=name, linewidth=wide)
        axis.set(xscale="log", yscale="log", xlabel=f"passages ({shown[0]['terms']})", ylabel=label)
        axis.grid(visible=True, which="major", alpha=0.3)
    axes[0].legend(fontsize=8)
    for kind in ("png", "svg"):
        figure.savefig(_RESULTS / f"searching.{kind}", dpi=120)


if __name__ == "__main__":
    main()
