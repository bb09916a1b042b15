"""A file of any format → its extracts: the format is recognised by content, and its reader loaded when it is needed."""

import importlib
from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO

from retrieval.errors import ReadingError, Reason
from retrieval.reading.extract import Extract, Format, Options
from retrieval.reading.readers import formats

_HEAD = 65536
# A library costs up to a third of a second to load, which only its own format needs.
_READERS = {
    Format.TEXT: "text",
    Format.MARKDOWN: "text",
    Format.DOCX: "docx",
    Format.PDF: "pdf",
    Format.HTML: "html",
    Format.EPUB: "epub",
    Format.JSONL: "tables",
    Format.CSV: "tables",
    Format.DOC: "office",
    Format.WPS: "office",
}
# What readers load themselves when they are used.
_LIBRARIES = {
    Format.DOCX: ("docx.oxml.parser",),
    Format.PDF: ("pypdfium2",),
    Format.HTML: ("lxml.html", "trafilatura"),
    Format.EPUB: ("lxml.html",),
}
_PACKED = {".docx": Format.DOCX, ".epub": Format.EPUB}


def reader_of(format: Format) -> str | None:
    """The full name of the module that reads a format; None for an archive, whose members are read one by one."""
    return f"retrieval.reading.readers.{_READERS[format]}" if format in _READERS else None


def load(format: Format, name: str) -> None:
    """Load what reads a format, for whoever forks children to read: they would load it one by one.

    Of an archive only the name says what it most likely is.
    """
    likely = _PACKED.get(PurePath(name).suffix.lower(), format) if format is Format.ZIP else format
    reader = reader_of(likely)
    for module in (*((reader,) if reader else ()), *_LIBRARIES.get(likely, ())):
        importlib.import_module(module)


def format_of(stream: BinaryIO, options: Options) -> Format:
    """What a file is by its content. Raises ReadingError."""
    head = stream.read(_HEAD)
    stream.seek(0)
    format = formats.recognised(head, options.name, stream, options.archive)
    stream.seek(0)
    return format


def extracts(stream: BinaryIO, format: Format, options: Options) -> Iterator[Extract]:
    """The stretches of a document, one after another. Raises ReadingError."""
    reader = reader_of(format)
    if reader is None:
        raise ReadingError(Reason.NESTED)
    yield from importlib.import_module(reader).read(stream, options)
