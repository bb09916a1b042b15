"""Questions that byline, date or masthead answer: who somebody is, who wrote, when and where it appeared."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from retrieval.analyzer import bigrams, fold, solid, solid_map
from retrieval.answering.offices import holds, offices, short_office
from retrieval.answering.question import Kind, Question
from retrieval.collection.engine import Engine
from retrieval.records import Article, Document, Field, SourcedText, Span

_WHO_IS = re.compile(
    r"(?:现在|目前|如今)?(?P<a>.{2,40}?)(?:现在|目前)?(?:是谁|是哪位|是哪一?个人|是什么人|叫什么名字|叫什么|姓什么|由谁(?:担任|来?当|任))"
    r"|(?:谁|哪位|何人)(?:是|担任|在?当|任|现任)(?P<b>.{2,40}?)"
)
_OFFICE_OF = re.compile(
    "职务|职位|任职|什么职|哪里的|担任|什么人|是谁|谁是|干什么的|做什么(?:工作)?的|哪里工作|哪个(?:单位|部门)|什么单位|身份"
)
_WHEN = "(?:什么时候|什么时间|何时|哪一?[年天月日]|几月|几号)"
_PUBLISHED = "(?:写|发的|发表|刊登|刊发|登载|发布|刊|登|见报|印发)"
_DATED = re.compile(
    f"{_WHEN}[^，]{{0,3}}?{_PUBLISHED}|{_PUBLISHED}[^，]{{0,3}}(?:时间|日期|{_WHEN})|日期(?:是|$)|(?:文章|篇).{{0,40}}{_WHEN}(?:的|发的)?$"
)
_ASKING_OFFICE = re.compile(
    "请问|介绍一下|现在|目前|同志|当时|写文章时|担任|任职|职务|职位|身份|单位|部门|工作|干部|领导|什么|哪[个些里儿]|"
    "[是在的任人谁位过曾呢吗啊他她做干]"
)
# What may stand right beside a name that is meant: anything else of the script makes it part of another word.
_BEFORE_NAME = "是由问叫看查请对于与和谁、长记任员席授师委"
_AFTER_NAME = "是的同志担任在写说谈有这那先女和与、对发提讲几哪什怎何曾局书"
_ISSUE = re.compile(r"第(?P<number>\d+|[一二三四五六七八九十百〇零]+)期")
_ISSUED = re.compile(
    "印发|编印|出版|发行|出的|刊出|日期|期(?:是|的|在)*(?:什么时候|什么时间|何时|哪一?[年天月日]|几月|几号)(?:的|出|印|发)*$"
)
_WORKS = re.compile(
    "(?:写|发表|署名)(?:了|过|的)?(?:哪些|什么|哪几篇|几篇|多少篇|哪篇)?(?:的)?(?:文章|作品|文字|稿子)|"
    "(?:哪些|什么|几篇|多少篇)(?:文章|作品|稿子)|(?:写|发表)(?:了|过)(?:什么|哪些|些什么|啥)$"
)
_WRITER = re.compile("谁写|谁的文章|作者|是谁|谁发表|何人所(?:写|作)|谁写的")
_PRINTED_IN = re.compile(
    "哪一?期|第几期|期号|什么刊物|哪[个份本种]?(?:刊物|报纸|简报|杂志|报|刊)|(?:发表|刊登|登|刊)在(?:了)?(?:哪|什么)"
)
# More articles than this nobody reads through; in a line longer than this nobody asks for one.
_MOST, _LONGEST = 200, 300
_SHORTEST_TITLE, _SHORTEST_NAME = 4, 2


class Asked(Enum):
    """Which fact of an article is asked for."""

    WHO = "who"
    WRITER = "writer"
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


@dataclass(frozen=True, slots=True)
class _Entry:
    """An article with what it says of itself."""

    document: Document
    article: Article
    title: str
    names: tuple[str, ...]
    offices: str

    @property
    def stated(self) -> bool:
        """Whether it says whose it is, or when or where it appeared."""
        return bool(self.article.byline or self.article.date or self.article.publication)

    def overlap(self, spoken: set[str]) -> int:
        """How many of these bigrams stand in the title."""
        return len(spoken & set(bigrams(self.title)))


class Bylines:
    """What the articles of a collection say of themselves, ready to be asked."""

    def __init__(self, engine: Engine, article: Callable[[int], tuple[Document, Article]]) -> None:
        """`engine` knows what articles say of themselves, `article` gives one of them by its row."""
        self._rows = engine.rows
        self._article = article
        self._titles = {title for title in engine.values("title") if len(title) >= _SHORTEST_TITLE}
        self._lengths = sorted({len(title) for title in self._titles})
        self._names = [(name, author) for author in engine.values("author") for name in _names(author)]
        self._publications = [(_plain(one), one) for one in engine.values("publication")]
        self._offices = [(offices(position), position) for position in engine.values("position")]

    def statements(self, question: Question) -> list[Statement] | None:
        """The statements that answer; empty-handed ones (`shown` None) where the article is known and does not say.

        None when the question is none of these, or nothing here has such a byline or title.
        """
        line = _plain(question.text)
        if len(line) > _LONGEST:
            return None
        titles = list(self._titles_in(solid(question.text)))
        mentioned = [author for name, author in self._names if name in line and _mentions(line, name)]
        # A text without byline, date or masthead (an encyclopaedia's entry) is not what a question that names its title
        # asks about: its subject is.
        titled = [one for one in self._entries(question, "title", titles) if one.stated]
        named = self._entries(question, "author", mentioned)
        asked = _asked(question, line, titled, named)
        if asked:
            return _best([_MAKERS[asked](entry) for entry in _spoken_of(line, titled or named)])
        if question.kind is Kind.TIME and _ISSUED.search(line) and (printed := self._printed_in(line)):
            return _best([_date(entry) for entry in printed])
        match = _WHO_IS.fullmatch(line)
        described = _description(match["a"] or match["b"]) if match else "" if question.asks else _description(line)
        if not described:
            return None
        held = [position for office, position in self._offices if holds(office, described)]
        found = self._entries(question, "position", held)
        return _best([_byline(entry) for entry in found]) if found else None

    def _titles_in(self, letters: str) -> Iterator[str]:
        """The titles that stand in a line of letters."""
        for length in self._lengths:
            pieces = (letters[at : at + length] for at in range(len(letters) - length + 1))
            yield from (piece for piece in pieces if piece in self._titles)

    def _printed_in(self, line: str) -> list[_Entry]:
        """The articles of the publication that the line names, of its issue if it names one."""
        issue = _ISSUE.search(line)
        rows = {row for plain, one in self._publications if plain in line for row in self._rows("publication", one)}
        if issue:
            rows &= {*self._rows("issue", issue["number"])}
        return [self._entry(row) for row in sorted(rows)[:_MOST]]

    def _entries(self, question: Question, fact: str, values: Iterable[str]) -> list[_Entry]:
        """The articles that say one of these, in the collection's order, as far as the question admits them."""
        rows = sorted({row for value in values for row in self._rows(fact, value)})[:_MOST]
        found = map(self._entry, rows)
        return [one for one in found if question.filters.admits_article(one.article, one.document.file)]

    def _entry(self, row: int) -> _Entry:
        document, article = self._article(row)
        return _Entry(
            document,
            article,
            title=solid(article.title.value) if article.title else "",
            names=_names(article.author or ""),
            offices=offices(article.position or ""),
        )


