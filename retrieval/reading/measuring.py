"""How text was set: whether its lines are broken, how wide they are, what shows where a paragraph begins."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from retrieval.reading import patterns
from retrieval.reading.lines import Kind, Line

_QUOTES = "“”‘’"
_NARROW_SAFE = "…—·"
_HANGING = "，。、；：！？,.;”）》"
_COMPRESSIBLE = "，。、；：“”（）《》"
# A shorter line says nothing of the width.
_LONG = 12
_WIDEST = 60
_ENDED = re.compile(rf"{patterns.TERMINAL.pattern}|[：:；;]$")


@dataclass(frozen=True, slots=True)
class Measure:
    """The typesetting of a hard-wrapped text, in em: line width, width of a quote mark, indent of a first line.

    `indented`: the indents show where paragraphs begin. `spaced`: blank lines do. `tight`: a line holds all that fits
    into it, so that one with room for the next word ends a paragraph.
    """

    width: float
    quote: float
    first_line: float
    indented: bool
    spaced: bool
    tight: bool = False

    def extent(self, text: str) -> tuple[float, float]:
        """The least and the greatest width the text may have been set in."""
        low = high = 0.0
        for char in text:
            if char in _QUOTES:
                low += max(0.5, self.quote - 0.15)
                high += min(1.0, self.quote + 0.15)
            elif char == " ":
                high += 0.5
            elif ord(char) < 0x2E80 and char not in _NARROW_SAFE:
                low += 0.5
                high += 0.6
            else:
                low += 1
                high += 1
        if text and text[-1] in _HANGING:
            low -= 1
        return low - 0.125 * sum(char in _COMPRESSIBLE for char in text), high


def hard_wrap(lines: Sequence[Line]) -> Measure | None:
    """The typesetting of hard-wrapped lines, or None when a line is a paragraph."""
    body = [line for line in lines if line.kind is Kind.TEXT]
    if any(line.kind is Kind.MARKED for line in lines):
        return None
    if not _is_wrapped(body):
        return _shortly_wrapped(body)
    width, quote = _width(body)
    plain = Measure(width, quote, 0, False, False)
    # Lines after a paragraph that clearly ended show what the first line of one looks like.
    opening = [
        line
        for before, line in pairwise(body)
        if len(before.text) < width * 0.8 and patterns.TERMINAL.search(before.text)
    ]
    full = [sum(plain.extent(line.text)) / 2 + line.indent for line in opening if len(line.text) > width * 0.75]
    return Measure(
        width=width,
        quote=quote,
        first_line=2.0 if full and median(full) < width - 1 else 0.0,
        indented=_shows([line.indent >= 1 for line in body], [line.indent >= 1 for line in opening], 0.03, 0.6),
        spaced=_shows([line.blank_before > 0 for line in body], [line.blank_before > 0 for line in opening], 0.02, 0.5),
        tight=_tight(body, plain),
    )


def _is_wrapped(body: Sequence[Line]) -> bool:
    """Whether most lines are about as long as the commonest one, or those that end in mid-clause are."""
    lengths = [len(line.text) for line in body if len(line.text) >= _LONG]
    if len(lengths) < 6:
        return False
    mode = Counter(lengths).most_common(1)[0][0]
    near = sum(mode - 3 <= len(line.text) <= mode + 4 for line in body) / len(body)
    # A few long titles must not veto, so a high percentile is the bound instead of the maximum.
    bound = sorted(len(line.text) for line in body)[int(0.97 * (len(body) - 1))]
    # Full lines that end in mid-clause are broken ones, however many short lines there are besides.
    broken = [len(line.text) for line in body if len(line.text) >= _LONG and not patterns.ENDS_CLAUSE.search(line.text)]
    cut = sum(mode - 3 <= length <= mode + 4 for length in broken)
    wraps = near >= 0.45 or (cut >= 6 and near >= 0.3 and cut >= 0.7 * len(broken))
    return wraps and bound <= mode * 1.35 + 2 and mode <= _WIDEST


def _shortly_wrapped(body: Sequence[Line]) -> Measure | None:
    """The typesetting of a text of few lines: some break off where no line is longer, and the next ones end them.

    One such break is enough where the line has an indent and the next has none; three without.
    """
    plain = Measure(0, 1.0, 0, False, False)
    widths = [sum(plain.extent(line.text)) / 2 + line.indent for line in body]
    breaks = [
        (before.indent >= 1, width)
        for (before, line), width in zip(pairwise(body), widths, strict=False)
        if _breaks(before, line)
    ]
    indented = sum(indent for indent, _ in breaks)
    if not indented and len(breaks) < 3:
        return None
    width = max(width for _, width in breaks)
    if width > _WIDEST or max(widths) > width + 1.5 or any(one < width - 3 for _, one in breaks):
        return None
    return Measure(width, 1.0, 0.0, indented=indented > 0, spaced=False)


def _breaks(before: Line, line: Line) -> bool:
    """Whether a line breaks off and the next one ends what it began, or is broken itself."""
    if line.indent >= 1 or line.blank_before > before.blank_before or len(before.text) < _LONG or line.begins:
        return False
    if before.indent >= 1:
        return not _ENDED.search(before.text)
    goes_on = not _ENDED.search(before.text) and not patterns.ENDS_CLAUSE.search(before.text)
    return goes_on and bool(_ENDED.search(line.text))


def _shows(body: Sequence[bool], opening: Sequence[bool], least: float, most: float) -> bool:
    """Whether a sign that lines have shows where paragraphs begin: not too few have it, nor too many, and of those
    that surely begin one every second at least."""
    return least <= sum(body) / len(body) <= most and (len(opening) < 3 or sum(opening) * 2 >= len(opening))


def _tight(body: Sequence[Line], measure: Measure) -> bool:
    """Whether lines in the middle of a sentence have no room for the next word."""
    middle = [
        has_room(before, line, measure)
        for before, line in pairwise(body)
        if not patterns.TERMINAL.search(before.text) and len(before.text) >= 0.75 * measure.width
    ]
    return len(middle) >= 5 and sum(middle) <= 0.05 * len(middle)


# What is not parted at a line's end, and what does not begin one.
_WORD = re.compile(r"[“‘（《〈【「『(]*(?:[A-Za-z0-9.%％℃,:/-]+|——|……|.)[，。、；：！？”’）》〉】」』,.;:!?)%…—]*")


def has_room(line: Line, after: Line, measure: Measure) -> bool:
    """Whether the first word of the next line would have gone into this one."""
    word = _WORD.match(after.text)
    needed = measure.extent(word[0].rstrip("，。、；："))[1] if word else 1.0
    return measure.extent(line.text)[1] + line.indent + needed <= measure.width


def _width(body: Sequence[Line]) -> tuple[float, float]:
    """Line width and quote mark width: whichever quote mark makes the histogram of widths sharpest."""
    best: tuple[int, float, float] | None = None
    for quote in (1.0, 0.75, 0.5):
        widths = Counter(
            round((sum(_em(char, quote) for char in line.text) + _inset(line)) * 2) / 2
            for line in body
            if len(line.text) >= _LONG
        )
        width, count = widths.most_common(1)[0]
        if best is None or count > best[0] * 1.05:
            best = (count, width, quote)
    assert best is not None
    return best[1], best[2]


def _inset(line: Line) -> float:
    """The part of the width an indent takes; less than one em is chance."""
    return line.indent if line.indent >= 1 else 0.0


def _em(char: str, quote: float) -> float:
    if char in _QUOTES:
        return quote
    return 0.5 if ord(char) < 0x2E80 and char not in _NARROW_SAFE else 1.0
