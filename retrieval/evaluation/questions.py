"""Questions with what their answers should be: one JSON object a line, checked before anything is asked.

    question  what is typed
    answers   words; the quote should hold one of them
    passage   the paragraph wanted: the id of a citation in it (`ccwqy4-720-109`), or words of it
    articles  [{"title", "author"}] or [{"file"}]: where the answer stands; of several, all are wanted.
              Without "author" anybody's will do; null is nobody's
    kind      a name under which figures are given too. Of `off`, `offquote` and `near` the collection has no answer;
              of `who` and `date` one in the attribution counts as in the quote

A line that expects none of answers, passage and articles expects a refusal. Other keys are left alone.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from retrieval.analyzer import solid
from retrieval.collection.contents import Collection
from retrieval.errors import BadQuestion, Fault

REFUSED_KINDS = frozenset({"off", "offquote", "near"})
_ID = re.compile(r"([a-z2-7]{6,52})-(\d{1,12})-(\d{1,12})")
_BOM = b"\xef\xbb\xbf"
# A misspelt expectation would otherwise turn a question into one that is to be refused.
_SLIPS = frozenset({"answer", "passages", "article"})


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a document's text: `[start, end)` in code points."""

    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """An article; what is None does not matter. The author of an unsigned one is empty."""

    title: str | None
    author: str | None
    file: str | None


@dataclass(frozen=True, slots=True)
class Expectation:
    """A question and what is expected of its answer; `line` counts from 1. `place` is where `passage` is, as an id."""

    line: int
    question: str
    answers: tuple[str, ...] = ()
    passage: str | None = None
    articles: tuple[Wanted, ...] = ()
    kind: str | None = None
    place: Place | None = None

    @property
    def refusal(self) -> bool:
        """Whether the collection should have no answer."""
        return self.kind in REFUSED_KINDS or not (self.answers or self.passage or self.articles)


def read_questions(data: bytes) -> tuple[Expectation, ...]:
    """The questions of a file's bytes, blank lines aside. Raises BadQuestion for the first line that is none."""
    lines = data.removeprefix(_BOM).split(b"\n")
    found = [_read(number, text) for number, raw in enumerate(lines, 1) if (text := _decoded(number, raw))]
    if not found:
        raise BadQuestion(1, Fault.EMPTY)
    return tuple(found)


def located(expectations: Iterable[Expectation], collection: Collection) -> tuple[Expectation, ...]:
    """The same, every place widened to its whole paragraph. Raises BadQuestion for one that the collection has not."""
    found = []
    for one in expectations:
        place = one.place
        document = collection.document(place.document) if place else None
        if place and not (document and place.start < place.end <= len(document.text)):
            raise BadQuestion(one.line, Fault.PLACE, one.passage or "")
        found.append(replace(one, place=place and _widened(place, collection)))
    return tuple(found)


def _widened(place: Place, collection: Collection) -> Place:
    """To the paragraphs it touches; a byline touches none and stays as it is."""
    own = [
        made
        for _, article in collection.articles_of(place.document)
        for made in article.paragraphs
        if made.start < place.end > place.start < made.end
    ]
    return Place(
        place.document,
        min([place.start, *(made.start for made in own)]),
        max([place.end, *(made.end for made in own)]),
    )


def _decoded(line: int, raw: bytes) -> str:
    try:
        return raw.decode("utf-8").strip()
    except UnicodeDecodeError:
        raise BadQuestion(line, Fault.ENCODING) from None


def _read(line: int, text: str) -> Expectation:
    try:
        row = json.loads(text)
        # A lone surrogate is no text: it can be neither looked for nor shown.
        json.dumps(row, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        raise BadQuestion(line, Fault.JSON) from None
    if not isinstance(row, dict):
        raise BadQuestion(line, Fault.JSON)
    if slips := sorted(_SLIPS & row.keys()):
        raise BadQuestion(line, Fault.KEY, slips[0])
    question, kind, passage = row.get("question"), row.get("kind"), row.get("passage")
    if not isinstance(question, str) or not question.strip():
        raise BadQuestion(line, Fault.QUESTION)
    if not (kind is None or isinstance(kind, str)):
        raise BadQuestion(line, Fault.KIND)
    if not (passage is None or _says(passage)):
        raise BadQuestion(line, Fault.PASSAGE)
    answers = _listed(row.get("answers"), line, Fault.ANSWERS)
    if not all(map(_says, answers)):
        raise BadQuestion(line, Fault.ANSWERS)
    articles = dict.fromkeys(_wanted(one, line) for one in _listed(row.get("articles"), line, Fault.ARTICLES))
    return Expectation(line, question, tuple(answers), passage, tuple(articles), kind or None, _place(passage))


def _says(value: Any) -> bool:
    """Whether it is text with a letter or a digit: without one it would stand everywhere."""
    return isinstance(value, str) and bool(solid(value))


def _listed(value: Any, line: int, fault: Fault) -> list[Any]:
    if value is not None and not isinstance(value, list):
        raise BadQuestion(line, fault)
    return value or []


def _wanted(value: Any, line: int) -> Wanted:
    if not isinstance(value, dict) or not {"title", "file"} & value.keys():
        raise BadQuestion(line, Fault.ARTICLES)
    author = value.get("author")
    if not all(_says(value[key]) for key in ("title", "file") if key in value):
        raise BadQuestion(line, Fault.ARTICLES)
    if not (author is None or isinstance(author, str)):
        raise BadQuestion(line, Fault.ARTICLES)
    return Wanted(value.get("title"), author or "" if "author" in value else None, value.get("file"))


def _place(passage: str | None) -> Place | None:
    named = _ID.fullmatch(passage.strip()) if passage else None
    if not named:
        return None
    start, length = int(named[2]), int(named[3])
    return Place(named[1], start, start + length)
