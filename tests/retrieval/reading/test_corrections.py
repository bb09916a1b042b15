"""A file of corrections says what reading found; what a person changes in it wins, also in a file that was changed."""

import json
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.reading.articles import read_articles
from retrieval.reading.corrections.applying import Applied, apply
from retrieval.reading.corrections.beginnings import anchor_at, beginnings
from retrieval.reading.corrections.entries import read_corrections
from retrieval.reading.corrections.writing import explained
from retrieval.reading.extract import Extract, Format
from retrieval.reading.readers.text import decode
from retrieval.records import Article, Basis, Field, Paragraph, Run, SourcedText
from tests.retrieval.reading.test_articles import CASES
from tests.retrieval.reading.test_offsets import DOCUMENTS, assert_sourced, texts

TEXT = """青石水利通讯
2023年第3期

把沟渠清到田头
青石县水利局局长 方圩

今年入冬以来，全县清沟渠三百公里，受益农田两万亩。
包干到人以后，每段渠都有名有姓。
巡查不停，发现一处处理一处。

大坝养护重在平时
柳湾水库管理所所长 林渠

养护不能等到汛期才动手，也不能只靠几个人。
我们每周巡坝两次，把隐患记在本子上。

村里的用水账
石桥村党支部书记 石舟

用水要算账，账要公开，公开才能服人。
去年全村节水一成，省下的钱修了新渠。
"""


def shown(text: str, words: str, start: int = 0) -> SourcedText:
    at = text.index(words, start)
    return SourcedText(words, (Run(0, at, at + len(words)),))


def article(text: str, number: int, lines: list[str], author: str, position: str) -> Article:
    """An article whose lines are its title, its byline and its paragraphs."""
    title, byline, *body = lines
    bodies = [shown(text, words) for words in body]
    return Article(
        number=number,
        title=Field(title, shown(text, title)),
        author=author,
        position=position,
        byline=shown(text, byline),
        date=None,
        publication=Field("青石水利通讯", shown(text, "青石水利通讯")),
        issue=Field("3", shown(text, "第3期")),
        column=None,
        confidence=0.9,
        paragraphs=tuple(
            Paragraph(index, (), one, one.runs[0].start, one.runs[0].end) for index, one in enumerate(bodies, 1)
        ),
        basis=(Basis("title", "above a byline", 0.9),),
    )


def found(text: str = TEXT, altered: tuple[str, str] = ("", "")) -> list[Article]:
    """What a reader finds in the text above, whatever was added to it or altered in it."""
    blocks = [block.split("\n") for block in TEXT.strip().split("\n\n")[1:]]
    signed = [("方圩", "青石县水利局局长"), ("林渠", "柳湾水库管理所所长"), ("石舟", "石桥村党支部书记")]
    pairs = zip([blocks[0] + blocks[1], blocks[2] + blocks[3], blocks[4] + blocks[5]], signed, strict=True)
    return [
        article(text, number, [line.replace(*altered) for line in lines], *who)
        for number, (lines, who) in enumerate(pairs, 1)
    ]


def written(text: str = TEXT) -> str:
    return explained("通讯.txt", "ab" * 32, text, found(text))


def applied(toml: str, text: str = TEXT, articles: list[Article] | None = None) -> Applied:
    return apply(read_corrections(toml), Extract(text, Format.TEXT), found(text) if articles is None else articles)


def entry(toml: str, title: str) -> str:
    """The part of a file of corrections that is about one article."""
    return next(part for part in re.split(r"\n(?=# 共|# 程序)", toml) if f'title = "{title}"' in part) + "\n"


def bodies(one: Article) -> list[str]:
    return [made.body.text for made in one.paragraphs]


# Written


def test_every_field_its_rule_and_where_the_article_begins_are_written() -> None:
    said = tomllib.loads(written())
    assert (said["file"], said["sha256"]) == ("通讯.txt", "ab" * 32)
    assert [one["title"] for one in said["articles"]] == ["把沟渠清到田头", "大坝养护重在平时", "村里的用水账"]
    first = said["articles"][0]
    assert first == {
        "title": "把沟渠清到田头",
        "author": "方圩",
        "position": "青石县水利局局长",
        "date": "",
        "publication": "青石水利通讯",
        "issue": "3",
        "column": "",
        "anchor": "把沟渠清到田头",
        "offset": TEXT.index("把沟渠"),
        "basis": {"title": {"rule": "above a byline", "confidence": 0.9}},
    }


