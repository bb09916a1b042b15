"""Who a line says wrote an article: names, offices, labels, collective authors.

`byline` needs nothing but the line; `under_title` and `after_text` read what is a byline only where it stands there.
"""

import re
from dataclasses import dataclass, replace

from retrieval import names as names_of
from retrieval.reading.dates import imprint
from retrieval.reading.patterns import HAN

# A name after one of these needs no further evidence when a space or brackets set it off.
_OFFICE = re.compile(
    r"(?:书记|部长|主任|委员|常委|局长|县长|市长|区长|镇长|乡长|省长|州长|旗长|村长|厅长|司长|处长|科长|股长|主席|院长|"
    r"校长|园长|馆长|站长|所长|社长|队长|组长|场长|厂长|矿长|行长|台长|段长|河长|湖长|库长|林长|关长|会长|理事长|秘书长|"
    r"董事长|总经理|经理|总裁|总监|总工程师|工程师|教授|导师|研究员|讲师|院士|博士|硕士|主编|编辑|记者|通讯员|巡视员|"
    r"调研员|专员|政委|参谋长|检察长|庭长|法官|检察官|律师|医师|教师|研究生|博士后|评论员|顾问|干事|支书|成员|队员|职工)"
)
# Weaker endings of an office: only with a known surname behind them.
_ROLE = "长记任员席委授师监裁官家编者事士"
_OFFICE_ENDS = re.compile(rf"{_OFFICE.pattern}[）)]?$")
_REPORTER = r"(?:本报|本刊|本网|本社|本台|特约|特派|见习|实习|驻[一-龥]{1,6})*(?:记者|通讯员|实习生|评论员|撰稿人?)"
_REPORTING = re.compile(rf"{_REPORTER}\s*[:：/／]?\s*")
_SEPARATORS = re.compile(r"\s*[、，,;；/／&]\s*|\s+[和与]\s+")
_NAMES_ONLY = re.compile(rf"[{HAN}·、，,;；/／&\s]{{2,60}}")
# Names in Latin letters, a capital at the head of each word.
_LATIN = re.compile(r"[A-Z][A-Za-z.'’-]*(?: [A-Z][A-Za-z.'’-]*){1,4}")
_COUNTRY = re.compile(rf"[（(\[［【〔][{HAN}]{{1,5}}[）)\]］】〕]\s*(?=\S)")
_WROTE = re.compile(r"(?<=\S)\s*[/／ \u3000]\s*(?:编?著|撰文?|撰稿|文|执笔|供稿)$|(?<=\S)[/／](?:文|撰文)$")
# A name and what parts it from the office; a name with a gap inside it is tried first.
_NAME_FIRST = (
    re.compile(rf"(?P<name>[{HAN}]{{1,2}}[ \u3000]{{1,3}}[{HAN}]{{1,2}})\s*(?P<gap>[\s，,（(]|[系为](?=[{HAN}]))\s*"),
    re.compile(rf"(?P<name>[{HAN}·]{{2,20}}?)\s*(?P<gap>[\s，,（(]|[系为](?=[{HAN}]))\s*"),
)
# What may follow the names behind a label: who took the pictures, who edited.
_CREDITS = re.compile(
    r"[\s;；，,|｜]+(?:文?图|图片|摄影|摄|照片|编辑|责编|责任编辑|美编|制图|视频|供图|插图|插画|校对|审核|来源)\s*[/／:：|｜丨][^。！？]*$"
)
_AUTHOR = re.compile(r"(?:本文)?作\s*者(?:姓名)?\s*[:：/／|｜丨]\s*")
_WRITER = re.compile(
    r"(?P<label>撰\s*文|撰\s*稿人?|执\s*笔人?|图\s*文|文\s*[/／、]?\s*图|图\s*[/／]\s*文|文|署名|供稿|来稿)"
)
_LABEL_END = re.compile(r"\s*[:：/／丨|｜]\s*")
_ABOUT = re.compile(r"(?:【|\[|［)?(?:第一)?作者(?:简介|信息)(?:】|\]|］)?\s*[:：]?\s*")
_OPEN, _CLOSE = "（([【［〔", "）)]】］〕"
_BOX = re.compile(r"[□■◎○●◇◆▲△★☆▪]\s*")
_ANONYMOUS = re.compile(r"(?:本文)?作者(?:(?:单位|职务|身份)\s*(?:为|系|是|[:：])|\s*(?:分别)?(?:为|系|是|[:：]))\s*")
_AUTHOR_IS = re.compile(r"(?:本文)?作者\s*(?:[:：为系是])?\s*")
# Several people, or none in particular: what stands under the title is the author as it is printed.
_GROUP = (
    r"(?:课题组|调研组|编写组|写作组|撰写组|评论员|编辑部|编委会|研究室|研究中心|工作专班|党组|党委|党总支|党支部|"
    r"理论学习中心组|专家组|项目组|考察组)"
)
_UNIT = r"(?:省|市|县|区|州|旗|镇|乡|街道|村|集团|公司|大学|学院|中共|共青团|水利部|国家|中国|全国)"
_ORGAN = (
    r"(?:[委部局厅办处社所站院校馆会]|办公室|委员会|政府|学院|大学|公司|中心|协会|联合会|研究所|研究院|研究会|学会)"
)
_COLLECTIVE = re.compile(
    rf"(?P<who>[{HAN}“”·、《》A-Z]{{2,30}}?{_GROUP}|[{HAN}“”·、]{{0,20}}?{_UNIT}[{HAN}“”·、]{{0,24}}?{_ORGAN})(?:供稿)?"
)
_UNIT_ALONE = re.compile(rf"[{HAN}“”·（）()、，,\s]{{2,50}}{_ORGAN}")
# A mark at a name that an affiliation below begins with, too.
_AT_NAME = re.compile(rf"(?<=[{HAN}])\s*[\d¹²³⁴⁵⁶⁷⁸⁹①②③④⑤*＊†‡#]+(?:[,，][\d¹²³⁴⁵⁶⁷⁸⁹*]+)*(?=[、，,;；\s]|$)")
_AFFILIATION_MARK = re.compile(r"[（(\[]?\s*[\d¹²³⁴⁵⁶⁷⁸⁹①②③④⑤*＊]{1,2}\s*[.．、)）\]]?\s*(?=\S)")
_POSTCODE = re.compile(r"[，,\s]*(?:邮编\s*[:：]?\s*)?\d{6}(?=[；;）)。\s]|$)")
# A wider gap says no more than this one, and there are too many ways to share it out among what may be blank.
_WIDE_GAP = re.compile(r"(?<=\s{4})\s+")
_NO_OFFICE = re.compile("[。！？；：“”…?!]")
# What tells of somebody in an office is no byline: `访某县水利局局长方圩`, `——对话某县水利局局长方圩`.
_ABOUT_SOMEBODY = re.compile(
    r"(?:记(?!者)|访(?!问)|专访|对话|追记|追忆|怀念|悼|致(?!公)|写给|学习|走近|走访|采访|看望|慰问|会见|拜访|介绍|关于|任命|免去|表彰|"
    r"祝贺|感谢|推荐|选举|我的|一[位名个]|这[位名个]|原来|参加|出席|列席|参会|到会|给(?!排水)|向|与|和|听|对(?!外)|由|经|请|让|被|把|据)|.*(?:——|―)"
)
_TRANSLATED = re.compile(
    rf"[\s，,；;]+[{HAN}·]{{1,10}}(?:[、 \u3000][{HAN}·]{{1,10}}){{0,3}}\s*(?:编?译|译注|译校|校)$"
)
_DID_ELSE = re.compile("[摄绘译语录画供编校]$")
_LONGEST = 90


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote an article, as a line says it. `author` joins several names with 、; None where no name is given.

    `rule` names how it was found. `signs`: the line says by itself that it signs a text, wherever it stands.
    """

    author: str | None
    position: str | None
    rule: str
    confidence: float
    signs: bool = False


def byline(line: str) -> Byline | None:
    """The byline a whole line is, or None."""
    if not 2 <= len(line) <= _LONGEST:
        return None
    inner, bracketed = _opened(_WIDE_GAP.sub("", names_of.dotted(line)))
    box = _BOX.match(inner)
    if box and (found := _boxed(inner[box.end() :])):
        return found
    found = _labelled(inner) or _stated(inner) or _about(inner) or _office_and_name(inner, bracketed)
    found = found or _office_alone(inner, bracketed)
    return replace(found, signs=True) if found and bracketed else found


def under_title(line: str) -> Byline | None:
    """The byline of a line that is nothing but names, a unit with names or a group; the neighbours must agree."""
    if not 2 <= len(line) <= _LONGEST:
        return None
    line = _TRANSLATED.sub("", _WIDE_GAP.sub("", names_of.dotted(line)))
    inner, bracketed = _opened(line)
    if bracketed and _did_else(inner):
        return None
    marked = _AT_NAME.sub("", inner)
    if found := bare_names(marked if bracketed else _WROTE.sub("", _COUNTRY.sub("", marked))):
        return replace(found, rule="names with marks of affiliations") if marked != inner else found
    return _unit_and_name(inner) or collective(inner)


def after_text(line: str) -> Byline | None:
    """The byline of a line in brackets that closes a text: names, a unit with names, a group."""
    inner, bracketed = _opened(_WIDE_GAP.sub("", names_of.dotted(line)))
    if not bracketed or len(line) > 60:
        return None
    inner = re.sub(r"\s*供稿$", "", inner)
    if _did_else(inner):
        return None
    found = bare_names(inner) or _unit_and_name(inner) or collective(inner)
    return replace(found, rule=f"{found.rule} after the text", signs=True) if found else None


def _did_else(inner: str) -> bool:
    """`（方圩摄）`, `（方圩语）`: what those named did is something else."""
    return bool(_DID_ELSE.search(inner)) and names_of.is_sure_name(inner[:-1])


def _opened(line: str) -> tuple[str, bool]:
    """A line without brackets around the whole of it, and whether it had them."""
    if line[:1] in _OPEN and line[-1:] in _CLOSE and len(line) > 2:
        inner = line[1:-1]
        if not any(mark in inner for mark in line[0] + line[-1]) or _balanced(inner, line[0], line[-1]):
            return inner.strip(), True
    return line, False


def _balanced(inner: str, opening: str, closing: str) -> bool:
    depth = 0
    for char in inner:
        depth += (char == opening) - (char == closing)
        if depth < 0:
            return False
    return depth == 0


def names(text: str, sure: bool) -> list[str] | None:
    """The names a text is made of and of nothing else; `sure`: nothing but the names themselves says that they are."""
    text = _COUNTRY.sub("", text.strip())
    if _LATIN.fullmatch(text) and not sure:
        return [text]
    if not _NAMES_ONLY.fullmatch(text):
        return None
    found = _split(text)
    told = names_of.is_sure_name if sure else names_of.is_name
    return found if found and all(map(told, found)) else None


def _boxed(inner: str) -> Byline | None:
    """What stands behind a box is a byline if it is one anywhere, or sure names, or a group."""
    if found := byline(inner):
        return replace(found, signs=True)
    if given := names(_AT_NAME.sub("", inner), sure=True):
        return Byline("、".join(given), None, "box", 0.95, signs=True)
    group = _unit_and_name(inner) or collective(inner)
    return replace(group, rule=f"box: {group.rule}", signs=True) if group else None


def _labelled(line: str) -> Byline | None:
    if match := _AUTHOR.match(line):
        return _behind_author(_CREDITS.sub("", line[match.end() :]))
    if found := _behind_writer(line):
        return found
    return _reported(line)


def _behind_author(rest: str) -> Byline | None:
    """`方圩`, `方圩 某县水利局局长`, `某县水利局局长 方圩`, `某课题组` behind 作者：."""
    marked = _AT_NAME.sub("", _WROTE.sub("", rest))
    if given := names(marked, sure=False):
        return Byline("、".join(given), None, "author label", 0.95, signs=True)
    found = _office_and_name(rest, bracketed=True) or _name_and_unit(rest) or collective(rest)
    return replace(found, rule=f"author label: {found.rule}", signs=True) if found else None


def _behind_writer(line: str) -> Byline | None:
    match = _WRITER.match(line)
    end = match and _LABEL_END.match(line, match.end())
    if not match or not end:
        # `文/图 方圩`: a label of two halves is set off by a space as well.
        gap = re.match(r"(?:文\s*[/／]\s*图|图\s*[/／]\s*文|撰文)\s+", line)
        if not gap:
            return None
        given = names(_CREDITS.sub("", line[gap.end() :]), sure=True)
        return Byline("、".join(given), None, "label", 0.9, signs=True) if given else None
    rest = _CREDITS.sub("", line[end.end() :])
    if _REPORTING.match(rest) and (found := _reported(rest)):
        return found
    doubtful = match["label"] == "文" and line[match.end() : end.end()].strip() in ("：", ":")
    if given := names(_WROTE.sub("", rest), sure=doubtful):
        return Byline("、".join(given), None, "label", 0.95, signs=True)
    found = _office_and_name(rest, bracketed=True) or (None if doubtful else collective(rest))
    return replace(found, rule=f"label: {found.rule}", signs=True) if found else None


def _reported(line: str) -> Byline | None:
    """`本报记者 方圩 通讯员 林渠`."""
    starts = [
        match
        for match in _REPORTING.finditer(line)
        if not match.start() or line[match.start() - 1] in " \u3000、，,；;/／"
    ]
    if not starts or starts[0].start():
        return None
    found: list[str] = []
    ends = [match.start() for match in starts[1:]] + [len(line)]
    for match, end in zip(starts, ends, strict=True):
        set_off = bool(re.search(r"[:：/／\s]$", match[0]))
        given = names(line[match.end() : end].strip(" \u3000、，,；;/／"), sure=True)
        if not given or not set_off:
            return None
        found += given
    return Byline("、".join(found), None, "reporter", 0.95)


def _office_and_name(line: str, bracketed: bool) -> Byline | None:
    label = _AUTHOR_IS.match(line)
    labelled = bool(label)
    rest = line[label.end() :] if label else line
    if _ABOUT_SOMEBODY.match(rest):
        return None
    return _office_name(rest, bracketed, len(line)) or _role_name(rest) or _name_office(rest, labelled)


def _office_name(line: str, bracketed: bool, length: int) -> Byline | None:
    """`某县水利局局长 方圩`. Set off from the office a name needs no known surname; run into it, a sure one."""
    if _NO_OFFICE.search(line):
        return None
    for match in reversed(list(_OFFICE.finditer(line))):
        rest = line[match.end() :]
        if not rest.strip() or len(rest) > 30:
            continue
        set_off = rest[0] in " \u3000" or bracketed
        given = names(rest, sure=not set_off)
        if given and (set_off or length <= 40) and match.end() <= 70:
            several = _several(line[: match.end()])
            if several is None:
                return None
            before, position = several
            author = "、".join([*before, *given])
            return Byline(author, position, "office and name", 0.95 if set_off else 0.8)
    return None


def _several(text: str) -> tuple[list[str], str] | None:
    """Names among the offices before the last name (`县长 方圩 副县长`), and the offices; None where it is a muddle."""
    found: list[str] = []
    offices: list[str] = []
    for piece in re.split(r"[ \u3000]+", text):
        if offices and _OFFICE_ENDS.search(offices[-1]) and names_of.is_sure_name(piece):
            found.append(piece)
        else:
            offices.append(piece)
    if found and len(offices) != len(found) + 1:
        return None
    return found, _position("；".join(offices) if found else text)


def _role_name(line: str) -> Byline | None:
    match = re.match(
        rf"(?P<position>[^。！？；：“”]{{1,70}}?[{_ROLE}])[ \u3000]+(?P<names>[{HAN}·、 \u3000]{{2,30}})$", line
    )
    given = names(match["names"], sure=True) if match else None
    return Byline("、".join(given), _position(match["position"]), "role and name", 0.8) if match and given else None


def _name_office(line: str, labelled: bool) -> Byline | None:
    """`方圩 某县水利局局长`, `方圩，某县水利局局长`, `方圩（某县水利局局长）`, `作者方圩系某县水利局局长`."""
    for pattern in _NAME_FIRST:
        match = pattern.match(line)
        if not match or (match["gap"] in "系为" and not labelled):
            continue
        given = names(match["name"], sure=not labelled)
        position = _closed(line[match.end() :].strip(), match["gap"])
        fits = position and 2 <= len(position) <= 70 and not _NO_OFFICE.search(position)
        if given and position and fits and _OFFICE_ENDS.search(position):
            return Byline("、".join(given), _position(position), "name and office", 0.8)
    return None


def _closed(text: str, gap: str) -> str | None:
    """What stands behind a name, without the bracket that opened there; None where it does not close at the end."""
    if gap not in "（(":
        return text
    return text[:-1].strip() if text[-1:] in ("）", ")") else None


def _name_and_unit(line: str) -> Byline | None:
    """`方圩，某县水利局`, `方圩（某县水利局）` behind a label: the unit says where the author belongs."""
    line = re.sub(r"\s*[，,；;]\s*(?:作者)?单位\s*[:：]\s*", "，", line)
    for pattern in _NAME_FIRST:
        match = pattern.match(line)
        given = names(match["name"], sure=False) if match else None
        unit = _closed(line[match.end() :].strip(), match["gap"]) if match else None
        if given and unit and len(unit) <= 50 and _UNIT_ALONE.fullmatch(unit):
            return Byline("、".join(given), _position(unit), "name and unit", 0.9)
    return None


def _unit_and_name(line: str) -> Byline | None:
    """`某县水利局 方圩`, the unit being one by its words and the name by its surname."""
    match = re.match(rf"(?P<unit>[{HAN}“”·]{{4,40}})[ \u3000]+(?P<names>[{HAN}·、 \u3000]{{2,30}})$", line)
    if not match or not _COLLECTIVE.fullmatch(match["unit"]):
        return None
    given = names(match["names"], sure=True)
    return Byline("、".join(given), match["unit"], "unit and name", 0.85) if given else None


def _stated(line: str) -> Byline | None:
    """The author, and the unit as position, among the labelled facts of a line."""
    facts = imprint(line)
    given = next((facts[label] for label in ("作者", "撰稿", "撰稿人") if facts.get(label)), "")
    found = names(given, sure=False) if given else None
    if not found:
        return None
    unit = facts.get("作者单位") or facts.get("单位")
    return Byline("、".join(found), _position(unit) if unit else None, "labelled facts", 0.95)


def _about(line: str) -> Byline | None:
    """`作者简介：方圩，男，1970年生，某县水利局局长`: the name, and what of the rest is an office."""
    match = _ABOUT.match(line)
    if not match:
        return None
    facts = re.split(r"[，,。；;]\s*", re.sub(r"[（(][^（）()]{0,30}[）)]", "", line[match.end() :]))
    given = names(facts[0], sure=False)
    if not given:
        return None
    office = next((fact for fact in facts[1:] if _OFFICE_ENDS.search(fact) and len(fact) <= 40), None)
    return Byline("、".join(given), _position(office) if office else None, "about the author", 0.9, signs=True)


def _office_alone(line: str, bracketed: bool) -> Byline | None:
    match = _ANONYMOUS.match(line)
    position = line[match.end() :] if match else ""
    if not 2 <= len(position) <= 60 or re.search("[。！？]", position):
        return None
    if bracketed or _OFFICE_ENDS.search(position) or (match and "单位" in match[0] and _UNIT_ALONE.fullmatch(position)):
        return Byline(None, _position(position), "office without name", 0.95, signs=True)
    return None


def stated(text: str) -> str | None:
    """The author a format states, as it stands; None for what programs put there or what names nobody."""
    name = re.sub(r"\s*(?:编?著|撰|文)$", "", re.sub(r"^作\s*者\s*[:：]\s*", "", text)).strip()
    if not 2 <= len(name) <= 60 or name in names_of.NOBODY or _PROGRAM.fullmatch(name):
        return None
    given = names(names_of.dotted(name), sure=False)
    return "、".join(given) if given else name


# What programs put where an author should stand.
_PROGRAM = re.compile(
    r"(?i)(?:admin\w*|root|users?|authors?|editor|unknown|owner|none|null|python-docx|.{0,30}\b(?:microsoft|office|wps|windows)\b.{0,30}|"
    r"[\d\W]+)"
)


def ends_in_office(text: str) -> bool:
    """Whether a few words name an office and nothing that is done about its holder (`学习…书记`)."""
    return bool(_OFFICE_ENDS.search(text)) and not re.match("学习|关于|贯彻|落实|转发|传达|印发|聆听", text)


def office_or_unit(line: str) -> str | None:
    """The office or unit a whole short line is; beside a line of names it is their author's."""
    inner, _ = _opened(names_of.dotted(line))
    plain = 4 <= len(inner) <= 50 and not _NO_OFFICE.search(inner) and not re.search(r"\d|出版社$", inner)
    told = plain and (ends_in_office(inner) or _COLLECTIVE.fullmatch(inner) or _UNIT_ALONE.fullmatch(inner))
    return _position(inner) if told else None


