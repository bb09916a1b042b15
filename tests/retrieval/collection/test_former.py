"""What a file held before it was replaced is kept for its ids, and goes when a person removes the file."""

import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

import pytest

from retrieval.analyzer import Analyzer
from retrieval.collection import recipes
from retrieval.collection.library import INDEX_NAME, Library
from retrieval.collection.naming import Names
from retrieval.collection.store import FILE_NAME, Listed
from retrieval.errors import CollectionError, ReadingError, Reason, UnknownDocument
from retrieval.records import NO_PAGES

Write = Callable[[str, str], Path]

POND = "# 塘\n\n某县水利站站长 方圩\n\n塘里的水够三个村浇地，春天清淤，秋天补坝。\n"
DITCH = "# 渠\n\n某县水利站站长 林渠\n\n渠道每年修一次，修完再放水，先远后近。\n"
WELL = "# 井\n\n某县水利站站长 陆井\n\n井台每月冲洗一次，井盖夜里上锁。\n"
CASES = Path(__file__).resolve().parents[2] / "cases" / "library"
SCHEMA_2, SCHEMA_4 = CASES / "schema2.sql", CASES / "schema4.sql"


def added(library: Library, path: Path) -> str:
    """The id a file's content has after it was added."""
    library.add([path])
    return library.document(path.name).id


def former(library: Library, id: str) -> str | None:
    """The text kept under an id."""
    edition = library.former(id)
    return edition.text if edition else None


def test_a_replaced_text_is_kept_with_its_file_and_its_articles(library: Library, write: Write) -> None:
    id = added(library, write("塘.md", POND))
    now = added(library, write("塘.md", DITCH))
    edition = library.former(id)
    assert edition is not None
    assert (edition.id, edition.file, edition.text) == (id, "塘.md", POND)
    assert [article.author for article in edition.articles] == ["方圩"]
    assert library.former(now) is None


def test_former_texts_are_no_part_of_the_collection(library: Library, write: Write) -> None:
    added(library, write("塘.md", POND))
    added(library, write("塘.md", DITCH))
    assert [document.text for document in library.collection().documents.values()] == [DITCH]
    assert [listed.file for listed in library.sources()] == ["塘.md"]


def test_every_version_is_kept_and_what_comes_back_is_current_again(library: Library, write: Write) -> None:
    first, second = (added(library, write("塘.md", text)) for text in (POND, DITCH))
    third = added(library, write("塘.md", WELL))
    assert [former(library, id) for id in (first, second, third)] == [POND, DITCH, None]
    assert added(library, write("塘.md", POND)) == first
    assert [former(library, id) for id in (first, second, third)] == [None, DITCH, WELL]


def test_what_is_removed_is_gone_with_all_its_former_texts(library: Library, write: Write) -> None:
    first, other = added(library, write("塘.md", POND)), added(library, write("井.md", WELL))
    added(library, write("塘.md", DITCH))
    added(library, write("井.md", WELL + "井边不许停车。\n"))
    assert library.remove(["塘.md"]) == ["塘.md"]
    assert (former(library, first), former(library, other)) == (None, WELL)
    assert _raw(library).count("塘") == 0


def test_the_same_named_twice_is_removed_once(library: Library, write: Write) -> None:
    id = added(library, write("塘.md", POND))
    assert library.remove([id, "塘.md"]) == ["塘.md"]


def test_former_texts_alone_can_be_removed_by_their_files_name(library: Library, write: Write) -> None:
    added(library, write("塘.md", POND))
    id = added(library, write("渠.md", DITCH))
    # The file took another one's content: nothing of it is left but what it was.
    library.add([write("渠.md", POND)])
    assert former(library, id) == DITCH
    assert library.remove(["渠.md"]) == ["渠.md"]
    assert former(library, id) is None
    with pytest.raises(UnknownDocument):
        library.remove(["渠.md"])


def test_an_unknown_name_beside_it_removes_no_former_text(library: Library, write: Write) -> None:
    id = added(library, write("塘.md", POND))
    added(library, write("塘.md", DITCH))
    with pytest.raises(UnknownDocument):
        library.remove(["塘.md", "没有.md"])
    assert former(library, id) == POND


