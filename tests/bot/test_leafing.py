"""The collection leafed through: documents, authors, articles read run by run, ids, and links to a place."""

import re
from pathlib import Path

import pytest

from bot.librarian import Librarian
from bot.wording.choice import LANGUAGES
from tests.bot import sample
from tests.bot.documents import article, fill, holding, paragraphs
from tests.bot.running import serving
from tests.botapi.person import Person, Shown, Toast
from tests.botapi.server import BotApiServer

WORDS = LANGUAGES["zh-hans"]
DONE = Toast()
MIDDLE = "巡库员每人每月六百元，其中二百元与巡查轨迹挂钩"


def labels(shown: Shown) -> list[str]:
    return [label for row in shown.buttons for label in row]


def told(person: Person, line: str) -> Shown:
    """The one message that a line brings."""
    (shown,) = person.waits_for_reply(person.says(line))
    return shown


def turned(person: Person, label: str, shown: Shown) -> Shown:
    """The same message after a tap."""
    assert person.taps(label, shown) == DONE
    now = person.shown(shown.message_id)
    assert now is not None
    assert now.revision == shown.revision + 1
    return now


def all_pages(person: Person, shown: Shown, ways: tuple[str, ...]) -> list[str]:
    """The labels of a list, from the first page to the last, without the ways between pages."""
    found: list[str] = []
    while True:
        found += [label for label in labels(shown) if label not in (WORDS.button_more, *ways)]
        if WORDS.button_more not in labels(shown):
            return found
        shown = turned(person, WORDS.button_more, shown)


# Documents and authors


def test_every_document_is_listed_with_the_number_of_its_articles(server: BotApiServer, librarian: Librarian) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        shown = told(person, "/sources")
    assert shown.text == WORDS.documents.format(documents=sample.DOCUMENTS, articles=sample.ARTICLES)
    counted = [re.fullmatch(r"(.+)（(\d+)）", label) for label in labels(shown)]
    assert {found[1] for found in counted if found} == set(sample.texts())
    assert sum(int(found[2]) for found in counted if found) == sample.ARTICLES


def test_every_author_is_listed_and_leads_to_what_they_wrote(server: BotApiServer, librarian: Librarian) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        shown = told(person, "/authors")
        assert shown.text == WORDS.authors.format(count=len(labels(shown)))
        own = turned(person, "芮波", shown)
        assert own.text.startswith("芮波\n磨湾县河长制办公室主任\n")
        assert labels(own) == ["巡河码里的真功夫", WORDS.button_return]
        page = turned(person, "巡河码里的真功夫", own)
        assert page.quotes[0].startswith("磨湾县学砚塘")
        back = turned(person, WORDS.button_return, turned(person, WORDS.button_contents, page))
    assert back.text.startswith(f"{sample.DOCUMENTS} 份文献")


def test_the_buttons_of_the_greeting_lead_to_the_lists(server: BotApiServer, librarian: Librarian) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        greeting = told(person, "/start")
        shown = turned(person, WORDS.commands["sources"], greeting)
    assert len(labels(shown)) == sample.DOCUMENTS


def test_a_document_leads_to_its_articles_with_their_authors(server: BotApiServer, librarian: Librarian) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        shown = turned(person, "澄溪水利简报第7期.md", told(person, "/sources"))
        assert shown.text.splitlines()[1] == "《澄溪水利简报》第7期"
        assert labels(shown)[0] == "管好小水库 守住大平安 · 甘沛霖"
        assert len(labels(shown)) == 4 + 1
        back = turned(person, WORDS.button_return, shown)
    assert len(labels(back)) == sample.DOCUMENTS


def test_documents_are_listed_eight_a_page(server: BotApiServer, tmp_path: Path) -> None:
    files = {f"第{at}册.md": article(f"水塘怎么管{at}", "方圩", "", *paragraphs(at + 1, 1)) for at in range(17)}
    person = server.person(7, language_code="zh-hans")
    with holding(tmp_path, files) as librarian, serving(server, librarian):
        first = told(person, "/sources")
        assert len(labels(first)) == 8 + 1
        found = all_pages(person, first, (WORDS.button_back,))
        last = person.answers()[-1]
        again = turned(person, WORDS.button_back, turned(person, WORDS.button_back, last))
    assert sorted(found) == sorted(WORDS.counted.format(name=name, count=1) for name in files)
    assert (again.html, again.rows) == (first.html, first.rows)


