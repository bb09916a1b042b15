"""Which wording a person gets."""

from collections.abc import Mapping

from bot.wording import en, zh_hans, zh_hant
from bot.wording.wording import Wording

LANGUAGES: Mapping[str, Wording] = {"zh-hans": zh_hans.WORDING, "zh-hant": zh_hant.WORDING, "en": en.WORDING}
_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")


def wording_for(language_code: str | None, default: str = "zh-hans") -> Wording:
    """The wording for an IETF language tag as Telegram sends it (`zh-hans`, `en`, …); the default where it says none.

    Other languages than Chinese read English.
    """
    if not language_code:
        return LANGUAGES[default]
    code = language_code.lower()
    if code.startswith(_TRADITIONAL):
        return LANGUAGES["zh-hant"]
    return LANGUAGES["zh-hans" if code.startswith("zh") else "en"]
