"""Physical lines → blocks: headings, bylines, and paragraphs put together again over line wraps and page breaks.

Hard-wrapped text is unwrapped by the cheapest path (Viterbi) over the roles a line can have in a paragraph; text with a
paragraph a line only has to be joined where a page was cut through a sentence.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from retrieval.reading import patterns
from retrieval.reading.lines import Kind, Line

_QUOTES = "“”‘’"
_NARROW_SAFE = "…—·"
_HANGING = "，。、；：！？,.;”）》"
_COMPRESSIBLE = "，。、；：“”（）《》"
_IMPOSSIBLE = 1e9
# What a following line can be the continuation of.
_RUNNING = (Kind.TEXT, Kind.EDITORIAL)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together: one heading or byline, or all lines of a paragraph (`kind` TEXT)."""

    kind: Kind
    lines: tuple[Line, ...]
    wrapped: bool = False

    @property
    def text(self) -> str:
        """The lines' texts put together, for looking at, not for quoting."""
        return "".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Measure:
    """The typesetting of a hard-wrapped text, in em: line width, width of a quote mark, indent of a first line.

    `indented`: the indents show where paragraphs begin. `spaced`: blank lines do.
    """

    width: float
    quote: float
    first_line: float
    indented: bool
    spaced: bool

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


def blocks(lines: Sequence[Line]) -> list[Block]:
    """Put the lines of one text together into blocks, in order; page furniture is left out."""
    kept: list[Line] = []
    torn = False
    for line in lines:
        # What follows page furniture begins a page, whatever blank lines stand around it.
        if line.kind is not Kind.FURNITURE:
            kept.append(replace(line, page_break=True) if torn else line)
        torn = line.kind is Kind.FURNITURE
    if not kept:
        return []
    measure = _hard_wrap(kept)
    return _unwrapped(kept, measure) if measure else _paragraph_a_line(kept)


def _hard_wrap(lines: Sequence[Line]) -> Measure | None:
    """The typesetting of hard-wrapped lines, or None when a line is a paragraph."""
    body = [line for line in lines if line.kind is Kind.TEXT]
    lengths = [len(line.text) for line in body if len(line.text) >= 12]
    if len(lengths) < 6 or any(line.kind is Kind.MARKDOWN for line in lines):
        return None
    mode = Counter(lengths).most_common(1)[0][0]
    near = sum(mode - 3 <= len(line.text) <= mode + 4 for line in body) / len(body)
    # A few long titles must not veto, so a high percentile is the bound instead of the maximum.
    bound = sorted(len(line.text) for line in body)[int(0.97 * (len(body) - 1))]
    if near < 0.45 or bound > mode * 1.35 + 2 or mode > 60:
        return None
    width, quote = _width(body)
    spaced_share = sum(line.blank_before > 0 for line in body) / len(body)
    indented = [line.indent >= 1 for line in body]
    after_end = [
        sum(Measure(width, quote, 0, False, False).extent(line.text)) / 2 + line.indent
        for before, line in pairwise(body)
        if len(before.text) < width * 0.8 and patterns.TERMINAL.search(before.text) and len(line.text) > width * 0.75
    ]
    return Measure(
        width=width,
        quote=quote,
        first_line=2.0 if after_end and median(after_end) < width - 1 else 0.0,
        indented=0.03 <= sum(indented) / len(indented) <= 0.6,
        spaced=0.02 <= spaced_share <= 0.5,
    )


def _width(body: Sequence[Line]) -> tuple[float, float]:
    """Line width and quote mark width: whichever quote mark makes the histogram of widths sharpest."""
    best: tuple[int, float, float] | None = None
    for quote in (1.0, 0.75, 0.5):
        widths = Counter(
            round(sum(_em(char, quote) for char in line.text) * 2) / 2 for line in body if len(line.text) >= 12
        )
        width, count = widths.most_common(1)[0]
        if best is None or count > best[0] * 1.05:
            best = (count, width, quote)
    assert best is not None
    return best[1], best[2]


