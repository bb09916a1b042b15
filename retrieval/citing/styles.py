"""The citation formats by name."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from retrieval.citing.exports import bibtex, csl_json, ris
from retrieval.citing.footnote import footnote
from retrieval.citing.gbt7714 import EDITION_2015, EDITION_2025, author_date, numeric
from retrieval.citing.reference import Reference, reference_of
from retrieval.errors import UnknownStyle
from retrieval.records import Citation

STYLES: Mapping[str, Callable[[Reference, str], str]] = MappingProxyType(
    {
        "plain": footnote,
        "gbt7714-2025": lambda reference, _: numeric(reference, EDITION_2025),
        "gbt7714-2025-author-date": lambda reference, _: author_date(reference, EDITION_2025),
        "gbt7714-2015": lambda reference, _: numeric(reference, EDITION_2015),
        "gbt7714-2015-author-date": lambda reference, _: author_date(reference, EDITION_2015),
        "bibtex": lambda reference, _: bibtex(reference),
        "ris": lambda reference, _: ris(reference),
        "csl-json": lambda reference, _: csl_json(reference),
    }
)
"""What is cited and the words quoted of it → the citation, without a line end behind it."""


def cited(citation: Citation, words: str, style: str) -> str:
    """The citation of `words` in a format of `STYLES`. Raises UnknownStyle."""
    if style not in STYLES:
        raise UnknownStyle(style)
    return STYLES[style](reference_of(citation), words)
