"""A file of arrays gives back what was written, and nothing of one that is not what was written."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from retrieval.collection.postings import mapped as module
from retrieval.collection.postings.mapped import Unusable, mapped, write

ARRAYS: dict[str, NDArray[Any]] = {
    "numbers": np.arange(1000, dtype=np.uint64),
    "nothing": np.zeros(0, np.int32),
    "codes": np.array([1, 2, 3], np.uint16),
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write(tmp_path / "index", {"generation": 3}, ARRAYS)
    return tmp_path / "index"


def test_what_was_written_comes_back_and_cannot_be_changed(file: Path) -> None:
    about, arrays = mapped(file)
    assert about == {"generation": 3}
    assert {name: (one.dtype, one.tolist()) for name, one in arrays.items()} == {
        name: (one.dtype, one.tolist()) for name, one in ARRAYS.items()
    }
    with pytest.raises(ValueError, match="read-only"):
        arrays["numbers"][0] = 1


def test_a_file_that_is_open_stays_what_it_was_when_another_takes_its_place(file: Path) -> None:
    _, before = mapped(file)
    write(file, {"generation": 4}, {"numbers": np.zeros(1)})
    assert before["numbers"].tolist() == list(range(1000))
    assert mapped(file)[0] == {"generation": 4}
    assert [path.name for path in file.parent.iterdir()] == ["index"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_file_with_a_changed_byte_is_not_used(file: Path, data: st.DataObject) -> None:
    written = bytearray(file.read_bytes())
    start = len(written) - sum(one.nbytes for one in ARRAYS.values()) - 2 * 64
    # The few bytes between the head and the first array say nothing.
    at = data.draw(st.one_of(st.integers(0, 200), st.integers(start, len(written) - 1)))
    written[at] ^= data.draw(st.integers(1, 255))
    other = file.with_name("changed")
    other.write_bytes(written)
    try:
        about, arrays = mapped(other)
    except Unusable:
        return
    assert (about, arrays["numbers"].tolist()) == ({"generation": 3}, list(range(1000)))


@pytest.mark.parametrize("keep", [0, 1, 19, 20, 100, 5000, -1])
def test_a_torn_file_is_not_used(file: Path, keep: int) -> None:
    file.write_bytes(file.read_bytes()[:keep])
    with pytest.raises(Unusable):
        mapped(file)


def test_a_longer_file_is_not_used(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"\0")
    with pytest.raises(Unusable):
        mapped(file)


def test_a_foreign_file_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "index").write_bytes(b"SQLite format 3\0" * 100)
    with pytest.raises(Unusable):
        mapped(tmp_path / "index")


def test_a_file_of_another_version_is_not_used(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_VERSION", 2)
    with pytest.raises(Unusable):
        mapped(file)


def test_what_cannot_be_written_leaves_what_was_there(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write(file, {"generation": 4}, ARRAYS)
    monkeypatch.undo()
    assert mapped(file)[0] == {"generation": 3}
    assert [path.name for path in file.parent.iterdir()] == ["index"]


def test_what_a_killed_process_left_long_ago_is_cleared_away(file: Path) -> None:
    for name, age in (("index-old", 7200), ("index-new", 60)):
        left = file.with_name(name)
        left.write_bytes(b"half")
        os.utime(left, (left.stat().st_mtime - age,) * 2)
    write(file, {"generation": 4}, ARRAYS)
    assert sorted(path.name for path in file.parent.iterdir()) == ["index", "index-new"]
