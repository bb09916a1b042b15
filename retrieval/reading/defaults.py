"""What a person says of all files in a folder, in its `collection.toml`, for documents that do not say it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.errors import BadCorrections, Flaw
from retrieval.reading.corrections.entries import known, number_of, text_of
from retrieval.reading.corrections.tables import Tables, read_tables
from retrieval.records import Article, Field, SourcedText

_KEYS = ("publication", "issue", "column", "encoding")


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds where a document does not say it. None is not said here; empty takes back what a folder above says.

    `encoding` is as Python names it.
    """

    publication: str | None = None
    issue: str | None = None
    column: str | None = None
    encoding: str | None = None

    def over(self, above: "Defaults") -> "Defaults":
        """These, and those of a folder above for what is not said here."""
        mine = {key: getattr(self, key) for key in _KEYS if getattr(self, key) is not None}
        return replace(above, **mine)


def read_defaults(toml: str) -> Defaults:
    """Raises BadCorrections for the first thing that cannot be used."""
    tables = read_tables(toml)
    known(tables, _KEYS)
    return Defaults(
        publication=_line(text_of(tables, "publication")),
        issue=_line(number_of(tables, "issue")),
        column=_line(text_of(tables, "column")),
        encoding=_encoding(tables),
    )


def with_defaults(articles: Sequence[Article], defaults: Defaults) -> tuple[Article, ...]:
    """The articles with what they do not say themselves; it stands nowhere in their text, so it cannot be quoted."""
    return tuple(
        replace(
            article,
            publication=article.publication or _field(defaults.publication),
            issue=article.issue or _field(defaults.issue),
            column=article.column or defaults.column or None,
        )
        for article in articles
    )


def _field(value: str | None) -> Field | None:
    return Field(value, SourcedText("", ())) if value else None


def _line(value: str | None) -> str | None:
    return None if value is None else " ".join(value.split())


def _encoding(tables: Tables) -> str | None:
    name = text_of(tables, "encoding")
    if name:
        try:
            "".encode(name)
        except (LookupError, ValueError):
            raise BadCorrections(tables.line("encoding"), Flaw.ENCODING, name) from None
    return name
