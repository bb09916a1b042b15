"""An id held against the file its words came from, as that file is now. Nothing is asked of the network."""

from dataclasses import dataclass
from enum import Enum

from retrieval.answering.resolving import Fate, Moved, Resolved, Status, reanchored, resolve
from retrieval.collection.library import Edition, Library
from retrieval.errors import ReadingError, Reason


class Verdict(Enum):
    """What holding an id against its source came to. Only HOLDS is as it should be."""

    HOLDS = "holds"
    SOURCE_SAME = "source-changed-same"
    SOURCE_ALTERED = "source-changed-altered"
    SOURCE_LOST = "source-changed-lost"
    SOURCE_MISSING = "source-missing"
    SOURCE_UNREADABLE = "source-unreadable"
    SOURCE_DIFFERS = "source-differs"
    REPLACED_SAME = "replaced-same"
    REPLACED_ALTERED = "replaced-altered"
    REPLACED_LOST = "replaced-lost"
    UNKNOWN = "unknown"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class Verified:
    """An id with its verdict; `moved` is where the words stand instead, in the file or the version that is here now.

    `problem` is why the file could not be read, of SOURCE_UNREADABLE alone.
    """

    resolved: Resolved
    verdict: Verdict
    moved: Moved | None = None
    problem: ReadingError | None = None


_CHANGED = {
    Fate.SAME: Verdict.SOURCE_SAME,
    Fate.ALTERED: Verdict.SOURCE_ALTERED,
    Fate.LOST: Verdict.SOURCE_LOST,
}


def verified(library: Library, id: str) -> Verified:
    """Read the id's file again and compare: the content's hash, then the words at their place.

    Raises BrokenQuote where the library's own text is not what it was, CollectionError.
    """
    resolved = resolve(library, id)
    if resolved.status is not Status.CURRENT:
        return Verified(resolved, Verdict(resolved.status.value), resolved.moved)
    assert resolved.edition is not None
    try:
        on_disk = library.on_disk(library.document(resolved.edition.id))
    except ReadingError as error:
        missing = error.reason in (Reason.MISSING, Reason.NOT_A_FILE)
        verdict = Verdict.SOURCE_MISSING if missing else Verdict.SOURCE_UNREADABLE
        return Verified(resolved, verdict, problem=None if missing else error)
    return _compared(resolved, resolved.edition, on_disk)


def _compared(resolved: Resolved, held: Edition, on_disk: Edition) -> Verified:
    quote = resolved.quote
    assert quote is not None
    if on_disk.sha256 != held.sha256:
        moved = reanchored(held, quote, on_disk)
        return Verified(resolved, _CHANGED[moved.fate], moved)
    start, end = quote.citation.start, quote.citation.end
    same = on_disk.text[start:end] == held.text[start:end]
    return Verified(resolved, Verdict.HOLDS if same else Verdict.SOURCE_DIFFERS)
