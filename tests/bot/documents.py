"""Documents written for a test, and a librarian over them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bot.librarian import Librarian
from retrieval.collection.library import Library


def article(title: str, author: str, date: str, *paragraphs: str, office: str = "望渠县水利局局长") -> str:
    """An article in Markdown; with an empty date, one without."""
    return "\n\n".join(filter(None, (f"## {title}", f"{office} {author}", date, *paragraphs)))


def paragraphs(count: int, sentences: int = 3) -> list[str]:
    """So many paragraphs, no two the same, of some sixty characters a sentence."""
    return [
        "".join(
            f"第{at + 1}口水塘的第{number + 1}本台账由望渠县水利站的值班员当面填写，"
            f"塘埂量了{at * 7 + number * 3 + 11}处，涵管查了{at * 5 + number + 2}根，当天交回站里。"
            for number in range(sentences)
        )
        for at in range(count)
    ]


def fill(folder: Path, files: Mapping[str, str]) -> None:
    """Add documents, by their names, to the library in a folder; one of a name that is there is replaced."""
    library = Library(folder / "library")
    written = folder / "documents"
    written.mkdir(exist_ok=True)
    for name, text in files.items():
        (written / name).write_text(text)
    report = library.add([written / name for name in files])
    library.close()
    assert report.problems == []


def drop(folder: Path, *names: str) -> None:
    """Remove documents from the library in a folder."""
    library = Library(folder / "library")
    library.remove(names)
    library.close()


@contextmanager
def holding(folder: Path, files: Mapping[str, str]) -> Iterator[Librarian]:
    """A librarian over documents; meanwhile `fill` and `drop` may change what is in the folder."""
    fill(folder, files)
    librarian = Librarian(folder / "library")
    try:
        yield librarian
    finally:
        librarian.close()
