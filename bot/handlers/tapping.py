"""A tap on a button: what it asks for is shown in place, or under the message that the button stands below."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from telegram import CallbackQuery, Message, Update, User

from bot.handlers import leafing, settling, showing
from bot.handlers.context import Context, asker, desk, is_private, may_ask, wording
from bot.handlers.leafing import Gone
from bot.keyboards import Verb, digest, untap
from bot.people import Asked
from bot.screens.answers import MOST_PAGED, Shown, admitted, answered, choices, compared, narrowed, narrowing, related
from bot.screens.screen import Screen
from bot.wording.wording import Wording


@dataclass(frozen=True, slots=True)
class _Tap:
    """A tap: the message that has the button, who tapped it, what stands behind the button's verb."""

    message: Message
    person: User
    arguments: tuple[str, ...]
    words: Wording
    context: Context


async def tapped(update: Update, context: Context) -> None:
    """Do what a button says and tell Telegram so; a stale one is told kindly."""
    query = update.callback_query
    assert query is not None
    words = wording(update, context)
    if not may_ask(update, context):
        await query.answer(words.not_allowed.format(user=query.from_user.id), show_alert=True)
        return
    manners, person = desk(context).manners, asker(update)
    if too_fast := manners.pace(person):
        await query.answer(words.too_fast.format(seconds=too_fast.seconds))
        return
    async with manners.turn(person) as mine:
        if not mine:
            await query.answer(words.busy)
            return
        try:
            await _show(query, words, context)
        except Gone:
            await query.answer(words.stale, show_alert=True)
        else:
            await query.answer()


async def _show(query: CallbackQuery, words: Wording, context: Context) -> None:
    """Show what a button asks for. Raises Gone."""
    try:
        verb, arguments = untap(query.data or "")
    except ValueError:
        raise Gone from None
    if not isinstance(query.message, Message):
        # So old that Telegram does not show it to bots any more.
        raise Gone
    screen = await _SCREENS[verb](_Tap(query.message, query.from_user, arguments, words, context))
    if verb in _BELOW:
        await leafing.show(screen, query.message, context, quoting=True)
        return
    await showing.edit(query.message, screen)
    if verb is Verb.READ:
        leafing.note(screen, query.message, context)


async def _around(tap: _Tap) -> Screen:
    (id,) = tap.arguments
    return await leafing.around(id, tap.words, tap.context)


async def _read(tap: _Tap) -> Screen:
    return await leafing.read(tap.arguments, tap.words, tap.context)


async def _cite(tap: _Tap) -> Screen:
    (id,) = tap.arguments
    return await leafing.cite(id, tap.words, tap.context)


async def _formats(tap: _Tap) -> Screen:
    (id,) = tap.arguments
    return await leafing.formats(id, tap.words, tap.context)


async def _more(tap: _Tap) -> Screen:
    key, page = tap.arguments
    return await _page(_recalled(key, tap), int(page), tap)


async def _page(asked: Asked, page: int, tap: _Tap) -> Screen:
    """A page of what was asked."""
    librarian, place = desk(tap.context).librarian, _place(asked, tap)
    if asked.kind == "compare":
        return compared(*await librarian.compare(asked.line), place, tap.words, page)
    if asked.kind == "check":
        return answered(*await librarian.check(asked.line), place, tap.words, page)
    answer, sources = await librarian.answer(asked.line, asked.scope, MOST_PAGED)
    if asked.parent is not None and not answer.found:
        # Looked at alone, what was found with the others may not be enough for an answer.
        answer, sources = await librarian.answer(asked.line, most=MOST_PAGED)
        answer = admitted(answer, asked.scope)
    return answered(answer, sources, place, tap.words, page)


async def _narrow(tap: _Tap) -> Screen:
    (key,) = tap.arguments
    asked = _recalled(key, tap)
    answer, sources = await desk(tap.context).librarian.answer(asked.line, asked.scope, MOST_PAGED)
    place = _place(asked, tap)
    return replace(answered(answer, sources, place, tap.words), rows=narrowing(answer, place, tap.words))


async def _only(tap: _Tap) -> Screen:
    key, kind, value = tap.arguments
    asked, people = _recalled(key, tap), desk(tap.context).people
    answer, _ = await desk(tap.context).librarian.answer(asked.line, asked.scope, MOST_PAGED)
    chosen = [one for one in choices(answer) if one.kind == kind and digest(one.value) == value]
    if not chosen:
        raise Gone
    made = replace(asked, scope=asked.scope.narrowed(narrowed(chosen[0])), parent=asked.key)
    return await _page(replace(made, key=people.keep(made)), 0, tap)


async def _related(tap: _Tap) -> Screen:
    (key,) = tap.arguments
    asked = _recalled(key, tap)
    librarian = desk(tap.context).librarian
    answer, sources = await (
        librarian.check(asked.line) if asked.kind == "check" else librarian.answer(asked.line, asked.scope)
    )
    return related(answer, sources, _place(asked, tap), tap.words)


async def _shelf(tap: _Tap) -> Screen:
    (page,) = tap.arguments
    return await leafing.documents(tap.words, tap.context, int(page))


async def _document(tap: _Tap) -> Screen:
    document, page = tap.arguments
    return await leafing.articles(document, int(page), tap.words, tap.context)


async def _authors(tap: _Tap) -> Screen:
    (page,) = tap.arguments
    return await leafing.authors(tap.words, tap.context, int(page))


async def _author(tap: _Tap) -> Screen:
    author, page = tap.arguments
    return await leafing.works(author, int(page), tap.words, tap.context)


async def _language(tap: _Tap) -> Screen:
    (language,) = tap.arguments
    return await settling.take_language(language, tap.person, tap.message, tap.context)


async def _forget(tap: _Tap) -> Screen:
    (answer,) = tap.arguments
    return await settling.forget(answer, tap.person.id, tap.message, tap.words, tap.context)


# What stays where it is, with the screen below it: somebody may want to come back to it.
_BELOW = frozenset({Verb.AROUND, Verb.CITE})
_SCREENS: Mapping[Verb, Callable[[_Tap], Awaitable[Screen]]] = {
    Verb.AROUND: _around,
    Verb.READ: _read,
    Verb.CITE: _cite,
    Verb.CITATION: _cite,
    Verb.FORMATS: _formats,
    Verb.MORE: _more,
    Verb.NARROW: _narrow,
    Verb.ONLY: _only,
    Verb.RELATED: _related,
    Verb.SHELF: _shelf,
    Verb.DOCUMENT: _document,
    Verb.AUTHORS: _authors,
    Verb.AUTHOR: _author,
    Verb.LANGUAGE: _language,
    Verb.FORGET: _forget,
}


def _recalled(key: str, tap: _Tap) -> Asked:
    """What was asked under a key, in the chat of the message. Raises Gone."""
    asked = desk(tap.context).people.recall(int(key), tap.message.chat_id)
    if asked is None:
        raise Gone
    return asked


def _place(asked: Asked, tap: _Tap) -> Shown:
    return Shown(asked.key, tap.context.bot.username, is_private(tap.message), asked.scope, asked.parent)
