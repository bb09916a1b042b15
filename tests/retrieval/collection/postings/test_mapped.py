"""A file of arrays gives back what was written, and nothing of a file that is not what was written."""

import os
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from retrieval.collection.postings import mapped as module
from retrieval.collection.postings.mapped import Arrays, Writer, in_memory, mapped, write
from retrieval.errors import DamagedIndex

ARRAYS: dict[str, NDArray[Any]] = {
    "numbers": np.arange(1000, dtype=np.uint64),
    "nothing": np.zeros(0, np.int32),
    "codes": np.array([1, 2, 3], np.uint16),
    "stated": np.array([True, False]),
    "letters": np.arange(300, dtype=np.uint8),
}
# So that a file of a few kilobytes has many.
SMALL_BLOCK = 256


def fill(writer: Writer, arrays: dict[str, NDArray[Any]] = ARRAYS, generation: int = 3) -> None:
    for name, values in arrays.items():
        writer.array(name, values.dtype, [values])
    writer.finish({"generation": generation})


def fill_otherwise(writer: Writer) -> None:
    fill(writer, {"numbers": np.zeros(1)}, 4)


def all_of(arrays: Arrays, names: tuple[str, ...] = tuple(ARRAYS)) -> dict[str, tuple[np.dtype[Any], list[Any]]]:
    return {name: (arrays.dtype(name), arrays.part(name).tolist()) for name in names}


def placed() -> dict[str, range]:
    """The bytes of each array, which begin at multiples of 64."""
    found: dict[str, range] = {}
    at = 0
    for name, values in ARRAYS.items():
        at += -at % 64
        found[name] = range(at, at + values.nbytes)
        at += values.nbytes
    return found


PLACED = placed()
BODY = max(one.stop for one in PLACED.values())
WRITTEN = {name: (values.dtype, values.tolist()) for name, values in ARRAYS.items()}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write(tmp_path / "index", fill)
    return tmp_path / "index"


@pytest.fixture
def in_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(module, "_BLOCK", SMALL_BLOCK)
    write(tmp_path / "index", fill)
    return tmp_path / "index"


def test_what_was_written_comes_back(file: Path) -> None:
    for arrays in (mapped(file), in_memory(fill)):
        assert arrays.about == {"generation": 3}
        assert all_of(arrays) == WRITTEN
        assert {name: arrays.length(name) for name in ARRAYS} == {name: len(one) for name, one in ARRAYS.items()}
    assert (mapped(file).path, in_memory(fill).path) == (file, None)


def test_what_is_taken_cannot_be_written_to(file: Path) -> None:
    for arrays in (mapped(file), in_memory(fill)):
        with pytest.raises(ValueError, match="read-only"):
            arrays.part("numbers")[0] = 1


@given(
    pieces=st.lists(st.lists(st.integers(0, 255), max_size=9), max_size=9),
    kind=st.sampled_from([np.uint8, np.int32, np.uint64]),
    block=st.integers(1, 40),
    data=st.data(),
)
def test_an_array_is_what_its_pieces_are_however_they_fall_into_blocks(
    pieces: list[list[int]], kind: type[np.integer], block: int, data: st.DataObject
) -> None:
    values = list(chain(*pieces))
    start, stop = sorted((data.draw(st.integers(0, len(values))), data.draw(st.integers(0, len(values)))))
    places = data.draw(st.lists(st.sampled_from(range(len(values))))) if values else []

    def filled(writer: Writer) -> None:
        writer.array("before", np.uint8, [np.ones(3, np.uint8)])
        writer.array("values", kind, (np.array(piece, np.int64) for piece in pieces))
        writer.finish({})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_BLOCK", block)
        assert in_memory(filled).part("values").tolist() == values
        assert in_memory(filled).part("values", start, stop).tolist() == values[start:stop]
        assert in_memory(filled).take("values", np.array(places, np.int32)).tolist() == [values[at] for at in places]
    assert in_memory(filled).dtype("values") == kind


def test_a_file_that_is_open_stays_what_it_was_when_another_takes_its_place(file: Path) -> None:
    before = mapped(file)
    write(file, fill_otherwise)
    assert all_of(before) == WRITTEN
    assert mapped(file).about == {"generation": 4}
    assert [path.name for path in file.parent.iterdir()] == ["index"]


# Damage


def changed(file: Path, at: int, by: int) -> Path:
    """A copy of a file in which a byte is another one."""
    written = bytearray(file.read_bytes())
    written[at] ^= by
    other = file.with_name("changed")
    other.unlink(missing_ok=True)
    other.write_bytes(written)
    return other


