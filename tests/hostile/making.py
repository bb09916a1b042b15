"""What the makers share: words that must be found again, words that must not, archives and documents byte by byte."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

MB = 1024 * 1024
# What a reader must not lose, and what nobody may find in a library.
WORDS = "柳塘村的引水渠全长四公里，灌溉两岸的稻田。"
LAST = "到了秋天，渠长把闸门的钥匙交给下一户人家。"
SECRET = "石板下面压着水库的旧图纸，这句话不许外人看见。"
SECRET_FILE = "outside.txt"


def outside(path: Path) -> Path:
    """The file that lies beside the folder of documents and must never be read."""
    return path.parent.parent / SECRET_FILE


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of an archive as its headers state it; what is None is stated truly."""

    name: bytes
    data: bytes
    method: int = zipfile.ZIP_STORED
    size: int | None = None
    crc: int | None = None
    flags: int = 0x800
    mode: int = 0o100644


def deflated(block: bytes, times: int) -> tuple[bytes, int, int]:
    """A block repeated so often, as a raw deflate stream made in no time; its size unpacked, and its checksum."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    # After a full flush a piece needs nothing of what came before: it can be repeated as it is.
    piece = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    crc = 0
    for _ in range(times):
        crc = zlib.crc32(block, crc)
    return piece * times + packer.flush(), len(block) * times, crc


def packed(name: bytes, block: bytes, times: int) -> Entry:
    """An entry that unpacks to a block repeated so often."""
    data, size, crc = deflated(block, times)
    return Entry(name, data, zipfile.ZIP_DEFLATED, size, crc)


def local_header(entry: Entry) -> bytes:
    size, crc = _stated(entry)
    return (
        struct.pack(
            "<4s5H3L2H", b"PK\3\4", 20, entry.flags, entry.method, 0, 33, crc, len(entry.data), size, len(entry.name), 0
        )
        + entry.name
    )


def central_header(entry: Entry, offset: int) -> bytes:
    size, crc = _stated(entry)
    return (
        struct.pack(
            "<4s6H3L5H2L",
            b"PK\1\2",
            0x314,
            20,
            entry.flags,
            entry.method,
            0,
            33,
            crc,
            len(entry.data),
            size,
            len(entry.name),
            0,
            0,
            0,
            0,
            entry.mode << 16,
            offset,
        )
        + entry.name
    )


def end_record(count: int, length: int, offset: int) -> bytes:
    return struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, length, offset, 0)


def _stated(entry: Entry) -> tuple[int, int]:
    size = len(entry.data) if entry.size is None else entry.size
    return size, zlib.crc32(entry.data) if entry.crc is None else entry.crc


def archive(entries: Sequence[Entry]) -> bytes:
    """An archive of these entries, whatever they say of themselves."""
    body, contents = io.BytesIO(), io.BytesIO()
    for entry in entries:
        contents.write(central_header(entry, body.tell()))
        body.write(local_header(entry) + entry.data)
    return body.getvalue() + contents.getvalue() + end_record(len(entries), len(contents.getvalue()), body.tell())


def plain(files: Mapping[str, str | bytes]) -> list[Entry]:
    """Honest entries, deflated."""
    made = []
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        made.append(packed(name.encode(), data, 1))
    return made


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELATION = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="{}"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}"/></Relationships>'
)


def relations(target: str, kind: str) -> str:
    """A part's relations: one, to a target of a kind."""
    return _RELATION.format(target, kind)


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def body(inner: str, before: str = "") -> str:
    """The main part of a Word document around its paragraphs."""
    return f'<?xml version="1.0" encoding="UTF-8"?>{before}<w:document {W}><w:body>{inner}</w:body></w:document>'


def docx_files(document: str | bytes, others: Mapping[str, str | bytes] | None = None) -> dict[str, str | bytes]:
    """The parts of a Word document."""
    main = {"[Content_Types].xml": _TYPES, "_rels/.rels": relations("word/document.xml", "officeDocument")}
    return {**main, "word/document.xml": document, **(others or {})}


def docx(document: str | bytes, others: Mapping[str, str | bytes] | None = None) -> bytes:
    return archive(plain(docx_files(document, others)))


def docx_with(name: str, entry: Entry) -> bytes:
    """A Word document one part of which is this entry."""
    honest = plain({key: value for key, value in docx_files("").items() if key != name})
    return archive([*honest, replace(entry, name=name.encode())])


CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def chapter(text: str, title: str = "渠") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head>'
        f"<title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"
    )


def opf(hrefs: Sequence[str], before: str = "", title: str = "水渠志") -> str:
    """A package document with these chapters in its spine."""
    items = "".join(
        f'<item id="c{number}" href="{href}" media-type="application/xhtml+xml"/>' for number, href in enumerate(hrefs)
    )
    spine = "".join(f'<itemref idref="c{number}"/>' for number in range(len(hrefs)))
    return (
        f'<?xml version="1.0"?>{before}<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="i">x</dc:identifier>'
        f"<dc:title>{title}</dc:title><dc:language>zh</dc:language></metadata>"
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )


def epub(files: Mapping[str, str | bytes], container: str | None = CONTAINER) -> bytes:
    """An e-book: the files below `OEBPS/`, or elsewhere where their names begin with a slash."""
    fixed: dict[str, str | bytes] = {"META-INF/container.xml": container} if container else {}
    rest = {name[1:] if name.startswith("/") else f"OEBPS/{name}": content for name, content in files.items()}
    return archive([Entry(b"mimetype", b"application/epub+zip"), *plain({**fixed, **rest})])


