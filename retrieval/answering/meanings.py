"""Words that mean nearly the same: what a question says otherwise than the documents do.

The thesaurus is general Chinese, written without knowledge of any collection; it is read once, when first needed.
"""

from collections.abc import Container, Mapping
from functools import lru_cache
from importlib.resources import files

Meanings = Mapping[str, tuple[str, ...]]
"""Words of a question, each with others that mean nearly the same."""

_LONGEST = 6
_SHORTEST = 2
_ASPECTS = "了过着"
_GENERAL, _IDIOM = "thesaurus.txt", "idiom.txt"


def meanings(folded: str) -> Meanings:
    """The words of the thesaurus in a folded text, the longest at each place, with the others of their groups."""
    groups = _thesaurus()
    found: dict[str, tuple[str, ...]] = {}
    at = 0
    while at < len(folded):
        lengths = range(min(_LONGEST, len(folded) - at), _SHORTEST - 1, -1)
        word = next((word for length in lengths if _entry(word := folded[at : at + length], groups)), "")
        if word:
            plain = _entry(word, groups)
            # A word said with an aspect (犯了错) means its plain form too.
            found[word] = groups[plain] if word == plain else (plain, *groups[plain])
        at += len(word) or 1
    return found


def _entry(word: str, groups: Container[str]) -> str:
    """What a word stands under: itself, or a verb and its object without the particle between; empty if nowhere."""
    plain = word[0] + word[2] if len(word) == 3 and word[1] in _ASPECTS else word
    return next((entry for entry in (word, plain) if entry in groups), "")


def in_words_of(meant: Meanings, folded: str) -> str:
    """A text, with the question's own word behind it where it says the same in another."""
    said = [word for word, others in meant.items() if word not in folded and any(other in folded for other in others)]
    return "\n".join([folded, *said])


@lru_cache(maxsize=1)
def general_words() -> tuple[str, ...]:
    """The words of general Chinese, in the thesaurus's order."""
    return tuple(dict.fromkeys(word for group in _groups(_GENERAL) for word in group))


@lru_cache(maxsize=1)
def _thesaurus() -> dict[str, tuple[str, ...]]:
    others: dict[str, list[str]] = {}
    for group in (group for file in (_GENERAL, _IDIOM) for group in _groups(file)):
        for word in group:
            others.setdefault(word, []).extend(other for other in group if other != word)
    return {word: tuple(dict.fromkeys(same)) for word, same in others.items()}


def _groups(file: str) -> list[list[str]]:
    lines = files(__package__).joinpath(file).read_text("utf-8").splitlines()
    return [line.split() for line in lines if line and not line.startswith("#")]
