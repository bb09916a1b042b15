"""JSONL and CSV of passages with columns that say what they are of → text with articles, a stretch at a time.

A file may have a million rows: no more than a stretch of it is ever in memory.
"""

import codecs
import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO

from retrieval.errors import ReadingError, Reason
from retrieval.reading import dates, patterns
from retrieval.reading.extract import Extract, Format, Notice, Options
from retrieval.reading.passages import stretch, whole_sentences
from retrieval.reading.readers.encodings import decode
from retrieval.records import Article, Field, Paragraph, Run, SourcedText

_JSON_NAMES = (".jsonl", ".ndjson", ".json")
_CSV_NAMES = (".csv", ".tsv", ".tab")
# What a stretch holds at most; 300,000 Chinese characters are somewhat less than a megabyte.
_ROWS, _CHARACTERS = 1_000, 300_000
# Characters of a line, of a field, and of all lines of a row.
_LONGEST = 10 * 1024 * 1024
_HEAD = 64 * 1024
# Rows that could not be read are counted; so many are named.
_NAMED = 5
_COLUMNS = {
    "title": "title 标题 題目 题目 標題 篇名 文章标题 文章題目 文章题目 文章標題",
    "position": "position 职务 職務 单位 單位 职务/单位 職務/單位 作者单位 作者單位 作者职务 作者職務",
    "author": "author 作者 作者姓名",
    "date": "date 日期 时间 時間 发表日期 發表日期 发布日期 發布日期 发表时间 發表時間 发布时间 發布時間",
    "publication": "publication source 来源 來源 刊名 出处 出處 刊物 刊物名称 刊物名稱",
    "issue": "issue 期号 期號 期数 期數 期次",
    "column": "column 栏目 欄目",
    "text": "text content 正文 内容 內容 文本 段落 全文",
}
_FIELDS = tuple(name for name in _COLUMNS if name != "text")
_BY_NAME = {name: column for column, names in _COLUMNS.items() for name in names.split()}
_LINE_END = re.compile(r"[\r\n\v\f\x85\u2028\u2029]+")
# Neither of them can be kept or sent: control characters, and halves of characters that JSON can spell.
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_TIME_OF_DAY = re.compile(r"(?<=\d)(?:T|\s+)\d{1,2}:\d{2}.*")
_DAY = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")

_Said = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """A passage: what is said of it in the order of `_FIELDS`, empty where nothing is, and its lines."""

    said: _Said
    lines: tuple[str, ...]


@dataclass(slots=True)
class _Bad:
    """Rows that could not be read, by the numbers of their lines."""

    count: int = 0
    lines: list[int] = field(default_factory=list)

    def add(self, line: int) -> None:
        self.count += 1
        if len(self.lines) < _NAMED:
            self.lines.append(line)

    def notices(self) -> tuple[Notice, ...]:
        """One notice of them all: `3 (17, 203, 204)`."""
        more = " …" if self.count > len(self.lines) else ""
        return (Notice("bad_rows", f"{self.count} ({', '.join(map(str, self.lines))}{more})"),) if self.count else ()


def read(stream: BinaryIO, options: Options) -> Iterator[Extract]:
    """Stretches of the rows in their order; neighbours that say the same of themselves are paragraphs of one article.

    A row's columns stand a value a line before its text. An article does not go over a stretch's end: the next one says
    them again. The last stretch tells of rows that could not be read.

    Raises ReadingError: ROW (its detail is the line of the first row, where none could be read, or `text`, where no
    column is the text's), ENCODING, BOMB, DAMAGED, EMPTY.
    """
    found = decode(_head(stream), options.encoding)
    stream.seek(0)
    is_json = _is_json(stream.read(_HEAD), options.name.lower())
    stream.seek(0)
    # A table of commas has line ends within quotes, which must be kept apart from those of rows.
    lines = _Lines(stream, found.encoding, "\n" if is_json else "")
    bad = _Bad()
    rows = _json_rows(lines, bad) if is_json else _csv_rows(lines, bad)
    kind = Format.JSONL if is_json else Format.CSV
    last = None
    try:
        for texts in _stretches(rows):
            if last:
                yield last
            last = replace(texts, format=kind, encoding=found.encoding, certainty=found.certainty)
    finally:
        lines.close()
    if last is None and bad.count:
        raise ReadingError(Reason.ROW, f"line {bad.lines[0]}")
    if last is None:
        raise ReadingError(Reason.EMPTY)
    yield replace(last, notices=bad.notices())


