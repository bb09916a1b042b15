"""A quote that is no slice of its source never gets through."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.citing.citation import cite, source_spans
from retrieval.citing.verification import verify
from retrieval.errors import BrokenQuote
from retrieval.records import Article, Document, Quote, Run, SourcedText

SOURCE = "题目\n\n**塘里**的水，\n\n- 3 -\n\n够三个村浇地。"
BODY = SourcedText("塘里的水，够三个村浇地。", (Run(0, 6, 8), Run(2, 10, 13), Run(5, 22, 29)))
ARTICLE = Article(1, None, None, None, None, None, None, None, None, 0.4, ())


def quote(start: int, end: int) -> Quote:
    spans = source_spans(SOURCE, BODY, start, end)
    citation = cite(Document("abcdef", "塘.md", "/塘.md", "", "utf-8", SOURCE), ARTICLE, spans, 1)
    return Quote(BODY.text[start:end], ((0, 1),), BODY.text, 1.0, None, (), citation)


@given(st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(lambda pair: pair[0] < pair[1]))
def test_every_stretch_of_a_paragraph_is_its_sources_slice(stretch: tuple[int, int]) -> None:
    verify(quote(*stretch), SOURCE)


def test_marks_and_white_space_join_a_span_and_page_furniture_parts_it() -> None:
    assert quote(0, 12).citation.spans == ((6, 13), (22, 29))
    assert quote(0, 5).citation.spans == ((6, 13),)


@pytest.mark.parametrize(
    "broken",
    [
        replace(quote(0, 5), text="塘里的水。"),
        replace(quote(0, 5), text="塘里水，"),
        replace(quote(0, 5), text=""),
        replace(quote(0, 5), highlights=((0, 6),)),
        replace(quote(0, 5), highlights=((2, 2),)),
        replace(quote(0, 5), citation=replace(quote(0, 5).citation, spans=())),
        replace(quote(0, 5), citation=replace(quote(0, 5).citation, spans=((7, 14),))),
        replace(quote(0, 5), citation=replace(quote(0, 5).citation, spans=((10, 13), (6, 8)))),
        replace(quote(0, 5), citation=replace(quote(0, 5).citation, spans=((6, 999),))),
        replace(quote(0, 5), citation=replace(quote(0, 5).citation, spans=((-22, -16),))),
    ],
)
def test_anything_else_is_broken(broken: Quote) -> None:
    with pytest.raises(BrokenQuote):
        verify(broken, SOURCE)


def test_an_id_names_document_and_place() -> None:
    assert quote(0, 12).citation.id == "abcdef-6-23"
