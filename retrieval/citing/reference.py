"""The canonical record of what is cited, from which every citation format is made."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import Enum

from retrieval.analyzer import HAN_RUN
from retrieval.citing.authors import Author, authors_of, one_line
from retrieval.records import Citation

_NOTE = re.compile(r"\s*[（(][^（）()]*[）)]\s*$")
_MARKS = "《》〈〉 "
_BULLETIN = re.compile(r"(?:通讯|简报|动态|内参|信息|简讯|参考|专刊|专报|快报|通报)$")
_JOURNAL = re.compile(r"学报$")
# 公报, 月报 and the like end as newspapers do and are none.
_NEWSPAPER = re.compile(r"(?<![公月季年画情])报$")
_SPEECH = re.compile(r"(?:上的报告|讲话|讲话稿|致辞|致词|发言|发言稿|演讲|演讲稿|主持词|贺词)$")
_REPORT = re.compile(r"报告$")
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
# What no address may hold as it is.
_NOT_IN_URL = re.compile(r"[ <>\"{}|\\^`]")


class Type(Enum):
    """What a text is, as far as general words say so; DOCUMENT where nothing tells."""

    BULLETIN = "bulletin"
    NEWSPAPER = "newspaper"
    JOURNAL = "journal"
    REPORT = "report"
    SPEECH = "speech"
    WEB = "web"
    BOOK = "book"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Reference:
    """What is cited; what is not known is None. Every text becomes one line when the record is made.

    `others` says that the byline names more authors than `authors` has (等). `container` is the publication. `date` and
    `accessed` are ISO dates, of a year or a month too; what is no such date becomes None. `section` has the headings
    above the passage, `column` is the publication's. `position` is the author's office, `speaker` whose words the text
    relays. `paragraph` counts from 1 in the article.
    """

    type: Type
    title: str | None = None
    authors: tuple[Author, ...] = ()
    others: bool = False
    container: str | None = None
    issue: str | None = None
    volume: str | None = None
    date: str | None = None
    accessed: str | None = None
    url: str | None = None
    publisher: str | None = None
    place: str | None = None
    page: str | None = None
    section: tuple[str, ...] = ()
    column: str | None = None
    position: str | None = None
    speaker: str | None = None
    paragraph: int | None = None
    file: str | None = None
    id: str | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, str):
                object.__setattr__(self, field.name, one_line(value) or None)
        object.__setattr__(self, "section", tuple(filter(None, map(one_line, self.section))))
        object.__setattr__(self, "authors", tuple(author for author in self.authors if author.name))
        object.__setattr__(self, "date", _dated(self.date))
        object.__setattr__(self, "accessed", _dated(self.accessed))
        if self.url:
            object.__setattr__(self, "url", _NOT_IN_URL.sub(lambda match: f"%{ord(match[0]):02X}", self.url))

    @property
    def year(self) -> str | None:
        """The year it is dated, four digits."""
        return self.date[:4] if self.date else None

    @property
    def is_han(self) -> bool:
        """Whether it is told in Chinese: by its title, or by its authors where it has none."""
        if self.title:
            return bool(HAN_RUN.search(self.title))
        return not self.authors or any(author.is_han for author in self.authors)


def reference_of(citation: Citation, *, url: str | None = None, accessed: str | None = None) -> Reference:
    """The record of a citation's article; `url` and `accessed` where the caller knows where it was read, and when."""
    authors, others = authors_of(citation.author or "")
    return Reference(
        type=type_of(citation.title, citation.publication, citation.issue, url),
        title=citation.title,
        authors=authors,
        others=others,
        container=citation.publication,
        issue=citation.issue,
        date=citation.date,
        accessed=accessed,
        url=url,
        page=None if citation.page is None else str(citation.page),
        section=citation.section,
        column=citation.column,
        position=citation.position,
        speaker=citation.speaker,
        paragraph=citation.paragraph,
        file=citation.file,
        id=citation.id,
    )


def type_of(title: str | None, publication: str | None, issue: str | None, url: str | None) -> Type:
    """What a text is by the general words its publication and its title end in."""
    printed = _NOTE.sub("", one_line(publication or "")).strip(_MARKS)
    headed = _NOTE.sub("", one_line(title or "")).strip(_MARKS)
    rules: Iterable[tuple[object, Type]] = (
        (_BULLETIN.search(printed), Type.BULLETIN),
        (_JOURNAL.search(printed), Type.JOURNAL),
        (_NEWSPAPER.search(printed), Type.NEWSPAPER),
        (printed and issue, Type.JOURNAL),
        (_SPEECH.search(headed), Type.SPEECH),
        (_REPORT.search(headed), Type.REPORT),
        (url, Type.WEB),
    )
    return next((kind for told, kind in rules if told), Type.DOCUMENT)


def date_parts(date: str) -> list[int]:
    """Year, month and day of an ISO date, as many as it has."""
    return [int(part) for part in date.split("-")]


def _dated(text: str | None) -> str | None:
    match = _DATE.fullmatch(text) if text and text.isascii() else None
    if not match:
        return None
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        datetime.date(year, month, day)
    except ValueError:
        return None
    return text
