"""What a file of corrections says, checked: one entry an article, each with the words it begins with."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from retrieval.errors import BadCorrections, Flaw
from retrieval.reading import dates
from retrieval.reading.corrections.tables import Tables, read_tables

# What can be put right of an article.
FIELDS = ("title", "author", "position", "date", "publication", "issue", "column")
_TOP = ("file", "sha256", "articles", "found")
_ENTRY = (*FIELDS, "anchor", "offset", "skip", "basis")
_FOUND = ("anchors",)
_DATE = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d?)(?:-(?P<day>\d\d?))?)?", re.ASCII)
_YEAR = re.compile(r"(\d{4})\s*年", re.ASCII)


Key = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as a person wants it. `line` is where it stands in the file of corrections.

    `anchor` are the words it begins with, `offset` where they stood in the text, if that is said. `values` has the
    fields that are stated; an empty one says that the document does not say. What is to `skip` is no article.
    """

    line: int
    anchor: str
    offset: int | None
    values: Mapping[str, str]
    skip: bool = False

    @property
    def key(self) -> Key:
        """What tells it apart from all others of its file."""
        return self.anchor, self.offset


@dataclass(frozen=True, slots=True)
class Corrections:
    """A file of corrections. `found` has the words that the articles began with which reading had found: one of these
    without an entry is one that a person took out."""

    file: str
    sha256: str
    entries: tuple[Entry, ...]
    found: tuple[str, ...]


def read_corrections(toml: str) -> Corrections:
    """Raises BadCorrections for the first thing that cannot be used."""
    tables = read_tables(toml)
    values = tables.values
    known(tables, _TOP)
    listed = values.get("articles", [])
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise BadCorrections(tables.line("articles"), Flaw.ARTICLES)
    entries = tuple(_entry(tables, index, value) for index, value in enumerate(listed))
    _told_apart(entries)
    found = _found(tables) if "found" in values else ()
    return Corrections(text_of(tables, "file") or "", text_of(tables, "sha256") or "", entries, found)


def known(tables: Tables, allowed: tuple[str, ...], *path: str | int) -> None:
    """Raises BadCorrections for a key of the table at a path that nobody knows."""
    for key in _at(tables, path):
        if key not in allowed:
            raise BadCorrections(tables.line(*path, key), Flaw.KEY, key, allowed)


def text_of(tables: Tables, *path: str | int) -> str | None:
    """The text at a path; None where there is none. Raises BadCorrections for anything else."""
    value = _at(tables, path[:-1]).get(path[-1])
    if value is None or isinstance(value, str):
        return value
    raise BadCorrections(tables.line(*path), Flaw.TEXT, str(path[-1]))


def number_of(tables: Tables, *path: str | int) -> str | None:
    """As `text_of`; a number without quotation marks will do."""
    value = _at(tables, path[:-1]).get(path[-1])
    return str(value) if type(value) is int else text_of(tables, *path)


def _at(tables: Tables, path: tuple[str | int, ...]) -> Any:
    value: Any = tables.values
    for part in path:
        value = value[part]
    return value


def _entry(tables: Tables, index: int, value: dict[str, Any]) -> Entry:
    here = ("articles", index)
    known(tables, _ENTRY, *here)
    values = {key: _value(tables, *here, key) for key in FIELDS if key in value}
    anchor = text_of(tables, *here, "anchor")
    if not anchor or not anchor.strip():
        raise BadCorrections(tables.line(*here, "anchor"), Flaw.ANCHOR)
    offset, skip = value.get("offset"), value.get("skip", False)
    if offset is not None and (type(offset) is not int or offset < 0):
        raise BadCorrections(tables.line(*here, "offset"), Flaw.OFFSET, str(offset))
    if not isinstance(skip, bool):
        raise BadCorrections(tables.line(*here, "skip"), Flaw.SWITCH, "skip")
    return Entry(tables.line(*here), anchor, offset, values, skip)


def _value(tables: Tables, *path: str | int) -> str:
    """A field as it will be cited: one line, a date in ISO form."""
    if path[-1] == "date":
        return _date(tables, *path)
    value = number_of(tables, *path) if path[-1] == "issue" else text_of(tables, *path)
    return " ".join((value or "").split())


def _date(tables: Tables, *path: str | int) -> str:
    value = _at(tables, path)
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value.isoformat()
    written = (number_of(tables, *path) or "").strip()
    found = iso_date(written) if written else ""
    if found is None:
        raise BadCorrections(tables.line(*path), Flaw.DATE, written)
    return found


def iso_date(written: str) -> str | None:
    """`2021`, `2021-11` or `2021-11-03`, from that or from a date as documents write it; None where it is none."""
    match = _DATE.fullmatch(written)
    if match is None:
        year = _YEAR.fullmatch(written)
        return year[1] if year else dates.date(written)
    parts = [int(part) for part in match.groups() if part]
    try:
        datetime.date(*[*parts, 1, 1][:3])
    except ValueError:
        return None
    return "-".join([match["year"], *(f"{part:02d}" for part in parts[1:])])


def _told_apart(entries: tuple[Entry, ...]) -> None:
    seen = set()
    for entry in entries:
        if entry.key in seen:
            raise BadCorrections(entry.line, Flaw.TWICE, " ".join(entry.anchor.split()))
        seen.add(entry.key)


def _found(tables: Tables) -> tuple[str, ...]:
    value = tables.values["found"]
    if not isinstance(value, dict):
        raise BadCorrections(tables.line("found"), Flaw.KEY, "found", _TOP)
    known(tables, _FOUND, "found")
    anchors = value.get("anchors", [])
    if not isinstance(anchors, list) or not all(isinstance(anchor, str) for anchor in anchors):
        raise BadCorrections(tables.line("found", "anchors"), Flaw.TEXT, "anchors")
    return tuple(anchor for anchor in anchors if anchor.strip())
