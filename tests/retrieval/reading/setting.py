"""The sample's articles set again in other layouts, and how much of them comes out as it went in."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from retrieval.reading.articles import read_articles
from retrieval.reading.readers.text import decode

SAMPLE = sorted(path for path in Path("data/sample").iterdir() if path.stem != "README")
Layout = Callable[["Piece"], str]


@dataclass(frozen=True)
class Piece:
    title: str
    author: str
    position: str
    paragraphs: list[str]


@dataclass(frozen=True)
class Came:
    """How much came out, each from 0 to 1; `positions` counts only those the layout has."""

    titles: float
    authors: float
    positions: float
    paragraphs: float
    extra: int


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def pieces() -> list[Piece]:
    return [
        Piece(
            article.title.value, article.author, article.position, [squeezed(p.body.text) for p in article.paragraphs]
        )
        for path in SAMPLE
        for article in read_articles(decode(path.read_bytes())[0])
        if article.title and article.author and article.position
    ]


def wrapped(text: str, width: float, first: float = 0) -> list[str]:
    """Lines of a width in em, closing punctuation hanging over rather than beginning a line."""
    lines, line, used = [], "", first
    for char in text:
        wide = 0.5 if ord(char) < 0x2E80 and char not in "“”‘’…—·" else 1.0
        if used + wide > width and char not in "，。、；：！？”’）》":
            lines.append(line)
            line, used = "", 0.0
        line += char
        used += wide
    return [*lines, line]


def paged(lines: Sequence[str], height: int, foot: Callable[[int], str], head: str | None = None) -> str:
    """Lines on pages of so many, a foot under each and a head over each but the first."""
    pages = [lines[low : low + height] for low in range(0, len(lines), height)]
    made = []
    for number, page in enumerate(pages, 1):
        above = [head] if head and number > 1 else []
        made += [*above, *page, foot(number)]
    return "\n".join(made) + "\n"


def joined(*lines: str) -> str:
    return "\n".join(lines) + "\n"


def came_out(layout: Layout | None = None, page_by_page: Callable[[Sequence[Piece]], str] | None = None) -> Came:
    """Set the pieces four to a text, read the texts, and hold what is read against the pieces."""
    wanted = pieces()
    groups = [wanted[low : low + 4] for low in range(0, len(wanted), 4)]
    titles = authors = positions = paragraphs = extra = 0
    for group in groups:
        text = page_by_page(group) if page_by_page else "\n".join(map(layout, group)) if layout else ""
        articles = read_articles(text)
        # A second half in dashes is part of the title, and not of the piece.
        found = {squeezed(one.title.value).partition("——")[0]: one for one in articles if one.title}
        extra += max(0, len(articles) - len(group))
        for piece in group:
            article = found.get(squeezed(piece.title))
            have = {squeezed(made.body.text) for made in article.paragraphs} if article else set()
            titles += article is not None
            authors += article is not None and article.author == piece.author
            positions += article is not None and article.position == piece.position
            paragraphs += sum(text in have for text in piece.paragraphs)
    count, total = len(wanted), sum(len(piece.paragraphs) for piece in wanted)
    return Came(titles / count, authors / count, positions / count, paragraphs / total, extra)
