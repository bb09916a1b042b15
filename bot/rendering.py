"""Answer → text people read: Telegram HTML in parts within the limits, and what is said about a quote anywhere.

The quotes themselves are made and checked by `bot.quoted`; here their text is never read.
"""

import html
from collections.abc import Sequence

from bot.quoted import Sources, checked, plain, shown_units, telegram_quote, units
from bot.verdicts import differing, mixed, verdict_line
from bot.wording.wording import Wording
from retrieval.answering.checking import ALTERED
from retrieval.answering.question import LONGEST_SEARCHED
from retrieval.answering.talk import talk
from retrieval.records import Answer, Citation, Quote

# Telegram takes 4,096 UTF-16 units after parsing; the reserve is for what counts differently there than here.
LONGEST_MESSAGE = 4000
_LONGEST_LINE = 600
_NAMED_PLACES = 3
SHOWN_QUOTES = 3
# A quote is shown beside the first when its score is at least this part of it.
_LIKELY_TOO = 0.25
_SHOWN_RELATED = 2


def lead(answer: Answer, wording: Wording) -> str:
    """The line that says what was found, or plainly that nothing was."""
    shown = len(shown_quotes(answer))
    if said := talk(answer.question):
        line = wording.talk[said]
    elif answer.mode == "quotation":
        line = verdict_line(answer, shown, wording)
    elif answer.found:
        line = wording.found_one if shown == 1 else wording.found_several.format(count=shown)
    else:
        line = wording.not_found
    if answer.corrections:
        named = (wording.corrected_one.format(given=given, meant=meant) for given, meant in answer.corrections)
        line = wording.corrected.format(corrections=wording.corrected_joint.join(named)) + line
    if answer.mode == "question" and len(answer.question) > LONGEST_SEARCHED:
        line += "\n" + wording.shortened.format(count=LONGEST_SEARCHED)
    return line


def shown_quotes(answer: Answer) -> tuple[Quote, ...]:
    """The first few quotes, of a question's only those that are about as likely to answer as the first."""
    # Of a longer text the sentences that were altered matter most.
    altered = [check.quote for check in answer.checks if check.quote and check.verdict == ALTERED]
    first = tuple(altered[:SHOWN_QUOTES]) or answer.quotes[:SHOWN_QUOTES]
    if answer.mode == "quotation" or not first:
        return first
    return tuple(quote for quote in first if quote.score >= _LIKELY_TOO * first[0].score)


def offered_instead(answer: Answer) -> tuple[Quote, ...]:
    """What is shown beside "not found" unasked: the likest passages, as related and no more."""
    return answer.nearest[: 1 if answer.mode == "quotation" else _SHOWN_RELATED]


def elsewhere(citation: Citation, wording: Wording) -> str:
    """Where the same words stand besides, the first few places named; empty where nowhere else."""
    if not citation.also:
        return ""
    places = [
        (place["author"] or "") + (titled(place["title"], wording) if place["title"] else place["file"] or "")
        for place in citation.also[:_NAMED_PLACES]
    ]
    more = wording.also_more.format(count=len(citation.also)) if len(citation.also) > len(places) else ""
    return wording.also.format(places=wording.also_joint.join(places)) + more


def attribution(citation: Citation, wording: Wording) -> str:
    """`方圩（某县水利局局长）《题目》，《刊名》第3期，2023年5月6日，第2段`; what is not known is not there.

    Words that the article quotes as somebody's begin with whose they are: `某某的话，转引自……`.
    """
    who = citation.author or ""
    if citation.position:
        opening, closing = wording.brackets
        who = (
            f"{who}{opening}{citation.position}{closing}"
            if who
            else f"{citation.position}{opening}{wording.unsigned}{closing}"
        )
    what = titled(citation.title, wording) if citation.title else citation.file
    printed = titled(citation.publication, wording) if citation.publication else ""
    if citation.issue:
        printed += ("" if wording.comma == "，" else " ") * bool(printed) + wording.issue.format(issue=citation.issue)
    parts = [
        (who + (" " if who and wording.comma != "，" else "") + what),
        printed,
        _dated(citation.date, wording) if citation.date else "",
        wording.paragraph.format(paragraph=citation.paragraph) if citation.paragraph else "",
    ]
    return _spoken(citation, wording) + wording.comma.join(part for part in parts if part)


