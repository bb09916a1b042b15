"""A collection as it is leafed through: what stands in it, and an article's text, run by run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.citing.citation import cite, source_spans
from retrieval.citing.verification import verify
from retrieval.collection.contents import Collection
from retrieval.records import Article, Document, Paragraph, Quote, SourcedText, Span
from retrieval.sentences import clauses, sentences

# A paragraph longer than this is read in several runs of whole sentences.
_LONGEST_RUN = 600
# A stretch without any of these (a line to write on) holds no words, and verification would see nothing in it.
_WORDS = re.compile(r"[^\s*#_>`\u200b\ufeff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as it is listed; `number` counts in its document."""

    document: str
    file: str
    number: int
    title: str | None
    author: str | None
    position: str | None
    publication: str | None
    issue: str | None
    date: str | None
    paragraphs: int


@dataclass(frozen=True, slots=True)
class Window:
    """Some neighbouring runs of an article, from run number `first` on, as quotes of the text `source`.

    `runs` is how many the article has.
    """

    entry: Entry
    runs: int
    first: int
    quotes: tuple[Quote, ...]
    source: str


def entries(collection: Collection) -> tuple[Entry, ...]:
    """Every article with a text, in the collection's order."""
    return tuple(_entry(document, article) for document, article in collection.articles if any(_runs(article)))


def window(
    collection: Collection, document: str, number: int, first: int, last: int, words: Span | None = None
) -> Window | None:
    """Runs `first` to `last`, both included and brought within bounds, of an article; None where it is not here.

    `words` is a span of the source; what of the runs lies in it is highlighted. Raises BrokenQuote.
    """
    owner, article = _article(collection, document, number)
    runs = list(_runs(article)) if article else []
    if owner is None or article is None or not runs:
        return None
    first = max(0, min(first, len(runs) - 1))
    last = max(first, min(last, len(runs) - 1))
    quotes = tuple(_quote(owner, article, *runs[at], words) for at in range(first, last + 1))
    return Window(_entry(owner, article), len(runs), first, quotes, owner.text)


def found_at(collection: Collection, document: str, words: Span) -> tuple[int, int, int] | None:
    """The article and its first and last run that a span of a document's source touches.

    The place of a title, a byline, a date or a masthead is before its article's first run. None where no article has
    the place.
    """
    own = [article for _, article in collection.articles_of(document) if article.paragraphs]
    for article in own:
        touched = [at for at, (made, span) in enumerate(_runs(article)) if _highlight(made.body, span, words)]
        if touched:
            return article.number, touched[0], touched[-1]
    for article in own:
        fields = (article.title, article.date, article.publication, article.issue)
        shown = (article.byline, *(field.shown for field in fields if field))
        if any(_highlight(body, (0, len(body.text)), words) for body in shown if body):
            return article.number, 0, 0
    return None


def _article(collection: Collection, document: str, number: int) -> tuple[Document | None, Article | None]:
    for owner, article in collection.articles_of(document):
        if article.number == number:
            return owner, article
    return None, None


def _entry(document: Document, article: Article) -> Entry:
    return Entry(
        document=document.id,
        file=document.file,
        number=article.number,
        title=article.title.value if article.title else None,
        author=article.author,
        position=article.position,
        publication=article.publication.value if article.publication else None,
        issue=article.issue.value if article.issue else None,
        date=article.date.value if article.date else None,
        paragraphs=len(article.paragraphs),
    )


def _runs(article: Article) -> Iterator[tuple[Paragraph, Span]]:
    """Every paragraph with a span of its text, as many times as it takes."""
    for paragraph in article.paragraphs:
        text = paragraph.body.text
        for start, end in [(0, len(text))] if len(text) <= _LONGEST_RUN else _pieces(text):
            if _WORDS.search(text, start, end):
                yield paragraph, (start, end)


def _pieces(text: str) -> Iterator[Span]:
    """Stretches of whole sentences, of clauses or characters where a sentence is longer than a run can be."""
    units: list[Span] = []
    for start, end in sentences(text):
        for low, high in [(start, end)] if end - start <= _LONGEST_RUN else clauses(text, start, end):
            units += [(at, min(at + _LONGEST_RUN, high)) for at in range(low, high, _LONGEST_RUN)]
    if not units:
        return
    begin, until = units[0]
    for low, high in units[1:]:
        if high - begin > _LONGEST_RUN:
            yield begin, until
            begin = low
        until = high
    yield begin, until


def _highlight(body: SourcedText, span: Span, words: Span) -> Span | None:
    """What of `body.text[span]` stands within `words` of the source, in offsets of the span; None where nothing."""
    touched = [
        (run.at + max(words[0], run.start) - run.start, run.at + min(words[1], run.end) - run.start)
        for run in body.runs
        if max(words[0], run.start) < min(words[1], run.end)
    ]
    if not touched:
        return None
    low, high = max(touched[0][0], span[0]), min(touched[-1][1], span[1])
    return (low - span[0], high - span[0]) if low < high else None


def _quote(document: Document, article: Article, paragraph: Paragraph, span: Span, words: Span | None) -> Quote:
    highlight = _highlight(paragraph.body, span, words) if words else None
    spans = source_spans(document.text, paragraph.body, *span)
    quote = Quote(
        text=paragraph.body.text[span[0] : span[1]],
        highlights=(highlight,) if highlight else (),
        passage=paragraph.body.text,
        score=1.0,
        match=None,
        differences=(),
        citation=cite(document, article, spans, paragraph.number, paragraph.section),
    )
    verify(quote, document.text)
    return quote
