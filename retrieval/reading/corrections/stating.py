"""Where a document says what a person put right, so that it can be quoted; nowhere, where it does not say it."""

import re
from collections.abc import Iterator, Sequence

from retrieval.analyzer import narrow, solid
from retrieval.anchoring import Anchor, anchored
from retrieval.reading import dates, patterns
from retrieval.reading.lines import Line
from retrieval.reading.passages import sourced
from retrieval.records import SourcedText, Span

NOWHERE = SourcedText("", ())
# A line that names an author or a publication is no longer than this, and no sentence.
_LONGEST_LINE = 80
_SENTENCE = re.compile(r"[。；！？][^）)】\]]")
_NUMBER = re.compile(r"[\W\d_第〇一二三四五六七八九十]*")
_NUMERALS = "〇一二三四五六七八九"
_LABELS = re.compile("作者|单位|系|为|是|文|记者|本报|本刊|通讯员|供稿|撰稿|撰文|执笔|日期|时间|发布|发表|刊发")


def title(text: str, value: str, within: Sequence[Span]) -> SourcedText:
    """The line or lines that a title is, a number before it aside."""
    for start, end in _places(text, value, within):
        low, high = _lines_around(text, start, end)
        if _NUMBER.fullmatch(text[low:start]) and not _says(text[end:high]):
            return _shown(text, start, end)
    return NOWHERE


def name(text: str, value: str, within: Sequence[Span]) -> SourcedText:
    """The name of a publication, where a line has it that is no sentence."""
    for start, end in _places(text, value, within):
        if _is_label(text[slice(*_lines_around(text, start, end))]):
            return _shown(text, start, end)
    return NOWHERE


def byline(text: str, author: str, position: str, within: Sequence[Span]) -> SourcedText | None:
    """The line that names the author, or the office of one without a name; with the office, if there is one."""
    lines = [_lines_around(text, *place) for place in _places(text, author or position, within)]
    lines = [line for line in lines if _is_label(text[slice(*line)])]
    lines.sort(key=lambda line: solid(position) not in solid(text[slice(*line)]))
    return _shown(text, *lines[0]) if lines else None


def issue(text: str, value: str, within: Sequence[Span]) -> SourcedText:
    """`第3期`, or an issue that is more than its number as it is written."""
    number = f"{re.escape(value)}|{_numeral(int(value))}" if re.fullmatch("[0-9]{1,2}", value) else re.escape(value)
    found = _matched(text, rf"第\s*(?:{number})\s*期", within)
    return found if found.runs or len(value) < 3 else name(text, value, within)


def date(text: str, value: str, within: Sequence[Span]) -> SourcedText:
    """A date in any of its forms."""
    year, *rest = value.split("-")
    pattern = "(?:" + year + "|" + "".join("[〇零○Ｏ]" if one == "0" else _NUMERALS[int(one)] for one in year) + ")"
    for number, unit in zip(rest, "月日", strict=False):
        before = "年" if unit == "月" else "月"
        pattern += rf"\s*[{before}\-./]\s*(?:0?{int(number)}|{_numeral(int(number))})"
    last = ("年", "月", "[日号]")[len(rest)]
    end = rf"\s*{last}?(?![\d一二三四五六七八九十])" if len(rest) == 2 else rf"\s*{last}(?!\s*[\d一二三四五六七八九十])"
    return _matched(text, rf"(?<!\d){pattern}{end}", within)


def states(words: str, values: Sequence[str]) -> bool:
    """Whether a paragraph is nothing but a line that states these: a title, a name with its office, a date."""
    letters = solid(words)
    whole = {solid(value) for value in values} - {""}
    if letters in whole or (len(letters) > 1 and any(letters in one for one in whole)):
        return True
    if (day := dates.stated_date(words.strip())) and day in values:
        return True
    rest = letters
    for one in sorted(whole, key=len, reverse=True):
        rest = rest.replace(one, "", 1)
    return rest != letters and not _LABELS.sub("", rest)


def is_body(words: str) -> bool:
    """Whether a line that was taken for a title or a byline reads like a part of the text."""
    return len(words) > _LONGEST_LINE or bool(patterns.TERMINAL.search(words) or patterns.ENDS_CLAUSE.search(words))


def _places(text: str, value: str, within: Sequence[Span]) -> Iterator[Span]:
    """Where the words stand, white space, width and punctuation aside, and not as a part of a Latin word."""
    letters = solid(value)
    for low, high in within:
        if not letters or letters not in solid(text[low:high]):
            continue
        for start, end in anchored(Anchor(value, "", ""), text[low:high]).spans:
            if not (_joined(text, low + start) or _joined(text, low + end)):
                yield low + start, low + end


def _joined(text: str, at: int) -> bool:
    around = text[max(0, at - 1) : at + 1]
    return 0 < at < len(text) and around.isascii() and around.isalnum()


def _matched(text: str, pattern: str, within: Sequence[Span]) -> SourcedText:
    compiled = re.compile(pattern)
    for low, high in within:
        if match := compiled.search(narrow(text[low:high])):
            return _shown(text, low + match.start(), low + match.end())
    return NOWHERE


def _lines_around(text: str, start: int, end: int) -> Span:
    low = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    ends = [at for at in (text.find("\n", end), text.find("\r", end)) if at >= 0]
    return low, min(ends, default=len(text))


def _is_label(line: str) -> bool:
    return len(line.strip()) <= _LONGEST_LINE and not _SENTENCE.search(line) and not line.rstrip().endswith("。")


def _says(words: str) -> bool:
    return any(map(str.isalnum, words))


def _shown(text: str, start: int, end: int) -> SourcedText:
    """A stretch of the source as it is shown, its lines joined."""
    lines = []
    for raw in text[start:end].splitlines(keepends=True):
        if raw.strip():
            low, high = start + len(raw) - len(raw.lstrip()), start + len(raw.rstrip())
            lines.append(Line(low, high, text[low:high], 0, 0.0, False))
        start += len(raw)
    return sourced(text, lines)


def _numeral(number: int) -> str:
    """Up to 99 in Chinese."""
    tens, ones = divmod(number, 10)
    unit = _NUMERALS[ones] if ones else ""
    return f"{_NUMERALS[tens] if tens > 1 else ''}十{unit}" if tens else _NUMERALS[ones]
