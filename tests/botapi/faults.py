"""What goes wrong on request: flood control, gateways, connections, patience."""

import json
import threading
from collections import defaultdict, deque
from dataclasses import dataclass

from tests.botapi.errors import ApiError

_GATEWAY_PAGE = b"""<html>\r
<head><title>502 Bad Gateway</title></head>\r
<body>\r
<center><h1>502 Bad Gateway</h1></center>\r
<hr><center>nginx/1.18.0</center>\r
</body>\r
</html>\r
"""


@dataclass(frozen=True)
class Answer:
    """What goes over the wire."""

    status: int
    body: bytes
    content_type: str = "application/json"


@dataclass(frozen=True)
class Fault:
    """One mishap; with `answer` the method does not run, otherwise it runs and its answer is late or lost."""

    answer: Answer | None = None
    drops: bool = False
    runs: bool = False
    delay: float = 0.0

    @classmethod
    def too_many_requests(cls, retry_after: int = 1) -> "Fault":
        error = ApiError(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})
        return cls(answer=Answer(429, json.dumps(error.as_json()).encode()))

    @classmethod
    def bad_gateway(cls) -> "Fault":
        return cls(answer=Answer(502, _GATEWAY_PAGE, "text/html"))

    @classmethod
    def dropped(cls, done: bool = False) -> "Fault":
        """The connection closes without an answer; with `done` Telegram had already done what was asked."""
        return cls(drops=True, runs=done)

    @classmethod
    def slow(cls, seconds: float) -> "Fault":
        """Done at once, answered late."""
        return cls(runs=True, delay=seconds)


class FaultPlan:
    """The faults each method has yet to suffer, first come first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: defaultdict[str, deque[Fault]] = defaultdict(deque)

    def add(self, method: str, fault: Fault, times: int = 1) -> None:
        with self._lock:
            self._waiting[method.lower()].extend([fault] * times)

    def next_for(self, method: str) -> Fault | None:
        with self._lock:
            waiting = self._waiting[method.lower()]
            return waiting.popleft() if waiting else None
