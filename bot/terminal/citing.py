"""`yinju verify` and `yinju cite`: an id held against its source file, and its citation in a format of one's choice."""

import json
import os
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from bot.quoted import json_line, terminal_quote
from bot.rendering import attribution
from bot.terminal.printing import console, printable
from bot.terminal.running import Run, fail, library_option
from bot.terminal.usage import Command
from bot.wording.wording import Wording
from retrieval.answering.resolving import Fate, Moved, Resolved, resolve
from retrieval.answering.verifying import Verdict, Verified, verified
from retrieval.citing.styles import STYLES, cited
from retrieval.errors import ReadingError
from retrieval.records import Answer, Quote


@click.command("verify", cls=Command)
@library_option
@click.argument("ids", nargs=-1, required=True, metavar="编号...")
@click.option("--jsonl", is_flag=True, help="每个编号输出一行 JSON")
@click.pass_obj
def verify(run: Run, ids: tuple[str, ...], jsonl: bool) -> None:
    """拿引文的编号与原件逐字核对，不用联网。"""
    wording, out = run.wording, console()
    broken: list[str] = []
    with run.library() as library:
        for id in ids:
            found = verified(library, _decoded(id))
            if jsonl:
                click.echo(_json(found))
            else:
                _print(found, out, wording)
            if found.verdict is not Verdict.HOLDS:
                broken.append(found.resolved.id)
    if broken:
        fail(wording.not_verified.format(count=len(broken), ids=wording.also_joint.join(broken)))


def _style(context: click.Context, _: click.Parameter, value: str) -> str:
    """The name of a format; another name is wrong usage, said with those there are."""
    if value not in STYLES:
        wording: Wording = context.find_root().obj.wording
        known = wording.also_joint.join(STYLES)
        raise click.UsageError(wording.unknown_style.format(style=printable(value), styles=known), context)
    return value


@click.command("cite", cls=Command)
@library_option
@click.argument("ids", nargs=-1, required=True, metavar="编号...")
@click.option("--style", default="plain", metavar="格式", callback=_style, help=f"{'、'.join(STYLES)}；不写就是 plain")
@click.pass_obj
def cite(run: Run, ids: tuple[str, ...], style: str) -> None:
    """按编号写出引文的出处，格式可选。"""
    wording = run.wording
    with run.library() as library:
        found = [resolve(library, _decoded(id)) for id in ids]
    for one in found:
        if one.quote is None:
            fail(wording.not_cited.format(id=one.id, verdict=wording.verdicts[Verdict(one.status.value)]))
    # All of them or none: a list of sources with a hole in it is worse than none.
    for one in found:
        if one.quote and one.edition:
            shown = "".join(text for text, _ in _pieces(one.quote, one.edition.text))
            click.echo(cited(one.quote.citation, shown, style))
        if one.moved:
            said = _verdict(Verdict(one.status.value), one.moved, wording)
            click.echo(printable(wording.cited_replaced.format(id=one.id, verdict=said)), err=True)


def _decoded(typed: str) -> str:
    """Arguments that are no UTF-8 arrive as lone surrogates, which nothing can print."""
    return os.fsencode(typed).decode("utf-8", "replace")


def _pieces(quote: Quote, source: str) -> list[tuple[str, bool]]:
    return terminal_quote(quote, {quote.citation.file: source})


def _print(found: Verified, out: Console, wording: Wording) -> None:
    """The words with their attribution, the verdict, and what stands there now. Raises BrokenQuote."""
    resolved = found.resolved
    out.print()
    if resolved.quote and resolved.edition:
        _print_words(resolved.quote, resolved.edition.text, out, wording)
    said = printable(_verdict(found.verdict, found.moved, wording, found.problem))
    out.print(Text(f"  {said}", style="green" if found.verdict is Verdict.HOLDS else "red"))
    out.print(Text(f"     {printable(_place(resolved))}", style="dim"))
    for quote, text in _unlike(resolved, found.moved, wording):
        _print_words(quote, text, out, wording)
        out.print(Text(f"     {printable(quote.citation.file)}  {quote.citation.id}", style="dim"))


def _print_words(quote: Quote, source: str, out: Console, wording: Wording) -> None:
    out.print(Text("  " + "".join(text for text, _ in _pieces(quote, source))))
    out.print(Text(f"  —— {printable(attribution(quote.citation, wording))}", style="cyan"))


def _place(resolved: Resolved) -> str:
    return f"{resolved.edition.file}  {resolved.id}" if resolved.edition else resolved.id


def _unlike(resolved: Resolved, moved: Moved | None, wording: Wording) -> list[tuple[Quote, str]]:
    """What stands there now, where the words are others or not attributed as they were; with the text it is of."""
    if moved is None or resolved.quote is None:
        return []
    was = attribution(resolved.quote.citation, wording)
    altered = moved.fate is Fate.ALTERED
    now = [quote for quote in moved.quotes if altered or attribution(quote.citation, wording) != was]
    return [(quote, moved.text) for quote in now]


def _verdict(verdict: Verdict, moved: Moved | None, wording: Wording, problem: ReadingError | None = None) -> str:
    """The verdict in one line, with the ids that hold now, or why the file could not be read."""
    ids = [quote.citation.id for quote in moved.quotes] if moved else []
    now = wording.also_joint.join(ids)
    if moved and moved.ambiguous:
        now = wording.ambiguous_ids.format(ids=now, count=len(ids))
    reason = wording.reasons[problem.reason].format(detail=problem.detail) if problem else ""
    return wording.verdicts[verdict].format(now=now, reason=reason)


def _json(found: Verified) -> str:
    """One line of `verify --jsonl`. Raises BrokenQuote."""
    resolved, moved = found.resolved, found.moved
    held = _fields(resolved.quote, resolved.edition.text) if resolved.quote and resolved.edition else {}
    now = [_fields(quote, moved.text) for quote in moved.quotes] if moved else []
    line = {
        "id": resolved.id,
        "status": found.verdict.value,
        "text": held.get("text"),
        "citation": held.get("citation"),
        "now": [{"id": one["citation"]["id"], "text": one["text"], "citation": one["citation"]} for one in now],
        "ambiguous": bool(moved and moved.ambiguous),
    }
    return json.dumps(line, ensure_ascii=False)


def _fields(quote: Quote, source: str) -> dict[str, Any]:
    """A quote as `ask --jsonl` shows it."""
    answer = Answer("", "quotation", True, None, 0.0, (quote,))
    fields: dict[str, Any] = json.loads(json_line(answer, {quote.citation.file: source}))["quotes"][0]
    return fields
