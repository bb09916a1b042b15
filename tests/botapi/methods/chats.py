"""Chats and their members."""

from tests.botapi.errors import bad_request
from tests.botapi.members import member_json, turn
from tests.botapi.methods.fields import chat_to_write, known_chat
from tests.botapi.methods.registry import method
from tests.botapi.params import Parameters
from tests.botapi.records import Json
from tests.botapi.world import World

_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


@method("getChat", "chat_id")
def get_chat(world: World, params: Parameters) -> Json:
    chat = known_chat(world, params.get("chat_id", ""))
    full = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": dict.fromkeys(_GIFTS, False)}
    return chat.as_json() | full


@method("getChatMember", "chat_id", "user_id")
def get_chat_member(world: World, params: Parameters) -> Json:
    chat, user_id = known_chat(world, params.get("chat_id", "")), params.get("user_id")
    if not isinstance(user_id, int):
        raise bad_request("invalid user_id specified")
    if user_id == world.bot.id:
        return member_json(world.bot, chat.status)
    known = world.chats.get(user_id)
    if known is None or known.person is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    if user_id in chat.admins:
        return member_json(known.person, "administrator")
    inside = user_id in chat.members or user_id == chat.id
    return member_json(known.person, "member" if inside else "left")


@method("leaveChat", "chat_id")
def leave_chat(world: World, params: Parameters) -> bool:
    chat = chat_to_write(world, params)
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    turn(world, chat, world.bot, "left")
    return True
