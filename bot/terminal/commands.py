"""The commands of `yinju`.

Exit status: 0 done, 1 something failed (said in one line on standard error), 2 wrong usage.
"""

import io
import os
import sys
from pathlib import Path

import click

from bot import settings
from bot.settings import BadSetting
from bot.terminal.adding import add_with_progress, encoding_shown, known_encoding, print_report
from bot.terminal.chat import chat as run_chat
from bot.terminal.chat import lines
from bot.terminal.checking import check
from bot.terminal.citing import cite, verify
from bot.terminal.evaluating import evaluate
from bot.terminal.printing import (
    answer_json,
    article_json,
    console,
    print_answer,
    print_table,
    printable,
)
from bot.terminal.running import SAMPLE_LIBRARY, Run, fail, library_option
from bot.terminal.usage import Group
from bot.wording.choice import LANGUAGES
from bot.wording.wording import Wording
from retrieval.answering.answer import Answerer
from retrieval.collection.adding import Report
from retrieval.collection.finding import located
from retrieval.collection.library import Library
from retrieval.errors import CollectionError

_SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"


class _Yinju(Group):
    """The group of all commands; an output that cannot be written ends in a line, not in a traceback."""

    def invoke(self, context: click.Context) -> object:
        try:
            result = super().invoke(context)
            sys.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            fail(LANGUAGES["zh-hans"].unwritable.format(detail=error.strerror or error))
        return result


