"""The files of an index. Each holds a stretch of the library's documents and is never changed once it is there.

A file is called by the numbers of its first and its last document. Those that were merged are superseded by the file
that holds them all, and go. Whoever still has one open keeps it.
"""

import fcntl
import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from retrieval.collection.postings.mapped import Writer, in_memory, mapped, write
from retrieval.collection.postings.segments import Segment
from retrieval.errors import DamagedIndex

log = logging.getLogger(__name__)
_NAME = re.compile(r"([0-9a-f]{16})-([0-9a-f]{16})")
_LOCK = "lock"


class Files:
    """A folder of segments. One process at a time writes there; many read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def segments(self, open: dict[str, Segment]) -> dict[str, Segment]:
        """The segments there are, by name, in the order of their documents; those that are open are not read again.

        A file that cannot be used is said in the log and goes.
        """
        found: dict[str, Segment] = {}
        unreadable: set[str] = set()
        while names := [name for name in self._names() if name not in found and name not in unreadable]:
            for name in names:
                try:
                    found[name] = open.get(name) or Segment(mapped(self._folder / name))
                except FileNotFoundError:
                    # It was merged with others just now; a link that leads nowhere is there all the same.
                    unreadable.add(name)
                except DamagedIndex as error:
                    unreadable.add(name)
                    with suppress(DamagedIndex):
                        self.discard(error)
                except OSError as error:
                    log.warning("%s cannot be read: %s", self._folder / name, error.strerror)
                    unreadable.add(name)
        names = self._names()
        return {name: found[name] for name in names if name in found}

    def discard(self, error: DamagedIndex) -> None:
        """Put aside a file that cannot be used: what it held is added again. Raises CollectionError where it stays."""
        if error.path is None:
            return
        log.warning("%s cannot be used and is made anew", error.path)
        try:
            error.path.unlink(missing_ok=True)
        except OSError as cause:
            raise error from cause

    @contextmanager
    def writing(self) -> Iterator[bool]:
        """Whether this process may write: not while another one does, nor where nothing can be written."""
        with suppress(OSError):
            if self._folder.is_file():  # what an older version kept here
                self._folder.unlink()
            self._folder.mkdir(parents=True, exist_ok=True)
        try:
            fd = os.open(self._folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError:
            yield False
            return
        try:
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                mine = True
            except OSError:
                mine = False
            yield mine
        finally:
            os.close(fd)

    def put(self, first: int, last: int, fill: Callable[[Writer], None], kept: bool) -> Segment:
        """A segment of the documents with these numbers: as a file where it can be kept, in memory otherwise."""
        if kept:
            with suppress(OSError):  # it can be made again whenever it is needed
                return self.write(first, last, fill)
        return Segment(in_memory(fill))

    def write(self, first: int, last: int, fill: Callable[[Writer], None]) -> Segment:
        """A segment of the documents with these numbers as a file. Raises OSError."""
        path = self._folder / f"{first:016x}-{last:016x}"
        write(path, fill)
        return Segment(mapped(path))

    def clear(self) -> None:
        """Remove what is superseded. Only for whoever may write."""
        names = set(self._names())
        for path in self._folder.iterdir():
            if _NAME.fullmatch(path.name) and path.name not in names:
                with suppress(OSError):
                    path.unlink()

    def drop(self, segments: Iterable[Segment]) -> None:
        """Remove the files of segments of which nothing is in the library."""
        for segment in segments:
            if segment.arrays.path:
                with suppress(OSError):
                    segment.arrays.path.unlink(missing_ok=True)

    def _names(self) -> list[str]:
        """Those that are not superseded: ranges lie apart, or one within another."""
        try:
            matches = filter(None, map(_NAME.fullmatch, os.listdir(self._folder)))
        except OSError:
            return []
        ranges = sorted((int(match[1], 16), -int(match[2], 16), match[0]) for match in matches)
        names: list[str] = []
        until = -1
        for first, last, name in ranges:
            if first > until:
                names.append(name)
                until = -last
        return names
