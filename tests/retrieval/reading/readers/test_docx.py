"""A Word document is read as people see it: in order, with its numbers, without what is hidden; bombs are refused."""

import re
from collections.abc import Iterable

import docx
import pytest
from docx.enum.text import WD_BREAK
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import ReadingError, Reason
from retrieval.reading.extract import Format, Mark, Role
from tests.retrieval.reading.readers.word import (
    PROSE,
    SHORT,
    WORD,
    W,
    extracted,
    lines,
    marked,
    of_xml,
    paragraph,
    refused,
    repacked,
    run,
    saved,
    with_part,
)

# Order and what is text


def test_paragraphs_and_tables_stand_in_their_order_and_are_final() -> None:
    document = docx.Document()
    document.add_paragraph("清渠的日子到了，各村都来了人。")
    table = document.add_table(2, 3)
    for cell, text in zip(table._cells, ["段", "段长", "工数", "东闸", "王某某", "12"], strict=True):
        cell.text = text
    document.add_paragraph(PROSE)
    extract = extracted(document)
    assert extract.text == f"清渠的日子到了，各村都来了人。\n段\t段长\t工数\n东闸\t王某某\t12\n{PROSE}"
    assert [extract.text[mark.start : mark.end] for mark in extract.marks] == ["段\t段长\t工数", "东闸\t王某某\t12"]
    assert {mark.role for mark in extract.marks} == {Role.ROW}
    assert extract.settled
    assert extract.format is Format.DOCX
    assert extract.encoding is None


def test_an_empty_cell_keeps_its_place_in_a_row() -> None:
    document = docx.Document()
    table = document.add_table(1, 3)
    table.cell(0, 0).text, table.cell(0, 2).text = "东闸", "12 工"
    assert lines(document) == ["东闸\t\t12 工"]


def test_a_table_that_lays_text_out_is_its_paragraphs() -> None:
    document = docx.Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text = PROSE * 3
    table.cell(0, 1).text = "水不等人。"
    table.cell(0, 1).add_paragraph("人也不等水。")
    assert lines(document) == [PROSE * 3, "水不等人。", "人也不等水。"]
    assert marked(document) == []


def test_names_with_their_values_are_rows_of_a_form_that_has_longer_texts_too() -> None:
    document = docx.Document()
    table = document.add_table(3, 2)
    cells = ("姓名", "王某某", "现任职务", "东闸闸长", "简历", "清渠三年。")
    for cell, text in zip(table._cells, cells, strict=True):
        cell.text = text
    table.cell(2, 1).add_paragraph("管闸五年。")
    assert lines(document) == ["姓名\t王某某", "现任职务\t东闸闸长", "简历", "清渠三年。", "管闸五年。"]


def test_a_box_of_one_cell_is_no_table() -> None:
    document = docx.Document()
    document.add_table(1, 1).cell(0, 0).text = "编后：水不等人。"
    assert marked(document) == []
    assert lines(document) == ["编后：水不等人。"]


def test_a_table_within_a_table_is_read_where_it_stands() -> None:
    document = docx.Document()
    outer = document.add_table(1, 2)
    outer.cell(0, 0).text = "左"
    outer.cell(0, 1).add_table(1, 2)._cells[1].text = "里"
    assert lines(document) == ["左", "里"]


def test_hidden_text_field_codes_and_prompts_are_out() -> None:
    prompt = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>单击此处</w:t></w:r></w:sdtContent></w:sdt>"
    filled = "<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>东闸</w:t></w:r></w:sdtContent></w:sdt>"
    code = "<w:r><w:instrText>PAGE</w:instrText></w:r>"
    document = of_xml(
        paragraph(run("渠首在", '<w:vanish w:val="0"/>'), run("（内部）", "<w:vanish/>"), code, prompt, filled)
    )
    assert lines(document) == ["渠首在东闸"]


def test_a_paragraph_whose_end_is_deleted_goes_on_with_the_next() -> None:
    deleted = '<w:rPr><w:del w:id="1" w:author="a"/></w:rPr>'
    document = of_xml(paragraph(run("渠是大家的渠，"), properties=deleted), paragraph(run("淤泥要大家来清。")))
    assert lines(document) == ["渠是大家的渠，淤泥要大家来清。"]


