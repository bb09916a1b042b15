"""An e-book becomes one text, its chapters in the order in which they are read."""

import io
import zipfile
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import ReadingError, Reason
from retrieval.reading.articles import read_articles
from retrieval.reading.extract import ArchiveLimits, Extract, Fact, Options, Role
from retrieval.reading.readers import epub

CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
METADATA = (
    "<dc:title>渠水志</dc:title><dc:creator id='a'>罗小河</dc:creator><dc:creator id='b' opf:role='trl'>周大江</dc:creator>"
    "<dc:date>2019-05-01T16:00:00+00:00</dc:date>"
)
FIRST = "<h1>第一章 开渠</h1><p>　　那一年冬天，全村的人都上了山。</p><p>石头硬，人更硬。</p>"
SECOND = "<h1>第二章 分水</h1><h2>规矩</h2><p>水到了村口，先要立规矩。</p>"
STATED = ["渠水志", "罗小河", "2019-05-01"]


def chapter(body: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11.dtd">'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>渠水志</title>'
        f'<script src="a.js"/><style>p {{}}</style></head><body>{body}</body></html>'
    )


def package(items: str, spine: str, metadata: str = METADATA, more: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0"'
        ' xmlns:opf="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<metadata>{metadata}</metadata><manifest>{items}</manifest><spine>{spine}</spine>{more}</package>"
    )


def item(name: str, more: str = "", kind: str = "application/xhtml+xml") -> str:
    return f'<item id="{name}" href="{name}.xhtml" media-type="{kind}" {more}/>'


def spine(*names: str) -> str:
    return "".join(f'<itemref idref="{name}"/>' for name in names)


def book(entries: Mapping[str, str | bytes], opf: str | None = None) -> io.BytesIO:
    """A book of these files of its folder; without a list of its own it has two chapters."""
    stream = io.BytesIO()
    opf = opf or package(item("two") + item("one"), spine("one", "two"))
    parts: dict[str, str | bytes] = {"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": opf}
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("mimetype", "application/epub+zip")
        for name, data in (parts | dict(entries)).items():
            packed.writestr(name if "/" in name else f"OEBPS/{name}.xhtml", data)
    stream.seek(0)
    return stream


CHAPTERS: dict[str, str | bytes] = {"one": chapter(FIRST), "two": chapter(SECOND)}


def read(stream: io.BytesIO) -> Extract:
    (extract,) = epub.read(stream, Options("书.epub"))
    return extract


def body(extract: Extract) -> list[str]:
    """The lines below what the book states of itself."""
    return extract.text.split("\n")[len(extract.facts) :]


def of_role(extract: Extract, role: Role) -> list[tuple[str, int]]:
    return [(extract.text[mark.start : mark.end], mark.level) for mark in extract.marks if mark.role is role]


def refusal(stream: io.BytesIO) -> Reason:
    with pytest.raises(ReadingError) as caught:
        read(stream)
    return caught.value.reason


def test_a_book_is_unpacked_within_the_limits_that_are_set() -> None:
    with pytest.raises(ReadingError) as caught:
        list(epub.read(book(CHAPTERS), Options("书.epub", archive=ArchiveLimits(entries=4))))
    assert caught.value.reason is Reason.BOMB


def test_chapters_come_in_reading_order_a_line_a_paragraph_with_their_headings() -> None:
    extract = read(book(CHAPTERS))
    assert body(extract) == [
        "第一章 开渠",
        "那一年冬天，全村的人都上了山。",
        "石头硬，人更硬。",
        "第二章 分水",
        "规矩",
        "水到了村口，先要立规矩。",
    ]
    assert of_role(extract, Role.HEADING) == [("第一章 开渠", 0), ("第二章 分水", 0), ("规矩", 2)]
    assert extract.settled


def test_whoever_signs_the_preface_has_not_written_the_chapters() -> None:
    entries = {
        "one": chapter("<h2>序</h2><p>林渠</p><p>这本书里没有大人物，只有开渠的人和等水的人。</p>"),
        "two": chapter("<h2>开渠</h2><p>那一年冬天，全村的人都上了山，石头硬，人更硬。</p>"),
        "three": chapter("<h2>分水</h2><p>水到了村口，先要立规矩，人人都听。</p>"),
    }
    names = ("one", "two", "three")
    articles = read_articles(read(book(entries, package("".join(map(item, names)), spine(*names)))))
    stated = [(article.title.value if article.title else None, article.author) for article in articles]
    assert stated == [("序", "林渠"), ("开渠", None), ("分水", None)]


