"""Sending and deleting messages."""

import time

from tests.botapi.errors import bad_request
from tests.botapi.keyboards import parse_markup
from tests.botapi.methods.fields import (
    SENDING,
    chat_to_write,
    check_writable,
    marked_text,
    numbered_message,
    preview,
    protection,
    reply_to,
    thread,
)
from tests.botapi.methods.registry import method
from tests.botapi.params import Parameters
from tests.botapi.records import Json
from tests.botapi.world import World, now

ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
DELETABLE = 48 * 3600


@method("sendMessage", "text", "link_preview_options", "disable_web_page_preview", *SENDING)
def send_message(world: World, params: Parameters) -> Json:
    """Checks in Telegram's order: the text, the buttons, the chat, the topic, the message replied to, leave to write."""
    text, entities = marked_text(params)
    rows = parse_markup(params.get("reply_markup"))
    extra = preview(params) | protection(params)
    chat = chat_to_write(world, params)
    topic, replied = thread(chat, params), reply_to(chat, params)
    check_writable(chat)
    where = {"reply_to": replied, "thread": topic, "rows": rows, "extra": extra}
    return world.post(chat, world.bot, text, entities=entities, source=str(params["text"]), **where).as_json()


@method("sendChatAction", "chat_id", "action", "message_thread_id")
def send_chat_action(world: World, params: Parameters) -> bool:
    action = params.get("action")
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = chat_to_write(world, params)
    thread(chat, params)
    check_writable(chat)
    chat.action = (str(action), time.monotonic())
    world.notify()
    return True


@method("deleteMessage", "chat_id", "message_id")
def delete_message(world: World, params: Parameters) -> bool:
    """Its own messages anywhere, people's in private, and as an administrator."""
    chat = chat_to_write(world, params)
    message = numbered_message(chat, params, "delete")
    if message.sender is not world.bot and not chat.private and chat.status != "administrator":
        raise bad_request("message can't be deleted")
    if now() - message.date > DELETABLE and chat.status != "administrator":
        raise bad_request("message can't be deleted for everyone")
    world.delete(message)
    return True
