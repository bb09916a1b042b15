"""What checking words comes to: a verdict in the contract's order, every difference, every sentence of a longer text."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from retrieval.answering.answer import Answerer
from retrieval.answering.checking import MOST_CHECKED
from retrieval.answering.claims import Claim
from retrieval.answering.framing import longest_first
from retrieval.answering.lookup import SHORTEST_UNMARKED, Lookup, Place
from retrieval.answering.question import understand
from retrieval.collection.library import Library
from retrieval.records import Answer

OWN = "渠是大家的渠，淤泥要大家来清"
SPOKEN = "干部不下渠，群众不上堤，再好的章程也是一张纸"
PRINTED_TWICE = "巡塘员由村里推选，站里考核，一年一聘"
FIGURE = "每亩增收3.5斤，塘水多存了半尺"
FOREIGN = "月亮上的桂树开了花，砍树的人放下斧头睡着了"
POND = f"""# 塘坝要有人看

雾川县水利局局长 方圩

2019年5月3日

修塘容易守塘难。塘埂年年要补土，涵管月月要看水，少一样都存不住水。{PRINTED_TWICE}，报酬从水费里出。

去年全县补土三万方，{FIGURE}。守塘的人夜里不能睡死，雨声一紧就要上埂，

手电照着水边走，哪里冒泡就在哪里插一根竹竿。
"""
CANAL = f"""# 清渠的人从哪里来

梧岭乡水利站站长 石舟

2020年9月6日

{OWN}。县委书记覃知远强调，“{SPOKEN}。”这话说到了根子上。

清渠的工分记在村里的黑板上，谁出工谁有份，谁家的田在渠尾谁先放水。渠首的闸门交给两个人看，一个看白天，一个看夜里。
"""
REPORT = f"""# 村里的新鲜事

某报记者 林阿满

2021年2月8日

