"""A screen: messages in Telegram's HTML within the limits, and the buttons under the last of them."""

import html
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.keyboards import Rows
from bot.quoted import Sources, checked, gap, partly, plain, shown_units, telegram_quote, units
from bot.rendering import attribution, elsewhere
from bot.verdicts import differing
from bot.wording.wording import Wording
from retrieval.records import Quote

# Telegram takes 4,096 UTF-16 units after parsing; the reserve is for what counts differently there than here.
LONGEST_MESSAGE = 4000
_LONGEST_LINE = 600


@dataclass(frozen=True, slots=True)
class Screen:
    """Finished messages, checked, with the quotes that stand in them."""

    parts: tuple[str, ...]
    rows: Rows = ()
    quotes: tuple[Quote, ...] = ()
    sources: Sources = field(default_factory=dict)

    def plain(self) -> list[str]:
        """The same messages without markup, for when Telegram refuses theirs. Raises BrokenQuote."""
        return plain(self.parts, self.quotes, self.sources)


def screen(
    blocks: Sequence[str], quotes: Sequence[Quote] = (), sources: Sources | None = None, rows: Rows = ()
) -> Screen:
    """Blocks of HTML in as few messages as hold them, none cut; `quotes` are those in them, in order.

    Raises BrokenQuote where one is not there as its source has it.
    """
    parts: list[str] = []
    for block in blocks:
        # Marks and escapes included: never less than what Telegram counts.
        if parts and units(parts[-1]) + units(block) + 2 <= LONGEST_MESSAGE:
            parts[-1] += gap(parts[-1], block) + block
        else:
            parts.append(block)
    sources = sources or {}
    return Screen(tuple(checked(parts, quotes, sources)), rows, tuple(quotes), sources)


def escaped(text: str) -> str:
    """Text of whatever origin as HTML, cut where a message would not hold it."""
    return html.escape(_within(text, LONGEST_MESSAGE), quote=False)


def quote_block(
    quote: Quote, sources: Sources, wording: Wording, mark: str = "—", folded: bool = False, composite: bool = False
) -> str:
    """A quote with what is said about it, and how the words asked about differ from it."""
    block = attributed(quote, sources, wording, mark, folded)
    for line in differing(quote, wording, composite, _marked).splitlines():
        if shown_units(block) + shown_units(line) < LONGEST_MESSAGE:
            block += "\n" + line
    return block


def attributed(quote: Quote, sources: Sources, wording: Wording, mark: str = "—", folded: bool = False) -> str:
    """A quote with whose words it is; where a message has no room for both, the quote is whole."""
    shown = telegram_quote(quote, sources, folded)
    lines = [f"{mark} " + bounded(attribution(quote.citation, wording, partly(quote)))]
    if quote.citation.also:
        lines.append(bounded(elsewhere(quote.citation, wording)))
    return shown + html.escape(_within("\n" + "\n".join(lines), LONGEST_MESSAGE - shown_units(shown)), quote=False)


def _marked(tag: str, words: str) -> str:
    return f"<{tag}>{html.escape(words, quote=False)}</{tag}>" if words else ""


def bounded(line: str) -> str:
    """A line of what is said about a quote, cut where somebody's title is endless; a quote itself is never cut."""
    line = line.replace("\n", " ")
    return line if len(line) <= _LONGEST_LINE else line[: _LONGEST_LINE - 1] + "…"


def _within(text: str, room: int) -> str:
    """As much of a text as `room` UTF-16 units hold, cut between characters."""
    if units(text) <= room:
        return text
    return text.encode("utf-16-le")[: 2 * (room - 1)].decode("utf-16-le", "ignore") + "…" if room > 0 else ""