def _em(char: str, quote: float) -> float:
    if char in _QUOTES:
        return quote
    return 0.5 if ord(char) < 0x2E80 and char not in _NARROW_SAFE else 1.0


# The roles of a line: Heading, Begin, Middle, End of a paragraph, Single-line paragraph, and which may follow which.
_ROLES = "HBMES"
_AFTER = {"H": "HBS", "B": "ME", "M": "ME", "E": "HBS", "S": "HBS"}


def _role_cost(line: Line, role: str, measure: Measure, extent: tuple[float, float]) -> float:
    """How badly a role fits a line; the weights were found by hand on the layouts under tests/cases/reading."""
    if line.kind is not Kind.TEXT and role in ("HBS" if line.kind is Kind.EDITORIAL else "H"):
        # An editor's note runs over several lines like a paragraph; everything else stands alone.
        return 0.0
    if line.kind is not Kind.TEXT and not _may_be_body(line):
        return _IMPOSSIBLE
    # A wrapped sentence can leave a line that reads like a byline or an imprint.
    chance = 6.0 if line.kind is not Kind.TEXT else 0.0
    low, high = extent
    first = measure.width - (0.0 if line.indent >= 1 else measure.first_line)
    if line.indent >= 1:
        low, high = low + line.indent, high + line.indent
    ended = bool(patterns.TERMINAL.search(line.text))
    cost = 0.0
    if role == "H":
        cost = 2.5 if len(line.text) < measure.width * 0.95 else 7.0
        cost += 6 * bool(patterns.ENDS_CLAUSE.search(line.text)) + 2 * bool(re.search("[，；]", line.text))
    elif role == "B":
        cost = 1.2 * _off(first, low, high) + (0 if low <= first + 0.6 else 3)
    elif role == "M":
        # Line-breaking rules shorten a full line by one em at the most; more says the paragraph ended.
        off = _off(measure.width, low, high)
        cost = 1.2 * min(off, 1) + 4 * max(0.0, off - 1)
    elif role == "E":
        cost = (0 if low <= measure.width else 3) + (0.8 if low < measure.width - 1.5 else 2.2) + (0 if ended else 9)
    else:
        cost = 2.0 + (0 if low <= first + 0.6 else 4) + (0 if ended else 9)
    return chance + cost + _paragraph_marks(line, role, measure)


def _may_be_body(line: Line) -> bool:
    return line.kind in (Kind.BYLINE, Kind.BOILERPLATE) and line.text[0] not in "（(" and len(line.text) >= 12


def _off(target: float, low: float, high: float) -> float:
    return max(0.0, low - target, target - high)


def _paragraph_marks(line: Line, role: str, measure: Measure) -> float:
    """The cost of contradicting indents and blank lines, where the text uses them to begin paragraphs."""
    begins = role in "BSH"
    cost = 0.0
    if measure.indented:
        cost += 0 if (line.indent >= 1) == begins or role == "H" else 6
    if measure.spaced and not line.page_break:
        cost += 0 if (line.blank_before > 0) == begins else (6 if line.blank_before else 3)
    return cost


def _roles(lines: Sequence[Line], measure: Measure) -> str:
    """The cheapest roles of all lines together."""
    extent = measure.extent(lines[0].text)
    costs = {role: _role_cost(lines[0], role, measure, extent) + (0 if role in "HBS" else 4) for role in _ROLES}
    chosen: list[dict[str, str]] = []
    for number, (before, line) in enumerate(pairwise(lines), 1):
        after = lines[number + 1] if number + 1 < len(lines) else None
        extent = measure.extent(line.text)
        best = {role: min(_ROLES, key=lambda p, r=role: costs[p] + _step(p, r)) for role in _ROLES}  # type: ignore[misc]
        # A title is likelier at the head of a page than in its middle, and likeliest above a byline.
        lift = 1.0 if line.page_break and before.kind is Kind.TEXT else 0.0
        lift += 4.0 if line.kind is Kind.TEXT and _title_above(line, after) else 0.0
        costs = {
            role: costs[best[role]]
            + _step(best[role], role)
            + _role_cost(line, role, measure, extent)
            - (lift if role == "H" else 0.0)
            for role in _ROLES
        }
        chosen.append(best)
    role = min(_ROLES, key=lambda r: costs[r])
    path = [role]
    for best in reversed(chosen):
        role = best[role]
        path.append(role)
    return "".join(reversed(path))


