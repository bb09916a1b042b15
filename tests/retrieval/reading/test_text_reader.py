"""Bytes become the characters the file means, or a reason why not."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import ReadingError, Reason
from retrieval.reading.extract import Extract, Format, Notice, Options
from retrieval.reading.readers.text import decode, read

PROSE = (
    "汛期到来以前，各村要把沟渠清一遍，把闸门修好，把巡查的人定下来。这是我们每年都做的工作。\r\n第二行，时间不等人。"
)
TRADITIONAL = "這是我們每年都要做的工作，時間過得很快，大家來說說當時的情況。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030"])
def test_text_comes_out_as_it_went_in_line_ends_included(encoding: str) -> None:
    text, _ = decode(PROSE.encode(encoding))
    assert text == PROSE


def test_traditional_text_in_big5_is_told_from_gb18030() -> None:
    assert decode(TRADITIONAL.encode("big5hkscs")) == (TRADITIONAL, "big5hkscs")


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf", "\u3000\n\u3000".encode()])
def test_a_file_without_a_visible_character_is_empty(data: bytes) -> None:
    with pytest.raises(ReadingError) as caught:
        decode(data)
    assert caught.value.reason is Reason.EMPTY


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04\x14\x00\x06\x00", b"text\x00text", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"]
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(ReadingError) as caught:
        decode(data)
    assert caught.value.reason in (Reason.BINARY, Reason.ENCODING)


def extract(data: bytes, name: str = "说明.txt", encoding: str | None = None) -> Extract:
    (found,) = read(io.BytesIO(data), Options(name, encoding))
    return found


def test_a_file_is_read_as_it_stands_with_its_encoding_and_how_sure_that_is() -> None:
    found = extract(PROSE.encode("gb18030"))
    assert (found.text, found.format, found.encoding, found.settled) == (PROSE, Format.TEXT, "gb18030", False)
    assert 0.9 < found.certainty < 1


@pytest.mark.parametrize("name", ["说明.md", "说明.MARKDOWN"])
def test_markdown_is_known_by_its_name(name: str) -> None:
    assert extract(PROSE.encode(), name).format is Format.MARKDOWN


def test_the_encoding_a_person_names_is_used() -> None:
    assert extract("¿Qué?".encode("latin-1"), encoding="latin-1").text == "¿Qué?"


def test_pages_begin_after_form_feeds_where_there_are_several() -> None:
    assert extract(b"one\n\ftwo\n\fthree\n\f\n").pages.starts == (0, 5, 10)
    assert extract(b"one\n\ftwo\n").pages.starts == ()


def test_more_form_feeds_than_any_book_has_pages_divide_none() -> None:
    assert len(extract("页\f".encode() * 9_999).pages.starts) == 9_999
    assert extract("页\f".encode() * 10_000).pages.starts == ()


def test_a_file_cut_off_within_a_character_is_read_with_a_notice() -> None:
    found = extract(PROSE.encode()[:-1])
    assert found.text == PROSE[:-1]
    assert found.notices == (Notice("cut", str(len(PROSE[:-1].encode()))),)


def test_a_torn_utf16_file_says_its_encoding_failed() -> None:
    with pytest.raises(ReadingError) as caught:
        decode("水利".encode("utf-16")[:-1])
    assert caught.value.reason is Reason.ENCODING


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_a_reason(data: bytes) -> None:
    reason = None
    text = ""
    try:
        text, _ = decode(data)
    except ReadingError as error:
        reason = error.reason
    assert (reason is None) == bool(text.strip())
