"""A Word document is read as people see it: in order, with its numbers, without what is hidden; bombs are refused."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import parse_xml
from docx.shared import Pt, RGBColor
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import ReadingError, Reason
from retrieval.reading.extract import Extract, Format, Mark, Options, Role
from retrieval.reading.readers.docx import read
from retrieval.reading.readers.docx_numbers import Numbers
from retrieval.reading.readers.docx_styles import Styles

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORD = f'xmlns:w="{W}"'
PROSE = "渠是大家的渠，淤泥要大家来清。谁家用水谁家出工，谁管闸门谁来记账，这是沿渠十二个村子一起定下的规矩。"
SHORT = "水不等人。"


def saved(document: Document) -> bytes:
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def extracted(source: Document | bytes) -> Extract:
    data = source if isinstance(source, bytes) else saved(source)
    (extract,) = read(io.BytesIO(data), Options())
    return extract


def lines(source: Document | bytes) -> list[str]:
    return extracted(source).text.split("\n")


def marked(source: Document | bytes) -> list[tuple[str, Role, int]]:
    extract = extracted(source)
    return [(extract.text[mark.start : mark.end], mark.role, mark.level) for mark in extract.marks]


def refused(data: bytes) -> Reason:
    with pytest.raises(ReadingError) as caught:
        list(read(io.BytesIO(data), Options()))
    return caught.value.reason


def of_xml(*body: str) -> Document:
    """A document whose body begins with these elements."""
    document = docx.Document()
    for index, xml in enumerate(body):
        document.element.body.insert(index, parse_xml(xml.replace(">", f" {WORD}>", 1) if WORD not in xml else xml))
    return document


def paragraph(*runs: str, properties: str = "") -> str:
    return f"<w:p {WORD}><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def set_line(document: Document, text: str, size: float, centred: bool = True, **font: Any) -> None:
    """A paragraph set by hand, without a style."""
    made = document.add_paragraph()
    if centred:
        made.alignment = WD_ALIGN_PARAGRAPH.CENTER
    one = made.add_run(text)
    one.font.size = Pt(size)
    for name, value in font.items():
        setattr(one.font, name, value)
    if "colour" in font:
        one.font.color.rgb = font["colour"]


def repacked(data: bytes, change: Callable[[str, bytes], bytes], more: Iterable[tuple[str, bytes]] = ()) -> bytes:
    """The archive with its parts changed, and more of them."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, content in more:
            new.writestr(name, content)
    return made.getvalue()


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


def with_part(document: Document, name: str, xml: str, body: str = "") -> bytes:
    """The document with a part of that kind, put in by hand."""
    if body:
        document.add_paragraph(body)
    related = (
        '<Relationship Id="rIdNew" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        f'{name}" Target="/word/{name}_new.xml"/></Relationships>'
    )

    def change(part: str, data: bytes) -> bytes:
        if part != "word/_rels/document.xml.rels":
            return data
        known = re.sub(rf'<Relationship [^>]*relationships/{name}"[^>]*/>', "", data.decode())
        return known.replace("</Relationships>", related).encode()

    return repacked(saved(document), change, [(f"word/{name}_new.xml", xml.encode())])


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


# Headings, quotations, captions


def test_headings_have_the_level_of_their_style_or_of_what_it_is_based_on() -> None:
    document = docx.Document()
    document.add_heading("清渠的人", 0)
    document.add_heading("东闸", 1)
    own = document.styles.add_style("渠志小节", 1)
    own.base_style = document.styles["Heading 2"]
    document.add_paragraph("闸上的账", "渠志小节")
    document.add_paragraph(PROSE)
    assert marked(document) == [("清渠的人", Role.TITLE, 0), ("东闸", Role.HEADING, 1), ("闸上的账", Role.HEADING, 2)]


@pytest.mark.parametrize(
    ("name", "role", "level"),
    [
        ("标题 3", Role.HEADING, 3),
        ("題目", Role.TITLE, 0),
        ("引用", Role.QUOTATION, 0),
        ("题注", Role.CAPTION, 0),
        ("目录 1", Role.FURNITURE, 0),
        ("toc 2", Role.FURNITURE, 0),
    ],
)
def test_a_style_is_known_by_its_name_in_chinese_too(name: str, role: Role, level: int) -> None:
    document = docx.Document()
    document.styles.add_style(name, 1)
    document.add_paragraph("东闸的账本", name)
    assert marked(document) == [("东闸的账本", role, level)]


