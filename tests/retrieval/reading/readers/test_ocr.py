"""Text in pictures is recognised where the extra is installed, and never over the network."""

import importlib.util
import socket
from pathlib import Path
from typing import NoReturn

import numpy
import pypdfium2
import pytest

from retrieval.reading.extract import Options
from retrieval.reading.readers import ocr, pdf
from retrieval.reading.readers.pages.pictures import recognised_pieces
from tests.retrieval.reading.readers.pdfs import by_libreoffice, picture, written

SENTENCES = ("入汛以来各村把沟渠清了一遍。", "石桥村的放水员按排好的日子开闸。", "管护的钱要列进预算。")


def test_the_extra_is_there_when_all_its_packages_are() -> None:
    assert ocr.available(("json",))
    assert not ocr.available(("json", "a_package_nobody_has_written"))


def test_what_recognises_is_offered_only_with_the_extra() -> None:
    there = all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))
    assert (ocr.installed() is not None) == there


def test_the_type_of_a_recognised_line_is_measured_by_its_characters() -> None:
    wide = ocr.Recognised(0, 0, 400, 26, "渠" * 20, 0.9)
    title = ocr.Recognised(0, 60, 480, 108, "渠" * 12, 0.9)
    short = ocr.Recognised(0, 150, 40, 177, "渠水", 0.9)
    found = recognised_pieces([wide, title, short], 0.5)
    assert [piece.size for piece in found] == [10, 20, 10]


def test_what_has_no_text_or_no_extent_is_no_line() -> None:
    boxes = [ocr.Recognised(0, 0, 40, 20, " ", 0.9), ocr.Recognised(0, 9, 40, 9, "渠", 0.9)]
    assert recognised_pieces(boxes, 1) == []


def test_a_strip_too_narrow_for_text_holds_none() -> None:
    assert ocr.recognised(numpy.zeros((3, 900, 3), numpy.uint8)) == []


@pytest.mark.slow
def test_a_scanned_page_is_read_without_the_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not ocr.available():
        pytest.skip('the extra is not installed: pip install "yinju[ocr]"')

    def refused(*_: object) -> NoReturn:
        raise OSError("the network is not for this")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    source = tmp_path / "page.txt"
    source.write_text("\n".join(SENTENCES), encoding="utf-8")
    with by_libreoffice(source).open("rb") as stream:
        typed = next(pdf.read(stream, Options()))
    with pdf_of_picture(tmp_path / "page.pdf").open("rb") as stream:
        found = next(pdf.read(stream, Options()))
    assert found.text == typed.text == "\n".join(SENTENCES)
    assert found.certainty > 0.8
    assert [found.text[start:end] for start, end, _ in found.confidences] == list(SENTENCES)
    assert found.notices[0].name == "recognised"


def pdf_of_picture(source: Path) -> Path:
    """A PDF whose page is a picture of that of another."""
    document = pypdfium2.PdfDocument(source)
    bitmap = document[0].render(scale=2, grayscale=True)
    pixels = bitmap.to_numpy()
    height, width = pixels.shape[:2]
    image = picture(width, height, pixels.tobytes())
    content = f"{width / 2} 0 0 {height / 2} 0 0 cm /I Do"
    target = source.with_name("scan.pdf")
    target.write_bytes(written([content], "/XObject<</I 4 0 R>>", [image], f"0 0 {width / 2} {height / 2}"))
    return target
