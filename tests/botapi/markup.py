"""Telegram's HTML as the Bot API reads it: plain text and entities, or the refusal in Telegram's words.

Telegram is sometimes lenient where a bot should not rely on it. Two documented rules are therefore
enforced here although Telegram mends such messages silently: quotations do not nest, and a message
has at most a hundred entities.
"""

import re
from dataclasses import dataclass, replace
from typing import Any, NoReturn

TEXT_LIMIT = 4096
SOURCE_LIMIT = 32768
ENTITY_LIMIT = 100

TAGS = {
    "a": "text_link",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}

# The Bot API knows only these spaces inside a tag; an ideographic space is an ordinary character.
_SPACES = " \t\r\n\0\v"
_TRIMMED = " \t\r\n"
_INVISIBLE = _TRIMMED + "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

_ENTITY = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-zA-Z]+));?")
_CHARACTERS = re.compile(r"[^<&]+")
_TAG_NAME = re.compile(rf"[^{_SPACES}>]*")
_ATTRIBUTE_NAME = re.compile(rf"[^{_SPACES}=>/\"']*")
_NAME_TOKEN = re.compile(r"[a-zA-Z0-9.\-]*")
_SPACE = re.compile(rf"[{_SPACES}]*")
_LINK = re.compile(r"(?:(?:https?|ftp|tonsite)://|(?:tg|ton|mailto|tel):|[^\s/:]+\.[^\s/:.]{2,})\S*", re.IGNORECASE)
_TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")


class BadMarkup(ValueError):
    """A text Telegram refuses; `description` is what it says."""

    def __init__(self, description: str) -> None:
        super().__init__(description)
        self.description = description


@dataclass(frozen=True)
class Entity:
    """A marked stretch of a text; offset and length count UTF-16 units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    custom_emoji_id: str | None = None
    unix_time: int | None = None
    date_time_format: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if value is not None}

    def of(self, text: str) -> str:
        """The words it marks."""
        units = text.encode("utf-16-le")
        return units[2 * self.offset : 2 * (self.offset + self.length)].decode("utf-16-le")


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(text: str, limit: int = TEXT_LIMIT) -> tuple[str, tuple[Entity, ...]]:
    """The text a reader sees and its entities; `limit` is 4,096 for a message, 1,024 for a caption."""
    _check_source(text)
    return _shown(*_Parser(text).parse(), limit)


def parse_plain(text: str, limit: int = TEXT_LIMIT) -> tuple[str, tuple[Entity, ...]]:
    """The same limits for a text without markup."""
    _check_source(text)
    return _shown(text, [], limit)


def _check_source(text: str) -> None:
    if not text:
        raise BadMarkup("message text is empty")
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise BadMarkup("strings must be encoded in UTF-8") from None
    if size > SOURCE_LIMIT:
        raise BadMarkup("message is too long")


def _shown(text: str, entities: list[Entity], limit: int) -> tuple[str, tuple[Entity, ...]]:
    text, entities = _trimmed(text, entities)
    if not text.strip(_INVISIBLE):
        raise BadMarkup("text must be non-empty")
    if utf16_length(text) > limit:
        raise BadMarkup("message is too long")
    if len(entities) > ENTITY_LIMIT:
        raise BadMarkup("entities too long")
    return text, tuple(entities)


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Telegram shows no space around a message, save space at its start that an entity marks."""
    lead = len(text) - len(text.lstrip(_TRIMMED))
    if entities:
        lead = min(lead, entities[0].offset)
    text = text[lead:].rstrip(_TRIMMED)
    width = utf16_length(text)
    moved = [replace(entity, offset=entity.offset - lead) for entity in entities]
    cut = [replace(entity, length=min(entity.length, width - entity.offset)) for entity in moved]
    return text, [entity for entity in cut if entity.length > 0]


@dataclass(frozen=True)
class _Open:
    """A start tag that waits for its end."""

    tag: str
    attributes: dict[str, str]
    offset: int
    piece: int


