"""Files and folders into the library: read by other processes, several at a time, written here a batch at a time.

A batch is one transaction, so a killed process leaves whole documents only, and adding again goes on where it was: what
is there already and did not change is not read again.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from retrieval.collection import recipes
from retrieval.collection.finding import Misstated, Problem, Said, Target, found, located, name
from retrieval.collection.isolation import MB, Limits, Outcome
from retrieval.collection.jobs import Job
from retrieval.collection.naming import Names
from retrieval.collection.rows import pages_of
from retrieval.collection.store import Listed, Store
from retrieval.collection.workers import shared, told
from retrieval.errors import ReadingError, Reason
from retrieval.reading.extract import Notice

# When what was read is written: often enough that little is lost, seldom enough that nobody waits for it.
_FILES, _BYTES, _SECONDS = 64, 16 * MB, 10.0
# How many runs of files may be under way for every process.
_AHEAD = 4
# Files of up to so many bytes are given to a process so many at a time: starting on one costs as much as reading it.
_SMALL, _TOGETHER = 64 * 1024, 16

Progress = Callable[[int, int, Path], None]
"""Told how many files are done, of how many, and which one is next."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A document that was read: what it is, what is in it, and what a person should know of it."""

    file: str
    format: str
    encoding: str
    certainty: float
    articles: int
    passages: int
    notices: tuple[Notice, ...]


