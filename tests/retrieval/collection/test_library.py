"""What is added is kept as it was, once; what cannot be read is reported; a killed `add` leaves no half."""

import hashlib
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.analyzer import Analyzer
from retrieval.collection.library import Library
from retrieval.collection.store import FILE_NAME
from retrieval.errors import CollectionError, Reason, UnknownDocument
from retrieval.records import Article, Document

Write = Callable[[str, str], Path]

POND = "# 塘\n\n某县水利站站长 方圩\n\n塘里的水够三个村浇地，春天清淤，秋天补坝。\n"
DITCH = "# 渠\n\n某县水利站站长 林渠\n\n渠道每年修一次，修完再放水，先远后近。\n"


def texts(library: Library) -> list[str]:
    return [passage.paragraph.body.text for passage in library.collection().passages]


def test_a_folder_is_added_with_paths_below_it(library: Library, write: Write) -> None:
    write("甲/塘.md", POND)
    write("渠.txt", DITCH)
    report = library.add([write("甲/塘.md", POND).parents[1]])
    assert [document.file for document in library.sources()] == ["渠.txt", "甲/塘.md"]
    assert (len(report.added), report.articles, report.passages) == (2, 2, 2)


def test_adding_the_same_file_twice_changes_nothing(library: Library, write: Write) -> None:
    path = write("塘.md", POND)
    library.add([path])
    before = library.collection()
    report = library.add([path])
    assert len(report.unchanged) == 1
    assert not report.added
    assert not report.replaced
    assert library.collection() is before


def test_a_changed_file_replaces_what_it_was(library: Library, write: Write) -> None:
    library.add([write("塘.md", POND)])
    report = library.add([write("塘.md", POND.replace("三个村", "五个村"))])
    assert len(report.replaced) == 1
    assert texts(library) == ["塘里的水够五个村浇地，春天清淤，秋天补坝。"]


def test_the_same_content_under_another_name_is_said_and_not_added(library: Library, write: Write) -> None:
    library.add([write("塘.md", POND)])
    copy = write("塘副本.md", POND)
    report = library.add([copy])
    assert report.twins == [(copy, "塘.md")]
    assert len(library.sources()) == 1


def test_a_renamed_file_goes_by_its_new_name(library: Library, write: Write) -> None:
    path = write("塘.md", POND)
    library.add([path])
    path.unlink()
    report = library.add([write("新塘.md", POND)])
    assert report.replaced == ["新塘.md"]
    assert [document.file for document in library.sources()] == ["新塘.md"]


def test_a_file_that_took_anothers_content_no_longer_has_its_own(library: Library, write: Write) -> None:
    library.add([write("塘.md", POND), write("渠.md", DITCH)])
    report = library.add([write("渠.md", POND)])
    assert [file for _, file in report.twins] == ["塘.md"]
    assert texts(library) == ["塘里的水够三个村浇地，春天清淤，秋天补坝。"]


def test_a_name_that_is_no_utf_8_is_kept_and_does_not_stop_the_others(library: Library, write: Write) -> None:
    folder = write("塘.md", POND).parent
    (folder / os.fsdecode(b"\xb2\xe2.md")).write_text(DITCH, "utf-8")
    report = library.add([folder])
    assert len(report.added) == 2
    assert not report.problems


def test_a_linked_folder_is_reported_and_not_followed(library: Library, write: Write, tmp_path: Path) -> None:
    folder = write("塘.md", POND).parent
    (tmp_path / "外").mkdir()
    (tmp_path / "外" / "渠.md").write_text(DITCH, "utf-8")
    (folder / "链接").symlink_to(tmp_path / "外")
    (folder / "链.md").symlink_to(tmp_path / "外" / "渠.md")
    report = library.add([folder])
    assert report.left_out == [folder / "链接", folder / "链.md"]
    assert report.added == ["塘.md"]


def test_asking_does_not_wait_for_adding(library: Library, write: Write, analyzer: Analyzer) -> None:
    library.add([write("塘.md", POND)])
    seen: list[int] = []

    def ask(done: int, total: int, path: Path) -> None:
        other = Library(library.folder, analyzer)
        seen.append(len(list(other.collection().passages)))
        other.close()

    library.add([write("渠.md", DITCH)], ask)
    assert seen == [1]


def test_a_damaged_library_is_a_collection_error(library: Library, write: Write, analyzer: Analyzer) -> None:
    library.add([write("塘.md", POND)])
    library.close()
    path = library.folder / FILE_NAME
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)
    with pytest.raises(CollectionError):
        Library(library.folder, analyzer).collection()


def test_two_files_of_one_name_from_two_folders_are_both_kept(library: Library, write: Write) -> None:
    first, second = write("东/报.md", POND), write("西/报.md", DITCH)
    library.add([first.parent])
    library.add([second.parent])
    assert sorted(document.file for document in library.sources()) == ["报.md", "西/报.md"]


def test_a_file_that_moved_and_changed_replaces_the_one_that_is_gone(library: Library, write: Write) -> None:
    old = write("旧/报.md", POND)
    library.add([old.parent])
    old.unlink()
    library.add([write("新/报.md", DITCH).parent])
    assert texts(library) == ["渠道每年修一次，修完再放水，先远后近。"]


