"""A manuscript to check, as paragraphs: what somebody wrote, not a document of the collection."""

import re
from pathlib import Path

from retrieval.errors import ReadingError, Reason
from retrieval.reading.readers import docx, text

_OPENING, _CLOSING = "“「『", "”」』"
# Words in marks go over a line's end at most so often.
_MOST_LINES = 12
LARGEST = 50 * 1024 * 1024


def paragraphs(path: Path) -> list[str]:
    """The paragraphs of a text, Markdown or Word file, none empty. Raises ReadingError."""
    suffix = path.suffix.lower()
    if path.is_dir():
        raise ReadingError(Reason.NOT_A_FILE)
    if suffix not in (*text.SUFFIXES, *docx.SUFFIXES):
        raise ReadingError(Reason.UNSUPPORTED, path.suffix)
    try:
        if path.is_file() and path.stat().st_size > LARGEST:
            raise ReadingError(Reason.TOO_LARGE, f"{LARGEST // 1024 // 1024} MB")
        data = path.read_bytes()
    except FileNotFoundError:
        raise ReadingError(Reason.MISSING) from None
    except PermissionError:
        raise ReadingError(Reason.NO_PERMISSION) from None
    except OSError as error:
        raise ReadingError(Reason.FAILED, error.strerror or "") from None
    found = docx.paragraphs(data) if suffix in docx.SUFFIXES else joined(text.decode(data)[0])
    if not found:
        raise ReadingError(Reason.EMPTY)
    return found


def joined(written: str) -> list[str]:
    """The lines that say something; a line in which words in marks do not end goes on with the next ones."""
    found: list[str] = []
    open_lines = 0
    for line in re.split(r"\r\n?|\n", written):
        if open_lines and line.strip() and not _begins(line):
            found[-1] += _seam(found[-1], line) + line.strip()
        elif line.strip():
            found.append(line.strip())
        unclosed = bool(found) and _unclosed(found[-1])
        open_lines = open_lines + 1 if unclosed and line.strip() and open_lines < _MOST_LINES else 0
    return found


def _begins(line: str) -> bool:
    """Whether a line begins something new: a heading, a list's item, an indent."""
    return bool(re.match(r"\s*(?:#{1,6}\s|[-*+>]\s|\d{1,3}[.、]|　　)", line))


def _seam(before: str, line: str) -> str:
    """Between two lines of letters that stand apart a space, between Han characters nothing."""
    return " " if before[-1:].isascii() and line.strip()[:1].isascii() else ""


def _unclosed(line: str) -> bool:
    return sum(line.count(mark) for mark in _OPENING) > sum(line.count(mark) for mark in _CLOSING)
