"""What of a line is the words to check, and whom it names for them, is read from what stands around the words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analyzer import fold, solid
from retrieval.answering.claims import Claim
from retrieval.answering.framing import Manner, framings, is_dated, longest_first, unframed
from retrieval.answering.question import asks_to_check, understand

WORDS = "渠是大家的渠，淤泥要大家来清"
AUTHORS = longest_first(("方圩",))


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (f"方圩说过“{WORDS}”吗？", "方圩"),
        (f"方圩写过“{WORDS}”吗", "方圩"),
        (f"方圩真的说过“{WORDS}”这句话吗？", "方圩"),
        (f"请问方圩是不是讲过“{WORDS}”？", "方圩"),
        (f"查一下方圩有没有写过“{WORDS}”", "方圩"),
        (f"我记得方圩说过“{WORDS}”", "方圩"),
        (f"印象中方圩写过“{WORDS}”", "方圩"),
        (f"据说方圩说过“{WORDS}”", "方圩"),
        (f"方圩没说过“{WORDS}”吧", "方圩"),
        (f"方圩说“{WORDS}”", "方圩"),
        (f"核实：方圩说“{WORDS}”", "方圩"),
        (f"方圩所说的“{WORDS}”对不对", "方圩"),
        (f"方圩的原话是“{WORDS}”吗", "方圩"),
        (f"方圩的文章里有“{WORDS}”这句话吗", "方圩"),
        (f"“{WORDS}”是方圩说的吗？", "方圩"),
        (f"“{WORDS}”是方圩写的吧", "方圩"),
        (f"“{WORDS}”真的是方圩写的吗？", "方圩"),
        (f"“{WORDS}”不是方圩说的吧？", "方圩"),
        (f"“{WORDS}”这句话是不是方圩讲的", "方圩"),
        (f"听说“{WORDS}”是方圩讲的，对吗？", "方圩"),
        (f"有人说“{WORDS}”是方圩写的", "方圩"),
        (f"“{WORDS}”，方圩如是说", "方圩"),
        (f"“{WORDS}”出自方圩的文章？", "方圩"),
        (f"“{WORDS}”语出方圩", "方圩"),
        (f"“{WORDS}”是方圩的名言吗", "方圩"),
        (f"帮我查查“{WORDS}”是不是方圩的原话", "方圩"),
        (f"“{WORDS}”——方圩", "方圩"),
        (f'"{WORDS}" -- 方圩', "方圩"),
        (f"“{WORDS}” 方圩", "方圩"),
        (f"请核对：“{WORDS}”（方圩）", "方圩"),
        (f"（方圩）“{WORDS}”", "方圩"),
        (f"方圩：“{WORDS}”", "方圩"),
        (f"方圩老师写的“{WORDS}”对不对", "方圩老师"),
        (f"「{WORDS}」是方圩說的嗎？", "方圩"),
        (f"『{WORDS}』方圩寫過嗎", "方圩"),
        (f"方圩讲：「{WORDS}」這句話對不對", "方圩"),
        (f"請核對：「{WORDS}」（方圩）", "方圩"),
        (f"請問方圩是不是講過「{WORDS}」？", "方圩"),
        (f'方圩说过"{WORDS}"吗？', "方圩"),
        (f"‘{WORDS}’是方圩说的吗", "方圩"),
    ],
)
def test_words_within_marks_are_checked_for_whom_the_rest_names(line: str, name: str) -> None:
    (framed,) = framings(line, AUTHORS)
    assert (framed.words, framed.claim, framed.manner) == (WORDS, Claim(name), Manner.MARKED)


@pytest.mark.parametrize(
    "line",
    [
        f"“{WORDS}”",
        f"请看：“{WORDS}”",
        f"麻烦查一下“{WORDS}”",
        f"“{WORDS}”出自哪里？",
        f"请问“{WORDS}”这句话的出处",
        f"“{WORDS}”是谁说的？",
        f"谁说过“{WORDS}”？",
        f"哪篇文章写过“{WORDS}”？",
        f"方圩在哪里说过“{WORDS}”",
        f"“{WORDS}”方圩在哪篇文章里说的",
        f"这句话“{WORDS}”对吗",
    ],
)
def test_a_question_who_or_where_names_nobody(line: str) -> None:
    (framed,) = framings(line, AUTHORS)
    assert (framed.words, framed.claim, framed.manner) == (WORDS, None, Manner.MARKED)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (f"水利局局长贺汀指出，“{WORDS}”", "水利局局长贺汀"),
        (f"雾川县组织部部长指出，“{WORDS}”", "雾川县组织部部长"),
        (f"雾川县组织部部长说过“{WORDS}”吗", "雾川县组织部部长"),
        (f"“{WORDS}”是雾川县水利局局长说的吗", "雾川县水利局局长"),
        (f"雾川县水利局局长贺汀说过“{WORDS}”吗？", "雾川县水利局局长贺汀"),
        (f"雾川县委书记贺汀强调：{WORDS}", "雾川县委书记贺汀"),
        (f"雾川县委书记贺汀在全县水利会议上指出：“{WORDS}”", "雾川县委书记贺汀"),
        (f"贺汀书记说过“{WORDS}”吗", "贺汀书记"),
        (f"贺书记讲的“{WORDS}”是真的吗", "贺书记"),
        (f"县委贺书记说过“{WORDS}”吗", "县委贺书记"),
        (f"贺汀书记：{WORDS}", "贺汀书记"),
        (f"贺书记指出，{WORDS}", "贺书记"),
        (f"贺汀同志指出：{WORDS}", "贺汀同志"),
        (f"贺汀总书记讲过“{WORDS}”吗", "贺汀总书记"),
        (f"雾川县委组织部：{WORDS}", "雾川县委组织部"),
    ],
)
def test_who_is_unknown_here_is_named_by_office_or_title(line: str, name: str) -> None:
    framed = framings(line, AUTHORS)[0]
    assert (framed.words, framed.claim) == (WORDS, Claim(name))


@pytest.mark.parametrize(
    ("line", "claim"),
    [
        (f"方圩在《塘坝》里写道：“{WORDS}”", Claim("方圩", "《塘坝》")),
        (f"方圩在《塘坝》里写了“{WORDS}”对吗", Claim("方圩", "《塘坝》")),
        (f"方圩是不是在《塘坝》里写过“{WORDS}”？", Claim("方圩", "《塘坝》")),
        (f"方圩《塘坝》：“{WORDS}”", Claim("方圩", "《塘坝》")),
        (f"方圩文章《塘坝》中的“{WORDS}”是否准确", Claim("方圩", "《塘坝》")),
        (f"方圩在《塘坝》中写道：{WORDS}", Claim("方圩", "《塘坝》")),
        (f"“{WORDS}”见方圩《塘坝》", Claim("方圩", "《塘坝》")),
        (f"“{WORDS}”（方圩《塘坝》）", Claim("方圩", "《塘坝》")),
        (f"{WORDS}——方圩《塘坝》", Claim("方圩", "《塘坝》")),
        (f"{WORDS}（方圩《塘坝》）", Claim("方圩", "《塘坝》")),
        (f"《塘坝》里有“{WORDS}”吗？", Claim("《塘坝》", "《塘坝》")),
        (f"《塘坝》一文写道：“{WORDS}”", Claim("《塘坝》", "《塘坝》")),
        (f"“{WORDS}”出自《塘坝》吗", Claim("《塘坝》", "《塘坝》")),
        (f"{WORDS}（《塘坝》）", Claim("《塘坝》", "《塘坝》")),
        (f"《论“水”的分配》里有“{WORDS}”吗？", Claim("《论“水”的分配》", "《论“水”的分配》")),
        (f"《“渠”与“人”》：“{WORDS}”", Claim("《“渠”与“人”》", "《“渠”与“人”》")),
        (f"《论“水”的分配》：{WORDS}", Claim("《论“水”的分配》", "《论“水”的分配》")),
        (f"方圩在《论“水”的分配》里写了“{WORDS}”对吗", Claim("方圩", "《论“水”的分配》")),
    ],
)
def test_a_work_is_claimed_with_its_author_or_alone_and_marks_in_its_title_hold_no_words(
    line: str, claim: Claim
) -> None:
    framed = framings(line, AUTHORS)[0]
    assert (framed.words, framed.claim) == (WORDS, claim)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (f"方圩：{WORDS}", "方圩"),
        (f"方圩曰：{WORDS}", "方圩"),
        (f"出自方圩：{WORDS}", "方圩"),
        (f"方圩的原话是：{WORDS}", "方圩"),
        (f"这句话是方圩说的吗：{WORDS}", "方圩"),
        (f"方圩写过 {WORDS}", "方圩"),
        (f"方圩写过，{WORDS}", "方圩"),
        (f"{WORDS}——方圩", "方圩"),
        (f"{WORDS}。——方圩", "方圩"),
        (f"{WORDS} -- 方圩", "方圩"),
        (f"{WORDS}（方圩）", "方圩"),
        (f"{WORDS}(方圩)", "方圩"),
        (f"请核对：{WORDS}（方圩）", "方圩"),
        (f"{WORDS}，是方圩说的吧", "方圩"),
        (f"{WORDS} 是方圩说的吧", "方圩"),
        (f"{WORDS} 是不是方圩写的", "方圩"),
        (f"{WORDS}，方圩说过吗", "方圩"),
        (f"帮我核对一下这句话：{WORDS}", None),
        (f"核对：{WORDS}", None),
        (f"{WORDS} 出自哪里", None),
        (f"{WORDS}，出自哪篇文章？", None),
    ],
)
def test_without_marks_a_colon_a_dash_brackets_a_comma_or_a_blank_sets_the_words_off(
    line: str, name: str | None
) -> None:
    framed = framings(line, AUTHORS)[0]
    assert (framed.words, framed.claim) == (WORDS, Claim(name) if name else None)
    assert framed.manner is Manner.SET_OFF


@pytest.mark.parametrize("line", [f"方圩写过{WORDS}", f"方圩说过{WORDS}吗？", f"是方圩说过{WORDS}吗"])
def test_words_may_run_on_behind_a_name_and_a_verb_of_speech(line: str) -> None:
    (framed,) = framings(line, AUTHORS)
    assert (framed.words, framed.claim, framed.manner) == (WORDS, Claim("方圩"), Manner.RUN_ON)


def test_the_words_keep_the_script_they_were_typed_in() -> None:
    assert framings("渠是大家的渠，淤泥要大家來清——方圩", AUTHORS)[0].words == "渠是大家的渠，淤泥要大家來清"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (f"“他说：‘{WORDS}’”是方圩写的吗", f"他说：‘{WORDS}’"),
        ("方圩说过“渠，要清；‘泥’，要挖”吗", "渠，要清；‘泥’，要挖"),
        (f"“《塘坝》里说，{WORDS}”", f"《塘坝》里说，{WORDS}"),
        (f"方圩说过“大家叫它“公渠”，{WORDS}”吗", f"大家叫它“公渠”，{WORDS}"),
    ],
)
def test_of_nested_marks_the_outermost_hold_the_words(line: str, words: str) -> None:
    assert framings(line, AUTHORS)[0].words == words


@pytest.mark.parametrize(
    "line",
    [
        "",
        "方圩",
        "方圩：",
        "塘坝由谁来管",
        "水费什么时候收？",
        "方圩是谁？",
        "方圩写过哪些文章？",
        "方圩说了什么？",
        "谁写了《塘坝》？",
        "《塘坝》是谁写的",
        "方圩在《塘坝》里写了什么？",
        "方圩谈到了哪些水库管护的办法？",
        "“一库一册”是什么？",
        "什么是“巡河码”？",
        "“巡河码”怎么用？",
        "“巡河码”“河边课”分别是什么？",
        "为什么要推行“一库一册”",
        "“一库一册”和“一渠一长”有什么区别？",
        "介绍一下“一库一册”",
        "说说“巡河码”的好处",
        "哪里评选“清渠标兵”？",
        "“清渠日”活动是哪一年开始的？",
        "方圩文章里提到的“河边课”怎么上？",
        "水库怎么管，谁来管？",
        "按照规定，塘坝多久检查一次？",
        "只有一个“引号",
    ],
)
def test_a_question_about_something_has_no_words_to_check(line: str) -> None:
    assert framings(line, AUTHORS) == ()


@pytest.mark.parametrize(
    "line",
    [
        "根据传说，石塘为什么干了三年？",
        "按方圩的说法，塘坝为什么要补土？",
        "听说塘坝要补土，多久补一次？",
        "请问：水费由谁收？",
        "方圩提出的“三看”是哪三看？",
    ],
)
def test_a_question_that_can_be_read_as_words_asks_to_check_nothing(line: str) -> None:
    question = understand(line, AUTHORS)
    assert question.marked is None
    assert not asks_to_check(question)


@pytest.mark.parametrize("line", ["请问这句话是方圩说的吗", "麻烦帮我核对一下，方圩", "方圩写过的吧？", "方圩"])
def test_of_a_frame_without_words_the_name_is_left(line: str) -> None:
    assert unframed(fold(line)).strip() == "方圩"


@given(st.text(max_size=40) | st.text(alphabet="“”‘’「」《》（）：，。—— 方圩说过写的吗渠泥清谁哪", max_size=40))
def test_words_to_check_are_always_a_stretch_of_the_line(line: str) -> None:
    for framed in framings(line, AUTHORS):
        assert framed.words in line
        assert framed.claim is None or solid(framed.claim.name)


@pytest.mark.parametrize("line", [f"{WORDS}是方圩说的吧", f"{WORDS}是方圩说的吗？", f"{WORDS}这句话方圩说过吗"])
def test_the_asking_may_follow_without_any_mark(line: str) -> None:
    assert [(one.words, one.claim) for one in framings(line, AUTHORS)][:1] == [(WORDS, Claim("方圩"))]


@pytest.mark.parametrize("line", [f"下面这段话对吗：{WORDS}", f"请问这句话出自哪里：{WORDS}", f"{WORDS}这句话是谁说的"])
def test_asking_where_words_are_from_names_nobody_wherever_it_stands(line: str) -> None:
    assert [(one.words, one.claim) for one in framings(line, AUTHORS)][:1] == [(WORDS, None)]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (f"{WORDS}。这是方圩说的吗", "方圩"),
        (f"方圩强调要“{WORDS}”", "方圩"),
        (f"Did 方圩 say “{WORDS}”?", "方圩"),
        (f"“{WORDS}”是不是雾川县委书记贺汀同志在会上讲的", "雾川县委书记贺汀同志"),
        ("“渠是大家的渠”“淤泥要大家清”是方圩说的吗", "方圩"),
    ],
)
def test_a_claimed_name_is_nothing_but_the_name(line: str, name: str) -> None:
    assert framings(line, AUTHORS)[0].claim == Claim(name)


@pytest.mark.parametrize(
    "line", ["大会提出的“清渠”的要求，必须落到实处，不能停在纸上", "大会提出的“清渠”，发展才有后劲，群众才会满意"]
)
def test_a_sentence_that_goes_on_behind_a_term_claims_nothing(line: str) -> None:
    assert [one.claim for one in framings(line, AUTHORS) if one.claim] == []


def test_authors_are_looked_for_longest_first_and_folded() -> None:
    names = longest_first(["方圩", "雾川县水利局", "張三", "方圩新", "方圩", "水"])
    assert names == ("雾川县水利局", "方圩新", "张三", "方圩")
    assert framings(f"張三說過“{WORDS}”嗎", names)[0].claim == Claim("张三")
    assert framings(f"方圩新说过“{WORDS}”吗", names)[0].claim == Claim("方圩新")


@pytest.mark.parametrize("date", ["2021年", "2021年9月", "2021年9月3日", "２０２１年９月", "2021年3日"])
@pytest.mark.parametrize(
    "form", ["{date}方圩说“{words}”", "{date}方圩说：{words}", "请核对：{date}方圩说过“{words}”吗"]
)
def test_a_date_may_stand_before_the_name(form: str, date: str) -> None:
    line = form.format(date=date, words=WORDS)
    framed = framings(line, AUTHORS)[0]
    assert (framed.words, framed.claim) == (WORDS, Claim("方圩"))
    assert is_dated(line, framed)
    assert framings(line.replace("方圩", "贺汀书记"))[0].claim == Claim("贺汀书记")


@pytest.mark.parametrize(
    "line", [f"2021年，{WORDS}", f"2021年9月：{WORDS}", f"{WORDS}，2021年9月", f"2021年9月 {WORDS}"]
)
def test_a_date_alone_frames_nothing(line: str) -> None:
    assert [one.words for one in framings(line, AUTHORS) if "2021" not in one.words] == []


def test_a_claim_without_a_date_has_none() -> None:
    line = f"方圩说过“{WORDS}2021年”吗"
    assert not is_dated(line, framings(line, AUTHORS)[0])


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (f"王星辰说过“{WORDS}”吗", "王星辰"),
        (f"“{WORDS}”是王星辰说的吗", "王星辰"),
        (f"王星辰：{WORDS}", "王星辰"),
        (f"{WORDS}——王星辰", "王星辰"),
        (f"王星辰书记说过“{WORDS}”吗", "王星辰书记"),
        (f"王星辰在大会上说过“{WORDS}”吗", "王星辰"),
        (f"李王星说过“{WORDS}”吗", "李王星"),
        (f"王星辰在《塘坝》里写了“{WORDS}”对吗", "王星辰"),
        (f"王星说过“{WORDS}”吗", "王星"),
        (f"王星又说“{WORDS}”", "王星"),
        (f"王星称“{WORDS}”", "王星"),
        (f"王星曾写道：“{WORDS}”", "王星"),
        (f"王星去年说过“{WORDS}”吗", "王星"),
        (f"王星在大会上说过“{WORDS}”吗", "王星"),
        (f"王星书记说过“{WORDS}”吗", "王星书记"),
        (f"王星副书记说过“{WORDS}”吗", "王星副书记"),
        (f"王星同志指出：{WORDS}", "王星同志"),
        (f"Did 王星 say “{WORDS}”?", "王星"),
    ],
)
def test_a_known_name_within_a_longer_one_is_not_meant(line: str, name: str) -> None:
    claim = framings(line, longest_first(["王星"]))[0].claim
    assert claim
    assert claim.name == name
