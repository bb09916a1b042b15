"""Messages leave within Telegram's limits and no later than they must; what fails on the way is tried again."""

import asyncio
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import BotCommand, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.sending import TRIES_AFTER_429, WAITS, PersistentLimiter
from tests.bot.timeless import Arrival, Conversation, Telegram, bad, hold, lost, refused

# What a timer may be early by, and what sums of floats are off by.
HAIR = 1e-6
GROUP = -100_200


def failure(telegram: Telegram, conversation: Conversation) -> TelegramError:
    """What is raised in the end."""
    with pytest.raises(TelegramError) as raised:
        hold(telegram, conversation)
    return raised.value


@dataclass(frozen=True)
class Wish:
    """A message somebody wants sent at some moment."""

    at: float
    chat: int | str
    text: str


async def fulfil(bot: ExtBot[None], wishes: list[Wish]) -> None:
    """Each message is sent at its moment, those of one moment in their order; an error of one ends them all."""
    passed = 0.0
    async with asyncio.TaskGroup() as group:
        for wish in wishes:
            await asyncio.sleep(wish.at - passed)
            passed = wish.at
            group.create_task(bot.send_message(wish.chat, wish.text))


@pytest.fixture(autouse=True)
def future_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the library warns of its own future as soon as it builds a RetryAfter."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


# The limits

chats = st.sampled_from([1, 2, 3, *range(100, 160), GROUP, GROUP - 1, "@riverside"])
moments = st.one_of(st.just(0.0), st.floats(0, 5), st.integers(0, 5).map(float))
pairs = st.lists(st.tuples(moments, chats), min_size=1, max_size=150)


def wishes_of(pairs: list[tuple[float, int | str]]) -> list[Wish]:
    """In the order of their moments, numbered."""
    return [Wish(at, chat, str(number)) for number, (at, chat) in enumerate(sorted(pairs, key=lambda pair: pair[0]))]


def windows(arrivals: list[Arrival]) -> Iterator[tuple[list[Arrival], int, float]]:
    """Each row of messages with how many of it may come in how many seconds."""
    yield arrivals, 30, 1
    for chat in {arrival.chat for arrival in arrivals}:
        row = [arrival for arrival in arrivals if arrival.chat == chat]
        yield row, 1, 1
        if isinstance(chat, str) or chat < 0:
            yield row, 20, 60


@given(pairs, st.randoms(use_true_random=False), st.sampled_from([0.0, 0.03, 0.4, 2.5]))
def test_no_limit_is_ever_exceeded_however_long_messages_are_on_their_way(
    pairs: list[tuple[float, int | str]], chance: Any, longest: float
) -> None:
    telegram = Telegram(iter(lambda: chance.uniform(0, longest), None))
    hold(telegram, lambda bot: fulfil(bot, wishes_of(pairs)))
    assert len(telegram.arrivals) == len(pairs)
    for row, limit, seconds in windows(telegram.arrivals):
        for first, beyond in zip(row, row[limit:], strict=False):
            assert beyond.at - first.at > seconds - HAIR


@given(pairs, st.randoms(use_true_random=False), st.booleans())
def test_messages_of_a_chat_arrive_in_their_order_with_limits_and_without(
    pairs: list[tuple[float, int | str]], chance: Any, limited: bool
) -> None:
    telegram = Telegram(iter(lambda: chance.uniform(0, 2), None))
    wishes = wishes_of(pairs)
    hold(telegram, lambda bot: fulfil(bot, wishes), PersistentLimiter() if limited else PersistentLimiter(0, 0, 0))
    for chat in {wish.chat for wish in wishes}:
        wanted = [wish.text for wish in wishes if wish.chat == chat]
        assert [arrival.text for arrival in telegram.arrivals if arrival.chat == chat] == wanted


@given(pairs)
def test_no_message_waits_but_for_a_limit(pairs: list[tuple[float, int | str]]) -> None:
    telegram = Telegram()
    wishes = wishes_of(pairs)
    hold(telegram, lambda bot: fulfil(bot, wishes))
    due = {wish.text: [wish.at] for wish in wishes}
    for row, limit, seconds in windows(telegram.arrivals):
        for first, beyond in zip(row, row[limit:], strict=False):
            due[beyond.text].append(first.at + seconds)
    for arrival in telegram.arrivals:
        assert arrival.at == pytest.approx(max(due[arrival.text]), abs=HAIR)


