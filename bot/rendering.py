"""What is said about answers and quotes, wherever they are shown: what was found, whose words it is, where it stands.

The quotes themselves are made and checked by `bot.quoted`; here their text is never read.
"""

from bot.verdicts import verdict_line
from bot.wording.wording import Wording
from retrieval.answering.checking import ALTERED, MOST_CHECKED
from retrieval.answering.question import LONGEST_SEARCHED
from retrieval.answering.talk import talk
from retrieval.records import Answer, Citation, Quote
from retrieval.speech.speakers import is_unnamed

_NAMED_PLACES = 3
SHOWN_QUOTES = 3
# A quote is shown beside the first when its score is at least this part of it.
_LIKELY_TOO = 0.25
_SHOWN_RELATED = 2


def lead(answer: Answer, wording: Wording, more: bool = False) -> str:
    """The line that says what was found, or plainly that nothing was; `more` is whether there is more than is shown."""
    shown = len(shown_quotes(answer))
    if said := talk(answer.question):
        line = wording.talk[said]
    elif answer.mode == "quotation":
        line = verdict_line(answer, shown, wording)
    elif answer.found and more:
        line = wording.found_first.format(count=shown)
    elif answer.found:
        line = wording.found_one if shown == 1 else wording.found_several.format(count=shown)
    else:
        line = wording.not_found
    if answer.corrections:
        named = (wording.corrected_one.format(given=given, meant=meant) for given, meant in answer.corrections)
        line = wording.corrected.format(corrections=wording.corrected_joint.join(named)) + line
    if answer.mode == "question" and len(answer.question) > LONGEST_SEARCHED:
        line += "\n" + wording.shortened.format(count=LONGEST_SEARCHED)
    if answer.shortened:
        line += "\n" + wording.shortened.format(count=MOST_CHECKED)
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


def attribution(citation: Citation, wording: Wording, partly: bool = False) -> str:
    """`方圩（某县水利局局长）《题目》，《刊名》第3期，2023年5月6日，第2段`; what is not known is not there.

    Words that the article quotes as somebody's begin with whose they are: `某某的话，转引自……`; where only those
    shown bold are (`partly`), that stands behind.
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
        dated(citation.date, wording) if citation.date else "",
        # Where nobody signed, the heading says more of the place than a number can.
        wording.path.join(citation.section[-2:]) if not citation.author else "",
        wording.page.format(page=citation.page) if citation.page else "",
        wording.paragraph.format(paragraph=citation.paragraph) if citation.paragraph else "",
    ]
    where = wording.comma.join(part for part in parts if part)
    if partly and citation.speaker:
        speaker = wording.somebody if is_unnamed(citation.speaker) else citation.speaker
        return where + wording.spoken_partly.format(speaker=speaker)
    return _spoken(citation, wording) + where


def headed(citation: Citation, wording: Wording) -> str:
    """Whose words they are and in what, as short as can be said: `方圩《题目》`."""
    what = titled(citation.title, wording) if citation.title else citation.file
    return _spoken(citation, wording) + (citation.author or "") + what


def _spoken(citation: Citation, wording: Wording) -> str:
    if citation.speaker is None:
        return ""
    if is_unnamed(citation.speaker):
        return wording.spoken_unnamed
    sure = citation.speaker_confidence is None or citation.speaker_confidence >= 1
    return (wording.spoken if sure else wording.spoken_inferred).format(speaker=citation.speaker)


def dated(date: str, wording: Wording) -> str:
    """A date of day or month, or a year, as it is written in a language."""
    numbers = [int(part) for part in date.split("-")]
    if len(numbers) == 3:
        return wording.year_month_day.format(year=numbers[0], month=numbers[1], day=numbers[2])
    return wording.year_month.format(year=numbers[0], month=numbers[1])


def titled(title: str, wording: Wording) -> str:
    """A title in title marks; those inside it become the inner ones, as Chinese punctuation has it."""
    (opening, closing), (inner_opening, inner_closing) = wording.title, wording.inner_title
    return opening + title.replace(opening, inner_opening).replace(closing, inner_closing) + closing
