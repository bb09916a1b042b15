"""What is offered to somebody who types the bot's name in another chat: quotes to choose from, a page at a time."""

from dataclasses import dataclass

from bot.keyboards import Button, Rows, labelled, start_link
from bot.quoted import Sources, preview
from bot.rendering import headed, shown_quotes
from bot.screens.screen import attributed, screen
from bot.wording.wording import Wording
from retrieval.records import Answer, Quote

PAGE = 10
# Phones show about two lines of a description.
_LONGEST_PREVIEW = 80


@dataclass(frozen=True, slots=True)
class Offered:
    """A quote as it is offered, and the message it becomes when it is chosen."""

    id: str
    title: str
    description: str
    text: str
    rows: Rows


def offered(
    answer: Answer, sources: Sources, username: str, wording: Wording, offset: int
) -> tuple[list[Offered], str]:
    """The quotes from the place `offset` on, and the offset of the next page, empty after the last.

    Raises BrokenQuote.
    """
    each: dict[str, Quote] = {}
    for quote in (*shown_quotes(answer), *answer.quotes):
        # Telegram takes none of them where two have the same id.
        each.setdefault(quote.citation.id, quote)
    quotes = list(each.values())
    page = quotes[offset : offset + PAGE]
    made = [_offered(quote, sources, username, wording) for quote in page]
    return made, str(offset + PAGE) if offset + PAGE < len(quotes) else ""


def _offered(quote: Quote, sources: Sources, username: str, wording: Wording) -> Offered:
    place = quote.citation
    link = Button(wording.button_around, url=start_link(username, f"c_{place.id}"))
    # What was mistyped is shown to whoever chooses, and to nobody else in the chat.
    altered = wording.inline_altered if quote.differences else ""
    (text,) = screen([attributed(quote, sources, wording)], [quote], sources).parts
    return Offered(
        id=place.id,
        title=labelled(headed(place, wording)),
        description=altered + preview(quote, sources, _LONGEST_PREVIEW - len(altered)),
        text=text,
        rows=((link,),),
    )
