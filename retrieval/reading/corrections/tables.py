"""TOML with the line that every key stands on, which the standard library's parser does not tell."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from retrieval.errors import BadCorrections, Flaw

Path = tuple[str | int, ...]

# The standard library's parser takes time and memory as the square of a key's parts; no key here has more than a few.
_MOST_DOTS, _DEEPEST = 1000, 8

_PLACE = re.compile(r"\s*\(at (?:line (?P<line>\d+), column \d+|end of document)\)$")
_STRING = r""" "{3}(?:\\.|[^\\])*?"{3,5} | '{3}.*?'{3,5} | "(?:\\.|[^"\\\n])*" | '[^'\n]*' """
_BLANK = re.compile(r"(?:\s|#[^\n]*)*")
_HEADER = re.compile(r"(?P<open>\[\[?)(?P<keys>[^\]\"'\n]*(?:(?:\"(?:\\.|[^\"\\\n])*\"|'[^'\n]*')[^\]\"'\n]*)*)\]{1,2}")
_KEY = re.compile(r"""(?:[\w \t.-]|"(?:\\.|[^"\\\n])*"|'[^'\n]*')+?(?==)""")
_PART = re.compile(r"""[\w-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*'""")
_VALUE = re.compile(
    rf"(?P<skipped>{_STRING} | \#[^\n]*) | (?P<open>[\[{{]) | (?P<close>[\]}}]) | (?P<end>\n)", re.DOTALL | re.VERBOSE
)


@dataclass(frozen=True, slots=True)
class Tables:
    """What a file says, and where: `lines` has the line, from 1, of each key and table header, by path."""

    values: dict[str, Any]
    lines: dict[Path, int]

    def line(self, *path: str | int) -> int:
        """The line of what stands at a path, or of what it stands in, where a table is written as one value."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_tables(toml: str) -> Tables:
    """Raises BadCorrections with the line where the file stops being TOML."""
    toml = toml.removeprefix("\ufeff").replace("\r\n", "\n")
    for number, written in enumerate(toml.split("\n"), 1):
        if written.count(".") > _MOST_DOTS:
            raise BadCorrections(number, Flaw.SYNTAX, f"more than {_MOST_DOTS} dots")
    try:
        return Tables(tomllib.loads(toml), _first(_lines(toml)))
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        line = place["line"] if place else None
        said = _PLACE.sub("", str(error))
        raise BadCorrections(int(line) if line else _last(toml), Flaw.SYNTAX, said) from None
    except (ValueError, RecursionError) as error:
        # Numbers or brackets without end, which the parser itself does not stand: they are in the longest line.
        lines = toml.split("\n")
        longest = max(range(len(lines)), key=lambda index: len(lines[index]))
        raise BadCorrections(longest + 1, Flaw.SYNTAX, type(error).__name__) from None


def _last(toml: str) -> int:
    return toml.rstrip().count("\n") + 1


def _first(places: Iterator[tuple[Path, int]]) -> dict[Path, int]:
    found: dict[Path, int] = {}
    for path, line in places:
        found.setdefault(path, line)
    return found


def _lines(toml: str) -> Iterator[tuple[Path, int]]:
    """The path of every header and key of a well-formed file, with its line."""
    counts: dict[Path, int] = {}
    table: Path = ()
    position, line = 0, 1
    while (start := _after_blank(toml, position)) < len(toml):
        line += toml.count("\n", position, start)
        if header := _HEADER.match(toml, start):
            table = _header(header["keys"], header["open"] == "[[", counts)
            yield table, line
            end = header.end()
        else:
            key = _KEY.match(toml, start)
            assert key is not None
            path = table
            for part in _parts(key[0])[:_DEEPEST]:
                path = (*path, part)
                yield path, line
            end = _value_end(toml, key.end())
        line += toml.count("\n", start, end)
        position = end


def _after_blank(toml: str, position: int) -> int:
    blank = _BLANK.match(toml, position)
    assert blank is not None
    return blank.end()


def _parts(keys: str) -> list[str]:
    """The parts of a dotted key, as text."""
    return [
        part if part[0] not in "\"'" else str(tomllib.loads(f"key = {part}")["key"]) for part in _PART.findall(keys)
    ]


def _header(keys: str, listed: bool, counts: dict[Path, int]) -> Path:
    """The path of a header: what stands under a list of tables belongs to the last of them."""
    path: Path = ()
    *above, name = _parts(keys)[:_DEEPEST]
    for part in above:
        path = (*path, part)
        path = (*path, counts[path] - 1) if path in counts else path
    path = (*path, name)
    if listed:
        counts[path] = counts.get(path, 0) + 1
    return (*path, counts[path] - 1) if listed else path


def _value_end(toml: str, position: int) -> int:
    """Where the value that begins here has ended: at a line's end outside strings and brackets."""
    depth = 0
    for token in _VALUE.finditer(toml, position):
        depth += bool(token["open"]) - bool(token["close"])
        if token["end"] and depth == 0:
            return token.start()
    return len(toml)
