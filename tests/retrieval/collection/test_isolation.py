"""What is done in a child process is limited there, and whoever waits for it is told how it ended."""

import ctypes
import faulthandler
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from retrieval.collection.isolation import MB, Beat, Limits, Outcome, Work, isolated

pytestmark = pytest.mark.slow

# The address space of a test run is larger than that of a worker.
ROOMY = Limits(memory=8192 * MB, seconds=30)


@pytest.fixture
def lifeline() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    yield reading, writing
    os.close(reading)
    os.close(writing)


def ran(work: Callable[[Beat], dict[str, Any]], limits: Limits, lifeline: tuple[int, int]) -> Outcome:
    (outcome,) = isolated([Work(0, work)], limits, lifeline[0])
    return outcome


def test_what_the_work_returns_comes_back(lifeline: tuple[int, int]) -> None:
    long = "水" * 300_000
    outcome = ran(lambda beat: {"text": long}, ROOMY, lifeline)
    assert (outcome.result, outcome.ending) == ({"text": long}, None)
    assert outcome.peak > 1 * MB


def test_work_that_does_not_end_is_killed_with_all_it_started(lifeline: tuple[int, int], tmp_path: Any) -> None:
    def endless(beat: Beat) -> dict[str, Any]:
        if os.fork() == 0:
            (tmp_path / "grandchild").write_text(str(os.getpid()))
        while True:
            signal.pause()

    outcome = ran(endless, Limits(memory=ROOMY.memory, seconds=0.5), lifeline)
    assert (outcome.result, outcome.ending) == (None, "time")
    grandchild = int((tmp_path / "grandchild").read_text())
    while os.path.exists(
        f"/proc/{grandchild}/exe"
    ):  # its new parent takes a moment to notice; the test's own limit ends this
        time.sleep(0.01)


def test_a_stretch_that_is_done_gives_the_next_one_its_time(lifeline: tuple[int, int]) -> None:
    def steady(beat: Beat) -> dict[str, Any]:
        for _ in range(6):
            time.sleep(0.25)
            beat()
        return {"done": True}

    assert ran(steady, Limits(memory=ROOMY.memory, seconds=1), lifeline).result == {"done": True}


def test_memory_has_a_limit(lifeline: tuple[int, int]) -> None:
    outcome = ran(lambda beat: {"size": len(bytearray(ROOMY.memory))}, ROOMY, lifeline)
    assert (outcome.result, outcome.ending) == (None, "memory")


def test_a_crash_in_c_is_an_ending_like_others(lifeline: tuple[int, int]) -> None:
    def reads_nothing(beat: Beat) -> dict[str, Any]:
        faulthandler.disable()  # pytest's, which would print where
        return {"read": ctypes.string_at(0).decode()}

    outcome = ran(reads_nothing, ROOMY, lifeline)
    assert (outcome.result, outcome.ending) == (None, "crashed")


def test_an_exception_is_named(lifeline: tuple[int, int]) -> None:
    def wrong(beat: Beat) -> dict[str, Any]:
        raise KeyError("渠")

    outcome = ran(wrong, ROOMY, lifeline)
    assert (outcome.ending, outcome.detail) == ("crashed", "KeyError: '渠'")


def test_a_child_that_ends_without_a_word_crashed(lifeline: tuple[int, int]) -> None:
    assert ran(lambda beat: os._exit(0), ROOMY, lifeline).ending == "crashed"


def test_works_are_done_one_after_the_other_by_one_child(lifeline: tuple[int, int]) -> None:
    done: list[int] = []

    def counted(beat: Beat) -> dict[str, Any]:
        beat()
        done.append(os.getpid())
        return {"done": len(done), "by": os.getpid()}

    results = [one.result for one in isolated([Work(0, counted)] * 3, ROOMY, lifeline[0])]
    assert [result and result["done"] for result in results] == [1, 2, 3]
    assert len({result and result["by"] for result in results}) == 1
    assert done == []


@pytest.mark.parametrize(
    ("ending", "ends"),
    [("crashed", lambda: os._exit(0)), ("time", signal.pause), ("memory", lambda: bytearray(ROOMY.memory))],
)
def test_what_ends_a_child_is_told_of_itself_alone_and_the_others_are_done(
    lifeline: tuple[int, int], ending: str, ends: Callable[[], object]
) -> None:
    def bad(beat: Beat) -> dict[str, Any]:
        ends()
        return {}

    def good(beat: Beat) -> dict[str, Any]:
        return {"done": True}

    works = [Work(0, work) for work in (good, bad, good, bad, bad, good)]
    outcomes = list(isolated(works, replace(ROOMY, seconds=1), lifeline[0]))
    assert [one.ending for one in outcomes] == [None, ending, None, ending, ending, None]
    assert [one.result for one in outcomes] == [{"done": True}, None, {"done": True}, None, None, {"done": True}]


def test_what_fails_only_where_others_were_before_it_is_done_in_a_child_of_its_own(lifeline: tuple[int, int]) -> None:
    left_behind: list[int] = []

    def leaves(beat: Beat) -> dict[str, Any]:
        left_behind.append(1)
        return {}

    def trips(beat: Beat) -> dict[str, Any]:
        if left_behind:
            raise KeyError("渠")
        return {"done": True}

    outcomes = list(isolated([Work(0, leaves), Work(0, trips)], ROOMY, lifeline[0]))
    assert [one.result for one in outcomes] == [{}, {"done": True}]


def test_nobody_works_on_when_nobody_waits(lifeline: tuple[int, int]) -> None:
    def endless(beat: Beat) -> dict[str, Any]:
        while True:
            signal.pause()

    reading, writing = os.pipe()
    os.close(writing)
    with pytest.raises(EOFError):
        list(isolated([Work(0, endless)], ROOMY, reading))
    os.close(reading)
