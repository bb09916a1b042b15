"""Characters and where they stand become paragraphs, headings, rows and notes in reading order."""

import math
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.reading.extract import Role
from retrieval.reading.readers.pages.document import Document, document
from retrieval.reading.readers.pages.furniture import Page, is_page_number
from retrieval.reading.readers.pages.glyphs import Glyph, Rule, Sheet, legible, ordinary, upright
from retrieval.reading.readers.pages.pieces import pieces
from retrieval.reading.readers.pages.tables import without_tables

EM = 10.0
LEFT = 60.0
LEADING = 16.0
WIDTH, HEIGHT = 420.0, 600.0
# Thirty characters fill a line between the margins.
FULL = 30

HEAD = "青圩县水利通讯"
FIRST = "入汛以来各村把沟渠清了一遍把闸门逐座修好把夜里巡查的人定到了户里又把备用的砂石提前运到堤上。"
SECOND = "石桥村的放水员说往年抢水的事今年一次也没有遇到大家都按排好的日子轮着来，用多少记多少。"
THIRD = "下一步还要把管护的钱列进预算把巡查的账记在纸上让谁来看都看得明白，这样的办法要坚持下去。"


def typed(text: str, x: float, y: float, size: float = EM, bold: bool = False, face: str = "Song") -> list[Glyph]:
    """A line of type: a Chinese character is an em wide, a Latin one half of it; a space is not drawn."""
    glyphs = []
    for char in text:
        width = size if ord(char) > 0x2E80 else size / 2
        if not char.isspace():
            glyphs.append(Glyph(char, x, y, width, size, face, bold))
        x += width
    return glyphs


def wrapped(text: str, per_line: int = FULL, indent: int = 2) -> list[str]:
    """A paragraph as lines of so many characters, its first line set in."""
    text = "\u3000" * indent + text
    return [text[start : start + per_line] for start in range(0, len(text), per_line)]


def set_lines(
    lines: Iterable[str], x: float = LEFT, y: float = 100.0, size: float = EM, leading: float = LEADING
) -> list[Glyph]:
    """Lines of type one below another."""
    return [glyph for number, line in enumerate(lines) for glyph in typed(line, x, y + number * leading, size)]


def set_paragraphs(texts: Iterable[str], x: float = LEFT, y: float = 100.0, per_line: int = FULL) -> list[Glyph]:
    """Paragraphs with first-line indents and no white between them."""
    return set_lines([line for text in texts for line in wrapped(text, per_line)], x, y)


def page(glyphs: Sequence[Glyph], rules: Sequence[Rule] = ()) -> Page:
    """What the reader makes of a sheet."""
    sheet = upright(Sheet(WIDTH, HEIGHT, tuple(glyphs), tuple(rules)))
    outside, rows = without_tables(sheet)
    return Page(sheet.width, sheet.height, (*pieces(outside), *rows))


def read(*sheets: Sequence[Glyph]) -> Document:
    return document([page(glyphs) for glyphs in sheets])


def roles(found: Document) -> dict[str, tuple[Role, int]]:
    return {found.text[mark.start : mark.end]: (mark.role, mark.level) for mark in found.marks}


def test_lines_of_a_paragraph_are_one_line_and_an_indent_begins_the_next() -> None:
    assert read(set_paragraphs([FIRST, SECOND, THIRD])).text.split("\n") == [FIRST, SECOND, THIRD]


def test_without_indents_white_between_paragraphs_parts_them() -> None:
    glyphs: list[Glyph] = []
    y = 100.0
    for text in (FIRST, SECOND, THIRD):
        lines = wrapped(text, indent=0)
        glyphs += set_lines(lines, y=y)
        y += len(lines) * LEADING + 8
    assert read(glyphs).text.split("\n") == [FIRST, SECOND, THIRD]


def test_a_last_line_as_long_as_the_column_does_not_swallow_the_next_paragraph() -> None:
    even = FIRST[: FULL * 2 - 3] + "。"
    assert read(set_paragraphs([SECOND, even, THIRD])).text.split("\n") == [SECOND, even, THIRD]


