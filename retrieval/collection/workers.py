"""The processes that read files, as many as are needed up to the cores: started once, kept, and ended with this one."""

import atexit
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from retrieval.collection.isolation import Limits, Outcome
from retrieval.collection.jobs import Job
from retrieval.errors import ReadingError, Reason

# Every one holds a dictionary of a hundred megabytes, and its child may come to hold as much as the limit allows.
_MOST, _MEMORY_FOR_ONE = 8, Limits().memory
_ENDINGS = {"time": Reason.TIME, "memory": Reason.MEMORY, "crashed": Reason.CRASHED}


class Workers:
    """A pool of them. `run` may be called from several threads at once."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._all: list[subprocess.Popen[bytes]] = []
        self._idle: list[subprocess.Popen[bytes]] = []
        self._lock = threading.Lock()
        self._free = threading.Semaphore(count)

    def run(self, job: Job, limits: Limits, cache: Path | None) -> dict[str, Any]:
        """What became of a file. Raises ReadingError, also where reading it broke a limit."""
        (outcome,) = self.outcomes([job], limits, cache)
        return told(outcome, limits)

    def outcomes(self, jobs: Sequence[Job], limits: Limits, cache: Path | None) -> Iterator[Outcome]:
        """What became of files, in their order, read by one worker; with what each took."""
        left = list(jobs)
        with self._free:
            while left:
                worker = self._taken()
                for outcome in _answers(worker, _request(left, limits, cache), len(left)):
                    left.pop(0)
                    yield outcome
                with self._lock:
                    ended = worker not in self._all
                    if not left and not ended:
                        self._idle.append(worker)
                        return
                self._end(worker)
                # A worker that died was at the first one left. Where all were ended nobody waits for the others.
                lost = left if ended else left[:1]
                left = left[len(lost) :]
                yield from (Outcome(None, "crashed", "", 0) for _ in lost)

    def _taken(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._idle:
                return self._idle.pop()
            # Modules come from where they are installed, never from the folder somebody happens to be in.
            worker = subprocess.Popen(
                [sys.executable, "-P", "-m", "retrieval.collection.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
            )
            self._all.append(worker)
            return worker

    def _end(self, worker: subprocess.Popen[bytes]) -> None:
        """A worker whose input is closed ends, with the child that it waits for."""
        with self._lock:
            if worker in self._all:
                self._all.remove(worker)
        with suppress(BrokenPipeError):
            assert worker.stdin is not None
            worker.stdin.close()
        worker.wait()
        assert worker.stdout is not None
        worker.stdout.close()

    def close(self) -> None:
        """End them all, whatever they are at: who waits for one is told that it crashed. New ones can be started."""
        with self._lock:
            ending, self._all, self._idle = self._all, [], []
        for worker in ending:
            self._end(worker)


@lru_cache(maxsize=1)
def shared() -> Workers:
    """The workers of this process."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    workers = Workers(max(1, min(_MOST, os.cpu_count() or 1, memory // _MEMORY_FOR_ONE)))
    atexit.register(workers.close)
    return workers


def told(outcome: Outcome, limits: Limits) -> dict[str, Any]:
    """What was made of a file. Raises ReadingError."""
    if outcome.result is None:
        raise ReadingError(_ENDINGS[outcome.ending or "crashed"], _detail(outcome, limits))
    if "problem" in outcome.result:
        raise ReadingError(Reason(outcome.result["problem"]), outcome.result["detail"])
    return outcome.result


def _request(jobs: Sequence[Job], limits: Limits, cache: Path | None) -> bytes:
    """A line that asks for files. Every path is a whole one: a worker stays in the folder it was started in."""
    asked = [asdict(job) | {"path": _whole(job.path), "spool": job.spool and _whole(job.spool)} for job in jobs]
    request = {"jobs": asked, "limits": asdict(limits), "cache": cache and _whole(str(cache))}
    return json.dumps(request).encode() + b"\n"


def _whole(path: str) -> str:
    return str(Path(path).absolute())


def _answers(worker: subprocess.Popen[bytes], request: bytes, count: int) -> Iterator[Outcome]:
    """A worker's answers, so many, or fewer where it is no more."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    try:
        worker.stdin.write(request)
        worker.stdin.flush()
        for _ in range(count):
            answer = worker.stdout.readline()
            # One that was killed while it answered has left a part of a line.
            if not answer.endswith(b"\n"):
                return
            yield Outcome(**json.loads(answer))
    except (BrokenPipeError, ValueError):  # it ended, or was ended, while it was asked
        return


def _detail(outcome: Outcome, limits: Limits) -> str:
    """What a person is told beside the reason."""
    if outcome.ending == "memory":
        return f"{limits.memory // 1024 // 1024} MB"
    return outcome.detail
