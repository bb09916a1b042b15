"""Adding many files: archives member by member, what did not change not again, what was said beside files held to."""

import json
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from retrieval.analyzer import Analyzer
from retrieval.collection import adding, recipes
from retrieval.collection.isolation import MB, Beat, Work, isolated
from retrieval.collection.jobs import ALONE, Job
from retrieval.collection.library import DEFAULT_LIMITS, Library
from retrieval.collection.processing import Processor
from retrieval.collection.workers import Workers, shared
from retrieval.errors import Flaw, ReadingError, Reason
from retrieval.reading.readers import ocr
from retrieval.records import Document

Write = Callable[[str, str], Path]

POND = "# 塘\n\n某县水利站站长 方圩\n\n塘里的水够三个村浇地，春天清淤，秋天补坝。\n"
DITCH = "# 渠\n\n某县水利站站长 林渠\n\n渠道每年修一次，修完再放水，先远后近。\n"


def authors(library: Library) -> dict[str, str | None]:
    """By document's file name the author of its first article."""
    return {document.file: article.author for document, article in reversed(list(library.collection().articles))}


def only(library: Library) -> Document:
    (document,) = library.collection().documents.values()
    return document


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were really read, in whatever order."""
    read: list[str] = []
    plain = Workers.outcomes

    def noted(self: Workers, jobs: Sequence[Job], *rest: object) -> object:
        read.extend(job.member or Path(job.path).name for job in jobs)
        return plain(self, jobs, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Workers, "outcomes", noted)
    return read


# Archives


@pytest.fixture
def archive(write: Write) -> Path:
    path = write("报.txt", POND).with_name("合订本.zip")
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("甲/塘.md", POND)
        packed.writestr("渠.txt", DITCH)
        packed.writestr("图.png", b"\x89PNG\r\n\x1a\n")
    return path


def test_an_archive_is_read_member_by_member(library: Library, archive: Path) -> None:
    report = library.add([archive])
    assert authors(library) == {"合订本.zip/甲/塘.md": "方圩", "合订本.zip/渠.txt": "林渠"}
    assert [(problem.path, problem.reason) for problem in report.problems] == [(archive / "图.png", Reason.UNSUPPORTED)]


def test_members_that_did_not_change_are_not_replaced(library: Library, archive: Path) -> None:
    library.add([archive])
    with zipfile.ZipFile(archive, "a") as packed:
        packed.writestr("井.txt", DITCH.replace("渠", "井"))
    report = library.add([archive])
    assert (report.added, sorted(report.unchanged)) == (
        ["合订本.zip/井.txt"],
        ["合订本.zip/渠.txt", "合订本.zip/甲/塘.md"],
    )


def test_a_changed_member_replaces_what_it_was(library: Library, archive: Path) -> None:
    library.add([archive])
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("甲/塘.md", POND.replace("三个村", "五个村"))
    assert library.add([archive]).replaced == ["合订本.zip/甲/塘.md"]


def test_a_member_is_read_again_from_its_archive(library: Library, archive: Path) -> None:
    library.add([archive])
    document = library.document("合订本.zip/渠.txt")
    assert library.on_disk(document).text == DITCH == document.text


# What did not change


def test_what_did_not_change_is_not_even_opened_by_a_reader(library: Library, write: Write, jobs: list[str]) -> None:
    folder = write("塘.md", POND).parent
    write("渠.md", DITCH)
    library.add([folder])
    assert sorted(jobs) == ["塘.md", "渠.md"]
    jobs.clear()
    assert len(library.add([folder]).unchanged) == 2
    assert jobs == []


def test_many_files_are_kept_in_the_order_of_their_names(library: Library, write: Write) -> None:
    for number in range(70):
        write(f"{number:03}.md", DITCH.replace("每年", f"第{number}年"))
    folder = write("000.md", DITCH).parent
    report = library.add([folder])
    assert report.added == [f"{number:03}.md" for number in range(70)]
    assert report.passages == library.collection().index.size == 70


@pytest.mark.slow
def test_a_killed_addition_goes_on_where_it_was(
    tmp_path: Path, write: Write, analyzer: Analyzer, jobs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        write(f"{number:02}.md", DITCH.replace("每年", f"第{number}年"))
    folder, program = (
        tmp_path / "documents",
        (
            "import os, signal, sys\n"
            "from pathlib import Path\n"
            "from retrieval.collection import adding\n"
            "from retrieval.collection.library import Library\n"
            "adding._FILES, adding._SECONDS, adding._TOGETHER = 5, 1e9, 1\n"
            "def told(done, total, path):\n"
            "    if done == 11:\n"
            "        os.kill(os.getpid(), signal.SIGKILL)\n"
            "Library(Path(sys.argv[1])).add([Path(sys.argv[2])], told)\n"
        ),
    )
    killed = subprocess.run([sys.executable, "-c", program, str(tmp_path / "library"), str(folder)], check=False)
    assert killed.returncode == -signal.SIGKILL
    with closing(Library(tmp_path / "library", analyzer)) as library:
        assert len(library.sources()) == 10
        report = library.add([folder])
        assert (report.added, len(report.unchanged)) == (["10.md", "11.md"], 10)
        assert sorted(jobs) == ["10.md", "11.md"]
    left = [path.name for path in (tmp_path / "library").iterdir()]
    assert not any(name.startswith("adding-") for name in left), "what a killed process left is cleared away"


def test_an_interrupted_addition_ends_its_readers_and_the_next_one_has_new_ones(library: Library, write: Write) -> None:
    folder = write("塘.md", POND).parent

    def interrupted(done: int, total: int, path: Path) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.add([folder], interrupted)
    assert library.sources() == []
    report = library.add([folder])
    assert (report.added, report.problems) == (["塘.md"], [])


def test_a_reader_that_was_killed_costs_its_file_and_no_other(library: Library, write: Write) -> None:
    library.add([write("塘.md", POND)])
    workers = shared()
    for worker in workers._idle:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    count = len(workers._idle)
    for number in range(count + 2):
        write(f"{number}.md", DITCH.replace("每年", f"第{number}年"))
    report = library.add([write("0.md", DITCH).parent])
    assert {problem.reason for problem in report.problems} <= {Reason.CRASHED}
    assert len(report.problems) <= count
    assert len(report.added) == count + 2 - len(report.problems)


def test_a_reader_that_ended_in_the_middle_of_its_answer_costs_its_file_and_no_other(
    library: Library, write: Write
) -> None:
    breaks_off = [sys.executable, "-c", "input(); print('{', end='')"]
    workers = Workers(1)
    workers._idle.append(subprocess.Popen(breaks_off, stdin=subprocess.PIPE, stdout=subprocess.PIPE))
    workers._all += workers._idle
    jobs = [Job(str(write(f"{name}.md", POND)), f"{name}.md") for name in "塘渠闸"]
    outcomes = workers.outcomes(jobs, DEFAULT_LIMITS, library.analyzer.cache_dir)
    assert [one.ending for one in outcomes] == ["crashed", None, None]
    workers.close()


def test_plain_text_is_read_by_one_child_and_everything_else_by_its_own(
    library: Library, write: Write, archive: Path, tmp_path: Path
) -> None:
    page = "<html><body><h1>塘</h1><p>塘里的水够三个村浇地，春天清淤，秋天补坝。</p></body></html>"
    paths = [write("甲.md", DITCH), write("乙.txt", POND), write("丙.html", page), write("丁.md", POND)]
    jobs = [Job(str(path), path.name, spool=str(tmp_path / f"{number}")) for number, path in enumerate(paths)]
    members = [Job(str(archive), "渠.txt", member="渠.txt"), Job(str(archive), "无", member="无")]
    outcomes = list(shared().outcomes([*jobs, *members], DEFAULT_LIMITS, library.analyzer.cache_dir))
    formats = [one.result and one.result.get("format", one.result.get("problem")) for one in outcomes]
    assert formats == ["Markdown", "TXT", "HTML", "Markdown", "TXT", Reason.DAMAGED.value]
    processor = Processor(library.analyzer, DEFAULT_LIMITS)
    assert [processor.process(replace(job, spool=None), lambda: None, shared=True) == ALONE for job in jobs] == [
        False,
        False,
        True,
        False,
    ]


def test_what_ended_over_a_file_leaves_nothing_in_the_way_of_the_next_try(
    library: Library, write: Write, tmp_path: Path
) -> None:
    """A child that read others before dies while it writes: the file is read again, and whole."""
    reading, writing = os.pipe()
    jobs = [Job(str(write(f"{name}.md", POND)), f"{name}.md", spool=str(tmp_path / name)) for name in "塘渠闸"]
    processor = Processor(library.analyzer, DEFAULT_LIMITS)
    tried = tmp_path / "tried"

    def run(job: Job, beat: Beat) -> dict[str, object]:
        if job.name == "渠.md" and not tried.exists():
            tried.touch()
            Path(str(job.spool)).write_text('["text", "塘', "utf-8")
            os._exit(1)
        return processor.process(job, beat, shared=True)

    works = [Work(100, partial(run, job)) for job in jobs]
    # The address space of a test run is larger than that of a worker.
    outcomes = list(isolated(works, replace(DEFAULT_LIMITS, memory=8192 * MB), reading))
    os.close(reading)
    os.close(writing)
    assert [one.result and one.result.get("passages") for one in outcomes] == [1, 1, 1]
    assert len({(tmp_path / name).read_text("utf-8") for name in "塘渠闸"}) == 1


def test_files_that_are_read_together_are_each_what_they_are_alone(library: Library, write: Write) -> None:
    """Among many good ones a bad one is the only one that is refused, in the order of their names."""
    for number in range(60):
        folder = write(f"{number:02}.md", DITCH.replace("每年", f"第{number}年")).parent
    (folder / "07.md").write_bytes(b"\0\1\2\3" * 100)
    (folder / "08.md").write_bytes(b"")
    report = library.add([folder])
    assert [(one.path.name, one.reason) for one in report.problems] == [
        ("07.md", Reason.BINARY),
        ("08.md", Reason.EMPTY),
    ]
    assert report.added == [f"{number:02}.md" for number in range(60) if number not in (7, 8)]
    for passage in library.collection().passages:
        assert f"第{int(passage.file[:2])}年" in passage.paragraph.body.text


def test_what_another_process_adds_meanwhile_is_not_added_twice(
    library: Library, write: Write, analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adding, "_FILES", 1)
    folder = write("甲.md", DITCH).parent
    write("乙.md", POND)
    write("丙.md", POND.replace("三个村", "五个村"))
    same = write("../别处.md", POND)

    def told(done: int, total: int, path: Path) -> None:
        if path.name == "丙.md":
            with closing(Library(library.folder, analyzer)) as other:
                other.add([same])

    report = library.add([folder / "甲.md", folder / "丙.md", folder / "乙.md"], told)
    assert (report.added, report.twins) == (["甲.md", "丙.md"], [(folder / "乙.md", "别处.md")])


def test_a_file_beyond_the_limit_is_never_gone_through_outside_its_child(
    library: Library, write: Write, jobs: list[str]
) -> None:
    path = write("塘.md", POND)
    library.add([path])
    jobs.clear()
    library.limits = replace(DEFAULT_LIMITS, file=len(POND.encode()) - 1)
    (problem,) = library.add([path]).problems
    assert (problem.reason, jobs) == (Reason.TOO_LARGE, ["塘.md"])


def test_what_cannot_be_written_aside_is_no_fault_of_the_file(library: Library, write: Write, tmp_path: Path) -> None:
    job = Job(str(write("塘.md", POND)), "塘.md", spool=str(tmp_path / "没有" / "spool"))
    with pytest.raises(ReadingError) as caught:
        shared().run(job, DEFAULT_LIMITS, library.analyzer.cache_dir)
    assert (caught.value.reason, caught.value.detail) == (Reason.FAILED, os.strerror(2))


def test_a_large_file_whose_text_begins_late_is_read(library: Library, write: Write) -> None:
    path = write("簿.txt", "＝" * 1200 + "\n" + "渠道每年修一次，修完再放水，先远后近。\n" * 4000)
    assert path.stat().st_size > 200_000
    assert library.add([path]).added == ["簿.txt"]


# Names


def test_files_whose_names_are_no_utf_8_are_documents_of_their_own(library: Library, write: Write) -> None:
    folder = write("夹/塘.md", POND).parent
    for name, text in (("新", DITCH), ("文", DITCH.replace("渠", "井"))):
        (folder / os.fsdecode(name.encode("gbk") + b".md")).write_text(text, "utf-8")
    assert len(library.add([folder]).added) == 3
    assert len(library.add([folder]).unchanged) == 3
    for document in library.collection().documents.values():
        assert library.on_disk(document).text == document.text


def test_a_name_that_is_no_utf_8_is_not_taken_from_a_file_that_is_still_there(library: Library, write: Write) -> None:
    bare = os.fsdecode("新".encode("gbk") + b".md")
    for folder, text in (("甲", DITCH), ("乙", POND)):
        (write(f"{folder}/塘.md", POND).parent / bare).write_text(text, "utf-8")
        library.add([write(f"{folder}/塘.md", POND).parent / bare])
    assert sorted(document.text for document in library.collection().documents.values()) == sorted([DITCH, POND])


def test_a_path_is_meant_from_where_one_is_not_from_where_its_reader_was_started(
    library: Library, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("塘.md", POND)
    assert library.add([path]).added == ["塘.md"]
    write("渠.md", DITCH)
    monkeypatch.chdir(path.parent)
    assert library.add([Path("渠.md")]).added == ["渠.md"]


def test_a_path_too_long_for_what_may_stand_beside_it_costs_its_file_and_no_other(
    library: Library, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write("塘.md", POND).parent
    longest = os.pathconf(folder, "PC_PATH_MAX") - 1
    monkeypatch.chdir(folder)
    while len(os.getcwd()) < longest - 20:
        deeper = "d" * min(200, longest - 10 - len(os.getcwd()))
        os.mkdir(deeper)
        os.chdir(deeper)
    Path("渠.md").write_text(DITCH, "utf-8")
    report = library.add([folder])
    assert report.added[:1] == ["塘.md"]
    assert len(report.added) + len(report.problems) == 2


# Encodings


def test_what_a_folder_says_of_the_encoding_holds_as_it_is_said_now(library: Library, write: Write) -> None:
    said = write("collection.toml", 'encoding = "gb18030"\n')
    path = write("塘.txt", "")
    path.write_bytes("塘邊的柳樹不許砍\n".encode("big5"))
    library.add([path])
    said.write_text('encoding = "big5"\n', "utf-8")
    assert library.add([path]).replaced == ["塘.txt"]
    assert only(library).text == library.on_disk(only(library)).text == "塘邊的柳樹不許砍\n"


def test_a_named_encoding_holds_until_another_is_named(library: Library, write: Write) -> None:
    path = write("塘.txt", "")
    path.write_bytes("塘邊\n".encode("big5"))
    library.add([path], encoding="big5")
    assert only(library).text == "塘邊\n"
    assert library.add([path]).unchanged == ["塘.txt"]
    assert library.on_disk(only(library)).text == "塘邊\n"
    assert library.add([path], encoding="gb18030").replaced == ["塘.txt"]


def test_what_is_decoded_otherwise_has_another_id(library: Library, write: Write) -> None:
    path = write("塘.txt", "")
    path.write_bytes("塘邊的柳樹不許砍\n".encode("big5"))
    library.add([path], encoding="big5")
    before = only(library).id
    library.add([path], encoding="gb18030")
    assert only(library).id != before
    former = library.former(before)
    assert former is not None
    assert former.text == "塘邊的柳樹不許砍\n"


@pytest.mark.parametrize("installed", [False, True])
def test_pages_that_could_not_be_recognised_are_read_again_once_they_can(
    monkeypatch: pytest.MonkeyPatch, installed: bool
) -> None:
    recipe = recipes.recipe(Job("/报.pdf", "报.pdf"))
    stored = recipes.lacking(recipe, [["recognised", ""], ["pages_without_text", "3"]])
    assert recipes.lacking(recipe, [["cut", "3"]]) == recipe
    monkeypatch.setattr(ocr, "available", lambda: installed)
    assert recipes.holds(stored, recipe) is not installed
    assert recipes.holds(recipe, recipe)
    assert not recipes.holds(stored, recipes.recipe(Job("/报.pdf", "报.pdf", encoding="big5")))


# What is said beside files


def test_what_was_understood_is_written_beside_the_file_and_not_written_over(library: Library, write: Write) -> None:
    path = write("塘.md", POND)
    written = path.with_name("塘.md.articles.toml")
    assert library.add([path], explain=True).explained == [written]
    written.write_text(written.read_text("utf-8").replace("方圩", "方圩圩"), "utf-8")
    mine = written.read_text("utf-8")
    report = library.add([path.parent], explain=True)
    assert (report.kept, report.replaced, written.read_text("utf-8")) == ([written], ["塘.md"], mine)


def test_what_was_understood_is_not_written_where_a_link_leads(library: Library, write: Write, tmp_path: Path) -> None:
    path = write("塘.md", POND)
    link = path.with_name("塘.md.articles.toml")
    link.symlink_to(tmp_path / "外")
    assert library.add([path], explain=True).kept == [link]
    assert not (tmp_path / "外").exists()


def test_what_a_person_put_right_holds_and_goes_with_the_file(library: Library, write: Write) -> None:
    path = write("塘.md", POND)
    library.add([path], explain=True)
    written = path.with_name("塘.md.articles.toml")
    written.write_text(written.read_text("utf-8").replace('author = "方圩"', 'author = "方圩圩"'), "utf-8")
    before = only(library).id
    assert library.add([path]).replaced == ["塘.md"]
    assert (authors(library), only(library).id) == ({"塘.md": "方圩圩"}, before)
    assert library.add([path]).unchanged == ["塘.md"]
    written.unlink()
    library.add([path])
    assert authors(library) == {"塘.md": "方圩"}


def test_what_is_wrong_in_it_is_told_with_its_line_and_the_library_stays_as_it_is(
    library: Library, write: Write
) -> None:
    path = write("塘.md", POND)
    library.add([path])
    beside = write("塘.md.articles.toml", 'file = "塘.md"\n\n[[articles]]\ntitel = "塘"\n')
    (problem,) = library.add([path.parent]).problems
    assert (problem.path, problem.reason, problem.beside) == (path, Reason.CORRECTIONS, beside)
    assert problem.fault is not None
    assert (problem.fault.line, problem.fault.flaw) == (4, Flaw.KEY)
    assert authors(library) == {"塘.md": "方圩"}


def test_a_folder_says_what_its_documents_do_not(library: Library, write: Write) -> None:
    write("刊/collection.toml", 'publication = "水利通讯"\nissue = "3"\n')
    write("刊/二/collection.toml", 'issue = "4"\n')
    write("刊/二/塘.md", POND)
    library.add([write("刊/渠.md", DITCH).parent])
    said = {
        document.file: (article.publication and article.publication.value, article.issue and article.issue.value)
        for document, article in library.collection().articles
    }
    assert said == {"二/塘.md": ("水利通讯", "4"), "渠.md": ("水利通讯", "3")}


def test_a_folder_that_says_it_wrongly_keeps_its_documents_out_aloud(library: Library, write: Write) -> None:
    beside = write("刊/collection.toml", "publication = 3\n")
    path = write("刊/渠.md", DITCH)
    (problem,) = library.add([path.parent]).problems
    assert (problem.path, problem.beside) == (path, beside)
    assert problem.fault is not None
    assert problem.fault.line == 1


def test_what_should_say_it_and_is_no_file_is_told(library: Library, write: Write) -> None:
    path = write("刊/渠.md", DITCH)
    beside = path.with_name("collection.toml")
    os.mkfifo(beside)
    (problem,) = library.add([path]).problems
    assert (problem.reason, problem.beside) == (Reason.NOT_A_FILE, beside)


# What is known of a document


def test_pages_and_format_are_kept_with_a_document(library: Library, write: Write) -> None:
    text = "塘里的水够三个村浇地。\n\f渠道每年修一次，修完再放水。\n\f井台每月冲洗一次，井盖上锁。\n"
    library.add([write("三页.txt", text)])
    document = only(library)
    assert document.format == "TXT"
    assert [document.page(text.index(words)) for words in ("塘里", "渠道", "井台")] == [1, 2, 3]


def test_rows_of_a_table_are_read_with_what_they_state(library: Library, write: Write) -> None:
    rows = [{"title": f"第{n // 2}篇", "author": "方圩", "text": f"第{n}段的水位是{n}米。"} for n in range(2500)]
    path = write("表.jsonl", "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    report = library.add([path])
    assert (report.articles, report.passages) == (1250, 2500)
    document = only(library)
    for passage in library.collection().passages:
        for run in passage.paragraph.body.runs:
            assert document.text[run.start : run.end] in passage.paragraph.body.text
    *_, last = library.collection().passages
    assert (last.paragraph.body.text, last.article.number) == ("第2499段的水位是2499米。", 1250)
