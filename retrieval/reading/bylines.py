"""Who a line says wrote an article: names, offices, labels, collective authors."""

import re
from dataclasses import dataclass

from retrieval import names as names_of
from retrieval.reading.patterns import HAN, imprint

# A name after one of these needs no further evidence when a space or brackets set it off.
_OFFICE = (
    r"(?:书记|部长|主任|委员|常委|局长|县长|市长|区长|镇长|乡长|省长|州长|旗长|村长|厅长|司长|处长|科长|股长|主席|院长|"
    r"校长|园长|馆长|站长|所长|社长|队长|组长|场长|厂长|矿长|行长|台长|段长|河长|湖长|库长|林长|关长|会长|理事长|秘书长|"
    r"董事长|总经理|经理|总裁|总监|总工程师|工程师|教授|导师|研究员|讲师|院士|博士|硕士|主编|编辑|记者|通讯员|巡视员|"
    r"调研员|专员|政委|参谋长|检察长|庭长|法官|检察官|律师|医师|教师)"
)
# Weaker endings of an office: only with a known surname behind them.
_ROLE = r"[长记任员席委授师监裁官家编者事士]"
_PREFIX = r"(?:撰文|执笔|文|署名|供稿|来稿)"
_REPORTER = r"(?:本报|本刊|本网|特约|见习|实习)*(?:记者|通讯员|评论员|撰稿人)"
_NAME = (
    rf"[{HAN}]{{1,2}}[ \u3000]{{1,3}}[{HAN}](?![{HAN}])|[{HAN}]{{2,4}}|[{HAN}][ \u3000]{{1,3}}[{HAN}]{{2}}|"
    rf"[{HAN}]{{1,5}}(?:·[{HAN}]{{1,6}})+"
)
_NAMES = rf"(?:{_NAME})(?:[、，,/／ \u3000]+(?:{_NAME}))*"

_ANONYMOUS = re.compile(
    r"[（(]?\s*作者(?:单位)?\s*(?:为|系|是|[:：])\s*(?P<position>[^。！？]{2,60}?)\s*[）)]?", re.DOTALL
)
_OFFICE_NAME = re.compile(
    rf"[（(]?\s*(?:作者\s*(?:为|系|是|[:：])?\s*)?(?P<position>[^。！？；：“”]{{0,70}}{_OFFICE})"
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
_REPORTED = re.compile(
    rf"[（(【]?\s*{_REPORTER}\s*(?:[:：/／]|[ \u3000])\s*(?P<names>{_NAMES}?)"
    rf"(?:[、，,；;/／ \u3000]+{_REPORTER}\s*(?:[:：/／]|[ \u3000])\s*(?P<more>{_NAMES}))?\s*[）)】]?"
)
_BOXED = re.compile(rf"[□■◎○●◇◆▲△]\s*(?P<names>{_NAMES})")
# Several people, or none in particular: what stands under the title is the author as it is printed.
_GROUP = r"(?:课题组|调研组|编写组|写作组|撰写组|评论员|编辑部|编委会|研究室|研究中心|工作专班)"
_UNIT = r"(?:省|市|县|区|州|旗|镇|乡|街道|村|集团|公司|大学|学院|中共|共青团)"
_COLLECTIVE = re.compile(
    rf"[（(]?\s*(?:(?:作者|供稿|来稿|执笔|撰文)\s*[:：]\s*)?(?P<who>[{HAN}“”·、]{{0,30}}?{_GROUP}|"
    rf"[{HAN}“”·、]{{0,20}}?{_UNIT}[{HAN}“”·、]{{0,20}}?(?:[委部局厅办处社]|办公室|委员会|学院|大学|公司|中心|协会|联合会))\s*[）)]?"
)
_BARE = re.compile(rf"(?:{_NAME})(?:[、 \u3000]+(?:{_NAME})){{0,3}}")
# A wider gap says no more than this one, and there are too many ways to share it out among what may be blank.
_WIDE_GAP = re.compile(r"(?<=\s{4})\s+")


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote an article, as a line says it. `author` joins several names with 、; None where no name is given."""

    author: str | None
    position: str | None
    rule: str
    confidence: float


def byline(line: str) -> Byline | None:
    """The byline a whole line is, or None."""
    if len(line) > 90:
        return None
    line = _WIDE_GAP.sub("", line)
    return _labelled(line) or _stated(line) or _office_and_name(line) or _office_alone(line)


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
            names = _split(match["names"]) + _split(match.groupdict().get("more") or "")
            if all(map(names_of.is_sure_name if sure else names_of.is_name, names)):
                return Byline("、".join(names), None, rule, 0.95)
    return None


def _stated(line: str) -> Byline | None:
    """The author, and the unit as position, among the labelled facts of a line."""
    facts = imprint(line)
    given = next((facts[label] for label in ("作者", "撰稿", "撰稿人") if facts.get(label)), "")
    if not re.fullmatch(_NAMES, given) or not all(map(names_of.is_name, names := _split(given))):
        return None
    unit = facts.get("作者单位") or facts.get("单位")
    return Byline("、".join(names), _position(unit) if unit else None, "labelled facts", 0.95)


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


def collective(line: str) -> Byline | None:
    """The byline of a line that is nothing but a group or a unit; the neighbours must agree."""
    match = _COLLECTIVE.fullmatch(line)
    return Byline(match["who"], None, "collective", 0.7) if match else None


def _split(names: str) -> list[str]:
    """Names apart, the space inside a name (方 圩) taken out: a single character is never a whole one."""
    parts = [part for part in re.split(r"[、，,/／ \u3000]+", names) if part]
    joined: list[str] = []
    for part in parts:
        opened = bool(joined) and len(joined[-1]) == 1 and len(part) <= 2
        closed = bool(joined) and len(part) == 1 and len(joined[-1]) == 2
        if opened or (closed and not names_of.is_sure_name(joined[-1])):
            joined[-1] += part
        else:
            joined.append(part)
    return joined


def _position(text: str) -> str:
    return re.sub(r"[ \u3000]+", "", text).strip("，,、（()）")