{PRINTED_TWICE}，报酬从水费里出。村口的老榆树下新添了一块黑板，三天换一回，写的都是谁家修了埂。
"""
LONG = "# 各闸的看法\n\n雾川县闸站站长 蒲正安\n\n" + "\n\n".join(
    f"第{number}号闸归{village}管，{season}前{work}一遍，{tool}放在闸房的东墙下。"
    for number, (village, season, work, tool) in enumerate(
        (
            (village, season, work, tool)
            for village in ("上圩村", "下圩村", "石塘村", "柳湾村", "梧岭村")
            for season in ("清明", "芒种", "立秋", "霜降", "冬至", "谷雨")
            for work in ("油漆", "校直", "除锈")
            for tool in ("铁钩", "撬棍", "麻绳")
        ),
        start=101,
    )
)


@pytest.fixture
def checking(library: Library, write: Callable[[str, str], Path]) -> Answerer:
    for name, text in (("塘.md", POND), ("渠.md", CANAL), ("报.md", REPORT)):
        path = write(name, text)
    library.add([path.parent])
    return Answerer(library)


def standing(answer: Answer) -> list[tuple[str | None, str]]:
    """Whose article each quote is from, and the words highlighted in it."""
    return [(quote.citation.author, quote.text[slice(*quote.highlights[0])]) for quote in answer.quotes]


# Each verdict


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (f"“{FOREIGN}”出自哪里？", "unknown"),
        (f"“{OWN}”出自哪里？", "exact"),
        (OWN, "exact"),
        (f"{OWN}。", "exact"),
        ("渠是大家的渠淤泥要大家來清", "exact"),
        ("“渠是大家的渠，淤泥要大家去清”出自哪里？", "altered"),
        ("渠是大家的渠，淤泥要大家去清", "altered"),
        ("“塘埂年年要补土，谁出工谁有份”", "composite"),
    ],
)
def test_words_nobody_is_claimed_for_are_unknown_composite_altered_or_exact(
    checking: Answerer, line: str, verdict: str
) -> None:
    answer = checking.answer(line)
    assert (answer.mode, answer.verdict, answer.claimed) == ("quotation", verdict, None)
    assert answer.found is bool(answer.quotes) is (verdict != "unknown")


@pytest.mark.parametrize(
    ("name", "words", "verdict"),
    [
        ("方圩", FOREIGN, "unknown"),
        ("石舟", FOREIGN, "unknown"),
        ("方圩", OWN, "misattributed"),
        ("方圩", "渠是大家的渠，淤泥要大家去清", "misattributed"),
        ("石舟", SPOKEN, "relayed"),
        ("石舟", SPOKEN.replace("一张纸", "一张废纸"), "relayed"),
        ("石舟", "渠是大家的渠，淤泥要大家去清", "altered"),
        ("覃知远", SPOKEN.replace("一张纸", "一张废纸"), "altered"),
        ("石舟", OWN, "exact"),
        ("覃知远", SPOKEN, "exact"),
        ("县委书记覃知远", SPOKEN, "exact"),
        ("方圩", SPOKEN, "misattributed"),
        ("覃知远", OWN, "misattributed"),
        ("雾川县水利局局长", "修塘容易守塘难", "exact"),
        ("雾川县水利局长", "修塘容易守塘难", "exact"),
        ("水利局局长方圩", "修塘容易守塘难", "exact"),
        ("雾川县水利局副局长", "修塘容易守塘难", "misattributed"),
        ("《塘坝要有人看》", "修塘容易守塘难", "exact"),
        ("《塘坝要有人看》", OWN, "misattributed"),
        ("《清渠的人从哪里来》", SPOKEN, "exact"),
    ],
)
@pytest.mark.parametrize("form", ["{name}说过“{words}”吗？", "“{words}”——{name}", "{name}：“{words}”"])
def test_of_a_claim_the_first_verdict_that_holds_is_told(
    checking: Answerer, form: str, name: str, words: str, verdict: str
) -> None:
    answer = checking.answer(form.format(name=name, words=words))
    assert (answer.mode, answer.verdict, answer.claimed) == ("quotation", verdict, name)


@pytest.mark.parametrize(
    "form", ["石舟：{words}", "{words}——石舟", "{words}（石舟）", "石舟写过 {words}", "{words}，是石舟说的吧"]
)
def test_a_claim_without_marks_is_judged_as_with_them(checking: Answerer, form: str) -> None:
    own, other = checking.answer(form.format(words=OWN)), checking.answer(form.format(words="修塘容易守塘难"))
    assert (own.verdict, own.claimed) == ("exact", "石舟")
    assert (other.verdict, other.claimed) == ("misattributed", "石舟")


def test_a_claim_on_an_article_holds_for_its_own_author_alone(checking: Answerer) -> None:
    line = "{name}在《塘坝要有人看》里写了“修塘容易守塘难”对吗"
    assert checking.answer(line.format(name="方圩")).verdict == "exact"
    assert checking.answer(line.format(name="石舟")).verdict == "misattributed"


@pytest.mark.parametrize(("name", "other"), [("方圩", "报.md"), ("林阿满", "塘.md")])
def test_words_printed_twice_are_quoted_where_the_claim_holds(checking: Answerer, name: str, other: str) -> None:
    answer = checking.answer(f"{name}说过“{PRINTED_TWICE}”吗？")
    assert (answer.verdict, standing(answer)) == ("exact", [(name, PRINTED_TWICE)])
    assert [also["file"] for also in answer.quotes[0].citation.also] == [other]


def test_whom_an_article_quotes_is_named_with_the_words(checking: Answerer) -> None:
    (quote,) = checking.answer(f"“{SPOKEN}”是谁说的").quotes
    assert (quote.citation.author, quote.citation.speaker) == ("石舟", "县委书记覃知远")


def test_words_to_check_are_checked_whatever_they_look_like(checking: Answerer) -> None:
    answer, sources = checking.check_with_sources(f"作者:方圩 {OWN}", Claim("石舟"))
    assert (answer.mode, answer.claimed) == ("quotation", "石舟")
    assert answer.verdict == "altered"
    assert set(sources) == {"渠.md"}
    assert checking.check_with_sources(FOREIGN, Claim("石舟"))[0].verdict == "unknown"
    assert checking.check_with_sources("谁", None)[0].verdict is not None


# Mixtures and what is left out


def test_a_mixture_of_articles_shows_every_piece_where_it_stands(checking: Answerer) -> None:
    answer = checking.answer("“塘埂年年要补土，谁出工谁有份”")
    assert standing(answer) == [("方圩", "塘埂年年要补土"), ("石舟", "谁出工谁有份")]
    assert [quote.match for quote in answer.quotes] == ["near", "near"]
    assert [one["given"] for quote in answer.quotes for one in quote.differences] == ["谁出工谁有份", "塘埂年年要补土"]


def test_a_mixture_within_one_article_is_one_too(checking: Answerer) -> None:
    answer = checking.answer("“渠是大家的渠，谁出工谁有份”")
    assert (answer.verdict, {author for author, _ in standing(answer)}) == ("composite", {"石舟"})


@pytest.mark.parametrize(
    "words",
    [
        "清渠的工分记在村里的黑板上，谁家的田在渠尾谁先放水",
        "谁家的田在渠尾谁先放水，清渠的工分记在村里的黑板上",
        "涵管月月要看水，塘埂年年要补土",
    ],
)
def test_clauses_of_one_sentence_left_out_or_moved_are_altered(checking: Answerer, words: str) -> None:
    answer = checking.answer(f"“{words}”")
    assert (answer.verdict, len(answer.quotes), answer.quotes[0].match) == ("altered", 1, "near")
    assert answer.quotes[0].differences


@pytest.mark.parametrize("line", [f"“{OWN}……”", f"“……{OWN}”", "“渠是大家的渠……淤泥要大家来清”"])
def test_an_ellipsis_that_leaves_nothing_out_is_punctuation(checking: Answerer, line: str) -> None:
    assert checking.answer(line).verdict == "exact"


@pytest.mark.parametrize(
    "words",
    ["塘埂年年要补土……少一样都存不住水", "修塘容易守塘难……报酬从水费里出", "修塘容易守塘难……谁出工谁有份"],
)
def test_words_abridged_by_an_ellipsis_are_found(checking: Answerer, words: str) -> None:
    answer = checking.answer(f"“{words}”出自哪里？")
    assert answer.verdict in ("altered", "composite")


@pytest.mark.parametrize(
    "words",
    [
        "雨声一紧就要上埂，手电照着水边走",
        "雨声一紧就要上埂，手电照着水边走，哪里冒泡就在哪里插一根竹竿。",
    ],
)
@pytest.mark.parametrize("form", ["{}", "“{}”出自哪里？", "方圩说过“{}”吗"])
def test_words_across_the_end_of_a_paragraph_stand_in_both(checking: Answerer, form: str, words: str) -> None:
    answer = checking.answer(form.format(words))
    assert (answer.verdict, {author for author, _ in standing(answer)}) == ("exact", {"方圩"})


# Figures


@pytest.mark.parametrize("words", [FIGURE.replace("3.5", "35"), "每亩增收35斤", "每亩增收0.35斤，塘水多存了半尺"])
@pytest.mark.parametrize("form", ["{}", "“{}”", "“{}”出自哪里？", "方圩说过“{}”吗？", "方圩：{}"])
def test_another_figure_of_the_same_digits_is_never_exact(checking: Answerer, form: str, words: str) -> None:
    answer = checking.answer(form.format(words))
    assert answer.verdict in ("altered", None)
    if answer.verdict:
        assert "number" in [one.get("warning") for one in answer.quotes[0].differences]


@pytest.mark.parametrize("words", [FIGURE, FIGURE.replace("3.5", "３．５"), "每亩增收3.5斤"])
def test_the_same_figure_in_any_width_is_exact(checking: Answerer, words: str) -> None:
    assert checking.answer(f"“{words}”").verdict == "exact"


@pytest.mark.parametrize(
    "line", ["“去年全县补水三万方，每亩增收35斤”", "去年全县补水三万方，每亩增收35斤，塘水多存了半尺。"]
)
def test_another_figure_is_named_beside_another_difference(checking: Answerer, line: str) -> None:
    (quote,) = checking.answer(line).quotes
    assert ("35", "3.5") in [(one["given"], one["source"]) for one in quote.differences]


# Filters


@pytest.mark.parametrize("form", ["作者:{} “{}”", "作者：{} “{}”出自哪里？", "作者:{} {}"])
def test_a_filter_narrows_where_words_may_stand(checking: Answerer, form: str) -> None:
    assert checking.answer(form.format("石舟", OWN)).verdict == "exact"
    elsewhere = checking.answer(form.format("方圩", OWN))
    assert (elsewhere.found, elsewhere.quotes) == (False, ())
    assert standing(checking.answer(form.format("林阿满", PRINTED_TWICE))) == [("林阿满", PRINTED_TWICE)]


def test_a_filter_by_source_or_year_narrows_as_well(checking: Answerer) -> None:
    assert standing(checking.answer(f"来源:报 “{PRINTED_TWICE}”")) == [("林阿满", PRINTED_TWICE)]
    assert standing(checking.answer(f"2021年后 “{PRINTED_TWICE}”")) == [("林阿满", PRINTED_TWICE)]


# A longer text


def test_a_pasted_text_is_checked_sentence_by_sentence(checking: Answerer) -> None:
    parts = [
        ("清渠的工分记在村里的黑板上，谁出工谁有份，谁家的田在渠尾谁先放水。", "exact"),
        (f"{FOREIGN}。", "unknown"),
        ("渠首的闸门交给三个人看，一个看白天，一个看夜里。", "altered"),
    ]
    text = "".join(part for part, _ in parts)
    answer = checking.answer(text)
    assert [(text[check.start : check.end], check.verdict) for check in answer.checks] == parts
    assert [check.quote is None for check in answer.checks] == [False, True, False]
    assert answer.verdict == "altered"
    assert standing(answer) == [("石舟", check.quote.text.rstrip("。")) for check in answer.checks if check.quote]
    altered = answer.checks[2].quote
    assert altered
    assert [(one["given"], one["source"]) for one in altered.differences] == [("三", "两")]


def test_a_pasted_text_of_several_articles_is_a_mixture(checking: Answerer) -> None:
    answer = checking.answer(f"{OWN}。守塘的人要轮流睡觉去。塘埂年年要补土，涵管日日要看水，少一样都存不住水。")
    assert (answer.verdict, [check.verdict for check in answer.checks]) == (
        "composite",
        ["exact", "unknown", "altered"],
    )


def test_the_spans_of_a_pasted_text_count_in_it_without_the_line_around_it(checking: Answerer) -> None:
    text = f"修塘容易守塘难。{FOREIGN}。\n\n去年全县补土四万方，{FIGURE}。"
    for answer in (checking.answer(text.replace("\n", " ")), checking.check_with_sources(text)[0]):
        assert [check.verdict for check in answer.checks] == ["exact", "unknown", "altered"]
        assert [text[check.start : check.end] for check in answer.checks] == [
            "修塘容易守塘难。",
            f"{FOREIGN}。",
            f"去年全县补土四万方，{FIGURE}。",
        ]


CLAIMED = f"{OWN}。{FOREIGN}。清渠的工分记在村里的黑板上，谁出工谁有份，谁家的田在渠尾谁先放水。"


@pytest.mark.parametrize(("name", "verdict"), [("方圩", "misattributed"), ("石舟", "altered")])
def test_a_claim_on_a_longer_text_is_judged_too(checking: Answerer, name: str, verdict: str) -> None:
    answer = checking.answer(f"{name}说过“{CLAIMED}”吗")
    assert (answer.verdict, answer.claimed) == (verdict, name)


@pytest.mark.parametrize("line", [f"石舟说过“{CLAIMED}”吗", f"作者:石舟 {CLAIMED}", f"  {CLAIMED}"])
def test_the_spans_of_a_longer_text_are_those_of_the_line_asked(checking: Answerer, line: str) -> None:
    answer = checking.answer(line)
    assert [line[check.start : check.end] for check in answer.checks if check.verdict == "unknown"] == [f"{FOREIGN}。"]


def test_who_is_claimed_for_a_mixture_is_told(checking: Answerer) -> None:
    answer = checking.answer("方圩说过“塘埂年年要补土，谁出工谁有份”吗")
    assert (answer.verdict, answer.claimed) == ("composite", "方圩")


def test_two_quotations_of_one_line_are_both_checked(checking: Answerer) -> None:
    answer = checking.answer(f"“{OWN}”“修塘容易守塘难”是石舟说的吗")
    assert answer.verdict != "exact"


@pytest.mark.parametrize("name", ["石舟", "方圩"])
def test_an_altered_clause_before_the_asking_is_never_exact(checking: Answerer, name: str) -> None:
    answer = checking.answer(f"渠是大家的渠，淤泥不要大家来清是{name}说的吧")
    assert answer.verdict == ("altered" if name == "石舟" else "misattributed")
    assert answer.claimed == name


def test_a_short_sentence_of_a_pasted_text_is_checked_with_the_next_one(checking: Answerer) -> None:
    text = f"对。修塘容易守塘难。{FOREIGN}。渠首的闸门交给两个人看，一个看白天，一个看夜里。"
    answer = checking.answer(text)
    assert next(text[check.start : check.end] for check in answer.checks) == "对。修塘容易守塘难。"


def test_a_pasted_text_of_which_nothing_stands_here_is_not_here(checking: Answerer) -> None:
    answer = checking.answer(f"{FOREIGN}。星星掉进井里，捞起来是一把米。雪人走了三十里，化成了一条小河。")
    assert (answer.mode, answer.found, answer.verdict, answer.checks) == ("quotation", False, "unknown", ())


@pytest.mark.parametrize("length", [MOST_CHECKED, MOST_CHECKED + 2000])
def test_thousands_of_characters_are_checked_to_the_end_of_what_is_checked(
    library: Library, write: Callable[[str, str], Path], length: int
) -> None:
    library.add([write("闸.md", LONG)])
    text = "".join(LONG.splitlines()[4:]).replace("第150号闸", "第950号闸").replace("第160号", f"{FOREIGN}。第160号")
    assert len(text) > length
    answer, _ = Answerer(library).check_with_sources(text[:length])
    verdicts = {check.verdict: text[check.start : check.end] for check in answer.checks if check.verdict != "exact"}
    assert verdicts["unknown"] == f"{FOREIGN}。"
    assert verdicts["altered"].startswith("第950号闸")
    assert [check.start for check in answer.checks] == sorted(check.start for check in answer.checks)
    assert len(answer.checks) > 100
    assert all(one.end <= two.start for one, two in zip(answer.checks, answer.checks[1:], strict=False))
    assert answer.checks[-1].end <= MOST_CHECKED


@pytest.mark.parametrize(("length", "shortened"), [(MOST_CHECKED, False), (MOST_CHECKED + 1, True)])
@pytest.mark.parametrize("beginning", ["第101号", f"{FOREIGN}。第101号"])
def test_it_is_told_when_not_all_of_a_text_was_checked(
    library: Library, write: Callable[[str, str], Path], beginning: str, length: int, shortened: bool
) -> None:
    library.add([write("闸.md", LONG)])
    text = "".join(LONG.splitlines()[4:]).replace("第101号", beginning)[:length]
    answerer = Answerer(library)
    checked = answerer.check_with_sources(text)[0]
    assert checked.checks
    assert checked.shortened is shortened
    assert answerer.answer(text).shortened is shortened
    foreign = answerer.check_with_sources(f"{FOREIGN}。" * 400)[0]
    assert (foreign.verdict, foreign.shortened) == ("unknown", True)
    assert not answerer.check_with_sources(FOREIGN)[0].shortened


@pytest.mark.parametrize("line", [FOREIGN, f"{FOREIGN}，是方圩说的吧", f"大会提出的“清渠”，{FOREIGN}", f"“{FOREIGN}”"])
def test_a_whole_line_is_looked_up_once_as_it_stands(
    checking: Answerer, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up = []
    find = Lookup.find

    def counted(lookup: Lookup, words: str, shortest: int, *others: Any) -> list[Place]:
        looked_up.append((words, shortest))
        return find(lookup, words, shortest, *others)

    monkeypatch.setattr(Lookup, "find", counted)
    question = understand(line, longest_first(["方圩", "石舟"]))
    assert checking._prepared(checking._library.collection()).checker.check(question) is None
    assert looked_up.count((line, SHORTEST_UNMARKED)) == 1


DATED = "2019年3月覃知远指出，渠首的闸门夜里要有人看，钥匙不能离身"


@pytest.mark.parametrize("form", ["{}", "“{}”", "请核对：{}"])
def test_another_date_before_who_speaks_is_a_difference(
    library: Library, write: Callable[[str, str], Path], form: str
) -> None:
    library.add([write("闸.md", f"# 看闸\n\n梧岭乡水利站站长 石舟\n\n{DATED}。")])
    answerer = Answerer(library)
    assert answerer.answer(form.format(DATED)).verdict == "exact"
    answer = answerer.answer(form.format(DATED.replace("2019", "2018")))
    assert answer.verdict == "altered"
    assert [one["warning"] for one in answer.quotes[0].differences] == ["date"]


def test_a_date_of_which_the_text_says_nothing_is_only_the_frame(checking: Answerer) -> None:
    answer = checking.answer(f"2021年9月覃知远强调，“{SPOKEN}。”")
    assert (answer.verdict, answer.claimed) == ("exact", "覃知远")


def test_a_known_author_is_not_held_to_what_another_is_claimed_for(checking: Answerer) -> None:
    assert checking.answer(f"石舟说过“{OWN}”吗").verdict == "exact"
    answer = checking.answer(f"石舟新说过“{OWN}”吗")
    assert (answer.verdict, answer.claimed) == ("misattributed", "石舟新")
