"""Characters of a page → pieces: what stands on one baseline without a wide gap, with the spaces that are meant."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from statistics import median

from retrieval.reading.readers.pages.glyphs import Glyph, is_garbage, ordinary

# In em. A wider gap may part two columns, two cells or a name from an office; a narrower one is justification.
WIDE = 0.8
# Between letters of words, a gap is a space from here on: kerning stays below, the narrowest spaces above.
_LETTER_SPACE = 0.17
# Between Chinese characters justification widens all gaps alike; one or two that stand out from the others are meant.
_MEANT_SPACES = 2
_HAN_SPACE = 0.2
_SAME_BASELINE = 0.12
_TALLEST_ROW = 0.5
_RAISED = (-0.25, 0.65)
# A browser makes raised characters five sixths of the others.
_SMALLER = 0.85
# As wide as a Chinese character among such, and narrow among Latin letters.
_EITHER = "“”‘’—…·"


@dataclass(frozen=True, slots=True)
class Piece:
    """Text on one baseline. `size` is its em, `bold` and `face` those of most of it.

    `confidence` is None for text that was not recognised in a picture. `row`: a whole row of a ruled table, its cells
    parted by tabs. `trailing`: a space was drawn after it. `running`: it is part of a running head that was kept.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool = False
    face: str = ""
    confidence: float | None = None
    row: bool = False
    trailing: bool = False
    running: bool = False


@dataclass(slots=True)
class _Row:
    """Characters whose baselines are next to the same; `glyphs` from left to right once they are sorted."""

    baseline: float
    size: float
    glyphs: list[Glyph] = field(default_factory=list)


@lru_cache(maxsize=20_000)
def is_han(char: str) -> bool:
    """Whether a character is as wide as its em and stands without spaces: Chinese characters and their punctuation."""
    code = ord(char)
    return 0x2E80 <= code <= 0xA4CF or 0xF900 <= code <= 0xFAFF or 0xFE10 <= code <= 0xFFEF or code >= 0x20000


def pieces(glyphs: Iterable[Glyph]) -> list[Piece]:
    """The pieces of an upright page, by baseline and from left to right."""
    clean = []
    for glyph in glyphs:
        text = _written(glyph.text)
        if text:
            clean.append(glyph if text == glyph.text else glyph._replace(text=text))
    rows = _rows(glyph for glyph in clean if not glyph.text.isspace())
    rows = _with_raised(rows)
    _with_spaces(rows, [glyph for glyph in clean if glyph.text.isspace()])
    return [piece for row in rows for piece in _split(row)]


@lru_cache(maxsize=20_000)
def _written(text: str) -> str:
    """What is kept of a character: the ordinary form; nothing of a control, which no one sees."""
    if text.isspace() or text == "\ufffd":
        return text
    return "" if not text or is_garbage(text) else ordinary(text)


