"""Word documents that tests are about: made, put together by hand, and read."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.shared import Pt

from retrieval.errors import ReadingError, Reason
from retrieval.reading.extract import Extract, Options, Role
from retrieval.reading.readers.docx import read

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