class _Lines:
    """The lines of a stream, decoded strictly; `number` is that of the last one, from 1."""

    def __init__(self, stream: BinaryIO, encoding: str, newline: str) -> None:
        try:
            codecs.lookup(encoding)
        except LookupError:
            raise ReadingError(Reason.ENCODING, encoding) from None
        self._text = io.TextIOWrapper(stream, encoding, errors="strict", newline=newline)
        self._encoding = encoding
        self.number = 0
        self.length = 0

    def __iter__(self) -> Iterator[str]:
        try:
            while line := self._text.readline(_LONGEST + 1):
                self.number += 1
                # What all lines of one row have together; who takes the row sets it back.
                self.length += len(line)
                if self.length > _LONGEST:
                    raise ReadingError(Reason.BOMB, f"line {self.number}")
                yield line.removeprefix("\ufeff") if self.number == 1 else line
        except UnicodeDecodeError as error:
            # The decoder is given a block at a time, and what is left of the one before has no line end.
            at = self.number + 1 + bytes(error.object)[: error.start].count(b"\n")
            raise ReadingError(Reason.ENCODING, f"{self._encoding}, line {at}") from None

    def close(self) -> None:
        """Lets go of the stream, which is not ours to close; nothing is left to do where its owner has closed it."""
        with suppress(ValueError):
            self._text.detach()


def _head(stream: BinaryIO) -> bytes:
    """The first block that says what encoding the file is in, up to its last line's end."""
    head = block = stream.read(_HEAD)
    while block and block.isascii() and b"\0" not in block:
        head = block
        block = stream.read(_HEAD)
    head = block or head
    return head[: head.rfind(b"\n") + 1] or head if len(head) == _HEAD else head


def _is_json(head: bytes, name: str) -> bool:
    """Whether a file has objects, not columns: by its name, else by its first character in whatever encoding."""
    if name.endswith((*_JSON_NAMES, *_CSV_NAMES)):
        return name.endswith(_JSON_NAMES)
    return head.lstrip(codecs.BOM_UTF8 + codecs.BOM_UTF16 + b"\0 \t\r\n").startswith(b"{")


def _json_rows(lines: _Lines, bad: _Bad) -> Iterator[_Row]:
    for line in lines:
        lines.length = 0
        if not line.strip():
            continue
        try:
            values = json.loads(line)
        except (ValueError, RecursionError):
            values = None
        row = _json_row(values) if isinstance(values, dict) else None
        if row:
            yield row
        else:
            bad.add(lines.number)


