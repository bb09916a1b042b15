"""The sample's articles set again in layouts it does not have: titles, authors, offices and paragraphs come out the same."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from retrieval.reading.articles import read_articles
from retrieval.records import Article
from tests.retrieval.reading.setting import Layout, Piece, came_out, joined, paged, squeezed, wrapped


def lines(piece: Piece, width: float, indent: str = "　　", first: float = 0) -> list[str]:
    return [line for text in piece.paragraphs for line in wrapped(indent + text, width, first)]


def office_and_name(piece: Piece) -> str:
    return f"{piece.position} {piece.author}"


def narrow_with_indents(piece: Piece) -> str:
    return joined(piece.title, office_and_name(piece), *lines(piece, 22))


def every_line_followed_by_a_blank_one(piece: Piece) -> str:
    body = "\n\n".join(lines(piece, 30))
    return f"{piece.title}\n\n（{piece.position}{piece.author}）\n\n{body}\n\n"


def indent_lost(piece: Piece) -> str:
    return joined(piece.title, office_and_name(piece), *lines(piece, 24, "", first=2))


def blank_between_paragraphs(piece: Piece) -> str:
    body = "\n\n".join("\n".join(wrapped(text, 32)) for text in piece.paragraphs)
    return f"{piece.title}\n{office_and_name(piece)}\n\n{body}\n\n"


def four_spaces(piece: Piece) -> str:
    return joined(" " * 16 + piece.title, " " * 20 + office_and_name(piece), *lines(piece, 30, "    "))


def tab(piece: Piece) -> str:
    return joined(piece.title, office_and_name(piece), *lines(piece, 30, "\t"))


def wide(piece: Piece) -> str:
    return joined(piece.title, office_and_name(piece), *lines(piece, 42))


def title_on_two_lines(piece: Piece) -> str:
    half = len(piece.title) // 2
    return joined(piece.title[:half], piece.title[half:], office_and_name(piece), *lines(piece, 24))


def subtitle_in_dashes(piece: Piece) -> str:
    return joined(piece.title, "——来自基层的几点思考", office_and_name(piece), *lines(piece, 28))


def dated_in_brackets(piece: Piece) -> str:
    return joined(piece.title, "（二〇二一年十一月三日）", office_and_name(piece), *lines(piece, 28))


def boxed(piece: Piece) -> str:
    return joined(piece.title, f"◎{office_and_name(piece)}", *lines(piece, 28))


def name_above_office(piece: Piece) -> str:
    return joined(piece.title, piece.author, piece.position, *lines(piece, 26))


def office_above_name(piece: Piece) -> str:
    return joined(piece.title, "", piece.position, "", piece.author, "", *(f"{text}\n" for text in piece.paragraphs))


def name_with_a_digit(piece: Piece) -> str:
    return joined(piece.title, f"{piece.author}1", f"（1.{piece.position}）", *lines(piece, 30))


def name_with_a_superscript(piece: Piece) -> str:
    return joined(piece.title, f"{piece.author}¹", f"¹ {piece.position}", *piece.paragraphs)


def author_label_above_unit(piece: Piece) -> str:
    return joined(piece.title, f"作者：{piece.author}", f"单位：{piece.position}", *piece.paragraphs)


def abstract_and_keywords(piece: Piece) -> str:
    abstract = wrapped("【摘要】水网建设关系长远，本文从三个方面谈了看法，提出了今后的几条建议。", 30)
    under = (f"{piece.author}", f"（{piece.position}）", *abstract, "【关键词】水网；管护；机制")
    return joined(piece.title, *under, *lines(piece, 30))


def byline_after_paragraphs(piece: Piece) -> str:
    return joined(piece.title, *piece.paragraphs, f"（作者：{piece.author}，{piece.position}）")


def byline_after_narrow_lines(piece: Piece) -> str:
    return joined(piece.title, *lines(piece, 20), *wrapped(f"（作者系{piece.position} {piece.author}）", 20))


def name_above_and_office_after(piece: Piece) -> str:
    return joined(piece.title, piece.author, *lines(piece, 24), f"（作者单位：{piece.position}）", "责任编辑：阮石舟")


WITH_OFFICES = [
    narrow_with_indents,
    every_line_followed_by_a_blank_one,
    indent_lost,
    blank_between_paragraphs,
    four_spaces,
    tab,
    wide,
    title_on_two_lines,
    subtitle_in_dashes,
    dated_in_brackets,
    boxed,
    name_above_office,
    office_above_name,
    name_with_a_digit,
    name_with_a_superscript,
    author_label_above_unit,
    abstract_and_keywords,
    byline_after_paragraphs,
    byline_after_narrow_lines,
    name_above_and_office_after,
]


def a_paragraph_a_line(piece: Piece) -> str:
    return joined(piece.title, f"作者：{piece.author}", "", *piece.paragraphs)


def name_alone(piece: Piece) -> str:
    return joined(piece.title, piece.author, *("　　" + text for text in piece.paragraphs))


def markdown(piece: Piece) -> str:
    body = "\n\n".join(piece.paragraphs)
    return f"## {piece.title}\n\n**{office_and_name(piece)}**\n\n{body}\n\n"


def reporters(piece: Piece) -> str:
    return joined(piece.title, f"本报记者 {piece.author}", *lines(piece, 26))


def text_and_pictures(piece: Piece) -> str:
    return joined(piece.title, f"文/{piece.author} 图/李柳堤", *piece.paragraphs)


def text_after_a_bar(piece: Piece) -> str:
    return joined(piece.title, f"文｜{piece.author}", *piece.paragraphs)


def labelled_facts(piece: Piece) -> str:
    facts = f"发布时间：2021-03-04 09:30　来源：某县水利网　作者：{piece.author}　浏览次数：231"
    return joined(piece.title, facts, *piece.paragraphs, "责任编辑：阮石舟")


@pytest.mark.parametrize("layout", WITH_OFFICES, ids=lambda layout: layout.__name__)
def test_articles_come_out_with_names_and_offices(layout: Layout) -> None:
    came = came_out(layout)
    assert (came.titles, came.authors, came.extra) == (1, 1, 0)
    assert came.paragraphs >= 0.97
    assert came.positions == 1


@pytest.mark.parametrize(
    "layout",
    [a_paragraph_a_line, name_alone, markdown, reporters, text_and_pictures, text_after_a_bar, labelled_facts],
    ids=lambda layout: layout.__name__,
)
def test_articles_come_out_with_names(layout: Layout) -> None:
    came = came_out(layout)
    assert (came.titles, came.authors, came.extra) == (1, 1, 0)
    assert came.paragraphs >= 0.97


def without_any_sign_of_paragraphs(width: float) -> Layout:
    return lambda piece: joined(piece.title, office_and_name(piece), *lines(piece, width, ""))


@pytest.mark.parametrize("width", [20, 28, 42])
def test_where_only_the_last_line_shows_a_paragraph_its_end_is_missed_only_if_that_line_is_full(width: float) -> None:
    came = came_out(without_any_sign_of_paragraphs(width))
    assert came.titles == came.authors == 1
    assert came.paragraphs >= 0.85


ROMAN = ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "Ⅵ", "Ⅶ", "Ⅷ", "Ⅸ", "Ⅹ", "Ⅺ", "Ⅻ")
SMALL = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
HAN = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
FEET: dict[str, Callable[[int], str]] = {
    "plain": str,
    "dots": lambda page: f"· {page} ·",
    "dashes": lambda page: f"— {page} —",
    "hyphens": lambda page: f"-{page}-",
    "waves": lambda page: f"~ {page} ~",
    "of all": lambda page: f"{page}/30",
    "page": lambda page: f"第{page}页",
    "page of all": lambda page: f"第 {page} 页 共 30 页",
    "page in Han": lambda page: f"第{HAN[page - 1]}页",
    "leaf": lambda page: f"{page}页",
    "P": lambda page: f"P{page}",
    "zeros": lambda page: f"{page:03d}",
    "square brackets": lambda page: f"[{page}]",
    "round brackets": lambda page: f"（{page}）",
    "Roman": lambda page: ROMAN[page - 1],
    "small Roman": lambda page: SMALL[page - 1],
    "with the head before": lambda page: f"某县水利通讯　{page}",
    "with the head behind": lambda page: f"{page}　　某县水利通讯　　2021年第3期",
    "form feed": lambda page: f"— {page} —\f",
}


@pytest.mark.parametrize("foot", FEET.values(), ids=FEET.keys())
def test_page_numbers_and_running_heads_fall_out_of_narrow_lines(foot: Callable[[int], str]) -> None:
    def page(group: Sequence[Piece]) -> str:
        written = [line for piece in group for line in (piece.title, office_and_name(piece), *lines(piece, 20))]
        return paged(written, 32, foot, "某县水利通讯")

    came = came_out(page_by_page=page)
    assert (came.titles, came.authors, came.positions) == (1, 1, 1)
    assert came.paragraphs >= 0.97


# Texts unlike the sample: a law, minutes, conversations, poems, a paper, notes, a letter, a notice, an entry, a speech.
UNLIKE = (
    *("law_with_history_and_contents", "minutes_of_a_meeting", "interview_with_turns", "questions_and_answers"),
    *(
        "rhymed_poem",
        "free_poem",
        "paper_with_affiliations",
        "footnotes_and_notes",
        "letter_signed",
        "speech_with_office",
    ),
    *("notice_with_number", "encyclopaedia_entry", "contents_with_dots", "editors_note_heading", "novel_chapters"),
    *("each_closed_by_its_byline", "two_authors_with_offices", "diary", "translated_author", "two_reporters"),
    *("commentator", "working_group"),
)


def facts(articles: Sequence[Article]) -> list[tuple[str | None, ...]]:
    return [
        (
            squeezed(one.title.value) if one.title else None,
            one.author,
            one.position,
            one.date.value if one.date else None,
        )
        for one in articles
    ]


def bodies(articles: Sequence[Article]) -> set[str]:
    return {squeezed(made.body.text) for one in articles for made in one.paragraphs}


@pytest.mark.parametrize(("width", "indent"), [(20, "　　"), (26, "　　"), (30, "　　"), (34, "    ")])
def test_texts_unlike_the_sample_come_out_of_broken_lines(width: float, indent: str) -> None:
    right = total = 0
    for name in UNLIKE:
        source = Path("tests/cases/reading", f"{name}.txt").read_text("utf-8")
        wanted = read_articles(source)
        texts = bodies(wanted)
        written = [
            part
            for line in source.splitlines()
            for part in wrapped((indent if squeezed(line) in texts else "") + line.strip(), width)
        ]
        read = read_articles("\n".join(written))
        assert facts(read) == facts(wanted), name
        right += len(texts & bodies(read))
        total += len(texts)
    assert right >= 0.97 * total
