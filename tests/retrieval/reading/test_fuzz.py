"""Whatever bytes a file has and whatever a text looks like: no error but ours, and every offset is right.

PDFs are read in a child process, as in a library: a library in C can end the process it is in.
"""

import io
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import BinaryIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.collection.isolation import MB, Limits, Work, isolated
from retrieval.errors import ReadingError
from retrieval.reading.articles import read_articles
from retrieval.reading.documents import format_of
from retrieval.reading.extract import Extract, Fact, Format, Mark, Options, Role
from retrieval.reading.readers import archives, docx, encodings, epub, html, pdf, tables, text
from retrieval.records import Article, Pages
from tests.hostile import making
from tests.retrieval.reading.test_offsets import assert_sourced, texts

pytestmark = pytest.mark.slow

Read = Callable[[BinaryIO, Options], Iterator[Extract]]

# What rules of reading look for, and what makes them stumble.
PIECES = st.sampled_from(
    "\u3000\u3000 |（|）|(|)|【|】|《|》|“|”|：|，|。|、|·|—|…|-|*|**|#|## |> |_|~|<b>|\t|·|□|■|1|12|- 3 -|— 4 —|第5页|5 / 9"
    "|一、|（二）|3.|（4）|①|第一章 |第三条 |第六节 总则|附件：|目　录|……………… 7|参考文献|[1]|注释：|表1 灌区|图2 水闸"
    "|作者：|作者 |文/|（作者为某县水利局局长）|（作者单位：某县水利站）|（作者系青石乡乡长）|本报记者 林渠 方圩|□ 方圩|程 巍|阿依古丽·买买提"
    "|本刊评论员|水利课题组|某县水利局局长|林渠|来源：渠报|时间：2023-05-06|2023年5月6日|二〇二三年五月|2023年|5月|第 3 期|（总第128期）"
    "|主持人：|问：|答：|出席：|时间：|地点：|编者按：|责任编辑：林渠|（图片由县水利站提供）|报送：|主送：|渠报|水利简报"
    "|渠道每年修一次，修完再放水。|清淤三公里，筑堤五公里，种树一千棵|“先远后近。”老渠长说。|水|渠长|English words|a|A1|3.14%|㎡|𠮷|\ufeff|\u200b|e\u0301"
    "|\u202e|\ue000|\x85|\u2028|\x0b".split("|")
)
SEPARATORS = st.sampled_from(
    ["\n"] * 6 + ["\n\n", "\r\n", "\r", "\f", "\n\f\n", "\n　　", "\n  ", "", "", "", " ", "\n\n\n"]
)
WRITTEN = st.lists(st.tuples(PIECES, SEPARATORS), max_size=50).map(lambda pairs: "".join(map("".join, pairs)))

_BODY = "渠道每年春天清淤，秋天补坝，村里人轮流看守闸门，从不间断。"
_WELL_FORMED = (
    f"# 修渠记\n\n某县水利站站长 林渠\n\n　　{_BODY}{_BODY}\n\n## 一、春天\n\n{_BODY}\n\n- 2 -\n\n# 护渠记\n（作者为某县水利局局长）\n{_BODY}\n",
    f"水利简报\n第 3 期\n某县水利局　　2023年5月6日\n\n修　渠　记\n林 渠\n　　{_BODY}\n　　{_BODY[:20]}\n{_BODY[20:]}\n报：县政府\n",
    f"灌区管理办法\n\n第一章 总则\n第一条 {_BODY}\n第二条 {_BODY}\n第二章 附则\n第三条 {_BODY}\n",
    f"会议纪要\n时间：2023年5月6日\n地点：水利站\n问：水从哪里来？\n答：{_BODY}\n问：谁来看守？\n答：{_BODY}\n",
    "\n".join([_BODY[:17], _BODY[17:], "- 1 -", "\f渠报", _BODY[:17], _BODY[17:], "- 2 -", "\f渠报", _BODY[:17]] * 3),
)


@st.composite
def mutated(draw: st.DrawFn, whole: str) -> str:
    """A text with pieces of it gone, doubled, moved, or with something else put in."""
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(whole)))
        end = min(len(whole), at + draw(st.integers(0, 40)))
        put = draw(st.one_of(PIECES, st.just(""), st.just(whole[at:end] * 2), st.text(max_size=3)))
        whole = whole[:at] + put + whole[end:]
    return whole


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """A file with bytes changed, gone or put in, or cut off."""
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(whole)))
        length = draw(st.sampled_from([0, 1, 1, 2, 8, 200]))
        put = draw(
            st.one_of(st.binary(max_size=4), st.just(whole[at : at + 60]), st.sampled_from([b"<", b"\0", b"9" * 20]))
        )
        whole = whole[:at] + put + whole[at + length :]
    return whole[: draw(st.integers(0, len(whole)))] if draw(st.integers(0, 4)) == 0 else whole


