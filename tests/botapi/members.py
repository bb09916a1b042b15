"""What the bot and others are in a chat, and how a change of it is told."""

from tests.botapi.records import Chat, Json, User
from tests.botapi.world import World, now

_RIGHTS = (
    "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members "
    "can_promote_members can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories"
).split()
_PERMISSIONS = (
    "can_send_messages can_send_audios can_send_documents can_send_photos can_send_videos can_send_video_notes "
    "can_send_voice_notes can_send_polls can_send_other_messages can_add_web_page_previews can_change_info "
    "can_invite_users can_pin_messages can_manage_topics can_react_to_messages can_edit_tag"
).split()


def member_json(user: User, status: str) -> Json:
    """A ChatMember. An administrator here may delete messages and no more; who is restricted may not write."""
    more: Json = {}
    match status:
        case "kicked":
            more = {"until_date": 0}
        case "administrator":
            more = dict.fromkeys(_RIGHTS, False) | {"can_manage_chat": True, "can_delete_messages": True}
        case "restricted":
            more = dict.fromkeys(_PERMISSIONS, False) | {"is_member": True, "until_date": 0}
    return {"user": user.as_json(), "status": status} | more


def turn(world: World, chat: Chat, by: User, status: str) -> None:
    """The bot is something else in the chat from now on, and is told so; nothing happens if it is that already."""
    with world.changed:
        before, chat.status = chat.status, status
        if before == status:
            return
        world.notify()
        world.tell_bot(
            "my_chat_member",
            {
                "chat": chat.as_json(),
                "from": by.as_json(),
                "date": now(),
                "old_chat_member": member_json(world.bot, before),
                "new_chat_member": member_json(world.bot, status),
            },
        )
