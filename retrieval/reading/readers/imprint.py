"""What a web page states of its article: in the line under its title, and in its head, which nobody sees."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.reading.extract import Fact
from retrieval.reading.readers.dom import Element

_DATE = re.compile(
    r"(?:19|20)\d\d\s*(?:年\s*(?:1[0-2]|0?[1-9])\s*月\s*(?:3[01]|[12]\d|0?[1-9])\s*日"
    r"|(?P<mark>[-./])\s?(?:1[0-2]|0?[1-9])\s?(?P=mark)\s?(?:3[01]|[12]\d|0?[1-9])(?!\d))"
)
_LABEL = re.compile(
    r"(?<![\u4e00-\u9fffA-Za-z])(?:"
    r"(?P<publication>(?:信息|文章|稿件|新闻|内容)?来源|转载自)"
    r"|(?P<date>(?:发布|发表|刊发|刊登|发文|成文|出版)?(?:时间|日期))"
    r"|(?P<author>作\s{0,4}者|撰稿人?)"
    r"|(?P<unit>作者单位|单位)"
    r"|(?P<tool>(?:更新|修改|录入|上传)(?:时间|日期)|(?:浏览|阅读|点击|访问|查看)(?:次数|量|数)?|人气|字体(?:大小)?|字号|视力保护色?"
    r"|背景色|分享(?:到|至)?|打印|评论数?|关键[词字]|标签|栏目|分类|类别|编号|索引号|发布(?:者|人|机构|单位)|录入(?:者|人)?"
    r"|(?:责任|值班|本文)?编辑|责编|审核|校对|编审|来源栏目)"
    r")\s*[:：]"
)
# Behind a value, designs set what can be done with the page, in brackets or as words.
_TOOLS = re.compile(
    r"\s*(?:[【\[（(]\s*(?:字体|字号|打印|关闭|收藏|纠错|大|小|中)|(?:打印|收藏|关闭|分享|字体|字号|纠错|我要评论|\d+\s*人参与)(?:$|\s)).*",
    re.DOTALL,
)
_OUTER = " \t\u3000\xa0|｜丨/·,，;；[]【】()（）"
_LONGEST_LINE, _LONGEST_VALUE = 240, 60
_NAME = re.compile(
    r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]{1,6}(?:·[\u3400-\u9fff]{1,8})+|[A-Z][a-z'-]+(?:\s[A-Z][a-z'.-]*)+"
)
_SPACED_NAME = re.compile(r"(?<![\u3400-\u9fff])([\u3400-\u9fff])[ \u3000]{1,3}([\u3400-\u9fff])(?![\u3400-\u9fff])")
_REPORTER = re.compile(r"(?:本报|本刊|本网|特约|见习|实习)*(?:记者|通讯员|撰稿人)\s*[:：]?\s*")
# Who puts pages in, and words for nobody.
_ACCOUNTS = re.compile(
    r"(?:系统)?管理员|超级管理员|小编|编辑|编辑部|本站|本网|本报|本刊|原创|转载|网络|互联网|佚名|未知|匿名|不详|无|暂无|站长|"
    r"办公室|秘书处|信息员|.{0,12}(?:网|报|社|台|站|局|委|厅|部|处|科|室|中心|公司|编辑|新闻|日报|晚报|在线|频道)|[\W\d_a-z]+"
)
_NO_PUBLICATION = re.compile(
    r"本站(?:原创)?|微信公众平台|本网|本页|原创|转载|网络|互联网|未知|不详|无|暂无|[\W\d_]*|https?:.*"
)
_TITLES = ("articletitle", "og:title", "twitter:title", "dc.title")
_AUTHORS = ("author", "article:author", "byl", "byline", "dc.creator", "parsely-author", "weibo:article:author")
_DATES = (
    "article:published_time",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publishtime",
    "og:release_date",
    "og:published_time",
    "datepublished",
    "dc.date.issued",
    "parsely-pub-date",
    "weibo:article:create_at",
)
_PUBLICATIONS = ("contentsource", "source", "mediaid", "og:site_name", "sitename", "application-name")
_SITES = ("og:site_name", "sitename", "application-name")


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the line under a title. `value` is where in `text` the fact stands; None for what states none,
    and for an author who is more than a name.

    `tool` says that it is no word of the article: a counter, a button, an account.
    """

    text: str
    fact: Fact | None = None
    value: tuple[int, int] | None = None
    tool: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a page states, each None where it does not; `site` is the name of the site.

    `titles` are what it calls itself, the surest first; the page's own may go on with names of section and site.
    """

    titles: tuple[str, ...] = ()
    title: str | None = None
    author: str | None = None
    date: str | None = None
    publication: str | None = None
    site: str | None = None


def segments(line: str) -> list[Segment]:
    """The parts of a line that does nothing but state facts; empty for any other line."""
    if len(line) > _LONGEST_LINE or re.search("[。！？]", line):
        return []
    starts = _starts(line)
    if not starts or (starts[0][0] > 0 and line[: starts[0][0]].strip(_OUTER)):
        # Something stands before: the name of the publication, if it is short and the line goes on with a date.
        if not starts or starts[0][0] > 20 or starts[0][1] != "bare":
            return []
        starts.insert(0, (0, "before", 0))
    ends = [start for start, *_ in starts[1:]] + [len(line)]
    parts = [_segment(line[at:end], kind, value - at) for (at, kind, value), end in zip(starts, ends, strict=True)]
    found = [part for part in parts if part is not None]
    return [] if any(len(part.text) > _LONGEST_VALUE for part in found if not part.tool) else found


def _starts(line: str) -> list[tuple[int, str, int]]:
    """Where each part begins, its kind, and where its value begins; a date is a part where no label is before it."""
    found = [(match.start(), match.lastgroup or "", match.end()) for match in _LABEL.finditer(line)]
    for match in _DATE.finditer(line):
        before = [value for start, _, value in found if start < match.start()]
        if not before or line[max(before) : match.start()].strip():
            found.append((match.start(), "bare", match.start()))
    return sorted(found)


def _segment(text: str, kind: str, value_at: int) -> Segment | None:
    value = _TOOLS.sub("", text[value_at:])
    shown = (text[:value_at] + value).rstrip(_OUTER)
    value_at += len(value) - len(value.lstrip(_OUTER))
    value = shown[value_at:]
    if kind == "tool":
        return Segment(shown, tool=True) if shown else None
    if not value:
        return None
    if kind in ("date", "bare"):
        date = _DATE.search(shown, value_at)
        return Segment(shown, Fact.DATE, date.span()) if date else Segment(shown, tool=True)
    if kind == "publication":
        nothing = _NO_PUBLICATION.fullmatch(value)
        span = (value_at, len(shown))
        return Segment(shown, tool=True) if nothing else Segment(shown, Fact.PUBLICATION, span)
    if kind == "author":
        return _author(shown, value_at)
    return Segment(shown, Fact.POSITION, (value_at, len(shown))) if kind == "unit" else Segment(shown)


def _author(shown: str, at: int) -> Segment:
    """A plain name is a fact; an office with a name, or a group, is left to who knows bylines."""
    reporter = _REPORTER.match(shown, at)
    at = reporter.end() if reporter else at
    if named(shown[at:]):
        return Segment(shown, Fact.AUTHOR, (at, len(shown)))
    tool = bool(_ACCOUNTS.fullmatch(shown[at:]))
    return Segment(shown, None if tool else Fact.AUTHOR, tool=tool)


def named(value: str) -> bool:
    """Whether a value is nothing but names of persons."""
    if _ACCOUNTS.fullmatch(value):
        return False
    if _NAME.fullmatch(value):
        return True
    parts = [part for part in re.split(r"[、，,;；/\s]+", _SPACED_NAME.sub(r"\1\2", value)) if part]
    return bool(parts) and all(_NAME.fullmatch(part) and not _ACCOUNTS.fullmatch(part) for part in parts)


def dated(value: str) -> str | None:
    """The day a machine's or a person's date begins with, as it stands: `2021-03-14T08:00:00+08:00` → `2021-03-14`."""
    found = _DATE.search(value)
    return found[0] if found and found.start() <= 1 else None


def head(root: Element) -> Head:
    """What the head of a page states. Dates on which a page was changed are none of publication."""
    stated = dict(_stated(root))
    site = _first(stated, _SITES)
    whole = _whole_title(root)
    titles = [title for title in (_first(stated, _TITLES), _without_site(whole, site)) if title]
    authors = (stated.get(name, "") for name in _AUTHORS)
    dates = (dated(stated.get(name, "")) for name in _DATES)
    publication = _first(stated, _PUBLICATIONS)
    return Head(
        tuple(dict.fromkeys((*titles, whole))) if whole else tuple(titles),
        titles[0] if titles else None,
        next((author for author in authors if author and author != site and named(author)), None),
        next((date for date in dates if date), None),
        publication if publication and len(publication) <= 40 and not _NO_PUBLICATION.fullmatch(publication) else None,
        site,
    )


def _first(stated: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((stated[name] for name in names if stated.get(name)), None)


def _stated(root: Element) -> Iterator[tuple[str, str]]:
    """Names and values, in small letters the names: those for machines first, so that what the page's own say wins."""
    for script in root.iter("script"):
        if (script.get("type") or "").lower() == "application/ld+json":
            yield from _linked_data(script.text or "")
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        value = " ".join((meta.get("content") or "").split())
        if value:
            yield name.lower(), value


def _linked_data(text: str) -> Iterator[tuple[str, str]]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return
    graph = data.get("@graph", data) if isinstance(data, dict) else data
    for item in graph if isinstance(graph, list) else [graph]:
        if not isinstance(item, dict):
            continue
        author = item.get("author")
        author = author[0] if isinstance(author, list) and author else author
        name = author.get("name") if isinstance(author, dict) else author
        for key, value in (
            ("articletitle", item.get("headline")),
            ("author", name),
            ("datepublished", item.get("datePublished")),
        ):
            if isinstance(value, str) and value.strip():
                yield key, " ".join(value.split())


def _whole_title(root: Element) -> str:
    return next((" ".join("".join(title.itertext()).split()) for title in root.iter("title")), "")


def _without_site(whole: str, site: str | None) -> str | None:
    """The page's title without the site's name, which stands behind it, sometimes with the section's between."""
    parts = [part.strip() for part in re.split(r"\s*[_|｜]+\s*|\s+[-–—]+\s+|\s*--+\s*|-(?=[^-]{2,20}$)", whole)]
    return next((part for part in parts if part and part != site), None)