def labelled_unit(line: str) -> str | None:
    """The unit of `单位：某县水利局`, `（工作单位：某县水利局）` under a byline."""
    inner, _ = _opened(line)
    match = re.match(r"(?:作者|工作|所在)?(?:单位|职务|职称)\s*[:：]\s*", inner)
    unit = inner[match.end() :] if match else ""
    return _position(_POSTCODE.sub("", unit)) if 2 <= len(unit) <= 60 and not re.search("[。！？]", unit) else None


def affiliation(line: str) -> str | None:
    """The unit a line under marked or bare names gives: `1. 某大学水利学院，某市 430072`, several apart with ；."""
    inner, bracketed = _opened(line)
    if not 4 <= len(inner) <= 120 or re.search("[。！？]", inner):
        return None
    units = []
    for piece in re.split(r"[；;]\s*", inner):
        mark = _AFFILIATION_MARK.match(piece)
        unit = _POSTCODE.sub("", piece[mark.end() :] if mark else piece).strip(" \u3000，,")
        named = re.split(r"[，,\s]", unit)[0]
        is_unit = re.fullmatch(rf"[{HAN}A-Za-z“”·（）()]{{2,40}}?{_ORGAN}[{HAN}]{{0,12}}", named)
        if not (mark or bracketed) or not (is_unit or ends_in_office(unit)):
            return None
        units.append(unit)
    return "；".join(_position(unit) for unit in units)


def bare_names(line: str) -> Byline | None:
    """The byline of a line that is nothing but names; the neighbours must agree."""
    given = names(line, sure=True)
    return Byline("、".join(given), None, "names alone", 0.7) if given and len(given) <= 8 else None


def collective(line: str) -> Byline | None:
    """The byline of a line that is nothing but a group or a unit; the neighbours must agree."""
    match = _COLLECTIVE.fullmatch(line)
    return Byline(match["who"], None, "collective", 0.7) if match else None


def _split(text: str) -> list[str]:
    """Names apart, the space inside a name (方 圩) taken out: a single character is never a whole one."""
    found: list[str] = []
    for group in _SEPARATORS.split(text):
        joined: list[str] = []
        for part in group.split():
            opened = bool(joined) and len(joined[-1]) == 1 and len(part) <= 2
            closed = bool(joined) and len(part) == 1 and len(joined[-1]) == 2
            if opened or (closed and not names_of.is_sure_name(joined[-1])):
                joined[-1] += part
            else:
                joined.append(part)
        found += joined
    return found


def _position(text: str) -> str:
    return re.sub(r"[ \u3000]+", "", text).strip("，,、（()）")
