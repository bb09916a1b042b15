"""The one door for quotes: whatever shows one is made here, and read back before it is let out.

What was made is taken apart again as its reader takes it apart (HTML by a parser, JSON by a parser, lines as lines) and
what is then found is held against the slice of the source, as `verify` does. What differs raises BrokenQuote and is
not sent. Nothing else in `bot` reads a quote's text; the tests hold that too.
"""

import html
import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, replace
from html.parser import HTMLParser
from typing import Any, NoReturn, TypeVar

from retrieval.citing.verification import verify
from retrieval.errors import BrokenQuote
from retrieval.records import Answer, Quote

Sources = Mapping[str, str]
"""The decoded text of every document, by its file name in the collection."""
Pieces = list[tuple[str, bool]]
"""A text in order, cut where the highlights begin and end: (text, whether it is highlighted)."""

_Read = TypeVar("_Read")

# Telegram takes so many UTF-16 units of text once tags and entities are out.
TELEGRAM_UNITS = 4096
# Highlighted words that are more of a quote than this are as good as all of it.
_MOST = 0.7
# Stands before a quote where there is no markup to set it off.
BAR = "▎"
_NO_BAR = "|"
# The tags there are, with what each may stand in.
_WITHIN: Mapping[str, Sequence[list[str]]] = {
    "blockquote": ([],),
    "b": ([], ["blockquote"]),
    **dict.fromkeys(("s", "u", "code", "pre"), ([],)),
}
# What moves a terminal's cursor, ends a line, or turns the order of what stands beside it around.
_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def telegram_quote(quote: Quote, sources: Sources, folded: bool = False) -> str:
    """A block quotation of Telegram's HTML, highlights bold; `folded` it is opened by a tap. Raises BrokenQuote."""
    return _blockquote(quote, sources, str, folded)


def page_quote(quote: Quote, sources: Sources) -> str:
    """A block quotation of an HTML page, control characters replaced. Raises BrokenQuote."""
    return _blockquote(quote, sources, _tamed)


def plain_quote(quote: Quote, sources: Sources) -> str:
    """The words in one line without any mark, for what shows text alone. Raises BrokenQuote."""
    _hold(quote, sources, quote.text, str)
    return " ".join(_tamed(quote.text).split())


def preview(quote: Quote, sources: Sources, longest: int) -> str:
    """The words around what is highlighted, as much as `longest` characters hold, dots where some are left out.

    It shows what a quote is about before it is chosen; it is no quote. Raises BrokenQuote.
    """
    text = _tamed(quote.text)
    _hold(quote, sources, text, _tamed)
    if len(text) <= longest:
        return text
    start = max(0, min(quote.highlights[0][0] if quote.highlights else 0, len(text) - longest + 1))
    shown = text[start : start + longest - 2 + (start == 0)]
    return "…" * (start > 0) + shown + "…" * (start + len(shown) < len(text))


def terminal_quote(quote: Quote, sources: Sources) -> Pieces:
    """One line of a terminal, characters that would steer it replaced. Raises BrokenQuote."""
    pieces = [(_tamed(text), bold) for text, bold in highlighted(quote)]
    _hold(quote, sources, "".join(text for text, _ in pieces), _tamed)
    return pieces


def quote_fields(quote: Quote, sources: Sources) -> dict[str, Any]:
    """A quote as JSON has it. Raises BrokenQuote."""
    fields: dict[str, Any] = json.loads(json.dumps(asdict(quote), ensure_ascii=False))
    _hold_fields(quote, fields, sources)
    return fields


def json_line(answer: Answer, sources: Sources, left_out: Collection[str] = ()) -> str:
    """An answer as one JSON object, without the fields `left_out`. Raises BrokenQuote."""
    line = json.dumps(
        {name: value for name, value in asdict(answer).items() if name not in left_out}, ensure_ascii=False
    )
    back = json.loads(line)
    given = [*back["quotes"], *back["nearest"], *(one["quote"] for one in back["checks"] if one["quote"])]
    checks = [check.quote for check in answer.checks if check.quote]
    for quote, fields in _paired([*answer.quotes, *answer.nearest, *checks], given):
        _hold_fields(quote, fields, sources)
    return line


