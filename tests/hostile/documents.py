"""Word documents, old and new, that are broken, lie, or are made to cost whoever opens them."""

import random
import struct
from pathlib import Path

from retrieval.errors import Reason
from tests.hostile.making import (
    LAST,
    MB,
    PNG,
    WORDS,
    Entry,
    W,
    archive,
    body,
    compound,
    docx,
    docx_files,
    docx_with,
    outside,
    packed,
    paragraph,
    plain,
    relations,
)
from tests.hostile.registry import either, hostile, read, refused, unpacked

_LAUGHS = "".join(
    f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' if level else '<!ENTITY l0 "哈哈哈哈哈哈">' for level in range(12)
)


@hostile("bomb.docx", refused(Reason.BOMB), 110, 1000)
def bomb(path: Path, size: int) -> None:
    """A text of so many megabytes, the same over and over, in a file a thousand times smaller."""
    block = paragraph(WORDS * 10).encode() * 1000
    path.write_bytes(docx_with("word/document.xml", packed(b"", block, size * MB // len(block))))


@hostile("just-below-the-limits.docx", either(Reason.MEMORY, Reason.TIME, Reason.BOMB), None, 95)
def just_below_the_limits(path: Path, size: int) -> None:
    """As many megabytes of elements as a part may have, none of them like the one before."""
    chance = random.Random(1)  # noqa: S311 - junk, no secret
    block = "".join(paragraph(f"{chance.randrange(10_000)}") for _ in range(10_000))
    path.write_bytes(docx(body(block * (size * MB // len(block)))))


@hostile("entities.docx", refused(Reason.UNSAFE, Reason.DAMAGED))
def entities(path: Path, size: int) -> None:
    """Entities made of entities made of entities: a few hundred bytes for a terabyte."""
    path.write_bytes(docx(body(paragraph("&l11;"), f"<!DOCTYPE x [{_LAUGHS}]>")))


def _external(path: Path) -> str:
    return f'<!DOCTYPE x [<!ENTITY p SYSTEM "file:///etc/passwd"><!ENTITY o SYSTEM "{outside(path).as_uri()}">]>'


@hostile("other-files.docx", refused(Reason.UNSAFE, Reason.DAMAGED))
def other_files(path: Path, size: int) -> None:
    """Entities that are files of this machine."""
    path.write_bytes(docx(body(paragraph(WORDS + "&p;&o;"), _external(path))))


@hostile("other-files-hidden.docx", refused(Reason.UNSAFE, Reason.DAMAGED))
def other_files_hidden(path: Path, size: int) -> None:
    """The same, in UTF-16, where a search for the words does not find them."""
    document = body(paragraph(WORDS + "&p;&o;"), _external(path)).replace("UTF-8", "UTF-16")
    path.write_bytes(docx(document.encode("utf-16")))


@hostile("other-files-in-styles.docx", refused(Reason.UNSAFE, Reason.DAMAGED))
def other_files_in_styles(path: Path, size: int) -> None:
    """The same, in the part that says how paragraphs look."""
    styles = f'<?xml version="1.0"?>{_external(path)}<w:styles {W}>&p;</w:styles>'
    others = {"word/styles.xml": styles, "word/_rels/document.xml.rels": relations("styles.xml", "styles")}
    path.write_bytes(docx(body(paragraph(WORDS)), others))


@hostile("body-outside.docx", refused(Reason.DAMAGED, Reason.UNSAFE))
def body_outside(path: Path, size: int) -> None:
    """It says that its body is a file of this machine."""
    files = docx_files(body(paragraph(WORDS)), {"word/styles.xml": f"<w:styles {W}/>"})
    files["_rels/.rels"] = relations(f"../../../..{outside(path)}", "officeDocument")
    path.write_bytes(archive(plain({key: value for key, value in files.items() if "document" not in key})))


@hostile("tables-in-tables.docx", refused(Reason.BOMB, Reason.DAMAGED), 5_000, 100_000)
def tables_in_tables(path: Path, size: int) -> None:
    """A table in a table in a table, so many deep."""
    inner = "<w:tbl><w:tr><w:tc>" * size + paragraph(WORDS) + "</w:tc></w:tr></w:tbl>" * size
    path.write_bytes(docx(body(inner)))


@hostile("boxes-in-boxes.docx", either(Reason.BOMB, Reason.DAMAGED, holds=(WORDS,)), 60, 100_000)
def boxes_in_boxes(path: Path, size: int) -> None:
    """A text box in a text box, so many deep; a parser that stops at 256 elements lets sixty through."""
    opened, closed = "<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>"
    path.write_bytes(docx(body(opened * size + paragraph(WORDS) + closed * size)))


@hostile("cut-off-within.docx", refused(Reason.DAMAGED))
def cut_off_within(path: Path, size: int) -> None:
    """The archive is whole, the document in it breaks off."""
    path.write_bytes(docx(body(paragraph(WORDS) * 50)[:2000]))


@hostile("cut-off.docx", refused(Reason.DAMAGED))
def cut_off(path: Path, size: int) -> None:
    """The download broke off."""
    data = docx(body(paragraph(WORDS) * 50), {"word/media/a.png": random.Random(1).randbytes(9000)})  # noqa: S311
    path.write_bytes(data[: len(data) // 2])


@hostile("no-body.docx", refused(Reason.DAMAGED))
def no_body(path: Path, size: int) -> None:
    """Everything but the document itself."""
    files = docx_files("", {"word/styles.xml": f"<w:styles {W}/>"})
    path.write_bytes(archive(plain({key: value for key, value in files.items() if key != "word/document.xml"})))


@hostile("nothing-said.docx", refused(Reason.EMPTY), 20_000, 1_000_000)
def nothing_said(path: Path, size: int) -> None:
    """So many paragraphs with nothing in them."""
    path.write_bytes(docx(body("<w:p/>" * size)))


@hostile("styles-in-a-circle.docx", read(WORDS))
def styles_in_a_circle(path: Path, size: int) -> None:
    """Styles based on one another, numbering that refers to itself."""
    based = '<w:style w:type="paragraph" w:styleId="{}"><w:name w:val="{}"/><w:basedOn w:val="{}"/></w:style>'
    styles = f"<w:styles {W}>{based.format('a', 'a', 'b')}{based.format('b', 'b', 'a')}{based.format('c', 'c', 'c')}</w:styles>"
    inner = f'<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t>{WORDS}</w:t></w:r></w:p>'
    path.write_bytes(
        docx(
            body(inner + inner.replace('"a"', '"c"')),
            {
                "word/styles.xml": styles,
                "word/_rels/document.xml.rels": relations("styles.xml", "styles"),
            },
        )
    )


@hostile("endless-spans.docx", read(WORDS))
def endless_spans(path: Path, size: int) -> None:
    """A cell as wide as two thousand million columns, a heading of the two-thousand-millionth level."""
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="2147483647"/><w:vMerge/></w:tcPr>{}</w:tc>'
    table = f"<w:tbl><w:tr>{cell.format(paragraph(WORDS)) * 2}</w:tr></w:tbl>"
    heading = f'<w:p><w:pPr><w:outlineLvl w:val="2147483647"/></w:pPr><w:r><w:t>{LAST}</w:t></w:r></w:p>'
    listed = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="2147483647"/><w:numId w:val="-99999999999"/></w:numPr></w:pPr>'
        "<w:r><w:t>第一</w:t></w:r></w:p>"
    )
    path.write_bytes(docx(body(table + heading + listed)))


@hostile("pictures-only.docx", refused(Reason.NO_TEXT))
def pictures_only(path: Path, size: int) -> None:
    """Scanned pages pasted into Word."""
    path.write_bytes(docx(body("<w:p/>"), {"word/media/1.png": PNG + random.Random(1).randbytes(300_000)}))  # noqa: S311


@hostile("password.docx", refused(Reason.PROTECTED))
def password(path: Path, size: int) -> None:
    """It has a password: a compound file around what is encrypted."""
    secret = random.Random(1).randbytes(9000)  # noqa: S311
    path.write_bytes(compound({"EncryptionInfo": b"\4\0\4\0" + bytes(200), "EncryptedPackage": secret}))


@hostile("workbook.docx", refused(Reason.UNSUPPORTED))
def workbook(path: Path, size: int) -> None:
    """An Excel workbook called Word."""
    path.write_bytes(archive(plain({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"})))


@hostile("pictures-packed.docx", unpacked({"1.png": refused(Reason.UNSUPPORTED)}, Reason.UNSUPPORTED, Reason.DAMAGED))
def pictures_packed(path: Path, size: int) -> None:
    """An archive of pictures called Word."""
    path.write_bytes(archive([Entry(b"1.png", PNG + b"\1")]))


_OLD = (Reason.DAMAGED, Reason.UNSUPPORTED, Reason.NEEDS_OFFICE, Reason.EMPTY, Reason.BINARY)


@hostile("junk.doc", refused(*_OLD))
def junk(path: Path, size: int) -> None:
    """It begins as an old Word document and goes on at random."""
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + random.Random(2).randbytes(20_000))  # noqa: S311


@hostile("cut-off.doc", refused(*_OLD))
def cut_off_old(path: Path, size: int) -> None:
    """An old Word document of which only the header is left."""
    path.write_bytes(compound({"WordDocument": bytes(8000)})[:512])


@hostile("nothing-within.doc", refused(*_OLD))
def nothing_within(path: Path, size: int) -> None:
    """An old Word document whose streams hold nothing but zeros."""
    path.write_bytes(compound({"WordDocument": bytes(8000), "1Table": bytes(5000)}))


@hostile("sectors-in-a-circle.doc", refused(*_OLD))
def sectors_in_a_circle(path: Path, size: int) -> None:
    """Its table of sectors leads from each sector to itself."""
    data = bytearray(compound({"WordDocument": bytes(8000), "1Table": bytes(5000)}))
    data[512:1024] = struct.pack("<128L", *range(128))
    path.write_bytes(bytes(data))


@hostile("rich.rtf", refused(Reason.UNSUPPORTED))
def rich(path: Path, size: int) -> None:
    """Rich text, with groups a million deep."""
    path.write_bytes(b"{\\rtf1" + b"{" * 100_000)
