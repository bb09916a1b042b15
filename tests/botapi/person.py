"""People and groups: they speak to the bot and read what it shows them."""

from collections.abc import Callable
from typing import TypeVar

from tests.botapi.inlining import InlineTyper
from tests.botapi.keyboards import Button
from tests.botapi.places import Group, Place, Topic
from tests.botapi.queries import Result, Results, StartButton, Toast
from tests.botapi.shown import Shown
from tests.botapi.tapping import Tap

__all__ = [
    "Button",
    "Group",
    "Person",
    "Place",
    "Result",
    "Results",
    "Shown",
    "StartButton",
    "Tap",
    "Toast",
    "Topic",
]

T = TypeVar("T")


class Person(InlineTyper):
    """Somebody in front of the screen, who waits for what the bot shows."""

    def sees(self, chat: Group | None = None) -> list[Shown]:
        """All that stands in the chat now."""
        return (chat or self).screen

    def waits_for_reply(
        self, after: int = 0, count: int = 1, timeout: float = 10, chat: Group | None = None
    ) -> list[Shown]:
        """What the bot says after a message, as soon as there are `count` messages of it."""
        place = chat or self

        def enough() -> list[Shown]:
            answers = place.answers(after)
            return answers if len(answers) >= count else []

        return self._world.wait_for(enough, timeout, f"answer number {count} after message {after}")

    def waits_for_edit(self, shown: Shown, timeout: float = 10) -> Shown:
        """The same message, once it was edited after what is given."""
        place = self._place_of(shown)

        def newer() -> Shown | None:
            now = place.shown(shown.message_id)
            return now if now and now.revision > shown.revision else None

        edited = self._world.wait_for(newer, timeout, f"an edit of message {shown.message_id}")
        assert edited is not None
        return edited

    def waits_until(self, predicate: Callable[[], T], timeout: float = 10) -> T:
        """The first true value of the predicate; it is asked again whenever anything on the server changes."""
        return self._world.wait_for(predicate, timeout, "what the person waits for")