def test_a_level_set_by_hand_is_a_heading_and_the_level_of_body_text_is_none() -> None:
    document = of_xml(
        paragraph(run("东闸"), properties='<w:outlineLvl w:val="1"/>'),
        paragraph(run("西闸"), properties='<w:pStyle w:val="Heading1"/><w:outlineLvl w:val="9"/>'),
    )
    assert marked(document) == [("东闸", Role.HEADING, 2)]


def test_a_whole_paragraph_set_as_a_heading_is_none() -> None:
    document = docx.Document()
    document.add_heading(PROSE * 3, 1)
    assert marked(document) == []
    assert lines(document) == [PROSE * 3]


def test_styles_that_are_based_on_each_other_end() -> None:
    document = docx.Document()
    one, other = document.styles.add_style("甲", 1), document.styles.add_style("乙", 1)
    one.base_style, other.base_style = other, one
    document.add_paragraph(SHORT, "甲")
    assert lines(document) == [SHORT]


def test_centred_lines_that_are_larger_than_the_text_are_headings_by_their_size() -> None:
    document = docx.Document()
    set_line(document, "浔河县清渠记", 22)
    set_line(document, "一位段长的账本", 18)
    set_line(document, PROSE, 16, centred=False)
    set_line(document, "闸上的夜", 18)
    set_line(document, PROSE, 16, centred=False)
    assert marked(document) == [
        ("浔河县清渠记", Role.HEADING, 1),
        ("一位段长的账本", Role.HEADING, 2),
        ("闸上的夜", Role.HEADING, 2),
    ]


@pytest.mark.parametrize("text", ["第7期", "2021年3月4日", "（2021年3月4日）", "水不等人，人也不等水。", "— 3 —"])
def test_a_centred_line_that_says_it_is_something_else_is_no_heading(text: str) -> None:
    document = docx.Document()
    set_line(document, text, 22)
    set_line(document, PROSE, 16, centred=False)
    assert marked(document) == []


def test_a_line_that_is_only_larger_or_only_centred_is_no_heading() -> None:
    document = docx.Document()
    set_line(document, "浔河县清渠记", 22, centred=False)
    set_line(document, "浔河县清渠记", 16)
    set_line(document, PROSE, 16, centred=False)
    assert marked(document) == []


def test_a_centred_bold_line_of_the_texts_size_is_the_lowest_heading() -> None:
    document = docx.Document()
    set_line(document, "浔河县清渠记", 22)
    set_line(document, "闸上的夜", 16, bold=True)
    set_line(document, PROSE, 16, centred=False)
    assert marked(document) == [("浔河县清渠记", Role.HEADING, 1), ("闸上的夜", Role.HEADING, 2)]


def test_a_red_masthead_above_black_titles_is_left_to_its_words() -> None:
    document = docx.Document()
    set_line(document, "浔河县水务局文件", 40, colour=RGBColor(255, 0, 0))
    set_line(document, "关于清淤的通知", 22)
    set_line(document, PROSE, 16, centred=False)
    assert marked(document) == [("关于清淤的通知", Role.HEADING, 1)]


def test_above_sections_with_styles_the_largest_line_is_a_title() -> None:
    document = docx.Document()
    set_line(document, "浔河县清渠记", 22)
    document.add_heading("东闸", 1)
    set_line(document, PROSE, 16, centred=False)
    assert marked(document) == [("浔河县清渠记", Role.TITLE, 0), ("东闸", Role.HEADING, 1)]


def test_a_title_set_as_two_paragraphs_is_one_line() -> None:
    document = docx.Document()
    set_line(document, "浔河县水务局关于加强", 22)
    set_line(document, "冬季清淤工作的通知", 22)
    set_line(document, PROSE, 16, centred=False)
    assert marked(document) == [("浔河县水务局关于加强冬季清淤工作的通知", Role.HEADING, 1)]


def test_the_half_of_a_title_after_a_dash_belongs_to_it() -> None:
    document = docx.Document()
    set_line(document, "守闸三十年", 22)
    set_line(document, "——记浔河县一位段长", 18)
    set_line(document, PROSE, 16, centred=False)
    assert marked(document) == [("守闸三十年——记浔河县一位段长", Role.HEADING, 1)]


def test_a_title_and_a_byline_of_one_size_stay_apart() -> None:
    document = docx.Document()
    set_line(document, "守闸三十年的账本", 22)
    set_line(document, "浔河县水利局局长  欧阳某", 22)
    set_line(document, PROSE, 16, centred=False)
    assert lines(document)[0] == "守闸三十年的账本"


def test_a_title_with_breaks_in_it_is_one_line() -> None:
    document = docx.Document()
    document.add_heading("在全县\n治水会议上的\n讲话", 1)
    assert marked(document) == [("在全县治水会议上的讲话", Role.HEADING, 1)]


