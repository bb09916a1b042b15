"""What can be leafed through: around a quote, how it is cited, documents, authors, articles; and their commands."""

import re

from telegram import Message, Update

from bot.handlers import showing
from bot.handlers.context import Context, admitted, desk, is_private, wording
from bot.screens import citing, reading, shelves
from bot.screens.reading import Stretch
from bot.screens.screen import Screen
from bot.wording.wording import Wording
from retrieval.answering.resolving import Resolved, Status

# So many runs stand on either side of a quote at first.
_AROUND = 1


class Gone(Exception):
    """What a button or a link was about is no longer here."""


async def show(screen: Screen, to: Message, context: Context, quoting: bool | None = None) -> None:
    """Send a screen of one article under a message; a reply to it asks within that article."""
    for sent in await showing.send(to, screen, quoting):
        note(screen, sent, context)


def note(screen: Screen, message: Message, context: Context) -> None:
    """Remember which article a message shows, if it is of one."""
    if screen.quotes:
        desk(context).people.quote(message.chat_id, message.message_id, screen.quotes[0].citation.id)


async def around(id: str, words: Wording, context: Context) -> Screen:
    """What stands around the words of an id, where they stand now. Raises BrokenQuote, CollectionError."""
    found = await desk(context).librarian.around(id, _AROUND)
    if found.window is None:
        return citing.unknown(found.resolved, words)
    asked = _stretch(found.window.entry.document, found.window.entry.number, found.words)
    return reading.reading(found.window, asked, words, _moved(found.resolved, words))


async def read(arguments: tuple[str, ...], words: Wording, context: Context) -> Screen:
    """A stretch of an article. Raises Gone, BrokenQuote, CollectionError."""
    asked = reading.stretch(arguments)
    found = await desk(context).librarian.window(asked.document, asked.number, asked.first, asked.last, asked.words)
    if found is None:
        raise Gone
    return reading.reading(found, asked, words)


async def cite(id: str, words: Wording, context: Context) -> Screen:
    """A quote with its citation in the formats for people. Raises BrokenQuote, CollectionError."""
    return citing.citation(await desk(context).librarian.resolve(id), words)


async def formats(id: str, words: Wording, context: Context) -> Screen:
    """A quote with its citation in the formats for programs. Raises BrokenQuote, CollectionError."""
    return citing.citation(await desk(context).librarian.resolve(id), words, citing.FOR_PROGRAMS)


async def documents(words: Wording, context: Context, page: int = 0) -> Screen:
    """The documents. Raises CollectionError."""
    return shelves.documents(await desk(context).librarian.entries(), words, page)


async def articles(document: str, page: int, words: Wording, context: Context) -> Screen:
    """The articles of a document. Raises Gone, CollectionError."""
    found = shelves.articles(await desk(context).librarian.entries(), document, words, page)
    if found is None:
        raise Gone
    return found


async def authors(words: Wording, context: Context, page: int = 0) -> Screen:
    """The authors. Raises CollectionError."""
    return shelves.authors(await desk(context).librarian.entries(), words, page)


async def works(author: str, page: int, words: Wording, context: Context) -> Screen:
    """The articles of an author. Raises Gone, CollectionError."""
    found = shelves.works(await desk(context).librarian.entries(), author, words, page)
    if found is None:
        raise Gone
    return found


async def show_sources(update: Update, context: Context) -> None:
    """/sources"""
    if message := await admitted(update, context):
        await showing.send(message, await documents(wording(update, context), context))


async def show_authors(update: Update, context: Context) -> None:
    """/authors"""
    if message := await admitted(update, context):
        await showing.send(message, await authors(wording(update, context), context))


async def show_citation(update: Update, context: Context) -> None:
    """/cite with the id behind it."""
    message = await admitted(update, context)
    if message is None:
        return
    words = wording(update, context)
    id = re.sub(r"^/\S+\s*", "", message.text or "").strip()
    if id:
        await show(await cite(id, words, context), message, context)
    else:
        await message.reply_text(words.how["cite"], do_quote=not is_private(message))


def _stretch(document: str, number: int, words: tuple[int, int] | None) -> Stretch:
    return Stretch(document, number, 0, 0, words=words)


def _moved(resolved: Resolved, words: Wording) -> str:
    """That the document was replaced since the id was given; empty where it was not."""
    if resolved.status is Status.CURRENT or resolved.moved is None:
        return ""
    return words.moved_same if resolved.status is Status.REPLACED_SAME else words.moved_altered