def _json_row(values: dict[str, Any]) -> _Row | None:
    """The row an object is; None where it has no text or a column holds something else than words and numbers."""
    found: dict[str, str] = {}
    for key, value in values.items():
        column = _BY_NAME.get(key.strip().lower())
        if column is None or column in found or value is None:
            continue
        if isinstance(value, str):
            found[column] = value
        elif isinstance(value, list) and all(isinstance(one, str) for one in value):
            found[column] = ("\n" if column == "text" else "、").join(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            found[column] = str(value)
        else:
            return None
    return _row(found)


def _csv_rows(lines: _Lines, bad: _Bad) -> Iterator[_Row]:
    csv.field_size_limit(_LONGEST)
    given = iter(lines)
    header = next((line for line in given if line.strip()), None)
    if header is None:
        return
    columns, delimiter = _header(header)
    reader = csv.reader(_without_nul(given), delimiter=delimiter, strict=True)
    while True:
        lines.length, begin = 0, lines.number + 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error:
            bad.add(begin)
            continue
        if not any(values):
            continue
        # More values than columns: a delimiter in the text was not quoted, and nobody can say where the text ends.
        row = None if any(values[len(columns) :]) else _row(_first(columns, values))
        if row:
            yield row
        else:
            bad.add(begin)


def _header(line: str) -> tuple[list[str | None], str]:
    """What the columns are, None for those nobody asks for, and the delimiter that makes most sense of them."""
    readings = []
    for delimiter in (",", "\t", ";"):
        try:
            names = next(csv.reader([line], delimiter=delimiter, strict=True))
        except csv.Error:
            continue
        columns = [_BY_NAME.get(name.strip().lower()) for name in names]
        readings.append((sum(column is not None for column in columns), columns, delimiter))
    best = max(readings, key=lambda reading: reading[0], default=(0, [], ","))
    if "text" not in best[1]:
        raise ReadingError(Reason.ROW, "text")
    return best[1], best[2]


def _without_nul(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        if "\0" in line:
            raise ReadingError(Reason.DAMAGED)
        yield line


def _first(columns: list[str | None], values: list[str]) -> dict[str, str]:
    """The values by column; of two columns of one meaning, the first."""
    found: dict[str, str] = {}
    for column, value in zip(columns, values, strict=False):
        if column:
            found.setdefault(column, value)
    return found


def _row(values: dict[str, str]) -> _Row | None:
    """The row of these values, each without line ends and outer white space; None where it has no text."""
    if any(map(_NO_TEXT.search, values.values())):
        return None
    lines = tuple(line for line in map(str.strip, _LINE_END.split(values.get("text", ""))) if line)
    said = tuple(" ".join(_LINE_END.split(values[name])).strip() if name in values else "" for name in _FIELDS)
    return _Row(said, lines) if lines else None


def _stretches(rows: Iterable[_Row]) -> Iterator[Extract]:
    made = _Stretch()
    for row in rows:
        if made.rows and (made.rows >= _ROWS or made.length + sum(map(len, row.lines)) > _CHARACTERS):
            yield made.extract()
            made = _Stretch()
        made.add(row)
    if made.rows:
        yield made.extract()


class _Stretch:
    """Rows put together to one text and its articles."""

    def __init__(self) -> None:
        self.rows = 0
        self.length = 0
        self._lines: list[str] = []
        self._articles: list[tuple[_Said, dict[str, int], list[int]]] = []

    def add(self, row: _Row) -> None:
        """The row as the next paragraphs of the article before it, or as a new article's."""
        self.rows += 1
        if not self._articles or self._articles[-1][0] != row.said:
            said = zip(_FIELDS, row.said, strict=True)
            self._articles.append((row.said, {name: self._line(value) for name, value in said if value}, []))
        self._articles[-1][2].extend(map(self._line, row.lines))

    def _line(self, line: str) -> int:
        """Adds a line; the number it has."""
        self.length += len(line) + 1
        self._lines.append(line)
        return len(self._lines) - 1

    def extract(self) -> Extract:
        starts = [0]
        for line in self._lines:
            starts.append(starts[-1] + len(line) + 1)
        text = "\n".join(self._lines)

        def taken(line: int) -> SourcedText:
            return stretch(text, starts[line], starts[line + 1] - 1)

        articles = tuple(
            _article(number, {name: taken(line) for name, line in said.items()}, map(taken, body))
            for number, (_, said, body) in enumerate(self._articles, 1)
        )
        return Extract(text, Format.JSONL, settled=True, articles=articles)


def _article(number: int, said: dict[str, SourcedText], body: Iterable[SourcedText]) -> Article:
    def stated(name: str, value: Callable[[str], str | None]) -> Field | None:
        shown = said.get(name)
        found = value(shown.text) if shown else None
        return Field(found, shown) if shown and found else None

    return Article(
        number=number,
        title=stated("title", str),
        author=said["author"].text if "author" in said else None,
        position=said["position"].text if "position" in said else None,
        byline=_byline([said[name] for name in ("position", "author") if name in said]),
        date=stated("date", _date),
        publication=stated("publication", str),
        issue=stated("issue", _issue),
        column=said["column"].text if "column" in said else None,
        confidence=1.0,
        paragraphs=tuple(
            Paragraph(index, (), piece, piece.runs[0].start, piece.runs[-1].end)
            for index, piece in enumerate((piece for line in body for piece in whole_sentences(line)), 1)
        ),
    )


def _byline(parts: list[SourcedText]) -> SourcedText | None:
    """Office and name as one line with a space between them."""
    if len(parts) < 2:
        return parts[0] if parts else None
    office, name = parts
    at = len(office.text) + 1
    return SourcedText(
        f"{office.text} {name.text}", (*office.runs, *(Run(at, run.start, run.end) for run in name.runs))
    )


def _date(value: str) -> str | None:
    """The ISO date of a value such as `2021/11/3`, `20211103`, `2021-11-03 08:00`; None of what is none."""
    day = _TIME_OF_DAY.sub("", value)
    return dates.date(_DAY.sub(r"\1-\2-\3", day) if _DAY.fullmatch(day) else day)


def _issue(value: str) -> str:
    match = patterns.ISSUE.search(value)
    return match["number"] if match else value
