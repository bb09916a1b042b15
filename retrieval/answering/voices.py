"""Which quotes an answer has: of several articles, a second one of the best passage, reprints told as one."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from retrieval.analyzer import solid
from retrieval.records import Citation, Quote

# Words are a reprint of others when so much of them is the same, character by character.
_SAME = 0.9
_SHORTEST_REPRINT = 12
_COMPARABLE = 0.6


def told_once(quotes: Sequence[Quote]) -> list[Quote]:
    """Quotes of the same words, or nearly, are one: the first, with the places of the others in `also`."""
    kept: list[Quote] = []
    for quote in quotes:
        twin = next((index for index, other in enumerate(kept) if _reprint(other, quote)), None)
        if twin is None:
            kept.append(quote)
        else:
            first = kept[twin]
            also = (*first.citation.also, _place(quote.citation))
            kept[twin] = replace(first, citation=replace(first.citation, also=also))
    return kept


def _reprint(one: Quote, other: Quote) -> bool:
    if _article(one.citation) == _article(other.citation):
        return False
    first, second = solid(one.text), solid(other.text)
    shorter, longer = sorted((len(first), len(second)))
    # Of two runs of the same text one may be longer, but not by so much that the rest would be lost with it.
    if shorter < max(_SHORTEST_REPRINT, _COMPARABLE * longer):
        return False
    # No more can be the same in order than in any order, which is seen sooner.
    if (Counter(first) & Counter(second)).total() < _SAME * shorter:
        return False
    same = sum(block.size for block in SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks())
    return same >= _SAME * shorter


def _article(citation: Citation) -> tuple[str, str | None, str | None]:
    return citation.file, citation.title, citation.author


def _place(citation: Citation) -> dict[str, str | None]:
    return {
        "id": citation.id,
        "author": citation.author,
        "title": citation.title,
        "date": citation.date,
        "file": citation.file,
    }