def test_the_left_column_is_read_before_the_right_under_a_title_across_both() -> None:
    narrow = 14
    title = typed("轮灌制度在青圩县扎下根来", 100, 60, 18)
    left = set_paragraphs([FIRST, SECOND], LEFT, 100, narrow)
    right = set_paragraphs([THIRD, FIRST], LEFT + 160, 100, narrow)
    mixed = sorted(title + left + right, key=lambda glyph: (glyph.y, glyph.x))
    assert read(mixed).text.split("\n") == ["轮灌制度在青圩县扎下根来", FIRST, SECOND, THIRD, FIRST]


def test_three_columns_are_read_one_after_another() -> None:
    columns = [
        set_paragraphs([text], LEFT + 110 * number, 100, 9) for number, text in enumerate((FIRST, SECOND, THIRD))
    ]
    assert read([glyph for column in columns for glyph in column]).text.split("\n") == [FIRST, SECOND, THIRD]


def test_a_paragraph_goes_on_in_the_next_column_and_on_the_next_page() -> None:
    lines = wrapped(FIRST + SECOND + THIRD, 14)
    rest = wrapped(SECOND, 14)
    third = len(lines) // 3
    first = set_lines(lines[:third]) + set_lines(lines[third : 2 * third], LEFT + 160)
    second = set_lines([*lines[2 * third :], *rest]) + set_lines(rest + rest, LEFT + 160)
    found = read(first, second)
    whole = FIRST + SECOND + THIRD
    assert found.text.split("\n") == [whole, SECOND, SECOND, SECOND]
    assert found.pages.starts == (0, len("".join(lines[: 2 * third]).strip()))


def test_a_page_without_text_begins_where_the_next_one_does() -> None:
    found = read(set_paragraphs([FIRST]), [], set_paragraphs([SECOND]))
    assert found.pages.starts == (0, len(FIRST) + 1, len(FIRST) + 1)


def test_a_running_head_stays_once_on_top_of_the_first_page_and_page_numbers_never() -> None:
    sheets = [
        typed(HEAD, 170, 40) + set_paragraphs([text], y=90) + typed(f"- {number} -", 200, 570)
        for number, text in enumerate((FIRST, SECOND, THIRD))
    ]
    assert read(*sheets).text.split("\n") == [HEAD, FIRST, SECOND, THIRD]


def test_heads_of_left_and_right_pages_are_both_furniture() -> None:
    sheets = [
        typed("调查与研究" if number % 2 else HEAD, 60 if number % 2 else 250, 40, 9)
        + typed(str(number + 4), 350 if number % 2 else 60, 570)
        + set_paragraphs([text], y=90)
        for number, text in enumerate((FIRST, SECOND, THIRD))
    ]
    assert read(*sheets).text.split("\n") == [HEAD, FIRST, SECOND, THIRD]


def test_a_title_that_returns_at_the_head_of_pages_in_large_type_stays() -> None:
    sheets = [typed("关于修渠的通知", 130, 60, 20) + set_paragraphs([FIRST, SECOND]) for _ in range(2)]
    assert read(*sheets).text.count("关于修渠的通知") == 2


@pytest.mark.parametrize(
    "text",
    [
        "3",
        "- 3 -",
        "—3—",
        "— 3 —",
        "第3页 共10页",
        "第 3 页",
        "3/10",
        "· 3 ·",
        "iv",
        "XII",
        "Page 3 of 9",
        "３",
        "[3]",
        "~ 3 ~",
        "第三页",
        "－三－",
        "3页",
    ],
)
def test_every_common_form_of_a_page_number_is_one(text: str) -> None:
    assert is_page_number(text)


@pytest.mark.parametrize("text", ["2021年", "三、", "第三期", "3吨", "共10人", "三", "（三）水利", "mix 3"])
def test_what_says_more_is_no_page_number(text: str) -> None:
    assert not is_page_number(text)


