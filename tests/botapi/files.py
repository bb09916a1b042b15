"""Files people and the bot have sent, and where they are fetched."""

import itertools
import mimetypes
from dataclasses import dataclass

DOWNLOAD_LIMIT = 20 * 1024 * 1024
UPLOAD_LIMIT = 50 * 1024 * 1024


@dataclass(frozen=True)
class Document:
    """A file as it was sent; `path` is where the Bot API serves it."""

    name: str
    content: bytes
    file_id: str
    file_unique_id: str
    path: str

    @property
    def mime_type(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    def as_json(self) -> dict[str, object]:
        return {
            "file_name": self.name,
            "mime_type": self.mime_type,
            "file_id": self.file_id,
            "file_unique_id": self.file_unique_id,
            "file_size": len(self.content),
        }


class Files:
    """Every file by its id and by its path; with `keep` only the last. Guarded by the world's condition."""

    def __init__(self, keep: int | None = None) -> None:
        self._keep = keep
        self._numbers = itertools.count(1)
        self._by_id: dict[str, Document] = {}

    def add(self, name: str, content: bytes) -> Document:
        number = next(self._numbers)
        suffix = name.rpartition(".")[2] if "." in name else "bin"
        document = Document(
            name, content, f"BQACAgUAAx{number:04}", f"AgAD{number:04}", f"documents/file_{number}.{suffix}"
        )
        self._by_id[document.file_id] = document
        if self._keep is not None and len(self._by_id) > self._keep:
            del self._by_id[next(iter(self._by_id))]
        return document

    def get(self, file_id: object) -> Document | None:
        return self._by_id.get(str(file_id))

    def at(self, path: str) -> Document | None:
        """What can be fetched there; a file beyond the limit has no place."""
        found = next((one for one in self._by_id.values() if one.path == path), None)
        return found if found and len(found.content) <= DOWNLOAD_LIMIT else None
