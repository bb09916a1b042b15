"""What a line asks: its words without the asking, the kind of answer, a quotation to check, a byline it asks about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from retrieval.analyzer import fold, solid
from retrieval.answering.filters import Filters, filtered
from retrieval.answering.framing import Framed, Manner, framings, is_source, unframed
from retrieval.answering.meanings import Meanings, meanings

# Longer questions are searched by their beginning: what matters stands there, and scoring time grows with every term.
LONGEST_SEARCHED = 400
# How far what is asked about reaches from the question word.
_BESIDE = 4

_MEASURE = "个种位名条项件次年月日天号点处类级座家所篇句本部张份步届期段岁人方面"
_ASKING = re.compile(
    "(?:请问|请教|想问|想知道|我想|麻烦|帮我|告诉我|能否|能不能|可不可以|有没有|是不是|是否|行不行|行吗|对吗|可以吗|能不能够|介绍一下|说说|谈谈|讲讲|查一下|查查|找一下)"
    "|(?:指的是什么|是指什么|什么是|是什么意思|什么意思|是什么|有什么|做什么|什么时候|什么时间|什么地方|为什么|凭什么|什么样|什么)"
    "|(?:叫啥|干啥|为啥|有啥|是啥|啥时候|啥样|啥|咋样|咋办|咋)"
    "|(?:怎么样|怎么办|怎样|怎么|如何|为何|何时|何地|何人|何处|多久|多长时间|多大|多高|多长|多远|多少)"
    rf"|哪[一二三四五六七八九十几些]*[里儿些{_MEASURE}]?|(?:几|多少)[{_MEASURE}]|谁|吗|呢|吧|呀|啊|嘛|一共|分别|通常|主要"
    "|\\b(?:what|who|whom|whose|when|where|which|why|how|is|are|was|were|do|does|did|the|of|please)\\b"
)


class Kind(Enum):
    """The kind of thing asked for, where the words make it sure."""

    TIME = "time"
    NUMBER = "number"
    PLACE = "place"
    PERSON = "person"
    REASON = "reason"
    DURATION = "how long or how often"
    LIST = "which of several"
    OTHER = "other"


_KINDS = (
    (Kind.LIST, re.compile(rf"哪[一二两三四五六七八九十]?[几些]|哪[二两三四五六七八九十][{_MEASURE}]")),
    (Kind.DURATION, re.compile("多久|多长时间|几[年天]|多少[年天]")),
    (Kind.TIME, re.compile("什么时候|什么时间|何时|哪一?年|哪一?天|哪一?月|哪一?日|几月|几号|几点|年份|日期")),
    (Kind.NUMBER, re.compile(rf"多少|几[{_MEASURE}]|多大|多高|多长|多远|数量|比例")),
    (Kind.PLACE, re.compile("哪里|哪儿|在哪|何处|何地|什么地方|哪个?[省市县区国州]")),
    (Kind.PERSON, re.compile("谁|哪位|何人|什么人")),
    (Kind.REASON, re.compile("为什么|为何|什么原因|原因是|因为什么|何以")),
)

# A line of so many letters that ends as sentences do, or has clauses and is longer still, is a sentence.
_SHORT_SENTENCE, _SENTENCE = 9, 16
# One that long which ends with a full stop is none, whatever words in it ask.
_SURELY_SAID = 12
# Nobody asks in so many letters: it is a text.
_NO_QUESTION = 200
# So many letters beside words in marks are more than a name for them.
_MORE = 6
# Words that only ask; 谁 and 怎么 also stand in sentences that ask nothing, and 主要 asks hardly ever.
_ONLY_ASKS = re.compile("什么|哪|多少|几|(?<!没有)(?<![没不])多[大高长远久]|为何|如何|怎样|[吗呢]|[?]|啥|咋")
_WHETHER = re.compile("能否|能不能|可不可以|有没有|是不是|是否|行不行")
_HARDLY_ASKS = re.compile("主要|通常|分别|一共|[吧呀啊嘛]|\\b(?:is|are|was|were|do|does|did|the|of)\\b")


@dataclass(frozen=True, slots=True)
class Question:
    """One line asked.

    `core` is its folded words without the asking, `asks` whether there was any; `framed` its readings as words to check
    that somebody may be said to have said; `meant` other words for its own; `filters` what it narrows the search to.
    `text` is without them.
    """

    text: str
    core: str
    asks: bool
    kind: Kind
    framed: tuple[Framed, ...]
    meant: Meanings
    filters: Filters

    @property
    def marked(self) -> Framed | None:
        """The words within quotation marks that the line asks to check."""
        return next((one for one in self.framed if one.manner is Manner.MARKED), None)


def understand(line: str, authors: Sequence[str] = ()) -> Question:
    """Read one line as a person typed it; `authors` are names known here, as `longest_first` has them.

    Never fails: whatever cannot be understood is a question of plain words.
    """
    printable = "".join(char if char.isprintable() else " " for char in line).strip()
    text, filters = filtered(printable)
    folded = fold(text)
    kind = next((kind for kind, pattern in _KINDS if pattern.search(folded)), Kind.OTHER)
    beginning = folded[:LONGEST_SEARCHED]
    core, asked = _ASKING.subn(" ", beginning)
    core = core if core.strip(" ?!。,") else beginning
    return Question(
        text=text,
        core=core,
        asks=asked > 0 or folded.endswith("?"),
        kind=kind,
        framed=framings(text, authors),
        meant=meanings(core),
        filters=filters,
    )


def respelt(question: Question, given: str, meant: str) -> Question:
    """The question with a misspelt piece as it was probably meant."""
    core = question.core.replace(given, meant, 1)
    text = fold(question.text).replace(given, meant, 1)
    return replace(question, text=text, core=core, meant=meanings(core))


def beside_asking(question: Question) -> tuple[str, str]:
    """The few characters before and after the longest question word, folded: what is asked about it stands there."""
    folded = fold(question.text)[:LONGEST_SEARCHED]
    asking = max(_ASKING.finditer(folded), key=lambda match: len(match[0]), default=None)
    if asking is None:
        return "", ""
    before = re.sub("[的是有了在]+$", "", folded[: asking.start()])
    return before[-_BESIDE:], folded[asking.end() :][:_BESIDE]


def may_be_said(question: Question) -> bool:
    """Whether a line can be a sentence somebody said or wrote, though a word in it may ask."""
    plain = fold(question.text).rstrip()
    asks = _ASKING.search(_HARDLY_ASKS.sub("", plain)) or plain.endswith("?")
    long = len(solid(plain))
    if not asks or long >= _NO_QUESTION or (plain.endswith("。") and long >= _SURELY_SAID):
        return True
    return not _ONLY_ASKS.search(plain) and bool(re.search("[,，;；。]", plain))


def says_more(question: Question) -> bool:
    """Whether a line with words in marks says something besides: then all of it may be the words to check."""
    marked = question.marked
    if marked is None or marked.claim:
        return False
    before, _, after = fold(question.text).partition(fold(marked.words))
    return len(solid(unframed(before))) + len(solid(unframed(after))) >= _MORE


def is_sentence(question: Question) -> bool:
    """Whether a line is a sentence by its marks and its length, which asks nothing: words to look up, no topic."""
    plain = fold(question.text)
    ends, long = plain.rstrip().endswith(("。", "!", ";", ":", "…")), len(solid(plain))
    asks = _ONLY_ASKS.search(plain) or (_WHETHER.search(plain) and not ends)
    return not asks and (
        (ends and long >= _SHORT_SENTENCE) or (bool(re.search("[,;:。]", plain)) and long >= _SENTENCE)
    )


def asks_to_check(question: Question) -> bool:
    """Whether a line without marks says whose words it has, or asks it: then they are no topic to search for."""
    set_off = (one for one in question.framed if one.manner is Manner.SET_OFF and says(one))
    return any(one.claim or is_source(question.text.replace(one.words, "")) for one in set_off)


def says(framed: Framed) -> bool:
    """Whether words to check can be words that somebody said: they ask nothing themselves."""
    return not _ASKING.search(_HARDLY_ASKS.sub("", fold(framed.words)))
