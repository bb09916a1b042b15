"""What stands on a page and where: characters and rules, in points, x from the left, y from the top."""

import math
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

# Characters turned by less are the slant of a scan; by more, a stamp or a margin's label.
_SLANT = 8
# Fonts made for PDF often name a character by the radical or the form that looks the same.
_ODD_FORMS = (
    (0x2E80, 0x2FDF),  # radicals
    (0xF900, 0xFAFF),  # compatibility ideographs
    (0xFB00, 0xFB06),  # Latin ligatures
    (0xFE10, 0xFE19),  # forms for vertical writing
    (0xFE30, 0xFE44),
    (0x2F800, 0x2FA1F),
)
# Radicals that are whole characters too, for which Unicode gives no decomposition.
_RADICALS = dict(
    zip(
        "⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⺠⺩⺬⺒⺜⺝⺟⻳",
        "虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙民王示巳日月母龟",
        strict=True,
    )
)


class Glyph(NamedTuple):
    """A character: where it begins on its line (`x`, `y`), how far it reaches along it, its em, its face.

    `turn`: the direction of writing in degrees, counter-clockwise, 0 for text from left to right. `veiled`: drawn
    invisibly, as the text that lies under a scan.
    """

    text: str
    x: float
    y: float
    width: float
    size: float
    face: str = ""
    bold: bool = False
    turn: float = 0.0
    veiled: bool = False

    @property
    def right(self) -> float:
        """Where the next character can begin."""
        return self.x + self.width


class Rule(NamedTuple):
    """A straight line from (left, top) to (right, bottom), horizontal or vertical."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as it was drawn. `glyphs` in the order of drawing, white space among them."""

    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...] = ()


def ordinary(text: str) -> str:
    """The character people write for one that a font names oddly; every other as it is."""
    if len(text) != 1 or not any(low <= ord(text) <= high for low, high in _ODD_FORMS):
        return text
    plain = _RADICALS.get(text) or unicodedata.normalize("NFKC", text)
    # A comma of vertical writing is a Chinese comma, and NFKC makes it a Latin one.
    return chr(ord(plain) + 0xFEE0) if 0xFE10 <= ord(text) <= 0xFE44 and len(plain) == 1 and plain.isascii() else plain


def is_garbage(text: str) -> bool:
    """Whether a character says nothing: no mapping, private use, control."""
    return text == "\ufffd" or any(unicodedata.category(char) in ("Co", "Cn", "Cc", "Cs") for char in text)


def legible(glyphs: tuple[Glyph, ...]) -> bool:
    """Whether most of what stands on a page can be read; False where nothing does."""
    seen = [glyph.text for glyph in glyphs if not glyph.text.isspace()]
    return sum(map(is_garbage, seen)) * 2 < len(seen)


def upright(sheet: Sheet) -> Sheet:
    """The sheet turned so that its text runs from left to right and its lines follow downwards.

    What points elsewhere than most of it (stamps, labels in a margin) is left out, for it would run through the lines.
    Vertical writing is laid down, so that its columns become lines.
    """
    turns = Counter(round(glyph.turn / 10) * 10 % 360 for glyph in sheet.glyphs if not glyph.text.isspace())
    if not turns:
        return sheet
    main = turns.most_common(1)[0][0]
    kept = tuple(glyph for glyph in sheet.glyphs if abs(_between(main, glyph.turn)) <= _SLANT)
    slant = sum(_between(main, glyph.turn) for glyph in kept) / len(kept)
    level = replace(sheet, glyphs=kept)
    if main or abs(slant) > 0.1:
        level = _turned(level, math.radians(main + slant))
    return _laid_down(level) if _is_vertical(level.glyphs) else level


def _between(first: float, second: float) -> float:
    """The way from one angle to another, -180 to 180."""
    return (second - first + 180) % 360 - 180


def _turned(sheet: Sheet, angle: float) -> Sheet:
    """The sheet turned clockwise by an angle, its corner moved back to the origin."""
    cos, sin = math.cos(angle), math.sin(angle)

    def placed(x: float, y: float) -> tuple[float, float]:
        return x * cos - y * sin, x * sin + y * cos

    corners = [placed(x, y) for x in (0, sheet.width) for y in (0, sheet.height)]
    west, north = (min(corner[axis] for corner in corners) for axis in (0, 1))
    east, south = (max(corner[axis] for corner in corners) for axis in (0, 1))
    glyphs = []
    for glyph in sheet.glyphs:
        x, y = placed(glyph.x, glyph.y)
        glyphs.append(glyph._replace(x=x - west, y=y - north))
    rules = []
    for rule in sheet.rules:
        (x1, y1), (x2, y2) = placed(rule.left, rule.top), placed(rule.right, rule.bottom)
        rules.append(Rule(min(x1, x2) - west, min(y1, y2) - north, max(x1, x2) - west, max(y1, y2) - north))
    return Sheet(east - west, south - north, tuple(glyphs), tuple(rules))


def _is_vertical(glyphs: tuple[Glyph, ...]) -> bool:
    """Whether characters stand below rather than beside the one before."""
    below = beside = 0
    for before, glyph in pairwise(glyph for glyph in glyphs if not glyph.text.isspace()):
        across, down = (glyph.x - before.x) / before.size, (glyph.y - before.y) / before.size
        below += abs(across) < 0.6 and 0.5 < down < 1.6
        beside += abs(down) < 0.2 and 0.2 < across < 1.6
    return below > 8 and below > 2 * beside


def _laid_down(sheet: Sheet) -> Sheet:
    """Columns of vertical writing, the rightmost first, as lines from left to right, the first on top."""
    glyphs = tuple(
        glyph._replace(x=glyph.y - glyph.size, y=sheet.width - glyph.x - glyph.width / 2, width=glyph.size)
        for glyph in sheet.glyphs
    )
    return Sheet(sheet.height, sheet.width, glyphs)
