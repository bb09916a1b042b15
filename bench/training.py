"""The weights of `answering.quoting`, `searcher` and `refusal`, found again from questions with known answers.

    python bench/training.py NAME DOCUMENTS QUESTIONS.jsonl [NAME DOCUMENTS QUESTIONS.jsonl …]

The sentence weights are fitted on the first set, which should be CMRC 2018 (public, CC BY-SA 4.0), with the share of
right sentences in five-fold cross-validation; those of the order on all sets, a score being worth 1; those of refusal
on every set asked of its own collection and of the others. A question is `{"question", "answers", "kind", "articles"}`;
the first passage of its articles that holds an answer is the right one, any of them where no answers are given, as they
must be in the first set.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.analyzer import solid
from retrieval.answering.question import Question, understand
from retrieval.answering.quoting import FEATURES, Weigher, units_of
from retrieval.answering.refusal import SIGNS, signs
from retrieval.answering.searcher import REORDERED, candidates
from retrieval.collection.library import Library
from retrieval.records import Passage

Matrix = NDArray[np.float64]
_SEARCHED = ("fact", "how", "para", "typo", "multi")
# What speaks for the place of a passage.
PLACES = ("score", "together", "beside the asking", "partly")
_STEPS = 250
_RATE = 0.05


@dataclass(frozen=True)
class Line:
    """A question of a set, its answers' letters, and the files or titles it is answered in."""

    question: str
    answers: tuple[str, ...]
    articles: frozenset[str]


@dataclass(frozen=True)
class Asked:
    """A question, the passage that answers it, and its answers' letters."""

    question: Question
    passage: Passage
    answers: tuple[str, ...]


def main() -> None:
    """Print the weights."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("sets", nargs="+", metavar="NAME DOCUMENTS QUESTIONS")
    arguments = parser.parse_args()
    triples = list(zip(arguments.sets[::3], arguments.sets[1::3], arguments.sets[2::3], strict=True))
    with tempfile.TemporaryDirectory() as folder:
        libraries: dict[str, Library] = {}
        for name, documents, _ in triples:
            libraries[name] = Library(Path(folder) / name)
            libraries[name].add([Path(documents)])
        lines = {name: questions(Path(path)) for name, _, path in triples}
        first = triples[0][0]
        examples = [sentence_examples(libraries[first], asked) for asked in answered(libraries[first], lines[first])]
        say(f"sentences: {dict(zip(FEATURES, conditional_logit(examples).round(2).tolist(), strict=True))}")
        say(f"best sentence right, five-fold: {cross_validated(examples):.3f} of {len(examples)}")
        orders = [one for name, library in libraries.items() for one in order_examples(library, lines[name])]
        orders = [(rows, right) for rows, right in orders if 0 < right.sum() < len(right)]
        order = conditional_logit(orders)
        say(f"order: {dict(zip(PLACES, (order / order[0]).round(2).tolist(), strict=True))} of {len(orders)}")
        rows, own = refusal_examples(libraries, lines)
        say(f"refusal: {dict(zip(SIGNS, logit(rows, own).round(2).tolist(), strict=True))}")
        for library in libraries.values():
            library.close()


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


def questions(path: Path) -> list[Line]:
    """The questions of a set, without those that a search does not answer."""
    lines = (json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip())
    return [
        Line(
            line["question"],
            tuple(map(solid, line.get("answers", []))),
            frozenset(article.get("file") or solid(article["title"]) for article in line.get("articles", [])),
        )
        for line in lines
        if line["kind"] in _SEARCHED and (line.get("answers") or line.get("articles"))
    ]


def answered(library: Library, lines: Sequence[Line]) -> list[Asked]:
    """Every question whose answer stands in a passage of the article it should stand in."""
    passages = list(library.collection().passages)
    found = []
    for line in (line for line in lines if line.answers):
        if passage := next((passage for passage in passages if has_answer(passage, line)), None):
            found.append(Asked(understand(line.question), passage, line.answers))
    return found


def has_answer(passage: Passage, line: Line) -> bool:
    """Whether a passage has an answer, in an article in which it should stand; of a line without answers, any has."""
    title = solid(passage.article.title.value) if passage.article.title else ""
    right = not line.answers or any(answer in passage.solid for answer in line.answers)
    return right and bool({passage.file, title} & line.articles)


def sentence_examples(library: Library, asked: Asked) -> tuple[Matrix, Matrix]:
    """(features, 1 where the answer is) of the sentences of the right passage."""
    text = asked.passage.paragraph.body.text
    folded, units = units_of(text)
    weigher = Weigher(asked.question, library.analyzer, library.collection().index.idf)
    features = weigher.features(asked.passage, [folded[start:end] for start, end in units])
    letters = [solid(text[start:end]) for start, end in units]
    # An answer of several sentences is in each of them.
    right = [any(answer in said or said in answer for answer in asked.answers) for said in letters]
    return features, np.array(right, float)


def order_examples(library: Library, lines: Sequence[Line]) -> list[tuple[Matrix, Matrix]]:
    """(what speaks for each, 1 where the answer is) of the passages put in order, of every question that finds any."""
    collection, analyzer = library.collection(), library.analyzer
    found = []
    for line in lines:
        question = understand(line.question)
        if hits := candidates(collection, analyzer, question)[:REORDERED]:
            weigher = Weigher(question, analyzer, collection.index.idf)
            rows = [
                (hit.score / hits[0].score, *weigher.together(hit.passage), sum(weigher.partly(hit.passage)))
                for hit in hits
            ]
            found.append((np.array(rows), np.array([has_answer(hit.passage, line) for hit in hits], float)))
    return found


def conditional_logit(examples: Sequence[tuple[Matrix, Matrix]], ridge: float = 1.0) -> Matrix:
    """The weights that make the rows with the answer likeliest of their question's (Adam on the likelihood)."""
    telling = [(features, holds) for features, holds in examples if 0 < holds.sum() < len(holds)]
    spread = np.concatenate([features for features, _ in telling]).std(0) + 1e-6
    weights = np.zeros(len(spread))
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, _STEPS + 1):
        gradient = -ridge * weights
        for features, holds in telling:
            scaled = features / spread
            chances = softmax(scaled @ weights)
            right = chances * holds
            gradient += scaled.T @ (right / right.sum() - chances)
        mean, square = 0.9 * mean + 0.1 * gradient, 0.999 * square + 0.001 * gradient**2
        weights += _RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    result: Matrix = weights / spread
    return result


