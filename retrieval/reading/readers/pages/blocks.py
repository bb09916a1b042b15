"""Lines in reading order → blocks: paragraphs put together over columns and pages, headings, rows, notes, captions."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from retrieval.reading import patterns
from retrieval.reading.extract import Role
from retrieval.reading.readers.pages.columns import Line
from retrieval.reading.readers.pages.pieces import is_han
from retrieval.reading.readers.pages.typesetting import INDENT, Typesetting

# Type so much larger than the text's is display type; so much smaller, that of notes.
DISPLAY = 1.12
_NOTE = 0.93
_SAME_SIZE, _SAME_SIZE_SEEN = 0.08, 0.2
# In em, for lines that are set alike.
_ALIGNED = 0.6
_SET_APART = 4.0
_FEWEST_ROWS = 3
_TALLEST_TITLE = 4
_TITLE_LEADING = 2.2
_NOTE_MARK = re.compile(
    r"\s*(?:[①-⑳⓪❶-❿㊀-㊉*＊†‡※]|[\[［【〔(（]\s*\d{1,3}\s*[\]］】〕)）]|\d{1,3}(?![\d.．、%％])|注\s*[:：\d])"
)
_CAPTION = re.compile(
    r"(?:附?[图圖表]|[Ff]ig(?:ure)?\.?|[Tt]able)\s*[\d一二三四五六七八九十]+(?:[-—.．]\d+)*[\s:：.．、]*\S{0,40}"
)
_LEADERS = re.compile(r"[.．…·⋯]{4,}\s*\d{0,4}$|[…⋯]{2,}\s*\d{1,4}$")
_HANGING_START = re.compile(
    r"\s*(?:[\[［(（〔]?\d{1,3}[\]］)）〕.．、]|[•·●○■◆▪–-]\s|[①-⑳]|[一二三四五六七八九十]{1,3}、|[问答][:：])"
)
# Characters that no line begins with: the one before has to come down with them.
_NO_START = "，。、；：！？,.;:!?）)】》〉」』”’…—·%％"
_QUOTES = "“”‘’"
_NO_END = "（(【《〈「『“‘"


@dataclass(slots=True)
class Block:
    """Lines that belong together, and what they are; `role` is None for a paragraph and for what may be anything."""

    lines: list[Line]
    role: Role | None = None
    level: int = 0

    @property
    def text(self) -> str:
        """The lines' texts put together, for looking at."""
        return "".join(line.text for line in self.lines)

    @property
    def size(self) -> float:
        """The em of its first line."""
        return self.lines[0].size


def blocks(lines: Sequence[Line], setting: Typesetting) -> list[Block]:
    """Put the lines of a document together. What floats (notes, captions, tables) waits for the end of a paragraph."""
    roles = _roles(lines, setting)
    done: list[Block] = []
    waiting: list[Block] = []
    last: Block | None = None
    for line, role in zip(lines, roles, strict=True):
        if role is not None:
            target = waiting if last is not None else done
            before = target[-1] if target else None
            if before and before.role is role and _continues_float(before, line, role):
                before.lines.append(line)
            else:
                target.append(Block([line], role))
            continue
        if last is not None and _goes_on(last, line, setting, floated=bool(waiting)):
            last.lines.append(line)
            continue
        done += waiting
        waiting = []
        last = Block([line])
        done.append(last)
    return done + waiting


def _continues_float(block: Block, line: Line, role: Role) -> bool:
    """Whether a line of a note goes on with the note before it, which its mark would begin."""
    same_column = block.lines[-1].column == line.column
    return role is Role.NOTE and same_column and not _NOTE_MARK.match(line.text)


def _roles(lines: Sequence[Line], setting: Typesetting) -> list[Role | None]:
    """What single lines are by their place and form: rows, notes, captions."""
    roles: list[Role | None] = [None] * len(lines)
    for _, group in groupby(range(len(lines)), key=lambda at: lines[at].column):
        own = list(group)
        for at in own:
            if lines[at].row:
                roles[at] = Role.ROW
            elif _is_caption(lines[at], setting):
                roles[at] = Role.CAPTION
        for first, end in _unruled_rows([lines[at] for at in own]):
            for at in own[first:end]:
                roles[at] = Role.ROW
    for at in _notes(lines, setting):
        roles[at] = Role.NOTE
    return roles


def _is_caption(line: Line, setting: Typesetting) -> bool:
    small = line.size < setting.body(line) * _NOTE
    return bool(_CAPTION.fullmatch(line.text)) and (small or is_centred(line)) and line.text[-1] not in "。；，,;"