def test_a_row_that_is_deleted_is_out() -> None:
    row = "<w:tr>{}<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr>"
    deleted = '<w:trPr><w:del w:id="1" w:author="a"/></w:trPr>'
    document = of_xml(f"<w:tbl {WORD}>{row.format('', '东闸')}{row.format(deleted, '西闸')}</w:tbl>")
    assert lines(document) == ["东闸"]


def test_how_a_word_is_read_is_out_and_the_word_is_in() -> None:
    ruby = "<w:r><w:ruby><w:rt><w:r><w:t>yún</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>涢</w:t></w:r></w:rubyBase></w:ruby></w:r>"
    assert lines(of_xml(paragraph(run("到了"), ruby, run("水边")))) == ["到了涢水边"]


def test_footnotes_stand_at_the_end_each_a_line() -> None:
    data = with_part(docx.Document(), "footnotes", notes("footnote", ["据渠边的碑。", "见村志。"]), body=PROSE)
    extract = extracted(data)
    assert extract.text == f"{PROSE}\n据渠边的碑。\n见村志。"
    assert [mark.role for mark in extract.marks] == [Role.NOTE, Role.NOTE]


def notes(kind: str, texts: Iterable[str]) -> str:
    separator = f'<w:{kind} w:type="separator" w:id="-1"><w:p><w:r><w:t>——</w:t></w:r></w:p></w:{kind}>'
    made = "".join(
        f'<w:{kind} w:id="{index}"><w:p><w:r><w:t>{text}</w:t></w:r></w:p><w:p/></w:{kind}>'
        for index, text in enumerate(texts, 1)
    )
    return f"<w:{kind}s {WORD}>{separator}{made}</w:{kind}s>"


# Breaks within a paragraph


@pytest.mark.parametrize(
    ("pieces", "found"),
    [
        (["在全县治水会议上的", "讲话"], ["在全县治水会议上的讲话"]),
        (
            ["水从东山来", "绕过十二村", "谁人挖的渠", "问渠渠不答"],
            ["水从东山来", "绕过十二村", "谁人挖的渠", "问渠渠不答"],
        ),
        ([PROSE, PROSE], [PROSE, PROSE]),
        ([PROSE[:-1], f"　　{PROSE}"], [PROSE[:-1], PROSE]),
        ([PROSE[:30], PROSE[30:]], [PROSE]),
        (["Water finds", "its way"], ["Water finds its way"]),
    ],
)
def test_a_break_ends_a_line_where_a_sentence_or_a_verse_ends(pieces: list[str], found: list[str]) -> None:
    document = docx.Document()
    document.add_paragraph("\n".join(pieces))
    assert lines(document) == found


def test_a_page_break_within_a_paragraph_ends_a_line() -> None:
    document = docx.Document()
    made = document.add_paragraph("渠首的人")
    made.add_run().add_break(WD_BREAK.PAGE)
    made.add_run("闸上的人")
    assert lines(document) == ["渠首的人", "闸上的人"]


# What is refused


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE w:document [<!ENTITY a "water">]>',
        '<!DOCTYPE w:document SYSTEM "file:///etc/passwd">',
        "<!DOCTYPE w:document>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-7"])
@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "word/_rels/document.xml.rels"])
def test_a_part_that_declares_a_document_type_is_refused(declared: str, encoding: str, part: str) -> None:
    # In UTF-7 a mark can be spelt so that no search for it in the bytes finds it.
    spelt = declared.replace("<!", "+ADwAIQ-") if encoding == "utf-7" else declared

    def change(name: str, data: bytes) -> bytes:
        if name != part:
            return data
        body = re.sub(r"^<\?xml[^>]*\?>", "", data.decode()).encode("ascii", "xmlcharrefreplace").decode()
        whole = f"<?xml version='1.0' encoding='{encoding}'?>{spelt}{body}"
        return whole.encode("utf-16" if encoding == "utf-16" else "ascii")

    document = docx.Document()
    document.add_paragraph(PROSE)
    assert refused(repacked(saved(document), change)) is Reason.UNSAFE


def test_a_part_nested_without_end_is_refused() -> None:
    deep = "<w:smartTag>" * 5000 + "</w:smartTag>" * 5000
    document = docx.Document()
    document.add_paragraph("空")
    data = repacked(
        saved(document),
        lambda name, data: (
            data.replace(b"<w:body>", f"<w:body><w:p>{deep}</w:p>".encode()) if name == "word/document.xml" else data
        ),
    )
    assert refused(data) is Reason.BOMB