def assert_right(extract: Extract, articles: Iterable[Article]) -> None:
    """What articles say stands where they say it; their paragraphs are in order and do not overlap."""
    end = 0
    for article in articles:
        for sourced in texts(article):
            assert_sourced(extract.text, sourced)
        for number, made in enumerate(article.paragraphs, 1):
            assert made.number == number
            assert end <= made.start < made.end <= len(extract.text)
            assert made.body.text.strip()
            end = made.end


def assert_well_made(extract: Extract) -> None:
    """The marks and pages of an extract are in order and within its text, which can be kept and sent."""
    extract.text.encode("utf-8")
    end = 0
    for mark in extract.marks:
        assert end <= mark.start < mark.end <= len(extract.text)
        end = mark.end
    assert list(extract.pages.starts) == sorted(extract.pages.starts)
    assert all(0 <= page <= len(extract.text) for page in extract.pages.starts)
    assert all(0 <= start <= end <= len(extract.text) for start, end in extract.facts.values())
    assert 0 <= extract.certainty <= 1


def assert_read_or_refused(read: Read, data: bytes, name: str) -> None:
    """Reading gives what is well made, or one of our errors."""
    try:
        for extract in read(io.BytesIO(data), Options(name)):
            assert_well_made(extract)
            assert_right(extract, read_articles(extract))
    except ReadingError:
        pass


@given(st.one_of(WRITTEN, st.text(max_size=300), *map(mutated, _WELL_FORMED)))
@settings(max_examples=300)
def test_every_paragraph_of_any_text_is_made_of_slices_of_it(source: str) -> None:
    assert_right(Extract(source, Format.TEXT), read_articles(source))


@st.composite
def extracts(draw: st.DrawFn) -> Extract:
    """What a reader could make: lines, marks on some of them, pages, facts."""
    lines = draw(st.lists(WRITTEN.map(lambda line: " ".join(line.split("\n"))), max_size=20))
    source = "\n".join(lines)
    marks, at = [], 0
    for line in lines:
        role = draw(st.sampled_from([None, None, None, *Role]))
        if role and line:
            marks.append(Mark(at, at + len(line), role, draw(st.integers(0, 9))))
        at += len(line) + 1
    place = st.integers(0, len(source))
    spans = st.tuples(place, place).map(lambda span: (min(span), max(span)))
    return Extract(
        source,
        draw(st.sampled_from(list(Format))),
        marks=tuple(marks),
        settled=draw(st.booleans()),
        pages=Pages(tuple(sorted(draw(st.lists(place, max_size=5)))), draw(st.integers(-3, 900))),
        facts=draw(st.dictionaries(st.sampled_from(list(Fact)), spans, max_size=4)),
    )


@given(extracts())
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_a_format_says_of_lines_paragraphs_are_made_of_slices(extract: Extract) -> None:
    assert_right(extract, read_articles(extract))


_ROWS = f'{{"title": "修渠记", "author": "林渠", "date": "2023-05-06", "text": "{_BODY}"}}\n{{"text": "{_BODY}水。"}}\n'
_TABLE = f'title,author,text\n修渠记,林渠,"{_BODY}"\n护渠记,,"水，\n渠。"\n'
_PAGE = (
    f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>修渠记</title><meta name='author' content='林渠'></head><body>"
    f"<div class='nav'><a href='/'>首页</a></div><h1>修渠记</h1><p>来源：渠报 时间：2023-05-06</p><p>{_BODY}</p><table>"
    f"<tr><td>渠</td><td>闸</td></tr><tr><td>一</td><td>二</td></tr></table><blockquote>{_BODY}</blockquote></body></html>"
)
_DOCUMENT = making.body(
    '<w:p><w:pPr><w:pStyle w:val="1"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>修渠记</w:t></w:r></w:p>'
    + making.paragraph(_BODY)
    + f"<w:tbl><w:tr><w:tc>{making.paragraph('渠')}</w:tc><w:tc>{making.paragraph('闸')}</w:tc></w:tr></w:tbl>"
)
_PDF = making.pdf(making.page_objects(making.lines_shown("修渠记", _BODY[:20], _BODY[20:], "- 1 -")))

READERS: dict[str, tuple[Read, bytes, str]] = {
    "text": (text.read, _WELL_FORMED[0].encode(), "a.md"),
    "gbk": (text.read, _WELL_FORMED[1].encode("gb18030"), "a.txt"),
    "utf-16": (text.read, _WELL_FORMED[2].encode("utf-16"), "a.txt"),
    "rows": (tables.read, _ROWS.encode(), "a.jsonl"),
    "table": (tables.read, _TABLE.encode(), "a.csv"),
    "page": (html.read, _PAGE.encode(), "a.html"),
    "document": (docx.read, making.docx(_DOCUMENT), "a.docx"),
    "book": (epub.read, making.epub({"book.opf": making.opf(["a.xhtml"]), "a.xhtml": making.chapter(_BODY)}), "a.epub"),
}


