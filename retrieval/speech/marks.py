"""Quotation marks of neighbouring paragraphs: which belong together, nested, left open or closed later."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

_PAIRS = {"“": "”", "‘": "’", "「": "」", "『": "』", '"': '"'}
_CLOSING = {closing: opening for opening, closing in _PAIRS.items()}
_MARK = re.compile(f"[{''.join({**_PAIRS, **_CLOSING})}]")
# With those that are one of these when folded.
_UNFOLDED = re.compile(f"[{''.join({**_PAIRS, **_CLOSING})}﹁﹂﹃﹄＂｢｣]")
# Deeper than authors nest; bounds the work on hostile text.
DEEPEST = 4
_FURTHEST = 2
SENTENCE_END = "。！？!?\n"
BLANK = "\u3007"


@dataclass(frozen=True, slots=True)
class Marked:
    """Words within marks: `start` to `end` of a paragraph, marks not included.

    `depth` is 0 for the outermost. `closed` is false where the closing mark is missing and the end is a guess.
    `follows` says that the words go on from the marks of an earlier paragraph, and have no introduction of their own.
    """

    paragraph: int
    start: int
    end: int
    depth: int
    closed: bool
    follows: bool = False


_Span = tuple[int, int, bool, bool]


@dataclass(slots=True)
class _Open:
    char: str
    at: int
    end: int = -1


def has_marks(text: str) -> bool:
    """Whether there is any mark in a text that need not be folded."""
    return _UNFOLDED.search(text) is not None


def marked(texts: Sequence[str]) -> list[Marked]:
    """The words within marks, paragraph by paragraph, outer before inner. The texts are folded; linear in them."""
    scans = [_scan(text) for text in texts]
    found: list[Marked] = []
    inherited: set[int] = set()
    for number, (pairs, strays) in enumerate(scans):
        text = texts[number]
        first = len(text) - len(text.lstrip()) if number in inherited else -1
        ends = _sentence_ends(text, [pair.at + 1 for pair in pairs if pair.end < 0])
        last = max((pair.at for pair in pairs if pair.end < 0), default=-1)
        spans: list[_Span] = []
        for pair in pairs:
            end = pair.end
            if end < 0:
                later = _goes_on(scans, texts, number, pair.char) if pair.at == last else 0
                inherited.update(range(number + 1, later + 1))
                end = len(text) if later else ends[pair.at + 1]
            spans.append((pair.at + 1, end, pair.end >= 0, pair.at == first))
        if number in inherited and not (pairs and pairs[0].at == first):
            spans.append((0, strays[0].at if strays else len(text), True, True))
        found += _nested(number, spans)
    return found


def masked(text: str, marks: Sequence[Marked], depth: int) -> str:
    """The text with what stands within marks of this depth blanked; its length stays."""
    pieces: list[str] = []
    position = 0
    for mark in marks:
        if mark.depth == depth and mark.start >= position:
            pieces += [text[position : mark.start], BLANK * (mark.end - mark.start)]
            position = mark.end
    return "".join([*pieces, text[position:]])


def _scan(text: str) -> tuple[list[_Open], list[_Open]]:
    """The opening marks in order, with the end of those that are closed; and the closing marks that close nothing."""
    opened: list[_Open] = []
    stack: list[_Open] = []
    waiting = dict.fromkeys(_PAIRS, 0)
    strays: list[_Open] = []
    for found in _MARK.finditer(text):
        at, char = found.start(), found[0]
        opening = _CLOSING.get(char)
        if opening and waiting[opening]:
            while stack:
                last = stack.pop()
                waiting[last.char] -= 1
                if last.char == opening:
                    last.end = at
                    break
        elif char in _PAIRS or (opening and _mistyped(text, at)):
            one = _Open(opening or char, at)
            opened.append(one)
            stack.append(one)
            waiting[one.char] += 1
        elif opening and not _apostrophe(text, at):
            strays.append(_Open(opening, at))
    return opened, strays


def _mistyped(text: str, at: int) -> bool:
    """A closing mark where nothing is open, straight after a colon: an opening one was meant."""
    return at > 0 and text[at] == "”" and text[at - 1] in ":,"


def _apostrophe(text: str, at: int) -> bool:
    return text[at] == "’" and at > 0 and text[at - 1].isascii()


def _goes_on(scans: Sequence[tuple[list[_Open], list[_Open]]], texts: Sequence[str], number: int, char: str) -> int:
    """The paragraph that closes marks left open in this one, or opens them again; 0 where none does."""
    for later in range(number + 1, min(number + 1 + _FURTHEST, len(texts))):
        pairs, strays = scans[later]
        if strays:
            return later if strays[0].char == char else 0
        if later == number + 1 and texts[later].lstrip()[:1] == char:
            return later
        if any(one.end < 0 for one in pairs):
            return 0
    return 0


def _sentence_ends(text: str, starts: Sequence[int]) -> dict[int, int]:
    """Where the sentence ends that goes on at each of these places, given in order."""
    ends: dict[int, int] = {}
    end = len(text)
    position = len(text)
    for start in reversed(starts):
        for at in range(position - 1, start - 1, -1):
            if text[at] in SENTENCE_END:
                end = at + 1
        position = start
        ends[start] = end
    return ends


def _nested(number: int, spans: Sequence[_Span]) -> list[Marked]:
    """The spans in order with their depths. Marks whose end is a guess reach to the end of those they contain."""
    found: list[Marked] = []
    around: list[int] = []
    for start, end, closed, follows in sorted(spans, key=lambda span: (span[0], -span[1])):
        while around and found[around[-1]].end <= start:
            around.pop()
        for outer in around:
            if found[outer].end < end:
                found[outer] = replace(found[outer], end=end)
        if len(around) < DEEPEST:
            around.append(len(found))
            found.append(Marked(number, start, end, len(around) - 1, closed, follows))
    return found
