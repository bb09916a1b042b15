"""Inline mode: queries, results, their cache, and what is sent by way of the bot."""

from typing import Any

import pytest

from tests.botapi.asking import refusal, result
from tests.botapi.person import Person, Results, StartButton
from tests.botapi.server import BotApiServer

GROUP = -1001234567890
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def article(id: str = "1", text: str = "<blockquote>乙</blockquote>", **more: Any) -> dict[str, Any]:
    content = {"message_text": text, "parse_mode": "HTML"}
    return {"type": "article", "id": id, "title": f"题{id}", "input_message_content": content} | more


def asked(server: BotApiServer, person: Person, query: str = "容错", **answer: Any) -> Results:
    """The person types, the bot answers."""
    id = person.begins_inline(query)
    result(server, "answerInlineQuery", inline_query_id=id, **{"results": [article()]} | answer)
    return person.waits_for_results(id)


def updates(server: BotApiServer, kind: str) -> list[Any]:
    return [update[kind] for update in result(server, "getUpdates") if kind in update]


def test_a_query_brings_what_was_typed_and_where(server: BotApiServer) -> None:
    person, group = server.person(7, language_code="en"), server.group(GROUP)
    person.begins_inline("容错")
    person.begins_inline("", "20", chat=group)
    first, second = updates(server, "inline_query")
    assert first.keys() == {"id", "from", "query", "offset", "chat_type"}
    assert (first["query"], first["offset"], first["chat_type"]) == ("容错", "", "sender")
    assert (second["query"], second["offset"], second["chat_type"]) == ("", "20", "supergroup")
    assert first["from"]["language_code"] == "en"
    with pytest.raises(ValueError, match="256"):
        person.begins_inline("字" * 257)


def test_the_person_sees_titles_descriptions_and_the_button(server: BotApiServer) -> None:
    button = {"text": "用法", "start_parameter": "inline"}
    one, two = article(description="甲说"), article("2")
    results = asked(server, server.person(7), results=[one, two], next_offset="50", button=button)
    assert results.titles == ["题1", "题2"]
    assert (results.items[0].description, results.items[0].text) == ("甲说", "乙")
    assert (results.next_offset, results.button) == ("50", StartButton("用法", "inline"))


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"results": [article(str(n)) for n in range(51)]}, "RESULTS_TOO_MUCH"),
        ({"results": [article(), article()]}, "RESULT_ID_DUPLICATE"),
        ({"results": [article("")]}, "RESULT_ID_INVALID"),
        ({"results": [article("字" * 22)]}, "RESULT_ID_INVALID"),
        ({"results": [article() | {"id": 7}]}, "RESULT_ID_INVALID"),
        ({"next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
        ({"button": {"text": "用法", "start_parameter": ""}}, "START_PARAM_INVALID"),
        ({"button": {"text": "用法", "start_parameter": "x" * 65}}, "START_PARAM_INVALID"),
        ({"button": {"text": "用法", "start_parameter": "用法"}}, "START_PARAM_INVALID"),
        ({"button": {"text": "用法"}}, "START_PARAM_INVALID"),
        ({"button": {"start_parameter": "x"}}, "can't parse inline query results button JSON object"),
        ({"button": {"text": "x", "web_app": {}}}, "the results button ['text', 'web_app'] is not modelled"),
        ({"results": [article(title="")]}, "ARTICLE_TITLE_EMPTY"),
        ({"results": [article(title=None)]}, "can't parse InlineQueryResult: Can't find field \"title\""),
        ({"results": [article(description=7)]}, 'can\'t parse InlineQueryResult: Field "description"'),
        ({"results": [article(type=None)]}, "can't parse InlineQueryResult: Can't find field \"type\""),
        ({"results": ["x"]}, "can't parse InlineQueryResult: expected an Object"),
        (
            {"results": [article(input_message_content=None)]},
            "can't parse InlineQueryResult: Input message content is not specified",
        ),
        ({"results": [article(input_message_content={"message_text": "x", "y": 1})]}, "the content"),
        ({"results": [article(type="photo")]}, "the inline result"),
        ({"results": [article(text="<b>x")]}, "can't parse entities: Can't find end tag"),
        ({"results": [article(text="字" * 4097)]}, "message is too long"),
        ({"results": [article(text="")]}, "message text is empty"),
        (
            {"results": [article(reply_markup={"inline_keyboard": [[{"text": "x", "callback_data": ""}]]})]},
            "BUTTON_DATA_INVALID",
        ),
        ({"results": {}}, "can't parse inline query results JSON object"),
        ({"results": "["}, "can't parse results JSON object"),
        ({"cache_time": -1}, "invalid cache_time specified"),
        ({"inline_query_id": "1"}, TOO_OLD),
    ],
)
def test_answers_telegram_would_not_take_are_refused(server: BotApiServer, answer: dict[str, Any], reason: str) -> None:
    id = server.person(7).begins_inline("容错")
    params = {"inline_query_id": id, "results": [article()]} | answer
    code, description = refusal(server, "answerInlineQuery", **params)
    assert code == 400
    assert description.startswith(f"Bad Request: {reason}")