def checked(parts: Sequence[str], quotes: Sequence[Quote], sources: Sources) -> list[str]:
    """The finished messages of Telegram's HTML, if they may be sent.

    Each is read as Telegram reads it. Together they must have a block quotation for every one of `quotes`, whole, in
    order, and no other; none may be over the limit. Raises BrokenQuote.
    """
    read = [_Reader(part) for part in parts]
    for one in read:
        _fit("".join(one.texts))
    shown = [(text, bold) for one in read for text, bold in zip(one.texts[1::2], one.bold, strict=True)]
    for quote, (text, bold) in _paired(quotes, shown):
        _hold(quote, sources, text, str)
        _hold_bold(quote, bold)
    return list(parts)


def words_id(quote: Quote, sources: Sources) -> str:
    """The id of the highlighted words alone; the quote's own where none are. Raises BrokenQuote."""
    text, source = quote.text, sources.get(quote.citation.file, "")
    _hold(quote, sources, text, str)
    places = (at for low, high in quote.citation.spans for at in range(low, high))
    # What the source has besides, and the quote does not, is white space and marks: `_hold` saw to that.
    standing = [next((at for at in places if source[at] == char), -1) for char in text if not char.isspace()]
    letters = [at for at, char in enumerate(text) if not char.isspace()]
    within = [
        place for at, place in zip(letters, standing, strict=True) if any(a <= at < b for a, b in quote.highlights)
    ]
    if not within or min(within) < 0:
        return quote.citation.id
    document = quote.citation.id.partition("-")[0]
    return f"{document}-{within[0]}-{within[-1] + 1 - within[0]}"


def partly(quote: Quote) -> bool:
    """Whether what is highlighted is no more than a part of words that were found, not asked about."""
    shown = sum(end - start for start, end in quote.highlights)
    return quote.match is None and 0 < shown < _MOST * len(quote.text)


def gap(above: str, block: str) -> str:
    """What parts a piece of HTML from the one above: an empty line, but for a quote under a first line or a quote."""
    quotes = block.startswith("<blockquote")
    return "\n" if quotes and ("<blockquote" not in above or above.endswith("</blockquote>")) else "\n\n"


def plain(parts: Sequence[str], quotes: Sequence[Quote], sources: Sources) -> list[str]:
    """Checked messages without markup, for when Telegram refuses it: every quote is one line behind a bar.

    Raises BrokenQuote.
    """
    made = []
    for part in parts:
        texts = _Reader(part).texts
        # A bar in somebody's title or name would make what follows look like a quotation.
        shown = (BAR + _one_line(text) if at % 2 else text.replace(BAR, _NO_BAR) for at, text in enumerate(texts))
        made.append("".join(shown))
        _fit(made[-1])
    lines = [line.removeprefix(BAR) for one in made for line in one.split("\n") if line.startswith(BAR)]
    for quote, line in _paired(quotes, lines):
        _hold(quote, sources, line, _one_line)
    return made


def units(text: str) -> int:
    """The length of a text in UTF-16 units, which is what Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shown_units(made: str) -> int:
    """How many units of a message a piece of HTML takes once tags and entities are out. Raises BrokenQuote."""
    return units("".join(_Reader(made).texts))


def highlighted(quote: Quote) -> Pieces:
    """The quote's text in pieces, none empty. Nothing is verified yet: only the door may use them."""
    pieces: Pieces = []
    position = 0
    for start, end in sorted(quote.highlights):
        low = max(start, position)
        pieces += [(quote.text[position:low], False), (quote.text[low:end], True)]
        position = max(position, end)
    pieces.append((quote.text[position:], False))
    return [(text, bold) for text, bold in pieces if text]


def _blockquote(quote: Quote, sources: Sources, shown: Callable[[str], str], folded: bool = False) -> str:
    inner = ""
    for text, bold in highlighted(quote):
        escaped = html.escape(shown(text), quote=False)
        inner += f"<b>{escaped}</b>" if bold else escaped
    made = f"<blockquote{' expandable' * folded}>{inner}</blockquote>"
    read = _Reader(made)
    if len(read.texts) != 3 or read.texts[0] or read.texts[2]:
        raise BrokenQuote(f"{quote.citation.id} as HTML")
    _hold(quote, sources, read.texts[1], shown)
    _hold_bold(quote, read.bold[0])
    return made