def test_justification_puts_no_spaces_between_chinese_characters() -> None:
    line = [glyph._replace(x=LEFT + number * 15.0) for number, glyph in enumerate(typed(FIRST[:20], LEFT, 100))]
    assert [piece.text for piece in pieces(line)] == [FIRST[:20]]


def test_a_gap_that_stands_out_in_a_line_is_one_space() -> None:
    assert read(typed("方\u3000\u3000圩", 100, 100)).text == "方 圩"
    assert read(typed("局长 方圩", 100, 100)).text == "局长 方圩"


def test_a_character_of_which_only_the_ink_is_measured_has_no_space_beside_it() -> None:
    narrow = [
        glyph._replace(x=glyph.x + 0.16 * EM, width=0.68 * EM) if glyph.text in "月日自" else glyph
        for glyph in typed("经费天天管、月月管，来自县里的日日有账", LEFT, 100)
    ]
    assert read(narrow).text == "经费天天管、月月管，来自县里的日日有账"


def test_spaces_drawn_between_all_characters_are_none() -> None:
    spread = [
        one
        for number, char in enumerate("青圩县水利局")
        for one in (Glyph(char, 60 + number * 13, 100, 10, 10), Glyph(" ", 70 + number * 13, 100, 3, 10))
    ]
    assert read(spread).text == "青圩县水利局"


def test_latin_words_keep_their_spaces_over_line_ends_and_a_hard_hyphen_has_none() -> None:
    found = read(set_lines(["the water of every village and every farmer is well-", "organised here and now"]))
    assert found.text == "the water of every village and every farmer is well-organised here and now"


def test_a_soft_hyphen_at_a_line_end_goes() -> None:
    lines = [
        "the water of every village and every field is well",
        "looked after and of late, we may say so, is organ\u00ad",
    ]
    assert read(set_lines([*lines, "ised here"])).text.endswith(
        "field is well looked after and of late, we may say so, is organised here"
    )


def test_larger_type_is_a_heading_of_the_level_of_its_size() -> None:
    glyphs = typed("渠水到田头", 150, 60, 20) + set_paragraphs([FIRST, SECOND], y=100)
    below = max(glyph.y for glyph in glyphs)
    glyphs += typed("一、办法", 80, below + 30, 14) + set_paragraphs([THIRD, FIRST], y=below + 60)
    found = roles(read(glyphs))
    assert found == {"渠水到田头": (Role.TITLE, 1), "一、办法": (Role.HEADING, 2)}


def test_a_title_of_two_lines_is_one_line_and_the_author_below_it_another() -> None:
    glyphs = typed("以管护改革为抓手", 130, 50, 20) + typed("让渠水流到每块田里", 120, 80, 20)
    glyphs += typed("青圩县水利局局长 方圩", 155, 105) + set_paragraphs([FIRST, SECOND], y=140)
    lines = read(glyphs).text.split("\n")
    assert lines == ["以管护改革为抓手 让渠水流到每块田里", "青圩县水利局局长 方圩", FIRST, SECOND]


def test_a_masthead_larger_than_the_title_is_not_taken_for_it() -> None:
    glyphs = typed(HEAD, 90, 60, 32) + typed("第三期", 190, 85)
    glyphs += typed("渠水到田头", 150, 130, 20) + set_paragraphs([FIRST, SECOND], y=170)
    assert Role.TITLE not in {role for role, _ in roles(read(glyphs)).values()}


def test_a_short_bold_line_of_the_texts_size_is_a_heading() -> None:
    lines = set_paragraphs([FIRST, SECOND])
    y = max(glyph.y for glyph in lines) + LEADING
    glyphs = lines + typed("二、账要记清", 80, y, bold=True) + set_paragraphs([THIRD], y=y + LEADING)
    found = read(glyphs)
    assert found.text.split("\n") == [FIRST, SECOND, "二、账要记清", THIRD]
    assert roles(found) == {"二、账要记清": (Role.HEADING, 1)}


