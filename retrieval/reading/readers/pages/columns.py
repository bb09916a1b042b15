"""Pieces of a page → lines in reading order: columns parted by white gutters, between lines that span them.

A region is cut at the gutter that most of its lines keep clear of; lines across it divide the region into bands, and in
a band whose two sides both hold running text the left is read before the right. Each side is cut again in the same way.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise

from retrieval.reading.readers.pages.pieces import Piece, is_han

# In em of the page's text.
_BIN = 0.25
_NARROWEST_COLUMN = 5.0
_NARROWEST_GUTTER = 0.5
_FEWEST_LINES = 3
_MOST_GUTTERS_TRIED = 8
_DEEPEST = 4
_SAME_LINE = 0.35
_MOST_TITLE_LINES = 4
# Of a column's lines, so many must reach nearly to its edge: running text does, cells of a table do not.
_FULL_LINES = 0.4
_NEARLY_FULL = 0.75


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the lines of a column begin and end, in points.

    `beside`: other columns stand beside it. `shared`: several lines reach both edges, so that they are edges indeed.
    """

    left: float
    right: float
    beside: bool = False
    shared: bool = False

    @property
    def width(self) -> float:
        """In points."""
        return self.right - self.left


@dataclass(slots=True)
class Line:
    """The pieces on one baseline of one column, from left to right, and the column they stand in.

    `column` counts the columns of a document in reading order; a stretch of lines across columns counts as one.
    """

    pieces: tuple[Piece, ...]
    frame: Frame
    page: int = 0
    column: int = 0
    text: str = field(init=False)
    size: float = field(init=False)
    bold: bool = field(init=False)
    face: str = field(init=False)

    def __post_init__(self) -> None:
        longest = max(self.pieces, key=lambda piece: len(piece.text))
        self.size, self.face = longest.size, longest.face
        self.text = self.pieces[0].text
        for before, piece in pairwise(self.pieces):
            self.text += " " * self._parted(before, piece) + piece.text
        self.bold = all(piece.bold for piece in self.pieces)

    def _parted(self, before: Piece, piece: Piece) -> bool:
        """Whether a space stands in a wide gap: in a full line, beside a number, the gap is often justification."""
        mixed = is_han(before.text[-1]) != is_han(piece.text[0])
        return before.trailing or not mixed or self.slack > 0.6 or piece.left - before.right > 2 * self.size

    @property
    def left(self) -> float:
        """Where the first piece begins."""
        return self.pieces[0].left

    @property
    def right(self) -> float:
        """Where the last piece ends."""
        return max(piece.right for piece in self.pieces)

    @property
    def baseline(self) -> float:
        """That of its first piece."""
        return self.pieces[0].baseline

    @property
    def confidence(self) -> float | None:
        """That of its pieces, by characters; None when they were not recognised in a picture."""
        known = [(piece.confidence, len(piece.text)) for piece in self.pieces if piece.confidence is not None]
        return sum(value * count for value, count in known) / sum(count for _, count in known) if known else None

    @property
    def row(self) -> bool:
        """Whether it is a row of a ruled table."""
        return self.pieces[0].row

    @property
    def running(self) -> bool:
        """Whether it is a running head that was kept."""
        return self.pieces[0].running

    @property
    def indent(self) -> float:
        """How far from its column's edge it begins, in em."""
        return (self.left - self.frame.left) / self.size

    @property
    def slack(self) -> float:
        """What is left of its column's width behind it, in em."""
        return (self.frame.right - self.right) / self.size


def lines(pieces: Sequence[Piece], em: float, known: Sequence[float] = ()) -> tuple[list[list[Line]], list[float]]:
    """The lines of a page, column after column, and the gutters found, as x in points.

    `em`: the size of the page's text. `known`: gutters of other pages, where a few lines are enough to believe one.
    """
    found: list[float] = []
    groups = _region([piece for piece in pieces if piece.text], _Search(em, tuple(known)), found)
    return [_column(*group, em) for group in groups if group[0]], found


# Pieces of one column or stretch, the frame a stretch across columns lies in, whether columns stand beside it.
_Group = tuple[list[Piece], Frame | None, bool]


