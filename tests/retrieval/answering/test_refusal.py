"""What the collection does not answer is refused, and how much evidence is enough is worked out once a generation."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from retrieval.analyzer import Analyzer
from retrieval.answering import answer as answering
from retrieval.answering.answer import MOST_NEAREST, Answerer
from retrieval.answering.calibration import probes, usual_evidence
from retrieval.answering.question import understand
from retrieval.answering.quoting import Weigher
from retrieval.answering.refusal import SIGNS, WEIGHTS, evidence, is_statement, signs
from retrieval.answering.searcher import candidates
from retrieval.collection.library import Library
from retrieval.collection.store import FILE_NAME, Note

# Answered or not


@pytest.mark.parametrize(
    "question",
    [
        "锅盖为什么会唱歌？",
        "月亮的屁股在哪里",
        "阿巴阿巴阿巴",
        "的了是在和与",
        "asdf jkl qwer",
        "1234567890",
        "怎么学钢琴",
        "唐朝的首都在哪里？",
        "河长喜欢什么颜色？",
        "堤坝的英文怎么写？",
        "红烧肉要炖多久？",
        "股票什么时候能涨？",
        "云陂县的火锅好吃吗？",
        "云陂县的天气怎么样",
    ],
)
def test_nonsense_and_other_subjects_are_refused(answerer: Answerer, question: str) -> None:
    answer = answerer.answer(question)
    assert (answer.found, answer.quotes, answer.corrections) == (False, (), ())
    assert len(answer.nearest) <= MOST_NEAREST


def test_questions_that_mean_nothing_are_nearly_always_refused(answerer: Answerer) -> None:
    asked = probes()
    assert sum(answerer.answer(probe).found for probe in asked) <= 0.1 * len(asked)


QUESTIONS = (
    "云陂县怎么管护小水库？",
    "云陂的巡库员怎么选？",
    "巡河码是什么？",
    "“水管家”做什么？",
    "查险要走多少米？",
    "村里的塘怎么管？",
    "水费收多少？",
    "火锅好吃吗？",
    "怎么学钢琴",
)
THRESHOLDS = (0.0, 3.0, 6.0, 12.0, 100.0)


def answered(library: Library, threshold: float) -> set[str]:
    answerer = Answerer(library, threshold)
    return {question for question in QUESTIONS if answerer.answer(question).found}


def test_what_a_larger_threshold_answers_a_smaller_one_answers_too(sample: Library) -> None:
    found = [answered(sample, threshold) for threshold in THRESHOLDS]
    assert all(more >= fewer for more, fewer in pairwise(found))


def test_no_threshold_answers_more_and_a_great_one_nothing(sample: Library) -> None:
    assert answered(sample, 0.0) > answered(sample, 12.0)
    assert answered(sample, 100.0) == set()


@pytest.mark.parametrize(
    "line",
    ["甘沛霖是谁？", "“支流不决口，干堤才有退路”出自哪里？", "管好小水库 守住大平安", "支流不决口，干堤才有退路"],
)
def test_bylines_and_standing_words_need_no_evidence(sample: Library, line: str) -> None:
    assert Answerer(sample, threshold=100.0).answer(line).found


@pytest.mark.parametrize(
    ("line", "statement"),
    [
        ("林渠的水从方塘里来往堤外去", True),
        ("林渠的水从哪里来往堤外去", False),
        ("林渠的水从方塘里来往堤外去？", False),
        ("林渠的水", False),
    ],
)
def test_a_long_line_that_asks_nothing_is_a_sentence_to_find(line: str, statement: bool) -> None:
    assert is_statement(understand(line)) is statement


# The signs


def signs_of(line: str, library: Library) -> NDArray[np.float64]:
    question, collection = understand(line), library.collection()
    hits = candidates(collection, library.analyzer, question)
    weigher = Weigher(question, library.analyzer, collection.index.idf)
    found = signs(question, hits, weigher)
    assert evidence(question, hits, weigher).amount == pytest.approx(float(found @ WEIGHTS))
    return found


@given(
    st.text(alphabet="云陂县小水库巡河码员管护怎么选多少谁哪里的？志愿者塘渠堤", max_size=16)
    | st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=10)
    | st.text(max_size=12)
)
def test_any_question_has_its_signs_each_within_its_bounds(sample: Library, line: str) -> None:
    found = signs_of(line, sample)
    assert found.shape == WEIGHTS.shape == (len(SIGNS),)
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    shares = dict(zip(SIGNS, found, strict=True))
    assert all(shares[name] <= 1 + 1e-9 for name in ("beside the byline", "together", "longest run", "spots"))


def test_nothing_found_is_no_evidence(sample: Library, library: Library) -> None:
    assert not signs_of("锅盖唱歌", sample).any()
    assert not signs_of("云陂县怎么管护小水库？", library).any()


# How much evidence is usual


def test_the_probes_are_always_the_same_and_differ_from_each_other() -> None:
    assert probes() == probes()
    assert len(set(probes())) == len(probes())
    assert probes(7) == probes()[:7]
    assert probes(0) == []


def test_the_usual_evidence_is_the_same_whenever_it_is_worked_out(sample: Library, analyzer: Analyzer) -> None:
    usual = usual_evidence(sample.collection(), analyzer)
    assert usual == usual_evidence(sample.collection(), analyzer)
    assert 0 < usual < signs_of("云陂县怎么管护小水库？", sample) @ WEIGHTS


def notes(library: Library) -> list[tuple[str, int, float]]:
    """(name, generation, value) of all that is kept of the collection."""
    with closing(sqlite3.connect(library.folder / FILE_NAME)) as db:
        return [
            (str(name), int(at), float(value)) for name, at, value in db.execute("SELECT * FROM notes ORDER BY rowid")
        ]


POND = "# 塘要有人看\n\n某县水利站站长 方圩\n\n巡塘员由村里推选，站里考核，一年一聘。\n\n漏水的塘由护堤队来补。\n"
CANAL = "# 渠要有人管\n\n某县水利局局长 林渠\n\n支渠按村分段，每段立一块牌子，杂草月月清。\n"


@pytest.fixture
def ponds(library: Library, write: Callable[[str, str], Path]) -> Library:
    library.add([write("塘.md", POND)])
    return library


def test_what_is_usual_is_worked_out_when_it_is_first_needed_and_kept(ponds: Library, analyzer: Analyzer) -> None:
    assert notes(ponds) == []
    Answerer(ponds).warm()
    (name, generation, value), (size, *held) = notes(ponds)
    assert (generation, value) == (ponds.collection().generation, usual_evidence(ponds.collection(), analyzer))
    assert held == [generation, 2.0]
    assert (ponds.noted(name), ponds.noted(size)) == (Note(generation, value), Note(generation, 2.0))
    assert ponds.noted(name + "?") is None


def test_what_is_kept_is_there_when_the_library_is_opened_again(ponds: Library, analyzer: Analyzer) -> None:
    Answerer(ponds).warm()
    before = notes(ponds)
    with closing(Library(ponds.folder, analyzer)) as again:
        Answerer(again).warm()
        assert notes(again) == before


def test_while_another_process_writes_questions_are_answered_at_once_and_nothing_is_kept(ponds: Library) -> None:
    with closing(sqlite3.connect(ponds.folder / FILE_NAME, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert Answerer(ponds).answer("巡塘员由谁推选？").found
        other.execute("ROLLBACK")
    assert notes(ponds) == []
    Answerer(ponds).calibrate()
    assert len(notes(ponds)) == 2


def test_what_is_kept_is_used_instead_of_being_worked_out_again(ponds: Library, analyzer: Analyzer) -> None:
    question = "巡塘员由谁推选？"
    assert Answerer(ponds).answer(question).found
    (name, generation, value), _ = notes(ponds)
    ponds.note(name, generation, value + 100.0)
    with closing(Library(ponds.folder, analyzer)) as again:
        assert not Answerer(again).answer(question).found


def test_a_change_of_the_collection_has_what_is_usual_worked_out_anew(
    ponds: Library, write: Callable[[str, str], Path]
) -> None:
    answerer = Answerer(ponds)
    answerer.warm()
    (name, before, value), _ = notes(ponds)
    ponds.note(name, before, value + 100.0)
    ponds.add([write("渠.md", CANAL)])
    assert answerer.answer("支渠按什么分段？").found
    (again, after, anew), (_, *held) = notes(ponds)
    assert (again, after) == (name, ponds.collection().generation)
    assert after > before
    assert anew < value + 100.0
    assert ponds.noted(name) == Note(after, anew)
    assert held == [after, 3.0]


def test_a_large_collection_keeps_what_is_usual_until_it_has_much_more_in_it(
    ponds: Library, write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "_LARGE", 1)
    monkeypatch.setattr(answering, "_STEADY", 0.4)
    answerer = Answerer(ponds)
    answerer.warm()
    before = notes(ponds)
    ponds.add([write("渠.md", CANAL)])
    answerer.calibrate()
    assert notes(ponds) == before
    ponds.add([write("井.md", CANAL.replace("渠", "井"))])
    answerer.calibrate()
    (_, *worked_out), (_, *held) = notes(ponds)
    assert worked_out[0] == held[0] == ponds.collection().generation
    assert held[1] == 4.0
