"""Answers made at random whose quotations really are slices of their sources, as the library makes them."""

from dataclasses import dataclass, replace

from hypothesis import strategies as st

from retrieval.answering.question import LONGEST_SEARCHED
from retrieval.records import Answer, Check, Citation, Quote, Span

FILE = "文件.txt"
LONGEST_QUOTE = 200

# What breaks a message is drawn often: marks of HTML, of Markdown, characters of two UTF-16 units, hidden ones.
_CHARACTERS = st.one_of(
    st.sampled_from("容错纠错機制臺灣，。“”「」《》ＡＢ１２"),
    st.sampled_from("<>&\"'/;#*_`=ab "),
    st.sampled_from("😀👨‍👩‍👧🇨🇳𠀀𝔘\u200b\ufeff\u3000\n\r\t\0\x1b\u202e\u0301"),
    st.characters(exclude_categories=["Cs"]),
)
_MARKUP = st.sampled_from(["<b>", "</b>", "</blockquote>", "&lt;", "&#60;", "&amp;amp;", "<a href='x'>", "<!--"])


def texts(longest: int) -> st.SearchStrategy[str]:
    """Any text, with pieces of markup in it, at most so long."""
    pieces = st.lists(st.one_of(_CHARACTERS, _MARKUP), max_size=longest)
    return pieces.map(lambda found: "".join(found)[:longest])


_DIFFERENCES = st.fixed_dictionaries(
    {"op": st.sampled_from(["replace", "insert", "delete"]), "given": texts(300), "source": texts(300)}
)


@dataclass(frozen=True)
class Drawn:
    """A quotation and the source it is a slice of."""

    quote: Quote
    source: str


def dates() -> st.SearchStrategy[str]:
    days = st.dates().map(lambda day: day.isoformat())
    return days | days.map(lambda day: day[:7])


def _or_none(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    return st.none() | strategy


def _places(hostile: st.SearchStrategy[str | None]) -> st.SearchStrategy[dict[str, str | None]]:
    """Where the same words stand besides."""
    fields = {"id": st.just("abc235-0-1"), "author": hostile, "title": hostile, "date": _or_none(dates())}
    return st.fixed_dictionaries({**fields, "file": st.just(FILE)})


def citations(longest: int = 1500) -> st.SearchStrategy[Citation]:
    """Citations with anything missing, and with titles no printer would set."""
    hostile = _or_none(texts(20) | st.builds(lambda char, times: char * times, _CHARACTERS, st.integers(1, longest)))
    return st.builds(
        Citation,
        id=st.just("abc234-0-1"),
        author=hostile,
        position=hostile,
        title=hostile,
        publication=hostile,
        issue=_or_none(st.integers(1, 999).map(str)),
        column=st.none(),
        date=_or_none(dates()),
        section=st.just(()),
        speaker=hostile,
        also=st.lists(_places(hostile), max_size=5).map(tuple),
        file=st.just(FILE),
        page=st.none(),
        paragraph=st.none() | st.integers(1, 9999),
        start=st.just(0),
        end=st.just(1),
        spans=st.just(((0, 1),)),
        speaker_confidence=st.none() | st.floats(0, 1),
    )


@st.composite
def quotes(draw: st.DrawFn, citation: st.SearchStrategy[Citation] | None = None) -> Drawn:
    """One or two stretches of a source with something else between them, joined as one quotation."""
    parts = draw(st.lists(texts(LONGEST_QUOTE // 2), min_size=1, max_size=2))
    parts[0] += draw(st.sampled_from("水<&😀"))
    joint = draw(st.sampled_from(["", " "]))
    source, spans = draw(texts(10)), list[Span]()
    for part in filter(None, parts):
        spans.append((len(source), len(source) + len(part)))
        source += part + draw(texts(10))
    text = joint.join(filter(None, parts))
    place = replace(draw(citation or citations()), spans=tuple(spans), start=spans[0][0], end=spans[-1][1])
    highlights = draw(st.lists(_spans(len(text)), max_size=8))
    named = tuple(draw(st.lists(_DIFFERENCES, max_size=7)))
    match = "near" if named else draw(st.sampled_from([None, "exact"]))
    aside = draw(st.lists(st.sampled_from(["punctuation", "width", "script", "space"]), unique=True)) if match else []
    return Drawn(Quote(text, tuple(highlights), text, 1.0, match, named, place, tuple(aside)), source)


def _spans(length: int) -> st.SearchStrategy[Span]:
    ends = st.tuples(st.integers(0, length - 1), st.integers(1, length))
    return ends.map(lambda pair: (min(pair[0], pair[1] - 1), max(pair[0] + 1, pair[1])))


def _typed() -> st.SearchStrategy[str]:
    """Words of a question as it is understood: one line, nothing in it that cannot be printed."""
    return texts(12).map(lambda words: "".join(char if char.isprintable() else " " for char in words))


@st.composite
def answers(draw: st.DrawFn) -> tuple[Answer, dict[str, str]]:
    """Answers of every kind, each quotation from a file of its own."""
    drawn = draw(st.lists(quotes(), max_size=5))
    named = [
        replace(one.quote, citation=replace(one.quote.citation, file=f"{number}.txt"))
        for number, one in enumerate(drawn)
    ]
    found = draw(st.booleans()) and bool(named)
    shown = st.none() | st.sampled_from(named) if named else st.none()
    verdicts = st.sampled_from(["unknown", "altered", "exact"])
    checks = st.lists(st.builds(Check, st.integers(0, 9), st.integers(10, 20), texts(30), verdicts, shown), max_size=3)
    answer = Answer(
        question=draw(texts(20) | st.just("水" * (LONGEST_SEARCHED + 1))),
        mode=draw(st.sampled_from(["question", "quotation"])),
        found=found,
        verdict=None,
        took_ms=0.1,
        quotes=tuple(named) if found else (),
        nearest=() if found else tuple(named[:3]),
        corrections=tuple(draw(st.lists(st.tuples(_typed(), _typed()), max_size=3))),
        claimed=draw(_or_none(_typed())),
        checks=tuple(draw(checks)) if found else (),
    )
    return answer, {f"{number}.txt": one.source for number, one in enumerate(drawn)}