def test_former_texts_follow_a_renamed_file(library: Library, write: Write) -> None:
    id = added(library, write("塘.md", POND))
    path = write("塘.md", DITCH)
    now = added(library, path)
    path.unlink()
    assert added(library, write("新塘.md", DITCH)) == now
    edition = library.former(id)
    assert edition is not None
    assert edition.file == "新塘.md"


def test_reading_anew_keeps_ids_and_leaves_nothing_behind(
    library: Library, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("塘.md", POND)
    id = added(library, path)
    monkeypatch.setattr(recipes, "READER_VERSION", recipes.READER_VERSION + 1)
    report = library.add([path])
    assert report.replaced == ["塘.md"]
    assert library.document("塘.md").id == id
    assert former(library, id) is None


def test_an_id_of_a_former_text_is_given_to_no_other_content() -> None:
    # Two contents whose hashes begin alike, as six characters of base 32 tell them apart.
    one, other = "00" * 32, "00" * 8 + "ff" * 24
    listed = Listed("aaaaaa", "塘.md", "/塘.md", None, one, one, "", "TXT", "utf-8", 1.0, NO_PAGES)
    assert Names([], {one: "aaaaaa"}).free_id(other) == "aaaaaaa"
    assert Names([], {one: "aaaaaa"}).free_id(one) == "aaaaaa"
    names = Names([listed], {one: "aaaaaa"})
    names.forget(listed)
    assert (names.free_id(other), names.free_id(one)) == ("aaaaaaa", "aaaaaa")


def test_content_that_is_read_anew_keeps_its_id_though_a_shorter_one_is_free_now() -> None:
    other = "00" * 8 + "ff" * 24
    assert Names([], {other: "aaaaaaa"}).free_id(other) == "aaaaaaa"


def test_the_file_on_disk_is_read_as_adding_would_read_it_and_nothing_is_kept(library: Library, write: Write) -> None:
    path = write("塘.md", POND)
    id = added(library, path)
    document, generation = library.document(id), library.collection().generation
    same = library.on_disk(document)
    assert (same.id, same.sha256, same.text) == (id, document.sha256, POND)
    assert [article.author for article in same.articles] == ["方圩"]
    write("塘.md", DITCH)
    changed = library.on_disk(document)
    assert (changed.file, changed.text, [article.author for article in changed.articles]) == ("塘.md", DITCH, ["林渠"])
    assert library.collection().generation == generation
    assert library.document("塘.md").text == POND
    assert added(library, path) == changed.id


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, Reason.MISSING),
        (b"", Reason.EMPTY),
        (b"\1\0a", Reason.BINARY),
        (b"PK\5\6" + bytes(18), Reason.UNSUPPORTED),
    ],
)
def test_a_file_that_cannot_be_read_any_more_says_why(
    library: Library, write: Write, content: bytes | None, reason: Reason
) -> None:
    path = write("塘.md", POND)
    document = library.document(added(library, path))
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ReadingError) as caught:
        library.on_disk(document)
    assert caught.value.reason is reason


SCHEMA_3 = """
CREATE TABLE former (
    id TEXT PRIMARY KEY, file TEXT NOT NULL, sha256 TEXT NOT NULL, text BLOB NOT NULL,
    replaced_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX former_by_file ON former (file);
PRAGMA user_version = 3
"""


def passages(library: Library) -> list[tuple[Any, ...]]:
    """Every passage as a tuple, with all of its article."""
    found = library.collection().passages
    return [
        astuple(replace(one, article=replace(one.article, paragraphs=tuple(one.article.paragraphs)))) for one in found
    ]


