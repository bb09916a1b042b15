"""Where articles begin in their text, and the words each begins with."""

from collections.abc import Sequence

from retrieval.records import Article

# As many characters say where an article begins.
LONGEST = 40


def beginnings(articles: Sequence[Article]) -> list[tuple[int, Article]]:
    """Each article with the place of its title, byline or first paragraph, whichever is first after the article before.

    An article of which nothing stands in the text has no place and is left out.
    """
    found: list[tuple[int, Article]] = []
    after = 0
    for article in articles:
        places = [place for place in _places(article) if place >= after]
        if places:
            found.append((min(places), article))
            after = max(min(places) + 1, article.paragraphs[-1].end if article.paragraphs else 0)
    return found


def _places(article: Article) -> list[int]:
    shown = (article.title.shown if article.title else None, article.byline)
    stated = [text.runs[0].start for text in shown if text and text.runs]
    return stated + [made.start for made in article.paragraphs[:1]]


def anchor_at(text: str, start: int) -> str:
    """The words that stand at a place: the rest of its line, and what follows where that alone says too little."""
    words = text[start : start + LONGEST]
    line = words.splitlines()[0].rstrip() if words.strip() else ""
    alone = any(map(str.isalnum, line)) and text.find(line) == start and text.find(line, start + 1) < 0
    return line if alone else words.rstrip() or words
