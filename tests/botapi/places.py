"""Chats as their members see them, and what happens to groups."""

import time
from dataclasses import dataclass

from tests.botapi.hearing import service
from tests.botapi.members import turn
from tests.botapi.records import Chat, User
from tests.botapi.shown import Shown, snapshot
from tests.botapi.world import World

# Telegram shows an action for five seconds, or until the bot's next message.
ACTION_SECONDS = 5.0
OWNER = User(1_000_001, "Owner")


class Place:
    """A chat as its members see it."""

    def __init__(self, world: World, chat: Chat) -> None:
        self._world = world
        self._chat = chat

    @property
    def id(self) -> int:
        return self._chat.id

    @property
    def title(self) -> str:
        return self._chat.title or (self._chat.person.first_name if self._chat.person else "")

    @property
    def screen(self) -> list[Shown]:
        """All messages that stand in the chat, people's and the bot's."""
        with self._world.changed:
            return [snapshot(self._world, message) for message in self._chat.messages.values()]

    @property
    def doing(self) -> str:
        """The action the bot shows at this moment, or nothing."""
        with self._world.changed:
            action, at = self._chat.action
            return action if time.monotonic() - at < ACTION_SECONDS else ""

    def shown(self, message_id: int) -> Shown | None:
        """A message as it stands now."""
        with self._world.changed:
            message = self._chat.messages.get(message_id)
            return snapshot(self._world, message) if message else None

    def answers(self, after: int = 0) -> list[Shown]:
        """What the bot has said since the given message."""
        with self._world.changed:
            said = [one for one in self._chat.messages.values() if one.sender.is_bot and one.message_id > after]
            return [snapshot(self._world, message) for message in said]


@dataclass(frozen=True)
class Topic:
    """A topic of a forum; `thread` is its message_thread_id."""

    name: str
    thread: int


class Group(Place):
    """A group; unless told otherwise a supergroup the bot is a member of."""

    @property
    def topics(self) -> dict[int, str]:
        with self._world.changed:
            return dict(self._chat.topics)

    def topic(self, name: str) -> Topic:
        """Opens a topic in a forum."""
        if not self._chat.forum:
            raise ValueError("only a forum has topics")
        with self._world.changed:
            icon = {"name": name, "icon_color": 0x6FB9F0}
            opened = self._world.post(
                self._chat, OWNER, "", entities=(), source="", extra={"forum_topic_created": icon}
            )
            opened.thread = opened.message_id
            self._chat.topics[opened.message_id] = name
            self._world.tell_bot("message", opened.as_json())
            return Topic(name, opened.message_id)

    def adds_bot(self, by: Place) -> None:
        self._turns(by, "member")
        service(self._world, self._chat, _user(by), new_chat_members=[self._world.bot.as_json()])

    def removes_bot(self, by: Place) -> None:
        self._turns(by, "kicked")

    def restricts_bot(self, by: Place) -> None:
        """The bot stays and may not write."""
        self._turns(by, "restricted")

    def frees_bot(self, by: Place) -> None:
        self._turns(by, "member")

    def promotes_bot(self, by: Place) -> None:
        """The bot may delete messages, and hears everything."""
        self._turns(by, "administrator")

    def promotes(self, person: Place) -> None:
        """The person is an administrator from now on."""
        with self._world.changed:
            self._chat.members[person.id] = _user(person)
            self._chat.admins.add(person.id)

    def joined(self, person: Place) -> None:
        user = _user(person)
        with self._world.changed:
            self._chat.members[user.id] = user
            service(self._world, self._chat, user, new_chat_members=[user.as_json()])

    def left(self, person: Place) -> None:
        user = _user(person)
        with self._world.changed:
            self._chat.members.pop(user.id, None)
            self._chat.admins.discard(user.id)
            service(self._world, self._chat, user, left_chat_member=user.as_json())

    def migrates(self, by: Place, new_id: int) -> "Group":
        """A basic group becomes a supergroup of another id; both sides say so."""
        if not self._chat.basic:
            raise ValueError("only a basic group becomes a supergroup")
        with self._world.changed:
            old, user = self._chat, _user(by)
            new = self._world.add_group(new_id, old.title or "", status=old.status)
            new.members, new.admins = dict(old.members), set(old.admins)
            service(self._world, old, user, migrate_to_chat_id=new.id)
            old.migrated_to = new.id
            service(self._world, new, user, migrate_from_chat_id=old.id)
        return Group(self._world, new)

    def _turns(self, by: Place, status: str) -> None:
        self._chat.met = True
        turn(self._world, self._chat, _user(by), status)


def _user(place: Place) -> User:
    person = place._chat.person
    if person is None:
        raise ValueError("only a person does this")
    return person