def _rows(glyphs: Iterable[Glyph]) -> list[_Row]:
    """Characters by baseline, each row from left to right."""
    rows: list[_Row] = []
    last = 0.0
    for glyph in sorted(glyphs, key=lambda glyph: glyph.y):
        row = rows[-1] if rows else None
        em = glyph.size if row is None else min(glyph.size, row.size)
        if row is None or glyph.y - last > _SAME_BASELINE * em or glyph.y - row.glyphs[0].y > _TALLEST_ROW * em:
            row = _Row(glyph.y, glyph.size)
            rows.append(row)
        row.glyphs.append(glyph)
        row.size = max(row.size, glyph.size)
        last = glyph.y
    for row in rows:
        row.glyphs.sort(key=lambda glyph: glyph.x)
        row.baseline = row.glyphs[len(row.glyphs) // 2].y
    return rows


def _with_raised(rows: list[_Row]) -> list[_Row]:
    """Small raised characters (the numbers of notes) put into the line they belong to."""
    for index, row in enumerate(rows):
        # A raised character stands just above its line, so that line is one of the next few.
        below = [other for other in rows[index + 1 : index + 5] if other.size * _SMALLER >= row.glyphs[0].size]
        stay = []
        for glyph in row.glyphs:
            home = next((other for other in below if _is_raised_in(glyph, other)), None)
            if home is None:
                stay.append(glyph)
            else:
                home.glyphs.insert(bisect_left(home.glyphs, glyph.x, key=lambda one: one.x), glyph)
        row.glyphs = stay
    return [row for row in rows if row.glyphs]


def _is_raised_in(glyph: Glyph, row: _Row) -> bool:
    at = bisect_left(row.glyphs, glyph.x, key=lambda one: one.x)
    around = [one for one in row.glyphs[max(0, at - 1) : at + 1] if one.size * _SMALLER >= glyph.size]
    return any(
        _RAISED[0] * one.size < one.y - glyph.y < _RAISED[1] * one.size
        and max(glyph.x - one.right, one.x - glyph.right) < 0.5 * one.size
        for one in around
    )


def _with_spaces(rows: list[_Row], spaces: Sequence[Glyph]) -> None:
    """White space that was drawn, put back into the rows; what stands by itself is nothing."""
    keys = [row.baseline for row in rows]
    added: dict[int, list[Glyph]] = {}
    for space in spaces:
        at = bisect_left(keys, space.y)
        near = [index for index in (at - 1, at) if 0 <= index < len(rows)]
        best = min(near, key=lambda index: abs(keys[index] - space.y), default=None)
        if best is not None and abs(keys[best] - space.y) <= _TALLEST_ROW * rows[best].size:
            added.setdefault(best, []).append(space)
    for index, found in added.items():
        rows[index].glyphs = sorted(rows[index].glyphs + found, key=lambda glyph: glyph.x)


def _split(row: _Row) -> list[Piece]:
    """A row cut at its wide gaps. A character drawn twice in the same place (a shadow, a false bold) counts once."""
    groups: list[list[Glyph]] = []
    for glyph in row.glyphs:
        if glyph.text.isspace():
            if groups:
                groups[-1].append(glyph)
            continue
        before = _last_seen(groups[-1]) if groups else None
        if before is not None and before.text == glyph.text and glyph.x - before.x < 0.3 * before.width:
            continue
        if before is None or glyph.x - before.right >= WIDE * min(before.size, glyph.size):
            groups.append([])
        groups[-1].append(glyph)
    return [_piece(group) for group in groups]


def _last_seen(group: Sequence[Glyph]) -> Glyph:
    return next(glyph for glyph in reversed(group) if not glyph.text.isspace())


def _piece(group: Sequence[Glyph]) -> Piece:
    seen = [glyph for glyph in group if not glyph.text.isspace()]
    sizes = Counter(round(glyph.size, 1) for glyph in seen)
    size = sizes.most_common(1)[0][0]
    faces = Counter(glyph.face for glyph in seen)
    baseline = next(glyph.y for glyph in seen if round(glyph.size, 1) == size)
    return Piece(
        text=_text(group),
        left=seen[0].x,
        right=max(glyph.right for glyph in seen),
        baseline=baseline,
        size=size,
        bold=sum(glyph.bold for glyph in seen) * 10 > 9 * len(seen),
        face=faces.most_common(1)[0][0],
        trailing=group[-1].text.isspace(),
    )


def _text(group: Sequence[Glyph]) -> str:
    """The characters of a piece with the spaces that are meant."""
    seen: list[Glyph] = []
    drawn: set[int] = set()
    for glyph in group:
        if not glyph.text.isspace():
            seen.append(glyph)
        else:
            drawn.add(len(seen))
    pairs = [(before, glyph, _both_han(before, glyph)) for before, glyph in pairwise(seen)]
    widths = [glyph.width for glyph in seen if _is_wide(glyph.text[0]) and glyph.text[0].isalpha()]
    wide = median(widths) if widths else 0.0
    gaps = [_gap(before, glyph, wide if han else 0.0) for before, glyph, han in pairs]
    inner = [gap for gap, (_, _, han) in zip(gaps, pairs, strict=True) if han]
    stretched = max(0.0, median(inner)) if inner else 0.0
    standing_out = sum(gap - stretched >= _HAN_SPACE for gap in inner)
    few = standing_out <= max(_MEANT_SPACES, len(seen) // 12) and not seen[0].veiled
    parts = [seen[0].text]
    for at, (gap, (before, glyph, han)) in enumerate(zip(gaps, pairs, strict=True), 1):
        if han:
            letters = before.text[-1].isalpha() and glyph.text[0].isalpha()
            spaced = gap - stretched >= _HAN_SPACE and few and (letters or at in drawn)
        elif is_han(before.text[-1]) or is_han(glyph.text[0]):
            spaced = at in drawn and gap >= _LETTER_SPACE / 2
        else:
            spaced = gap >= _LETTER_SPACE or (at in drawn and gap > 0)
        if spaced:
            parts.append(" ")
        parts.append(glyph.text)
    return "".join(parts)


def _gap(before: Glyph, glyph: Glyph, wide: float) -> float:
    """The white between two characters in em; `wide` is how wide a Chinese character is here.

    Of some (月, 自) only the ink is measured; what is missing stands on both sides of it.
    """
    white = glyph.x - before.right
    for one in (before, glyph):
        white -= max(0.0, wide - one.width) / 2 if one.text[0].isalpha() else 0.0
    return white / max(before.size, glyph.size)


def _both_han(before: Glyph, glyph: Glyph) -> bool:
    return _is_wide(before.text[-1]) and _is_wide(glyph.text[0])


def _is_wide(char: str) -> bool:
    return is_han(char) or char in _EITHER


def seam(before: str, after: str) -> str:
    """What stands between two lines that are joined: a space between words of letters, nothing beside Chinese.

    A soft hyphen that ended the first line has to be taken off by the caller; a hard one stays, without a space.
    """
    if not before or not after or before[-1].isspace():
        return ""
    if before[-1] in "-\u00ad" and len(before) > 1 and before[-2].isalpha() and after[0].isalpha():
        return ""
    narrow = all(char.isascii() or (char.isalpha() and not is_han(char)) for char in (before[-1], after[0]))
    return " " if narrow else ""
