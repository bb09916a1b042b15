"""A line is taken for a byline, an imprint or an issue only on evidence: what it is not matters as much as what it is."""

import pytest

from retrieval.reading import bylines, dates, patterns
from retrieval.reading.articles import read_articles

BODY = "各村要在汛期到来以前把沟渠清一遍，把闸门修好，把巡查的人定下来。"


@pytest.mark.parametrize(
    ("line", "author", "position"),
    [
        ("某县水利局局长 方 圩", "方圩", "某县水利局局长"),
        ("某县水利局局长方圩", "方圩", "某县水利局局长"),
        ("（某县水利局党组书记、局长方圩）", "方圩", "某县水利局党组书记、局长"),
        ("某县县委常委，宣传部部长 产一鸣", "产一鸣", "某县县委常委，宣传部部长"),
        ("（方圩 某县水利局局长）", "方圩", "某县水利局局长"),
        ("（作者：方圩 某县水利局局长）", "方圩", "某县水利局局长"),
        ("作者：方圩", "方圩", None),
        ("文/方圩 林渠", "方圩、林渠", None),
        ("本报记者 欧阳渠", "欧阳渠", None),
        ("□ 方圩", "方圩", None),
        ("（作者系某县水利局局长）", None, "某县水利局局长"),
        ("某县渔业站站长 阿依古丽·买买提", "阿依古丽·买买提", "某县渔业站站长"),
        ("滩头镇镇长 何 秀兰", "何秀兰", "滩头镇镇长"),
        ("（作者：欧阳 澜，滩头镇中心小学教师）", "欧阳澜", "滩头镇中心小学教师"),
        ("（作者：方圩，单位：某县水利局）", "方圩", "某县水利局"),
        ("来源：某县日报　发布时间：2024-03-05　作者：方圩", "方圩", None),
        ("本报记者 方圩 通讯员 林 渠", "方圩、林渠", None),
        ("（某大学教授、博士生导师 方 圩）", "方圩", "某大学教授、博士生导师"),
        ("某市人大常委会副主任委员 方 圩", "方圩", "某市人大常委会副主任委员"),
    ],
)
def test_a_byline_gives_name_and_office(line: str, author: str | None, position: str | None) -> None:
    found = bylines.byline(line)
    assert found is not None
    assert (found.author, found.position) == (author, position)


@pytest.mark.parametrize(
    "line",
    [
        "记者：你好",
        "记者调查",
        "文：春天来了",
        "作者：不详",
        "执笔：起草组",
        "◆工作要点",
        "□ 安全 生产",
        "县委书记 高度重视",
        "县委书记谈发展",
        "（县委书记座谈会 发言）",
        "作者为何这样写",
        "作者是一位普通工人",
        "方圩在大会上发言",
        "来源：某县日报",
        "来源：某县日报 作者：佚名",
        "时间：5月6日 地点：县委三楼",
    ],
)
def test_what_only_looks_like_a_byline_is_none(line: str) -> None:
    assert bylines.byline(line) is None


@pytest.mark.parametrize(
    "heading", ["时间安排", "安全生产", "方法步骤", "公共服务", "安全", "时间", "任务书", "高质量"]
)
def test_a_heading_between_title_and_body_is_nobodys_name(heading: str) -> None:
    (article,) = read_articles(f"关于做好各项工作的通知\n{heading}\n{BODY}\n{BODY}\n")
    assert article.author is None


def test_a_list_of_persons_makes_no_articles() -> None:
    (article,) = read_articles(f"水利工作会议召开\n{BODY}\n出席会议的有\n县委书记 王强\n县长 李明\n会议认为，{BODY}\n")
    assert article.author is None


def test_a_byline_in_brackets_after_the_text_is_its_authors() -> None:
    (article,) = read_articles(f"清沟记\n{BODY}\n{BODY}\n（作者系某县水利局局长 方圩）\n")
    assert (article.author, article.position) == ("方圩", "某县水利局局长")


def test_a_reporter_named_in_mid_text_has_not_written_it() -> None:
    (article,) = read_articles(f"清沟记\n{BODY}\n记者 王小明\n{BODY}\n{BODY}\n")
    assert article.author is None


