"""A manuscript's paragraphs come out of text and Word files, and a file that cannot be read says why."""

import contextlib
import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import ReadingError, Reason
from retrieval.reading import manuscript
from retrieval.reading.manuscript import joined, paragraphs
from retrieval.reading.readers import docx as reader

PROSE = "渠是大家的渠，淤泥要大家来清。"
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def refused(path: Path) -> Reason:
    with pytest.raises(ReadingError) as caught:
        paragraphs(path)
    return caught.value.reason


def packed(document: Document) -> bytes:
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


@pytest.fixture
def saved(tmp_path: Path) -> Callable[..., Path]:
    """Write bytes as a file, a Word one unless it is named otherwise."""

    def saved_as(data: bytes, name: str = "稿.docx") -> Path:
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    return saved_as


# Text


@pytest.mark.parametrize("name", ["稿.txt", "稿.md", "稿.TXT", "稿.markdown"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_text_is_its_lines_in_any_encoding(saved: Callable[..., Path], name: str, encoding: str) -> None:
    text = f"清渠\r\n\r\n{PROSE}\r\n　　这是我们在村里听到的话。\r\n"
    assert paragraphs(saved(text.encode(encoding), name)) == ["清渠", PROSE, "这是我们在村里听到的话。"]


def test_a_text_in_gbk_reads_as_the_same_in_utf_8(saved: Callable[..., Path]) -> None:
    assert paragraphs(saved(PROSE.encode("gbk"), "稿.txt")) == [PROSE]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (
            "他说：“渠是大家的渠，\n淤泥要大家来清。”\n说完就走了。",
            ["他说：“渠是大家的渠，淤泥要大家来清。”", "说完就走了。"],
        ),
        ("他说：「渠是大家的渠，\n\n淤泥要大家来清。」", ["他说：「渠是大家的渠，", "淤泥要大家来清。」"]),
        ("他说：“渠是大家的渠。\n　　“淤泥要大家来清。”", ["他说：“渠是大家的渠。", "“淤泥要大家来清。”"]),
        ("他说：“渠是大家的渠。\n- 修塘", ["他说：“渠是大家的渠。", "- 修塘"]),
        ("他说：“渠是大家的渠。\n## 修塘", ["他说：“渠是大家的渠。", "## 修塘"]),
        ("他写道：“Water finds\nits way.”", ["他写道：“Water finds its way.”"]),
        ("渠是大家的渠，\n淤泥要大家来清。", ["渠是大家的渠，", "淤泥要大家来清。"]),
        ("  \n\n", []),
    ],
)
def test_a_line_goes_on_only_where_words_in_marks_do(written: str, found: list[str]) -> None:
    assert joined(written) == found


def test_marks_that_are_never_closed_do_not_swallow_the_manuscript() -> None:
    lines = [f"第{number}行，话没有说完，" for number in range(40)]
    found = joined("他说：“渠是大家的渠，\n" + "\n".join(lines))
    assert 20 < len(found) < 40
    assert found[-1] == lines[-1]


@given(st.text(alphabet="渠塘a“”「」-#>1.\n\r 　", max_size=60))
def test_joining_lines_keeps_every_visible_character(written: str) -> None:
    found = joined(written)
    assert all(one.strip() for one in found)
    assert "".join("".join(found).split()) == "".join(written.split())


# Word


def test_a_word_document_is_its_paragraphs_and_its_tables_in_order(saved: Callable[..., Path]) -> None:
    document = docx.Document()
    document.add_heading("清渠的人", 1)
    document.add_paragraph("")
    document.add_paragraph("开工那天，").add_run("他说：“渠是大家的渠。”").bold = True
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "段长"
    table.cell(0, 1).text = "第一段"
    document.add_paragraph(PROSE)
    found = paragraphs(saved(packed(document)))
    assert found == ["清渠的人", "开工那天，他说：“渠是大家的渠。”", "段长", "第一段", PROSE]


