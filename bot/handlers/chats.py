"""Chats that the bot comes to, leaves, or finds under another id."""

import logging

from telegram import ChatMember, Update

from bot.handlers.context import Context, desk, may_ask, wording

log = logging.getLogger(__name__)

_INSIDE = (ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER)
_OUTSIDE = (ChatMember.LEFT, ChatMember.BANNED)


async def joined_or_left(update: Update, context: Context) -> None:
    """Say how to ask where the bot was added to a group; forget a group that it was removed from."""
    change = update.my_chat_member
    assert change is not None
    if change.chat.type in (change.chat.PRIVATE, change.chat.CHANNEL):
        return
    before, now = change.old_chat_member.status, change.new_chat_member.status
    if now in _OUTSIDE:
        desk(context).people.forget_chat(change.chat.id)
    elif now in _INSIDE and before in _OUTSIDE:
        words = wording(update, context)
        allowed = may_ask(update, context)
        text = words.joined.format(name=context.bot.username) if allowed else words.group_not_allowed
        await change.chat.send_message(text.format(chat=change.chat.id, name=context.bot.username))


async def moved(update: Update, context: Context) -> None:
    """A group became a supergroup: what belongs to it goes with it."""
    message = update.effective_message
    if message and message.migrate_to_chat_id:
        desk(context).people.move(message.chat_id, message.migrate_to_chat_id)
