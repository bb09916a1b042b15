"""PDFs that lead in circles, unpack to too much, draw without end, or say nothing of what they show."""

import random
import zlib
from pathlib import Path

from retrieval.errors import Reason
from tests.hostile.making import (
    LAST,
    MB,
    PAGE,
    WORDS,
    deflated,
    font_objects,
    lines_shown,
    page_objects,
    pdf,
    shown,
    stream,
    to_unicode,
)
from tests.hostile.registry import either, hostile, read, refused

_BROKEN = (Reason.DAMAGED, Reason.EMPTY, Reason.NO_TEXT)
# What a library in C makes of nonsense may change with its next version: it must end, and be said.
_ENDS = (
    *_BROKEN,
    Reason.BOMB,
    Reason.UNSAFE,
    Reason.TOO_LARGE,
    Reason.NEEDS_OCR,
    Reason.TIME,
    Reason.MEMORY,
    Reason.CRASHED,
)
_ANYHOW = either(*_ENDS)


@hostile("header-only.pdf", refused(*_BROKEN))
def header_only(path: Path, size: int) -> None:
    """The first line and no more."""
    path.write_bytes(b"%PDF-1.7\n")


@hostile("junk.pdf", refused(*_BROKEN))
def junk(path: Path, size: int) -> None:
    """Noise after the first line."""
    path.write_bytes(b"%PDF-1.7\n" + random.Random(4).randbytes(50_000))  # noqa: S311


@hostile("cut-off.pdf", either(*_BROKEN, holds=(WORDS,)))
def cut_off(path: Path, size: int) -> None:
    """It breaks off before the table that says where everything is."""
    data = pdf(page_objects(lines_shown(WORDS, "残缺")))
    path.write_bytes(data[: data.index(b"xref")])


@hostile("cut-off-within.pdf", either(*_BROKEN))
def cut_off_within(path: Path, size: int) -> None:
    """It breaks off within the text."""
    data = pdf(page_objects(lines_shown(*[WORDS] * 30)))
    path.write_bytes(data[: data.index(b"endstream") - 600])


@hostile("earlier-table-is-itself.pdf", either(*_ENDS, holds=(WORDS,)))
def earlier_table_is_itself(path: Path, size: int) -> None:
    """The table of objects says that the one before it is itself."""
    data = pdf(page_objects(lines_shown(WORDS, "回环")), trailer="/Prev 0000000000")
    start = data.index(b"xref\n0")
    path.write_bytes(data.replace(b"/Prev 0000000000", b"/Prev %010d" % start))


@hostile("pages-in-a-circle.pdf", either(*_ENDS, holds=()))
def pages_in_a_circle(path: Path, size: int) -> None:
    """The pages' parent is among its children."""
    objects = page_objects(lines_shown(WORDS))
    objects[2] = b"<< /Type /Pages /Kids [2 0 R 3 0 R 2 0 R] /Parent 2 0 R /Count 3 >>"
    path.write_bytes(pdf(objects))


@hostile("claims-a-million-pages.pdf", either(*_ENDS, holds=()))
def claims_a_million_pages(path: Path, size: int) -> None:
    """It claims a million pages and has one."""
    objects = page_objects(lines_shown(WORDS, "百万"))
    objects[2] = b"<< /Type /Pages /Kids [3 0 R] /Count 1000000 >>"
    path.write_bytes(pdf(objects))


@hostile("one-page-over-and-over.pdf", refused(*_ENDS), 20_000, 1_000_000)
def one_page_over_and_over(path: Path, size: int) -> None:
    """So many pages that are all the same one."""
    objects = page_objects(lines_shown(WORDS))
    objects[2] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b"3 0 R " * size, size)
    path.write_bytes(pdf(objects))


@hostile("deep-pages.pdf", _ANYHOW, 3_000, 200_000)
def deep_pages(path: Path, size: int) -> None:
    """A tree of pages so many levels deep."""
    objects = page_objects(lines_shown(WORDS, "深树"))
    objects[2] = b"<< /Type /Pages /Kids [9 0 R] /Count 1 >>"
    for number in range(9, 9 + size):
        after = number + 1 if number < 8 + size else 3
        objects[number] = b"<< /Type /Pages /Parent %d 0 R /Kids [%d 0 R] /Count 1 >>" % (
            number - 1 if number > 9 else 2,
            after,
        )
    path.write_bytes(pdf(objects))


