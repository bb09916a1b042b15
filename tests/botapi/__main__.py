"""The server as a program of its own: python -m tests.botapi [--port N] [--token T] [--keep N]

It prints its address in one line, `http://127.0.0.1:N`, and serves until it is interrupted. A bot finds
it at <address>/bot, its files at <address>/file/bot; a bench arranges and reads at <address>/control/,
which `control` describes. Only the last `--keep` calls, and messages of a chat, are remembered, so that
its memory stays flat however long it runs.
"""

import argparse
import signal
import sys
import threading
from typing import Any

from tornado.web import url

from tests.botapi.control import Control, ControlHandler
from tests.botapi.server import TOKEN, BotApiServer


class Program(BotApiServer):
    """The server with its door for other processes."""

    def routes(self) -> list[Any]:
        return [url(r"/control/(\w+)", ControlHandler, {"control": Control(self)}), *super().routes()]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.botapi", description="A strict local Bot API server")
    parser.add_argument("--port", type=int, default=0, help="0 lets the system choose")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--keep", type=int, default=200, help="calls, and messages of a chat, that are remembered")
    options = parser.parse_args()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with Program(options.token, port=options.port, keep=options.keep) as server:
        sys.stdout.write(f"{server.url}\n")
        sys.stdout.flush()
        stop.wait()


if __name__ == "__main__":
    main()
