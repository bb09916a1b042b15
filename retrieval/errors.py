"""Every exception this package raises.

YinjuError
├── ReadingError          a file that could not be read, with the reason as a `Reason`
├── CollectionError       the library on disk cannot be used
│   ├── UnknownDocument   no document of that id or name
│   └── DamagedIndex      a file of the index is not what was written, and can be made again
├── BadCorrections        a line of corrections or defaults that cannot be used, with what is wrong as a `Flaw`
├── UnknownStyle          no citation format of that name
├── BadQuestion           a line of a file of questions that cannot be evaluated, with the fault as a `Fault`
└── BrokenQuote           a quote that is no slice of its source: a bug, never sent

The wording people see belongs to the caller (`bot.wording`); these carry the facts.
"""

from enum import Enum
from pathlib import Path


class Reason(Enum):
    """Why a file could not be read."""

    MISSING = "missing"
    NOT_A_FILE = "not a file"
    NO_PERMISSION = "no permission"
    UNSUPPORTED = "unsupported format"
    TOO_LARGE = "too large"
    EMPTY = "empty"
    BINARY = "not text"
    ENCODING = "unknown encoding"
    NAMED_ENCODING = "not in the encoding that was named"
    DAMAGED = "damaged"
    PROTECTED = "password"
    NO_TEXT = "pictures without text"
    BOMB = "unpacks to too much"
    UNSAFE = "refused construct"
    NESTED = "archive within an archive"
    ROW = "row without text"
    NEEDS_OCR = "needs the ocr extra"
    NEEDS_OFFICE = "needs LibreOffice"
    MEMORY = "memory limit"
    TIME = "time limit"
    CRASHED = "reader crashed"
    CORRECTIONS = "corrections"
    FAILED = "failed"


class Fault(Enum):
    """What is wrong with a line of a file of questions."""

    EMPTY = "no question in the file"
    ENCODING = "not UTF-8"
    JSON = "no JSON object"
    KEY = "unknown key"
    QUESTION = "question"
    ANSWERS = "answers"
    PASSAGE = "passage"
    PLACE = "no such place"
    ARTICLES = "articles"
    KIND = "kind"


class Flaw(Enum):
    """What is wrong with a line of what a person wrote of a document (`….articles.toml`) or a folder."""

    SYNTAX = "no TOML"
    KEY = "unknown key"
    ARTICLES = "articles"
    TEXT = "no text"
    DATE = "no such date"
    OFFSET = "offset"
    SWITCH = "neither true nor false"
    ANCHOR = "no anchor"
    TWICE = "the same anchor twice"
    ENCODING = "unknown encoding"
    UTF_8 = "not UTF-8"


class YinjuError(Exception):
    """Base of all errors of this package."""


class ReadingError(YinjuError):
    """One file that could not be read; the others are not affected."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)
        self.reason = reason
        self.detail = detail


class CollectionError(YinjuError):
    """The library on disk cannot be opened or written; the message says why."""


class UnknownDocument(CollectionError):
    """No document of the collection has this id or file name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class DamagedIndex(CollectionError):
    """A file of the index is torn, foreign, of another version or altered; `path` is None where it is in memory."""

    def __init__(self, path: Path | None) -> None:
        super().__init__(str(path))
        self.path = path


class UnknownStyle(YinjuError):
    """No citation format has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class BadQuestion(YinjuError):
    """A line, counted from 1, that is no question with its expectations."""

    def __init__(self, line: int, fault: Fault, detail: str = "") -> None:
        super().__init__(f"line {line}: {fault.value} {detail}".rstrip())
        self.line = line
        self.fault = fault
        self.detail = detail


class BadCorrections(YinjuError):
    """A line, counted from 1, of corrections or defaults that cannot be used.

    `detail` is the key or the value that is meant; `allowed` are the keys there can be, where one is unknown.
    """

    def __init__(self, line: int, flaw: Flaw, detail: str = "", allowed: tuple[str, ...] = ()) -> None:
        super().__init__(f"line {line}: {flaw.value} {detail}".rstrip())
        self.line = line
        self.flaw = flaw
        self.detail = detail
        self.allowed = allowed


class BrokenQuote(YinjuError):
    """The text about to be shown is not the slice of the source it claims to be."""
