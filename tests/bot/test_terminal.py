"""Asking at the command line: people read it, scripts parse it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.wording.choice import LANGUAGES
from tests.bot import sample
from tests.bot.commanding import failed, objects, yinju

WORDS = LANGUAGES["zh-hans"]
CASES = Path(__file__).resolve().parents[1] / "cases" / "asking" / "sample.jsonl"

ANSWER = set("question mode found verdict took_ms quotes nearest claimed checks".split())
QUOTE = set("text highlights passage score match differences citation aside".split())
CITATION = set(
    "id author position title publication issue column date section speaker also file page paragraph start end spans speaker_confidence".split()
)
ARTICLE = set("file title author position date publication issue column section confidence paragraphs".split())

ODD_LINES = [
    "",
    "   ",
    "\u3000",
    "？",
    "\0",
    "云陂县\0一共有多少座小型水库？",
    "😀",
    "👨‍👩‍👧 云陂 🇨🇳 𠀀",
    '"\\{}[]',
    "\x1b[31m\x07",
    "水" * 10_000,
    "云陂县有小型水库八十七座" * 900,
    "a" * 10_000,
    "“" * 500,
    "\u2028\u2029\x85\x0b\x0c",
]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working folder without `.env`."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def questions() -> list[str]:
    return [json.loads(line)["question"] for line in CASES.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def answers(library_folder: Path, questions: list[str]) -> list[dict[str, Any]]:
    """Every question of the sample, asked in one run."""
    return objects(yinju(library_folder, "ask", "--jsonl", typed="\n".join(questions) + "\n"))


def quotes_of(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = [quote for answer in answers for quote in (*answer["quotes"], *answer["nearest"])]
    assert found
    return found


# ask --jsonl


def test_answers_come_one_a_line_in_the_order_asked(answers: list[dict[str, Any]], questions: list[str]) -> None:
    assert [answer["question"] for answer in answers] == questions


def test_every_object_has_the_keys_of_the_contract_and_no_others(answers: list[dict[str, Any]]) -> None:
    assert all(answer.keys() == ANSWER for answer in answers)
    for quote in quotes_of(answers):
        assert quote.keys() == QUOTE
        assert quote["citation"].keys() == CITATION


def test_every_value_is_of_the_kind_the_contract_names(answers: list[dict[str, Any]]) -> None:
    for answer in answers:
        assert answer["mode"] in ("question", "quotation")
        assert answer["took_ms"] >= 0
        assert answer["verdict"] in (None, "unknown", "composite", "misattributed", "relayed", "altered", "exact")
        assert answer["found"] is bool(answer["quotes"])
        assert len(answer["nearest"]) <= (0 if answer["found"] else 3)
    for quote in quotes_of(answers):
        assert quote["match"] in (None, "exact", "near")
        assert quote["citation"]["paragraph"] is None or quote["citation"]["paragraph"] >= 1


def test_differences_are_named_where_words_stand_nearly_and_nowhere_else(answers: list[dict[str, Any]]) -> None:
    assert {quote["match"] for quote in quotes_of(answers)} == {None, "exact", "near"}
    for quote in quotes_of(answers):
        assert (quote["match"] == "near") is bool(quote["differences"])
        for one in quote["differences"]:
            assert one.keys() - {"warning"} == {"op", "given", "source"}
            assert one["op"] in ("replace", "insert", "delete")
            assert one["source"] in quote["passage"]


def test_a_quotation_is_the_text_at_its_spans(library_folder: Path, answers: list[dict[str, Any]]) -> None:
    texts = {name: yinju(library_folder, "text", name).stdout_bytes.decode("utf-8") for name in sample.texts()}
    for quote in quotes_of(answers):
        place = quote["citation"]
        stretches = [texts[place["file"]][start:end] for start, end in place["spans"]]
        assert sample.bare("".join(stretches)) == sample.bare(quote["text"])
        assert (place["start"], place["end"]) == (place["spans"][0][0], place["spans"][-1][1])


def test_a_quotation_is_short_and_stands_in_its_paragraph(answers: list[dict[str, Any]]) -> None:
    for quote in quotes_of(answers):
        assert 0 < len(quote["text"]) <= 200
        assert quote["text"] in quote["passage"]
        assert quote["highlights"]
        assert all(0 <= start < end <= len(quote["text"]) for start, end in quote["highlights"])


def test_no_more_than_two_quotations_are_of_one_paragraph(answers: list[dict[str, Any]]) -> None:
    for answer in answers:
        places = [(quote["citation"]["file"], quote["passage"]) for quote in answer["quotes"][:5]]
        assert all(places.count(place) <= 2 for place in places)


def test_the_same_question_gets_the_same_answer(library_folder: Path, answers: list[dict[str, Any]]) -> None:
    first = answers[0]
    (again,) = objects(yinju(library_folder, "ask", "--jsonl", first["question"]))
    assert again | {"took_ms": 0} == first | {"took_ms": 0}


def test_any_line_gets_its_object_and_disturbs_no_other(library_folder: Path) -> None:
    typed = "".join(f"{line}\n{sample.ANSWERED}\n" for line in ODD_LINES)
    answers = objects(yinju(library_folder, "ask", "--jsonl", typed=typed))
    assert [answer["question"] for answer in answers[::2]] == ODD_LINES
    assert [answer["quotes"] for answer in answers[1::2]] == [answers[1]["quotes"]] * len(ODD_LINES)
    assert answers[1]["found"]


def test_a_line_that_is_no_utf_8_gets_its_object_too(library_folder: Path) -> None:
    raw = [b"\xff\xfe\xd4\xc6", b"\xe4\xba", "云陂县水库".encode("gb18030"), b"\xed\xa0\x80"]
    typed = b"".join(line + f"\n{sample.ANSWERED}\n".encode() for line in raw)
    answers = objects(yinju(library_folder, "ask", "--jsonl", typed=typed))
    assert len(answers) == 2 * len(raw)
    assert all("\ufffd" in answer["question"] for answer in answers[::2])
    assert all(answer["found"] for answer in answers[1::2])


def test_line_ends_of_any_system_are_no_part_of_a_question(library_folder: Path) -> None:
    typed = f"\ufeff{sample.ANSWERED}\r\n\r\n{sample.ANSWERED}"
    answers = objects(yinju(library_folder, "ask", "--jsonl", typed=typed))
    assert [answer["question"] for answer in answers] == [sample.ANSWERED, "", sample.ANSWERED]


def test_no_input_gets_no_object(library_folder: Path) -> None:
    assert objects(yinju(library_folder, "ask", "--jsonl", typed="")) == []


def test_words_of_the_command_line_are_one_question(library_folder: Path) -> None:
    (answer,) = objects(yinju(library_folder, "ask", "--jsonl", "芮波", "是什么职务？"))
    assert answer["question"] == "芮波 是什么职务？"
    assert answer["quotes"][0]["citation"]["author"] == "芮波"


def test_a_corrected_question_has_the_keys_of_the_contract_and_the_words_as_they_were_typed(
    library_folder: Path,
) -> None:
    typed = "寻河码是什么？"
    assert "“巡河码”" in yinju(library_folder, "ask", typed).stdout.splitlines()[0], "something was corrected"
    (answer,) = objects(yinju(library_folder, "ask", "--jsonl", typed))
    assert (answer["question"], answer["found"]) == (typed, True)
    assert answer.keys() == ANSWER
    for quote in quotes_of([answer]):
        assert quote.keys() == QUOTE
        assert quote["citation"].keys() == CITATION


# articles --jsonl


def test_articles_have_the_keys_of_the_contract_and_no_others(library_folder: Path) -> None:
    articles = objects(yinju(library_folder, "articles", "--jsonl"))
    assert len(articles) == sample.ARTICLES
    assert all(article.keys() == ARTICLE for article in articles)
    assert all(made.keys() == {"start", "end", "text"} for article in articles for made in article["paragraphs"])


def test_a_paragraph_of_an_article_is_the_text_at_its_place(library_folder: Path) -> None:
    texts = sample.texts()
    for article in objects(yinju(library_folder, "articles", "--jsonl")):
        for made in article["paragraphs"]:
            stretch = sample.bare(texts[article["file"]][made["start"] : made["end"]])
            # Page furniture may stand in the middle of a paragraph: all the paragraph is there, in its order.
            rest = iter(stretch)
            assert all(char in rest for char in sample.bare(made["text"]))
            assert stretch[0] == sample.bare(made["text"])[0]


def test_an_article_says_what_its_document_says_and_null_otherwise(library_folder: Path) -> None:
    articles = {article["title"]: article for article in objects(yinju(library_folder, "articles", "--jsonl"))}
    full, unsigned = articles["管好小水库 守住大平安"], articles["做一名让群众放心的河长"]
    stated = {key: full[key] for key in ("author", "position", "date", "publication", "issue")}
    assert stated == {
        "author": "甘沛霖",
        "position": "云陂县水利局局长",
        "date": "2023-06-18",
        "publication": "澄溪水利简报",
        "issue": "7",
    }
    assert (unsigned["author"], unsigned["publication"], unsigned["issue"]) == (None, None, None)
    assert unsigned["position"] == "金簸县委常委、县级副总河长"


# What a person reads


def test_an_answer_shows_the_words_and_where_they_stand(library_folder: Path) -> None:
    result = yinju(library_folder, "ask", "芮波是什么职务？")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[:4] == [
        WORDS.found_one,
        "",
        "  磨湾县河长制办公室主任 芮 波",
        "  —— 芮波（磨湾县河长制办公室主任）《巡河码里的真功夫》",
    ]
    assert "\x1b" not in result.stdout, "colours are for terminals"


def test_questions_of_a_pipe_are_answered_and_blank_lines_passed_over(library_folder: Path) -> None:
    result = yinju(library_folder, "ask", typed=f"\n{sample.ANSWERED}\n  \n{sample.UNANSWERED}\n")
    assert result.exit_code == 0
    assert sample.ANSWERED_IN in result.stdout
    assert result.stdout.count("找到") == 2, "one answer, one plain word that there is none"
    assert WORDS.not_found in result.stdout


def test_the_language_of_the_settings_is_the_language_of_the_answer(library_folder: Path) -> None:
    result = yinju(library_folder, "ask", "芮波是什么职务？", env={"YINJU_LANGUAGE": "en"})
    assert result.stdout.startswith(LANGUAGES["en"].found_one)


def test_a_chat_through_a_pipe_shows_questions_and_answers_and_keeps_notices_apart(library_folder: Path) -> None:
    for words in ([], ["chat"]):
        result = yinju(library_folder, *words, typed=f"{sample.ANSWERED}\n\n芮波是什么职务？\n")
        assert result.exit_code == 0
        assert result.stdout.startswith(f"{WORDS.prompt}{sample.ANSWERED}\n")
        assert sample.ANSWERED_IN in result.stdout
        assert "芮 波" in result.stdout, "a blank line of a pipe does not end the chat"
        assert f"{sample.DOCUMENTS} 份文献" in result.stderr
        assert f"{sample.DOCUMENTS} 份文献" not in result.stdout


def test_control_characters_of_a_question_do_not_reach_the_terminal(library_folder: Path) -> None:
    result = yinju(library_folder, "chat", typed="\x1b[31m云陂\x07\n")
    assert "云陂" in result.stdout
    assert not set("\x1b\x07") & set(result.stdout)


# What cannot be asked


@pytest.mark.parametrize(
    "words", [["ask", "水库"], ["chat"], [], ["sources"], ["articles"], ["text", "a"], ["remove", "a"]]
)
def test_without_a_library_every_command_says_how_to_make_one(tmp_path: Path, words: list[str]) -> None:
    line = failed(yinju(tmp_path / "none", *words))
    assert str(tmp_path / "none") in line
    assert "yinju add" in line
    assert not (tmp_path / "none").exists(), "asking makes no library"


@pytest.mark.parametrize(
    "words", [["nothing"], ["--nothing"], ["sources", "extra"], ["add"], ["remove"], ["text"], ["ask", "--nothing"]]
)
def test_wrong_usage_is_status_2_and_explained_on_standard_error(library_folder: Path, words: list[str]) -> None:
    result = yinju(library_folder, *words)
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith("yinju: ")
    assert line.endswith("--help")
    assert not re.search("[A-Z][a-z]", line), "no English"


def test_the_library_may_be_named_behind_the_command(library_folder: Path) -> None:
    before = yinju(library_folder, "sources")
    assert yinju(None, "sources", "--library", str(library_folder)).stdout == before.stdout


def test_help_is_chinese_throughout() -> None:
    for words in ([], ["ask"], ["add"], ["eval"], ["start"]):
        shown = yinju(None, *words, "--help").stdout
        assert not {"Usage", "Options", "Commands", "Show", "COMMAND", "ARGS"} & set(re.findall(r"[A-Za-z]+", shown))


def test_a_mistyped_token_is_said_without_showing_it(library_folder: Path) -> None:
    line = failed(yinju(library_folder, "sources", env={"TELEGRAM_TOKEN": "12345-secret"}))
    assert "TELEGRAM_TOKEN" in line
    assert "secret" not in line


@pytest.mark.parametrize(
    ("name", "value"), [("YINJU_THRESHOLD", "high\nlow"), ("YINJU_LANGUAGE", "xx"), ("YINJU_ALLOWED", "Li")]
)
def test_a_bad_setting_is_named_in_one_line(library_folder: Path, name: str, value: str) -> None:
    assert name in failed(yinju(library_folder, "sources", env={name: value}))


def test_a_settings_file_that_is_no_utf_8_is_named_in_one_line(library_folder: Path, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("# 设置\nYINJU_LANGUAGE=en\n".encode("gb18030"))
    assert ".env" in failed(yinju(library_folder, "sources"))


def test_a_library_that_is_none_is_named_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite3").write_bytes(b"no database " * 500)
    assert str(tmp_path) in failed(yinju(tmp_path, "sources"))
    (tmp_path / "file").write_text("no folder")
    assert str(tmp_path / "file") in failed(yinju(tmp_path / "file", "add", str(sample.FOLDER)))


@pytest.mark.parametrize("flag", ["-h", "--help", "--version"])
def test_help_and_version_need_no_library(tmp_path: Path, flag: str) -> None:
    result = yinju(tmp_path / "none", flag)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "yinju" in result.stdout.lower()
