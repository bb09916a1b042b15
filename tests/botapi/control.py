"""The door of the program: a bench in another process arranges and reads by plain JSON.

Every address begins with /control/ and takes a POST of a JSON object; it answers 200 with a JSON
object, or 400 with {"error": …}. People are made when they are first named.

people      {"first": 1000, "count": 50, "language_code": "zh-hans"}   people of following ids
group       {"id": -100123, "title": "…", "forum": false}
say         {"person": 7, "text": "…" or "texts": […], "times": 1, "chat": -100123}  -> {"said": n, "last": id}
ask         {"person": 7, "text": "…", "timeout": 10, "chat": …}  -> {"seconds": …, "answers": ["…"]}
tap         {"person": 7, "label": "…", "timeout": 10, "chat": …}  -> {"seconds": …, "toast": "…"}
inline      {"person": 7, "query": "…", "timeout": 10}  -> {"seconds": …, "results": n}
counts      {}  -> {"sent": n, "pending": n, "polling": …, "calls": {"sendMessage 200": n}}
reset       {}  the counts begin anew, calls and messages are forgotten
flood       {"total": 30, "chat": 1, "group": 20, "slack": 0.1}, {"off": true}
violations  {}  -> {"count": n, "last": [{"method": …, "chat_id": …, "limit": …, "at": …}]}
wait        {"sent": n, "timeout": 60} or {"pending": 0} or {"polling": true}, more than one is all of them
"""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from tornado.web import RequestHandler

from tests.botapi.flood import Limits
from tests.botapi.person import Group, Person
from tests.botapi.server import BotApiServer

Json = dict[str, Any]


class Control:
    """What each address does; it runs in a thread, for it may wait."""

    def __init__(self, server: BotApiServer) -> None:
        self._server = server
        self._people: dict[int, Person] = {}
        self._groups: dict[int, Group] = {}
        self.actions: dict[str, Callable[[Json], Json]] = {
            "people": self._make_people,
            "group": self._make_group,
            "say": self._say,
            "ask": self._ask,
            "tap": self._tap,
            "inline": self._inline,
            "counts": self._counts,
            "reset": self._reset,
            "flood": self._flood,
            "violations": self._violations,
            "wait": self._wait,
        }

    def _make_people(self, order: Json) -> Json:
        ids = range(order["first"], order["first"] + order.get("count", 1))
        for id in ids:
            self._people[id] = self._server.person(id, language_code=order.get("language_code"))
        return {"made": len(ids)}

    def _make_group(self, order: Json) -> Json:
        group = self._server.group(order["id"], order.get("title", "Group"), forum=order.get("forum", False))
        self._groups[group.id] = group
        return {"id": group.id}

    def _person(self, order: Json) -> Person:
        id = order["person"]
        with self._server.world.changed:
            if id not in self._people:
                self._people[id] = self._server.person(id)
            return self._people[id]

    def _group(self, order: Json) -> Group | None:
        return self._groups[order["chat"]] if "chat" in order else None

    def _say(self, order: Json) -> Json:
        person, group = self._person(order), self._group(order)
        texts = order.get("texts") or [order["text"]]
        said = [person.says(text, chat=group) for _ in range(order.get("times", 1)) for text in texts]
        return {"said": len(said), "last": said[-1]}

    def _ask(self, order: Json) -> Json:
        person, group = self._person(order), self._group(order)
        begin = time.monotonic()
        said = person.says(order["text"], chat=group)
        answers = person.waits_for_reply(said, timeout=order.get("timeout", 10), chat=group)
        return {"seconds": time.monotonic() - begin, "answers": [shown.text for shown in answers]}

    def _tap(self, order: Json) -> Json:
        begin = time.monotonic()
        timeout = order.get("timeout", 10)
        toast = self._person(order).taps(order["label"], chat=self._group(order), timeout=timeout)
        return {"seconds": time.monotonic() - begin, "toast": toast.text}

    def _inline(self, order: Json) -> Json:
        begin = time.monotonic()
        results = self._person(order).types_inline(order["query"], timeout=order.get("timeout", 10))
        return {"seconds": time.monotonic() - begin, "results": len(results.items)}

    def _counts(self, order: Json) -> Json:
        world = self._server.world
        with world.changed:
            calls = dict(world.counts)
            return {"sent": world.sent, "pending": world.pending, "polling": world.polling, "calls": calls}

    def _reset(self, order: Json) -> Json:
        self._server.world.forget()
        return {}

    def _flood(self, order: Json) -> Json:
        self._server.flood = None if order.get("off") else Limits(**order)
        return {}

    def _violations(self, order: Json) -> Json:
        return {"count": self._server.broken_limits, "last": [asdict(one) for one in self._server.violations[-20:]]}

    def _wait(self, order: Json) -> Json:
        world = self._server.world

        def come() -> bool:
            sent = world.sent >= order.get("sent", 0)
            pending = "pending" not in order or world.pending <= order["pending"]
            return bool(sent and pending and world.polling >= order.get("polling", False))

        self._server.wait_for(come, order.get("timeout", 60))
        return self._counts({})


class ControlHandler(RequestHandler):
    """/control/<action>"""

    def initialize(self, control: Control) -> None:
        self._control = control

    async def post(self, name: str) -> None:
        action = self._control.actions.get(name)
        try:
            if action is None:
                raise KeyError(f"no action {name}")
            answer = await asyncio.to_thread(action, json.loads(self.request.body or b"{}"))
        except (KeyError, TypeError, ValueError, TimeoutError) as error:
            self.set_status(400)
            answer = {"error": f"{type(error).__name__}: {error}"}
        self.set_header("Content-Type", "application/json")
        await self.finish(json.dumps(answer, ensure_ascii=False))
