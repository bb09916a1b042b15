"""The bot under load, against an echo bot of the same library in the same run: speed, limits, patience, memory.

    python bench/load.py [--updates 20000] [--quick]

The Bot API server of the tests, the bot and the echo bot run each in a process of its own; the library is made of
`data/sample` in a temporary folder. Ends with status 1 when a bound is broken. CPU is user and system time.
"""

import argparse
import http.client
import itertools
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from math import ceil
from pathlib import Path
from statistics import quantiles
from typing import Any

from telegram import Message, Update
from telegram.ext import ApplicationBuilder, MessageHandler, filters

from bot import application
from bot.librarian import Librarian
from bot.people import People
from bot.sending import PersistentLimiter
from bot.settings import Settings
from retrieval.answering.answer import Answerer
from retrieval.collection.library import Library

ROOT = Path(__file__).resolve().parents[1]
TOKEN = "123456:TEST-token"  # noqa: S105 - made up: opens nothing but the test server
HEAVY = 4000
PATIENCE = 120.0
# Nobody asks so often that the bot finds it impolite.
ASKS = 8

COSTS_AT_MOST = 3.0
ANSWERS_A_SECOND = 30.0
CEILING = 25.0
SLOWER_AT_MOST = 10.0
GROWS_AT_MOST = 1.05


# Bots, each a process of its own


def serve(kind: str, api: str, folder: Path) -> None:
    """Run a bot of a kind until it is stopped: `bot`, `limited`, `echo`."""
    if kind == "echo":
        _echo(api)
        return
    limiter = PersistentLimiter() if kind == "limited" else PersistentLimiter(0, 0, 0)
    values: dict[str, Any] = {"_env_file": None, "TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": api}
    app = application.build(Settings(**values), Librarian(folder), People(folder), limiter)
    app.run_polling(allowed_updates=application.HEARD)


def _echo(api: str) -> None:
    """A bot that only gives back what it is told, with our application's settings and without a limiter."""

    async def echo(update: Update, context: object) -> None:
        if isinstance(message := update.effective_message, Message):
            await message.reply_text(message.text or "")

    at_once = application._UPDATES_AT_ONCE
    builder = ApplicationBuilder().token(TOKEN).base_url(f"{api}/bot").base_file_url(f"{api}/file/bot").job_queue(None)
    app = builder.concurrent_updates(at_once).connection_pool_size(2 * at_once).build()
    app.add_handler(MessageHandler(filters.TEXT, echo))
    app.run_polling(allowed_updates=[Update.MESSAGE])


