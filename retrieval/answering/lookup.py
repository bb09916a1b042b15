"""Where words stand, punctuation, width, white space and script aside; where they nearly do, and how they differ."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from retrieval.analyzer import solid, solid_map
from retrieval.answering.alignment import Alignment, align
from retrieval.answering.differences import Difference, aside, differences, figures_differ
from retrieval.answering.quoting import LONGEST
from retrieval.collection.engine import Letters
from retrieval.records import Passage, Span
from retrieval.sentences import clauses, sentences

# Shorter words are a topic to search for rather than a quotation, unless marks or the question say otherwise.
SHORTEST_UNMARKED = 6
SHORTEST_MARKED = 2
MOST_PLACES = 10
SHORTEST_NEAR = 6
LONGEST_NEAR = 400
# Places that cost about as little as the best are the same words printed again.
_AS_NEAR = 0.02
_MOST_NEAR = 3
# Words with a slip in them have a piece of so many letters without it, which leads to the passages that hold it.
_PIECE = 5
_MOST_PIECES = 12
_PLACES_OF_A_PIECE = 8
# How far apart two names are close, and how often one of them is looked at.
_CLOSE, _MOST_SEEN = 12, 500
# Words that go on over the end of a paragraph have at least this many characters on either side of it.
_SHORTEST_PART = 4


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far from a place words may be and still be the words of that place.

    `cost` is what the differences may cost (see `alignment`); from `strange` other numbers and rare words on they are
    another sentence of the same mould.
    """

    cost: float
    strange: int


# A pasted sentence; one typed from memory, without a mark; one that somebody put in marks and asks about.
PASTED = Tolerance(0.35, 2)
TYPED = Tolerance(0.5, 2)
MARKED = Tolerance(0.5, LONGEST_NEAR)
ANYWAY = Tolerance(1.0, LONGEST_NEAR)


@dataclass(frozen=True, slots=True)
class Place:
    """Words found: where in the passage's text they stand, and the run of whole sentences or clauses to quote.

    `differences` is empty where the letters and digits are the same, and `aside` names what else is not.
    """

    passage: Passage
    words: Span
    quote: Span
    differences: tuple[Difference, ...] = ()
    aside: tuple[str, ...] = ()


