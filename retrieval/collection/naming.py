"""Names and ids of documents while files are written into the library."""

import base64
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from retrieval.collection.finding import located
from retrieval.collection.store import Listed
from retrieval.errors import CollectionError


class Names:
    """The documents of the library while files are written into it, by file name and by content."""

    def __init__(self, listing: Iterable[Listed], given: Mapping[str, str]) -> None:
        """`given` has the id of every content, current or former."""
        self.by_file: dict[str, Listed] = {}
        self.by_content: dict[str, Listed] = {}
        self._given = dict(given)
        self._taken = set(given.values())
        for listed in listing:
            self.remember(listed)

    def remember(self, listed: Listed) -> None:
        self.by_file[listed.file] = self.by_content[listed.content] = listed
        self._given[listed.content] = listed.id
        self._taken.add(listed.id)

    def forget(self, listed: Listed) -> None:
        del self.by_file[listed.file]
        del self.by_content[listed.content]

    def free_name(self, file: str, origin: str, member: str | None) -> str:
        """Its own name, unless another file that still exists has it; then with its folders before it."""
        parts = [*Path(origin).parts[1:], *([member] if member else [])]
        name, depth = file, len(Path(file).parts)
        while (other := self.by_file.get(name)) and (other.origin, other.member) != (origin, member):
            if not os.path.exists(located(other.origin)):
                break
            depth += 1
            if depth > len(parts):
                raise CollectionError(f"no free name for {origin}")
            name = "/".join(parts[-depth:])
        return name

    def free_id(self, content: str) -> str:
        """The id the content has already, as a former text too; else the shortest free beginning, of six characters or
        more, of its hash in base 32.
        """
        if content in self._given:
            return self._given[content]
        full = base64.b32encode(bytes.fromhex(content)).decode().lower().rstrip("=")
        return next(full[:length] for length in range(6, len(full) + 1) if full[:length] not in self._taken)
