"""Of a web page its article is kept, word for word, and nothing of what stands around it."""

import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import ReadingError, Reason
from retrieval.reading.extract import Extract, Fact, Options, Role
from retrieval.reading.readers import html
from tests.retrieval.reading.readers import pages
from tests.retrieval.reading.readers.pages import NEWS_PARAGRAPHS, OLD_PARAGRAPHS

PROSE = NEWS_PARAGRAPHS[0]
MORE = "\n".join(f"<p>{text}</p>" for text in NEWS_PARAGRAPHS)


def read(page: str | bytes, encoding: str | None = None) -> Extract:
    data = page if isinstance(page, bytes) else page.encode()
    (extract,) = html.read(io.BytesIO(data), Options("页.html", encoding))
    return extract


def lines(extract: Extract, role: Role | None) -> list[str]:
    """The lines of a role, in order; of None, those of which the format says nothing and which state no fact."""
    marked = {mark.start: mark.role for mark in extract.marks}
    stated = [start for start, _ in extract.facts.values()]
    found, at = [], 0
    for line in extract.text.split("\n"):
        is_fact = any(at <= start < at + len(line) + 1 for start in stated)
        if marked.get(at) is role and not (role is None and is_fact):
            found.append(line)
        at += len(line) + 1
    return found


def facts(extract: Extract) -> dict[Fact, str]:
    return {fact: extract.text[start:end] for fact, (start, end) in extract.facts.items()}


def reason(page: str | bytes) -> Reason:
    with pytest.raises(ReadingError) as caught:
        read(page)
    return caught.value.reason


def wrapped(body: str, head: str = "") -> str:
    return f"<!doctype html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"


def test_a_news_page_is_its_title_its_imprint_and_its_paragraphs() -> None:
    extract = read(pages.news())
    assert lines(extract, None) == list(NEWS_PARAGRAPHS)
    assert lines(extract, Role.TITLE) == [pages.NEWS_TITLE]
    assert lines(extract, Role.CAPTION) == ["图为石门站值班员在查看水位。"]
    assert lines(extract, Role.FURNITURE) == ["（责任编辑：柳青）"]
    assert facts(extract) == {
        Fact.TITLE: pages.NEWS_TITLE,
        Fact.PUBLICATION: "云岭日报",
        Fact.DATE: "2023-06-18",
        Fact.AUTHOR: "程远山",
    }
    assert extract.settled


@pytest.mark.parametrize("word", pages.NEWS_NAVIGATION)
def test_nothing_of_the_navigation_is_kept(word: str) -> None:
    assert word not in read(pages.news()).text


def test_a_page_of_a_government_laid_out_with_tables_keeps_the_text_and_what_is_stated_of_it() -> None:
    extract = read(pages.office())
    assert lines(extract, None) == list(pages.OFFICE_PARAGRAPHS)
    assert lines(extract, Role.TITLE) == [pages.OFFICE_TITLE]
    assert facts(extract)[Fact.DATE] == "2022-10-09"
    assert facts(extract)[Fact.PUBLICATION] == "县政府办公室"
    assert Fact.AUTHOR not in extract.facts


def test_an_old_page_without_paragraphs_keeps_a_line_for_each_break() -> None:
    extract = read(pages.breaks().encode("gb2312"))
    assert extract.encoding == "gb18030"
    assert lines(extract, None) == list(OLD_PARAGRAPHS)
    assert facts(extract) == {Fact.TITLE: pages.OLD_TITLE, Fact.AUTHOR: "林小满"}


def test_a_blog_keeps_its_headings_and_quotations_and_states_what_its_head_says() -> None:
    extract = read(pages.blog())
    assert extract.text.split("\n")[-len(pages.BLOG_PARAGRAPHS) :] == list(pages.BLOG_PARAGRAPHS)
    assert lines(extract, Role.HEADING) == [pages.BLOG_PARAGRAPHS[2]]
    assert lines(extract, Role.QUOTATION) == [pages.BLOG_PARAGRAPHS[4]]
    assert facts(extract)[Fact.AUTHOR] == "沈渡"
    assert facts(extract)[Fact.DATE] == "2021-03-14"
    assert "作者：沈渡" in extract.text.split("\n")


