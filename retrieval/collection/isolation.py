"""One piece of work in a child process of its own: limited in memory and time, killed with all it started.

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
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
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


def isolated(work: Callable[[Beat], dict[str, Any]], limits: Limits, size: int, lifeline: int) -> Outcome:
    """Run `work` on a file of `size` bytes in a child; its result must be JSON.

    Raises EOFError, the child killed, when `lifeline`, the reading end of a pipe, is closed at its other side.
    """
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        _child(work, limits, size, writing, lifeline)
    os.close(writing)
    with suppress(OSError):  # the child does the same: whoever is first
        os.setpgid(pid, pid)
    try:
        told, in_time = _listen(reading, lifeline, limits, size)
    finally:
        os.close(reading)
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        _, status, usage = os.wait4(pid, 0)
    # Linux counts in kilobytes, macOS in bytes.
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    if told is not None:
        return Outcome(told.get("result"), told.get("ending"), told.get("detail", ""), peak)
    if not in_time:
        return Outcome(None, "time", "", peak)
    # A library in C ends the process where it gets no memory, whatever Python would have raised.
    starved = os.waitstatus_to_exitcode(status) == _OUT_OF_MEMORY or peak > 0.7 * limits.memory
    return Outcome(None, "memory" if starved else "crashed", "", peak)


def _allowed(limits: Limits, size: int) -> float:
    """The seconds a file has until it is read, or its first stretch is."""
    return limits.seconds + limits.seconds_a_page * min(_MOST_PAGES, size // _PAGE)


def _listen(reading: int, lifeline: int, limits: Limits, size: int) -> tuple[dict[str, Any] | None, bool]:
    """What the child says at the end, if anything, and whether it did so in time."""
    end = time.monotonic() + _allowed(limits, size)
    said = b""
    with selectors.DefaultSelector() as selector:
        selector.register(reading, selectors.EVENT_READ)
        selector.register(lifeline, selectors.EVENT_READ)
        while (left := end - time.monotonic()) > 0:
            ready = {key.fd for key, _ in selector.select(left)}
            if lifeline in ready:
                raise EOFError("nobody waits for this any more")
            if reading in ready:
                piece = os.read(reading, 65536)
                if not piece:
                    return (json.loads(said) if said.endswith(b"\n") else None), True
                # A beat is an empty line: the result has no other line end than its last character.
                said = (said + piece).lstrip(b"\n")
                end = max(end, time.monotonic() + limits.seconds)
    return None, False


def _child(work: Callable[[Beat], dict[str, Any]], limits: Limits, size: int, writing: int, lifeline: int) -> NoReturn:
    """The child's life, which ends here."""
    code = 0
    try:
        os.setpgid(0, 0)
        os.close(lifeline)
        _die_with_parent()
        _limit(limits, size)
        _say(writing, {"result": work(lambda: _write(writing, b"\n"))})
    except MemoryError:
        code = _OUT_OF_MEMORY
    except Exception as error:  # a bug of ours, which must not be taken for a fault of the file
        _say(writing, {"ending": "crashed", "detail": f"{type(error).__name__}: {error}"[:200]})
    finally:
        os._exit(code)


def _say(fd: int, message: dict[str, Any]) -> None:
    _write(fd, json.dumps(message).encode() + b"\n")


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