def test_a_line_that_stands_twice_is_anchored_with_what_follows_it() -> None:
    text = "通知\n各村修渠。\n通知\n各村清淤。\n"
    assert anchor_at(text, 0) == text[:40].rstrip()
    assert anchor_at(text, text.index("各村清淤")) == "各村清淤。"


def test_the_anchor_of_a_long_line_is_its_beginning() -> None:
    assert anchor_at("渠" + "水" * 99, 0) == "渠" + "水" * 39


@given(st.text(), st.text(), st.text(min_size=1), st.floats(0, 1))
def test_whatever_stands_in_a_document_is_written_so_that_it_reads_back(
    file: str, rule: str, words: str, sure: float
) -> None:
    text = "渠" + words
    body = SourcedText(text, (Run(0, 0, len(text)),))
    one = Article(
        1, Field(words, body), words, words, body, None, None, None, words, sure, (), (Basis(words, rule, sure),)
    )
    said = tomllib.loads(explained(file, "", text, [one]))
    assert said["file"] == file
    line = " ".join(words.split())
    read = said["articles"][0]
    assert (read["title"], read["author"], read["column"]) == (line, line, line)
    assert read["basis"][words]["rule"] == rule
    assert text.startswith(read["anchor"], read["offset"])


@pytest.mark.parametrize("words", ["a\ud800b", "\udfff"])
def test_half_a_character_is_replaced_because_no_file_can_hold_it(words: str) -> None:
    assert tomllib.loads(explained(words, "", "", []))["file"] == re.sub("[\ud800-\udfff]", "\ufffd", words)


# Left as it was


def test_what_nobody_changed_changes_nothing() -> None:
    done = applied(written())
    assert list(done.articles) == found()
    assert [one.basis for one in done.articles] == [one.basis for one in found()]
    assert (done.lost, done.left_out) == ((), 0)


@given(DOCUMENTS)
def test_what_is_written_of_any_document_and_applied_changes_nothing(text: str) -> None:
    articles = [one for _, one in beginnings(read_articles(text))]
    done = applied(explained("稿", "", text, articles), text, articles)
    expected = [replace(one, number=articles[0].number + index) for index, one in enumerate(articles)]
    assert (list(done.articles), done.lost, done.left_out) == (expected, (), 0)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_was_put_right_of_a_document_is_kept_when_something_is_put_before_it(path: Path) -> None:
    text, _ = decode(path.read_bytes())
    articles = [one for _, one in beginnings(read_articles(text))]
    toml = explained(path.name, "", text, articles)
    assert list(applied(toml, text, articles).articles) == articles
    for number in range(len(articles)):
        toml = toml.replace('column = ""', f'column = "栏目{number}"', 1)
    columns = [one["column"] for one in tomllib.loads(toml)["articles"]]
    longer = "山上的茶园今年又扩了一片，采茶的人从邻村来。\n\n" + text
    done = applied(toml, longer, read_articles(longer))
    assert [one.column for one in done.articles if one.column] == columns
    assert not done.lost


# What stands there wins


@pytest.mark.parametrize(
    ("before", "after", "key", "value"),
    [
        ('author = "方圩"', 'author = "方渡"', "author", "方渡"),
        ('author = "方圩"', 'author = ""', "author", None),
        ('position = "青石县水利局局长"', 'position = "局长"', "position", "局长"),
        ('column = ""', 'column = "田头"', "column", "田头"),
        ('title = "把沟渠清到田头"', 'title = "清到田头"', "title", "清到田头"),
        ('date = ""', "date = 2023-11-03", "date", "2023-11-03"),
        ('date = ""', 'date = "2023年11月"', "date", "2023-11"),
        ('date = ""', "date = 2023", "date", "2023"),
        ('issue = "3"', "issue = 4", "issue", "4"),
        ('publication = "青石水利通讯"', 'publication = ""', "publication", None),
    ],
)
def test_what_a_person_wrote_wins(before: str, after: str, key: str, value: str | None) -> None:
    assert before in written()
    done = applied(written().replace(before, after, 1)).articles
    got = getattr(done[0], key)
    assert (got.value if isinstance(got, Field) else got) == value
    assert done[0].confidence == 1.0
    assert Basis(key, "by hand", 1.0) in done[0].basis
    assert list(done[1:]) == found()[1:]


