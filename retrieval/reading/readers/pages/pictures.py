"""Lines recognised in a picture → pieces, as characters make them; their type size is told by their length."""

from collections.abc import Sequence
from statistics import median
from typing import Protocol

from retrieval.reading.readers.pages.pieces import Piece, is_han

# So many Chinese characters in a line measure its em; in shorter ones the height does, as on the rest of the page.
_ENOUGH = 6
_EM_OF_HEIGHT = 0.8
_BASELINE = 0.85
# The type of one page, measured from its lines, differs by so much.
_INEXACT = 0.18


class Seen(Protocol):
    """A line found in a picture, in pixels, y downwards."""

    @property
    def left(self) -> float: ...
    @property
    def top(self) -> float: ...
    @property
    def right(self) -> float: ...
    @property
    def bottom(self) -> float: ...
    @property
    def text(self) -> str: ...
    @property
    def confidence(self) -> float: ...


def recognised_pieces(lines: Sequence[Seen], scale: float) -> list[Piece]:
    """Pieces in points; `scale`: points a pixel. Lines of no text or no height are left out."""
    kept = [line for line in lines if line.text.strip() and line.bottom > line.top and line.right > line.left]
    measured = [_em(line) for line in kept]
    ratios = [em / (line.bottom - line.top) for line, em in zip(kept, measured, strict=True) if em]
    ratio = median(ratios) if ratios else _EM_OF_HEIGHT
    # A line with letter-spacing looks longer than it is.
    by_height = [ratio * (line.bottom - line.top) for line in kept]
    ems = [min(em or high, 1.15 * high) for em, high in zip(measured, by_height, strict=True)]
    usual = _usual(kept, ems)
    return [
        Piece(
            text=line.text.strip(),
            left=line.left * scale,
            right=line.right * scale,
            baseline=(line.top + _BASELINE * (line.bottom - line.top)) * scale,
            size=round((usual if abs(em - usual) <= _INEXACT * usual else em) * scale * 2) / 2 or 0.5,
            confidence=line.confidence,
        )
        for line, em in zip(kept, ems, strict=True)
    ]


def _usual(lines: Sequence[Seen], ems: Sequence[float]) -> float:
    """The em that most characters have, by their median."""
    return median([em for line, em in zip(lines, ems, strict=True) for _ in line.text]) if lines else 0.0


def _em(line: Seen) -> float | None:
    """The width of a Chinese character of the line, in pixels; None where there are too few."""
    wide = sum(is_han(char) or char in "“”‘’—…" for char in line.text)
    if wide < _ENOUGH:
        return None
    return (line.right - line.left) / (wide + 0.55 * (len(line.text) - wide))