def test_what_a_page_shows_goes_before_what_its_head_says() -> None:
    head = '<meta name="author" content="周大江"><meta name="pubdate" content="2020-01-01"><title>渠首见闻</title>'
    extract = read(wrapped(f"<h1>渠首见闻</h1><p>2021年5月6日　作者：罗小河</p>{MORE}", head))
    assert (facts(extract)[Fact.AUTHOR], facts(extract)[Fact.DATE]) == ("罗小河", "2021年5月6日")
    assert "周大江" not in extract.text


@pytest.mark.parametrize(
    "author", ["admin", "系统管理员", "青溪新闻网", "http://a.example/b", "县委办公室", "xw2015", "编辑部"]
)
def test_an_account_or_a_site_is_no_author(author: str) -> None:
    extract = read(
        wrapped(f"<h1>渠首见闻</h1>{MORE}", f'<title>渠首见闻</title><meta name="author" content="{author}">')
    )
    assert Fact.AUTHOR not in extract.facts
    assert author not in extract.text


def test_an_account_shown_as_author_is_no_word_of_the_article() -> None:
    extract = read(wrapped(f"<h1>渠首见闻</h1><div>作者：admin　发布时间：2021-05-06</div>{MORE}"))
    assert lines(extract, Role.FURNITURE) == ["作者：admin"]
    assert Fact.AUTHOR not in extract.facts


def test_the_day_a_page_was_changed_is_no_date_of_publication() -> None:
    head = '<meta property="article:modified_time" content="2022-01-01"><title>渠首见闻</title>'
    extract = read(wrapped(f"<h1>渠首见闻</h1><p>更新时间：2022-01-02</p>{MORE}", head))
    assert Fact.DATE not in extract.facts


def test_linked_data_in_the_page_states_author_and_date() -> None:
    head = (
        '<title>渠首见闻</title><script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline":'
        ' "渠首见闻", "author": [{"@type": "Person", "name": "罗小河"}], "datePublished": "2021-05-06T09:00:00+08:00"}]}</script>'
    )
    extract = read(wrapped(f"<h1>渠首见闻</h1>{MORE}", head))
    assert (facts(extract)[Fact.AUTHOR], facts(extract)[Fact.DATE]) == ("罗小河", "2021-05-06")


def test_what_stands_before_the_date_is_no_office_of_the_author() -> None:
    head = '<meta name="author" content="罗小河"><title>渠首见闻</title>'
    extract = read(wrapped(f"<h1>渠首见闻</h1><p>云岭晚报副刊 2021-05-06 20:15</p>{MORE}", head))
    assert Fact.POSITION not in extract.facts
    assert facts(extract)[Fact.AUTHOR] == "罗小河"


def test_an_author_with_an_office_is_left_for_those_who_know_bylines() -> None:
    head = '<meta name="author" content="周大江"><title>渠首见闻</title>'
    extract = read(wrapped(f"<h1>渠首见闻</h1><p>作者：青溪县水利局局长 罗小河</p>{MORE}", head))
    assert lines(extract, None)[0] == "作者：青溪县水利局局长 罗小河"
    assert Fact.AUTHOR not in extract.facts


def test_the_time_of_a_meeting_is_not_the_day_of_publication() -> None:
    body = f"<h1>河长会议纪要</h1><div><p>时间：2021年5月6日</p><p>地点：县政府三楼会议室</p>{MORE}</div>"
    assert Fact.DATE not in read(wrapped(body)).facts


def test_a_page_that_does_not_show_its_title_has_it_from_its_head() -> None:
    extract = read(wrapped(MORE, "<title>渠首见闻 - 青溪在线</title>"))
    assert lines(extract, Role.TITLE) == ["渠首见闻"]
    assert lines(extract, None) == list(NEWS_PARAGRAPHS)