def test_a_signature_and_a_date_on_the_right_are_lines_of_their_own() -> None:
    body = set_paragraphs([FIRST, SECOND])
    y = max(glyph.y for glyph in body)
    glyphs = body + typed("青圩县水利局", 300, y + LEADING) + typed("二〇二一年三月", 290, y + 2 * LEADING)
    assert read(glyphs).text.split("\n") == [FIRST, SECOND, "青圩县水利局", "二〇二一年三月"]


def test_footnotes_follow_the_paragraph_that_runs_over_the_page_and_are_marked() -> None:
    lines = wrapped(FIRST + SECOND)
    foot = typed("①见该县二〇二〇年的调查。", LEFT, 540, 7) + typed("②同上。", LEFT, 552, 7)
    found = read(
        set_paragraphs([THIRD]) + set_lines(lines[:2], y=148) + foot,
        set_lines(lines[2:]) + set_paragraphs([THIRD], y=200),
    )
    assert found.text.split("\n") == [THIRD, FIRST + SECOND, "①见该县二〇二〇年的调查。", "②同上。", THIRD]
    assert {role for role, _ in roles(found).values()} == {Role.NOTE}


def test_pieces_below_one_another_are_rows_with_tabs() -> None:
    rows = [("上圩", "12", "34"), ("下圩", "8", "21"), ("石塘", "30", "102")]
    glyphs = set_paragraphs([FIRST])
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            glyphs += typed(cell, LEFT + column * 100, 200 + number * LEADING)
    found = read(glyphs)
    assert found.text.split("\n") == [FIRST, *("\t".join(row) for row in rows)]
    assert [mark.role for mark in found.marks] == [Role.ROW] * 3


def test_a_cell_of_several_lines_in_a_ruled_table_is_one_cell() -> None:
    rules = [Rule(60, y, 300, y) for y in (100, 140, 180)] + [Rule(x, 100, x, 180) for x in (60, 120, 300)]
    glyphs = typed("乡镇", 65, 120) + typed("办法", 125, 120)
    glyphs += typed("上圩", 65, 160) + typed("先修渠再", 125, 155) + typed("修闸。", 125, 170)
    found = document([page(glyphs, rules)])
    assert found.text == "乡镇\t办法\n上圩\t先修渠再修闸。"


def test_a_frame_around_text_is_no_table() -> None:
    rules = [Rule(50, y, 380, y) for y in (80, 200)] + [Rule(x, 80, x, 200) for x in (50, 380)]
    assert document([page(set_paragraphs([FIRST, SECOND]), rules)]).text.split("\n") == [FIRST, SECOND]


def test_a_caption_is_marked() -> None:
    body = set_paragraphs([FIRST, SECOND])
    found = read(body + typed("图1\u3000石桥村的分水闸", 160, 300, 8))
    assert roles(found) == {"图1 石桥村的分水闸": (Role.CAPTION, 0)}


def test_a_raised_number_stands_in_its_line() -> None:
    glyphs = typed("渠修好了", LEFT, 100) + typed("1", LEFT + 40, 96, 5) + typed("闸也修好了", LEFT + 43, 100)
    assert read(glyphs).text == "渠修好了1闸也修好了"


def test_a_raised_number_as_browsers_make_it_stands_in_its_line() -> None:
    small = 5 / 6 * EM
    glyphs = typed("方圩", LEFT, 100) + typed("1", LEFT + 2 * EM, 100 - 0.4 * EM, small)
    assert read(glyphs + typed("，林渠", LEFT + 2.5 * EM, 100)).text == "方圩1，林渠"


def test_characters_drawn_twice_for_a_shadow_count_once() -> None:
    assert read(typed(HEAD, 100, 100) + typed(HEAD, 100.6, 100.3)).text == HEAD


def test_lines_of_a_table_of_contents_are_not_joined() -> None:
    lines = [f"第{number}章管水的办法{'…' * 21}30" for number in "一二三"]
    assert read(set_lines(lines)).text.split("\n") == lines


