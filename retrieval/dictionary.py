"""jieba's dictionary in a file of which only what is looked up is read: the words that begin as those of a question do.

jieba reads all of it, half a million words, which takes longer than everything else that one question takes.
"""

import json
import mmap
import os
import zlib
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from uuid import uuid4


class Frequencies:
    """How often words are used, as jieba's own table has it: 0 for what only begins words. To look up alone."""

    def __init__(self, path: Path, version: str) -> None:
        """Raises OSError, and ValueError for a file of another version, or that is not what was written."""
        with path.open("rb") as file:
            checksum, _, head = file.readline().partition(b" ")
            if checksum != _checksum(head):
                raise ValueError(path)
            said = json.loads(head)
            if said["version"] != version:
                raise ValueError(path)
            self.total: int = said["total"]
            self._stretches: dict[str, tuple[int, int]] = said["stretches"]
            self._start = file.tell()
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if zlib.crc32(memoryview(self._data)[self._start :]) != said["checksum"]:
            raise ValueError(path)
        self._words: dict[str, dict[str, int]] = {}

    def __contains__(self, word: str) -> bool:
        return word in self._beginning(word[:1])

    def __getitem__(self, word: str) -> int:
        return self._beginning(word[:1])[word]

    def get(self, word: str) -> int | None:
        """How often a word is used; None where it is none."""
        return self._beginning(word[:1]).get(word)

    def _beginning(self, char: str) -> dict[str, int]:
        """The words that begin with a character."""
        if char not in self._words:
            start, length = self._stretches.get(char, (0, 0))
            low = self._start + start
            self._words[char] = json.loads(self._data[low : low + length]) if length else {}
        return self._words[char]


def keep(frequencies: Mapping[str, int], total: int, path: Path, version: str) -> None:
    """Write jieba's table to be looked up in, as far as it can be written."""
    words: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for word, often in frequencies.items():
        words[word[:1]][word] = often
    stretches, pieces, length = {}, [], 0
    for char, own in words.items():
        piece = json.dumps(own, ensure_ascii=False).encode()
        stretches[char] = (length, len(piece))
        pieces.append(piece)
        length += len(piece)
    body = b"".join(pieces)
    said = {"version": version, "total": total, "checksum": zlib.crc32(body), "stretches": stretches}
    head = json.dumps(said, ensure_ascii=False).encode() + b"\n"
    aside = path.with_name(f"{path.name}-{uuid4().hex}")
    with suppress(OSError):
        try:
            aside.write_bytes(_checksum(head) + b" " + head + body)
            os.replace(aside, path)
        finally:
            aside.unlink(missing_ok=True)


def _checksum(data: bytes) -> bytes:
    return f"{zlib.crc32(data):08x}".encode()
