"""A Word document (.docx) → its text, a line a paragraph, in body order.

The parts that hold text are read one by one within the limits of `archives`; pictures are never unpacked.
"""

import io
import posixpath
from collections.abc import Iterator
from typing import Any, BinaryIO

from retrieval.errors import ReadingError, Reason
from retrieval.reading.extract import ArchiveLimits, Extract, Format, Options
from retrieval.reading.readers import archives
from retrieval.reading.readers.archives import SafeArchive, as_damage
from retrieval.reading.readers.docx_body import Body, Shown, Table
from retrieval.reading.readers.docx_lines import arranged, extract
from retrieval.reading.readers.docx_numbers import Numbers
from retrieval.reading.readers.docx_styles import Styles, W
from retrieval.reading.readers.dom import parsed_part

SUFFIXES = (".docx",)
_MAIN = "word/document.xml"
_NOTES = ("footnotes", "endnotes")
# How a compound file begins: what a document with a password is wrapped in.
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# Word can write the same under other names.
_STRICT = (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W.strip("{}").encode())
# Pictures of more bytes with fewer characters beside them are pages, not illustrations.
_PICTURES, _WORDS = 200_000, 20


def read(stream: BinaryIO, options: Options) -> Iterator[Extract]:
    """The text of a document: body, tables and text boxes where they stand, then footnotes and endnotes.

    Raises ReadingError.
    """
    package = _Package(stream, options.archive)
    with as_damage():
        body, main, notes = package.contents()
        found = extract(arranged(body.read(main)), [arranged(body.read(note)) for note in notes], Format.DOCX)
    words = sum(map(len, found.text.split()))
    if words < _WORDS and package.pictures() > (_PICTURES if words else 0):
        raise ReadingError(Reason.NO_TEXT)
    if not words:
        raise ReadingError(Reason.EMPTY)
    yield found


def paragraphs(data: bytes) -> list[str]:
    """Every paragraph that says something: body, tables, text boxes, then footnotes and endnotes.

    Text that is marked as deleted is left out, inserted text is in; a paragraph
    set as a quotation begins with `> `. Raises ReadingError.
    """
    package = _Package(io.BytesIO(data), ArchiveLimits())
    with as_damage():
        body, main, notes = package.contents()
        blocks = [block for root in (main, *notes) for block in body.read(root)]
        texts = [("> " if one.look.kind == "quotation" else "") + one.text for one in _flat(blocks)]
    return [text.replace("\n", " ").replace("\f", " ") for text in texts if text.strip("> \n\f")]


def _flat(blocks: list[Shown | Table]) -> Iterator[Shown]:
    for block in blocks:
        if isinstance(block, Shown):
            yield block
        else:
            yield from (one for row in block.rows for cell in row for one in _flat(cell))


class _Package:
    """The parts of a document, read one by one."""

    def __init__(self, stream: BinaryIO, limits: ArchiveLimits) -> None:
        if stream.read(len(_COMPOUND)) == _COMPOUND:
            raise ReadingError(Reason.PROTECTED if _ENCRYPTED in stream.read() else Reason.DAMAGED)
        self._archive: SafeArchive = archives.opened(stream, limits)
        self._relations: dict[str, list[tuple[str, str]]] = {}

    def contents(self) -> tuple[Body, Any, list[Any]]:
        """What reads the body, the body's root, and the notes one by one."""
        name = next(iter(self._related("", "officeDocument")), _MAIN)
        main = self._part(name)
        if main.tag != f"{W}document":
            raise ReadingError(Reason.DAMAGED, name)
        styles = Styles(self._first(name, "styles"))
        body = Body(styles, Numbers(self._first(name, "numbering"), styles))
        parts = [self._first(name, kind) for kind in _NOTES]
        return body, main, [note for part in parts if part is not None for note in part if _is_note(note)]

    def pictures(self) -> int:
        """The bytes of the pictures, unpacked."""
        return sum(self._archive.size(name) for name in self._archive.names() if "/media/" in name)

    def _first(self, name: str, kind: str) -> Any | None:
        found = [other for other in self._related(name, kind) if other in self._archive]
        return self._part(found[0]) if found else None

    def _related(self, name: str, kind: str) -> list[str]:
        """The parts that a part, or the package (``""``), names as being of a kind."""
        if name not in self._relations:
            self._relations[name] = list(self._read_relations(name))
        return [target for stated, target in self._relations[name] if stated.endswith(f"/{kind}")]

    def _read_relations(self, name: str) -> Iterator[tuple[str, str]]:
        """The kind and the name of every part that a part names; what is outside of the package is none."""
        folder, base = posixpath.split(name)
        relations = posixpath.join(folder, "_rels", f"{base}.rels")
        for one in self._part(relations) if relations in self._archive else ():
            if one.get("TargetMode") != "External":
                target = posixpath.join("/", folder, one.get("Target") or "")
                yield one.get("Type") or "", posixpath.normpath(target)[1:]

    def _part(self, name: str) -> Any:
        """The root of a part. Raises ReadingError: UNSAFE where it declares a document type, DAMAGED."""
        return parsed_part(self._archive.read(name).replace(*_STRICT))


def _is_note(note: Any) -> bool:
    """Whether it is a note, not the rule that separates notes from the body."""
    return isinstance(note.tag, str) and "eparat" not in (note.get(f"{W}type") or "")
