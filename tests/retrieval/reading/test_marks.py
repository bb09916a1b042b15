"""What the format of a file says of its lines and of the document is taken at its word."""

from retrieval.reading.articles import read_articles
from retrieval.reading.extract import Extract, Fact, Format, Mark, Role
from retrieval.records import Article, Basis, Span

BODY = "各村要在汛期到来以前把沟渠清一遍，把闸门修好，把巡查的人定下来。"
Told = Role | tuple[Role, int] | None


def extract(*lines: tuple[str, Told], facts: dict[Fact, str] | None = None, settled: bool = True) -> Extract:
    """A text of these lines, each with the role its format gives it, and facts as they stand in it."""
    text, marks = "", []
    for line, told in lines:
        role, level = told if isinstance(told, tuple) else (told, 0)
        if role:
            marks.append(Mark(len(text), len(text) + len(line), role, level))
        text += line + "\n"
    spans: dict[Fact, Span] = {
        fact: (text.index(value), text.index(value) + len(value)) for fact, value in (facts or {}).items()
    }
    return Extract(text, Format.HTML, marks=tuple(marks), settled=settled, facts=spans)


def texts(article: Article) -> list[str]:
    return [made.body.text for made in article.paragraphs]


def bases(article: Article) -> dict[str, str]:
    return {one.field: one.rule for one in article.basis}


def test_headings_of_the_format_make_the_title_and_the_path() -> None:
    (article,) = read_articles(
        extract(
            ("清沟记", Role.TITLE),
            ("某县水利局局长 方圩", None),
            ("早", (Role.HEADING, 1)),
            (BODY, None),
            ("人手", (Role.HEADING, 2)),
            (BODY, None),
            ("快", (Role.HEADING, 1)),
            (BODY, None),
        )
    )
    assert article.title
    assert (article.title.value, article.author) == ("清沟记", "方圩")
    assert [made.section for made in article.paragraphs] == [("早",), ("早", "人手"), ("快",)]


def test_lines_of_a_settled_text_are_never_joined() -> None:
    lines = [f"第{number}段没有写完就换了行，后面接着写下去的是另一段" for number in range(12)]
    (article,) = read_articles(extract(("清沟记", Role.TITLE), *((line, None) for line in lines)))
    assert texts(article) == lines


def test_a_row_of_a_table_is_a_paragraph_and_never_a_heading_or_a_byline() -> None:
    rows = ["村 渠 长", "柳湾村 三条 方圩", "某县水利局局长 方圩", "王强"]
    (article,) = read_articles(extract(("清沟记", Role.TITLE), *((row, Role.ROW) for row in rows), (BODY, None)))
    assert texts(article) == [*rows, BODY]
    assert article.author is None
    assert {made.section for made in article.paragraphs} == {()}


def test_notes_captions_and_furniture_are_kept_apart() -> None:
    (article,) = read_articles(
        extract(
            ("清沟记", Role.TITLE),
            ("某县水利 第3页", Role.FURNITURE),
            (BODY, None),
            ("村里的渠", Role.CAPTION),
            ("渠是大家的渠。", Role.QUOTATION),
            ("见旧县志。", Role.NOTE),
        )
    )
    assert texts(article) == [BODY, "渠是大家的渠。"]


def test_a_byline_set_as_a_heading_is_one_all_the_same() -> None:
    (article,) = read_articles(
        extract(("清沟记", (Role.HEADING, 1)), ("某县水利局局长 方圩", (Role.HEADING, 2)), (BODY, None))
    )
    assert (article.author, article.position) == ("方圩", "某县水利局局长")


def test_what_the_format_states_holds_where_the_text_says_nothing() -> None:
    facts = {
        Fact.TITLE: "清沟记",
        Fact.AUTHOR: "方圩",
        Fact.DATE: "2021-11-03T08:00:00+08:00",
        Fact.PUBLICATION: "某县水利",
    }
    (article,) = read_articles(
        extract(*((value, None) for value in facts.values()), (BODY, None), (BODY, None), facts=facts)
    )
    shown = [field and field.value for field in (article.title, article.date, article.publication)]
    assert shown == ["清沟记", "2021-11-03", "某县水利"]
    assert article.author == "方圩"
    assert article.byline
    assert article.byline.text == "方圩"
    assert texts(article) == [BODY, BODY]
    assert {name: bases(article)[name] for name in ("author", "date", "publication")} == dict.fromkeys(
        ("author", "date", "publication"), "stated by the format"
    )


def test_a_byline_in_the_text_says_more_than_the_format() -> None:
    (article,) = read_articles(
        extract(
            ("站长", None),
            ("清沟记", Role.TITLE),
            ("某县水利局局长 林渠", None),
            (BODY, None),
            facts={Fact.AUTHOR: "站长"},
        )
    )
    assert (article.author, article.position) == ("林渠", "某县水利局局长")
    assert bases(article)["author"] == "byline: office and name"


def test_the_author_of_a_file_is_not_that_of_an_unsigned_text_beside_a_signed_one() -> None:
    signed, unsigned = read_articles(
        extract(
            ("编者甲", None),
            ("春修不等人地不等时", (Role.HEADING, 1)),
            ("某县水利局局长 林渠", None),
            (BODY, None),
            ("怎么做", (Role.HEADING, 2)),
            (BODY, None),
            ("看水的人夜里不睡觉", (Role.HEADING, 1)),
            (BODY, None),
            facts={Fact.AUTHOR: "编者甲"},
        )
    )
    assert (signed.author, unsigned.author) == ("林渠", None)


def test_facts_hold_for_every_article_of_a_file() -> None:
    articles = read_articles(
        extract(
            ("水镇", None),
            ("方圩", None),
            ("第一章 渡口", (Role.HEADING, 1)),
            (BODY, None),
            ("第二章 雨季", (Role.HEADING, 1)),
            (BODY, None),
            facts={Fact.AUTHOR: "方圩", Fact.PUBLICATION: "水镇"},
        )
    )
    assert {(article.author, article.publication and article.publication.value) for article in articles} == {
        ("方圩", "水镇")
    }


def test_articles_that_a_format_gives_are_taken_as_they_are() -> None:
    (given,) = read_articles(f"清沟记\n作者：方圩\n{BODY}\n")
    assert read_articles(Extract(BODY, Format.JSONL, articles=(given,), facts={Fact.AUTHOR: (0, 2)})) == [given]


def test_every_field_that_was_found_says_by_which_rule() -> None:
    text = f"某县水利\n第3期\n2021年3月4日\n【春修】\n清沟与看水的几点体会\n某县水利局局长 方圩\n{BODY}\n{BODY}\n"
    (article,) = read_articles(text)
    found = {"title", "author", "position", "date", "publication", "issue", "column"}
    assert {one.field for one in article.basis} == found
    assert all(one.rule and 0 < one.confidence <= 1 for one in article.basis)
    assert Basis("author", "byline: office and name", 0.95) in article.basis


def test_only_what_was_found_is_explained() -> None:
    (article,) = read_articles(f"清沟与看水的几点体会\n{BODY}\n{BODY}\n")
    assert [one.field for one in article.basis] == ["title"]
