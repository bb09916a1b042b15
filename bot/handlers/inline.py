"""The bot's name typed in any chat: quotes to choose from."""

import sys

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode

from bot.handlers import showing
from bot.handlers.context import Context, desk, may_ask, wording
from bot.screens.answers import MOST_PAGED
from bot.screens.inline import Offered, offered

# Telegram asks again at every key; the same words are not looked up again so soon (seconds).
_CACHED = 300
_SOON_OVER = 10
_NEWEST = "inline"
# What the button above the results opens in private.
HELP = "help"


async def typed(update: Update, context: Context) -> None:
    """Offer quotes for what somebody typed so far; where there is none, say why above the empty list."""
    query = update.inline_query
    assert query is not None
    words = wording(update, context)
    line = query.query.strip()
    if not may_ask(update, context):
        await _say(update, words.not_allowed.format(user=query.from_user.id))
        return
    if not line:
        await _say(update, words.inline_how)
        return
    at, person = desk(context), query.from_user.id
    newest: dict[int, str] = context.bot_data.setdefault(_NEWEST, {})
    newest[person] = query.id
    # Who types fast stands in the line often, and leaves it at once all but the last time.
    async with at.manners.turn(-person, sys.maxsize):
        if newest.get(person) != query.id:
            # Typed further meanwhile: nobody waits for these results any more.
            return
        answer, sources = await at.librarian.answer(line, most=MOST_PAGED)
    if newest.get(person) == query.id:
        del newest[person]
    if not answer.found:
        await _say(update, words.inline_nothing)
        return
    offset = int(query.offset) if query.offset.isdecimal() else 0
    page, following = offered(answer, sources, context.bot.username, words, offset)
    results = [_result(one) for one in page]
    # An empty text the library would send as an empty list, which Telegram takes for the name of a page.
    await query.answer(results, cache_time=_CACHED, is_personal=True, next_offset=following or None)


async def _say(update: Update, text: str) -> None:
    """A line above an empty list; a tap on it opens the private chat."""
    query = update.inline_query
    assert query is not None
    button = InlineQueryResultsButton(text, start_parameter=HELP)
    await query.answer([], button=button, cache_time=_SOON_OVER, is_personal=True)


def _result(one: Offered) -> InlineQueryResultArticle:
    content = InputTextMessageContent(
        one.text, parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
    )
    return InlineQueryResultArticle(
        one.id, one.title, content, description=one.description, reply_markup=showing.markup(one.rows)
    )
