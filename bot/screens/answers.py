"""An answer in the chat: what was found, a page of quotes, and what can be done with them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.keyboards import Button, Rows, Verb, digest, labelled, numbered, rows_of, shelf_name, start_link, tap, turning
from bot.quoted import Sources, words_id
from bot.rendering import lead, shown_quotes
from bot.screens.screen import Screen, escaped, quote_block, screen
from bot.verdicts import mixed
from bot.wording.wording import Wording
from retrieval.answering.filters import EVERYTHING, Filters
from retrieval.records import Answer, Citation, Quote

PAGE = 3
# So many quotes are looked for when somebody turns pages or narrows the search.
MOST_PAGED = 30
_CHOICES = 8
_SHORT = 11
# A quote beside the first one that is longer than this is opened by a tap.
_LONG = 120


@dataclass(frozen=True, slots=True)
class Shown:
    """Where an answer is shown: under which key its question lies, and whether in private or to a whole group.

    `parent` is the key of the question before it was narrowed, `note` a line that goes before everything.
    """

    key: int
    username: str
    private: bool = True
    scope: Filters = EVERYTHING
    parent: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something an answer can be narrowed to: `kind` is `author`, `source` or `year`; `count` of its quotes are."""

    kind: str
    value: str
    count: int


def answered(answer: Answer, sources: Sources, shown: Shown, wording: Wording, page: int = 0) -> Screen:
    """One page of an answer. Pages beyond the last are the last. Raises BrokenQuote."""
    pages = _pages(answer)
    page = min(page, len(pages) - 1)
    quotes = pages[page]
    before = sum(map(len, pages[:page]))
    total = before + sum(map(len, pages[page:]))
    # One quote needs no number until there is a second one in sight.
    alone = page == 0 and len(quotes) == 1
    first = _paged(before, len(quotes), total, wording) if page else lead(answer, wording, len(pages) > 1)
    blocks = [escaped("\n".join(filter(None, (shown.note, scoped(shown.scope, wording), first))))]
    for at, quote in enumerate(quotes):
        mark = "—" if alone else numbered(before + at)
        folded = at > 0 and quote.citation.end - quote.citation.start > _LONG
        blocks.append(quote_block(quote, sources, wording, mark, folded, mixed(answer)))
    rows = quote_rows(quotes, sources, None if alone else before, shown, wording)
    return screen(blocks, quotes, sources, (*rows, *_further(answer, page, len(pages), shown, wording)))


def related(answer: Answer, sources: Sources, shown: Shown, wording: Wording) -> Screen:
    """What is on the same subject where nothing answers, said to be no more than that. Raises BrokenQuote."""
    quotes = answer.nearest
    if not quotes:
        return screen([escaped(wording.not_found)])
    marks = ["—"] if len(quotes) == 1 else [numbered(at) for at in range(len(quotes))]
    blocks = [escaped(wording.nearest)]
    blocks += [quote_block(quote, sources, wording, mark) for quote, mark in zip(quotes, marks, strict=True)]
    rows = quote_rows(quotes, sources, 0 if len(quotes) > 1 else None, shown, wording)
    return screen(blocks, quotes, sources, rows)


def compared(answer: Answer, sources: Sources, shown: Shown, wording: Wording, page: int = 0) -> Screen:
    """One quote an author, by date. Raises BrokenQuote."""
    if not answer.quotes:
        return screen([escaped(wording.compare_nothing)])
    pages = [answer.quotes[at : at + PAGE] for at in range(0, len(answer.quotes), PAGE)]
    page = min(page, len(pages) - 1)
    quotes, before = pages[page], PAGE * page
    count = len(answer.quotes)
    first = wording.compare_one if count == 1 else wording.compared.format(count=count, topic=labelled(answer.question))
    if page:
        first = _paged(before, len(quotes), count, wording)
    blocks = [escaped(first)]
    for at, quote in enumerate(quotes):
        mark = "—" if count == 1 else numbered(before + at)
        blocks.append(quote_block(quote, sources, wording, mark))
    rows = quote_rows(quotes, sources, before if count > 1 else None, shown, wording)
    return screen(blocks, quotes, sources, (*rows, *turning(page, len(pages), wording, Verb.MORE, shown.key)))


def narrowing(answer: Answer, shown: Shown, wording: Wording) -> Rows:
    """What an answer can be narrowed to, as buttons, and the way back."""
    buttons = [
        Button(labelled(_named(choice, wording)), tap(Verb.ONLY, shown.key, choice.kind, digest(choice.value)))
        for choice in choices(answer)
    ]
    # Of two in a row a phone cuts what is longer, and with it how many there are.
    across = 2 if all(len(button.label) <= _SHORT for button in buttons) else 1
    return (*rows_of(buttons, across), (Button(wording.button_return, tap(Verb.MORE, shown.key, 0)),))