def stream(data: bytes, said: str = "") -> bytes:
    """The body of a PDF stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), said.encode(), data)


def pdf(objects: Mapping[int, bytes], trailer: str = "", version: str = "1.7", root: int = 1) -> bytes:
    """A PDF of these objects with a true table of where they stand."""
    made = io.BytesIO()
    made.write(f"%PDF-{version}\n%".encode() + b"\xe2\xe3\xcf\xd3\n")
    places = {}
    for number, content in objects.items():
        places[number] = made.tell()
        made.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start, size = made.tell(), max(objects, default=0) + 1
    made.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    for number in range(1, size):
        made.write(b"%010d %05d %s \n" % (places.get(number, 0), 0, b"n" if number in places else b"f"))
    made.write(f"trailer\n<< /Size {size} /Root {root} 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode())
    return made.getvalue()


# Every character stands for itself: two bytes of UTF-16 are its code, and the font says so.
_TO_UNICODE = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def /CMapType 2 def\n"
    b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
    b"%s\nendcmap CMapName currentdict /CMap defineresource pop end end"
)


def to_unicode(ranges: Sequence[tuple[int, int, int]] = ()) -> bytes:
    """A map from codes to characters: each range of codes begins at a character."""
    whole = [(high << 8, (high << 8) + 255, high << 8) for high in range(256)]
    lines = [b"<%04X> <%04X> <%04X>" % one for one in ranges or whole]
    blocks = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    ranged = b"\n".join(b"%d beginbfrange\n%s\nendbfrange" % (len(block), b"\n".join(block)) for block in blocks)
    return _TO_UNICODE % ranged


def font_objects(first: int, mapping: bytes | None = None) -> dict[int, bytes]:
    """A font without a file, whose codes are UTF-16; takes four numbers from `first`."""
    return {
        first: b"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /DescendantFonts [%d 0 R]"
        b" /ToUnicode %d 0 R >>" % (first + 1, first + 3),
        first + 1: b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /CIDSystemInfo << /Registry (Adobe)"
        b" /Ordering (Identity) /Supplement 0 >> /FontDescriptor %d 0 R /DW 1000 >>" % (first + 2),
        first + 2: b"<< /Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 -200 1000 800] /ItalicAngle 0"
        b" /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
        first + 3: stream(mapping or to_unicode()),
    }


def shown(text: str, x: float = 72, y: float = 700, size: float = 12) -> bytes:
    """The operators that show a line of text."""
    return b"BT /F1 %g Tf 1 0 0 1 %g %g Tm <%s> Tj ET\n" % (size, x, y, text.encode("utf-16-be").hex().encode())


def lines_shown(*texts: str) -> bytes:
    return b"".join(shown(text, y=740 - 20 * number) for number, text in enumerate(texts))


PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> %s >> >>"
)


def page_objects(content: bytes, resources: bytes = b"", said: str = "") -> dict[int, bytes]:
    """The objects of a document of one page, numbers 1 to 8; `content` is its stream, `said` what that says of itself."""
    return {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: PAGE % resources,
        4: stream(content, said),
        **font_objects(5),
    }


SECTOR = 512
_END, _FAT, _FREE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file (old Word, encrypted Office) with these streams, at most a table of sectors long."""
    # A stream below 4096 bytes would have to go into a stream of its own kind.
    padded = {name: data.ljust(max(4096, -(-len(data) // SECTOR) * SECTOR), b"\0") for name, data in streams.items()}
    folders = -(-(len(padded) + 1) // 4)
    table = [_FAT, *_chain(1, folders)]
    directory = [_directory_entry("Root Entry", 5, _END, 0, 1 if padded else _FREE)]
    for number, (name, data) in enumerate(padded.items(), 1):
        after = number + 1 if number < len(padded) else _FREE
        directory.append(_directory_entry(name, 2, len(table), len(data), _FREE, after))
        table += _chain(len(table), len(data) // SECTOR)
    assert len(table) <= SECTOR // 4
    head = struct.pack(
        "<8s16s6H10L",
        bytes.fromhex("d0cf11e0a1b11ae1"),
        b"",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        *(0, 0, 1, 1, 0, 4096, _END, 0, _END, 0),
    )
    head += struct.pack("<L", 0) + struct.pack("<L", _FREE) * 108
    sectors = struct.pack(f"<{len(table)}L", *table).ljust(SECTOR, b"\xff")
    listed = b"".join(directory).ljust(folders * SECTOR, b"\0")
    return head + sectors + listed + b"".join(padded.values())


def _chain(first: int, count: int) -> Iterator[int]:
    """What the table says of neighbouring sectors: each one's next."""
    yield from range(first + 1, first + count)
    yield _END


def _directory_entry(name: str, kind: int, start: int, size: int, child: int, right: int = _FREE) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    head = struct.pack("<64sHBB3L", raw, len(raw), kind, 1, _FREE, right, child)
    return head + struct.pack("<16sL8s8sLQ", b"", 0, b"", b"", start, size)


PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0:~\x9bU"
    b"\0\0\0\nIDATx\x9cc`\0\0\0\2\0\1H\xaf\xa4q\0\0\0\0IEND\xaeB`\x82"
)
