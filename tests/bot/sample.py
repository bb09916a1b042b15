"""The sample documents, and what these tests ask of them."""

import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "data" / "sample"
DOCUMENTS = 5
ARTICLES = 16

ANSWERED = "云陂县一共有多少座小型水库？"
ANSWERED_IN = "云陂县有小型水库八十七座"
SENTENCE = "给水让一尺岸，水还人一丈田"
UNANSWERED = "红茶和绿茶哪个更提神？"

_ASIDE = re.compile(r"[\s*#]+")


def bare(text: str) -> str:
    """The text without white space and Markdown marks: what a quotation and its source have in common."""
    return _ASIDE.sub("", text)


def texts() -> dict[str, str]:
    """Every document as it is stored, by its file name."""
    found = {path.name: path.read_bytes().decode() for path in FOLDER.iterdir() if path.stem != "README"}
    assert len(found) == DOCUMENTS
    return found


def stands_in(text: str) -> list[str]:
    """The files a quotation stands in, letter for letter."""
    return [name for name, source in texts().items() if bare(text) in bare(source)]
