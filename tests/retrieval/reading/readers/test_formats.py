"""What a file is, is told by its content; its name counts only where the content leaves it open."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import ReadingError, Reason
from retrieval.reading.extract import Format
from retrieval.reading.readers.formats import recognised

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< >>\nendobj\n"
TEXT = "水车村的渠道修好了。\n第二天就放了水。\n"
PAGE = "<!DOCTYPE html>\n<html><head><title>渠</title></head><body>渠</body></html>"


def archive(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for name in names:
            packed.writestr(name, "x")
    return held.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")
EPUB = archive("mimetype", "META-INF/container.xml", "OEBPS/one.xhtml")


def compound(*streams: str) -> bytes:
    """The beginning of a compound file whose directory, in its first sector, names these streams."""
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    header[30:32] = (9).to_bytes(2, "little")
    entries = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *streams))
    return bytes(header) + entries.ljust(1024, b"\0")


def of(data: bytes, name: str) -> Format:
    return recognised(data[:65536], name, io.BytesIO(data))


def refusal(data: bytes, name: str) -> tuple[Reason, str]:
    with pytest.raises(ReadingError) as caught:
        of(data, name)
    return caught.value.reason, caught.value.detail


@pytest.mark.parametrize(
    ("data", "name", "format"),
    [
        (PDF, "报告.docx", Format.PDF),
        (PDF, "报告", Format.PDF),
        (b"\r\n\0" + PDF, "报告.pdf", Format.PDF),
        (b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n" + PDF, "报告.pdf", Format.PDF),
        (DOCX, "报告.txt", Format.DOCX),
        (archive("[Content_Types].xml", "word/document2.xml"), "报告.docx", Format.DOCX),
        (EPUB, "书.zip", Format.EPUB),
        (archive("一.txt", "二.docx"), "资料.zip", Format.ZIP),
        (archive("一.txt", "word/笔记.txt"), "资料.docx", Format.ZIP),
        (archive(), "资料.zip", Format.ZIP),
        (compound("1Table", "WordDocument"), "旧.txt", Format.DOC),
        (compound("WordDocument", "Data"), "旧.WPS", Format.WPS),
        (TEXT.encode(), "说明.pdf", Format.TEXT),
        (TEXT.encode(), "说明", Format.TEXT),
        (TEXT.encode("gb18030"), "说明.txt", Format.TEXT),
        (("一" * 40 + "上不七丁").encode("utf-16-le"), "说明.txt", Format.TEXT),
        (b"", "空.txt", Format.TEXT),
        (TEXT.encode(), "说明.MD", Format.MARKDOWN),
        (b"# Heading\n\ntext\n", "说明.txt", Format.TEXT),
        (b'<div align="center">\n\n# Heading\n</div>\n', "说明.md", Format.MARKDOWN),
        ("PDF 文件以 %PDF-1.7 开头。".encode(), "说明.txt", Format.TEXT),
    ],
)
def test_content_decides(data: bytes, name: str, format: Format) -> None:
    assert of(data, name) is format


@pytest.mark.parametrize(
    "page",
    [
        PAGE,
        "\ufeff  \n" + PAGE,
        "<!-- 保存于二〇二一年 -->\n" + PAGE,
        '<?xml version="1.0" encoding="utf-8"?>\n' + PAGE,
        "<HTML><BODY>渠</BODY></HTML>",
        '<meta charset="utf-8"><title>渠</title><p>渠',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-le"])
def test_a_page_is_known_by_its_first_tags_in_any_encoding(page: str, encoding: str) -> None:
    if page[0] == "\ufeff" and encoding != "utf-8":
        page = page[1:]
    assert of(page.encode(encoding), "页.txt") is Format.HTML


def test_a_piece_of_a_page_is_a_page_by_its_name_only() -> None:
    piece = "<p>渠道修好了。</p>\n<p>放了水。</p>".encode()
    assert of(piece, "页.html") is Format.HTML
    assert of(piece, "页.txt") is Format.TEXT
    assert of("一段话，a < b。".encode(), "页.html") is Format.TEXT


@pytest.mark.parametrize(
    ("text", "name", "format"),
    [
        ('{"text": "渠道", "title": "渠"}\n{"text": "水"}\n', "数据", Format.JSONL),
        ('\n\n{"text": "渠道"}', "数据.json", Format.JSONL),
        ('{"title": "渠道"}\n', "数据.txt", Format.TEXT),
        ('{"text": 3}\n', "数据.txt", Format.TEXT),
        ("{text: 渠道}\n", "数据.txt", Format.TEXT),
        ("[" * 50_000, "数据.txt", Format.TEXT),
        ('{"text":' * 20_000 + "}", "数据.txt", Format.TEXT),
        ('{"title": "渠道"}\n', "数据.jsonl", Format.JSONL),
        ("坏了的一行\n", "数据.ndjson", Format.JSONL),
        ("text,title\n渠道,渠\n", "数据.csv", Format.CSV),
        ("text\ttitle\n", "数据.TSV", Format.CSV),
        ("text,title\n渠道,渠\n", "数据.txt", Format.TEXT),
    ],
)
def test_rows_of_passages_are_known_by_name_or_by_a_first_line_with_a_text(
    text: str, name: str, format: Format
) -> None:
    assert of(text.encode(), name) is format


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"{\\rtf1\\ansi", "rtf"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "jpeg"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "webp"),
        (b"RIFF\0\0\0\0WAVEfmt ", "audio or video"),
        (b"Rar!\x1a\x07\x01\0", "rar"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "7z"),
        (b"\x1f\x8b\x08\0\0\0\0\0", "gzip"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (archive("[Content_Types].xml", "ppt/presentation.xml"), "pptx"),
        (archive("mimetype", "content.xml", "styles.xml"), "odt"),
        (archive("OFD.xml", "Doc_0/Document.xml"), "ofd"),
        (compound("Workbook"), "xls"),
        (compound("PowerPoint Document"), "ppt"),
        (compound("Contents"), "ole"),
        (b'<?xml version="1.0"?><note>x</note>', "xml"),
        (b"From: <x>\nMIME-Version: 1.0\nContent-Type: multipart/related\n", "mht"),
    ],
)
def test_what_is_not_read_is_refused_by_the_name_people_know(data: bytes, kind: str) -> None:
    assert refusal(data, "文件.txt") == (Reason.UNSUPPORTED, kind)


@pytest.mark.parametrize("suffix", ["py", "css", "yaml", "xml", "json", "LOG"])
def test_text_for_programs_is_no_document(suffix: str) -> None:
    assert refusal(TEXT.encode(), f"文件.{suffix}") == (Reason.UNSUPPORTED, suffix.lower())


def test_a_spreadsheet_in_an_open_format_is_named_by_its_suffix() -> None:
    assert refusal(archive("mimetype", "content.xml"), "表.ods") == (Reason.UNSUPPORTED, "ods")


def test_bytes_that_are_no_text_are_refused() -> None:
    assert refusal(b"text\0\1\2\3" * 9 + b"\0", "文件.txt")[0] is Reason.BINARY


@pytest.mark.parametrize("data", [DOCX[:40], DOCX[:-30], b"PK\x03\x04", compound()[:512].replace(b"\x09\0", b"\xff\0")])
def test_a_broken_container_is_damaged(data: bytes) -> None:
    assert refusal(data, "文件.docx")[0] is Reason.DAMAGED


def test_without_the_file_itself_an_archive_is_an_archive() -> None:
    assert recognised(DOCX, "报告.docx") is Format.ZIP
    assert recognised(compound("WordDocument"), "报告.doc") is Format.DOC


@pytest.mark.parametrize("suffix", ".txt .text .md .markdown .html .htm .xhtml .jsonl .ndjson .csv .tsv".split())
def test_plain_words_are_read_by_the_names_that_files_of_words_have(suffix: str) -> None:
    assert of(TEXT.encode(), f"文件{suffix}")


_HEADS = st.sampled_from(
    [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html", b"{", b"\xff\xfe", DOCX, PDF]
)


@given(_HEADS, st.binary(max_size=600), st.sampled_from(["a", "a.txt", "a.html", "a.json", "a.csv", "a.doc"]))
def test_any_bytes_are_a_format_or_a_reason_and_the_stream_is_back_at_its_beginning(
    head: bytes, rest: bytes, name: str
) -> None:
    stream = io.BytesIO(head + rest)
    try:
        found: object = recognised(stream.getvalue(), name, stream)
    except ReadingError as error:
        found = error.reason
    assert isinstance(found, Format | Reason)
    assert stream.tell() == 0