def read(file: Path, name: str) -> tuple[np.dtype[Any], list[Any]] | None:
    """An array of a file that is opened anew; None where the damage is noticed."""
    try:
        arrays = mapped(file)
        assert arrays.about == {"generation": 3}
        return all_of(arrays, (name,))[name]
    except DamagedIndex:
        return None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), by=st.integers(1, 255))
def test_a_changed_byte_is_noticed_when_what_it_belongs_to_is_read(
    in_blocks: Path, data: st.DataObject, by: int
) -> None:
    size = in_blocks.stat().st_size
    at = data.draw(st.integers(0, size - 1))
    block = range(at - at % SMALL_BLOCK, at - at % SMALL_BLOCK + SMALL_BLOCK)
    noticed = set(ARRAYS)  # by whoever opens the file, where it is in the head or behind
    if at < BODY:
        noticed = {name for name, own in PLACED.items() if own and own[0] < block.stop and block.start <= own[-1]}
    other = changed(in_blocks, at, by)
    expected = {name: None if name in noticed else WRITTEN[name] for name in ARRAYS}
    assert {name: read(other, name) for name in ARRAYS} == expected


@pytest.mark.parametrize("at", [0, 3999, 7999])
def test_a_changed_byte_of_an_array_is_noticed_wherever_it_stands(in_blocks: Path, at: int) -> None:
    other = changed(in_blocks, at, 1)
    arrays = mapped(other)
    with pytest.raises(DamagedIndex) as caught:
        arrays.part("numbers", at // 8, at // 8 + 1)
    assert caught.value.path == other
    with pytest.raises(DamagedIndex):
        arrays.take("numbers", np.array([at // 8]))
    with pytest.raises(DamagedIndex):
        arrays.part("numbers")


def test_what_stands_in_other_blocks_is_read_nevertheless(in_blocks: Path) -> None:
    arrays = mapped(changed(in_blocks, 0, 1))
    values = SMALL_BLOCK // 8
    assert arrays.part("numbers", values).tolist() == list(range(values, 1000))
    assert arrays.take("numbers", np.array([999, values])).tolist() == [999, values]
    assert all_of(arrays, ("codes", "stated", "letters")) == {
        name: WRITTEN[name] for name in ("codes", "stated", "letters")
    }
    with pytest.raises(DamagedIndex):
        arrays.part("numbers", values - 1, values + 1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_file_that_was_torn_anywhere_is_not_used(file: Path, data: st.DataObject) -> None:
    written = file.read_bytes()
    other = file.with_name("torn")
    other.unlink(missing_ok=True)
    other.write_bytes(written[: data.draw(st.integers(0, len(written) - 1))])
    with pytest.raises(DamagedIndex):
        mapped(other)


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 24, b"\0" * 10_000, b"SQLite format 3\0" * 100], ids=["none", "foot", "zeros", "foreign"]
)
def test_a_foreign_file_is_not_used(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "index").write_bytes(content)
    with pytest.raises(DamagedIndex):
        mapped(tmp_path / "index")


def test_a_file_that_goes_on_behind_its_end_is_not_used(file: Path) -> None:
    other = file.with_name("longer")
    other.write_bytes(file.read_bytes() + b"\0")
    with pytest.raises(DamagedIndex):
        mapped(other)


def test_a_file_of_another_version_is_not_used(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_VERSION", module._VERSION + 1)
    with pytest.raises(DamagedIndex):
        mapped(file)


# Writing


def test_what_cannot_be_written_leaves_what_was_there(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write(file, fill_otherwise)
    assert all_of(mapped(file)) == WRITTEN
    assert [path.name for path in file.parent.iterdir()] == ["index"]


def test_whoever_fails_while_writing_leaves_nothing(file: Path) -> None:
    def interrupted(writer: Writer) -> None:
        writer.array("numbers", np.int64, [np.zeros(9)])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(file, interrupted)
    assert all_of(mapped(file)) == WRITTEN
    assert [path.name for path in file.parent.iterdir()] == ["index"]


def test_what_a_killed_process_left_long_ago_is_cleared_away(file: Path) -> None:
    for name, age in (("new-before", 7200), ("new-lately", 60)):
        left = file.with_name(name)
        left.write_bytes(b"half")
        os.utime(left, (left.stat().st_mtime - age,) * 2)
    write(file, fill_otherwise)
    assert sorted(path.name for path in file.parent.iterdir()) == ["index", "new-lately"]
