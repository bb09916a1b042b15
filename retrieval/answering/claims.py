"""Who is said to have said or written words, and whether a quote bears it out."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from retrieval.analyzer import HAN_RUN, fold, is_dictionary_word, solid
from retrieval.answering.offices import holds, offices, short_office
from retrieval.names import has_surname, is_name
from retrieval.records import Citation, Quote, Span
from retrieval.speech.words import DOCUMENTS, TITLE

_HONORIFIC = re.compile("(?:同志|先生|女士|老师|教授|院士|同学)$")
_PLACES = re.compile("[省市州盟县区旗乡镇]")
_KINDS_OF_PLACE = (*"省市县区州盟旗镇乡村", "新区", "街道")
# What stands right behind a name more often than it ends a longer one: what somebody does, when, or what he is.
_NO_GIVEN = frozenset(
    "的了着过地得吗么吧呢嘛啊呀说讲道称言问答喊叹写谈劝谓载曰云提做作发用看想批改编译记是有没在到去来对向给把被让使叫请教骂笑哭"
    "又也都还就才曾常尝从再更最很太已便则却仅只总老副多竟可能会要应该须必不未勿别莫这那此其他她它我你您各每某几一二两三第年月日时"
    "于由以与和及跟按据因而且但中上里内下前后等省市州盟县区旗乡镇村局厅部院委所社站处科工党"
)
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
    name = solid(_HONORIFIC.sub("", claim.name))
    authors = [author for author in map(solid, (citation.author or "").split("、")) if author]
    if len(name) >= _SHORTEST_NAME and any(_names_within(name, author) for author in authors):
        return True
    described = re.sub(r"\W", "", short_office(fold(_HONORIFIC.sub("", claim.name))))
    held = offices(citation.position or "")
    # A place alone is whoever writes from there.
    if len(name) >= _SHORTEST_NAME and _begins_with_place(solid(citation.position or ""), name):
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
    if _names_within(name, speaker) or name in map(solid, (citation.speaker or "").split("、")):
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


def name_at(text: str, known: str) -> Span:
    """Where a known name stands in a text that has it, with the letter more that makes it somebody else's.

    Where 王星 is known, 王星辰 and 李王星 are others; 王星书记 and 王星说 are not.
    """
    start = text.find(known)
    end = start + len(known)
    if not (has_surname(known) and is_name(known)):
        return start, end
    # A letter that begins another word, or a title, is no part of the name.
    word = TITLE.match(text, end) or (len(text) > end + 1 and is_dictionary_word(text[end : end + 2]))
    if not word and _is_more(text[end : end + 1], known + text[end : end + 1]):
        return start, end + 1
    return (0, end) if start == 1 and _is_more(text[0], text[:end]) else (start, end)


def _is_more(letter: str, name: str) -> bool:
    """Whether a letter beside a name makes it this longer one."""
    if letter in _NO_GIVEN or not HAN_RUN.fullmatch(letter):
        return False
    return has_surname(name) and is_name(name) and not is_dictionary_word(name)


def _names_within(one: str, other: str) -> bool:
    """Whether the shorter of two names stands in the longer, and not as a part of another person's."""
    shorter, longer = sorted((one, other), key=len)
    start = longer.find(shorter)
    return start >= 0 and name_at(longer, shorter) == (start, start + len(shorter))


def _begins_with_place(position: str, name: str) -> bool:
    """Whether a position begins with this name, and that is a place's, with what kind of place it is or without."""
    named = name.endswith(_KINDS_OF_PLACE) or position.startswith(_KINDS_OF_PLACE, len(name))
    return named and position.startswith(name)


def _person(name: str) -> tuple[str, str]:
    """A person's name and title, whichever comes first (习总书记, 县委书记某某); no title is empty."""
    titles = list(TITLE.finditer(name))
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
