"""Work in child processes: limited in memory and time, killed with all it started.

What reads a hostile file can hang in C code or take all the memory there is, where no exception helps. The child is
forked from a small process that has loaded what it needs (`worker`), which costs milliseconds.
"""

import ctypes
import json
import os
import resource
import selectors
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, NoReturn

MB = 1024 * 1024
# What a file says of its own pages can be a lie: so many of its bytes count as one, up to as many pages as are read.
_PAGE = 20_000
_MOST_PAGES = 5000
# What may be written for a file is bounded by its size: the terms of a text are several times as long as the text.
_WRITTEN = 40
_OUT_OF_MEMORY = 71


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take: bytes of address space, seconds and more seconds a page, bytes of the file.

    What is read stretch by stretch has `seconds` for each of them. Of an archive: its entries, the bytes of one and of
    all of them unpacked, and how often its own size that may be.
    """

    memory: int = 2048 * MB
    seconds: float = 60
    seconds_a_page: float = 2
    file: int = 200 * MB
    entries: int = 10_000
    entry: int = 100 * MB
    unpacked: int = 250 * MB
    ratio: int = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the work: what it returned, or how it ended, with what is known of that.

    `ending` is `time`, `memory` or `crashed`, None where there is a result; `peak` is the most memory held, in bytes.
    """

    result: dict[str, Any] | None
    ending: str | None
    detail: str
    peak: int


Beat = Callable[[], None]
"""Called when a stretch of the file is done, so that the next one has its time."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is done with a file of `size` bytes: `run` returns JSON."""

    size: int
    run: Callable[[Beat], dict[str, Any]]


def isolated(works: Sequence[Work], limits: Limits, lifeline: int) -> Iterator[Outcome]:
    """Run works one after the other in one child, for as long as that lives: each has its own time.

    What ends a child that has done others before is tried again in a new one, so that it never answers for what they
    left behind. Raises EOFError, the child killed, when `lifeline`, the reading end of a pipe, is closed at its other
    side.
    """
    done = 0
    while done < len(works):
        with _Child(works[done:], limits, lifeline) as child:
            for before, work in enumerate(works[done:]):
                outcome = child.outcome(work)
                if outcome.ending and before:
                    break
                done += 1
                yield outcome
                if outcome.ending:
                    break


class _Child:
    """A forked process that does works in their order. At the end of the context it is gone, with all it started."""

    def __init__(self, works: Sequence[Work], limits: Limits, lifeline: int) -> None:
        self._limits = limits
        self._lifeline = lifeline
        self._heard = bytearray()
        self._reading, writing = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            _live(works, limits, writing, lifeline)
        os.close(writing)
        with suppress(OSError):  # the child does the same: whoever is first
            os.setpgid(self._pid, self._pid)

    def __enter__(self) -> "_Child":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._pid:
            self._ended()

    def outcome(self, work: Work) -> Outcome:
        """What became of the next work, once that is known; nothing can be asked of a child that ended over one."""
        try:
            told = self._told(_allowed(self._limits, work.size))
        except TimeoutError:
            return Outcome(None, "time", "", self._ended()[1])
        if told is None:
            # A library in C ends the process where it gets no memory, whatever Python would have raised.
            status, peak = self._ended()
            starved = status == _OUT_OF_MEMORY or peak > 0.7 * self._limits.memory
            return Outcome(None, "memory" if starved else "crashed", "", peak)
        return Outcome(told.get("result"), told.get("ending"), told.get("detail", ""), told["peak"])

    def _told(self, seconds: float) -> dict[str, Any] | None:
        """What the child says next; None where it ends without a word. Raises TimeoutError, EOFError."""
        end = time.monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            selector.register(self._reading, selectors.EVENT_READ)
            selector.register(self._lifeline, selectors.EVENT_READ)
            while (line := self._line()) is None:
                ready = {key.fd for key, _ in selector.select(max(0, end - time.monotonic()))}
                if self._lifeline in ready:
                    raise EOFError("nobody waits for this any more")
                if not ready:
                    raise TimeoutError
                piece = os.read(self._reading, 65536)
                if not piece:
                    return None
                self._heard += piece
                end = max(end, time.monotonic() + self._limits.seconds)
        told: dict[str, Any] = json.loads(line)
        return told

    def _line(self) -> bytes | None:
        """The next line that was heard to its end. A beat is an empty one, of which there is nothing more to say."""
        self._heard = self._heard.lstrip(b"\n")
        line, ended, rest = self._heard.partition(b"\n")
        if not ended:
            return None
        self._heard = rest
        return bytes(line)

    def _ended(self) -> tuple[int, int]:
        """Kill the child with its group: its exit code, and the most memory that it held, in bytes."""
        with suppress(ProcessLookupError):
            os.killpg(self._pid, signal.SIGKILL)
        _, status, usage = os.wait4(self._pid, 0)
        os.close(self._reading)
        self._pid = 0
        return os.waitstatus_to_exitcode(status), _peak(usage)


def _peak(usage: resource.struct_rusage) -> int:
    # Linux counts in kilobytes, macOS in bytes.
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _allowed(limits: Limits, size: int) -> float:
    """The seconds a file has until it is read, or its first stretch is."""
    return limits.seconds + limits.seconds_a_page * min(_MOST_PAGES, size // _PAGE)


def _live(works: Sequence[Work], limits: Limits, writing: int, lifeline: int) -> NoReturn:
    """The child's life, which ends here."""
    code = 0
    try:
        os.setpgid(0, 0)
        os.close(lifeline)
        _die_with_parent()
        _limit(limits, max(work.size for work in works))
        for work in works:
            _say(writing, {"result": work.run(lambda: _write(writing, b"\n"))})
    except MemoryError:
        code = _OUT_OF_MEMORY
    except Exception as error:  # a bug of ours, which must not be taken for a fault of the file
        _say(writing, {"ending": "crashed", "detail": f"{type(error).__name__}: {error}"[:200]})
    finally:
        os._exit(code)


def _say(fd: int, message: dict[str, Any]) -> None:
    peak = _peak(resource.getrusage(resource.RUSAGE_SELF))
    # Nothing but ASCII, and no line end but the last.
    _write(fd, json.dumps({**message, "peak": peak}).encode() + b"\n")


def _write(fd: int, data: bytes) -> None:
    while data:
        data = data[os.write(fd, data) :]


def _limit(limits: Limits, size: int) -> None:
    """Limits the system itself holds the child to; what it writes is bounded by what it reads."""
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_FSIZE, 64 * MB + _WRITTEN * size),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(ValueError, OSError):  # macOS has no limit of the address space
            resource.setrlimit(kind, (soft, hard))


def _die_with_parent() -> None:
    """On Linux a child can be told to end with its parent, however that ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
