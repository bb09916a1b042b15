"""PDF files for tests: small ones written by hand, others printed by LibreOffice and chromium."""

import shutil
import subprocess
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest


def written(pages: Sequence[str], resources: str = "", extra: Sequence[bytes] = (), box: str = "0 0 420 600") -> bytes:
    """A PDF with these content streams as pages; `extra` objects are numbered from 4."""
    first = 4 + len(extra)
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]/MediaBox[{box}]>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *extra,
    ]
    for number, content in enumerate(pages):
        data = content.encode("latin-1")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/Resources<</Font<</F 3 0 R>>{resources}>>/Contents {first + 2 * number + 1} 0 R>>".encode()
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(data), data))
    return assembled(objects)


def assembled(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A file of these objects, numbered from 1; the first is the catalog."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Root 1 0 R/Size %d%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, start)
    return bytes(out)


def picture(width: int, height: int, pixels: bytes) -> bytes:
    """An image object of grey pixels."""
    packed = zlib.compress(pixels)
    head = f"<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 8"
    return head.encode() + b"/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed)


def scan(pages: int, text_on: Sequence[int] = ()) -> bytes:
    """Pages that are a grey picture and nothing else; those of `text_on`, from 0, hold a line of text instead."""
    image = "420 0 0 600 0 0 cm /I Do"
    words = "BT /F 12 Tf 60 {y} Td (water in every village of the county here) Tj ET"
    contents = [words.format(y=500 - 40 * number) if number in text_on else image for number in range(pages)]
    return written(contents, "/XObject<</I 4 0 R>>", [picture(4, 4, bytes([200] * 16))])


def by_libreoffice(document: Path, options: str = "") -> Path:
    """The PDF LibreOffice prints of a document; skips the test where it is missing."""
    if not shutil.which("soffice"):
        pytest.skip("soffice (LibreOffice) is not installed")
    profile = f"-env:UserInstallation={(document.parent / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", f"pdf{options}", "--outdir", document.parent, document],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return document.with_suffix(".pdf")


def by_chromium(page: Path) -> Path:
    """The PDF chromium prints of a web page; skips the test where it is missing."""
    if not shutil.which("chromium"):
        pytest.skip("chromium is not installed")
    printed = page.with_suffix(".pdf")
    subprocess.run(
        [
            *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"),
            *(f"--user-data-dir={page.parent / 'profile'}", f"--print-to-pdf={printed}", page.as_uri()),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return printed
