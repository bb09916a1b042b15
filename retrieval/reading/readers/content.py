"""The lines of a web page → those of its article, without navigation, remarks, adverts and notices.

trafilatura, imported here alone, says which lines it takes for the article. It loses short paragraphs and takes pages
laid out with tables for values; so its word only counts where the article is sought, and every line found there is kept
that does not show itself to be something else.
"""

import copy
import logging
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.errors import ReadingError, Reason
from retrieval.reading.extract import Role
from retrieval.reading.readers import dom
from retrieval.reading.readers.dom import Element, Line
from retrieval.reading.readers.imprint import Head

# So much of the prose must stand within the article's element; the rest are remarks and notices.
_MOST = 0.9
# An element that calls itself navigation but holds so much of the prose is the page's body all the same.
_TOO_MUCH = 0.4
# Prose that trafilatura leaves out counts so much.
_UNCONFIRMED = 0.3
# trafilatura takes seconds for so many elements, and soon minutes; next to so much text the navigation weighs nothing.
_TOO_LONG = 20_000
# Linked words make up so much of a line that only leads elsewhere.
_LEADS_ELSEWHERE = 0.5
# Between a title and its text stand so many lines at most.
_HEADER = 12
_LEAVES = frozenset(
    "p li ul ol dl dd dt blockquote pre h1 h2 h3 h4 h5 h6 figure tr tbody thead font span b strong".split()
)
_SURROUNDING_TAGS = frozenset(("nav", "footer", "aside", "menu", "dialog"))
# Words of classes and ids by which sites name what stands around an article.
_SURROUNDING = frozenset(
    "nav navbar navigation menu submenu breadcrumb breadcrumbs crumb crumbs sidebar footer foot comment comments cmt"
    " reply replies pinglun share sharing social bdshare bdsharebuttonbox related relate xiangguan recommend"
    " recommended tuijian hot rank ranking advert advertisement ad ads banner login toolbar tool tools pager"
    " pagination pagenav copyright friendlink friendlinks search popup modal cookie cookies subscribe"
    " statement declare disclaimer qrcode ewm prevnext discuss discussion liuyan guestbook".split()
)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
_TOOL = (
    r"(?:打印(?:本页|此页|本文|文章|页面|稿)?|关闭(?:窗口|本页|页面|此页)?|返回(?:首页|列表|顶部|上一?[页级]|目录|主页)|回到顶部|加入收藏|收藏"
    r"(?:本页|本文)?|设为首页|我?要?纠错|举报|点赞|评论|分享|转发|复制链接|[大中小]|[上下]一?[页篇章条则])"
)
_CHROME = re.compile(
    rf"(?:[\s|｜【】\[\]（）()/·>»:：]*{_TOOL})+[\s|｜【】\[\]（）()/·<>«»]*"
    r"|(?:您|你)?(?:现在的|当前的?|所在的?|目前的?|的)?位置\s*[:：].*"
    r"|(?:本站|网站)?首页\s*(?:>|›|»|/|-{1,2}>).*"
    r"|[上下]一?[页篇章条则](?:文章|新闻|信息)?\s*[:：].*"
    r"|分享(?:到|至|给)\s*[:：]?.{0,30}"
    r"|.{0,20}版权所有.{0,60}|Copyright\b.*|[©Ⓒ].*|.{0,12}ICP备.*|.{0,12}公网安备.*|备案号?\s*[:：].*|网站标识码.*"
    r"|(?:网站地图|联系我们|关于我们|法律声明|免责声明|版权声明|隐私政策|技术支持|广告服务)(?:[\s|｜:：].{0,60})?"
    r"|(?:网友|最新|热门|全部|精彩|发表|我要|我来|查看|发布)评论.{0,10}|\d+\s*条评论|评论(?:区|列表)?\s*[(（]?\d*[)）]?|暂无评论"
    r"|(?:浏览|阅读|点击|访问)(?:次数|量|数)?\s*[:：]?\s*\d*\s*次?|字[体号](?:大小)?\s*[:：].{0,20}"
    r"|.{0,16}(?:扫一扫|扫码|二维码).{0,24}|点击.{0,6}(?:展开|阅读|查看).{0,6}|(?:展开|阅读|查看)(?:全文|更多|原文)",
    re.IGNORECASE,
)
_LONGEST_CHROME = 120
# What introduces a list of links; it may as well introduce a background to the article.
_LISTING = re.compile(
    r"(?:相关|推荐|热门|延伸|更多|最新|往期)(?:新闻|阅读|文章|报道|链接|推荐|内容|文档|资讯|专题|视频|图片|回顾|信息)\s*[:：]?|猜你喜欢|大家都在看"
)
# Below the text, who runs a site.
_OWNERS = re.compile(r"(?:主办|承办|协办|主管|维护|运维)(?:单位)?\s*[:：].*")
_CREDIT = re.compile(
    r"[（(\[【]?\s*(?:(?:责任|值班|本文|网络|文字|图片|视频)?编辑|责编|编审|审核|审校|校对|监制|统筹|一审|二审|三审|初审|复审|终审)\s*[:：丨|/]"
    r"[^。！？]{1,60}[）)\]】]?"
)
_APPENDIX = re.compile(r"附\s*[件表图]|附\s*[:：]")
_PROSE_END = re.compile(r"[。！？；…]|[.!?][\"”']?$")
_SENTENCE = 10
_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Content:
    """A page's article: the line of its title if it is shown, the lines between that and the text, and the text."""

    title: Line | None
    header: list[Line]
    body: list[Line]


