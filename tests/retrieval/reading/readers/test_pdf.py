"""A PDF becomes paragraphs in reading order, or a reason why not."""

import io
import random
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.errors import ReadingError, Reason
from retrieval.reading.extract import Extract, Format, Notice, Options, Role
from retrieval.reading.readers import pdf
from retrieval.reading.readers.ocr import Recognised
from tests.retrieval.reading.readers.pdfs import assembled, by_chromium, by_libreoffice, picture, scan, written

HEAD = "青圩县水利通讯"
BYLINE = "青圩县水利局局长 方圩"
WORDS = "水渠 村镇 闸门 清淤 巡查 农田 灌溉 群众 干部 雨季 汛期 工程 项目 资金 管护 机制 河道 塘坝 调度 用水户 水费 计量 维修 投入 责任 推进 加强 建立 完善".split()


def without_extra() -> None:
    """What `ocr.installed` says where the extra is missing."""


def read(data: bytes, installed: Any = without_extra) -> Extract:
    (extract,) = pdf.read(io.BytesIO(data), Options(), installed)
    return extract


def reason(data: bytes, installed: Any = without_extra) -> Reason:
    with pytest.raises(ReadingError) as caught:
        read(data, installed)
    return caught.value.reason


def show(text: str, size: int = 12, x: int = 60, y: int = 500) -> str:
    return f"BT /F {size} Tf {x} {y} Td ({text}) Tj ET\n"


def test_words_come_out_with_their_format_and_pages() -> None:
    found = read(written([show("water for every village"), "", show("and for every field.")]))
    assert (found.text, found.format, found.settled) == (
        "water for every village\nand for every field.",
        Format.PDF,
        True,
    )
    assert found.pages.starts == (0, 24, 24)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_that_is_shown_turned_reads_the_same(turn: int) -> None:
    data = written([show("water for every village", y=500) + show("and every field", y=486)])
    assert (
        read(data.replace(b"/Type/Page/", b"/Type/Page/Rotate %d/" % turn)).text
        == "water for every village\nand every field"
    )


def test_text_set_sideways_is_read_along_its_lines() -> None:
    sideways = "BT /F 12 Tf 0 1 -1 0 200 60 Tm (water for every village) Tj 0 -14 Td (and every field) Tj ET"
    assert read(written([sideways])).text == "water for every village\nand every field"


def test_invisible_text_under_a_scan_is_text() -> None:
    image = "420 0 0 600 0 0 cm /I Do"
    content = f"q {image} Q 3 Tr {show('water for every village of the county')}"
    data = written([content], "/XObject<</I 4 0 R>>", [picture(4, 4, bytes(16))])
    assert read(data).text == "water for every village of the county"


def test_remarks_of_printers_beside_the_page_are_left_out() -> None:
    assert read(written([show("water") + show("cyan 50", x=700)])).text == "water"


def test_radicals_of_a_font_become_the_characters_people_search() -> None:
    assert read(_mapped(["2F54", "2EC4", "6E20"])).text == "水西渠"


def test_a_character_beyond_sixteen_bits_is_one() -> None:
    assert read(_mapped(["D842DFB7", "6C34", "6E20"])).text == "𠮷水渠"


def test_a_page_of_characters_without_meaning_is_a_picture_of_text() -> None:
    assert reason(_mapped(["E001", "E002", "E003"])) is Reason.NEEDS_OCR


def _mapped(codes: list[str]) -> bytes:
    """A page with the letters a, b, c, whose font says they mean these UTF-16 codes."""
    pairs = "\n".join(f"<{ord('a') + number:02x}> <{code}>" for number, code in enumerate(codes))
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def "
        f"1 begincodespacerange <00> <ff> endcodespacerange {len(codes)} beginbfchar\n{pairs}\nendbfchar endcmap end end"
    ).encode()
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 5 0 R>>"
    stream = b"<</Length %d>>stream\n%s\nendstream" % (len(cmap), cmap)
    return written([show("abc").replace("/F", "/G")], "", [font, stream]).replace(b"/F 3 0 R", b"/G 4 0 R")


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\nnothing else", b"no pdf at all", written([show("water")])[:200]])
def test_a_broken_file_is_damaged_or_empty(data: bytes) -> None:
    assert reason(data) in (Reason.DAMAGED, Reason.EMPTY)


def test_pages_without_text_and_pictures_are_empty() -> None:
    assert reason(written(["", ""])) is Reason.EMPTY