def test_unreadable_files_are_reported_and_never_stop_the_others(library: Library, write: Write) -> None:
    good = write("塘.md", POND)
    (good.parent / "图.txt").write_bytes(b"\x89PNG\r\n\x1a\n")
    write("空.txt", "")
    write("二进制.txt", "\1\0二")
    os.mkfifo(good.parent / "管.txt")
    report = library.add([good.parent, good.parent / "没有"])
    assert {(problem.path.name, problem.reason) for problem in report.problems} == {
        ("图.txt", Reason.UNSUPPORTED),
        ("空.txt", Reason.EMPTY),
        ("二进制.txt", Reason.BINARY),
        ("管.txt", Reason.NOT_A_FILE),
        ("没有", Reason.MISSING),
    }
    assert report.added == ["塘.md"]


def test_an_unreadable_new_version_leaves_the_old_one(library: Library, write: Write) -> None:
    library.add([write("塘.md", POND)])
    report = library.add([write("塘.md", "\1\0二")])
    assert len(report.problems) == 1
    assert library.document("塘.md").text == POND


def test_readmes_and_dot_files_are_left_out_of_a_folder_unless_named(library: Library, write: Write) -> None:
    folder = write("塘.md", POND).parent
    readme, dot = write("README.md", DITCH), write(".缓存.md", "x")
    report = library.add([folder])
    assert set(report.left_out) == {readme, dot}
    assert not report.problems
    library.add([readme])
    assert [document.file for document in library.sources()] == ["README.md", "塘.md"]


def test_removing_takes_ids_and_names_and_is_all_or_nothing(library: Library, write: Write) -> None:
    library.add([write("塘.md", POND).parent, write("渠.md", DITCH)])
    pond = library.document("塘.md")
    with pytest.raises(UnknownDocument):
        library.remove([pond.id, "没有.md"])
    assert len(library.sources()) == 2
    library.remove([pond.id, "渠.md"])
    assert not library.sources()
    assert not list(library.collection().passages)


def test_another_process_changes_are_seen_without_reopening(library: Library, write: Write, analyzer: Analyzer) -> None:
    library.add([write("塘.md", POND)])
    assert len(texts(library)) == 1
    other = Library(library.folder, analyzer)
    other.add([write("渠.md", DITCH)])
    other.close()
    assert len(texts(library)) == 2


def test_ids_come_from_the_content_and_survive_removal(library: Library, write: Write) -> None:
    path = write("塘.md", POND)
    library.add([path])
    (before,) = library.sources()
    library.remove([before.id])
    library.add([path])
    (after,) = library.sources()
    assert after.id == before.id
    assert after.sha256 == hashlib.sha256(POND.encode()).hexdigest()


def read(library: Library) -> list[tuple[Document, Article]]:
    """Every article with its document, whose text is read."""
    return [(replace(document, source=document.text), article) for document, article in library.collection().articles]


def test_what_is_read_back_equals_what_was_written(sample: Library, analyzer: Analyzer) -> None:
    reopened = Library(sample.folder, analyzer)
    assert list(reopened.collection().passages) == list(sample.collection().passages)
    assert read(reopened) == read(sample)
    reopened.close()


def test_a_file_that_is_no_library_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"not a database" * 100)
    with pytest.raises(CollectionError):
        Library(tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes() == b"not a database" * 100


@pytest.mark.slow
@pytest.mark.parametrize("documents_before_death", [0, 7, 19])
def test_a_kill_in_the_middle_of_writing_leaves_the_collection_as_before(
    tmp_path: Path, write: Write, analyzer: Analyzer, documents_before_death: int
) -> None:
    first = write("先/塘.md", POND)
    library = Library(tmp_path / "library", analyzer)
    library.add([first])
    library.close()
    for number in range(20):
        write(f"后/渠{number:02}.md", DITCH.replace("每年", f"第{number}年"))
    # The process kills itself from inside the transaction, at a point that is the same on every machine.
    program = textwrap.dedent(
        """
        import os, signal, sys
        from pathlib import Path
        from retrieval.collection.library import Library
        from retrieval.collection.store import Store

        class Mortal(Store):
            left = int(sys.argv[3])

            def put(self, *arguments):
                if not self.left:
                    os.kill(os.getpid(), signal.SIGKILL)
                self.left -= 1
                super().put(*arguments)

        library = Library(Path(sys.argv[1]))
        library._store = Mortal(library.folder)
        library.add([Path(sys.argv[2])])
        """
    )
    arguments = [str(tmp_path / "library"), str(tmp_path / "documents" / "后"), str(documents_before_death)]
    killed = subprocess.run([sys.executable, "-c", program, *arguments], check=False)
    assert killed.returncode == -signal.SIGKILL
    reopened = Library(tmp_path / "library", analyzer)
    assert [document.file for document in reopened.sources()] == ["塘.md"]
    report = reopened.add([tmp_path / "documents" / "后"])
    assert len(report.added) == 20
    reopened.close()
