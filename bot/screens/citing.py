"""How a quote is cited: formats to copy, and what became of its id."""

from bot.keyboards import Button, Rows, Verb, copying, labelled, tap
from bot.quoted import Sources, plain_quote, units
from bot.screens.screen import Screen, escaped, quote_block, screen
from bot.wording.wording import Wording
from retrieval.answering.resolving import Resolved, Status
from retrieval.answering.verifying import Verdict
from retrieval.citing.styles import cited
from retrieval.records import Quote

# What people put under a page; what programs read is asked for by a button.
FOR_PEOPLE = ("plain", "gbt7714-2025", "gbt7714-2015")
FOR_PROGRAMS = ("bibtex", "ris", "csl-json")
# A format longer than this is not worth a message; the terminal writes it whole.
_LONGEST_FORMAT = 1200


def citation(found: Resolved, wording: Wording, formats: tuple[str, ...] = FOR_PEOPLE) -> Screen:
    """The quote and its citation in some formats, with buttons that copy them. Raises BrokenQuote."""
    if found.quote is None or found.edition is None:
        return unknown(found, wording)
    sources = {found.quote.citation.file: found.edition.text}
    written = {style: _cited(found.quote, sources, style) for style in formats}
    blocks = [quote_block(found.quote, sources, wording)]
    if found.moved is not None:
        blocks.append(escaped(_became(found, wording)))
    for style, text in written.items():
        tag = "code" if style in FOR_PEOPLE else "pre"
        blocks.append(f"{escaped(wording.styles[style])}\n<{tag}>{escaped(text)}</{tag}>")
    blocks.append(escaped(wording.cite_id.format(id=found.id)))
    whole = {}
    if formats == FOR_PEOPLE:
        # No marks are put around the words: they have their own, and are copied as they stand.
        whole = {wording.words_and_source: f"{plain_quote(found.quote, sources)}（{written['plain'].rstrip('。')}）"}
    copied = whole | {wording.styles[style]: text for style, text in written.items()}
    return screen(blocks, [found.quote], sources, _copies(found.id, copied, formats == FOR_PEOPLE, wording))


def unknown(found: Resolved, wording: Wording) -> Screen:
    """That an id is none of ours, or where its words are now; of a title that heads no text the citation is all."""
    if found.status is Status.CURRENT:
        return citation(found, wording)
    return screen([escaped(_became(found, wording))])


def _cited(quote: Quote, sources: Sources, style: str) -> str:
    text = cited(quote.citation, plain_quote(quote, sources), style)
    return text if units(text) <= _LONGEST_FORMAT else text[: _LONGEST_FORMAT // 2] + "…"


def _copies(id: str, copied: dict[str, str], more: bool, wording: Wording) -> Rows:
    """A button for whatever can be copied by one, and the way to `more` formats."""
    made = [copying(wording.button_copy.format(style=name), text) for name, text in copied.items()]
    rows: Rows = tuple(row for row in made if row)
    other = Button(wording.button_formats, tap(Verb.FORMATS, id))
    back = Button(wording.button_return, tap(Verb.CITATION, id))
    return (*rows, (other if more else back,))


def _became(found: Resolved, wording: Wording) -> str:
    if found.status is Status.UNKNOWN:
        return wording.unknown_id.format(id=labelled(found.id))
    now = wording.also_joint.join(quote.citation.id for quote in found.moved.quotes) if found.moved else ""
    return wording.not_cited.format(
        id=found.id, verdict=wording.verdicts[Verdict(found.status.value)].format(now=now, reason="")
    )
