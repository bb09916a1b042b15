"""Sending that outlives Telegram's bad moments: a flood limit is waited for, a broken connection tried again."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from telegram.error import BadRequest, NetworkError
from telegram.ext import AIORateLimiter

log = logging.getLogger(__name__)

# The library's default gives up at the first 429.
TRIES_AFTER_429 = 5
# Seconds before each further try after a dropped connection or a server's error.
WAITS = (0.5, 1.0, 2.0, 4.0)


class PersistentLimiter(AIORateLimiter):
    """The library's rate limiter, which also tries again what did not reach Telegram.

    A message whose receipt was lost on the way may arrive twice: better than an answer that never does.
    """

    def __init__(self) -> None:
        super().__init__(max_retries=TRIES_AFTER_429)

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """As the library's; raises the last NetworkError when every try failed."""
        for wait in WAITS if endpoint.startswith("send") else ():
            try:
                return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)
            except BadRequest:
                raise
            except NetworkError as error:
                log.info("%s failed, trying again in %s s: %s", endpoint, wait, error)
                await asyncio.sleep(wait)
        return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)
