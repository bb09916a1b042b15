"""What each part of answering is worth: the figures with it switched off, as a Markdown table.

    python bench/ablation.py NAME DOCUMENTS QUESTIONS.jsonl NAME DOCUMENTS QUESTIONS.jsonl

Each set is asked of its own collection, and its answerable questions of the other one (`foreign`: the share answered).
"""

import argparse
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.answering import answer, question, quoting, refusal, searcher, spelling
from retrieval.answering.answer import Answerer
from retrieval.collection.library import INDEX_NAME, Library
from retrieval.collection.processing import searched
from retrieval.collection.store import FILE_NAME
from retrieval.evaluation.figures import Measure, figures, judge
from retrieval.evaluation.questions import Expectation, read_questions
from retrieval.records import Article

Switch = tuple[object, str, object]
_UPDATE = (
    "UPDATE passages SET terms = ?"
    " WHERE article = (SELECT id FROM articles WHERE document = ? AND number = ?) AND number = ?"
)
_MEASURES = (Measure.FOUND, Measure.QUOTE_1, Measure.QUOTE_3, Measure.PASSAGE_1, Measure.LENGTH)


def without(weights: Any, *columns: int) -> Any:
    made = weights.copy()
    made[list(columns)] = 0
    return made


# Each part with what switches it off; those of the last group are switched off while documents are added.
PARTS: dict[str, tuple[Switch, ...]] = {
    "everything as it is": (),
    "other words (thesaurus)": ((question, "meanings", lambda folded: {}),),
    "order by what stands together": ((searcher, "_TOGETHER", 0.0), (searcher, "_BESIDE", 0.0)),
    "order by characters": ((searcher, "_PARTLY", 0.0),),
    "kind of answer must show": ((searcher, "can_answer", lambda kind, text: True),),
    "typing errors": ((spelling, "corrections", lambda folded, text, knows: []),),
    "sentence: rarity": ((quoting, "WEIGHTS", without(quoting.WEIGHTS, 0)),),
    "sentence: beside the asking": ((quoting, "WEIGHTS", without(quoting.WEIGHTS, 1)),),
    "sentence: kind of answer": ((quoting, "WEIGHTS", without(quoting.WEIGHTS, *range(2, len(quoting.WEIGHTS)))),),
    "sentence: title's terms left out": ((quoting.Weigher, "_outside", lambda self, about: dict(self._weights.each)),),
    "sentence: characters of missing words": ((quoting.Weigher, "_missing", lambda self, text: {}),),
    "runs that stand alone": ((quoting, "_stands_alone", lambda *_: True),),
    "second run of the best passage": ((answer, "_LEAST_CHANCE", 2.0),),
    "calibration (4.6 everywhere)": (
        (answer, "_CALIBRATION", "none"),
        (answer, "usual_evidence", lambda collection, analyzer: 4.6),
    ),
    "refusal: signs beside the share": (
        (refusal, "WEIGHTS", np.array([9.5, 0, 0, 0, 0, 0])),
        (answer, "_CALIBRATION", "share alone"),
    ),
}
# What an article is made into before its paragraphs are cut into terms.
READING: dict[str, Callable[[Article], Article]] = {
    "title and byline in the terms": lambda one: replace(one, title=None, author=None, position=None),
    "headings in the terms": lambda one: replace(
        one, paragraphs=[replace(paragraph, section=()) for paragraph in one.paragraphs]
    ),
}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("sets", nargs=6, metavar="NAME DOCUMENTS QUESTIONS")
    arguments = parser.parse_args()
    triples = list(zip(arguments.sets[::3], arguments.sets[1::3], arguments.sets[2::3], strict=True))
    asked = {name: read_questions(Path(path).read_bytes()) for name, _, path in triples}
    heads = [f"{name} {measure}" for name in asked for measure in ("found", "q@1", "q@3", "p@1", "length", "foreign")]
    say("| without | " + " | ".join(heads) + " |")
    say("|---" * (len(heads) + 1) + "|")
    with tempfile.TemporaryDirectory() as folder:
        built = {name: add(Path(folder) / name, Path(documents)) for name, documents, _ in triples}
        for part, switches in PARTS.items():
            with switched(switches):
                row(part, built, asked)
        for number, (part, made) in enumerate(READING.items()):
            other = {name: add(Path(folder) / f"{name}{number}", Path(documents)) for name, documents, _ in triples}
            row(part, {name: cut_anew(library, made) for name, library in other.items()}, asked)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def add(folder: Path, documents: Path) -> Library:
    made = Library(folder)
    made.add([documents])
    return made


def cut_anew(library: Library, made: Callable[[Article], Article]) -> Library:
    """The library with the terms of its paragraphs as they are of other articles, and an index of these."""
    with closing(sqlite3.connect(library.folder / FILE_NAME)) as db, db:
        for document, article in library.collection().articles:
            cut = searched(library.analyzer, made(article))
            for paragraph, found in zip(article.paragraphs, cut, strict=True):
                db.execute(_UPDATE, (found.terms, document.id, article.number, paragraph.number))
    library.close()
    shutil.rmtree(library.folder / INDEX_NAME)
    return Library(library.folder)


@contextmanager
def switched(switches: Sequence[Switch]) -> Iterator[None]:
    """Each attribute as given, and afterwards as it was."""
    with ExitStack() as stack:
        for owner, name, value in switches:
            stack.callback(setattr, owner, name, getattr(owner, name))
            setattr(owner, name, value)
        yield


def row(part: str, libraries: dict[str, Library], asked: dict[str, tuple[Expectation, ...]]) -> None:
    cells = []
    for name, library in libraries.items():
        answerer = Answerer(library)
        found = {one.measure: one.value for one in measured(answerer.answer, asked[name]) if one.kind is None}
        cells += [f"{found[one]:.{0 if one is Measure.LENGTH else 3}f}" for one in _MEASURES]
        foreign = [one.question for other in asked if other != name for one in asked[other] if not one.refusal]
        cells.append(f"{np.mean([answerer.answer(line).found for line in foreign]):.3f}")
    say(f"| {part} | " + " | ".join(cells) + " |")


def measured(ask: Callable[[str], Any], asked: Sequence[Expectation]) -> list[Any]:
    return figures(judge(one, ask(one.question)) for one in asked)


if __name__ == "__main__":
    main()
