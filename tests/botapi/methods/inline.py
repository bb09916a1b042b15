"""The answer to an inline query: articles only."""

import re
from typing import Any

from tests.botapi.errors import ApiError, bad_request, not_modelled
from tests.botapi.keyboards import parse_markup
from tests.botapi.methods.fields import marked_text, preview
from tests.botapi.methods.registry import method
from tests.botapi.params import Parameters
from tests.botapi.queries import Result, Results, StartButton
from tests.botapi.world import World

RESULT_LIMIT = 50
ID_LIMIT = 64
OFFSET_LIMIT = 64
CACHE_TIME = 300

_START = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ARTICLE = frozenset({"type", "id", "title", "description", "input_message_content", "reply_markup", "url"})
_CONTENT = frozenset({"message_text", "parse_mode", "link_preview_options", "disable_web_page_preview"})


@method("answerInlineQuery", "inline_query_id", "results", "cache_time", "is_personal", "next_offset", "button")
def answer_inline_query(world: World, params: Parameters) -> bool:
    given = params.get("results")
    if not isinstance(given, list):
        raise bad_request("can't parse inline query results JSON object")
    if len(given) > RESULT_LIMIT:
        raise bad_request("RESULTS_TOO_MUCH")
    query_text = getattr(world.inline.get(str(params.get("inline_query_id"))), "query", "")
    items = tuple(_result(one, query_text) for one in given)
    if len({item.id for item in items}) < len(items):
        raise bad_request("RESULT_ID_DUPLICATE")
    next_offset = str(params.get("next_offset", ""))
    if len(next_offset.encode()) > OFFSET_LIMIT:
        raise bad_request("NEXT_OFFSET_INVALID")
    button = _button(params.get("button"))
    query = world.inline.waiting(params.get("inline_query_id"))
    results = Results(query.query, query.offset, items, next_offset, button, chat_type=query.chat_type)
    query.answer = results
    owner = query.person.id if params.get("is_personal") else None
    world.inline_cache.keep(results, owner, _seconds(params.get("cache_time", CACHE_TIME)))
    world.notify()
    return True


def _seconds(given: Any) -> int:
    if not isinstance(given, int) or given < 0:
        raise bad_request("invalid cache_time specified")  # unverified
    return given


def _result(given: Any, query: str) -> Result:
    if not isinstance(given, dict):
        raise _unreadable("expected an Object")
    kind = given.get("type")
    if not isinstance(kind, str):
        raise _unreadable('Can\'t find field "type"')
    if kind != "article" or not given.keys() <= _ARTICLE:
        raise not_modelled(f"the inline result {sorted(given)} of the type {kind}")
    id = given.get("id")
    if not isinstance(id, str) or not 1 <= len(id.encode()) <= ID_LIMIT:
        raise bad_request("RESULT_ID_INVALID")
    title, description = given.get("title"), given.get("description", "")
    if not isinstance(title, str):
        raise _unreadable('Can\'t find field "title"')
    if not title.strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
    if not isinstance(description, str):
        raise _unreadable('Field "description" must be of type String')
    content = given.get("input_message_content")
    if not isinstance(content, dict) or "message_text" not in content:
        raise _unreadable("Input message content is not specified")
    if not content.keys() <= _CONTENT:
        raise not_modelled(f"the content {sorted(content)}")
    text, entities = marked_text(content | {"text": content["message_text"]})
    rows = parse_markup(given.get("reply_markup"), inline_only=True)
    html = str(content["message_text"])
    return Result(id, title, description, text, html, entities, rows, preview(content), query)


def _button(given: Any) -> StartButton | None:
    if given is None:
        return None
    if not isinstance(given, dict) or not isinstance(given.get("text"), str) or not given["text"].strip():
        raise bad_request("can't parse inline query results button JSON object")  # unverified
    if not given.keys() <= {"text", "start_parameter"}:
        raise not_modelled(f"the results button {sorted(given)}")
    parameter = given.get("start_parameter")
    if not isinstance(parameter, str) or not _START.fullmatch(parameter):
        raise bad_request("START_PARAM_INVALID")
    return StartButton(given["text"], parameter)


def _unreadable(reason: str) -> ApiError:
    return bad_request(f"can't parse InlineQueryResult: {reason}")
