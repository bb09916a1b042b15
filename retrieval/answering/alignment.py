"""Where words nearly stand in a text: the stretch that comes nearest, letter by letter, and what that costs.

Both sides are `solid` letters and digits. rapidfuzz is imported here and in `differences` alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein, MatchingBlock

from retrieval.records import Span

# What a letter between two stretches that match takes from the worth of matching both.
_GAP = 0.5
# What it costs, as a share of all the information in the words, that a stretch of them stands differently in the
# source: a letter alone may be a slip, several together are other words. Letters left out cost hardly anything.
# Found on three draws of damaged sentences against foreign ones of CMRC 2018; see docs/measures.md.
_ONE, _TWO, _MORE, _LEFT_OUT = 0.5, 1.0, 1.5, 0.05
# So many bits a letter has a word hardly anything here is about.
_RARE = 11.0


@dataclass(frozen=True, slots=True)
class Alignment:
    """The stretch `source[start:end]` that words nearly are; `cost` is 0 where they are the same, about 1 where not.

    `head` and `tail` are how many of the words' letters stand before and after what matches, `strange` how many
    stretches of the words are a number or a rare word that the source does not have there.
    """

    start: int
    end: int
    head: int
    tail: int
    cost: float
    strange: int


def align(source: str, words: str, information: Callable[[str], float]) -> Alignment | None:
    """The stretch of the source that comes nearest to these words; None where not a letter does.

    `information` is how much one letter says, in bits.
    """
    low, high = _window(source, words)
    window = source[low:high]
    blocks = [block for block in Levenshtein.opcodes(window, words).as_matching_blocks() if block.size]
    if not (kept := _densest(blocks)):
        return None
    kept = _grown(kept, window, words)
    first, last = kept[0], kept[-1]
    total = sum(map(information, words))
    stretches = [(words[given[0] : given[1]], window[own[0] : own[1]]) for own, given in _between(kept, len(words))]
    spent = sum(_price(given, own, information) for given, own in stretches)
    return Alignment(
        start=low + first.a,
        end=low + last.a + last.size,
        head=first.b,
        tail=len(words) - last.b - last.size,
        cost=spent / total if total else 1.0,
        strange=sum(_strange(given, information) for given, _ in stretches),
    )


def _window(source: str, words: str) -> Span:
    """Where in the source to align: about the likeliest place, with some room on either side."""
    if len(source) <= len(words):
        return 0, len(source)
    likeliest = fuzz.partial_ratio_alignment(words, source)
    room = len(words) // 4 + 4
    if likeliest is None:
        return 0, len(source)
    return max(0, likeliest.dest_start - room), min(len(source), likeliest.dest_end + room)


def _densest(blocks: Sequence[MatchingBlock]) -> Sequence[MatchingBlock]:
    """The neighbouring blocks that are worth most together: letters that match by chance far away are no part of it."""
    best, worth, first, found = 0.0, 0.0, 0, (0, 0)
    for at, block in enumerate(blocks):
        before = blocks[at - 1] if at else block
        gap = max(block.a - before.a - before.size, block.b - before.b - before.size, 0)
        if worth <= _GAP * gap:
            worth, first = 0.0, at
        else:
            worth -= _GAP * gap
        worth += block.size
        if worth > best:
            best, found = worth, (first, at + 1)
    return blocks[found[0] : found[1]]


def _grown(blocks: Sequence[MatchingBlock], window: str, words: str) -> list[MatchingBlock]:
    """The blocks, the first and the last with all letters beside them that match, too.

    Of several alignments that are as good, one may have matched those letters farther away.
    """
    first, last = blocks[0], blocks[-1]
    before, after = 0, 0
    while min(first.a, first.b) > before and window[first.a - before - 1] == words[first.b - before - 1]:
        before += 1
    grown = [MatchingBlock(first.a - before, first.b - before, first.size + before), *blocks[1:]]
    last = grown[-1]
    ends = last.a + last.size, last.b + last.size
    while (
        ends[0] + after < len(window)
        and ends[1] + after < len(words)
        and window[ends[0] + after] == words[ends[1] + after]
    ):
        after += 1
    return [*grown[:-1], MatchingBlock(last.a, last.b, last.size + after)]


def _between(blocks: Sequence[MatchingBlock], length: int) -> list[tuple[Span, Span]]:
    """The stretches that do not match, as (span of the source, span of the words): before, between and after blocks."""
    stretches = []
    own, given = blocks[0].a, 0
    for block in blocks:
        stretches.append(((own, block.a), (given, block.b)))
        own, given = block.a + block.size, block.b + block.size
    return [*stretches, ((own, own), (given, length))]


def _price(given: str, source: str, information: Callable[[str], float]) -> float:
    if not given:
        return _LEFT_OUT * sum(map(information, source))
    price = {1: _ONE, 2: _TWO}.get(len(given), _MORE)
    return price * sum(map(information, given))


def _strange(given: str, information: Callable[[str], float]) -> bool:
    return bool(given) and (any(map(str.isdigit, given)) or sum(map(information, given)) >= _RARE * len(given))
