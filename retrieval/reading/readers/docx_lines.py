"""Paragraphs and tables of a Word document as they are set → lines of text with marks.

Most Chinese documents use no styles for headings: their titles are centred and larger than the text.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from retrieval.reading import bylines, dates, furniture, patterns
from retrieval.reading.extract import Extract, Format, Mark, Role
from retrieval.reading.readers.docx_body import Shown, Table

# A cell that says more is text set in a table for its looks.
_CELL = 80
# A line of verse or of an address is shorter; three of them make one.
_VERSE, _VERSES = 30, 3
_HEADING = 60
_STYLED_HEADING = 100
_CAPTION = re.compile(r"[图表圖]\s*[\d一二三四五六七八九十]+(?:[-—.．]\d+)?(?![\d年月日号，、个名届])")
_GOES_ON = re.compile("[—－-]{2}|——")
_ROLES = {"quotation": Role.QUOTATION, "caption": Role.CAPTION, "contents": Role.FURNITURE, "title": Role.TITLE}
_LATIN = re.compile(r"[A-Za-z0-9,.;:!?]")

_Key = tuple[float, bool]


@dataclass(slots=True)
class Line:
    """A line with what is known of it: `key` is (size, bold) of one that may be a heading by its looks alone."""

    text: str
    role: Role | None = None
    level: int = 0
    key: _Key | None = None
    red: bool = False
    after_blank: bool = False


def arranged(blocks: Iterable[Shown | Table]) -> list[Line]:
    """The lines of paragraphs and tables in their order, headings found by style and by looks."""
    shown = list(_laid_out(blocks))
    body = _body_size(one for one in shown if isinstance(one, Shown))
    lines: list[Line] = []
    blank = True
    for one in shown:
        made = [Line(one, Role.ROW)] if isinstance(one, str) else _lines(one, body)
        if made:
            made[0].after_blank = blank
        blank = not made
        lines += made
    _rank(lines)
    return _joined(lines)


def extract(body: Sequence[Line], notes: Sequence[Sequence[Line]], form: Format) -> Extract:
    """The text of all lines, the notes at its end, each one line."""
    lines = [*body, *(Line(_seamed([line.text for line in note]), Role.NOTE) for note in notes if note)]
    marks = []
    position = 0
    for line in lines:
        if line.role:
            marks.append(Mark(position, position + len(line.text), line.role, line.level))
        position += len(line.text) + 1
    return Extract("\n".join(line.text for line in lines), form, marks=tuple(marks), settled=True)


def _laid_out(blocks: Iterable[Shown | Table]) -> Iterator[Shown | str]:
    """Paragraphs, and rows of tables as text; of a table that only lays text out, its paragraphs."""
    for block in blocks:
        if isinstance(block, Shown):
            yield block
        elif _is_data(block):
            rows = ("\t".join(_cell(cell) for cell in row) for row in block.rows)
            yield from (row.strip() for row in rows if row.strip())
        else:
            form = sum(map(_is_form, block.rows)) * 2 > len(block.rows)
            for row in block.rows:
                if form and _is_form(row):
                    yield "\t".join(_cell(cell) for cell in row).strip()
                    continue
                for cell in row:
                    yield from _laid_out(cell)


def _is_form(row: Sequence[Sequence[Shown | Table]]) -> bool:
    """Whether a row of a form has names with their values, as most rows of it do beside those with longer texts."""
    return len(row) > 1 and any(map(_cell, row)) and _is_data(Table([list(map(list, row))]))


def _is_data(table: Table) -> bool:
    """Whether every cell is at most one short paragraph and there are columns."""
    cells = [cell for row in table.rows for cell in row]
    single = all(sum(isinstance(one, Table) or bool(one.text.strip()) for one in cell) <= 1 for cell in cells)
    plain = all(isinstance(one, Shown) and len(one.text) <= _CELL for cell in cells for one in cell)
    return single and plain and any(len(row) > 1 for row in table.rows)


def _cell(cell: Sequence[Shown | Table]) -> str:
    """The one paragraph of a cell; empty for an empty cell."""
    shown = (one for one in cell if isinstance(one, Shown) and one.text.strip())
    return "".join(one.number + _seamed(re.split(r"[\n\f\t]", one.text)) for one in shown)


def _body_size(shown: Iterable[Shown]) -> float:
    """The size, in half-points, that most characters have."""
    sizes: Counter[float] = Counter()
    for one in shown:
        sizes[one.look.size or 0] += len(one.text)
    return sizes.most_common(1)[0][0] if sizes else 0


def _lines(shown: Shown, body: float) -> list[Line]:
    """The lines of one paragraph; none for an empty one."""
    whole = shown.number + _seamed(shown.text.split("\n"))
    styled = _styled(shown, whole)
    if styled:
        return [styled] if shown.text.strip() else []
    key = _heading_key(shown, whole.replace("\f", ""), body)
    if key:
        return [Line(whole.replace("\f", ""), key=key, red=bool(shown.look.red))]
    texts = [text for page in shown.text.split("\f") for text in _broken(page)]
    if not texts:
        return []
    texts[0] = shown.number + texts[0]
    caption = shown.look.centred and len(whole) <= _HEADING and _CAPTION.match(whole)
    return [Line(text, Role.CAPTION if caption else None) for text in texts]


def _styled(shown: Shown, text: str) -> Line | None:
    """The line that the style of a paragraph makes of it; a whole paragraph set as a heading is none."""
    look = shown.look
    text = text.replace("\f", "")
    if look.kind in ("quotation", "caption", "contents"):
        return Line(text, _ROLES[look.kind])
    sentence = len(text) > _STYLED_HEADING or (len(text) > _HEADING and patterns.TERMINAL.search(text))
    if sentence or not (look.kind or look.level):
        return None
    if look.kind == "title":
        return Line(text, Role.TITLE)
    return Line(text, Role.HEADING, look.level or 2)


def _heading_key(shown: Shown, text: str, body: float) -> _Key | None:
    """Size and weight of a short centred line that is larger or bolder than the text, and no date or issue line."""
    look = shown.look
    size, bold = look.size or 0, bool(look.bold)
    told = look.centred and text.strip() and len(text) <= _HEADING and (size > body or (bold and size == body))
    if not told or patterns.NO_TITLE_END.search(text) or text.endswith("。") or _CAPTION.match(text):
        return None
    if patterns.is_issue(text) or dates.stated_date(text) or furniture.is_page_number(text):
        return None
    return size, bold and size == body


def _rank(lines: list[Line]) -> None:
    """Gives lines that are headings by their looks alone their levels: the larger, the higher.

    A masthead is red where the titles are not; it is left to its words. Where sections have styles, the largest line
    is a title above them.
    """
    if any(line.key and not line.red for line in lines) or any(line.role is Role.TITLE for line in lines):
        for line in lines:
            line.key = None if line.red else line.key
    keys = sorted({line.key for line in lines if line.key}, reverse=True)
    styled = any(line.role is Role.HEADING for line in lines)
    for line in lines:
        if line.key:
            rank = keys.index(line.key) + 1 - styled
            line.role, line.level = (Role.HEADING, min(rank, 6)) if rank else (Role.TITLE, 0)


def _joined(lines: list[Line]) -> list[Line]:
    """A title set as two paragraphs, or one with a second half after a dash, is one line."""
    found: list[Line] = []
    for line in lines:
        before = found[-1] if found else None
        if before and before.role in (Role.TITLE, Role.HEADING) and _continues(before, line):
            before.text += line.text
        else:
            found.append(line)
    return found


def _continues(before: Line, line: Line) -> bool:
    if line.after_blank or len(before.text) + len(line.text) > _HEADING:
        return False
    if _GOES_ON.match(line.text):
        return line.role in (Role.TITLE, Role.HEADING)
    numbered = (
        patterns.NUMBERED.match(line.text) or patterns.CHAPTER.match(line.text) or patterns.LISTED.match(line.text)
    )
    same = before.key is not None and before.key == line.key and not before.key[1]
    return same and not numbered and not patterns.CHAPTER.match(before.text) and not bylines.byline(line.text)


def _broken(text: str) -> list[str]:
    """The lines of a paragraph with breaks in it.

    After a sentence's end, before an indent and between short lines such as a poem's a break ends a line; elsewhere
    somebody only wanted the line to look that way.
    """
    pieces = [piece for piece in text.split("\n") if piece.strip()]
    if len(pieces) >= _VERSES and all(len(piece.strip()) < _VERSE for piece in pieces):
        return [piece.strip() for piece in pieces]
    groups: list[list[str]] = []
    for piece in pieces:
        if groups and not piece.startswith("　　") and not patterns.TERMINAL.search(groups[-1][-1].strip()):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return [_seamed(group) for group in groups]


def _seamed(pieces: Sequence[str]) -> str:
    """Pieces joined: between Latin words with a space, between Han characters with nothing."""
    text = ""
    for piece in (piece.strip() for piece in pieces):
        seam = " " if piece and text and _LATIN.match(text[-1]) and _LATIN.match(piece[0]) else ""
        text += seam + piece
    return text
