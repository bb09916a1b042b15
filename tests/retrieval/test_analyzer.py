"""Folding puts writing aside and keeps every place; terms are the same however a text is written."""

import random
import sys
import unicodedata
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from retrieval.analyzer import STOP_WORDS, Analyzer, bigrams, fold, solid, solid_map

# 薴 is written 苧, and 苧 that always was is written 苎: the one character whose short form has a short form.
TWICE_SHORTENED = {"薴"}

PLAIN = "会议讨论生产计划国家人民工作农村城市教育abcXYZ0189"
LONG = "會議討論生產計劃國家人民工作農村城市教育ＡｂｃＸＹＺ０１８９"
MARKS = "。！？；：，、…—·.!?()（）《》“”「」\"' \n\t\u3000_"

SAME_WORDS = [
    ("生产计划", "生產計劃"),
    ("头发", "頭髮"),
    ("后来", "後來"),
    ("面粉", "麵粉"),
    ("理发与发展", "理髮與發展"),
    ("了解", "瞭解"),
    ("借口", "藉口"),
    ("里程与里面", "里程與裏面"),
    ("反复", "反覆"),
    ("乾坤", "乾坤"),
    ("著作", "著作"),
    # What keeps its long form in a name keeps it in both ways of writing.
    ("萧乾", "蕭乾"),
    ("乾县", "乾縣"),
    ("毕昇", "畢昇"),
    ("於梨华", "於梨華"),
]


@pytest.fixture(scope="module")
def cache_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("analyzer") / "not" / "there" / "yet"


@pytest.fixture(scope="module")
def analyzer(cache_dir: Path) -> Analyzer:
    return Analyzer(cache_dir)


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    """The script tables load with the first text; no single example should be charged for it."""
    fold("")


def characters() -> list[str]:
    """Every character that has been given a meaning."""
    every = map(chr, range(0x110000))
    return [char for char in every if unicodedata.category(char) not in {"Cs", "Cn", "Co"}]


@given(st.text())
@example("İstanbul")
@example("ﬁﬂ ㎏ ㍿ ½ …")
@example("ガギグ")
@example("a\0後\0b")
def test_folding_keeps_the_length_of_any_text(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_folding_keeps_the_length_of_every_character() -> None:
    assert [char for char in characters() if len(fold(char)) != 1] == []


def test_a_folded_character_folds_to_itself() -> None:
    changed = {char for char in characters() if fold(fold(char)) != fold(char)}
    assert changed - TWICE_SHORTENED == set()


@given(st.text(st.sampled_from(PLAIN + LONG + MARKS)))
def test_a_folded_text_folds_to_itself(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(("short", "long"), SAME_WORDS)
def test_traditional_and_simplified_writing_fold_alike(short: str, long: str) -> None:
    assert fold(long) == fold(short)


@pytest.mark.parametrize(("short", "long"), SAME_WORDS)
def test_traditional_and_simplified_writing_are_alike_when_solid(short: str, long: str) -> None:
    assert solid(long) == solid(short)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＢＣａｂｃ１２３", "abcabc123"),
        ("GDP", "gdp"),
        ("Ünal ÇELEBI", "ünal çelebi"),
        ("％＋－＝", "%+-="),
        ("，！？（）：；", ",!?():;"),
        ("ｶﾞ", "カ\u3099"),
        ("①②", "12"),
        ("\u3000", " "),
        ("ΑΒΓ АБВ", "αβγ абв"),
    ],
)
def test_width_and_case_are_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize("char", ["İ", "ﬁ", "㎏", "½", "…", "㍿", "⑩"])
def test_a_character_that_would_become_several_stays(char: str) -> None:
    assert fold(char) == char


@pytest.mark.parametrize(("radical", "char"), [("⾧", "长"), ("⾒", "见"), ("⾨", "门"), ("⾺", "马"), ("⼈", "人")])
def test_radicals_that_stand_for_characters_fold_to_their_simplified_form(radical: str, char: str) -> None:
    assert fold(radical) == char


@given(st.text())
@example("一、二。 三_四\n「五」")
def test_the_map_of_a_solid_text_points_at_its_characters(text: str) -> None:
    letters, places = solid_map(text)
    assert letters == solid(text)
    assert len(places) == len(letters)
    assert places == sorted(set(places))
    folded = fold(text)
    for letter, place in zip(letters, places, strict=True):
        assert letter in {folded[place], solid(folded[place])}


