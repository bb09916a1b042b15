"""What adding costs: against jieba alone, a file of each format, memory for many rows, and after a kill.

    python bench/adding.py [--only speed|formats|memory|resume] [--megabytes 10] [--documents FOLDER] [--seed 1]

Documents are made of jieba's own words, as often as its dictionary says they are used; with --documents the text files
of a folder are added instead. Ends with status 1 when a bound is broken: twice jieba's time, 500 MB for a process.
"""

import argparse
import io
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.writing import PAGES, Writer
from retrieval.analyzer import Analyzer
from retrieval.collection.library import Library
from retrieval.collection.workers import shared
from tests.hostile import making

YINJU = [sys.executable, "-c", "from bot.terminal.commands import main; main()"]
MB = 1024 * 1024
_MOST_TIMES, _MOST_MEMORY = 2.0, 500 * MB
# Cutting alone, as it is searched and as it is read, in a process that does nothing else. It says its seconds.
_JIEBA = """
import sys, time
from pathlib import Path
import jieba
jieba.setLogLevel(60)
jieba.initialize()
paths = [path for path in sorted(Path(sys.argv[1]).rglob("*")) if path.is_file()]
lines = [line for path in paths for line in path.read_text("utf-8").split("\\n")]
for cut in (lambda line: jieba.lcut_for_search(line, HMM=False), jieba.lcut_for_search, jieba.lcut):
    wall, cpu = time.perf_counter(), time.process_time()
    for line in lines:
        cut(line)
    print(time.perf_counter() - wall, time.process_time() - cpu)
"""


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock, and of all processors."""

    wall: float
    cpu: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=["speed", "formats", "memory", "resume"])
    parser.add_argument("--megabytes", type=float, default=10)
    parser.add_argument("--documents", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    writer = Writer(options.seed)
    with tempfile.TemporaryDirectory() as base:
        documents = options.documents or _documents(Path(base) / "documents", writer, options.megabytes)
        Analyzer(Path(base) / "cache").warm()
        parts: Mapping[str, Callable[[], bool]] = {
            "speed": lambda: _speed(Path(base), documents),
            "formats": lambda: _formats(Path(base), writer),
            "memory": lambda: _memory(Path(base), writer),
            "resume": lambda: _resume(Path(base), documents),
        }
        kept = [part() for name, part in parts.items() if options.only in (None, name)]
    sys.exit(not all(kept))


def _documents(folder: Path, writer: Writer, megabytes: float) -> Path:
    folder.mkdir()
    size = number = 0
    while size < megabytes * MB:
        text = "\n\n".join(writer.article(number))
        (folder / f"{number:04}.md").write_text(text, "utf-8")
        size += len(text.encode())
        number += 1
    return folder


def _library(base: Path, name: str) -> Path:
    """A new library's folder, with the dictionary as it is loaded the second time."""
    with suppress(FileNotFoundError):  # with the extra `fast` there is none
        shutil.copytree(base / "cache", base / name / "cache")
    return base / name


def _costing(command: list[str]) -> tuple[Cost, str]:
    """A command, run to its end: what it costs with all it starts, and what it prints."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime), done.stdout


def _speed(base: Path, documents: Path) -> bool:
    """Characters a second of the whole command, processes started and rows written, against jieba's cutting alone."""
    characters = sum(len(path.read_text("utf-8")) for path in documents.rglob("*") if path.is_file())
    before = _cuts(documents)
    ours, _ = _costing([*YINJU, "--library", str(_library(base, "speed")), "add", str(documents)])
    # The machine may be slower at one time than at another: theirs is the mean of what it is before and after ours.
    cuts = [Cost((a.wall + b.wall) / 2, (a.cpu + b.cpu) / 2) for a, b in zip(before, _cuts(documents), strict=True)]
    _say(f"{characters:,} characters", "seconds", "CPU", "characters/s", "ours: times", "CPU: times")
    names = ("jieba, for search, no HMM", "jieba, for search", "jieba, plain")
    for name, cut in zip(names, cuts, strict=True):
        _say(name, f"{cut.wall:.1f}", f"{cut.cpu:.1f}", f"{characters / cut.wall:,.0f}", *_times(ours, cut))
    _say(
        "yinju add, rjieba" if find_spec("rjieba") else "yinju add",
        f"{ours.wall:.1f}",
        f"{ours.cpu:.1f}",
        f"{characters / ours.wall:,.0f}",
        "",
        "",
    )
    return ours.wall <= _MOST_TIMES * cuts[0].wall


