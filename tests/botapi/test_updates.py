"""What people say reaches the bot as Telegram would bring it."""

import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.botapi.asking import refusal, result, texts
from tests.botapi.markup import Entity
from tests.botapi.server import BotApiServer

GROUP = -1001234567890
CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"

# Updates


def test_updates_stay_until_a_later_offset_acknowledges_them(server: BotApiServer) -> None:
    person = server.person(7, language_code="zh-hans")
    for text in ("one", "two", "three"):
        person.says(text)
    updates = result(server, "getUpdates", limit=2)
    assert texts(updates) == ["one", "two"]
    assert updates[0]["message"]["from"]["language_code"] == "zh-hans"
    assert texts(result(server, "getUpdates")) == ["one", "two", "three"]
    assert texts(result(server, "getUpdates", offset=updates[-1]["update_id"] + 1)) == ["three"]
    assert server.pending == 1


def test_a_negative_offset_keeps_the_last_updates_only(server: BotApiServer) -> None:
    person = server.person(7)
    for text in ("one", "two", "three"):
        person.says(text)
    assert texts(result(server, "getUpdates", offset=-1)) == ["three"]
    assert server.pending == 1


def test_a_long_poll_ends_with_the_first_update(server: BotApiServer) -> None:
    person = server.person(7)
    with ThreadPoolExecutor() as pool:
        poll = pool.submit(result, server, "getUpdates", timeout=50)
        server.wait_for(lambda: server.polling)
        person.says("hello")
        assert texts(poll.result(10)) == ["hello"]


def test_a_long_poll_without_updates_ends_empty_after_its_time(server: BotApiServer) -> None:
    begin = time.monotonic()
    assert result(server, "getUpdates", timeout=1) == []
    assert time.monotonic() - begin >= 0.9


def test_a_second_poller_and_the_first_terminate_each_other(server: BotApiServer) -> None:
    with ThreadPoolExecutor() as pool:
        first = pool.submit(refusal, server, "getUpdates", timeout=50)
        server.wait_for(lambda: server.polling)
        second = pool.submit(refusal, server, "getUpdates", timeout=50)
        assert first.result(10) == (409, CONFLICT)
        again = pool.submit(result, server, "getUpdates", timeout=50)
        assert second.result(10) == (409, CONFLICT)
        server.person(7).says("hello")
        assert texts(again.result(10)) == ["hello"]


def test_a_poller_that_went_away_is_no_conflict(server: BotApiServer) -> None:
    impatient = httpx.Timeout(10, read=0.2)
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{server.url}/bot{server.token}/getUpdates?timeout=50", timeout=impatient, trust_env=False)
    server.wait_for(lambda: not server.polling)
    assert result(server, "getUpdates") == []


def test_a_bot_gets_only_the_kinds_of_updates_it_allows(server: BotApiServer) -> None:
    person = server.person(7)
    assert result(server, "getUpdates", allowed_updates=["callback_query"]) == []
    person.says("unheard")
    assert result(server, "getUpdates") == []
    assert result(server, "getUpdates", allowed_updates=[]) == []
    person.says("heard")
    assert texts(result(server, "getUpdates")) == ["heard"]


def test_deleting_the_webhook_can_drop_what_waits(server: BotApiServer) -> None:
    server.person(7).says("hello")
    assert result(server, "getWebhookInfo")["pending_update_count"] == 1
    assert result(server, "deleteWebhook", drop_pending_updates=True) is True
    assert result(server, "getUpdates") == []


def test_an_update_can_come_twice(server: BotApiServer) -> None:
    person = server.person(7)
    server.duplicate_next_update()
    person.says("one")
    person.says("two")
    updates = result(server, "getUpdates")
    assert texts(updates) == ["one", "one", "two"]
    assert updates[0]["update_id"] == updates[1]["update_id"]


# People and groups


def test_commands_and_mentions_are_marked_in_a_persons_words(server: BotApiServer) -> None:
    server.person(7).says("/ask@yinju_test_bot 😀 @li_lei")
    (update,) = result(server, "getUpdates")
    entities = [Entity(**entity) for entity in update["message"]["entities"]]
    assert entities == [Entity("bot_command", 0, 19), Entity("mention", 23, 7)]


def test_under_privacy_a_bot_hears_commands_replies_and_mentions_only(server: BotApiServer) -> None:
    person, group = server.person(7), server.group(GROUP, "读书会")
    sent = result(server, "sendMessage", chat_id=GROUP, text="来了")
    first = person.says("chat among people", chat=group)
    for text in ("/ask 容错", "/ask@other_bot 容错", "@yinju_test_bot 容错", "@other_bot 容错"):
        person.says(text, chat=group)
    person.says("a reply", chat=group, reply_to=sent["message_id"])
    person.says("a reply to a person", chat=group, reply_to=first)
    updates = result(server, "getUpdates")
    assert texts(updates) == ["/ask 容错", "@yinju_test_bot 容错", "a reply"]
    assert updates[0]["message"]["chat"] == {"id": GROUP, "title": "读书会", "type": "supergroup"}
    assert updates[2]["message"]["reply_to_message"]["text"] == "来了"


def test_without_privacy_a_bot_hears_everything(server: BotApiServer) -> None:
    server.privacy = False
    server.person(7).says("chat among people", chat=server.group(GROUP))
    assert texts(result(server, "getUpdates")) == ["chat among people"]
    assert result(server, "getMe")["can_read_all_group_messages"] is True


def test_message_numbers_of_groups_are_their_own(server: BotApiServer) -> None:
    person = server.person(7)
    assert (person.says("one"), person.says("two"), person.says("/one", chat=server.group(GROUP))) == (1, 2, 1)
