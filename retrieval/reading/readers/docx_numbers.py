"""Automatic numbering of a Word document: the `一、` and `1.` that people see and that stand in no text."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from retrieval.reading.readers.docx_styles import VAL, Styles, W

_LEVELS = 9
_DIGITS = "〇一二三四五六七八九"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_SMALL = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LEGAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")


@dataclass(slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    pattern: str = ""
    gap: bool = True
    restarts: bool = True
    legal: bool = False


@dataclass(slots=True)
class _List:
    """A list as paragraphs name it: the definition it counts with, and what it says otherwise."""

    definition: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, _Level] = field(default_factory=dict)


class Numbers:
    """Counts the paragraphs of one document in their order. `root` is that of its part, None where it has none."""

    def __init__(self, root: Any | None, styles: Styles) -> None:
        self._definitions: dict[str, dict[int, _Level]] = {}
        self._by_style: dict[str, dict[str, int]] = {}
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[str] = set()
        if root is None:
            return
        for number in root.iter(f"{W}num"):
            self._lists[number.get(f"{W}numId") or ""] = _list(number)
        links = {}
        for definition in root.iter(f"{W}abstractNum"):
            name = definition.get(f"{W}abstractNumId") or ""
            self._definitions[name] = _levels(definition)
            self._by_style[name] = _linked(definition)
            link = definition.find(f"{W}numStyleLink")
            if link is not None:
                links[name] = styles.list_of(link.get(VAL) or "")
        for name, target in links.items():
            if target in self._lists:
                self._definitions[name] = self._definitions.get(self._lists[target].definition, {})
        for one in self._lists.values():
            one.levels = self._definitions.get(one.definition, {}) | one.levels
            for at in one.starts.keys() & one.levels.keys():
                one.levels[at] = replace(one.levels[at], start=one.starts[at])

    def next(self, stated: tuple[str | None, int | None] | None, style: str | None) -> str:
        """The number of the next paragraph as it is shown before it; empty where it has none that is sure."""
        if stated is None or stated[0] is None or stated[0] not in self._lists:
            return ""
        name = stated[0]
        one = self._lists[name]
        linked = self._by_style.get(one.definition, {}).get(style or "", 0)
        level = linked if stated[1] is None else stated[1]
        if level not in one.levels:
            return ""
        self._count(name, level)
        return _shown(one.levels, level, self._counts[one.definition])

    def _count(self, name: str, level: int) -> None:
        one = self._lists[name]
        levels = one.levels
        counts = self._counts.setdefault(one.definition, [None] * _LEVELS)
        if name not in self._begun:
            self._begun.add(name)
            for at in one.starts:
                counts[at] = None
        before = counts[level]
        counts[level] = levels[level].start if before is None else before + 1
        for deeper in range(level + 1, _LEVELS):
            if deeper not in levels or levels[deeper].restarts:
                counts[deeper] = None


def _list(number: Any) -> _List:
    link = number.find(f"{W}abstractNumId")
    one = _List(link.get(VAL) or "" if link is not None else "")
    for override in number.iter(f"{W}lvlOverride"):
        at = _whole(override.get(f"{W}ilvl"), 0)
        start = override.find(f"{W}startOverride")
        level = override.find(f"{W}lvl")
        if at < _LEVELS and level is not None:
            one.levels[at] = _level(level)
        if at < _LEVELS and start is not None:
            one.starts[at] = _whole(start.get(VAL), 1)
    return one


def _levels(definition: Any) -> dict[int, _Level]:
    found = {_whole(level.get(f"{W}ilvl"), _LEVELS): _level(level) for level in definition.iter(f"{W}lvl")}
    return {at: level for at, level in found.items() if at < _LEVELS}


def _linked(definition: Any) -> dict[str, int]:
    """The levels that styles stand for."""
    linked = ((level.find(f"{W}pStyle"), level) for level in definition.iter(f"{W}lvl"))
    return {
        style.get(VAL) or "": min(_whole(level.get(f"{W}ilvl"), 0), _LEVELS - 1)
        for style, level in linked
        if style is not None
    }


def _level(element: Any) -> _Level:
    values = {child.tag.removeprefix(W): child.get(VAL) for child in element if isinstance(child.tag, str)}
    return _Level(
        start=_whole(values.get("start"), 1),
        form=values.get("numFmt") or "decimal",
        pattern="" if "lvlPicBulletId" in values else values.get("lvlText") or "",
        gap=values.get("suff") != "nothing",
        restarts=values.get("lvlRestart") != "0",
        legal="isLgl" in values and values["isLgl"] not in ("0", "false"),
    )


def _whole(value: str | None, default: int) -> int:
    return int(value) if value is not None and re.fullmatch(r"\d{1,9}", value) else default


def _shown(levels: dict[int, _Level], level: int, counts: list[int | None]) -> str:
    """A level's pattern with the counts in it. A letter or a digit at its end is set off from the text."""
    own = levels[level]
    if own.form == "bullet":
        return ""
    pieces = []
    for piece in re.split(r"(%[1-9])", own.pattern):
        if not re.fullmatch(r"%[1-9]", piece):
            pieces.append(piece)
            continue
        other = levels.get(int(piece[1]) - 1)
        if other is None:
            return ""
        count = counts[int(piece[1]) - 1]
        form = "decimal" if own.legal else other.form
        number = _written(other.start if count is None else count, form)
        if number is None:
            return ""
        pieces.append(number)
    shown = "".join(pieces).strip()
    return shown + " " if own.gap and shown[-1:].isalnum() else shown


