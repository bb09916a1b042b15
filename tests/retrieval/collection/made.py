"""The letters of passages that stand in no library."""

from functools import partial

from retrieval.collection.engine import Entry, Facts, Letters, Searchable
from retrieval.collection.postings.mapped import in_memory
from retrieval.collection.postings.places import Places
from retrieval.collection.postings.segments import Segment, build

_NOTHING = Facts(title="", author="", position="", publication="", issue="", date="")


def letters(*passages: str) -> Letters:
    """The letters of passages, each of an article of its own; their keys count from 0."""
    entries = tuple(Entry(key, key + 1, _NOTHING, ((key, "", own),)) for key, own in enumerate(passages))
    documents = [Searchable(1, "塘.md", entries)]
    return Places([Segment(in_memory(partial(build, documents=documents)))])
