"""Bytes of a ZIP archive → its entries, read within limits and never written anywhere.

DOCX and EPUB are such archives too. An entry's name is a key into the archive, never a path.
"""

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from retrieval.errors import ReadingError, Reason
from retrieval.reading.extract import ArchiveLimits

DEFAULT = ArchiveLimits()
_MB = 1024 * 1024
_CHUNK = 256 * 1024
# A white picture or a table of zeros packs as well as a bomb does; what stays small does no harm.
_RATIO_COUNTS_FROM = 10 * _MB
# What one entry takes in the list of contents with a long name. zipfile takes in the whole list before it counts.
_LISTED = 1024
_UTF8, _ENCRYPTED, _STRONGLY = 0x800, 0x1, 0x40
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LINK, _KIND = 0o120000, 0o170000
_OUTSIDE = re.compile(r"[/\\]|[A-Za-z]:|(?:.*[/\\])?\.\.(?:[/\\]|$)", re.S)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_ARCHIVES = (".zip", ".zipx", ".rar", ".7z", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".zst", ".jar", ".cab", ".iso")
# What operating systems and Word leave beside people's files.
_LEFT_BEHIND = ("__macosx", "thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a plain ZIP: `key` is what `SafeArchive.read` takes, `name` the POSIX path to show, `size` its bytes
    unpacked as the archive states them, `problem` why it cannot be read."""

    key: str
    name: str
    size: int
    problem: Reason | None = None


class SafeArchive:
    """An open archive. Everything read from it counts towards its limits."""

    def __init__(self, packed: zipfile.ZipFile, limits: ArchiveLimits) -> None:
        self._packed = packed
        self._limits = limits
        self._left = limits.total
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for info in packed.infolist():
            name = _name(info)
            if name in self._entries:
                raise ReadingError(Reason.DAMAGED, name)
            if not name.endswith(("/", "\\")):
                self._entries[name] = info

    def names(self) -> list[str]:
        """The names of its files, without folders, in its own order."""
        return list(self._entries)

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def size(self, name: str) -> int:
        """The bytes of an entry unpacked, as the archive states them."""
        return self._entries[name].file_size

    def problem(self, name: str) -> Reason | None:
        """Why an entry will not be read, as far as its name and its flags say."""
        info = self._entries[name]
        if _OUTSIDE.match(name) or _CONTROL.search(name) or info.external_attr >> 16 & _KIND == _LINK:
            return Reason.UNSAFE
        if info.flag_bits & (_ENCRYPTED | _STRONGLY):
            return Reason.PROTECTED
        if info.file_size > self._limits.entry:
            return Reason.BOMB
        return None if info.compress_type in _METHODS else Reason.DAMAGED

    def read(self, name: str) -> bytes:
        """The bytes of an entry. Raises ReadingError."""
        if name not in self._entries:
            raise ReadingError(Reason.DAMAGED, name)
        problem = self.problem(name)
        if problem:
            raise ReadingError(problem, name)
        pieces = []
        length = 0
        with as_damage(name), self._packed.open(self._entries[name]) as entry:
            while piece := entry.read(_CHUNK):
                length += len(piece)
                self._left -= len(piece)
                if length > self._limits.entry or self._left < 0:
                    raise ReadingError(Reason.BOMB, name)
                pieces.append(piece)
        return b"".join(pieces)


class _Listed:
    """A stream of which nothing long is read at once: the list of contents is, and must not be endless."""

    def __init__(self, stream: BinaryIO, longest: int) -> None:
        self._stream = stream
        self._longest = longest
        self.seek, self.tell, self.seekable = stream.seek, stream.tell, stream.seekable

    def read(self, size: int = -1) -> bytes:
        if size > self._longest:
            raise ReadingError(Reason.BOMB)
        return self._stream.read(size)


def opened(stream: BinaryIO, limits: ArchiveLimits = DEFAULT) -> SafeArchive:
    """The archive in a seekable stream, which must stay open. Raises ReadingError: DAMAGED, BOMB."""
    with as_damage():
        size = stream.seek(0, 2)
        stream.seek(0)
        packed = zipfile.ZipFile(_Listed(stream, max(limits.entries * _LISTED, _CHUNK)))
        _check(packed.infolist(), size, limits)
        return SafeArchive(packed, limits)


def members(stream: BinaryIO, limits: ArchiveLimits = DEFAULT) -> list[Member]:
    """The files of a plain ZIP, in its order, without what systems leave in it. Raises ReadingError."""
    archive = opened(stream, limits)
    found = []
    for key in archive.names():
        parts = [part for part in key.replace("\\", "/").split("/") if part != "."]
        name = "/".join(parts)
        if any((part.startswith((".", "~$")) and part != "..") or part.lower() in _LEFT_BEHIND for part in parts):
            continue
        problem = archive.problem(key) or (Reason.NESTED if name.lower().endswith(_ARCHIVES) else None)
        found.append(Member(key, name, archive.size(key), problem))
    return found


def _check(entries: list[zipfile.ZipInfo], size: int, limits: ArchiveLimits) -> None:
    """Refuses by what the archive states of itself; what it states wrongly is seen when it is read."""
    if len(entries) > limits.entries:
        raise ReadingError(Reason.BOMB, str(len(entries)))
    total = sum(info.file_size for info in entries)
    if total > limits.total or (total > _RATIO_COUNTS_FROM and total > limits.ratio * size):
        raise ReadingError(Reason.BOMB, f"{total // _MB} MB")
    for info in entries:
        if info.file_size > max(_RATIO_COUNTS_FROM, limits.ratio * info.compress_size):
            raise ReadingError(Reason.BOMB, _name(info))


def _name(info: zipfile.ZipInfo) -> str:
    """An entry's name. What is not said to be UTF-8 is UTF-8 or GBK all the same; zipfile takes it for cp437."""
    name = info.orig_filename
    if info.flag_bits & _UTF8:
        return name
    raw = name.encode("cp437")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


@contextmanager
def as_damage(name: str = "") -> Iterator[None]:
    """Whatever a broken archive makes zipfile raise is damage; its list of exceptions is open."""
    try:
        yield
    except (ReadingError, MemoryError):
        raise
    except Exception as error:
        raise ReadingError(Reason.DAMAGED, name) from error
