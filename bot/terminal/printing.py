"""What the terminal shows: answers, tables, and the report of what was read."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.quoted import json_line, partly, terminal_quote
from bot.rendering import attribution, elsewhere, lead, offered_instead, shown_quotes
from bot.verdicts import differing, mixed
from bot.wording.wording import Wording
from retrieval.records import Answer, Article, Document, Quote


def console(stderr: bool = False) -> Console:
    """A console that leaves lines whole: a terminal wraps Chinese better itself, and a quote is copied as it is."""
    return Console(stderr=stderr, highlight=False, emoji=False, markup=False, soft_wrap=True)


def print_answer(answer: Answer, sources: Mapping[str, str], out: Console, wording: Wording) -> None:
    """An answer with its first quotes and their attribution. Raises BrokenQuote instead of showing a bad one."""
    out.print(Text(lead(answer, wording), style="bold"))
    composite = mixed(answer)
    for quote in shown_quotes(answer):
        print_quote(quote, sources, out, wording, composite)
    if offered := offered_instead(answer):
        out.print(Text(wording.nearest, style="dim"))
        for quote in offered:
            print_quote(quote, sources, out, wording)
    out.print()


def print_quote(
    quote: Quote, sources: Mapping[str, str], out: Console, wording: Wording, composite: bool = False
) -> None:
    """A quote with whose words it is, what differs, and its id. Raises BrokenQuote."""
    text = Text("\n  ")
    for piece, bold in terminal_quote(quote, sources):
        text.append(piece, style="bold yellow" if bold else "")
    out.print(text)
    out.print(Text(f"  —— {printable(attribution(quote.citation, wording, partly(quote)))}", style="cyan"))
    if quote.citation.also:
        out.print(Text(f"     {printable(elsewhere(quote.citation, wording))}", style="cyan"))
    for line in differing(quote, wording, composite).splitlines():
        out.print(Text(f"  {printable(line)}", style="red"))
    out.print(Text(f"     {printable(quote.citation.file)}  {quote.citation.id}", style="dim"))


def printable(text: str) -> str:
    """One line of text that cannot steer the terminal: white space as a space, control characters replaced."""
    return "".join(
        char if char.isprintable() or char in "\u3000\u200b" else " " if char.isspace() else "\ufffd" for char in text
    )


def answer_json(answer: Answer, sources: Mapping[str, str]) -> str:
    """One line of `ask --jsonl`. Raises BrokenQuote."""
    # How the line was read is for people; the fields are the contract's.
    return json_line(answer, sources, left_out=("corrections", "shortened"))


def article_json(document: Document, article: Article) -> str:
    """One line of `articles --jsonl`."""
    fields: dict[str, Any] = {
        "file": document.file,
        "title": article.title.value if article.title else None,
        "author": article.author,
        "position": article.position,
        "date": article.date.value if article.date else None,
        "publication": article.publication.value if article.publication else None,
        "issue": article.issue.value if article.issue else None,
        "column": article.column,
        "section": [],
        "confidence": article.confidence,
        "paragraphs": [{"start": made.start, "end": made.end, "text": made.body.text} for made in article.paragraphs],
    }
    return json.dumps(fields, ensure_ascii=False)


def print_table(out: Console, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """A table for a person at a terminal, tabs between columns for a pipe."""
    cells = [[printable(str(cell)) if cell is not None else "" for cell in row] for row in rows]
    if not out.is_terminal:
        out.file.write("".join("\t".join(row) + "\n" for row in cells))
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))
    out.print(table, soft_wrap=False)