@click.group(cls=_Yinju, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--library", "folder", type=click.Path(path_type=Path), help="文献库所在文件夹（默认 YINJU_LIBRARY）")
@click.version_option(package_name="yinju", prog_name="yinju")
@click.pass_context
def main(context: click.Context, folder: Path | None) -> None:
    """引据：用文献自己的话回答，并说清是谁的话、出自何处。不带命令时在终端里问答。"""
    _speak_utf8()
    try:
        context.obj = Run(settings.load(), folder)
    except BadSetting as error:
        fail(_bad_setting(error))
    if context.invoked_subcommand is None:
        context.invoke(chat)


def _bad_setting(error: BadSetting) -> str:
    wording = LANGUAGES["zh-hans"]
    if error.value is None:
        return wording.bad_settings_file.format(name=error.name)
    if error.name == "TELEGRAM_TOKEN":
        return wording.bad_token
    return wording.bad_setting.format(name=error.name, value=error.value, form=wording.setting_forms[error.name])


def _speak_utf8() -> None:
    """Results are UTF-8 for whatever reads them; at a terminal of another encoding what it cannot show is replaced."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


@main.command()
@library_option
@click.pass_obj
def chat(run: Run) -> None:
    """在终端里问答；也从管道读问题，一行一个。"""
    with run.library() as library:
        run_chat(library, Answerer(library, run.settings.threshold), run.wording, [])


@main.command()
@library_option
@click.argument("words", nargs=-1, metavar="[问题]")
@click.option("--jsonl", is_flag=True, help="每个问题输出一行 JSON")
@click.pass_obj
def ask(run: Run, words: tuple[str, ...], jsonl: bool) -> None:
    """回答一个问题；不写问题时从标准输入读，一行一个。"""
    with run.library() as library:
        answerer = Answerer(library, run.settings.threshold)
        out = console()
        # Arguments that are no UTF-8 arrive as lone surrogates, which nothing can print.
        typed = os.fsencode(" ".join(words)).decode("utf-8", "replace")
        for line in [typed] if words else lines(sys.stdin.buffer):
            if not jsonl and not line.strip():
                continue
            answer, sources = answerer.answer_with_sources(line)
            if jsonl:
                click.echo(answer_json(answer, sources))
            else:
                print_answer(answer, sources, out, run.wording)


@main.command()
@library_option
@click.argument("paths", nargs=-1, required=True, metavar="文件或文件夹...", type=click.Path(path_type=Path))
@click.option(
    "--encoding", callback=known_encoding, metavar="编码", help="文本文件的编码，如 gb18030、big5；不写则自动辨认"
)
@click.option("--explain", is_flag=True, help="把读出的文章和依据写成 <文件>.articles.toml，改后再收即以它为准")
@click.pass_obj
def add(run: Run, paths: tuple[Path, ...], encoding: str | None, explain: bool) -> None:
    """把文件或文件夹收入文献库，并报告读到了什么、什么没能读。"""
    with run.library(create=True) as library:
        try:
            report = add_with_progress(run, library, paths, encoding, explain)
        except KeyboardInterrupt:
            click.echo("yinju: " + run.wording.interrupted.format(count=len(library.sources())), err=True)
            raise
        if report == Report():
            click.echo(run.wording.nothing_added.format(folder=printable("、".join(map(str, paths)))))
            return
        print_report(report, console(), console(stderr=True), run.wording)
        # It is all there. What is done now the first question would wait for, or all of them a little longer.
        library.tidy()
        if report.added or report.replaced:
            Answerer(library).calibrate()
    if report.problems:
        sys.exit(1)


@main.command()
@library_option
@click.argument("names", nargs=-1, required=True, metavar="编号或文件名...")
@click.pass_obj
def remove(run: Run, names: tuple[str, ...]) -> None:
    """按编号或文件名移除文献。"""
    with run.library() as library:
        for file in library.remove(names):
            click.echo(run.wording.removed.format(file=printable(file)))
        library.tidy()


@main.command()
@library_option
@click.pass_obj
def sources(run: Run) -> None:
    """列出文献：编号、文件、格式、编码、文章数、段数。"""
    with run.library() as library:
        rows = [
            (one.id, one.file, one.format, encoding_shown(one.encoding, one.certainty), articles, passages)
            for one, articles, passages in library.holdings()
        ]
    print_table(console(), run.wording.columns_sources, rows)


@main.command()
@library_option
@click.option("--jsonl", is_flag=True, help="每篇文章输出一行 JSON")
@click.pass_obj
def articles(run: Run, jsonl: bool) -> None:
    """列出文章：题目、作者、职务、日期、出处。"""
    with run.library() as library:
        _list_articles(library, run.wording, jsonl)


def _list_articles(library: Library, wording: Wording, jsonl: bool) -> None:
    found = library.collection().articles
    if jsonl:
        for document, article in found:
            click.echo(article_json(document, article))
        return
    rows = []
    for document, article in found:
        title, date, publication, issue = (
            field.value if field else None
            for field in (article.title, article.date, article.publication, article.issue)
        )
        printed = (publication or "") + (wording.issue.format(issue=issue) if issue else "")
        rows.append((document.file, title, article.author, article.position, date, printed, len(article.paragraphs)))
    print_table(console(), wording.columns_articles, rows)


@main.command()
@library_option
@click.argument("file", metavar="编号或文件名")
@click.pass_obj
def text(run: Run, file: str) -> None:
    """输出一份文献的文本；引文的起止位置就是在这份文本里数的。"""
    with run.library() as library:
        sys.stdout.buffer.write(library.document(file).text.encode("utf-8"))


main.add_command(check)
main.add_command(evaluate)
main.add_command(verify)
main.add_command(cite)


@main.command()
@library_option
@click.pass_obj
def serve(run: Run) -> None:
    """启动 Telegram 机器人（长轮询）。"""
    from bot import application  # noqa: PLC0415 - a second of imports that only the bot needs

    try:
        application.serve(run.settings, run.readable())
    except application.CannotServe as error:
        fail(str(error))
    except CollectionError as error:
        fail(run.wording.bad_library.format(detail=error))


@main.command()
@library_option
@click.option("--docs", type=click.Path(path_type=Path), help="自己的文件夹，代替样例文献")
@click.pass_context
def start(context: click.Context, docs: Path | None) -> None:
    """make run 所做的：备好文献库（自己的或样例），然后启动机器人或终端问答。"""
    run: Run = context.obj
    notices = prepare(run, docs)
    if run.settings.token:
        for notice in notices:
            click.echo(notice, err=True)
        context.invoke(serve)
        return
    with run.library() as library:
        answerer = Answerer(library, run.settings.threshold)
        run_chat(library, answerer, run.wording, [*notices, run.wording.chat_connect])


def prepare(run: Run, docs: Path | None) -> list[str]:
    """Choose the library: the person's own where there is one or a folder is given, the sample's otherwise."""
    if docs is None and Library.exists(run.folder):
        with run.library() as library:
            if library.sources():
                return []
    if docs is None:
        run.chosen = SAMPLE_LIBRARY
    with run.library(create=True) as library:
        folder = docs.expanduser() if docs else _SAMPLE
        # The sample is added each time too: it is quick, and a new version may read it better.
        report = add_with_progress(run, library, (folder,))
        changed = report.added or report.replaced
        library.tidy()
        # Here the report is a notice: the result is the answers. The sample's own README is no news to anyone.
        report.left_out = report.left_out if docs else []
        if docs or changed or report.problems:
            print_report(report, console(stderr=True), console(stderr=True), run.wording)
        if not (changed or report.unchanged or report.twins):
            fail(run.wording.nothing_added.format(folder=folder))
        return _besides(library, docs.expanduser(), run.wording) if docs else [run.wording.chat_sample]


def _besides(library: Library, folder: Path, wording: Wording) -> list[str]:
    """What the library holds that the folder does not, so that nobody is surprised by an answer from there."""
    listed = library.sources()
    below = [one for one in listed if located(one.origin).is_relative_to(folder.resolve())]
    gone = [one.file for one in below if not located(one.origin).exists()]
    notices = [wording.files_gone.format(files="、".join(map(printable, gone[:5])))] if gone else []
    if others := len(listed) - len(below):
        notices.append(wording.held_besides.format(count=others))
    return notices
