"""Kills `yinju add` with SIGKILL at random moments and looks at what is left: a document is there whole, or not at all.

    python bench/killing.py [--times 200] [--seed 1]

What an addition reads is written a batch at a time, each batch a transaction. After a kill the addition is made again,
killed again or not: it must complete what is there, and read only what is missing. Ends with status 1 when a library
did not open, held half of a document, lost what it had, or read something twice.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from retrieval.analyzer import Analyzer
from retrieval.collection.adding import Report
from retrieval.collection.library import Library

YINJU = [sys.executable, "-c", "from bot.terminal.commands import main; main()"]
FILES, PARAGRAPHS = 150, 40
# What a killed addition leaves is completed in a third of the rounds, and killed once more in the others.
_COMPLETED = 1 / 3


def write(folder: Path, round_number: int) -> None:
    folder.mkdir(parents=True)
    for number in range(FILES):
        text = (
            f"第{round_number}轮第{number}条渠\n\n某县水利站站长 林渠\n\n"
            + f"第{number}条渠修好了，再放水。\n" * PARAGRAPHS
        )
        (folder / f"{number:03}-{round_number}.txt").write_text(text, "utf-8")


def killed(library: Path, documents: Path, after: float) -> bool:
    """Kill an addition after so many seconds; whether it had ended before, and said that all is well."""
    command = [*YINJU, "--library", str(library), "add", str(documents)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.kill()
    return process.wait() == 0


def held(folder: Path, analyzer: Analyzer) -> dict[str, int]:
    """How many passages each document of a library has."""
    library = Library(folder, analyzer)
    counts = {document.file: 0 for document in library.sources()}
    for passage in library.collection().passages:
        counts[passage.file] += 1
    library.close()
    return counts


def completed(folder: Path, documents: Path, analyzer: Analyzer) -> Report:
    library = Library(folder, analyzer)
    report = library.add([documents])
    library.close()
    return report


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311 - moments to kill at, not secrets
    ended = partly = broken = 0
    with tempfile.TemporaryDirectory() as base:
        analyzer = Analyzer(Path(base) / "jieba")
        documents, folder = Path(base) / "documents", Path(base) / "library"
        write(documents, 0)
        started = time.perf_counter()
        if not killed(Path(base) / "undisturbed", documents, 600):
            raise SystemExit("not even an undisturbed addition ended well")
        whole = time.perf_counter() - started
        each = set(held(Path(base) / "undisturbed", analyzer).values())
        before: dict[str, int] = {}
        for number in range(options.times):
            acknowledged = killed(folder, documents, chance.uniform(0.1, 1.3 * whole))
            now = held(folder, analyzer)
            missing = sum(path.is_file() for path in documents.rglob("*")) - len(now)
            wrong = not before.items() <= now.items() or not set(now.values()) <= each
            wrong = wrong or (acknowledged and missing > 0)
            ended += acknowledged
            partly += len(before) < len(now) and missing > 0
            if acknowledged or chance.random() < _COMPLETED:
                report = completed(folder, documents, analyzer)
                wrong = wrong or len(report.unchanged) != len(now) or len(report.added) != missing
                now = held(folder, analyzer)
                write(documents / f"{number}", number + 1)
            broken += wrong
            before = now
    stopped = options.times - ended
    sys.stdout.write(
        f"{options.times} additions, {stopped} killed, {partly} left some of their documents, {broken} broken\n"
    )
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
