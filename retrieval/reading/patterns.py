"""What a single line can be told to be by its own words: byline, date, page number, heading, boilerplate.

Every pattern must match the whole line; where the words alone leave a doubt the layout or the neighbours decide.
"""

import datetime
import re
from dataclasses import dataclass

from retrieval.reading import names as names_of

HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ebef"
CLOSING = "”’」』）)】》〉］\"'*"
TERMINAL = re.compile(rf"(?:[。！？!?…]|(?<=[A-Za-z0-9)\"’”%])\.)[{re.escape(CLOSING)}]*$")
ENDS_CLAUSE = re.compile(r"[。；，、：！？…;,:!?]$")
# A title may ask or exclaim; it does not end like this.
NO_TITLE_END = re.compile(r"[。；，、：;,:]$")

# A name after one of these needs no further evidence when a space or brackets set it off.
_OFFICE = (
    r"(?:书记|部长|主任|委员|常委|局长|县长|市长|区长|镇长|乡长|省长|州长|旗长|村长|厅长|司长|处长|科长|股长|主席|院长|"
    r"校长|园长|馆长|站长|所长|社长|队长|组长|场长|厂长|矿长|行长|台长|段长|河长|湖长|库长|林长|关长|会长|理事长|秘书长|"
    r"董事长|总经理|经理|总裁|总监|总工程师|工程师|教授|研究员|讲师|院士|博士|硕士|主编|编辑|记者|通讯员|巡视员|"
    r"调研员|专员|政委|参谋长|检察长|庭长|法官|检察官|律师|医师|教师)"
)
# Weaker endings of an office: only with a known surname behind them.
_ROLE = r"[长记任员席委授师监裁官家编者事士]"
_PREFIX = r"(?:撰文|执笔|文|署名|供稿|来稿)"
_REPORTER = r"(?:本报|本刊|本网|特约|见习|实习)*(?:记者|通讯员|评论员|撰稿人)"
_NAME = rf"[{HAN}]{{2,4}}|[{HAN}][ \u3000]{{1,3}}[{HAN}]|[{HAN}]{{1,5}}(?:·[{HAN}]{{1,6}})+"
_NAMES = rf"(?:{_NAME})(?:[、，,/／ \u3000]+(?:{_NAME}))*"

_ANONYMOUS = re.compile(
    r"[（(]?\s*作者(?:单位)?\s*(?:为|系|是|[:：])\s*(?P<position>[^。！？]{2,60}?)\s*[）)]?", re.DOTALL
)
_OFFICE_NAME = re.compile(
    rf"[（(]?\s*(?:作者\s*(?:为|系|是|[:：])?\s*)?(?P<position>[^。！？；：“”]{{0,70}}?{_OFFICE})"
    rf"(?P<gap>[ \u3000]*)(?P<names>{_NAMES})\s*[）)]?"
)
_ROLE_NAME = re.compile(
    rf"[（(]?\s*(?P<position>[^。！？；：“”]{{1,70}}?{_ROLE})(?P<gap>[ \u3000]+)(?P<names>{_NAMES})\s*[）)]?"
)
_NAME_OFFICE = re.compile(
    rf"[（(]?\s*(?P<author>作者\s*[:：为系是]?\s*)?(?P<names>{_NAME})\s*(?:[ \u3000，,]|(?P<open>[（(]))\s*"
    rf"(?P<position>[^。！？；：“”（()]{{2,70}}?{_OFFICE})\s*(?(open)[）)])\s*[）)]?"
)
_ENDS_IN_OFFICE = re.compile(rf"{_OFFICE}$")
_AUTHOR = re.compile(rf"[（(【]?\s*作\s*者\s*[:：/／]\s*(?P<names>{_NAMES})\s*[）)】]?")
_LABELLED = re.compile(rf"[（(【]?\s*{_PREFIX}\s*[:：/／丨|]\s*(?P<names>{_NAMES})\s*[）)】]?")
_REPORTED = re.compile(rf"[（(【]?\s*{_REPORTER}\s*(?:[:：/／]|[ \u3000])\s*(?P<names>{_NAMES})\s*[）)】]?")
_BOXED = re.compile(rf"[□■◎○●◇◆▲△]\s*(?P<names>{_NAMES})")
_BARE = re.compile(rf"(?:{_NAME})(?:[、 \u3000]+(?:{_NAME})){{0,3}}")

