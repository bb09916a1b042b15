"""Paragraph → sentences and clauses, as spans. Closing marks stay with the sentence they close."""

import re
from collections.abc import Iterable, Iterator

from retrieval.records import Span

_CLOSING = "”’」』）)】》〉］]\"'"
_CLOSERS = re.escape(_CLOSING)
# A run of end marks with what closes after it, as often as that repeats: 。 ？！ 。” ！”。 …… A dot ends only before
# white space or the end, so that 3.5 and www.x.cn stay whole.
_END = re.compile(rf"(?:(?:[。！？!?｡…]+|\.(?=[{_CLOSERS}]*(?:\s|$)))[{_CLOSERS}]*)+|\n+")
_BREAK = re.compile(rf"[，；：,;:][{_CLOSERS}]*")
# What cannot begin a sentence: after it, the one before goes on.
_GOES_ON = "，、；：,;:"
_ENCLOSING = {"《": "》", "〈": "〉", "（": "）", "(": ")"}
# How far an opened title or bracket is looked for its end; one that is never closed encloses nothing. And how far back
# it is looked for: longer remarks are texts of their own.
_REACH = 80
_REACH_BACK = 400
_ABBREVIATION = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof|St|No|vs|cf|[A-Za-z])\.$")
_NUMBERING = re.compile(r"\d{1,3}\.")
_VISIBLE = re.compile(r"\S")


def sentences(text: str) -> list[Span]:
    """The sentences of a paragraph, white space around each left out, covering every visible character."""
    return list(_between(text, 0, len(text), _ends(text, 0, len(text))))


def clauses(text: str, start: int, end: int) -> list[Span]:
    """The clauses of `text[start:end]`, in the text's own offsets, covering every visible character."""
    ends = set(_ends(text, start, end))
    for match in _BREAK.finditer(text, start, end):
        # 1,000 and 10:30 and https:// are no clause ends, nor is a comma within a title.
        number = text[match.start()] in ",:" and re.match(r"\d|//", text[match.start() + 1 : match.start() + 3])
        if not number and _opener(text, start, match.start(), "《〈") is None:
            ends.add(match.end())
    return list(_between(text, start, end, sorted(ends)))


def _ends(text: str, start: int, end: int) -> Iterator[int]:
    """Where sentences end."""
    begin = counted = start
    marks = 0
    for match in _END.finditer(text, start, end):
        at = match.end()
        marks += text.count('"', counted, at)
        counted = at
        # A straight quotation mark after an even number of them opens what follows.
        if text[at - 1] == '"' and marks % 2:
            at -= 1
        if match[0].startswith("\n") or not _carries_on(text, begin, match.start(), at):
            yield at
            begin = at
            marks = counted - at


def _carries_on(text: str, begin: int, mark: int, at: int) -> bool:
    """Whether the sentence from `begin` goes on over the end marks at `mark` that reach to `at`."""
    marks, after = text[mark:at], text[at : at + 1]
    if after and after in _GOES_ON:
        return True
    if marks.strip("…") == "":
        # An ellipsis alone is a pause, unless nothing follows or a space does.
        return bool(after) and not after.isspace()
    if marks[0] in "!?" and after.isascii() and after.isalnum():
        return True
    if marks[0] == "." and _dot_within(text, begin, mark, at):
        return True
    last = mark + len(marks.rstrip(_CLOSING)) - 1
    return _opener(text, begin, last, "《〈") is not None or _remark(text, begin, last)


def _dot_within(text: str, begin: int, mark: int, at: int) -> bool:
    """Whether a dot belongs to an abbreviation or numbers what follows, or a small letter goes on after it."""
    following = text[at : at + 4].lstrip(" ")[:1]
    before = text[max(begin, mark - 8) : mark + 1]
    numbering = text[begin : mark + 1].strip() if mark - begin < 8 else ""
    return following.islower() or bool(_ABBREVIATION.search(before)) or bool(_NUMBERING.fullmatch(numbering))


def _opener(text: str, begin: int, mark: int, openers: str) -> int | None:
    """Where the pair of these opened, after `begin`, that the place `mark` is within; None where none closes soon."""
    low = max(begin, mark - _REACH_BACK)
    opened = max([text.rfind(opener, low, mark) for opener in openers])
    if opened < 0:
        return None
    closing = _ENCLOSING[text[opened]]
    return opened if closing not in text[opened:mark] and closing in text[mark : mark + _REACH] else None


def _remark(text: str, begin: int, mark: int) -> bool:
    """Whether an end mark stands in brackets within a sentence; brackets around whole sentences are their own."""
    opened = _opener(text, begin, mark, "（(")
    return opened is not None and bool(_VISIBLE.search(text, begin, opened))


def _between(text: str, start: int, end: int, ends: Iterable[int]) -> Iterator[Span]:
    """The spans from one end to the next without white space around them; those that have nothing else are left out."""
    low = start
    for high in (*ends, end):
        piece = text[low:high]
        if piece.strip():
            yield low + len(piece) - len(piece.lstrip()), high - (len(piece) - len(piece.rstrip()))
        low = max(low, high)
