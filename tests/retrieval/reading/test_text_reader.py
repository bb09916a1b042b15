"""Bytes become the characters the file means, or a reason why not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import ReadingError, Reason
from retrieval.reading.readers.text import decode

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
