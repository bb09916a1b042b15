"""The quotations of a manuscript: what stands within marks or as a block, and whom the manuscript gives it to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.analyzer import fold, solid
from retrieval.answering.claims import Claim
from retrieval.answering.framing import claimant
from retrieval.answering.marks import marked
from retrieval.answering.speakers import Speech, speeches
from retrieval.answering.speaking import VOICES
from retrieval.names import is_sure_name

# Shorter words in marks are terms, titles of campaigns and irony far more often than somebody's words.
SHORTEST = 6
# Whoever it was, and what is said: naming them claims nothing.
_ANYBODY = frozenset(
    (*VOICES, *"有人 别人 旁人 人们 大家 众人 很多人 许多人 不少人 有些人 一些人 后人 世人 前人 古人".split())
)
_DASHED = re.compile(r"[”」』\"]?[。，]?(?:——|—|--)\s*(?P<who>[^\s，。；（(]{2,20})")
_BRACKETED = re.compile(r"[”」』\"]?[（(](?P<who>《[^》]{1,40}》|[^（）()]{2,8})[）)]")
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
    short = 0
    blocks = {number: block.end() for number, text in enumerate(paragraphs) if (block := _BLOCK.match(text))}
    for number, start in blocks.items():
        found.append(Quotation(number + 1, start, len(paragraphs[number]), paragraphs[number][start:], None))
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