_CHINESE_DIGITS = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
    "Ｏ": "0",
}
_DATE = re.compile(
    r"[（(【]?\s*(?:(?:(?:发布|发表|刊发|印发)(?:日期|时间)|日期)\s*[:：]\s*)?"
    r"((?:19|20)\d\d|[一二][〇零○Ｏ一二三四五六七八九]{3})\s*[年\-./]\s*"
    r"(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s*"
    r"(?:[月\-./]\s*(3[01]|[12]\d|0?[1-9]|三?十[一]?|二?十[一二三四五六七八九]?|[一二三四五六七八九])\s*[日号]?|月)\s*[）)】]?"
)
_PAGE_NUMBER = re.compile(
    r"\d{1,3}|[-—–·•]\s*\d{1,4}\s*[-—–·•]|第\s*\d+\s*页(?:[,，/\s]*共\s*\d+\s*页)?|\d+\s*/\s*\d+|[Pp]age\s*\d+(?:\s*of\s*\d+)?"
)
ISSUE = re.compile(r"第\s*(?P<number>\d+|[一二三四五六七八九十百〇零]+)\s*期")
# A line that says where it was issued: nothing may follow the number but what belongs to it.
_ISSUE_LINE = re.compile(
    rf"[^，。；！？“]{{0,40}}?{ISSUE.pattern}\s*(?:[（(][^（）()]{{1,20}}[）)])?\s*(?:[（(]?(?:19|20)\d\d\s*年[^，。；]{{0,20}})?"
)
_ADDRESS = re.compile(r"(?:https?://|www\.)[\w./?=&%#~:+-]+")
_DISTRIBUTION = re.compile(
    r"(?:主?报|主?送|抄送|抄报|发|分送|印发|责任编辑|责编|编辑|校对|审核|签发)\s*[:：][^。！？；]{0,60}。?|共印\s*\d+\s*份.{0,10}"
)
_BOILERPLATE = re.compile(
    r"领导批示\s*[:：].{0,40}|(?:版权|扫一扫).{0,30}|本.{0,12}由.{0,40}(?:网|www).{0,60}|(?:[-=*_—－]\s*){3,}"
)
_EDITORIAL = re.compile(r"(?:【(?:编者按|编者的话|编前语?|导语)】|(?:编者按|编者的话|编前语?|导语)\s*[:：])")
_PUBLISHER = re.compile(
    r"(?:主管|主办|编印|编发|编)$|^(?:中共|共青团)?.{2,40}(?:办公室|研究室|编辑部|编委会|委员会|委|局|厅|部|处|中心)$"
)
_COLUMN = re.compile(r"[【［\[](?P<label>[^】］\]]{2,40})[】］\]]")
_PHOTO_CREDIT = re.compile(r"[（(](?:图片?|照片|摄影|图/文|摄)\s*[^。（）()]{0,30}[）)]")
NUMBERED = re.compile(
    r"[一二三四五六七八九十]{1,3}\s*、|[（(][一二三四五六七八九十]{1,3}[）)]|第[一二三四五六七八九十]{1,3}[，、]"
)
CHAPTER = re.compile(r"第[一二三四五六七八九十百千零〇\d]+[编章回卷部](?:[ \u3000:：].*|)")
LAW_ARTICLE = re.compile(r"第[一二三四五六七八九十百千零〇\d]+条(?=[\s\u3000]|$)")
# The number before a title in a collection that counts its articles is not part of it.
TITLE_NUMBER = re.compile(rf"\d{{1,2}}\s*[.．、]\s*(?=[{HAN}“《])")
# A line of a list, a table or a quotation is no heading, however short.
LISTED = re.compile(r"[-*+•·●]\s+\S|\d{1,3}[.．)）、]\s*\S|[|>]")
MARKDOWN_HEADING = re.compile(r"(?P<level>#{1,6})\s+(?P<text>.*\S)\s*$")
SPEECH = re.compile(
    r"(?P<who>[^在，。]{2,20}?)(?:同志)?在.{2,60}(?:会议?|班|仪式|论坛|活动)上的(?:讲话|发言|报告|致辞|主持词)"
    r"(?:[（(][^（）()]{1,12}[）)])?"
)


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote an article, as a line says it. `author` joins several names with 、; None where no name is given."""

    author: str | None
    position: str | None
    rule: str
    confidence: float


def unmarked(line: str) -> str:
    """The line without Markdown's heading marks and bold marks."""
    heading = MARKDOWN_HEADING.match(line)
    return (heading["text"] if heading else line).replace("**", "").strip(" \t\u3000")


def byline(line: str) -> Byline | None:
    """The byline a whole line is, or None."""
    if len(line) > 90:
        return None
    return _labelled(line) or _office_and_name(line) or _office_alone(line)


def _office_and_name(line: str) -> Byline | None:
    if match := _OFFICE_NAME.fullmatch(line):
        set_off = bool(match["gap"]) or line[0] in "（("
        names = _split(match["names"])
        # Set off from the office, a name needs no known surname; run into it, it needs a sure one.
        likely = all(map(names_of.is_name, names)) if set_off else all(map(names_of.is_sure_name, names))
        if likely and (set_off or len(line) <= 40):
            return Byline("、".join(names), _position(match["position"]), "office and name", 0.95 if set_off else 0.8)
    for pattern, rule in ((_ROLE_NAME, "role and name"), (_NAME_OFFICE, "name and office")):
        if match := pattern.fullmatch(line):
            names = _split(match["names"])
            labelled = match.groupdict().get("author")
            if all(map(names_of.is_name if labelled else names_of.is_sure_name, names)):
                return Byline("、".join(names), _position(match["position"]), rule, 0.8)
    return None


