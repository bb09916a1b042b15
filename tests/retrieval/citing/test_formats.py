"""Every format prints what the cases say, and stays one record whatever the fields hold."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from retrieval.citing.authors import Author
from retrieval.citing.reference import Reference, Type
from retrieval.citing.styles import STYLES, cited
from retrieval.errors import UnknownStyle
from tests.retrieval.citing.making import citation

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parents[2] / "cases/citing/formats.toml").read_text("utf-8")
)["case"]
EXPECTED = [(case, style) for case in CASES for style in case["expected"]]


def reference(case: dict[str, Any]) -> Reference:
    fields = dict(case["reference"])
    authors = tuple(Author(**author) for author in fields.pop("authors", ()))
    return Reference(type=Type(fields.pop("type")), authors=authors, **fields)


@pytest.mark.parametrize(("case", "style"), EXPECTED, ids=[f"{case['rule']}: {style}" for case, style in EXPECTED])
def test_a_format_prints_what_the_case_expects(case: dict[str, Any], style: str) -> None:
    assert STYLES[style](reference(case), case.get("words", "")) == case["expected"][style]


def test_every_type_has_a_case_of_every_format() -> None:
    covered = {(case["reference"]["type"], style) for case, style in EXPECTED}
    assert covered == {(kind.value, style) for kind in Type for style in STYLES}


def test_a_citation_is_cited_by_the_name_of_a_format() -> None:
    assert cited(citation(), "水到田头才算通。", "plain") == (
        "县长岑望：“水到田头才算通。”，转引自温岚、阮石舟：《把渠修到田埂上》，《澜川水利通讯》2023年第3期，第4段。"
    )


def test_an_unknown_format_is_named_in_the_error() -> None:
    with pytest.raises(UnknownStyle) as raised:
        cited(citation(), "", "apa")
    assert raised.value.name == "apa"


@pytest.mark.parametrize("style", [style for style in STYLES if style == "plain" or style.startswith("gbt")])
def test_line_ends_and_control_characters_of_a_title_never_break_a_line(style: str) -> None:
    hostile = Reference(Type.DOCUMENT, title="渠\r\n\n<b>水</b>\u2028{\x00\u202e}", authors=(Author("方\n圩\t某"),))
    lines = STYLES[style](hostile, "").split("\n")
    assert len(lines) == (2 if style.endswith("author-date") else 1)
    assert "渠 <b>水</b> { }" in lines[0]
    assert all(line.isprintable() for line in lines)
