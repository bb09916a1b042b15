"""Random answers of hostile documents, shown in every way there is, read back and held against their sources.

    python bench/rendering.py [--answers 100000] [--seed 1] [--processes 2]

What comes out is read here by readers that share nothing with `bot.quoted`. First the door is shown to hold: of 1,000
quotes one character of the text, the source, a span, a highlight or the finished message is changed, and every way out
must refuse them. Ends with status 1 when a quote shown is not its source's, or when a changed one got through.
"""

import argparse
import importlib
import io
import json
import random
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from bot.quoted import checked, plain
from bot.rendering import offered_instead, plain_parts, shown_quotes, telegram_parts
from bot.terminal.printing import answer_json, console, print_answer
from bot.terminal.report import Miss, html_report
from bot.wording.choice import LANGUAGES
from bot.wording.wording import Wording
from retrieval.errors import BrokenQuote
from retrieval.evaluation.figures import judge
from retrieval.evaluation.questions import Expectation
from retrieval.records import Answer, Check, Citation, Quote, Span

LONGEST_QUOTE = 200
ENDLESS = 1500
TAMPERED = 1000
SHARE = 250
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


# Making


@dataclass(frozen=True)
class Made:
    """An answer, and its documents by file name."""

    answer: Answer
    sources: dict[str, str]


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
    return Made(answer, sources)


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


def cited(chance: random.Random, file: str, spans: tuple[Span, ...]) -> Citation:
    def maybe(longest: int) -> str | None:
        endless = chance.random() < 0.05
        return chance.choice([None, hostile(chance, longest), chance.choice("渠<&😀") * ENDLESS if endless else "渠志"])

    start, end = spans[0][0], spans[-1][1]
    places = tuple(
        {"id": "abc", "author": maybe(9), "title": maybe(20), "date": None, "file": "渠.md"}
        for _ in range(chance.choice([0, 0, 1, 5]))
    )
    return Citation(
        id=f"abc-{start}-{end - start}",
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
        spans=spans,
        speaker_confidence=chance.choice([None, 0.5]),
    )


# Reading back


class Markup(HTMLParser):
    """What stands in the block quotations of some HTML, and all of its text; the tags must be among `allowed`."""

    def __init__(self, source: str, allowed: frozenset[str]) -> None:
        super().__init__()
        self.quotes: list[str] = []
        self.text = ""
        self.sound = True
        self._allowed = allowed
        self._inside = 0
        self.feed(source)
        self.close()
        self.sound = self.sound and not self._inside

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.sound = self.sound and (not self._allowed or (tag in self._allowed and not attrs))
        if tag == "blockquote":
            self.sound = self.sound and not self._inside
            self._inside += 1
            self.quotes.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside -= tag == "blockquote"

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._inside:
            self.quotes[-1] += data


@cache
def strict_parser() -> Callable[[str], Any] | None:
    """Telegram's rules as the tests' Bot API server has them, where the tests are beside this."""
    sys.path.append(str(Path(__file__).resolve().parents[1]))
    with suppress(ImportError):
        parse: Callable[[str], Any] = importlib.import_module("tests.botapi.markup").parse_html
        return parse
    return None


def from_telegram(parts: Sequence[str]) -> list[str]:
    found = []
    for part in parts:
        read = Markup(part, frozenset({"b", "blockquote"}))
        if not read.sound or not 0 < len(read.text.encode("utf-16-le")) // 2 <= 4096:
            return ["unsound"]
        if parse := strict_parser():
            text, entities = parse(part)
            if [bare(one.of(text)) for one in entities if one.type == "blockquote"] != list(map(bare, read.quotes)):
                return ["read otherwise by the strict parser"]
        found += read.quotes
    return found


