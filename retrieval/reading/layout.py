"""Physical lines → blocks: headings, bylines, and paragraphs put together again over line wraps and page breaks.

Hard-wrapped text is unwrapped by the cheapest path (Viterbi) over the roles a line can have in a paragraph; text with a
paragraph a line only has to be joined where a page was cut through a sentence.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from retrieval.reading import patterns
from retrieval.reading.lines import Kind, Line
from retrieval.reading.measuring import Measure, hard_wrap, has_room

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


def blocks(lines: Sequence[Line], settled: bool = False) -> list[Block]:
    """Put the lines of one text together into blocks, in order; page furniture is left out.

    Of a settled text every line is a block.
    """
    kept: list[Line] = []
    torn = False
    for line in lines:
        # What follows page furniture begins a page, whatever blank lines stand around it.
        if line.kind is not Kind.FURNITURE:
            kept.append(replace(line, page_break=True) if torn else line)
        torn = line.kind is Kind.FURNITURE
    if not kept:
        return []
    if settled:
        return [Block(_settled_kind(line, after), (line,)) for line, after in zip(kept, [*kept[1:], None], strict=True)]
    measure = hard_wrap(kept)
    return _unwrapped(kept, measure) if measure else _paragraph_a_line(kept)


# The roles of a line: Heading, Begin, Middle, End of a paragraph, Single-line paragraph, and which may follow which.
_ROLES = "HBMES"
_AFTER = {"H": "HBS", "B": "ME", "M": "ME", "E": "HBS", "S": "HBS"}


@dataclass(frozen=True, slots=True)
class _Seen:
    """What can be seen of a line: the width it may have, and whether it has room for what comes next or ended."""

    extent: tuple[float, float]
    room: bool
    ended: bool


def _seen(line: Line, after: Line | None, measure: Measure) -> _Seen:
    room = measure.tight and after is not None and after.kind is Kind.TEXT and has_room(line, after, measure)
    counted = after is not None and (after.begins or bool(patterns.NUMBERED.match(after.text)))
    # A key with its value needs no full stop, nor does a point of a list before the next one.
    ended = (
        bool(patterns.TERMINAL.search(line.text))
        or (line.begins and len(line.text) < 0.75 * measure.width)
        or (counted and line.text[-1] in "；;：:")
        or (line.begins and after is not None and after.begins)
    )
    return _Seen(measure.extent(line.text), room, ended)


def _role_cost(line: Line, role: str, measure: Measure, seen: _Seen) -> float:
    """How badly a role fits a line; the weights were found by hand on the layouts under tests/cases/reading."""
    if line.kind is not Kind.TEXT and role in ("HBS" if line.kind is Kind.EDITORIAL else "H"):
        # An editor's note runs over several lines like a paragraph; everything else stands alone.
        return 0.0
    if line.kind is not Kind.TEXT and not _may_be_body(line):
        return _IMPOSSIBLE
    # A wrapped sentence can leave a line that reads like a byline or an imprint.
    chance = 6.0 if line.kind is not Kind.TEXT else 0.0
    (low, high), room, ended = seen.extent, seen.room, seen.ended
    first = measure.width - (0.0 if line.indent >= 1 else measure.first_line)
    if line.indent >= 1:
        low, high = low + line.indent, high + line.indent
    cost = 0.0
    if role == "H":
        cost = 2.5 if len(line.text) < measure.width * 0.95 else 7.0
        cost += 6 * bool(patterns.ENDS_CLAUSE.search(line.text)) + 2 * bool(re.search("[，；]", line.text))
        cost += 6 * ("。" in line.text[:-1])
    elif role == "B":
        cost = 1.2 * _off(first, low, high) + (0 if low <= first + 0.6 else 3) + 5 * room
    elif role == "M":
        # Line-breaking rules shorten a full line by one em at the most; more says the paragraph ended.
        off = _off(measure.width, low, high)
        cost = 1.2 * min(off, 1) + 4 * max(0.0, off - 1) + 5 * room
    elif role == "E":
        cost = (
            (0 if low <= measure.width else 3)
            + (0.8 if room or low < measure.width - 1.5 else 2.2)
            + (0 if ended else 9)
        )
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
    if line.begins:
        cost += 12 if role == "H" else 0 if begins else 12
    elif patterns.NUMBERED.match(line.text) and not begins:
        cost += 3
    if measure.indented:
        cost += 0 if (line.indent >= 1) == begins or role == "H" else 6
    if measure.spaced and not line.page_break:
        cost += 0 if (line.blank_before > 0) == begins else (6 if line.blank_before else 3)
    return cost


def _roles(lines: Sequence[Line], measure: Measure) -> str:
    """The cheapest roles of all lines together."""
    seen = _seen(lines[0], lines[1] if len(lines) > 1 else None, measure)
    costs = {role: _role_cost(lines[0], role, measure, seen) + (0 if role in "HBS" else 4) for role in _ROLES}
    chosen: list[dict[str, str]] = []
    for number, (before, line) in enumerate(pairwise(lines), 1):
        after = lines[number + 1] if number + 1 < len(lines) else None
        seen = _seen(line, after, measure)
        best = {role: min(_ROLES, key=lambda p, r=role: costs[p] + _step(p, r)) for role in _ROLES}  # type: ignore[misc]
        # A title is likelier at the head of a page than in its middle, and likeliest above a byline or after a text
        # that a byline closed.
        lift = 1.0 if line.page_break and before.kind is Kind.TEXT else 0.0
        lift += 4.0 if line.kind is Kind.TEXT and _follows_closing(lines, number) else 0.0
        lift += 4.0 if line.kind is Kind.TEXT and _title_above(line, after) else 0.0
        costs = {
            role: costs[best[role]]
            + _step(best[role], role)
            + _role_cost(line, role, measure, seen)
            - (lift if role == "H" else 0.0)
            for role in _ROLES
        }
        chosen.append(best)
    # A text can be cut off, but it rarely is.
    role = min(_ROLES, key=lambda r: costs[r] + (4 if r in "BM" else 0))
    path = [role]
    for best in reversed(chosen):
        role = best[role]
        path.append(role)
    return "".join(reversed(path))


def _follows_closing(lines: Sequence[Line], index: int) -> bool:
    """Whether a line that can be a title stands under a byline that closes the text above it."""
    before = lines[index - 1]
    closes = before.byline is not None and before.byline.signs and index > 1
    return closes and bool(patterns.TERMINAL.search(lines[index - 2].text)) and len(lines[index].text) <= 45


def _step(before: str, role: str) -> float:
    return 0.0 if role in _AFTER[before] else _IMPOSSIBLE


def _unwrapped(lines: Sequence[Line], measure: Measure) -> list[Block]:
    grown: list[tuple[Kind, list[Line]]] = []
    for line, role in zip(lines, _roles(lines, measure), strict=True):
        if role in "ME" and grown and grown[-1][0] in _RUNNING:
            grown[-1][1].append(line)
        elif role == "H":
            # A counted line often carries the point that is asked for; a greeting is text.
            text = line.kind is Kind.TEXT and (patterns.NUMBERED.match(line.text) or line.text[-1] in "：:")
            kind = Kind.HEADING if line.kind is Kind.TEXT and not text else line.kind
            grown.append((kind, [line]))
        else:
            grown.append((Kind.TEXT if _may_be_body(line) else line.kind, [line]))
    return [Block(kind, tuple(own), wrapped=True) for kind, own in grown]


def _settled_kind(line: Line, after: Line | None) -> Kind:
    if line.kind is Kind.TEXT and (_title_above(line, after) or _heading_like(line)):
        return Kind.HEADING
    return line.kind


def _paragraph_a_line(lines: Sequence[Line]) -> list[Block]:
    grown: list[tuple[Kind, list[Line]]] = []
    for line, after in zip(lines, [*lines[1:], None], strict=True):
        kind, last = grown[-1] if grown else (Kind.FURNITURE, [])
        if line.kind is not Kind.TEXT:
            grown.append((line.kind, [line]))
        elif _title_above(line, after) or (not grown and _asks_above_date(line, after)):
            grown.append((Kind.HEADING, [line]))
        elif kind in _RUNNING and _goes_on(kind, last, line):
            last.append(line)
        elif kind is Kind.TEXT and len(line.text) >= 20 and _repeats_end(last, line):
            continue  # a page break repeated the end of the paragraph before
        else:
            grown.append((Kind.HEADING if _heading_like(line) else Kind.TEXT, [line]))
    return [Block(kind, tuple(own)) for kind, own in grown]


def _asks_above_date(line: Line, after: Line | None) -> bool:
    """Whether the first line of a text asks or exclaims like a title and the date stands below it."""
    dated = after is not None and after.kind is Kind.DATE
    return dated and len(line.text) <= 40 and not patterns.NO_TITLE_END.search(line.text) and "。" not in line.text


def _title_above(line: Line, after: Line | None) -> bool:
    """Whether a line stands right above a byline and can be its title."""
    if after is None or after.byline is None or line.begins or len(line.text) > 45 or "。" in line.text:
        return False
    # What closes a text (`（作者系…）`) stands below its last sentence, which may ask or exclaim.
    closing = after.byline.signs and (after.byline.author is None or after.byline.rule.endswith("after the text"))
    end = patterns.TERMINAL if closing else patterns.NO_TITLE_END
    return not patterns.NO_TITLE_END.search(line.text) and not end.search(line.text)


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
    if not _left_open(block) or line.begins or patterns.NUMBERED.match(line.text):
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
    if line.begins or any(pattern.match(core) for pattern in (patterns.NUMBERED, patterns.LISTED, patterns.ADOPTED)):
        return False
    if patterns.CHAPTER.fullmatch(core) and len(core) <= 40:
        return True
    if len(core) > 40 or patterns.ENDS_CLAUSE.search(core) or "。" in core:
        return False
    # A remark in brackets or a quoted sentence is text; a title can end with either.
    return not (core.endswith(("”", "）")) and re.search("[，；：！？]", core))