def test_tables_of_values_are_rows_and_lists_are_lines() -> None:
    table = "<table><caption>各站水位</caption><tr><th>站名</th><th>水位</th></tr><tr><td>石门</td><td>12.5</td></tr></table>"
    extract = read(wrapped(f"<div>{MORE}{table}<ul><li>清沟渠</li><li>修<b>闸</b>门</li></ul><p>{PROSE}</p></div>"))
    assert lines(extract, Role.ROW) == ["站名\t水位", "石门\t12.5"]
    assert lines(extract, Role.CAPTION) == ["各站水位"]
    assert extract.text.split("\n")[-3:] == ["清沟渠", "修闸门", PROSE]


def test_every_article_of_a_page_is_kept() -> None:
    extract = read(wrapped("".join(f"<article><h2>第{number}篇</h2>{MORE}</article>" for number in (1, 2, 3))))
    assert lines(extract, None) == list(NEWS_PARAGRAPHS) * 3


@pytest.mark.parametrize(
    "unseen",
    [
        '<p style="display: none">看不见的话。</p>',
        "<p hidden>看不见的话。</p>",
        "<script>看不见的话。</script>",
        "<style>看不见的话。</style>",
        "<template><p>看不见的话。</p></template>",
        "<!-- 看不见的话。 -->",
        "<textarea>看不见的话。</textarea>",
    ],
)
def test_what_a_browser_does_not_show_is_not_quoted(unseen: str) -> None:
    extract = read(wrapped(f"<div>{MORE}{unseen}<p>{PROSE}</p></div>"))
    assert "看不见" not in extract.text
    assert extract.text.endswith(PROSE)


def test_a_first_paragraph_in_a_box_of_its_own_is_not_lost() -> None:
    lead = "本文讲的是一座水库和三代守坝人的事，他们都姓罗。"
    extract = read(wrapped(f"<h1>守坝人</h1><div class=lead>{lead}</div><div class=text>{MORE * 3}</div>"))
    assert lines(extract, None) == [lead, *NEWS_PARAGRAPHS * 3]


def test_a_body_whose_class_speaks_of_other_things_is_still_the_body() -> None:
    extract = read(wrapped(f'<div class="main with-sidebar share-page"><p>{PROSE}</p>{MORE}</div>'))
    assert lines(extract, None) == [PROSE, *NEWS_PARAGRAPHS]


def test_a_poem_without_a_full_stop_is_kept_line_by_line() -> None:
    verses = ["渠水清", "渠水长", "一渠清水到村旁", "谁家姑娘洗衣裳"]
    nav = "<ul><li><a href=/a>首页</a></li><li><a href=/b>诗歌</a></li></ul>"
    extract = read(wrapped(f"{nav}<h1>渠水谣</h1><div>{'<br>'.join(verses)}</div>", "<title>渠水谣</title>"))
    assert lines(extract, None) == verses


def test_a_page_as_long_as_a_book_is_kept_whole() -> None:
    verses = [f"第{number}句，渠水长流。" for number in range(25_000)]
    nav = '<ul class="nav"><li><a href="/">首页</a></li></ul>'
    assert lines(read(wrapped(f"{nav}<div>{'<br>'.join(verses)}</div>")), None) == verses


def test_line_ends_of_the_source_are_no_spaces_between_characters() -> None:
    extract = read(wrapped(f"<div><p>水车村\n   的渠道\r\n修好了。Water\nflows again,\n他说。</p>{MORE}</div>"))
    assert "水车村的渠道修好了。Water flows again, 他说。" in extract.text.split("\n")


def test_the_number_of_a_note_is_no_part_of_the_sentence_and_the_note_is_a_note() -> None:
    body = f'<div>{MORE}<p>渠长三百丈<sup><a href="#n1">[1]</a></sup>，宽一丈<sup>2</sup>。</p>'
    extract = read(wrapped(f'{body}<ol class="footnotes"><li id="n1">据村里的旧账。</li></ol></div>'))
    assert "渠长三百丈，宽一丈2。" in extract.text.split("\n")
    assert lines(extract, Role.NOTE) == ["据村里的旧账。"]