@dataclass(slots=True)
class Report:
    """What `add` did, by the documents' file names.

    `twins` have the content of the document named beside them; `left_out` were not meant to be read; `taken` says more
    of those added or replaced; `explained` are the files written to be put right by hand, `kept` those that were there.
    """

    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    twins: list[tuple[Path, str]] = field(default_factory=list)
    left_out: list[Path] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    explained: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)

    @property
    def articles(self) -> int:
        """How many articles were read."""
        return sum(one.articles for one in self.taken)

    @property
    def passages(self) -> int:
        """How many paragraphs were read."""
        return sum(one.passages for one in self.taken)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A file that must be read: how, by what recipe, and what is known of it from before."""

    target: Target
    job: Job
    recipe: str
    spool: Path
    known: Listed | None


@dataclass(frozen=True, slots=True)
class _Read:
    """A file as it was read: what is known of it, its spool of so many bytes, and by what it was read."""

    target: Target
    recipe: str
    made: dict[str, Any]
    spool: Path
    size: int


@dataclass(frozen=True, slots=True)
class _Unchanged:
    """A file that is in the library as it is, under this name."""

    file: str


_Result = _Read | _Unchanged | Target | Problem
"""What a file comes to. An archive comes to its members, which are to be read next."""


class Adder:
    """One addition to a library."""

    def __init__(
        self, store: Store, folder: Path, cache: Path | None, limits: Limits, encoding: str | None, explain: bool
    ) -> None:
        self.report = Report()
        self._store = store
        self._folder = folder
        self._cache = cache
        self._limits = limits
        self._encoding = encoding
        self._explain = explain
        self._said = Said()
        self._known = {(one.origin, one.member): one for one in store.listing()}
        self._batch: list[_Read] = []
        # The names as this addition left them, at that generation of the library.
        self._names: tuple[int, Names] | None = None
        self._written = time.monotonic()

    def add(self, paths: Iterable[Path], progress: Progress | None) -> Report:
        """Read and write them all. Unreadable files are in the report's `problems`; they never stop the others."""
        report = self.report
        pending = deque(one for path in paths for one in found(path, report.problems, report.left_out))
        running: deque[tuple[list[Target], Future[list[_Result]]]] = deque()
        done = 0
        workers = shared()
        with _spools(self._folder) as spools, ThreadPoolExecutor(workers.count) as pool:
            try:
                while pending or running:
                    while pending and len(running) < _AHEAD * workers.count:
                        targets = _together(pending, workers.count)
                        running.append((targets, pool.submit(self._read, targets, spools)))
                    targets, future = running.popleft()
                    if progress:
                        left = len(targets) + sum(len(run) for run, _ in running) + len(pending)
                        progress(done, done + left, targets[0].shown)
                    pending.extendleft(reversed([one for result in future.result() for one in self._received(result)]))
                    done += len(targets)
                self._write()
            except BaseException as error:
                # Whoever is still read is not waited for.
                pool.shutdown(wait=False, cancel_futures=True)
                workers.close()
                if isinstance(error, KeyboardInterrupt):
                    self._write()
                raise
        return report

    def _received(self, result: _Result) -> Iterator[Target]:
        """Take in what became of a file; what is still to be read."""
        if isinstance(result, Target):
            yield result
        elif isinstance(result, Problem):
            self.report.problems.append(result)
        elif isinstance(result, _Unchanged):
            self.report.unchanged.append(result.file)
        else:
            self._batch.append(result)
            large = len(self._batch) >= _FILES or sum(one.size for one in self._batch) >= _BYTES
            if large or time.monotonic() - self._written > _SECONDS:
                self._write()

    def _read(self, targets: list[Target], spools: Path) -> list[_Result]:
        """Files that one process reads, in a thread of its own."""
        asked = [self._asked(target, spools) for target in targets]
        jobs = [one.job for one in asked if isinstance(one, _Asked)]
        outcomes = iter(list(shared().outcomes(jobs, self._limits, self._cache)))
        results: list[_Result] = []
        for one in asked:
            results += self._results(one, next(outcomes)) if isinstance(one, _Asked) else [one]
        return results

    def _asked(self, target: Target, spools: Path) -> _Asked | _Unchanged | Problem:
        """What is asked of a process for a file that is not in the library as it is."""
        known = self._known.get((_origin(target), target.member))
        # An encoding that somebody named once holds for that file until another is named.
        before = recipes.named_encoding(known.recipe) if known else None
        try:
            with tempfile.NamedTemporaryFile(dir=spools) as named:
                spool = Path(named.name)
            job = self._said.job(target, spool, self._encoding or before)
        except Misstated as error:
            return Problem(target.shown, error.reason, error.detail, error.path, error.fault)
        except OSError as error:  # a path too long for what stands beside it, a disk that is full
            return Problem(target.shown, Reason.FAILED, error.strerror or "")
        recipe = recipes.recipe(job)
        if known and recipes.holds(known.recipe, recipe) and not self._explain:
            if target.member is None and _sha256(target.path, self._limits.file) == known.sha256:
                return _Unchanged(known.file)
            job = replace(job, known=known.sha256)
        return _Asked(target, replace(job, explain=self._explain), recipe, spool, known)

    def _results(self, asked: _Asked, outcome: Outcome) -> list[_Result]:
        """What a file comes to: itself, or the members of an archive."""
        target = asked.target
        try:
            made = told(outcome, self._limits)
            if "members" in made:
                return _members(target, made["members"])
            if asked.known and made.get("unchanged"):
                return [_Unchanged(asked.known.file)]
            recipe = recipes.lacking(asked.recipe, made["notices"])
            return [_Read(target, recipe, made, asked.spool, asked.spool.stat().st_size)]
        except ReadingError as error:
            asked.spool.unlink(missing_ok=True)  # as large as the file, perhaps, and nobody reads it
            return [Problem(target.shown, error.reason, error.detail)]
        except OSError as error:
            return [Problem(target.shown, Reason.FAILED, error.strerror or "")]

    def _write(self) -> None:
        """Write a batch, all of it or nothing."""
        if self._batch:
            with self._store.transaction():
                names = self._present_names()
                for one in self._batch:
                    self._keep(one, names)
                self._names = self._store.generation(), names
            for one in self._batch:
                self._explained(one)
                one.spool.unlink(missing_ok=True)  # who was interrupted here writes once more
        self._batch = []
        self._written = time.monotonic()

    def _present_names(self) -> Names:
        """The names of the library as it stands: only where another process changed it they are all read again."""
        if self._names and self._names[0] == self._store.generation():
            return self._names[1]
        return Names(self._store.listing(), self._store.given())

    def _keep(self, one: _Read, names: Names) -> None:
        """Write one file as the library stands now: another process may have changed it while the file was read."""
        report, target = self.report, one.target
        origin, content = _origin(target), recipes.content(one.made, one.recipe)
        file = names.free_name(target.file, origin, target.member)
        before, twin = names.by_file.get(file), names.by_content.get(content)
        if before and before.content == content and before.recipe == one.recipe:
            report.unchanged.append(file)
            return
        if before:
            # The same content is only read anew; other content leaves ids behind that point into what was there.
            same = before.content == content
            (self._store.drop if same else self._store.retire)(before.id)
            names.forget(before)
        if twin and twin is not before:
            if os.path.exists(located(twin.origin)):
                report.twins.append((target.shown, twin.file))
                return
            # The file was moved or renamed: it goes by its new name.
            self._store.drop(twin.id)
            self._store.renamed(twin.file, file)
            names.forget(twin)
            before = before or twin
        made = one.made
        listed = Listed(
            id=names.free_id(content),
            file=file,
            origin=origin,
            member=target.member,
            sha256=made["sha256"],
            content=content,
            recipe=one.recipe,
            format=made["format"],
            encoding=made["encoding"],
            certainty=made["certainty"],
            pages=pages_of(made["pages"]),
        )
        self._store.put(listed, recipes.spooled(one.spool))
        names.remember(listed)
        (report.replaced if before else report.added).append(file)
        notices = tuple(Notice(*notice) for notice in made["notices"])
        report.taken.append(
            Taken(file, listed.format, listed.encoding, listed.certainty, made["articles"], made["passages"], notices)
        )

    def _explained(self, one: _Read) -> None:
        """Write what was understood of a file beside it, unless somebody has put that right already."""
        text = one.made["explained"]
        if text is None:
            return
        path = one.target.corrections
        try:
            # Nothing that is there is written over, nor what a link leads to.
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            self.report.kept.append(path)
        except OSError as error:
            self.report.problems.append(Problem(path, Reason.FAILED, error.strerror or ""))
        else:
            self.report.explained.append(path)


