"""Three languages say the same things, each in its own script."""

import string
from collections.abc import Mapping
from dataclasses import fields

import opencc
import pytest

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


@pytest.mark.parametrize("name", ["start", "help"])
def test_what_is_sent_as_html_is_html_telegram_accepts(wording: Wording, name: str) -> None:
    filled = getattr(wording, name).format_map(dict.fromkeys(("example", "documents", "articles"), "1"))
    text, entities = parse_html(filled)
    assert {entity.type for entity in entities} == {"bold"}
    assert "<" not in text


@pytest.mark.parametrize("name", ["text_only", "failed", "not_allowed", "ask_how", "not_found"])
def test_what_is_sent_as_plain_text_has_no_marks(wording: Wording, name: str) -> None:
    text, _ = parse_plain(getattr(wording, name))
    assert not set(text) & set("<>&")


def test_small_talk_is_answered_in_plain_text(wording: Wording) -> None:
    assert set(wording.talk) == set(Talk)
    assert not {char for line in wording.talk.values() for char in line} & set("<>&")


def test_commands_are_such_as_telegram_takes(wording: Wording) -> None:
    for name, description in wording.commands.items():
        assert name.isascii()
        assert name.islower()
        assert 1 <= len(description) <= 256


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
