"""Every rule by which something was found can be said to the person who is to judge it."""

import re
from pathlib import Path

import pytest

from retrieval.reading.articles import read_articles
from retrieval.reading.bylines import byline
from retrieval.reading.corrections.rules import said
from retrieval.reading.readers.text import decode

CASES = sorted(path for path in Path("tests/cases/reading").iterdir() if path.suffix in (".txt", ".md"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_rules_of_whole_documents_are_said_in_chinese(path: Path) -> None:
    for article in read_articles(decode(path.read_bytes())[0]):
        for basis in article.basis:
            assert not re.search("[a-z]", said(basis.rule)), basis.rule


def test_the_rules_of_bylines_are_said_in_chinese() -> None:
    lines = Path("tests/cases/bylines.txt").read_text("utf-8").splitlines()
    found = [one for line in lines for cell in line.split("|") if (one := byline(cell.strip()))]
    assert len(found) > 20
    for one in found:
        assert not re.search("[a-z]", said(f"byline: {one.rule} after the text")), one.rule
