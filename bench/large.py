"""A library of many passages, as people use it: adding, asking, looking up, pasting, starting, staying up to date.

    python -m bench.large [--passages 100000] [--folder FOLDER]

The documents are Chinese that nobody wrote, signed and dated. Times are milliseconds (median and 95th percentile) of
one thread. Writes bench/results/large.json and .md. With `--folder` documents and library are kept there for the next
time.
"""

import argparse
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from functools import partial
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.searching import about_machine, held
from bench.writing import Writer
from retrieval.answering import answer as answering
from retrieval.answering.answer import Answerer
from retrieval.collection.engine import EVERYWHERE, Channel, Engine, Query, Scope
from retrieval.collection.index import Index
from retrieval.collection.library import INDEX_NAME, Library
from retrieval.collection.snapshot import Snapshot
from retrieval.collection.store import FILE_NAME

_RESULTS = Path(__file__).parent / "results"
_ASKED, _PASTED = 150, 4_000
_ROUNDS = 5
_AUTHORS = ("林渠", "方圩", "柳河", "石桥", "沙洲")
# What an answer takes, by the functions that do it.
_PARTS = {
    "understanding the question": ("understand",),
    "finding passages": ("candidates", "further"),
    "weighing the evidence": ("evidence",),
    "putting them in order": ("reordered",),
    "typing errors": ("spelling.corrections",),
    "choosing what to quote": ("choose", "choose_besides"),
    "citing": ("of_choice",),
}

