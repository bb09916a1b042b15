"""Words found again in another version of their text, by themselves and by what stood around them.

An anchor is the Web Annotation model's TextQuoteSelector. Comparing is done on letters and digits alone, folded: white
space, punctuation, width and script may differ, and the words still stand. Pure functions over texts; offsets are of
the text they are given.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import islice

from retrieval.analyzer import solid, solid_map
from retrieval.records import Span

# How much of the text on either side is kept, as is usual for this kind of selector.
CONTEXT = 32
# Words are altered, and not others, when so much of them is left in runs of three letters or more; less will do where
# what stood on both sides still does.
_KEPT = 0.6
_KEPT_IN_PLACE = 0.4
_SHORTEST_RUN = 3
_SAME_AROUND = 0.8
# A stretch longer than this many times the words is no version of them.
_LONGEST = 2
# Where words may have stood is guessed from pieces of so many letters; the likeliest few places are compared.
_PIECE = 4
_MOST_GUESSES = 3
# A piece that stands more often than this says nothing about the place.
_MOST_PLACES = 200


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words with up to 32 characters of what stands before and after them."""

    words: str
    prefix: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Found:
    """Where an anchor's words stand in a text: `spans` is empty where they are lost.

    `same` is whether letters and digits are the same. Several spans are places nothing tells apart.
    """

    spans: tuple[Span, ...]
    same: bool


LOST = Found((), False)


def anchor(text: str, span: Span) -> Anchor:
    """The anchor of `text[start:end]`."""
    start, end = span
    return Anchor(text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])


def anchored(wanted: Anchor, text: str, mapped: tuple[str, list[int]] | None = None) -> Found:
    """Where the words stand in another text: exactly; else nearly, with what stood around them; else lost.

    `mapped` is `solid_map(text)`, for whoever looks for many words in one text.
    """
    words = solid(wanted.words)
    if not words:
        return LOST
    letters, origin = mapped or solid_map(text)
    before, after = solid(wanted.prefix), solid(wanted.suffix)
    if places := _likeliest(list(_occurrences(words, letters)), len(words), (before, after), letters):
        return Found(tuple(_shown((at, at + len(words)), origin, wanted.words, text) for at in places), True)
    near = _nearest(words, (before, after), letters)
    return Found((_shown(near, origin, wanted.words, text),), False) if near else LOST


def _occurrences(words: str, letters: str) -> Iterator[int]:
    at = letters.find(words)
    while at >= 0:
        yield at
        at = letters.find(words, at + 1)


def _likeliest(places: Sequence[int], length: int, around: tuple[str, str], letters: str) -> list[int]:
    """The place whose surroundings agree best with what stood around the words; all that agree equally well."""
    if len(places) < 2:
        return list(places)
    agreement = [_agreement((at, at + length), around, letters) for at in places]
    best = max(agreement)
    return [at for at, agreed in zip(places, agreement, strict=True) if agreed == best]


def _agreement(span: Span, around: tuple[str, str], letters: str) -> int:
    """How many letters of what stood around the words still do, in runs."""
    (start, end), (before, after) = span, around
    now = letters[max(0, start - len(before)) : start], letters[end : end + len(after)]
    return sum(_length(_runs(was, is_now)) for was, is_now in zip(around, now, strict=True))


def _runs(one: str, other: str) -> list[Match]:
    """What two texts have in common, in runs of three letters or more, in order."""
    matches = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return [match for match in matches if match.size >= _SHORTEST_RUN]


def _length(runs: Iterable[Match]) -> int:
    return sum(run.size for run in runs)


def _nearest(words: str, around: tuple[str, str], letters: str) -> Span | None:
    """The stretch that the words became, where the nearest one is near enough."""
    near: list[tuple[float, Span]] = []
    for at in _guesses(words, around, letters):
        span = _aligned(words, around, letters, at)
        if span and (kept := _kept(words, span, around, letters)):
            near.append((kept, span))
    return max(near, key=lambda one: one[0])[1] if near else None


