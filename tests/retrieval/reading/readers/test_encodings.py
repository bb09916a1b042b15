"""Bytes become characters, with the encoding and how sure it is."""

import random
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import ReadingError, Reason
from retrieval.reading.readers.encodings import decode

SIMPLIFIED = (
    "入汛以来全县各级干部吃住在坝上，白天查险，夜里看水，没有一个人叫苦。",
    "村里修了三条路，装了五十盏灯，老人们晚上也愿意出来走走、说说话。",
    "“水是大家的，渠也是大家的。”他说这话的时候，手里还拿着一把旧铁锹。",
    "一、明确责任；二、备足物资；三、加强值守；四、及时报告。",
    "去年秋天以后，山上的泉眼小了一半，几户人家把水田改成了旱地。",
    "会议要求，各单位要把工作做在前面，把困难想得多一些，把办法想得细一些。",
)
TRADITIONAL = (
    "入汛以來全縣各級幹部吃住在壩上，白天查險，夜裡看水，沒有一個人叫苦。",
    "村裡修了三條路，裝了五十盞燈，老人們晚上也願意出來走走、說說話。",
    "「水是大家的，渠也是大家的。」他說這話的時候，手裡還拿著一把舊鐵鍬。",
    "一、明確責任；二、備足物資；三、加強值守；四、及時報告。",
    "去年秋天以後，山上的泉眼小了一半，幾戶人家把水田改成了旱地。",
    "會議要求，各單位要把工作做在前面，把困難想得多一些，把辦法想得細一些。",
)
TABLE = (
    ("utf-8", SIMPLIFIED),
    ("utf-8", TRADITIONAL),
    ("gb18030", SIMPLIFIED),
    ("gb18030", TRADITIONAL),
    ("big5hkscs", TRADITIONAL),
    ("utf-16-le", SIMPLIFIED),
    ("utf-16-le", TRADITIONAL),
    ("utf-16-be", SIMPLIFIED),
    ("utf-16-be", TRADITIONAL),
)


