"""Adds every hostile file there is, the large ones too, in one folder with good ones, within the limits people have.

    python -m bench.hostile_files [--small] [--only bomb]

Prints what became of each, and ends with status 1 when a file is neither refused nor read as it should be, breaks a
limit, or keeps the good files from being read. All of them take most of an hour.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from retrieval.collection.isolation import MB, Limits
from retrieval.collection.library import DEFAULT_LIMITS, Library
from retrieval.errors import Reason
from tests.hostile import cases, judging
from tests.hostile.judging import Child
from tests.hostile.registry import Hostile

# What a limit may be passed by before the child is gone: a busy machine wakes late.
_LATE = 15
# A limit that ended a large file did what it is for, whatever else might have become of the file.
_LIMITS = (Reason.TIME, Reason.MEMORY)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as base:
        folder = Path(base) / "documents"
        made = cases.made(folder, not options.small, options.only)
        library = Library(Path(base) / "library")
        with judging.recorded() as children:
            started = time.monotonic()
            report = library.add([folder], _show)
            seconds = time.monotonic() - started
        said, texts = judging.told(report, folder), judging.texts(library)
        library.close()
        by_file = {_file(one, folder): one for one in children}
        broken = 0
        for case in made:
            wrong = list(_wrong(case, said, texts, by_file, folder))
            broken += bool(wrong)
            _print(case, said, by_file, wrong)
        lost = [name for name in cases.good() if said.get(name) != ["read"]]
    took = f"{len(made)} files in {seconds / 60:.0f} minutes"
    sys.stdout.write(f"{took}, {broken} not as they should be, good files lost: {lost or 'none'}\n")
    sys.exit(bool(broken or lost))


def _show(done: int, total: int, path: Path) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done}/{total} {ascii(path.name)[1:40]:40}")


def _file(child: Child, folder: Path) -> str:
    file = judging.below(Path(child.job.path), folder)
    return f"{file}/{child.job.member}" if child.job.member else file


def _wrong(
    case: Hostile, said: judging.Told, texts: dict[str, str], children: dict[str, Child], folder: Path
) -> Iterator[str]:
    ended = {file for file in judging.files(case) if list(said.get(file, ())) in [[reason] for reason in _LIMITS]}
    yield from (fault for fault in judging.faults(case, said, texts) if not any(repr(file) in fault for file in ended))
    for file in judging.files(case):
        child = children.get(file)
        if child and child.outcome.peak > DEFAULT_LIMITS.memory:
            yield f"{child.outcome.peak // MB} MB"
        if child and child.seconds > _allowed(folder / case.name, DEFAULT_LIMITS) + _LATE:
            yield f"{child.seconds:.0f} s"


def _allowed(path: Path, limits: Limits) -> float:
    """As in `isolation`: so many seconds, and more by size; rows have them for every stretch."""
    size = path.stat().st_size if path.is_file() else 0
    pages = min(5000, size // 20_000)
    return limits.seconds + limits.seconds_a_page * pages + (3600 if path.suffix in (".jsonl", ".csv") else 0)


def _print(case: Hostile, said: judging.Told, children: dict[str, Child], wrong: list[str]) -> None:
    for file in {*judging.files(case)} & {*said} or {case.name}:
        child = children.get(file)
        became = ", ".join(one.name if isinstance(one, Reason) else one for one in said.get(file, ())) or "-"
        took = f"{child.seconds:7.1f} s {child.outcome.peak // MB:5} MB" if child else " " * 18
        sys.stdout.write(f"{ascii(file)[1:-1][:46]:46} {became:14} {took} {'; '.join(wrong)}\n")


if __name__ == "__main__":
    main()