def _labelled(line: str) -> Byline | None:
    for pattern, rule, sure in (
        (_AUTHOR, "author label", False),
        (_LABELLED, "label", "：" in line or ":" in line),
        (_REPORTED, "reporter", True),
        (_BOXED, "box", True),
    ):
        if match := pattern.fullmatch(line):
            names = _split(match["names"])
            if all(map(names_of.is_sure_name if sure else names_of.is_name, names)):
                return Byline("、".join(names), None, rule, 0.95)
    return None


def _office_alone(line: str) -> Byline | None:
    match = _ANONYMOUS.fullmatch(line)
    if match and (line[0] in "（(" or _ENDS_IN_OFFICE.search(match["position"])):
        return Byline(None, _position(match["position"]), "office without name", 0.95)
    return None


def ends_in_office(text: str) -> bool:
    """Whether a few words name an office and nothing that is done about its holder (`学习…书记`)."""
    return bool(_ENDS_IN_OFFICE.search(text)) and not re.match("学习|关于|贯彻|落实|转发|传达|印发|聆听", text)


def bare_names(line: str) -> Byline | None:
    """The byline of a line that is nothing but names; the neighbours must agree."""
    if not _BARE.fullmatch(line):
        return None
    names = _split(line)
    if not all(map(names_of.is_sure_name, names)):
        return None
    return Byline("、".join(names), None, "names alone", 0.7)


def _split(names: str) -> list[str]:
    """Names apart, the space inside a two-character name (方 圩) taken out."""
    parts = [part for part in re.split(r"[、，,/／ \u3000]+", names) if part]
    joined: list[str] = []
    for part in parts:
        if len(part) == 1 and joined and len(joined[-1]) == 1:
            joined[-1] += part
        else:
            joined.append(part)
    return joined


def _position(text: str) -> str:
    return re.sub(r"[ \u3000]+", "", text).strip("，,、（()）")


def date(line: str) -> str | None:
    """The ISO date (`2021-11-03`, or `2021-11` without a day) a whole line is, or None."""
    match = _DATE.fullmatch(line)
    if not match:
        return None
    year = "".join(_CHINESE_DIGITS.get(char, char) for char in match[1])
    month, day = (_small_number(part) if part else 0 for part in match.groups()[1:])
    try:
        datetime.date(int(year), month, day or 1)
    except ValueError:
        return None
    return f"{year}-{month:02d}-{day:02d}" if day else f"{year}-{month:02d}"


def _small_number(text: str) -> int:
    """12, 十二, 三十一 → int; up to 99."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int(_CHINESE_DIGITS[text])
    return int(_CHINESE_DIGITS[tens] if tens else 1) * 10 + int(_CHINESE_DIGITS[ones] if ones else 0)


def closing_date(line: str) -> tuple[int, str] | None:
    """Where a date that closes a masthead's line begins, set off by white space, and its ISO form."""
    for gap in re.finditer(r"[ \u3000\t]{2,}|\u3000", line):
        if value := date(line[gap.end() :].strip()):
            return gap.end(), value
    return None


def is_page_number(line: str) -> bool:
    """Whether a line is only a page number."""
    return bool(_PAGE_NUMBER.fullmatch(line))


def is_issue(line: str) -> bool:
    """Whether a line is a label such as `水利通讯 第3期`, not a sentence or a title that mentions an issue."""
    return len(line) <= 80 and bool(_ISSUE_LINE.fullmatch(re.sub(r"\s+", " ", line)))


def is_boilerplate(line: str) -> bool:
    """Adverts of download sites, lines that are little but an address, rules: nobody's words."""
    if _BOILERPLATE.fullmatch(line):
        return True
    bare = _ADDRESS.sub("", line)
    return len(bare) < len(line) and len(re.sub(r"\W", "", bare)) <= 8


def is_distribution(line: str) -> bool:
    """`报：…`, `送：…`, `责任编辑：…`: nobody's words where a document ends, anybody's elsewhere."""
    return bool(_DISTRIBUTION.fullmatch(line))


def is_editorial(line: str) -> bool:
    """Whether a line opens an editor's note."""
    return bool(_EDITORIAL.match(line))


def is_publisher(line: str) -> bool:
    """Whether a masthead line names who publishes."""
    return bool(_PUBLISHER.search(line))


def column(line: str) -> str | None:
    """The label of a line that is a column label in brackets."""
    match = _COLUMN.fullmatch(line)
    return match["label"].strip() if match else None


def photo_credit(text: str) -> int:
    """Where a photo credit closing the text begins; the text's length when there is none."""
    found = None
    for match in _PHOTO_CREDIT.finditer(text):
        found = match
    return found.start() if found and found.end() == len(text) else len(text)
