"""Arrays in one file that is mapped into memory, so that opening it reads nothing and processes share it.

A file is written aside and moved into place. It begins with a mark, the length of its head and a checksum of that; the
head, JSON, says what it is of and where the arrays are, with a checksum of them all.
"""

import json
import mmap
import os
import struct
import tempfile
import time
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_MARK = b"yinju\x00ix"
_VERSION = 1
# The mark, the version, the length of the head and its checksum.
_BEGINNING = struct.Struct("<8sIII")
_ALIGNED = 64
_LONG_AGO = 3600

Arrays = Mapping[str, NDArray[Any]]


class Unusable(Exception):
    """A file that is no such file, of another version, or not what was written."""


def write(path: Path, about: Mapping[str, Any], arrays: Arrays) -> None:
    """Write a file in the place of another one, all of it or nothing. Raises OSError."""
    placed, at, checksum = {}, 0, 0
    pieces: list[bytes | memoryview] = []
    for name, array in arrays.items():
        gap = bytes(-at % _ALIGNED)
        data = np.ascontiguousarray(array).view(np.uint8).data
        placed[name] = (array.dtype.str, array.shape, at + len(gap))
        for piece in (gap, data):
            checksum = zlib.crc32(piece, checksum)
            pieces.append(piece)
            at += len(piece)
    _clear(path)
    head = json.dumps({"about": about, "arrays": placed, "bytes": at, "checksum": checksum}).encode()
    fd, aside = tempfile.mkstemp(prefix=f"{path.name}-", dir=path.parent)
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(_BEGINNING.pack(_MARK, _VERSION, len(head), zlib.crc32(head)) + head)
            file.write(bytes(-file.tell() % _ALIGNED))
            file.writelines(pieces)
            file.flush()
            os.fsync(fd)
        os.replace(aside, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(aside)
        raise


def _clear(path: Path) -> None:
    """Remove what a killed process left half written; what was begun lately may still be at work."""
    for left in path.parent.glob(f"{path.name}-*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _LONG_AGO:
                left.unlink()


def mapped(path: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """What a file is of, and its arrays, which cannot be written to. Raises Unusable, OSError."""
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size < _BEGINNING.size:
            raise Unusable(path)
        data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    mark, version, length, checksum = _BEGINNING.unpack(data[: _BEGINNING.size])
    written = data[_BEGINNING.size : _BEGINNING.size + length]
    if (mark, version) != (_MARK, _VERSION) or zlib.crc32(written) != checksum:
        raise Unusable(path)
    head = json.loads(bytes(written))
    start = _BEGINNING.size + length
    body = data[start + -start % _ALIGNED :]
    if len(body) != head["bytes"] or zlib.crc32(body) != head["checksum"]:
        raise Unusable(path)
    return head["about"], {
        name: np.frombuffer(body, dtype, int(np.prod(shape)), at).reshape(shape)
        for name, (dtype, shape, at) in head["arrays"].items()
    }