def test_the_map_of_a_solid_text_counts_in_the_text_as_it_is_written() -> None:
    letters, places = solid_map("「會議，\n２０２１ 年」ＯＫ！")
    assert letters == "会议2021年ok"
    assert places == [1, 2, 5, 6, 7, 8, 10, 12, 13]


@given(st.text())
def test_a_solid_text_has_letters_and_digits_only(text: str) -> None:
    assert all(char.isalnum() for char in solid(text))


def test_punctuation_alone_is_nothing_when_solid() -> None:
    assert solid(MARKS) == ""
    assert solid_map(MARKS) == ("", [])


@given(st.lists(st.tuples(st.sampled_from(PLAIN + LONG), st.text(st.sampled_from(MARKS), max_size=3))))
def test_a_solid_text_does_not_depend_on_punctuation_and_white_space(parts: list[tuple[str, str]]) -> None:
    bare = "".join(char for char, _ in parts)
    marked = "".join(char + marks for char, marks in parts)
    assert solid(marked) == solid(bare)


@pytest.mark.parametrize("mark", [" ", "\n", "\u3000", "，", "”", "·"])
@pytest.mark.parametrize("word", ["乾坤", "乾隆", "瞭望", "著作", "頭髮", "答覆", "計畫"])
def test_a_mark_inside_a_word_does_not_change_how_it_is_simplified(word: str, mark: str) -> None:
    assert solid(mark.join(word)) == solid(word)


@pytest.mark.parametrize(
    "other",
    [
        "全國人民代表大會制度２０２１年ＧＤＰ增長",
        "全国人民代表大会制度２０２１年ＧＤＰ增长",
        "全国人民代表大会制度2021年gdp增长",
        "全國人民代表大會制度2021年Gdp增長",
    ],
)
def test_terms_do_not_depend_on_script_width_and_case(analyzer: Analyzer, other: str) -> None:
    assert analyzer.terms(other) == analyzer.terms("全国人民代表大会制度2021年GDP增长")


@pytest.mark.parametrize(("short", "long"), SAME_WORDS)
def test_a_word_has_the_same_terms_in_both_scripts(analyzer: Analyzer, short: str, long: str) -> None:
    assert analyzer.terms(long) == analyzer.terms(short)


def test_terms_are_words_and_then_bigrams(analyzer: Analyzer) -> None:
    text = "人民代表大会"
    assert analyzer.terms(text) == analyzer.words(text) + bigrams(text)
    assert {"人民", "代表", "大会", "人民代表大会"} <= set(analyzer.words(text))
    assert analyzer.terms(text)[-5:] == ["人民", "民代", "代表", "表大", "大会"]


def test_a_term_is_repeated_as_often_as_it_occurs(analyzer: Analyzer) -> None:
    assert analyzer.words("生产，生产，再生产。").count("生产") >= 2
    assert bigrams("生产，生产").count("生产") == 2


def test_stop_words_never_become_word_terms(analyzer: Analyzer) -> None:
    assert analyzer.words("的 了 是 什么 为什么 the of what") == []
    assert STOP_WORDS.isdisjoint(analyzer.words("请问他们为什么要在这里进行关于我们的讨论呢"))


def test_every_stop_word_is_written_as_folding_writes_it() -> None:
    assert {word for word in STOP_WORDS if fold(word) != word} == set()


def test_a_line_of_stop_words_and_punctuation_has_no_words(analyzer: Analyzer) -> None:
    assert analyzer.words(fold("这是什么？……“的”、了——")) == []


def test_punctuation_never_becomes_a_term(analyzer: Analyzer) -> None:
    assert analyzer.terms(MARKS + "……——％＃＠") == []
    assert all(term.isalnum() for term in analyzer.terms("《意见》（2021）：增长3.5%，a_b；x+y=z！"))


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("", []),
        ("人民", ["人民"]),
        ("人民日报", ["人民", "民日", "日报"]),
        ("人民，日报", ["人民", "日报"]),
        ("人民abc日报12农村", ["人民", "日报", "农村"]),
        ("哈哈哈", ["哈哈", "哈哈"]),
        ("𠮷野家", ["𠮷野", "野家"]),
        ("abc 123 ，。", []),
    ],
)
def test_bigrams_are_the_overlapping_pairs_of_a_run(text: str, pairs: list[str]) -> None:
    assert bigrams(text) == pairs


