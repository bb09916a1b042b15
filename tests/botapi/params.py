"""HTTP request -> parameters with the types the Bot API gives them, whatever way they came."""

import json
from dataclasses import dataclass
from typing import Any

from tornado.httputil import HTTPServerRequest

from tests.botapi.errors import bad_request

Parameters = dict[str, Any]
ATTACHED = "attach://"

INTEGERS = frozenset(
    {
        "cache_time",
        "chat_id",
        "limit",
        "max_connections",
        "message_id",
        "message_thread_id",
        "offset",
        "reply_to_message_id",
        "timeout",
        "user_id",
    }
)
BOOLEANS = frozenset(
    {
        "allow_sending_without_reply",
        "disable_content_type_detection",
        "disable_notification",
        "disable_web_page_preview",
        "drop_pending_updates",
        "is_personal",
        "protect_content",
        "show_alert",
    }
)
STRUCTURES = frozenset(
    {
        "allowed_updates",
        "button",
        "commands",
        "link_preview_options",
        "reply_markup",
        "reply_parameters",
        "results",
        "scope",
    }
)


@dataclass(frozen=True)
class Upload:
    """A file that came with a request."""

    name: str
    content: bytes


def raw_parameters(request: HTTPServerRequest) -> Parameters:
    """What the request says, as it says it."""
    raw: Parameters = {name: _text(values[-1]) for name, values in request.arguments.items()}
    raw.update({name: Upload(files[-1].filename, files[-1].body) for name, files in request.files.items()})
    if request.headers.get("Content-Type", "").startswith("application/json") and request.body:
        raw.update(_object(request.body))
    return raw


def typed_parameters(raw: Parameters) -> Parameters:
    """Numbers as numbers, structures as structures; a form carries both as text."""
    params = {name: _typed(name, value) for name, value in raw.items()}
    document = params.get("document")
    if isinstance(document, str) and document.startswith(ATTACHED):
        params["document"] = params.pop(document.removeprefix(ATTACHED), "")
    return params


def allowed_kinds(params: Parameters) -> list[str] | None:
    """The kinds of updates the bot wants; nothing when it says nothing of them."""
    kinds = params.get("allowed_updates")
    if kinds is None:
        return None
    if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
        raise bad_request("can't parse allowed updates JSON object")
    return kinds


def _typed(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name in INTEGERS:
        digits = value.strip()
        return int(digits) if digits.removeprefix("-").isdecimal() else value
    if name in BOOLEANS:
        return value.strip().lower() in ("true", "yes", "1")
    if name in STRUCTURES:
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None
    return value


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def _object(body: bytes) -> Parameters:
    try:
        value = json.loads(body)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise bad_request("can't parse JSON object")
    return value