def found(root: Element, head: Head) -> Content:
    """The article of a page. Raises ReadingError DAMAGED."""
    shown = _without_surroundings(root)
    weights = _weights(shown, _confirmed(root))
    first, last = _extent(shown, weights, root)
    title = _title(shown, weights, first, last, head)
    if title is None:
        return Content(None, [], _kept(shown[first:last]))
    begin = first if title < first else next((at for at in range(title + 1, last) if weights[at]), title + 1)
    return Content(shown[title], _kept(shown[title + 1 : begin]), _kept(shown[begin:last]))


def is_credit(text: str) -> bool:
    """Whether a line names who edited or checked the page."""
    return bool(_CREDIT.fullmatch(text))


def _without_surroundings(root: Element) -> list[Line]:
    """The lines of a page, without elements that say of themselves that they stand around the article."""
    dom.drop(root, "script", "style", "noscript", "template")
    most = _TOO_MUCH * _sentences(root)
    around = {element for element in root.iter() if _is_surrounding(element) and _sentences(element) <= most}
    return dom.lines(root, around.__contains__)


def _sentences(element: Element) -> int:
    """How many characters of an element stand in stretches that look like sentences."""
    return sum(len(text) for text in element.itertext() if len(text) >= _SENTENCE and _PROSE_END.search(text.strip()))


def _is_surrounding(element: Element) -> bool:
    if not element.attrib:
        return dom.name_of(element) in _SURROUNDING_TAGS
    if dom.is_note(element):
        return False
    if dom.name_of(element) in _SURROUNDING_TAGS or element.get("role") in (
        "navigation",
        "complementary",
        "contentinfo",
    ):
        return True
    said = " ".join((element.get("class") or "", element.get("id") or ""))
    return any(word.lower() in _SURROUNDING for word in _WORDS.findall(said))


def _is_prose(line: Line) -> bool:
    """Whether a line is running text, and not a label, a heading or something to press."""
    if line.linked >= _LEADS_ELSEWHERE or line.role is Role.HEADING or _is_chrome(line.text):
        return False
    return len(line.text) >= 4 * _SENTENCE or (len(line.text) >= _SENTENCE and bool(_PROSE_END.search(line.text)))


def _is_chrome(text: str) -> bool:
    return len(text) <= _LONGEST_CHROME and bool(_CHROME.fullmatch(text) or is_credit(text))


def _confirmed(root: Element) -> set[str]:
    """The letters of every line that trafilatura takes for the article; none of a page that is too long to ask."""
    if sum(1 for _ in root.iter()) > _TOO_LONG:
        return set()
    import trafilatura  # noqa: PLC0415 - a quarter of a second that only web pages need

    # It warns of every page it finds nothing in, which is no fault.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        document = trafilatura.bare_extraction(
            copy.deepcopy(root), favor_recall=True, include_comments=False, with_metadata=False
        )
    except Exception as error:  # whatever strange markup makes it raise
        raise ReadingError(Reason.DAMAGED) from error
    text = getattr(document, "text", None) or ""
    return {_letters(line) for line in re.split(r"[\n|]", text)}


def _letters(text: str) -> str:
    return _LETTERS.sub("", text)


