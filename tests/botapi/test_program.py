"""The server as a program of its own, arranged and read by plain JSON from another process."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.botapi.server import TOKEN

ROOT = Path(__file__).parents[2]
GROUP = -1001234567890

pytestmark = pytest.mark.slow

Post = Callable[..., Any]


@pytest.fixture
def post() -> Iterator[Post]:
    """A request to the program: a path and a JSON object."""
    program = [sys.executable, "-m", "tests.botapi", "--keep", "5"]
    with subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        address = running.stdout.readline().strip()
        with httpx.Client(base_url=address, timeout=20, trust_env=False) as client:

            def ask(path: str, **order: Any) -> Any:
                return client.post(path, json=order).json()

            yield ask
        running.send_signal(signal.SIGINT)
        assert running.wait(20) == 0


def bot(post: Post, method: str, **params: Any) -> Any:
    return post(f"/bot{TOKEN}/{method}", **params)["result"]


def test_a_bench_says_and_counts_and_begins_anew(post: Post) -> None:
    assert post("/control/people", first=7, count=2, language_code="en") == {"made": 2}
    assert post("/control/say", person=7, texts=["one", "two"], times=10)["said"] == 20
    updates = bot(post, "getUpdates")
    assert len(updates) == 20
    assert updates[0]["message"]["from"]["language_code"] == "en"
    for _ in range(3):
        bot(post, "sendMessage", chat_id=7, text="x")
    counts = post("/control/wait", sent=3, timeout=5)
    assert counts == {
        "sent": 3,
        "pending": 20,
        "polling": False,
        "calls": {"getUpdates 200": 1, "sendMessage 200": 3},
    }
    assert post("/control/reset") == {}
    assert post("/control/counts") == {"sent": 0, "pending": 20, "polling": False, "calls": {}}


def test_a_bench_measures_answers_taps_and_inline_queries(post: Post) -> None:
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(post, "/control/ask", person=7, text="容错")
        bot(post, "getUpdates", timeout=10)
        button = {"text": "更多", "callback_data": "m"}
        bot(post, "sendMessage", chat_id=7, text="答", reply_markup={"inline_keyboard": [[button]]})
        assert asked.result(10)["answers"] == ["答"]
        tapped = pool.submit(post, "/control/tap", person=7, label="更多")
        (update,) = bot(post, "getUpdates", timeout=10, offset=700_000_002)
        bot(post, "answerCallbackQuery", callback_query_id=update["callback_query"]["id"], text="好")
        assert tapped.result(10)["toast"] == "好"
        typed = pool.submit(post, "/control/inline", person=7, query="容错")
        (update,) = bot(post, "getUpdates", timeout=10, offset=700_000_003)
        bot(post, "answerInlineQuery", inline_query_id=update["inline_query"]["id"], results=[])
        assert typed.result(10)["results"] == 0


def test_the_flood_model_and_groups_are_arranged_by_the_door(post: Post) -> None:
    post("/control/group", id=GROUP, title="读书会")
    post("/control/say", person=7, text="/ask", chat=GROUP)
    post("/control/flood", total=30, chat=1, group=1)
    for _ in range(2):
        post(f"/bot{TOKEN}/sendMessage", chat_id=GROUP, text="x")
    violations = post("/control/violations")
    assert (violations["count"], violations["last"][0]["limit"]) == (1, "group")
    post("/control/flood", off=True)
    assert post("/control/violations") == {"count": 0, "last": []}


@pytest.mark.parametrize(
    ("action", "order", "reason"),
    [
        ("nothing", {}, "no action nothing"),
        ("say", {}, "KeyError"),
        ("flood", {"other": 1}, "TypeError"),
        ("wait", {"sent": 1, "timeout": 0.01}, "TimeoutError"),
    ],
)
def test_an_order_that_cannot_be_done_says_why(post: Post, action: str, order: dict[str, Any], reason: str) -> None:
    assert reason in post(f"/control/{action}", **order)["error"]


def test_only_the_last_messages_are_kept(post: Post) -> None:
    numbers = [post("/control/say", person=7, text="x")["last"] for _ in range(6)]
    assert numbers == [1, 2, 3, 4, 5, 6]
    first = post(f"/bot{TOKEN}/sendMessage", chat_id=7, text="x", reply_to_message_id=1)
    assert first["description"] == "Bad Request: message to be replied not found"
    assert bot(post, "sendMessage", chat_id=7, text="x", reply_to_message_id=6)
