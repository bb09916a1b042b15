"""Who is said to have said or written words, and whether a quote bears it out."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from retrieval.analyzer import fold, solid
from retrieval.answering.offices import holds, offices, short_office
from retrieval.records import Citation, Quote
from retrieval.speech.words import DOCUMENTS, TITLES

_HONORIFIC = re.compile("(?:同志|先生|女士|老师|教授|院士|同学)$")
_TITLE = re.compile("|".join(sorted(TITLES, key=len, reverse=True)))
_PLACES = re.compile("[省市州盟县区旗乡镇]")
_DOCUMENT = re.compile(rf"(?:{'|'.join(sorted(DOCUMENTS, key=len, reverse=True))}|》)$")
_SHORTEST_NAME = 2
_SHORTEST_TITLE = 4

Beside = Callable[[str, str], bool]
"""Whether two names stand close together somewhere in the collection: somebody, and what they speak in."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Who is said to have said or written words: `name` as it was typed; `work` the title, where one is named."""

    name: str
    work: str | None = None


def is_byline(claim: Claim, citation: Citation) -> bool:
    """Whether the article is the claimed one's: by its author or office, or by its title or publication."""
    if claim.work and not _is_work(claim.work, citation):
        return False
    if claim.name == claim.work:
        return True
    name, author = solid(_HONORIFIC.sub("", claim.name)), solid(citation.author or "")
    if author and (author in name or (len(name) >= _SHORTEST_NAME and name in author)):
        return True
    described = re.sub(r"\W", "", short_office(fold(_HONORIFIC.sub("", claim.name))))
    held = offices(citation.position or "")
    # A place alone is whoever writes from there.
    if len(name) >= _SHORTEST_NAME and solid(citation.position or "").startswith(name):
        return True
    # An office of a province is not that of a city in it.
    levels = [_PLACES.findall(one) for one in (described, held)]
    return (not levels[0] or levels[0][-1:] == levels[1][-1:]) and holds(held, described)


def is_speaker(claim: Claim, citation: Citation, beside: Beside = lambda *_: False) -> bool:
    """Whether the article quotes the words as the claimed one's."""
    speaker, name = solid(citation.speaker or ""), solid(_HONORIFIC.sub("", claim.name))
    if not speaker or (claim.work and claim.name != claim.work):
        return False
    # An article may name briefly whom or what it has named in full before: the report, the general secretary.
    if name in speaker or speaker in name:
        return len(name) >= _SHORTEST_NAME
    (own, title), (other, office) = _person(name), _person(speaker)
    if len(own) > 1 and own == other:
        return True
    shorter, longer = sorted((own, other), key=len)
    if (
        len(shorter) == 1
        and longer.startswith(shorter)
        and title
        and (title.endswith(office) or office.endswith(title))
    ):
        return bool(office)
    # Somebody's report is somebody's words, where the collection says whose it is.
    papers = [bool(_DOCUMENT.search(one)) for one in (name, speaker)]
    return papers.count(True) == 1 and beside(own, other)


def borne_out(claim: Claim, quote: Quote, beside: Beside = lambda *_: False) -> bool:
    """Whether the highlighted words are the claimed one's: quoted as theirs, or written by them as their own."""
    citation = quote.citation
    own = is_byline(claim, citation) and (claim.name == claim.work or citation.speaker is None)
    return own or is_speaker(claim, citation, beside)


def _person(name: str) -> tuple[str, str]:
    """A person's name and title, whichever comes first (习总书记, 县委书记某某); no title is empty."""
    titles = list(_TITLE.finditer(name))
    if not titles:
        return name, ""
    last = titles[-1]
    return name[last.end() :] or name[: last.start()], last[0]


def _is_work(work: str, citation: Citation) -> bool:
    """A title may be given without its subtitle, and a publication without its kind."""
    name = solid(work)
    title, publication = solid(citation.title or ""), solid(citation.publication or "")
    begun = len(name) >= _SHORTEST_TITLE and (
        title.startswith(name) or (name.startswith(title) and len(title) >= _SHORTEST_TITLE)
    )
    return name in (title, publication) or begun
