"""Whatever a document looks like, every paragraph is made of slices of its source, in order, and of nothing else."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.reading.articles import read_articles
from retrieval.reading.readers.text import decode
from retrieval.records import Article, SourcedText
from tests.retrieval.reading.test_articles import CASES

# Pieces that the layout rules react to, in every order and spacing.
PIECES = st.sampled_from(
    [
        "河道治理",
        "一、认清形势",
        "（作者为某县水利局局长）",
        "某县水利局局长 方 圩",
        "某县水利局局长方圩",
        "作者：林 渠",
        "2023年5月6日",
        "第 3 期",
        "【专题】",
        "编者按：一组文章。",
        "# 标题",
        "## **加粗的题目**",
        "**段首。**正文接着写下去。",
        "- 12 -",
        "第一章 起源",
        "第三条 应当",
        "清淤三公里，筑堤五公里，种树一千棵，养护不停。",
        "每天巡查两次，发现一处处理一处，从不拖延，不留尾巴",
        "English words in a line",
        "（图片由某县水利局提供）",
        "《条例》规定：“不得占用。”",
        "𠮷野家\u200b的\ufeff字",
    ]
)
SEPARATORS = st.sampled_from(["\n", "\n\n", "\r\n", "\n ", "\n\u3000\u3000", "\n\n\n", "\f", " ", "", "\r"])
DOCUMENTS = st.lists(st.tuples(PIECES, SEPARATORS), max_size=60).map(lambda pairs: "".join(a + b for a, b in pairs))


def texts(article: Article) -> list[SourcedText]:
    fields = (article.title, article.date, article.publication, article.issue)
    shown = [field.shown for field in fields if field]
    return [*shown, *([article.byline] if article.byline else []), *(made.body for made in article.paragraphs)]


def assert_sourced(source: str, text: SourcedText) -> None:
    covered: set[int] = set()
    end_before = 0
    for run in text.runs:
        length = run.end - run.start
        assert run.start >= end_before
        assert text.text[run.at : run.at + length] == source[run.start : run.end]
        covered |= set(range(run.at, run.at + length))
        end_before = run.end
    assert all(text.text[index] == " " for index in set(range(len(text.text))) - covered)


@given(DOCUMENTS)
def test_every_paragraph_and_fact_equals_its_source_spans(source: str) -> None:
    for article in read_articles(source):
        for text in texts(article):
            assert_sourced(source, text)


@given(st.text(max_size=400))
def test_any_text_at_all_is_read_without_an_error(source: str) -> None:
    for article in read_articles(source):
        for text in texts(article):
            assert_sourced(source, text)


@given(DOCUMENTS)
def test_paragraphs_are_numbered_stand_in_order_and_do_not_overlap(source: str) -> None:
    end = 0
    for article in read_articles(source):
        for number, made in enumerate(article.paragraphs, 1):
            assert made.number == number
            assert end <= made.start < made.end <= len(source)
            assert source[made.start].strip()
            end = made.end


@pytest.mark.parametrize("path", [*CASES, *sorted(Path("data/sample").glob("*简报*"))], ids=lambda path: path.stem)
def test_real_documents_keep_their_offsets(path: Path) -> None:
    source, _ = decode(path.read_bytes())
    articles = read_articles(source)
    assert articles
    for article in articles:
        for text in texts(article):
            assert_sourced(source, text)
