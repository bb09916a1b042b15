"""What a question narrows the search to: `作者:甘沛霖 来源:简报 2021年后 -通知`, or the same in English."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from retrieval.analyzer import fold
from retrieval.collection.engine import Scope
from retrieval.records import Article, Passage

_NAMED = re.compile(
    r"(?:^|(?<=\s))(?P<name>作者|署名|author|by|来源|出处|刊物|source|in|after|since|before|until)"
    r"[:：]\s*(?P<value>[^\s，,；;。?？]+)",
    re.IGNORECASE,
)
# A bare year is a word of the question: articles without a date would be hidden by it. Beside another filter it is one.
_YEAR = re.compile(r"(?:^|(?<=\s))(?P<year>(?:19|20)\d\d)年?(?=\s|$)")
_YEARS = re.compile(r"(?:^|(?<=\s))(?P<year>(?:19|20)\d\d)年?(?:(?P<since>以?后|之后|以来|起)|以?前|之前)(?=\s|$)")
_WITHOUT = re.compile(r"(?:^|(?<=\s))[-－](?P<word>[^\s\d-]\S*)")
_AUTHOR = ("作者", "署名", "author", "by")
_SOURCE = ("来源", "出处", "刊物", "source", "in")
_SINCE = ("after", "since")


@dataclass(frozen=True, slots=True)
class Filters(Scope):
    """What a passage must be: where it stands, and words, folded, that are not in it."""

    without: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self != EVERYTHING

    @property
    def scope(self) -> Scope:
        """Where a passage must stand."""
        return Scope(self.author, self.source, self.since, self.until, self.within)

    def narrowed(self, other: "Filters") -> "Filters":
        """These filters with what the others say besides, or instead."""
        return replace(
            self,
            author=other.author or self.author,
            source=other.source or self.source,
            since=max(self.since, other.since),
            until=min(self.until, other.until),
            without=(*self.without, *other.without),
            within=other.within or self.within,
        )

    def admits(self, passage: Passage) -> bool:
        """Whether a passage is what the question asks for."""
        return self.admits_article(passage.article, passage.file) and self.admits_text(passage)

    def admits_text(self, passage: Passage) -> bool:
        """Whether none of the words that are not wanted is in a passage."""
        body = fold(passage.paragraph.body.text) if self.without else ""
        return not any(word in body for word in self.without)

    def admits_article(self, article: Article, file: str) -> bool:
        """Whether an article of a file is one; without a date it is not within any years."""
        return (
            (not self.within or self.within == (file, article.number))
            and self.by(article.author or "", article.position or "")
            and self.printed(article.publication.value if article.publication else "", file)
            and self.during(article.date.value if article.date else "")
        )


EVERYTHING = Filters()


def filtered(line: str) -> tuple[str, Filters]:
    """A line without the filters typed in it, and the filters. A line of nothing but an author is about that author."""
    found: dict[str, str | int] = {}
    without: list[str] = []

    def named(match: re.Match[str]) -> str:
        name, value = match["name"].lower(), fold(match["value"])
        if name in _AUTHOR:
            found["author"] = value
        elif name in _SOURCE:
            found["source"] = value.strip("《》")
        elif re.match(r"(?:19|20)\d\d(?!\d)", value, re.ASCII):
            found["since" if name in _SINCE else "until"] = int(value[:4])
        else:
            return match[0]
        return " "

    def years(match: re.Match[str]) -> str:
        found["since" if match["since"] else "until"] = int(match["year"])
        return " "

    def excluded(match: re.Match[str]) -> str:
        without.append(fold(match["word"]))
        return " "

    def year(match: re.Match[str]) -> str:
        found["since"] = found["until"] = int(match["year"])
        return " "

    rest = line
    steps: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
        (_NAMED, named),
        (_YEARS, years),
        (_WITHOUT, excluded),
    )
    for pattern, taken in steps:
        rest = pattern.sub(taken, rest)
    if found and not found.keys() & {"since", "until"}:
        rest = _YEAR.sub(year, rest)
    filters = Filters(
        author=str(found.get("author", "")),
        source=str(found.get("source", "")),
        since=int(found.get("since", 0)),
        until=int(found.get("until", 9999)),
        without=tuple(without),
    )
    # A year or a dash alone is no filter of anything.
    if not re.search(r"\w", rest):
        return (filters.author, EVERYTHING) if filters.author else (line, EVERYTHING)
    return (rest.strip(" \t\u3000，,；;") if filters else line), filters
