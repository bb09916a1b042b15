"""Whole documents in known and unknown layouts: a file under tests/cases/reading, and beside it what must come out."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from retrieval.reading.articles import read_articles
from retrieval.reading.readers.text import decode
from retrieval.records import Article

CASES = sorted(path for path in Path("tests/cases/reading").iterdir() if path.suffix in (".txt", ".md"))
FACTS = ("author", "position", "date", "publication", "issue")


def squeezed(text: str | None) -> str | None:
    return None if text is None else re.sub(r"\s|\*\*", "", text)


def stated(article: Article) -> dict[str, Any]:
    fields = {name: getattr(article, name) for name in ("date", "publication", "issue")}
    return {
        "title": squeezed(article.title.value) if article.title else None,
        "author": article.author,
        "position": article.position,
        **{name: field.value if field else None for name, field in fields.items()},
    }


def read(path: Path) -> tuple[str, list[Article], list[dict[str, Any]]]:
    source, _ = decode(path.read_bytes())
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))["articles"]
    return source, read_articles(source), expected


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_article_says_who_wrote_what_when_and_where(path: Path) -> None:
    _, articles, expected = read(path)
    assert [stated(article) for article in articles] == [
        {"title": squeezed(want["title"]), **{name: want[name] for name in FACTS}} for want in expected
    ]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_paragraph_is_whole_and_nothing_else_is_one(path: Path) -> None:
    _, articles, expected = read(path)
    got = [[squeezed(made.body.text) for made in article.paragraphs] for article in articles]
    assert got == [[squeezed(text) for text in want["paragraphs"]] for want in expected]