@pytest.mark.parametrize("turn", [90, 180, 270, 1])
def test_a_turned_page_reads_as_an_upright_one(turn: int) -> None:
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    glyphs = set_paragraphs([FIRST, SECOND])
    turned = [
        glyph._replace(x=300 + glyph.x * cos + glyph.y * sin, y=300 - glyph.x * sin + glyph.y * cos, turn=float(turn))
        for glyph in glyphs
    ]
    assert read(turned).text.split("\n") == [FIRST, SECOND]


def test_a_stamp_across_a_page_is_left_out() -> None:
    stamp = [Glyph(char, 100 + 20 * at, 300 - 20 * at, 30, 30, turn=45) for at, char in enumerate("内部资料")]
    assert read(set_paragraphs([FIRST, SECOND]) + stamp).text.split("\n") == [FIRST, SECOND]


def test_vertical_writing_is_read_down_and_from_the_right() -> None:
    columns = wrapped(FIRST, 20, indent=0)
    glyphs = [
        Glyph(char, 360 - number * 16, 80 + at * 10, 10, 10)
        for number, column in enumerate(columns)
        for at, char in enumerate(column)
    ]
    assert read(glyphs).text == FIRST


@pytest.mark.parametrize(
    ("odd", "plain"),
    [("⽔", "水"), ("⻓", "长"), ("⼭", "山"), ("ﬁ", "fi"), ("︐", "，"), ("﹁", "「"), ("水", "水"), ("Ａ", "Ａ")],
)
def test_characters_named_by_radicals_and_forms_become_ordinary(odd: str, plain: str) -> None:
    assert ordinary(odd) == plain


def test_a_page_of_unmapped_characters_is_not_legible() -> None:
    assert not legible(tuple(typed("\ue001\ue002\ufffd水", 60, 100)))
    assert not legible(())
    assert legible(tuple(typed("渠水\ufffd", 60, 100)))


GLYPHS = st.builds(
    Glyph,
    text=st.sampled_from([*"水渠。，1a（①", " ", "\u3000", "\ue000", "\u00ad", "𠮷"]),
    x=st.floats(-50, 700),
    y=st.floats(-50, 900),
    width=st.floats(0, 60),
    size=st.floats(0.5, 80),
    face=st.sampled_from(["", "Song"]),
    bold=st.booleans(),
    turn=st.sampled_from([0.0, 0.0, 0.0, 90.0, 45.0, 3.0]),
)


@given(
    st.lists(st.lists(GLYPHS, max_size=60), max_size=4),
    st.lists(st.builds(Rule, *[st.floats(0, 500)] * 4), max_size=12),
)
def test_whatever_stands_on_pages_the_marks_are_lines_in_order_and_pages_begin_within(
    sheets: list[list[Glyph]], rules: list[Rule]
) -> None:
    found = document([page(glyphs, rules) for glyphs in sheets])
    assert len(found.pages.starts) == len(sheets)
    assert list(found.pages.starts) == sorted(found.pages.starts)
    assert all(0 <= start <= len(found.text) for start in found.pages.starts)
    ends = [0, *(mark.end for mark in found.marks)]
    assert all(end <= mark.start < mark.end for end, mark in zip(ends, found.marks, strict=False))
    starts = [0] + [at + 1 for at, char in enumerate(found.text) if char == "\n"]
    assert all(mark.start in starts and found.text[mark.end : mark.end + 1] in ("", "\n") for mark in found.marks)


@pytest.mark.parametrize(
    ("numbers", "first"),
    [((45, 46, 47), 45), ((None, 1, 2), 0), ((None, None, None), 1), ((1, 7, 3), 1), ((3, None, None), 1)],
)
def test_pages_are_numbered_as_the_numbers_on_them_say_where_these_agree(
    numbers: tuple[int | None, ...], first: int
) -> None:
    pages = []
    for number in numbers:
        glyphs = [glyph for at in range(6) for glyph in typed("渠道每年修一次，修完再放水", 80, 200 + 20 * at)]
        pages.append(page(glyphs + (typed(f"— {number} —", 280, 800) if number else [])))
    assert document(pages).pages.first == first
