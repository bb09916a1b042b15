"""A PDF → its text in reading order, by where every character stands; pypdfium2 is imported here alone.

A PDF says nothing of paragraphs: `pages` finds them. Fonts made for PDF often name a character by a radical that looks
the same (⽔ for 水); such characters, Latin ligatures and forms for vertical writing become the ordinary ones, since
the kept text is what people search. Pages that are pictures are recognised where the extra `ocr` is installed.
"""

import ctypes
import math
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from types import SimpleNamespace
from typing import Any, BinaryIO

from retrieval.errors import ReadingError, Reason
from retrieval.reading.extract import Extract, Format, Notice, Options
from retrieval.reading.readers import ocr
from retrieval.reading.readers.pages.document import document
from retrieval.reading.readers.pages.furniture import Page
from retrieval.reading.readers.pages.glyphs import Glyph, Rule, Sheet, legible, upright
from retrieval.reading.readers.pages.pictures import recognised_pieces
from retrieval.reading.readers.pages.pieces import pieces
from retrieval.reading.readers.pages.tables import without_tables

MOST_PAGES = 5000
MOST_CHARACTERS = 200_000
# A picture with fewer characters over it is a scan with a stamp or a number.
_FEW_CHARACTERS = 20
_LARGE_PICTURE = 0.5
_MOST_OBJECTS = 20_000
_MOST_SEGMENTS = 5000
_DEEPEST_FORM = 3
# Text drawn as outlines: a page of so many shapes and no character is a picture of text.
_MANY_SHAPES = 150
# Recognised at this resolution, in pixels an inch, but in no more pixels along a side.
_RESOLUTION = 220
_LONGEST_SIDE = 3200
_POINTS_AN_INCH = 72
_NO_PASSWORD = 4
_LONGEST_LIGATURE = 3
_FORCE_BOLD = 1 << 18
_HEAVY = 600
_BOLD_NAME = re.compile(r"bold|heavy|black|demi", re.IGNORECASE)
_FILL_AND_STROKE, _INVISIBLE = 2, 3
_PATH, _IMAGE, _FORM = 2, 3, 5
_LINE_TO, _MOVE_TO = 0, 2
_THIN = 3.0
# pdfium's names for a hyphen at a line's end.
_LINE_END_HYPHENS = (0x02, 0xFFFE)

Installed = Callable[[], ocr.Recogniser | None]


@dataclass(frozen=True, slots=True)
class _Read:
    """A page that was read; `picture`: there is something to see that is no text."""

    page: Page
    legible: bool
    picture: bool


def read(stream: BinaryIO, options: Options, installed: Installed = ocr.installed) -> Iterator[Extract]:
    """The document as one Extract; `installed` gives what reads pictures of pages, None without the extra.

    Raises ReadingError: DAMAGED, PROTECTED, TOO_LARGE, BOMB, EMPTY, NEEDS_OCR (all pages are pictures), NO_TEXT
    (nothing could be recognised in them).
    """
    del options
    import pypdfium2  # noqa: PLC0415 - loads a library of 10 MB that only PDF needs

    recogniser = installed()
    data = stream.read()
    if not data:
        raise ReadingError(Reason.EMPTY)
    try:
        with closing(pypdfium2.PdfDocument(data)) as opened:
            extract = _extract(opened, recogniser)
    except pypdfium2.PdfiumError as error:
        reason = Reason.PROTECTED if error.err_code == _NO_PASSWORD else Reason.DAMAGED
        raise ReadingError(reason) from error
    yield extract


def _extract(opened: Any, recogniser: ocr.Recogniser | None) -> Extract:
    count = len(opened)
    if count > MOST_PAGES:
        raise ReadingError(Reason.TOO_LARGE, f"{count} > {MOST_PAGES}")
    pages: list[Page] = []
    unread: list[int] = []
    recognised: list[int] = []
    pictures = 0
    for number in range(count):
        page = opened[number]
        try:
            found = _page(page)
            if found.picture and not found.legible:
                pictures += 1
                if recogniser is None:
                    unread.append(number)
                else:
                    found = _recognised(page, recogniser)
                    recognised.append(number)
        finally:
            page.close()
        pages.append(found.page)
    whole = document(pages)
    if not whole.text:
        raise ReadingError(_why_nothing(pictures, recogniser))
    notices = [Notice("pages_without_text", ranges(unread))] if unread else []
    certainty = 1.0
    if whole.confidences:
        characters = sum(end - start for start, end, _ in whole.confidences)
        certainty = sum((end - start) * value for start, end, value in whole.confidences) / characters
        start, _, lowest = min(whole.confidences, key=lambda one: one[2])
        notices.append(Notice("recognised", f"{len(recognised)} {lowest:.2f} {whole.pages.at(start)}"))
    return Extract(
        text=whole.text,
        format=Format.PDF,
        certainty=certainty,
        marks=whole.marks,
        settled=True,
        pages=whole.pages,
        confidences=whole.confidences,
        notices=tuple(notices),
    )


