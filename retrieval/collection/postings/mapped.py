"""Arrays in one file that is mapped into memory: opening it reads its foot alone, and processes share its pages.

A file is written aside and moved into place. It begins with the arrays, one behind the other, and ends with a checksum
of each block of them, its head (JSON: what it is of, where the arrays are) and a foot that says where these begin. A
block's checksum is held against it when something of it is read for the first time: what is torn or was altered is
noticed, and nothing is read that is not needed.
"""

import io
import json
import mmap
import os
import struct
import time
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

import numpy as np
from numpy.typing import DTypeLike, NDArray

from retrieval.errors import DamagedIndex

_MARK = b"yinju\x00ix"
_VERSION = 5
# The length of the head, the checksum of it and of the checksums before it, the version, the mark.
_FOOT = struct.Struct("<IIQ8s")
_CHECKSUM = np.dtype("<u4")
_ALIGNED = 64
# Few blocks are read whole for a term of a hundred postings, and most terms have no more.
_BLOCK = 1 << 14
_LONG_AGO = 3600


class Writer:
    """Writes arrays, each in as many pieces as it is made in."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._at = 0
        self._checksum = 0
        self._checksums: list[int] = []
        self._placed: dict[str, tuple[str, int, int]] = {}

    def array(self, name: str, dtype: DTypeLike, pieces: Iterable[NDArray[Any]]) -> None:
        """Write one array, of one dimension. Raises OSError."""
        self._write(memoryview(bytes(-self._at % _ALIGNED)))
        start, kind = self._at, np.dtype(dtype)
        for piece in pieces:
            self._write(np.ascontiguousarray(piece, kind).view(np.uint8).data)
        self._placed[name] = (kind.str, start, (self._at - start) // kind.itemsize)

    def finish(self, about: dict[str, Any]) -> None:
        """Write what the arrays are of. Raises OSError."""
        if self._at % _BLOCK:
            self._checksums.append(self._checksum)
        head = np.array(self._checksums, _CHECKSUM).tobytes()
        head += json.dumps({"about": about, "arrays": self._placed}).encode()
        self._file.write(head + _FOOT.pack(len(head), zlib.crc32(head), _VERSION, _MARK))

    def _write(self, data: memoryview) -> None:
        self._file.write(data)
        while data:
            piece = data[: _BLOCK - self._at % _BLOCK]
            self._checksum = zlib.crc32(piece, self._checksum)
            self._at += len(piece)
            data = data[len(piece) :]
            if self._at % _BLOCK == 0:
                self._checksums.append(self._checksum)
                self._checksum = 0


class Arrays:
    """The arrays of a file, or of bytes that would be one; what is taken of them cannot be written to."""

    def __init__(self, data: memoryview, path: Path | None = None) -> None:
        """Raises DamagedIndex."""
        self.path = path
        body = len(data) - _FOOT.size
        if body < 0:
            raise DamagedIndex(path)
        length, checksum, version, mark = _FOOT.unpack(data[body:])
        head = data[max(0, body - length) : body]
        if (mark, version) != (_MARK, _VERSION) or zlib.crc32(head) != checksum:
            raise DamagedIndex(path)
        self._data = data[: body - length]
        blocks = -(-len(self._data) // _BLOCK)
        self._checksums: NDArray[np.uint32] = np.frombuffer(head, _CHECKSUM, blocks)
        said = json.loads(bytes(head[self._checksums.nbytes :]))
        self.about: dict[str, Any] = said["about"]
        # A byte for each block: whether it was held against its checksum.
        self._checked = bytearray(blocks)
        self._places: dict[str, tuple[int, int]] = {}
        self._whole: dict[str, NDArray[Any]] = {}
        for name, (dtype, start, count) in said["arrays"].items():
            self._whole[name] = np.frombuffer(self._data, dtype, count, start)
            self._places[name] = start, np.dtype(dtype).itemsize

    def part(self, name: str, start: int = 0, stop: int | None = None) -> NDArray[Any]:
        """The values of an array from `start` to `stop`, or all of them. Raises DamagedIndex."""
        whole = self._whole[name]
        stop = len(whole) if stop is None else stop
        if start < stop:
            first, size = self._places[name]
            low, high = (first + start * size) // _BLOCK, (first + stop * size - 1) // _BLOCK + 1
            while (block := self._checked.find(0, low, high)) >= 0:
                self._check(block)
        return whole[start:stop]

    def take(self, name: str, places: NDArray[np.integer]) -> NDArray[Any]:
        """The values of an array at some places of it. Raises DamagedIndex."""
        first, size = self._places[name]
        blocks = (first + places.astype(np.int64) * size) // _BLOCK
        checked = np.frombuffer(self._checked, np.uint8)[blocks]
        if not checked.all():
            for block in np.unique(blocks[checked == 0]).tolist():
                self._check(block)
        return self._whole[name].take(places)

    def length(self, name: str) -> int:
        """How many values an array has."""
        return len(self._whole[name])

    def dtype(self, name: str) -> np.dtype[Any]:
        """Of what kind the values of an array are."""
        return self._whole[name].dtype

    def _check(self, block: int) -> None:
        if zlib.crc32(self._data[block * _BLOCK : (block + 1) * _BLOCK]) != self._checksums[block]:
            raise DamagedIndex(self.path)
        self._checked[block] = 1


def in_memory(fill: Callable[[Writer], None]) -> Arrays:
    """What would be a file, in memory."""
    file = io.BytesIO()
    fill(Writer(file))
    return Arrays(file.getbuffer().toreadonly())


def write(path: Path, fill: Callable[[Writer], None]) -> None:
    """Write a file in the place of another one, all of it or nothing. Raises OSError."""
    _clear(path.parent)
    aside = path.parent / f"new-{uuid4().hex}"
    try:
        with aside.open("xb") as file:
            fill(Writer(file))
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
    except BaseException:
        with suppress(OSError):
            aside.unlink()
        raise


def mapped(path: Path) -> Arrays:
    """The arrays of a file. Raises DamagedIndex, OSError."""
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size < _FOOT.size:
            raise DamagedIndex(path)
        return Arrays(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)), path)


def _clear(folder: Path) -> None:
    """Remove what a killed process left half written; what was begun lately may still be at work."""
    for left in folder.glob("new-*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _LONG_AGO:
                left.unlink()