def test_a_tab_and_a_line_break_are_white_space(saved: Callable[..., Path]) -> None:
    document = docx.Document()
    document.add_paragraph().add_run("渠首\t东闸\n西闸")
    assert paragraphs(saved(packed(document))) == ["渠首\t东闸 西闸"]


def test_what_is_marked_as_deleted_is_out_and_what_is_inserted_is_in(saved: Callable[..., Path]) -> None:
    document = docx.Document()
    body = document.element.body
    body.insert(
        0,
        parse_xml(
            f"<w:p {WORD}><w:r><w:t>淤泥要</w:t></w:r>"
            '<w:del w:id="1" w:author="a"><w:r><w:delText>村里</w:delText></w:r></w:del>'
            '<w:ins w:id="2" w:author="a"><w:r><w:t>大家</w:t></w:r></w:ins>'
            "<w:r><w:t>来清</w:t></w:r></w:p>"
        ),
    )
    assert paragraphs(saved(packed(document))) == ["淤泥要大家来清"]


def test_links_are_text_and_field_codes_are_none(saved: Callable[..., Path]) -> None:
    document = docx.Document()
    document.element.body.insert(
        0,
        parse_xml(
            f"<w:p {WORD}><w:hyperlink><w:r><w:t>渠首</w:t></w:r></w:hyperlink>"
            "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>在东</w:t></w:r></w:p>"
        ),
    )
    assert paragraphs(saved(packed(document))) == ["渠首在东"]


def test_a_text_box_is_a_paragraph_of_its_own(saved: Callable[..., Path]) -> None:
    document = docx.Document()
    box = "<w:txbxContent><w:p><w:r><w:t>框里的话</w:t></w:r></w:p></w:txbxContent>"
    document.element.body.insert(0, parse_xml(f"<w:p {WORD}><w:r>{box}</w:r><w:r><w:t>框外</w:t></w:r></w:p>"))
    assert sorted(paragraphs(saved(packed(document)))) == ["框外", "框里的话"]


def test_a_text_box_with_a_fallback_is_read_once(saved: Callable[..., Path]) -> None:
    document = docx.Document()
    compatible = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = "<w:txbxContent><w:p><w:r><w:t>框里的话</w:t></w:r></w:p></w:txbxContent>"
    document.element.body.insert(
        0,
        parse_xml(
            f'<w:p {WORD} {compatible}><w:r><mc:AlternateContent><mc:Choice Requires="wps">{box}</mc:Choice>'
            f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        ),
    )
    assert paragraphs(saved(packed(document))) == ["框里的话"]


def test_what_is_marked_as_moved_is_read_where_it_is_now(saved: Callable[..., Path]) -> None:
    document = docx.Document()
    moved = "<w:r><w:t>大家</w:t></w:r>"
    document.element.body.insert(
        0,
        parse_xml(
            f'<w:p {WORD}><w:moveFrom w:id="1" w:author="a">{moved}</w:moveFrom><w:r><w:t>淤泥要</w:t></w:r>'
            f'<w:moveTo w:id="2" w:author="a">{moved}</w:moveTo><w:r><w:t>来清</w:t></w:r></w:p>'
        ),
    )
    assert paragraphs(saved(packed(document))) == ["淤泥要大家来清"]


@pytest.mark.parametrize(
    ("kind", "name"), [(RELATIONSHIP_TYPE.FOOTNOTES, "footnotes"), (RELATIONSHIP_TYPE.ENDNOTES, "endnotes")]
)
def test_notes_come_after_the_body(saved: Callable[..., Path], kind: str, name: str) -> None:
    document = docx.Document()
    document.add_paragraph(PROSE)
    notes = f"<w:{name} {WORD}><w:{name[:-1]} w:id='1'><w:p><w:r><w:t>据渠边的碑。</w:t></w:r></w:p></w:{name[:-1]}></w:{name}>"
    content = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{name}+xml"
    part = Part(PackURI(f"/word/{name}.xml"), content, notes.encode(), document.part.package)
    document.part.relate_to(part, kind)
    assert paragraphs(saved(packed(document))) == [PROSE, "据渠边的碑。"]


