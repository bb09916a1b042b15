"""The sample's articles set again in layouts it does not have: titles, authors and paragraphs come out the same."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from retrieval.reading.articles import read_articles
from retrieval.reading.readers.text import decode

SAMPLE = sorted(path for path in Path("data/sample").iterdir() if path.stem != "README")


@dataclass(frozen=True)
class Piece:
    title: str
    author: str
    position: str
    paragraphs: list[str]


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


def narrow_with_indents(piece: Piece) -> str:
    body = "\n".join("\n".join(wrapped("　　" + text, 22)) for text in piece.paragraphs)
    return f"{piece.title}\n{piece.position} {piece.author}\n{body}\n"


def every_line_followed_by_a_blank_one(piece: Piece) -> str:
    body = "\n\n".join("\n\n".join(wrapped("　　" + text, 30)) for text in piece.paragraphs)
    return f"{piece.title}\n\n（{piece.position}{piece.author}）\n\n{body}\n\n"


def indent_lost(piece: Piece) -> str:
    body = "\n".join("\n".join(wrapped(text, 24, first=2)) for text in piece.paragraphs)
    return f"{piece.title}\n{piece.position} {piece.author}\n{body}\n"


def blank_between_paragraphs(piece: Piece) -> str:
    body = "\n\n".join("\n".join(wrapped(text, 32)) for text in piece.paragraphs)
    return f"{piece.title}\n{piece.position} {piece.author}\n\n{body}\n\n"


def a_paragraph_a_line(piece: Piece) -> str:
    return f"{piece.title}\n作者：{piece.author}\n\n" + "\n".join(piece.paragraphs) + "\n"


def name_alone(piece: Piece) -> str:
    return f"{piece.title}\n{piece.author}\n" + "\n".join("　　" + text for text in piece.paragraphs) + "\n"


def markdown(piece: Piece) -> str:
    return f"## {piece.title}\n\n**{piece.position} {piece.author}**\n\n" + "\n\n".join(piece.paragraphs) + "\n\n"


def reporters(piece: Piece) -> str:
    body = "\n".join("\n".join(wrapped("　　" + text, 26)) for text in piece.paragraphs)
    return f"{piece.title}\n本报记者 {piece.author}\n{body}\n"


@pytest.mark.parametrize(
    "layout",
    [
        narrow_with_indents,
        every_line_followed_by_a_blank_one,
        indent_lost,
        blank_between_paragraphs,
        a_paragraph_a_line,
        name_alone,
        markdown,
        reporters,
    ],
)
def test_articles_come_out_of_layouts_the_sample_does_not_have(layout: Callable[[Piece], str]) -> None:
    wanted = pieces()
    assert len(wanted) >= 12
    titles = authors = paragraphs = 0
    for start in range(0, len(wanted), 4):
        group = wanted[start : start + 4]
        found = {
            squeezed(article.title.value): article
            for article in read_articles("\n".join(map(layout, group)))
            if article.title
        }
        for piece in group:
            article = found.get(squeezed(piece.title))
            have = {squeezed(made.body.text) for made in article.paragraphs} if article else set()
            titles += article is not None
            authors += article is not None and article.author == piece.author
            paragraphs += sum(text in have for text in piece.paragraphs)
    assert titles == authors == len(wanted)
    assert paragraphs >= 0.97 * sum(len(piece.paragraphs) for piece in wanted)
