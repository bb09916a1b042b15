"""Documents, and segments of them, made of a few words about ponds and canals."""

from collections.abc import Iterable, Sequence

from hypothesis import strategies as st

from retrieval.collection.engine import Entry, Facts, Searchable
from retrieval.collection.postings.mapped import Writer, in_memory
from retrieval.collection.postings.segments import Segment, build

NOTHING = Facts(title="", author="", position="", publication="", issue="", date="")
# So many rows are between the first passages of two documents, or of two articles.
_DOCUMENT, _ARTICLE = 10_000, 100

Terms = Sequence[str]
Articles = Sequence[Sequence[Terms]]
"""For each article its passages, each its terms; its letters are those of its terms."""

WORDS = st.lists(st.text("塘渠水", min_size=1, max_size=3), max_size=4)
ARTICLES = st.lists(st.lists(WORDS, max_size=3), min_size=1, max_size=3)
CUT = st.lists(st.lists(ARTICLES, min_size=1, max_size=3), min_size=1, max_size=4)
"""For each segment its documents."""


def row(number: int, article: int, passage: int) -> int:
    """The row of a passage."""
    return number * _DOCUMENT + article * _ARTICLE + passage


def document(number: int, articles: Articles, facts: Facts = NOTHING, file: str = "") -> Searchable:
    entries = (
        Entry(
            row(number, at, 0),
            at + 1,
            facts,
            tuple((row(number, at, place), " ".join(terms), "".join(terms)) for place, terms in enumerate(passages)),
        )
        for at, passages in enumerate(articles)
    )
    return Searchable(number, file or f"塘{number}.txt", tuple(entries))


def pond(number: int, *passages: str) -> Searchable:
    """A document of one article, whose passages are terms with a space between them."""
    return document(number, [[passage.split() for passage in passages]])


def segment(documents: Sequence[Searchable]) -> Segment:
    def fill(writer: Writer) -> None:
        build(writer, documents)

    return Segment(in_memory(fill))


def numbered(cut: Iterable[Sequence[Articles]]) -> list[list[Searchable]]:
    """The documents of each segment, with rising numbers."""
    made: list[list[Searchable]] = []
    number = 0
    for documents in cut:
        made.append([document(number + at, articles) for at, articles in enumerate(documents, 1)])
        number += len(documents)
    return made