def choices(answer: Answer) -> list[Choice]:
    """Authors, sources and years among an answer's quotes where there are several of a kind, the commonest first."""
    found = []
    places = [quote.citation for quote in answer.quotes]
    for kind, values in (
        ("author", [place.author for place in places]),
        ("source", [place.publication or place.file for place in places]),
        ("year", [place.date[:4] if place.date else None for place in places]),
    ):
        counted: dict[str, int] = {}
        for value in filter(None, values):
            counted[value] = counted.get(value, 0) + 1
        if len(counted) > 1:
            common = sorted(counted.items(), key=lambda pair: -pair[1])[:_CHOICES]
            found += [Choice(kind, value, count) for value, count in common]
    return found


def narrowed(choice: Choice) -> Filters:
    """The filter that a choice stands for."""
    if choice.kind == "author":
        return Filters(author=choice.value)
    if choice.kind == "source":
        return Filters(source=choice.value)
    return Filters(since=int(choice.value), until=int(choice.value))


def scoped(scope: Filters, wording: Wording) -> str:
    """What the search was narrowed to, in words; empty where it was not."""
    year = str(scope.since) if scope.since == scope.until else ""
    named = [part for part in (scope.author, scope.source, year and wording.year.format(year=year)) if part]
    only = wording.only.format(names=wording.also_joint.join(named)) if named else ""
    return "\n".join(filter(None, (wording.within if scope.within else "", only)))


def admitted(answer: Answer, scope: Filters) -> Answer:
    """An answer with those of its quotes that are of what it was narrowed to."""
    kept = tuple(quote for quote in answer.quotes if _admits(scope, quote.citation))
    return replace(answer, quotes=kept, found=bool(kept))


def _paged(before: int, shown: int, count: int, wording: Wording) -> str:
    """Which quotes a page shows of how many."""
    form = wording.page_one if shown == 1 else wording.page_of
    return form.format(first=before + 1, last=before + shown, count=count)


def quote_rows(quotes: Sequence[Quote], sources: Sources, first: int | None, shown: Shown, wording: Wording) -> Rows:
    """For every quote what stands around it and how it is cited; `first` numbers them, None where there is one.

    Of words that were looked up those are cited, and not the sentence around them: they may be somebody else's.

    In a group both are opened in private: what one person reads on is no matter of all.
    """

    def row(label: str, verb: Verb, letter: str, ids: Sequence[str]) -> tuple[Button, ...]:
        made = []
        for at, id in enumerate(ids):
            name = label if first is None else label + numbered(first + at)
            if shown.private:
                made.append(Button(name, tap(verb, id)))
            else:
                made.append(Button(name, url=start_link(shown.username, f"{letter}_{id}")))
        return tuple(made)

    if not quotes:
        return ()
    whole = [quote.citation.id for quote in quotes]
    words = [words_id(quote, sources) if quote.match else quote.citation.id for quote in quotes]
    around = row(wording.button_around, Verb.AROUND, "c", whole)
    cite = row(wording.button_cite, Verb.CITE, "q", words)
    return ((*around, *cite),) if len(quotes) == 1 else (around, cite)


def _further(answer: Answer, page: int, pages: int, shown: Shown, wording: Wording) -> Rows:
    """Pages, narrowing, and where nothing was found what is related."""
    rows = list(turning(page, pages, wording, Verb.MORE, shown.key))
    if shown.parent is not None:
        rows.append((Button(wording.button_all, tap(Verb.MORE, shown.parent, 0)),))
    elif answer.mode == "question" and answer.found and choices(answer):
        rows.append((Button(wording.button_narrow, tap(Verb.NARROW, shown.key)),))
    if not answer.found and answer.nearest:
        rows.append((Button(wording.button_related, tap(Verb.RELATED, shown.key)),))
    return tuple(rows)


def _pages(answer: Answer) -> list[tuple[Quote, ...]]:
    """The quotes shown first, then the others a few at a time; one empty page where there is none."""
    first = shown_quotes(answer)
    rest = tuple(_besides(answer.quotes, first))
    return [first, *(rest[at : at + PAGE] for at in range(0, len(rest), PAGE))]


def _admits(scope: Filters, place: Citation) -> bool:
    year = place.date[:4] if place.date else ""
    return (
        scope.author in ("", place.author)
        and scope.source in ("", place.publication or place.file)
        and (scope.since != scope.until or year == str(scope.since))
    )


def _besides(quotes: Iterable[Quote], first: Sequence[Quote]) -> Iterable[Quote]:
    shown = {quote.citation.id for quote in first}
    return (quote for quote in quotes if quote.citation.id not in shown)


def _named(choice: Choice, wording: Wording) -> str:
    value = wording.year.format(year=choice.value) if choice.kind == "year" else shelf_name(choice.value)
    return f"{value} · {choice.count}"
