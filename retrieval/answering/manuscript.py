"""The quotations of a manuscript: what stands within marks or as a block, and whom the manuscript gives it to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.analyzer import fold, solid
from retrieval.answering.claims import Claim
from retrieval.answering.framing import claimant
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
_BRACKETED = re.compile(r"[”」』\"]?[（(](?P<who>《[^》]{1,40}》|[^（）()]{2,8})[）)]")
_SIGNED = re.compile(
    r"\s*(?:(?:——|—|--)\s*(?P<dash>[^—\s，。；]{2,20})|[（(](?P<who>《[^》]{1,40}》|[^（）()]{2,8})[）)])\s*$"
)
_BLOCK = re.compile(r"^(?:>\s*)+")


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


def quotations(paragraphs: Sequence[str]) -> tuple[list[Quotation], int]:
    """The quotations in order, and how many words in marks were too short to be looked up."""
    folded = [fold(text) for text in paragraphs]
    spoken = speeches(paragraphs)
    found: list[Quotation] = []
    blocks = {number for number, text in enumerate(paragraphs) if _BLOCK.match(text)}
    made = [_block(number + 1, paragraphs[number]) for number in sorted(blocks)]
    found += [one for one in made if len(solid(one.words)) >= SHORTEST]
    short = sum(bool(solid(paragraphs[one.paragraph - 1])) for one in made) - len(found)
    for mark in marked(folded):
        text = paragraphs[mark.paragraph]
        if mark.depth or mark.paragraph in blocks:
            continue
        if len(solid(text[mark.start : mark.end])) < SHORTEST:
            short += 1
            continue
        claim = _claim(spoken, mark.paragraph, mark.start, mark.end) or _behind(text, mark.end)
        words = text[mark.start : mark.end]
        found.append(Quotation(mark.paragraph + 1, mark.start, mark.end, words, claim))
    return sorted(found, key=lambda one: (one.paragraph, one.start)), short


def _block(number: int, text: str) -> Quotation:
    """A block quotation, without the marks around it and the name behind it."""
    opening = _BLOCK.match(text)
    start = opening.end() if opening else 0
    behind = _SIGNED.search(text, start)
    end = behind.start() if behind else len(text)
    claim = claimant(behind["dash"] or behind["who"], bool(behind["dash"]), ()) if behind else None
    if behind and claim is None:
        end = len(text)
    while start < end and not text[start].isalnum() and text[start] not in "《（(":
        start += 1
    while end > start and not text[end - 1].isalnum() and text[end - 1] not in "。！？》）)……%":
        end -= 1
    return Quotation(number, start, end, text[start:end], claim)


def _claim(spoken: Sequence[Speech], number: int, start: int, end: int) -> Claim | None:
    """Whom the manuscript introduces as speaking these words."""
    for speech in spoken:
        within = speech.paragraph == number and speech.start < end and start < speech.end
        if within and speech.speaker not in _ANYBODY:
            return Claim(speech.speaker, speech.speaker if speech.speaker.startswith("《") else None)
    return None


def _behind(text: str, end: int) -> Claim | None:
    """Whom a dash or a bracket right behind the words names: ——某某, （某某）, （《某文》）."""
    dashed, bracketed = _DASHED.match(text, end), _BRACKETED.match(text, end)
    if dashed:
        return claimant(dashed["who"], False, ())
    if bracketed and (bracketed["who"].startswith("《") or is_sure_name(bracketed["who"])):
        return claimant(bracketed["who"], False, ())
    return None
