"""What a question narrows the search to: `作者:甘沛霖 来源:简报 2021年后 -通知`, or the same in English."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from retrieval.analyzer import fold, solid
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
class Filters:
    """What a passage must be. Years are inclusive; names and words are folded; empty means any.

    `within` is a file and the number of an article in it; no typed filter sets it.
    """

    author: str = ""
    source: str = ""
    since: int = 0
    until: int = 9999
    without: tuple[str, ...] = ()
    within: tuple[str, int] | None = None

    def __bool__(self) -> bool:
        return self != Filters()

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
        if not self.admits_article(passage.article, passage.file):
            return False
        body = fold(passage.paragraph.body.text) if self.without else ""
        return not any(word in body for word in self.without)

    def admits_article(self, article: Article, file: str) -> bool:
        """Whether an article of a file is; one without a date is not within any years."""
        if self.within and self.within != (file, article.number):
            return False
        if self.author and solid(self.author) not in solid(f"{article.author or ''}{article.position or ''}"):
            return False
        printed = f"{article.publication.value if article.publication else ''}{file}"
        if self.source and solid(self.source) not in solid(printed):
            return False
        if (self.since, self.until) != (0, 9999):
            year = int(article.date.value[:4]) if article.date else None
            return year is not None and self.since <= year <= self.until
        return True


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
        str(found.get("author", "")),
        str(found.get("source", "")),
        int(found.get("since", 0)),
        int(found.get("until", 9999)),
        tuple(without),
    )
    # A year or a dash alone is no filter of anything.
    if not re.search(r"\w", rest):
        return (filters.author, Filters()) if filters.author else (line, Filters())
    return (rest.strip(" \t\u3000，,；;") if filters else line), filters