def test_authors_are_listed_sixteen_a_page_those_with_most_articles_first(server: BotApiServer, tmp_path: Path) -> None:
    names = [surname + given for surname in "方骆邬柏" for given in ("文", "川", "知远", "泉", "安")]
    written = [article(f"第{at}塘怎么管", name, "", f"第{at}塘每年清一次淤。") for at, name in enumerate(names)]
    written.append(article("另一口塘怎么管", names[9], "", "另一口塘三年清一次淤。"))
    person = server.person(7, language_code="zh-hans")
    with holding(tmp_path, {"塘.md": "\n\n".join(written)}) as librarian, serving(server, librarian):
        first = told(person, "/authors")
        assert first.text == WORDS.authors.format(count=20)
        assert len(labels(first)) == 16 + 1
        assert labels(first)[0] == WORDS.counted.format(name=names[9], count=2)
        found = all_pages(person, first, (WORDS.button_back,))
    assert {label.removesuffix("（2）") for label in found} == set(names)


def test_articles_of_a_document_are_listed_eight_a_page(server: BotApiServer, tmp_path: Path) -> None:
    written = [article(f"第{at + 1}塘怎么管", "方圩", "", f"第{at + 1}塘每年清一次淤。") for at in range(19)]
    person = server.person(7, language_code="zh-hans")
    with holding(tmp_path, {"塘.md": "\n\n".join(written)}) as librarian, serving(server, librarian):
        first = turned(person, "塘.md", told(person, "/sources"))
        found = all_pages(person, first, (WORDS.button_back, WORDS.button_return))
    assert found == [f"第{at + 1}塘怎么管 · 方圩" for at in range(19)]


def test_an_empty_library_says_so(server: BotApiServer, tmp_path: Path) -> None:
    person = server.person(7, language_code="zh-hans")
    with holding(tmp_path, {}) as librarian, serving(server, librarian):
        shown = [told(person, line).text for line in ("/sources", "/authors")]
    assert shown == [WORDS.empty_collection] * 2


def test_a_library_without_a_signed_article_has_no_authors(server: BotApiServer, tmp_path: Path) -> None:
    person = server.person(7, language_code="zh-hans")
    text = "# 水塘管护办法\n\n水塘每年清一次淤，塘泥归农户。\n"
    with holding(tmp_path, {"办法.md": text}) as librarian, serving(server, librarian):
        assert told(person, "/authors").text == WORDS.no_authors


def test_names_that_look_like_markup_are_shown_as_they_are(server: BotApiServer, tmp_path: Path) -> None:
    person = server.person(7, language_code="zh-hans")
    name = "<b>塘&amp;渠.md"
    with (
        holding(tmp_path, {name: article("塘<i>怎么管", "方圩", "", "水塘每年清一次淤。")}) as librarian,
        serving(server, librarian),
    ):
        shown = turned(person, name[:6], told(person, "/sources"))
        assert shown.text.splitlines()[0] == name
        page = turned(person, "塘<i>怎么管", shown)
    assert "《塘<i>怎么管》" in page.text


# Reading


def test_an_article_is_read_three_runs_a_page_to_its_end_and_back(server: BotApiServer, tmp_path: Path) -> None:
    written = paragraphs(10, 2)
    person = server.person(7, language_code="zh-hans")
    with (
        holding(tmp_path, {"塘.md": article("水塘台账怎么记", "方圩", "2023年3月2日", *written)}) as librarian,
        serving(server, librarian),
    ):
        page = first = turned(person, "水塘台账", turned(person, "塘.md", told(person, "/sources")))
        read = [page.quotes]
        while WORDS.button_after in labels(page):
            page = turned(person, WORDS.button_after, page)
            read.append(page.quotes)
        assert read == [written[0:3], written[3:6], written[6:9], written[9:10]]
        assert WORDS.runs_of.format(numbers=10, count=10) in page.text
        back = [page.quotes]
        while WORDS.button_before in labels(page):
            page = turned(person, WORDS.button_before, page)
            back.append(page.quotes)
        assert back == read[::-1]
        assert (page.html, page.rows) == (first.html, first.rows)
    assert first.buttons == [[WORDS.button_after], [WORDS.button_contents]]
    assert first.text.startswith("方圩（望渠县水利局局长）《水塘台账怎么记》，2023年3月2日\n第1口")


def test_an_article_that_stands_there_whole_is_said_to(server: BotApiServer, tmp_path: Path) -> None:
    person = server.person(7, language_code="zh-hans")
    with (
        holding(tmp_path, {"塘.md": article("水塘怎么管", "方圩", "", *paragraphs(3, 1))}) as librarian,
        serving(server, librarian),
    ):
        page = turned(person, "水塘怎么管", turned(person, "塘.md", told(person, "/sources")))
    assert page.text.endswith(WORDS.whole_article)
    assert page.buttons == [[WORDS.button_contents]]


def test_a_long_paragraph_is_read_in_runs_of_whole_sentences(server: BotApiServer, tmp_path: Path) -> None:
    (long,) = paragraphs(1, 40)
    person = server.person(7, language_code="zh-hans")
    with (
        holding(tmp_path, {"塘.md": article("水塘怎么管", "方圩", "", long)}) as librarian,
        serving(server, librarian),
    ):
        page = turned(person, "水塘怎么管", turned(person, "塘.md", told(person, "/sources")))
        runs = list(page.quotes)
        while WORDS.button_after in labels(page):
            page = turned(person, WORDS.button_after, page)
            runs += page.quotes
    assert len(long) > 2 * 600
    assert "".join(runs) == long
    assert all(len(run) <= 600 and run.endswith("。") for run in runs)


