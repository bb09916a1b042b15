"""Who wrote a text: the lines of two tables, one of bylines and one of what only looks like one, in many places."""

from pathlib import Path

import pytest

from retrieval.reading.articles import read_articles
from retrieval.reading.bylines import stated

BODY = "各村要在汛期到来以前把沟渠清一遍，把闸门修好，把巡查的人定下来。"
TITLE = "清沟与看水的几点体会"


def table(name: str) -> list[str]:
    written = Path("tests/cases", name).read_text("utf-8").splitlines()
    return [line for line in written if line and not line.startswith("# ")]


def cells(row: str) -> tuple[str, str, str | None, str | None]:
    place, line, author, position = (cell.strip() for cell in row.split(" | "))
    return place, line.replace("⏎", "\n"), None if author == "-" else author, None if position == "-" else position


@pytest.mark.parametrize("row", table("bylines.txt"))
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("indent", ["", "　　"])
def test_a_byline_gives_name_and_office_and_is_no_paragraph(row: str, gap: str, indent: str) -> None:
    place, line, author, position = cells(row)
    above, _, below = line.partition(" ⇣") if place == "both" else (line, "", "")
    if place == "end":
        above, below = "", line
    written = (TITLE, above, indent + BODY, indent + BODY, below)
    (article,) = read_articles(gap.join(part for part in written if part) + "\n")
    assert (article.author, article.position) == (author, position)
    assert article.title
    assert article.title.value.startswith(TITLE)
    assert {made.body.text for made in article.paragraphs if "摘要" not in made.body.text} == {BODY}


PLACES = {
    "under the title": "{title}\n{line}\n{body}\n{body}\n",
    "under the title, apart": "{title}\n\n{line}\n\n{body}\n\n{body}\n",
    "under a heading": "{title}\n{body}\n{body}\n一件小事的启示\n{line}\n{body}\n{body}\n",
    "in the text": "{title}\n{body}\n{line}\n{body}\n{body}\n",
    "in the text, apart": "{title}\n\n{body}\n\n{line}\n\n{body}\n{body}\n",
    "after the text": "{title}\n{body}\n{body}\n{line}\n",
    "before another text": "# {title}\n\n{body}\n\n{body}\n\n{line}\n\n# 看水记\n\n{body}\n",
    "under a Markdown title": "# {title}\n\n{line}\n\n{body}\n\n{body}\n",
    "first of all": "{line}\n{body}\n{body}\n",
}


@pytest.mark.parametrize("line", table("not_bylines.txt"))
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
def test_what_only_looks_like_a_byline_makes_nobody_the_author(line: str, place: str) -> None:
    articles = read_articles(place.format(title=TITLE, line=line, body=BODY))
    assert [(article.author, article.position) for article in articles] == [(None, None)] * len(articles)


@pytest.mark.parametrize(
    ("given", "author"),
    [
        ("方圩", "方圩"),
        ("方 圩", "方圩"),
        ("方圩 林渠", "方圩、林渠"),
        ("作者：方圩", "方圩"),
        ("方圩 著", "方圩"),
        ("John Smith", "John Smith"),
        ("某县水利局", "某县水利局"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("admin", None),
        ("Administrator", None),
        ("Microsoft Office User", None),
        ("佚名", None),
        ("12345", None),
        ("", None),
    ],
)
def test_what_a_format_states_is_an_author_unless_a_program_put_it_there(given: str, author: str | None) -> None:
    assert stated(given) == author
