"""What stands around a quote, and an article read from run to run."""

from dataclasses import dataclass, replace

from bot.keyboards import Button, Rows, Verb, tap
from bot.quoted import telegram_quote, units
from bot.rendering import attribution
from bot.screens.screen import LONGEST_MESSAGE, Screen, bounded, escaped, screen
from bot.wording.wording import Wording
from retrieval.answering.browsing import Window
from retrieval.records import Citation, Span

# An article is read so many runs at a time, and what stands around a quote grows by so many.
RUNS = 3
GROWTH = 2
# Another paragraph than the quote's own is opened by a tap where it is longer than this.
_LONG = 200
# The line that says whose text this is takes no more room than this.
_HEAD = 400
# Telegram takes 100 marks in a message: two a run, the quotation and what is bold in it, and some to spare.
_MOST_RUNS = 45


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of an article, as a button asks for it: `words` is the span of a quote in the source, if it is of one.

    Of what does not fit into a message the last runs are kept where `from_end`, else the first.
    """

    document: str
    number: int
    first: int
    last: int
    from_end: bool = False
    words: Span | None = None

    def data(self) -> str:
        """As callback data."""
        words = (self.words[0], self.words[1] - self.words[0]) if self.words else ()
        way = ">" if self.from_end else "<"
        return tap(Verb.READ, self.document, self.number, self.first, self.last, way, *words)


def stretch(arguments: tuple[str, ...]) -> Stretch:
    """What the arguments of a button ask for."""
    document, number, first, last, way, *words = arguments
    start, length = map(int, words) if words else (0, 0)
    span = (start, start + length) if words else None
    return Stretch(document, int(number), int(first), int(last), way == ">", span)


def reading(window: Window, asked: Stretch, wording: Wording, note: str = "") -> Screen:
    """A window of an article with the ways further, and of a quote to its citation. Raises BrokenQuote."""
    entry = window.entry
    sources = {entry.file: window.source}
    quotes, first = list(window.quotes), window.first
    blocks = [telegram_quote(quote, sources, _folded(quote.citation, asked.words)) for quote in quotes]
    room = LONGEST_MESSAGE - 2 * _HEAD
    while len(blocks) > 1 and (len(blocks) > _MOST_RUNS or sum(map(units, blocks)) + 2 * len(blocks) > room):
        at = 0 if asked.from_end else -1
        first += asked.from_end
        del blocks[at], quotes[at]
    place = quotes[0].citation
    head = _head(bounded(attribution(_whole(place), wording)))
    last = first + len(quotes) - 1
    whole = first == 0 and last == window.runs - 1
    numbers = _numbers(quotes[0].citation, quotes[-1].citation)
    foot = wording.whole_article if whole else wording.runs_of.format(numbers=numbers, count=entry.paragraphs)
    lines = ["\n".join(filter(None, (escaped(note), head))), *blocks, escaped(foot)]
    return screen(lines, quotes, sources, _ways(asked, first, last, window.runs, wording))


def _head(line: str) -> str:
    """A line as HTML, cut so that with its marks it has room beside a full message of runs."""
    shown = escaped(line)
    while units(shown) > _HEAD:
        line = line[: len(line) * 3 // 4]
        shown = escaped(f"{line}…")
    return shown


def _folded(place: Citation, words: Span | None) -> bool:
    """Around a quote its own paragraph is open; of its neighbours the long ones are not."""
    if words is None or any(low < words[1] and words[0] < high for low, high in place.spans):
        return False
    return place.end - place.start > _LONG


def _whole(place: Citation) -> Citation:
    """The citation of the article, not of a paragraph of it."""
    return replace(place, paragraph=None, speaker=None, also=())


def _numbers(first: Citation, last: Citation) -> str:
    if first.paragraph == last.paragraph:
        return str(first.paragraph)
    return f"{first.paragraph}–{last.paragraph}"


def _ways(asked: Stretch, first: int, last: int, runs: int, wording: Wording) -> Rows:
    row: list[Button] = []
    if first > 0:
        # Around a quote the stretch grows; an article is read on.
        low = max(0, first - (GROWTH if asked.words else RUNS))
        high = last if asked.words else first - 1
        made = Stretch(asked.document, asked.number, low, high, not asked.words, asked.words)
        row.append(Button(wording.button_before, made.data()))
    if last < runs - 1:
        low = first if asked.words else last + 1
        high = min(runs - 1, last + (GROWTH if asked.words else RUNS))
        made = Stretch(asked.document, asked.number, low, high, bool(asked.words), asked.words)
        row.append(Button(wording.button_after, made.data()))
    rows: list[tuple[Button, ...]] = [tuple(row)] if row else []
    if asked.words:
        id = f"{asked.document}-{asked.words[0]}-{asked.words[1] - asked.words[0]}"
        rows.append((Button(wording.button_cite, tap(Verb.CITE, id)),))
    else:
        rows.append((Button(wording.button_contents, tap(Verb.DOCUMENT, asked.document, 0)),))
    return tuple(rows)