def _names(author: str) -> tuple[str, ...]:
    """The names of an author, as they are looked for in a line."""
    return tuple(fold(name) for name in author.split("、") if len(name) >= _SHORTEST_NAME)


def _plain(text: str) -> str:
    return re.sub(r"[\s?？。！!，,“”‘’\"'「」『』《》〈〉]", "", fold(text))


def _asked(question: Question, line: str, titled: Sequence[_Entry], named: Sequence[_Entry]) -> Asked | None:
    """Which fact is asked of the articles that the line names by title or by author; None when it is none of them."""
    if any(line in entry.names for entry in named):
        return Asked.WHO
    if any(solid(line) == entry.title for entry in titled):
        return Asked.TITLE
    if not titled and not named:
        return None
    if not titled and _WORKS.search(line):
        return Asked.TITLE
    if question.kind is Kind.TIME and _DATED.search(line):
        return Asked.DATE
    if _PRINTED_IN.search(line):
        return Asked.PRINTED
    # The office asked for must be the named person's: nothing but the name and the asking in the line.
    of_person = not titled and _OFFICE_OF.search(line) and len(_rest(line, named)) <= 2
    if titled and _WRITER.search(line):
        return Asked.WRITER
    return Asked.WHO if of_person else None


def _mentions(line: str, name: str) -> bool:
    """Whether a name stands in the line as a name, not inside a longer one."""
    at = line.find(name)
    before, after = line[at - 1 : at], line[at + len(name) : at + len(name) + 1]
    return at >= 0 and all(
        not char.isalpha() or char in allowed for char, allowed in ((before, _BEFORE_NAME), (after, _AFTER_NAME))
    )


