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


def came_out(texts: Sequence[str], groups: Sequence[Sequence[Piece]], show: bool = False) -> Came:
    """Hold what is read from each text against the pieces it was made of."""
    titles = authors = positions = paragraphs = extra = 0
    wanted = [piece for group in groups for piece in group]
    for text, group in zip(texts, groups, strict=True):
        articles = read_articles(text)
        found = {squeezed(article.title.value).partition("——")[0]: article for article in articles if article.title}
        extra += max(0, len(articles) - len(group))
        for piece in group:
            article = found.get(squeezed(piece.title))
            have = {squeezed(made.body.text) for made in article.paragraphs} if article else set()
            titles += article is not None
            authors += article is not None and article.author == piece.author
            positions += article is not None and article.position == piece.position
            paragraphs += sum(text in have for text in piece.paragraphs)
            if show and (article is None or article.author != piece.author):
                print("   ", piece.title, piece.author, "GOT", article and (article.author, article.position))  # noqa: T201
        if show:
            print([(a.title.value if a.title else None, a.author, a.position) for a in articles][:6])
    count, total = len(wanted), sum(len(piece.paragraphs) for piece in wanted)
    return Came(titles / count, authors / count, positions / count, paragraphs / total, extra)