def test_a_field_that_is_not_named_stays_as_it_was_found() -> None:
    toml = '[[articles]]\nanchor = "把沟渠清到田头"\nauthor = "方渡"\n'
    first, *others = applied(toml).articles
    assert first.title == found()[0].title
    assert (first.author, first.position) == ("方渡", "青石县水利局局长")
    assert others == found()[1:]


def test_what_is_no_article_is_left_out_with_all_its_words() -> None:
    toml = written().replace('title = "大坝养护重在平时"', 'skip = true\ntitle = "大坝养护重在平时"')
    done = applied(toml)
    assert [one.author for one in done.articles] == ["方圩", "石舟"]
    assert [one.number for one in done.articles] == [1, 2]


def test_an_article_whose_entry_was_deleted_is_part_of_the_one_before() -> None:
    toml = written().replace(entry(written(), "大坝养护重在平时"), "")
    first, last = applied(toml).articles
    assert [made.number for made in first.paragraphs] == [1, 2, 3, 4, 5]
    assert [made.section for made in first.paragraphs] == [(), (), (), *[("大坝养护重在平时",)] * 2]
    assert bodies(first) == bodies(found()[0]) + bodies(found()[1])
    assert first.author == "方圩"
    assert last == replace(found()[2], number=2)


def test_what_stands_before_the_first_entry_that_is_left_belongs_to_nobody() -> None:
    done = applied(written().replace(entry(written(), "把沟渠清到田头"), ""))
    assert [one.author for one in done.articles] == ["林渠", "石舟"]
    assert done.left_out == 3


def test_an_entry_in_the_middle_of_an_article_makes_two_of_it() -> None:
    toml = written() + '\n[[articles]]\nanchor = "巡查不停，"\ntitle = "巡查"\nauthor = "林渠"\n'
    first, second, third, _ = applied(toml).articles
    assert bodies(first) == bodies(found()[0])[:2]
    assert bodies(second) == ["巡查不停，发现一处处理一处。"]
    assert (second.number, second.author, second.position) == (2, "林渠", None)
    assert second.publication == found()[0].publication
    assert second.title == Field("巡查", SourcedText("", ()))
    assert second.byline is None
    assert third == replace(found()[1], number=3)


def test_an_entry_in_the_middle_of_a_paragraph_cuts_it() -> None:
    toml = written() + '\n[[articles]]\nanchor = "每段渠都有名有姓"\n'
    first, second, *_ = applied(toml).articles
    assert bodies(first)[-1] == "包干到人以后，"
    assert bodies(second) == ["每段渠都有名有姓。", "巡查不停，发现一处处理一处。"]
    for one in (first, second):
        for made in one.paragraphs:
            assert_sourced(TEXT, made.body)
            assert TEXT[made.start : made.end] == made.body.text


def test_a_new_entry_never_takes_the_author_of_an_article_whose_entry_was_deleted() -> None:
    toml = written().replace(entry(written(), "大坝养护重在平时"), "")
    toml = toml.replace("# 程序", '[[articles]]\nanchor = "巡查不停，"\n\n# 程序')
    _, second, _ = applied(toml).articles
    assert (second.title, second.author, second.position, second.byline) == (None, None, None, None)
    assert bodies(second) == ["巡查不停，发现一处处理一处。", *bodies(found()[1])]


def test_words_without_an_offset_are_those_after_the_entry_before() -> None:
    text = "一月\n小结\n渠清了。\n二月\n小结\n坝修了。\n三月\n小结\n井深了。\n"
    toml = (
        '[[articles]]\nanchor = "一月"\n[[articles]]\nanchor = "二月"\n[[articles]]\nanchor = "小结"\nauthor = "林渠"\n'
    )
    *_, last = applied(toml, text, []).articles
    assert last.author == "林渠"
    assert last.paragraphs[0].start == text.index("小结", text.index("二月"))