def test_fifty_results_and_none_are_taken(server: BotApiServer) -> None:
    person = server.person(7)
    assert len(asked(server, person, results=[article(str(n)) for n in range(50)]).items) == 50
    assert asked(server, person, "nothing", results=[]).items == ()


def test_a_query_is_answered_once_and_in_time(server: BotApiServer) -> None:
    person = server.person(7)
    id = person.begins_inline("容错")
    assert result(server, "answerInlineQuery", inline_query_id=id, results=[])
    late = person.begins_inline("另一")
    server.expire_queries()
    for one in (id, late):
        assert refusal(server, "answerInlineQuery", inline_query_id=one, results=[])[1] == f"Bad Request: {TOO_OLD}"


def test_the_next_page_is_asked_for_by_its_offset(server: BotApiServer) -> None:
    person = server.person(7)
    first = asked(server, person, next_offset="1")
    assert asked_offsets(server) == [""]
    id = person.begins_inline(first.query, first.next_offset)
    result(server, "answerInlineQuery", inline_query_id=id, results=[article("2")])
    assert person.pages(first).titles == ["题2"]
    assert asked_offsets(server) == ["", "1"]
    with pytest.raises(ValueError, match="no further page"):
        person.pages(person.waits_for_results(id))


def asked_offsets(server: BotApiServer) -> list[str]:
    return [query["offset"] for query in updates(server, "inline_query")]


# The cache


def test_the_same_query_is_answered_from_the_cache_for_everybody(server: BotApiServer) -> None:
    asked(server, server.person(7))
    again = server.person(8).types_inline("容错")
    assert (again.cached, again.titles, len(updates(server, "inline_query"))) == (True, ["题1"], 1)


def test_a_personal_answer_is_cached_for_its_person_only(server: BotApiServer) -> None:
    person, other = server.person(7), server.person(8)
    asked(server, person, is_personal=True)
    assert person.types_inline("容错").cached
    other.begins_inline("容错")
    assert len(updates(server, "inline_query")) == 2


def test_an_answer_of_no_cache_time_and_a_forgotten_one_are_asked_for_again(server: BotApiServer) -> None:
    person = server.person(7)
    asked(server, person, cache_time=0)
    asked(server, person)
    server.forget_inline_cache()
    asked(server, person)
    person.begins_inline("容错", "20")
    assert len(updates(server, "inline_query")) == 4


# What is sent by way of the bot

BUTTONS = {"inline_keyboard": [[{"text": "原处", "callback_data": "x:1"}]]}


def test_a_chosen_result_stands_in_the_chat_as_sent_via_the_bot(server: BotApiServer) -> None:
    person, group = server.person(7), server.group(GROUP)
    (item,) = asked(server, person).items
    shown = person.chooses(item, chat=group)
    assert (shown.text, shown.quotes, shown.via_bot, shown.sender.id) == ("乙", ["乙"], True, 7)
    assert group.answers() == []
    (message,) = updates(server, "message")
    assert (message["via_bot"]["id"], message["from"]["id"]) == (server.bot.id, 7)
    assert refusal(server, "editMessageText", chat_id=GROUP, message_id=shown.message_id, text="丙") == (
        400,
        "Bad Request: message can't be edited",
    )


def test_a_tap_on_it_brings_the_inline_message_and_that_is_edited(server: BotApiServer) -> None:
    person, group = server.person(7), server.group(GROUP)
    (item,) = asked(server, person, results=[article(reply_markup=BUTTONS)]).items
    shown = person.chooses(item, chat=group)
    person.presses("原处", chat=group)
    (query,) = updates(server, "callback_query")
    assert "message" not in query
    which = {"inline_message_id": query["inline_message_id"]}
    assert result(server, "editMessageText", text="丙", reply_markup=BUTTONS, **which) is True
    edited = person.waits_for_edit(shown)
    assert (edited.text, edited.via_bot, edited.buttons) == ("丙", True, [["原处"]])
    assert "not modified" in refusal(server, "editMessageText", text="丙", reply_markup=BUTTONS, **which)[1]
    assert result(server, "editMessageReplyMarkup", **which) is True


def test_a_bot_hears_of_the_choice_only_if_it_asked_for_that(server: BotApiServer) -> None:
    person = server.person(7)
    plain, with_buttons = asked(server, person, results=[article(), article("2", reply_markup=BUTTONS)]).items
    person.chooses(plain)
    assert updates(server, "chosen_inline_result") == []
    server.inline_feedback = True
    person.chooses(plain)
    person.chooses(with_buttons)
    first, second = updates(server, "chosen_inline_result")
    assert (first["result_id"], first["query"], first["from"]["id"]) == ("1", "容错", 7)
    assert "inline_message_id" not in first
    assert result(server, "editMessageText", text="丙", inline_message_id=second["inline_message_id"])


def test_the_button_above_the_results_starts_the_bot(server: BotApiServer) -> None:
    person = server.person(7)
    results = asked(server, person, results=[], button={"text": "用法", "start_parameter": "inline"})
    assert results.button
    person.starts(results.button.start_parameter)
    assert updates(server, "message")[0]["text"] == "/start inline"
