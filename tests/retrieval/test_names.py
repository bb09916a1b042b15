"""What can be a person's name: by surname and length, and by being no other word."""

import pytest

from retrieval.citing.authors import Author
from retrieval.names import COMPOUND_SURNAMES, has_surname, is_name, is_sure_name


@pytest.mark.parametrize("surname", sorted(COMPOUND_SURNAMES))
def test_a_compound_surname_is_one_wherever_names_are_read(surname: str) -> None:
    assert has_surname(surname + "澜")
    assert is_name(surname + "石舟")
    assert Author(surname + "石舟").parts == (surname, "石舟")


@pytest.mark.parametrize("name", ["方圩", "阮石舟", "欧阳石舟", "欧阳建国", "公孙策", "巴图·额尔敦"])
def test_a_name_is_sure_by_its_surname(name: str) -> None:
    assert is_sure_name(name)


@pytest.mark.parametrize("phrase", ["西门改造", "东方出版", "百里长廊", "党建设", "水渠", "作者", "闸门看守"])
def test_a_phrase_that_begins_like_a_name_is_none(phrase: str) -> None:
    assert not is_sure_name(phrase)
