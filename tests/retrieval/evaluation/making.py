"""Quotes and answers with only what the judging looks at."""

from retrieval.records import Answer, Citation, Quote


def quoted(
    text: str,
    passage: str | None = None,
    *,
    title: str | None = "青石埠纪事",
    author: str | None = "阮知秋",
    file: str = "埠.txt",
    date: str | None = None,
    place: tuple[str, int, int] = ("埠abcd", 0, 4),
    also: tuple[dict[str, str | None], ...] = (),
) -> Quote:
    document, start, end = place
    citation = Citation(
        id=f"{document}-{start}-{end - start}",
        author=author,
        position="青石埠渡口站长",
        title=title,
        publication=None,
        issue=None,
        column=None,
        date=date,
        section=(),
        speaker=None,
        also=also,
        file=file,
        page=None,
        paragraph=1,
        start=start,
        end=end,
        spans=((start, end),),
    )
    return Quote(text, ((0, 1),), passage or text, 1.0, None, (), citation)


def answered(*quotes: Quote, took_ms: float = 1.0) -> Answer:
    """The answer made of these quotes; not found where there is none."""
    return Answer("？", "question", bool(quotes), None, took_ms, quotes)
