"""Whatever stands in a document, what is sent is valid, within the limits, and the document's own words."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.quoted import BAR, highlighted
from bot.rendering import SHOWN_QUOTES, attribution, headed, lead
from bot.screens.answers import related
from bot.wording.choice import LANGUAGES
from bot.wording.wording import Wording
from retrieval.answering.question import LONGEST_SEARCHED
from retrieval.answering.talk import Talk
from retrieval.errors import BrokenQuote
from retrieval.records import Answer, Citation, Quote, Span
from tests.bot.drawing import FILE, Drawn, answers, citations, quotes
from tests.bot.reading_back import ASIDE, barred, marked, quotations, screened
from tests.bot.reading_back import PLACE as HERE
from tests.botapi.markup import parse_html, utf16_length

# A slow machine is no failure; sixty answers with all their texts take a second or two.
several = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])

WORDS = LANGUAGES["zh-hans"]
WORDINGS = st.sampled_from(list(LANGUAGES.values()))

PLACE = Citation(
    id="abc234-0-4",
    author="骆汀",
    position="县长",
    title="门前",
    publication="水刊",
    issue="7",
    column=None,
    date="2023-06-18",
    section=(),
    speaker=None,
    also=(),
    file=FILE,
    page=None,
    paragraph=2,
    start=0,
    end=4,
    spans=((0, 4),),
)
QUOTE = Quote("江山人民", ((0, 2),), "江山人民", 1.0, None, (), PLACE)
NEAR = replace(QUOTE, match="near", differences=({"op": "replace", "given": "<氏>", "source": "民"},))
SOURCES = {FILE: "江山人民，就是江山。"}


def found(*found: Quote, mode: str = "question", question: str = "江山是什么") -> Answer:
    return Answer(question, mode, True, None, 0.1, found)


def nothing(mode: str, question: str, *nearest: Quote) -> Answer:
    return Answer(question, mode, False, None, 0.1, (), nearest)


def shown_quotes(answer: Answer) -> tuple[Quote, ...]:
    altered = tuple(check.quote for check in answer.checks if check.quote and check.verdict == "altered")
    return altered[:SHOWN_QUOTES] or answer.quotes[:SHOWN_QUOTES]


def parts_of(answer: Answer, sources: dict[str, str], wording: Wording) -> tuple[str, ...]:
    return screened(answer, sources, wording).parts


# Any document


@several
@given(answers(), WORDINGS)
def test_every_part_is_html_that_telegram_takes_within_its_limits(
    drawn: tuple[Answer, dict[str, str]], wording: Wording
) -> None:
    parts = parts_of(*drawn, wording)
    assert parts
    for part in parts:
        text, _ = parse_html(part)
        assert utf16_length(text) <= 4096
        assert len(part.encode()) <= 32768


@several
@given(answers(), WORDINGS)
def test_every_blockquote_is_a_whole_quotation_and_none_is_missing(
    drawn: tuple[Answer, dict[str, str]], wording: Wording
) -> None:
    answer, sources = drawn
    sent = quotations(parts_of(answer, sources, wording))
    assert sent == [quote.text for quote in shown_quotes(answer)]
    for text, quote in zip(sent, shown_quotes(answer), strict=True):
        stretches = (sources[quote.citation.file][start:end] for start, end in quote.citation.spans)
        assert ASIDE.sub("", text) == ASIDE.sub("", "".join(stretches))


@several
@given(quotes())
def test_what_is_bold_is_what_is_highlighted(drawn: Drawn) -> None:
    parts = parts_of(found(drawn.quote), {FILE: drawn.source}, WORDS)
    _, block = "\n\n".join(parts).split("<blockquote>")
    inner, _ = block.split("</blockquote>")
    # Marked at both ends, so that nothing is trimmed and every character keeps its place.
    text, entities = parse_html(f"<i>|{inner}|</i>")
    units = [unit for one in entities if one.type == "bold" for unit in range(one.offset, one.offset + one.length)]
    expected = {char for start, end in drawn.quote.highlights for char in range(start, end)}
    starts = [utf16_length("|" + drawn.quote.text[:at]) for at in range(len(drawn.quote.text))]
    assert text == f"|{drawn.quote.text}|"
    assert len(units) == len(set(units)), "no words are bold twice"
    assert {at for at, start in enumerate(starts) if start in units} == expected


@several
@given(quotes())
def test_cutting_at_highlights_loses_nothing(drawn: Drawn) -> None:
    pieces = highlighted(drawn.quote)
    assert "".join(text for text, _ in pieces) == drawn.quote.text
    assert all(text for text, _ in pieces)


def test_an_answer_too_long_for_one_message_is_parted_between_quotations() -> None:
    wide = "𠀀" * 200
    place = replace(PLACE, title="😀" * 2000, spans=((0, 200),))
    parts = parts_of(found(*[replace(QUOTE, text=wide, citation=place)] * 3), {FILE: wide}, WORDS)
    assert len(parts) > 1
    assert all(utf16_length(parse_html(part)[0]) <= 4096 for part in parts)
    assert quotations(parts) == [wide] * 3
    assert all(part.startswith("<blockquote>") for part in parts[1:]), "an attribution stays with its quotation"


# The last door


@several
@given(quotes(), st.data())
def test_a_quotation_altered_by_one_character_is_held_back(drawn: Drawn, data: st.DataObject) -> None:
    text = drawn.quote.text
    at = data.draw(st.sampled_from([at for at, char in enumerate(text) if not ASIDE.match(char)]))
    other = data.draw(st.sampled_from("甲乙<&x"))
    assume(other != text[at])
    altered = replace(drawn.quote, text=text[:at] + other + text[at + 1 :])
    with pytest.raises(BrokenQuote):
        parts_of(found(altered), {FILE: drawn.source}, WORDS)


@several
@given(quotes(), st.data())
def test_a_quotation_without_one_of_its_characters_is_held_back(drawn: Drawn, data: st.DataObject) -> None:
    text = drawn.quote.text
    at = data.draw(st.sampled_from([at for at, char in enumerate(text) if not ASIDE.match(char)]))
    shortened = replace(drawn.quote, text=text[:at] + text[at + 1 :], highlights=())
    with pytest.raises(BrokenQuote):
        parts_of(found(shortened), {FILE: drawn.source}, WORDS)


@pytest.mark.parametrize(
    "spans",
    [
        ((1, 5),),
        ((5, 9),),
        ((0, 3),),
        ((0, 5),),
        ((0, 100),),
        ((100, 104),),
        ((-10, 4),),
        ((4, 0),),
        ((0, 2), (1, 3), (3, 4)),
        ((2, 4), (0, 2)),
        ((0, 4), (4, 4)),
        (),
    ],
)
def test_a_quotation_whose_spans_are_elsewhere_is_held_back(spans: tuple[Span, ...]) -> None:
    astray = replace(QUOTE, citation=replace(PLACE, spans=spans))
    with pytest.raises(BrokenQuote):
        parts_of(found(astray), SOURCES, WORDS)


@pytest.mark.parametrize("highlight", [(-1, 2), (0, 5), (2, 2), (3, 1), (9, 12)])
def test_a_highlight_outside_the_quotation_is_held_back(highlight: Span) -> None:
    with pytest.raises(BrokenQuote):
        parts_of(found(replace(QUOTE, highlights=(highlight,))), SOURCES, WORDS)


def test_one_broken_quotation_holds_back_the_whole_answer() -> None:
    broken = replace(QUOTE, text="江山人氏")
    with pytest.raises(BrokenQuote):
        parts_of(found(QUOTE, broken), SOURCES, WORDS)
    with pytest.raises(BrokenQuote):
        related(nothing("quotation", "“江山人氏”出自哪里？", QUOTE, broken), SOURCES, HERE, WORDS)


def test_a_quotation_that_shows_nothing_is_held_back() -> None:
    empty = replace(QUOTE, text=" ", highlights=(), citation=replace(PLACE, spans=((0, 1),)))
    with pytest.raises(BrokenQuote):
        parts_of(found(empty), {FILE: " 江山"}, WORDS)


# The line under a quotation


@several
@given(citations(30), WORDINGS)
def test_what_is_not_known_leaves_no_trace(citation: Citation, wording: Wording) -> None:
    line = attribution(citation, wording)
    stated = "".join(filter(None, (citation.author, citation.position, citation.title, citation.publication)))
    assert line
    assert "None" not in line or "None" in stated
    assert wording.comma * 2 not in line or wording.comma.strip() in stated


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "骆汀（县长）《门前》，《水刊》第7期，2023年6月18日，第2段"),
        ({"position": None}, "骆汀《门前》，《水刊》第7期，2023年6月18日，第2段"),
        ({"author": None}, "县长（文中未写姓名）《门前》，《水刊》第7期，2023年6月18日，第2段"),
        ({"author": None, "position": None}, "《门前》，《水刊》第7期，2023年6月18日，第2段"),
        ({"title": "读《水经》"}, "骆汀（县长）《读〈水经〉》，《水刊》第7期，2023年6月18日，第2段"),
        ({"title": None}, "骆汀（县长）文件.txt，《水刊》第7期，2023年6月18日，第2段"),
        ({"issue": None}, "骆汀（县长）《门前》，《水刊》，2023年6月18日，第2段"),
        ({"publication": None}, "骆汀（县长）《门前》，第7期，2023年6月18日，第2段"),
        ({"date": "2023-06"}, "骆汀（县长）《门前》，《水刊》第7期，2023年6月，第2段"),
        ({"date": None, "paragraph": None}, "骆汀（县长）《门前》，《水刊》第7期"),
        (dict.fromkeys(("author", "position", "title", "publication", "issue", "date", "paragraph")), "文件.txt"),
    ],
)
def test_the_line_says_what_is_known(changes: dict[str, str | None], expected: str) -> None:
    assert attribution(replace(PLACE, **changes), WORDS) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "骆汀《门前》"),
        ({"author": None}, "《门前》"),
        ({"title": None}, "骆汀文件.txt"),
        ({"speaker": "古人"}, WORDS.spoken.format(speaker="古人") + "骆汀《门前》"),
    ],
)
def test_in_few_words_it_is_whose_and_in_what(changes: dict[str, str | None], expected: str) -> None:
    assert headed(replace(PLACE, **changes), WORDS) == expected  # type: ignore[arg-type]


def test_several_quotations_are_numbered_and_one_is_not() -> None:
    (one,), (two,) = (parts_of(found(*[QUOTE] * count), SOURCES, WORDS) for count in (1, 2))
    assert [line[:2] for line in parse_html(one)[0].split("\n") if "《门前》" in line] == ["— "]
    assert [line[:2] for line in parse_html(two)[0].split("\n") if "《门前》" in line] == ["① ", "② "]


def test_a_long_quotation_is_folded_unless_it_is_the_first() -> None:
    source = "江山人民" * 40
    long, short = (
        replace(QUOTE, text=source[:length], passage=source, citation=replace(PLACE, end=length, spans=((0, length),)))
        for length in (121, 120)
    )
    parts = parts_of(found(long, short, long), {FILE: source}, WORDS)
    assert marked(parts, "blockquote") == [long.text, short.text]
    assert marked(parts, "expandable_blockquote") == [long.text]


def test_the_line_is_set_in_the_readers_language() -> None:
    assert attribution(PLACE, LANGUAGES["en"]) == "骆汀 (县长) 《门前》, 《水刊》 no. 7, 2023-06-18, para. 2"


def test_a_title_without_end_is_cut_and_says_so_and_the_quotation_is_not() -> None:
    endless = replace(QUOTE, citation=replace(PLACE, title="<" * 10_000))
    (part,) = parts_of(found(endless), SOURCES, WORDS)
    text, _ = parse_html(part)
    assert text.endswith("…")
    assert quotations([part]) == [QUOTE.text]


def test_differences_stand_under_the_quotation_and_never_in_it() -> None:
    (part,) = parts_of(found(NEAR, mode="quotation"), SOURCES, WORDS)
    text, _ = parse_html(part)
    assert text.endswith("，第2段\n与原文不同：“<氏>”原文作“民”")
    assert marked([part], "strikethrough") == ["<氏>"]
    assert marked([part], "underline") == ["民"]
    assert quotations([part]) == [QUOTE.text]


def test_many_differences_are_counted_and_the_first_named() -> None:
    several = tuple({"op": "delete", "given": "", "source": f"字{number}"} for number in range(9))
    (part,) = parts_of(found(replace(NEAR, differences=several), mode="quotation"), SOURCES, WORDS)
    assert "缺“字0”" in parse_html(part)[0]
    assert "字8" not in part
    assert part.endswith("共 9 处")


# The first line


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (found(QUOTE), WORDS.found_one),
        (found(QUOTE, QUOTE), WORDS.found_several.format(count=2)),
        (found(*[QUOTE] * 5), WORDS.found_several.format(count=3)),
        (found(QUOTE, mode="quotation"), WORDS.standing_one + WORDS.colon),
        (found(QUOTE, QUOTE, mode="quotation"), WORDS.standing_several.format(count=2) + WORDS.colon),
        (found(*[QUOTE] * 5, mode="quotation"), WORDS.standing_many.format(count=5, shown=3) + WORDS.colon),
        (found(NEAR, QUOTE, mode="quotation"), WORDS.nearly_standing + WORDS.colon),
        (nothing("question", "江山是什么"), WORDS.not_found),
        (nothing("question", "江山是什么", QUOTE), WORDS.not_found),
        (nothing("quotation", "“江山人氏”出自哪里？"), WORDS.not_standing),
        (nothing("question", "你好"), WORDS.talk[Talk.GREETING]),
        (nothing("question", "水"), WORDS.talk[Talk.SHORT]),
        (nothing("question", ""), WORDS.talk[Talk.SHORT]),
        (
            nothing("question", "水" * (LONGEST_SEARCHED + 1)),
            f"{WORDS.not_found}\n{WORDS.shortened.format(count=LONGEST_SEARCHED)}",
        ),
        (nothing("question", "水" * LONGEST_SEARCHED), WORDS.not_found),
    ],
)
def test_the_first_line_says_what_was_found(answer: Answer, expected: str) -> None:
    assert lead(answer, WORDS) == expected
    assert parts_of(answer, SOURCES, WORDS)[0].startswith(expected)


def reprinted(count: int) -> Quote:
    places = tuple(
        {"id": f"abc234-{number}-1", "author": "林渠", "title": f"渠之{number}", "date": None, "file": "渠.md"}
        for number in range(count)
    )
    return replace(QUOTE, citation=replace(QUOTE.citation, also=places))


def test_the_other_places_of_a_reprint_are_named_and_counted() -> None:
    (one,) = parts_of(found(reprinted(1)), SOURCES, WORDS)
    assert one.endswith("\n又见：林渠《渠之0》")
    (many,) = parts_of(found(reprinted(4), mode="quotation"), SOURCES, WORDS)
    assert many.startswith(WORDS.standing_many.format(count=5, shown=1))
    assert many.endswith("\n又见：林渠《渠之0》、林渠《渠之1》、林渠《渠之2》等，共 4 处")


def test_related_passages_are_shown_when_they_are_asked_for_and_then_as_such() -> None:
    for answer in (
        nothing("quotation", "“江山人氏”出自哪里？", QUOTE),
        nothing("question", "江山是什么", *[QUOTE] * 3),
    ):
        assert quotations(parts_of(answer, SOURCES, WORDS)) == []
        (offered,) = related(answer, SOURCES, HERE, WORDS).parts
        assert quotations([offered]) == [QUOTE.text] * len(answer.nearest)
        assert offered.startswith(WORDS.nearest)
    assert parts_of(nothing("question", "江山是什么"), SOURCES, WORDS) == (WORDS.not_found,)


@pytest.mark.parametrize("verdict", ["exact", "altered", "misattributed", "relayed", "composite", "unknown"])
@pytest.mark.parametrize("wording", LANGUAGES.values())
def test_a_claimed_name_never_looks_like_a_quotation_without_markup(wording: Wording, verdict: str) -> None:
    for quote in (QUOTE, NEAR):
        answer = replace(found(quote, mode="quotation"), verdict=verdict, claimed=f"{BAR}水")
        answer = replace(answer, found=verdict != "unknown", quotes=() if verdict == "unknown" else answer.quotes)
        plain = screened(answer, SOURCES, wording).plain()
        assert barred(plain) == [quote.text for quote in answer.quotes]
        assert "".join(plain).count(BAR) == len(answer.quotes)
