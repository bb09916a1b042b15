"""A person who taps buttons."""

from dataclasses import dataclass

from tests.botapi.keyboards import Button
from tests.botapi.places import Group
from tests.botapi.queries import Toast
from tests.botapi.records import Chat, Json, Message, User
from tests.botapi.shown import Shown
from tests.botapi.speaking import Speaker
from tests.botapi.world import World


@dataclass(frozen=True)
class Tap:
    """A tap on a button with data; `id` is the callback query's."""

    id: str
    data: str
    message_id: int


class Tapper(Speaker):
    """Taps buttons by their labels, and sees what the bot answers to it."""

    def __init__(self, world: World, chat: Chat) -> None:
        super().__init__(world, chat)
        self.clipboard = ""
        self.inline_box = ""
        self.visited: list[str] = []

    @property
    def toasts(self) -> list[Toast]:
        """Every answer to a tap so far, those that only ended the waiting as well."""
        with self._world.changed:
            return list(self._world.toasts.get(self.id, []))

    @property
    def toast(self) -> Toast | None:
        return self.toasts[-1] if self.toasts else None

    def taps(
        self, label: str, message: int | Shown | None = None, chat: Group | None = None, timeout: float = 10
    ) -> Toast:
        """Taps a button and tells what the bot answered; what is no callback does its work at once.

        Without a message it is the newest with such a button. The button is that of the message as it
        stands now; of a message that was deleted meanwhile, that of what is given.
        """
        tap = self.presses(label, message, chat)
        return self.waits_for_toast(tap, timeout) if tap else Toast()

    def presses(self, label: str, message: int | Shown | None = None, chat: Group | None = None) -> Tap | None:
        """The same without waiting for an answer."""
        with self._world.changed:
            shown = self._current(message, chat) if message is not None else self._newest(label, chat)
            return self.presses_button(shown.button(label), shown)

    def presses_button(self, button: Button, shown: Shown) -> Tap | None:
        """Taps this very button; what is no callback copies, opens or fills the box to write in."""
        match button.kind:
            case "callback_data":
                return self._calls_back(button.value, shown)
            case "copy_text":
                self.clipboard = button.value
            case "url":
                self.visited.append(button.value)
                self.follows(button.value)
            case _:
                self.inline_box = f"@{self._world.bot.username} {button.value}"
        return None

    def waits_for_toast(self, tap: Tap, timeout: float = 10) -> Toast:
        def answered() -> Toast | None:
            query = self._world.taps.get(tap.id)
            return query.answer if query and isinstance(query.answer, Toast) else None

        toast = self._world.wait_for(answered, timeout, f"the answer to the tap {tap.data!r}")
        assert toast is not None
        return toast

    def _current(self, message: int | Shown, chat: Group | None) -> Shown:
        number = message.message_id if isinstance(message, Shown) else message
        now = (chat or self._place_of(message)).shown(number)
        if now:
            return now
        if isinstance(message, Shown):
            return message
        raise KeyError(f"no message {number} stands in the chat")

    def _place_of(self, message: int | Shown) -> Group | Speaker:
        if isinstance(message, Shown) and message.chat_id != self.id:
            return Group(self._world, self._world.chats[message.chat_id])
        return self

    def _newest(self, label: str, chat: Group | None) -> Shown:
        for shown in reversed((chat or self).screen):
            if any(button.label.startswith(label) for row in shown.rows for button in row):
                return shown
        raise KeyError(f"no message has a button that begins with {label!r}")

    def _calls_back(self, data: str, shown: Shown) -> Tap:
        with self._world.changed:
            query = self._world.taps.new(self.user)
            chat = self._world.chats[shown.chat_id]
            update: Json = {"id": query.id, "from": self.user.as_json(), "data": data}
            update["chat_instance"] = str(abs(chat.id) * 1009)
            update |= _where(chat, shown, self._world.bot)
            self._world.tell_bot("callback_query", update)
            self._world.notify()
            return Tap(query.id, data, shown.message_id)


def _where(chat: Chat, shown: Shown, bot: User) -> Json:
    message = chat.messages.get(shown.message_id)
    if message is None:
        gone = Message(shown.message_id, 0, chat, bot, "", (), "")
        return {"message": gone.inaccessible_json()}
    if message.inline_id:
        return {"inline_message_id": message.inline_id}
    return {"message": message.as_json()}