# What cannot be read


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no archive",
        PROSE.encode(),
        b"PK\x03\x04" + b"\0" * 60,
        # The head of a compound file, which a document with a password is, and one of an older Word.
        bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504,
    ],
)
def test_what_is_no_archive_of_word_is_damaged(saved: Callable[..., Path], data: bytes) -> None:
    assert refused(saved(data)) is Reason.DAMAGED


def test_an_archive_of_something_else_is_damaged(saved: Callable[..., Path]) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("readme.txt", PROSE)
    assert refused(saved(data.getvalue())) is Reason.DAMAGED


@given(cut=st.integers(1, 2000), flipped=st.integers(0, 10_000))
def test_a_cut_or_altered_document_is_read_or_damaged_and_never_fails_otherwise(cut: int, flipped: int) -> None:
    document = docx.Document()
    document.add_paragraph(PROSE)
    whole = packed(document)
    altered = bytearray(whole)
    altered[flipped % len(whole)] ^= 0xFF
    for data in (whole[:-cut], bytes(altered)):
        with contextlib.suppress(ReadingError):
            assert reader.paragraphs(data)


def test_an_entry_that_is_encrypted_is_protected(saved: Callable[..., Path]) -> None:
    document = docx.Document()
    document.add_paragraph(PROSE)
    data = bytearray(packed(document))
    at = -1
    # Bit 0 of the general purpose flags of every entry, in the archive's directory.
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        struct.pack_into("<H", data, at + 8, struct.unpack_from("<H", data, at + 8)[0] | 1)
    assert refused(saved(bytes(data))) is Reason.PROTECTED


def test_a_small_archive_that_unpacks_to_something_endless_is_refused(saved: Callable[..., Path]) -> None:
    document = docx.Document()
    document.add_paragraph(PROSE)
    data = io.BytesIO(packed(document))
    with (
        zipfile.ZipFile(data, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/media/image.png", "w", force_zip64=True) as entry,
    ):
        for _ in range(201):
            entry.write(bytes(1024 * 1024))
    assert len(data.getvalue()) < 1024 * 1024
    assert refused(saved(data.getvalue())) is Reason.BOMB


def test_a_word_document_that_says_nothing_is_empty(saved: Callable[..., Path]) -> None:
    assert refused(saved(packed(docx.Document()))) is Reason.EMPTY


@pytest.mark.parametrize("data", [b"", b" \r\n", "\u3000\n".encode()])
def test_a_text_that_says_nothing_is_empty(saved: Callable[..., Path], data: bytes) -> None:
    assert refused(saved(data, "稿.txt")) is Reason.EMPTY


def test_bytes_that_are_no_text_are_told_so(saved: Callable[..., Path]) -> None:
    assert refused(saved(b"\x00\x01\x02 abc", "稿.txt")) is Reason.BINARY


def test_a_file_that_is_not_there_is_missing(tmp_path: Path) -> None:
    assert refused(tmp_path / "没有.txt") is Reason.MISSING
    assert refused(tmp_path / "没有.docx") is Reason.MISSING


@pytest.mark.parametrize("name", ["稿.txt", "稿.docx", "稿"])
def test_a_folder_is_no_file(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    assert refused(tmp_path / name) is Reason.NOT_A_FILE


@pytest.mark.parametrize("name", ["稿.doc", "稿.pdf", "稿", "稿.docx.zip"])
def test_another_format_is_unsupported(saved: Callable[..., Path], name: str) -> None:
    assert refused(saved(PROSE.encode(), name)) is Reason.UNSUPPORTED


def test_a_file_beyond_the_limit_is_too_large_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "稿.txt"
    with path.open("wb") as file:
        file.truncate(manuscript.LARGEST + 1)
    assert refused(path) is Reason.TOO_LARGE
