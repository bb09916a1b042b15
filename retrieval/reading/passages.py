"""Blocks → texts sourced from the document: every character mapped back to where it stands."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from retrieval.reading import furniture
from retrieval.reading.lines import Line
from retrieval.records import Paragraph, Run, SourcedText, Span
from retrieval.sentences import sentences

_BOLD = re.compile(r"\*\*")
_LATIN = re.compile(r"[A-Za-z0-9]")
_LATIN_END = re.compile(r"[A-Za-z,.;:!?]")
_MARK = re.compile(r"#{1,6}\s+")
# A longer paragraph (a file without line ends) is cut at sentence ends: a passage is to be found and read.
LONGEST = 4000


def sourced(source: str, lines: Sequence[Line]) -> SourcedText:
    """The lines joined into one text, Markdown's heading and bold marks left out.

    Chinese lines join with nothing between them, Latin words with a space.
    """
    pieces: list[str] = []
    runs: list[Run] = []
    length, last = 0, ""
    for start, end in (part for line in lines for part in (line.parts or ((line.start, line.end),))):
        for low, high in _unmarked(source, start, end):
            # Only a line break makes two words of what stands together; a bold mark in a line does not.
            if low == start and _LATIN_END.match(last) and _LATIN.match(source[low]):
                pieces.append(" ")
                length += 1
            runs.append(Run(length, low, high))
            pieces.append(source[low:high])
            length += high - low
            last = source[high - 1]
    return SourcedText("".join(pieces), tuple(runs))


def _unmarked(source: str, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches of one line outside Markdown's marks."""
    heading = _MARK.match(source, start, end)
    position = heading.end() if heading else start
    pieces = []
    for mark in _BOLD.finditer(source, position, end):
        pieces.append((position, mark.start()))
        position = mark.end()
    pieces.append((position, end))
    return [_trimmed(source, low, high) for low, high in pieces if source[low:high].strip()]


def _trimmed(source: str, start: int, end: int) -> tuple[int, int]:
    """A stretch without the white space between it and a mark at the line's edge."""
    text = source[start:end]
    return start + len(text) - len(text.lstrip()), end - (len(text) - len(text.rstrip()))


def stretch(source: str, start: int, end: int) -> SourcedText:
    """`source[start:end]` without its outer white space."""
    low, high = _trimmed(source, start, end)
    return SourcedText(source[low:high], (Run(0, low, high),) if low < high else ())


def cut(text: SourcedText, start: int, end: int) -> SourcedText:
    """`text[start:end]` with its own runs."""
    if start == 0 and end >= len(text.text):
        return text
    runs = []
    for run in text.runs[max(0, bisect_right(text.runs, start, key=lambda run: run.at) - 1) :]:
        if run.at >= end:
            break
        low, high = max(start, run.at), min(end, run.at + run.end - run.start)
        if low < high:
            runs.append(Run(low - start, run.start + low - run.at, run.start + high - run.at))
    return SourcedText(text.text[start:end], tuple(runs))


def paragraphs(source: str, lines: Sequence[Line], number: int, section: tuple[str, ...]) -> list[Paragraph]:
    """The paragraph these lines make, numbered from `number`; several, where it is endless; none, where only a photo
    credit is left of it."""
    body = sourced(source, lines)
    body = cut(body, 0, furniture.photo_credit(body.text))
    if not body.runs:
        return []
    return [
        Paragraph(number + index, section, piece, piece.runs[0].start if index else lines[0].start, piece.runs[-1].end)
        for index, piece in enumerate(whole_sentences(body))
    ]


def whole_sentences(text: SourcedText) -> list[SourcedText]:
    """The text as it is, or neighbouring sentences of it where it is endless."""
    if len(text.text) <= LONGEST:
        return [text]
    return [cut(text, low, high) for low, high in _sentence_groups(text.text)]


def _sentence_groups(text: str) -> list[Span]:
    """Neighbouring sentences as long as they fit; a sentence that does not fit is cut where it must be."""
    groups: list[Span] = []
    for start, end in sentences(text):
        if groups and end - groups[-1][0] <= LONGEST:
            groups[-1] = (groups[-1][0], end)
        else:
            groups += [(low, min(end, low + LONGEST)) for low in range(start, end, LONGEST)]
    return [(low, high) for low, high in groups if text[low:high].strip()]
