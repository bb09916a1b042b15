"""reply_markup as the Bot API reads it: the buttons under a message, or the refusal.

Stricter than Telegram in three points, so that no bot relies on its leniency: a keyboard has at most
a hundred buttons and eight a row (Telegram shows what it can and is silent, or calls the markup too
long), and a button has a label and exactly one thing it does (Telegram drops the first kind and takes
the first it knows of the second).
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.botapi.errors import bad_request, not_modelled

BUTTON_LIMIT = 100
ROW_LIMIT = 8
DATA_LIMIT = 64
COPY_LIMIT = 256

_SWITCHES = ("switch_inline_query", "switch_inline_query_current_chat")
_KINDS = frozenset({"url", "callback_data", "copy_text", "switch_inline_query_chosen_chat", *_SWITCHES})
_CHOSEN = frozenset({"query", "allow_user_chats", "allow_bot_chats", "allow_group_chats", "allow_channel_chats"})
_NOT_INLINE = frozenset({"keyboard", "remove_keyboard", "force_reply"})
_PLAIN_OPTIONS = frozenset({"force_reply", "remove_keyboard", "selective", "input_field_placeholder"})


@dataclass(frozen=True)
class Button:
    """A button of an inline keyboard; `value` is the data, the address, the text to copy or the query."""

    label: str
    kind: str
    value: str

    def as_json(self) -> dict[str, Any]:
        value: Any = self.value
        if self.kind == "copy_text":
            value = {"text": self.value}
        elif self.kind == "switch_inline_query_chosen_chat":
            value = {"query": self.value}
        return {"text": self.label, self.kind: value}


Rows = tuple[tuple[Button, ...], ...]


def rows_as_json(rows: Rows) -> dict[str, Any]:
    return {"inline_keyboard": [[button.as_json() for button in row] for row in rows]}


def parse_markup(given: Any, inline_only: bool = False) -> Rows:
    """The rows of an inline keyboard; none for no markup, an empty keyboard, a forced reply, a removed keyboard."""
    if given is None or given == "":
        return ()
    if not isinstance(given, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in given:
        _check_plain(given, inline_only)
        return ()
    return _rows(given["inline_keyboard"])


def _check_plain(given: dict[str, Any], inline_only: bool) -> None:
    if not _NOT_INLINE & given.keys():
        if given:
            raise bad_request("can't parse reply keyboard markup JSON object")  # unverified
        return
    if inline_only:
        raise bad_request("inline keyboard expected")
    if not given.keys() <= _PLAIN_OPTIONS:
        raise not_modelled(f"the reply markup {sorted(given)}")
    if not isinstance(given.get("input_field_placeholder", ""), str) or not (
        given.get("force_reply") is True or given.get("remove_keyboard") is True
    ):
        raise bad_request("can't parse reply keyboard markup JSON object")  # unverified


def _rows(given: Any) -> Rows:
    if not isinstance(given, list) or not all(isinstance(row, list) for row in given):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    rows = tuple(tuple(_button(one) for one in row) for row in given if row)
    if sum(map(len, rows)) > BUTTON_LIMIT or any(len(row) > ROW_LIMIT for row in rows):
        raise bad_request("reply markup is too long")
    return rows


def _button(given: Any) -> Button:
    if not isinstance(given, dict):
        raise _unreadable("expected an Object")
    label = given.get("text")
    if not isinstance(label, str):
        raise _unreadable('Can\'t find field "text"')
    if not label.strip():
        raise bad_request("inline keyboard button text must be non-empty")  # unverified
    kinds = given.keys() - {"text"}
    if not kinds:
        raise _unreadable("Text buttons are unallowed in the inline keyboard")
    if unknown := kinds - _KINDS:
        raise not_modelled(f"the button {sorted(unknown)}")
    if len(kinds) > 1:
        raise bad_request(f"exactly one of {sorted(kinds)} is allowed for an inline keyboard button")  # unverified
    (kind,) = kinds
    return Button(label, kind, _value(kind, given[kind]))


def _value(kind: str, value: Any) -> str:
    match kind:
        case "callback_data":
            if not isinstance(value, str) or not 1 <= len(value.encode()) <= DATA_LIMIT:
                raise bad_request("BUTTON_DATA_INVALID")
        case "url":
            if not isinstance(value, str) or not _is_address(value):
                raise bad_request("BUTTON_URL_INVALID")
        case "copy_text":
            value = value.get("text") if isinstance(value, dict) else None
            if not isinstance(value, str) or not 1 <= len(value) <= COPY_LIMIT:
                raise bad_request("BUTTON_COPY_TEXT_INVALID")
        case "switch_inline_query_chosen_chat":
            value = value.get("query", "") if isinstance(value, dict) and value.keys() <= _CHOSEN else None
    if not isinstance(value, str):
        raise _unreadable(f'Field "{kind}" is of a wrong type')  # unverified
    return value


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https", "tg") and bool(parts.netloc) and " " not in url


def _unreadable(reason: str) -> Exception:
    return bad_request(f"can't parse inline keyboard button: {reason}")
