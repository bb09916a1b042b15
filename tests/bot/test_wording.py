"""Three languages say the same things, each in its own script."""

import re
import string
from collections.abc import Mapping
from dataclasses import fields

import opencc
import pytest

from bot.keyboards import LONGEST_LABEL
from bot.people import KEPT_DAYS
from bot.screens import citing
from bot.wording.choice import LANGUAGES, wording_for
from bot.wording.wording import Wording
from retrieval.answering.talk import Talk
from retrieval.errors import Fault, Reason
from retrieval.evaluation.figures import Measure, Outcome
from tests.botapi.markup import parse_html, parse_plain

# Both forms are in use; OpenCC's is the rarer one.
_VARIANTS = str.maketrans({"羣": "群"})


def strings(wording: Wording) -> dict[str, str]:
    """Every string of a language, by field and place in it."""
    found: dict[str, str] = {}
    for field in fields(wording):
        value = getattr(wording, field.name)
        if isinstance(value, str):
            found[field.name] = value
        elif isinstance(value, Mapping):
            found |= {f"{field.name}.{key}": text for key, text in value.items()}
        else:
            found |= {f"{field.name}.{number}": text for number, text in enumerate(value)}
    return found


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


# What a field may be filled in with, as long as it gets.
FILLED = {
    "example": "《清淤》是谁写的？",
    "title": "清淤",
    "documents": 5,
    "articles": 16,
    "name": "yinju_test_bot",
    "days": 180,
    "id": "0a1b2c",
    "user": 9_999_999_999,
    "chat": -1_009_999_999_999,
    "seconds": 120,
    "count": 9999,
    "first": 9990,
    "last": 9999,
    "numbers": "9990–9999",
    "names": "方圩",
    "topic": "水库",
    "style": "",
    "year": "2023",
}
BUTTONS = sorted(field.name for field in fields(Wording) if field.name.startswith("button_"))
HTML = {"start", "help", "privacy"}
# What the chat says in plain text.
CHAT = {
    *BUTTONS,
    *("text_only", "not_found", "nearest", "failed", "not_allowed", "group_not_allowed", "how", "styles", "commands"),
    *("busy", "too_fast", "late", "skipped", "within", "not_within", "only", "page_of", "found_one", "found_several"),
    *("compared", "compare_one", "compare_nothing", "whole_article", "runs_of", "documents", "articles_of", "authors"),
    *("no_authors", "counted", "untitled", "cite_id", "moved_same", "moved_altered", "stale", "choose_language"),
    *("language_name", "language_automatic", "language_chosen", "forget", "forgotten", "kept", "inline_how"),
    *("inline_nothing", "joined", "description", "short_description", "words_and_source", "year"),
}


@pytest.fixture(params=list(LANGUAGES))
def wording(request: pytest.FixtureRequest) -> Wording:
    return LANGUAGES[request.param]


def test_there_are_three_languages() -> None:
    assert list(LANGUAGES) == ["zh-hans", "zh-hant", "en"]


def test_every_string_says_something(wording: Wording) -> None:
    assert [place for place, text in strings(wording).items() if not text.strip()] == []


def test_every_language_has_the_same_strings_with_the_same_placeholders(wording: Wording) -> None:
    own, first = strings(wording), strings(LANGUAGES["zh-hans"])
    assert {place: placeholders(text) for place, text in own.items()} == {
        place: placeholders(text) for place, text in first.items()
    }


def test_every_reason_a_file_was_not_read_is_said(wording: Wording) -> None:
    assert set(wording.reasons) == set(Reason)


def test_every_reason_says_the_mend(wording: Wording) -> None:
    for reason, text in wording.reasons.items():
        assert any(mark in text for mark in "，；;,"), f"{reason} says what is wrong but not what to do"


def test_every_fault_of_a_question_is_said_with_its_mend(wording: Wording) -> None:
    assert set(wording.faults) == set(Fault)
    for fault, text in wording.faults.items():
        assert any(mark in text for mark in "；;"), f"{fault} says what is wrong but not what to do"


def test_every_figure_and_every_kind_of_miss_has_a_name(wording: Wording) -> None:
    assert set(wording.figures) == set(Measure)
    assert len(set(wording.figures.values())) == len(Measure)
    assert set(wording.outcomes) == set(Outcome) - {Outcome.RIGHT}


def test_errors_are_one_line(wording: Wording) -> None:
    for name in ("no_library", "bad_library", "unknown_document", "bad_setting", "token_refused", "no_network"):
        assert "\n" not in getattr(wording, name)


def test_traditional_chinese_has_no_simplified_character() -> None:
    to_traditional = opencc.OpenCC("s2t")
    for place, text in strings(LANGUAGES["zh-hant"]).items():
        assert text == to_traditional.convert(text).translate(_VARIANTS), place


def test_simplified_chinese_has_no_traditional_character() -> None:
    to_simplified = opencc.OpenCC("t2s")
    for place, text in strings(LANGUAGES["zh-hans"]).items():
        assert text == to_simplified.convert(text), place