def _guesses(words: str, around: tuple[str, str], letters: str) -> list[int]:
    """Where the words and what was around them may begin, likeliest first.

    Each piece they have in common with the text votes for the beginning it implies, in steps of half their length;
    neighbouring steps count together, so that an edit does not part what belongs together.
    """
    whole = around[0] + words + around[1]
    step = max(_PIECE, len(whole) // 2)
    votes: Counter[int] = Counter()
    for offset in range(len(whole) - _PIECE + 1):
        places = list(islice(_occurrences(whole[offset : offset + _PIECE], letters), _MOST_PLACES + 1))
        if len(places) <= _MOST_PLACES:
            votes.update({(at - offset) // step for at in places})
    shared = {one: votes[one] + votes[one + 1] for place in votes for one in (place - 1, place)}
    likeliest = sorted(shared, key=lambda one: (-shared[one], one))
    return [one * step for one in likeliest[:_MOST_GUESSES]]


def _aligned(words: str, around: tuple[str, str], letters: str, at: int) -> Span | None:
    """What stands in the words' place when all is aligned with the text from `at` on; None where nothing does."""
    whole = around[0] + words + around[1]
    low = max(0, at)
    window = letters[low : max(0, at + 2 * len(whole) + CONTEXT)]
    runs = _runs(whole, window)
    first, last = len(around[0]), len(around[0]) + len(words)
    if not any(run.a < last and first < run.a + run.size for run in runs):
        return None
    start, end = _opening(first, runs), _closing(last, runs, len(window))
    return (low + start, low + end) if start < end else None


def _opening(at: int, runs: Sequence[Match]) -> int:
    """Where the boundary `at` is in the other text: measured from the run it is in or after, else from the next."""
    following = next((run for run in runs if at < run.a + run.size), None)
    before = next((run for run in reversed(runs) if run.a + run.size <= at), None)
    if following is None or (before and at < following.a):
        assert before is not None
        reached = before.b + before.size + at - before.a - before.size
        return min(reached, following.b) if following else reached
    return max(0, following.b + at - following.a)


def _closing(at: int, runs: Sequence[Match], length: int) -> int:
    """As `_opening`, from the other side."""
    before = next((run for run in reversed(runs) if run.a < at), None)
    following = next((run for run in runs if at <= run.a), None)
    if before is None or (following and before.a + before.size < at):
        assert following is not None
        reached = following.b - (following.a - at)
        return max(reached, before.b + before.size) if before else max(0, reached)
    return min(length, before.b + at - before.a)


def _kept(words: str, span: Span, around: tuple[str, str], letters: str) -> float:
    """The share of the words that is left in a stretch, 0 where that is not enough to be a version of them."""
    start, end = span
    if end - start > _LONGEST * len(words) + CONTEXT:
        return 0.0
    kept = _length(_runs(words, letters[start:end])) / len(words)
    total = len(around[0]) + len(around[1])
    in_place = total > 0 and _agreement(span, around, letters) >= _SAME_AROUND * total
    return kept if kept >= (_KEPT_IN_PLACE if in_place else _KEPT) else 0.0


def _shown(found: Span, origin: Sequence[int], words: str, text: str) -> Span:
    """A span of letters as a span of the text, with the marks at its ends that the words have there."""
    start, end = origin[found[0]], origin[found[1] - 1] + 1
    _, own = solid_map(words)
    opening, closing = words[: own[0]], words[own[-1] + 1 :]
    if text.endswith(opening, 0, start):
        start, opening = start - len(opening), ""
    if text.startswith(closing, end):
        end, closing = end + len(closing), ""
    # Marks changed with the version: as many as there were.
    while opening and start and _mark(text[start - 1]):
        start, opening = start - 1, opening[:-1]
    while closing and end < len(text) and _mark(text[end]):
        end, closing = end + 1, closing[1:]
    return start, end


def _mark(char: str) -> bool:
    return not char.isspace() and not solid(char)
