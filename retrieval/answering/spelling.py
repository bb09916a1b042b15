"""Typing errors: a character that makes no word known here, where one that sounds alike or fits the words around does.

pypinyin is imported here alone. Nothing is corrected that is a word of its own, and an answer found so says how it was
looked for.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from retrieval.analyzer import HAN_RUN, STOP_WORDS, is_dictionary_word

# As many characters around the wrong one are held against the collection, on either side.
_REACH = 3
# With so many of them around it any other character may be meant; with fewer, only one that sounds alike.
_SURE_AROUND = 3
_MOST_PLACES = 200
_MOST_CORRECTIONS = 2


@dataclass(frozen=True, slots=True)
class Correction:
    """What was typed, and what stands in the collection instead, with the known characters around it."""

    given: str
    meant: str


def corrections(folded: str, text: str, knows: Callable[[str], bool]) -> list[Correction]:
    """What is probably misspelt in a folded question; `text` is all of the collection's letters.

    `knows` says whether a pair of characters stands anywhere in it.
    """
    strange = ((run[0], at) for run in HAN_RUN.finditer(folded) for at in _strange(run[0], knows))
    found = (_meant(run, at, text) for run, at in strange)
    return list(islice(filter(None, found), _MOST_CORRECTIONS))


def _strange(run: str, knows: Callable[[str], bool]) -> Iterator[int]:
    """Where a character makes a known pair with neither of its neighbours, though it is no word of its own with them."""
    for at, char in enumerate(run):
        pairs = [run[low : low + 2] for low in (at - 1, at) if 0 <= low < len(run) - 1]
        if pairs and char not in STOP_WORDS and not any(map(knows, pairs)) and not any(map(is_dictionary_word, pairs)):
            yield at


def _meant(run: str, at: int, text: str) -> Correction | None:
    """The likeliest character in the place of a strange one: the one with most known characters around it."""
    best: tuple[int, bool, int] | None = None
    chosen = None
    for left, right in _surroundings(run, at):
        around = len(left) + len(right)
        for char, count in _fitting(text, left, right).items():
            alike = sounds_alike(char, run[at])
            word = left + char + right
            sure = (alike and (around > 1 or is_dictionary_word(word))) or (
                around >= _SURE_AROUND and bool(left) and bool(right)
            )
            rank = (around, alike, count)
            if sure and char != run[at] and (best is None or rank > best):
                best, chosen = rank, Correction(left + run[at] + right, word)
    return chosen


def _surroundings(run: str, at: int) -> Iterator[tuple[str, str]]:
    """The characters left and right of a place, from the most to one."""
    for size in range(2 * _REACH, 0, -1):
        for before in range(min(_REACH, size), -1, -1):
            after = size - before
            if after <= _REACH and before <= at and at + after < len(run):
                yield run[at - before : at], run[at + 1 : at + 1 + after]


def _fitting(text: str, left: str, right: str) -> dict[str, int]:
    """The Han characters that stand between these in the text, with how often (of the first places)."""
    counts: dict[str, int] = {}
    pattern = re.compile(f"{re.escape(left)}({HAN_RUN.pattern[:-1]}){re.escape(right)}")
    for number, match in enumerate(pattern.finditer(text)):
        if number >= _MOST_PLACES:
            break
        counts[match[1]] = counts.get(match[1], 0) + 1
    return counts


def sounds_alike(one: str, other: str) -> bool:
    """Whether two characters have a reading in common, tones aside."""
    return not _readings(one).isdisjoint(_readings(other))


@lru_cache(maxsize=4096)
def _readings(char: str) -> frozenset[str]:
    from pypinyin import Style, pinyin  # noqa: PLC0415 - its tables are loaded when something is misspelt

    return frozenset(pinyin(char, style=Style.NORMAL, heteronym=True)[0])
