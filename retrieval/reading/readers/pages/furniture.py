"""Running heads, running feet and page numbers of a document, told by what is the same from page to page."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from retrieval.reading.readers.pages.columns import rows
from retrieval.reading.readers.pages.pieces import Piece

# So many rows at each edge of a page can be furniture, and so far from their fellows on other pages, in points.
_EDGE_ROWS = 4
_SAME_HEIGHT = 4.0
_LONGEST = 80
# A head is little larger than the text; what is may be a title that the next page repeats.
_LARGEST = 1.45
# Beside that a head is told by its place: small, or level with a sure one, and so far from the text, in its own em.
_SMALL = 0.95
_SET_OFF = 2.0
# Page numbers stand in this part of a page's height at either end.
_MARGIN = 0.15
_DECORATION = r"[-—–―－‐·•・.~～|│/<>〈〉《》\[\]()（）【】〔〕*\s]"
_DIGITS = r"(?:[0-9０-９]{1,4}|[ivxlc]{1,7}|[IVXLC]{1,7})"
_NUMERALS = r"(?:\d{1,4}|[〇零一二三四五六七八九十百]{1,5})"
_TOTAL = rf"(?:[\s,，/／|·-]*(?:of|共|总|全)?\s*{_NUMERALS}\s*[页頁]?)?"
_PAGE_NUMBER = re.compile(
    rf"{_DECORATION}*(?:{_DIGITS}|第\s*{_NUMERALS}\s*[页頁]|{_DIGITS}\s*[页頁]|[Pp](?:age|\.)?\s*\d{{1,4}}){_TOTAL}{_DECORATION}*"
    rf"|{_DECORATION}+{_NUMERALS}{_DECORATION}+"
)


@dataclass(frozen=True, slots=True)
class Page:
    """The pieces of a page, and its size in points."""

    width: float
    height: float
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class _Edge:
    """A row near the top or the foot of a page.

    `height`: its distance from that edge in points. `name`: what of it stays the same from page to page. `apart`: the
    white between it and the next row inwards, in its own em.
    """

    page: int
    top: bool
    height: float
    name: str
    row: tuple[Piece, ...]
    apart: float

    @property
    def text(self) -> str:
        """The row's pieces together."""
        return " ".join(piece.text for piece in self.row)

    @property
    def size(self) -> float:
        """The em of the largest piece."""
        return max(piece.size for piece in self.row)


def is_page_number(text: str) -> bool:
    """Whether a row is nothing but a page number, in any of the forms people give it."""
    return bool(_PAGE_NUMBER.fullmatch(text.strip()))


def without_furniture(pages: Sequence[Page], em: float) -> list[Page]:
    """The pages without running heads, feet and page numbers; `em` is the size of the text.

    A head that stands above everything on the first page stays: it may be the masthead that names the publication.
    """
    edges = [edge for number, page in enumerate(pages) for edge in _edges(page, number, em)]
    running = _running(edges, em)
    gone: dict[int, set[int]] = defaultdict(set)
    kept: set[int] = set()
    stopped: set[tuple[int, bool]] = set()
    for edge in edges:
        side = (edge.page, edge.top)
        number = is_page_number(edge.text) and edge.height <= _MARGIN * pages[edge.page].height
        if side in stopped or not (number or _key(edge) in running):
            stopped.add(side)
        elif number or edge.page or not edge.top:
            gone[edge.page].update(map(id, edge.row))
        else:
            numbers = {id(piece) for piece in edge.row if is_page_number(piece.text)}
            gone[edge.page] |= numbers
            kept |= {id(piece) for piece in edge.row} - numbers
    return [replace(page, pieces=tuple(_without(page.pieces, gone[at], kept))) for at, page in enumerate(pages)]


def first_number(pages: Sequence[Page], em: float) -> int:
    """The number of the first page as the pages are numbered; 1 where they are not, or not by ones.

    A cover before page 1 is page 0.
    """
    first = Counter(number - at for at, page in enumerate(pages) for number in _numbers(page, at, em))
    if not first:
        return 1
    likely, count = first.most_common(1)[0]
    return likely if count >= 2 and 2 * count >= len(pages) else 1


def _numbers(page: Page, number: int, em: float) -> set[int]:
    """The numbers that stand alone at the edges of a page, in digits."""
    edges = (edge for edge in _edges(page, number, em) if edge.height <= _MARGIN * page.height)
    alone = (piece.text for edge in edges for piece in edge.row if is_page_number(piece.text))
    return {int(found[0]) for text in alone if (found := re.search(r"\d{1,4}", text))}


def _without(pieces: Sequence[Piece], gone: set[int], kept: set[int]) -> Iterator[Piece]:
    for piece in pieces:
        if id(piece) not in gone:
            yield replace(piece, running=True) if id(piece) in kept else piece


def _edges(page: Page, number: int, em: float) -> list[_Edge]:
    """The rows near both edges of a page, the outermost first: those of the upper half, and those of the lower."""
    every = rows((piece for piece in page.pieces if not piece.row), em)
    found = []
    for top in (True, False):
        half = [row for row in every if (row[0].baseline < page.height / 2) is top]
        inwards = half if top else half[::-1]
        for row, after in zip(inwards[:_EDGE_ROWS], [*inwards[1:_EDGE_ROWS], None], strict=False):
            baseline = row[0].baseline
            apart = abs(after[0].baseline - baseline) / row[0].size if after else 0.0
            name = re.sub(r"[\d\W_]", "", "".join(piece.text for piece in row))
            found.append(_Edge(number, top, baseline if top else page.height - baseline, name, tuple(row), apart))
    return found


def _key(edge: _Edge) -> tuple[int, bool, float]:
    return edge.page, edge.top, edge.height


def _running(edges: Sequence[_Edge], em: float) -> set[tuple[int, bool, float]]:
    """The rows that are running heads or feet: the same words at the same height on another page.

    At the height of these, and of their size, other words are one too (the book's title on left pages, the chapter's on
    right ones); so are small ones well apart from the text at one height on several pages.
    """
    likely = [edge for edge in edges if edge.size <= _LARGEST * em and len(edge.text) <= _LONGEST and edge.name]
    same: dict[tuple[bool, str], list[_Edge]] = defaultdict(list)
    for edge in likely:
        same[edge.top, edge.name].append(edge)
    sure = [edge for found in same.values() for edge in found if _on_other_pages(edge, found)]
    apart = [edge for edge in likely if edge.apart >= _SET_OFF]
    small = [edge for edge in apart if edge.size <= _SMALL * em]
    heights = {(edge.top, at, edge.size) for edge in sure for at in _around(edge)}
    level = [edge for edge in apart if any((edge.top, at, edge.size) in heights for at in _around(edge))]
    by_height: dict[tuple[bool, int], list[_Edge]] = defaultdict(list)
    for edge in small:
        by_height[edge.top, round(edge.height / _SAME_HEIGHT)].append(edge)
    placed = [edge for found in by_height.values() for edge in found if _on_other_pages(edge, found)]
    return set(map(_key, (*sure, *level, *placed)))


def _around(edge: _Edge) -> tuple[int, int]:
    """The two steps of height a row lies between."""
    step = int(edge.height // _SAME_HEIGHT)
    return step, step + 1


def _on_other_pages(edge: _Edge, found: Sequence[_Edge]) -> bool:
    return any(other.page != edge.page and abs(other.height - edge.height) <= _SAME_HEIGHT for other in found)
