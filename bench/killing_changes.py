"""Kills a process with SIGKILL while it adds to a library, removes from it, or merges its index; looks at what is left.

    python -m bench.killing_changes [--times 200] [--seed 1]

Each round a child process makes a few changes, each of them acknowledged when it is done, and is killed at a random
moment. Then the library is opened: everything acknowledged must be there, each change whole or not at all, and the
index must find what one made anew of the library finds, with the same scores. Ends with status 1 where it does not.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from retrieval.collection.engine import Channel, Query
from retrieval.collection.index import Index
from retrieval.collection.library import Library
from retrieval.collection.snapshot import Snapshot
from retrieval.collection.store import FILE_NAME, Listed, Store
from retrieval.records import NO_PAGES

_WORDS = "塘 渠 闸 坝 堤 水 田 村 站 牌 草 泥 沙 石 船 桥".split()
_SHOWN = '{"title":null,"byline":null,"date":null,"publication":null,"issue":null}'
_MOST_CHANGES, _MOST_PASSAGES = 6, 40
_BEST = 1_000


@dataclass(frozen=True, slots=True)
class Change:
    """A document that is added, or removed; or (`name` empty) the index brought in order."""

    name: str = ""
    passages: tuple[str, ...] = ()

    def make(self, library: Library, store: Store) -> None:
        """Make the change, as the library makes it of files."""
        if not self.name:
            library.tidy()
        elif self.passages:
            with store.transaction():
                store.put(_listed(self.name), _rows(self.passages))
            library.collection()
        else:
            library.remove([self.name])
            library.collection()

    def made(self, held: dict[str, int]) -> dict[str, int]:
        """What a library holds after the change: passages by document."""
        others = {name: count for name, count in held.items() if name != self.name}
        return others | {self.name: len(self.passages)} if self.passages else others


@dataclass(slots=True)
class Seen:
    """How many rounds there were, in how many of them the process was killed, and what was wrong."""

    rounds: int = 0
    killed: int = 0
    acknowledged: int = 0
    wrong: list[str] = field(default_factory=list)


def run(folder: Path, times: int, seed: int) -> Seen:
    """So many rounds with one library."""
    chance = random.Random(seed)  # noqa: S311 - moments to kill at, not secrets
    seen = Seen()
    held: dict[str, int] = {}
    usual = 0.1
    with closing(Library(folder)):
        pass
    for _ in range(times):
        changes = _changes(chance, held)
        started = time.perf_counter()
        acknowledged, killed = _killed(folder, changes, chance.uniform(0, 1.2 * usual))
        if not killed:
            usual = 0.5 * (usual + time.perf_counter() - started)
        states = [held]
        for change in changes:
            states.append(change.made(states[-1]))
        held, wrong = _left(folder)
        if wrong:
            seen.wrong.append(wrong)
        elif held not in states[acknowledged : acknowledged + 2]:
            seen.wrong.append(f"{acknowledged} of {changes} acknowledged, then {held} of {states}")
        seen.rounds, seen.killed = seen.rounds + 1, seen.killed + killed
        seen.acknowledged += acknowledged
    return seen


def _changes(chance: random.Random, held: dict[str, int]) -> list[Change]:
    changes: list[Change] = []
    names = list(held)
    for _ in range(chance.randint(1, _MOST_CHANGES)):
        kind = chance.random()
        if kind < 0.2:
            changes.append(Change())
        elif kind < 0.45 and names:
            changes.append(Change(names.pop(chance.randrange(len(names)))))
        else:
            name = f"{chance.getrandbits(40):010x}.md"
            texts = (" ".join(chance.choices(_WORDS, k=9)) for _ in range(chance.randint(1, _MOST_PASSAGES)))
            changes.append(Change(name, tuple(texts)))
    return changes


def _killed(folder: Path, changes: Sequence[Change], after: float) -> tuple[int, bool]:
    """How many changes a process acknowledged that was killed after so many seconds, and whether it was."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(reading)
            with closing(Library(folder)) as library, closing(Store(folder)) as store:
                for change in changes:
                    change.make(library, store)
                    os.write(writing, b".")
            os._exit(0)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as acknowledged:
        # Not to wait for anything: this is the moment it is killed at.
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        return len(acknowledged.read()), os.WIFSIGNALED(status)


def _left(folder: Path) -> tuple[dict[str, int], str]:
    """How many passages each document has that is left, and what is wrong with that; empty where all is well."""
    with closing(Library(folder)) as library, tempfile.TemporaryDirectory() as anew:
        collection = library.collection()
        held = {document.file: 0 for document in library.sources()}
        for passage in collection.passages:
            held[passage.file] += 1
        snapshot = Snapshot(folder / FILE_NAME)
        snapshot.begin()
        other = Index(Path(anew))
        other.add(snapshot.searchable(snapshot.numbers().tolist()))
        snapshot.close()
        for word in _WORDS:
            query = Query((Channel((word, *_WORDS[:3])),))
            found, expected = collection.index.search(query, _BEST), other.search(query, _BEST)
            rows = [(collection.index.row(key), scores) for key, scores in found.each()]
            if rows != [(other.row(key), scores) for key, scores in expected.each()]:
                return held, f"{word}: the index finds {len(found.keys)}, one made anew {len(expected.keys)}, or others"
            if len(list(collection.index.letters.places(word))) != len(list(other.letters.places(word))):
                return held, f"{word} stands in other places"
        return held, ""


def _listed(name: str) -> Listed:
    id = Path(name).stem
    return Listed(id, name, f"/{name}", None, id, id, "", "Markdown", "utf-8", 1.0, NO_PAGES)


def _rows(passages: Sequence[str]) -> Iterator[tuple[str, Any]]:
    yield "text", "\n".join(passages)
    yield "article", (1, None, None, None, 1.0, _SHOWN)
    for number, text in enumerate(passages, start=1):
        yield "passage", (number, "[]", text, "[]", 0, len(text), text, text.replace(" ", ""))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        seen = run(Path(folder) / "library", options.times, options.seed)
    sys.stdout.write(
        f"{seen.rounds} rounds, {seen.killed} killed, {seen.acknowledged} changes acknowledged, "
        f"{len(seen.wrong)} broken\n" + "".join(f"{line}\n" for line in seen.wrong)
    )
    sys.exit(bool(seen.wrong))


if __name__ == "__main__":
    main()
