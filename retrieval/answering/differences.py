"""How words given differ from the source's: every change of letters, what it may turn, and what else differs."""

import re
from itertools import accumulate

from rapidfuzz.distance import Levenshtein

from retrieval.analyzer import fold, is_dictionary_word, is_named, narrow, solid
from retrieval.speech.words import TITLE

Difference = dict[str, str]
"""`op` (`replace`, `insert`, `delete`), `given`, `source`, and `warning` where the change may turn the sense."""

# A figure as it is written: what stands between its digits is part of it, though it is no letter.
_FIGURE = re.compile(r"\d+(?:[.:/,-]\d+)*[%‰℃°]?")
_NUMERALS = "零〇一二三四五六七八九十百千万亿两半几"
# 一 is a number only before a measure or another numeral: 一下 and 一定 count nothing.
_NUMERAL = re.compile(
    rf"[\d{_NUMERALS.replace('一', '').replace('几', '')}]|一(?=[个次年月日号条项名位人倍成点户村亩里米{_NUMERALS}])"
)
_FIGURED = re.compile(rf"[\d{_NUMERALS}]")
_DATE = re.compile(
    rf"(?<![\d{_NUMERALS}])[\d{_NUMERALS}]+(?:年代?|月份?|日|号|世纪)|(?:星期|周)[一二三四五六日天末]|[今明去前后昨当]年|[昨今明]天"
)
_NEGATION = re.compile("[不没未无非莫勿别毋否]|禁止|严禁|拒绝|反对|杜绝")
_MODAL = re.compile("[应须必可能会要得宜准]|允许|可以|原则上|一般|尽量|力争|鼓励|倡导")
_LATIN_NAME = re.compile("[a-z]{2,}")
# How far around a change its meaning is looked for.
_AROUND = 4
_MARKS = re.compile(r"[\W_]+")
_SPACE = re.compile(r"\s+")


def differences(source: str, given: str) -> tuple[Difference, ...]:
    """What was changed, put in or left out on the way from the source's letters to those given, in order.

    Both are `solid`. A single letter left between two changes is part of one, and so are the digits beside a changed
    one: words are changed, and numbers, not letters.
    """
    found = []
    for start, end, low, high in _changes(source, given):
        own, typed = source[start:end], given[low:high]
        change = {"op": "insert" if not own else "delete" if not typed else "replace", "given": typed, "source": own}
        if warning := _warning(source, (start, end), given, (low, high)):
            change["warning"] = warning
        found.append(change)
    return tuple(found)


def figures_differ(source: str, given: str) -> tuple[Difference, ...]:
    """Numbers that are not the same although their digits are (3.5 and 35); both texts as they stand."""
    own, typed = _FIGURE.findall(_SPACE.sub("", fold(source))), _FIGURE.findall(_SPACE.sub("", fold(given)))
    own, typed = [[figure.replace(",", "") for figure in figures] for figures in (own, typed)]
    if own == typed or len(own) != len(typed):
        return ()
    return tuple(
        {"op": "replace", "given": one, "source": other, "warning": "number"}
        for other, one in zip(own, typed, strict=True)
        if one != other and solid(one) == solid(other)
    )


def aside(source: str, given: str) -> tuple[str, ...]:
    """What differs between two texts of the same letters: `space`, `punctuation`, `width`, `script`."""
    found = []
    if _spaces(source) != _spaces(given):
        found.append("space")
    dense, other = _SPACE.sub("", source), _SPACE.sub("", given)
    if _marks(fold(dense)) != _marks(fold(other)):
        found.append("punctuation")
    elif _marks(dense) != _marks(other):
        found.append("width")
    letters, others = _MARKS.sub("", dense), _MARKS.sub("", other)
    if _simple(letters) != _simple(others) and "width" not in found:
        found.append("width")
    if narrow(letters) != narrow(others):
        found.append("script")
    return tuple(found)


