"""Headings, captions and automatic numbers of Word documents, by their styles or by how they look."""

from collections.abc import Iterable

import docx
import pytest
from docx.oxml import parse_xml
from docx.shared import RGBColor

from retrieval.reading.extract import Role
from retrieval.reading.readers.docx_numbers import Numbers
from retrieval.reading.readers.docx_styles import Styles
from tests.retrieval.reading.readers.word import (
    PROSE,
    SHORT,
    WORD,
    lines,
    marked,
    of_xml,
    paragraph,
    run,
    set_line,
    with_part,
)

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