def _hold(quote: Quote, sources: Sources, read: str, shown: Callable[[str], str]) -> None:
    """What was read back, against the source as `shown` shows it; `shown` keeps the number of characters."""
    source = sources.get(quote.citation.file, "")
    verify(quote, source)
    if read != shown(quote.text):
        raise BrokenQuote(f"{quote.citation.id} as it is shown")
    spans = quote.citation.spans
    begin, end = spans[0][0], spans[-1][1]
    moved = replace(quote.citation, spans=tuple((low - begin, high - begin) for low, high in spans))
    verify(replace(quote, text=read, citation=moved), shown(source[begin:end]))


def _hold_bold(quote: Quote, bold: bytes) -> None:
    """`bold` has a 1 for every character that was read back bold, else a 0."""
    wanted = bytearray(len(quote.text))
    for start, end in quote.highlights:
        wanted[start:end] = b"\1" * (end - start)
    if wanted != bold:
        raise BrokenQuote(f"{quote.citation.id} highlights {quote.highlights}")


def _hold_fields(quote: Quote, fields: Mapping[str, Any], sources: Sources) -> None:
    """A quote as it was read back from JSON."""
    place = fields["citation"]
    spans = tuple((start, end) for start, end in place["spans"])
    citation = replace(quote.citation, file=place["file"], spans=spans)
    highlights = tuple((start, end) for start, end in fields["highlights"])
    read = replace(quote, text=fields["text"], highlights=highlights, citation=citation)
    verify(read, sources.get(citation.file, ""))
    if read != quote or (place["start"], place["end"]) != (spans[0][0], spans[-1][1]):
        raise BrokenQuote(f"{quote.citation.id} as JSON")


def _paired(quotes: Sequence[Quote], read: Sequence[_Read]) -> list[tuple[Quote, _Read]]:
    if len(read) != len(quotes):
        raise BrokenQuote(f"{len(read)} quotes read back instead of {len(quotes)}")
    return list(zip(quotes, read, strict=True))


def _fit(text: str) -> None:
    """A message no longer than Telegram takes, and not empty."""
    if not text.strip() or units(text) > TELEGRAM_UNITS:
        raise BrokenQuote(f"a message of {units(text)} units")


def _tamed(text: str) -> str:
    """Character for character: white space as a space, what else steers a terminal or no page may hold as a mark."""
    return _STEERING.sub(lambda found: " " if found.group().isspace() else "\ufffd", text)


def _one_line(text: str) -> str:
    return text.replace("\n", " ")


class _Reader(HTMLParser):
    """HTML read back: `texts` are by turns outside and inside the block quotations, `bold` is each quotation's.

    Raises BrokenQuote at anything that is not made here: other tags, attributes, comments, tags that do not nest.
    """

    def __init__(self, made: str) -> None:
        super().__init__()
        self.texts = [""]
        self.bold: list[bytes] = []
        self._open: list[str] = []
        try:
            self.feed(made)
            self.close()
        except AssertionError:
            # So the library calls declarations that it cannot read.
            self._refuse()
        if self._open:
            self._refuse()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        within = _WITHIN.get(tag, ())
        folded = tag == "blockquote" and attrs == [("expandable", None)]
        if (attrs and not folded) or self._open not in within:
            self._refuse()
        self._open.append(tag)
        if tag == "blockquote":
            self.texts.append("")
            self.bold.append(b"")

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self._refuse()
        if tag == "blockquote":
            self.texts.append("")

    def handle_data(self, data: str) -> None:
        self.texts[-1] += data
        if "blockquote" in self._open:
            self.bold[-1] += bytes(["b" in self._open]) * len(data)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._refuse()

    def handle_comment(self, data: str) -> None:
        self._refuse()

    def handle_decl(self, decl: str) -> None:
        self._refuse()

    def handle_pi(self, data: str) -> None:
        self._refuse()

    def unknown_decl(self, data: str) -> None:
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise BrokenQuote(f"HTML at {self.getpos()}: {self.get_starttag_text()}")