def _unruled_rows(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Stretches of lines of several pieces that begin or end one below another."""
    first = 0
    while first < len(lines):
        end = first
        while (
            end < len(lines)
            and len(lines[end].pieces) > 1
            and (end == first or _same_columns(lines[end - 1], lines[end]))
        ):
            end += 1
        if end - first >= _FEWEST_ROWS:
            yield first, end
        first = max(end, first + 1)


def _same_columns(before: Line, line: Line) -> bool:
    """Whether two lines have at least two edges of cells in common, the first cell's aside, and as many cells."""
    near = _ALIGNED * line.size
    if not all(one.right < other.left - 1.2 * line.size for one, other in pairwise(line.pieces)):
        return False
    pairs = [
        abs(one.left - other.left) < near
        or abs(one.right - other.right) < near
        or abs(one.left + one.right - other.left - other.right) < 2 * near
        for one in before.pieces
        for other in line.pieces
    ]
    return sum(pairs) >= min(len(before.pieces), len(line.pieces))


def _notes(lines: Sequence[Line], setting: Typesetting) -> Iterator[int]:
    """The lines of notes: small type from a mark down to the foot of a column, or across columns to that of a page."""
    for _, on_page in groupby(range(len(lines)), key=lambda at: lines[at].page):
        columns = [list(group) for _, group in groupby(on_page, key=lambda at: lines[at].column)]
        for column in columns:
            first = len(column)
            while first and _is_small(lines[column[first - 1]], setting):
                first -= 1
            across = column is columns[-1] and len(columns) > 1
            if first or across:
                rest = column[first:]
                marked = next((n for n, at in enumerate(rest) if _NOTE_MARK.match(lines[at].text)), len(rest))
                yield from rest[marked:]


def _is_small(line: Line, setting: Typesetting) -> bool:
    return not line.row and line.size <= setting.body(line) * _NOTE


def is_centred(line: Line) -> bool:
    """Whether as much is left before a line as behind it, and more than an indent."""
    before, behind = line.indent, line.slack
    width = line.frame.width / line.size
    indented = 1.6 < before < 2.4 and behind < 3.5
    return min(before, behind) > 1.5 and abs(before - behind) < max(1.0, 0.06 * width) and not indented


def is_apart(line: Line) -> bool:
    """Whether a line stands by itself in the middle or on the right, as a date or a signature."""
    on_right = line.indent > max(_SET_APART + INDENT[1] / 2, line.frame.width / line.size * 0.35)
    return is_centred(line) or on_right


def is_full(line: Line, after: Line, setting: Typesetting) -> bool:
    """Whether a line reaches its column's edge: what follows would not have found room on it.

    Justified lines reach it exactly, but for what line-breaking rules and words of letters leave open.
    """
    unit = _first_unit(after.text)
    exact = setting.justified and unit == 1 and line.confidence is None
    return line.slack < (0.6 if exact else unit + 0.2)


def _first_unit(text: str) -> float:
    """The width, in em, of what cannot be parted at a line's beginning."""
    width = 0.0
    for at, char in enumerate(text[:40]):
        if char.isspace():
            break
        narrow = not is_han(char) and char not in "“”‘’…—"
        width += 0.6 if narrow else 1.0
        following = text[at + 1 : at + 2]
        # Programs that do not know which quotation mark is which break at neither.
        if char in _NO_END or char in _QUOTES or (following and following in _NO_START + _QUOTES):
            continue
        if not narrow or not following or is_han(following):
            break
    return width


def _goes_on(block: Block, line: Line, setting: Typesetting, floated: bool) -> bool:
    """Whether a line continues a block, by its size, its place and how the last line ends."""
    last = block.lines[-1]
    # The second line of a title is often too short for its type to be measured well in a picture.
    inexact = line.confidence is not None and line.size > DISPLAY * setting.body(line)
    if abs(last.size - line.size) > (_SAME_SIZE_SEEN if inexact else _SAME_SIZE) * max(last.size, line.size):
        return False
    near = last.column == line.column
    if line.size > DISPLAY * setting.body(line):
        return near and len(block.lines) < _TALLEST_TITLE and _one_title(block, line, setting)
    if near and not floated and not 0 < line.baseline - last.baseline < _reach(line, setting):
        return False
    if is_apart(line) or is_apart(last) or _is_listed(last) or _LEADERS.search(line.text):
        return False
    ended = bool(patterns.TERMINAL.search(last.text))
    if not is_full(last, line, setting) or (ended and last.bold != line.bold):
        return False
    if floated and ended:
        return False
    return _fits_margin(block, line, setting, ended)


def _reach(line: Line, setting: Typesetting) -> float:
    """How far below the last line, in points, the next line of the same paragraph can stand."""
    return (setting.leading * 1.18 + 0.08) * line.size


def _is_listed(line: Line) -> bool:
    """Whether a line ends with what stands at its column's edge by itself, as in a table of contents."""
    gap = max((after.left - before.right for before, after in pairwise(line.pieces)), default=0.0)
    return bool(_LEADERS.search(line.text)) or gap > 3 * line.size


def _one_title(block: Block, line: Line, setting: Typesetting) -> bool:
    """Whether a line of display type belongs to the one above: both centred, or the first full."""
    last = block.lines[-1]
    if line.baseline - last.baseline > _TITLE_LEADING * line.size or last.bold != line.bold or last.face != line.face:
        return False
    if patterns.NUMBERED.match(line.text) or patterns.CHAPTER.match(line.text):
        return False
    return is_full(last, line, setting) or (is_centred(last) and is_centred(line))


def _fits_margin(block: Block, line: Line, setting: Typesetting, ended: bool) -> bool:
    """Whether a line begins where the next line of the block would."""
    last = block.lines[-1]
    if len(block.lines) > 1:
        return abs(line.indent - last.indent) <= _ALIGNED
    deeper = line.indent - last.indent
    if deeper < -_ALIGNED:
        return line.indent > -_ALIGNED
    if deeper <= _ALIGNED:
        # Two lines set in alike are two paragraphs, or the lines of a quotation in mid-sentence.
        alike = last.bold == line.bold and last.face == line.face
        return last.indent < INDENT[0] or not setting.indented or (alike and not ended)
    listed = bool(_HANGING_START.match(last.text)) or not setting.indented
    return not ended and listed and last.indent < _ALIGNED
