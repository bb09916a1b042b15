"""Tables of passages: rows become articles with what their columns say; a million of them take no more than a few."""

import codecs
import csv
import io
import json
import tracemalloc
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import ReadingError, Reason
from retrieval.reading.extract import Extract, Format, Notice, Options
from retrieval.reading.passages import LONGEST
from retrieval.reading.readers import tables
from retrieval.reading.readers.tables import read
from retrieval.records import Article, Field, SourcedText

PROSE = "渠是大家的渠，淤泥要大家来清。谁家用水谁家出工，谁管闸门谁来记账。"
ROW = {
    "title": "守闸三十年",
    "author": "欧阳某",
    "position": "浔河县水利局局长",
    "date": "2021-11-03",
    "publication": "浔河水利",
    "issue": 3,
    "column": "笔谈",
    "text": PROSE,
}


def jsonl(rows: Iterable[Any]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def table(rows: Iterable[Iterable[str]], delimiter: str = ",") -> bytes:
    made = io.StringIO()
    csv.writer(made, delimiter=delimiter).writerows(rows)
    return made.getvalue().encode()


def extracts(data: bytes, name: str = "", encoding: str | None = None) -> list[Extract]:
    return list(read(io.BytesIO(data), Options(name, encoding)))


def article(data: bytes) -> Article:
    (extract,) = extracts(data)
    assert extract.articles
    (found,) = extract.articles
    return found


def refused(data: bytes, name: str = "", encoding: str | None = None) -> tuple[Reason, str]:
    with pytest.raises(ReadingError) as caught:
        extracts(data, name, encoding)
    return caught.value.reason, caught.value.detail


def texts(found: Iterable[Extract]) -> list[str]:
    """The paragraphs of every article of every stretch."""
    return [one.body.text for extract in found for article in extract.articles or () for one in article.paragraphs]


def value(field: Field | None) -> str | None:
    return field.value if field else None


def shown(article: Article) -> Iterator[SourcedText]:
    fields = (article.title, article.date, article.publication, article.issue)
    yield from (field.shown for field in fields if field)
    yield from ([article.byline] if article.byline else [])
    yield from (paragraph.body for paragraph in article.paragraphs)


def is_sourced(text: str, part: SourcedText) -> bool:
    """Whether every run is a slice of the text and nothing but spaces is outside of them."""
    rest = list(part.text)
    for run in part.runs:
        if part.text[run.at : run.at + run.end - run.start] != text[run.start : run.end]:
            return False
        rest[run.at : run.at + run.end - run.start] = " " * (run.end - run.start)
    return not "".join(rest).strip()


# What a row says


def test_the_columns_of_a_row_are_the_facts_of_its_article() -> None:
    found = article(jsonl([ROW]))
    assert found.byline
    assert (value(found.title), found.author, found.position) == ("守闸三十年", "欧阳某", "浔河县水利局局长")
    assert (value(found.date), value(found.publication), value(found.issue)) == ("2021-11-03", "浔河水利", "3")
    assert (found.column, found.confidence, found.number) == ("笔谈", 1.0, 1)
    assert found.byline.text == "浔河县水利局局长 欧阳某"


def test_the_text_has_a_value_a_line_and_every_part_is_a_slice_of_it() -> None:
    (extract,) = extracts(jsonl([ROW]))
    assert extract.text == "\n".join(
        ["守闸三十年", "浔河县水利局局长", "欧阳某", "2021-11-03", "浔河水利", "3", "笔谈", PROSE]
    )
    assert (extract.format, extract.encoding, extract.certainty) == (Format.JSONL, "utf-8", 1.0)
    assert extract.settled
    assert extract.articles
    assert all(is_sourced(extract.text, part) for part in shown(extract.articles[0]))


def test_what_no_column_says_is_none() -> None:
    found = article(jsonl([{"text": PROSE, "author": None, "title": "  "}]))
    assert (found.title, found.author, found.position, found.byline) == (None, None, None, None)
    assert (found.date, found.publication, found.issue, found.column) == (None, None, None, None)


@pytest.mark.parametrize(
    "names",
    [
        ["标题", "作者", "单位", "发表日期", "刊名", "期号", "栏目", "正文"],
        ["題目", "作者", "職務", "日期", "來源", "期數", "欄目", "段落"],
        [" Title", "AUTHOR", "Position", "Date", "Publication", "Issue", "Column", "Text "],
    ],
)
def test_columns_are_known_in_chinese_and_in_any_case(names: list[str]) -> None:
    values = list(map(str, ROW.values()))
    for data in (jsonl([dict(zip(names, values, strict=True))]), table([names, values])):
        found = article(data)
        assert (value(found.title), found.author, found.position) == ("守闸三十年", "欧阳某", "浔河县水利局局长")
        assert (value(found.date), value(found.publication), value(found.issue)) == ("2021-11-03", "浔河水利", "3")
        assert (found.column, found.paragraphs[0].body.text) == ("笔谈", PROSE)


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2021/11/3", "2021-11-03"),
        ("2021年11月3日", "2021-11-03"),
        ("二〇二一年十一月三日", "2021-11-03"),
        ("20211103", "2021-11-03"),
        ("2021-11-03T08:00:00Z", "2021-11-03"),
        ("2021/11/3 8:00", "2021-11-03"),
        ("2021年11月", "2021-11"),
        ("2021-13-03", None),
        ("去年冬天", None),
    ],
)
def test_a_date_is_one_only_if_it_can_be_read(written: str, iso: str | None) -> None:
    (extract,) = extracts(jsonl([{"date": written, "text": PROSE}]))
    assert extract.articles
    assert value(extract.articles[0].date) == iso
    assert extract.text.startswith(written)


