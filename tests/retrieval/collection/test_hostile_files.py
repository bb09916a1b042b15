"""A folder full of hostile files: each is refused or read within its limits, and named; the others never notice.

The files are made by `tests/hostile`; `bench/hostile_files.py` makes the large ones too, with the limits people have.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from retrieval.analyzer import Analyzer
from retrieval.collection.adding import Report
from retrieval.collection.isolation import MB, Limits
from retrieval.collection.library import Library
from retrieval.collection.workers import shared
from retrieval.errors import Reason
from tests.hostile import cases, judging, making
from tests.hostile.making import SECRET
from tests.hostile.registry import Hostile

pytestmark = pytest.mark.slow

LIMITS = Limits(memory=1024 * MB, seconds=6, seconds_a_page=0.02)
_ON_LINUX = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes under /proc")


@dataclass(frozen=True)
class Added:
    """What adding all of them came to."""

    folder: Path
    cases: list[Hostile]
    report: Report
    said: judging.Told
    texts: Mapping[str, str]
    passages: Mapping[str, list[str]]
    children: list[judging.Child]
    before: set[str]
    after: set[str]
    working: list[str]
    left: list[str]


def tree(*folders: Path) -> set[str]:
    """Every file below some folders with its size and its time, and every folder, as words."""
    found = set()
    for folder in folders:
        for path in folder.rglob("*"):
            state = path.lstat()
            found.add(str(path) if path.is_dir() else f"{path} {state.st_size} {state.st_mtime_ns}")
    return found


def processes(mark: str) -> list[str]:
    """The command lines of the processes that were started with this word in their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (folder / "environ").read_bytes() and int(folder.name) != os.getpid():
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue  # it has ended, or is another user's
    return found


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory, analyzer: Analyzer) -> Added:
    """Everything in one folder, added once."""
    base = tmp_path_factory.mktemp("hostile")
    folder, temporary, home = base / "documents", base / "temporary", base / "home"
    made = cases.made(folder)
    temporary.mkdir()
    home.mkdir()
    shared().close()
    with pytest.MonkeyPatch.context() as patch:
        # The processes that read are started anew, and write where it is seen if they write at all.
        patch.setenv("TMPDIR", str(temporary))
        patch.setenv("HOME", str(home))
        before = tree(base, Path.cwd() / "data")
        library = Library(base / "library", analyzer, LIMITS)
        with judging.recorded() as children:
            report = library.add([folder])
        working = processes(str(temporary))
        passages: dict[str, list[str]] = {}
        for passage in library.collection().passages:
            passages.setdefault(passage.file, []).append(passage.paragraph.body.text)
        texts = judging.texts(library)
        library.close()
        shared().close()
    after = {one for one in tree(base, Path.cwd() / "data") if not one.startswith(f"{base / 'library'}")}
    return Added(
        folder,
        made,
        report,
        judging.told(report, folder),
        texts,
        passages,
        children,
        before,
        after,
        working,
        processes(str(temporary)),
    )


@pytest.mark.parametrize("case", cases.small(), ids=lambda case: ascii(case.name)[1:-1][:60])
def test_a_hostile_file_is_refused_for_its_reason_or_read_whole(added: Added, case: Hostile) -> None:
    assert list(judging.faults(case, added.said, added.texts)) == []


def test_every_file_is_named_and_no_other(added: Added) -> None:
    expected = {file for case in added.cases for file in judging.files(case)} | set(cases.good())
    # An archive that is refused as a whole is named itself.
    archives = {judging.below(added.folder / case.name, added.folder) for case in added.cases if case.expected.members}
    assert set(added.said) <= expected | archives
    assert {file.partition("/")[0] for file in expected} <= {file.partition("/")[0] for file in added.said}


def test_good_files_among_them_are_read_whole(added: Added, tmp_path: Path, analyzer: Analyzer) -> None:
    alone = tmp_path / "documents"
    alone.mkdir()
    for name, data in cases.good().items():
        (alone / name).write_bytes(data)
    library = Library(tmp_path / "library", analyzer)
    library.add([alone])
    expected: dict[str, list[str]] = {}
    for passage in library.collection().passages:
        expected.setdefault(passage.file, []).append(passage.paragraph.body.text)
    library.close()
    assert sorted(expected) == sorted(cases.good())
    assert {name: added.passages.get(name) for name in cases.good()} == expected