@hostile("unpacks-twice.pdf", _ANYHOW, 500, 3000)
def unpacks_twice(path: Path, size: int) -> None:
    """A page packed twice over: a few kilobytes are so many megabytes."""
    raw, _, _ = deflated(b" " * MB, size)
    twice = zlib.compress(b"\x78\x9c" + raw, 9)
    path.write_bytes(pdf(page_objects(twice, said="/Filter [/FlateDecode /FlateDecode]")))


@hostile("unpacks-to-operators.pdf", _ANYHOW, 100, 1500)
def unpacks_to_operators(path: Path, size: int) -> None:
    """A page packed twice over that is so many megabytes of text to be drawn."""
    block = shown(WORDS) * (MB // len(shown(WORDS)))
    raw, _, _ = deflated(block, size)
    twice = zlib.compress(b"\x78\x9c" + raw, 9)
    path.write_bytes(pdf(page_objects(twice, said="/Filter [/FlateDecode /FlateDecode]")))


@hostile("many-filters.pdf", _ANYHOW, 2_000, 100_000)
def many_filters(path: Path, size: int) -> None:
    """A page packed so many times over, as it says."""
    path.write_bytes(pdf(page_objects(b"41>", said=f"/Filter [{'/ASCIIHexDecode ' * size}]")))


@hostile("huge-picture.pdf", refused(*_ENDS))
def huge_picture(path: Path, size: int) -> None:
    """Nothing but a picture that claims to be sixty thousand dots wide and high, in two ways of packing."""
    objects = page_objects(b"q 595 0 0 842 0 0 cm /I Do /J Do Q", b"/XObject << /I 9 0 R /J 10 0 R >>")
    said = "/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /BitsPerComponent 8 /ColorSpace /DeviceRGB"
    objects[9] = stream(zlib.compress(bytes(MB)), said + " /Filter /FlateDecode")
    head = b"\0\0\0\0\x30\0\1\0\0\0\x13\x7f\xff\xff\xff\x7f\xff\xff\xff\0\0\0\0\0\0\0\0\0\0\0"
    objects[10] = stream(
        head, said.replace("8 /ColorSpace /DeviceRGB", "1 /ColorSpace /DeviceGray") + " /Filter /JBIG2Decode"
    )
    path.write_bytes(pdf(objects))


def _form(content: bytes, resources: bytes) -> bytes:
    return stream(content, f"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << {resources.decode()} >>")


_FONT = b"/Font << /F1 5 0 R >> "


@hostile("form-draws-itself.pdf", either(*_ENDS, holds=()))
def form_draws_itself(path: Path, size: int) -> None:
    """A form that draws itself, twice."""
    objects = page_objects(shown(WORDS) + b"/X Do", b"/XObject << /X 9 0 R >>")
    objects[9] = _form(shown(LAST) + b"/X Do /X Do", _FONT + b"/XObject << /X 9 0 R >>")
    path.write_bytes(pdf(objects))


@hostile("forms-draw-one-another.pdf", refused(*_ENDS), 14, 14)
def forms_draw_one_another(path: Path, size: int) -> None:
    """Each of so many forms draws the next one ten times: a hundred million million lines of text."""
    objects = page_objects(b"/X Do", b"/XObject << /X 9 0 R >>")
    for number in range(9, 9 + size):
        objects[number] = _form(b"/X Do " * 10, b"/XObject << /X %d 0 R >>" % (number + 1))
    objects[9 + size] = _form(shown(WORDS), _FONT)
    path.write_bytes(pdf(objects))


@hostile("pattern-paints-itself.pdf", either(*_ENDS, holds=(WORDS,)))
def pattern_paints_itself(path: Path, size: int) -> None:
    """A pattern that is painted with itself."""
    painted = b"/Pattern cs /P scn 0 0 500 500 re f "
    objects = page_objects(painted + lines_shown(WORDS, "图案"), b"/Pattern << /P 9 0 R >>")
    said = "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 0.0001 /YStep 0.0001"
    objects[9] = stream(painted, said + " /Resources << /Pattern << /P 9 0 R >> >>")
    path.write_bytes(pdf(objects))


@hostile("function-of-itself.pdf", either(*_ENDS, holds=(WORDS,)))
def function_of_itself(path: Path, size: int) -> None:
    """A shade whose function is put together from itself."""
    objects = page_objects(b"/S sh " + lines_shown(WORDS, "函数"), b"/Shading << /S 9 0 R >>")
    objects[9] = b"<< /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 1 1] /Function 10 0 R /Extend [true true] >>"
    objects[10] = b"<< /FunctionType 3 /Domain [0 1] /Functions [10 0 R 10 0 R] /Bounds [0.5] /Encode [0 1 0 1] >>"
    path.write_bytes(pdf(objects))


@hostile("colours-of-itself.pdf", either(*_ENDS, holds=(WORDS,)))
def colours_of_itself(path: Path, size: int) -> None:
    """Colours that are defined by themselves."""
    objects = page_objects(b"/C cs 1 scn " + lines_shown(WORDS, "颜色"), b"/ColorSpace << /C 9 0 R >>")
    objects[9] = b"[/Indexed 9 0 R 255 9 0 R]"
    path.write_bytes(pdf(objects))


@hostile("letters-draw-themselves.pdf", either(*_ENDS, holds=()))
def letters_draw_themselves(path: Path, size: int) -> None:
    """A font whose letters are drawn with their own font."""
    objects = page_objects(b"BT /F2 12 Tf 1 0 0 1 72 700 Tm (aaaa) Tj ET " + shown(WORDS), b"")
    font = b"/Font << /F1 5 0 R /F2 9 0 R >>"
    objects[3] = objects[3].replace(b"/Font << /F1 5 0 R >>", font)
    objects[9] = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /CharProcs << /a 10 0 R >>"
        b" /Encoding << /Differences [97 /a] >> /FirstChar 97 /LastChar 97 /Widths [9] /Resources << "
        + font
        + b" >> >>"
    )
    objects[10] = stream(b"9 0 d0 BT /F2 1 Tf (aaaa) Tj ET")
    path.write_bytes(pdf(objects))