def test_more_pages_than_anyone_reads_are_too_large() -> None:
    kids = b"3 0 R " * (pdf.MOST_PAGES + 1)
    pages = b"<</Type/Pages/Count %d/Kids[%s]/MediaBox[0 0 9 9]>>" % (pdf.MOST_PAGES + 1, kids)
    data = assembled([b"<</Type/Catalog/Pages 2 0 R>>", pages, b"<</Type/Page/Parent 2 0 R>>"])
    assert reason(data) is Reason.TOO_LARGE


def test_an_absurd_number_of_characters_on_a_page_is_a_bomb() -> None:
    lines = [show("w" * 1000, size=1, x=0, y=number) for number in range(pdf.MOST_CHARACTERS // 1000 + 1)]
    assert reason(written(["".join(lines)])) is Reason.BOMB


def test_scans_without_the_extra_say_what_they_need() -> None:
    assert reason(scan(2)) is Reason.NEEDS_OCR


def test_single_pages_without_text_are_named_and_the_others_read() -> None:
    found = read(scan(9, text_on=(0, 1, 3, 4, 5)))
    assert found.notices == (Notice("pages_without_text", "3、7–9"),)
    assert found.text.count("water") == 5


def test_lines_recognised_in_a_scan_become_paragraphs_with_their_confidence() -> None:
    lines = ["　　入汛以来各村把沟渠清了一遍把闸门逐座修好", "把夜里巡查的人定到了户里。"]

    def recogniser(image: Any) -> list[Recognised]:
        em = image.shape[1] / 32
        return [
            Recognised(
                5 * em + em * (len(line) - len(line.strip())),
                y * em,
                5 * em + len(line) * em,
                (y + 1.2) * em,
                line.strip(),
                sure,
            )
            for line, y, sure in zip(lines, (10, 12), (0.9, 0.7), strict=True)
        ]

    found = read(scan(1), lambda: recogniser)
    first = lines[0].strip()
    assert found.text == first + lines[1]
    assert found.confidences == ((0, len(first), 0.9), (len(first), len(found.text), 0.7))
    assert found.certainty == pytest.approx((0.9 * len(first) + 0.7 * len(lines[1])) / len(found.text))
    assert found.notices == (Notice("recognised", "1 0.70 1"),)


def test_a_scan_in_which_nothing_is_recognised_has_no_text() -> None:
    assert reason(scan(1), lambda: lambda image: []) is Reason.NO_TEXT


def test_pages_are_counted_as_people_write_them() -> None:
    assert pdf.ranges([2, 6, 7, 8, 10]) == "3、7–9、11"


@given(st.binary(max_size=400), st.integers(0, 900), st.integers(0, 60))
@settings(max_examples=60, deadline=None)
def test_a_file_that_was_tampered_with_is_read_or_refused(junk: bytes, place: int, cut: int) -> None:
    whole = written([show("water for every village"), show("and every field")])
    data = whole[:place] + junk + whole[place + cut :]
    try:
        found: Extract | None = read(data)
    except ReadingError:
        found = None
    assert found is None or (found.text and len(found.pages.starts) >= 1)


Article = list[tuple[str, str]]


def article(seed: int, paragraphs: int) -> Article:
    """A title, an author, three headings, and paragraphs of clauses put together at random."""
    chance = random.Random(seed)  # noqa: S311 - text for a test

    def clause() -> str:
        return "".join(chance.choices(WORDS, k=chance.randint(2, 7)))

    def paragraph() -> str:
        sentences = ["，".join(clause() for _ in range(chance.randint(1, 3))) for _ in range(chance.randint(1, 7))]
        return "".join(
            f"{one}，共{chance.randint(10, 9999)}万元。" if chance.random() < 0.2 else f"{one}。" for one in sentences
        )

    lines = [("title", f"关于{clause()[:10]}的调查与思考"), ("byline", BYLINE)]
    for numeral in "一二三":
        lines.append(("heading", f"{numeral}、{clause()[:12]}"))
        lines += [("paragraph", paragraph()) for _ in range(paragraphs)]
    return lines


def printed_from_word(
    folder: Path, lines: Article, columns: int = 1, size: float = 10.5, indented: bool = True
) -> bytes:
    """The article as LibreOffice prints it, with a running head and page numbers."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.8)
    section.header.paragraphs[0].text = HEAD
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run("— ")
    _page_field(foot)
    foot.add_run(" —")
    for kind, text in lines:
        paragraph = document.add_paragraph()
        run = paragraph.add_run(text)
        style = paragraph.paragraph_format
        style.space_after, style.line_spacing = Pt(0 if indented or kind != "paragraph" else 6), 1.3
        face = "Noto Sans CJK SC" if kind in ("title", "heading") else "Noto Serif CJK SC"
        run.font.name, run.font.size, run.bold = face, Pt(18 if kind == "title" else size), kind in ("title", "heading")
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
        if kind in ("title", "byline"):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif indented:
            style.first_line_indent = Pt(2 * size)
        if kind == "paragraph":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        if kind == "byline" and columns > 1:
            body = document.add_section(WD_SECTION.CONTINUOUS)._sectPr.xpath("./w:cols")[0]
            body.set(qn("w:num"), str(columns))
            body.set(qn("w:space"), "480")
    path = folder / "article.docx"
    document.save(str(path))
    return by_libreoffice(path).read_bytes()


def _page_field(paragraph: Any) -> None:
    for kind, code in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        element.text = code
        paragraph.add_run()._element.append(element)


def printed_from_web(folder: Path, lines: Article, style: str) -> bytes:
    """The article as chromium prints it."""
    tags = {"title": "h1", "byline": "p class=by", "heading": "h2", "paragraph": "p"}
    body = "".join(f"<{tags[kind]}>{text}</{tags[kind].split()[0]}>" for kind, text in lines)
    page = folder / "article.html"
    page.write_text(
        "<meta charset=utf-8><style>body{font:11pt 'Noto Serif CJK SC'}h1,.by{text-align:center}"
        + style
        + "</style>"
        + body,
        encoding="utf-8",
    )
    return by_chromium(page).read_bytes()


def check(found: Extract, lines: Article) -> None:
    """At least 95 of 100 paragraphs are exact, every heading is marked, and no head stands in a paragraph."""
    read_lines = found.text.split("\n")
    paragraphs = [text for kind, text in lines if kind == "paragraph"]
    assert sum(text in read_lines for text in paragraphs) >= 0.95 * len(paragraphs)
    marked = {found.text[mark.start : mark.end]: mark for mark in found.marks}
    for kind, text in lines:
        if kind in ("title", "heading"):
            assert marked[text].role in (Role.TITLE, Role.HEADING)
    levels = {marked[text].level for kind, text in lines if kind == "heading"}
    assert len(levels) == 1
    assert BYLINE in read_lines
    assert all(HEAD not in line for line in read_lines if line != HEAD)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("columns", "size", "indented"), [(1, 10.5, True), (2, 9, True), (3, 8, True), (1, 12, False), (2, 9, False)]
)
def test_paragraphs_printed_by_libreoffice_come_out_exactly(
    tmp_path: Path, columns: int, size: float, indented: bool
) -> None:
    lines = article(100 + columns, 14)
    check(read(printed_from_word(tmp_path, lines, columns, size, indented)), lines)


@pytest.mark.slow
@pytest.mark.parametrize(
    "style",
    [
        "",
        "p{text-indent:2em;margin:0;line-height:1.7;text-align:justify}.by{text-indent:0}",
        "body{columns:2;font-size:9pt}h1,.by{column-span:all}p{text-indent:2em;margin:0}.by{text-indent:0}",
    ],
)
def test_paragraphs_printed_by_chromium_come_out_exactly(tmp_path: Path, style: str) -> None:
    lines = article(200, 14)
    check(read(printed_from_web(tmp_path, lines, style)), lines)


@pytest.mark.slow
def test_a_file_with_a_password_says_so(tmp_path: Path) -> None:
    path = tmp_path / "locked.txt"
    path.write_text("渠水到田头", encoding="utf-8")
    options = ':writer_pdf_Export:{"EncryptFile":{"type":"boolean","value":"true"},"DocumentOpenPassword":{"type":"string","value":"shui"}}'
    assert reason(by_libreoffice(path, options).read_bytes()) is Reason.PROTECTED


@pytest.mark.slow
def test_tables_and_footnotes_stand_apart_from_the_paragraphs(tmp_path: Path) -> None:
    note = "数字由各村上报，未经核对。"
    body = "入汛以来各村把沟渠清了一遍，把闸门逐座修好。" * 12
    page = tmp_path / "article.html"
    cells = "".join(
        f"<tr><td>{name}</td><td>{count}</td></tr>" for name, count in (("上圩", 12), ("下圩", 8), ("石塘", 30))
    )
    page.write_text(
        "<meta charset=utf-8><style>body{font:11pt/1.6 'Noto Serif CJK SC'}table{border-collapse:collapse}td{border:1px solid;padding:4px 30px}"
        f".n{{font-size:8pt;position:fixed;bottom:0}}</style><p>{body}</p><table>{cells}</table><p>{body}</p><div class=n>①{note}</div>",
        encoding="utf-8",
    )
    found = read(by_chromium(page).read_bytes())
    assert found.text.split("\n") == [body, "上圩\t12", "下圩\t8", "石塘\t30", body, f"①{note}"]
    assert [mark.role for mark in found.marks] == [Role.ROW] * 3 + [Role.NOTE]