def _together(pending: deque[Target], processes: int) -> list[Target]:
    """The next file, with those after it that are read by the same process: no more than leave work for the others."""
    most = min(_TOGETHER, len(pending) // (_AHEAD * processes))
    run = [pending.popleft()]
    while len(run) < most and _size(run[-1]) <= _SMALL and _size(pending[0]) <= _SMALL:
        run.append(pending.popleft())
    return run


def _size(target: Target) -> int:
    if target.member is not None:
        return target.size
    with suppress(OSError):
        return target.path.stat().st_size
    return 0


def _members(target: Target, members: list[tuple[str, str, int, str | None]]) -> list[_Result]:
    """The members of an archive that can be read; the others are problems. Raises ReadingError."""
    if not members:
        raise ReadingError(Reason.EMPTY)
    return [
        Problem(Path(f"{target.path}/{shown}"), Reason(problem))
        if problem
        else Target(target.path, f"{target.file}/{name(shown)}", key, size)
        for key, shown, size, problem in members
    ]


def _origin(target: Target) -> str:
    return name(str(target.path.resolve()))


def _sha256(path: Path, most: int) -> str | None:
    """The hash of a regular file; None of what is none, is larger than `most`, or cannot be read."""
    with suppress(OSError):
        if path.is_file() and path.stat().st_size <= most:
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
    return None


@contextmanager
def _spools(folder: Path) -> Iterator[Path]:
    """A folder for what is read and not yet written. One that a killed process left is cleared away."""
    with ExitStack() as held:
        # One process at a time, or a folder just made would be cleared away before it is locked.
        with _locked(folder, wait=True):
            for left in folder.glob("adding-*"):
                with suppress(OSError), _locked(left):
                    _clear(left)
            made = Path(tempfile.mkdtemp(prefix="adding-", dir=folder))
            held.enter_context(_locked(made))
        try:
            yield made
        finally:
            _clear(made)


@contextmanager
def _locked(folder: Path, wait: bool = False) -> Iterator[None]:
    """Raises OSError where another process has it and is not to be waited for."""
    fd = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    finally:
        os.close(fd)


def _clear(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
