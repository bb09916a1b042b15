"""Random answers that quote documents of everything that breaks a message: what `bench/rendering.py` shows."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.screens.reading import Stretch
from retrieval.answering.browsing import Entry, Window
from retrieval.answering.resolving import Resolved, Status
from retrieval.collection.library import Edition
from retrieval.records import Answer, Check, Citation, Quote, Span

LONGEST_QUOTE = 200
LONGEST_RUN = 600
ENDLESS = 1500
BAR = "▎"

# A document is made of one of these, or of several.
STUFF = (
    "渠坝闸河长修了三年，水清岸绿。",
    "機構改革與臺灣問題，「溝渠」是誰修的？",
    "ＡＢｃ１２３，．（）",
    "abc XYZ 0189.,-",
    ["<b>", "</b>", "</blockquote>", "<blockquote>", "<!--", "-->", "<a href='x'>", "<br/>", "<script>", "<![CDATA["],
    ["&", "&lt;", "&amp;amp;", "&#60;", "&nbsp", "&copy", "&#0;", '"', "'", "<", ">"],
    ["*", "**", "_", "`", "#", "> ", "~~", "|", "\\", "[甲](乙)", "\n\n", "\n", "\r\n", "\t", "\u3000", "\xa0"],
    ["😀", "👨\u200d👩\u200d👧", "🇨🇳", "🏴\U000e0067\U000e0062\U000e007f", "👍🏽", "❤\ufe0f", "1\ufe0f\u20e3"],
    "𠀀𡃁𪚥𰻝𝔘𝟙𱍊",
    "\u200b\u200c\u200d\u2060\ufeff\xad\u034f",
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061cשלאب",
    ["e\u0301", "a\u030a", "ก\u0e33", "\u0333", "\u20dd", "各\u0300\u0301\u0302\u0303"],
    "\0\x01\x07\x08\x0b\x0c\x1b\x1c\x1f\x7f\x85\x9b\u2028\u2029",
    [BAR, "\n" + BAR, "\n\n  ", "\n  —— ", "— ", "None", "\ufffd", "\uffff", "\ue000"],
)
ASIDE = re.compile(r"[\s*#_>`\u200b\ufeff]+")


@dataclass(frozen=True)
class Made:
    """An answer, and its documents by file name; some of one to be read, and an id of its words."""

    answer: Answer
    sources: dict[str, str]
    window: Window
    asked: Stretch
    found: Resolved


def made(chance: random.Random) -> Made:
    """One to three documents and an answer that quotes them; a third of them hold nothing of what was asked."""
    sources = {f"{hostile(chance, 4)}{number}.txt": document(chance) for number in range(chance.randint(1, 3))}
    quotes = [quote(chance, *chance.choice(list(sources.items()))) for _ in range(chance.randint(1, 5))]
    found = chance.random() < 0.66
    checks = [
        Check(
            0,
            9,
            "渠水",
            "exact",
            quote(chance, *chance.choice(list(sources.items()))) if chance.random() < 0.8 else None,
        )
        for _ in range(chance.choice([0, 0, 1, 3]))
    ]
    answer = Answer(
        question=hostile(chance, 60),
        mode=chance.choice(["question", "quotation"]),
        found=found,
        verdict=None,
        took_ms=0.1,
        quotes=tuple(quotes) if found else (),
        nearest=() if found else tuple(quotes[:3]),
        corrections=tuple((typed(chance), typed(chance)) for _ in range(chance.choice([0, 0, 1, 4]))),
        claimed=chance.choice([None, hostile(chance, 9)]),
        checks=tuple(checks),
    )
    file, source = chance.choice(list(sources.items()))
    window, asked = read(chance, file, source)
    return Made(answer, sources, window, asked, stands(quotes[0], sources[quotes[0].citation.file]))


def read(chance: random.Random, file: str, source: str) -> tuple[Window, Stretch]:
    """A document read in runs, now and then around a quote in it."""
    longest = chance.choice([3, 60, LONGEST_RUN])
    spans = []
    at = 0
    while at < len(source):
        end = min(len(source), at + chance.randint(1, longest))
        if bare(source[at:end]):
            spans.append((at, end))
        at = end
    words = chance.choice([None, chance.choice(spans)])
    place, first = cited(chance, file, spans[:1]), chance.randint(0, 3)
    return around([run(each, words, place, source) for each in spans], source, first, words)


def run(place: Span, words: Span | None, like: Citation, source: str) -> Quote:
    start, end = place
    text = source[start:end]
    citation = replace(like, id=f"abcdef-{start}-{end - start}", spans=(place,), start=start, end=end)
    return Quote(text, ((0, len(text)),) if place == words else (), text, 1.0, None, (), citation)


def around(quotes: Sequence[Quote], source: str, first: int = 0, words: Span | None = None) -> tuple[Window, Stretch]:
    """Quotes as the neighbouring runs of an article."""
    place, last = quotes[0].citation, first + len(quotes) - 1
    entry = Entry("abcdef", place.file, 1, None, None, None, None, None, None, 999)
    shown = Window(entry, last + 1 + len(quotes) % 2, first, tuple(quotes), source)
    return shown, Stretch("abcdef", 1, first, last, len(source) % 2 == 0, words)


def stands(quote: Quote, source: str) -> Resolved:
    """A quote as what its id stands for."""
    return Resolved(quote.citation.id, Status.CURRENT, quote, Edition("abcdef", quote.citation.file, "", source, ()))


def document(chance: random.Random) -> str:
    """A few hundred characters, now and then all of one kind."""
    kinds = chance.sample(STUFF, chance.choice([1, 2, 4, len(STUFF)]))
    return "".join(chance.choice(chance.choice(kinds)) for _ in range(chance.randint(30, 600))) + "渠"


def hostile(chance: random.Random, longest: int) -> str:
    return "".join(chance.choice(chance.choice(STUFF)) for _ in range(chance.randint(0, longest)))[:longest]


def typed(chance: random.Random) -> str:
    """Words of a question as it is understood: nothing in them that cannot be printed."""
    return "".join(char if char.isprintable() else " " for char in hostile(chance, 12)) + "</blockquote>"


def quote(chance: random.Random, file: str, source: str) -> Quote:
    """A stretch of a document, or several with page furniture between them, joined as the library joins lines."""
    stretch = chance.choice([5, 60, LONGEST_QUOTE, LONGEST_QUOTE])
    while True:
        start = chance.randrange(len(source))
        end = min(len(source), start + chance.randint(1, stretch))
        spans = cut(chance, start, end)
        text = chance.choice(["", "", " "]).join(joined(chance, source[low:high]) for low, high in spans)
        if bare(text) and len(text) <= LONGEST_QUOTE:
            break
        stretch = LONGEST_QUOTE
    highlights = tuple(span(chance, len(text)) for _ in range(chance.choice([0, 1, 1, 2, 5])))
    named = tuple(
        {"op": op, "given": hostile(chance, 30), "source": hostile(chance, 30)}
        for op in chance.choices(["replace", "insert", "delete"], k=chance.choice([0, 0, 1, 7]))
    )
    match = chance.choice([None, "exact", "near"])
    citation = cited(chance, file, spans)
    return Quote(text, highlights, text, chance.random(), match, named, citation, ("space",) if match else ())


def cut(chance: random.Random, start: int, end: int) -> tuple[Span, ...]:
    """One span, or up to three with something left out between them."""
    edges = sorted(chance.sample(range(start, end + 1), k)) if (k := chance.choice([0, 0, 4, 6])) <= end - start else []
    return tuple(zip(edges[::2], edges[1::2], strict=True)) or ((start, end),)


def joined(chance: random.Random, text: str) -> str:
    """Line ends and Markdown's marks out, or not."""
    return re.sub(r"[\r\n*#]+", "", text) if chance.random() < 0.5 else text