@given(st.text(st.sampled_from("人民日报农村，。ab1 ")))
def test_every_bigram_stands_in_the_text(text: str) -> None:
    assert all(len(pair) == 2 and pair in text for pair in bigrams(text))


@pytest.mark.parametrize("text", ["", " ", "\0", "\ud7ff\ue000", "\U0010ffff", "🙂", "\u202e", "a" * 5000, "中" * 5000])
def test_odd_texts_have_terms_too(analyzer: Analyzer, text: str) -> None:
    assert all(isinstance(term, str) for term in analyzer.terms(text))


def test_any_text_has_terms(analyzer: Analyzer) -> None:
    @settings(max_examples=50, deadline=None)
    @given(st.text() | st.text(st.sampled_from(PLAIN + LONG + MARKS)))
    def check(text: str) -> None:
        terms = analyzer.terms(text)
        assert terms == analyzer.terms(text)
        assert all(terms)

    check()


def test_the_compiled_dictionary_is_kept_in_the_folder_that_was_given(
    cache_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rjieba", None)
    Analyzer(cache_dir).warm()
    assert [file for file in cache_dir.iterdir() if file.stat().st_size > 0] != []


def test_making_an_analyzer_touches_nothing(tmp_path: Path) -> None:
    Analyzer(tmp_path / "cache")
    assert list(tmp_path.iterdir()) == []


# Ways of cutting


@pytest.fixture(scope="module")
def ways(cache_dir: Path) -> list[Analyzer]:
    """Cutting with jieba itself, with as much of its dictionary as is looked up, and with rjieba."""
    pytest.importorskip("rjieba", reason="the extra fast is not installed")
    plain, piecemeal, fast = (Analyzer(cache_dir) for _ in range(3))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "rjieba", None)
        plain.warm()
    plain.keep()
    with pytest.MonkeyPatch.context() as patch:
        # Neither all of jieba's dictionary nor rjieba's.
        patch.setattr(Analyzer, "_whole", None)
        patch.setitem(sys.modules, "rjieba", None)
        assert piecemeal.words("渠道的修理") == ["渠道", "修理"]
    fast.warm()
    return [plain, piecemeal, fast]


# Han characters in jieba's range and outside it, letters, what its words may hold and what parts them.
CUT = "水利局长的了在渠道修理中华人民共和国工作委员会㐀鿐龥𠀀〇abcXYZ019+#&._%-，。！？“”·—（）\n\t\r\u3000é한カ½²Ⅳ①😀"


@settings(max_examples=1000)
@given(st.one_of(st.text(CUT, max_size=30), st.text(st.characters(exclude_categories=["Cs"]), max_size=30)))
@example("GDP增长8.5%，C++和3G、A-1。")
def test_all_ways_of_cutting_give_the_same_words(ways: list[Analyzer], text: str) -> None:
    assert len({tuple(way.words(text)) for way in ways}) == 1


def test_all_ways_of_cutting_give_the_same_words_of_every_word_there_is(ways: list[Analyzer]) -> None:
    words = [line.split()[0] for line in (files("jieba") / "dict.txt").read_text("utf-8").splitlines()]
    chance = random.Random(1)  # noqa: S311 - the same ones each time
    for text in (*words[::40], *("".join(chance.sample(words, 20)) for _ in range(500))):
        assert len({tuple(way.words(text)) for way in ways}) == 1


def test_all_ways_of_cutting_give_the_same_words_of_the_sample(ways: list[Analyzer]) -> None:
    texts = [path.read_text("utf-8") for path in sorted(Path("data/sample").rglob("*.*")) if path.suffix != ".toml"]
    assert texts
    for text in texts:
        assert len({tuple(way.terms(text)) for way in ways}) == 1


def test_without_the_extra_jieba_itself_cuts(cache_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rjieba", None)
    assert Analyzer(cache_dir).words("渠道的修理") == ["渠道", "修理"]
