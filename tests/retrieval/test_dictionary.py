"""What is looked up of a kept dictionary is what was in it, and a file that is not what was written is not used."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.dictionary import Frequencies, keep

WORDS = {"渠": 3, "渠道": 120, "渠道的": 0, "塘": 7, "C++": 3, "𠮷": 1}
LETTERS = st.text("渠塘水道C+𠮷😀\n", min_size=1, max_size=3)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    keep(WORDS, 134, tmp_path / "dictionary", "1")
    return tmp_path / "dictionary"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(LETTERS, st.integers(0, 10**6)), st.lists(LETTERS))
def test_every_word_is_used_as_often_as_it_was_and_no_other_is_known(
    tmp_path: Path, words: dict[str, int], asked: list[str]
) -> None:
    keep(words, sum(words.values()), tmp_path / "dictionary", "1")
    found = Frequencies(tmp_path / "dictionary", "1")
    assert found.total == sum(words.values())
    for word in [*words, *asked]:
        assert (word in found) == (word in words)
        assert found.get(word) == words.get(word)
    assert [found[word] for word in words] == list(words.values())


def test_a_word_that_is_not_there_is_no_key(kept: Path) -> None:
    with pytest.raises(KeyError):
        Frequencies(kept, "1")["坝"]


def test_a_dictionary_of_another_version_is_not_used(kept: Path) -> None:
    with pytest.raises(ValueError, match="dictionary"):
        Frequencies(kept, "2")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_file_that_was_cut_off_is_not_used(kept: Path, data: st.DataObject) -> None:
    written = kept.read_bytes()
    torn = kept.with_name("torn")
    torn.write_bytes(written[: data.draw(st.integers(0, len(written) - 1))])
    with pytest.raises(ValueError, match="torn"):
        Frequencies(torn, "1")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_file_with_a_changed_byte_is_not_used(kept: Path, data: st.DataObject) -> None:
    written = bytearray(kept.read_bytes())
    written[data.draw(st.integers(0, len(written) - 1))] ^= data.draw(st.integers(1, 255))
    changed = kept.with_name("changed")
    changed.write_bytes(written)
    with pytest.raises(ValueError, match="changed"):
        Frequencies(changed, "1")


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    keep(WORDS, 134, tmp_path / "没有" / "dictionary", "1")
    assert not list(tmp_path.iterdir())


def test_nothing_but_the_dictionary_is_left_in_its_folder(kept: Path) -> None:
    keep(WORDS, 134, kept, "2")
    assert [path.name for path in kept.parent.iterdir()] == ["dictionary"]
    assert Frequencies(kept, "2").get("渠道") == 120