@pytest.mark.parametrize("name", sorted(HTML))
def test_what_is_sent_as_html_is_html_telegram_accepts(wording: Wording, name: str) -> None:
    text, entities = parse_html(getattr(wording, name).format_map(FILLED))
    assert {entity.type for entity in entities} == {"bold"}
    assert "<" not in text


def test_what_is_sent_as_plain_text_has_no_marks(wording: Wording) -> None:
    chat = {place: text for place, text in strings(wording).items() if place.split(".")[0] in CHAT}
    assert {place.split(".")[0] for place in chat} == CHAT
    for place, text in chat.items():
        plain, _ = parse_plain(text)
        assert not set(plain) & set("<>&"), place


@pytest.mark.parametrize("name", sorted(CHAT))
def test_what_is_said_in_the_chat_has_no_brace_left_once_it_is_filled_in(wording: Wording, name: str) -> None:
    for place, text in strings(wording).items():
        if place.split(".")[0] == name:
            assert not set(text.format_map(FILLED)) & set("{}"), place


def test_small_talk_is_answered_in_plain_text(wording: Wording) -> None:
    assert set(wording.talk) == set(Talk)
    assert not {char for line in wording.talk.values() for char in line} & set("<>&")


def test_commands_are_such_as_telegram_takes(wording: Wording) -> None:
    assert wording.commands
    for name, description in wording.commands.items():
        assert re.fullmatch("[a-z0-9_]{1,32}", name)
        assert 1 <= len(description) <= 256


def test_the_menu_has_the_same_commands_in_the_same_order_in_every_language() -> None:
    menus = [list(wording.commands) for wording in LANGUAGES.values()]
    assert all(menu == menus[0] for menu in menus)


def test_a_command_that_may_stand_alone_says_what_to_write_behind_it(wording: Wording) -> None:
    assert set(wording.how) == {"ask", "check", "compare", "cite"}
    assert set(wording.how) <= set(wording.commands)
    for command, text in wording.how.items():
        assert f"/{command}" in text


def test_the_help_names_every_command_that_finds_something(wording: Wording) -> None:
    for command in ("ask", "check", "compare", "sources", "authors"):
        assert f"/{command}" in wording.help


def test_every_format_that_can_be_copied_has_a_name(wording: Wording) -> None:
    assert set(wording.styles) == {*citing.FOR_PEOPLE, *citing.FOR_PROGRAMS}
    assert len(set(wording.styles.values())) == len(wording.styles)


@pytest.mark.parametrize("name", BUTTONS)
def test_a_label_is_short_enough_for_a_phone(wording: Wording, name: str) -> None:
    assert len(getattr(wording, name).format(style="")) <= 20


def test_a_label_that_copies_is_shown_whole(wording: Wording) -> None:
    for name in (wording.words_and_source, *wording.styles.values()):
        assert len(wording.button_copy.format(style=name)) <= LONGEST_LABEL


def test_no_two_buttons_of_a_language_are_called_the_same(wording: Wording) -> None:
    labels = [getattr(wording, name) for name in BUTTONS]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(("name", "most"), [("description", 512), ("short_description", 120)])
def test_a_description_is_no_longer_than_telegram_takes(wording: Wording, name: str, most: int) -> None:
    assert len(getattr(wording, name)) <= most


@pytest.mark.parametrize("name", ["stale", "too_fast", "busy", "failed", "not_allowed"])
def test_what_a_tap_is_answered_with_is_no_longer_than_telegram_takes(wording: Wording, name: str) -> None:
    assert len(getattr(wording, name).format_map(FILLED)) <= 200


def test_every_language_calls_itself_by_its_own_name() -> None:
    assert [wording.language_name for wording in LANGUAGES.values()] == ["简体中文", "繁體中文", "English"]


def test_a_kept_question_is_said_to_be_kept_as_long_as_it_is(wording: Wording) -> None:
    assert placeholders(wording.privacy) == {"days"}
    assert str(KEPT_DAYS) in wording.privacy.format(days=KEPT_DAYS)


def test_privacy_names_the_way_to_delete(wording: Wording) -> None:
    assert "/forget" in wording.privacy


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("zh", "zh-hans"),
        ("zh-hans", "zh-hans"),
        ("zh-CN", "zh-hans"),
        ("zh-SG", "zh-hans"),
        ("zh-hant", "zh-hant"),
        ("zh-Hant-TW", "zh-hant"),
        ("zh-TW", "zh-hant"),
        ("zh-HK", "zh-hant"),
        ("zh-MO", "zh-hant"),
        ("en", "en"),
        ("en-GB", "en"),
        ("fr", "en"),
        (None, "zh-hans"),
        ("", "zh-hans"),
    ],
)
def test_a_language_tag_finds_its_wording(code: str | None, language: str) -> None:
    assert wording_for(code) is LANGUAGES[language]


def test_without_a_tag_the_default_is_taken() -> None:
    assert wording_for(None, "en") is LANGUAGES["en"]
    assert wording_for("zh-hant", "en") is LANGUAGES["zh-hant"]
