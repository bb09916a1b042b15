"""Adding, listing and removing documents at the command line."""

import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from bot.wording.choice import LANGUAGES
from retrieval.collection.adding import Progress, Report
from retrieval.collection.library import INDEX_NAME, Library
from tests.bot import sample
from tests.bot.commanding import failed, objects, yinju

WORDS = LANGUAGES["zh-hans"]
ARTICLE = "管护要算细账\r\n水利局局长 林知秋\r\n\r\n　　这一条渠的管护经费一年是三千二百元😀，一分也不得挪用。\r\n"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working folder without `.env`."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def library(tmp_path: Path, library_folder: Path) -> Path:
    """Where a library may be made; the dictionary of words is there already, for it takes a second to compile."""
    with suppress(FileNotFoundError):  # with the extra `fast` there is none
        shutil.copytree(library_folder / "cache", tmp_path / "library" / "cache")
    return tmp_path / "library"


@pytest.fixture
def own(tmp_path: Path, library_folder: Path) -> Path:
    """A copy of the library of the sample, to change."""
    return Path(shutil.copytree(library_folder, tmp_path / "own"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two documents, one of them in a folder of its own."""
    made = tmp_path / "文件"
    (made / "二").mkdir(parents=True)
    (made / "一.txt").write_bytes(ARTICLE.encode())
    (made / "二" / "三.md").write_text("# 渠首\n\n渠首闸的钥匙由两个人分别保管，少一个人也开不了闸。\n", "utf-8")
    return made


def files(library: Path) -> list[str]:
    """The documents of a library, as `sources` lists them to a script."""
    result = yinju(library, "sources")
    assert result.exit_code == 0
    return sorted(line.split("\t")[1] for line in result.stdout.splitlines())


# add


def test_what_was_added_is_reported_and_can_be_asked(library: Path, folder: Path) -> None:
    result = yinju(library, "add", str(folder))
    assert (result.exit_code, result.stderr) == (0, "")
    assert "收入 2 份，更新 0 份，未变 0 份，未能读取 0 份；新读到 2 篇文章、2 段。" in result.stdout
    assert files(library) == ["一.txt", "二/三.md"]
    (answer,) = objects(yinju(library, "ask", "--jsonl", "管护经费一年是多少？"))
    assert "三千二百元" in answer["quotes"][0]["text"]
    assert answer["quotes"][0]["citation"]["file"] == "一.txt"


def test_adding_twice_changes_nothing(library: Path, folder: Path) -> None:
    yinju(library, "add", str(folder))
    before = yinju(library, "sources").stdout
    result = yinju(library, "add", str(folder))
    assert result.exit_code == 0
    assert "收入 0 份，更新 0 份，未变 2 份" in result.stdout
    assert yinju(library, "sources").stdout == before


def test_a_changed_file_takes_the_place_of_its_old_self(library: Path, folder: Path) -> None:
    yinju(library, "add", str(folder))
    (folder / "一.txt").write_bytes(ARTICLE.replace("三千二百", "四千五百").encode())
    assert "收入 0 份，更新 1 份，未变 1 份" in yinju(library, "add", str(folder)).stdout
    assert files(library) == ["一.txt", "二/三.md"]
    old, new = objects(yinju(library, "ask", "--jsonl", typed="管护经费一年是三千二百元\n管护经费一年是四千五百元\n"))
    assert (old["verdict"], new["verdict"]) == ("altered", "exact")


def test_the_same_content_under_another_name_is_not_added_again(library: Path, folder: Path) -> None:
    shutil.copy(folder / "一.txt", folder / "副本.txt")
    result = yinju(library, "add", str(folder))
    assert result.exit_code == 0
    assert "副本.txt" in result.stdout
    assert files(library) == ["一.txt", "二/三.md"]


def test_readme_and_hidden_files_are_left_out_aloud_unless_named(library: Path, folder: Path) -> None:
    readme = folder / "README.md"
    readme.write_text("# 说明\n\n这一份说明文件介绍文件夹里有哪些文献。\n", "utf-8")
    result = yinju(library, "add", str(folder))
    assert str(readme) in result.stdout
    assert "README.md" not in files(library)
    yinju(library, "add", str(readme))
    assert "README.md" in files(library)


Made = Callable[[Path], Path]


def written(name: str, content: bytes) -> Made:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return make


def missing(folder: Path) -> Path:
    return folder / "没有.txt"


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "管道.txt")
    return folder / "管道.txt"


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (missing, "请检查路径"),
        (pipe, "不是普通文件"),
        (written("扫描.pdf", b"%PDF-1.4\n"), "文件已损坏，打不开"),
        (written("照片", b"\x89PNG\r\n\x1a\n"), "不收 png 格式"),
        (written("二进制.txt", b"\x00\x01\x02text"), "不是文本"),
        (written("空.txt", b""), "没有正文"),
        (written("空白.txt", " \n\u3000\n".encode()), "没有正文"),
        (written("编码.txt", bytes(range(0x80, 0x100)) * 4), "请用 --encoding 指明，或转存为 UTF-8 文本"),
        (written("换\n行.pdf", b"%PDF-1.4\n"), "已损坏"),
    ],
    ids=["missing", "pipe", "pdf", "picture", "binary", "empty", "blank", "encoding", "line end in its name"],
)
def test_a_file_that_cannot_be_read_is_named_with_the_mend_and_stops_nothing(
    library: Path, folder: Path, tmp_path: Path, make: Made, reason: str
) -> None:
    bad = make(tmp_path)
    result = yinju(library, "add", str(bad), str(folder))
    line = failed(result)
    assert bad.name.split("\n", maxsplit=1)[0] in line
    assert reason in line
    assert "收入 2 份，更新 0 份，未变 0 份，未能读取 1 份" in result.stdout
    assert files(library) == ["一.txt", "二/三.md"]


def test_several_files_that_cannot_be_read_are_each_named(library: Path, tmp_path: Path) -> None:
    (tmp_path / "一.pdf").write_bytes(b"%PDF-1.4\n")
    (tmp_path / "二.txt").write_bytes(b"")
    result = yinju(library, "add", str(tmp_path / "一.pdf"), str(tmp_path / "二.txt"), "三.txt")
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert len(lines) == 3
    for name in ("一.pdf", "二.txt", "三.txt"):
        assert [name in line for line in lines].count(True) == 1


def test_what_a_file_is_called_does_not_steer_the_terminal(library: Path, tmp_path: Path) -> None:
    folder = tmp_path / "\x1b[31m夹"
    folder.mkdir()
    (folder / "一.txt").write_bytes(ARTICLE.encode())
    (folder / "collection.toml").write_text('"\\u001b[2J" = 1\n', "utf-8")
    result = yinju(library, "add", str(folder))
    assert (result.exit_code, "\x1b" in result.stdout + result.stderr) == (1, False)
    assert "\ufffd[2J" in result.stderr


# text


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte order mark"])
def test_text_prints_exactly_the_text_that_citations_count_in(library: Path, tmp_path: Path, mark: bytes) -> None:
    (tmp_path / "账.txt").write_bytes(mark + ARTICLE.encode())
    yinju(library, "add", str(tmp_path / "账.txt"))
    printed = yinju(library, "text", "账.txt")
    assert (printed.exit_code, printed.stdout_bytes) == (0, ARTICLE.encode())
    (answer,) = objects(yinju(library, "ask", "--jsonl", "管护经费一年是多少？"))
    place = answer["quotes"][0]["citation"]
    assert "".join(ARTICLE[start:end] for start, end in place["spans"]) == answer["quotes"][0]["text"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-32"])
def test_text_is_utf_8_whatever_the_file_was(library: Path, tmp_path: Path, encoding: str) -> None:
    (tmp_path / "账.txt").write_bytes(ARTICLE.encode(encoding))
    yinju(library, "add", str(tmp_path / "账.txt"))
    assert yinju(library, "text", "账.txt").stdout_bytes == ARTICLE.encode()


def test_an_encoding_nobody_knows_is_said_with_those_there_are(library: Path, folder: Path) -> None:
    result = yinju(library, "add", "--encoding", "gbkk", str(folder))
    assert result.exit_code == 2
    expected = WORDS.unknown_encoding.format(name="gbkk")
    assert result.stderr.startswith(f"yinju: {expected}；用法见 ")


def test_an_encoding_that_does_not_fit_is_said_to_be_the_fault(library: Path, tmp_path: Path) -> None:
    (tmp_path / "账.txt").write_bytes(ARTICLE.encode("gb18030"))
    result = yinju(library, "add", "--encoding", "utf-8", str(tmp_path / "账.txt"))
    assert result.exit_code == 1
    assert "按指定的编码读不通 utf-8 @0；请去掉或改正 --encoding" in result.stderr


def test_a_folder_without_documents_is_said_to_be_one(library: Path, tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    result = yinju(library, "add", str(tmp_path / "空"))
    assert (result.exit_code, result.stdout) == (0, WORDS.nothing_added.format(folder=tmp_path / "空") + "\n")


def test_an_addition_that_is_broken_off_keeps_what_was_read(
    library: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = Library.add

    def interrupted(self: Library, paths: Sequence[Path], progress: Progress, *rest: object) -> Report:
        def told(done: int, total: int, path: Path) -> None:
            if done == 1:
                raise KeyboardInterrupt
            progress(done, total, path)

        return add(self, paths, told, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Library, "add", interrupted)
    result = yinju(library, "add", str(folder))
    assert (result.exit_code, result.stderr.strip()) == (130, f"yinju: {WORDS.interrupted.format(count=1)}")
    assert files(library) == ["一.txt"]


def test_text_takes_the_id_as_well_as_the_name(own: Path) -> None:
    number, name = yinju(own, "sources").stdout.splitlines()[0].split("\t")[:2]
    assert yinju(own, "text", number).stdout_bytes == yinju(own, "text", name).stdout_bytes != b""


# sources, articles, remove


def test_lists_are_lines_of_columns_for_scripts(own: Path) -> None:
    sources = [line.split("\t") for line in yinju(own, "sources").stdout.splitlines()]
    articles = [line.split("\t") for line in yinju(own, "articles").stdout.splitlines()]
    assert {len(row) for row in sources} == {len(WORDS.columns_sources)}
    assert {len(row) for row in articles} == {len(WORDS.columns_articles)}
    assert {row[1] for row in sources} == set(sample.texts())
    assert sum(int(row[4]) for row in sources) == len(articles) == sample.ARTICLES
    assert "None" not in yinju(own, "articles").stdout


def test_removed_documents_are_gone_from_lists_and_answers(own: Path) -> None:
    result = yinju(own, "remove", "澄溪水利简报第7期.md")
    assert (result.exit_code, result.stdout) == (0, "已移除 澄溪水利简报第7期.md\n")
    assert len(files(own)) == sample.DOCUMENTS - 1
    (answer,) = objects(yinju(own, "ask", "--jsonl", sample.SENTENCE))
    assert answer["mode"] == "question"


@pytest.mark.parametrize("known", [[], ["澄溪水利简报第7期.md"]])
def test_an_unknown_name_removes_nothing(own: Path, known: list[str]) -> None:
    before = files(own)
    result = yinju(own, "remove", *known, "没有.txt")
    line = failed(result)
    assert "没有.txt" in line
    assert "yinju sources" in line
    assert result.stdout == ""
    assert files(own) == before


@pytest.mark.parametrize("command", ["text", "remove"])
def test_a_name_of_two_lines_is_refused_in_one(own: Path, command: str) -> None:
    assert "没 有" in failed(yinju(own, command, "没\n有"))


def test_a_damaged_index_is_said_once_in_a_persons_words_and_answers_all_the_same(library: Path, folder: Path) -> None:
    yinju(library, "add", str(folder))
    question = ("ask", "管护经费一年是多少？")
    before = yinju(library, *question)
    assert (before.exit_code, before.stderr) == (0, "")
    for file in (library / INDEX_NAME).glob("*-*"):
        file.write_bytes(file.read_bytes()[:-1])
    damaged, mended = yinju(library, *question), yinju(library, *question)
    assert (damaged.stdout, damaged.stderr) == (before.stdout, WORDS.index_mended + "\n")
    assert (mended.stdout, mended.stderr) == (before.stdout, "")
