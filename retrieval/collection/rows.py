"""Articles and paragraphs as rows of the library, and back."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any, NamedTuple

from retrieval.records import Article, Field, Pages, Paragraph, Run, SourcedText

# The articles of a document: their rows' numbers, and behind them an ArticleRow each. The paragraphs of an article: a
# ParagraphRow each.
ARTICLES = (
    "SELECT id, number, author, position, column_label, confidence, shown FROM articles"
    " WHERE document = ? ORDER BY number"
)
PARAGRAPHS = "SELECT number, section, text, runs, start, stop FROM passages WHERE article = ? ORDER BY number"

# All paragraphs under a heading have the same section.
_SECTIONS = 1_000

ArticleRow = tuple[int, str | None, str | None, str | None, float, str]
ParagraphRow = tuple[int, str, str, str, int, int]
PassageRow = tuple[int, str, str, str, int, int, str, str]


class Searched(NamedTuple):
    """What a paragraph is found by: its terms, a space between them, for the index; its folded letters and digits for
    lookups."""

    terms: str
    solid: str


def article_row(article: Article) -> ArticleRow:
    """An article without its paragraphs."""
    return (
        article.number,
        article.author,
        article.position,
        article.column,
        article.confidence,
        _shown(article),
    )


def passage_rows(article: Article, searched: tuple[Searched, ...]) -> Iterator[PassageRow]:
    """The paragraphs of an article, each with what it is found by."""
    for made, search in zip(article.paragraphs, searched, strict=True):
        section = json.dumps(made.section, ensure_ascii=False)
        runs = json.dumps([(run.at, run.start, run.end) for run in made.body.runs], separators=(",", ":"))
        yield made.number, section, made.body.text, runs, made.start, made.end, search.terms, search.solid


def paragraph_of(row: ParagraphRow) -> Paragraph:
    """A paragraph from its row."""
    number, section, text, runs, start, stop = row
    body = SourcedText(text, tuple(Run(*run) for run in json.loads(runs)))
    return Paragraph(number, _section(section), body, start, stop)


@lru_cache(_SECTIONS)
def _section(written: str) -> tuple[str, ...]:
    return tuple(json.loads(written))


def article_of(row: ArticleRow, paragraphs: Sequence[Paragraph]) -> Article:
    """An article with its paragraphs."""
    number, author, position, column, confidence, shown = row
    fields = json.loads(shown)

    def text(value: dict[str, Any] | None) -> SourcedText | None:
        return SourcedText(value["text"], tuple(Run(**run) for run in value["runs"])) if value else None

    def fact(name: str) -> Field | None:
        value = fields[name]
        shown_text = text(value["shown"]) if value else None
        return Field(value["value"], shown_text) if shown_text is not None else None

    byline = text(fields["byline"])
    title, date, publication, issue = map(fact, ("title", "date", "publication", "issue"))
    return Article(number, title, author, position, byline, date, publication, issue, column, confidence, paragraphs)


def pages_of(row: Sequence[Any]) -> Pages:
    """Pages as JSON has them: their beginnings, and the number of the first."""
    starts, first = row
    return Pages(tuple(starts), first)


def _shown(article: Article) -> str:
    """How the article's facts stand in the source, as JSON: what a byline question is answered with."""
    fields: dict[str, Any] = {
        name: asdict(value) if (value := getattr(article, name)) else None
        for name in ("title", "byline", "date", "publication", "issue")
    }
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
