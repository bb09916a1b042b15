"""getUpdates: one poll waits, acknowledges by its offset, and ends when another comes.

At Telegram it is the newer request that stays and the older that is told of the conflict. Two
pollers therefore terminate each other in turns, and each of them sees 409.
"""

import asyncio

from tests.botapi.errors import conflict, not_modelled
from tests.botapi.params import Parameters, allowed_kinds
from tests.botapi.records import Json
from tests.botapi.world import World

ACCEPTS = frozenset({"offset", "limit", "timeout", "allowed_updates"})
LIMIT = 100
LONGEST = 50


class Polling:
    """Lives in the server's loop; only `wake` may be called from outside it, by way of the loop."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._waiting: asyncio.Future[None] | None = None

    def wake(self) -> None:
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(None)

    async def get_updates(self, params: Parameters) -> list[Json]:
        for name in params:
            if name not in ACCEPTS:
                raise not_modelled(f'the parameter "{name}" of getUpdates')
        if self._world.updates.webhook.url:
            raise conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
        kinds = allowed_kinds(params)
        if kinds is not None:
            self._world.allow_updates(kinds)
        offset, limit = _number(params, "offset", 0), _number(params, "limit", LIMIT)
        limit = limit if 1 <= limit <= LIMIT else LIMIT
        updates = self._world.take_updates(offset, limit)
        timeout = min(_number(params, "timeout", 0), LONGEST)
        if updates or timeout <= 0:
            return updates
        # Nothing is awaited between the look at the queue and the wait, so no update is slept through.
        await self._wait(timeout)
        if self._world.updates.webhook.url:
            raise conflict("terminated by setWebhook request")
        return self._world.take_updates(offset, limit)

    async def _wait(self, timeout: float) -> None:
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(
                conflict("terminated by other getUpdates request; make sure that only one bot instance is running")
            )
        mine = self._waiting = asyncio.get_running_loop().create_future()
        self._world.set_polling(True)
        try:
            async with asyncio.timeout(timeout):
                await mine
        except TimeoutError:
            pass
        finally:
            if self._waiting is mine:
                self._waiting = None
                self._world.set_polling(False)


def _number(params: Parameters, name: str, default: int) -> int:
    value = params.get(name, default)
    return value if isinstance(value, int) else default
