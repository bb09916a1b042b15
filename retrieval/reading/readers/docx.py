"""Bytes of a Word document (.docx) → its paragraphs as text, in body order; python-docx is imported here alone."""

import io
import zipfile
from collections.abc import Iterator

from retrieval.errors import ReadingError, Reason

SUFFIXES = (".docx",)
# What a document may hold once it is unpacked: a small file can pretend to be endless.
_LARGEST = 200 * 1024 * 1024
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NOTES = ("/footnotes", "/endnotes")
_SPACES = {f"{_WORD}tab": "\t", f"{_WORD}br": " ", f"{_WORD}cr": " ", f"{_WORD}noBreakHyphen": "-"}


def paragraphs(data: bytes) -> list[str]:
    """Every paragraph that says something: body, tables, text boxes, then footnotes and endnotes.

    Text that is marked as deleted is left out, inserted text is in. Raises ReadingError.
    """
    import docx  # noqa: PLC0415 - a third of a second that only Word documents need
    from docx.oxml import parse_xml  # noqa: PLC0415

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > _LARGEST:
                raise ReadingError(Reason.TOO_LARGE, f"{_LARGEST // 1024 // 1024} MB")
        part = docx.Document(io.BytesIO(data)).part
        notes = [one.target_part.blob for one in part.rels.values() if one.reltype.endswith(_NOTES)]
        roots = [part.element, *map(parse_xml, notes)]
    except ReadingError:
        raise
    except Exception as error:  # whatever a broken archive makes python-docx raise
        raise ReadingError(Reason.DAMAGED) from error
    texts = ("".join(_text(one)) for root in roots for one in root.iter(f"{_WORD}p"))
    return [text for text in texts if text.strip()]


def _text(element) -> Iterator[str]:  # type: ignore[no-untyped-def] # lxml has no types
    """The text of a paragraph without that of paragraphs within it (text boxes), which come by themselves."""
    for child in element:
        if child.tag == f"{_WORD}t":
            yield child.text or ""
        elif child.tag in _SPACES:
            yield _SPACES[child.tag]
        elif child.tag not in (f"{_WORD}p", _FALLBACK):
            yield from _text(child)
