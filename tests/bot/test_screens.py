"""Whatever stands in documents and names, every screen is taken by Telegram, and its quotations are their sources'."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.keyboards import LONGEST_LABEL, Button, Verb, labelled, numbered, tap, untap
from bot.rendering import shown_quotes
from bot.screens import shelves
from bot.screens.answers import PAGE, Shown, answered, choices, compared, narrowed, narrowing, related, scoped
from bot.screens.citing import FOR_PEOPLE, FOR_PROGRAMS, citation, unknown
from bot.screens.inline import PAGE as OFFERED
from bot.screens.inline import offered
from bot.screens.reading import Stretch, reading, stretch
from bot.screens.screen import Screen, escaped, screen
from bot.wording.choice import LANGUAGES
from bot.wording.wording import Wording
from retrieval.answering.browsing import Entry, Window, entries, window
from retrieval.answering.filters import Filters
from retrieval.answering.resolving import Resolved, Status
from retrieval.records import Answer
from tests.bot import drawing
from tests.bot.reading_back import assert_sound, assert_taken, quotations
from tests.botapi.markup import parse_html, utf16_length
from tests.retrieval.answering.test_browsing import DOCUMENTS, held

several = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])

Drawn = tuple[Answer, dict[str, str]]
WORDS = LANGUAGES["zh-hans"]
# By name: a wording is too long to be printed where a test fails.
SPOKEN = st.sampled_from(list(LANGUAGES))
ANSWERS = drawing.answers(8)
SHOWN = st.builds(
    Shown,
    key=st.integers(1, 10**12),
    username=st.just("yinju_bot"),
    private=st.booleans(),
    scope=st.builds(Filters, author=drawing.texts(30), source=drawing.texts(30), since=st.just(0)),
    parent=st.none() | st.integers(1, 10**12),
    note=st.sampled_from(["", WORDS.late, WORDS.within]),
)
PAGES = 12


def pages_of(answer: Answer, sources: dict[str, str], shown: Shown, wording: Wording) -> list[Screen]:
    """An answer, page by page, as its own buttons turn them."""
    found, page = [], 0
    while page < PAGES:
        made = answered(answer, sources, shown, wording, page)
        found.append(made)
        if wording.button_more not in labels(made):
            break
        page += 1
    return found


def labels(made: Screen) -> list[str]:
    return [button.label for row in made.rows for button in row]


def button(made: Screen, label: str) -> Button | None:
    return next((one for row in made.rows for one in row if one.label == label), None)


# Answers


@several
@given(ANSWERS, SHOWN, SPOKEN)
def test_every_page_of_an_answer_is_sound(drawn: Drawn, shown: Shown, spoken: str) -> None:
    wording = LANGUAGES[spoken]
    for made in pages_of(*drawn, shown, wording):
        assert_sound(made)


@several
@given(ANSWERS, SHOWN, SPOKEN)
def test_turning_its_pages_every_quotation_of_an_answer_comes_once(drawn: Drawn, shown: Shown, spoken: str) -> None:
    wording = LANGUAGES[spoken]
    answer, sources = drawn
    pages = pages_of(answer, sources, shown, wording)
    first = {quote.citation.id for quote in shown_quotes(answer)}
    wanted = [*shown_quotes(answer), *(quote for quote in answer.quotes if quote.citation.id not in first)]
    assert [quote for made in pages for quote in made.quotes] == wanted
    assert all(len(made.quotes) <= PAGE for made in pages)
    assert answered(answer, sources, shown, wording, 99) == pages[-1]
    assert wording.button_back not in labels(pages[0])
    assert all(wording.button_back in labels(made) for made in pages[1:])


@several
@given(ANSWERS, SHOWN, SPOKEN)
def test_what_is_related_is_sound_and_shown_when_it_is_asked_for(drawn: Drawn, shown: Shown, spoken: str) -> None:
    wording = LANGUAGES[spoken]
    answer, sources = drawn
    made = related(answer, sources, shown, wording)
    assert_sound(made, answer.nearest)
    first = answered(answer, sources, shown, wording)
    offers = bool(answer.nearest) and not answer.found
    assert (wording.button_related in labels(first)) is offers
    if not answer.found:
        assert not first.quotes or answer.checks


@several
@given(ANSWERS, SHOWN, SPOKEN, st.integers(0, 5))
def test_what_is_compared_is_sound(drawn: Drawn, shown: Shown, spoken: str, page: int) -> None:
    wording = LANGUAGES[spoken]
    answer, sources = drawn
    made = compared(answer, sources, shown, wording, page)
    assert_sound(made)
    last = max(0, (len(answer.quotes) - 1) // PAGE)
    at = PAGE * min(page, last)
    assert list(made.quotes) == list(answer.quotes[at : at + PAGE])


@several
@given(ANSWERS, SHOWN, SPOKEN)
def test_what_an_answer_can_be_narrowed_to_are_buttons_that_telegram_takes(
    drawn: Drawn, shown: Shown, spoken: str
) -> None:
    wording = LANGUAGES[spoken]
    answer, _ = drawn
    assert_taken(narrowing(answer, shown, wording))
    for choice in choices(answer):
        assert narrowed(choice)
        assert parse_html(escaped(scoped(narrowed(choice), wording)))
        assert choice.count >= 1


@several
@given(ANSWERS, SPOKEN, st.integers(0, 9))
def test_what_is_offered_inline_is_sound(drawn: Drawn, spoken: str, offset: int) -> None:
    wording = LANGUAGES[spoken]
    answer, sources = drawn
    made, following = offered(answer, sources, "yinju_bot", wording, offset)
    quotes = {quote.citation.id: quote for quote in reversed(answer.quotes)}
    assert len({one.id for one in made}) == len(made) <= OFFERED
    assert (following == "") is (offset + OFFERED >= len(quotes))
    for one in made:
        assert 1 <= len(one.id.encode()) <= 64
        assert one.title.strip()
        assert len(one.description) <= 80
        assert_sound(Screen((one.text,), one.rows, (quotes[one.id],), sources))


# Reading


@several
@given(drawing.windows(), SPOKEN)
def test_what_is_read_is_one_sound_message_of_neighbouring_runs(drawn: tuple[Window, Stretch], spoken: str) -> None:
    wording = LANGUAGES[spoken]
    read, asked = drawn
    made = reading(read, asked, wording, WORDS.moved_altered)
    assert_sound(made)
    assert len(made.parts) == 1, "what is edited in place is one message"
    count = len(made.quotes)
    assert count >= 1
    assert made.quotes == (read.quotes[-count:] if asked.from_end else read.quotes[:count])


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("run", ["水", "<", "&" * 30, "水" * 600, "&" * 600, "😀" * 600])
def test_of_many_runs_as_many_are_read_as_a_message_holds(run: str, spoken: str) -> None:
    wording = LANGUAGES[spoken]
    collection = held("".join(f"{run}甲\n\n" for _ in range(160)))
    (entry,) = entries(collection)
    asked = Stretch(entry.document, entry.number, 0, 999)
    found = window(collection, entry.document, entry.number, 0, 999)
    assert found is not None
    assert_sound(reading(found, asked, wording))


def steps(source: str, begin: Stretch, way: str) -> Iterator[tuple[Screen, Stretch]]:
    """Screens of an article, on and on by the same button."""
    collection, asked = held(source), begin
    while True:
        found = window(collection, asked.document, asked.number, asked.first, asked.last, asked.words)
        assert found is not None
        made = reading(found, asked, WORDS)
        yield made, asked
        further = button(made, way)
        if further is None or further.data is None:
            return
        verb, arguments = untap(further.data)
        assert verb is Verb.READ
        following = stretch(arguments)
        assert following != asked, "every tap shows something else"
        asked = following


@several
@given(DOCUMENTS)
def test_read_on_to_its_end_or_back_to_its_beginning_no_run_of_an_article_is_left_out(source: str) -> None:
    listed = entries(held(source))
    assume(listed)
    entry = listed[0]
    whole = window(held(source), entry.document, entry.number, 0, 10**6)
    assert whole is not None
    on = [made for made, _ in steps(source, Stretch(entry.document, entry.number, 0, 2), WORDS.button_after)]
    assert [quote for made in on for quote in made.quotes] == list(whole.quotes)
    end = Stretch(entry.document, entry.number, max(0, whole.runs - 3), whole.runs - 1, from_end=True)
    back = [made for made, _ in steps(source, end, WORDS.button_before)]
    assert [quote for made in reversed(back) for quote in made.quotes] == list(whole.quotes)


@several
@given(DOCUMENTS, st.data())
def test_around_a_quotation_either_end_of_the_article_is_reached(source: str, data: st.DataObject) -> None:
    listed = entries(held(source))
    assume(listed)
    entry = listed[0]
    whole = window(held(source), entry.document, entry.number, 0, 10**6)
    assert whole is not None
    at = data.draw(st.integers(0, whole.runs - 1))
    place = whole.quotes[at].citation
    begin = Stretch(entry.document, entry.number, at - 1, at + 1, words=(place.start, place.end))
    for way, end in ((WORDS.button_before, whole.quotes[0]), (WORDS.button_after, whole.quotes[-1])):
        made, _ = list(steps(source, begin, way))[-1]
        assert end in [replace(quote, highlights=()) for quote in made.quotes]
        assert button(made, WORDS.button_cite)


@several
@given(
    st.sampled_from(drawing.DOCUMENTS),
    st.integers(1, 99_999),
    st.integers(0, 999_999),
    st.integers(0, 999_999),
    st.booleans(),
    st.none() | st.tuples(st.integers(0, 10**9 - 1), st.integers(1, 10**6)),
)
def test_a_stretch_fits_into_a_button_and_comes_out_as_it_went_in(
    document: str, number: int, first: int, last: int, from_end: bool, words: tuple[int, int] | None
) -> None:
    span = (words[0], sum(words)) if words else None
    made = Stretch(document, number, first, last, from_end, span)
    verb, arguments = untap(made.data())
    assert (verb, stretch(arguments)) == (Verb.READ, made)


# Citing


@several
@given(drawing.resolved(), SPOKEN, st.sampled_from([FOR_PEOPLE, FOR_PROGRAMS]))
def test_a_citation_is_sound_whatever_became_of_the_id(found: Resolved, spoken: str, formats: tuple[str, ...]) -> None:
    wording = LANGUAGES[spoken]
    made = citation(found, wording, formats)
    assert_sound(made, [found.quote] if found.quote else [])
    for one in assert_taken(made.rows):
        assert one.kind in ("copy_text", "callback_data")


@several
@given(drawing.resolved(), SPOKEN)
def test_words_to_be_copied_are_whole_and_named(found: Resolved, spoken: str) -> None:
    wording = LANGUAGES[spoken]
    assume(found.quote is not None)
    assert found.quote is not None
    label = wording.button_copy.format(style=wording.words_and_source)
    made = button(citation(found, wording), label)
    assert made is None or made.copied is not None
    if made and made.copied:
        words = "".join(found.quote.text.split())
        copied = "".join(made.copied.split())
        assert all(here in (there, "\ufffd") for here, there in zip(copied, words, strict=False))
        assert len(copied) > len(words) + 2


@several
@given(drawing.resolved(), SPOKEN)
def test_what_is_said_where_there_is_nothing_to_read_is_sound(found: Resolved, spoken: str) -> None:
    wording = LANGUAGES[spoken]
    made = unknown(found, wording)
    assert_sound(made)
    assert bool(made.quotes) is (found.status is Status.CURRENT)


# Leafing


@several
@given(st.lists(drawing.entries(), max_size=20), SPOKEN, st.integers(0, 9))
def test_every_list_is_sound(listed: list[Entry], spoken: str, page: int) -> None:
    wording = LANGUAGES[spoken]
    assert_sound(shelves.documents(listed, wording, page))
    assert_sound(shelves.authors(listed, wording, page))
    for document in {entry.document for entry in listed}:
        made = shelves.articles(listed, document, wording, page)
        assert made is not None
        assert_sound(made)
    for row in shelves.authors(listed, wording).rows:
        for one in row:
            verb, arguments = untap(one.data or "")
            if verb is Verb.AUTHOR:
                works = shelves.works(listed, arguments[0], wording, page)
                assert works is not None
                assert_sound(works)


@several
@given(st.lists(drawing.entries(), max_size=20))
def test_leafing_through_every_page_every_article_is_there_once(listed: list[Entry]) -> None:
    listed = list({(entry.document, entry.number): entry for entry in listed}.values())
    reached = []
    for document in {entry.document for entry in listed}:
        page = 0
        while True:
            made = shelves.articles(listed, document, WORDS, page)
            assert made is not None
            data = [untap(one.data or "") for row in made.rows for one in row]
            reached += [(arguments[0], int(arguments[1])) for verb, arguments in data if verb is Verb.READ]
            if WORDS.button_more not in labels(made):
                break
            page += 1
    assert sorted(reached) == sorted((entry.document, entry.number) for entry in listed)


def test_what_is_not_here_is_no_list() -> None:
    assert shelves.articles([], "abcdef", WORDS) is None
    assert shelves.works([], "00000000", WORDS) is None


# What screens are made of


@given(drawing.texts(200))
def test_a_label_is_one_short_line_in_which_something_is_seen(text: str) -> None:
    made = labelled(text)
    assert made.strip()
    assert len(made) <= LONGEST_LABEL
    assert "\n" not in made
    assert_taken(((Button(made, tap(Verb.SHELF, 0)),),))


@given(drawing.texts(50) | st.builds(lambda char, times: char * times, st.sampled_from("水<&😀"), st.integers(1, 9000)))
def test_text_of_whatever_origin_is_one_message_without_marks(text: str) -> None:
    assume(text.strip(" \t\r\n\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\0"))
    shown, entities = parse_html(escaped(text))
    assert entities == ()
    assert utf16_length(shown) <= 4096
    kept = shown.removesuffix("…") if shown != text.strip(" \t\r\n") else shown
    assert text.strip(" \t\r\n").startswith(kept)


@given(st.lists(st.integers(1, 4000), min_size=1, max_size=12))
def test_blocks_are_put_into_few_messages_and_none_is_parted(lengths: list[int]) -> None:
    blocks = [f"{at}" + "水" * (length - len(f"{at}")) for at, length in enumerate(lengths, start=1000) if length > 4]
    assume(blocks)
    made = screen(blocks)
    assert "\n\n".join(made.parts) == "\n\n".join(blocks)
    for before, after in zip(made.parts, made.parts[1:], strict=False):
        assert utf16_length(before) + 2 + utf16_length(after.split("\n\n")[0]) > 4000
    assert quotations(made.parts) == []


@pytest.mark.parametrize("data", ["", "?", "x", "nonsense", "\0", "r:", "水:1"])
def test_data_that_never_was_a_button_is_refused_or_has_a_verb(data: str) -> None:
    try:
        verb, _ = untap(data)
    except ValueError:
        return
    assert verb in Verb


def test_data_too_long_for_a_button_are_never_made() -> None:
    with pytest.raises(AssertionError):
        tap(Verb.CITE, "a" * 64)


def test_every_quotation_of_a_page_has_a_mark_of_its_own() -> None:
    marks = [numbered(at) for at in range(120)]
    assert len(set(marks)) == len(marks)
    assert all(re.fullmatch(r"[①-⑳㉑-㉟㊱-㊿]|\(\d+\)", mark) for mark in marks)