class _Parser:
    """One pass over the source; positions are characters, errors speak of bytes as Telegram does."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._pieces: list[str] = []
        self._width = 0
        self._open: list[_Open] = []
        self._entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        while self._at < len(self._source):
            if self._source.startswith("</", self._at):
                self._end_tag()
            elif self._source[self._at] == "<":
                self._start_tag()
            else:
                self._characters()
        if self._open:
            tag = self._open[-1].tag
            self._refuse(f'Can\'t find end tag corresponding to start tag "{tag}"')
        # The language of a lone <code> has served its purpose: only <pre><code> shows one.
        entities = [replace(e, language=None) if e.type == "code" else e for e in self._entities]
        return "".join(self._pieces), sorted(entities, key=lambda e: (e.offset, -e.length))

    def _characters(self) -> None:
        if found := _CHARACTERS.match(self._source, self._at):
            piece = found.group()
            self._at = found.end()
        else:
            piece = self._reference()
        self._pieces.append(piece)
        self._width += utf16_length(piece)

    def _reference(self) -> str:
        """The character a reference at `_at` stands for; an ampersand that starts none stands for itself."""
        found = _ENTITY.match(self._source, self._at)
        character = _referred(found) if found else None
        if found is None or character is None:
            self._at += 1
            return "&"
        if 0xD800 <= ord(character) <= 0xDFFF:
            self._refuse(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        self._at = found.end()
        return character

    def _start_tag(self) -> None:
        begin = self._at
        self._at += 1
        tag = self._take(_TAG_NAME).lower()
        if not self._next():
            self._refuse("Unclosed start tag", begin)
        if tag not in TAGS:
            self._refuse(f'Unsupported start tag "{tag}"', begin)
        attributes = self._attributes(tag, begin)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            self._refuse('Tag "span" must have class "tg-spoiler"', begin)
        if tag == "blockquote" and any(outer.tag == "blockquote" for outer in self._open):
            self._refuse('Tag "blockquote" can\'t be nested', begin)
        self._open.append(_Open(tag, attributes, self._width, len(self._pieces)))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while True:
            self._take(_SPACE)
            if self._next() == ">":
                self._at += 1
                return attributes
            name = self._take(_ATTRIBUTE_NAME)
            if not name and self._next():
                self._refuse(f'Empty attribute name in the tag "{tag}"', begin)
            self._take(_SPACE)
            if not self._next():
                self._refuse(f'Unclosed start tag "{tag}"', begin)
            if self._next() == "=":
                self._at += 1
                self._take(_SPACE)
                attributes[name] = self._value(begin)
            else:
                attributes[name] = ""

    def _value(self, begin: int) -> str:
        quote = self._next()
        if quote not in ("'", '"'):
            token_begin = self._at
            token = self._take(_NAME_TOKEN)
            if self._next() not in (*_SPACES, ">"):
                self._refuse("Unexpected end of name token", token_begin)
            return token.lower()
        self._at += 1
        value = []
        while self._next() != quote:
            if not self._next():
                self._refuse("Unclosed start tag", begin)
            if self._next() == "&":
                value.append(self._reference())
            else:
                value.append(self._next())
                self._at += 1
        self._at += 1
        return "".join(value)

    def _end_tag(self) -> None:
        begin = self._at
        if not self._open:
            self._refuse("Unexpected end tag", begin)
        self._at += 2
        tag = self._take(_TAG_NAME).lower()
        self._take(_SPACE)
        if self._next() != ">":
            self._refuse("Unclosed end tag", begin)
        self._at += 1
        opened = self._open.pop()
        if tag and tag != opened.tag:
            where = self._byte(begin)
            self._refuse(f'Unmatched end tag at byte offset {where}, expected "</{opened.tag}>", found "</{tag}>"')
        if self._width > opened.offset:
            self._mark(opened)

    def _mark(self, opened: _Open) -> None:
        entity = Entity(TAGS[opened.tag], opened.offset, self._width - opened.offset)
        match opened.tag:
            case "a":
                self._mark_link(entity, opened)
                return
            case "pre" | "code":
                self._mark_code(entity, opened)
                return
            case "blockquote" if "expandable" in opened.attributes:
                entity = replace(entity, type="expandable_blockquote")
            case "tg-emoji":
                number = opened.attributes.get("emoji-id", "")
                if not number.isdecimal() or int(number) == 0:
                    self._refuse("Invalid custom emoji identifier specified")
                entity = replace(entity, custom_emoji_id=number)
            case "tg-time":
                entity = self._time(entity, opened.attributes)
        self._entities.append(entity)

    def _mark_link(self, entity: Entity, opened: _Open) -> None:
        """A link without an address points at its own text; one that is no link loses its mark."""
        url = opened.attributes.get("href") or "".join(self._pieces[opened.piece :])
        if _LINK.fullmatch(url):
            self._entities.append(replace(entity, url=url))

    def _mark_code(self, entity: Entity, opened: _Open) -> None:
        """<pre> and <code class="language-…"> around the same words are one block with a language."""
        css = opened.attributes.get("class", "")
        language = css.removeprefix("language-") if opened.tag == "code" and css.startswith("language-") else None
        last = self._entities[-1] if self._entities else None
        if last and last.type != entity.type and (last.offset, last.length) == (entity.offset, entity.length):
            both = language or last.language
            if last.type in ("pre", "code") and both:
                self._entities[-1] = replace(entity, type="pre", language=both)
                return
        self._entities.append(replace(entity, language=language))

    def _time(self, entity: Entity, attributes: dict[str, str]) -> Entity:
        unix, shape = attributes.get("unix", ""), attributes.get("format", "")
        if not unix.isdecimal() or not _TIME_FORMAT.fullmatch(shape):
            self._refuse("Invalid date and time specified")
        return replace(entity, unix_time=int(unix), date_time_format=shape)

    def _next(self) -> str:
        return self._source[self._at : self._at + 1]

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._source, self._at)
        assert found is not None, "the patterns match the empty string too"
        self._at = found.end()
        return found.group()

    def _byte(self, position: int) -> int:
        return len(self._source[:position].encode())

    def _refuse(self, reason: str, begin: int | None = None) -> NoReturn:
        where = "" if begin is None else f" at byte offset {self._byte(begin)}"
        raise BadMarkup(f"can't parse entities: {reason}{where}")


def _referred(found: re.Match[str]) -> str | None:
    """The character of a reference, or nothing when Telegram leaves it as it stands."""
    hexadecimal, decimal, name = found.groups()
    if name is not None:
        return _NAMED.get(name)
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    too_long = len(found.group().rstrip(";")) >= 10
    return None if code == 0 or code >= 0x10FFFF or too_long else chr(code)
