"""What a reader makes of a file: its text, and what the format itself says of that text."""

from dataclasses import dataclass, field
from enum import Enum

from retrieval.records import NO_PAGES, Article, Pages, Span


class Format(Enum):
    """What a file is by its content; the value is its name as people know it."""

    TEXT = "TXT"
    MARKDOWN = "Markdown"
    DOCX = "DOCX"
    PDF = "PDF"
    HTML = "HTML"
    EPUB = "EPUB"
    JSONL = "JSONL"
    CSV = "CSV"
    ZIP = "ZIP"
    DOC = "DOC"
    WPS = "WPS"


class Role(Enum):
    """What a format says a line is, where it says more than that it is a line."""

    TITLE = "title"
    HEADING = "heading"
    QUOTATION = "set as a quotation"
    ROW = "row of a table"
    NOTE = "footnote or endnote"
    CAPTION = "caption"
    FURNITURE = "page number or running head"


class Fact(Enum):
    """What a format states of the whole document beside its text."""

    TITLE = "title"
    AUTHOR = "author"
    POSITION = "position"
    DATE = "date"
    PUBLICATION = "publication"


@dataclass(frozen=True, slots=True)
class Mark:
    """A line, `text[start:end]`, that the format says something of. `level` is a heading's: 1 is the highest."""

    start: int
    end: int
    role: Role
    level: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know of a file that was read all the same: `name` picks the wording."""

    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What an archive may hold: entries, bytes of one and of all unpacked, and how often the packed size."""

    entries: int = 10_000
    entry: int = 100 * 1024 * 1024
    total: int = 250 * 1024 * 1024
    ratio: int = 200


@dataclass(frozen=True, slots=True)
class Options:
    """What a person says of how to read: `encoding` as Python names it; `name` is the file's, for what is in doubt."""

    name: str = ""
    encoding: str | None = None
    archive: ArchiveLimits = ArchiveLimits()


@dataclass(frozen=True, slots=True)
class Extract:
    """A stretch of a document; those of one file follow one another, and offsets count within each.

    `encoding` is None where the format has none of its own; `certainty`, 0 to 1, is that of the encoding or of what was
    recognised in a picture. `marks` are in order and do not overlap. `settled` says that every line is a paragraph
    (or what its mark says) and must not be joined with another. `pages` is empty where the format has none.
    `confidences` are start, end and confidence, 0 to 1, of the lines recognised in a picture, in order. `facts` are
    stretches of `text`. `articles` are given where the format itself says what is what and nothing is left to find out.
    """

    text: str
    format: Format
    encoding: str | None = None
    certainty: float = 1.0
    marks: tuple[Mark, ...] = ()
    settled: bool = False
    pages: Pages = NO_PAGES
    facts: dict[Fact, Span] = field(default_factory=dict)
    articles: tuple[Article, ...] | None = None
    notices: tuple[Notice, ...] = ()
    confidences: tuple[tuple[int, int, float], ...] = ()
