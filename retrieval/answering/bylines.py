"""Questions that byline, date or masthead answer: who somebody is, who wrote, when and where it appeared."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from retrieval.analyzer import bigrams, fold, solid, solid_map
from retrieval.answering.question import Kind, Question
from retrieval.records import Article, Document, SourcedText, Span

_WHO_IS = re.compile(
    r"(?:现在|目前|如今)?(?P<a>.{2,40}?)(?:现在|目前)?(?:是谁|是哪位|是哪一?个人|是什么人|叫什么名字|叫什么|姓什么|由谁(?:担任|来?当|任))"
    r"|(?:谁|哪位|何人)(?:是|担任|在?当|任|现任)(?P<b>.{2,40}?)"
)
_OFFICE_OF = re.compile(
    "职务|职位|任职|什么职|担任|什么人|是谁|谁是|干什么的|做什么(?:工作)?的|哪里工作|哪个(?:单位|部门)|什么单位|身份"
)
_WRITTEN = re.compile("文章|发表|刊登|刊发|登载|发布|写|登|署|见报|日期")
_WRITER = re.compile("谁写|谁的文章|作者|是谁|谁发表|何人所(?:写|作)|谁写的")
_PRINTED_IN = re.compile(
    "哪一?期|第几期|期号|什么刊物|哪[个份本种]?(?:刊物|报纸|简报|杂志|报|刊)|(?:发表|刊登|登|刊)在(?:了)?(?:哪|什么)"
)


class Asked(Enum):
    """Which fact of an article is asked for."""

    WHO = "who"
    DATE = "date"
    PRINTED = "printed"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact as the document states it: the text to quote, in it the words that answer; None where it says nothing."""

    document: Document
    article: Article
    shown: SourcedText | None
    highlight: Span


def statements(question: Question, articles: Sequence[tuple[Document, Article]]) -> list[Statement] | None:
    """The statements that answer; empty-handed ones (`shown` None) where the article is known and does not say.

    None when the question is none of these, or nothing here has such a byline or title.
    """
    line = _plain(question.quoted or question.text) if question.quoted else _plain(question.text)
    whole = _plain(question.text)
    named = [pair for pair in articles if _names(pair[1], line, whole)]
    if named:
        return _about(question, line, whole, named)
    match = _WHO_IS.fullmatch(whole)
    described = _description(match["a"] or match["b"]) if match else ""
    held = [pair for pair in articles if described and _holds(pair[1].position, described)]
    if held:
        return _best([_byline(*pair) for pair in held])
    return None


def _plain(text: str) -> str:
    return re.sub(r"[\s?？。！!，,“”‘’\"'「」『』《》]", "", fold(text))


def _names(article: Article, line: str, whole: str) -> bool:
    """Whether the line names the article's title, or one of its authors.

    A text without byline, date or masthead (an encyclopaedia's entry) is not what a question that names its title asks
    about: its subject is.
    """
    stated = article.byline or article.date or article.publication
    title = solid(article.title.value) if article.title and stated else ""
    return (len(title) >= 4 and title in solid(line)) or any(name in whole for name in _authors(article))


def _authors(article: Article) -> Iterator[str]:
    return (fold(name) for name in (article.author or "").split("、") if len(name) >= 2)


def _about(question: Question, line: str, whole: str, named: list[tuple[Document, Article]]) -> list[Statement] | None:
    asked = _asked(question, whole, named)
    if asked is None:
        return None
    # Of several articles by one person the one whose title the question also speaks of comes first.
    spoken = set(bigrams(line))
    ordered = sorted(named, key=lambda pair: -_overlap(pair[1], spoken))
    if _overlap(ordered[0][1], spoken) and len(ordered) > 1:
        ordered = [pair for pair in ordered if _overlap(pair[1], spoken)]
    makers = {Asked.WHO: _byline, Asked.DATE: _date, Asked.PRINTED: _printed, Asked.TITLE: _title}
    return _best([makers[asked](*pair) for pair in ordered])


def _asked(question: Question, whole: str, named: list[tuple[Document, Article]]) -> Asked | None:
    titles = {_plain(article.title.value) for _, article in named if article.title}
    authors = {name for _, article in named for name in _authors(article)}
    titled = any(title in whole for title in titles)
    asked = None
    if whole in authors:
        asked = Asked.WHO
    elif whole in titles:
        asked = Asked.TITLE
    elif question.kind is Kind.TIME and _WRITTEN.search(whole):
        asked = Asked.DATE
    elif _PRINTED_IN.search(whole):
        asked = Asked.PRINTED
    elif (titled and _WRITER.search(whole)) or (
        not titled and _OFFICE_OF.search(whole) and len(_rest(whole, authors)) <= 6
    ):
        asked = Asked.WHO
    return asked


def _rest(whole: str, authors: set[str]) -> str:
    for name in authors:
        whole = whole.replace(name, "")
    return re.sub(
        "现在|目前|同志|是|在|的|任|担任|什么|职务|职位|任职|人|谁|哪个|哪里|单位|部门|工作|当时|写文章时", "", whole
    )


def _overlap(article: Article, spoken: set[str]) -> int:
    return len(spoken & set(bigrams(fold(article.title.value)))) if article.title else 0


def _best(found: list[Statement]) -> list[Statement]:
    """Those that say something before those that do not, each statement once."""
    said = [one for one in found if one.shown]
    return said or found


def _byline(document: Document, article: Article) -> Statement:
    shown = article.byline or (article.title.shown if article.title else None)
    if not article.author or not shown:
        return Statement(document, article, None, (0, 0))
    letters, origin = solid_map(shown.text)
    at = letters.find(solid(article.author))
    if at < 0:
        return Statement(document, article, shown, (0, len(shown.text)))
    return Statement(document, article, shown, (origin[at], origin[at + len(solid(article.author)) - 1] + 1))


def _date(document: Document, article: Article) -> Statement:
    return _field(document, article, article.date.shown if article.date else None)


def _printed(document: Document, article: Article) -> Statement:
    field = article.issue or article.publication
    return _field(document, article, field.shown if field else None)


def _title(document: Document, article: Article) -> Statement:
    return _field(document, article, article.title.shown if article.title else None)


def _field(document: Document, article: Article, shown: SourcedText | None) -> Statement:
    return Statement(document, article, shown, (0, len(shown.text) if shown else 0))


def _description(text: str) -> str:
    """An office as asked for, in the form positions are compared in."""
    return re.sub("^(?:现任|时任|现在的|当时的)|同志$|的", "", text).replace("部部长", "部长")


def _holds(position: str | None, described: str) -> bool:
    """Whether an office asked for is (part of) this position: made of its pieces, in order, to where an office ends.

    `某县组织部长` is `某县县委常委，组织部部长、统战部部长`; each piece is two characters or more and crosses no comma.
    """
    if not position or len(described) < 4:
        return False
    offices = re.sub(r"[，,、；;/\s]+", "|", fold(position)).replace("部部长", "部长") + "|"
    at = taken = 0
    while taken < len(described):
        length = len(described) - taken
        while length >= 2 and (found := offices.find(described[taken : taken + length], at)) < 0:
            length -= 1
        if length < 2:
            return False
        at, taken = found + length, taken + length
    return offices[at] == "|"