def pieces(sentences: tuple[str, ...], length: int, count: int) -> list[str]:
    """Pieces of so many characters cut from the sentences in any order, always the same ones."""
    chance = random.Random(length)  # noqa: S311 - the same pieces in every run
    text = "".join(chance.choice(sentences) for _ in range(count))
    return [text[at : at + length] for at in range(0, len(text) - length, max(1, len(text) // count))]


@pytest.mark.parametrize(("encoding", "sentences"), TABLE)
@pytest.mark.parametrize("length", [20, 60, 400])
def test_of_pieces_of_twenty_characters_and_more_hardly_any_is_misread(
    encoding: str, sentences: tuple[str, ...], length: int
) -> None:
    texts = pieces(sentences, length, 200)
    found = [decode(text.encode(encoding)) for text in texts]
    right = sum(
        one.encoding == encoding and one.text == text and one.certainty > 0.9
        for one, text in zip(found, texts, strict=True)
    )
    assert right >= 0.99 * len(texts) > 50


@pytest.mark.parametrize("encoding", ["gb18030", "big5hkscs"])
def test_four_characters_are_enough_most_of_the_time(encoding: str) -> None:
    texts = pieces(TRADITIONAL, 4, 300)
    right = 0
    for text in texts:
        with suppress(ReadingError):
            right += decode(text.encode(encoding)).text == text
    assert right > 0.9 * len(texts)


def test_the_less_there_is_to_go_by_the_less_sure_it_is() -> None:
    certainties = [decode(text.encode("gb18030")).certainty for text in ("水", "大水", "发大水的时候", SIMPLIFIED[0])]
    assert certainties == sorted(certainties)
    assert certainties[0] < 0.9 < certainties[-1] < 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_certain_and_no_part_of_the_text(encoding: str) -> None:
    found = decode(SIMPLIFIED[0].encode(encoding))
    assert (found.text, found.certainty) == (SIMPLIFIED[0], 1.0)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_western_text_in_utf16_is_told_by_its_zeros(encoding: str) -> None:
    text = "Minutes of the third meeting\r\nWater, roads and schools\r\n"
    assert decode(text.encode(encoding)).text == text


def test_western_letters_in_utf8_are_not_taken_for_chinese() -> None:
    text = "Grüße aus Übersee: Äpfel, Öl, Größe, naïve façade"
    found = decode(text.encode())
    assert (found.text, found.encoding, found.certainty > 0.9) == (text, "utf-8", True)


def test_chinese_in_bytes_that_also_are_utf8_is_chinese() -> None:
    # Each of these characters is in GB 2312 a pair of bytes that UTF-8 has for one rare letter.
    text = "".join(char for char in "没有现在和长也天日使成" if 0xC2 <= char.encode("gb2312")[0] <= 0xDF)
    data = "".join(char for char in text if char.encode("gb2312")[1] <= 0xBF).encode("gb2312")
    assert data.decode("utf-8")
    assert decode(data).encoding == "gb18030"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", ""])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-16-be"])
def test_of_a_long_text_every_character_comes_out(encoding: str, line_end: str) -> None:
    text = "chapter one; " * 20_000 + line_end.join(SIMPLIFIED * 300)
    found = decode(text.encode(encoding))
    assert (found.text == text, found.encoding) == (True, encoding)


def test_a_table_drawn_with_characters_is_text() -> None:
    text = "┌────┬────┐\n│水位│流量│\n├────┼────┤\n│很高│不大│\n└────┴────┘\n" * 3
    assert decode(text.encode("gb18030")).text == text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5hkscs"])
def test_a_file_cut_off_within_a_character_is_read_up_to_there_and_says_so(encoding: str) -> None:
    text = "".join(TRADITIONAL)
    found = decode((text + "水").encode(encoding)[:-1])
    assert (found.text, found.encoding, found.cut) == (text, encoding, len("水".encode(encoding)) - 1)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_damaged_byte_refuses_the_file_and_says_where(encoding: str) -> None:
    data = bytearray("\n".join(SIMPLIFIED * 20).encode(encoding))
    at = data.index(b"\n") + 1
    data[at] = 0xFF
    with pytest.raises(ReadingError) as caught:
        decode(bytes(data))
    assert (caught.value.reason, caught.value.detail) == (Reason.ENCODING, f"{encoding} @{at}")


def test_damage_can_be_shown_instead_where_only_a_part_is_kept() -> None:
    data = SIMPLIFIED[0].encode() + b"\xff" + SIMPLIFIED[1].encode()
    assert decode(data, errors="replace").text == f"{SIMPLIFIED[0]}\ufffd{SIMPLIFIED[1]}"


def test_what_a_person_says_of_the_encoding_is_not_doubted() -> None:
    found = decode("café".encode("cp1252"), "cp1252")
    assert (found.text, found.encoding, found.certainty) == ("café", "cp1252", 1.0)


@pytest.mark.parametrize("name", ["gb2312", "GBK", "cp936"])
def test_a_subset_is_named_and_all_that_programs_write_is_meant(name: str) -> None:
    assert decode("朱镕基".encode("gb18030"), name).text == "朱镕基"


@pytest.mark.parametrize("name", ["klingon", "", "hex", "zip", "rot13", "gb\0k", "undefined", "行"])
def test_an_encoding_that_is_none_is_refused_by_name(name: str) -> None:
    with pytest.raises(ReadingError) as caught:
        decode(b"abc", name)
    assert caught.value.reason is Reason.ENCODING


def test_bytes_that_do_not_fit_what_a_person_says_are_refused() -> None:
    with pytest.raises(ReadingError) as caught:
        decode(SIMPLIFIED[0].encode("gb18030"), "utf-8")
    assert caught.value.detail == "utf-8 @0"


@given(st.text(st.characters(codec="gb18030", exclude_categories=("Cc", "Cs"), exclude_characters="\ufeff")))
def test_what_a_person_says_makes_every_text_come_back(text: str) -> None:
    assert decode(text.encode("gb18030"), "gb18030").text == text


@given(st.binary(max_size=400))
def test_any_bytes_are_characters_or_a_reason(data: bytes) -> None:
    found = reason = None
    try:
        found = decode(data)
    except ReadingError as error:
        reason = error.reason
    if found is None:
        assert reason is Reason.ENCODING
    else:
        assert 0 < found.certainty <= 1
        assert 0 <= found.cut < 4