def _spoken(citation: Citation, wording: Wording) -> str:
    if citation.speaker is None:
        return ""
    sure = citation.speaker_confidence is None or citation.speaker_confidence >= 1
    return (wording.spoken if sure else wording.spoken_inferred).format(speaker=citation.speaker)


def titled(title: str, wording: Wording) -> str:
    """A title in title marks; those inside it become the inner ones, as Chinese punctuation has it."""
    (opening, closing), (inner_opening, inner_closing) = wording.title, wording.inner_title
    return opening + title.replace(opening, inner_opening).replace(closing, inner_closing) + closing


def _dated(date: str, wording: Wording) -> str:
    numbers = [int(part) for part in date.split("-")]
    if len(numbers) == 3:
        return wording.year_month_day.format(year=numbers[0], month=numbers[1], day=numbers[2])
    return wording.year_month.format(year=numbers[0], month=numbers[1])


def telegram_parts(answer: Answer, sources: Sources, wording: Wording) -> list[str]:
    """Messages in Telegram's HTML, in order, none over the limits, none ending inside a quote. Raises BrokenQuote."""
    blocks = [html.escape(_within(lead(answer, wording), LONGEST_MESSAGE), quote=False)]
    composite = mixed(answer)
    blocks += [_block(quote, sources, wording, composite) for quote in shown_quotes(answer)]
    if offered := offered_instead(answer):
        blocks.append(html.escape(wording.nearest, quote=False))
        blocks += [_block(quote, sources, wording) for quote in offered]
    parts: list[str] = []
    for block in blocks:
        # Marks and escapes included: never less than what Telegram counts.
        if parts and units(parts[-1]) + units(block) + 2 <= LONGEST_MESSAGE:
            parts[-1] += "\n\n" + block
        else:
            parts.append(block)
    return checked(parts, _sent(answer), sources)


def plain_parts(parts: Sequence[str], answer: Answer, sources: Sources) -> list[str]:
    """The same messages without markup, for when Telegram refuses theirs. Raises BrokenQuote."""
    return plain(parts, _sent(answer), sources)


def _sent(answer: Answer) -> list[Quote]:
    """The quotes of an answer's messages, in order."""
    return [*shown_quotes(answer), *offered_instead(answer)]


def _block(quote: Quote, sources: Sources, wording: Wording, composite: bool = False) -> str:
    """A quote with what is said about it; where a message has no room for both, the quote is whole."""
    lines = ["— " + _bounded(attribution(quote.citation, wording))]
    if quote.citation.also:
        lines.append(_bounded(elsewhere(quote.citation, wording)))
    lines += [_bounded(line) for line in differing(quote, wording, composite).splitlines()]
    shown = telegram_quote(quote, sources)
    below = _within("\n" + "\n".join(lines), LONGEST_MESSAGE - shown_units(shown))
    return shown + html.escape(below, quote=False)


def _bounded(line: str) -> str:
    """A line of what is said about a quote, cut where somebody's title is endless; a quote itself is never cut."""
    line = line.replace("\n", " ")
    return line if len(line) <= _LONGEST_LINE else line[: _LONGEST_LINE - 1] + "…"


def _within(text: str, room: int) -> str:
    """As much of a text as `room` UTF-16 units hold, cut between characters."""
    if units(text) <= room:
        return text
    return text.encode("utf-16-le")[: 2 * (room - 1)].decode("utf-16-le", "ignore") + "…" if room > 0 else ""
