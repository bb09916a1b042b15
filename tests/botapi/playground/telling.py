"""Chats and messages as the page reads them: plain JSON, made anew from what stands on the server."""

from collections.abc import Sequence

from tests.botapi.person import Person, Place, Shown
from tests.botapi.records import Json
from tests.botapi.server import BotApiServer

# A page that stays open for days draws what a person may scroll back to, and no more.
_NEWEST = 300


def messages(place: Place, person: Person, bot: str) -> list[Json]:
    """The newest messages of a chat; `bot` is the bot's user name."""
    screen = place.screen[-_NEWEST:]
    by_number = {shown.message_id: shown for shown in screen}
    own = [shown.message_id for shown in screen if _mine(shown, person) and not shown.via_bot]
    return [
        _message(shown, person, bot, by_number, named=place.id != person.id)
        | ({"last": True} if own[-1:] == [shown.message_id] else {})
        for shown in screen
    ]


def summary(place: Place, title: str) -> Json:
    """A chat in the list of chats."""
    newest = place.screen[-1:]
    preview = newest[0].text.replace("\n", " ")[:60] if newest else ""
    return {"title": title, "preview": preview, "last": newest[0].message_id if newest else 0}


def commands(server: BotApiServer, person: Person, place: Place) -> list[Sequence[str]]:
    """Names and descriptions, as the menu shows them to this person there."""
    return list(server.commands_for(person, None if place is person else place))


def _message(shown: Shown, person: Person, bot: str, others: dict[int, Shown], named: bool) -> Json:
    mine = _mine(shown, person)
    replied = others.get(shown.reply_to or 0)
    return {
        "id": shown.message_id,
        "text": shown.text,
        "entities": [entity.as_json() for entity in shown.entities],
        "mine": mine,
        "name": shown.sender.first_name if named and not mine else "",
        "via": bot if shown.via_bot else None,
        "date": shown.date,
        "edited": shown.edited,
        "reply": _replied(replied) if replied else None,
        "rows": [[{"label": one.label, "kind": one.kind, "value": one.value} for one in row] for row in shown.rows],
        "document": _document(shown),
        "service": next(iter(shown.extra), None),
    }


def _mine(shown: Shown, person: Person) -> bool:
    return shown.sender.id == person.id


def _replied(shown: Shown) -> Json:
    return {"id": shown.message_id, "name": shown.sender.first_name, "text": shown.text.replace("\n", " ")[:120]}


def _document(shown: Shown) -> Json | None:
    if shown.document is None:
        return None
    address = f"document/{shown.chat_id}/{shown.message_id}"
    return {"name": shown.document.name, "size": len(shown.document.content), "address": address}
