"""The check at the door: what is about to be shown equals the slice of the source that its citation names."""

import re
from itertools import pairwise

from retrieval.errors import BrokenQuote
from retrieval.records import Quote

_UNSEEN = re.compile(r"[\s*#_>`\u200b\ufeff]+")


def verify(quote: Quote, source: str) -> None:
    """Raise BrokenQuote unless the quote is its source's slice, white space and Markdown marks aside."""
    spans = quote.citation.spans
    ordered = all(0 <= start < end <= len(source) for start, end in spans) and all(
        before[1] <= after[0] for before, after in pairwise(spans)
    )
    slices = _UNSEEN.sub("", "".join(source[start:end] for start, end in spans))
    if not spans or not ordered or not slices or slices != _UNSEEN.sub("", quote.text):
        raise BrokenQuote(f"{quote.citation.file} {spans}")
    if not all(0 <= start < end <= len(quote.text) for start, end in quote.highlights):
        raise BrokenQuote(f"{quote.citation.file} highlights {quote.highlights}")
