"""`yinju eval`: a person's own questions asked of the library, the figures, and every miss."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot.librarian import holdings
from bot.quoted import quote_fields
from bot.terminal.page import write_page
from bot.terminal.printing import console, print_table, printable
from bot.terminal.report import Miss, html_report, shown_value
from bot.terminal.running import Run, fail, library_option
from bot.terminal.usage import Command
from bot.wording.wording import Wording
from retrieval.answering.answer import Answerer
from retrieval.collection.library import Library
from retrieval.errors import BadQuestion
from retrieval.evaluation.figures import Figure, Judged, Outcome, figures, judge
from retrieval.evaluation.questions import Expectation, Wanted, located, read_questions


@click.command("eval", cls=Command)
@library_option
@click.argument("questions", metavar="题目.jsonl", type=click.Path(path_type=Path))
@click.option("--html", type=click.Path(path_type=Path), metavar="报告.html", help="写一份网页报告，逐题列出没答好的")
@click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 对象：各项数值和没答好的题")
@click.pass_obj
def evaluate(run: Run, questions: Path, html: Path | None, as_json: bool) -> None:
    """用自己的题测一测：答得出、答得对、该拒的拒了几成。每行一题，写法见 README。"""
    wording = run.wording
    asked = _read(questions, wording)
    if html and html.exists() and html.samefile(questions):
        fail(wording.report_over_questions.format(path=html))
    with run.library() as library:
        try:
            asked = located(asked, library.collection())
        except BadQuestion as error:
            fail(_explained(error, questions, wording))
        judged, misses = _ask(asked, library, run)
        found = figures(judged)
        held = holdings(library)
        about = wording.report_about.format(
            file=questions.name,
            questions=len(asked),
            documents=held.documents,
            articles=held.articles,
            date=date.today().isoformat(),
        )
        page = html_report(about, found, misses, wording) if html else ""
        if as_json:
            click.echo(_json(judged, found, misses))
        else:
            _print(found, wording)
    if html:
        write_page(html, page, wording)
    if not as_json:
        _notice(judged, html, wording)


def _read(path: Path, wording: Wording) -> tuple[Expectation, ...]:
    try:
        return read_questions(path.read_bytes())
    except OSError as error:
        fail(wording.unreadable_questions.format(path=path, detail=error.strerror))
    except BadQuestion as error:
        fail(_explained(error, path, wording))


def _explained(error: BadQuestion, path: Path, wording: Wording) -> str:
    fault = wording.faults[error.fault].format(detail=error.detail)
    return wording.bad_question.format(path=path, line=error.line, fault=fault)


def _ask(asked: Sequence[Expectation], library: Library, run: Run) -> tuple[list[Judged], list[Miss]]:
    """Every answer judged, and those that missed with the texts they quote."""
    answerer = Answerer(library, run.settings.threshold)
    # What is loaded once would count as the first question's time.
    answerer.warm()
    judged, misses = [], []
    errors = console(stderr=True)
    columns = (TextColumn(run.wording.asking), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as bar:
        for one in bar.track(asked):
            answer, sources = answerer.answer_with_sources(one.question)
            judged.append(judge(one, answer))
            if judged[-1].outcome is not Outcome.RIGHT:
                misses.append(Miss(judged[-1], sources))
    return judged, misses


def _print(found: Sequence[Figure], wording: Wording) -> None:
    """A table for a person, `name<TAB>value<TAB>n` for a pipe; a figure of a kind is named `name: kind`."""
    out = console()
    rows: list[tuple[str, str, int]] = []
    for one in found:
        if out.is_terminal:
            rows.append((*shown_value(one, wording), one.n))
        else:
            kind = f": {one.kind}" if one.kind else ""
            rows.append((one.measure.value + kind, f"{one.value:.4f}", one.n))
    print_table(out, wording.columns_figures, rows)


def _json(judged: Sequence[Judged], found: Sequence[Figure], misses: Sequence[Miss]) -> str:
    """One object: `questions`, `figures` {name: {value, n}}, `kinds` {kind: figures}, `misses`. Raises BrokenQuote."""
    by_kind: dict[str | None, dict[str, dict[str, float]]] = {None: {}}
    for one in found:
        by_kind.setdefault(one.kind, {})[one.measure.value] = {"value": round(one.value, 4), "n": one.n}
    whole = {"questions": len(judged), "figures": by_kind.pop(None), "kinds": by_kind}
    return json.dumps(whole | {"misses": [_miss(one) for one in misses]}, ensure_ascii=False)


def _miss(miss: Miss) -> dict[str, Any]:
    expectation, quotes = miss.judged.expectation, miss.judged.answer.quotes[:1]
    return {
        "line": expectation.line,
        "question": expectation.question,
        "kind": expectation.kind,
        "outcome": miss.judged.outcome.value,
        "answers": expectation.answers,
        "passage": expectation.passage,
        "articles": [_article(one) for one in expectation.articles],
        "quote": quote_fields(quotes[0], miss.sources) if quotes else None,
    }


def _article(wanted: Wanted) -> dict[str, str | None]:
    """As it stood in the questions: without what was not said there, null where nobody signed."""
    said = {"title": wanted.title, "author": wanted.author, "file": wanted.file}
    return {key: value or None for key, value in said.items() if value is not None}


def _notice(judged: Sequence[Judged], html: Path | None, wording: Wording) -> None:
    counts = Counter(one.outcome for one in judged)
    line = wording.missed.format(
        wrong=counts[Outcome.WRONG], missed=counts[Outcome.MISSED], answered=counts[Outcome.ANSWERED]
    )
    click.echo(line, err=True)
    if html:
        click.echo(printable(wording.report_written.format(path=html)), err=True)