@pytest.mark.parametrize("version", [1, 2, 3])
def test_an_older_library_is_brought_up_to_date_without_loss(
    tmp_path: Path, write: Write, analyzer: Analyzer, version: int
) -> None:
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as file:
        file.executescript(SCHEMA_2.read_text("utf-8"))
        if version == 1:
            file.executescript("DROP TABLE notes; PRAGMA user_version = 1")
        if version == 3:
            file.executescript(SCHEMA_3)
            text = zlib.compress(WELL.encode())
            file.execute("INSERT INTO former (id, file, sha256, text) VALUES ('vwell', '塘.md', 'ab', ?)", [text])
            file.commit()
    with closing(Library(tmp_path, analyzer)) as library, closing(Library(tmp_path / "new", analyzer)) as new:
        (listed,) = library.sources()
        new.add([write("塘.md", POND)])
        assert passages(library) == passages(new)
        assert library.note("figure", 1, 2.5)
        library.add([write("塘.md", DITCH)])
        assert former(library, listed.id) == POND
        assert former(library, "vwell") == (WELL if version == 3 else None)


def numbers(library: Library) -> dict[str, int]:
    """By file name the number of every document."""
    with closing(sqlite3.connect(library.folder / FILE_NAME)) as file:
        return dict(file.execute("SELECT file, number FROM documents ORDER BY number").fetchall())


def test_a_library_without_numbers_numbers_its_documents_in_the_order_of_their_names_and_loses_nothing(
    tmp_path: Path, write: Write, analyzer: Analyzer
) -> None:
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as file:
        file.executescript(SCHEMA_4.read_text("utf-8"))
    for name, text in (("井.md", WELL), ("塘.md", POND), ("渠.md", DITCH)):
        write(name, text)
    with closing(Library(tmp_path, analyzer)) as library, closing(Library(tmp_path / "new", analyzer)) as new:
        assert list(numbers(library).items()) == [("井.md", 1), ("塘.md", 2), ("渠.md", 3)]
        new.add([tmp_path / "documents"])
        assert passages(library) == passages(new)
        assert [one.text for one in library.collection().documents.values()] == [WELL, POND, DITCH]
        kept = library.former("p3nqq7")
        assert kept is not None
        assert [one.body.text[:2] for one in kept.articles[0].paragraphs] == ["塘里", "塘边"]


def test_a_number_that_a_document_had_is_never_given_to_another_one(
    tmp_path: Path, write: Write, analyzer: Analyzer
) -> None:
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as file:
        file.executescript(SCHEMA_4.read_text("utf-8"))
    with closing(Library(tmp_path, analyzer)) as library:
        assert library.collection().index.letters.holds("井盖夜里上锁")
        given = set(numbers(library).values())
        library.remove(["渠.md"])
        library.add([write("渠.md", DITCH), write("井.md", WELL + "\n井边不许停车。\n")])
        assert len(given & set(numbers(library).values())) == 1
        assert library.collection().index.letters.holds("井边不许停车")
        assert {one.file for one in library.collection().passages} == {"井.md", "塘.md", "渠.md"}


def test_where_an_older_version_kept_its_index_in_a_file_the_index_is_a_folder_now(
    tmp_path: Path, analyzer: Analyzer
) -> None:
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as file:
        file.executescript(SCHEMA_4.read_text("utf-8"))
    (tmp_path / INDEX_NAME).write_bytes(b"yinju\0ix" + bytes(64))
    with closing(Library(tmp_path, analyzer)) as library:
        assert library.collection().index.letters.holds("渠道每年修一次")
        assert (tmp_path / INDEX_NAME).is_dir()
    with closing(Library(tmp_path, analyzer)) as again:
        assert again.collection().index.letters.holds("渠道每年修一次")


def test_a_former_text_that_was_damaged_is_a_collection_error(library: Library, write: Write) -> None:
    id = added(library, write("塘.md", POND))
    added(library, write("塘.md", DITCH))
    with closing(sqlite3.connect(library.folder / FILE_NAME)) as file, file:
        file.execute("UPDATE former SET text = x'00'")
    with pytest.raises(CollectionError):
        library.former(id)


def _raw(library: Library) -> str:
    """Everything a library's tables hold of documents, put in one string."""
    with closing(sqlite3.connect(library.folder / FILE_NAME)) as file:
        rows = [*file.execute("SELECT * FROM documents"), *file.execute("SELECT id, file FROM former")]
    return repr(rows)
