"""Who is said to have said or written the words to check, and whether a quote bears it out."""

import re
from dataclasses import dataclass

from retrieval.analyzer import fold, solid
from retrieval.names import is_sure_name
from retrieval.records import Citation, Quote

_SAID = "说|讲|写|提|谈|指出|强调|提出|提到|写道|说道|讲道|认为|表示|要求|引用|主张|曾言|云|曰"
_PERHAPS = "曾经?|真的?|确实|好像|似乎|是不是|是否|有没有|有|公开|明确|多次|也|都|还|就|已经?|所"
_BEFORE = re.compile(
    rf"^(?P<who>[^,。;:]{{1,40}}?)(?:在(?P<where>.{{1,40}}?)(?:[里中上]|的时候|期间)?)?(?:{_PERHAPS})*(?:{_SAID})"
    r"(?:过|了|的)*(?:这样一?|这么一?|一)?[句段]?话?[:,]?$"
)
_IN_WORK = re.compile(
    r"^(?P<who>《[^》]{1,60}》|.{1,40}(?:文章|报告|讲话|文件|条例))(?:里|中|上)?有(?:没有)?(?:写|说|提)?(?:过|到)*[:,]?$"
)
_AFTER = re.compile(
    r"^[,.。]?(?:这|此|上面|以上|那)?[句段]?(?:话|文字|内容|说法)?[,]?(?:真的|到底|究竟)?"
    r"(?:是不是|是否是?|应该是|都?是|出自|来自|源自|语出|属于|引自|见于?)(?P<who>.{1,60}?)"
    r"(?:(?:的|在)?(?:那篇|这篇|一篇)?(?:文章|讲话|名言|话|原话|作品|笔下|书|语录)(?:里|中)?)?"
    rf"(?:所?(?:{_SAID})(?:过|出)?)?(?:来)?的?(?:话|句子|名言|观点|文章|原话)?(?:吗|么|吧|嘛|对吗|对不对|没错吧)?[?？。!]*$"
)
_NAMED = re.compile(r"^(?P<who>[^,。;:]{2,20}):$")
_DASHED = re.compile(r"^[—\-–]{1,4}(?P<who>[^—\-–]{1,40})$")
# What may follow words that somebody is said before them to have said; anything else goes on with a sentence.
_ASKED = re.compile(
    "^(?:这样的|这句|的)?(?:话|原话|名言)?[,]?(?:是真的|对|没错|属实|准确|有这回事|真的假的)?(?:吗|么|吧|嘛|没有?|不)?[,.。!]*$"
)
_LEADING = re.compile(
    "^(?:请问|请教|想问一?下?|我想知道|听说|据说|有人说|网上说|帮我?(?:查|看)一?下?|查一?下|核实一?下|是不是|是否)[,:]?"
)
_NOBODY = re.compile("谁|哪|什么|何|几|怎|啥|这|那|它|文献|资料|库|原文|出处")
_HONORIFIC = re.compile("(?:同志|先生|女士|老师|教授|院士|同学)$")
_WORK = re.compile("^《(.+)》$")
_SHORTEST_NAME = 2
# Names in which every document of their kind ends: they say nothing about which one it is.
_GENERIC = frozenset(
    "报告 讲话 文章 会议 大会 全会 文件 条例 规定 意见 通知 社论 书记 部长 市长 县长 主任 局长 作者 记者".split()
)


@dataclass(frozen=True, slots=True)
class Claim:
    """Who is said to have said or written words: `name` as it was typed, `work` whether it is a title."""

    name: str
    work: bool


def claimed(before: str, after: str) -> Claim | None:
    """The claim in what stands before and after words in marks; None where there is none, or it only asks who."""
    text, rest = _LEADING.sub("", _plain(before)), _plain(after)
    said = (_BEFORE.match(text) or _IN_WORK.match(text)) if _ASKED.match(rest) else None
    said = said or (_NAMED.match(text) if text.endswith(":") and _ASKED.match(rest) else None)
    found = said or (None if text else _DASHED.match(rest) or _AFTER.match(rest))
    if not found:
        return None
    name = _LEADING.sub("", found["who"]).strip(" ,。.()“”\"'")
    if said and said.re is _NAMED and not is_sure_name(name):
        return None
    if _NOBODY.search(name) or len(solid(name)) < _SHORTEST_NAME:
        return None
    return Claim(name, bool(_WORK.match(name)))


def is_byline(claim: Claim, citation: Citation) -> bool:
    """Whether the article is the claimed one's: by its author or office, or by its title or publication."""
    if claim.work:
        name = solid(claim.name)
        return any(name == solid(field or "") for field in (citation.title, citation.publication)) or (
            solid(citation.title or "").startswith(name) and len(name) >= _SHORTEST_NAME * 2
        )
    name = solid(_HONORIFIC.sub("", claim.name))
    author, position = solid(citation.author or ""), solid(citation.position or "")
    if author:
        return author in name or (len(name) >= _SHORTEST_NAME and name in author) or name == position
    return bool(position) and len(name) > _SHORTEST_NAME and (name in position or position in name)


def is_speaker(claim: Claim, citation: Citation) -> bool:
    """Whether the article quotes the words as the claimed one's."""
    speaker, name = solid(citation.speaker or ""), solid(_HONORIFIC.sub("", claim.name))
    if not speaker:
        return False
    if name in speaker:
        return name not in _GENERIC or name == speaker
    # An article may name briefly whom or what it has named in full before: the report, the general secretary.
    return speaker in name


def borne_out(claim: Claim, quote: Quote) -> bool:
    """Whether the highlighted words are the claimed one's: quoted as theirs, or written by them as their own."""
    citation = quote.citation
    return is_speaker(claim, citation) or (is_byline(claim, citation) and (claim.work or citation.speaker is None))


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", fold(text)).strip("?？!")
