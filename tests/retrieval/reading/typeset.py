"""The sample's articles made into files as people make them: Word, LibreOffice's PDF, web pages, e-books, old encodings."""

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import docx
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from tests.retrieval.reading.setting import Piece, paged, wrapped

Maker = Callable[[Sequence[Piece], Path], Path]

HEAD = "泓江水利观察　2023年第4期"


def word_with_styles(pieces: Sequence[Piece], folder: Path) -> Path:
    """As somebody writes who knows Word: titles are headings, the body has the style of a body."""
    document = docx.Document()
    for piece in pieces:
        document.add_heading(piece.title, level=1)
        document.add_paragraph(f"{piece.position}　{piece.author}")
        for text in piece.paragraphs:
            document.add_paragraph(text).paragraph_format.first_line_indent = Pt(24)
    return _saved(document, folder)


def word_by_hand(pieces: Sequence[Piece], folder: Path) -> Path:
    """As most people write: everything is the normal style, a title is what is large and in the middle."""
    document = docx.Document()
    for piece in pieces:
        _title(document, piece)
        _body(document, piece)
    return _saved(document, folder)


def word_in_a_table(pieces: Sequence[Piece], folder: Path) -> Path:
    """Each article in a cell of its own, as web pages pasted into Word come out."""
    document = docx.Document()
    for piece in pieces:
        cell = document.add_table(rows=1, cols=1).cell(0, 0)
        cell.paragraphs[0].text = piece.title
        cell.add_paragraph(f"（{piece.position}　{piece.author}）")
        for text in piece.paragraphs:
            cell.add_paragraph(text)
    return _saved(document, folder)


def pdf_in_one_column(pieces: Sequence[Piece], folder: Path) -> Path:
    """Pages with a running head and a number, 2 em at the beginning of every paragraph."""
    document = docx.Document()
    _furnished(document)
    for piece in pieces:
        _title(document, piece)
        _body(document, piece)
    return _printed(document, folder)


def pdf_in_two_columns(pieces: Sequence[Piece], folder: Path) -> Path:
    """Titles and bylines over the whole page, the text below them in two columns."""
    document = docx.Document()
    _furnished(document)
    for number, piece in enumerate(pieces):
        if number:
            _columns(document.add_section(WD_SECTION.CONTINUOUS), 1)
        _title(document, piece)
        _columns(document.add_section(WD_SECTION.CONTINUOUS), 2)
        _body(document, piece, size=10)
    return _printed(document, folder)


def web_page(pieces: Sequence[Piece], folder: Path) -> Path:
    """One article a page, among navigation, related links and a footer."""
    piece = pieces[0]
    body = "\n".join(f"<p>　　{text}</p>" for text in piece.paragraphs)
    links = "".join(f'<li><a href="/{n}.html">{other}</a></li>' for n, other in enumerate(_LINKS))
    path = folder / "page.html"
    path.write_text(
        f"""<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>{piece.title}_泓江水利网</title>
        <style>body {{ margin: 0 }}</style><script>var counted = 0;</script></head><body>
        <div class="top"><a href="/">首页</a> | <a href="/news">要闻</a> | <a href="/law">法规</a> | <a href="/map">网站地图</a></div>
        <div class="crumbs">您现在的位置：<a href="/">首页</a> &gt; <a href="/talk">基层笔谈</a></div>
        <div class="article"><h1>{piece.title}</h1>
        <div class="info">来源：泓江水利网　时间：2023-04-05　作者：{piece.author}　作者单位：{piece.position}</div>
        <div class="content">{body}</div></div>
        <div class="share">分享到：微信 微博</div>
        <div class="related"><h3>相关阅读</h3><ul>{links}</ul></div>
        <div class="footer"><p>主办：泓江市水利局　地址：泓江市河滨路1号　备案号：00000000</p></div></body></html>""",
        "utf-8",
    )
    return path


