"""A file of questions is read whole, or its first bad line is named."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.collection.library import Library
from retrieval.errors import BadQuestion, Fault
from retrieval.evaluation.questions import Expectation, Place, Wanted, located, read_questions

PLAIN = Expectation(1, "渡口几点开船？", ("卯时",))


def encoded(*rows: Any) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def read_one(**row: Any) -> Expectation:
    (found,) = read_questions(encoded({"question": "渡口几点开船？"} | row))
    return found


def refused(data: bytes) -> BadQuestion:
    with pytest.raises(BadQuestion) as raised:
        read_questions(data)
    return raised.value


def test_a_line_is_read_with_all_it_expects() -> None:
    row = {
        "question": "渡口几点开船？",
        "answers": ["卯时", "天亮"],
        "passage": "船在卯时离岸",
        "articles": [
            {"title": "青石埠纪事", "author": "阮知秋"},
            {"title": "渡口", "author": None},
            {"title": "水"},
            {"file": "埠.txt"},
        ],
        "kind": "时间",
        "speaker": "船老大",
    }
    assert read_questions(encoded(row)) == (
        Expectation(
            1,
            "渡口几点开船？",
            ("卯时", "天亮"),
            "船在卯时离岸",
            (
                Wanted("青石埠纪事", "阮知秋", None),
                Wanted("渡口", "", None),
                Wanted("水", None, None),
                Wanted(None, None, "埠.txt"),
            ),
            "时间",
        ),
    )


def test_blank_lines_are_passed_over_and_counted() -> None:
    data = b"\xef\xbb\xbf\n  \r\n" + encoded({"question": "甲？"}) + "\u3000\n\n".encode() + b'{"question": "b?"}'
    assert [(one.line, one.question) for one in read_questions(data)] == [(3, "甲？"), (6, "b?")]


def test_line_separators_inside_a_text_end_no_line() -> None:
    assert read_questions('{"question": "甲\u2028乙\x85？"}'.encode())[0].question == "甲\u2028乙\x85？"


@pytest.mark.parametrize(
    "row", [{}, {"answers": []}, {"answers": None, "passage": None, "articles": None, "kind": None}, {"articles": []}]
)
def test_a_line_that_expects_nothing_expects_a_refusal(row: dict[str, Any]) -> None:
    assert read_one(**row).refusal


@pytest.mark.parametrize("row", [{"answers": ["卯"]}, {"passage": "船"}, {"articles": [{"file": "埠.txt"}]}])
def test_a_line_that_expects_something_expects_an_answer_unless_its_kind_has_none(row: dict[str, Any]) -> None:
    assert not read_one(**row).refusal
    assert not read_one(**row, kind="fact").refusal
    for kind in ("off", "offquote", "near"):
        assert read_one(**row, kind=kind).refusal


def test_the_same_article_twice_is_one() -> None:
    assert len(read_one(articles=[{"file": "埠.txt"}] * 2).articles) == 1


def test_an_id_is_a_place_and_words_are_none() -> None:
    assert read_one(passage=" ccwqy4-720-109 ").place == Place("ccwqy4", 720, 829)
    assert read_one(passage="渡口-7-3").place is None
    assert read_one(passage="船在卯时离岸").place is None


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", "\u3000\n".encode()])
def test_a_file_without_a_question_is_refused(data: bytes) -> None:
    assert (refused(data).line, refused(data).fault) == (1, Fault.EMPTY)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b"\xff\xfe{", Fault.ENCODING),
        ('{"question": "渡口"}'.encode("gb18030"), Fault.ENCODING),
        (b"ferry", Fault.JSON),
        (b"{'question': 'x'}", Fault.JSON),
        (b'{"question": "x"} {}', Fault.JSON),
        (b'["question"]', Fault.JSON),
        (b"null", Fault.JSON),
        (rb'{"question": "\ud800"}', Fault.JSON),
        (b'{"question": "x", "n": ' + b"[" * 100_000, Fault.JSON),
        (b'{"question": "x", "n": ' + b"1" * 10_000 + b"}", Fault.JSON),
        (encoded({"question": "x", "answer": ["y"]}), Fault.KEY),
        (encoded({"question": "x", "article": []}), Fault.KEY),
        (encoded({"answers": ["y"]}), Fault.QUESTION),
        (encoded({"question": " "}), Fault.QUESTION),
        (encoded({"question": 7}), Fault.QUESTION),
        (encoded({"question": "x", "answers": "y"}), Fault.ANSWERS),
        (encoded({"question": "x", "answers": [7]}), Fault.ANSWERS),
        (encoded({"question": "x", "answers": ["……"]}), Fault.ANSWERS),
        (encoded({"question": "x", "answers": ""}), Fault.ANSWERS),
        (encoded({"question": "x", "passage": ["y"]}), Fault.PASSAGE),
        (encoded({"question": "x", "passage": ""}), Fault.PASSAGE),
        (encoded({"question": "x", "articles": {"title": "y"}}), Fault.ARTICLES),
        (encoded({"question": "x", "articles": ["y"]}), Fault.ARTICLES),
        (encoded({"question": "x", "articles": [{}]}), Fault.ARTICLES),
        (encoded({"question": "x", "articles": [{"author": "y"}]}), Fault.ARTICLES),
        (encoded({"question": "x", "articles": [{"title": None}]}), Fault.ARTICLES),
        (encoded({"question": "x", "articles": [{"file": 7}]}), Fault.ARTICLES),
        (encoded({"question": "x", "articles": [{"title": "y", "author": 7}]}), Fault.ARTICLES),
        (encoded({"question": "x", "kind": 7}), Fault.KIND),
    ],
)
def test_the_first_bad_line_is_named_with_its_fault(line: bytes, fault: Fault) -> None:
    error = refused(encoded({"question": "甲？"}) + b"\n" + line.rstrip(b"\n") + b"\n" + b"worse\n")
    assert (error.line, error.fault) == (3, fault)


@given(st.binary(max_size=60))
def test_any_bytes_are_questions_or_a_bad_line(data: bytes) -> None:
    bad = None
    try:
        assert read_questions(data)
    except BadQuestion as error:
        bad = error
    assert bad is None or 1 <= bad.line <= data.count(b"\n") + 1


JSON = st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists, max_leaves=4)
KEYS = st.sampled_from("question answers passage articles kind title".split())


@given(st.dictionaries(KEYS, JSON | st.dictionaries(KEYS, JSON)))
def test_any_object_is_a_question_or_a_bad_line(row: dict[str, Any]) -> None:
    try:
        (found,) = read_questions(encoded(row))
    except BadQuestion:
        return
    assert found.question == row["question"]


def test_a_place_is_widened_to_its_paragraph(sample: Library) -> None:
    collection = sample.collection()
    passage = next(one for one in collection.passages if len(one.paragraph.body.text) > 60)
    made = passage.paragraph
    inside = f"{passage.document}-{made.start + 20}-9"
    (one,) = located(read_questions(encoded({"question": "x", "passage": inside})), collection)
    assert one.place == Place(passage.document, made.start, made.end)


def test_a_place_outside_every_paragraph_stays_as_it_is(sample: Library) -> None:
    collection = sample.collection()
    document, article = next((d, a) for d, a in collection.articles if a.byline and a.paragraphs)
    assert article.byline is not None
    run = article.byline.runs[0]
    given_place = Place(document.id, run.start, run.end)
    (one,) = located([Expectation(1, "x", passage="x", place=given_place)], collection)
    assert one.place == given_place


@pytest.mark.parametrize("place", [Place("aaaaaa", 0, 5), Place("", 10**9, 10**9 + 1), Place("", 5, 5)])
def test_a_place_that_is_not_there_is_named(sample: Library, place: Place) -> None:
    collection = sample.collection()
    document = place.document or next(iter(collection.documents.values())).id
    asked = Expectation(4, "x", passage="id", place=Place(document, place.start, place.end))
    with pytest.raises(BadQuestion) as raised:
        located([PLAIN, asked], collection)
    assert (raised.value.line, raised.value.fault, raised.value.detail) == (4, Fault.PLACE, "id")