@pytest.mark.parametrize(
    "line",
    [
        "送：他把粮食送到了贫困户的手里，又回来了！",
        "详情请登录官网www.example.com查询，本次活动共收到稿件三百余篇，",
        "版权：这件事在水利部门说了很多年，今天终于有了结果，大家都松了一口气，也都知道往后该怎么办了。",
    ],
)
def test_a_sentence_with_an_address_or_a_label_is_body(line: str) -> None:
    (article,) = read_articles(f"清沟记\n{BODY}\n{line}\n{BODY}\n{BODY}\n{BODY}\n")
    assert any(line in made.body.text for made in article.paragraphs)


@pytest.mark.parametrize(
    ("line", "is_issue"),
    [
        ("第 7 期（总第 43 期）", True),
        ("某县水利 2022年第4期", True),
        ("某县举办第二期培训班", False),
        ("第三期工程建设情况", False),
        ("本刊第3期登过一篇文章，说的就是这件事。", False),
    ],
)
def test_an_issue_line_is_a_label(line: str, is_issue: bool) -> None:
    assert patterns.is_issue(line) is is_issue


@pytest.mark.parametrize(
    ("title", "author", "position"),
    [
        ("县长在全县防汛会议上的讲话", None, "县长"),
        ("王强同志在全县防汛会议上的讲话（摘要）", "王强", None),
        ("学习县长在全县防汛会议上的讲话心得", None, None),
        ("关于转发县长在全县防汛会议上的讲话", None, None),
    ],
)
def test_a_speech_names_its_speaker_in_its_title(title: str, author: str | None, position: str | None) -> None:
    (article,) = read_articles(f"{title}\n{BODY}\n{BODY}\n")
    assert (article.author, article.position) == (author, position)


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("2021年 11月 11日", "2021-11-11"),
        ("（2023年5月）", "2023-05"),
        ("二〇二三年十二月三十一日", "2023-12-31"),
        ("发布日期：2023-05-06", "2023-05-06"),
        ("时间：2023年5月6日", None),
        ("（二○二一年）", "2021"),
        ("二〇二一年", "2021"),
        ("（2021年）", "2021"),
        ("2021年", None),
        ("2022-05-06 09:30", "2022-05-06"),
        ("[2021年11月3日]", "2021-11-03"),
        ("2021年2月31日", None),
        ("2021年13月1日", None),
    ],
)
def test_a_date_is_one_that_exists_and_says_when_it_was_issued(line: str, date: str | None) -> None:
    assert dates.date(line) == date


def test_repeated_lines_of_a_list_are_not_running_heads() -> None:
    text = "办法\n" + BODY + "\n 1．罚款100元。\n 2．罚款200元。\n 3．罚款300元。\n"
    joined = "".join(made.body.text for article in read_articles(text) for made in article.paragraphs)
    assert all(f"罚款{sum_}00元" in joined for sum_ in (1, 2, 3))


def test_english_paragraphs_stay_apart() -> None:
    paragraph = "The ditch was cleaned in the spring before the rain came."
    (article,) = read_articles("Ditches\n\n" + "\n\n".join([paragraph] * 4) + "\n")
    assert len(article.paragraphs) == 4


@pytest.mark.parametrize(
    "text", ["第一章 甲\n第二章 乙\n", "2021年5月3日\n", "【案例】\n", "# 一\n## 二\n", "编者按：这是一组文章。\n"]
)
def test_a_text_of_nothing_but_headings_and_notes_is_not_lost(text: str) -> None:
    joined = "".join(made.body.text for article in read_articles(text) for made in article.paragraphs)
    assert joined


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        ("来源：水利通讯 时间：2021-03-04", {"来源": "水利通讯", "时间": "2021-03-04"}),
        ("来源：水利通讯，/ 　作者：方圩", {"来源": "水利通讯", "作者": "方圩"}),
        ("（来源：水利通讯　　　　　　　　　　时间：2021-03-04）", {"来源": "水利通讯", "时间": "2021-03-04"}),
        ("来源：  时间：2021-03-04", {"来源": "", "时间": "2021-03-04"}),
        ("时间：2021-03-04", {}),
        ("来源：水从山上来。时间：2021-03-04", {}),
    ],
)
def test_labelled_facts_end_where_the_next_label_begins(line: str, facts: dict[str, str]) -> None:
    assert dates.imprint(line) == facts


