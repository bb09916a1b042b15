"""Whether an article is the claimed one's, by byline, office, title or publication, or quotes them as speaking."""

from dataclasses import replace

import pytest

from retrieval.answering.claims import Claim, borne_out, is_byline, is_speaker
from retrieval.records import Citation, Quote

CITATION = Citation(
    id="abcdef-9-4",
    author="方圩",
    position="中共雾川县委常委、雾川县水利局局长",
    title="塘坝要有人看：守塘人的一年",
    publication="澄泽水利通讯",
    issue=None,
    column=None,
    date="2019-05-03",
    section=(),
    speaker=None,
    also=(),
    file="塘.md",
    page=None,
    paragraph=1,
    start=9,
    end=13,
    spans=((9, 13),),
)
UNSIGNED = replace(CITATION, author=None, position="云岭省雾川市委常委、组织部部长")


def work(title: str) -> Claim:
    return Claim(title, title)


def spoken(speaker: str | None) -> Citation:
    return replace(CITATION, speaker=speaker)


def quote(citation: Citation) -> Quote:
    return Quote("塘要人守", ((0, 4),), "塘要人守", 1.0, "exact", (), citation)


@pytest.mark.parametrize(
    "name",
    [
        "方圩",
        "方圩同志",
        "方圩先生",
        "方圩老师",
        "方圩局长",
        "水利局局长方圩",
        "雾川县水利局局长方圩同志",
        "雾川县水利局局长",
        "雾川县水利局长",
        "水利局局长",
        "水利局长",
        "县水利局局长",
        "雾川水利局局长",
        "雾川县委常委",
        "中共雾川县委常委",
        "雾川县委常委、水利局局长",
    ],
)
def test_an_article_is_its_authors_by_name_or_by_office_however_short(name: str) -> None:
    assert is_byline(Claim(name), CITATION)


@pytest.mark.parametrize(
    "name",
    [
        "石舟",
        "方",
        "局长",
        "",
        "雾川县水利局副局长",
        "雾川县水务局局长",
        "云岭县水利局局长",
        "雾川县委书记",
        "石舟局长",
    ],
)
def test_another_name_or_another_office_is_somebody_else(name: str) -> None:
    assert not is_byline(Claim(name), CITATION)


@pytest.mark.parametrize(
    "name",
    [
        "雾川市委常委、组织部部长",
        "雾川市委组织部部长",
        "雾川市组织部部长",
        "雾川市组织部长",
        "云岭省雾川市委组织部部长",
        "组织部部长",
        "组织部长",
        "雾川市委常委",
    ],
)
def test_an_unsigned_article_is_its_offices_with_or_without_province_city_and_committee(name: str) -> None:
    assert is_byline(Claim(name), UNSIGNED)


@pytest.mark.parametrize(
    ("author", "name", "is_it"),
    [
        ("王星", "王星辰", False),
        ("王星辰", "王星", False),
        ("王星", "王星辰书记", False),
        ("王星", "县委书记王星辰", False),
        ("王星", "李王星", False),
        ("高明", "高明远", False),
        ("欧阳星", "欧阳星辰", False),
        ("王星", "王星书记", True),
        ("王星", "王星副书记", True),
        ("王星", "王星同志", True),
        ("王星", "王星局长", True),
        ("王星", "县委书记王星", True),
        ("王星", "教师王星", True),
        ("王星辰", "星辰", True),
        ("王星、李闸生", "王星", True),
        ("雾川县水利局", "水利局", True),
    ],
)
def test_a_name_within_another_persons_is_not_theirs(author: str, name: str, is_it: bool) -> None:
    citation = replace(CITATION, author=author, position=None)
    assert is_byline(Claim(name), citation) is is_it
    assert is_speaker(Claim(name), spoken(author)) is is_it


@pytest.mark.parametrize(
    ("position", "name", "is_it"),
    [
        ("雾川县水利局局长", "雾川县", True),
        ("雾川县水利局局长", "雾川", True),
        ("云岭省雾川市委常委", "云岭省雾川", True),
        ("梧岭乡水利站站长", "梧岭", True),
        ("滨江新区管委会主任", "滨江", True),
        ("雾川县水利局局长", "雾川县水利", False),
        ("中共雾川县委常委", "中共", False),
        ("水利局局长", "水利", False),
        ("守塘人", "守塘", False),
    ],
)
def test_an_article_is_a_places_where_the_office_is_one_there(position: str, name: str, is_it: bool) -> None:
    assert is_byline(Claim(name), replace(CITATION, author=None, position=position)) is is_it


@pytest.mark.parametrize("name", ["雾川市委书记", "雾川市市长", "宣传部部长", "云岭省委组织部部长", "方圩"])
def test_an_unsigned_article_is_nobody_elses(name: str) -> None:
    assert not is_byline(Claim(name), UNSIGNED)


def test_a_citys_department_is_not_the_provinces() -> None:
    assert not is_byline(Claim("云岭省组织部部长"), UNSIGNED)


