"""What was put into files of every kind comes out again: titles, authors, positions, and whole paragraphs."""

import os
import shutil
from pathlib import Path

import pytest

from retrieval.reading.articles import read_articles
from retrieval.reading.documents import extracts, format_of
from retrieval.reading.extract import Options
from retrieval.records import Article
from tests.retrieval.reading import typeset
from tests.retrieval.reading.setting import Piece, pieces, squeezed

pytestmark = pytest.mark.slow

NEEDS_OFFICE = pytest.mark.skipif(
    shutil.which("soffice") is None and "NEEDS_OFFICE" not in os.environ,
    reason="LibreOffice is not installed, which prints these",
)


def read(path: Path) -> list[Article]:
    stream = typeset.opened(path)
    format = format_of(stream, Options(path.name))
    return [article for one in extracts(stream, format, Options(path.name)) for article in read_articles(one)]


def came_out(make: typeset.Maker, groups: list[list[Piece]], folder: Path) -> dict[str, float]:
    """The share of titles, authors, positions and whole paragraphs that come out as they went in."""
    counts = {"titles": 0, "authors": 0, "positions": 0, "paragraphs": 0}
    for number, group in enumerate(groups):
        (own := folder / str(number)).mkdir()
        articles = read(make(group, own))
        found = {squeezed(article.title.value): article for article in articles if article.title}
        for piece in group:
            article = found.get(squeezed(piece.title))
            have = {squeezed(made.body.text) for made in article.paragraphs} if article else set()
            counts["titles"] += article is not None
            counts["authors"] += article is not None and article.author == piece.author
            counts["positions"] += article is not None and article.position == piece.position
            counts["paragraphs"] += sum(text in have for text in piece.paragraphs)
    wanted = [piece for group in groups for piece in group]
    total = sum(len(piece.paragraphs) for piece in wanted)
    return {name: count / (total if name == "paragraphs" else len(wanted)) for name, count in counts.items()}


@pytest.mark.parametrize(
    ("make", "size"),
    [
        (typeset.word_with_styles, 5),
        (typeset.word_by_hand, 5),
        (typeset.word_in_a_table, 5),
        pytest.param(typeset.pdf_in_one_column, 8, marks=NEEDS_OFFICE),
        pytest.param(typeset.pdf_in_two_columns, 8, marks=NEEDS_OFFICE),
        (typeset.web_page, 1),
        (typeset.old_encoding, 5),
        (typeset.byline_behind, 5),
        (typeset.narrow_pages, 5),
        (typeset.e_book, 5),
    ],
)
def test_articles_come_out_of_a_file_as_they_went_in(make: typeset.Maker, size: int, tmp_path: Path) -> None:
    wanted = pieces()
    assert len(wanted) >= 12
    groups = [wanted[start : start + size] for start in range(0, len(wanted), size)]
    came = came_out(make, groups, tmp_path)
    assert min(came["titles"], came["authors"], came["positions"]) >= 0.95, came
    assert came["paragraphs"] >= 0.9, came