@pytest.mark.parametrize("kind", READERS)
@given(data=st.data())
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_file_is_read_or_refused(kind: str, data: st.DataObject) -> None:
    read, whole, name = READERS[kind]
    assert_read_or_refused(read, data.draw(damaged(whole)), name)


@pytest.mark.parametrize("kind", READERS)
@given(data=st.binary(max_size=300))
@settings(max_examples=50)
def test_any_bytes_are_read_or_refused(kind: str, data: bytes) -> None:
    read, _, name = READERS[kind]
    assert_read_or_refused(read, data, name)


@pytest.mark.parametrize("kind", ["rows", "table", "page"])
@given(data=st.data())
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_text_of_a_format_is_read_or_refused(kind: str, data: st.DataObject) -> None:
    read, whole, name = READERS[kind]
    written = data.draw(mutated(whole.decode()))
    assert_read_or_refused(read, written.encode("utf-8", "surrogatepass"), name)


@given(data=st.data())
@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
def test_a_document_with_damaged_parts_in_a_whole_archive_is_read_or_refused(data: st.DataObject) -> None:
    document = data.draw(damaged(_DOCUMENT.encode()))
    assert_read_or_refused(docx.read, making.docx(document), "a.docx")


@given(data=st.data())
@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
def test_a_book_with_damaged_parts_in_a_whole_archive_is_read_or_refused(data: st.DataObject) -> None:
    contents = data.draw(
        st.one_of(st.just(making.opf(["a.xhtml"]).encode()), damaged(making.opf(["a.xhtml"]).encode()))
    )
    chapter = data.draw(st.one_of(st.just(making.chapter(_BODY).encode()), damaged(making.chapter(_BODY).encode())))
    assert_read_or_refused(epub.read, making.epub({"book.opf": contents, "a.xhtml": chapter}), "a.epub")


@given(data=st.data())
@settings(max_examples=120)
def test_a_damaged_archive_is_listed_and_read_or_refused(data: st.DataObject) -> None:
    whole = making.archive(making.plain({"渠/a.txt": _BODY, "b.md": _BODY * 2}))
    packed = io.BytesIO(data.draw(damaged(whole)))
    try:
        members = archives.members(packed)
        opened = archives.opened(packed)
    except ReadingError:
        return
    for member in members:
        assert member.name
        try:
            opened.read(member.key)
        except ReadingError:
            continue


_ANYTHING = st.one_of(st.binary(max_size=200), *(damaged(whole) for _, whole, _ in READERS.values()))
_NAMES = st.sampled_from(
    ["a", "a.txt", "a.docx", "a.pdf", "a.html", "a.jsonl", "a.csv", "a.zip", "a.doc", "a.json", ".", "渠.TXT"]
)


@given(_ANYTHING, _NAMES)
@settings(max_examples=200)
def test_what_a_file_is_is_recognised_or_refused(data: bytes, name: str) -> None:
    with suppress(ReadingError):
        assert isinstance(format_of(io.BytesIO(data), Options(name)), Format)


@given(st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_pdf_is_read_or_refused_by_a_child_that_survives_or_is_named(data: st.DataObject) -> None:
    broken = data.draw(st.one_of(damaged(_PDF), st.binary(max_size=200).map(b"%PDF-1.4\n".__add__)))

    def work(beat: Callable[[], None]) -> dict[str, object]:
        assert_read_or_refused(lambda stream, options: pdf.read(stream, options, lambda: None), broken, "a.pdf")
        return {}

    lifeline, other = os.pipe()
    try:
        limits = Limits(memory=4096 * MB, seconds=20, seconds_a_page=0)
        (outcome,) = isolated([Work(len(broken), work)], limits, lifeline)
    finally:
        os.close(lifeline)
        os.close(other)
    # What an exception ended says which; a library in C says nothing.
    assert outcome.detail == ""


@given(st.text(), st.sampled_from(["utf-8", "utf-16", "utf-16-le", "gb18030", "utf-8-sig"]))
def test_any_text_comes_back_in_the_encoding_that_is_named(source: str, encoding: str) -> None:
    decoded = encodings.decode(source.encode(encoding), encoding)
    assert decoded.text in (source, source.removeprefix("\ufeff"))
    assert decoded.certainty == 1


@given(st.one_of(st.binary(max_size=200), WRITTEN.map(str.encode), WRITTEN.map(lambda one: one.encode("gb18030"))))
@settings(max_examples=300)
def test_what_is_decoded_by_a_guess_has_every_byte_in_it(data: bytes) -> None:
    try:
        decoded = encodings.decode(data)
    except ReadingError:
        return
    assert 0 <= decoded.certainty <= 1
    if decoded.encoding.startswith("utf"):
        back = decoded.text.encode(decoded.encoding)
        assert data[: len(data) - decoded.cut].endswith(back)
        # Nothing but a byte order mark may be missing.
        assert len(data) - decoded.cut - len(back) <= 4