def _why_nothing(pictures: int, recogniser: ocr.Recogniser | None) -> Reason:
    if not pictures:
        return Reason.EMPTY
    return Reason.NEEDS_OCR if recogniser is None else Reason.NO_TEXT


def ranges(numbers: Sequence[int]) -> str:
    """Pages counted from 0, as people write them: `3、7–9`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return "、".join(f"{first + 1}" if first == last else f"{first + 1}–{last + 1}" for first, last in runs)


def _page(page: Any) -> _Read:
    left, bottom, right, top = page.get_bbox()
    box = Box(left, bottom, right, top)
    glyphs = _glyphs(page, box)
    drawing = _drawing(page, box)
    readable = legible(glyphs)
    sheet = upright(Sheet(box.width, box.height, glyphs if readable else (), tuple(drawing.rules)))
    outside, rows = without_tables(sheet)
    few = sum(not glyph.text.isspace() for glyph in glyphs) < _FEW_CHARACTERS
    large = drawing.pictured > _LARGE_PICTURE * box.width * box.height
    # What cannot be read as characters can still be seen.
    picture = bool(drawing.pictured) or drawing.shapes > _MANY_SHAPES or (bool(glyphs) and not readable)
    return _Read(Page(sheet.width, sheet.height, (*pieces(outside), *rows)), readable and not (few and large), picture)


@dataclass(frozen=True, slots=True)
class Box:
    """What of a page is shown, in its own coordinates: points, y upwards."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """In points."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """In points."""
        return self.top - self.bottom


@cache
def _calls() -> Any:
    """The functions called for every character, taking addresses as numbers: three times as fast as typed pointers."""
    from pypdfium2 import raw  # noqa: PLC0415

    def call(name: str, result: Any, *arguments: Any) -> Any:
        return ctypes.CFUNCTYPE(result, *arguments)(ctypes.cast(getattr(raw, name), ctypes.c_void_p).value or 0)

    address, index = ctypes.c_void_p, ctypes.c_int
    return SimpleNamespace(
        code=call("FPDFText_GetUnicode", ctypes.c_uint, address, index),
        object=call("FPDFText_GetTextObject", address, address, index),
        box=call("FPDFText_GetLooseCharBox", ctypes.c_int, address, index, address),
        origin=call("FPDFText_GetCharOrigin", ctypes.c_int, address, index, address, address),
        matrix=call("FPDFText_GetMatrix", ctypes.c_int, address, index, address),
        size=call("FPDFText_GetFontSize", ctypes.c_double, address, index),
        mode=call("FPDFTextObj_GetTextRenderMode", ctypes.c_int, address),
        font=call("FPDFTextObj_GetFont", address, address),
        weight=call("FPDFFont_GetWeight", ctypes.c_int, address),
        flags=call("FPDFFont_GetFlags", ctypes.c_int, address),
        name=call("FPDFFont_GetBaseFontName", ctypes.c_size_t, address, address, ctypes.c_size_t),
    )


def _glyphs(page: Any, box: Box) -> tuple[Glyph, ...]:
    """The characters of a page that were drawn, in the order of drawing; those pdfium makes up are left out."""
    from pypdfium2 import raw  # noqa: PLC0415

    text = raw.FPDFText_LoadPage(page)
    if not text:
        return ()
    try:
        count = raw.FPDFText_CountChars(text)
        if count > MOST_CHARACTERS:
            raise ReadingError(Reason.BOMB, f"{count} > {MOST_CHARACTERS}")
        return tuple(_Characters(ctypes.cast(text, ctypes.c_void_p).value or 0, max(0, count), box).glyphs())
    finally:
        raw.FPDFText_ClosePage(text)


@dataclass(frozen=True, slots=True)
class _Type:
    """How the characters of one text object are set."""

    size: float
    turn: float
    face: str
    bold: bool
    veiled: bool


class _Characters:
    """The characters of one page; a text object is a run of them that is set alike."""

    def __init__(self, text: int, count: int, box: Box) -> None:
        self.text, self.count, self.box = text, count, box
        self.calls = _calls()
        self.fonts: dict[int, tuple[str, bool]] = {}
        # Left, top, right, bottom of every character, one after another.
        self.boxes: list[float] = []
        self.x, self.y, self.matrix = ctypes.c_double(), ctypes.c_double(), (ctypes.c_float * 6)()
        self.places = ctypes.addressof(self.x), ctypes.addressof(self.y), ctypes.addressof(self.matrix)

    def glyphs(self) -> Iterator[Glyph]:
        """The characters in order, each with its place."""
        calls, text = self.calls, self.text
        boxes = (ctypes.c_float * (4 * self.count))()
        address = ctypes.addressof(boxes)
        for index in range(self.count):
            calls.box(text, index, address + 16 * index)
        self.boxes = boxes[:]
        objects = [calls.object(text, index) for index in range(self.count)]
        first = 0
        for own, run in groupby(objects):
            end = first + sum(1 for _ in run)
            if own:
                yield from self._run(own, first, end)
            first = end

    def _run(self, own: int, first: int, end: int) -> Iterator[Glyph]:
        kind = self._type(own, first)
        x, y = self._origin(first)
        # Along a level line only the boxes are asked for, which is faster than an origin a character.
        level = kind.turn == 0 and (end - first == 1 or abs(self._origin(end - 1)[1] - y) < 0.01 * kind.size)
        for index, text in self._texts(first, end):
            if level:
                x = self.boxes[4 * index]
            else:
                x, y = self._origin(index)
            width, share = self._width(kind, index, first, end)
            glyph = Glyph(
                text,
                x - self.box.left + share * width,
                self.box.top - y,
                width,
                *(kind.size, kind.face, kind.bold, kind.turn, kind.veiled),
            )
            # Where an offset moved the pen pdfium puts a space without width that nobody drew.
            if self._shown(glyph) and (width or not text.isspace()):
                yield glyph

    def _texts(self, first: int, end: int) -> Iterator[tuple[int, str]]:
        """The characters of a run with their index; the halves of one beyond 16 bits put together."""
        high = 0
        for index in range(first, end):
            code = self.calls.code(self.text, index)
            if 0xD800 <= code < 0xDC00:
                high = code
                continue
            if 0xDC00 <= code < 0xE000:
                code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00 if high else 0xFFFD
            high = 0
            yield index, "-" if code in _LINE_END_HYPHENS else chr(code) if code < 0x110000 else "\ufffd"

    def _shown(self, glyph: Glyph) -> bool:
        """Whether a character stands on the page, not beside it, where printers leave their remarks."""
        return -2 <= glyph.x <= self.box.width + 2 and -2 <= glyph.y <= self.box.height + glyph.size

    def _origin(self, index: int) -> tuple[float, float]:
        self.calls.origin(self.text, index, self.places[0], self.places[1])
        return self.x.value, self.y.value

    def _width(self, kind: _Type, index: int, first: int, end: int) -> tuple[float, int]:
        """How far a character reaches along its line, and how many stand before it in the same box.

        A ligature is several characters in one box; they share it.
        """
        boxes = self.boxes
        own = boxes[4 * index : 4 * index + 4]
        before = after = 0
        while before < _LONGEST_LIGATURE and index - before > first and self._share(index - before - 1, own):
            before += 1
        while after < _LONGEST_LIGATURE and index + after + 1 < end and self._share(index + after + 1, own):
            after += 1
        if not kind.turn:
            return abs(own[2] - own[0]) / (before + after + 1), before
        across, down = abs(own[2] - own[0]), abs(own[1] - own[3])
        cos, sin = abs(math.cos(math.radians(kind.turn))), abs(math.sin(math.radians(kind.turn)))
        spread = cos * cos - sin * sin
        width = (across * cos - down * sin) / spread if abs(spread) > 0.3 else kind.size
        return max(0.0, width) / (before + after + 1), before

    def _share(self, index: int, box: Sequence[float]) -> bool:
        """Whether a character stands in the very box."""
        return self.boxes[4 * index] == box[0] and self.boxes[4 * index + 1] == box[1]

    def _type(self, own: int, index: int) -> _Type:
        calls = self.calls
        calls.matrix(self.text, index, self.places[2])
        a, b, c, d = self.matrix[:4]
        size = calls.size(self.text, index) * math.hypot(c, d)
        if not 0.5 <= size <= 2000:
            left, top, right, bottom = self.boxes[4 * index : 4 * index + 4]
            size = max(abs(top - bottom), abs(right - left), 0.5)
        mode = calls.mode(own)
        face, bold = self._font(calls.font(own))
        turn = math.degrees(math.atan2(b, a)) if a or b else 0.0
        turn = 0.0 if abs(turn) < 0.05 else turn
        return _Type(round(size, 2), turn, face, bold or mode == _FILL_AND_STROKE, mode == _INVISIBLE)

    def _font(self, font: int | None) -> tuple[str, bool]:
        """The name of a font without the mark of a subset, and whether it is bold."""
        if not font:
            return "", False
        if font not in self.fonts:
            calls = self.calls
            name = ctypes.create_string_buffer(256)
            calls.name(font, ctypes.addressof(name), 256)
            face = re.sub(r"^[A-Z]{6}\+", "", name.value.decode("utf-8", "replace"))
            heavy = calls.weight(font) >= _HEAVY or bool(max(0, calls.flags(font)) & _FORCE_BOLD)
            self.fonts[font] = face, heavy or bool(_BOLD_NAME.search(face))
        return self.fonts[font]


@dataclass(slots=True)
class _Drawing:
    """What is drawn on a page beside text: rules, the area of its largest picture in square points, how many shapes."""

    rules: list[Rule]
    pictured: float = 0.0
    shapes: int = 0
    segments: int = 0


def _drawing(page: Any, box: Box) -> _Drawing:
    from pypdfium2 import raw  # noqa: PLC0415

    drawing = _Drawing([])
    for index in range(min(_MOST_OBJECTS, raw.FPDFPage_CountObjects(page))):
        _draw(raw.FPDFPage_GetObject(page, index), box, drawing, 0)
    return drawing


def _draw(own: Any, box: Box, drawing: _Drawing, depth: int) -> None:
    from pypdfium2 import raw  # noqa: PLC0415

    kind = raw.FPDFPageObj_GetType(own)
    if kind == _IMAGE:
        drawing.pictured = max(drawing.pictured, 1.0 if depth else _area(own), 1.0)
    elif kind == _FORM and depth < _DEEPEST_FORM:
        for index in range(min(_MOST_OBJECTS, raw.FPDFFormObj_CountObjects(own))):
            _draw(raw.FPDFFormObj_GetObject(own, index), box, drawing, depth + 1)
    elif kind == _PATH:
        drawing.shapes += 1
        if not depth and drawing.segments < _MOST_SEGMENTS:
            drawing.rules += _rules(own, box, drawing)


def _area(own: Any) -> float:
    left, bottom, right, top = _bounds(own)
    return max(0.0, right - left) * max(0.0, top - bottom)


def _bounds(own: Any) -> tuple[float, float, float, float]:
    from pypdfium2 import raw  # noqa: PLC0415

    sides = [ctypes.c_float() for _ in range(4)]
    raw.FPDFPageObj_GetBounds(own, *map(ctypes.byref, sides))
    left, bottom, right, top = (side.value for side in sides)
    return left, bottom, right, top


def _rules(own: Any, box: Box, drawing: _Drawing) -> Iterator[Rule]:
    """The straight lines of a path: a thin rectangle is one, a stroked path has one for every stroke."""
    from pypdfium2 import raw  # noqa: PLC0415

    count = raw.FPDFPath_CountSegments(own)
    drawing.segments += max(0, count)
    left, bottom, right, top = _bounds(own)
    if min(right - left, top - bottom) <= _THIN:
        yield Rule(left - box.left, box.top - top, right - box.left, box.top - bottom)
        return
    filled, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(own, ctypes.byref(filled), ctypes.byref(stroked))
    if not stroked.value or count > _MOST_SEGMENTS:
        return
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(own, ctypes.byref(matrix))
    start = before = (0.0, 0.0)
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(own, index)
        px, py = ctypes.c_float(), ctypes.c_float()
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(px), ctypes.byref(py))
        x = matrix.a * px.value + matrix.c * py.value + matrix.e - box.left
        y = box.top - (matrix.b * px.value + matrix.d * py.value + matrix.f)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == _LINE_TO:
            yield _rule(before, (x, y))
        elif kind == _MOVE_TO:
            start = (x, y)
        before = (x, y)
        if raw.FPDFPathSegment_GetClose(segment):
            yield _rule(before, start)


def _rule(one: tuple[float, float], other: tuple[float, float]) -> Rule:
    return Rule(min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1]))


def _recognised(page: Any, recogniser: ocr.Recogniser) -> _Read:
    """A page by its picture; the lines recognised are pieces as those of characters are."""
    width, height = page.get_size()
    scale = min(_RESOLUTION / _POINTS_AN_INCH, _LONGEST_SIDE / max(width, height, 1))
    bitmap = page.render(scale=scale)
    try:
        lines = recogniser(bitmap.to_numpy())
    finally:
        bitmap.close()
    return _Read(Page(width, height, tuple(recognised_pieces(lines, 1 / scale))), True, True)
