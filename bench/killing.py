"""Kills `yinju add` with SIGKILL at random moments and looks at what is left: the collection as before, or complete.

    python bench/killing.py [--times 200] [--seed 1]

Ends with status 1 when a library did not open, held half of an addition, or lost what it had acknowledged.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from retrieval.analyzer import Analyzer
from retrieval.collection.library import Library

YINJU = [sys.executable, "-c", "from bot.terminal.commands import main; main()"]
FILES = 60


def write(folder: Path, round_number: int) -> None:
    folder.mkdir(parents=True)
    for number in range(FILES):
        text = f"第{round_number}轮第{number}条渠\n\n某县水利站站长 林渠\n\n" + f"第{number}条渠修好了，再放水。\n" * 40
        (folder / f"{number:03}.txt").write_text(text, "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311 - moments to kill at, not secrets
    killed = complete = broken = kept = 0
    with tempfile.TemporaryDirectory() as base:
        analyzer = Analyzer(Path(base) / "jieba")
        write(Path(base) / "undisturbed", -1)
        started = time.perf_counter()
        subprocess.run(
            [*YINJU, "--library", f"{base}/first", "add", f"{base}/undisturbed"], check=True, stdout=subprocess.DEVNULL
        )
        whole = time.perf_counter() - started
        for number in range(options.times):
            documents = Path(base) / f"documents-{number}"
            write(documents, number)
            library = Path(base) / "library"
            process = subprocess.Popen(
                [*YINJU, "--library", str(library), "add", str(documents)], stdout=subprocess.DEVNULL
            )
            time.sleep(chance.uniform(0.1, 1.3 * whole))
            process.kill()
            acknowledged = process.wait() == 0
            opened = Library(library, analyzer)
            found = len(opened.sources())
            passages = len({passage.document for passage in opened.collection().passages})
            opened.close()
            if found not in (kept, kept + FILES) or passages != found or (acknowledged and found == kept):
                broken += 1
            complete += found == kept + FILES
            killed += not acknowledged
            kept = found
    sys.stdout.write(f"{options.times} additions, {killed} killed, {complete} complete, {broken} broken\n")
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