def _weights(shown: Sequence[Line], confirmed: set[str]) -> list[float]:
    """How much each line speaks for the article standing where it stands: its length if it is prose."""
    prose = [len(line.text) * _is_prose(line) for line in shown]
    if not any(prose):
        # A poem, a list, a table: whatever is no link.
        prose = [len(line.text) * (line.linked < _LEADS_ELSEWHERE and not _is_chrome(line.text)) for line in shown]
    agreed = [size if _letters(line.text) in confirmed else 0 for size, line in zip(prose, shown, strict=True)]
    if sum(agreed) * 2 < sum(prose):
        return [float(size) for size in prose]
    return [float(own or size * _UNCONFIRMED) for size, own in zip(prose, agreed, strict=True)]


def _extent(shown: Sequence[Line], weights: Sequence[float], root: Element) -> tuple[int, int]:
    """Where the article begins and ends: the innermost element that holds most of the prose, and prose next to it."""
    total = sum(weights)
    inside: defaultdict[Element, float] = defaultdict(float)
    count: defaultdict[Element, int] = defaultdict(int)
    for line, weight in zip(shown, weights, strict=True):
        for element in (line.element, *line.element.iterancestors()):
            inside[element] += weight
            count[element] += 1
    holding = [element for element, weight in inside.items() if weight and weight >= _MOST * total]
    if not holding:
        return 0, 0
    holder = max(holding, key=lambda element: sum(1 for _ in element.iterancestors()))
    while holder is not root and (dom.name_of(holder) in _LEAVES or count[holder] < 2):
        parent = holder.getparent()
        if parent is None or dom.name_of(holder) == "body":
            break
        holder = parent
    own = [at for at, line in enumerate(shown) if _stands_in(line.element, holder)]
    first, last = own[0], own[-1] + 1
    while first and weights[first - 1]:
        first -= 1
    while last < len(shown) and (weights[last] or _APPENDIX.match(shown[last].text)):
        last += 1
    return first, last


def _stands_in(element: Element, holder: Element) -> bool:
    return element is holder or any(one is holder for one in element.iterancestors())


def _kept(some: Sequence[Line]) -> list[Line]:
    """Lines without those that lead elsewhere or belong to the site, and without headings of nothing but such."""
    body_end = max((at for at, line in enumerate(some) if _is_prose(line)), default=len(some))
    keeps = [
        not (_is_chrome(line.text) and not is_credit(line.text))
        and not (at > body_end and _OWNERS.fullmatch(line.text))
        and (line.linked < _LEADS_ELSEWHERE or _within_text(some, at))
        for at, line in enumerate(some)
    ]
    for at in range(len(some) - 1, -1, -1):
        lists = _LISTING.fullmatch(some[at].text)
        if (lists or some[at].role is Role.HEADING) and not (keeps[at + 1] if at + 1 < len(some) else not lists):
            keeps[at] = False
    return [line for line, keep in zip(some, keeps, strict=True) if keep]


def _within_text(some: Sequence[Line], at: int) -> bool:
    """Whether a linked line stands alone between lines of text, or is an appendix of the document."""
    if _APPENDIX.match(some[at].text):
        return True
    around = [*some[max(0, at - 1) : at], *some[at + 1 : at + 2]]
    return len(around) == 2 and all(line.linked < _LEADS_ELSEWHERE and not _is_chrome(line.text) for line in around)


def _title(shown: Sequence[Line], weights: Sequence[float], first: int, last: int, head: Head) -> int | None:
    """The line that is the article's title: what the page is called, or else its only highest heading."""
    opening = next((at for at in range(first, last) if weights[at]), last)
    before = [at for at in range(opening) if shown[at].linked < 1 or shown[at].role is Role.HEADING]
    for name in head.titles:
        called = [at for at in before if _is_called(shown[at].text, name, head)]
        if called:
            return max(called, key=lambda at: (len(_letters(shown[at].text)), at))
    headings = [at for at, line in enumerate(shown) if line.role is Role.HEADING and line.text != head.site]
    highest = min((shown[at].level for at in headings if at < opening), default=0)
    above = [at for at in headings if shown[at].level == highest and opening - at <= _HEADER]
    # Of several headings of one level each has its own part of the page.
    return above[0] if len(above) == 1 and above[0] < opening else None


def _is_called(text: str, name: str, head: Head) -> bool:
    """Whether a line is what the page is called, or the beginning of that: names of section and site may follow."""
    line, whole = _letters(text), _letters(name)
    return len(line) >= 2 and text != head.site and whole.startswith(line) and (len(line) >= 4 or line == whole)
