"""How a document is set: the size and face of its text, its leading, where its columns end, what begins a paragraph."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from retrieval.reading import patterns
from retrieval.reading.readers.pages.columns import Frame, Line
from retrieval.reading.readers.pages.furniture import Page

# In em. A first line is set in by about two; beyond the widest indent a line stands in the middle or on the right.
INDENT = (0.8, 4.6)
_SAME_EDGE = 0.6
_JUSTIFIED = 0.15
_USUAL_LEADING = 1.6
# Text without columns goes farther across its page than this.
_NARROW_PAGE = 0.6
# So many characters of one size make it the size of a page's text.
_ENOUGH = 200


@dataclass(frozen=True, slots=True)
class Typesetting:
    """What most of a document has in common.

    `sizes`: the em of the running text, in points, page by page. `leading`: from baseline to baseline, in em.
    `indented`: first lines are set in. `justified`: lines reach the edge exactly.
    """

    sizes: tuple[float, ...]
    face: str
    bold: bool
    leading: float
    indented: bool
    justified: bool

    def body(self, line: Line) -> float:
        """The em of the running text where a line stands."""
        return self.sizes[line.page]


def text_size(pages: Iterable[Page]) -> float:
    """The em that most characters have; 10 where there are none."""
    sizes: Counter[float] = Counter()
    for page in pages:
        sizes.update(_sizes(page))
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _sizes(page: Page) -> Counter[float]:
    sizes: Counter[float] = Counter()
    for piece in page.pieces:
        sizes[round(piece.size * 2) / 2 or 0.5] += 0 if piece.row else len(piece.text)
    return sizes


def typesetting(pages: Sequence[Page], lines: Sequence[Line], em: float) -> Typesetting:
    """Measure a document; `lines` in reading order with their frames as they are believed to be."""
    sizes = []
    for page in pages:
        size, count = next(iter(_sizes(page).most_common(1)), (em, 0))
        sizes.append(size if count >= _ENOUGH else em)
    text = [line for line in lines if not line.row and abs(line.size - sizes[line.page]) <= 0.08 * line.size]
    faces: Counter[str] = Counter()
    bold = 0
    for line in text:
        faces[line.face] += len(line.text)
        bold += line.bold
    return Typesetting(
        sizes=tuple(sizes),
        face=faces.most_common(1)[0][0] if faces else "",
        bold=bold * 2 > len(text),
        leading=_leading(text),
        indented=_indented(text),
        justified=sum(abs(line.slack) < _JUSTIFIED for line in text) * 5 >= 2 * len(text),
    )


def _leading(text: Sequence[Line]) -> float:
    """The smallest distance between baselines that is common; paragraphs may stand farther apart."""
    steps = [
        round((line.baseline - before.baseline) / line.size * 10) / 10
        for before, line in pairwise(text)
        if before.column == line.column and 0.8 < (line.baseline - before.baseline) / line.size < 4
    ]
    counted = Counter(steps)
    common = [step for step, count in counted.items() if count + counted[round(step + 0.1, 1)] >= 0.2 * len(steps)]
    near = [step for step in steps if common and abs(step - min(common)) <= 0.15]
    return median(near) if near else _USUAL_LEADING


def _indented(text: Sequence[Line]) -> bool:
    """Whether what follows a short line begins farther in more often than not."""
    starts = [
        line.indent
        for before, line in pairwise(text)
        if before.column == line.column and before.slack > 1.5 and patterns.TERMINAL.search(before.text)
    ]
    within = sum(INDENT[0] < start < INDENT[1] for start in starts)
    return 2 * within > len(starts)


def framed(columns: Sequence[list[Line]], pages: Sequence[Page]) -> list[Line]:
    """All lines in reading order, numbered by column, in the frames that the whole document makes likely.

    A column of a few lines, or of short ones, does not show where it ends; others like it do.
    """
    known = _known_frames(columns)
    framed_lines = []
    for number, column in enumerate(columns):
        frame = _believed(column, known, pages[column[0].page])
        for line in column:
            line.column, line.frame = number, frame
            framed_lines.append(line)
    return framed_lines


def _known_frames(columns: Sequence[list[Line]]) -> list[tuple[int, Frame]]:
    """Frames with the number of lines that show them, the best known first; nearly equal ones are one."""
    counted: dict[tuple[int, int, bool], list[tuple[int, Frame]]] = defaultdict(list)
    for column in columns:
        frame = column[0].frame
        if frame.shared and len(column) >= 4:
            counted[round(frame.left / 4), round(frame.right / 4), frame.beside].append((len(column), frame))
    known = [(sum(count for count, _ in found), max(found, key=lambda one: one[0])[1]) for found in counted.values()]
    # The first hundred are all that a document without a plan could need.
    return sorted(known, key=lambda one: -one[0])[:100]


def _believed(column: Sequence[Line], known: Sequence[tuple[int, Frame]], page: Page) -> Frame:
    own = column[0].frame
    em = median(line.size for line in column)
    for count, frame in known:
        if count >= len(column) and frame.beside == own.beside and _fits(own, frame, em):
            return frame
    reaching = sum(abs(line.slack) < 2 * _JUSTIFIED for line in column)
    opposite = page.width - own.left
    most, many = reaching * 3 >= 2 * len(column), reaching * 3 >= len(column)
    shown = reaching > 1 and (most or (many and own.right > _NARROW_PAGE * page.width))
    # Where nothing shows the edge the margins of both sides are likely the same.
    if not own.beside and not shown and opposite > own.right:
        return replace(own, right=opposite)
    return own


def _fits(own: Frame, frame: Frame, em: float) -> bool:
    """Whether a column may have been set in a frame known from elsewhere."""
    inside = own.left >= frame.left - _SAME_EDGE * em and own.right <= frame.right + em
    return inside and (not own.shared or own.left - frame.left < INDENT[1] * em) and (own.width > 0)