def test_chapters_without_a_number_are_articles_of_the_books_author() -> None:
    entries = {
        "one": chapter("<h2>开渠</h2><p>那一年冬天，全村的人都上了山，石头硬，人更硬。</p>"),
        "two": chapter("<h2>分水</h2><p>水到了村口，先要立规矩，人人都听。</p>"),
    }
    articles = read_articles(read(book(entries)))
    stated = [(article.title.value if article.title else None, article.author) for article in articles]
    assert stated == [("开渠", "罗小河"), ("分水", "罗小河")]


def test_the_book_states_its_name_its_writers_and_its_day_in_its_first_lines() -> None:
    extract = read(book(CHAPTERS))
    assert extract.text.split("\n")[:3] == STATED
    shown = {fact: extract.text[start:end] for fact, (start, end) in extract.facts.items()}
    assert shown == dict(zip((Fact.PUBLICATION, Fact.AUTHOR, Fact.DATE), STATED, strict=True))


@pytest.mark.parametrize(
    "metadata",
    [
        "",
        "<dc:date>0101-01-01T00:00:00+00:00</dc:date>",
        "<dc:date opf:event='modification'>2020-01-01</dc:date><dc:title> </dc:title>",
        "<dc:creator opf:role='edt'>周大江</dc:creator><meta property='dcterms:modified'>2020-01-01T00:00:00Z</meta>",
        "<dc:creator id='c'>周大江</dc:creator><meta refines='#c' property='role'>trl</meta>",
    ],
)
def test_what_the_book_does_not_say_is_not_stated(metadata: str) -> None:
    opf = package(item("one"), spine("one"), metadata)
    assert read(book({"one": chapter(FIRST)}, opf)).facts == {}


def test_several_writers_are_all_named() -> None:
    metadata = "<dc:creator>罗小河</dc:creator><dc:creator opf:role='aut'>周大江</dc:creator>"
    extract = read(book({"one": chapter(FIRST)}, package(item("one"), spine("one"), metadata)))
    assert extract.text.startswith("罗小河、周大江\n")


def test_contents_and_cover_are_no_text_and_what_stands_outside_the_order_comes_last() -> None:
    contents = chapter('<nav epub:type="toc"><ol><li><a href="one.xhtml">第一章 开渠</a></li></ol></nav>')
    opf = package(
        item("nav", 'properties="nav"') + item("list") + item("notes") + item("one") + item("two"),
        spine("nav", "list") + '<itemref idref="notes" linear="no"/>' + spine("one", "two"),
        more='<guide><reference type="toc" href="list.xhtml#top"/></guide>',
    )
    entries = CHAPTERS | {"nav": contents, "list": chapter("<p>目录</p>"), "notes": chapter("<p>后记。</p>")}
    lines = body(read(book(entries, opf)))
    assert "目录" not in lines
    assert lines.count("第一章 开渠") == 1
    assert lines[-1] == "后记。"


def test_a_chapter_without_a_heading_has_its_name_from_the_table_of_contents() -> None:
    ncx = (
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>'
        '<navPoint><navLabel><text>开渠</text></navLabel><content src="one.xhtml"/></navPoint>'
        '<navPoint><navLabel><text>分水</text></navLabel><content src="two.xhtml#x"/></navPoint></navMap></ncx>'
    )
    opf = package(
        '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>' + item("one") + item("two"),
        spine("one", "two"),
        "",
    )
    entries = {
        "OEBPS/toc.ncx": ncx,
        "one": chapter("<p class='t'>开 渠</p><p>上了山。</p>"),
        "two": chapter("<p>立规矩。</p><p>人人都听。</p>"),
    }
    extract = read(book(entries, opf))
    assert extract.text.split("\n") == ["开 渠", "上了山。", "分水", "立规矩。", "人人都听。"]
    assert of_role(extract, Role.HEADING) == [("开 渠", 0), ("分水", 0)]


def test_footnotes_are_notes_and_their_numbers_are_no_part_of_the_text() -> None:
    text = (
        '<h1>开渠</h1><p>渠长三百丈<a epub:type="noteref" href="#n">1</a>，过三座山<sup><a href="#m">②</a></sup>。</p>'
        '<aside epub:type="footnote" id="n"><p>据旧账。</p></aside><blockquote><p>山高水长</p></blockquote>'
    )
    extract = read(book({"one": chapter(text), "two": chapter(SECOND)}))
    assert "渠长三百丈，过三座山。" in body(extract)
    assert of_role(extract, Role.NOTE) == [("据旧账。", 0)]
    assert of_role(extract, Role.QUOTATION) == [("山高水长", 0)]


