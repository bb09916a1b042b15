"""Typing errors: a character that makes no word known here, where one that sounds the same does.

pypinyin's readings are used here alone. Nothing is corrected that is a word of its own, and an answer found so says how
it was looked for.
"""

import json
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from retrieval.analyzer import HAN_RUN, STOP_WORDS, is_dictionary_word
from retrieval.collection.engine import Letters

# As many characters around the wrong one are held against the collection, on either side.
_REACH = 3
_BY_CHANCE = 2
_MOST_PLACES = 200
_MOST_CORRECTIONS = 2
_MOST_STRANGE = 8
# Level, rising, falling and rising, falling, and what pypinyin writes where there is no vowel to bear them.
_TONES = dict.fromkeys(map(ord, "\u0304\u0301\u030c\u0300\u0302\u0307"))


@dataclass(frozen=True, slots=True)
class Correction:
    """What was typed, and what stands in the collection instead, with the known characters around it."""

    given: str
    meant: str


def corrections(folded: str, letters: Letters, knows: Callable[[str], bool]) -> list[Correction]:
    """What is probably misspelt in a folded question; `letters` are all of the collection's.

    `knows` says whether a pair of characters stands anywhere in it.
    """
    runs = [run[0] for run in HAN_RUN.finditer(folded)]
    strange = [(run, at) for run in runs for at in _strange(run, knows)]
    # What is strange throughout is another subject or another language, and no slip.
    if len(strange) > _MOST_STRANGE:
        return []
    found: list[Correction] = []
    corrected = ("", 0)
    for run, at in strange:
        # What was corrected with the character before it is not wrong once more.
        known = corrected[0] == run and at < corrected[1]
        if not known and len(found) < _MOST_CORRECTIONS and (correction := _meant(run, at, letters, knows)):
            found.append(correction)
            corrected = run, run.index(correction.given, max(0, at - _REACH)) + len(correction.given)
    return found


def warm() -> None:
    """Load what the first misspelt question would wait for."""
    is_dictionary_word("")
    _reading("一")


def _strange(run: str, knows: Callable[[str], bool]) -> Iterator[int]:
    """Where a character makes a known pair with neither neighbour, and is no word of its own with them."""
    for at, char in enumerate(run):
        pairs = [run[low : low + 2] for low in (at - 1, at) if 0 <= low < len(run) - 1]
        if pairs and char not in STOP_WORDS and not any(map(knows, pairs)) and not any(map(is_dictionary_word, pairs)):
            yield at


def _meant(run: str, at: int, letters: Letters, knows: Callable[[str], bool]) -> Correction | None:
    """What sounds the same and stands in the collection among the most of the characters around a strange one."""
    for left, right in _surroundings(run, at, knows):
        fitting = letters.between(left, right, _MOST_PLACES)
        alike = [char for char in fitting if sounds_alike(char, run[at])]
        if not alike:
            continue
        word = left + max(alike, key=lambda char: fitting[char]) + right
        # Two characters are too easily found by chance: together they must be a word, and neither one by itself.
        if len(word) > _BY_CHANCE or (is_dictionary_word(word) and not STOP_WORDS & {left, right}):
            return Correction(left + run[at] + right, word)
    return None


def _surroundings(run: str, at: int, knows: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """The characters left and right of a place, from the most to one, as long as they can stand in the collection."""
    lefts = [run[at - size : at] for size in range(min(_REACH, at) + 1)]
    rights = [run[at + 1 : at + 1 + size] for size in range(min(_REACH, len(run) - at - 1) + 1)]
    pairs = [(left, right) for left in lefts for right in rights if (left or right) and _may_stand(left, right, knows)]
    yield from sorted(pairs, key=lambda pair: -len(pair[0]) - len(pair[1]))


def _may_stand(left: str, right: str, knows: Callable[[str], bool]) -> bool:
    return all(knows(part[low : low + 2]) for part in (left, right) for low in range(len(part) - 1))


def sounds_alike(one: str, other: str) -> bool:
    """Whether the commonest readings of two different characters are the same, tones aside."""
    return one != other and _reading(one) == _reading(other)


@lru_cache(maxsize=4096)
def _reading(char: str) -> str:
    """The commonest reading of a character, tones aside; itself where it has none."""
    readings = _readings().get(str(ord(char)))
    return unicodedata.normalize("NFD", readings.split(",")[0]).translate(_TONES) if readings else char


@lru_cache(maxsize=1)
def _readings() -> dict[str, str]:
    """By code point the readings of a character, as pypinyin has them, the commonest first.

    pypinyin itself would load 47,000 phrases beside them, which takes a third of a second and 40 MB.
    """
    spec = find_spec("pypinyin")
    found: dict[str, str] = json.loads(Path(str(spec and spec.origin)).with_name("pinyin_dict.json").read_text("utf-8"))
    return found
