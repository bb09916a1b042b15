"""What became of hostile files in a library, and whether that is one of the things that may become of them."""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from unittest import mock

from retrieval.collection.adding import Report
from retrieval.collection.finding import name
from retrieval.collection.isolation import Limits, Outcome
from retrieval.collection.jobs import Job
from retrieval.collection.library import Library
from retrieval.collection.workers import Workers
from retrieval.errors import Reason
from tests.hostile.making import SECRET
from tests.hostile.registry import Expected, Hostile

LEFT_OUT = "left out"
Told = Mapping[str, Sequence[Reason | str]]
"""By the file's path below the folder: why it was refused, that it was left out, or `read`, once for each time it was said."""


@dataclass(frozen=True, slots=True)
class Child:
    """A file that was read in a child: what it was to do, what came of it, and the seconds that took."""

    job: Job
    outcome: Outcome
    seconds: float


@contextmanager
def recorded() -> Iterator[list[Child]]:
    """Every child that reads a file meanwhile."""
    children: list[Child] = []
    lock = threading.Lock()
    plain = Workers.outcomes

    def outcomes(self: Workers, jobs: Sequence[Job], limits: Limits, cache: Path | None) -> Iterator[Outcome]:
        started = time.monotonic()
        for job, made in zip(jobs, plain(self, jobs, limits, cache), strict=True):
            with lock:
                children.append(Child(job, made, time.monotonic() - started))
            yield made
            started = time.monotonic()

    with mock.patch.object(Workers, "outcomes", outcomes):
        yield children


def told(report: Report, folder: Path) -> Told:
    """What a report says of the files in a folder."""
    found: dict[str, list[Reason | str]] = defaultdict(list)
    for problem in report.problems:
        found[below(problem.path, folder)].append(problem.reason)
    for path in report.left_out:
        found[below(path, folder)].append(LEFT_OUT)
    for file in (*report.added, *report.replaced, *report.unchanged):
        found[file].append("read")
    for path, _ in report.twins:
        found[below(path, folder)].append("read")
    return found


def below(path: Path, folder: Path) -> str:
    return name(str(path)).removeprefix(f"{folder}/")


def files(case: Hostile) -> dict[str, Expected]:
    """The files and members that a case is, each with what may become of it."""
    members = case.expected.members
    if members is None:
        return {name(case.name): case.expected}
    # As a path says it: `a//b` is `a/b`.
    return {str(PurePosixPath(f"{name(case.name)}/{member}")): expected for member, expected in members.items()}


def faults(case: Hostile, said: Told, texts: Mapping[str, str]) -> Iterator[str]:
    """What should not have become of a case, in words; `texts` are those of the library by file name."""
    whole = said.get(name(case.name), ())
    if case.expected.members is not None and whole:
        if len(whole) > 1 or whole[0] not in case.expected.reasons:
            yield f"{case.name!r}: {_shown(whole)}"
        return
    for file, expected in files(case).items():
        yield from _faults(file, expected, said.get(file, ()), texts)


def _faults(file: str, expected: Expected, said: Sequence[Reason | str], texts: Mapping[str, str]) -> Iterator[str]:
    if len(said) != 1:
        yield f"{file!r} is named {len(said)} times: {_shown(said)}"
    elif said[0] == "read":
        missing = [words for words in expected.holds or () if words not in texts.get(file, "")]
        if expected.holds is None or missing:
            yield f"{file!r} was read" + (f", without {missing}" if missing else "")
        if SECRET in texts.get(file, "") or "root:" in texts.get(file, ""):
            yield f"{file!r} tells what stands in another file"
    elif said[0] == LEFT_OUT:
        if not expected.left_out:
            yield f"{file!r} was left out"
    elif said[0] not in expected.reasons:
        yield f"{file!r} was refused: {_shown(said)}"


def _shown(said: Sequence[Reason | str]) -> str:
    return ", ".join(one.name if isinstance(one, Reason) else one for one in said) or "nothing is said of it"


def texts(library: Library) -> dict[str, str]:
    """The texts of a library by file name."""
    return {listed.file: library.document(listed.id).text for listed in library.sources()}