@pytest.mark.parametrize("depth", [300, 200_000])
def test_a_page_nested_beyond_reason_is_refused_and_not_cut(depth: int) -> None:
    assert reason(wrapped(f"<p>{PROSE}</p>{'<div>' * depth}水{'</div>' * depth}{MORE}")) is Reason.BOMB


def test_a_page_above_the_limit_is_too_large() -> None:
    assert reason(b"<html>" + b" " * html.LARGEST) is Reason.TOO_LARGE


@pytest.mark.parametrize(
    "page",
    [
        b"",
        b" \n",
        wrapped("").encode(),
        wrapped("<script>" + "var a = 1;" * 9000 + "</script><p>.</p>").encode(),
        wrapped('<ul><li><a href="/">首页</a></li></ul>').encode(),
        b"<html><frameset><frame src=a.htm></frameset></html>",
    ],
)
def test_a_page_that_shows_nothing_is_empty(page: bytes) -> None:
    assert reason(page) is Reason.EMPTY


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [("gb2312", "gb18030"), ("utf-8", "gb18030"), ("gb2312", "utf-8"), ("big5", "utf-16"), ("nonsense", "utf-8")],
)
def test_what_the_bytes_show_goes_before_the_encoding_a_page_names(charset: str, encoding: str) -> None:
    page = f"<html><head><meta charset={charset}></head><body>{MORE}</body></html>"
    assert lines(read(page.encode(encoding)), None) == list(NEWS_PARAGRAPHS)


def test_the_encoding_a_page_names_counts_where_nothing_else_is_known() -> None:
    page = "<html><head><meta charset=iso-8859-1></head><body><p>Las aguas del río bajan más frías; así son.</p></body></html>"
    assert "río" in read(page.encode("latin-1")).text


def test_a_broken_character_harms_only_where_it_is_kept() -> None:
    broken = "渠首见闻".encode()[:-1]
    link = b'<ul class="related"><li><a href="/">' + broken + b"</a></li></ul>"
    head, tail = wrapped(f"<div>{MORE}</div>|").encode().split(b"|")
    assert lines(read(head + link + tail), None) == list(NEWS_PARAGRAPHS)
    assert reason(head.replace(b"</p>", b"\xe6\xb0</p>", 1) + tail) is Reason.ENCODING


def test_facts_and_marks_are_stretches_of_whole_lines_in_order() -> None:
    for page in (pages.news(), pages.office(), pages.blog()):
        extract = read(page)
        ends = [mark.end for mark in extract.marks]
        assert all(after.start > end for after, end in zip(extract.marks[1:], ends[:-1], strict=True))
        assert all(extract.text[mark.start : mark.end].strip() for mark in extract.marks)
        assert all("\n" not in extract.text[mark.start : mark.end] for mark in extract.marks)
        assert all("\n" not in value and value.strip() == value != "" for value in facts(extract).values())


_PIECES: Sequence[str] = (
    "<p>", "</p>", "<div class=share>", "</div>", "<table>", "<tr>", "<td>", "</table>", "<a href=#>", "</a>", "<br>", "<pre>",
    "<h1>", "</h2>", "<blockquote>", "<sup>", "<li>", "&nbsp;", "&#x110000;", "<!--", "<script>", "作者：罗小河", "2021-05-06 ",
    "来源：", "水利。", PROSE, OLD_PARAGRAPHS[3], "\n", " \r", "\x0c\x00", "<p hidden>", "<svg>", "<title>", "<meta name=author content=罗小河>",
)  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES), max_size=40))
def test_any_page_is_lines_of_its_own_words_or_a_reason(parts: list[str]) -> None:
    page = "".join(parts)
    extract = reason = None
    try:
        extract = read(page)
    except ReadingError as error:
        reason = error.reason
    if extract is None:
        assert reason is Reason.EMPTY
        return
    assert all(line.strip() for line in extract.text.split("\n"))
    assert set(extract.text) <= set(page + "作者：时间来源\t \n\xa0\ufffd")
    for mark in extract.marks:
        assert extract.text[mark.end : mark.end + 1] in ("", "\n")
        assert mark.start == 0 or extract.text[mark.start - 1] == "\n"
