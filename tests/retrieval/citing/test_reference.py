"""The record of what is cited says what the citation says, and nothing more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.citing.authors import Author, authors_of, one_line
from retrieval.citing.reference import Reference, Type, reference_of, type_of
from tests.retrieval.citing.making import citation


@pytest.mark.parametrize(
    ("byline", "names", "others"),
    [
        ("方圩", ["方圩"], False),
        ("方圩 阮石舟", ["方圩", "阮石舟"], False),
        ("方圩、阮石舟", ["方圩", "阮石舟"], False),
        ("方圩，阮石舟；陶洵", ["方圩", "阮石舟", "陶洵"], False),
        ("温 岚", ["温岚"], False),
        ("温\u3000岚 方 圩", ["温岚", "方圩"], False),
        ("欧阳 澜 陶洵", ["欧阳澜", "陶洵"], False),
        ("方 石舟", ["方石舟"], False),
        ("陶洵等", ["陶洵"], True),
        ("陶洵、方圩 等3人", ["陶洵", "方圩"], True),
        ("Anna van der Berg", ["Anna van der Berg"], False),
        ("Anna Berg and Tom Reed", ["Anna Berg", "Tom Reed"], False),
        ("Anna Berg 方圩", ["Anna Berg", "方圩"], False),
        ("巴图·额尔敦 方圩", ["巴图·额尔敦", "方圩"], False),
        ("贺和平 和 陶洵", ["贺和平", "陶洵"], False),
        ("滩头镇 水利站课题组", ["滩头镇水利站课题组"], False),
        ("“渠、井、塘”课题组", ["“渠、井、塘”课题组"], False),
        ("", [], False),
    ],
)
def test_a_byline_is_told_apart_into_its_authors(byline: str, names: list[str], others: bool) -> None:
    authors, more = authors_of(byline)
    assert ([author.name for author in authors], more) == (names, others)


@pytest.mark.parametrize(
    ("name", "collective"),
    [
        ("本刊评论员", True),
        ("编写组", True),
        ("滩头镇水利站", True),
        ("中共雾坪县委组织部", True),
        ("雾坪县人民政府防汛抗旱指挥", True),
        ("税务局", True),
        ("Harbour Safety Committee", True),
        ("方圩", False),
        ("贺新社", False),
        ("欧阳建社", False),
        ("巴图·额尔敦朝克图", False),
        ("Anna Berg", False),
    ],
)
def test_a_body_is_told_from_a_person_by_general_words(name: str, collective: bool) -> None:
    assert authors_of(name)[0] == (Author(name, collective),)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("方圩", ("方", "圩")),
        ("欧阳澜", ("欧阳", "澜")),
        ("司马", ("司", "马")),
        ("巴图·额尔敦", ("巴图·额尔敦", "")),
        ("Anna Berg", ("Berg", "Anna")),
        ("Anna van der Berg", ("van der Berg", "Anna")),
        ("Plinius", ("Plinius", "")),
    ],
)
def test_a_name_has_a_family_and_a_given_part(name: str, parts: tuple[str, str]) -> None:
    assert Author(name).parts == parts


@pytest.mark.parametrize(
    ("title", "publication", "issue", "url", "kind"),
    [
        ("渠水", "澜川水利通讯", "3", None, Type.BULLETIN),
        ("渠水", "雾坪工作简报", None, None, Type.BULLETIN),
        ("渠水", "《渔港参考》", None, None, Type.BULLETIN),
        ("渠水", "雾坪日报", None, None, Type.NEWSPAPER),
        ("渠水", "雾坪水利报（周末版）", "3", None, Type.NEWSPAPER),
        ("渠水", "滩头学报", None, None, Type.JOURNAL),
        ("渠水", "滩头大学学报（水利版）", "2", None, Type.JOURNAL),
        ("渠水", "雾坪政府公报", "2", None, Type.JOURNAL),
        ("渠水", "雾坪政府公报", None, None, Type.DOCUMENT),
        ("渠水", "云溪党建", "7", None, Type.JOURNAL),
        ("渠水", "云溪党建", None, None, Type.DOCUMENT),
        ("在夜校开学典礼上的讲话（摘要）", None, None, None, Type.SPEECH),
        ("在全县水利会上的报告", None, None, None, Type.SPEECH),
        ("新年致辞", None, None, None, Type.SPEECH),
        ("雾坪县政府工作报告", None, None, None, Type.REPORT),
        ("雾坪县政府工作报告", "雾坪日报", None, None, Type.NEWSPAPER),
        ("渠水", None, None, "https://example.org/", Type.WEB),
        ("渠水", None, None, None, Type.DOCUMENT),
        (None, None, "3", None, Type.DOCUMENT),
    ],
)
def test_a_type_is_told_by_general_words_alone(
    title: str | None, publication: str | None, issue: str | None, url: str | None, kind: Type
) -> None:
    assert type_of(title, publication, issue, url) is kind


def test_a_record_has_what_the_citation_says() -> None:
    assert reference_of(citation(page=7)) == Reference(
        type=Type.BULLETIN,
        title="把渠修到田埂上",
        authors=(Author("温岚"), Author("阮石舟")),
        container="澜川水利通讯",
        issue="3",
        date="2023-05-06",
        page="7",
        section=("一、修渠",),
        column="调查研究",
        position="某县县委书记",
        speaker="县长岑望",
        paragraph=4,
        file="澜川.txt",
        id="abc123-10-20",
    )


def test_what_the_citation_does_not_say_is_none() -> None:
    bare = citation(
        author=None,
        position=None,
        title=None,
        publication=None,
        issue=None,
        column=None,
        date=None,
        section=(),
        speaker=None,
        paragraph=None,
    )
    assert reference_of(bare) == Reference(Type.DOCUMENT, file="澜川.txt", id="abc123-10-20")


def test_an_address_the_caller_knows_is_part_of_the_record() -> None:
    online = reference_of(citation(publication=None), url="https://example.org/{a b}", accessed="2024-01-02")
    assert (online.type, online.url, online.accessed) == (
        Type.WEB,
        "https://example.org/%7Ba%20b%7D",
        "2024-01-02",
    )


@pytest.mark.parametrize(
    "date", ["2023-13", "2023-02-30", "0000", "2023-5", "２０２３", "2023-05-06T00:00", "去年", ""]
)
def test_what_is_no_iso_date_is_not_a_date(date: str) -> None:
    assert Reference(Type.DOCUMENT, date=date, accessed=date) == Reference(Type.DOCUMENT)


@given(st.text())
def test_every_text_of_a_record_is_one_line_without_what_is_not_to_be_seen(text: str) -> None:
    line = Reference(Type.DOCUMENT, title=text).title or ""
    assert line == one_line(text) == " ".join(line.split())
    assert "\n" not in line


@given(st.text(alphabet="方圩江Anna ·、，等组局“”（）和", max_size=20))
def test_no_character_of_a_byline_is_made_up(byline: str) -> None:
    authors, _ = authors_of(byline)
    left = iter(byline)
    assert all(char in left for author in authors for char in author.name if char != " ")