@hostile("names-of-letters-in-a-circle.pdf", either(*_ENDS, holds=()))
def names_of_letters_in_a_circle(path: Path, size: int) -> None:
    """The map from codes to characters uses itself."""
    objects = page_objects(lines_shown(WORDS, "自用"))
    objects[8] = stream(b"/M usecmap\n" + to_unicode(), "/Type /CMap /CMapName /M /UseCMap 8 0 R")
    path.write_bytes(pdf(objects))


@hostile("endless-names-of-letters.pdf", _ANYHOW, 20_000, 200_000)
def endless_names_of_letters(path: Path, size: int) -> None:
    """The map from codes to characters says of so many ranges that they are all there is."""
    objects = page_objects(lines_shown(WORDS, "范围"))
    objects[8] = stream(to_unicode([(0, 0xFFFF, 0)] * size))
    path.write_bytes(pdf(objects))


@hostile("length-is-itself.pdf", either(*_ENDS, holds=()))
def length_is_itself(path: Path, size: int) -> None:
    """A stream as long as itself, contents that are a list of themselves, resources that are their parent's parent."""
    objects = page_objects(lines_shown(WORDS))
    objects[3] = b"<< /Type /Page /Parent 2 0 R /MediaBox 3 0 R /Contents 9 0 R /Resources 3 0 R >>"
    objects[4] = objects[4].replace(b"/Length", b"/Length 4 0 R /L")
    objects[9] = b"[9 0 R 4 0 R 9 0 R]"
    path.write_bytes(pdf(objects))


@hostile("deep-brackets.pdf", either(*_ENDS, holds=()), 20_000, 2_000_000)
def deep_brackets(path: Path, size: int) -> None:
    """Lists in lists, so many deep, in an object and on a page."""
    objects = page_objects(b"[" * size + lines_shown(WORDS))
    objects[9] = b"[" * size + b"]" * size
    objects[1] = b"<< /Type /Catalog /Pages 2 0 R /Outlines 9 0 R /Names 9 0 R >>"
    path.write_bytes(pdf(objects))


@hostile("contents-in-a-circle.pdf", either(*_ENDS, holds=(WORDS,)))
def outlines_in_a_circle(path: Path, size: int) -> None:
    """A list of contents whose next entry is itself and whose parent is its child."""
    objects = page_objects(lines_shown(WORDS, "目录"))
    objects[1] = b"<< /Type /Catalog /Pages 2 0 R /Outlines 9 0 R >>"
    objects[9] = b"<< /Type /Outlines /First 10 0 R /Last 10 0 R /Count 2000000000 >>"
    objects[10] = (
        b"<< /Title (a) /Parent 9 0 R /Next 10 0 R /Prev 10 0 R /First 9 0 R /Last 10 0 R /Dest [3 0 R /Fit] >>"
    )
    path.write_bytes(pdf(objects))


