"""The bot itself: who it is, its commands, its name and descriptions."""

import re
from typing import Any

from tests.botapi.errors import bad_request
from tests.botapi.methods.fields import known_chat
from tests.botapi.methods.registry import Action, method
from tests.botapi.params import Parameters
from tests.botapi.records import Json
from tests.botapi.world import World

COMMAND_LIMIT = 100
DESCRIPTION_LIMIT = 256
SCOPES = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
CHAT_SCOPES = frozenset({"chat", "chat_administrators", "chat_member"})
PROFILE = {"name": 64, "description": 512, "short_description": 120}

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}")


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
    world.commands[_scope(world, params), _language(params)] = [_command(one) for one in commands]
    return True


@method("getMyCommands", "scope", "language_code")
def get_my_commands(world: World, params: Parameters) -> list[Json]:
    return world.commands.get((_scope(world, params), _language(params)), [])


@method("deleteMyCommands", "scope", "language_code")
def delete_my_commands(world: World, params: Parameters) -> bool:
    world.commands.pop((_scope(world, params), _language(params)), None)
    return True


def _command(given: Any) -> Json:
    if not isinstance(given, dict) or not all(isinstance(given.get(key), str) for key in ("command", "description")):
        raise bad_request("can't parse BotCommand JSON object")
    if not _COMMAND.fullmatch(given["command"]):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(given["description"].strip()) <= DESCRIPTION_LIMIT:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": given["command"], "description": given["description"].strip()}


def _scope(world: World, params: Parameters) -> str:
    """The scope as one word: a chat's own is "chat:<id>"."""
    scope = params.get("scope") or {"type": "default"}
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind in SCOPES:
        return str(kind)
    if kind not in CHAT_SCOPES:
        raise bad_request("unsupported type of BotCommandScope")  # unverified
    chat = known_chat(world, scope.get("chat_id", ""))
    if kind == "chat":
        return f"chat:{chat.id}"
    if chat.private:
        raise bad_request("can't change commands for the specified chat")  # unverified
    if kind == "chat_administrators":
        return f"{kind}:{chat.id}"
    user = scope.get("user_id")
    if user not in chat.members:
        raise bad_request("user not found")
    return f"{kind}:{chat.id}:{user}"


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


def commands_shown(world: World, chat: int, person: int, language: str) -> list[tuple[str, str]]:
    """The command menu a person sees in a chat: the narrowest scope that has one, its own language first."""
    admin = person in world.chats[chat].admins
    if world.chats[chat].private:
        scopes = [f"chat:{chat}", "all_private_chats"]
    else:
        own = [f"chat_member:{chat}:{person}", *([f"chat_administrators:{chat}"] if admin else []), f"chat:{chat}"]
        scopes = [*own, *(["all_chat_administrators"] if admin else []), "all_group_chats"]
    for scope in [*scopes, "default"]:
        for code in (language, ""):
            if found := world.commands.get((scope, code)):
                return [(one["command"], one["description"]) for one in found]
    return []