def old_encoding(pieces: Sequence[Piece], folder: Path) -> Path:
    """GB18030, a paragraph a line."""
    text = "\r\n".join(
        "\r\n".join([piece.title, f"{piece.position} {piece.author}", *("　　" + one for one in piece.paragraphs), ""])
        for piece in pieces
    )
    return _written(text.encode("gb18030"), folder)


def byline_behind(pieces: Sequence[Piece], folder: Path) -> Path:
    """The author in brackets at the end of the text."""
    text = "\n\n".join(
        "\n".join(
            [piece.title, "", *("　　" + one for one in piece.paragraphs), f"（作者系{piece.position} {piece.author}）"]
        )
        for piece in pieces
    )
    return _written(text.encode(), folder)


def narrow_pages(pieces: Sequence[Piece], folder: Path) -> Path:
    """Lines of 20 characters on pages with a running head and a number."""
    lines = [
        line
        for piece in pieces
        for line in (
            *wrapped(piece.title, 20),
            f"{piece.position} {piece.author}",
            *(line for one in piece.paragraphs for line in wrapped("　　" + one, 20)),
        )
    ]
    return _written(paged(lines, 30, lambda number: f"— {number} —", HEAD).encode(), folder)


def e_book(pieces: Sequence[Piece], folder: Path) -> Path:
    """A chapter an article."""
    path = folder / "book.epub"
    names = [f"c{number}.xhtml" for number in range(len(pieces))]
    items = "".join(
        f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(names)
    )
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(names)))
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/epub+zip")
        packed.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
            '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
        )
        packed.writestr(
            "OEBPS/book.opf",
            '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>泓江水利文集</dc:title></metadata>'
            f"<manifest>{items}</manifest><spine>{spine}</spine></package>",
        )
        for name, piece in zip(names, pieces, strict=True):
            body = "".join(f"<p>{one}</p>" for one in piece.paragraphs)
            packed.writestr(
                f"OEBPS/{name}",
                '<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body>'
                f"<h1>{piece.title}</h1><p>{piece.position} {piece.author}</p>{body}</body></html>",
            )
    return path


_LINKS = ("春灌工作全面展开", "河道清淤完成过半", "一图读懂节水条例", "水库今日水情通报", "基层站所办公用房公示")


def _title(document: docx.document.Document, piece: Piece) -> None:
    for text, size, bold in ((piece.title, 22, True), (f"{piece.position}　{piece.author}", 12, False)):
        made = document.add_paragraph()
        made.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _set(made, text, size, bold)


def _body(document: docx.document.Document, piece: Piece, size: int = 12) -> None:
    for text in piece.paragraphs:
        made = document.add_paragraph()
        made.paragraph_format.first_line_indent = Pt(2 * size)
        made.paragraph_format.space_after = Pt(0)
        made.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        _set(made, text, size)


def _set(paragraph: Paragraph, text: str, size: int, bold: bool = False) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), bold


def _furnished(document: docx.document.Document) -> None:
    """A running head, and the number of the page below."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(18.4), Cm(26)
    section.header.paragraphs[0].text = HEAD
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    foot._p.append(number)


def _columns(section: docx.section.Section, count: int) -> None:
    own = section._sectPr.xpath("./w:cols")[0]
    own.set(qn("w:num"), str(count))
    own.set(qn("w:space"), "425")


def _saved(document: docx.document.Document, folder: Path) -> Path:
    path = folder / "made.docx"
    document.save(str(path))
    return path


def _printed(document: docx.document.Document, folder: Path) -> Path:
    """As LibreOffice prints it."""
    written = _saved(document, folder)
    program = shutil.which("soffice")
    assert program
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(written)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return written.with_suffix(".pdf")


def _written(data: bytes, folder: Path) -> Path:
    path = folder / "made.txt"
    path.write_bytes(data)
    return path


def opened(path: Path) -> io.BytesIO:
    """The file's bytes as a reader takes them."""
    return io.BytesIO(path.read_bytes())