def cross_validated(examples: Sequence[tuple[Matrix, Matrix]], folds: int = 5) -> float:
    """How often the best sentence holds the answer, by weights that have not seen the question."""
    right = []
    for fold_number in range(folds):
        weights = conditional_logit([one for index, one in enumerate(examples) if index % folds != fold_number])
        right += [holds[np.argmax(features @ weights)] for features, holds in examples[fold_number::folds]]
    return float(np.mean(right))


def softmax(scores: Matrix) -> Matrix:
    exponents = np.exp(scores - scores.max())
    chances: Matrix = exponents / exponents.sum()
    return chances


def refusal_examples(
    libraries: dict[str, Library], lines: dict[str, list[Line]]
) -> tuple[list[Matrix], list[tuple[str, bool]]]:
    """(signs, (collection, whether the question is its own)) of every question asked of every collection."""
    rows, own = [], []
    for name, library in libraries.items():
        collection, analyzer = library.collection(), library.analyzer
        for other, asked in lines.items():
            for line in asked:
                question = understand(line.question)
                hits = candidates(collection, analyzer, question)
                rows.append(signs(question, hits, Weigher(question, analyzer, collection.index.idf)))
                own.append((name, other == name))
    return rows, own


def logit(rows: Sequence[Matrix], own: Sequence[tuple[str, bool]], ridge: float = 0.003) -> Matrix:
    """Logistic regression, every collection and either class weighing the same (Newton's method)."""
    signs_of, right = np.array(rows), np.array([is_own for _, is_own in own], float)
    counts = {key: own.count(key) for key in set(own)}
    weight = np.array([1 / counts[key] for key in own])
    weight *= len(own) / weight.sum()
    mean, spread = signs_of.mean(0), signs_of.std(0) + 1e-9
    scaled = np.c_[(signs_of - mean) / spread, np.ones(len(rows))]
    beta = np.zeros(scaled.shape[1])
    penalty = ridge * len(rows)
    for _ in range(60):
        chance = 1 / (1 + np.exp(-scaled @ beta))
        gradient = scaled.T @ (weight * (right - chance)) - penalty * np.r_[beta[:-1], 0]
        curvature = (scaled * (weight * chance * (1 - chance))[:, None]).T @ scaled + penalty * np.eye(len(beta))
        beta += np.linalg.solve(curvature, gradient)
    result: Matrix = beta[:-1] / spread
    return result


if __name__ == "__main__":
    main()
