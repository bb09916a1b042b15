"""An id is held against its file as that is now; each thing that can have happened has a verdict of its own."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.analyzer import Analyzer
from retrieval.answering.verifying import Verdict, Verified, verified
from retrieval.collection.library import Library
from retrieval.collection.store import FILE_NAME
from retrieval.errors import Reason
from tests.retrieval.answering.test_resolving import POND, SENTENCE, given_to

Write = Callable[[str, str], Path]

GONE = POND.replace("**坝上的柳树**一共有四十棵，谁也不许砍。", "")


@pytest.fixture
def id(library: Library, write: Write) -> str:
    """The id of a sentence of a document that was just added."""
    library.add([write("塘.md", POND)])
    return given_to(library, SENTENCE)


def test_an_untouched_file_holds(library: Library, id: str) -> None:
    found = verified(library, id)
    assert (found.verdict, found.moved, found.problem) == (Verdict.HOLDS, None, None)
    assert found.resolved.quote is not None
    assert found.resolved.quote.text == SENTENCE


@pytest.mark.parametrize(
    ("now", "in_file", "after"),
    [
        ("序。\n\n" + POND, Verdict.SOURCE_SAME, Verdict.REPLACED_SAME),
        (POND.replace("四十棵", "十四棵"), Verdict.SOURCE_ALTERED, Verdict.REPLACED_ALTERED),
        (GONE, Verdict.SOURCE_LOST, Verdict.REPLACED_LOST),
    ],
)
def test_what_a_changed_file_says_is_what_its_new_version_says_once_added(
    library: Library, write: Write, id: str, now: str, in_file: Verdict, after: Verdict
) -> None:
    path = write("塘.md", now)
    before = verified(library, id)
    assert before.verdict is in_file
    library.add([path])
    later = verified(library, id)
    assert later.verdict is after
    assert moved(later) == moved(before)
    for new in moved(later):
        assert verified(library, new).verdict is Verdict.HOLDS


def moved(found: Verified) -> list[str]:
    assert found.moved is not None
    return [quote.citation.id for quote in found.moved.quotes]


def test_another_encoding_is_another_file_with_the_same_words(library: Library, write: Write, id: str) -> None:
    write("塘.md", POND).write_bytes(POND.encode("gb18030"))
    assert verified(library, id).verdict is Verdict.SOURCE_SAME


def test_a_file_that_is_gone_or_unreadable_is_told_apart(library: Library, write: Write, id: str) -> None:
    path = write("塘.md", POND)
    path.write_bytes(b"\1\0a")
    found = verified(library, id)
    assert found.verdict is Verdict.SOURCE_UNREADABLE
    assert found.problem is not None
    assert found.problem.reason is Reason.BINARY
    path.unlink()
    assert verified(library, id).verdict is Verdict.SOURCE_MISSING
    path.mkdir()
    assert verified(library, id).verdict is Verdict.SOURCE_MISSING


def test_a_library_whose_text_is_not_the_files_is_found_out(library: Library, id: str, analyzer: Analyzer) -> None:
    with closing(sqlite3.connect(library.folder / FILE_NAME)) as file, file:
        file.execute("UPDATE texts SET piece = replace(piece, '四十', '十四')")
        file.execute("UPDATE passages SET text = replace(text, '四十', '十四')")
    with closing(Library(library.folder, analyzer)) as again:
        assert verified(again, id).verdict is Verdict.SOURCE_DIFFERS


def test_an_id_of_nothing_here_is_said(library: Library, id: str) -> None:
    assert verified(library, "aaaaaa-1-2").verdict is Verdict.UNKNOWN
    assert verified(library, id + "00").verdict is Verdict.IMPOSSIBLE
