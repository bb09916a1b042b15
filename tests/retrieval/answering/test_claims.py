"""Who is said to have said words is read from what stands around them, and from nothing else."""

import pytest

from retrieval.answering.claims import claimed
from retrieval.answering.question import understand

WORDS = "渠是大家的渠，淤泥要大家来清"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (f"方圩说过“{WORDS}”吗？", "方圩"),
        (f"方圩写过“{WORDS}”吗", "方圩"),
        (f"方圩真的说过“{WORDS}”这句话吗？", "方圩"),
        (f"请问方圩是不是讲过“{WORDS}”？", "方圩"),
        (f"“{WORDS}”是方圩说的吗？", "方圩"),
        (f"“{WORDS}”是方圩写的吧", "方圩"),
        (f"“{WORDS}”出自方圩的文章？", "方圩"),
        (f"“{WORDS}”这句话是不是方圩讲的", "方圩"),
        (f"“{WORDS}”——方圩", "方圩"),
        (f"方圩：“{WORDS}”", "方圩"),
        (f"请看：“{WORDS}”", None),
        (f"方圩说“{WORDS}”", "方圩"),
        (f"水利局局长方圩指出，“{WORDS}”", "水利局局长方圩"),
        (f"方圩在《塘坝》里写道：“{WORDS}”", "方圩"),
        (f"《塘坝》里有“{WORDS}”吗？", "《塘坝》"),
        (f"「{WORDS}」是方圩說的嗎？", "方圩"),
        (f'方圩说过"{WORDS}"吗？', "方圩"),
        (f"“{WORDS}”出自哪里？", None),
        (f"“{WORDS}”是谁说的？", None),
        (f"谁说过“{WORDS}”？", None),
        (f"哪篇文章写过“{WORDS}”？", None),
        (f"“{WORDS}”", None),
        (f"这句话“{WORDS}”对吗", None),
    ],
)
def test_the_claimed_one_is_named_and_a_question_who_names_nobody(line: str, name: str | None) -> None:
    question = understand(line)
    assert question.quoted == WORDS
    assert (question.claim.name if question.claim else None) == name


@pytest.mark.parametrize("after", ["的要求，必须落到实处，不能停在纸上", "，发展才有后劲，群众才会满意"])
def test_a_sentence_that_goes_on_behind_the_words_claims_nothing(after: str) -> None:
    assert claimed("大会提出的", after) is None
