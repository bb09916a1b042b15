"""How long an answer takes, against what rank_bm25 alone takes to score the same questions' terms in the same run.

    python bench/asking.py FOLDER_OF_DOCUMENTS QUESTIONS.jsonl

Prints milliseconds (median and 95th percentile) and their ratio.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from rank_bm25 import BM25Plus

from retrieval.answering.answer import Answerer
from retrieval.answering.question import understand
from retrieval.collection.library import Library
from retrieval.collection.scoring import K1, B


def timed(work: list[tuple[object, ...]], run: object) -> list[float]:
    """Milliseconds of each call, after one call that warms up."""
    assert callable(run)
    run(*work[0])
    times = []
    for arguments in work:
        started = perf_counter()
        run(*arguments)
        times.append((perf_counter() - started) * 1000)
    return times


def show(name: str, times: list[float]) -> None:
    sys.stdout.write(f"{name:28s}p50 {median(times):8.3f} ms   p95 {quantiles(times, n=20)[-1]:8.3f} ms\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", type=Path)
    parser.add_argument("questions", type=Path)
    options = parser.parse_args()
    questions = [json.loads(line)["question"] for line in options.questions.read_text("utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder))
        library.add([options.documents])
        collection = library.collection()
        answerer = Answerer(library)
        answerer.warm()
        terms = [library.analyzer.terms(understand(question).core) for question in questions]
        texts = [passage.paragraph.body.text for passage in collection.passages]
        peer = BM25Plus([library.analyzer.terms(text) for text in texts], k1=K1, b=B, delta=0)
        answering = timed([(question,) for question in questions], answerer.answer)
        scoring = timed([(one,) for one in terms if one], peer.get_scores)
        library.close()
    sys.stdout.write(f"{len(texts)} paragraphs, {len(questions)} questions\n")
    show("answer, everything", answering)
    show("rank_bm25 get_scores alone", scoring)
    sys.stdout.write(f"ratio of the medians {median(answering) / median(scoring):.2f}\n")


if __name__ == "__main__":
    main()
