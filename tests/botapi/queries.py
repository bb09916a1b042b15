"""Taps and inline queries that wait for the bot's answer, and the cache of inline answers."""

import itertools
import time
from collections import OrderedDict
from dataclasses import dataclass, field, replace

from tests.botapi.errors import ApiError, bad_request
from tests.botapi.keyboards import Rows
from tests.botapi.markup import Entity
from tests.botapi.records import Json, User

# Seconds; Telegram names no figure, a bot that answers later than this is late anyhow.
LIFETIME = 60.0
KEPT = 1000


@dataclass(frozen=True)
class Toast:
    """What the person sees after a tap: a line, an alert with `alert`, or an address that opens."""

    text: str = ""
    alert: bool = False
    url: str | None = None


@dataclass(frozen=True)
class StartButton:
    """The button above inline results."""

    text: str
    start_parameter: str


@dataclass(frozen=True)
class Result:
    """An inline result: what is shown of it, and the message it becomes."""

    id: str
    title: str
    description: str
    text: str
    html: str
    entities: tuple[Entity, ...] = ()
    rows: Rows = ()
    extra: Json = field(default_factory=dict, repr=False, compare=False)
    query: str = ""


@dataclass(frozen=True)
class Results:
    """The answer to an inline query as the person sees it; `cached` came without the bot."""

    query: str
    offset: str
    items: tuple[Result, ...]
    next_offset: str = ""
    button: StartButton | None = None
    cached: bool = False
    chat_type: str = "sender"

    @property
    def titles(self) -> list[str]:
        return [item.title for item in self.items]


@dataclass
class Query:
    """One tap or one inline query; `answer` is empty until the bot gives one."""

    id: str
    person: User
    at: float
    answer: Toast | Results | None = None
    query: str = ""
    offset: str = ""
    chat_type: str = ""


class Queries:
    """Queries by their id: known for a while, answered once. Guarded by the world's condition."""

    def __init__(self, first: int) -> None:
        self.lifetime = LIFETIME
        self._numbers = itertools.count(first)
        self._known: OrderedDict[str, Query] = OrderedDict()

    def new(self, person: User, query: str = "", offset: str = "", chat_type: str = "") -> Query:
        made = Query(str(next(self._numbers)), person, time.monotonic(), None, query, offset, chat_type)
        self._known[made.id] = made
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return made

    def waiting(self, id: object) -> Query:
        """The one an answer is for. Refuses the unknown, the late and the answered alike, as Telegram does."""
        query = self._known.get(str(id))
        if query is None or query.answer is not None or time.monotonic() - query.at > self.lifetime:
            raise too_old()
        return query

    def get(self, id: str) -> Query | None:
        return self._known.get(id)

    def expire(self) -> None:
        for query in self._known.values():
            query.at = float("-inf")


def too_old() -> ApiError:
    return bad_request("query is too old and response timeout expired or query ID is invalid")


class InlineCache:
    """Answers the server keeps, each for its time; a personal one for one person only."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, int | None], tuple[float, Results]] = {}

    def keep(self, results: Results, person: int | None, seconds: float) -> None:
        if seconds > 0:
            self._kept[results.query, results.offset, person] = (time.monotonic() + seconds, results)

    def find(self, query: str, offset: str, person: int) -> Results | None:
        for key in ((query, offset, person), (query, offset, None)):
            until, results = self._kept.get(key, (0.0, None))
            if results and time.monotonic() < until:
                return replace(results, cached=True)
        return None

    def forget(self) -> None:
        self._kept.clear()