@hostile("claims-two-thousand-million-objects.pdf", either(*_ENDS, holds=()))
def claims_many_objects(path: Path, size: int) -> None:
    """Its table claims two thousand million objects, one of which is its root."""
    data = pdf(page_objects(lines_shown(WORDS, "对象")))
    data = data.replace(b"/Size 9", b"/Size 2147483647").replace(b"xref\n0 9", b"xref\n0 2147483647")
    path.write_bytes(data)


@hostile("objects-within-themselves.pdf", _ANYHOW)
def objects_within_themselves(path: Path, size: int) -> None:
    """Objects that are packed into a stream that is packed into itself, by a table with columns of two thousand million bytes."""
    packed = stream(
        b"1 0 2 30 9 60 << /Type /Catalog /Pages 2 0 R >> ", "/Type /ObjStm /N 2147483647 /First 15 /Extends 9 0 R"
    )
    table = stream(
        bytes([2, 0, 9, 0] * 10),
        "/Type /XRef /Size 2147483647 /W [1 2147483647 1] /Index [0 2147483647] /Root 1 0 R /Prev 9",
    )
    start = len(b"%PDF-1.7\n9 0 obj\n" + packed + b"\nendobj\n")
    made = (
        b"%PDF-1.7\n9 0 obj\n" + packed + b"\nendobj\n10 0 obj\n" + table + b"\nendobj\nstartxref\n%d\n%%%%EOF" % start
    )
    path.write_bytes(made)


@hostile("all-at-one-place.pdf", _ANYHOW, 10_000, 1_000_000)
def all_at_one_place(path: Path, size: int) -> None:
    """So many letters drawn upon one another."""
    operators = b"BT /F1 12 Tf 1 0 0 1 72 700 Tm " + b"<6E20> Tj 1 0 0 1 72 700 Tm " * size + b"ET"
    path.write_bytes(pdf(page_objects(zlib.compress(operators), said="/Filter /FlateDecode")))


@hostile("a-letter-a-line.pdf", either(*_ENDS, holds=()), 5_000, 300_000)
def a_letter_a_line(path: Path, size: int) -> None:
    """So many letters strewn over a page."""
    chance = random.Random(5)  # noqa: S311
    operators = b"".join(
        shown("渠", chance.random() * 595, chance.random() * 842, chance.random() * 30) for _ in range(size)
    )
    path.write_bytes(pdf(page_objects(zlib.compress(operators), said="/Filter /FlateDecode")))