def test_a_centred_line_that_counts_figures_or_tables_is_a_caption() -> None:
    document = docx.Document()
    set_line(document, "图3 东闸的水位", 18)
    set_line(document, PROSE, 16, centred=False)
    assert marked(document) == [("图3 东闸的水位", Role.CAPTION, 0)]


# Automatic numbers


def numbering(*levels: tuple[str, str], starts: str = "", more: str = "") -> str:
    """A part with one definition of these levels (format, pattern) and the lists 1 and 2 that count with it."""
    made = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{pattern}"/>{more}</w:lvl>'
        for at, (form, pattern) in enumerate(levels)
    )
    return (
        f'<w:numbering {WORD}><w:abstractNum w:abstractNumId="0">{made}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="0"/>{starts}</w:num></w:numbering>'
    )


def numbered(part: str, items: Iterable[tuple[int, int]]) -> list[str]:
    """The numbers that paragraphs of these (list, level) have."""
    numbers = Numbers(parse_xml(part.encode()), Styles(None))
    return [numbers.next((str(one), level), None) for one, level in items]


def test_what_numbers_itself_has_its_number_in_the_text() -> None:
    listed = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr>'
    body = [
        paragraph(run(text), properties=listed.format(level))
        for text, level in [("清淤", 0), ("先清干渠", 1), ("再清支渠", 1), ("修闸", 0), ("先修东闸", 1)]
    ]
    data = with_part(of_xml(*body), "numbering", numbering(("chineseCounting", "%1、"), ("chineseCounting", "（%2）")))
    assert lines(data) == ["一、清淤", "（一）先清干渠", "（二）再清支渠", "二、修闸", "（一）先修东闸"]


def test_a_style_can_number_its_paragraphs() -> None:
    document = docx.Document()
    document.styles["Heading 1"].element.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {WORD}><w:numId w:val="1"/></w:numPr>')
    )
    document.add_heading("总则", 1)
    document.add_heading("附则", 1)
    data = with_part(document, "numbering", numbering(("chineseCountingThousand", "第%1章")))
    assert marked(data) == [("第一章 总则", Role.HEADING, 1), ("第二章 附则", Role.HEADING, 1)]


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("decimal", ["1", "2", "10", "21", "103"]),
        ("decimalZero", ["01", "02", "10", "21", "103"]),
        ("decimalFullWidth", ["１", "２", "１０", "２１", "１０３"]),
        ("chineseCountingThousand", ["一", "二", "十", "二十一", "一百零三"]),
        ("chineseCounting", ["一", "二", "十", "二十一", ""]),
        ("ideographDigital", ["一", "二", "一〇", "二一", "一〇三"]),
        ("ideographTraditional", ["甲", "乙", "癸", "", ""]),
        ("chineseLegalSimplified", ["壹", "贰", "壹拾", "贰拾壹", ""]),
        ("decimalEnclosedCircle", ["①", "②", "⑩", "", ""]),
        ("lowerLetter", ["a", "b", "j", "u", "yyyy"]),
        ("upperRoman", ["I", "II", "X", "XXI", "CIII"]),
        ("bullet", ["", "", "", "", ""]),
        ("hebrew1", ["", "", "", "", ""]),
    ],
)
def test_numbers_are_written_in_their_format_or_not_at_all(form: str, shown: list[str]) -> None:
    found = numbered(numbering((form, "%1、")), [(1, 0)] * 103)
    assert [found[count - 1] for count in (1, 2, 10, 21, 103)] == [f"{one}、" if one else "" for one in shown]


def test_a_level_begins_anew_under_the_next_number_above_it() -> None:
    part = numbering(("decimal", "%1."), ("decimal", "%1.%2"))
    assert numbered(part, [(1, 0), (1, 1), (1, 1), (1, 0), (1, 1)]) == ["1.", "1.1 ", "1.2 ", "2.", "2.1 "]


def test_two_lists_of_one_definition_count_on_unless_one_begins_anew() -> None:
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    items = [(1, 0), (1, 0), (2, 0), (2, 0), (1, 0)]
    assert numbered(numbering(("decimal", "%1.")), items) == ["1.", "2.", "3.", "4.", "5."]
    assert numbered(numbering(("decimal", "%1."), starts=again), items) == ["1.", "2.", "5.", "6.", "7."]


def test_a_list_that_nobody_defined_has_no_numbers() -> None:
    assert numbered(numbering(("decimal", "%1.")), [(0, 0), (9, 0), (1, 5)]) == ["", "", ""]


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
