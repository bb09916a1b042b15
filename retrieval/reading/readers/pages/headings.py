"""Which blocks are headings, and of which level: by size, weight, face and place."""

import re
from collections.abc import Sequence

from retrieval.reading import patterns
from retrieval.reading.extract import Role
from retrieval.reading.readers.pages.blocks import DISPLAY, Block, is_apart, is_centred
from retrieval.reading.readers.pages.columns import Line
from retrieval.reading.readers.pages.furniture import Page
from retrieval.reading.readers.pages.pieces import is_han
from retrieval.reading.readers.pages.typesetting import Typesetting

_LONGEST_DISPLAY = 90
_LONGEST = 50
_MOST_LINES = 4
# Recognised type is measured from a picture, a tenth more or less.
_DISPLAY_IN_PICTURE = 1.25
# A title's type is so much larger than the text's; below one, what is smaller than `_BELOW` of it may be anything.
_TITLE = 1.3
_BELOW = 0.85
_UPPER_PART = 0.45
_DEEPEST = 6
_SET_OFF = 1.3

_Style = tuple[float, bool, str]


def with_headings(blocks: Sequence[Block], pages: Sequence[Page], setting: Typesetting) -> list[Block]:
    """The same blocks; those that are headings say so, with their level."""
    before: Block | None = None
    headings: list[Block] = []
    for number, block in enumerate(blocks):
        after = blocks[number + 1] if number + 1 < len(blocks) else None
        if block.role is None and _is_heading(block, before, after, setting):
            block.role = Role.HEADING
            headings.append(block)
        if block.role in (None, Role.HEADING):
            before = block
    for block, level in zip(headings, _levels(headings, setting), strict=True):
        block.level = level
    for number, block in enumerate(blocks):
        if block.role is Role.HEADING and block.level == 1 and _is_title(blocks, number, pages, setting):
            block.role = Role.TITLE
    return list(blocks)


def _ratio(block: Block, setting: Typesetting) -> float:
    return block.size / setting.body(block.lines[0])


def _numbered(text: str) -> bool:
    return any(pattern.match(text) for pattern in (patterns.NUMBERED, patterns.CHAPTER, patterns.LISTED))


def _is_heading(block: Block, before: Block | None, after: Block | None, setting: Typesetting) -> bool:
    text = block.text.strip()
    if block.lines[0].running:
        return False
    if len(block.lines) > _MOST_LINES or patterns.NO_TITLE_END.search(text) or not any(map(str.isalpha, text)):
        return False
    below = before is not None and before.role is Role.HEADING
    least = DISPLAY if block.lines[0].confidence is None else _DISPLAY_IN_PICTURE
    ratio = _ratio(block, setting)
    if ratio >= least and len(text) <= _LONGEST_DISPLAY:
        # Under a title, smaller type can be a second title or the author's; the words have to tell.
        smaller = below and before is not None and block.size < before.size * _BELOW and ratio <= _TITLE
        return _numbered(text) or not smaller
    if len(block.lines) > 2 or len(text) > _LONGEST or ratio < 1 / DISPLAY or block.lines[0].confidence is not None:
        return False
    bold = not setting.bold and all(line.bold for line in block.lines)
    face = all(line.face != setting.face for line in block.lines) and sum(map(is_han, text)) * 2 >= len(text)
    if below and not (_numbered(text) and (bold or face)):
        return False
    placed = is_centred(block.lines[0]) and _is_set_off(block, before, after, setting)
    return bold or placed or (face and (_numbered(text) or _is_set_off(block, before, after, setting)))


def _is_set_off(block: Block, before: Block | None, after: Block | None, setting: Typesetting) -> bool:
    """Whether a block stands between paragraphs with more white than between lines."""
    if before is None or after is None or before.role is not None or after.role is not None:
        return False
    if is_apart(before.lines[-1]) or is_apart(after.lines[0]):
        return False
    return _white(before.lines[-1], block.lines[0], setting) and _white(block.lines[-1], after.lines[0], setting)


def _white(line: Line, below: Line, setting: Typesetting) -> bool:
    step = below.baseline - line.baseline
    return line.column != below.column or step > _SET_OFF * setting.leading * min(line.size, below.size)


def _levels(headings: Sequence[Block], setting: Typesetting) -> list[int]:
    """The rank of each heading's style: by size, then by the numbers it begins with, then as they first appear."""
    styles = [_style(block, setting) for block in headings]
    first: dict[_Style, int] = {}
    depth: dict[_Style, int] = {}
    for number, (block, style) in enumerate(zip(headings, styles, strict=True)):
        first.setdefault(style, number)
        depth[style] = max(depth.get(style, 0), _depth(block.text))
    ranked = sorted(first, key=lambda style: (-style[0], depth[style], first[style]))
    rank = {style: min(_DEEPEST, number) for number, style in enumerate(ranked, 1)}
    return [rank[style] for style in styles]


def _style(block: Block, setting: Typesetting) -> _Style:
    """Size in steps of a fifth of the text's, weight and face; of larger type only the size counts."""
    body = setting.body(block.lines[0])
    size = round(block.size / body * 8) / 8
    return (size, False, "") if size > 1 else (1.0, block.lines[0].bold, block.lines[0].face)


def _depth(text: str) -> int:
    """How deep the number stands that a heading begins with; 0 without one."""
    forms = (r"第", r"[一二三四五六七八九十]{1,3}\s*、", r"[（(][一二三四五六七八九十]", r"\d+[.．、]", r"[（(]\d")
    return next((at for at, form in enumerate(forms, 1) if re.match(form, text)), 0)


def _is_title(blocks: Sequence[Block], number: int, pages: Sequence[Page], setting: Typesetting) -> bool:
    """Whether a heading is the title for certain: the largest on its page, near its top, none between it and text."""
    block = blocks[number]
    first = block.lines[0]
    if _ratio(block, setting) < _TITLE or first.baseline > _UPPER_PART * pages[first.page].height:
        return False
    if _numbered(block.text):
        return False
    others = [other for other in blocks if other.lines[0].page == first.page and other is not block]
    if any(other.role in (Role.HEADING, Role.TITLE) and other.size > block.size * 0.97 for other in others):
        return False
    for after in blocks[number + 1 :]:
        if after.role is None and patterns.TERMINAL.search(after.text):
            return True
        if after.role is Role.HEADING and _ratio(after, setting) >= _TITLE and not _numbered(after.text):
            return False
    return False
