"""The sample collection as a library, and one analyzer for all: jieba's dictionary is loaded once."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from retrieval.analyzer import Analyzer
from retrieval.answering.answer import Answerer
from retrieval.collection.library import Library

SAMPLE = Path("data/sample")


@pytest.fixture(scope="session")
def analyzer(tmp_path_factory: pytest.TempPathFactory) -> Analyzer:
    return Analyzer(tmp_path_factory.mktemp("jieba"))


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory, analyzer: Analyzer) -> Iterator[Library]:
    library = Library(tmp_path_factory.mktemp("sample"), analyzer)
    report = library.add([SAMPLE])
    assert not report.problems
    yield library
    library.close()


@pytest.fixture(scope="session")
def answerer(sample: Library) -> Answerer:
    return Answerer(sample)


@pytest.fixture
def library(tmp_path: Path, analyzer: Analyzer) -> Iterator[Library]:
    """An empty library."""
    made = Library(tmp_path / "library", analyzer)
    yield made
    made.close()


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Write a document below a folder of documents; its text ends without a line end unless it has one."""

    def written(name: str, text: str) -> Path:
        path = tmp_path / "documents" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
        return path

    return written