def test_a_line_that_states_the_date_is_no_paragraph() -> None:
    text = "清渠\n2023年11月3日\n渠清了。\n"
    toml = '[[articles]]\nanchor = "清渠"\ntitle = "清渠"\ndate = "2023-11-03"\n'
    (one,) = applied(toml, text, []).articles
    assert bodies(one) == ["渠清了。"]


def test_a_heading_that_was_a_title_leaves_the_path_of_what_follows_it() -> None:
    one = found()[0]
    path = [("渠",), ("渠", "大坝养护重在平时"), ("渠", "大坝养护重在平时", "二")]
    made = tuple(replace(made, section=section) for made, section in zip(one.paragraphs, path, strict=True))
    toml = '[[articles]]\nanchor = "包干到人"\ntitle = "大坝养护重在平时"\n'
    first, second = applied(toml, TEXT, [replace(one, paragraphs=made)]).articles
    assert [made.section for made in first.paragraphs] == [("渠",)]
    assert [made.section for made in second.paragraphs] == [(), ("二",)]


def test_lines_that_state_the_title_and_the_author_are_no_paragraphs() -> None:
    # Reading took everything for one article's text.
    lines = [shown(TEXT, line) for line in TEXT.split("\n") if line]
    made = tuple(Paragraph(n, (), one, one.runs[0].start, one.runs[0].end) for n, one in enumerate(lines, 1))
    whole = Article(1, None, None, None, None, None, None, None, None, 0.1, made)
    toml = """
[[articles]]
anchor = "大坝养护重在平时"
title = "大坝养护重在平时"
author = "林渠"
position = "柳湾水库管理所所长"
"""
    first, second = applied(toml, TEXT, [whole]).articles
    assert bodies(first) == [one.text for one in lines[:7]]
    assert second.title == found()[1].title
    assert second.byline == found()[1].byline
    assert bodies(second)[:2] == bodies(found()[1])


def test_a_sentence_that_was_taken_for_the_title_is_text_again() -> None:
    one = replace(
        found()[0], title=Field("包干到人以后，每段渠都有名有姓。", shown(TEXT, "包干到人以后，每段渠都有名有姓。"))
    )
    made = one.paragraphs[2:]
    toml = '[[articles]]\nanchor = "把沟渠清到田头"\ntitle = ""\n[[articles]]\nanchor = "包干到人以后"\ntitle = ""\n'
    second = applied(toml, TEXT, [replace(one, byline=None, author=None, paragraphs=made)]).articles[1]
    assert bodies(second) == ["包干到人以后，每段渠都有名有姓。", "巡查不停，发现一处处理一处。"]


def test_lines_that_nobody_claimed_are_an_articles_text_when_a_person_says_so() -> None:
    toml = '[[articles]]\nanchor = "青石水利通讯"\nauthor = "编者"\n'
    first, *others = applied(toml).articles
    assert bodies(first) == ["青石水利通讯", "2023年第3期"]
    assert [replace(one, number=one.number - 1) for one in others] == found()


# A changed file


@given(st.text(alphabet="山茶园采摘，。\n 　", max_size=80))
def test_text_put_in_front_moves_every_article_with_its_words(front: str) -> None:
    toml = written().replace('author = "林渠"', 'author = "林渡"')
    text = front + "\n" + TEXT
    done = applied(toml, text)
    assert [one.author for one in done.articles] == ["方圩", "林渡", "石舟"]
    assert [bodies(one) for one in done.articles] == [bodies(one) for one in found()]
    assert not done.lost
    for one in done.articles:
        for stated in texts(one):
            assert_sourced(text, stated)