def test_named_characters_and_markup_that_is_not_well_formed_are_read_as_a_browser_would() -> None:
    entries = {
        "one": chapter("<p>&emsp;&emsp;三百丈&mdash;&mdash;过山&nbsp;&amp;&lt;过河</p>"),
        "two": chapter("<p>人<br>水<p>山"),
    }
    assert body(read(book(entries))) == ["三百丈——过山\xa0&<过河", "人", "水", "山"]


def test_names_in_the_list_are_addresses() -> None:
    opf = package(
        '<item id="one" href="../text/%E7%AC%AC%201.xhtml" media-type="application/xhtml+xml"/>', spine("one")
    )
    assert "石头硬，人更硬。" in body(read(book({"text/第 1.xhtml": chapter(FIRST)}, opf)))


def test_a_chapter_that_is_not_there_is_told() -> None:
    extract = read(book({"one": chapter(FIRST)}))
    assert [(notice.name, notice.detail) for notice in extract.notices] == [("missing", "OEBPS/two.xhtml")]


@pytest.mark.parametrize(
    "chapter_text",
    [
        '<!DOCTYPE html [<!ENTITY a "水水水水"><!ENTITY b "&a;&a;&a;&a;">]><html><body><p>&b;</p></body></html>',
        '<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/hostname">]><html><body><p>&a;</p></body></html>',
        '<?xml version="1.0"?><!DOCTYPE html [\n<!ELEMENT p ANY>]><html><body><p>水</p></body></html>',
    ],
)
def test_entities_of_its_own_are_refused_wherever_they_stand(chapter_text: str) -> None:
    assert refusal(book({"one": chapter_text, "two": chapter(SECOND)})) is Reason.UNSAFE
    assert refusal(book(CHAPTERS, chapter_text)) is Reason.UNSAFE
    assert refusal(book(CHAPTERS | {"META-INF/container.xml": chapter_text})) is Reason.UNSAFE


def scrambled(name: str) -> str:
    return (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:enc="http://www.w3.org/2001/04/xmlenc#">'
        f'<enc:EncryptedData><enc:CipherData><enc:CipherReference URI="{name}"/></enc:CipherData></enc:EncryptedData></encryption>'
    )


def test_a_book_locked_by_its_seller_is_protected_but_scrambled_fonts_do_no_harm() -> None:
    assert refusal(book(CHAPTERS | {"META-INF/encryption.xml": scrambled("OEBPS/one.xhtml")})) is Reason.PROTECTED
    assert body(read(book(CHAPTERS | {"META-INF/encryption.xml": scrambled("OEBPS/fonts/a.otf")})))


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        ({"META-INF/container.xml": "<container/>"}, Reason.DAMAGED),
        ({"META-INF/container.xml": "no markup"}, Reason.DAMAGED),
        ({"META-INF/container.xml": CONTAINER.replace("OEBPS/", "../../")}, Reason.DAMAGED),
        ({"OEBPS/book.opf": "<package"}, Reason.DAMAGED),
        ({"OEBPS/book.opf": package("", "")}, Reason.EMPTY),
        (
            {"OEBPS/book.opf": package(item("one"), spine("one", "three")), "one": chapter("<img src='a.png'/>")},
            Reason.EMPTY,
        ),
        ({"one": chapter("<div>" * 5000 + "水" + "</div>" * 5000)}, Reason.BOMB),
        ({"one": b"\x00\x01\x02\xff\xfe\xfd" * 40}, Reason.ENCODING),
    ],
)
def test_a_broken_book_is_refused_with_its_reason(entries: dict[str, str | bytes], reason: Reason) -> None:
    assert refusal(book(CHAPTERS | entries)) is reason


def test_what_is_no_archive_is_damaged() -> None:
    assert refusal(io.BytesIO(b"PK\x03\x04 and nothing more")) is Reason.DAMAGED


@given(
    st.binary(max_size=200),
    st.sampled_from(["one", "OEBPS/book.opf", "META-INF/container.xml", "META-INF/encryption.xml"]),
)
def test_any_bytes_in_any_part_are_a_book_or_a_reason(data: bytes, name: str) -> None:
    reason, text = None, ""
    try:
        text = read(book(CHAPTERS | {name: data})).text
    except ReadingError as error:
        reason = error.reason
    assert reason in Reason if reason else "水到了村口，先要立规矩。" in text