def test_a_reply_to_a_page_of_an_article_asks_within_it(server: BotApiServer, librarian: Librarian) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        page = turned(person, "管好小水库", turned(person, "澄溪水利简报", told(person, "/sources")))
        (answer,) = person.waits_for_reply(person.says("经费有多少？", reply_to=page))
    assert answer.text.startswith(WORDS.within)
    assert all("《管好小水库 守住大平安》" in line for line in re.findall("^[—①-⑳] .*", answer.text, re.MULTILINE))


# Ids


def cited(person: Person) -> tuple[Shown, str]:
    """An answer and the id of its quote, as 出处 shows it."""
    answer = told(person, MIDDLE)
    person.taps(WORDS.button_cite, answer)
    (found,) = re.findall(r"[a-z2-7]{6}-\d+-\d+$", person.answers()[-1].text)
    return answer, found


@pytest.mark.parametrize("typed", ["{id}", " {id} ", "（{id}）", "{ID}"])
def test_cite_shows_what_the_button_shows(server: BotApiServer, librarian: Librarian, typed: str) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        _, id = cited(person)
        by_button = person.answers()[-1]
        by_hand = told(person, "/cite " + typed.format(id=id, ID=id.upper()))
    assert (by_hand.html, by_hand.rows) == (by_button.html, by_button.rows)


def test_a_link_with_c_opens_the_words_in_their_article_and_one_with_q_their_citation(
    server: BotApiServer, librarian: Librarian
) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        answer, id = cited(person)
        citation = person.answers()[-1]
        person.taps(WORDS.button_around, answer)
        around = person.answers()[-1]
        whole = answer.button(WORDS.button_around).value.removeprefix("x:")
        for parameter, shown in ((f"c_{whole}", around), (f"q_{id}", citation)):
            followed = person.follows(f"https://t.me/yinju_test_bot?start={parameter}")
            assert followed is not None
            (linked,) = person.waits_for_reply(followed)
            assert (linked.html, linked.rows) == (shown.html, shown.rows)
    assert around.marked("bold") == answer.quotes


@pytest.mark.parametrize("id", ["abcdef-1-10", "abcdef-1", "没有的编号", "<b>&", "x" * 3000])
def test_an_id_that_nothing_has_is_said_to_be_none(server: BotApiServer, librarian: Librarian, id: str) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        shown = told(person, f"/cite {id}")
    assert id[:30] in shown.text
    assert shown.text.startswith(WORDS.unknown_id.split("{")[0])
    assert (shown.quotes, shown.rows) == ([], ())


def test_a_place_that_is_no_passage_is_said_to_be_none(server: BotApiServer, librarian: Librarian) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        _, id = cited(person)
        document = id.split("-")[0]
        shown = told(person, f"/cite {document}-999999-9")
    assert "这个位置不是一段话" in shown.text
    assert shown.quotes == []


@pytest.mark.parametrize("parameter", ["c_abcdef-1-10", "q_abcdef-1-10", "c_", "q_", "c_nosuch", "q_-_-"])
def test_a_link_to_nothing_says_so(server: BotApiServer, librarian: Librarian, parameter: str) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        (shown,) = person.waits_for_reply(person.starts(parameter))
    assert shown.text.startswith(WORDS.unknown_id.split("{")[0])
    assert shown.quotes == []


@pytest.mark.parametrize("parameter", ["", "x", "cc_1", "HELP", "_"])
def test_any_other_link_greets(server: BotApiServer, librarian: Librarian, parameter: str) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        (shown,) = person.waits_for_reply(person.starts(parameter))
    assert shown.text.startswith("这里是引据")


def test_a_link_to_words_of_a_document_that_was_replaced_opens_them_where_they_stand_now(
    server: BotApiServer, tmp_path: Path
) -> None:
    written = paragraphs(4, 1)
    person = server.person(7, language_code="zh-hans")
    with (
        holding(tmp_path, {"塘.md": article("水塘怎么管", "方圩", "", *written)}) as librarian,
        serving(server, librarian),
    ):
        answer = told(person, written[2])
        person.taps(WORDS.button_cite, answer)
        (id,) = re.findall(r"[a-z2-7]{6}-\d+-\d+$", person.answers()[-1].text)
        fill(tmp_path, {"塘.md": article("水塘怎么管", "方圩", "", "这是新写的开头，另起一段。", *written)})
        (shown,) = person.waits_for_reply(person.starts(f"c_{id}"))
    assert shown.text.startswith(WORDS.moved_same)
    assert shown.marked("bold") == [written[2].rstrip("。")]
