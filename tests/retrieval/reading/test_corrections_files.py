"""A file of corrections is read, or refused with the line that cannot be used."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import BadCorrections, Flaw
from retrieval.reading.corrections.entries import Corrections, Entry, read_corrections
from retrieval.reading.corrections.tables import read_tables
from tests.retrieval.reading.test_corrections import TEXT, applied, found
from tests.retrieval.reading.test_offsets import assert_sourced, texts


def refused(toml: str) -> tuple[int, Flaw, str]:
    with pytest.raises(BadCorrections) as caught:
        read_corrections(toml)
    return caught.value.line, caught.value.flaw, caught.value.detail


@pytest.mark.parametrize(
    ("toml", "line", "flaw", "detail"),
    [
        ("file = \n", 1, Flaw.SYNTAX, "Invalid value"),
        ('\n\nfile = "a\nb"\n', 3, Flaw.SYNTAX, "Illegal character '\\n'"),
        ('file = "a"\n\nfile = "b"\n', 3, Flaw.SYNTAX, "Cannot overwrite a value"),
        ('a = 1\nb = """x\ny\n\n', 3, Flaw.SYNTAX, "Unterminated string"),
        ('\n[[articles]]\nanchor = "渠"\nauthor = 方圩\n', 4, Flaw.SYNTAX, "Invalid value"),
        ("# 渠\nx = " + "9" * 5000 + "\n", 2, Flaw.SYNTAX, "ValueError"),
        ("# 渠\nx = " + "[" * 9000 + "\n", 2, Flaw.SYNTAX, "RecursionError"),
        ('titel = "渠"\n', 1, Flaw.KEY, "titel"),
        ('# 渠\n[[articles]]\nanchor = "渠"\n\nauthour = "方圩"\n', 5, Flaw.KEY, "authour"),
        ('[[articles]]\nanchor = "渠"\n[articles.rule]\nx = 1\n', 3, Flaw.KEY, "rule"),
        ('[[articles]]\nanchor = "a"\n[[articles]]\nanchor = "b"\n"作者" = "c"\n', 5, Flaw.KEY, "作者"),
        ('[articles]\nanchor = "渠"\n', 1, Flaw.ARTICLES, ""),
        ("\narticles = 3\n", 2, Flaw.ARTICLES, ""),
        ('[[articles]]\ntitle = """\n[[articles]]\n"""\nanchor = "渠"\nauthor = 3\n', 6, Flaw.TEXT, "author"),
        ("[[articles]]\ntitle = '''\nauthor = 1\n'''\nanchor = '渠'\nposition = ['a']\n", 6, Flaw.TEXT, "position"),
        ('[[articles]]\nanchor = "渠"\nbasis.title = [\n1,\n]\ncolumn = true\n', 6, Flaw.TEXT, "column"),
        ('[[articles]]\nanchor = "渠"\ntitle = {a = 1}\n', 3, Flaw.TEXT, "title"),
        ('[[articles]]\nanchor = "渠"\ndate = "2023-02-30"\n', 3, Flaw.DATE, "2023-02-30"),
        ('[[articles]]\nanchor = "渠"\ndate = "去年"\n', 3, Flaw.DATE, "去年"),
        ('[[articles]]\nanchor = "渠"\ndate = 2023-02-03T01:02:03\n', 3, Flaw.TEXT, "date"),
        ('[[articles]]\nanchor = "渠"\ndate = true\n', 3, Flaw.TEXT, "date"),
        ('[[articles]]\nanchor = "渠"\noffset = -1\n', 3, Flaw.OFFSET, "-1"),
        ('[[articles]]\nanchor = "渠"\noffset = "1"\n', 3, Flaw.OFFSET, "1"),
        ('[[articles]]\nanchor = "渠"\noffset = true\n', 3, Flaw.OFFSET, "True"),
        ('[[articles]]\nanchor = "渠"\nskip = "yes"\n', 3, Flaw.SWITCH, "skip"),
        ('[[articles]]\nanchor = "渠"\n\n[[articles]]\ntitle = "水"\n', 4, Flaw.ANCHOR, ""),
        ('[[articles]]\ntitle = "水"\nanchor = " \\n"\n', 3, Flaw.ANCHOR, ""),
        ('[[articles]]\nanchor = "渠"\n[[articles]]\nanchor = "渠"\n', 3, Flaw.TWICE, "渠"),
        ('articles = [{anchor = "渠"}, {anchor = "渠", a = 1}]\n', 1, Flaw.KEY, "a"),
        ('[found]\nanchors = "渠"\n', 2, Flaw.TEXT, "anchors"),
        ("[found]\nx = 1\n", 2, Flaw.KEY, "x"),
        ("found = 1\n", 1, Flaw.KEY, "found"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(toml: str, line: int, flaw: Flaw, detail: str) -> None:
    assert refused(toml) == (line, flaw, detail)
    assert refused("\ufeff" + toml.replace("\n", "\r\n"))[:2] == (line, flaw)


def test_an_unknown_key_is_answered_with_those_there_are() -> None:
    with pytest.raises(BadCorrections) as caught:
        read_corrections('[[articles]]\nanchor = "渠"\nname = "水"\n')
    assert "title" in caught.value.allowed
    assert "anchor" in caught.value.allowed


def test_a_file_that_says_nothing_changes_nothing() -> None:
    assert read_corrections("# 渠\n") == Corrections("", "", (), ())
    assert list(applied("").articles) == found()


def test_an_entry_says_what_is_in_it_and_nothing_else() -> None:
    (one,) = read_corrections('[[articles]]\nanchor = "渠"\ntitle = " 清  渠\t"\nauthor = ""\n').entries
    assert one == Entry(1, "渠", None, {"title": "清 渠", "author": ""})


KEYS = st.sampled_from(
    ["title", "author", "date", "issue", "anchor", "offset", "skip", "basis", "name", '"引 号"', "a.b"]
)
VALUES = st.one_of(
    st.integers(-9, 9).map(str),
    st.sampled_from(["true", "2023-01-02", "1979-05-27T07:32:00Z", "[1, 'a # b',\n2]", "{x = '}', y = [1]}", "1e3"]),
    st.text(alphabet="渠水 a,#=[]\n", max_size=12).map(lambda text: '"""' + text + '"""'),
    st.text(alphabet="渠水 a,#=[]\"'", max_size=12).map(lambda text: '"' + text.replace('"', '\\"') + '"'),
    st.text(alphabet='渠"水#\n', max_size=12).map(lambda text: "'''" + text + "'''"),
)
STATEMENTS = st.one_of(
    st.tuples(KEYS, VALUES).map(" = ".join),
    st.sampled_from(
        ["[[articles]]", "[articles.basis]", "[found]", "# 渠 = '", "", 'file = "渠"', 'anchor = "大坝养护"']
    ),
)
FILES = st.lists(STATEMENTS, max_size=14).map("\n".join)


@given(FILES)
def test_a_file_is_used_or_refused_with_one_of_its_lines_and_nothing_else_happens(toml: str) -> None:
    line = None
    try:
        done = applied(toml)
    except BadCorrections as error:
        line = error.line
    else:
        for one in done.articles:
            for stated in texts(one):
                assert_sourced(TEXT, stated)
    assert line is None or 1 <= line <= toml.count("\n") + 1


@given(FILES)
def test_every_key_is_found_on_a_line_that_names_it(toml: str) -> None:
    try:
        tables = read_tables(toml)
    except BadCorrections:
        return
    lines = toml.split("\n")
    for path, line in tables.lines.items():
        names = [part for part in path if isinstance(part, str)]
        assert names[-1] in lines[line - 1]
    assert {path[0] for path in tables.lines} == set(tables.values)