@dataclass(frozen=True, slots=True)
class _Search:
    """What a search for gutters goes by: the em, gutters known from other pages, how deep it is within regions."""

    em: float
    known: tuple[float, ...]
    depth: int = 0

    def deeper(self, steps: int = 1) -> "_Search":
        """The search within a part of the region."""
        return replace(self, depth=self.depth + steps)

    def trusts(self, gutter: float) -> bool:
        """Whether there was a gutter there on another page."""
        return any(abs(gutter - one) <= 2 * self.em for one in self.known)


def _region(pieces: list[Piece], search: _Search, found: list[float]) -> list[_Group]:
    """Groups of pieces, each a column or a stretch without columns, with the frame such a stretch lies in."""
    bands = _best_bands(pieces, search)
    if bands is None:
        return [(pieces, None, False)]
    outer = Frame(min(piece.left for piece in pieces), max(piece.right for piece in pieces))
    found.append(bands.gutter)
    groups: list[_Group] = []
    for band in bands.bands:
        if isinstance(band, _Columns):
            for side in (band.left, band.right):
                inner = _region(side, search.deeper(), found)
                groups += [(group, frame, True) for group, frame, _ in inner]
        else:
            inner = _region(band, search.deeper(2), found)
            groups += [(group, frame or outer, beside) for group, frame, beside in inner]
    return groups


@dataclass(slots=True)
class _Columns:
    left: list[Piece]
    right: list[Piece]


@dataclass(slots=True)
class _Bands:
    gutter: float
    bands: list[list[Piece] | _Columns]

    @property
    def weight(self) -> int:
        """How many pieces stand in columns."""
        return sum(len(band.left) + len(band.right) for band in self.bands if isinstance(band, _Columns))


def _best_bands(pieces: list[Piece], search: _Search) -> _Bands | None:
    if search.depth >= _DEEPEST:
        return None
    tried = [_bands(pieces, gutter, search) for gutter in _gutters(pieces, search.em, search.known)]
    best = max(tried, key=lambda bands: bands.weight, default=None)
    return best if best is not None and best.weight else None


def _gutters(pieces: Sequence[Piece], em: float, known: Sequence[float]) -> list[float]:
    """Where the fewest pieces stand in the way of a gutter, the likeliest places first."""
    if len(pieces) < 2:
        return []
    left, right = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    width = em * _BIN
    count = min(int((right - left) / width) + 2, 4000)
    steps = [0] * (count + 1)
    for piece in pieces:
        steps[min(count, int((piece.left - left) / width))] += 1
        steps[min(count, int((piece.right - left) / width) + 1)] -= 1
    cover = list(accumulate(steps))
    margin = int(_NARROWEST_COLUMN / _BIN)
    plateaus: list[tuple[int, int, int]] = []
    for at in range(margin, count - margin):
        if plateaus and plateaus[-1][2] == at - 1 and cover[at] == plateaus[-1][0]:
            plateaus[-1] = (cover[at], plateaus[-1][1], at)
        else:
            plateaus.append((cover[at], at, at))
    wall = (len(pieces) + 1, 0, 0)
    fenced = [wall, *plateaus, wall]
    low = [fenced[at] for at in range(1, len(plateaus) + 1) if fenced[at - 1][0] > fenced[at][0] < fenced[at + 1][0]]
    low.sort()
    places = [left + (first + last + 1) / 2 * width for _, first, last in low[:_MOST_GUTTERS_TRIED]]
    return places + [x for x in known if left + em < x < right - em]


def _bands(pieces: Sequence[Piece], gutter: float, search: _Search) -> _Bands:
    """The region divided at a gutter into stretches across it and bands of two columns."""
    bands: list[list[Piece] | _Columns] = []
    clear: list[Piece] = []

    def close() -> None:
        across, columns = _judged(clear, gutter, search)
        _across(bands, across)
        if columns is not None:
            bands.append(columns)
        clear.clear()

    for row in rows(pieces, search.em):
        if any(piece.left < gutter < piece.right for piece in row):
            # Whatever stands on the line of words that cross the gutter belongs to them: a name behind an office.
            close()
            _across(bands, row)
        else:
            clear += row
    close()
    return _Bands(gutter, bands)


def _across(bands: list[list[Piece] | _Columns], pieces: list[Piece]) -> None:
    if not pieces:
        return
    last = bands[-1] if bands else None
    if isinstance(last, list):
        last.extend(pieces)
    else:
        bands.append(list(pieces))


