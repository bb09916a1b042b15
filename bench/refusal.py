"""Where to refuse: every question set asked of every collection, and how often each margin answers.

    python bench/refusal.py NAME DOCUMENTS QUESTIONS.jsonl [NAME DOCUMENTS QUESTIONS.jsonl …] [--plot FILE.svg]

Prints, for each collection, the share of its own questions refused and of the others' answered at every margin.
Questions that check a quotation or ask for a byline are left out: they are not answered by the margin. `--plot` needs
the extra `[bench]`.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.answering.calibration import usual_evidence
from retrieval.answering.question import understand
from retrieval.answering.quoting import Weigher
from retrieval.answering.refusal import MARGIN, evidence
from retrieval.answering.searcher import candidates
from retrieval.collection.library import Library

MARGINS = np.arange(0.0, 8.01, 0.2)
_SEARCHED = ("fact", "how", "para", "typo", "multi")


def main() -> None:
    """Print the table, and draw the curves."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("sets", nargs="+", metavar="NAME DOCUMENTS QUESTIONS")
    parser.add_argument("--plot", type=Path)
    arguments = parser.parse_args()
    triples = zip(arguments.sets[::3], arguments.sets[1::3], arguments.sets[2::3], strict=True)
    sets = [(name, Path(documents), questions(Path(path))) for name, documents, path in triples]
    curves: dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]] = {}
    for name, documents, own in sets:
        with tempfile.TemporaryDirectory() as folder:
            library = Library(Path(folder))
            library.add([documents])
            foreign = [line for other, _, lines in sets if other != name for line in lines]
            beyond_own, beyond_foreign = beyond(library, own), beyond(library, foreign)
            library.close()
        refused = np.array([(beyond_own < margin).mean() for margin in MARGINS])
        answered = np.array([(beyond_foreign >= margin).mean() for margin in MARGINS])
        curves[name] = refused, answered
        sys.stdout.write(f"{name}: {len(own)} own, {len(foreign)} foreign questions\n")
        for margin, no, yes in zip(MARGINS, refused, answered, strict=True):
            sys.stdout.write(f"  {margin:4.1f}  own refused {no:.3f}  foreign answered {yes:.3f}\n")
    if arguments.plot:
        plot(curves, arguments.plot)


def questions(path: Path) -> list[str]:
    """The questions of a set that have an answer and are searched for."""
    lines = (json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip())
    return [line["question"] for line in lines if line["answers"] and line["kind"] in _SEARCHED]


def beyond(library: Library, lines: list[str]) -> NDArray[np.float64]:
    """Shape (len(lines),): by how much each question's evidence is beyond the usual; -inf where nothing can answer."""
    collection, analyzer = library.collection(), library.analyzer
    usual = usual_evidence(collection, analyzer)
    found = []
    for line in lines:
        question = understand(line)
        hits = candidates(collection, analyzer, question)
        weigher = Weigher(question, analyzer, collection.index.idf)
        one = evidence(question, hits, weigher)
        found.append(one.amount - usual if one.possible else -np.inf)
    return np.array(found)


def plot(curves: dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]], path: Path) -> None:
    """False answers against false refusals, a line a collection, the margin in use marked."""
    import matplotlib.pyplot as plt  # noqa: PLC0415 - only the picture needs it

    # The same curves make the same file.
    plt.rcParams["svg.hashsalt"] = "refusal"
    figure, axes = plt.subplots(figsize=(6.4, 4.4))
    chosen = int(np.argmin(np.abs(MARGINS - MARGIN)))
    for name, (refused, answered) in curves.items():
        (line,) = axes.plot(100 * answered, 100 * refused, marker=".", markersize=4, linewidth=1, label=name)
        axes.plot(100 * answered[chosen], 100 * refused[chosen], "o", markersize=9, color=line.get_color())
    axes.set_xlabel("questions of other collections answered, %")
    axes.set_ylabel("own questions refused, %")
    axes.set_title(f"Refusal: margins 0 to 8, the one in use ({MARGIN}) marked")
    axes.set_xlim(0, 20)
    axes.set_ylim(0, 25)
    axes.grid(alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    main()