def _cuts(documents: Path) -> list[Cost]:
    """jieba's ways of cutting, each over all the lines."""
    _, said = _costing([sys.executable, "-c", _JIEBA, str(documents)])
    return [Cost(*map(float, line.split())) for line in said.splitlines()]


def _times(ours: Cost, other: Cost) -> tuple[str, str]:
    return f"{ours.wall / other.wall:.2f}", f"{ours.cpu / other.cpu:.2f}"


def _say(*cells: str) -> None:
    first, *rest = cells
    sys.stdout.write(f"{first:28}" + "".join(f"{cell:>14}" for cell in rest) + "\n")
    sys.stdout.flush()


def _formats(base: Path, writer: Writer, count: int = 40) -> bool:
    """Files a second of each format, all in one library call, so that starting processes is not in it."""
    articles = [writer.article(number) for number in range(count)]
    _say(f"{count} files of {PAGES} pages", "files", "seconds", "files/s", "rows/s")
    for name, make in _MADE.items():
        folder = base / f"of-{name}"
        folder.mkdir()
        rows = make(folder, articles)
        library = Library(_library(base, f"library-{name}"))
        # What is loaded once for all files is loaded before.
        _warm(library, base)
        started = time.perf_counter()
        report = library.add([folder])
        seconds = time.perf_counter() - started
        library.close()
        if report.problems or not report.added:
            raise SystemExit(f"{name}: {report.problems[:1] or 'nothing was added'}")
        done = len(report.added)
        _say(name, str(done), f"{seconds:.2f}", f"{done / seconds:.1f}", f"{rows / seconds:,.0f}" if rows else "")
    shared().close()
    return True


def _warm(library: Library, base: Path) -> None:
    """Have every process started, and its dictionary loaded."""
    folder = base / "first"
    if not folder.exists():
        folder.mkdir()
        for number in range(shared().count * 4):
            (folder / f"{number}.txt").write_text(f"第{number}条渠修好了，再放水。", "utf-8")
    library.add([folder])


def _each(suffix: str, made: Callable[[list[str]], bytes]) -> Callable[[Path, list[list[str]]], int]:
    def make(folder: Path, articles: list[list[str]]) -> int:
        for number, article in enumerate(articles):
            (folder / f"{number:03}{suffix}").write_bytes(made(article))
        return 0

    return make


def _text(article: list[str]) -> bytes:
    return "\n".join([article[0][2:], *article[1:]]).encode()


def _pdf(article: list[str]) -> bytes:
    """Pages of lines of 38 characters."""
    lines = [line[at : at + 38] for line in article for at in range(0, len(line), 38)]
    pages = [lines[at : at + 40] for at in range(0, len(lines), 40)]
    objects: dict[int, bytes] = {1: b"<< /Type /Catalog /Pages 2 0 R >>", **making.font_objects(5)}
    for number, page in enumerate(pages):
        shown = b"".join(making.shown(line, 60, 780 - 18 * at) for at, line in enumerate(page))
        objects[10 + 2 * number] = making.PAGE.replace(b"4 0 R", b"%d 0 R" % (11 + 2 * number)) % b""
        objects[11 + 2 * number] = making.stream(shown)
    kids = b" ".join(b"%d 0 R" % (10 + 2 * number) for number in range(len(pages)))
    objects[2] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages))
    return making.pdf(objects)


def _page(article: list[str]) -> bytes:
    inner = f"<h1>{article[0][2:]}</h1>" + "".join(f"<p>{line}</p>" for line in article[1:])
    menu = "".join(f"<li><a href='/{number}'>栏目{number}</a></li>" for number in range(40))
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body><ul>{menu}</ul>{inner}</body></html>".encode()
    )


def _book(article: list[str]) -> bytes:
    chapter = making.chapter("</p><p>".join(article[1:]), article[0][2:])
    return making.epub({"book.opf": making.opf(["a.xhtml"]), "a.xhtml": chapter})


def _zip(folder: Path, articles: list[list[str]]) -> int:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, article in enumerate(articles):
            packed.writestr(f"{number:03}.txt", _text(article))
    (folder / "all.zip").write_bytes(made.getvalue())
    return 0


def _jsonl(folder: Path, articles: list[list[str]]) -> int:
    rows = [line for article in articles for line in article[1:]] * 10
    text = "".join(
        f'{{"title": "渠", "author": "林渠", "text": "{number}{line}"}}\n' for number, line in enumerate(rows)
    )
    (folder / "rows.jsonl").write_text(text, "utf-8")
    return len(rows)


