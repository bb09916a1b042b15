"""A web page → its article: the title, what the page states of it, and its text a line a paragraph."""

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from retrieval.errors import ReadingError, Reason
from retrieval.reading.extract import Extract, Fact, Format, Notice, Options, Role
from retrieval.reading.readers import content, dom, imprint
from retrieval.reading.readers.dom import Line
from retrieval.reading.readers.imprint import Head, Segment
from retrieval.reading.readers.writing import Writer
from retrieval.records import Span

LARGEST = 10 * 1024 * 1024
# A file of so many characters that shows fewer than one in so many has its text elsewhere.
_NOT_SMALL, _HARDLY = 20_000, 2_000
# Below the text, so many lines may state what others state under the title.
_ENDING = 4
_SHORT = 40
_LABELS = {Fact.PUBLICATION: "来源：", Fact.DATE: "时间：", Fact.AUTHOR: "作者："}
# The facts of minutes begin with the time too, which is that of a meeting.
_OF_A_MEETING = ("地点", "地 点", "地　点", "主持", "出席", "参加", "会议")


def read(stream: BinaryIO, options: Options) -> Iterator[Extract]:
    """The article of a page. Raises ReadingError: TOO_LARGE, ENCODING, BOMB, EMPTY, DAMAGED.

    What the page shows of author, date and source stands below the title, a line each. What only its head states has a
    line there too, behind a label; it is stated by nothing else that can be seen.
    """
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ReadingError(Reason.TOO_LARGE, f"{LARGEST // 1024 // 1024} MB")
    if not data.strip():
        raise ReadingError(Reason.EMPTY)
    # Programs that shorten titles by bytes break characters in lists of links: no harm where nothing of them is kept.
    decoded = dom.decoded(data, options.encoding, "replace")
    root = dom.parsed_html(decoded.text)
    page = Writer()
    _write(page, root)
    text = page.text()
    if "\ufffd" in text:
        dom.decoded(data, options.encoding)
    if not text or (len(decoded.text) > _NOT_SMALL and len(text) * _HARDLY < len(decoded.text)):
        raise ReadingError(Reason.EMPTY)
    yield Extract(
        text,
        Format.HTML,
        decoded.encoding,
        decoded.certainty,
        marks=tuple(page.marks),
        settled=True,
        facts=page.facts,
        notices=(Notice("cut", str(len(data) - decoded.cut)),) if decoded.cut else (),
    )


def _write(page: Writer, root: dom.Element) -> None:
    head = imprint.head(root)
    found = content.found(root, head)
    if not found.body and not found.header:
        return
    title = found.title.text if found.title else head.title
    if title:
        page.line(title, Role.TITLE, facts={Fact.TITLE: (0, len(title))})
    opening = _opening(found.body)
    body = found.body[opening:]
    ending = max(0, len(body) - _ENDING)
    header = [*found.header, *found.body[:opening]]
    for line in header:
        _state(page, line, head)
    _add_unseen(page, head, [*header, *body[ending:]])
    for line in body[:ending]:
        _text(page, line)
    for line in body[ending:]:
        _state(page, line, head)


def _opening(body: Sequence[Line]) -> int:
    """How many lines at the beginning of the text only state facts of it."""
    count = next((at for at, line in enumerate(body) if not _segments(line)), len(body))
    after = body[count].text if count < len(body) else ""
    return 0 if after.startswith(_OF_A_MEETING) else count


def _segments(line: Line) -> list[Segment]:
    return [] if line.role in (Role.ROW, Role.NOTE, Role.CAPTION) else imprint.segments(line.spaced)


def _state(page: Writer, line: Line, head: Head) -> None:
    """A line under the title or at the end of the text, each fact it states by itself."""
    stated = [] if content.is_credit(line.text) else _segments(line)
    for part in stated:
        facts = {part.fact: part.value} if part.fact and part.value else _signed(part.text, head)
        page.line(part.text, Role.FURNITURE if part.tool else None, facts=facts)
    if not stated:
        _text(page, line, _signed(line.text, head))


def _signed(text: str, head: Head) -> dict[Fact, Span]:
    """The author whom the head states, where he stands in a short line as a word by himself."""
    if not head.author or len(text) > _SHORT or head.author not in re.split(r"[\s:：/丨|]+", text):
        return {}
    at = text.index(head.author)
    return {Fact.AUTHOR: (at, at + len(head.author))}


def _text(page: Writer, line: Line, facts: dict[Fact, Span] | None = None) -> None:
    page.line(line.text, Role.FURNITURE if content.is_credit(line.text) else line.role, line.level, facts)


def _add_unseen(page: Writer, head: Head, shown: Sequence[Line]) -> None:
    """What the head of the page states and no line for facts that it shows: what can be seen wins."""
    seen = {part.fact for line in shown for part in _segments(line)}
    if any(_signed(line.text, head) for line in shown):
        seen.add(Fact.AUTHOR)
    unseen = {Fact.PUBLICATION: head.publication, Fact.DATE: head.date, Fact.AUTHOR: head.author}
    for fact, value in unseen.items():
        if value and fact not in page.facts and fact not in seen:
            label = _LABELS[fact]
            page.line(label + value, facts={fact: (len(label), len(label) + len(value))})
