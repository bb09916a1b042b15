"""A library that is open sees what others add, remove, merge and damage, and answers from one state of it."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.analyzer import Analyzer
from retrieval.answering import answer as answering
from retrieval.answering.answer import Answerer
from retrieval.answering.calibration import usual_evidence
from retrieval.collection.contents import Collection
from retrieval.collection.engine import Channel, Query
from retrieval.collection.library import INDEX_NAME, Library

Write = Callable[[str, str], Path]

QUESTION = "闸门由谁看管？"
WORDS = Query((Channel(("渠水",)),))


def text(number: int) -> str:
    return f"# 第{number}条渠\n\n某县水利站站长 林渠\n\n" + "\n\n".join(
        f"渠水流过第{number}个村的第{part}块田。" for part in range(1, 4)
    )


@pytest.fixture
def held(library: Library, write: Write) -> Library:
    library.add([write(f"{number}.md", text(number)) for number in range(5)])
    return library


@pytest.fixture
def other(held: Library, analyzer: Analyzer) -> Iterator[Library]:
    """The same library, opened by somebody else."""
    with closing(Library(held.folder, analyzer)) as opened:
        yield opened


def files(library: Library) -> list[str]:
    return sorted(path.name for path in (library.folder / INDEX_NAME).iterdir() if path.name != "lock")


def found(library: Library) -> list[str]:
    """All passages about the canals' water, best first."""
    collection = library.collection()
    return [collection.passage(key).paragraph.body.text for key in collection.index.search(WORDS, 100).keys]


@pytest.mark.slow
def test_what_another_process_adds_is_found_without_a_restart(held: Library, write: Write) -> None:
    answerer = Answerer(held)
    assert not answerer.answer(QUESTION).found
    path = write("闸.md", "# 闸\n\n某县水利站站长 方圩\n\n闸门由下游的村子看管，钥匙放在村部。\n")
    program = "import sys; from pathlib import Path; from retrieval.collection.library import Library;"
    program += "Library(Path(sys.argv[1])).add([Path(sys.argv[2])])"
    subprocess.run([sys.executable, "-c", program, str(held.folder), str(path)], check=True)
    assert [quote.text for quote in answerer.answer(QUESTION).quotes] == ["闸门由下游的村子看管，钥匙放在村部。"]


def test_what_is_removed_is_found_no_longer_and_counts_for_nothing(held: Library, other: Library) -> None:
    (scores,) = other.collection().index.search(WORDS, 100).scores
    assert len(found(other)) == 15
    held.remove(["0.md", "3.md"])
    assert len(found(other)) == 9
    assert other.collection().index.size == 9
    (others,) = other.collection().index.search(WORDS, 100).scores
    assert not {*others} & {*scores}
    assert not list(other.collection().index.letters.places("第3个村"))


def test_the_order_does_not_depend_on_how_many_files_the_index_is_in(
    held: Library, other: Library, write: Write
) -> None:
    for number in range(5, 12):
        held.add([write(f"{number}.md", text(number))])
    assert len(files(held)) == 8
    before = found(other)
    held.tidy()
    assert len(files(held)) == 1
    assert found(held) == before == found(other)


def test_a_state_that_was_asked_for_stays_while_others_merge_and_remove(
    held: Library, other: Library, write: Write
) -> None:
    held.add([write("5.md", text(5))])
    collection = other.collection()
    keys = collection.index.search(WORDS, 100).keys
    held.remove(["5.md"])
    held.tidy()
    assert len({collection.passage(key).paragraph.body.text for key in keys}) == 18
    assert len(found(other)) == 15


def test_an_index_that_is_damaged_while_it_is_open_is_made_anew_and_the_question_answered(
    held: Library, write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    held.add([write("闸.md", "# 闸\n\n某县水利站站长 方圩\n\n闸门由下游的村子看管，钥匙放在村部。\n")])
    held.tidy()
    (name,) = files(held)
    file = held.folder / INDEX_NAME / name
    held.collection()
    # Where the file is mapped its first block was read when it was opened, the others were not.
    with file.open("r+b") as stream:
        stream.seek(file.stat().st_size // 2)
        stream.write(b"\0" * 40_000)
    with closing(Library(held.folder, held.analyzer)) as opened:
        assert Answerer(opened).answer(QUESTION).found
    assert f"{file} cannot be used and is made anew" in [record.getMessage() for record in caplog.records]


def test_a_missing_index_is_made_anew(held: Library, analyzer: Analyzer) -> None:
    before = found(held)
    for name in files(held):
        (held.folder / INDEX_NAME / name).unlink()
    with closing(Library(held.folder, analyzer)) as opened:
        assert found(opened) == before


def test_the_index_of_another_library_is_not_used(
    held: Library, tmp_path: Path, analyzer: Analyzer, write: Write
) -> None:
    with closing(Library(tmp_path / "another", analyzer)) as another:
        another.add([write("船.md", "# 船\n\n某县水利站站长 方圩\n\n船跟着渠水来，又跟着渠水去。\n")])
        (tmp_path / "another" / INDEX_NAME / files(another)[0]).rename(held.folder / INDEX_NAME / files(another)[0])
    with closing(Library(held.folder, analyzer)) as opened:
        assert len(found(opened)) == 15


def test_in_a_large_collection_a_small_change_leaves_what_is_usual(
    held: Library, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "_LARGE", 10)
    monkeypatch.setattr(answering, "_STEADY", 0.3)
    worked_out: list[int] = []

    def counted(collection: Collection, analyzer: Analyzer) -> float:
        worked_out.append(collection.index.size)
        return usual_evidence(collection, analyzer)

    monkeypatch.setattr(answering, "usual_evidence", counted)
    answerer = Answerer(held)
    answerer.calibrate()
    held.add([write("5.md", text(5))])
    answerer.calibrate()
    assert worked_out == [15]
    held.add([write("6.md", text(6)), write("7.md", text(7))])
    answerer.calibrate()
    assert worked_out == [15, 24]


def test_paragraphs_are_read_as_a_sequence_of_them(held: Library) -> None:
    ((_, article),) = held.collection().articles_of(held.document("2.md").id)
    whole = tuple(article.paragraphs)
    assert [one.number for one in whole] == [1, 2, 3]
    assert (article.paragraphs[0], article.paragraphs[-1]) == (whole[0], whole[2])
    assert article.paragraphs[1:] == whole[1:]
    assert article.paragraphs[::-1] == whole[::-1]
    assert [article.paragraphs.index(one) for one in whole] == [0, 1, 2]
    assert len(article.paragraphs) == 3
    with pytest.raises(IndexError):
        article.paragraphs[3]