@pytest.mark.parametrize("gap", [" ", "　　", " " * 30])
def test_a_gap_however_wide_parts_office_and_name(gap: str) -> None:
    found = bylines.byline(f"某县水利局局长{gap}阮石舟")
    assert found
    assert (found.author, found.position) == ("阮石舟", "某县水利局局长")


def test_an_article_of_a_law_heads_its_own_paragraphs() -> None:
    text = f"某县水利条例\n第一编 总则\n第一章 甲\n第一节 乙\n第一条 {BODY}\n湖泊和水库也照此办理。\n第二条 {BODY}\n第二章 丙\n第三条 {BODY}\n"
    (article,) = read_articles(text)
    chapter = ("第一编 总则", "第一章 甲", "第一节 乙")
    assert [made.section for made in article.paragraphs] == [
        chapter,
        (*chapter, "第一条"),
        chapter,
        ("第一编 总则", "第二章 丙"),
    ]


def test_headings_that_count_stand_under_those_that_do_not() -> None:
    (article,) = read_articles(f"清沟记\n早动手\n一、人手\n{BODY}\n二、机械\n{BODY}\n快收工\n{BODY}\n")
    last = [made.section for made in article.paragraphs if made.body.text == BODY]
    assert last == [("早动手", "一、人手"), ("早动手", "二、机械"), ("快收工",)]


def test_a_date_that_closes_a_text_is_its_date_and_the_dates_of_a_diary_are_not() -> None:
    (closed,) = read_articles(f"清沟记\n{BODY}\n{BODY}\n二〇二一年十一月三日\n")
    (diary,) = read_articles(f"清沟记\n2021年5月1日\n{BODY}\n2021年5月2日\n{BODY}\n")
    assert closed.date
    assert closed.date.value == "2021-11-03"
    assert diary.date is None
    assert [made.section for made in diary.paragraphs] == [("2021年5月1日",), ("2021年5月2日",)]


def test_a_name_cut_in_two_by_the_end_of_a_line_is_put_together() -> None:
    text = f"清沟记\n来源：某县水利网　作者：何秀\n兰　浏览次数：231\n{BODY}\n{BODY}\n"
    (article,) = read_articles(text)
    assert article.author == "何秀兰"


@pytest.mark.parametrize(
    "line",
    [
        "图1 某县的三条渠",
        "表2　各村的水价",
        "图为村民在清沟。",
        "（摄影：方圩）",
        "责任编辑：方圩　校对：林渠",
        "扫码关注某县水利公众号",
        "上一篇：修闸记",
        "转载请注明出处",
        "【关键词】渠系；管护",
        "中图分类号：TV213　文献标识码：A",
        "基金项目：某省水利科技项目（2020001）",
        "某水发〔2022〕12号",
        "首页 > 新闻中心 > 基层动态",
        "编者按：这是一组文章。",
    ],
)
def test_what_is_nobodys_text_is_no_paragraph(line: str) -> None:
    (article,) = read_articles(f"清沟与看水的几点体会\n{BODY}\n{line}\n{BODY}\n{BODY}\n")
    assert {made.body.text for made in article.paragraphs} == {BODY}


@pytest.mark.parametrize(
    "line",
    [
        "图1显示，清过的渠水流得快。",
        "表决的时候，全村的人都举了手。",
        "设计：水渠宽三米，深一米半，两边种柳树。",
        "图的是一个方便，省的是一份力气。",
        "上一篇文章说过，清沟要早。",
        "关键词是早，早字当头，一切好办。",
        "①清沟。②修闸。③看水。",
        "① 清沟要早，修闸要细。",
        "注意：下雨天不要下渠。",
    ],
)
def test_a_sentence_that_begins_like_a_note_or_a_caption_is_body(line: str) -> None:
    (article,) = read_articles(f"清沟与看水的几点体会\n{BODY}\n{line}\n{BODY}\n{BODY}\n")
    assert line in {made.body.text for made in article.paragraphs}
