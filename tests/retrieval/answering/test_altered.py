"""Sentences as they stand are exact, altered ones never are, whatever was done to them."""

import random
import re
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import altering
from retrieval.analyzer import fold, solid
from retrieval.answering.answer import Answerer
from retrieval.answering.claims import Claim
from retrieval.answering.framing import unframed
from retrieval.answering.lookup import SHORTEST_UNMARKED
from retrieval.citing.verification import verify
from retrieval.collection.library import Library
from retrieval.sentences import sentences

MARKS = re.compile("[“”‘’「」『』]")


@pytest.fixture(scope="session")
def letters(sample: Library) -> str:
    """The letters and digits of all passages, those of an article one behind the other."""
    own = groupby(sample.collection().passages, lambda passage: (passage.document, passage.article.number))
    return "\n".join("".join(passage.solid for passage in passages) for _, passages in own)


@pytest.fixture(scope="session")
def said(sample: Library) -> list[str]:
    """Every sentence of the sample that is long enough to be looked up."""
    texts = [passage.paragraph.body.text for passage in sample.collection().passages]
    found = [text[start:end] for text in texts for start, end in sentences(text)]
    return [one for one in found if len(solid(one)) >= SHORTEST_UNMARKED]


FORMS = st.sampled_from(["{}", "“{}”", "“{}”出自哪里？", "请核对：“{}”"])
KINDS = st.sampled_from(["drop", "replace", "insert"])
EDITS = st.lists(st.tuples(KINDS, st.integers(0, 400), st.sampled_from("不未二9水人坝，。")), min_size=1, max_size=4)


def edited(sentence: str, edits: list[tuple[str, int, str]]) -> str:
    chars = list(sentence)
    for kind, number, char in edits:
        at = number % max(len(chars), 1)
        chars[at : at + (kind != "insert")] = [] if kind == "drop" else [char]
    return "".join(chars)


@settings(max_examples=200)
@given(st.integers(0, 10_000), FORMS, EDITS)
def test_an_altered_sentence_is_never_exact_unless_its_letters_stand(
    answerer: Answerer, said: list[str], letters: str, number: int, form: str, edits: list[tuple[str, int, str]]
) -> None:
    plain = [one for one in said if not MARKS.search(one)]
    asked = edited(plain[number % len(plain)], edits)
    answer = answerer.answer(form.format(asked))
    # A name or an asking word at either end is taken for the frame, which is no part of the words.
    framed = answer.claimed is not None or solid(unframed(fold(asked))) in letters
    assert answer.verdict != "exact" or solid(asked) in letters or (form == "{}" and framed)


def test_a_sentence_as_it_stands_is_always_exact(answerer: Answerer, said: list[str]) -> None:
    plain = [one for one in said if "：“" not in one]
    assert len(plain) > 0.9 * len(said)
    for sentence in plain:
        for form in ("{}", "“{}”", "“{}”出自哪里？"):
            assert answerer.answer(form.format(sentence)).verdict == "exact", form.format(sentence)


def test_a_pasted_sentence_that_quotes_somebody_is_exact_as_it_stands(answerer: Answerer, said: list[str]) -> None:
    assert {answerer.answer(sentence).verdict for sentence in said} == {"exact"}


@settings(max_examples=150)
@given(st.text(alphabet="渠塘修清看水的人，。；：“”‘’「」《》（）——…？ 方圩石舟说过写是吗谁哪3.5\n", max_size=80))
def test_checking_any_line_never_fails(answerer: Answerer, sample: Library, line: str) -> None:
    for answer in (answerer.answer(line), answerer.check_with_sources(line, Claim("方圩"))[0]):
        assert answer.found is bool(answer.quotes)
        assert all(0 <= check.start < check.end <= len(line) for check in answer.checks)
        for quote in (*answer.quotes, *answer.nearest):
            verify(quote, sample.collection().documents[quote.citation.file].text)


def test_sentences_of_the_sample_altered_so_that_their_sense_turns_are_never_exact(
    sample: Library, answerer: Answerer
) -> None:
    chosen = random.Random("altering 1")  # noqa: S311 - a reproducible draw, no secret
    altered = altering._altered(sample.collection(), chosen, 200)
    called, warned = altering._asked(altered, answerer, show=False)
    assert (len(altered), called) == (55, 0)
    assert sum(map(sum, warned.values())) >= 0.9 * sum(map(len, warned.values()))


def test_where_nothing_can_be_altered_there_is_no_share(
    write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["altering.py", str(write("井.md", "# 井\n\n一口井。\n"))])
    assert altering.main() == 0
    assert capsys.readouterr().out == "altered sentences 0, called exact 0\n"
