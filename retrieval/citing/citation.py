"""Citations: made from an article and the spans a quote takes of its document."""

from typing import Protocol

from retrieval.records import Article, Citation, SourcedText, Span


class Paged(Protocol):
    """A version of a document, as far as a citation names it."""

    @property
    def id(self) -> str:
        """The id of its content."""

    @property
    def file(self) -> str:
        """Its name in the collection."""

    def page(self, at: int) -> int | None:
        """The page that a place of its text is on."""


def source_spans(source: str, text: SourcedText, start: int, end: int) -> tuple[Span, ...]:
    """Where `text[start:end]` stands in the source; stretches parted only by white space or Markdown marks are one."""
    joined: list[Span] = []
    for low, high in text.spans(start, end):
        if joined and not source[joined[-1][1] : low].strip(" \t\r\n\u3000\f*"):
            joined[-1] = (joined[-1][0], high)
        else:
            joined.append((low, high))
    return tuple(joined)


def cite(
    document: Paged,
    article: Article,
    spans: tuple[Span, ...],
    number: int | None,
    section: tuple[str, ...] = (),
) -> Citation:
    """The citation of what stands at `spans` (not empty); `number` is the paragraph's, None for a byline or a date."""
    start, end = spans[0][0], spans[-1][1]
    return Citation(
        id=f"{document.id}-{start}-{end - start}",
        author=article.author,
        position=article.position,
        title=article.title.value if article.title else None,
        publication=article.publication.value if article.publication else None,
        issue=article.issue.value if article.issue else None,
        column=article.column,
        date=article.date.value if article.date else None,
        section=section,
        speaker=None,
        also=(),
        file=document.file,
        page=document.page(start),
        paragraph=number,
        start=start,
        end=end,
        spans=spans,
    )
