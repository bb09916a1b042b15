"""Dates as documents print them, and the labelled facts they stand among."""

import datetime
import re

_CHINESE_DIGITS = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
    "Ｏ": "0",
    "O": "0",
    "◯": "0",
}
_YEAR = r"((?:19|20)\d\d|[一二][〇零○◯ＯO一二三四五六七八九]{3})"
_MONTH = r"(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(3[01]|[12]\d|0?[1-9]|三?十[一]?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
# An hour, as web pages print it, says nothing of the day.
_HOUR = r"(?:\s*[T\s]\s*\d{1,2}\s*[:：]\s*\d{2}(?:\s*[:：]\s*\d{2})?)?"
_DATE = re.compile(
    r"[（(【\[]?\s*(?:(?:(?:发布|发表|刊发|印发|成文)(?:日期|时间)|日期)\s*[:：]\s*)?"
    rf"{_YEAR}\s*[年\-./]\s*{_MONTH}\s*(?:[月\-./]\s*{_DAY}\s*[日号]?|月){_HOUR}\s*[）)】\]]?"
)
# What an account posted: `原创 方圩 某县日报 2023-04-15 07:30 发表于某省`. Who is named may be the account's clerk.
_POSTED = re.compile(
    rf"(?P<original>原创\s+)?(?:[^，。！？：:]{{2,40}}\s+)?(?P<date>{_YEAR}[年\-./]{_MONTH}[月\-./]{_DAY}日?{_HOUR})"
    r"(?(original)(?:\s*发表于\s*\S{2,6})?|\s*发表于\s*\S{2,6})"
)
# How the page of a newspaper heads an article: `2022-04-18 第03版：生态　本报记者 方圩`.
_LEADING = re.compile(
    rf"(?P<date>{_YEAR}\s?[年\-./]\s?{_MONTH}\s?[月\-./]\s?{_DAY}日?{_HOUR})[\s|｜]+"
    r"(?:第?\s*[A-Z]?\d{1,3}\s*版\s*[:：]?\s*\S{0,12}[\s|｜]+)?"
)
# A year alone is a date only where it can be nothing else: in Chinese numerals or in brackets.
_YEAR_ALONE = re.compile(
    r"[（(]\s*((?:19|20)\d\d)\s*年\s*[）)]|[（(]?\s*([一二][〇零○◯Ｏ一二三四五六七八九]{3})年\s*[）)]?"
)
# The line of facts a web page or a clipping has under its title: `来源：… 时间：… 作者：…`.
_BETWEEN_FACTS = r"\s，,；;|｜丨/"
_IMPRINT = re.compile(
    rf"(?:^|(?<![{_BETWEEN_FACTS}])[{_BETWEEN_FACTS}]+)(?P<label>(?:发布|发表|刊发|更新)?(?:时间|日期)|"
    r"(?:信息|文章|稿件)?来源|发布单位|发布机构|作者单位|作者|单位|撰稿人?|(?:责任)?编辑|责编|审核|校对|摄影|"
    r"浏览(?:次数|量)?|阅读(?:次数|量)?|点击(?:次数|量|数)?|字号|字体)\s*[:：]"
)
_SOURCE_LABEL = re.compile("来源|浏览|阅读|点击")
_LONGEST_FACT = 40


def date(line: str) -> str | None:
    """The ISO date (`2021-11-03`, `2021-11` without a day, `2021` without a month) a whole line is, or None."""
    if alone := _YEAR_ALONE.fullmatch(line):
        return _digits(alone[1] or alone[2])
    match = _DATE.fullmatch(line)
    if not match:
        return None
    year = _digits(match[1])
    month, day = (_small_number(part) if part else 0 for part in match.groups()[1:])
    try:
        datetime.date(int(year), month, day or 1)
    except ValueError:
        return None
    return f"{year}-{month:02d}-{day:02d}" if day else f"{year}-{month:02d}"


def _digits(year: str) -> str:
    return "".join(_CHINESE_DIGITS.get(char, char) for char in year)


def _small_number(text: str) -> int:
    """12, 十二, 三十一 → int; up to 99."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int(_CHINESE_DIGITS[text])
    return int(_CHINESE_DIGITS[tens] if tens else 1) * 10 + int(_CHINESE_DIGITS[ones] if ones else 0)


def imprint(line: str) -> dict[str, str]:
    """The labelled facts a whole line is made of, by label; empty unless it is two or more, or says the source."""
    inner = line[1:-1] if line[:1] in ("（", "(") and line[-1:] in ("）", ")") else line
    found = list(_IMPRINT.finditer(inner))
    if not found or found[0].start():
        return {}
    ends = [match.start() for match in found[1:]] + [len(inner)]
    facts = {match["label"]: inner[match.end() : end].strip() for match, end in zip(found, ends, strict=True)}
    told = len(facts) > 1 or any(map(_SOURCE_LABEL.search, facts))
    # A colon belongs to no fact but an hour.
    plain = all(len(fact) <= _LONGEST_FACT and not re.search("[。！？]|(?<!\\d)[：:]", fact) for fact in facts.values())
    return facts if told and plain else {}


def states_fact(line: str) -> bool:
    """Whether a line begins with the label of a fact."""
    return bool(_IMPRINT.match(line))


def stated_date(line: str) -> str | None:
    """The ISO date a whole line states: by itself, among labelled facts, or behind the name of who posted the text."""
    facts = (fact.split() for label, fact in imprint(line).items() if label[-2:] in ("时间", "日期"))
    if posted := _POSTED.fullmatch(line):
        return date(posted["date"])
    return date(line) or next((date(words[0]) for words in facts if words), None)


def leading_date(line: str) -> tuple[int, str] | None:
    """Where a line goes on behind the date, and the page of the paper, that it begins with; and the date's ISO form."""
    match = _LEADING.match(line)
    value = date(match["date"].strip()) if match else None
    return (match.end(), value) if match and value else None


def iso(text: str) -> str | None:
    """The ISO date that a value a format states begins with: `2021-11-03T08:00:00+08:00`, `2021年11月3日`."""
    text = text.strip()
    match = re.match(r"\d{4}-\d{2}-\d{2}(?=T|\s|$)", text)
    return stated_date(text) or date(match[0] if match else re.split(r"\s", text)[0] if text else "")


def closing_date(line: str) -> tuple[int, str] | None:
    """Where a date that closes a masthead's line begins, set off by white space, and its ISO form."""
    for gap in re.finditer(r"[ \u3000\t]{2,}|\u3000", line):
        if value := date(line[gap.end() :].strip()):
            return gap.end(), value
    return None