@pytest.mark.parametrize(
    ("claim", "is_it"),
    [
        (work("《塘坝要有人看：守塘人的一年》"), True),
        (work("《塘坝要有人看》"), True),
        (work("《塘坝要有人看——守塘人的一年》"), True),
        (work("《塘壩要有人看》"), True),
        (work("《澄泽水利通讯》"), True),
        (work("《塘坝》"), False),
        (work("《守塘人的一年》"), False),
        (work("《清渠的人从哪里来》"), False),
        (Claim("方圩", "《塘坝要有人看》"), True),
        (Claim("雾川县水利局局长", "《塘坝要有人看》"), True),
        (Claim("方圩", "《澄泽水利通讯》"), True),
        (Claim("石舟", "《塘坝要有人看》"), False),
        (Claim("方圩", "《清渠的人从哪里来》"), False),
    ],
)
def test_a_work_is_known_by_its_title_without_its_subtitle_or_by_its_publication(claim: Claim, is_it: bool) -> None:
    assert is_byline(claim, CITATION) is is_it


def test_an_article_without_author_position_or_title_is_nobodys() -> None:
    bare = replace(CITATION, author=None, position=None, title=None, publication=None)
    for claim in (
        Claim("方圩"),
        Claim("雾川县水利局局长"),
        work("《塘坝要有人看》"),
        Claim("方圩", "《塘坝要有人看》"),
    ):
        assert not is_byline(claim, bare)


@pytest.mark.parametrize(
    ("speaker", "name"),
    [
        ("覃知远", "覃知远"),
        ("覃知远", "覃知远同志"),
        ("县委书记覃知远", "覃知远"),
        ("覃知远", "县委书记覃知远"),
        ("覃知远书记", "覃书记"),
        ("覃知远书记", "覃知远"),
        ("书记", "覃书记"),
        ("覃知远总书记", "覃总书记"),
        ("覃知远总书记", "总书记"),
        ("总书记", "覃知远总书记"),
        ("梧岭乡第二次代表大会报告", "代表大会报告"),
        ("报告", "梧岭乡第二次代表大会报告"),
        ("《塘规》", "《塘规》"),
    ],
)
def test_a_speaker_may_be_named_more_briefly_than_in_full(speaker: str, name: str) -> None:
    claim = work(name) if name.startswith("《") else Claim(name)
    assert is_speaker(claim, spoken(speaker))


@pytest.mark.parametrize(
    ("speaker", "name"),
    [
        (None, "覃知远"),
        ("覃知远", "石舟"),
        ("覃知远总书记", "石总书记"),
        ("覃知远总书记", "覃部长"),
        ("县委书记覃知远", "县委书记石舟"),
        ("覃知远", "覃"),
        ("他", "覃知远"),
        ("古人", "前人"),
        ("王老", "王小"),
        ("代表大会报告", "覃知远"),
    ],
)
def test_another_speaker_is_somebody_else(speaker: str | None, name: str) -> None:
    assert not is_speaker(Claim(name), spoken(speaker))


@pytest.mark.parametrize(
    ("speaker", "name"),
    [
        ("县委书记覃知远", "覃书记"),
        ("县委书记覃知远", "覃知远书记"),
        ("覃书记", "覃知远书记"),
        ("覃总书记", "覃知远总书记"),
    ],
)
def test_surname_and_office_name_the_same_person_whichever_is_the_shorter(speaker: str, name: str) -> None:
    assert is_speaker(Claim(name), spoken(speaker))


@pytest.mark.parametrize(
    ("speaker", "name"), [("代表大会报告", "覃知远"), ("代表大会报告", "覃知远书记"), ("覃知远", "代表大会报告")]
)
def test_somebodys_report_is_their_words_where_both_are_named_side_by_side(speaker: str, name: str) -> None:
    assert is_speaker(Claim(name), spoken(speaker), lambda *_: True)
    assert not is_speaker(Claim(name), spoken(speaker), lambda *_: False)


def test_whose_report_it_is_is_asked_by_names_without_titles() -> None:
    asked: list[tuple[str, str]] = []

    def beside(somebody: str, paper: str) -> bool:
        asked.append((somebody, paper))
        return False

    is_speaker(Claim("覃知远书记"), spoken("代表大会报告"), beside)
    assert asked == [("覃知远", "代表大会报告")]


@pytest.mark.parametrize(("speaker", "name"), [("覃知远", "石舟"), ("塘规条例", "代表大会报告")])
def test_two_persons_or_two_papers_are_never_each_others(speaker: str, name: str) -> None:
    assert not is_speaker(Claim(name), spoken(speaker), lambda *_: True)


def test_somebody_within_a_work_is_no_speaker_of_another_article() -> None:
    assert not is_speaker(Claim("覃知远", "《塘规》"), spoken("覃知远"))


@pytest.mark.parametrize(
    ("claim", "speaker", "borne"),
    [
        (Claim("方圩"), None, True),
        (Claim("方圩"), "覃知远", False),
        (Claim("覃知远"), "覃知远", True),
        (Claim("覃知远"), None, False),
        (Claim("石舟"), "覃知远", False),
        (work("《塘坝要有人看》"), None, True),
        (work("《塘坝要有人看》"), "覃知远", True),
        (Claim("方圩", "《塘坝要有人看》"), "覃知远", False),
        (Claim("雾川县水利局局长"), None, True),
    ],
)
def test_words_are_the_authors_own_or_the_speakers_and_a_work_holds_both(
    claim: Claim, speaker: str | None, borne: bool
) -> None:
    assert borne_out(claim, quote(spoken(speaker))) is borne
