"""What other programs read is what was written: BibTeX by pybtex, RIS by rispy, CSL-JSON by citeproc."""

import json
from typing import Any

import pytest
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import BibliographyData, parse_string

from retrieval.citing.authors import Author
from retrieval.citing.reference import Reference, Type
from retrieval.citing.styles import STYLES
from tests.retrieval.citing.test_formats import CASES, reference

_TEXTS = ("title", "container", "volume", "issue", "page", "publisher", "place")
_MACROS = {
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
} | {f"\\{char}": char for char in "&%$#_"}

hostile = st.text(
    st.one_of(
        st.sampled_from("渠水方圩《》“”{}\\\n\r\t\x00\x0b\x1c\x85\u2028\u202e\ufeff@#%&$_~^\"',，、=-<>[]/ :;等"),
        st.characters(),
    ),
    max_size=30,
) | st.sampled_from(
    ["TY  - BOOK\nER  - ", "}\n@book{x,title={y}}", "<i>水", "a and b", "others", "ER  - ", '"},{"id":1']
)
authors = st.builds(Author, hostile, st.booleans())
dates = st.sampled_from([None, "2023", "2023-05", "2023-05-06"])
references = st.builds(
    Reference,
    type=st.sampled_from(Type),
    title=hostile,
    authors=st.lists(authors, max_size=4).map(tuple),
    date=dates,
    accessed=dates,
    url=hostile,
    position=hostile,
    speaker=hostile,
    section=st.lists(hostile, max_size=2).map(tuple),
    file=hostile,
    id=hostile,
    **dict.fromkeys(_TEXTS[1:], hostile),
)


def reread_bibtex(text: str) -> tuple[dict[str, str], list[str]]:
    """The fields and the authors of the one entry that the text must be."""
    data: BibliographyData = parse_string(text, "bibtex")
    (entry,) = data.entries.values()
    fields = {name: untexed(value) for name, value in entry.fields.items()}
    return fields, [bibtex_name(person) for person in entry.persons.get("author", [])]


def bibtex_name(person: Any) -> str:
    family = " ".join([*person.prelast_names, *person.last_names])
    given = " ".join([*person.first_names, *person.middle_names])
    return untexed(f"{given} {family}".strip().removeprefix("{").removesuffix("}"))


def untexed(text: str) -> str:
    """What TeX would print of it."""
    read = ""
    while text:
        macro = next((macro for macro in _MACROS if text.startswith(macro)), text[0])
        read += _MACROS.get(macro, macro)
        text = text[len(macro) :]
    return read


@given(references)
def test_bibtex_is_read_back_as_it_was_put_in(made: Reference) -> None:
    fields, names = reread_bibtex(STYLES["bibtex"](made, ""))
    within = "journal" if made.type in (Type.BULLETIN, Type.JOURNAL, Type.NEWSPAPER) else "booktitle"
    house = "institution" if made.type is Type.REPORT else "publisher"
    keys = ("title", within, "volume", "number", "pages", house, "address")
    assert [fields.get(key) for key in keys] == [getattr(made, name) for name in _TEXTS]
    assert [fields.get("year"), fields.get("date"), fields.get("urldate")] == [made.year, made.date, made.accessed]
    assert fields.get("url") == made.url
    assert (made.position or "") in fields.get("note", "")
    assert names == [author.name for author in made.authors]


@given(references)
def test_ris_is_read_back_as_it_was_put_in(made: Reference) -> None:
    (record,) = rispy.loads(STYLES["ris"](made, ""))
    keys = ("title", "secondary_title", "volume", "number", "start_page", "publisher", "place_published")
    assert [record.get(key) for key in keys] == [getattr(made, name) for name in _TEXTS]
    assert record.get("year") == made.year
    assert record.get("urls") == ([made.url.replace(";", "%3B")] if made.url else None)
    assert len(record.get("authors", [])) == len(made.authors)
    assert (made.position or "") in "".join(record.get("notes", []))


@given(references)
def test_csl_json_is_read_back_as_it_was_put_in(made: Reference) -> None:
    (item,) = json.loads(STYLES["csl-json"](made, ""))
    keys = ("title", "container-title", "volume", "issue", "page", "publisher", "publisher-place")
    assert [item.get(key) for key in keys] == [getattr(made, name) for name in _TEXTS]
    assert item.get("URL") == made.url
    assert len(item.get("author", [])) == len(made.authors)
    assert (made.position or "") in item.get("note", "")


@given(references, hostile)
def test_a_record_in_words_is_of_as_many_lines_as_its_format_has(made: Reference, words: str) -> None:
    for style, written in STYLES.items():
        if style == "plain" or style.startswith("gbt"):
            assert len(written(made, words).splitlines()) == (2 if style.endswith("author-date") else 1)


@pytest.mark.parametrize("case", CASES, ids=[case["rule"] for case in CASES])
def test_citeproc_renders_csl_json_with_the_title_in_it(case: dict[str, Any]) -> None:
    made = reference(case)
    source = CiteProcJSON(json.loads(STYLES["csl-json"](made, "")))
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    cited = Citation([CitationItem(made.id or "yinju")])
    bibliography.register(cited)
    bibliography.cite(cited, lambda item: None)
    (entry,) = bibliography.bibliography()
    assert (made.title or "") in str(entry)


@pytest.mark.parametrize(
    ("others", "last"), [(True, {"literal": "等"}), (False, {"family": "方", "given": "圩"})], ids=["more", "no more"]
)
def test_csl_json_says_whether_there_are_more_authors(others: bool, last: dict[str, str]) -> None:
    (item,) = json.loads(STYLES["csl-json"](Reference(Type.DOCUMENT, authors=(Author("方圩"),), others=others), ""))
    assert item["author"][-1] == last