def _rest(line: str, named: Sequence[_Entry]) -> str:
    """What a line says beside the names, the words of asking for an office, and the offices' own characters."""
    for name in {name for entry in named for name in entry.names}:
        line = line.replace(name, "")
    own = {char for entry in named for char in entry.offices}
    return "".join(char for char in _ASKING_OFFICE.sub("", line) if char not in own)


def _spoken_of(line: str, entries: Sequence[_Entry]) -> list[_Entry]:
    """Of several articles by one person those whose title the line also speaks of, closest first; all, if of none."""
    spoken = set(bigrams(line))
    ordered = sorted(entries, key=lambda entry: -entry.overlap(spoken))
    return [entry for entry in ordered if entry.overlap(spoken)] or ordered


def _best(found: list[Statement]) -> list[Statement]:
    """Those that say something, each place of a document once; those that do not, where none does."""
    said = {(one.document.id, one.shown.runs): one for one in reversed(found) if one.shown}
    return list(reversed(said.values())) or found


def _byline(entry: _Entry) -> Statement:
    document, article = entry.document, entry.article
    shown = article.byline or (article.title.shown if article.title else None)
    if not article.author or not shown:
        return Statement(document, article, None, (0, 0))
    letters, origin = solid_map(shown.text)
    at = letters.find(solid(article.author))
    if at < 0:
        return Statement(document, article, shown, (0, len(shown.text)))
    return Statement(document, article, shown, (origin[at], origin[at + len(solid(article.author)) - 1] + 1))


def _writer(entry: _Entry) -> Statement:
    """As `_byline`; one that says an office and no name is an answer too: it is all that is known."""
    article, shown = entry.article, entry.article.byline
    if article.author or not shown:
        return _byline(entry)
    letters, origin = solid_map(shown.text)
    office = solid(article.position or "")
    at = letters.find(office)
    whole = at < 0 or not office
    return Statement(
        entry.document,
        article,
        shown,
        (0, len(shown.text)) if whole else (origin[at], origin[at + len(office) - 1] + 1),
    )


def _date(entry: _Entry) -> Statement:
    return _field(entry, entry.article.date)


def _printed(entry: _Entry) -> Statement:
    return _field(entry, entry.article.issue or entry.article.publication)


def _title(entry: _Entry) -> Statement:
    return _field(entry, entry.article.title)


def _field(entry: _Entry, field: Field | None) -> Statement:
    shown = field.shown if field else None
    return Statement(entry.document, entry.article, shown, (0, len(shown.text) if shown else 0))


_MAKERS: dict[Asked, Callable[[_Entry], Statement]] = {
    Asked.WHO: _byline,
    Asked.WRITER: _writer,
    Asked.DATE: _date,
    Asked.PRINTED: _printed,
    Asked.TITLE: _title,
}


def _description(text: str) -> str:
    """An office as asked for, in the form positions are compared in."""
    return short_office(re.sub("^(?:现任|时任|现在的|当时的)|同志$|的", "", text))
