"""What several methods read of their parameters, each with its refusals."""

from typing import Any

from tests.botapi.errors import ApiError, bad_request, forbidden, not_modelled
from tests.botapi.markup import BadMarkup, Entity, parse_html, parse_plain
from tests.botapi.params import Parameters
from tests.botapi.records import Chat, Json, Message
from tests.botapi.world import World

CAPTION_LIMIT = 1024
PREVIEW_OPTIONS = frozenset({"is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text"})
REPLY_OPTIONS = frozenset({"message_id", "chat_id", "allow_sending_without_reply", "quote", "quote_position"})
# What every method that sends knows beside what it sends.
SENDING = (
    "chat_id",
    "message_thread_id",
    "parse_mode",
    "disable_notification",
    "protect_content",
    "reply_parameters",
    "reply_to_message_id",
    "allow_sending_without_reply",
    "reply_markup",
)


def marked_text(params: Parameters, name: str = "text") -> tuple[str, tuple[Entity, ...]]:
    """The text shown and its entities. A caption may be empty and has a limit of its own."""
    text, caption = params.get(name, ""), name == "caption"
    if not isinstance(text, str):
        raise bad_request("message text is empty")
    mode = str(params.get("parse_mode", "")).lower()
    if mode in ("markdown", "markdownv2"):
        raise not_modelled(f"the parse mode {params['parse_mode']}")
    if mode not in ("", "html"):
        raise bad_request("unsupported parse_mode")
    if caption and not text:
        return "", ()
    limit = {"limit": CAPTION_LIMIT} if caption else {}
    try:
        return parse_html(text, **limit) if mode else parse_plain(text, **limit)
    except BadMarkup as refusal:
        reason = refusal.description
        too_long = caption and reason == "message is too long"
        raise bad_request("message caption is too long" if too_long else reason) from None


def preview(params: Parameters) -> Json:
    options = params.get("link_preview_options")
    if options is None:
        return {"link_preview_options": {"is_disabled": True}} if params.get("disable_web_page_preview") else {}
    if not isinstance(options, dict) or not options.keys() <= PREVIEW_OPTIONS:
        raise bad_request("can't parse link preview options JSON object")
    return {"link_preview_options": options}


def protection(params: Parameters) -> Json:
    return {"has_protected_content": True} if params.get("protect_content") else {}


def known_chat(world: World, id: Any) -> Chat:
    """A chat the bot knows and is in."""
    if id == "":
        raise bad_request("chat_id is empty")
    chat = world.chats.get(id) if isinstance(id, int) else None
    if chat is None or not chat.met:
        raise bad_request("chat not found")
    if not chat.private and chat.status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    if not chat.private and chat.status == "left":
        raise forbidden(f"bot is not a member of the {chat.type} chat")
    return chat


def chat_to_write(world: World, params: Parameters) -> Chat:
    """The chat `chat_id` names. A basic group that became a supergroup says where it went."""
    chat = known_chat(world, params.get("chat_id", ""))
    if chat.migrated_to is not None:
        where = {"migrate_to_chat_id": chat.migrated_to}
        raise ApiError(400, "Bad Request: group chat was upgraded to a supergroup chat", where)
    return chat


def check_writable(chat: Chat) -> None:
    if chat.deactivated:
        raise forbidden("user is deactivated")
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    if chat.status == "restricted":
        raise bad_request("not enough rights to send text messages to the chat")


def thread(chat: Chat, params: Parameters) -> int | None:
    """The topic to write to. Without topics a thread is begun by the message of its number."""
    wanted = params.get("message_thread_id")
    if wanted is None:
        return None
    exists = wanted in (chat.topics if chat.forum else chat.messages)
    if chat.type != "supergroup" or not exists:
        raise bad_request("message thread not found")
    return int(wanted)


def reply_to(chat: Chat, params: Parameters) -> Message | None:
    """The message replied to; it stands in the topic that is written to, if one is named."""
    reply = params.get("reply_parameters")
    if reply is None:
        number, lenient = params.get("reply_to_message_id"), params.get("allow_sending_without_reply")
        reply = {"message_id": number, "allow_sending_without_reply": lenient}
        if not number:
            return None
    if not isinstance(reply, dict):
        raise bad_request("can't parse reply parameters JSON object")
    if not reply.keys() <= REPLY_OPTIONS or reply.get("chat_id", chat.id) != chat.id:
        raise not_modelled(f"{reply} as reply_parameters")
    message = chat.messages.get(reply.get("message_id", 0))
    elsewhere = message and chat.forum and params.get("message_thread_id") not in (None, message.thread)
    if message is None or elsewhere:
        if reply.get("allow_sending_without_reply"):
            return None
        raise bad_request("message to be replied not found")
    if reply.get("quote", "") not in message.text:
        raise bad_request("QUOTE_TEXT_INVALID")
    return message


def numbered_message(chat: Chat, params: Parameters, purpose: str) -> Message:
    """The message `message_id` names; `purpose` is "edit" or "delete"."""
    number = params.get("message_id")
    if not isinstance(number, int) or number <= 0:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(number)
    if message is None:
        raise bad_request(f"message to {purpose} not found")
    return message
