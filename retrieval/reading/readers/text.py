"""Plain text and Markdown: bytes to characters, nothing else, so that offsets count in what the file says."""

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO

from retrieval.errors import ReadingError, Reason
from retrieval.reading.extract import Extract, Format, Notice, Options
from retrieval.reading.readers import encodings
from retrieval.records import Pages

SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown"})
MARKDOWN_SUFFIXES = frozenset({".md", ".markdown"})
# Line ends, form feeds and the end mark of old systems are part of texts; no other control character is.
_CONTROL = re.compile(r"[^\t\n\v\f\r\x1a\x85 -\x7e\xa0-\U0010ffff]")
# No book has more; a file with more form feeds than that has other things between them than pages.
_MOST_PAGES = 10_000
_INVISIBLE = "\ufeff\u200b \t\r\n\v\f\u3000\x1a"


def read(stream: BinaryIO, options: Options) -> Iterator[Extract]:
    """The text of a file as it stands; pages where it has form feeds between them. Raises ReadingError.

    A file that breaks off within a character is read up to there, with the notice `cut`: its detail is the offset of
    that character's first byte.
    """
    data = stream.read()
    decoded = _decoded(data, options.encoding)
    markdown = PurePath(options.name).suffix.lower() in MARKDOWN_SUFFIXES
    yield Extract(
        decoded.text,
        Format.MARKDOWN if markdown else Format.TEXT,
        decoded.encoding,
        decoded.certainty,
        pages=Pages(_pages(decoded.text)),
        notices=(Notice("cut", str(len(data) - decoded.cut)),) if decoded.cut else (),
    )


def decode(data: bytes) -> tuple[str, str]:
    """Return the text without its byte order mark and the encoding's name.

    Raises ReadingError: `EMPTY` (no visible character), `BINARY` (control characters), `ENCODING` (none fits, or the
    last character is not complete).
    """
    decoded = _decoded(data, None)
    if decoded.cut:
        raise ReadingError(Reason.ENCODING, f"{decoded.encoding} @{len(data) - decoded.cut}")
    return decoded.text, decoded.encoding


def _decoded(data: bytes, encoding: str | None) -> encodings.Decoded:
    if not data.strip():
        raise ReadingError(Reason.EMPTY)
    decoded = encodings.decode(data, encoding)
    if _CONTROL.search(decoded.text):
        raise ReadingError(Reason.BINARY)
    if not decoded.text.strip(_INVISIBLE):
        raise ReadingError(Reason.EMPTY)
    return decoded


def _pages(text: str) -> tuple[int, ...]:
    """Where the pages begin: after each form feed. A single one ends a file or sets a chapter off; two divide pages."""
    if not 2 <= text.count("\f") < _MOST_PAGES:
        return ()
    feeds = [match.end() for match in re.finditer("\f", text)]
    end = len(text.rstrip(_INVISIBLE))
    return (0, *(start for start in feeds if start < end))
