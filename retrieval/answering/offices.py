"""Offices in the form they are compared in, so that people may name them more shortly than bylines do."""

import re

from retrieval.analyzer import fold

# Shorter than this nothing says which office is meant; longer, no office is.
_SHORTEST, _LONGEST = 4, 40


def offices(position: str) -> str:
    """The offices of a byline, each ended by `|`; empty where it has none."""
    parted = re.sub(r"[，,、；;/\s]+", "|", short_office(fold(position)))
    return parted + "|" if parted else ""


def short_office(text: str) -> str:
    """水利局局长 and 水利局长 are one office."""
    return re.sub(r"([部局厅处科院校站所馆队])\1长", r"\1长", text)


def holds(held: str, described: str) -> bool:
    """Whether an office described is (part of) these: made of their pieces, in order, to where an office ends.

    `某县水利局长` is `某县县委委员|水利局长|`; each piece is two characters or more and crosses no `|`.
    """
    if not held or not _SHORTEST <= len(described) <= _LONGEST:
        return False
    at = taken = 0
    while taken < len(described):
        length = len(described) - taken
        while length >= 2 and (found := held.find(described[taken : taken + length], at)) < 0:
            length -= 1
        if length < 2:
            return False
        at, taken = found + length, taken + length
    return held[at] == "|"