def _judged(clear: Sequence[Piece], gutter: float, search: _Search) -> tuple[list[Piece], _Columns | None]:
    """What of a stretch clear of a gutter lies across it all the same (a spaced title on top), and its columns."""
    pieces = list(clear)
    across: list[Piece] = []
    for _ in range(_MOST_TITLE_LINES):
        columns = _Columns([p for p in pieces if p.right <= gutter], [p for p in pieces if p.right > gutter])
        if not _are_columns(columns, gutter, search):
            break
        top = _centred_top(columns, search.em)
        if not top:
            return across, columns
        across += top
        pieces = [piece for piece in pieces if piece not in top]
    return [*across, *pieces], None


def _centred_top(columns: _Columns, em: float) -> list[Piece]:
    """The pieces of a first line set in the middle of both columns: a spaced name, or words over a middle column."""
    both = sorted((*columns.left[:2], *columns.right[:4]), key=lambda piece: piece.baseline)
    first = sorted((p for p in both if p.baseline - both[0].baseline < _SAME_LINE * em), key=lambda piece: piece.left)
    left = min(piece.left for piece in columns.left)
    right = max(piece.right for piece in columns.right)
    before, behind = first[0].left - left, right - first[-1].right
    set_in = min(before, behind) > (right - left) * 0.15
    return first if set_in and abs(before - behind) < max(2 * em, (right - left) * 0.04) else []


def _are_columns(columns: _Columns, gutter: float, search: _Search) -> bool:
    """Whether both sides of a gutter hold running text; beside one known from other pages a line is enough."""
    left, right, em = columns.left, columns.right, search.em
    if not left or not right or any(piece.row for piece in left + right):
        return False
    if min(piece.left for piece in right) - max(piece.right for piece in left) < _NARROWEST_GUTTER * em:
        return False
    sides = [rows(side, em) for side in (left, right)]
    if search.trusts(gutter):
        return any(_running(side, em) for side in sides)
    shared = min(left[-1].baseline, right[-1].baseline) - max(left[0].baseline, right[0].baseline)
    return shared > 0 and all(_is_column(side, search) for side in sides)


def _is_column(side: Sequence[list[Piece]], search: _Search) -> bool:
    """Whether rows are a column of running text, or several: a wide gap in most of them is a gutter or a table's."""
    if len(side) < _FEWEST_LINES or not _running(side, search.em):
        return False
    gaps = sum(any(after.left - before.right > 1.5 * search.em for before, after in pairwise(row)) for row in side)
    if gaps * 3 <= len(side):
        return True
    inner = _best_bands([piece for row in side for piece in row], search.deeper(2))
    return inner is not None and 2 * inner.weight >= sum(map(len, side))


def rows(pieces: Iterable[Piece], em: float) -> list[list[Piece]]:
    """Pieces by baseline, each row from left to right."""
    found: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.baseline):
        if found and piece.baseline - found[-1][-1].baseline <= _SAME_LINE * min(em, piece.size):
            found[-1].append(piece)
        else:
            found.append([piece])
    for row in found:
        row.sort(key=lambda piece: piece.left)
    return found


def _running(side: Sequence[Sequence[Piece]], em: float) -> bool:
    """Whether rows are lines of running text: long enough, and many of them as wide as the column."""
    left, right = min(row[0].left for row in side), max(row[-1].right for row in side)
    width = right - left
    full = sum(row[-1].right - row[0].left >= _NEARLY_FULL * width for row in side)
    return width >= _NARROWEST_COLUMN * em and full >= _FULL_LINES * len(side)


def _column(pieces: Sequence[Piece], outer: Frame | None, beside: bool, em: float) -> list[Line]:
    """The lines of one column or stretch, with the frame they stand in."""
    found = rows(pieces, em)
    left, left_shared = _edge([-row[0].left for row in found], em)
    right, right_shared = _edge([row[-1].right for row in found], em)
    frame = Frame(-left, right, beside, left_shared and right_shared)
    if outer is not None and not frame.shared:
        frame = Frame(min(frame.left, outer.left), max(frame.right, outer.right), beside)
    return [Line(tuple(row), frame) for row in found]


def _edge(ends: Sequence[float], em: float) -> tuple[float, bool]:
    """The edge that lines share: the farthest that several reach, else the farthest; whether several do."""
    ordered = sorted(ends, reverse=True)
    enough = max(2, len(ordered) // 8)
    for at, end in enumerate(ordered[: max(0, len(ordered) - enough + 1)]):
        if ordered[at + enough - 1] >= end - 0.3 * em:
            return end, True
    return ordered[0], False
