"""What is quoted is a run of whole sentences, or of whole clauses where a sentence is too long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analyzer import Analyzer
from retrieval.answering.question import understand
from retrieval.answering.quoting import FEATURES, LONGEST, WANTED, Weigher, choose
from retrieval.records import Article, Field, Paragraph, Passage, Run, SourcedText


def sourced(text: str) -> SourcedText:
    return SourcedText(text, (Run(0, 0, len(text)),))


def passage(text: str, title: str | None = None) -> Passage:
    paragraph = Paragraph(1, (), sourced(text), 0, len(text))
    headed = Field(title, sourced(title)) if title else None
    article = Article(1, headed, None, None, None, None, None, None, None, 0.4, (paragraph,))
    return Passage(0, "abcdef", "塘.md", article, paragraph, "")


def weigher(question: str, analyzer: Analyzer) -> Weigher:
    return Weigher(understand(question), analyzer, lambda _: 1.0)


def quoted(question: str, text: str, analyzer: Analyzer) -> tuple[str, str]:
    choice = choose(passage(text), weigher(question, analyzer))
    return text[choice.start : choice.end], text[slice(*choice.highlight)]


def test_the_sentence_that_answers_is_in_the_quote_and_its_clause_is_bold(analyzer: Analyzer) -> None:
    filler = "这一年县里忙着修路，架桥，盖学校，人手总是不够用，大家都很辛苦，可是谁也没有怨言，都说日子会好起来。" * 3
    text = filler + "水库在冬天放空，清出淤泥三万方，用去四十天。" + filler
    quote, bold = quoted("水库什么时候放空？", text, analyzer)
    assert "水库在冬天放空" in quote
    assert bold.startswith("水库在冬天放空")
    assert len(quote) <= WANTED


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("渠道由谁察看？", "两名老汉每天沿岸查看水情。"),
        ("祠堂何时修葺？", "腊月里大家凑钱把屋顶补好，墙也修整一新。"),
        ("水草怎么打捞？", "年轻人划船下湖，用竹耙捞起浮萍。"),
    ],
)
def test_a_sentence_that_says_it_in_another_word_of_the_same_character_is_quoted(
    analyzer: Analyzer, question: str, told: str
) -> None:
    filler = "日子会好起来。人手总是不够用。大家都很辛苦。" * 10
    quote, _ = quoted(question, filler + told + filler, analyzer)
    assert told in quote


@pytest.mark.parametrize(
    ("question", "told", "beside"),
    [
        ("2019年谁当渠长？", "老周一直在当渠长。", "渠水流量1290方。"),
        (
            "Which organizer complained about flooding?",
            "Tom organized nothing but complained about the water.",
            "A zombie organ played lovely rag music for a coming king.",
        ),
    ],
)
def test_letters_and_digits_of_a_word_say_nothing(analyzer: Analyzer, question: str, told: str, beside: str) -> None:
    filler = "日子会好起来。人手总是不够用。大家都很辛苦。" * 10
    quote, _ = quoted(question, f"{filler}{beside}{filler}{told}{filler}", analyzer)
    assert told in quote


@pytest.mark.parametrize(
    ("sentence", "title", "counts"),
    [
        ("老汉到处走动。", None, True),
        ("老汉察看水情。", None, False),
        ("老汉查看水情。", "察看哨", False),
        ("老汉查看水情。", "看得远", False),
    ],
)
def test_characters_count_where_neither_their_word_nor_the_title_has_them(
    analyzer: Analyzer, sentence: str, title: str | None, counts: bool
) -> None:
    stretches = [sentence, "人们看见了鸟。"]
    features = weigher("察看", analyzer).features(passage("".join(stretches), title), stretches)
    assert bool(features[1, FEATURES.index("rarity")] > 0) is counts


def test_a_word_said_in_one_of_the_thesaurus_is_there(analyzer: Analyzer) -> None:
    stretches = ["老汉一直照护。", "看见鸟的人护着堤。"]
    features = weigher("看护", analyzer).features(passage("".join(stretches)), stretches)
    assert features[:, FEATURES.index("rarity")].tolist() == [1.0, 0.0]


@pytest.mark.parametrize(
    ("question", "text", "title", "best", "throughout"),
    [
        ("察看", "每天查看水情。", None, 1 / 2, 1 / 2),
        ("察看", "每天察看水情。", None, 1.0, 1.0),
        ("察看", "夜里睡觉。", None, 0.0, 0.0),
        ("察看", "他明察秋毫。" + "夜里大家都在屋里睡觉，天亮再说。" * 12 + "远处看得见山。", None, 1 / 2, 1.0),
        ("察看", "每天查看水情。", "观察哨", 1 / 2, 1.0),
        # Words: 守夜, 守夜人, 察看.
        ("守夜人 察看", "看林人看林。", None, (1 / 3 + 1 / 2) / 3, (1 / 3 + 1 / 2) / 3),
        ("2019", "2091", None, 0.0, 0.0),
        # 为 is a stop word.
        ("为难", "因为下雨没有来。", None, 0.0, 0.0),
    ],
)
def test_a_word_is_there_by_as_many_of_its_characters_as_are(
    analyzer: Analyzer, question: str, text: str, title: str | None, best: float, throughout: float
) -> None:
    assert weigher(question, analyzer).partly(passage(text, title)) == pytest.approx((best, throughout))


@given(st.text(alphabet="水库管护员察看。，！？\n 甲乙丙123abc", min_size=1, max_size=300).filter(str.strip))
def test_what_is_partly_there_is_a_share_and_at_least_what_is_in_two_sentences(analyzer: Analyzer, text: str) -> None:
    best, throughout = weigher("水库由谁察看和管护？", analyzer).partly(passage(text))
    assert 0 <= best <= throughout <= 1 + 1e-9


def test_a_sentence_longer_than_a_quote_is_cut_between_clauses(analyzer: Analyzer) -> None:
    text = "，".join(f"第{number}段堤防由第{number}村看管" for number in range(40)) + "。"
    quote, _ = quoted("第17段堤防由谁看管？", text, analyzer)
    assert "第17段堤防由第17村看管" in quote
    assert len(quote) <= LONGEST
    assert quote[-1] in "，。"
    assert quote.startswith("第")


def test_words_without_any_mark_are_cut_at_the_limit(analyzer: Analyzer) -> None:
    quote, _ = quoted("水", "水" * 1000, analyzer)
    assert len(quote) <= LONGEST


@given(st.text(alphabet="水库管护员。，！？”“……（）\n 甲乙丙123abc", min_size=1, max_size=500).filter(str.strip))
def test_any_paragraph_gives_a_quote_within_it_and_within_the_limit(analyzer: Analyzer, text: str) -> None:
    choice = choose(passage(text), weigher("水库由谁管护？", analyzer))
    assert 0 <= choice.start < choice.end <= len(text)
    assert choice.end - choice.start <= LONGEST
    assert choice.start <= choice.highlight[0] < choice.highlight[1] <= choice.end
    assert text[choice.start : choice.end].strip() == text[choice.start : choice.end]
