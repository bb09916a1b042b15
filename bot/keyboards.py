"""Buttons and their callback data.

What a button has to know stands in it, so that it works after a restart; what does not fit lies with `people` under a
short key. Telegram takes 64 bytes of callback data, 256 characters to copy, and 100 buttons.
"""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

from bot.wording.wording import Wording

LONGEST_DATA = 64
LONGEST_COPIED = 256
# Longer labels are cut by the phone in the middle of a word.
LONGEST_LABEL = 36
_START = "https://t.me/{username}?start={parameter}"
_NUMBERS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"


class Verb(StrEnum):
    """What a button does; behind it stand its arguments."""

    AROUND = "x"  # id: what stands around a quote
    READ = "r"  # document, article, first run, last run, and of a quote start and length: an article's text
    CITE = "q"  # id: how a quote is cited
    CITATION = "p"  # id: the same again, in the place of the formats for programs
    FORMATS = "f"  # id: the formats for programs
    MORE = "m"  # key, page: further quotes of an answer
    NARROW = "n"  # key: what an answer can be narrowed to
    ONLY = "o"  # key, kind, digest of the value: narrowed to it
    RELATED = "l"  # key: what was related, where nothing answered
    SHELF = "s"  # page: the documents
    DOCUMENT = "d"  # document, page: its articles
    AUTHORS = "A"  # page: the authors
    AUTHOR = "a"  # digest of the name, page: an author's articles
    LANGUAGE = "g"  # language
    FORGET = "z"  # yes or no


@dataclass(frozen=True, slots=True)
class Button:
    """A label, and one of: callback data, an address to open, a text to copy."""

    label: str
    data: str | None = None
    url: str | None = None
    copied: str | None = None


Rows = tuple[tuple[Button, ...], ...]

_ID = "[a-z2-7]{6,52}-[0-9]{1,12}-[0-9]{1,12}"
_DOCUMENT, _NUMBER, _DIGEST = "[a-z2-7]{6,52}", "[0-9]{1,12}", "[0-9a-f]{8}"
_SHAPES = {
    verb: re.compile(shape)
    for verb, shape in {
        Verb.AROUND: _ID,
        Verb.READ: f"{_DOCUMENT}:{_NUMBER}:{_NUMBER}:{_NUMBER}:[<>](?::{_NUMBER}:{_NUMBER})?",
        Verb.CITE: _ID,
        Verb.CITATION: _ID,
        Verb.FORMATS: _ID,
        Verb.MORE: f"{_NUMBER}:{_NUMBER}",
        Verb.NARROW: _NUMBER,
        Verb.ONLY: f"{_NUMBER}:[a-z]+:{_DIGEST}",
        Verb.RELATED: _NUMBER,
        Verb.SHELF: _NUMBER,
        Verb.DOCUMENT: f"{_DOCUMENT}:{_NUMBER}",
        Verb.AUTHORS: _NUMBER,
        Verb.AUTHOR: f"{_DIGEST}:{_NUMBER}",
        Verb.LANGUAGE: "zh-hans|zh-hant|en|auto",
        Verb.FORGET: "yes|no",
    }.items()
}


def tap(verb: Verb, *arguments: str | int) -> str:
    """Callback data."""
    data = ":".join((verb, *map(str, arguments)))
    assert len(data.encode()) <= LONGEST_DATA, data
    return data


def untap(data: str) -> tuple[Verb, tuple[str, ...]]:
    """What was put into callback data, by its shape. Raises ValueError for what no button has."""
    name, _, behind = data.partition(":")
    verb = Verb(name)
    if not _SHAPES[verb].fullmatch(behind):
        raise ValueError(data)
    return verb, tuple(behind.split(":"))


def digest(value: str) -> str:
    """A name or a title in eight characters."""
    return hashlib.blake2s(value.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def start_link(username: str, parameter: str) -> str:
    """The address that opens the private chat with the bot at a place of it."""
    return _START.format(username=username, parameter=parameter)


def copying(label: str, text: str) -> tuple[Button, ...]:
    """A button that copies a text, or none where Telegram does not take so much."""
    return (Button(label, copied=text),) if 0 < len(text) <= LONGEST_COPIED else ()


def shelf_name(file: str) -> str:
    """A document's file name without the ending that says what kind of file it is."""
    name, dot, ending = file.rpartition(".")
    return name if dot and name and ending.isascii() and ending.isalnum() and len(ending) <= 4 else file


def labelled(text: str) -> str:
    """A text as a label: one line, no longer than one, and not empty."""
    text = " ".join(text.split()) or "…"
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"


def numbered(at: int) -> str:
    """The mark of the quote at a place, counted from 0."""
    return _NUMBERS[at] if at < len(_NUMBERS) else f"({at + 1})"


def rows_of(buttons: list[Button], across: int) -> Rows:
    """Buttons in rows of so many."""
    return tuple(tuple(buttons[at : at + across]) for at in range(0, len(buttons), across))


def turning(page: int, pages: int, wording: Wording, verb: Verb, *arguments: str | int) -> Rows:
    """The ways to the page before and the one after, counted from 0; the page is the last argument of their data."""
    row: list[Button] = []
    if page > 0:
        row.append(Button(wording.button_back, tap(verb, *arguments, page - 1)))
    if page + 1 < pages:
        row.append(Button(wording.button_more, tap(verb, *arguments, page + 1)))
    return (tuple(row),) if row else ()
