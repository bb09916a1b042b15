"""Whose words they are: the speeches that paragraphs quote, and who is named as their speaker.

An introduction (`某某指出，`) is the author's; the words it introduces are the speaker's. Who speaks is never guessed:
a subject that is not understood makes words nobody's, unless exactly one speaker came before.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from retrieval.analyzer import fold
from retrieval.records import Span
from retrieval.speech import introductions
from retrieval.speech.introductions import Introduction, is_sentence
from retrieval.speech.marks import Marked, has_marks, marked, masked
from retrieval.speech.subjects import SURE, Kind, Subject, last_person
from retrieval.speech.words import PRONOUNS

# Who speaks where a text quotes somebody, but does not say whom, or not so that it could be understood.
UNNAMED = "文中所引"

_INDIRECT = 0.6
_UNCLOSED = 0.7
_CARRIED = 0.6
_PRONOUN = 0.7
_ONLY_CANDIDATE = 0.4
_JOINTS = frozenset(
    (
        "",
        ",",
        "、",
        ";",
        "和",
        "与",
        "以及",
        ",要",
        ";要",
        "要",
        ",又",
        ",更",
        ",也要",
        ",还要",
        ",更要",
        ",既要",
        ",再",
        "——",
        "…",
    )
)


@dataclass(frozen=True, slots=True)
class Speech:
    """Words that somebody else than the author speaks: `start` to `end` of a paragraph, marks not included.

    `paragraph` counts in the texts given. `speaker` is who the text says it is, in its own letters. `confidence` is 1
    within marks that are clearly introduced, and less where marks are missing or the speaker is named elsewhere.
    """

    paragraph: int
    start: int
    end: int
    speaker: str
    confidence: float


def is_unnamed(speaker: str) -> bool:
    """Whether a speaker is nobody whom the text names: unknown, or a pronoun that nobody could resolve."""
    return speaker == UNNAMED or speaker in PRONOUNS


@dataclass(slots=True)
class _Found:
    """The speeches so far, and who has spoken: what a missing subject or a pronoun refers to."""

    texts: Sequence[str]
    speeches: list[Speech] = field(default_factory=list)
    speakers: set[str] = field(default_factory=set)
    persons: list[tuple[int, str]] = field(default_factory=list)

    def known(self) -> list[str]:
        """Who has spoken, few enough to look through."""
        return [name for _, name in self.persons[-8:]]

    def add(self, paragraph: int, span: Span, speaker: str, confidence: float) -> Speech:
        """One more speech."""
        speech = Speech(paragraph, *span, speaker, round(confidence, 2))
        self.speeches.append(speech)
        self.speakers.add(speaker)
        return speech


def speeches(texts: Sequence[str]) -> list[Speech]:
    """The speeches in neighbouring paragraphs of one article, given in order; inner ones after those around them."""
    folded = [_folded(text) for text in texts]
    own: list[list[Marked]] = [[] for _ in texts]
    for mark in marked(folded):
        own[mark.paragraph].append(mark)
    found = _Found(texts)
    for number, (text, marks) in enumerate(zip(folded, own, strict=True)):
        _Paragraph(number, text, marks, found).read()
    return found.speeches


@lru_cache(maxsize=256)
def _kept_speeches(texts: tuple[str, ...]) -> tuple[Speech, ...]:
    """As `speeches`, of an article: it is read again with every quote from it."""
    return tuple(speeches(texts))


def speaker_at(texts: Sequence[str], number: int, span: Span) -> Speech | None:
    """Whose words `texts[number]` has in this span: the innermost speech with more than half of its letters.

    None where they are the author's own, or nobody can say whose.
    """
    # Most paragraphs have neither marks nor a verb of speaking, and are not read with those around them.
    if not any(map(has_marks, texts[: number + 1])) and not introductions.may_be_indirect(_folded(texts[number])):
        return None
    start, end = span
    letters = [at for at in range(max(0, start), min(end, len(texts[number]))) if texts[number][at].isalnum()]
    around = [speech for speech in _kept_speeches(tuple(texts[: number + 3])) if speech.paragraph == number]
    best: Speech | None = None
    for speech in around:
        inside = sum(speech.start <= at < speech.end for at in letters)
        if 2 * inside > len(letters) and (best is None or speech.end - speech.start <= best.end - best.start):
            best = speech
    return best or _together(around, letters)


def _together(around: Sequence[Speech], letters: Sequence[int]) -> Speech | None:
    """The first of several speeches by one speaker that only together have more than half of the letters."""
    of: dict[str, set[int]] = {}
    for speech in around:
        of.setdefault(speech.speaker, set()).update(at for at in letters if speech.start <= at < speech.end)
    for speech in around:
        if 2 * len(of[speech.speaker]) > len(letters) and any(speech.start <= at < speech.end for at in letters):
            return speech
    return None


@lru_cache(maxsize=256)
def _folded(text: str) -> str:
    return fold(text)


class _Paragraph:
    """One paragraph as it is read: its marks in order, and the speech without marks between them."""

    def __init__(self, number: int, text: str, marks: Sequence[Marked], found: _Found) -> None:
        self._number = number
        self._text = text
        self._marks = marks
        self._found = found
        self._masked = [
            masked(text, marks, depth) for depth in range(1 + max((mark.depth for mark in marks), default=0))
        ]
        self._last: tuple[int, Speech] | None = None

    def read(self) -> None:
        """Find the paragraph's speeches, from its beginning to its end."""
        waiting = deque(introductions.indirect(self._masked[0], self._found.known()))
        around: list[tuple[Marked, Speech | None]] = []
        for mark in self._marks:
            while waiting and waiting[0][1] < mark.start:
                self._add_indirect(*waiting.popleft()[1:])
            while around and around[-1][0].end <= mark.start:
                around.pop()
            floor = around[-1][0].start if around else 0
            around.append((mark, self._read_mark(mark, floor)))
        for one in waiting:
            self._add_indirect(*one[1:])

    def _add_indirect(self, start: int, end: int, subject: Subject) -> None:
        speaker, _ = self._named(subject)
        if speaker and start < end:
            self._found.add(self._number, (start, end), speaker, _INDIRECT)

    def _read_mark(self, mark: Marked, floor: int) -> Speech | None:
        if mark.follows:
            last = next((one for one in reversed(self._found.speeches) if one.paragraph < self._number), None)
            if last is None or last.paragraph < self._number - 1:
                return None
            return self._add(mark, last.speaker, min(last.confidence, _UNCLOSED))
        text = self._masked[mark.depth]
        words = self._text[mark.start : mark.end]
        after = self._text[mark.end + 1 : mark.end + 13]
        known = self._found.known()
        intro = introductions.before(text, floor, mark.start - 1, words, after, known)
        if intro is None and (joined := self._joined(text, mark, words)):
            return joined
        if intro is None and mark.closed:
            intro = introductions.behind(text, mark.end, words, known)
        found = self._resolved(mark, intro) if intro else None
        own = intro is not None and intro.subject is not None and intro.subject.kind is Kind.AUTHOR
        if found is None and not own and mark.closed and introductions.quotes_somebody(text, mark.start - 1, words):
            return self._add(mark, UNNAMED, 1.0)
        return found

    def _joined(self, text: str, mark: Marked, words: str) -> Speech | None:
        """Words straight after a speech, with nothing between but what joins them: the same speaker's."""
        if self._last is None or self._last[0] >= mark.start:
            return None
        end, speech = self._last
        between = text[end + 1 : mark.start - 1].strip() if mark.start - end < 8 else None
        if between not in _JOINTS or not (is_sentence(words) or between):
            return None
        return self._add(mark, speech.speaker, min(speech.confidence, 0.9))

    def _resolved(self, mark: Marked, intro: Introduction) -> Speech | None:
        subject, confidence = intro.subject, intro.confidence
        if subject and subject.kind is Kind.AUTHOR:
            return None
        if subject:
            speaker, sure = self._named(subject)
            return self._add(mark, speaker, confidence * sure)
        last = self._found.speeches[-1] if self._found.speeches else None
        if last and last.paragraph == self._number and not intro.named:
            return self._add(mark, last.speaker, _CARRIED)
        return self._add(mark, last.speaker, _ONLY_CANDIDATE) if last and len(self._found.speakers) == 1 else None

    def _named(self, subject: Subject) -> tuple[str, float]:
        """Who a subject is in the text's own letters; a pronoun is the last person named, if there is one."""
        speaker = self._found.texts[self._number][subject.start : subject.end].strip()
        if subject.kind is Kind.PRONOUN:
            return self._meant(subject) or speaker, _PRONOUN
        if subject.kind in (Kind.PERSON, Kind.GUESS):
            self._found.persons.append((self._number, speaker))
        return speaker, 1.0 if subject.kind in SURE else 0.8

    def _meant(self, pronoun: Subject) -> str | None:
        """The person a pronoun means: who spoke last or begins a clause here, or spoke in the paragraph before."""
        spoke = dict(self._found.persons)
        if self._number in spoke:
            return spoke[self._number]
        person = last_person(_folded(self._found.texts[self._number]), pronoun.start)
        if person:
            return self._found.texts[self._number][person.start : person.end]
        return spoke.get(self._number - 1)

    def _add(self, mark: Marked, speaker: str, confidence: float) -> Speech:
        if not mark.closed:
            confidence = min(confidence, _UNCLOSED)
        speech = self._found.add(self._number, (mark.start, mark.end), speaker, confidence)
        self._last = (mark.end, speech)
        return speech
