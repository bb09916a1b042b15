"""Questions that a byline answers are answered with the byline, and only where it says so."""

from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval.answering.answer import Answerer
from retrieval.answering.quoting import LONGEST
from retrieval.collection.library import Library


@pytest.mark.parametrize(
    "question",
    [
        "甘沛霖是谁？",
        "谁是甘沛霖",
        "甘沛霖",
        "甘沛霖担任什么职务？",
        "甘沛霖在哪里工作",
        "云陂县水利局局长是谁？",
        "云陂县水利局局长叫什么名字？",
        "谁是云陂水利局局长？",
        "云陂县水利局长是谁",
        "《管好小水库 守住大平安》是谁写的？",
        "“管好小水库 守住大平安”的作者是谁",
    ],
)
def test_a_person_and_an_office_lead_to_the_byline(answerer: Answerer, question: str) -> None:
    answer = answerer.answer(question)
    quote = answer.quotes[0]
    assert quote.text == "云陂县水利局局长 甘沛霖"
    assert [quote.text[start:end] for start, end in quote.highlights] == ["甘沛霖"]
    assert quote.citation.paragraph is None


@pytest.mark.parametrize("question", ["管好小水库 守住大平安是什么时候发表的？", "甘沛霖的文章是哪天发表的？"])
def test_a_date_is_quoted_as_the_document_writes_it(answerer: Answerer, question: str) -> None:
    quote = answerer.answer(question).quotes[0]
    assert quote.text == "2023 年 6 月 18 日"
    assert quote.citation.date == "2023-06-18"


def test_the_issue_is_quoted_from_the_masthead(answerer: Answerer) -> None:
    assert answerer.answer("甘沛霖的文章登在哪一期？").quotes[0].text == "第 7 期"


def test_a_date_nobody_states_is_not_found(answerer: Answerer) -> None:
    assert not answerer.answer("贺一川的文章是哪天发表的？").found


def test_an_office_whose_holder_is_not_named_names_nobody(answerer: Answerer) -> None:
    assert not answerer.answer("金簸县县级副总河长是谁？").found


@pytest.mark.parametrize("question", ["云陂县县长是谁？", "澄溪市水利局局长是谁？", "云陂县是谁？"])
def test_an_office_like_one_of_the_bylines_is_not_taken_for_it(answerer: Answerer, question: str) -> None:
    quotes = answerer.answer(question).quotes
    assert all(quote.citation.paragraph is not None for quote in quotes)


def test_a_question_that_only_mentions_an_author_is_not_about_the_byline(answerer: Answerer) -> None:
    answer = answerer.answer("甘沛霖所在的县有多少座小型水库？")
    assert "八十七座" in answer.quotes[0].text


def test_a_title_alone_is_found_as_a_title(answerer: Answerer) -> None:
    quote = answerer.answer("查险要查到堤脚下").quotes[0]
    assert quote.text == "查险要查到堤脚下"
    assert quote.citation.author == "贺一川"


def test_an_entry_without_byline_is_asked_about_its_subject(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "塘.md"
    path.write_text("# 石门塘水库\n\n石门塘水库于1958年动工，三年后建成，由当地的三个公社出工修筑。\n", "utf-8")
    library.add([path])
    answer = Answerer(library).answer("石门塘水库是什么时候动工的？")
    assert "1958年" in answer.quotes[0].text


def test_of_two_articles_by_one_person_the_one_spoken_of_comes_first(
    library: Library, write: Callable[[str, str], Path]
) -> None:
    for day, title in ((3, "清淤的账要算细"), (9, "筑堤的人要看住")):
        write(
            f"{day}.md",
            f"# {title}\n\n某县水利站站长 方圩\n\n2024年5月{day}日\n\n正文写在这里，说的是水利站的日常工作。\n",
        )
    library.add([write("3.md", "# 清淤的账要算细\n\n某县水利站站长 方圩\n\n2024年5月3日\n\n正文在这里。\n").parent])
    answer = Answerer(library).answer("方圩谈筑堤的文章是哪天写的？")
    assert [quote.citation.date for quote in answer.quotes] == ["2024-05-09"]


ROAD = "# 修路的账\n\n某县县委书记 王强\n\n2021年5月3日\n\n这条路从2015年春天开始修，修了三年，花去八百万元。\n"


@pytest.mark.parametrize("question", ["王强国是谁？", "李王强担任什么职务？"])
def test_a_name_inside_a_longer_name_is_somebody_else(
    library: Library, write: Callable[[str, str], Path], question: str
) -> None:
    library.add([write("路.md", ROAD)])
    assert not Answerer(library).answer(question).found


def test_a_time_inside_an_article_is_not_the_articles_date(library: Library, write: Callable[[str, str], Path]) -> None:
    library.add([write("路.md", ROAD)])
    answerer = Answerer(library)
    assert "2015年春天" in answerer.answer("王强的文章里说什么时候开始修路？").quotes[0].text
    assert answerer.answer("县委书记王强那篇文章是什么时候发的？").quotes[0].text == "2021年5月3日"


def test_an_endless_title_is_quoted_within_the_limit(library: Library, write: Callable[[str, str], Path]) -> None:
    title = "关于做好清淤筑堤各项工作的通知" * 40
    library.add([write("长.md", f"# {title}\n\n某县水利站站长 方圩\n\n正文写在这里，说的是日常工作。\n")])
    assert len(Answerer(library).answer(title).quotes[0].text) <= LONGEST
