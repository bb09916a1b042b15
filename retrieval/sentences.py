"""Paragraph → sentences and clauses, as spans. Closing marks stay with the sentence they close."""

import re

from retrieval.records import Span

_CLOSING = "”’」』）)】》〉］\\]\"'"
# A sentence ends with a run of terminal marks and what closes after it; a dot only before white space or the end,
# so that 3.5 and www.x.cn stay whole. `（……。）` is kept whole: its end is the closing bracket.
_END = re.compile(rf"(?:[。！？!?…]+[{_CLOSING}]*|\.(?=\s|$)[{_CLOSING}]*)|\n+")
_CLAUSE_END = re.compile(rf"[，；：,;:][{_CLOSING}]*|[。！？!?…]+[{_CLOSING}]*")


def sentences(text: str) -> list[Span]:
    """The sentences of a paragraph, white space around each left out, covering every visible character."""
    found = []
    start = 0
    for match in _END.finditer(text):
        if _inside_brackets(text, start, match.start()):
            continue
        found.append((start, match.end()))
        start = match.end()
    found.append((start, len(text)))
    return [span for low, high in found if (span := _stripped(text, low, high))]


def clauses(text: str, start: int, end: int) -> list[Span]:
    """The clauses of `text[start:end]`, in the text's own offsets, covering every visible character."""
    found = []
    low = start
    for match in _CLAUSE_END.finditer(text, start, end):
        # ¥1,000 and 10:30 are no clause ends.
        if text[match.start()] in ",:" and text[match.end() : match.end() + 1].isdigit():
            continue
        found.append((low, match.end()))
        low = match.end()
    found.append((low, end))
    return [span for left, right in found if (span := _stripped(text, left, right))]


def _inside_brackets(text: str, start: int, mark: int) -> bool:
    """Whether the end mark at `mark` stands inside brackets that a sentence opened and closes soon: `（他来了。）`."""
    opened = max(text.rfind("（", start, mark), text.rfind("(", start, mark))
    if opened < 0:
        return False
    closing = "）" if text[opened] == "（" else ")"
    # A bracket around whole sentences is a sentence of its own.
    return closing not in text[opened:mark] and closing in text[mark : mark + 80] and text[start:opened].strip() != ""


def _stripped(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    if not piece.strip():
        return None
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))