def test_pictures_are_never_unpacked_and_a_bomb_of_text_is_refused() -> None:
    document = docx.Document()
    document.add_paragraph(PROSE)
    white = bytes(9 * 1024 * 1024)
    assert lines(repacked(saved(document), lambda _, data: data, [("word/media/1.bmp", white)])) == [PROSE]
    assert refused(repacked(saved(document), lambda _, data: data, [("word/header9.xml", white * 4)])) is Reason.BOMB


def test_a_document_of_pictures_has_no_text_and_one_of_nothing_is_empty() -> None:
    document = docx.Document()
    assert refused(saved(document)) is Reason.EMPTY
    pictures = [("word/media/1.jpg", bytes(range(256)) * 2000)]
    assert refused(repacked(saved(document), lambda _, data: data, pictures)) is Reason.NO_TEXT
    document.add_paragraph("第1页")
    assert refused(repacked(saved(document), lambda _, data: data, pictures)) is Reason.NO_TEXT
    document.add_paragraph(PROSE)
    assert lines(repacked(saved(document), lambda _, data: data, pictures)) == ["第1页", PROSE]


def test_a_document_wrapped_with_a_password_is_protected() -> None:
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
    assert refused(head + "EncryptedPackage".encode("utf-16-le")) is Reason.PROTECTED
    assert refused(head) is Reason.DAMAGED


def test_a_related_part_that_is_missing_is_done_without() -> None:
    document = docx.Document()
    document.add_paragraph(PROSE)
    data = repacked(
        saved(document),
        lambda name, data: (
            data.replace(b"styles.xml", b"NULL").replace(b"numbering.xml", b"../NULL")
            if name.endswith(".rels")
            else data
        ),
    )
    assert lines(data) == [PROSE]


def test_the_strict_form_of_the_format_is_read() -> None:
    document = docx.Document()
    document.add_heading("东闸", 1)
    strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    assert marked(repacked(saved(document), lambda _, data: data.replace(W.encode(), strict))) == [
        ("东闸", Role.HEADING, 1)
    ]


@given(cut=st.integers(0, 2000), at=st.integers(0, 40_000), byte=st.integers(0, 255))
def test_a_cut_or_altered_document_raises_nothing_but_our_error(cut: int, at: int, byte: int) -> None:
    document = docx.Document()
    document.add_heading("东闸", 1)
    document.add_paragraph(PROSE, "List Number")
    whole = saved(document)
    altered = bytearray(whole)
    altered[at % len(whole)] = byte
    for data in (whole[: len(whole) - cut], bytes(altered)):
        try:
            extract = extracted(data)
        except ReadingError:
            continue
        assert "东闸" in extract.text


@given(
    st.lists(
        st.tuples(
            st.text(alphabet="渠塘 a\t\n。，　一、1.", max_size=40),
            st.sampled_from([None, "Title", "Heading 2", "Quote", "List Number"]),
        ),
        max_size=8,
    )
)
def test_marks_are_whole_lines_in_order_and_no_letter_is_lost(given_lines: list[tuple[str, str | None]]) -> None:
    document = docx.Document()
    for text, style in given_lines:
        document.add_paragraph(text, style)
    written = "".join(text for text, _ in given_lines)
    if not written.strip():
        assert refused(saved(document)) is Reason.EMPTY
        return
    extract = extracted(document)
    starts = {0, *(match.end() for match in re.finditer("\n", extract.text))}
    assert all(mark.start in starts and "\n" not in extract.text[mark.start : mark.end] for mark in extract.marks)
    assert all(mark.end == len(extract.text) or extract.text[mark.end] == "\n" for mark in extract.marks)
    assert list(extract.marks) == sorted(extract.marks, key=lambda mark: mark.start)
    assert all(line == line.strip() and line for line in extract.text.split("\n"))
    # A list's numbers stand beside what was written.
    letters = iter(re.sub(r"\s", "", extract.text))
    assert all(char in letters for char in re.sub(r"\s", "", written))


def test_a_mark_says_nothing_else_than_its_line() -> None:
    document = docx.Document()
    document.add_paragraph(SHORT)
    document.add_heading("东闸", 2)
    assert extracted(document).marks == (Mark(6, 8, Role.HEADING, 2),)
