"""`yinju add`: the progress of reading, what was understood of each file, and what was not taken."""

import codecs
import re
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot.terminal.printing import console, print_table, printable
from bot.terminal.running import Run
from bot.wording.wording import Wording
from retrieval.collection.adding import Report, Taken
from retrieval.collection.finding import Problem
from retrieval.collection.library import Library
from retrieval.reading.extract import Notice


def add_with_progress(
    run: Run, library: Library, paths: tuple[Path, ...], encoding: str | None = None, explain: bool = False
) -> Report:
    """Add files with a bar that says how far it is, where somebody sees it."""
    errors = console(stderr=True)
    columns = (TextColumn(run.wording.reading), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[name]}"))
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as bar:
        task = bar.add_task("", total=None, name="")

        def show(done: int, total: int, path: Path) -> None:
            bar.update(task, completed=done, total=total, name=printable(path.name)[:40])

        return library.add(paths, show, encoding, explain)


def known_encoding(context: click.Context, _: click.Parameter, value: str | None) -> str | None:
    """An encoding as Python names it; a wrong one is wrong usage."""
    if value is None:
        return None
    try:
        "".encode(value)  # Python has codecs of bytes to bytes too, under the same roof: they raise here
    except (LookupError, ValueError):
        wording: Wording = context.find_root().obj.wording
        raise click.UsageError(wording.unknown_encoding.format(name=printable(value)), context) from None
    return codecs.lookup(value).name


def print_report(report: Report, out: Console, errors: Console, wording: Wording) -> None:
    """What was read, and one line for every file that was not."""
    for path in report.left_out:
        out.print(wording.report_left_out.format(path=printable(str(path))))
    for path in report.explained:
        out.print(wording.explained.format(path=printable(str(path))))
    for path in report.kept:
        out.print(wording.explained_before.format(path=printable(str(path))))
    for path, file in report.twins:
        out.print(wording.report_twin.format(path=printable(str(path)), file=printable(file)))
    for problem in report.problems:
        errors.print(problem_line(problem, wording), style="red")
    if report.taken:
        print_table(out, wording.columns_added, (_row(one, wording) for one in report.taken))
    out.print(
        wording.report.format(
            added=len(report.added),
            replaced=len(report.replaced),
            unchanged=len(report.unchanged),
            problems=len(report.problems),
            articles=report.articles,
            passages=report.passages,
        )
    )


def _row(one: Taken, wording: Wording) -> tuple[object, ...]:
    notices = "；".join(notice_line(notice, wording) for notice in one.notices)
    return one.file, one.format, encoding_shown(one.encoding, one.certainty), one.articles, one.passages, notices


def encoding_shown(encoding: str, certainty: float) -> str:
    """An encoding's name, with how sure that is where it was guessed."""
    return encoding.upper() if certainty == 1 or not encoding else f"{encoding.upper()} {certainty:.0%}"


def notice_line(notice: Notice, wording: Wording) -> str:
    """Something a person should know of a file that was read."""
    return wording.notices[notice.name].format(*notice.detail.split(), detail=notice.detail)


def problem_line(problem: Problem, wording: Wording) -> str:
    """What is wrong, where, and what to do."""
    reason = wording.reasons[problem.reason].format(detail=problem.detail)
    if problem.fault:
        allowed = "、".join(problem.fault.allowed)
        flaw = wording.flaws[problem.fault.flaw].format(detail=problem.fault.detail, allowed=allowed)
        reason = wording.problem_beside.format(path=problem.beside, line=problem.fault.line, flaw=flaw)
    elif problem.beside:
        reason = f"{problem.beside} {reason}"
    # A detail that is not known leaves its space before the comma.
    reason = re.sub(r"\s+(?=[，,；;])", "", " ".join(reason.split()))
    # What is wrong is told in the file's own words here and there, and those of the folder it is in.
    return wording.problem.format(path=printable(str(problem.path)), reason=printable(reason))