@pytest.mark.parametrize("count", [0, 300, 900])
def test_articles_that_begin_with_the_same_words_keep_their_order(count: int) -> None:
    def documents(front: str) -> tuple[str, list[Article]]:
        text, articles = front, []
        for number, author in enumerate(("方圩", "林渠", "石舟"), 1):
            start = len(text)
            text += f"通知\n{'修渠清淤。' * 70}\n"
            articles.append((start, author, number))
        made = []
        for start, author, number in articles:
            title = SourcedText("通知", (Run(0, start, start + 2),))
            body = SourcedText("修渠清淤。" * 70, (Run(0, start + 3, start + 353),))
            paragraph = Paragraph(1, (), body, start + 3, start + 353)
            made.append(
                Article(number, Field("通知", title), author, None, None, None, None, None, None, 0.5, (paragraph,))
            )
        return text, made

    before, articles = documents("山" * 900 + "\n")
    toml = explained("", "", before, [replace(one, column=f"栏目{one.number}") for one in articles])
    after, moved = documents("山" * count + "\n")
    assert [one.column for one in applied(toml, after, moved).articles] == ["栏目1", "栏目2", "栏目3"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("大坝养护重在平时", "大坝养护 重在平时"),
        ("大坝养护重在平时", "大坝的养护重在平时"),
        ("大坝养护重在平时", "《大壩養護重在平時》"),
        ("大坝养护重在平时", "大坝养护\n重在平时"),
    ],
)
def test_an_article_is_found_although_its_first_words_were_altered(before: str, after: str) -> None:
    toml = written().replace('author = "林渠"', 'author = "林渡"')
    text = "新加的一句话。\n" + TEXT.replace(before, after)
    done = applied(toml, text, found(text, (before, after)))
    assert [one.author for one in done.articles] == ["方圩", "林渡", "石舟"]
    assert [bodies(one) for one in done.articles] == [bodies(one) for one in found()]
    assert not done.lost


def test_an_article_that_is_new_in_a_changed_file_is_read_as_if_nobody_had_put_anything_right() -> None:
    toml = explained("", "", TEXT, found()[:2]).replace('author = "林渠"', 'author = "林渡"')
    done = applied(toml)
    assert [one.author for one in done.articles] == ["方圩", "林渡", "石舟"]
    assert done.articles[2] == found()[2]


def test_words_that_are_gone_are_named_and_the_articles_about_them_stay_as_they_are_read() -> None:
    toml = written().replace('anchor = "大坝养护重在平时"', 'anchor = "山上的茶园今年又扩了"')
    done = applied(toml.replace(f"offset = {TEXT.index('大坝养护')}\n", ""))
    assert [(one.name, one.detail) for one in done.lost] == [("lost_anchor", "山上的茶园今年又扩了")]
    assert list(done.articles) == found()


def test_words_that_now_stand_within_a_sentence_are_no_beginning() -> None:
    toml = written()
    text = TEXT.replace("村里的用水账\n石桥村党支部书记 石舟\n", "").replace("算账，", "算账，如村里的用水账，")
    assert text.count("村里的用水账") == 1
    done = applied(toml, text, articles=found(TEXT)[:2])
    assert [one.author for one in done.articles] == ["方圩", "林渠"]
    assert len(done.lost) == 1


# Any beginnings at all


def covered(articles: list[Article]) -> set[int]:
    runs = [run for one in articles for made in one.paragraphs for run in made.body.runs]
    return {at for run in runs for at in range(run.start, run.end)}


@given(st.lists(st.integers(0, len(TEXT) - 1), max_size=6, unique=True))
def test_wherever_articles_are_made_to_begin_every_paragraph_is_a_slice_and_none_is_lost(places: list[int]) -> None:
    entries = [
        f"[[articles]]\nanchor = {json.dumps(anchor_at(TEXT, at), ensure_ascii=False)}\noffset = {at}\n"
        for at in places
        if TEXT[at].strip()
    ]
    done = list(applied("\n".join(entries)).articles)
    assert covered(found()) <= covered(done)
    assert [one.number for one in done] == list(range(1, len(done) + 1))
    for one in done:
        assert [made.number for made in one.paragraphs] == list(range(1, len(one.paragraphs) + 1))
        end = 0
        for made in one.paragraphs:
            assert end <= made.start < made.end
            assert_sourced(TEXT, made.body)
            end = made.end
