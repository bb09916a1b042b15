"""What flows through the house: frozen records, each carrying its origin.

Offsets count code points of the decoded text (byte order mark dropped, line ends as they are); a span is
`(start, end)`, end excluded.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a text that is a stretch of the source: `text[at:at + end - start] == source[start:end]`."""

    at: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SourcedText:
    """A text put together from runs of the source; characters outside every run are joining spaces, nothing else.

    One without runs is false: what it would show was said beside the source, and cannot be quoted.
    """

    text: str
    runs: tuple[Run, ...]

    def __bool__(self) -> bool:
        return bool(self.runs)

    def spans(self, start: int, end: int) -> list[Span]:
        """Where `text[start:end]` stands in the source: one span a run, in order."""
        spans = []
        for run in self.runs:
            low, high = max(start, run.at), min(end, run.at + run.end - run.start)
            if low < high:
                spans.append((run.start + low - run.at, run.start + high - run.at))
        return spans


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of an article. `start` is its first character in the source, Markdown marks included."""

    number: int
    section: tuple[str, ...]
    body: SourcedText
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Field:
    """A fact an article states about itself, as it is cited (`value`) and as it stands (`shown`).

    `shown` is empty where a person stated it beside the document.
    """

    value: str
    shown: SourcedText


@dataclass(frozen=True, slots=True)
class Basis:
    """By which rule a field of an article was found (a short fixed English phrase), and how sure that is, 0 to 1."""

    field: str
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a document. What the document does not say is None.

    `basis` explains the fields to a person who reads the document in; it is not kept, and says nothing of the article.
    """

    number: int
    title: Field | None
    author: str | None
    position: str | None
    byline: SourcedText | None
    date: Field | None
    publication: Field | None
    issue: Field | None
    column: str | None
    confidence: float
    paragraphs: Sequence[Paragraph]
    basis: tuple[Basis, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Pages:
    """Where each page of a text begins, and the number of the first as its pages are numbered; empty without pages."""

    starts: tuple[int, ...] = ()
    first: int = 1

    def at(self, place: int) -> int | None:
        """The number of the page that a place is on; None where there is none, as on a cover before page 1."""
        number = self.first + max(0, bisect_right(self.starts, place) - 1)
        return number if self.starts and number > 0 else None


NO_PAGES = Pages()


@dataclass(frozen=True, slots=True)
class Document:
    """A file of the collection. `id` comes from its content; `file` is its path below the folder that was added.

    `source` is its text, or what reads it when it is asked for. `member` is its name in the archive that `origin` is,
    None where `origin` is the file itself. `pages` is empty where a file has no pages.
    """

    id: str
    file: str
    origin: str
    sha256: str
    encoding: str
    source: str | Callable[[], str]
    member: str | None = None
    format: str = ""
    pages: Pages = NO_PAGES

    @property
    def text(self) -> str:
        """Its whole text, as it was decoded."""
        return self.source if isinstance(self.source, str) else self.source()

    def page(self, at: int) -> int | None:
        """The number of the page that a place of the text is on; None where there is none."""
        return self.pages.at(at)


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph as it is searched. `key` counts in the collection's order; `solid` is what lookups run on."""

    key: int
    document: str
    file: str
    article: Article
    paragraph: Paragraph
    solid: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Whose words a quote is and where it stands. `paragraph` is None for a quote of the byline itself.

    `speaker` is whose words the highlighted words are where the article quotes them, None where they are its own;
    `speaker_confidence`, 0 to 1, is below 1 where marks do not show it, and None without a speaker.
    """

    id: str
    author: str | None
    position: str | None
    title: str | None
    publication: str | None
    issue: str | None
    column: str | None
    date: str | None
    section: tuple[str, ...]
    speaker: str | None
    also: tuple[dict[str, str | None], ...]
    file: str
    page: int | None
    paragraph: int | None
    start: int
    end: int
    spans: tuple[Span, ...]
    speaker_confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """One run of the source. `highlights` are spans of `text`.

    Of words that were looked up, `match` says whether letters and digits are the same, `differences` lists those that
    are not, each as `{"op", "given", "source", "warning"}`, and `aside` what else differs: `punctuation`, `width`,
    `script`, `space`, or `omission` where dots stand for the words between it and the next.
    """

    text: str
    highlights: tuple[Span, ...]
    passage: str
    score: float
    match: str | None
    differences: tuple[dict[str, str], ...]
    citation: Citation
    aside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """A sentence of a longer text: its span in what was asked, the verdict, where it stands."""

    start: int
    end: int
    words: str
    verdict: str
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one line asked; `quotes` is empty exactly when `found` is false.

    `corrections` are pieces of the line taken for misspelt, each with what was looked for instead; `claimed` is who is
    said to have said or written the words to check; `checks` has the sentences of a longer text one by one, `shortened`
    says that the text is so long that only its beginning was checked.
    """

    question: str
    mode: str
    found: bool
    verdict: str | None
    took_ms: float
    quotes: tuple[Quote, ...] = field(default=())
    nearest: tuple[Quote, ...] = field(default=())
    corrections: tuple[tuple[str, str], ...] = field(default=())
    claimed: str | None = None
    checks: tuple[Check, ...] = field(default=())
    shortened: bool = False
