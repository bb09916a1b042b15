"""Texts that are made to be slow to read: `python -m tests.retrieval.hostile KIND` reads them, naming each beforehand."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from retrieval.answering.answer import Answerer
from retrieval.answering.differences import aside
from retrieval.answering.framing import longest_first
from retrieval.answering.manuscript import quotations
from retrieval.answering.question import asks_to_check, is_sentence, may_be_said, says_more, understand
from retrieval.collection.library import Library
from retrieval.reading.articles import read_articles
from retrieval.reading.manuscript import joined
from retrieval.sentences import clauses, sentences

MESSAGE = 4096
DOCUMENT = 20_000
WORDS = "渠是大家的渠，淤泥要大家来清"
AUTHORS = longest_first(("方圩", "石舟"))

# What stands before, what is repeated until the text is long enough, what stands behind.
TEXTS = (
    ("", "说过", f"x“{WORDS}”"),
    ("", "说过没有", f"x：{WORDS}"),
    ("", "这句话", f"x：{WORDS}"),
    ("", "请问帮我核对", f"x“{WORDS}”"),
    (f"“{WORDS}”x", "对吗没有", "y"),
    (f"“{WORDS}”", "的", "x"),
    (f"{WORDS}，谁", "说的", "x"),
    (f"{WORDS}这句话谁", "的说的", "x"),
    ("谁", "提到的里中", f"x：{WORDS}"),
    ("方圩", "曾经还就", f"{WORDS}"),
    ("方圩说过", "公开明确", f"{WORDS}"),
    (f"方圩说过{WORDS}", "吗？", "x"),
    ("方圩", "请问", f"x说过“{WORDS}”"),
    (f"{WORDS}——", "方圩", ""),
    *(("", one, "") for one in '，。：；！？/|/“”‘’「」『』《》〈〉（）()"·…—*#> \t\n是的七1'),
    *(
        ("", one, "")
        for one in ("  ", " 水", "，,", "……", "“水”", "“说", "说：“", "他说：“好。”", "指出，", "。，", '."，', "“‘")
    ),
    *(
        ("", one, "")
        for one in (
            "《水。渠》",
            "（水。渠）水",
            "水。渠）（",
            "!a",
            "12:3,",
            "2021年",
            "第3期 ",
            "**水",
            "来源：",
            "时间： ",
        )
    ),
    *(
        ("", one, "")
        for one in ("文章", "某某说：“中", "\n某某说：“中", "县长方圩\n题目\n", "# 水\n", "> 水\n", "一、水\n")
    ),
    *(
        ("", one, "")
        for one in (
            *(
                "王小河¹ ",
                "方 圩 ",
                "方圩·",
                "某县水利局 方圩\n",
                "。（方圩）\n",
                "（作者系",
                "责任编辑：方",
                "本报记者 ",
            ),
            *(
                "1\n",
                "i\n",
                "[1]\n",
                "— 1 —\n",
                "水 1\n",
                "……1\n",
                "目录\n水\n",
                "①《水》",
                "注释\n[1]水\n",
                "编者按\n",
            ),
            *("第一条 ", "第一章 \n", "记者：水\n", "时间：\n", "——水\n", "通过（2021年", "图1 "),
        )
    ),
    ("> ", " ", "渠是大家的（"),
    ("作者", "\u3000", "王"),
    ("来源：水", "，/ ", "渠"),
)


def filled(before: str, repeated: str, after: str, length: int) -> str:
    """The text of this length."""
    room = length - len(before) - len(after)
    return before + (repeated * (room // len(repeated) + 1))[:room] + after


def _understood(text: str) -> None:
    question = understand(text, AUTHORS)
    for told in (says_more, is_sentence, may_be_said, asks_to_check):
        told(question)
    aside(text, text[1:])


def _manuscript(text: str) -> None:
    quotations(joined(text), AUTHORS)


def _document(text: str) -> None:
    read_articles(text)
    for start, end in sentences(text):
        clauses(text, start, end)


READ: dict[str, tuple[int, Callable[[str], None]]] = {
    "understood": (MESSAGE, _understood),
    "manuscript": (DOCUMENT, _manuscript),
    "document": (DOCUMENT, _document),
}


def _answering(folder: Path) -> Callable[[str], None]:
    library = Library(folder)
    library.add([Path("data/sample")])
    answerer = Answerer(library)

    def answered(text: str) -> None:
        answerer.answer(text)
        answerer.check_with_sources(text)

    return answered


def main(kind: str) -> None:
    """Read every text as this kind of thing."""
    with tempfile.TemporaryDirectory() as folder:
        length, read = READ[kind] if kind in READ else (MESSAGE, _answering(Path(folder)))
        for text in TEXTS:
            print(text, flush=True)  # noqa: T201 - the last one named is the one that is too slow
            read(filled(*text, length))


if __name__ == "__main__":
    main(sys.argv[1])