@pytest.mark.parametrize("count", [1, 30, 31, 60, 61, 200])
def test_messages_to_as_many_chats_take_no_second_more_than_they_must(count: int) -> None:
    telegram = Telegram()
    took = hold(telegram, lambda bot: fulfil(bot, [Wish(0, chat, "水") for chat in range(1, count + 1)]))
    assert took == max(0, ceil((count - 30) / 30))


def test_a_chat_with_a_long_row_of_messages_does_not_hold_up_the_others() -> None:
    telegram = Telegram()
    greedy = [Wish(0, chat, "很多") for chat in range(1, 11) for _ in range(20)]
    hold(telegram, lambda bot: fulfil(bot, [*greedy, *(Wish(0.5, chat, "一条") for chat in range(11, 31))]))
    assert [arrival.at for arrival in telegram.arrivals if arrival.text == "一条"] == [0.5] * 20


def test_twenty_messages_a_minute_go_to_a_group() -> None:
    telegram = Telegram()
    hold(telegram, lambda bot: fulfil(bot, [Wish(0, GROUP, "水")] * 42))
    assert telegram.times == [*range(20), *range(60, 80), 120, 121]


@pytest.mark.parametrize(("chat", "last"), [(7, 24), ("7", 24), (GROUP, 64), (str(GROUP), 64), ("@riverside", 64)])
def test_negative_numbers_and_names_are_groups(chat: int | str, last: float) -> None:
    telegram = Telegram()
    assert hold(telegram, lambda bot: fulfil(bot, [Wish(0, chat, "水")] * 25)) == last


def test_a_number_and_the_same_number_as_text_are_one_chat() -> None:
    telegram = Telegram()
    hold(telegram, lambda bot: fulfil(bot, [Wish(0, 7, "水"), Wish(0, "7", "水")]))
    assert telegram.times == [0, 1]


def test_edits_and_forwards_count_as_messages() -> None:
    async def conversation(bot: ExtBot[None]) -> None:
        await bot.send_message(7, "水")
        await bot.edit_message_text("岸", 7, 1)
        await bot.edit_message_reply_markup(7, 1)
        await bot.forward_messages(7, 8, [1])
        await bot.copy_message(7, 8, 1)

    telegram = Telegram()
    telegram.answers("forwardMessages", 7, {"ok": True, "result": []})
    telegram.answers("copyMessage", 7, {"ok": True, "result": {"message_id": 2}})
    hold(telegram, conversation)
    assert telegram.times == [0, 1, 2, 3, 4]


def test_edits_of_a_message_sent_by_inline_mode_count_in_a_chat_of_their_own() -> None:
    async def conversation(bot: ExtBot[None]) -> None:
        await bot.edit_message_text("水", inline_message_id="AbC")
        await bot.edit_message_text("岸", inline_message_id="AbC")
        await bot.edit_message_text("岸", inline_message_id="AbD")

    telegram = Telegram()
    hold(telegram, conversation)
    assert telegram.times == [0, 1, 1]


def test_what_is_no_message_does_not_wait() -> None:
    async def conversation(bot: ExtBot[None]) -> None:
        for _ in range(50):
            await bot.send_chat_action(GROUP, "typing")
            await bot.answer_callback_query("1")
            await bot.answer_inline_query("1", [])
            await bot.delete_message(GROUP, 1)
        await bot.set_my_commands([BotCommand("help", "水")])

    assert hold(Telegram(), conversation) == 0


def test_without_limits_nothing_waits() -> None:
    wishes = [Wish(0, GROUP, "水")] * 100
    assert hold(Telegram(), lambda bot: fulfil(bot, wishes), PersistentLimiter(0, 0, 0)) == 0


def test_chats_are_forgotten_when_they_have_been_idle_for_a_minute() -> None:
    limiter = PersistentLimiter()
    remembered = []

    async def conversation(bot: ExtBot[None]) -> None:
        await fulfil(bot, [Wish(0, chat, "水") for chat in (1, 2, 3, GROUP)])
        for seconds in (0.0, 2.0, 59.0):
            await asyncio.sleep(seconds)
            remembered.append(limiter.remembered)

    hold(Telegram(), conversation, limiter)
    assert remembered == [4, 1, 0]


def test_whoever_gives_up_waiting_leaves_no_slot_taken() -> None:
    async def conversation(bot: ExtBot[None]) -> None:
        for _ in range(5):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await fulfil(bot, [Wish(0, 7, "水"), Wish(0, 7, "岸")])
        await bot.send_message(7, "渠")

    telegram = Telegram()
    limiter = PersistentLimiter()
    hold(telegram, conversation, limiter)
    assert [(arrival.text, round(arrival.at)) for arrival in telegram.arrivals] == [("水", 0), ("渠", 1)]