@pytest.mark.parametrize(
    ("written", "number"), [("第32期", "32"), ("2021年第5期", "5"), ("总第8辑", "总第8辑"), ("7", "7")]
)
def test_an_issue_is_its_number_where_it_has_one(written: str, number: str) -> None:
    found = article(jsonl([{"issue": written, "text": PROSE}]))
    assert found.issue
    assert (found.issue.value, found.issue.shown.text in written) == (number, True)


def test_several_authors_and_several_paragraphs_can_be_a_list() -> None:
    found = article(jsonl([{"author": ["欧阳某", "王某某"], "text": ["水不等人。", "人也不等水。"]}]))
    assert found.author == "欧阳某、王某某"
    assert [one.body.text for one in found.paragraphs] == ["水不等人。", "人也不等水。"]


def test_each_line_of_a_text_is_a_paragraph() -> None:
    found = article(jsonl([{"text": "　　水不等人。\r\n\r\n　　人也不等水。\n"}]))
    assert [(one.number, one.body.text) for one in found.paragraphs] == [(1, "水不等人。"), (2, "人也不等水。")]


def test_an_endless_paragraph_is_cut_at_sentences() -> None:
    found = article(jsonl([{"text": PROSE * 300}]))
    assert len(found.paragraphs) > 1
    assert "".join(one.body.text for one in found.paragraphs) == PROSE * 300
    assert all(len(one.body.text) <= LONGEST and one.body.text.endswith("。") for one in found.paragraphs)


def test_neighbours_that_say_the_same_are_one_article() -> None:
    rows = [{"title": "东闸", "text": "一。"}, {"title": "东闸", "text": "二。"}, {"title": "西闸", "text": "三。"}]
    (extract,) = extracts(jsonl([*rows, rows[0]]))
    assert extract.text == "东闸\n一。\n二。\n西闸\n三。\n东闸\n一。"
    assert [(one.number, len(one.paragraphs)) for one in extract.articles or ()] == [(1, 2), (2, 1), (3, 1)]


def test_marks_of_markdown_in_a_value_stay_as_they_are() -> None:
    found = article(jsonl([{"title": "# 东闸", "text": "**水**不等人。"}]))
    assert found.title
    assert (found.title.value, found.paragraphs[0].body.text) == ("# 东闸", "**水**不等人。")


# Stretches


def test_a_stretch_ends_after_so_many_rows_and_the_next_says_again_what_it_is_of() -> None:
    found = extracts(jsonl({"title": "东闸", "text": f"第{number}段。"} for number in range(2500)))
    assert [len(texts([one])) for one in found] == [1000, 1000, 500]
    assert all(one.text.startswith("东闸\n") and len(one.articles or ()) == 1 for one in found)
    assert texts(found) == [f"第{number}段。" for number in range(2500)]


