"""Environment and `.env` → one frozen object. Nothing else reads the environment."""

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class BadSetting(Exception):
    """A setting that cannot be used: `name` is its name in the environment, `value` what stands there.

    A settings file that cannot be read at all is named with no value.
    """

    def __init__(self, name: str, value: str | None) -> None:
        super().__init__(name)
        self.name = name
        self.value = value


class Settings(BaseSettings):
    """Every setting; each stands in `.env.example` with its meaning."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, frozen=True, extra="ignore"
    )

    token: SecretStr | None = Field(default=None, validation_alias="TELEGRAM_TOKEN")
    api_url: str = Field(default="https://api.telegram.org", validation_alias="TELEGRAM_API_URL")
    proxy: str | None = Field(default=None, validation_alias="TELEGRAM_PROXY")
    library: Path = Field(default=Path("data/library"), validation_alias="YINJU_LIBRARY")
    name: str | None = Field(default=None, max_length=64, validation_alias="YINJU_NAME")
    allowed: Annotated[frozenset[int], NoDecode] = Field(default=frozenset(), validation_alias="YINJU_ALLOWED")
    threshold: float | None = Field(default=None, ge=0, le=20, validation_alias="YINJU_THRESHOLD")
    read_memory: int = Field(default=2048, ge=256, validation_alias="YINJU_READ_MEMORY_MB")
    read_seconds: float = Field(default=60, gt=0, validation_alias="YINJU_READ_SECONDS")
    read_seconds_a_page: float = Field(default=2, ge=0, validation_alias="YINJU_READ_SECONDS_A_PAGE")
    read_file: int = Field(default=200, ge=1, validation_alias="YINJU_READ_FILE_MB")
    read_entries: int = Field(default=10_000, ge=1, validation_alias="YINJU_READ_ENTRIES")
    read_entry: int = Field(default=100, ge=1, validation_alias="YINJU_READ_ENTRY_MB")
    read_unpacked: int = Field(default=250, ge=1, validation_alias="YINJU_READ_UNPACKED_MB")
    read_ratio: int = Field(default=200, ge=2, validation_alias="YINJU_READ_RATIO")
    language: Literal["zh-hans", "zh-hant", "en"] = Field(default="zh-hans", validation_alias="YINJU_LANGUAGE")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", validation_alias="YINJU_LOG_LEVEL")

    @field_validator("token", mode="before")
    @classmethod
    def _token(cls, value: object) -> object:
        if isinstance(value, str) and not re.fullmatch(r"\d+:[\w-]+", value.strip()):
            raise ValueError("not a bot token")
        return value.strip() if isinstance(value, str) else value

    @field_validator("api_url")
    @classmethod
    def _api_url(cls, value: str) -> str:
        if not re.match(r"https?://", value):
            raise ValueError("not an http address")
        return value.rstrip("/")

    @field_validator("proxy")
    @classmethod
    def _proxy(cls, value: str | None) -> str | None:
        if value is not None and not re.match(r"(?:https?|socks5h?)://", value):
            raise ValueError("not an http or socks5 address")
        return value

    @field_validator("allowed", mode="before")
    @classmethod
    def _allowed(cls, value: object) -> object:
        return [part for part in re.split(r"[\s,，]+", value) if part] if isinstance(value, str) else value


def load() -> Settings:
    """Read the environment and `.env` of the working folder. Raises BadSetting for the first bad value."""
    try:
        return Settings()
    except (UnicodeDecodeError, OSError):
        raise BadSetting(".env", None) from None
    except ValidationError as error:
        first = error.errors(include_context=False, include_url=False)[0]
        name = str(first["loc"][0])
        # What stands in a wrong token is perhaps half a right one: it is never shown.
        raise BadSetting(name, "" if name == "TELEGRAM_TOKEN" else str(first["input"])) from None
