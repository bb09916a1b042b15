"""Random answers of hostile documents, shown in every way there is, read back and held against their sources.

    python -m bench.rendering [--answers 100000] [--seed 1] [--processes 2]

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
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, partial
from html.parser import HTMLParser
from typing import Any

from bench.hostile import BAR, Made, around, bare, document, made, quote, stands
from bot.quoted import checked, plain
from bot.rendering import offered_instead, shown_quotes
from bot.screens.answers import PAGE, Shown, answered, compared, related
from bot.screens.citing import FOR_PROGRAMS, citation
from bot.screens.inline import offered
from bot.screens.reading import reading
from bot.screens.screen import Screen
from bot.terminal.printing import answer_json, console, print_answer
from bot.terminal.report import Miss, html_report
from bot.wording.choice import LANGUAGES
from bot.wording.wording import Wording
from retrieval.errors import BrokenQuote
from retrieval.evaluation.figures import judge
from retrieval.evaluation.questions import Expectation
from retrieval.records import Answer, Check, Quote

TAMPERED = 1000
SHARE = 250
PLACE = Shown(key=1, username="yinju_bot")
SCREENS = ("answer", "related", "compare", "reading", "citation")
WAYS = (*SCREENS, "inline", "plain", "terminal", "page", "JSON")
TAGS = frozenset({"b", "blockquote", "s", "u", "code", "pre"})


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
        folded = tag == "blockquote" and attrs == [("expandable", None)]
        self.sound = self.sound and (not self._allowed or (tag in self._allowed and (folded or not attrs)))
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
    with suppress(ImportError):
        parse: Callable[[str], Any] = importlib.import_module("tests.botapi.markup").parse_html
        return parse
    return None


def from_telegram(parts: Sequence[str]) -> list[str]:
    found = []
    for part in parts:
        read = Markup(part, TAGS)
        if not read.sound or not 0 < len(read.text.encode("utf-16-le")) // 2 <= 4096:
            return ["unsound"]
        if parse := strict_parser():
            text, entities = parse(part)
            shown = [bare(one.of(text)) for one in entities if one.type.endswith("blockquote")]
            if shown != list(map(bare, read.quotes)):
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


def ways(one: Made, wording: Wording) -> Iterator[tuple[str, Callable[[], list[str]], list[Quote]]]:
    """Every way out: its name, what is read back of it, and the quotes that should be."""
    answer, sources = one.answer, one.sources
    for name, make, quotes in screens(one, wording):
        yield name, partial(from_screens, make, quotes, sources), quotes
        yield "plain", partial(without_markup, make), quotes
    everything = [*shown_quotes(answer), *besides(answer)]
    yield "inline", partial(from_inline, one, wording), everything
    sent = [*shown_quotes(answer), *offered_instead(answer)]
    checks = [check.quote for check in answer.checks if check.quote]
    yield "terminal", lambda: from_terminal(printed(one, wording)), sent
    yield "page", lambda: Markup(page(one, wording), frozenset()).quotes, list(answer.quotes[:1])
    yield "JSON", lambda: from_json(one), [*answer.quotes, *answer.nearest, *checks]


def screens(one: Made, wording: Wording) -> Iterator[tuple[str, Callable[[], list[Screen]], list[Quote]]]:
    """The screens of the chat, with the quotes that should stand in them."""
    answer, sources = one.answer, one.sources
    first, rest = list(shown_quotes(answer)), besides(answer)
    pages = range(1 + -(-len(rest) // PAGE))
    yield "answer", lambda: [answered(answer, sources, PLACE, wording, page) for page in pages], [*first, *rest]
    yield "related", lambda: [related(answer, sources, PLACE, wording)], list(answer.nearest)
    turned = range(max(1, -(-len(answer.quotes) // PAGE)))
    yield "compare", lambda: [compared(answer, sources, PLACE, wording, page) for page in turned], list(answer.quotes)
    runs = one.window.quotes
    # As many as a message holds: the first, or those before the ones that were read already.
    fit = max(1, len(reading(one.window, one.asked, wording).quotes))
    kept = runs[-fit:] if one.asked.from_end else runs[:fit]
    yield "reading", lambda: [reading(one.window, one.asked, wording)], list(kept)
    if one.found.quote:
        styles = ((), (FOR_PROGRAMS,))
        yield "citation", lambda: [citation(one.found, wording, *given) for given in styles], [one.found.quote] * 2


def besides(answer: Answer) -> list[Quote]:
    """The quotes that further pages show."""
    first = {each.citation.id for each in shown_quotes(answer)}
    return [each for each in answer.quotes if each.citation.id not in first]


def from_screens(make: Callable[[], list[Screen]], quotes: Sequence[Quote], sources: dict[str, str]) -> list[str]:
    """The quotes of some screens, or a complaint where what a button copies is not one of them."""
    found = []
    for one in make():
        found += from_telegram(one.parts)
        for button in (each for row in one.rows for each in row if (each.copied or "")[:1] == "“"):
            if not any(holds(button.copied or "", each, sources[each.citation.file]) for each in quotes):
                return ["copied otherwise"]
    return found


def holds(copied: str, one: Quote, source: str) -> bool:
    """Whether a text begins with a quote in quotation marks, its source in brackets behind it."""
    ends = (found.start() for found in re.finditer("”（", copied))
    return any(same(copied[1:end], one.citation.spans, source, True) for end in ends)


def without_markup(make: Callable[[], list[Screen]]) -> list[str]:
    return [line for one in make() for line in from_plain(one.plain())]


def from_inline(one: Made, wording: Wording) -> list[str]:
    found, offset = [], 0
    while True:
        page, following = offered(one.answer, one.sources, "yinju_bot", wording, offset)
        found += [text for each in page for text in from_telegram([each.text])]
        if not following:
            return found
        offset = int(following)


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
        parts = answered(answering(whole), {"渠.txt": source}, PLACE, wording).parts
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
    sources = {"渠.txt": changed.source}
    window, asked = around([changed.quote], changed.source)
    one = Made(answering(changed.quote), sources, window, asked, stands(changed.quote, changed.source))
    alone = replace(one.answer, quotes=(), checks=(Check(0, 9, "渠水", "exact", changed.quote),))
    nearest = replace(one.answer, found=False, quotes=(), nearest=one.answer.quotes)
    return [
        partial(answered, one.answer, sources, PLACE, wording),
        partial(related, nearest, sources, PLACE, wording),
        partial(compared, one.answer, sources, PLACE, wording),
        partial(reading, one.window, one.asked, wording),
        partial(citation, one.found, wording),
        partial(offered, one.answer, sources, "yinju_bot", wording, 0),
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
    for name in WAYS:
        replies, quotes, bad = (counts[f"{name} {what}"] for what in ("replies", "quotes", "violations"))
        sys.stdout.write(f"{name:10s}replies {replies:9,d}   quotes  {quotes:9,d}   violations {bad}\n")
    leaks = sum(tampered[f"{kind} tried"] - tampered[f"{kind} refused"] for kind in (*KINDS, "message"))
    sys.exit(bool(leaks or sum(counts[f"{name} violations"] for name in WAYS)))


if __name__ == "__main__":
    main()