def test_nothing_outside_the_folder_is_in_any_text(added: Added) -> None:
    passwords = Path("/etc/passwd").read_text("utf-8", "replace").splitlines()
    outside = [SECRET, *passwords]
    assert not [file for file, text in added.texts.items() for words in outside if words in text]


def test_nothing_is_written_outside_the_library(added: Added) -> None:
    assert added.after == added.before


@_ON_LINUX
def test_while_nothing_is_read_only_the_reading_processes_themselves_are_there(added: Added) -> None:
    assert added.working
    assert all("retrieval.collection.worker" in one for one in added.working)
    assert len(added.working) <= shared().count


@_ON_LINUX
def test_no_process_is_left(added: Added) -> None:
    assert added.left == []


def test_no_child_holds_more_memory_than_its_limit(added: Added) -> None:
    assert added.children
    over = [one.job.name for one in added.children if one.outcome.peak > LIMITS.memory]
    assert over == []


def test_what_does_not_end_is_ended_by_a_limit_and_said_to_be(added: Added) -> None:
    # It draws without end, and keeps what it has drawn: which limit it meets first is a matter of the machine.
    assert added.said["forms-draw-one-another.pdf"] in ([Reason.TIME], [Reason.MEMORY])


def test_a_child_is_never_ended_without_a_reason(added: Added) -> None:
    silent = [one.job.name for one in added.children if one.outcome.result is None and one.outcome.ending is None]
    assert silent == []


def test_what_ends_a_child_is_never_a_mistake_of_ours(added: Added) -> None:
    # An exception that ended a child is told; a library in C that did says nothing.
    ours = [(one.job.name, one.outcome.detail) for one in added.children if one.outcome.ending == "crashed"]
    assert [(name, detail) for name, detail in ours if detail] == []


@_ON_LINUX
def test_what_a_killed_reader_wrote_and_started_is_gone(
    tmp_path: Path, analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, temporary = tmp_path / "bin" / "soffice", tmp_path / "temporary"
    program.parent.mkdir()
    temporary.mkdir()
    # The program that converts old documents, hanging, and another one that it has started.
    program.write_text("#!/bin/sh\nsleep 600 &\nsleep 600\n", "utf-8")
    program.chmod(0o755)
    path = tmp_path / "old.doc"
    path.write_bytes(making.compound({"WordDocument": bytes(8000), "1Table": bytes(5000)}))
    shared().close()
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("TMPDIR", str(temporary))
    library = Library(tmp_path / "library", analyzer, replace(LIMITS, seconds=3))
    report = library.add([path])
    library.close()
    shared().close()
    assert [problem.reason for problem in report.problems] == [Reason.TIME]
    assert processes(str(temporary)) == []
    assert list(temporary.iterdir()) == []
    assert list((tmp_path / "library").glob("adding-*")) == []


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_named_directly_is_no_file(tmp_path: Path, analyzer: Analyzer, device: str) -> None:
    library = Library(tmp_path / "library", analyzer)
    (tmp_path / "device.txt").symlink_to(device)
    for path in (Path(device), tmp_path / "device.txt"):
        report = library.add([path])
        assert [(problem.path, problem.reason) for problem in report.problems] == [(path, Reason.NOT_A_FILE)]
    library.close()


def test_a_pipe_named_directly_is_no_file(tmp_path: Path, analyzer: Analyzer) -> None:
    library = Library(tmp_path / "library", analyzer)
    os.mkfifo(tmp_path / "pipe.txt")
    report = library.add([tmp_path / "pipe.txt"])
    assert [problem.reason for problem in report.problems] == [Reason.NOT_A_FILE]
    library.close()


@pytest.mark.parametrize("name", ["a\0b.txt", "长" * 5000 + ".txt", "no/such/file.txt"])
def test_a_path_that_cannot_be_is_missing(tmp_path: Path, analyzer: Analyzer, name: str) -> None:
    library = Library(tmp_path / "library", analyzer)
    good_one = tmp_path / "good.md"
    good_one.write_bytes(cases.good()["good.md"])
    report = library.add([Path(name), good_one])
    assert [problem.reason for problem in report.problems] == [Reason.MISSING]
    assert report.added == ["good.md"]
    library.close()


@pytest.mark.skipif(sys.platform != "linux", reason="a name can be no UTF-8 on Linux only")
def test_a_name_that_is_no_text_can_be_shown(added: Added) -> None:
    for problem in added.report.problems:
        judging.below(problem.path, added.folder).encode("utf-8")
    for file in added.texts:
        file.encode("utf-8")
