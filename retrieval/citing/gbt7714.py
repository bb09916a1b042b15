"""GB/T 7714, the editions of 2015 and 2025, by number and by author and date.

What the editions differ in stands in `Edition`. What is not known is left out: no [S.l.], no [s.n.]; 佚名 and 无日期
only in author-date entries, which need something to refer to.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from retrieval.citing.authors import Author
from retrieval.citing.reference import Reference, Type

_MOST_NAMED = 3
_CODES = {
    Type.BULLETIN: "J",
    Type.JOURNAL: "J",
    Type.NEWSPAPER: "N",
    Type.REPORT: "R",
    Type.SPEECH: "Z",
    Type.DOCUMENT: "Z",
    Type.BOOK: "M",
    Type.WEB: "EB",
}
_PERIODICAL = (Type.BULLETIN, Type.JOURNAL)


@dataclass(frozen=True, slots=True)
class Edition:
    """What one edition of the standard prints differently from the other.

    `accessed` is whether anything but a web page says when it was read, `online` whether what was published on the web
    alone has its date in brackets, as a web page has; `whole_dates` is whether an entry without a number, or one
    nobody published, has its day.
    """

    comma: str
    colon: str
    opening: str
    closing: str
    surnames_in_capitals: bool
    accessed: bool
    online: bool
    whole_dates: bool
    others_after: str
    undated: tuple[str, str]


EDITION_2015 = Edition(", ", ": ", "(", ")", True, True, True, False, " ", ("", ""))
EDITION_2025 = Edition("，", "：", "（", "）", False, False, False, True, "", ("无日期", "n.d."))


def numeric(reference: Reference, edition: Edition) -> str:
    """The entry of a numbered list, without its number: one line, closed by a full stop."""
    return _entry(_authors(reference, edition), reference, edition, dated=False)


def author_date(reference: Reference, edition: Edition) -> str:
    """Two lines: the entry of a list by author and year, and the form that stands in the text (方圩，2023)."""
    who = _authors(reference, edition) or _anonymous(reference)
    head = edition.comma.join(filter(None, (who, _year(reference, edition))))
    return _entry(head, reference, edition, dated=True) + "\n" + in_text(reference, edition)


def in_text(reference: Reference, edition: Edition) -> str:
    """`（方圩，2023）`, full width as the text it stands in; of words that the article relays, who said them first."""
    if reference.authors:
        first = reference.authors[0]
        who = first.name if first.is_han or first.collective else first.parts[0]
        if len(reference.authors) > 1 or reference.others:
            who += f"{edition.others_after}等" if first.is_han else " et al."
    else:
        who = _anonymous(reference)
    relayed = f"{reference.speaker}，转引自" if reference.speaker else ""
    return "（" + relayed + "，".join(filter(None, (who, _year(reference, edition)))) + "）"


def _entry(head: str, reference: Reference, edition: Edition, *, dated: bool) -> str:
    address = [reference.url] if reference.url else []
    return _sentences([head, _titled(reference) + _within(reference), _source(reference, edition, dated), *address])


def _sentences(parts: Iterable[str]) -> str:
    return ". ".join(part.removesuffix(".") for part in parts if part) + "."


def _authors(reference: Reference, edition: Edition) -> str:
    names = [_name(author, edition) for author in reference.authors[:_MOST_NAMED]]
    if names and (len(reference.authors) > _MOST_NAMED or reference.others):
        names.append("等" if reference.authors[0].is_han else "et al.")
    return edition.comma.join(names)


def _name(author: Author, edition: Edition) -> str:
    family, given = author.parts
    if author.is_han or author.collective or not given:
        return author.name
    if edition.surnames_in_capitals:
        family, given = family.upper(), given.replace("-", " ")
    initials = re.sub(r"([^\W\d_])[^\s-]*", lambda match: match[1].upper(), given)
    return f"{family} {initials}"


def _anonymous(reference: Reference) -> str:
    return "佚名" if reference.is_han else "Anon"


def _year(reference: Reference, edition: Edition) -> str:
    """The year after the author; in brackets the one it was read in, where nothing else is known."""
    if reference.year:
        return reference.year
    if reference.accessed:
        return f"[{reference.accessed[:4]}]"
    return edition.undated[0 if reference.is_han else 1]


def _titled(reference: Reference) -> str:
    """The title with its code; a file's name in brackets where the text has no title."""
    title = reference.title or (f"[{reference.file}]" if reference.file else "")
    return f"{title}[{_CODES[reference.type]}{'/OL' if reference.url or reference.type is Type.WEB else ''}]"


def _within(reference: Reference) -> str:
    """What a text that is no article of a periodical stands in."""
    alone = reference.type in (*_PERIODICAL, Type.NEWSPAPER, Type.WEB)
    return f"//{reference.container}" if reference.container and not alone else ""


def _source(reference: Reference, edition: Edition, dated: bool) -> str:
    accessed = f"[{reference.accessed}]" if reference.url and reference.accessed else ""
    if reference.type is Type.WEB:
        return _bracketed(reference.date, edition) + accessed
    if reference.type in _PERIODICAL:
        source = _periodical(reference, edition, dated)
    elif reference.type is Type.NEWSPAPER:
        source = _newspaper(reference, edition)
    elif edition.online and _is_online_alone(reference):
        source = _bracketed(reference.date, edition)
    else:
        source = _published(reference, edition, dated)
    return source + (accessed if edition.accessed else "")


def _is_online_alone(reference: Reference) -> bool:
    return bool(reference.url) and reference.type is not Type.BOOK and not (reference.publisher or reference.page)


def _periodical(reference: Reference, edition: Edition, dated: bool) -> str:
    """`刊名，2023，5（3）：12`, the year only where it does not stand after the author."""
    whole = edition.whole_dates and not (reference.volume or reference.issue)
    when = _when(reference, whole=whole, dated=dated)
    printed = edition.comma.join(filter(None, (reference.container, when, reference.volume)))
    return _paged(printed + _bracketed(reference.issue, edition), reference, edition)


def _newspaper(reference: Reference, edition: Edition) -> str:
    number = f"第{reference.issue}期" if reference.issue and not reference.date else None
    printed = edition.comma.join(filter(None, (reference.container, reference.date, number)))
    return printed + _bracketed(reference.page, edition)


def _published(reference: Reference, edition: Edition, dated: bool) -> str:
    house = edition.colon.join(filter(None, (reference.place, reference.publisher)))
    whole = edition.whole_dates and not house and reference.type is not Type.BOOK
    when = _when(reference, whole=whole, dated=dated)
    return _paged(edition.comma.join(filter(None, (house, when))), reference, edition)


def _when(reference: Reference, *, whole: bool, dated: bool) -> str | None:
    """The day where the entry has the whole date, else the year unless it stands after the author."""
    if whole:
        return reference.date
    return None if dated else reference.year


def _paged(printed: str, reference: Reference, edition: Edition) -> str:
    return edition.colon.join(filter(None, (printed, reference.page)))


def _bracketed(text: str | None, edition: Edition) -> str:
    return f"{edition.opening}{text}{edition.closing}" if text else ""