# What Telegram refuses for now


def test_a_chat_that_is_to_wait_waits_and_no_other_does() -> None:
    telegram = Telegram()
    telegram.answers("sendMessage", 7, refused(5))
    hold(telegram, lambda bot: fulfil(bot, [Wish(0, 7, "水"), Wish(0, 7, "岸"), Wish(2, 8, "渠")]))
    assert [(arrival.at, arrival.text) for arrival in telegram.arrivals] == [(0, "水"), (2, "渠"), (5, "水"), (6, "岸")]


def test_chats_that_wait_take_nothing_of_what_may_go_to_the_others() -> None:
    telegram = Telegram()
    for chat in range(1, 31):
        telegram.answers("sendMessage", chat, refused(100))
    waiting = [Wish(2.0 * chat, chat, "水") for chat in range(1, 31)]
    hold(telegram, lambda bot: fulfil(bot, [*waiting, *(Wish(70, chat, "岸") for chat in range(31, 61))]))
    assert [arrival.at for arrival in telegram.arrivals if arrival.text == "岸"] == [70] * 30


def test_refusals_in_several_chats_within_a_moment_make_all_wait() -> None:
    telegram = Telegram()
    telegram.answers("sendMessage", 7, refused(3))
    telegram.answers("sendMessage", 8, refused(10))
    wishes = [Wish(0, 7, "水"), Wish(0.5, 8, "岸"), Wish(1, 9, "渠"), Wish(11, 9, "田")]
    hold(telegram, lambda bot: fulfil(bot, wishes))
    assert telegram.times == [0, 0.5, 10.5, 10.5, 10.5, 11.5]


def test_a_refusal_that_is_of_no_chat_makes_all_wait() -> None:
    async def conversation(bot: ExtBot[None]) -> None:
        await asyncio.gather(bot.answer_inline_query("1", []), fulfil(bot, [Wish(1, 7, "水")]))

    telegram = Telegram()
    telegram.answers("answerInlineQuery", None, refused(4))
    hold(telegram, conversation)
    assert [(arrival.at, arrival.method) for arrival in telegram.arrivals] == [
        (0, "answerInlineQuery"),
        (4, "answerInlineQuery"),
        (4, "sendMessage"),
    ]


def test_messages_wait_where_typing_was_refused() -> None:
    async def conversation(bot: ExtBot[None]) -> None:
        await asyncio.gather(bot.send_chat_action(7, "typing"), fulfil(bot, [Wish(1, 7, "水"), Wish(1, 8, "岸")]))

    telegram = Telegram()
    telegram.answers("sendChatAction", 7, refused(5))
    hold(telegram, conversation)
    assert {arrival.text: arrival.at for arrival in telegram.arrivals if arrival.text} == {"岸": 1, "水": 5}


def test_what_waits_in_the_row_of_all_waits_on_when_all_are_to_wait() -> None:
    async def inline(bot: ExtBot[None]) -> None:
        await asyncio.sleep(0.5)
        await bot.answer_inline_query("1", [])

    async def conversation(bot: ExtBot[None]) -> None:
        await asyncio.gather(inline(bot), fulfil(bot, [Wish(0, chat, "水") for chat in range(1, 32)]))

    telegram = Telegram()
    telegram.answers("answerInlineQuery", None, refused(10))
    hold(telegram, conversation)
    assert telegram.times == [*[0] * 30, 0.5, 10.5, 10.5]


def test_what_is_refused_again_and_again_is_given_up() -> None:
    telegram = Telegram()
    telegram.answers("sendMessage", 7, *[refused(3)] * 10)
    assert isinstance(failure(telegram, lambda bot: bot.send_message(7, "水")), RetryAfter)
    assert telegram.times == [3 * number for number in range(TRIES_AFTER_429 + 1)]


def test_what_the_bot_says_of_itself_is_not_waited_for() -> None:
    telegram = Telegram()
    telegram.answers("setMyCommands", None, refused(3000))
    telegram.answers("getMyName", None, refused(3000))
    assert isinstance(failure(telegram, lambda bot: bot.set_my_commands([BotCommand("help", "水")])), RetryAfter)
    assert isinstance(failure(telegram, lambda bot: bot.get_my_name()), RetryAfter)
    assert telegram.times == [0, 0]


