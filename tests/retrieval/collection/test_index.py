"""An index finds the same however it came about: piece by piece, by several processes, merged, damaged and mended."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.collection import index as module
from retrieval.collection.engine import Channel, Facts, Query, Scope, Searchable
from retrieval.collection.index import Index
from retrieval.collection.postings import mapped
from retrieval.errors import DamagedIndex
from tests.retrieval.collection.postings.making import ARTICLES, document, pond, row
from tests.retrieval.collection.postings.telling import NOWHERE, all_told, asked, expected, mended, query, told

PONDS = [pond(1, "塘 水 水", "渠 水"), pond(2, "", "井 水"), pond(5, "水 塘"), pond(6, "渠 渠"), pond(9, "池", "塘 渠")]


def files(folder: Path) -> list[str]:
    """The documents of each file: the numbers of its first and last."""
    return sorted("-".join(str(int(number, 16)) for number in one.name.split("-")) for one in segments(folder))


def segments(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.iterdir()) if path.name != "lock"]


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Another process writes there."""
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of an index of five documents in three files."""
    index = Index(tmp_path / "index")
    for some in (PONDS[:2], PONDS[2:4], PONDS[4:]):
        index.add(some)
    assert files(tmp_path / "index") == ["1-2", "5-6", "9-9"]
    return tmp_path / "index"


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    index = Index(tmp_path / "index")
    assert index.refresh().tolist() == []
    assert told(index) == expected([])
    assert index.search(query("水"), 3).keys == []
    assert not list(tmp_path.iterdir())


def test_what_was_added_is_found_by_rows_best_first() -> None:
    index = Index(NOWHERE)
    index.add(PONDS)
    assert [found[0] for found in asked(index, query("塘"))] == [row(5, 0, 0), row(9, 0, 1), row(1, 0, 0)]
    assert [found[0] for found in asked(index, query("池", "井"), 1)] == [row(9, 0, 0)]
    ponds, water = (asked(index, query(term)) for term in ("塘", "水"))
    both = asked(index, Query((Channel(("塘",)), Channel(("水",)))))
    assert {found for found, _ in both} == {found for found, _ in ponds + water}
    for found, scores in both:
        assert scores == (*dict(ponds).get(found, (0.0,)), *dict(water).get(found, (0.0,)))
    assert asked(index, Query(())) == asked(index, query()) == asked(index, query("沟")) == []


def test_what_was_kept_is_opened(folder: Path) -> None:
    index = Index(folder)
    assert index.refresh().tolist() == [1, 2, 5, 6, 9]
    assert told(index) == expected(PONDS)


def test_what_another_process_adds_is_found_after_refreshing(tmp_path: Path) -> None:
    one, other = Index(tmp_path / "index"), Index(tmp_path / "index")
    one.add(PONDS[:2])
    assert other.size == 0
    assert other.refresh().tolist() == [1, 2]
    other.add(PONDS[2:])
    assert told(one) == expected(PONDS[:2])
    assert one.refresh().tolist() == [1, 2, 5, 6, 9]
    assert told(one) == told(other) == expected(PONDS)


def test_documents_stand_in_the_order_of_their_numbers_whenever_they_are_added(tmp_path: Path) -> None:
    index = Index(tmp_path / "index")
    index.add(PONDS[2:3])
    index.add([*PONDS[:2], *PONDS[3:]])
    assert told(index) == expected(PONDS)
    assert files(tmp_path / "index") == ["1-2", "5-5", "6-9"]
    assert Index(tmp_path / "index").refresh().tolist() == [1, 2, 5, 6, 9]


@given(articles=st.lists(ARTICLES, min_size=1, max_size=4), at_once=st.integers(1, 12), before=st.booleans())
def test_much_is_added_in_parts_and_found_as_if_at_once(
    articles: list[list[list[list[str]]]], at_once: int, before: bool
) -> None:
    documents = [document(number * 2, one) for number, one in enumerate(articles, 1)]
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        index = Index(Path(name))
        if before:
            index.add([PONDS[2]])
        patch.setattr(module, "_AT_ONCE", at_once)
        index.add(documents)
        made = sorted([*documents, PONDS[2]], key=lambda one: one.number) if before else documents
        opened = Index(Path(name))
        assert opened.refresh().tolist() == [one.number for one in made]
        patch.undo()
        assert told(index) == told(opened) == expected(made)


# Changes


def test_what_was_removed_is_not_found(folder: Path) -> None:
    index = Index(folder)
    index.refresh()
    index.remove(np.array([2, 9]))
    left = [PONDS[0], *PONDS[2:4]]
    assert told(index) == expected(left)
    assert index.refresh().tolist() == [1, 5, 6]
    index.tidy()
    assert told(index) == expected(left)
    assert all_told(Index(folder), left) == expected(left)


def test_merging_leaves_fewer_files_and_all_as_it_was(folder: Path) -> None:
    index, other = Index(folder), Index(folder)
    index.refresh()
    other.refresh()
    index.tidy()
    assert files(folder) == ["1-9"]
    assert told(index) == told(other) == expected(PONDS)
    assert other.refresh().tolist() == [1, 2, 5, 6, 9]
    assert told(other) == expected(PONDS)


def test_only_as_much_is_merged_as_is_small_beside_what_follows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_SMALL", 1)
    index = Index(tmp_path)
    for number, size in enumerate((24, 4, 1), 1):
        index.add([pond(number, *["水"] * size)])
    index.tidy()
    assert files(tmp_path) == ["1-1", "2-2", "3-3"]
    index.add([pond(4, "塘")])
    index.tidy()
    assert files(tmp_path) == ["1-1", "2-4"]
    before = [path.stat().st_ino for path in segments(tmp_path)]
    index.tidy()
    assert [path.stat().st_ino for path in segments(tmp_path)] == before


def test_a_file_of_which_nothing_is_left_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SMALL", 1)
    index = Index(tmp_path)
    index.add([pond(1, *["水"] * 20)])
    index.add([pond(2, *["塘"] * 5)])
    index.add([pond(3, "渠")])
    index.remove(np.array([2]))
    index.tidy()
    index.tidy()
    assert index.refresh().tolist() == [1, 3]
    index.remove(np.array([1, 3]))
    index.tidy()
    assert files(tmp_path) == []
    assert told(index) == expected([])


def test_a_file_of_which_much_was_removed_is_made_anew(tmp_path: Path) -> None:
    index = Index(tmp_path)
    index.add(PONDS)
    size = segments(tmp_path)[0].stat().st_size
    index.remove(np.array([1, 2]))
    index.tidy()
    assert Index(tmp_path).refresh().tolist() == [1, 2, 5, 6, 9], "half of it is not much"
    index.remove(np.array([6]))
    index.tidy()
    assert told(index) == expected([PONDS[2], PONDS[4]])
    assert segments(tmp_path)[0].stat().st_size < size
    assert Index(tmp_path).refresh().tolist() == [5, 9]


def test_what_is_left_of_a_merged_file_is_merged_with_what_comes_after(tmp_path: Path) -> None:
    index = Index(tmp_path)
    index.add([PONDS[0]])
    index.add([PONDS[1]])
    index.remove(np.array([1]))
    index.tidy()
    index.add([PONDS[2]])
    index.tidy()
    assert len(segments(tmp_path)) == 1
    assert Index(tmp_path).refresh().tolist() == [2, 5]


def test_a_file_of_which_much_was_removed_twice_is_made_anew_twice(tmp_path: Path) -> None:
    index = Index(tmp_path)
    index.add(PONDS)
    for gone in ([1, 2, 6], [9]):
        index.remove(np.array(gone))
        index.tidy()
    assert told(index) == expected(PONDS[2:3])
    assert Index(tmp_path).refresh().tolist() == [5]


CHANGE = st.tuples(
    st.sampled_from(["add", "remove", "tidy", "refresh", "busy", "tear"]), st.booleans(), st.integers(0, 99)
)


@given(st.lists(CHANGE, max_size=12))
def test_two_processes_find_the_same_whatever_either_does(changes: list[tuple[str, bool, int]]) -> None:
    """Documents come and go, files are merged, locked and torn, and each takes up what the other did when it asks."""
    documents: list[Searchable] = []
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_SMALL", 1)
        both = Index(Path(name)), Index(Path(name))
        for number, (what, which, at) in enumerate(changes, 1):
            index = both[which]
            if what == "add":
                documents.append(pond(number, *["塘 水", "渠", "水 渠 水"][: at % 4], *["井"] * (at % 7)))
            elif what == "remove" and documents:
                del documents[at % len(documents)]
            elif what == "tidy":
                mended(index, index.tidy)
            elif what == "tear" and (there := segments(Path(name))):
                path = there[at % len(there)]
                torn = path.read_bytes()[: at * 30]
                path.unlink()
                path.write_bytes(torn)
            elif what == "busy":
                (Path(name) / "lock").touch()
                with locked(Path(name)):
                    assert all_told(index, documents) == expected(documents)
                    index.tidy()
                    assert told(index) == expected(documents)
            elif what == "refresh":
                assert all_told(index, documents) == expected(documents)
        for index in (*both, Index(Path(name))):
            assert all_told(index, documents) == expected(documents)


# Scopes

FACTS = st.builds(
    Facts,
    title=st.just("开渠"),
    author=st.sampled_from(["", "温岚", "岑望、温岚"]),
    position=st.sampled_from(["", "县长"]),
    publication=st.sampled_from(["", "澜川水利通讯", "《塘报》"]),
    issue=st.just(""),
    date=st.sampled_from(["", "1957", "1957-03", "1960-11-02", "2023"]),
)
SCOPE = st.builds(
    Scope,
    author=st.sampled_from(["", "", "温岚", "县长", "温岚县长", "某人"]),
    source=st.sampled_from(["", "", "水利", "塘报", "《塘报》", "渠"]),
    since=st.sampled_from([0, 0, 1957, 1960]),
    until=st.sampled_from([9999, 9999, 1957, 1960]),
    within=st.sampled_from([None, None, ("塘.txt", 1), ("渠.txt", 2), ("井.txt", 1)]),
)
FILES = st.sampled_from(["塘.txt", "渠.txt"])
TOLD = st.lists(st.tuples(ARTICLES, st.lists(FACTS, min_size=3, max_size=3), FILES), min_size=1, max_size=4)


@given(stated=TOLD, scopes=st.lists(SCOPE, min_size=1, max_size=3), limit=st.integers(1, 9), cut=st.integers(0, 4))
def test_a_scope_is_searched_as_if_all_were_and_the_others_left_out(
    stated: list[tuple[list[list[list[str]]], list[Facts], str]], scopes: list[Scope], limit: int, cut: int
) -> None:
    documents = []
    for number, (articles, facts, file) in enumerate(stated, 1):
        made = document(number, articles, file=file)
        own = [entry._replace(facts=one) for entry, one in zip(made.articles, facts, strict=False)]
        documents.append(made._replace(articles=tuple(own)))
    index = Index(NOWHERE)
    for some in (documents[:cut], documents[cut:]):
        index.add(some)
    index.remove(np.array([len(documents)]))
    channels = Channel(("水", "塘", "塘渠")), Channel(("渠", "水"))
    for scope in scopes:
        admitted = {
            passage
            for one in documents
            for entry in one.articles
            for passage, _, _ in entry.passages
            if scope.by(entry.facts.author, entry.facts.position)
            and scope.printed(entry.facts.publication, one.file)
            and scope.during(entry.facts.date)
            and scope.within in (None, (one.file, entry.number))
        }
        inside = [one for one in asked(index, Query(channels)) if one[0] in admitted]
        assert asked(index, Query(channels, scope), limit) == inside[:limit]


def test_each_article_says_what_it_says_in_the_order_of_the_collection(tmp_path: Path) -> None:
    facts = Facts("开渠", "温岚", "县长", "塘报", "3", "1957-03")
    index = Index(tmp_path)
    unknown = facts._replace(title="补坝", author="方圩")
    index.add([pond(1, "塘"), document(2, [[["渠"]], []], facts), document(4, [[["水"]]], unknown)])
    index.add([pond(5, "井")])
    index.remove(np.array([4]))
    for _ in range(2):
        assert index.values("author") == ["温岚"]
        assert index.values("title") == ["开渠"]
        assert index.rows("author", "温岚") == [row(2, 0, 0), row(2, 1, 0)]
        assert index.rows("author", "方圩") == index.rows("publication", "渠报") == []
        index.tidy()


# What cannot be used, or not be kept


def torn(content: bytes) -> bytes:
    return content[: len(content) // 2]


def zeroed(content: bytes) -> bytes:
    return content[:1000] + bytes(512) + content[1512:]


def altered(content: bytes) -> bytes:
    return content[:-500] + bytes([content[-500] ^ 1]) + content[-499:]


def foreign(content: bytes) -> bytes:
    return b"SQLite format 3\0" * 100


def other_version(content: bytes) -> bytes:
    return content[:-16] + (1).to_bytes(8, "little") + content[-8:]


def nothing(content: bytes) -> bytes:
    return b""


@pytest.mark.parametrize("damage", [torn, zeroed, altered, foreign, other_version, nothing])
def test_a_file_that_cannot_be_used_is_said_once_and_made_anew(
    folder: Path, caplog: pytest.LogCaptureFixture, damage: Callable[[bytes], bytes]
) -> None:
    path = segments(folder)[1]
    written = path.read_bytes()
    path.write_bytes(damage(written))
    index = Index(folder)
    assert index.refresh().tolist() == [1, 2, 9]
    assert [record.getMessage() for record in caplog.records] == [f"{path} cannot be used and is made anew"]
    assert not path.exists()
    assert all_told(index, PONDS) == expected(PONDS)
    assert path.read_bytes() == written
    assert len(caplog.records) == 1


@given(which=st.integers(0, 2), at=st.floats(0, 1, exclude_max=True), by=st.integers(1, 255))
def test_a_changed_byte_is_noticed_sooner_or_later_and_all_is_found(which: int, at: float, by: int) -> None:
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(mapped, "_BLOCK", 64)
        folder = Path(name)
        for some in (PONDS[:2], PONDS[2:4], PONDS[4:]):
            Index(folder).add(some)
        path = segments(folder)[which]
        content = bytearray(path.read_bytes())
        content[int(at * len(content))] ^= by
        path.write_bytes(content)
        assert all_told(Index(folder), PONDS) == expected(PONDS)


def test_what_turns_out_to_be_damaged_when_it_is_read_is_put_aside(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(mapped, "_BLOCK", 64)
    for path in segments(folder):
        path.unlink()
    index = Index(folder)
    index.add(PONDS)
    (path,) = segments(folder)
    content = path.read_bytes()
    at = content.index("塘1.txt".encode())  # a document's file, which a search within a file asks for alone
    path.unlink()
    path.write_bytes(content[:at] + b"\0" + content[at + 1 :])
    opened = Index(folder)
    assert opened.refresh().tolist() == [1, 2, 5, 6, 9]
    assert asked(opened, query("塘")) == asked(index, query("塘"))
    within = query("塘", scope=Scope(within=("塘1.txt", 1)))
    with pytest.raises(DamagedIndex) as caught:
        opened.search(within, 3)
    assert caught.value.path == path
    opened.discard(caught.value)
    assert not path.exists()
    assert opened.size == 0
    assert len(caplog.records) == 1
    assert all_told(opened, PONDS) == expected(PONDS)
    assert asked(opened, within) == [asked(index, query("塘"))[-1]]


@pytest.mark.parametrize("kept", [True, False])
def test_what_should_have_a_document_and_does_not_is_damaged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, kept: bool
) -> None:
    index = Index(tmp_path if kept else NOWHERE)
    index.add([PONDS[0], PONDS[3]])
    with pytest.raises(DamagedIndex) as caught:
        index.add([PONDS[1]])
    assert caught.value.path == (segments(tmp_path)[0] if kept else None)
    index.discard(caught.value)
    assert len(caplog.records) == kept
    assert all_told(index, PONDS) == expected(PONDS)


def test_the_file_of_an_older_version_gives_way_to_the_folder(tmp_path: Path) -> None:
    (tmp_path / "index").write_bytes(b"yinju\0ix" * 100)
    assert all_told(Index(tmp_path / "index"), PONDS) == expected(PONDS)
    assert files(tmp_path / "index") == ["1-9"]


def test_where_nothing_can_be_written_the_index_is_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    index = Index(tmp_path / "file" / "index")
    assert all_told(index, PONDS[:3]) == expected(PONDS[:3])
    index.add(PONDS[3:])
    index.remove(np.array([1]))
    index.tidy()
    assert told(index) == expected(PONDS[1:])


def test_while_another_process_writes_what_is_added_is_in_memory(folder: Path) -> None:
    index = Index(folder)
    index.refresh()
    with locked(folder):
        index.add([pond(12, "水 池")])
        index.tidy()
        assert told(index) == expected([*PONDS, pond(12, "水 池")])
        assert files(folder) == ["1-2", "5-6", "9-9"]
    assert all_told(index, [*PONDS, pond(12, "水 池")]) == expected([*PONDS, pond(12, "水 池")])
    assert files(folder) == ["1-2", "12-12", "5-6", "9-9"]


def test_a_full_disk_leaves_what_is_added_in_memory(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(fd: int) -> None:
        raise OSError(28, "No space left on device")

    index = Index(folder)
    index.refresh()
    monkeypatch.setattr(os, "fsync", full)
    index.add([pond(12, "水 池")])
    assert told(index) == expected([*PONDS, pond(12, "水 池")])
    index.tidy()
    assert told(index) == expected([*PONDS, pond(12, "水 池")])
    assert files(folder) == ["1-2", "5-6", "9-9"]
