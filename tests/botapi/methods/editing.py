"""Changing what stands: the text and the buttons of the bot's own messages, and of those sent by inline mode."""

from typing import Any

from tests.botapi.errors import bad_request
from tests.botapi.keyboards import parse_markup
from tests.botapi.methods.fields import chat_to_write, marked_text, numbered_message, preview
from tests.botapi.methods.registry import method
from tests.botapi.params import Parameters
from tests.botapi.records import Message
from tests.botapi.world import World

_WHICH = ("chat_id", "message_id", "inline_message_id", "reply_markup")
_SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


@method("editMessageText", "text", "parse_mode", "link_preview_options", "disable_web_page_preview", *_WHICH)
def edit_message_text(world: World, params: Parameters) -> Any:
    """Without reply_markup the buttons go."""
    text, entities = marked_text(params)
    rows = parse_markup(params.get("reply_markup"), inline_only=True)
    shown = preview(params)
    message = _message(world, params)
    if message.is_media:
        raise bad_request("there is no text in the message to edit")
    before = {key: value for key, value in message.extra.items() if key == "link_preview_options"}
    if (text, entities, rows, shown) == (message.text, message.entities, message.rows, before):
        raise bad_request(_SAME)
    message.extra = {key: value for key, value in message.extra.items() if key not in before} | shown
    world.change(message, text, entities, str(params["text"]), rows)
    return _edited(message, params)


@method("editMessageReplyMarkup", *_WHICH)
def edit_message_reply_markup(world: World, params: Parameters) -> Any:
    rows = parse_markup(params.get("reply_markup"), inline_only=True)
    message = _message(world, params)
    if rows == message.rows:
        raise bad_request(_SAME)
    world.change(message, message.text, message.entities, message.source, rows)
    return _edited(message, params)


def _message(world: World, params: Parameters) -> Message:
    if inline_id := params.get("inline_message_id"):
        sent = world.inline_messages.get(str(inline_id))
        if sent is None or not sent.stands:
            raise bad_request("MESSAGE_ID_INVALID")
        return sent
    message = numbered_message(chat_to_write(world, params), params, "edit")
    if message.sender is not world.bot:
        raise bad_request("message can't be edited")
    return message


def _edited(message: Message, params: Parameters) -> Any:
    return True if params.get("inline_message_id") else message.as_json()
