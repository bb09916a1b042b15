"""All hostile files: importing a module of makers registers them."""

from pathlib import Path

from tests.hostile import archives, documents, pdfs, places, texts, webpages
from tests.hostile.making import (
    LAST,
    SECRET,
    SECRET_FILE,
    WORDS,
    body,
    docx,
    lines_shown,
    page_objects,
    paragraph,
    pdf,
)
from tests.hostile.registry import ALL, Hostile

KINDS = (archives, documents, pdfs, places, texts, webpages)


def small() -> list[Hostile]:
    """Those that are made and read within seconds."""
    return [one for one in ALL if one.small is not None]


def good() -> dict[str, bytes]:
    """Files that nothing is wrong with."""
    text = f"# 修渠记\n\n某县水利站站长 林渠\n\n{WORDS}今年春天又修了一遍。\n\n{LAST}\n"
    return {
        "good.md": text.encode(),
        "good.docx": docx(body(paragraph("护渠记") + paragraph(WORDS + "护渠的人有十二个。") + paragraph(LAST))),
        "good.pdf": pdf(page_objects(lines_shown(WORDS + "渠边种了柳树。", LAST + "柳树已经成荫。"))),
    }


def made(folder: Path, full: bool = False, only: str = "") -> list[Hostile]:
    """All of them, or those with a word in their names, below a new folder with the good ones among them, and beside that
    folder the file which nobody may read."""
    folder.mkdir(parents=True)
    (folder.parent / SECRET_FILE).write_text(SECRET, "utf-8")
    for name, data in good().items():
        (folder / name).write_bytes(data)
    cases = [one for one in (ALL if full else small()) if only in one.name]
    for one in cases:
        size = one.full if full else one.small
        assert size is not None
        one.make(folder / one.name, size)
    return cases
