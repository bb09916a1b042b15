"""What a person put right is shown where the document says it, and nowhere where the document does not."""

import pytest

from retrieval.records import Field, SourcedText
from tests.retrieval.reading.test_corrections import applied
from tests.retrieval.reading.test_offsets import assert_sourced


@pytest.mark.parametrize(
    ("line", "date", "stands"),
    [
        ("（二〇二三年十一月三日）", "2023-11-03", "二〇二三年十一月三日"),
        ("本刊2023年 11 月 3 日讯", "2023-11-03", "2023年 11 月 3 日"),
        ("2023.11.03", "2023-11-03", "2023.11.03"),
        ("二〇二三年二十一期，2023年11月印", "2023-11", "2023年11月"),
        ("本刊２０２３年１１月３日讯", "2023-11-03", "２０２３年１１月３日"),
        ("2023年11月13日", "2023-11-01", ""),
        ("2023年11月3日", "2023-11", ""),
        ("12023年1月3日", "2023-01-03", ""),
        ("2023年", "2023", "2023年"),
    ],
)
def test_a_date_is_shown_as_it_stands(line: str, date: str, stands: str) -> None:
    text = f"清渠\n{line}\n渠清了。\n"
    toml = f'[[articles]]\nanchor = "清渠"\ndate = "{date}"\n'
    (one,) = applied(toml, text, []).articles
    assert one.date is not None
    assert (one.date.value, one.date.shown.text) == (date, stands)
    assert_sourced(text, one.date.shown)


@pytest.mark.parametrize(
    ("line", "stands"),
    [
        ("作者：方 圩", "作者：方 圩"),
        ("　青石县水利局局长方圩  ", "青石县水利局局长方圩"),
        ("方圩说：“渠要大家来清。”大家都说好。", None),
        ("林渠", None),
    ],
)
def test_a_byline_is_a_line_that_names_the_author_and_no_sentence(line: str, stands: str | None) -> None:
    text = f"清渠\n{line}\n渠清了。\n"
    (one,) = applied('[[articles]]\nanchor = "清渠"\nauthor = "方圩"\n', text, []).articles
    assert one.author == "方圩"
    assert (one.byline.text if one.byline else None) == stands


def test_a_title_over_two_lines_is_shown_joined() -> None:
    text = "一、把沟渠清到\n田头地角\n渠清了。\n"
    (one,) = applied('[[articles]]\nanchor = "一、把沟渠清到"\ntitle = "把沟渠清到田头地角"\n', text, []).articles
    assert one.title is not None
    assert one.title.shown.text == "把沟渠清到田头地角"
    assert_sourced(text, one.title.shown)


def test_a_title_in_the_middle_of_a_sentence_is_not_the_title() -> None:
    text = "开头\n我们把沟渠清到田头。\n"
    (one,) = applied('[[articles]]\nanchor = "开头"\ntitle = "清到田头"\n', text, []).articles
    assert one.title == Field("清到田头", SourcedText("", ()))


def test_an_issue_is_shown_with_its_words_and_never_as_any_number() -> None:
    text = "青石水利 2032年 第十二期\n清渠32公里\n渠清了。\n"
    for value, stands in (("12", "第十二期"), ("32", ""), ("2032年第十二期", "2032年 第十二期")):
        (one,) = applied(f'[[articles]]\nanchor = "清渠32"\nissue = "{value}"\n', text, []).articles
        assert one.issue is not None
        assert (one.issue.value, one.issue.shown.text) == (value, stands)