def test_a_stretch_ends_before_its_text_gets_long() -> None:
    found = extracts(jsonl({"text": f"{number}" + "水" * 50_000} for number in range(20)))
    assert len(found) > 2
    assert all(len(one.text) <= 300_100 for one in found)


class Rows(io.RawIOBase):
    """A file of JSONL that is made while it is read."""

    def __init__(self, count: int) -> None:
        self._count = count
        self.seek(0)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        assert offset == whence == 0
        self._number, self._left = 0, b""
        return 0

    def readinto(self, buffer: Any) -> int:
        if not self._left and self._number < self._count:
            self._left = jsonl({**ROW, "title": f"{number // 7}"} for number in range(self._number, self._number + 100))
            self._number += 100
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size


def peak(count: int) -> int:
    """The most memory that reading so many rows takes, in bytes."""
    tracemalloc.start()
    rows = sum(len(texts([one])) for one in read(io.BufferedReader(Rows(count)), Options()))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert rows == count
    return most


def test_many_rows_take_no_more_memory_than_some() -> None:
    assert peak(20_000) < 1.2 * peak(5_000)


# CSV


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_table_is_read_with_its_delimiter(delimiter: str) -> None:
    data = table([["序号", "标题", "正文"], ["1", "东闸, 西闸; 南闸", PROSE]], delimiter)
    (extract,) = extracts(data)
    assert extract.format is Format.CSV
    assert extract.text == f"东闸, 西闸; 南闸\n{PROSE}"


def test_a_line_end_within_quotes_is_in_the_text() -> None:
    data = b'text,title\r\n"\xe6\xb0\xb4\r\n\xe6\xb8\xa0 ""a""",t\r\n'
    (extract,) = extracts(data)
    assert extract.text == 't\n水\n渠 "a"'


def test_a_table_without_a_column_of_text_is_told_so() -> None:
    assert refused(table([["标题", "作者"], ["东闸", "欧阳某"]])) == (Reason.ROW, "text")


def test_a_row_with_more_values_than_columns_is_bad_and_one_with_fewer_is_not() -> None:
    data = "text,title,author\n水不等人,人也不等水,东闸,欧阳某\n渠是大家的渠。,东闸\n渠。,东闸,,,\n"
    found = extracts(data.encode())
    assert texts(found) == ["渠是大家的渠。", "渠。"]
    assert found[-1].notices == (Notice("bad_rows", "1 (2)"),)


def test_a_quote_that_does_not_end_is_one_bad_row() -> None:
    found = extracts('text\n水。\n"渠。\n闸。\n'.encode())
    assert texts(found) == ["水。"]
    assert found[-1].notices == (Notice("bad_rows", "1 (3)"),)


def test_rows_are_counted_by_the_line_they_begin_on() -> None:
    found = extracts('text,title\n"一。\n二。",a\n,b\n'.encode())
    assert found[-1].notices == (Notice("bad_rows", "1 (4)"),)


def test_zero_bytes_in_a_table_are_damage() -> None:
    assert refused(b"text\n" + "水。\n".encode() + b"a\0b\n", "表.csv")[0] is Reason.DAMAGED


# Bad rows


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "水",
        "[1]",
        "3",
        '{"text": ""}',
        '{"title": "东闸"}',
        '{"text": {"a": 1}}',
        '{"text": "水", "author": [1]}',
        '{"text": "\\ud83d"}',
        '{"text": "\\u0000"}',
        "[" * 100_000,
        '{"text": ' + "9" * 5000 + "}",
    ],
)
def test_a_row_that_is_none_is_named_and_the_others_are_read(line: str) -> None:
    data = jsonl([{"text": "一。"}]) + b"\n" + line.encode() + b"\n" + jsonl([{"text": "二。"}])
    found = extracts(data)
    assert texts(found) == ["一。", "二。"]
    assert found[-1].notices == (Notice("bad_rows", "1 (3)"),)


