"""A person who types the bot's name and a query, and sends one of its results."""

from dataclasses import replace

from tests.botapi.hearing import tell
from tests.botapi.places import Group
from tests.botapi.queries import Result, Results
from tests.botapi.records import Json
from tests.botapi.shown import Shown, snapshot
from tests.botapi.tapping import Tapper

QUERY_LIMIT = 256


class InlineTyper(Tapper):
    """Asks from any chat; the chat with the bot itself when none is named."""

    def types_inline(self, query: str, offset: str = "", chat: Group | None = None, timeout: float = 10) -> Results:
        return self.waits_for_results(self.begins_inline(query, offset, chat), timeout)

    def pages(self, results: Results, timeout: float = 10) -> Results:
        """The next page, as reaching the end of the list asks for it."""
        if not results.next_offset:
            raise ValueError("there is no further page")
        id = self._asks(results.query, results.next_offset, results.chat_type)
        return self.waits_for_results(id, timeout)

    def begins_inline(self, query: str, offset: str = "", chat: Group | None = None) -> str:
        """Asks without waiting; tells the id of the query, also of one the cache answers."""
        return self._asks(query, offset, chat._chat.type if chat else "sender")

    def waits_for_results(self, id: str, timeout: float = 10) -> Results:
        def answered() -> Results | None:
            query = self._world.inline.get(id)
            return query.answer if query and isinstance(query.answer, Results) else None

        results = self._world.wait_for(answered, timeout, f"the answer to the inline query {id}")
        assert results is not None
        return results

    def chooses(self, result: Result, chat: Group | None = None) -> Shown:
        """Sends a result to the chat, by way of the bot.

        Only a message with buttons can be edited later, and only a bot that asked for it hears of the choice.
        """
        place, world = (chat or self)._chat, self._world
        with world.changed:
            inline_id = world.new_inline_id() if result.rows else None
            message = world.post(
                place,
                self.user,
                result.text,
                entities=result.entities,
                source=result.html,
                rows=result.rows,
                via_bot=world.bot,
                inline_id=inline_id,
                extra=dict(result.extra),
            )
            place.met = place.met or place.private
            chosen: Json = {"result_id": result.id, "from": self.user.as_json(), "query": result.query}
            if inline_id:
                world.inline_messages[inline_id] = message
                chosen["inline_message_id"] = inline_id
            if world.inline_feedback:
                world.tell_bot("chosen_inline_result", chosen)
            tell(world, message)
            return snapshot(world, message)

    def _asks(self, text: str, offset: str, chat_type: str) -> str:
        if len(text) > QUERY_LIMIT:
            raise ValueError("Telegram asks with 256 characters at most")
        world = self._world
        with world.changed:
            query = world.inline.new(self.user, text, offset, chat_type)
            if known := world.inline_cache.find(text, offset, self.id):
                query.answer = replace(known, chat_type=chat_type)
                return query.id
            update: Json = {"id": query.id, "from": self.user.as_json(), "query": text, "offset": offset}
            world.tell_bot("inline_query", update | {"chat_type": chat_type})
            return query.id
