"""The collection leafed through: documents, authors, and the articles of one of either."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.keyboards import Button, Rows, Verb, digest, labelled, rows_of, tap, turning
from bot.rendering import dated, titled
from bot.screens.reading import RUNS, Stretch
from bot.screens.screen import Screen, bounded, escaped, screen
from bot.wording.wording import Wording
from retrieval.answering.browsing import Entry

_Item = TypeVar("_Item")

PAGE = 8
_AUTHORS_PAGE = 16
_MOST_LINES = 6


def documents(entries: Sequence[Entry], wording: Wording, page: int = 0) -> Screen:
    """Every document with the number of its articles, a page at a time."""
    if not entries:
        return screen([escaped(wording.empty_collection)])
    held = Counter((entry.file, entry.document) for entry in entries)
    names = sorted(held)
    shown, page, pages = _page(names, page, PAGE)
    buttons = [
        Button(labelled(wording.counted.format(name=file, count=held[file, document])), tap(Verb.DOCUMENT, document, 0))
        for file, document in shown
    ]
    head = wording.documents.format(documents=len(names), articles=len(entries))
    return screen([escaped(head)], rows=(*rows_of(buttons, 1), *turning(page, pages, wording, Verb.SHELF)))


def articles(entries: Sequence[Entry], document: str, wording: Wording, page: int = 0) -> Screen | None:
    """The articles of a document; None where it is not here."""
    own = [entry for entry in entries if entry.document == document]
    if not own:
        return None
    first = own[0]
    printed = titled(first.publication, wording) if first.publication else ""
    issue = wording.issue.format(issue=first.issue) if first.publication and first.issue else ""
    head = _head([first.file, printed + issue], wording.articles_of.format(count=len(own)))
    rows = _listed(own, page, wording, lambda entry: entry.author, (Verb.DOCUMENT, document))
    return screen([escaped(head)], rows=(*rows, (Button(wording.button_return, tap(Verb.SHELF, 0)),)))


def authors(entries: Sequence[Entry], wording: Wording, page: int = 0) -> Screen:
    """Everybody who signed an article, those with most of them first."""
    signed = Counter(entry.author for entry in entries if entry.author)
    if not signed:
        return screen([escaped(wording.no_authors if entries else wording.empty_collection)])
    names = [name for name, _ in signed.most_common()]
    shown, page, pages = _page(names, page, _AUTHORS_PAGE)
    buttons = [
        Button(
            labelled(wording.counted.format(name=name, count=signed[name]) if signed[name] > 1 else name),
            tap(Verb.AUTHOR, digest(name), 0),
        )
        for name in shown
    ]
    head = wording.authors.format(count=len(names))
    return screen([escaped(head)], rows=(*rows_of(buttons, 2), *turning(page, pages, wording, Verb.AUTHORS)))


def works(entries: Sequence[Entry], author: str, wording: Wording, page: int = 0) -> Screen | None:
    """The articles of an author, named by the digest of the name; None where nobody has it."""
    own = [entry for entry in entries if entry.author and digest(entry.author) == author]
    if not own:
        return None
    positions = dict.fromkeys(entry.position for entry in own if entry.position)
    head = _head([own[0].author or "", *positions], wording.articles_of.format(count=len(own)))
    rows = _listed(own, page, wording, lambda entry: entry.date and dated(entry.date, wording), (Verb.AUTHOR, author))
    return screen([escaped(head)], rows=(*rows, (Button(wording.button_return, tap(Verb.AUTHORS, 0)),)))


def _head(names: Sequence[str], count: str) -> str:
    """Lines of names and titles, none endless and not too many, and how much of them there is."""
    return "\n".join([*map(bounded, filter(None, names[:_MOST_LINES])), count])


def _listed(
    own: Sequence[Entry],
    page: int,
    wording: Wording,
    besides: Callable[[Entry], str | None],
    where: tuple[Verb, str],
) -> Rows:
    """A button an article, with what tells it from the others, and the pages; `where` is the list's own button."""
    shown, page, pages = _page(own, page, PAGE)
    buttons = [
        Button(
            labelled(" · ".join(filter(None, (entry.title or wording.untitled, besides(entry))))),
            Stretch(entry.document, entry.number, 0, RUNS - 1).data(),
        )
        for entry in shown
    ]
    return (*rows_of(buttons, 1), *turning(page, pages, wording, *where))


def _page(items: Sequence[_Item], page: int, size: int) -> tuple[Sequence[_Item], int, int]:
    """The items of a page, the page within bounds, how many there are."""
    pages = max(1, -(-len(items) // size))
    page = max(0, min(page, pages - 1))
    return items[page * size : (page + 1) * size], page, pages
