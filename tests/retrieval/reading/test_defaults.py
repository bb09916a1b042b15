"""What a folder says of its files holds where a document does not say it, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import BadCorrections, Flaw
from retrieval.reading.articles import read_articles
from retrieval.reading.defaults import Defaults, read_defaults, with_defaults
from retrieval.records import Article, Field, Run, SourcedText

NOWHERE = SourcedText("", ())
OWN = Field("青石水利", SourcedText("青石水利", (Run(0, 0, 4),)))


def article(publication: Field | None = None, issue: Field | None = None, column: str | None = None) -> Article:
    return Article(1, None, None, None, None, None, publication, issue, column, 0.4, ())


def test_what_a_folder_says_holds_where_the_document_does_not_say_it() -> None:
    said = Defaults(publication="柳湾通讯", issue="7", column="调研")
    assert with_defaults([article()], said) == (article(Field("柳湾通讯", NOWHERE), Field("7", NOWHERE), "调研"),)


def test_what_the_document_says_is_never_replaced() -> None:
    said = Defaults(publication="柳湾通讯", issue="7", column="调研")
    own = article(OWN, Field("3", SourcedText("3", (Run(0, 5, 6),))), "田头")
    assert with_defaults([own], said) == (own,)


@pytest.mark.parametrize("said", [Defaults(), Defaults(encoding="gb18030"), Defaults("", "", "")])
def test_a_folder_that_says_nothing_of_articles_changes_none(said: Defaults) -> None:
    own = (article(), article(OWN))
    assert with_defaults(own, said) == own


def test_the_nearest_folder_wins_key_by_key() -> None:
    above = Defaults(publication="青石水利", issue="1", encoding="gb18030")
    near = Defaults(issue="2", publication="", column="调研")
    assert near.over(above) == Defaults(publication="", issue="2", column="调研", encoding="gb18030")
    assert with_defaults([article()], near.over(above))[0].publication is None


def test_a_file_of_defaults_is_read() -> None:
    toml = '# 全刊\npublication = "青石 水利"\nissue = 12\ncolumn = " 调研\\t"\nencoding = "gb18030"\n'
    assert read_defaults(toml) == Defaults("青石 水利", "12", "调研", "gb18030")
    assert read_defaults("\ufeff") == Defaults()


@pytest.mark.parametrize(
    ("toml", "line", "flaw", "detail"),
    [
        ('publication = "渠"\nauthor = "方圩"\n', 2, Flaw.KEY, "author"),
        ("publication = 渠\n", 1, Flaw.SYNTAX, "Invalid value"),
        ("\n\npublication = 3\n", 3, Flaw.TEXT, "publication"),
        ("issue = 3.5\n", 1, Flaw.TEXT, "issue"),
        ("issue = true\n", 1, Flaw.TEXT, "issue"),
        ('[column]\nx = "a"\n', 1, Flaw.TEXT, "column"),
        ('column = """\n"""\nencoding = "渠"\n', 3, Flaw.ENCODING, "渠"),
        ('encoding = "rot13"\n', 1, Flaw.ENCODING, "rot13"),
        ('encoding = "a\\u0000b"\n', 1, Flaw.ENCODING, "a\0b"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(toml: str, line: int, flaw: Flaw, detail: str) -> None:
    with pytest.raises(BadCorrections) as caught:
        read_defaults(toml)
    assert (caught.value.line, caught.value.flaw, caught.value.detail) == (line, flaw, detail)


def test_an_unknown_key_is_answered_with_those_there_are() -> None:
    with pytest.raises(BadCorrections) as caught:
        read_defaults('date = "2021"\n')
    assert caught.value.allowed == ("publication", "issue", "column", "encoding")


@given(st.text(alphabet="渠水第三期刊2023年\n 。", max_size=80), st.text(alphabet="刊物 12", max_size=6))
def test_paragraphs_and_what_the_text_says_stay_as_they_were_read(text: str, words: str) -> None:
    before = read_articles(text)
    after = with_defaults(before, Defaults(publication=words, issue=words, column=words))
    for one, other in zip(before, after, strict=True):
        assert one.paragraphs == other.paragraphs
        assert other.publication in (one.publication, Field(words, NOWHERE))
        assert (one.title, one.author, one.date) == (other.title, other.author, other.date)
