"""All hostile files: importing a module of makers registers them."""

from pathlib import Path

from tests.hostile import archives, documents, pdfs, places, texts, webpages
from tests.hostile.making import SECRET, SECRET_FILE
from tests.hostile.registry import ALL, Hostile

KINDS = (archives, documents, pdfs, places, texts, webpages)


def small() -> list[Hostile]:
    """Those that are made and read within seconds."""
    return [one for one in ALL if one.small is not None]


def made(folder: Path, full: bool = False) -> list[Hostile]:
    """All of them below a new folder, and beside that folder the file which nobody may read."""
    folder.mkdir(parents=True)
    (folder.parent / SECRET_FILE).write_text(SECRET, "utf-8")
    cases = ALL if full else small()
    for one in cases:
        size = one.full if full else one.small
        assert size is not None
        one.make(folder / one.name, size)
    return cases
