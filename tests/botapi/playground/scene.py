"""One person, a group with a silent member, and what the page asks of them. Nothing here waits for the bot's answer
in a thread of its own: what is waited for is looked for again at every change.
"""

import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from tests.botapi.person import Place, Result, Shown
from tests.botapi.playground import telling
from tests.botapi.records import Json
from tests.botapi.server import BotApiServer

T = TypeVar("T")

Until = Callable[[Callable[[], T]], Awaitable[T]]
"""Waits until a look at the server no longer raises TimeoutError; raises it itself when it has taken too long."""

# Numbers Telegram gives to nobody, and others at every start: what the bot keeps is kept beside what it knows of real
# people, and messages are numbered from 1 again.
_PEOPLE, _GROUPS = 2**51, -1_005_000_000_000
_LANGUAGES = ("zh-hans", "zh-hant", "en")
_OFFERED = 500


class Refused(Exception):
    """What the person cannot do; the message says why, in the page's language."""


class Scene:
    """The chats of the page; `name` is how the bot is called in them."""

    def __init__(self, server: BotApiServer, name: str = "引据") -> None:
        self.server = server
        self.name = name
        started = int(time.time())
        self.person = server.person(_PEOPLE + 2 * started, "读者", "zh-hans", "duzhe")
        self.group = server.group(_GROUPS - started, "读书会")
        self.group.joined(server.person(_PEOPLE + 2 * started + 1, "静听", "zh-hans"))
        self._offered: dict[str, Result] = {}

    def place(self, chat: str) -> Place:
        """The chat under its name on the page."""
        return {"private": self.person, "group": self.group}[chat]

    def shown(self, chat: str) -> Json:
        """All the page shows of a chat."""
        place = self.place(chat)
        bot = self.server.bot.username or ""
        return {
            "title": self.name if chat == "private" else self.group.title,
            "subtitle": f"@{bot}" if chat == "private" else f"读者、静听、@{bot}",
            "bot": bot,
            "doing": place.doing,
            "language": self.person.user.language_code,
            "commands": telling.commands(self.server, self.person, place),
            "messages": telling.messages(place, self.person, bot),
            "chats": {
                "private": telling.summary(self.person, self.name),
                "group": telling.summary(self.group, self.group.title),
            },
        }

    def document(self, chat: int, message: int) -> tuple[str, bytes] | None:
        """The name and content of a file the bot sent."""
        place = self.group if chat == self.group.id else self.person
        shown = place.shown(message)
        return (shown.document.name, shown.document.content) if shown and shown.document else None

    # What the person does

    async def says(self, given: Json, until: Until[Any]) -> Json:
        said = self.person.says(
            given["text"], chat=self._group(given), reply_to=given["reply_to"], age=int(given["age"])
        )
        return {"message": said}

    async def edits(self, given: Json, until: Until[Any]) -> Json:
        self.person.edits(given["message"], given["text"], chat=self._group(given))
        return {}

    async def presses(self, given: Json, until: Until[Any]) -> Json:
        shown = self._message(given)
        tap = self.person.presses_button(shown.rows[given["row"]][given["column"]], shown)
        if tap is None:
            return {}
        toast = await until(lambda: self.person.waits_for_toast(tap, timeout=0))
        return {"text": toast.text, "alert": toast.alert, "url": toast.url}

    async def starts(self, given: Json, until: Until[Any]) -> Json:
        return {"message": self.person.starts(given["parameter"])}

    async def speaks(self, given: Json, until: Until[Any]) -> Json:
        if given["language"] not in _LANGUAGES:
            raise Refused("没有这种语言")
        world = self.server.world
        with world.changed:
            self.person.speaks(given["language"])
            world.notify()
        return {}

    async def types_inline(self, given: Json, until: Until[Any]) -> Json:
        number = self.person.begins_inline(given["query"], given["offset"], chat=self._group(given))
        results = await until(lambda: self.person.waits_for_results(number, timeout=0))
        items = []
        for result in results.items:
            key = f"{number}:{result.id}"
            self._offered[key] = result
            items.append({"key": key, "title": result.title, "description": result.description or ""})
        while len(self._offered) > _OFFERED:
            del self._offered[next(iter(self._offered))]
        button = results.button and {"text": results.button.text, "start_parameter": results.button.start_parameter}
        return {"items": items, "next_offset": results.next_offset, "button": button}

    async def chooses(self, given: Json, until: Until[Any]) -> Json:
        result = self._offered.get(given["key"])
        if result is None:
            raise Refused("这条结果已经过时，请重新输入")
        return {"message": self.person.chooses(result, chat=self._group(given)).message_id}

    def _group(self, given: Json) -> Any:
        return self.group if given["chat"] == "group" else None

    def _message(self, given: Json) -> Shown:
        shown = self.place(given["chat"]).shown(given["message"])
        if shown is None:
            raise Refused("这条消息已经删除")
        return shown