def _simple(letters: str) -> str:
    """Letters in one script, in the width they have: only Han characters are folded."""
    return "".join(fold(char) if ord(char) > 0x2E7F and not 0xFF00 <= ord(char) <= 0xFFEF else char for char in letters)


def _spaces(text: str) -> list[int]:
    """How many letters and marks stand before each stretch of white space within a text."""
    pieces = _SPACE.split(text.strip())
    return list(accumulate(map(len, pieces[:-1])))


def _marks(text: str) -> list[tuple[int, str]]:
    """Every mark, with how many letters stand before it; marks at either end say nothing about the words."""
    letters, found = 0, []
    for char in text.strip():
        if _MARKS.match(char):
            found.append((letters, char))
        else:
            letters += 1
    return [(before, char) for before, char in found if 0 < before < letters]


def _changes(source: str, given: str) -> list[tuple[int, int, int, int]]:
    """(start, end) in the source and (low, high) in the words given of every change, close ones taken together."""
    merged: list[tuple[int, int, int, int]] = []
    for step in Levenshtein.opcodes(source, given):
        if step.tag == "equal":
            continue
        start, end, low, high = step.src_start, step.src_end, step.dest_start, step.dest_end
        start, end, low, high = _whole_number(source, given, start, end, low, high)
        if merged and start - merged[-1][1] <= 1:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]), merged[-1][2], max(high, merged[-1][3]))
        else:
            merged.append((start, end, low, high))
    return merged


def _whole_number(source: str, given: str, start: int, end: int, low: int, high: int) -> tuple[int, int, int, int]:
    """A change widened over the digits that stand before and after it on both sides, where it touches digits."""
    if not re.search(r"\d", source[start:end] + given[low:high]):
        return start, end, low, high
    while start and low and source[start - 1] == given[low - 1] and source[start - 1].isdigit():
        start, low = start - 1, low - 1
    while end < len(source) and high < len(given) and source[end] == given[high] and source[end].isdigit():
        end, high = end + 1, high + 1
    return start, end, low, high


def _warning(source: str, own: tuple[int, int], given: str, typed: tuple[int, int]) -> str:
    """What a change may turn: a negation, a date, a number, a name or a modal; empty for any other."""
    texts = source[slice(*own)], given[slice(*typed)]
    if len(_NEGATION.findall(texts[0])) != len(_NEGATION.findall(texts[1])):
        return "negation"
    around = source[own[0] : own[1] + 1], given[typed[0] : typed[1] + 1]
    if any(map(_NUMERAL.search, around)) and any(map(_FIGURED.search, texts)):
        dated = any(_dated(text, span) for text, span in ((source, own), (given, typed)))
        return "date" if dated else "number"
    if _named(source, own) or _named(given, typed):
        return "name"
    if sorted(_MODAL.findall(texts[0])) != sorted(_MODAL.findall(texts[1])):
        return "modal"
    return "date" if any(map(_DATE.search, texts)) else ""


def _dated(text: str, span: tuple[int, int]) -> bool:
    """Whether a stretch is within a date, or next to what makes one."""
    low = max(0, span[0] - _AROUND)
    around = text[low : span[1] + 2]
    return any(
        match.start() + low < max(span[1], span[0] + 1) and span[0] <= match.end() + low
        for match in _DATE.finditer(around)
    )


def _named(text: str, span: tuple[int, int]) -> bool:
    """Whether a stretch is, or is part of, what a person, a place or a body is called."""
    start, end = span
    if start == end:
        return False
    if _LATIN_NAME.search(text[start:end]) or TITLE.match(text, end):
        return True
    for low in range(max(0, start - 3), start + 1):
        for high in range(max(end, low + 2), min(len(text), low + 4, end + 3) + 1):
            # A letter beside a name is part of it by chance; most of it is not.
            if 2 * (min(high, end) - max(low, start)) >= high - low and is_named(text[low:high]):
                return True
    whole = text[start:end]
    return 3 <= len(whole) <= 4 and not is_dictionary_word(whole) and not any(map(is_dictionary_word, _pairs(whole)))


def _pairs(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)]
