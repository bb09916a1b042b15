"""Ruled tables: the characters between crossing rules, as rows of cells."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from retrieval.reading.readers.pages.glyphs import Glyph, Rule, Sheet
from retrieval.reading.readers.pages.pieces import Piece, pieces, seam

# In points: how thick a line may be, how short, and how far two ends that meet may lie apart.
_THICK = 3.0
_SHORT = 6.0
_NEAR = 2.5
# A drawing has more rules than this, and is no table.
_MOST_RULES = 3000
_MOST_CELLS = 5000
_FEWEST_ROWS = 2


@dataclass(frozen=True, slots=True)
class _Grid:
    """The rules of one table."""

    across: tuple[Rule, ...]
    down: tuple[Rule, ...]

    @property
    def bounds(self) -> Rule:
        """Left, top, right and bottom of the whole table."""
        rules = self.across + self.down
        return Rule(
            min(rule.left for rule in rules),
            min(rule.top for rule in rules),
            max(rule.right for rule in rules),
            max(rule.bottom for rule in rules),
        )


@dataclass(frozen=True, slots=True)
class _Cells:
    """The rows of a table: where each begins, the walls in it, and for each cell the row in which it begins."""

    tops: tuple[float, ...]
    walls: tuple[tuple[float, ...], ...]
    first_rows: tuple[tuple[int, ...], ...]


def without_tables(sheet: Sheet) -> tuple[tuple[Glyph, ...], list[Piece]]:
    """The characters outside ruled tables, and the tables' rows: a piece a row, its cells parted by tabs."""
    left_over = sheet.glyphs
    found: list[Piece] = []
    for grid in _grids(sheet.rules):
        bounds = grid.bounds
        inside = [glyph for glyph in left_over if _is_inside(glyph, bounds)]
        rows = _rows(inside, grid)
        if sum("\t" in row.text for row in rows) >= _FEWEST_ROWS:
            found += rows
            left_over = tuple(glyph for glyph in left_over if not _is_inside(glyph, bounds))
    return left_over, found


def _is_inside(glyph: Glyph, bounds: Rule) -> bool:
    x, y = _middle(glyph)
    return bounds.left <= x <= bounds.right and bounds.top <= y <= bounds.bottom


def _middle(glyph: Glyph) -> tuple[float, float]:
    return glyph.x + glyph.width / 2, glyph.y - 0.35 * glyph.size


def _grids(rules: Sequence[Rule]) -> list[_Grid]:
    """The rules that cross or meet, table by table."""
    across = [rule for rule in rules if rule.bottom - rule.top <= _THICK and rule.right - rule.left >= _SHORT]
    down = [rule for rule in rules if rule.right - rule.left <= _THICK and rule.bottom - rule.top >= _SHORT]
    if not down or len(across) + len(down) > _MOST_RULES:
        return []
    across.sort(key=lambda rule: rule.top)
    tops = [rule.top for rule in across]
    parent = list(range(len(across)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    crossed: list[tuple[int, Rule]] = []
    for wall in down:
        near = range(bisect_right(tops, wall.top - _NEAR - _THICK), bisect_right(tops, wall.bottom + _NEAR))
        met = [at for at in near if across[at].left - _NEAR <= wall.left <= across[at].right + _NEAR]
        for at in met[1:]:
            parent[root(at)] = root(met[0])
        if met:
            crossed.append((met[0], wall))
    grouped: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for at, rule in enumerate(across):
        grouped[root(at)][0].append(rule)
    for at, wall in crossed:
        grouped[root(at)][1].append(wall)
    return [_Grid(tuple(lines), tuple(walls)) for lines, walls in grouped.values() if len(lines) > 2 and walls]


def _rows(glyphs: Sequence[Glyph], grid: _Grid) -> list[Piece]:
    cells = _cells(grid)
    if cells is None:
        return []
    held: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        x, y = _middle(glyph)
        row = min(max(0, bisect_right(cells.tops, y) - 1), len(cells.walls) - 1)
        cell = bisect_right(cells.walls[row], x)
        first = cells.first_rows[row][cell]
        held[first, bisect_right(cells.walls[first], x)].append(glyph)
    bounds = grid.bounds
    texts: dict[int, list[tuple[str, float]]] = defaultdict(list)
    for (row, _), own in sorted(held.items()):
        found = pieces(own)
        text = ""
        for piece in found:
            text += (seam(text, piece.text) if text else "") + piece.text
        if text:
            texts[row].append((text, found[0].size))
    return [
        Piece(
            text="\t".join(text for text, _ in own),
            left=bounds.left,
            right=bounds.right,
            baseline=cells.tops[row] + own[0][1],
            size=own[0][1],
            row=True,
        )
        for row, own in sorted(texts.items())
    ]


def _cells(grid: _Grid) -> _Cells | None:
    """How the rules part the table; None where they make too many cells or too few."""
    bounds = grid.bounds
    tops = _distinct([rule.top for rule in grid.across] + [bounds.top, bounds.bottom])
    walls = _distinct([rule.left for rule in grid.down if bounds.left + _NEAR < rule.left < bounds.right - _NEAR])
    if len(tops) < 3 or not walls or len(tops) * len(walls) > _MOST_CELLS:
        return None
    by_wall = {wall: [rule for rule in grid.down if abs(rule.left - wall) <= _NEAR] for wall in walls}
    by_top = {top: [rule for rule in grid.across if abs(rule.top - top) <= _NEAR] for top in tops}
    standing: list[tuple[float, ...]] = []
    first_rows: list[tuple[int, ...]] = []
    for row, (top, bottom) in enumerate(pairwise(tops)):
        middle = (top + bottom) / 2
        own = tuple(wall for wall in walls if any(rule.top <= middle <= rule.bottom for rule in by_wall[wall]))
        standing.append(own)
        firsts = []
        for left, right in zip((bounds.left, *own), (*own, bounds.right), strict=True):
            x = (left + right) / 2
            ruled = not row or any(rule.left <= x <= rule.right for rule in by_top[top])
            firsts.append(row if ruled else first_rows[row - 1][bisect_right(standing[row - 1], x)])
        first_rows.append(tuple(firsts))
    return _Cells(tuple(tops[:-1]), tuple(standing), tuple(first_rows))


def _distinct(places: Sequence[float]) -> list[float]:
    """Places in order, those next to the same counted once."""
    kept: list[float] = []
    for place in sorted(places):
        if not kept or place - kept[-1] > _NEAR:
            kept.append(place)
    return kept
