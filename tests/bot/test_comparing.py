"""/compare: what each author says on a topic."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.librarian import Librarian
from bot.wording.choice import LANGUAGES
from tests.bot import sample
from tests.bot.documents import article, holding
from tests.bot.running import serving
from tests.botapi.person import Person, Shown, Toast
from tests.botapi.server import BotApiServer

WORDS = LANGUAGES["zh-hans"]
# Author, date, what they say of ponds; none says it as another does.
PONDS = (
    ("方圩", "2023年3月2日", "水塘清淤要趁冬闲，塘泥挑到桑园里，一担都不准倒进河沟。"),
    ("骆文清", "2019年5月6日", "水塘清淤最怕偷工，监工站在塘底量深浅，量够三尺才准放水。"),
    ("邬岚", "", "水塘清淤的钱由受益农户按亩分摊，账目写在红纸上贴到祠堂门口。"),
    ("柏川", "2021年11月9日", "水塘清淤请了老石匠领头，先起鱼，再放水，最后才动锹。"),
    ("贺知远", "2020年1月15日", "水塘清淤不能只挖当中，塘边的芦根不除，两年又淤回原样。"),
    ("冷泉", "2024年8月20日", "水塘清淤用上了小挖机，一天能清半亩，比人挑快十倍。"),
    ("樊安", "2022年7月3日", "水塘清淤之后要补种水草，没有草的塘，水三天就发绿。"),
)
OTHERS = (
    "渠道衬砌用预制板，接缝拿沥青灌实。",
    "闸门每季度上一次油，锈了的螺杆立刻换。",
    "堤顶种草不种树，树根会把堤撑裂。",
)


def documents(*, authors: int = len(PONDS)) -> dict[str, str]:
    """One file an author; beside the pond each says something else."""
    return {
        f"{at}.md": article(f"{author}的治水札记", author, date, said, OTHERS[at % 3])
        for at, (author, date, said) in enumerate(PONDS[:authors])
    }


@pytest.fixture
def pondside(tmp_path: Path) -> Iterator[Librarian]:
    with holding(tmp_path, documents()) as librarian:
        yield librarian


def told(person: Person, line: str) -> Shown:
    (shown,) = person.waits_for_reply(person.says(line))
    return shown


def authors(shown: Shown) -> list[str]:
    """Who is named under the quotes, in order."""
    return re.findall("^[—①-⑳] ([^（《]+)", shown.text, re.MULTILINE)


def labels(shown: Shown) -> list[str]:
    return [label for row in shown.buttons for label in row]


def test_every_author_who_speaks_of_it_has_one_quote_by_date_those_without_one_last(
    server: BotApiServer, pondside: Librarian, tmp_path: Path
) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, pondside, tmp_path):
        page = first = told(person, "/compare 水塘清淤")
    with serving(server, pondside, tmp_path):
        quotes, names = list(page.quotes), authors(page)
        while WORDS.button_more in labels(page):
            assert person.taps(WORDS.button_more, page) == Toast()
            page = person.answers()[-1]
            quotes += page.quotes
            names += authors(page)
        last = page
        while WORDS.button_back in labels(page):
            assert person.taps(WORDS.button_back, page) == Toast()
            page = person.answers()[-1]
    by_date = sorted(PONDS, key=lambda one: [int(part) for part in re.findall(r"\d+", one[1])] or [9999])
    assert names == [author for author, _, _ in by_date]
    assert quotes == [said for _, _, said in by_date]
    assert first.text.startswith(WORDS.compared.format(topic="水塘清淤", count=len(PONDS)))
    assert last.text.startswith(WORDS.page_one.format(first=7, count=7))
    assert (page.html, page.rows) == (first.html, first.rows)
    assert [len(row) for row in first.buttons] == [3, 3, 1]


def test_what_one_author_says_is_said_to_be_one_authors(server: BotApiServer, tmp_path: Path) -> None:
    person = server.person(7, language_code="zh-hans")
    with holding(tmp_path, documents(authors=1)) as librarian, serving(server, librarian):
        shown = told(person, "/compare 水塘清淤")
    assert shown.text.startswith(WORDS.compare_one)
    assert authors(shown) == ["方圩"]
    assert shown.buttons == [[WORDS.button_around, WORDS.button_cite]]


@pytest.mark.parametrize("topic", ["红茶和绿茶", "qwertyuiop", "<b>&", "？"])
def test_where_nobody_speaks_of_it_that_is_all_that_is_said(
    server: BotApiServer, librarian: Librarian, topic: str
) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        shown = told(person, f"/compare {topic}")
    assert (shown.text, shown.entities, shown.rows) == (WORDS.compare_nothing, (), ())


def test_an_author_is_quoted_once_however_much_they_wrote(server: BotApiServer, librarian: Librarian) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        page = told(person, "/compare 河长")
        names, quotes = authors(page), list(page.quotes)
        while WORDS.button_more in labels(page):
            person.taps(WORDS.button_more, page)
            page = person.answers()[-1]
            names += authors(page)
            quotes += page.quotes
    assert len(names) > 1
    assert len(set(names)) == len(names) == len(quotes)
    assert all(sample.stands_in(quote) for quote in quotes)


def test_a_topic_that_looks_like_markup_is_shown_as_it_was_typed(server: BotApiServer, pondside: Librarian) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, pondside):
        shown = told(person, "/compare <b>水塘清淤</b>&")
    assert "“<b>水塘清淤</b>&”" in shown.text


def test_each_quote_of_a_comparison_has_its_context_and_its_citation(
    server: BotApiServer, pondside: Librarian, tmp_path: Path
) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, pondside, tmp_path):
        shown = told(person, "/compare 水塘清淤")
    with serving(server, pondside, tmp_path):
        person.taps(WORDS.button_around + "②", shown)
        assert person.answers()[-1].marked("bold") == [shown.quotes[1]]
        person.taps(WORDS.button_cite + "③", shown)
        assert person.answers()[-1].quotes == [shown.quotes[2]]


def test_a_comparison_is_made_of_words_replied_to(server: BotApiServer, pondside: Librarian) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, pondside):
        topic = person.says("水塘清淤")
        person.waits_for_reply(topic)
        said = person.says("/compare", reply_to=topic)
        (shown,) = person.waits_for_reply(said)
    assert shown.text.startswith(WORDS.compared.format(topic="水塘清淤", count=len(PONDS)))