def _step(before: str, role: str) -> float:
    return 0.0 if role in _AFTER[before] else _IMPOSSIBLE


def _unwrapped(lines: Sequence[Line], measure: Measure) -> list[Block]:
    grown: list[tuple[Kind, list[Line]]] = []
    for line, role in zip(lines, _roles(lines, measure), strict=True):
        if role in "ME" and grown and grown[-1][0] in _RUNNING:
            grown[-1][1].append(line)
        elif role == "H":
            grown.append((Kind.HEADING if line.kind is Kind.TEXT else line.kind, [line]))
        else:
            grown.append((Kind.TEXT if _may_be_body(line) else line.kind, [line]))
    return [Block(kind, tuple(own), wrapped=True) for kind, own in grown]


def _paragraph_a_line(lines: Sequence[Line]) -> list[Block]:
    grown: list[tuple[Kind, list[Line]]] = []
    for line, after in zip(lines, [*lines[1:], None], strict=True):
        kind, last = grown[-1] if grown else (Kind.FURNITURE, [])
        if line.kind is not Kind.TEXT:
            grown.append((line.kind, [line]))
        elif _title_above(line, after):
            grown.append((Kind.HEADING, [line]))
        elif kind in _RUNNING and _goes_on(kind, last, line):
            last.append(line)
        elif kind is Kind.TEXT and len(line.text) >= 20 and _repeats_end(last, line):
            continue  # a page break repeated the end of the paragraph before
        else:
            grown.append((Kind.HEADING if _heading_like(line) else Kind.TEXT, [line]))
    return [Block(kind, tuple(own)) for kind, own in grown]


def _title_above(line: Line, after: Line | None) -> bool:
    """Whether a line stands right above a byline and can be its title."""
    by = after is not None and after.kind is Kind.BYLINE
    return by and len(line.text) <= 45 and "。" not in line.text and not patterns.NO_TITLE_END.search(line.text)


def _repeats_end(block: Sequence[Line], line: Line) -> bool:
    """Whether a line is the end of the paragraph before it once more, not the whole of it."""
    end = "".join(part.text for part in block[-3:])
    return end.endswith(line.text) and line.text != block[-1].text


def _goes_on(kind: Kind, block: Sequence[Line], line: Line) -> bool:
    """Whether a line continues the paragraph before it, as over a page break.

    A bold lead begins one, unless its own bold run was cut; an editor's note is one line, unless it is long.
    """
    last = block[-1].text
    if kind is Kind.EDITORIAL and len(last) < 60:
        return False
    if not _left_open(block) or patterns.NUMBERED.match(line.text) or patterns.LAW_ARTICLE.match(line.text):
        return False
    return not line.text.startswith("**") or last.endswith("**")


def _left_open(block: Sequence[Line]) -> bool:
    """Whether a paragraph stops in mid-sentence."""
    text = block[-1].text
    if patterns.NUMBERED.match(text) and len(text) <= 40:
        return False
    long_enough = len(text) >= 20 or len(block) > 1
    return long_enough and not patterns.TERMINAL.search(text) and not re.search(r"[：:；;][”’」』）)]*$", text)


def _heading_like(line: Line) -> bool:
    """A short line that ends no clause; a numbered one (一、…) stays with the text it numbers."""
    core = patterns.unmarked(line.text)
    if any(pattern.match(core) for pattern in (patterns.NUMBERED, patterns.LAW_ARTICLE, patterns.LISTED)):
        return False
    if patterns.CHAPTER.fullmatch(core) and len(core) <= 40:
        return True
    if len(core) > 40 or patterns.ENDS_CLAUSE.search(core) or "。" in core:
        return False
    # A remark in brackets or a quoted sentence is text; a title can end with either.
    return not (core.endswith(("”", "）")) and re.search("[，；：！？]", core))