def test_of_many_bad_rows_the_first_are_named_on_the_last_stretch() -> None:
    good = jsonl({"text": f"第{number}段。"} for number in range(1500))
    found = extracts(b"x\n" * 7 + good, "表.jsonl")
    assert [one.notices for one in found] == [(), (Notice("bad_rows", "7 (1, 2, 3, 4, 5 …)"),)]


def test_a_file_without_a_good_row_is_refused_with_its_first_line() -> None:
    assert refused(b"\n{\n{\n") == (Reason.ROW, "line 2")


@pytest.mark.parametrize(
    ("data", "name"), [(b"", ""), (b" \n\n", "a.jsonl"), (b"\xef\xbb\xbf", "a.csv"), (b"text\n\n", "")]
)
def test_a_file_without_rows_is_empty(data: bytes, name: str) -> None:
    assert refused(data, name)[0] is Reason.EMPTY


@pytest.mark.parametrize("begin", ['{"text": "', "text\n", 'text\n"'])
def test_a_line_without_end_is_refused(begin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_LONGEST", 50_000)
    assert refused((begin + "水" * 60_000).encode())[0] is Reason.BOMB


def test_a_row_of_many_lines_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_LONGEST", 50_000)
    assert refused(('text\n"' + "水\n" * 40_000).encode())[0] is Reason.BOMB


# Encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "big5hkscs", "utf-16"])
def test_a_table_is_read_in_any_encoding(encoding: str) -> None:
    prose = "水利局的人說：這條渠是大家的，我們都要來清，不能只有他們去做。" if "big5" in encoding else PROSE
    for data in (f"text,title\n{prose},t\n", json.dumps({"title": "t", "text": prose}, ensure_ascii=False)):
        (extract,) = extracts(data.encode(encoding))
        assert extract.text == f"t\n{prose}"
        assert codecs.lookup(extract.encoding or "").name.startswith(encoding.removesuffix("-sig")[:6])


def test_the_encoding_is_told_by_the_first_block_that_has_other_than_ascii() -> None:
    data = jsonl({"title": "a" * 50, "text": "b" * 50} for _ in range(2000)) + f'{{"text": "{PROSE}"}}'.encode(
        "gb18030"
    )
    assert texts(extracts(data))[-1] == PROSE


def test_the_encoding_that_a_person_names_is_taken() -> None:
    data = json.dumps({"text": PROSE}, ensure_ascii=False).encode("gb18030")
    assert texts(extracts(data, encoding="gbk")) == [PROSE]
    assert refused(data, encoding="utf-8")[0] is Reason.ENCODING


def test_a_byte_that_does_not_fit_is_named_by_its_line() -> None:
    data = jsonl({"text": PROSE} for _ in range(5000)) + b'{"text": "\xff\xfe"}\n'
    assert refused(data) == (Reason.ENCODING, "utf-8, line 5001")


# What holds of any rows

VALUES = st.text(alphabet="水渠a1 \n\t,\"'，。第期年月日", max_size=30)


@given(st.lists(st.dictionaries(st.sampled_from([*ROW, "other"]), VALUES | st.integers() | st.none()), max_size=8))
def test_every_part_of_every_article_is_a_slice_of_the_text(rows: list[dict[str, Any]]) -> None:
    has_text = [row for row in rows if str(row.get("text") if row.get("text") is not None else "").strip()]
    if not has_text:
        assert refused(jsonl(rows), "a.jsonl")[0] in (Reason.ROW, Reason.EMPTY)
        return
    (extract,) = extracts(jsonl(rows), "a.jsonl")
    assert all(is_sourced(extract.text, part) for article in extract.articles or () for part in shown(article))
    assert all(
        one.body.text == extract.text[one.start : one.end]
        for article in extract.articles or ()
        for one in article.paragraphs
    )
    written = [line.strip() for row in has_text for line in str(row["text"]).split("\n")]
    assert texts([extract]) == [line for line in written if line]


@given(st.binary(max_size=300), st.sampled_from(["a.jsonl", "a.csv", ""]))
def test_any_bytes_raise_nothing_but_our_error(data: bytes, name: str) -> None:
    try:
        found = extracts(data, name)
    except ReadingError:
        return
    assert texts(found)


def test_the_stream_is_left_open() -> None:
    stream = io.BytesIO(jsonl([ROW]))
    list(read(stream, Options()))
    assert not stream.closed