def _written(count: int, form: str) -> str | None:
    """A count as the format writes it; None where that is not known for sure."""
    if form == "none":
        return ""
    return _FORMS[form](count) if form in _FORMS else None


def _counted(count: int) -> str | None:
    """一, 十, 二十一; the formats differ from 100 on."""
    return _counted_on(count) if 0 < count < 100 else None


def _counted_on(count: int) -> str | None:
    """一百零一."""
    if not 0 < count < 10_000:
        return None
    pieces, gap = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = count // power % 10
        if digit:
            pieces += ("零" if gap and pieces else "") + _DIGITS[digit] + unit
        gap = not digit
    return pieces[1:] if pieces.startswith("一十") else pieces


def _legal(count: int) -> str | None:
    counted = _counted_on(count) if 0 < count < 100 else None
    return ("一" * (9 < count < 20) + counted).translate(_LEGAL) if counted else None


def _lettered(count: int) -> str | None:
    """a to z, then aa, bb."""
    return chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1) if 0 < count <= 26 * 9 else None


def _roman(count: int) -> str | None:
    if not 0 < count < 4000:
        return None
    pieces = ""
    for value, letters in (*_ROMAN, *_ROMAN_SMALL):
        pieces += letters * (count // value)
        count %= value
    return pieces


def _upper(written: Callable[[int], str | None]) -> Callable[[int], str | None]:
    return lambda count: (written(count) or "").upper() or None


def _from(first: str, last: int) -> Callable[[int], str | None]:
    """Signs that follow one another in Unicode, from that of 1."""
    return lambda count: chr(ord(first) + count - 1) if 0 < count <= last else None


def _of(signs: str) -> Callable[[int], str | None]:
    return lambda count: signs[count - 1] if 0 < count <= len(signs) else None


_FORMS: dict[str, Callable[[int], str | None]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda count: f"{count:02d}",
    "decimalFullWidth": lambda count: "".join(chr(ord("０") + int(digit)) for digit in str(count)),
    "decimalFullWidth2": lambda count: "".join(chr(ord("０") + int(digit)) for digit in str(count)),
    "decimalEnclosedCircle": _from("①", 20),
    "decimalEnclosedCircleChinese": _from("①", 20),
    "decimalEnclosedParen": _from("⑴", 20),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "chineseCounting": _counted,
    "chineseCountingThousand": _counted_on,
    "japaneseCounting": _counted,
    "taiwaneseCounting": _counted,
    "taiwaneseCountingThousand": _counted,
    "ideographDigital": lambda count: "".join(_DIGITS[int(digit)] for digit in str(count)),
    "japaneseDigitalTenThousand": lambda count: "".join(_DIGITS[int(digit)] for digit in str(count)),
    "taiwaneseDigital": lambda count: "".join(_DIGITS[int(digit)] for digit in str(count)),
    "ideographTraditional": _of("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _of("子丑寅卯辰巳午未申酉戌亥"),
    "ideographEnclosedCircle": _from("㊀", 10),
    "chineseLegalSimplified": _legal,
    "lowerLetter": _lettered,
    "upperLetter": _upper(_lettered),
    "lowerRoman": _roman,
    "upperRoman": _upper(_roman),
}
