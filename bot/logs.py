"""Logging without secrets: no bot token in any line or traceback, whoever logs it."""

import logging
import re
import sys
import traceback

_TOKEN = re.compile(r"(bot)?\d{3,}:[\w-]{20,}|bot\d+:[\w-]+")


def redact(text: str) -> str:
    """The text with every bot token replaced."""
    return _TOKEN.sub("[token]", text)


def trace(error: BaseException) -> str:
    """Where an exception came from and of what kind it is, what it came of first.

    What it says is left out: somebody's question may stand in it.
    """
    chain: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in chain:
        chain.append(at)
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    told = ["".join(traceback.format_tb(one.__traceback__)) + type(one).__qualname__ for one in reversed(chain)]
    return "\n" + "\n\n".join(told)


class _Redacting(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def _without_traceback(record: logging.LogRecord) -> bool:
    return record.exc_info is None


def set_up(level: str) -> None:
    """Log to standard error. httpx would write every address it calls, token included, and is kept to warnings."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # What ends the start or the polling is said in one line by whoever catches it; the library logs a traceback first.
    logging.getLogger("telegram.ext").addFilter(_without_traceback)
    if level != "DEBUG":
        # That the library has started and stopped is said by us, in the person's language.
        logging.getLogger("telegram").setLevel(logging.WARNING)
    for noisy in ("httpx", "httpcore", "apscheduler"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