Rows = list[tuple[str, str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as base:
        folder = options.folder or Path(base)
        rows = _added(folder, options.passages)
        rows += _started(folder / "library")
        with closing(Library(folder / "library")) as library:
            rows += _asked(library)
            rows += _narrowed(library)
        rows += _unmerged(folder / "library")
        rows += _up_to_date(folder)
    machine = about_machine()
    _RESULTS.mkdir(exist_ok=True)
    made = {"machine": machine, "passages": options.passages, "rows": dict(rows)}
    (_RESULTS / "large.json").write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", "utf-8")
    table = "".join(f"| {name} | {value} |\n" for name, value in rows)
    head = f"{machine}; {options.passages:,} passages\n\n| | |\n|---|---|\n"
    (_RESULTS / "large.md").write_text(head + table, "utf-8")
    sys.stdout.write(head + table)


def _added(folder: Path, passages: int) -> Rows:
    """The library, made where it is not there yet."""
    documents = folder / "documents"
    if not documents.exists():
        documents.mkdir(parents=True)
        writer, number, made = Writer(3), 0, 0
        while made < passages:
            title, _, *paragraphs = writer.article(number)
            signed = f"某县水利站站长 {_AUTHORS[number % len(_AUTHORS)]}（{2015 + number % 9}年5月）"
            (documents / f"{number:06}.md").write_text("\n\n".join([title, signed, *paragraphs]), "utf-8")
            number, made = number + 1, made + len(paragraphs)
    started = time.perf_counter()
    if not Library.exists(folder / "library"):
        with closing(Library(folder / "library")) as library:
            library.add([documents])
            library.tidy()
            Answerer(library).calibrate()
    took = time.perf_counter() - started
    files = (folder / "library" / INDEX_NAME).iterdir()
    return [
        ("adding", f"{took:.0f} s" if took > 1 else "-"),
        ("index on disk", f"{sum(path.stat().st_size for path in files) / 1e6:.0f} MB"),
        ("library on disk", f"{(folder / 'library' / 'library.sqlite3').stat().st_size / 1e6:.0f} MB"),
    ]


def _started(folder: Path) -> Rows:
    """A whole process from cold, and what of that is the dictionary."""
    question = ["-c", "from bot.terminal.commands import main; main()", "--library", str(folder), "ask", "渠怎么修？"]
    dictionary = "import sys; from retrieval.analyzer import Analyzer; import time; t = time.perf_counter();"
    dictionary += "Analyzer().warm(); sys.stdout.write(str(time.perf_counter() - t))"
    whole, cut, opened = [], [], []
    for _ in range(5):
        started = time.perf_counter()
        subprocess.run([sys.executable, *question], stdout=subprocess.DEVNULL, check=True)
        whole.append(time.perf_counter() - started)
        done = subprocess.run([sys.executable, "-c", dictionary], stdout=subprocess.PIPE, check=True)
        cut.append(float(done.stdout))
        started = time.perf_counter()
        Index(folder / INDEX_NAME).refresh()
        opened.append(1000 * (time.perf_counter() - started))
    return [
        ("opening the index", f"{median(opened):.1f} ms"),
        ("`yinju ask` from cold", f"{median(whole):.2f} s, of which jieba's dictionary {median(cut):.2f} s"),
    ]


def _asked(library: Library) -> Rows:
    """Questions and words to look up, and the memory that this takes."""
    answerer, chance = Answerer(library), random.Random(2)  # noqa: S311 - which passages are asked about
    answerer.warm()
    collection = library.collection()
    keys = chance.sample(list(collection.index.keys()), 2 * _ASKED)
    texts = [collection.passage(key).paragraph.body.text for key in keys]
    words = [max(re.split("[，。]", text), key=len) for text in texts]
    questions = [f"{one[:6]}怎么{other[-6:]}？" for one, other in zip(words[:_ASKED], words[_ASKED:], strict=True)]
    slips = [f"{one[:5]}的{one[6:]}" for one in words[:_ASKED]]
    parts: Counter[str] = Counter()
    with _noted(parts):
        answerer.answer(questions[0])
        for question in questions:
            answerer.answer(question)
    # What others do on the machine lengthens some of the times, and shortens none.
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as pool:
        rounds = pool.map(_first_times, [library.folder] * _ROUNDS, [questions] * _ROUNDS)
        took = list(map(min, *rounds))
    rows = [(f"a question, the first time in a process, the least of {_ROUNDS}", _shown(took))]
    rows += [(f"- {name}", f"{1000 * parts[name] / (len(questions) + 1):.2f} ms, mean") for name in _PARTS]
    rows += [
        ("words looked up", _timed(answerer.answer, words[:_ASKED])),
        ("words with a slip", _timed(answerer.answer, slips)),
        (f"{_PASTED:,} characters pasted", _timed(answerer.answer, ["".join(texts)[:_PASTED]] * 5)),
        ("memory besides mapped pages", f"{held():.0f} MB, without the bot"),
        ("memory at most, mapped pages in it", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"),
    ]
    return rows


def _first_times(folder: Path, questions: Sequence[str]) -> list[float]:
    """Milliseconds of each question, in a process that was asked only one before."""
    with closing(Library(folder)) as library:
        answerer = Answerer(library)
        answerer.warm()
        answerer.answer("渠怎么修？")
        return _times(answerer.answer, questions)


def _narrowed(library: Library) -> Rows:
    """Searches narrowed to an author or to some years, against the same ones everywhere."""
    collection, chance = library.collection(), random.Random(5)  # noqa: S311 - which passages are asked about
    texts = [collection.passage(key).solid for key in chance.sample(list(collection.index.keys()), _ASKED)]
    asked = [(Channel(tuple(library.analyzer.terms(text[:12]))),) for text in texts]
    rows = []
    everywhere = 0.0
    for name, scope in (
        ("everywhere", EVERYWHERE),
        ("within an author", Scope(author=_AUTHORS[0])),
        ("within three years", Scope(since=2018, until=2020)),
    ):
        queries = [Query(channels, scope) for channels in asked]
        _times(partial(_found, collection.index), queries)
        took = _times(partial(_found, collection.index), queries)
        everywhere = everywhere or median(took)
        rows.append((f"searching {name}", f"{_shown(took)}, {median(took) / everywhere:.2f} times"))
    return rows


def _unmerged(folder: Path) -> Rows:
    """Questions' terms that nobody asked before, of a merged index and of one in as many segments as there may be."""
    with closing(Library(folder)) as library, tempfile.TemporaryDirectory() as base:
        collection, chance = library.collection(), random.Random(7)  # noqa: S311 - which passages are asked about
        texts = [collection.passage(key).solid for key in chance.sample(list(collection.index.keys()), _ASKED)]
        queries = [Query((Channel(tuple(library.analyzer.terms(text[:12]))),)) for text in texts]
        snapshot = Snapshot(folder / FILE_NAME)
        numbers = snapshot.numbers().tolist()
        took = []
        for cuts in ((), (0.74, 0.93, 0.98, 0.995)):
            index = Index(Path(base) / str(len(cuts)))
            bounds = [0, *(int(len(numbers) * cut) for cut in cuts), len(numbers)]
            for start, stop in pairwise(bounds):
                index.refresh()
                index.add(snapshot.searchable(numbers[start:stop]))
            if not cuts:
                index.tidy()
            index = Index(Path(base) / str(len(cuts)))
            index.refresh()
            index.search(queries[0], 12)
            took.append(median(_times(partial(_found, index), queries[1:])))
        return [
            ("searching merged, terms asked for the first time", f"{took[0]:.2f} ms"),
            ("searching five segments", f"{took[1]:.2f} ms, {took[1] / took[0]:.2f} times"),
        ]


def _up_to_date(folder: Path) -> Rows:
    """How long after an addition in another process its words are found."""
    program = "import sys; from pathlib import Path; from retrieval.collection.library import Library;"
    program += "Library(Path(sys.argv[1])).add([Path(sys.argv[2])])"
    took = []
    with closing(Library(folder / "library")) as library:
        answerer = Answerer(library)
        answerer.warm()
        for number in range(5):
            path = folder / f"new{number}-{time.time_ns()}.md"
            lines = (f"第{number}号石桥的第{at}块桥板由第{at}户人家捐出。" for at in range(20))
            path.write_text(f"# 第{number}号石桥的来历\n\n" + "\n\n".join(lines), "utf-8")
            subprocess.run([sys.executable, "-c", program, str(folder / "library"), str(path)], check=True)
            started = time.perf_counter()
            if not answerer.answer(f"第{number}号石桥的第7块桥板由谁捐出？").found:
                raise SystemExit("what was added is not found")
            took.append(1000 * (time.perf_counter() - started))
            library.remove([path.name])
            path.unlink()
    return [("20 passages of another process found after", f"{median(took):.0f} ms, {max(took):.0f} at most")]


def _found(index: Engine, query: Query) -> object:
    return index.search(query, 12)


@contextmanager
def _noted(parts: Counter[str]) -> Iterator[None]:
    """Notes how long the parts of answering take."""
    undo: list[tuple[Any, str, Any]] = []

    def wrapped(name: str, plain: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any, **named: Any) -> Any:
            started = time.perf_counter()
            try:
                return plain(*arguments, **named)
            finally:
                parts[name] += time.perf_counter() - started  # type: ignore[assignment]

        return timed

    for name, functions in _PARTS.items():
        for function in functions:
            *within, own = function.split(".")
            where = getattr(answering, within[0]) if within else answering
            undo.append((where, own, getattr(where, own)))
            setattr(where, own, wrapped(name, getattr(where, own)))
    try:
        yield
    finally:
        for where, own, plain in undo:
            setattr(where, own, plain)


def _times(run: Callable[[Any], object], work: Sequence[Any]) -> list[float]:
    """Milliseconds of each."""
    times = []
    for one in work:
        started = time.perf_counter()
        run(one)
        times.append(1000 * (time.perf_counter() - started))
    return times


def _timed(run: Callable[[Any], object], work: Sequence[Any]) -> str:
    run(work[0])
    return _shown(_times(run, work))


def _shown(times: list[float]) -> str:
    return f"{median(times):.2f} ms, p95 {quantiles(times, n=20)[-1]:.2f}"


if __name__ == "__main__":
    main()
