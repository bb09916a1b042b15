"""Blocks → texts sourced from the document: every character mapped back to where it stands."""

import re
from collections.abc import Sequence

from retrieval.reading import patterns
from retrieval.reading.lines import Line
from retrieval.records import Paragraph, Run, SourcedText

_BOLD = re.compile(r"\*\*")
_LATIN = re.compile(r"[A-Za-z0-9]")


def sourced(source: str, lines: Sequence[Line]) -> SourcedText:
    """The lines joined into one text, Markdown's heading and bold marks left out.

    Chinese lines join with nothing between them, Latin words with a space.
    """
    text = ""
    runs: list[Run] = []
    for start, end in (part for line in lines for part in (line.parts or ((line.start, line.end),))):
        for piece_start, piece_end in _unmarked(source, start, end):
            piece = source[piece_start:piece_end]
            # Only a line break makes two words of what stands together; a bold mark in a line does not.
            if piece_start == start and text and _LATIN.match(piece) and re.search(r"[A-Za-z,.;:!?]$", text):
                text += " "
            runs.append(Run(len(text), piece_start, piece_end))
            text += piece
    return SourcedText(text, tuple(runs))


def _unmarked(source: str, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches of one line outside Markdown's marks."""
    heading = re.compile(r"#{1,6}[ \t]+").match(source, start, end)
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


def cut(text: SourcedText, start: int, end: int) -> SourcedText:
    """`text[start:end]` with its own runs."""
    runs = []
    for run in text.runs:
        low, high = max(start, run.at), min(end, run.at + run.end - run.start)
        if low < high:
            runs.append(Run(low - start, run.start + low - run.at, run.start + high - run.at))
    return SourcedText(text.text[start:end], tuple(runs))


def paragraph(source: str, lines: Sequence[Line], number: int, section: tuple[str, ...]) -> Paragraph | None:
    """The paragraph these lines make; None when nothing of it is left without its photo credit."""
    body = sourced(source, lines)
    body = cut(body, 0, patterns.photo_credit(body.text))
    if not body.runs:
        return None
    return Paragraph(number, section, body, lines[0].start, body.runs[-1].end)
