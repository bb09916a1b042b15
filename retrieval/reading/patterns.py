"""What a single line can be told to be by its own words: byline, date, page number, heading, boilerplate.

Every pattern must match the whole line; where the words alone leave a doubt the layout or the neighbours decide.
"""

import datetime
import re

HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ebef"
CLOSING = "”’」』）)】》〉］\"'*"
TERMINAL = re.compile(rf"(?:[。！？!?…]|(?<=[A-Za-z0-9)\"’”%])\.)[{re.escape(CLOSING)}]*$")
ENDS_CLAUSE = re.compile(r"[。；，、：！？…;,:!?]$")
# A title may ask or exclaim; it does not end like this.
NO_TITLE_END = re.compile(r"[。；，、：;,:]$")

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
# The line of facts a web page or a clipping has under its title: `来源：… 时间：… 作者：…`.
_BETWEEN_FACTS = r"\s，,；;|｜丨/"
_IMPRINT = re.compile(
    rf"(?:^|(?<![{_BETWEEN_FACTS}])[{_BETWEEN_FACTS}]+)(?P<label>(?:发布|发表|刊发|更新)?(?:时间|日期)|(?:信息|文章|稿件)?来源|作者单位|作者|单位|撰稿人?|"
    r"(?:责任)?编辑|责编|审核|校对|浏览(?:次数|量)?|阅读(?:次数|量)?|点击(?:次数|量|数)?|字号|字体)\s*[:：]"
)
_SOURCE_LABEL = re.compile("来源|浏览|阅读|点击")
_LONGEST_FACT = 40
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
OFFICIAL_TITLE = re.compile(
    r"(?:.{2,30})?关于.{2,60}的(?:通知|通报|意见|决定|决议|报告|函|请示|批复|公告|通告|公报|办法|规定|方案|倡议书|建议)"
    r"(?:[（(][^（）()]{1,12}[）)])?"
)
SPEECH = re.compile(
    r"(?P<who>[^在，。]{2,20}?)(?:同志)?在.{2,60}(?:会议?|班|仪式|论坛|活动)上的(?:讲话|发言|报告|致辞|主持词)"
    r"(?:[（(][^（）()]{1,12}[）)])?"
)


def unmarked(line: str) -> str:
    """The line without Markdown's heading marks and bold marks."""
    heading = MARKDOWN_HEADING.match(line)
    return (heading["text"] if heading else line).replace("**", "").strip(" \t\u3000")


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


def imprint(line: str) -> dict[str, str]:
    """The labelled facts a whole line is made of, by label; empty unless it is two or more, or says the source."""
    inner = line[1:-1] if line[:1] in ("（", "(") and line[-1:] in ("）", ")") else line
    found = list(_IMPRINT.finditer(inner))
    if not found or found[0].start():
        return {}
    ends = [match.start() for match in found[1:]] + [len(inner)]
    facts = {match["label"]: inner[match.end() : end].strip() for match, end in zip(found, ends, strict=True)}
    told = len(facts) > 1 or any(map(_SOURCE_LABEL.search, facts))
    plain = all(len(fact) <= _LONGEST_FACT and not re.search("[。！？：]", fact) for fact in facts.values())
    return facts if told and plain else {}


def stated_date(line: str) -> str | None:
    """The ISO date a whole line states, by itself or beside other labelled facts."""
    facts = (fact.split() for label, fact in imprint(line).items() if label[-2:] in ("时间", "日期"))
    return date(line) or next((date(words[0]) for words in facts if words), None)


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