@dataclass
class Process:
    """A process of ours, and what it has used."""

    running: "subprocess.Popen[str]"

    @property
    def cpu(self) -> float:
        """Seconds, user and system."""
        fields = Path(f"/proc/{self.running.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def memory(self) -> float:
        """Resident, in MB."""
        pages = int(Path(f"/proc/{self.running.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def process(*arguments: str) -> Iterator[Process]:
    running = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield Process(running)
    finally:
        running.terminate()
        running.wait(PATIENCE)


# The server, by its control door


class Door:
    """The people on a server, and what the bot has told them."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=PATIENCE)
        self._people = itertools.count(1000)

    def _call(self, what: str, **given: Any) -> dict[str, Any]:
        self._connection.request("POST", f"/control/{what}", json.dumps(given))
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != HTTPStatus.OK:
            raise RuntimeError(f"/control/{what}: {body.decode()}")
        found: dict[str, Any] = json.loads(body)
        return found

    def say(self, text: str, person: int | None = None) -> None:
        """Somebody says something: a new person, or one of those before."""
        self._call("say", person=person or next(self._people), text=text)

    def helped(self) -> float:
        """Seconds until a new person has the answer to /help."""
        return float(self._call("ask", person=next(self._people), text="/help", timeout=PATIENCE)["seconds"])

    def sent(self) -> int:
        """How many messages the bot has sent."""
        return int(self._call("counts")["sent"])

    def wait(self, sent: int) -> None:
        """Until the bot has sent so many messages."""
        self._call("wait", sent=sent, timeout=PATIENCE)

    def keep_limits(self) -> None:
        """From now on refuse what Telegram refuses."""
        self._call("flood", slack=0)

    def violations(self) -> int:
        return int(self._call("violations")["count"])

    def ask(self, questions: Sequence[str], warm: int = 0) -> float:
        """Seconds until all are answered, or from the answer number `warm` on; many people ask in turn."""
        people = [next(self._people) for _ in range(ceil(len(questions) / ASKS))]
        before = self.sent()
        started = time.perf_counter()
        for person, question in zip(itertools.cycle(people), questions, strict=False):
            self.say(question, person)
        if warm:
            self.wait(before + warm)
            started = time.perf_counter()
        self.wait(before + len(questions))
        return time.perf_counter() - started


@contextmanager
def talking(kind: str, folder: Path) -> Iterator[tuple[Door, Process]]:
    """A server and a bot on it, which has answered a few people already."""
    with process("-m", "tests.botapi", "--port", "0", "--token", TOKEN) as server:
        assert server.running.stdout is not None
        address = re.search(r"http://[\w.:]+", server.running.stdout.readline())
        assert address
        door = Door(address[0])
        with process(str(Path(__file__)), "--serve", kind, "--api", door.address, "--library", str(folder)) as bot:
            door.ask(["/help"])
            yield door, bot


# What is asked


@dataclass(frozen=True)
class Asked:
    """Questions that are answered in one message each, and long pastes whose words nearly stand in the documents."""

    questions: list[str]
    pastes: list[str]


def asked(library: Library) -> Asked:
    """Of every article its author, its title, its first words; of every document a long stretch, slightly changed."""
    questions: list[str] = []
    texts: dict[str, str] = {}
    for document, article in library.collection().articles:
        words = "".join(paragraph.body.text for paragraph in article.paragraphs)
        texts[document.id] = texts.get(document.id, "") + words
        first = re.split("[，。；：！？]", words)[0]
        questions.append(f"“{first}”出自哪里？")
        questions.append(f"{first}怎么办？")
        if article.title and article.author:
            questions.append(f"{article.author}是什么职务？")
            questions.append(f"{article.title.value}是怎么回事？")
    every = "".join(texts.values())
    changed = re.sub("(?<=[，。；])(.)(.)", r"\2\1", every)
    starts = range(0, len(changed) - HEAVY, HEAVY // 2)
    return Asked(questions, [changed[start : start + HEAVY] for start in starts])


# What is measured


@dataclass(frozen=True)
class Figure:
    """Something measured; with a bound it may be broken."""

    name: str
    value: float
    unit: str = ""
    at_most: float | None = None
    at_least: float | None = None

    @property
    def broken(self) -> bool:
        too_much = self.at_most is not None and self.value > self.at_most
        return too_much or (self.at_least is not None and self.value < self.at_least)

    def __str__(self) -> str:
        bound = f"≤ {self.at_most:g}" if self.at_most is not None else ""
        bound = f"≥ {self.at_least:g}" if self.at_least is not None else bound
        return f"{self.name:44s}{self.value:9.2f} {self.unit:10s}{bound:8s}{'BROKEN' if self.broken else ''}"


def cost(folder: Path, library: Library, asking: Asked, rounds: int) -> Iterator[Figure]:
    """Answers a second, and the CPU of one, by turns with an echo bot and with the search alone."""
    answerer = Answerer(library)
    spent = {"bot": 0.0, "echo": 0.0, "search": 0.0}
    seconds = {"bot": 0.0, "echo": 0.0}
    questions = asking.questions * 4
    with talking("bot", folder) as ours, talking("echo", folder) as echo:
        talks = {"bot": ours, "echo": echo}
        # The first round warms up.
        for number in range(rounds + 1):
            for name, (door, bot) in talks.items():
                before = bot.cpu
                took = door.ask(questions)
                seconds[name] += took if number else 0
                spent[name] += bot.cpu - before if number else 0
            before = time.process_time()
            for question in questions:
                answerer.answer(question)
            spent["search"] += time.process_time() - before if number else 0
    count = rounds * len(questions)
    yield Figure("answers a second", count / seconds["bot"], "/s", at_least=ANSWERS_A_SECOND)
    yield Figure("echoes a second", count / seconds["echo"], "/s")
    for name, used in spent.items():
        yield Figure(f"CPU of one, {name}", used / count * 1000, "ms")
    ratio = (spent["bot"] - spent["search"]) / spent["echo"]
    yield Figure("CPU of the bot without the search / echo", ratio, at_most=COSTS_AT_MOST)


def ceiling(folder: Path, asking: Asked, seconds: int) -> Iterator[Figure]:
    """How near the bot comes to Telegram's limits, and whether it keeps them."""
    with talking("limited", folder) as (door, _):
        # What was said before is out of every window.
        time.sleep(2)
        door.keep_limits()
        # Until the bursts of the first seconds have spread.
        warm, count = 150, 30 * seconds
        took = door.ask(list(itertools.islice(itertools.cycle(asking.questions), warm + count)), warm)
        yield Figure("messages a second within the limits", count / took, "/s", at_least=CEILING)
        yield Figure("limits not kept", door.violations(), at_most=0)


def patience(folder: Path, asking: Asked, times: int) -> Iterator[Figure]:
    """How long /help takes alone, and while four long pastes are being checked."""
    with talking("bot", folder) as (door, _):
        door.ask(asking.questions)
        alone = [door.helped() for _ in range(times)]
        beside: list[float] = []
        pastes = itertools.cycle(asking.pastes)
        while len(beside) < times:
            begun, helped = door.sent(), 0
            for paste in itertools.islice(pastes, 4):
                door.say(paste)
            while door.sent() < begun + helped + 4:
                beside.append(door.helped())
                helped += 1
    slow, fast = (quantiles(found, n=20)[-1] * 1000 for found in (beside, alone))
    yield Figure("/help alone, p95", fast, "ms")
    yield Figure(f"/help beside four pastes of {HEAVY} characters, p95", slow, "ms")
    yield Figure("the one to the other", slow / fast, at_most=SLOWER_AT_MOST)


def memory(folder: Path, asking: Asked, updates: int) -> Iterator[Figure]:
    """Resident memory after so many updates; flat from the first quarter on."""
    with talking("bot", folder) as (door, bot):
        door.ask(asking.questions)
        yield Figure("memory warm", bot.memory, "MB")
        questions = itertools.cycle([*asking.questions, "/help", "/start"])
        batch = min(500, updates // 8)
        marks = [batch * round(updates * part / batch) for part in (0.25, 0.5, 1)]
        sizes: list[float] = []
        for done in range(batch, marks[-1] + 1, batch):
            door.ask(list(itertools.islice(questions, batch)))
            if done in marks:
                sizes.append(bot.memory)
                yield Figure(f"memory after {done:,} updates", bot.memory, "MB")
    yield Figure("the last to the first of these", sizes[-1] / sizes[0], at_most=GROWS_AT_MOST)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--updates", type=int, default=20_000)
    parser.add_argument("--quick", action="store_true", help="a tenth of everything")
    parser.add_argument("--only", choices=["cost", "ceiling", "patience", "memory"])
    parser.add_argument("--serve", choices=["bot", "limited", "echo"], help=argparse.SUPPRESS)
    parser.add_argument("--api", help=argparse.SUPPRESS)
    parser.add_argument("--library", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve, options.api, options.library)
        return
    # Whatever ends this ends what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    quick = options.quick
    broken = False
    with tempfile.TemporaryDirectory() as base:
        folder = Path(base) / "library"
        library = Library(folder)
        library.add([ROOT / "data" / "sample"])
        asking = asked(library)
        parts: dict[str, Callable[[], Iterator[Figure]]] = {
            "cost": lambda: cost(folder, library, asking, 1 if quick else 6),
            "ceiling": lambda: ceiling(folder, asking, 10 if quick else 30),
            "patience": lambda: patience(folder, asking, 20 if quick else 100),
            "memory": lambda: memory(folder, asking, options.updates // (10 if quick else 1)),
        }
        for name, part in parts.items():
            for figure in part() if options.only in (None, name) else ():
                broken |= figure.broken
                sys.stdout.write(f"{figure}\n")
                sys.stdout.flush()
        library.close()
    sys.exit(broken)


if __name__ == "__main__":
    main()
