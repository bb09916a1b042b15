"""One question of a person at a time, not too many of anybody, and "typing" where it takes."""

import asyncio
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import BadRequest

from bot.handlers.context import App, desk, set_desk
from bot.librarian import Librarian
from bot.manners import Manners, TooFast, typing
from bot.wording.choice import LANGUAGES
from tests.bot import sample
from tests.bot.held import Held
from tests.bot.running import serving
from tests.bot.timeless import START, Patience
from tests.botapi.server import BotApiServer, Fault

WORDS = LANGUAGES["zh-hans"]
LI, WANG, GROUP = 7, 8, -1001234567890
PERSON_MOST, PERSON_SECONDS = 12, 2
GROUP_MOST, GROUP_SECONDS = 15, 3


@dataclass
class Clock:
    """Seconds that pass when they are told to."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def manners(clock: Clock) -> Manners:
    return Manners(clock)


# How fast


def test_a_person_asks_twelve_at_once_and_then_one_in_two_seconds(manners: Manners, clock: Clock) -> None:
    assert [manners.pace(LI) for _ in range(PERSON_MOST)] == [None] * PERSON_MOST
    for _ in range(3):
        assert manners.pace(LI) == TooFast(PERSON_SECONDS, told=False)
        clock.now += PERSON_SECONDS
        assert manners.pace(LI) is None


def test_a_group_asks_fifteen_at_once_and_then_one_in_three_seconds(manners: Manners, clock: Clock) -> None:
    assert [manners.pace(person, GROUP) for person in range(1, GROUP_MOST + 1)] == [None] * GROUP_MOST
    for person in (101, 102, 103):
        assert manners.pace(person, GROUP) == TooFast(GROUP_SECONDS, told=False)
        clock.now += GROUP_SECONDS
        assert manners.pace(person, GROUP) is None


def test_a_group_that_is_too_fast_does_not_keep_its_people_from_asking_elsewhere(manners: Manners) -> None:
    for person in range(1, GROUP_MOST + 1):
        manners.pace(person, GROUP)
    assert [bool(manners.pace(LI, GROUP)) for _ in range(PERSON_MOST)] == [True] * PERSON_MOST
    assert [manners.pace(LI) for _ in range(PERSON_MOST - 1)] == [None] * (PERSON_MOST - 1)


def test_a_person_who_is_too_fast_takes_nothing_from_the_others_of_the_group(manners: Manners) -> None:
    for _ in range(3 * GROUP_MOST):
        manners.pace(LI, GROUP)
    assert [manners.pace(WANG, GROUP) for _ in range(GROUP_MOST - PERSON_MOST)] == [None] * 3


def test_nobody_is_told_twice_until_they_were_answered_again(manners: Manners, clock: Clock) -> None:
    for _ in range(PERSON_MOST):
        manners.pace(LI)
    told = [manners.pace(LI) for _ in range(3)]
    assert [wait and wait.told for wait in told] == [False, True, True]
    clock.now += PERSON_SECONDS
    assert manners.pace(LI) is None
    wait = manners.pace(LI)
    assert wait
    assert not wait.told


def test_nobody_saves_up_more_than_the_most(manners: Manners, clock: Clock) -> None:
    manners.pace(LI)
    clock.now += 100_000
    assert [manners.pace(LI) is None for _ in range(PERSON_MOST + 1)] == [True] * PERSON_MOST + [False]


@given(milliseconds=st.lists(st.integers(0, 7000), max_size=5), group=st.sampled_from([None, GROUP]))
def test_whoever_waits_as_long_as_was_said_is_answered(milliseconds: list[int], group: int | None) -> None:
    clock = Clock()
    manners = Manners(clock)
    for person in range(GROUP_MOST) if group else [LI] * PERSON_MOST:
        manners.pace(person, group)
    for passed in milliseconds:
        clock.now += passed / 1000
        if wait := manners.pace(LI, group):
            assert wait.seconds >= 1
            clock.now += wait.seconds
            assert manners.pace(LI, group) is None


def test_whoever_was_not_heard_of_for_long_is_forgotten(manners: Manners) -> None:
    for _ in range(PERSON_MOST + 1):
        manners.pace(LI)
    for person in range(100, 10_100):
        manners.pace(person)
    assert manners.pace(LI) is None


# One at a time


async def in_turn(manners: Manners, name: str, done: list[str], go: asyncio.Event, person: int = LI) -> None:
    async with manners.turn(person) as mine:
        if not mine:
            done.append(f"not {name}")
            return
        await go.wait()
        done.append(name)


async def asked_at_once(manners: Manners, names: str) -> list[str]:
    done: list[str] = []
    go = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        for name in names:
            tasks.create_task(in_turn(manners, name, done, go))
        while not any(one.startswith("not") for one in done) and len(names) > 4:
            await asyncio.sleep(0)
        go.set()
    return done


def test_a_persons_questions_come_one_after_another_and_more_than_three_do_not_wait(manners: Manners) -> None:
    assert asyncio.run(asked_at_once(manners, "abcd")) == ["a", "b", "c", "d"]
    assert asyncio.run(asked_at_once(manners, "abcde")) == ["not e", "a", "b", "c", "d"]
    assert asyncio.run(asked_at_once(manners, "fgh")) == ["f", "g", "h"]


def test_others_do_not_stand_in_a_persons_line(manners: Manners) -> None:
    async def conversation() -> list[str]:
        done: list[str] = []
        held, free = asyncio.Event(), asyncio.Event()
        free.set()
        first = asyncio.create_task(in_turn(manners, "Li", done, held))
        await asyncio.sleep(0)
        await in_turn(manners, "Wang", done, free, WANG)
        held.set()
        await first
        return done

    assert asyncio.run(conversation()) == ["Wang", "Li"]


def test_a_turn_that_fails_or_is_given_up_is_the_next_ones(manners: Manners) -> None:
    async def fails() -> None:
        async with manners.turn(LI):
            raise ZeroDivisionError

    async def conversation() -> list[str]:
        done: list[str] = []
        go = asyncio.Event()
        with pytest.raises(ZeroDivisionError):
            await fails()
        first = asyncio.create_task(in_turn(manners, "a", done, go))
        second = asyncio.create_task(in_turn(manners, "b", done, go))
        third = asyncio.create_task(in_turn(manners, "c", done, go))
        await asyncio.sleep(0)
        for task in (second, first):
            task.cancel()
        go.set()
        await asyncio.gather(first, second, third, return_exceptions=True)
        return done

    assert asyncio.run(conversation()) == ["c"]


# Typing


def shown_while(seconds: float, failing: bool = False) -> list[float]:
    """When "typing" is sent while something takes so many seconds, on a clock that does not wait."""
    at: list[float] = []

    async def send() -> None:
        at.append(asyncio.get_running_loop().time() - START)
        if failing:
            raise BadRequest("chat not found")

    async def conversation() -> None:
        async with typing(send):
            await asyncio.sleep(seconds)

    with asyncio.Runner(loop_factory=Patience) as runner:
        runner.run(conversation())
    return at


@pytest.mark.parametrize("failing", [False, True])
def test_typing_is_shown_after_half_a_second_and_again_before_telegram_ends_it(failing: bool) -> None:
    assert shown_while(0.4, failing) == []
    assert shown_while(0.6, failing) == [0.5]
    assert shown_while(12, failing) == [0.5, 5.0, 9.5]


def test_what_goes_wrong_while_typing_is_shown_goes_wrong_for_who_asked() -> None:
    async def send() -> None: ...

    async def conversation() -> None:
        async with typing(send):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asyncio.run(conversation())


# Through the bot


def timed(app: App, clock: Clock) -> None:
    set_desk(app, replace(desk(app), manners=Manners(clock)))


QUESTIONS = [sample.ANSWERED, "芮波是什么职务？", "甘沛霖是谁？", "“五人一排”是怎么走的？"]


def test_questions_sent_at_once_are_answered_in_their_order_and_one_too_many_is_told_to_wait(
    server: BotApiServer, held: Held
) -> None:
    person = server.person(LI, language_code="zh-hans")
    with serving(server, held):
        for line in QUESTIONS:
            person.says(line)
        assert held.begins() == QUESTIONS[0]
        last = person.says(sample.UNANSWERED)
        (busy,) = person.waits_for_reply(last)
        assert held.idle, "one at a time"
        held.lets(len(QUESTIONS))
        _, *answers = person.waits_for_reply(last, 1 + len(QUESTIONS))
    assert busy.text == WORDS.busy
    assert [held.begins() for _ in QUESTIONS[1:]] == QUESTIONS[1:]
    assert sample.ANSWERED_IN in answers[0].text
    assert [answer.marked("bold") for answer in answers[1:3]] == [["芮 波"], ["甘沛霖"]]


def test_whoever_waits_keeps_nobody_else_waiting(server: BotApiServer, held: Held) -> None:
    person, other = server.person(LI), server.person(WANG, "Wang")
    with serving(server, held):
        person.says(sample.ANSWERED)
        held.begins()
        (shown,) = other.waits_for_reply(other.says("/help"))
        held.lets()
    assert shown.text
    assert len(person.answers()) == 1


def test_typing_is_shown_while_an_answer_takes_and_ends_with_it(server: BotApiServer, held: Held) -> None:
    person = server.person(LI)
    with serving(server, held):
        said = person.says(sample.ANSWERED)
        person.waits_until(lambda: person.doing == "typing")
        held.lets()
        person.waits_for_reply(said)
        assert person.doing == ""


def test_typing_is_shown_in_the_topic_of_the_question(server: BotApiServer, held: Held) -> None:
    group = server.group(GROUP, "读书会", forum=True)
    topic, person = group.topic("水利"), server.person(LI)
    with serving(server, held):
        person.says(f"/ask {sample.ANSWERED}", chat=group, topic=topic)
        server.wait_for(lambda: server.called("sendChatAction"))
        held.lets()
    call = server.called("sendChatAction")[0]
    assert (call.status, call.params["message_thread_id"]) == (200, topic.thread)


def test_typing_that_cannot_be_shown_keeps_nobody_from_the_answer(server: BotApiServer, held: Held) -> None:
    person = server.person(LI)
    server.fail_next("sendChatAction", Fault.bad_gateway())
    with serving(server, held):
        said = person.says(sample.ANSWERED)
        server.wait_for(lambda: server.called("sendChatAction"))
        held.lets()
        (shown,) = person.waits_for_reply(said)
    assert sample.ANSWERED_IN in shown.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_is_too_fast_is_told_once_how_long_to_wait(
    server: BotApiServer, librarian: Librarian, clock: Clock, language: str
) -> None:
    person, words = server.person(LI, language_code=language), LANGUAGES[language]
    with serving(server, librarian) as app:
        timed(app, clock)
        for _ in range(PERSON_MOST):
            person.waits_for_reply(person.says("您好"))
        (told,) = person.waits_for_reply(person.says("您好"))
        unheard = [person.says("您好"), person.says(sample.ANSWERED)]
        server.wait_for(lambda: server.pending == 0)
        clock.now += PERSON_SECONDS
        (shown,) = person.waits_for_reply(person.says(sample.ANSWERED))
    assert told.text == words.too_fast.format(seconds=PERSON_SECONDS)
    assert person.answers(unheard[0]) == [shown]
    assert sample.ANSWERED_IN in shown.text


def test_a_group_that_is_too_fast_is_told_once_in_reply(
    server: BotApiServer, librarian: Librarian, clock: Clock
) -> None:
    group = server.group(GROUP)
    people = [server.person(number, language_code="zh-hans") for number in range(101, 118)]
    with serving(server, librarian) as app:
        timed(app, clock)
        for person in people[:GROUP_MOST]:
            person.waits_for_reply(person.says("/ask 您好", chat=group), chat=group)
        asked = people[-2].says("/ask 您好", chat=group)
        (told,) = people[-2].waits_for_reply(asked, chat=group)
        people[-1].says("/ask 您好", chat=group)
    assert (told.text, told.reply_to) == (WORDS.too_fast.format(seconds=GROUP_SECONDS), asked)
    assert len(group.answers(asked)) == 1


def test_a_tap_that_comes_too_fast_is_told_so(server: BotApiServer, librarian: Librarian, clock: Clock) -> None:
    person = server.person(LI, language_code="zh-hans")
    with serving(server, librarian) as app:
        timed(app, clock)
        (shown,) = person.waits_for_reply(person.says(sample.ANSWERED))
        label = next(label for row in shown.buttons for label in row if label.startswith(WORDS.button_cite))
        for _ in range(PERSON_MOST - 1):
            person.waits_for_reply(person.says("您好"))
        after = person.screen[-1].message_id
        toasts = [person.taps(label, shown) for _ in range(2)]
        clock.now += PERSON_SECONDS
        ended = person.taps(label, shown)
        person.waits_for_reply(after)
    assert [toast.text for toast in toasts] == [WORDS.too_fast.format(seconds=PERSON_SECONDS)] * 2
    assert ended.text == ""
    assert len(person.answers(after)) == 1
