"""What a hostile file is: how it is made, in which sizes, and what may become of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from retrieval.errors import Reason

Make = Callable[[Path, int], None]
"""Makes the file at a path; the number is its size, in whatever the maker counts."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What may become of a file: refused for one of `reasons`, or read, and then its text has all of `holds`.

    Without `holds` it may not be read. Of an archive, `members` says the same of its members by their shown names, and
    the archive itself may still be refused for one of `reasons`. `left_out` are those a folder is not meant to bring.
    """

    reasons: frozenset[Reason] = frozenset()
    holds: tuple[str, ...] | None = None
    members: "Mapping[str, Expected] | None" = None
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Hostile:
    """One file: its name below the folder, its maker, its sizes. `small` is for tests, None where there is no small one.

    `wrong` says what is wrong with it.
    """

    name: str
    make: Make
    small: int | None
    full: int
    expected: Expected
    wrong: str


ALL: list[Hostile] = []


def refused(*reasons: Reason) -> Expected:
    """Only these will do."""
    return Expected(frozenset(reasons))


def read(*holds: str) -> Expected:
    """It must be read, and its text must have these words."""
    return Expected(holds=holds)


def either(*reasons: Reason, holds: tuple[str, ...] = ()) -> Expected:
    """Refused for one of these, or read."""
    return Expected(frozenset(reasons), holds)


def unpacked(members: Mapping[str, Expected], *reasons: Reason) -> Expected:
    """An archive of which every member is named; or refused as a whole for one of these."""
    return Expected(frozenset(reasons), members=members)


LEFT_OUT = Expected(left_out=True)


def hostile(name: str, expected: Expected, small: int | None = 1, full: int | None = None) -> Callable[[Make], Make]:
    """Registers a maker for a file of this name. Its docstring says what is wrong with the file."""

    def registered(make: Make) -> Make:
        assert make.__doc__
        size = full if full is not None else small
        assert size is not None
        ALL.append(Hostile(name, make, small, size, expected, make.__doc__))
        return make

    return registered
