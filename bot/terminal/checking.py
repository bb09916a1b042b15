"""`yinju check`: every quotation of a manuscript held against the library."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from bot.librarian import holdings
from bot.quoted import quote_fields
from bot.rendering import attribution, shown_quotes
from bot.terminal.page import page, quoted, text, write_page
from bot.terminal.printing import console, print_quote, printable
from bot.terminal.running import Run, fail, library_option
from bot.terminal.usage import Command
from bot.verdicts import aside, mixed, omitting, shortened, verdict_line
from bot.wording.wording import Wording
from retrieval.answering.answer import Answerer
from retrieval.answering.checking import EXACT, UNKNOWN
from retrieval.answering.manuscript import Quotation, quotations
from retrieval.collection.library import Library
from retrieval.errors import ReadingError
from retrieval.records import Answer

_LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class _Checked:
    """A quotation of the manuscript, what checking it came to, and by file name the texts that quotes."""

    quotation: Quotation
    answer: Answer
    sources: Mapping[str, str]

    @property
    def verdict(self) -> str:
        return self.answer.verdict or UNKNOWN


@click.command("check", cls=Command)
@library_option
@click.argument("manuscript", metavar="文稿", type=click.Path(path_type=Path))
@click.option("--html", type=click.Path(path_type=Path), metavar="报告.html", help="写一份网页报告")
@click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 对象：各处引文和结论")
@click.pass_obj
def check(run: Run, manuscript: Path, html: Path | None, as_json: bool) -> None:
    """核对一份文稿（.txt、.md、.docx）里的每一处引文：一字不差、有改动、署名不符，是转引、拼接，还是不在文献中。"""
    wording = run.wording
    written = _read(manuscript, wording)
    if html and html.exists() and html.samefile(manuscript):
        fail(wording.check_over_manuscript.format(path=html))
    with run.library() as library:
        authors = library.mended(lambda: library.collection().index.values("author"))
        found, short = quotations(written, set(authors))
        checked = _check(found, library, run)
        held = holdings(library)
        about = wording.check_about.format(
            file=manuscript.name,
            count=len(checked),
            documents=held.documents,
            articles=held.articles,
            date=date.today().isoformat(),
        )
        # Everything is made before anything is shown: a quote that does not hold stops all of it.
        made = page(wording.check_title, about, _body(checked, short, wording), wording) if html else ""
        if as_json:
            click.echo(_json(manuscript, checked, short))
        else:
            _print(manuscript, checked, short, console(), wording)
    if html:
        write_page(html, made, wording)
        click.echo(printable(wording.report_written.format(path=html)), err=True)


def _read(path: Path, wording: Wording) -> list[str]:
    try:
        from retrieval.reading.manuscript import paragraphs  # noqa: PLC0415 - readers that no other command needs

        return paragraphs(path)
    except ReadingError as error:
        reason = " ".join(wording.reasons[error.reason].format(detail=error.detail).split())
        fail(wording.unreadable_manuscript.format(path=path, reason=re.sub(r"\s+(?=[，,；;])", "", reason)))


def _check(found: Sequence[Quotation], library: Library, run: Run) -> list[_Checked]:
    answerer = Answerer(library, run.settings.threshold)
    errors = console(stderr=True)
    columns = (TextColumn(run.wording.check_title), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as bar:
        return [_Checked(one, *answerer.check_with_sources(one.words, one.claim)) for one in bar.track(found)]


def _named(quotation: Quotation, wording: Wording) -> str:
    words = shortened(quotation.words, _LONGEST_SHOWN)
    if quotation.claim is None:
        return wording.quotation.format(paragraph=quotation.paragraph, words=words)
    return wording.quotation_of.format(paragraph=quotation.paragraph, words=words, claimed=quotation.claim.name)


def _counts(checked: Sequence[_Checked], short: int, wording: Wording) -> list[str]:
    counted = Counter(one.verdict for one in checked)
    told = [
        wording.check_one.format(verdict=name, count=counted[verdict])
        for verdict, name in wording.verdict_names.items()
        if counted[verdict]
    ]
    lines = [wording.comma.join(told)] if told else []
    return lines + ([wording.check_short.format(count=short)] if short else [])


def _print(path: Path, checked: Sequence[_Checked], short: int, out: Console, wording: Wording) -> None:
    if not checked:
        out.print(Text(printable(wording.check_none.format(file=path.name))))
    for one in checked:
        style = "green" if one.verdict == EXACT else "bold red"
        name = wording.omitted if omitting(one.answer) else wording.verdict_names[one.verdict]
        name += aside(one.answer.quotes[0], wording) if one.verdict == EXACT else ""
        out.print(Text.assemble((f"【{name}】", style), printable(_named(one.quotation, wording))))
        if one.verdict == EXACT:
            quote = one.answer.quotes[0]
            out.print(Text(f"  —— {printable(attribution(quote.citation, wording))}", "cyan"))
            out.print(Text(f"     {printable(f'{quote.citation.file}  {quote.citation.id}')}", "dim"))
            continue
        shown = shown_quotes(one.answer)
        out.print(Text(printable(verdict_line(one.answer, len(shown), wording))))
        for quote in shown:
            print_quote(quote, one.sources, out, wording, mixed(one.answer))
        out.print()
    if checked:
        out.print(Text(printable(wording.check_counts.format(file=path.name, count=len(checked))), style="bold"))
    for line in _counts(checked, short, wording):
        out.print(Text(line))


def _body(checked: Sequence[_Checked], short: int, wording: Wording) -> str:
    head = "".join(f"<p>{text(line)}</p>" for line in _counts(checked, short, wording))
    return head + "\n".join(_article(one, wording) for one in checked)


def _article(one: _Checked, wording: Wording) -> str:
    shown = shown_quotes(one.answer)
    composite = mixed(one.answer)
    lines = verdict_line(one.answer, len(shown), wording).splitlines()
    quotes = "".join(quoted(quote, one.sources, wording, composite) for quote in shown)
    return f"""<article class="{one.verdict}">
<h3>{text(wording.omitted if omitting(one.answer) else wording.verdict_names[one.verdict])}</h3>
<p>{text(_named(one.quotation, wording))}</p>
{"".join(f"<p>{text(line)}</p>" for line in lines)}
{quotes}
</article>"""


def _json(path: Path, checked: Sequence[_Checked], short: int) -> str:
    """One object: `file`, `counts` {verdict: n}, `short`, `quotations`. Raises BrokenQuote."""
    made: dict[str, Any] = {
        "file": path.name,
        "counts": dict(Counter(one.verdict for one in checked)),
        "short": short,
        "quotations": [
            {
                "paragraph": one.quotation.paragraph,
                "start": one.quotation.start,
                "end": one.quotation.end,
                "words": one.quotation.words,
                "claimed": one.quotation.claim.name if one.quotation.claim else None,
                "verdict": one.verdict,
                "quotes": [quote_fields(quote, one.sources) for quote in one.answer.quotes],
            }
            for one in checked
        ],
    }
    return json.dumps(made, ensure_ascii=False)