def span(chance: random.Random, length: int) -> Span:
    start = chance.randrange(length)
    return start, chance.randint(start + 1, length)


def cited(chance: random.Random, file: str, spans: Sequence[Span]) -> Citation:
    def maybe(longest: int) -> str | None:
        endless = chance.random() < 0.05
        return chance.choice([None, hostile(chance, longest), chance.choice("渠<&😀") * ENDLESS if endless else "渠志"])

    start, end = spans[0][0], spans[-1][1]
    places = tuple(
        {"id": "abc", "author": maybe(9), "title": maybe(20), "date": None, "file": "渠.md"}
        for _ in range(chance.choice([0, 0, 1, 5]))
    )
    return Citation(
        id=f"abcdef-{start}-{end - start}",
        author=maybe(9),
        position=maybe(20),
        title=maybe(40),
        publication=maybe(9),
        issue=chance.choice([None, "7"]),
        column=None,
        date=chance.choice([None, "2021-03", "2023-06-18"]),
        section=(),
        speaker=maybe(9),
        also=places,
        file=file,
        page=None,
        paragraph=chance.choice([None, 3]),
        start=start,
        end=end,
        spans=tuple(spans),
        speaker_confidence=chance.choice([None, 0.5]),
    )


def bare(text: str) -> str:
    """The text without what verification puts aside."""
    return ASIDE.sub("", text)