def _csv(folder: Path, articles: list[list[str]]) -> int:
    rows = [line for article in articles for line in article[1:]] * 10
    text = "title,author,text\n" + "".join(f'渠,林渠,"{number}{line}"\n' for number, line in enumerate(rows))
    (folder / "rows.csv").write_text(text, "utf-8")
    return len(rows)


_MADE: Mapping[str, Callable[[Path, list[list[str]]], int]] = {
    "TXT": _each(".txt", _text),
    "Markdown": _each(".md", lambda article: "\n\n".join(article).encode()),
    "DOCX": _each(".docx", lambda article: making.docx(making.body("".join(map(making.paragraph, article))))),
    "PDF": _each(".pdf", _pdf),
    "HTML": _each(".html", _page),
    "EPUB": _each(".epub", _book),
    "ZIP of TXT": _zip,
    "JSONL": _jsonl,
    "CSV": _csv,
}


def _memory(base: Path, writer: Writer) -> bool:
    """The most that any process holds while a file of many rows is added: it must not grow with the rows."""
    _say("JSONL", "rows", "MB of file", "seconds", "adding: MB", "reading: MB")
    kept = True
    for rows in (50_000, 200_000):
        path = base / f"{rows}.jsonl"
        _write_rows(path, writer, rows)
        started = time.perf_counter()
        peaks = _peaks([*YINJU, "--library", str(_library(base, f"rows-{rows}")), "add", str(path)])
        seconds = time.perf_counter() - started
        adding, reading = peaks["adding"], peaks["reading"]
        _say(
            "",
            f"{rows:,}",
            f"{path.stat().st_size / MB:.0f}",
            f"{seconds:.0f}",
            *(f"{p / MB:.0f}" for p in (adding, reading)),
        )
        kept = kept and max(adding, reading) < _MOST_MEMORY
    return kept


def _write_rows(path: Path, writer: Writer, rows: int) -> None:
    """Passages of about 120 characters, ten of an article."""
    some = [line for line in writer.paragraphs(400_000) if 60 <= len(line) <= 200]
    with path.open("w", encoding="utf-8") as file:
        for number in range(rows):
            about = f'"title": "第{number // 10}渠", "author": "林渠", "date": "2023-05-06"'
            file.write(f'{{{about}, "text": "第{number}条。{some[number % len(some)]}"}}\n')


def _peaks(command: list[str]) -> dict[str, int]:
    """The most bytes that the command's own process, and any of those it started, held."""
    highest: dict[str, int] = defaultdict(int)
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        ended = threading.Event()
        watching = threading.Thread(target=_watch, args=(process.pid, highest, ended))
        watching.start()
        status = process.wait()
        ended.set()
        watching.join()
    if status:
        raise SystemExit(f"adding ended with {status}")
    return highest


def _watch(root: int, highest: dict[str, int], ended: threading.Event) -> None:
    """Linux keeps the most that a process held under /proc, as long as it is there."""
    while not ended.wait(0.05):
        for pid in _tree(root):
            with suppress(OSError):
                status = Path(f"/proc/{pid}/status").read_text("utf-8")
                held = [int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM")]
                kind = "adding" if pid == root else "reading"
                highest[kind] = max(highest[kind], *held, 0)


def _tree(root: int) -> list[int]:
    """A process and all below it."""
    found = [root]
    for pid in found:
        with suppress(OSError):
            for task in Path(f"/proc/{pid}/task").iterdir():
                found += map(int, (task / "children").read_text("ascii").split())
    return found


def _resume(base: Path, documents: Path) -> bool:
    """An addition killed at half its time, then made again: what was written is not read again."""
    whole, _ = _costing([*YINJU, "--library", str(_library(base, "undisturbed")), "add", str(documents)])
    folder = _library(base, "killed")
    process = subprocess.Popen([*YINJU, "--library", str(folder), "add", str(documents)], stdout=subprocess.DEVNULL)
    with suppress(subprocess.TimeoutExpired):
        process.wait(whole.wall / 2)
    process.kill()
    process.wait()
    library = Library(folder)
    started = time.perf_counter()
    report = library.add([documents])
    seconds = time.perf_counter() - started
    total = len(library.sources())
    library.close()
    shared().close()
    _say("killed at half, added again", "files", "not read again", "read", "seconds", "whole: seconds")
    _say("", str(total), str(len(report.unchanged)), str(len(report.added)), f"{seconds:.1f}", f"{whole.wall:.1f}")
    return not report.problems and len(report.unchanged) + len(report.added) == total


if __name__ == "__main__":
    main()