@hostile("long-line.pdf", either(*_ENDS, holds=()), 20_000, 100_000)
def long_line(path: Path, size: int) -> None:
    """A line of so many characters."""
    path.write_bytes(pdf(page_objects(shown(WORDS * (size // len(WORDS))))))


@hostile("strange-places.pdf", either(*_ENDS, holds=()))
def strange_places(path: Path, size: int) -> None:
    """Letters of no size, of endless size, upside down, a light-year away, at places that are no numbers."""
    matrices = (
        "0 0 0 0 0 0",
        "1e30 0 0 1e30 1e30 -1e30",
        "-1 0 0 -1 300 300",
        "0 1 -1 0 9999999999 1e-30",
        "nan inf 0 1 0 0",
    )
    sizes = ("0", "-12", "1e38", "99999999999999999999", "0.0000001")
    said = b"<" + WORDS.encode("utf-16-be").hex().encode() + b"> Tj "
    operators = b"".join(
        b"BT /F1 %s Tf %s Tm %s ET\n" % (size.encode(), matrix.encode(), said) for matrix in matrices for size in sizes
    )
    path.write_bytes(pdf(page_objects(operators + lines_shown(WORDS, "远处"))))


_BOXES = (
    "[0 0 0 0]",
    "[1e30 -1e30 -1e30 1e30]",
    "[nan nan nan nan]",
    "[0 0 595]",
    "(a)",
    "[595 842 0 0]",
    "[0 0 0.0001 1e9]",
)


@hostile("strange-pages.pdf", either(*_ENDS, holds=()))
def strange_pages(path: Path, size: int) -> None:
    """Pages of no size, of endless size, turned by seven degrees."""
    objects = page_objects(lines_shown(WORDS, "页面"))
    kids = range(9, 9 + len(_BOXES))
    objects[2] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(b"%d 0 R" % kid for kid in kids), len(_BOXES))
    for kid, box in zip(kids, _BOXES, strict=True):
        objects[kid] = (PAGE % b"").replace(b"[0 0 595 842]", box.encode() + b" /Rotate 7 /UserUnit -5")
    path.write_bytes(pdf(objects))


@hostile("password.pdf", refused(Reason.PROTECTED))
def password(path: Path, size: int) -> None:
    """It has a password."""
    objects = page_objects(lines_shown(WORDS))
    objects[9] = b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (b"4f" * 32, b"a7" * 32)
    path.write_bytes(pdf(objects, trailer=f"/Encrypt 9 0 R /ID [<{'00' * 16}> <{'00' * 16}>]"))


@hostile("unknown-lock.pdf", refused(Reason.PROTECTED, Reason.DAMAGED))
def unknown_lock(path: Path, size: int) -> None:
    """It is encrypted in a way nobody knows."""
    objects = page_objects(lines_shown(WORDS))
    objects[9] = b"<< /Filter /Nobody.Knows /V 99 /R 99 >>"
    path.write_bytes(pdf(objects, trailer=f"/Encrypt 9 0 R /ID [<{'00' * 16}> <{'00' * 16}>]"))


@hostile("unseen.pdf", either(*_BROKEN, Reason.NEEDS_OCR, holds=(WORDS,)))
def unseen(path: Path, size: int) -> None:
    """Text that is there and not seen, as under the pictures of a scan."""
    path.write_bytes(pdf(page_objects(b"3 Tr " + lines_shown(WORDS, "不见").replace(b"BT", b"BT 3 Tr"))))


@hostile("no-characters.pdf", either(*_BROKEN, Reason.NEEDS_OCR))
def no_characters(path: Path, size: int) -> None:
    """It does not say which characters its letters are."""
    objects = page_objects(lines_shown(*[WORDS] * 20))
    objects[5] = objects[5].replace(b"/ToUnicode 8 0 R", b"")
    path.write_bytes(pdf(objects))


@hostile("characters-that-are-none.pdf", either(*_BROKEN, Reason.ENCODING, Reason.NEEDS_OCR, holds=(LAST,)))
def characters_that_are_none(path: Path, size: int) -> None:
    """It says that its letters are halves of characters, zeros, and what drives terminals."""
    mapping = to_unicode(
        [(0x100, 0x1FF, 0xD800), (0x200, 0x2FF, 0xDC00), (0x300, 0x31F, 0), (0x320, 0x32F, 0xFFF0)]
        + [(high << 8, (high << 8) + 255, high << 8) for high in range(4, 256)]
    )
    strange = "".join(map(chr, (*range(0x100, 0x140), *range(0x200, 0x210), *range(0x300, 0x330))))
    objects = {**page_objects(lines_shown(strange, LAST + "怪字", strange)), **font_objects(5, mapping)}
    path.write_bytes(pdf(objects))


@hostile("no-pages.pdf", refused(*_BROKEN))
def no_pages(path: Path, size: int) -> None:
    """It has no pages."""
    path.write_bytes(pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [] /Count 0 >>"}))


@hostile("no-root.pdf", refused(*_BROKEN))
def no_root(path: Path, size: int) -> None:
    """Its root is a number, its pages are text."""
    path.write_bytes(pdf({1: b"42", 2: b"(pages)"}))


@hostile("wants-to-act.pdf", read(WORDS))
def wants_to_act(path: Path, size: int) -> None:
    """It wants to run scripts, start programs and fetch files when it is opened."""
    objects = page_objects(lines_shown(WORDS, "动作"))
    objects[1] = b"<< /Type /Catalog /Pages 2 0 R /OpenAction 9 0 R /AA << /O 10 0 R >> /AcroForm << /XFA (a) >> >>"
    objects[9] = b"<< /S /Launch /F (/bin/sh) /Next 10 0 R >>"
    objects[10] = b"<< /S /JavaScript /JS (while (true) app.alert(1);) /Next 9 0 R >>"
    path.write_bytes(pdf(objects))


@hostile("text-elsewhere.pdf", either(*_BROKEN, Reason.NEEDS_OCR, holds=()))
def text_elsewhere(path: Path, size: int) -> None:
    """Its page's contents are a file of this machine."""
    objects = page_objects(b"", said="/F (/etc/passwd) /FFilter /FlateDecode")
    path.write_bytes(pdf(objects))
