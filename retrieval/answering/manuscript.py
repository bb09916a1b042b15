"""The quotations of a manuscript: what stands within marks or as a block, and whom the manuscript gives it to."""

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from retrieval.analyzer import fold, solid
from retrieval.answering.claims import Claim, name_at
from retrieval.answering.framing import claimant, longest_first
from retrieval.names import is_sure_name
from retrieval.speech.marks import marked
from retrieval.speech.speakers import Speech, speeches
from retrieval.speech.words import PRONOUNS, VOICES

# Shorter words in marks are terms, titles of campaigns and irony far more often than somebody's words.
SHORTEST = 6
# Whoever it was, and what is said: naming them claims nothing.
_ANYBODY = frozenset(
    (
        *VOICES,
        *PRONOUNS,
        *"有人 别人 旁人 人们 大家 众人 很多人 许多人 不少人 有些人 一些人 后人 世人 前人 古人".split(),
    )
)
_DASHED = re.compile(r"[”」』\"]?[。，]?(?:——|—|--)\s*(?P<who>[^\s，。；（(]{2,20})")
_CLAUSE_BEFORE = re.compile(r"(?P<clause>[^。！？!?；;:,“”「」]{2,40})[:,]?[“「『\"]?$")
_BRACKETED = re.compile(r"[”」』\"]?[（(](?P<from>语出|出自|引自)?[：:]?(?P<who>《[^》]{1,40}》|[^（）()]{2,8})[）)]")
_SIGNED = re.compile(
    r"\s*(?:(?:——|—|--)\s*(?P<dash>[^—\s，。；]{2,20})|[（(](?P<who>《[^》]{1,40}》|[^（）()]{2,8})[）)])\s*$"
)
_BLOCK = re.compile(r"^(?:>\s*)+")
# The longest clause before words, and the longest name behind a block, with the marks around it.
_REACH = 50


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words a manuscript quotes: `start` to `end` of its paragraph `paragraph`, which counts from 1.

    `claim` is whom the manuscript names for them.
    """

    paragraph: int
    start: int
    end: int
    words: str
    claim: Claim | None


def quotations(paragraphs: Sequence[str], authors: Iterable[str] = ()) -> tuple[list[Quotation], int]:
    """The quotations in order, and how many words in marks were too short to be looked up.

    `authors` are names known to the library.
    """
    known = longest_first(authors)
    folded = [fold(text) for text in paragraphs]
    spoken: defaultdict[int, deque[Speech]] = defaultdict(deque)
    for speech in speeches(paragraphs):
        if speech.speaker not in _ANYBODY:
            spoken[speech.paragraph].append(speech)
    found: list[Quotation] = []
    blocks = {number for number, text in enumerate(paragraphs) if _BLOCK.match(text)}
    made = [_block(number + 1, paragraphs[number], known) for number in sorted(blocks)]
    made = _signed_below(made, paragraphs, known)
    found += [one for one in made if len(solid(one.words)) >= SHORTEST]
    short = sum(bool(solid(paragraphs[one.paragraph - 1])) for one in made) - len(found)
    for mark in marked(folded):
        text = paragraphs[mark.paragraph]
        if mark.depth or mark.paragraph in blocks:
            continue
        if len(solid(text[mark.start : mark.end])) < SHORTEST:
            short += 1
            continue
        claim = (
            _claim(spoken[mark.paragraph], mark.start, mark.end, known)
            or _behind(text, mark.end, known)
            or _before(text, mark.start, known)
        )
        words = text[mark.start : mark.end]
        found.append(Quotation(mark.paragraph + 1, mark.start, mark.end, words, claim))
    return sorted(found, key=lambda one: (one.paragraph, one.start)), short


def _block(number: int, text: str, authors: Sequence[str]) -> Quotation:
    """A block quotation, without the marks around it and the name behind it."""
    opening = _BLOCK.match(text)
    start = opening.end() if opening else 0
    behind = _SIGNED.search(text, max(start, len(text) - _REACH))
    end = behind.start() if behind else len(text)
    claim = claimant(fold(behind["dash"] or behind["who"]), bool(behind["dash"]), authors) if behind else None
    if behind and claim is None:
        end = len(text)
    while start < end and not text[start].isalnum() and text[start] not in "《（(":
        start += 1
    while end > start and not text[end - 1].isalnum() and text[end - 1] not in "。！？》）)……%":
        end -= 1
    return Quotation(number, start, end, text[start:end], claim)


def _signed_below(made: Sequence[Quotation], paragraphs: Sequence[str], authors: Sequence[str]) -> list[Quotation]:
    """The blocks with whom a line of nothing but a dash and a name right below gives them to; that line is no block."""
    signed = [
        _SIGNED.fullmatch(_BLOCK.sub("", paragraphs[one.paragraph])) if one.paragraph < len(paragraphs) else None
        for one in made
    ]
    names = {one.paragraph + 1 for one, below in zip(made, signed, strict=True) if below}
    return [
        replace(one, claim=claimant(fold(below["dash"] or below["who"]), True, authors) or one.claim) if below else one
        for one, below in zip(made, signed, strict=True)
        if one.paragraph not in names
    ]


def _claim(spoken: deque[Speech], start: int, end: int, authors: Sequence[str]) -> Claim | None:
    """Whom the manuscript introduces as speaking these words.

    `spoken` are the paragraph's speeches in order; those that end before the words are taken out, because the words of
    a paragraph are gone through in order, too.
    """
    while spoken and spoken[0].end <= start:
        spoken.popleft()
    if not spoken or spoken[0].start >= end:
        return None
    speaker = spoken[0].speaker
    return claimant(fold(speaker), True, authors) or Claim(speaker, speaker if speaker.startswith("《") else None)


def _before(text: str, start: int, authors: Sequence[str]) -> Claim | None:
    """The known author whom the clause right before the words names, where nothing but a comma or colon parts them."""
    found = _CLAUSE_BEFORE.search(fold(text[max(0, start - _REACH) : start]))
    clause = found["clause"] if found else ""
    named = next((author for author in authors if author in clause), "")
    return Claim(clause[slice(*name_at(clause, named))]) if named else None


def _behind(text: str, end: int, authors: Sequence[str]) -> Claim | None:
    """Whom a dash or a bracket right behind the words names: ——某某, （某某）, （语出《某文》）."""
    dashed, bracketed = _DASHED.match(text, end), _BRACKETED.match(text, end)
    if dashed:
        return claimant(fold(dashed["who"]), False, authors)
    if bracketed and (bracketed["from"] or bracketed["who"].startswith("《") or is_sure_name(bracketed["who"])):
        return claimant(fold(bracketed["who"]), bool(bracketed["from"]), authors)
    return None
