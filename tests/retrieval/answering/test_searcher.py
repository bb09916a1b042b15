"""The best passages are put in the order of what stands together in them, and of what is there in another word."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analyzer import Analyzer
from retrieval.answering import searcher
from retrieval.answering.question import understand
from retrieval.answering.quoting import Weigher
from retrieval.answering.searcher import REORDERED, Hit, reordered
from retrieval.records import Article, Paragraph, Passage, Run, SourcedText


def passage(key: int, text: str) -> Passage:
    paragraph = Paragraph(1, (), SourcedText(text, (Run(0, 0, len(text)),)), 0, len(text))
    article = Article(1, None, None, None, None, None, None, None, None, 0.4, (paragraph,))
    return Passage(key, "abcdef", "塘.md", article, paragraph, "")


def found(texts: Sequence[str], scores: Sequence[float]) -> list[Hit]:
    passages = [passage(key, text) for key, text in enumerate(texts)]
    return [Hit(key, score, 0.5, passages.__getitem__) for key, score in enumerate(scores)]


def order(question: str, hits: Sequence[Hit], analyzer: Analyzer) -> list[int]:
    return [hit.key for hit in reordered(hits, Weigher(understand(question), analyzer, lambda _: 1.0))]


def test_a_passage_that_says_it_in_another_word_goes_before_one_that_says_half_of_it(analyzer: Analyzer) -> None:
    hits = found(["渠道旁边种了柳树。", "渠道有人查看。"], [1.0, 0.9])
    assert order("渠道由谁察看？", hits, analyzer) == [1, 0]


def test_a_passage_with_all_of_it_in_two_sentences_goes_before_one_that_has_it_far_apart(
    analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searcher, "_PARTLY", 0.0)
    apart = "渠道通水了。" + "夜里大家都在屋里睡觉，天亮再说。" * 12 + "老汉察看田埂。"
    hits = found([apart, "渠道由老汉察看。"], [1.0, 0.9])
    assert order("渠道 察看", hits, analyzer) == [1, 0]


def test_passages_of_equal_worth_stay_as_they_were_found(analyzer: Analyzer) -> None:
    assert order("渠道由谁察看？", found(["夜里睡觉。"] * 5, [1.0] * 5), analyzer) == [0, 1, 2, 3, 4]


@given(st.lists(st.text(alphabet="渠道查察看护。，老汉甲乙", min_size=1).filter(str.strip), max_size=REORDERED + 4))
def test_the_same_passages_come_out_with_scores_that_never_rise(analyzer: Analyzer, texts: list[str]) -> None:
    hits = found(texts, [1 / (place + 1) for place in range(len(texts))])
    ordered = reordered(hits, Weigher(understand("渠道由谁察看？"), analyzer, lambda _: 1.0))
    assert sorted(hit.key for hit in ordered) == [hit.key for hit in hits]
    assert [hit.score for hit in ordered] == [hit.score for hit in hits]
    assert [hit.key for hit in ordered[REORDERED:]] == [hit.key for hit in hits[REORDERED:]]