def from_plain(parts: Sequence[str]) -> list[str]:
    if any(len(part.encode("utf-16-le")) // 2 > 4096 for part in parts):
        return ["too long"]
    return [line[1:] for part in parts for line in part.split("\n") if line[:1] == BAR]


def from_terminal(printed: str) -> list[str]:
    """An indented line between an empty one and the line that says whose it is."""
    lines = printed.split("\n")
    return [
        line[2:]
        for above, line, below in zip(lines, lines[1:], lines[2:], strict=False)
        if not above and line.startswith("  ") and below.startswith("  —— ")
    ]


def printed(one: Made, wording: Wording) -> str:
    out = console()
    out.file = io.StringIO()
    print_answer(one.answer, one.sources, out, wording)
    return out.file.getvalue()


def page(one: Made, wording: Wording) -> str:
    judged = judge(Expectation(1, one.answer.question, ("无此语",)), one.answer)
    return html_report("", [], [Miss(judged, one.sources)], wording)


def bare(text: str) -> str:
    return ASIDE.sub("", text)


def same(shown: str, spans: Iterable[Sequence[int]], source: str, tamed: bool) -> bool:
    """Whether what was shown is the source's slice; a terminal and a page have marks for what steers them."""
    wanted, got = bare("".join(source[low:high] for low, high in spans)), bare(shown)
    if not tamed or got == wanted:
        return got == wanted
    return len(got) == len(wanted) and all(
        here == there or (here == "\ufffd" and unicodedata.category(there) in ("Cc", "Cf"))
        for here, there in zip(got, wanted, strict=True)
    )


# Showing


def ways(one: Made, wording: Wording) -> Iterable[tuple[str, Callable[[], list[str]], list[Quote]]]:
    """Every way out: its name, what is read back of it, and the quotes that should be."""
    answer, sources = one.answer, one.sources
    sent = [*shown_quotes(answer), *offered_instead(answer)]
    checks = [check.quote for check in answer.checks if check.quote]
    yield "Telegram", lambda: from_telegram(telegram_parts(answer, sources, wording)), sent
    yield "plain", lambda: from_plain(plain_parts(telegram_parts(answer, sources, wording), answer, sources)), sent
    yield "terminal", lambda: from_terminal(printed(one, wording)), sent
    yield "page", lambda: Markup(page(one, wording), frozenset()).quotes, list(answer.quotes[:1])
    yield "JSON", lambda: from_json(one), [*answer.quotes, *answer.nearest, *checks]


def from_json(one: Made) -> list[str]:
    """The texts of the JSON's quotes, or a complaint where one is not what stands at its own place."""
    found = json.loads(answer_json(one.answer, one.sources))
    quotes = [*found["quotes"], *found["nearest"], *(check["quote"] for check in found["checks"] if check["quote"])]
    places = [(each["text"], each["citation"]["spans"], each["citation"]["file"]) for each in quotes]
    return [text if same(text, spans, one.sources[file], False) else "elsewhere" for text, spans, file in places]


def show(seed: int, numbers: range) -> Counter[str]:
    """The counts of some answers, each in the next language: replies, quotes and violations by way out."""
    counts: Counter[str] = Counter()
    wordings = list(LANGUAGES.values())
    for number in numbers:
        one = made(random.Random(f"{seed} {number}"))  # noqa: S311 - texts to show, not secrets
        for name, read, quotes in ways(one, wordings[number % len(wordings)]):
            counts[f"{name} replies"] += 1
            counts[f"{name} quotes"] += len(quotes)
            counts[f"{name} violations"] += violations(read, quotes, one, name in ("terminal", "page"))
    return counts


def violations(read: Callable[[], list[str]], quotes: Sequence[Quote], one: Made, tamed: bool) -> int:
    """1 for a reply that was held back, refused by Telegram's rules, or whose quotes are not the source's."""
    try:
        got = read()
    except (BrokenQuote, ValueError, AssertionError):
        return 1
    pairs = zip(got, quotes, strict=False)
    return int(
        len(got) != len(quotes)
        or not all(same(text, each.citation.spans, one.sources[each.citation.file], tamed) for text, each in pairs)
    )


# Tampering


@dataclass(frozen=True)
class Changed:
    """A quote and its source, one of them changed so that they are no longer the same words."""

    quote: Quote
    source: str


def changed_text(chance: random.Random, one: Quote, source: str) -> Changed:
    return Changed(replace(one, text=altered(chance, one.text), highlights=()), source)


def changed_source(chance: random.Random, one: Quote, source: str) -> Changed:
    """One character of the document, among those quoted; again until it shows within the spans."""
    low, high = chance.choice([each for each in one.citation.spans if bare(source[slice(*each)])])
    while True:
        other = source[:low] + altered(chance, source[low:high]) + source[high:]
        if bare("".join(other[start:end] for start, end in one.citation.spans)) != bare(one.text):
            return Changed(one, other)


def changed_span(chance: random.Random, one: Quote, source: str) -> Changed:
    """One end of a span moved by a character, or by as many as it takes to show."""
    while True:
        spans = [list(each) for each in one.citation.spans]
        chance.choice(spans)[chance.randrange(2)] += chance.choice([-9, -2, -1, 1, 2, 9])
        moved = tuple((start, end) for start, end in spans)
        # Python would read a start before the source from its end.
        slices = "".join(source[low:high] if 0 <= low < high else "" for low, high in moved)
        if bare(slices) != bare(one.text):
            place = replace(one.citation, spans=moved, start=moved[0][0], end=moved[-1][1])
            return Changed(replace(one, citation=place), source)


def changed_highlight(chance: random.Random, one: Quote, source: str) -> Changed:
    length = len(one.text)
    at = chance.randrange(length)
    astray = chance.choice([(-1, at + 1), (at, length + 1), (at, at), (at, at - 1), (length, length + 1)])
    return Changed(replace(one, highlights=(*one.highlights, astray)), source)


def altered(chance: random.Random, text: str) -> str:
    """The text with one of the characters that count changed, gone, or there twice."""
    at = chance.choice([at for at, char in enumerate(text) if bare(char)])
    other = chance.choice([char for char in "渠坝<&x😀" if char != text[at]])
    return text[:at] + chance.choice([other, "", text[at] * 2]) + text[at + 1 :]


KINDS = {"text": changed_text, "source": changed_source, "span": changed_span, "highlight": changed_highlight}


def tamper(seed: int, times: int) -> Counter[str]:
    """Of each kind of change, how many ways out were tried and how many refused."""
    counts: Counter[str] = Counter()
    for number in range(times):
        chance = random.Random(f"{seed} tampered {number}")  # noqa: S311 - texts to change, not secrets
        source = document(chance)
        whole = quote(chance, "渠.txt", source)
        wording = chance.choice(list(LANGUAGES.values()))
        parts = telegram_parts(answering(whole), {"渠.txt": source}, wording)
        for kind, change in KINDS.items():
            changed = change(chance, whole, source)
            for attempt in doors(changed, parts, wording):
                count(counts, kind, attempt)
        for broken in spoilt(chance, parts):
            count(counts, "message", partial(checked, broken, [whole], {"渠.txt": source}))
    return counts


def answering(one: Quote) -> Answer:
    return Answer("渠是谁修的", "question", True, None, 0.1, (one,))


def doors(changed: Changed, parts: Sequence[str], wording: Wording) -> list[Callable[[], object]]:
    """Every way out for a changed quote; `parts` were made before it was changed."""
    one, sources = Made(answering(changed.quote), {"渠.txt": changed.source}), {"渠.txt": changed.source}
    alone = replace(one.answer, quotes=(), checks=(Check(0, 9, "渠水", "exact", changed.quote),))
    return [
        partial(telegram_parts, one.answer, sources, wording),
        partial(checked, parts, [changed.quote], sources),
        partial(plain, parts, [changed.quote], sources),
        partial(printed, one, wording),
        partial(answer_json, one.answer, sources),
        partial(answer_json, alone, sources),
        partial(page, one, wording),
    ]


def spoilt(chance: random.Random, parts: Sequence[str]) -> list[list[str]]:
    """Finished messages with one character or tag of the quote changed, with the quote twice, and without it."""
    whole = "\n\n".join(parts)
    before, inner, after = re.split("</?blockquote>", whole)
    tokens = re.findall("&[a-z]+;|<[^>]*>|.", inner, re.DOTALL)
    at = chance.randrange(len(tokens))
    other = chance.choice([each for each in ("渠", "&lt;", "<b>", "</blockquote>", "") if each != tokens[at]])
    changed = "".join([*tokens[:at], other, *tokens[at + 1 :]])
    return [
        [f"{before}<blockquote>{changed}</blockquote>{after}"],
        [f"{before}<blockquote>{inner}</blockquote><blockquote>{inner}</blockquote>{after}"],
        [before + inner + after],
        [f"{before}<blockquote>{inner}</blockquote>{after}" + "渠" * 4096],
    ]


def count(counts: Counter[str], kind: str, attempt: Callable[[], object]) -> None:
    counts[f"{kind} tried"] += 1
    with suppress(BrokenQuote):
        attempt()
        return
    counts[f"{kind} refused"] += 1


# The command


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    tampered = tamper(options.seed, min(TAMPERED, options.answers))
    for kind in (*KINDS, "message"):
        tried, refused = tampered[f"{kind} tried"], tampered[f"{kind} refused"]
        sys.stdout.write(f"{kind:10s}changed {tried:9,d}   refused {refused:9,d}   let through {tried - refused}\n")
    numbers = range(options.answers)
    shares = [numbers[at : at + SHARE] for at in numbers[::SHARE]]
    with ProcessPoolExecutor(options.processes) as pool:
        counts = sum(pool.map(partial(show, options.seed), shares), Counter[str]())
    names = ("Telegram", "plain", "terminal", "page", "JSON")
    for name in names:
        replies, quotes, bad = (counts[f"{name} {what}"] for what in ("replies", "quotes", "violations"))
        sys.stdout.write(f"{name:10s}replies {replies:9,d}   quotes  {quotes:9,d}   violations {bad}\n")
    leaks = sum(tampered[f"{kind} tried"] - tampered[f"{kind} refused"] for kind in (*KINDS, "message"))
    sys.exit(bool(leaks or sum(counts[f"{name} violations"] for name in names)))


if __name__ == "__main__":
    main()
