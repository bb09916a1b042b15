"""Updates are brought to the webhook: one after the other, each until it is taken."""

import asyncio
import contextlib
import json
from urllib.parse import urlsplit

from tornado.httpclient import AsyncHTTPClient, HTTPError, HTTPRequest, HTTPResponse

from tests.botapi.methods.webhooks import LOCAL
from tests.botapi.updates import Webhook
from tests.botapi.world import World, now

PATIENCE = 10.0
FIRST_WAIT = 0.05
LONGEST_WAIT = 1.0


class Delivery:
    """Lives in the server's loop; only `wake` may be called from outside it, by way of the loop.

    Telegram brings several at once where it may; in order is what a test can rely on. Nothing ever
    leaves this machine: an address elsewhere is not resolved.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._wake = asyncio.Event()

    def wake(self) -> None:
        self._wake.set()

    async def run(self) -> None:
        client = AsyncHTTPClient(force_instance=True)
        failed = 0
        try:
            while True:
                self._wake.clear()
                webhook, update = self._world.updates.webhook, self._world.updates.first()
                if not webhook.url or update is None:
                    await self._wake.wait()
                    continue
                error = await _bring(client, webhook, json.dumps(update).encode())
                failed = failed + 1 if error else 0
                with self._world.changed:
                    if error:
                        webhook.last_error = now(), error
                    else:
                        self._world.updates.delivered(update)
                    self._world.notify()
                if error:
                    await self._pause(failed)
        finally:
            client.close()

    async def _pause(self, failed: int) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(min(FIRST_WAIT * 2**failed, LONGEST_WAIT)):
                await self._wake.wait()


async def _bring(client: AsyncHTTPClient, webhook: Webhook, body: bytes) -> str:
    """What went wrong, in Telegram's words; nothing when the update was taken."""
    if urlsplit(webhook.url).hostname not in LOCAL:
        return "Failed to resolve host: Name or service not known"
    headers = {"Content-Type": "application/json"}
    if webhook.secret:
        headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret
    request = HTTPRequest(webhook.url, "POST", headers, body, request_timeout=PATIENCE, follow_redirects=False)
    try:
        answer = await client.fetch(request, raise_error=False)
    except OSError:
        return "Connection refused"
    except HTTPError:
        return "Read timeout expired"
    return _complaint(answer)


def _complaint(answer: HTTPResponse) -> str:
    if answer.code == 599:
        refused = isinstance(answer.error, OSError)
        return "Connection refused" if refused else "Read timeout expired"
    taken = 200 <= answer.code < 300
    return "" if taken else f"Wrong response from the webhook: {answer.code} {answer.reason}"
