"""A text put together line by line, with what is said of its lines."""

from retrieval.reading.extract import Fact, Mark, Role
from retrieval.records import Span


class Writer:
    """A text that grows line by line, with its marks and facts."""

    def __init__(self) -> None:
        self.marks: list[Mark] = []
        self.facts: dict[Fact, Span] = {}
        self._lines: list[str] = []
        self._length = 0

    def text(self) -> str:
        """The lines written so far."""
        return "\n".join(self._lines)

    def line(self, text: str, role: Role | None = None, level: int = 0, facts: dict[Fact, Span] | None = None) -> None:
        """Add a line; spans of `facts` count in it. The first that states a fact is the one that counts."""
        start = self._length
        if role:
            self.marks.append(Mark(start, start + len(text), role, level))
        for fact, (begin, end) in (facts or {}).items():
            self.facts.setdefault(fact, (start + begin, start + end))
        self._lines.append(text)
        self._length += len(text) + 1
