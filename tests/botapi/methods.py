"""The Bot API methods, one function each; what a method does not model it refuses aloud.

Descriptions marked "unverified" are ours: the code is Telegram's, the words may differ.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.botapi.errors import bad_request, forbidden, method_not_found, not_modelled
from tests.botapi.markup import BadMarkup, Entity, parse_html, parse_plain
from tests.botapi.params import Parameters
from tests.botapi.records import Chat, Json, Message
from tests.botapi.world import World

COMMAND_LIMIT = 100
DESCRIPTION_LIMIT = 256
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
SCOPES = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
PREVIEW_OPTIONS = frozenset({"is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text"})
REPLY_OPTIONS = frozenset({"message_id", "chat_id", "allow_sending_without_reply", "quote", "quote_position"})
PROFILE = {"name": 64, "description": 512, "short_description": 120}

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}")

Action = Callable[[World, Parameters], Any]


@dataclass(frozen=True)
class Method:
    """A method under its proper name, and the parameters it knows."""

    name: str
    accepts: frozenset[str]
    action: Action

    def __call__(self, world: World, params: Parameters) -> Any:
        for name in params:
            if name not in self.accepts:
                raise not_modelled(f'the parameter "{name}" of {self.name}')
        with world.changed:
            return self.action(world, params)


_METHODS: dict[str, Method] = {}


def method(name: str, *accepts: str) -> Callable[[Action], Action]:
    def register(action: Action) -> Action:
        _METHODS[name.lower()] = Method(name, frozenset(accepts), action)
        return action

    return register


def find(name: str) -> Method:
    """Telegram does not mind the case of a method's name."""
    try:
        return _METHODS[name.lower()]
    except KeyError:
        raise method_not_found() from None


# The bot itself


@method("getMe")
def get_me(world: World, params: Parameters) -> Json:
    return world.bot.as_json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@method("setMyCommands", "commands", "scope", "language_code")
def set_my_commands(world: World, params: Parameters) -> bool:
    commands = params.get("commands")
    if not isinstance(commands, list):
        raise bad_request("can't parse commands JSON object")
    if len(commands) > COMMAND_LIMIT:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    world.commands[_scope(params), _language(params)] = [_command(one) for one in commands]
    return True


@method("getMyCommands", "scope", "language_code")
def get_my_commands(world: World, params: Parameters) -> list[Json]:
    return world.commands.get((_scope(params), _language(params)), [])


@method("deleteMyCommands", "scope", "language_code")
def delete_my_commands(world: World, params: Parameters) -> bool:
    world.commands.pop((_scope(params), _language(params)), None)
    return True


def _command(given: Any) -> Json:
    if not isinstance(given, dict) or not all(isinstance(given.get(key), str) for key in ("command", "description")):
        raise bad_request("can't parse BotCommand JSON object")
    if not _COMMAND.fullmatch(given["command"]):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(given["description"].strip()) <= DESCRIPTION_LIMIT:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": given["command"], "description": given["description"].strip()}


def _scope(params: Parameters) -> str:
    scope = params.get("scope") or {"type": "default"}
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind in ("chat", "chat_administrators", "chat_member"):
        raise not_modelled(f'the scope "{kind}"')
    if kind not in SCOPES:
        raise bad_request("unsupported type of BotCommandScope")  # unverified
    return str(kind)


def _language(params: Parameters) -> str:
    """Two letters, so one list of commands for all Chinese."""
    language = str(params.get("language_code", ""))
    if language and not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


def _set_profile(field: str, limit: int) -> Action:
    def action(world: World, params: Parameters) -> bool:
        value = str(params.get(field, ""))
        if len(value) > limit:
            raise bad_request(f"{field.replace('_', ' ')} is too long")  # unverified
        world.profile[field, _language(params)] = value
        return True

    return action


def _get_profile(field: str) -> Action:
    """A language of its own first, then the text for every language."""

    def action(world: World, params: Parameters) -> Json:
        common = world.profile.get((field, ""), world.bot.first_name if field == "name" else "")
        return {field: world.profile.get((field, _language(params))) or common}

    return action


for _field, _limit in PROFILE.items():
    _title = _field.title().replace("_", "")
    method(f"setMy{_title}", _field, "language_code")(_set_profile(_field, _limit))
    method(f"getMy{_title}", "language_code")(_get_profile(_field))


# Updates; getUpdates waits and therefore lives in `polling`


@method("deleteWebhook", "drop_pending_updates")
def delete_webhook(world: World, params: Parameters) -> bool:
    if params.get("drop_pending_updates"):
        world.drop_updates()
    return True


@method("getWebhookInfo")
def get_webhook_info(world: World, params: Parameters) -> Json:
    return {"url": "", "has_custom_certificate": False, "pending_update_count": world.pending}


# Messages


@method(
    "sendMessage",
    "chat_id",
    "text",
    "parse_mode",
    "link_preview_options",
    "disable_web_page_preview",
    "disable_notification",
    "protect_content",
    "reply_parameters",
    "reply_to_message_id",
    "allow_sending_without_reply",
)
def send_message(world: World, params: Parameters) -> Json:
    """Checks in Telegram's order: the text, the chat, the message replied to, leave to write."""
    text, entities = _text(params)
    extra = _preview(params) | ({"has_protected_content": True} if params.get("protect_content") else {})
    chat = _chat(world, params)
    reply_to = _reply_to(chat, params)
    _check_writable(chat)
    source = str(params["text"])
    return world.post(chat, world.bot, text, entities=entities, source=source, reply_to=reply_to, extra=extra).as_json()


@method("sendChatAction", "chat_id", "action")
def send_chat_action(world: World, params: Parameters) -> bool:
    if params.get("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    _check_writable(_chat(world, params))
    return True


def _text(params: Parameters) -> tuple[str, tuple[Entity, ...]]:
    text = params.get("text", "")
    if not isinstance(text, str):
        raise bad_request("message text is empty")
    mode = str(params.get("parse_mode", "")).lower()
    if mode in ("markdown", "markdownv2"):
        raise not_modelled(f"the parse mode {params['parse_mode']}")
    if mode not in ("", "html"):
        raise bad_request("unsupported parse_mode")
    try:
        return parse_html(text) if mode else parse_plain(text)
    except BadMarkup as refusal:
        raise bad_request(refusal.description) from None


def _preview(params: Parameters) -> Json:
    options = params.get("link_preview_options")
    if options is None:
        return {"link_preview_options": {"is_disabled": True}} if params.get("disable_web_page_preview") else {}
    if not isinstance(options, dict) or not options.keys() <= PREVIEW_OPTIONS:
        raise bad_request("can't parse link preview options JSON object")
    return {"link_preview_options": options}


def _chat(world: World, params: Parameters) -> Chat:
    id = params.get("chat_id", "")
    if id == "":
        raise bad_request("chat_id is empty")
    chat = world.chats.get(id) if isinstance(id, int) else None
    if chat is None or not chat.met:
        raise bad_request("chat not found")
    return chat


def _check_writable(chat: Chat) -> None:
    if chat.blocked:
        raise forbidden("bot was blocked by the user")


def _reply_to(chat: Chat, params: Parameters) -> Message | None:
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
    if message is None:
        if reply.get("allow_sending_without_reply"):
            return None
        raise bad_request("message to be replied not found")
    if reply.get("quote", "") not in message.text:
        raise bad_request("QUOTE_TEXT_INVALID")
    return message