class Lookup:
    """Finds words as they stand in the letters of all passages, which `passage` gives by their keys."""

    def __init__(self, letters: Letters, passage: Callable[[int], Passage]) -> None:
        self.letters = letters
        self._passage = passage

    def find(
        self,
        words: str,
        shortest: int,
        admits: Callable[[Passage], bool] | None = None,
        most: int = MOST_PLACES,
    ) -> list[Place]:
        """Every place the words stand, in the collection's order, at most two in a passage and `most` in all.

        Words that go on from one paragraph of an article to the next have a place in each.
        """
        wanted = solid(words)
        if len(wanted) < shortest:
            return []
        places: list[Place] = []
        for at in self.letters.places(wanted):
            found = self._places_at(at, len(wanted), places[-2:])
            places += [place for place in found if admits is None or admits(place.passage)]
            if len(places) >= most:
                break
        told = [_told_apart(place, words, len(wanted)) for place in places[:most]]
        # Where the same words stand in several forms, those as they were given come first.
        given = words.strip().strip("“”\"'「」『』")
        return sorted(told, key=lambda one: (len(one.aside), given not in one.passage.paragraph.body.text))

    def near(
        self,
        words: str,
        likely: Iterable[Passage],
        tolerance: Tolerance,
        admits: Callable[[Passage], bool] | None = None,
    ) -> list[Place]:
        """Where words come nearest to standing, if they do, with every difference of the letters.

        `likely` are the passages to look at besides those that hold a piece of the words.
        """
        wanted = solid(words)
        if not SHORTEST_NEAR <= len(wanted) <= LONGEST_NEAR:
            return []
        passages = {passage.key: passage for passage in (*likely, *self._holding_pieces(wanted))}
        aligned = [
            (made, passage)
            for passage in passages.values()
            if (admits is None or admits(passage)) and (made := align(passage.solid, wanted, self.letters.says))
        ]
        meant = [one for one in aligned if one[0].cost < tolerance.cost and one[0].strange < tolerance.strange]
        best = min((made.cost for made, _ in meant), default=0.0)
        chosen = sorted(
            ((made, passage) for made, passage in meant if made.cost <= best + _AS_NEAR),
            key=lambda one: (one[0].cost, -_as_given(words, one[1], one[0].end), one[1].key),
        )
        return [place for made, passage in chosen[:_MOST_NEAR] for place in _near_places(made, passage, words, wanted)]

    def beside(self, somebody: str, paper: str) -> bool:
        """Whether somebody and what they may speak in stand close together anywhere: whose report it is."""
        if min(len(somebody), len(paper)) < _SHORTEST_PART // 2:
            return False
        for number, at in enumerate(self.letters.places(somebody)):
            if number == _MOST_SEEN:
                break
            if paper in self.letters.around(at, len(paper) + _CLOSE, len(somebody) + _CLOSE + len(paper)):
                return True
        return False

    def _holding_pieces(self, wanted: str) -> Iterator[Passage]:
        """Passages in which a piece of the words stands."""
        step = max(_PIECE, len(wanted) // _MOST_PIECES)
        for low in range(0, len(wanted) - _PIECE + 1, step):
            for at in islice(self.letters.places(wanted[low : low + _PIECE]), _PLACES_OF_A_PIECE):
                yield self._passage(self.letters.passage(at))

    def _places_at(self, at: int, length: int, before: Sequence[Place]) -> list[Place]:
        parts: list[tuple[Passage, int, int]] = []
        key = first = self.letters.passage(at)
        while (span := self.letters.span(key))[0] < at + length:
            low, high = max(at, span[0]), min(at + length, span[1])
            if low < high:
                parts.append((self._passage(key), low - span[0], high - low))
            if span[1] >= at + length:
                break
            key += 1
        if len(parts) > 1 and min(part[2] for part in parts) < _SHORTEST_PART:
            return []
        if [place.passage.key for place in before].count(first) == 2:
            return []
        return [place for part in parts for place in _places(*part)]


def _as_given(words: str, passage: Passage, end: int) -> int:
    """How many characters a passage has as they were given, the mark behind its letter `end` among them.

    Of reprints in two scripts, or with more behind the same words, it tells the one that is meant.
    """
    text = passage.paragraph.body.text
    _, origin = solid_map(text)
    behind = text[origin[end - 1] + 1 : origin[end - 1] + 2]
    return sum(char in text for char in words) + (behind == words.strip()[-1:])


def _told_apart(place: Place, words: str, length: int) -> Place:
    """The place with what is not the same though the letters are; only where it holds all of the words."""
    standing = place.passage.paragraph.body.text[slice(*place.words)]
    if len(solid(standing)) != length:
        return place
    given = _within_marks(words)
    return replace(place, differences=figures_differ(standing, given), aside=aside(standing, given))


def _within_marks(words: str) -> str:
    """Words without the marks at their ends, which a place does not have either."""
    _, places = solid_map(words)
    return words[places[0] : places[-1] + 1]


def _near_places(made: Alignment, passage: Passage, words: str, wanted: str) -> list[Place]:
    text = passage.paragraph.body.text
    _, origin = solid_map(text)
    start, end = _widened(made, origin)
    standing = text[origin[start] : origin[end - 1] + 1]
    told = differences(passage.solid[start:end], wanted) + figures_differ(standing, _within_marks(words))
    return [replace(place, differences=told) for place in _places(passage, start, end - start)]


def _widened(made: Alignment, origin: Sequence[int]) -> Span:
    """From the first to the last letter in common, and as far beyond as the words reach without crossing a mark."""
    start, end = made.start, made.end
    for _ in range(made.head):
        if start and origin[start - 1] + 1 == origin[start]:
            start -= 1
    for _ in range(made.tail):
        if end < len(origin) and origin[end - 1] + 1 == origin[end]:
            end += 1
    return start, end


def _places(passage: Passage, start: int, length: int) -> list[Place]:
    """The quotes that show these letters: one, or where they are longer than a quote may be, the first two of it."""
    text = passage.paragraph.body.text
    _, origin = solid_map(text)
    words = (origin[start], origin[start + length - 1] + 1)
    runs = _covering(sentences(text), words)
    if runs[-1][1] - runs[0][0] <= LONGEST:
        return [Place(passage, words, (runs[0][0], runs[-1][1]))]
    pieces = [piece for run in runs for piece in clauses(text, *run)]
    return [
        Place(passage, (max(words[0], low), min(words[1], high)), (low, high))
        for low, high in _covering(_packed(_covering(pieces, words)), words)[:2]
    ]


def _covering(spans: Sequence[Span], words: Span) -> list[Span]:
    return [span for span in spans if span[0] < words[1] and words[0] < span[1]]


def _packed(pieces: Sequence[Span]) -> list[Span]:
    """Neighbouring clauses put together as long as they fit in one quote."""
    packed: list[Span] = []
    for start, end in pieces:
        if packed and end - packed[-1][0] <= LONGEST:
            packed[-1] = (packed[-1][0], end)
        else:
            packed += [(low, min(end, low + LONGEST)) for low in range(start, end, LONGEST)]
    return packed
