"""Answers, articles and lists made at random whose quotations really are slices of their sources."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from bot.screens.reading import Stretch
from retrieval.answering.browsing import Entry, Window
from retrieval.answering.question import LONGEST_SEARCHED
from retrieval.answering.resolving import Fate, Moved, Resolved, Status
from retrieval.collection.library import Edition
from retrieval.records import Answer, Check, Citation, Quote, Span

FILE = "文件.txt"
LONGEST_QUOTE = 200
LONGEST_RUN = 600
# A document's id has more letters where two contents begin alike.
DOCUMENTS = [f"{letter}bcdef234" for letter in "abcdefghijklmnop"]

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
    place = _standing(draw(citation or citations()), "abc234", spans)
    highlights = draw(st.lists(_spans(len(text)), max_size=8))
    named = tuple(draw(st.lists(_DIFFERENCES, max_size=7)))
    match = "near" if named else draw(st.sampled_from([None, "exact"]))
    aside = draw(st.lists(st.sampled_from(["punctuation", "width", "script", "space"]), unique=True)) if match else []
    return Drawn(Quote(text, tuple(highlights), text, 1.0, match, named, place, tuple(aside)), source)


def _standing(place: Citation, document: str, spans: Sequence[Span]) -> Citation:
    start, end = spans[0][0], spans[-1][1]
    return replace(place, id=f"{document}-{start}-{end - start}", spans=tuple(spans), start=start, end=end)


def _spans(length: int) -> st.SearchStrategy[Span]:
    ends = st.tuples(st.integers(0, length - 1), st.integers(1, length))
    return ends.map(lambda pair: (min(pair[0], pair[1] - 1), max(pair[0] + 1, pair[1])))


def _typed() -> st.SearchStrategy[str]:
    """Words of a question as it is understood: one line, nothing in it that cannot be printed."""
    return texts(12).map(lambda words: "".join(char if char.isprintable() else " " for char in words))


@st.composite
def answers(draw: st.DrawFn, most: int = 5) -> tuple[Answer, dict[str, str]]:
    """Answers of every kind, each quotation from a file of its own."""
    drawn = draw(st.lists(quotes(), max_size=most))
    named = [
        replace(
            one.quote,
            citation=replace(
                _standing(one.quote.citation, DOCUMENTS[number], one.quote.citation.spans), file=f"{number}.txt"
            ),
        )
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


def entries() -> st.SearchStrategy[Entry]:
    """Articles as they are listed, of a few documents whose files have no names one would give."""
    hostile = _or_none(texts(20) | st.builds(lambda char, times: char * times, _CHARACTERS, st.integers(1, 900)))
    number = st.integers(1, 99_999)
    files = st.sampled_from(["渠.txt", "<b>&.md", "▎塘\u202e.txt", "😀" * 60 + ".md", " .txt"])
    return st.builds(
        Entry,
        document=st.sampled_from(DOCUMENTS[:3]),
        file=files,
        number=number,
        title=hostile,
        author=hostile,
        position=hostile,
        publication=hostile,
        issue=_or_none(number.map(str)),
        date=_or_none(dates()),
        paragraphs=number,
    )


@st.composite
def windows(draw: st.DrawFn) -> tuple[Window, Stretch]:
    """A stretch of an article, now and then of a quotation that stands in it, with what a button asked for."""
    runs = draw(st.lists(_run(), min_size=1, max_size=7))
    entry, place = draw(entries()), draw(citations())
    first, left = draw(st.integers(0, 9)), draw(st.integers(0, 5))
    count = first + len(runs) + left
    entry = replace(entry, paragraphs=count)
    source, spans = draw(texts(10)), list[Span]()
    for run in runs:
        spans.append((len(source), len(source) + len(run)))
        source += run + draw(st.sampled_from(["\n", "\n\n", "\r\n　　"]))
    start, end = draw(st.sampled_from(spans))
    words = draw(st.none() | st.just((start, end)) | st.just((start, start + 1)))
    quoted = tuple(
        _run_quoted(run, span, replace(place, file=entry.file, paragraph=first + at), entry.document, words)
        for at, (run, span) in enumerate(zip(runs, spans, strict=True), start=1)
    )
    asked = Stretch(entry.document, entry.number, first, first + len(runs) - 1, draw(st.booleans()), words)
    return Window(entry, count, first, quoted, source), asked


def _run() -> st.SearchStrategy[str]:
    return st.one_of(
        texts(LONGEST_QUOTE).map(lambda text: text + "水"),
        st.builds(lambda char, times: char * times, st.sampled_from("水<&😀"), st.integers(1, LONGEST_RUN)),
    )


def _run_quoted(run: str, span: Span, place: Citation, document: str, words: Span | None) -> Quote:
    bold = words and (max(words[0], span[0]) - span[0], min(words[1], span[1]) - span[0])
    highlights = (bold,) if bold and bold[0] < bold[1] else ()
    return Quote(run, highlights, run, 1.0, None, (), _standing(place, document, [span]))


@st.composite
def resolved(draw: st.DrawFn) -> Resolved:
    """What became of an id: it stands, its document was replaced, or it is none."""
    one = draw(quotes())
    id = one.quote.citation.id
    edition = Edition("abc234", FILE, "", one.source, ())
    status = draw(st.sampled_from(Status))
    if status in (Status.UNKNOWN, Status.IMPOSSIBLE):
        return Resolved(draw(texts(80)), status)
    if status is Status.CURRENT:
        return Resolved(id, status, one.quote, edition)
    fate = {Status.REPLACED_SAME: Fate.SAME, Status.REPLACED_ALTERED: Fate.ALTERED}.get(status, Fate.LOST)
    now = tuple(each.quote for each in draw(st.lists(quotes(), min_size=1, max_size=3)))
    return Resolved(id, status, one.quote, edition, Moved(fate, () if fate is Fate.LOST else now, False, ""))