@pytest.mark.parametrize("timedelta", ["", "1"])
def test_a_wait_is_read_without_a_warning_in_either_form_of_the_library(
    timedelta: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refusing() -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            raise RetryAfter(5)

    async def conversation(bot: ExtBot[None]) -> None:
        data: dict[str, Any] = {"chat_id": 7}
        with pytest.raises(RetryAfter):
            await PersistentLimiter().process_request(refusing, (), {}, "sendMessage", data, None)

    monkeypatch.setenv("PTB_TIMEDELTA", timedelta)
    assert hold(Telegram(), conversation) == 5 * TRIES_AFTER_429


# What is lost on the way


@pytest.mark.parametrize(
    ("method", "send"),
    [
        ("sendMessage", lambda bot: bot.send_message(7, "水")),
        ("editMessageText", lambda bot: bot.edit_message_text("水", 7, 1)),
    ],
)
def test_a_message_that_is_lost_is_sent_again_before_any_other_of_its_chat(method: str, send: Conversation) -> None:
    async def conversation(bot: ExtBot[None]) -> None:
        await asyncio.gather(send(bot), fulfil(bot, [Wish(1, 7, "岸"), Wish(1, 8, "渠")]))

    telegram = Telegram()
    telegram.answers(method, 7, lost(), lost())
    hold(telegram, conversation)
    assert [(arrival.text, arrival.at) for arrival in telegram.arrivals] == [
        ("水", 0),
        ("水", 1),
        ("渠", 1),
        ("水", 2),
        ("岸", 3),
    ]


def test_a_message_that_is_lost_every_time_is_given_up() -> None:
    telegram = Telegram()
    telegram.answers("sendMessage", 7, *[lost()] * 10)
    assert type(failure(telegram, lambda bot: bot.send_message(7, "水"))) is NetworkError
    assert len(telegram.arrivals) == 1 + len(WAITS)


@pytest.mark.parametrize(
    ("method", "ask"),
    [
        ("getMe", lambda bot: bot.get_me()),
        ("sendChatAction", lambda bot: bot.send_chat_action(7, "typing")),
        ("answerCallbackQuery", lambda bot: bot.answer_callback_query("1")),
    ],
)
def test_what_is_no_message_is_not_sent_again(method: str, ask: Conversation) -> None:
    telegram = Telegram()
    telegram.answers(method, 7 if method == "sendChatAction" else None, lost())
    assert type(failure(telegram, ask)) is NetworkError
    assert len(telegram.arrivals) == 1


def test_a_message_that_is_wrong_is_not_sent_again() -> None:
    telegram = Telegram()
    telegram.answers("sendMessage", 7, bad("message text is empty"))
    assert isinstance(failure(telegram, lambda bot: bot.send_message(7, "水")), BadRequest)
    assert len(telegram.arrivals) == 1


def test_an_edit_is_done_when_the_try_that_was_lost_had_done_it() -> None:
    async def conversation(bot: ExtBot[None]) -> None:
        assert await bot.edit_message_text("水", 7, 1) is True

    telegram = Telegram()
    telegram.answers("editMessageText", 7, lost(), bad("message is not modified: it is as it was"))
    hold(telegram, conversation)


def test_an_edit_that_changes_nothing_is_refused_when_no_try_was_lost() -> None:
    telegram = Telegram()
    telegram.answers("editMessageText", 7, bad("message is not modified: it is as it was"))
    assert isinstance(failure(telegram, lambda bot: bot.edit_message_text("水", 7, 1)), BadRequest)


# Groups that move


def test_a_message_follows_its_group_and_replies_to_nothing_there() -> None:
    telegram = Telegram()
    telegram.answers("sendMessage", -55, bad("group chat was upgraded", migrate_to_chat_id=GROUP))
    hold(telegram, lambda bot: bot.send_message(-55, "水", reply_parameters=ReplyParameters(3)))
    there = telegram.arrivals[1]
    assert (there.chat, there.text) == (GROUP, "水")
    assert "reply_parameters" not in there.parameters


def test_a_message_follows_its_group_once() -> None:
    telegram = Telegram()
    telegram.answers("sendMessage", -55, bad("group chat was upgraded", migrate_to_chat_id=GROUP))
    telegram.answers("sendMessage", GROUP, bad("group chat was upgraded", migrate_to_chat_id=-55))
    assert isinstance(failure(telegram, lambda bot: bot.send_message(-55, "水")), ChatMigrated)
    assert len(telegram.arrivals) == 2


def test_an_edit_stays_where_its_message_was() -> None:
    telegram = Telegram()
    telegram.answers("editMessageText", -55, bad("group chat was upgraded", migrate_to_chat_id=GROUP))
    assert isinstance(failure(telegram, lambda bot: bot.edit_message_text("水", -55, 1)), ChatMigrated)
    assert len(telegram.arrivals) == 1
