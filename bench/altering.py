"""Sentences of a collection altered so that their sense turns, and whether checking them notices.

    python bench/altering.py DOCUMENTS [--sentences 200] [--seed 1] [--show]

Each sentence has a negation put in or left out, a number, a date, a name or a modal changed, and is asked as it is and
within quotation marks. None may be called exact; the share that is found and warned about is printed by kind.
"""

import argparse
import random
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from retrieval.analyzer import is_named, solid
from retrieval.answering.answer import Answerer
from retrieval.answering.checking import EXACT, MISATTRIBUTED
from retrieval.collection.contents import Collection
from retrieval.collection.library import Library
from retrieval.sentences import sentences

_SHORTEST, _LONGEST = 12, 120
_NEGATED = re.compile("[是有能会要可应得]")
_NEGATION = re.compile("(?<![得])[不没未](?=[是有能会要可应得被])")
_NUMBER = re.compile(r"\d+(?![\d年月日])")
_DATE = re.compile(r"\d+(?=[年月日])")
_MODALS = {
    "必须": "可以",
    "应当": "可以",
    "应该": "可以",
    "可以": "必须",
    "不得": "可以",
    "可能": "必须",
    "需要": "可以",
    "应": "可",
}
_MODAL = re.compile("|".join(_MODALS))

Change = Callable[[str], str | None]
"""A sentence → the same altered, or None where it has nothing to alter in this way."""


def main() -> int:
    """Print the figures; 1 where an altered sentence was called exact."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("documents", type=Path)
    parser.add_argument("--sentences", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="list what was not warned about")
    options = parser.parse_args()
    chosen = random.Random(f"altering {options.seed}")  # noqa: S311 - a reproducible draw, no secret
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder))
        library.add([options.documents])
        collection, answerer = library.collection(), Answerer(library)
        altered = _altered(collection, chosen, options.sentences)
        called, warned = _asked(altered, answerer, options.show)
        library.close()
    print(f"altered sentences {len(altered)}, called exact {called}")  # noqa: T201
    for kind, seen in sorted(warned.items()):
        print(f"warned about, {kind:20s} {sum(seen) / len(seen):.3f}  ({len(seen)})")  # noqa: T201
    if every := [one for seen in warned.values() for one in seen]:
        print(f"warned about, all                  {sum(every) / len(every):.3f}  ({len(every)})")  # noqa: T201
    return 1 if called else 0


def _altered(collection: Collection, chosen: random.Random, count: int) -> list[tuple[str, str]]:
    """(kind, altered sentence), as many of each kind as there are, until `count`."""
    texts = [passage.paragraph.body.text for passage in collection.passages]
    standing = "\n".join(passage.solid for passage in collection.passages)
    pool = [text[start:end] for text in texts for start, end in sentences(text)]
    pool = [one for one in pool if _SHORTEST <= len(solid(one)) <= _LONGEST]
    chosen.shuffle(pool)
    names = sorted({word for text in texts for word in _names(text)})
    changes = _changes(chosen, names)
    found: list[tuple[str, str]] = []
    for number, sentence in enumerate(pool):
        kind = list(changes)[number % len(changes)]
        other = changes[kind](sentence)
        # What stands as it is now altered is another sentence of the collection.
        if other and solid(other) not in standing:
            found.append((kind, other))
        if len(found) == count:
            break
    return found


def _changes(chosen: random.Random, names: list[str]) -> dict[str, Change]:
    def number(match: re.Match[str]) -> str:
        return str(int(match[0]) + chosen.choice((1, 2, 10))).zfill(len(match[0]))

    def name(sentence: str) -> str | None:
        own = [word for word in _names(sentence) if len(word) > 1]
        others = [word for word in names if word not in sentence]
        return sentence.replace(chosen.choice(own), chosen.choice(others), 1) if own and others else None

    return {
        "negation put in": lambda one: _first(_NEGATED, lambda match: "不" + match[0], one),
        "negation left out": lambda one: _first(_NEGATION, lambda _: "", one),
        "number changed": lambda one: _first(_NUMBER, number, one),
        "date changed": lambda one: _first(_DATE, number, one),
        "name swapped": name,
        "modal changed": lambda one: _first(_MODAL, lambda match: _MODALS[match[0]], one),
    }


def _first(pattern: re.Pattern[str], changed: Callable[[re.Match[str]], str], sentence: str) -> str | None:
    other, count = pattern.subn(changed, sentence, count=1)
    return other if count else None


def _names(text: str) -> list[str]:
    """The names in a text that the dictionary knows, three or two letters long, the longer first."""
    found = []
    at = 0
    while at < len(text):
        length = next((length for length in (3, 2) if is_named(text[at : at + length])), 0)
        if length:
            found.append(text[at : at + length])
        at += length or 1
    return found


def _asked(altered: Iterable[tuple[str, str]], answerer: Answerer, show: bool) -> tuple[int, dict[str, list[bool]]]:
    """How many were called exact, and by kind whether each was found with a warning."""
    called = 0
    warned: dict[str, list[bool]] = defaultdict(list)
    for kind, sentence in altered:
        for asked in (sentence, f"“{sentence}”出自哪里？"):
            answer = answerer.answer(asked)
            called += answer.verdict == EXACT
            said = answer.verdict == MISATTRIBUTED or any(
                one.get("warning") for quote in answer.quotes for one in quote.differences
            )
            warned[kind].append(said)
            if show and not said:
                told = answer.quotes[0].differences if answer.found else "not found"
                print(f"{kind}: {asked}\n    {answer.verdict} {told}")  # noqa: T201
    return called, warned


if __name__ == "__main__":
    sys.exit(main())
