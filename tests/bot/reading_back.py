"""Screens read back by Telegram's rules: which quotations stand in their messages, and what their buttons are."""

import re
from collections.abc import Iterable, Sequence

from bot.handlers.showing import markup
from bot.keyboards import Rows
from bot.screens.answers import Shown, answered
from bot.screens.screen import Screen
from bot.wording.wording import Wording
from retrieval.records import Answer, Quote
from tests.botapi.keyboards import Button, parse_markup
from tests.botapi.markup import parse_html, parse_plain

BAR = "▎"
PLACE = Shown(key=7, username="yinju_bot")
# What verification puts aside: these may differ between a quotation and its source.
ASIDE = re.compile(r"[\s*#_>`\u200b\ufeff]+")
_START = re.compile(r"https://t\.me/[A-Za-z0-9_]{5,32}\?start=[A-Za-z0-9_-]{1,64}")


def screened(answer: Answer, sources: dict[str, str], wording: Wording) -> Screen:
    """The first page of an answer in a private chat."""
    return answered(answer, sources, PLACE, wording)


def marked(parts: Iterable[str], *kinds: str) -> list[str]:
    """What is marked as one of these kinds, in order."""
    found = []
    for part in parts:
        text, entities = parse_html(part)
        found += [entity.of(text) for entity in entities if entity.type in kinds]
    return found


def quotations(parts: Iterable[str]) -> list[str]:
    """All block quotations, those to be opened by a tap too."""
    return marked(parts, "blockquote", "expandable_blockquote")


def barred(parts: Iterable[str]) -> list[str]:
    """What stands as a quotation in messages without markup."""
    return [line[1:] for part in parts for line in parse_plain(part)[0].split("\n") if line.startswith(BAR)]


def slices(quote: Quote, source: str) -> str:
    """What the source has at a quotation's spans, without what verification puts aside."""
    return ASIDE.sub("", "".join(source[start:end] for start, end in quote.citation.spans))


def assert_sound(made: Screen, quotes: Sequence[Quote] | None = None) -> None:
    """Telegram takes every message and every button; the quotations are `quotes`, whole, and their sources' slices."""
    wanted = list(made.quotes if quotes is None else quotes)
    assert made.parts
    assert quotations(made.parts) == [quote.text for quote in wanted]
    sources = [slices(quote, made.sources[quote.citation.file]) for quote in wanted]
    assert [ASIDE.sub("", text) for text in quotations(made.parts)] == sources
    plain = made.plain()
    assert len(plain) == len(made.parts)
    assert [ASIDE.sub("", line) for line in barred(plain)] == sources
    assert_taken(made.rows)


def assert_taken(rows: Rows) -> list[Button]:
    """Telegram takes these buttons; addresses open a chat with a parameter it takes, too."""
    made = markup(rows)
    taken = [button for row in parse_markup(made.to_dict() if made else None) for button in row]
    assert len(taken) == sum(map(len, rows))
    for button in taken:
        if button.kind == "url":
            assert _START.fullmatch(button.value), button
    return taken
