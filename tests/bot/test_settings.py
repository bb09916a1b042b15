"""Settings: all of them in `.env.example`, none of them guessed, and no token ever shown."""

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bot import settings
from bot.settings import BadSetting, Settings
from tests.bot.running import settings_from

EXAMPLE = Path(__file__).resolve().parents[2] / ".env.example"
NAMES = [str(field.validation_alias) for field in Settings.model_fields.values()]
TOKEN = "8100200300:AAEthis-is_made-up-for-tests-0123456"


def setting(name: str, value: str) -> Any:
    """One setting as it is read, by its name in the environment."""
    (field,) = (own for own, info in Settings.model_fields.items() if info.validation_alias == name)
    return getattr(settings_from(**{name: value}), field)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, so that no other `.env` is read."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


# .env.example


def test_every_setting_stands_in_the_example_once_and_nothing_else_does() -> None:
    assigned = re.findall(r"^(\w+)=", EXAMPLE.read_text("utf-8"), re.MULTILINE)
    assert sorted(assigned) == sorted(NAMES)


def test_the_example_has_only_comments_settings_and_blank_lines() -> None:
    for line in EXAMPLE.read_text("utf-8").splitlines():
        assert re.fullmatch(r"#.*|\w+=|", line), line


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_of_the_example_is_explained_above_it(name: str) -> None:
    lines = EXAMPLE.read_text("utf-8").splitlines()
    at = lines.index(f"{name}=")
    above = lines[at - 2 : at]
    assert all(line.startswith("# ") for line in above), "a line of Chinese and a line of English"
    assert re.search("[\u4e00-\u9fff]", "".join(above))


def test_the_example_as_it_is_gives_the_defaults(folder: Path) -> None:
    (folder / ".env").write_bytes(EXAMPLE.read_bytes())
    assert settings.load() == settings_from()


def test_every_name_has_one_of_the_two_prefixes() -> None:
    assert all(re.fullmatch(r"(?:TELEGRAM|YINJU)_[A-Z_]+", name) for name in NAMES)


def test_the_defaults_are_those_the_example_names() -> None:
    example = EXAMPLE.read_text("utf-8")
    made = settings_from()
    assert (made.token, made.proxy, made.allowed, made.threshold) == (None, None, frozenset(), None)
    for value in (made.api_url, made.library.as_posix(), f"{made.language}（默认）", f"{made.log_level}（默认）"):
        assert value in example


# Where they come from


def test_the_environment_wins_over_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / ".env").write_text("YINJU_LANGUAGE=en\nYINJU_THRESHOLD=0.5\n")
    monkeypatch.setenv("YINJU_LANGUAGE", "zh-hant")
    made = settings.load()
    assert (made.language, made.threshold) == ("zh-hant", 0.5)


def test_an_empty_variable_is_the_default(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.setenv(name, "")
    assert settings.load() == settings_from()


def test_other_lines_of_the_file_are_nobodys_business(folder: Path) -> None:
    (folder / ".env").write_text("OTHER_PROGRAM=1\nYINJU_LANGUAGE=en\n")
    assert settings.load().language == "en"


def test_settings_do_not_change_once_they_are_made() -> None:
    made = settings_from()
    with pytest.raises(ValidationError, match="frozen"):
        made.language = "en"


# What they may be


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        ("7", {7}),
        ("7,8", {7, 8}),
        ("7, 8", {7, 8}),
        ("7 8", {7, 8}),
        ("7，8", {7, 8}),
        ("7， -1001234567890\t8", {7, -1001234567890, 8}),
        (",7,,8,", {7, 8}),
        (" , ", set()),
    ],
)
def test_allowed_ids_are_parted_by_commas_of_either_width_or_spaces(value: str, ids: set[int]) -> None:
    assert setting("YINJU_ALLOWED", value) == ids


@pytest.mark.parametrize("value", ["http://127.0.0.1:8081", "http://127.0.0.1:8081/", "https://api.example"])
def test_an_address_of_the_bot_api_is_kept_without_its_last_slash(value: str) -> None:
    assert setting("TELEGRAM_API_URL", value) == value.rstrip("/")


@pytest.mark.parametrize("value", ["http://127.0.0.1:1", "https://127.0.0.1:1", "socks5://127.0.0.1:1"])
def test_http_and_socks_proxies_are_taken(value: str) -> None:
    assert setting("TELEGRAM_PROXY", value) == value


@pytest.mark.parametrize("space", ["{}", " {} ", "{}\n", "\u3000{}"])
def test_white_space_around_a_token_is_no_part_of_it(space: str) -> None:
    assert setting("TELEGRAM_TOKEN", space.format(TOKEN)).get_secret_value() == TOKEN


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_API_URL", "api.telegram.org"),
        ("TELEGRAM_API_URL", "ftp://127.0.0.1"),
        ("TELEGRAM_PROXY", "127.0.0.1:1080"),
        ("TELEGRAM_PROXY", "socks4://127.0.0.1:1080"),
        ("YINJU_ALLOWED", "7,Li"),
        ("YINJU_ALLOWED", "@someone"),
        ("YINJU_THRESHOLD", "high"),
        ("YINJU_THRESHOLD", "-0.1"),
        ("YINJU_THRESHOLD", "20.1"),
        ("YINJU_THRESHOLD", "nan"),
        ("YINJU_LANGUAGE", "zh"),
        ("YINJU_LANGUAGE", "English"),
        ("YINJU_LOG_LEVEL", "LOUD"),
    ],
)
@pytest.mark.parametrize("place", ["environment", "file"])
def test_a_bad_value_is_named_with_its_setting(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, place: str
) -> None:
    if place == "environment":
        monkeypatch.setenv(name, value)
    else:
        (folder / ".env").write_text(f"{name}={value}\n")
    with pytest.raises(BadSetting) as caught:
        settings.load()
    assert caught.value.name == name
    assert caught.value.value
    assert caught.value.value in value


@pytest.mark.parametrize("value", ["AAEthis-is_made-up", f"{TOKEN} oops", "8100200300", f"bot{TOKEN}", f'"{TOKEN}'])
@pytest.mark.parametrize("place", ["environment", "file"])
def test_a_bad_token_is_named_and_never_shown(
    folder: Path, monkeypatch: pytest.MonkeyPatch, value: str, place: str
) -> None:
    if place == "environment":
        monkeypatch.setenv("TELEGRAM_TOKEN", value)
    else:
        (folder / ".env").write_text(f"TELEGRAM_TOKEN='{value}'\n")
    with pytest.raises(BadSetting) as caught:
        settings.load()
    assert (caught.value.name, caught.value.value) == ("TELEGRAM_TOKEN", "")
    assert value not in repr(caught.value) + str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_a_good_token_is_not_shown_by_the_settings() -> None:
    made = settings_from(TELEGRAM_TOKEN=TOKEN)
    assert "made-up" not in repr(made) + str(made) + made.model_dump_json()
