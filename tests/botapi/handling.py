"""HTTP requests and their answers: methods, files, and everything else."""

import asyncio
import contextlib
import json
import time
from typing import Any, Protocol

from tornado.web import RequestHandler

from tests.botapi import methods
from tests.botapi.errors import ApiError, unauthorized
from tests.botapi.faults import Answer, Fault, FaultPlan
from tests.botapi.params import Parameters, raw_parameters, typed_parameters
from tests.botapi.world import Call, World


class Served(Protocol):
    """What a handler needs of its server."""

    token: str
    world: World
    faults: FaultPlan

    async def perform(self, token: str, name: str, params: Parameters) -> Any: ...


class BotHandler(RequestHandler):
    """/bot<token>/<method>, by GET or POST."""

    def initialize(self, server: Served) -> None:
        self._server = server
        self._work: asyncio.Task[None] | None = None

    async def get(self, token: str, method: str) -> None:
        self._work = asyncio.create_task(self._answer(token, method))
        # Cancelled when the other side goes away; there is nobody left to answer.
        with contextlib.suppress(asyncio.CancelledError):
            await self._work

    post = get

    def on_connection_close(self) -> None:
        if self._work:
            self._work.cancel()

    async def _answer(self, token: str, method: str) -> None:
        at = time.monotonic()
        name, params = _proper_name(method), {}
        fault = self._server.faults.next_for(name) or Fault(runs=True)
        answer = fault.answer
        try:
            params = raw_parameters(self.request)
            params = typed_parameters(params)
            if fault.runs:
                result = await self._server.perform(token, name, params)
                answer = _json_answer(200, {"ok": True, "result": result})
        except ApiError as error:
            answer = _json_answer(error.code, error.as_json())
        except Exception as error:
            self._server.world.record_crash(error)
            raise
        if fault.drops:
            answer = None
        self._server.world.record(Call(name, params, answer.status if answer else 0, at))
        await asyncio.sleep(fault.delay)
        await self._deliver(answer)

    async def _deliver(self, answer: Answer | None) -> None:
        if answer is None:
            self.detach().close()
            return
        self.set_status(answer.status)
        self.set_header("Content-Type", answer.content_type)
        await self.finish(answer.body)


class FileHandler(RequestHandler):
    """/file/bot<token>/<path>"""

    def initialize(self, server: Served) -> None:
        self._server = server

    def get(self, token: str, path: str) -> None:
        document = self._server.world.files.at(path) if token == self._server.token else None
        if document is None:
            error = ApiError(404, "Not Found") if token == self._server.token else unauthorized()
            self.set_status(error.code)
            self.finish(error.as_json())
            return
        self.set_header("Content-Type", "application/octet-stream")
        self.finish(document.content)


class NowhereHandler(RequestHandler):
    """Telegram answers JSON even where nothing is."""

    def prepare(self) -> None:
        error = ApiError(404, "Not Found")
        self.set_status(error.code)
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(error.as_json()))


def _proper_name(method: str) -> str:
    if method.lower() == "getupdates":
        return "getUpdates"
    with contextlib.suppress(ApiError):
        return methods.find(method).name
    return method


def _json_answer(status: int, content: dict[str, Any]) -> Answer:
    return Answer(status, json.dumps(content, ensure_ascii=False).encode())
