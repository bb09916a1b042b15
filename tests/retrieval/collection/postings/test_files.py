"""The files of a folder: one process writes, what is superseded goes, and nothing else does."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from retrieval.collection.postings.files import Files
from retrieval.collection.postings.mapped import Writer
from retrieval.collection.postings.segments import Segment, build
from retrieval.errors import CollectionError, DamagedIndex
from tests.retrieval.collection.postings.making import pond


def filled(*numbers: int) -> Callable[[Writer], None]:
    return partial(build, documents=[pond(number, "塘 水") for number in numbers])


def put(files: Files, *numbers: int, kept: bool = True) -> Segment:
    return files.put(numbers[0], numbers[-1], filled(*numbers), kept)


def held(files: Files) -> list[list[int]]:
    return [one.held.tolist() for one in files.segments({}).values()]


def test_segments_come_in_the_order_of_their_documents(tmp_path: Path) -> None:
    files = Files(tmp_path)
    numbers = [2, 10, 1 << 40, 16, 255, 9]
    for number in numbers:
        put(files, number)
    assert held(files) == [[number] for number in sorted(numbers)]


def test_what_is_open_is_not_opened_again(tmp_path: Path) -> None:
    files = Files(tmp_path)
    put(files, 1)
    before = files.segments({})
    put(files, 2)
    after = files.segments(before)
    (one,), (same, another) = before.values(), after.values()
    assert same is one
    assert another.held.tolist() == [2]


def test_what_was_merged_is_superseded_and_can_go(tmp_path: Path) -> None:
    files = Files(tmp_path)
    for numbers in ([1, 2], [3, 4], [7, 9], [12], [1, 2, 3, 4], [7, 9, 12]):
        put(files, *numbers)
    assert held(files) == [[1, 2, 3, 4], [7, 9, 12]]
    open_still = files.segments({})
    foreign = [tmp_path / name for name in ("lock", "notes.txt", "1-2", f"{1:016x}-{2:016x}.old")]
    for path in foreign:
        path.touch()
    files.clear()
    assert held(files) == [[1, 2, 3, 4], [7, 9, 12]]
    assert len(list(tmp_path.iterdir())) == 2 + len(foreign)
    assert [len(one.postings("塘")[0]) for one in open_still.values()] == [4, 3]


def test_what_is_dropped_can_be_read_on_by_whoever_has_it_open(tmp_path: Path) -> None:
    files = Files(tmp_path)
    made = put(files, 1, 2)
    files.drop([made, put(files, 3, kept=False)])
    assert held(files) == []
    assert len(made.postings("水")[0]) == 2
    files.drop([made])


def test_one_process_writes_at_a_time(tmp_path: Path) -> None:
    one, other = Files(tmp_path / "index"), Files(tmp_path / "index")
    with one.writing() as mine:
        with other.writing() as others:
            assert (mine, others) == (True, False)
        with other.writing() as others:
            assert not others, "whoever may not write does not free it for others"
    with other.writing() as others:
        assert others


def test_whoever_fails_does_not_keep_others_from_writing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), Files(tmp_path).writing():
        raise KeyboardInterrupt
    with Files(tmp_path).writing() as mine:
        assert mine


def test_what_may_not_be_kept_is_in_memory(tmp_path: Path) -> None:
    made = put(Files(tmp_path), 1, kept=False)
    assert made.arrays.path is None
    assert made.held.tolist() == [1]
    assert not list(tmp_path.iterdir())


def test_nothing_is_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "index", tmp_path / "file", tmp_path / "file" / "index"):
        assert Files(folder).segments({}) == {}


@pytest.mark.parametrize("error", [DamagedIndex(None), DamagedIndex(Path("no") / "such" / "file")])
def test_what_is_no_longer_there_need_not_be_put_aside(error: DamagedIndex, tmp_path: Path) -> None:
    Files(tmp_path).discard(error)


def test_what_cannot_be_put_aside_is_told(tmp_path: Path) -> None:
    error = DamagedIndex(tmp_path)  # a folder is not unlinked
    with pytest.raises(CollectionError) as caught:
        Files(tmp_path).discard(error)
    assert caught.value is error
    assert isinstance(error.__cause__, OSError)
    assert tmp_path.exists()
