"""Buttons whose question or document is gone, or that never were buttons: each is told so."""

from pathlib import Path

import pytest

from bot.librarian import Librarian
from bot.wording.choice import LANGUAGES
from tests.bot.documents import article, drop, fill, holding, paragraphs
from tests.bot.running import serving
from tests.bot.tapped import DONE, answered, below, in_place, now, pond
from tests.botapi.person import Button, Toast
from tests.botapi.server import BotApiServer

WORDS = LANGUAGES["zh-hans"]
SEVERAL = "河长怎么巡河？"
STALE = Toast(WORDS.stale, alert=True)


def test_buttons_of_a_document_that_was_removed_say_so(server: BotApiServer, tmp_path: Path) -> None:
    written = paragraphs(6)
    files = {"塘.md": pond(*written), "渠.md": article("渠道怎么修", "骆清", "2022年5月6日", "渠道每年冬天修一次。")}
    with (
        holding(tmp_path, files) as librarian,
        answered(server, librarian, tmp_path, written[3]) as (person, answer),
    ):
        context = below(person, WORDS.button_around, answer)
        drop(tmp_path, "塘.md")
        for label in (WORDS.button_around, WORDS.button_cite):
            gone = below(person, label, answer)
            assert gone.quotes == []
            assert gone.text.startswith(WORDS.unknown_id.split("{")[0])
        assert person.taps(WORDS.button_before, context) == STALE
        assert now(person, context) == context


def test_of_a_document_that_was_replaced_the_words_are_shown_where_they_stand_now(
    server: BotApiServer, tmp_path: Path
) -> None:
    written = paragraphs(6)
    with (
        holding(tmp_path, {"塘.md": pond(*written)}) as librarian,
        answered(server, librarian, tmp_path, written[3]) as (person, answer),
    ):
        context = below(person, WORDS.button_around, answer)
        fill(tmp_path, {"塘.md": pond("新写的开头，说明这是第二稿。", *written)})
        moved = below(person, WORDS.button_around, answer)
        assert moved.text.startswith(WORDS.moved_same)
        assert moved.quotes == written[2:5]
        assert moved.marked("bold") == answer.quotes
        citation = below(person, WORDS.button_cite, answer)
        assert citation.quotes == answer.marked("bold")
        assert "已换新版：这段话还在" in citation.text
        assert person.taps(WORDS.button_before, context) == STALE
        further = in_place(person, WORDS.button_before, moved)
        assert further.quotes == written[:5]


def test_of_a_document_that_was_replaced_without_the_words_that_is_said(server: BotApiServer, tmp_path: Path) -> None:
    written = paragraphs(6)
    with (
        holding(tmp_path, {"塘.md": pond(*written)}) as librarian,
        answered(server, librarian, tmp_path, written[3]) as (person, answer),
    ):
        fill(tmp_path, {"塘.md": article("桑园怎么剪枝", "骆清", "2024年1月5日", "桑树冬天剪枝，剪口要平。")})
        lost = below(person, WORDS.button_around, answer)
        citation = below(person, WORDS.button_cite, answer)
    assert lost.quotes == []
    assert "现在的文献里没有这段话" in lost.text
    assert citation.quotes == answer.marked("bold")
    assert "现在的文献里没有这段话" in citation.text


def test_buttons_of_a_question_that_was_forgotten_are_stale_and_those_of_its_quotes_are_not(
    server: BotApiServer, librarian: Librarian, tmp_path: Path
) -> None:
    with answered(server, librarian, tmp_path, SEVERAL) as (person, answer):
        person.waits_for_reply(person.says("/forget"))
        person.taps(WORDS.button_forget)
    with serving(server, librarian, tmp_path):
        for label in (WORDS.button_more, WORDS.button_narrow):
            assert person.taps(label, answer) == STALE
        assert now(person, answer) == answer
        assert below(person, WORDS.button_around + "①", answer).marked("bold") == answer.quotes[:1]


def test_a_key_works_in_no_other_chat(server: BotApiServer, librarian: Librarian, tmp_path: Path) -> None:
    with answered(server, librarian, tmp_path, SEVERAL) as (_, answer):
        other = server.person(8, "Wang", language_code="zh-hans")
        own = other.waits_for_reply(other.says("芮波是什么职务？"))[0]
        for label in (WORDS.button_more, WORDS.button_narrow):
            tap = other.presses_button(answer.button(label), own)
            assert tap
            assert other.waits_for_toast(tap) == STALE
        assert now(other, own) == own


NEVER_A_BUTTON = [
    *("y", "m", "m:", "m:1", "m:x:y", "m:1:2:3", "m:0:0", "m:-1:0", "m:1:x", "n:", "n:99999999", "l:x", "o:1:author"),
    *(
        "o:1:author:00000000",
        "o:1:nothing:00000000",
        "s:",
        "s:x",
        "d:nosuch:0",
        "d:nosuch",
        "a:00000000:0",
        "a::",
        "A:x",
    ),
    *("r:", "r:nosuch:1:0:2:<", "r:nosuch:1:0:2:<:5", "r:nosuch:x:0:2:<", "g:", "g:xx", "g:yes", "z", "z:yes:no"),
    *(
        "x",
        "x:a:b",
        "q",
        "q:a:b",
        "f",
        "f:a:b",
        f"m:{'9' * 40}:0",
        f"n:{'9' * 60}",
        "M:1:0",
        "m：1：0",
        "\n",
        " ",
        "\0",
    ),
]


@pytest.mark.parametrize("at", range(0, len(NEVER_A_BUTTON), 9))
def test_data_that_never_were_a_buttons_are_called_stale(
    server: BotApiServer, librarian: Librarian, tmp_path: Path, at: int
) -> None:
    with answered(server, librarian, tmp_path, SEVERAL) as (person, answer):
        for data in NEVER_A_BUTTON[at : at + 9]:
            tap = person.presses_button(Button("?", "callback_data", data), answer)
            assert tap
            assert person.waits_for_toast(tap) == STALE, data
        assert now(person, answer) == answer


@pytest.mark.parametrize("data", ["m:1:99", "s:99", "A:99"])
def test_a_page_beyond_the_last_is_the_last(
    server: BotApiServer, librarian: Librarian, tmp_path: Path, data: str
) -> None:
    with answered(server, librarian, tmp_path, SEVERAL) as (person, answer):
        tap = person.presses_button(Button("?", "callback_data", data), answer)
        assert tap
        assert person.waits_for_toast(tap) == DONE
