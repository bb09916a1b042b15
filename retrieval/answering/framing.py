"""What of a line is the words to check, and what only frames them: asking, and naming whom they are from.

`请核对：“……”（某某）`, `某某是不是写过……`, `……是某某说的吧`: people put the asking and the name anywhere. The frame is
what is left of the words of asking at either end; a name in it is the claim.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from retrieval.analyzer import fold, solid
from retrieval.answering.claims import Claim, name_at
from retrieval.speech.subjects import SURE, kind_of
from retrieval.speech.words import TITLE


class Manner(Enum):
    """How surely words are set apart from their frame: by marks, by a colon or the like, or by nothing."""

    MARKED = "within marks"
    SET_OFF = "set off"
    RUN_ON = "run on"


@dataclass(frozen=True, slots=True)
class Framed:
    """Words to check as a line has them, and who is said to have said or written them."""

    words: str
    claim: Claim | None
    manner: Manner


_PAIRS = (("“", "”"), ("「", "」"), ("『", "』"), ('"', '"'), ("‘", "’"))
_SAID = (
    "说过|说道|说的|说|讲过|讲到|讲道|讲|写过|写道|写到|写|提出|提到|提过|提|指出|强调|认为|表示|要求|引用|主张|谈到|谈|"
    "曾言|言|云|曰"
)
_PERHAPS = "是不是|是否|有没有|真的|确实|曾经|曾|好像|似乎|也|都|还|就|所|公开|明确|多次|到底|究竟|应该"
_POINTING = (
    "(?:这|那|此|上面|以上)?(?:[一两二几]|[一两几][句段篇])?(?:句话|段话|句|段|话|文字|内容|引文|引语|说法|篇|番话)"
)
# What may stand before whom words are from, and behind. A line is anything people type: what repeats and is followed by
# something is atomic, with longer words before those that begin them, so that no line is read in every way it can be.
_DATE = r"\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?"
_DATED = re.compile(_DATE)
_LEAD = re.compile(
    rf"(?:{_PERHAPS}|{_POINTING}|请问|请教|请|麻烦|帮我|帮忙|给我|替我|帮|核对|核实|核一下|核下|核|查证|查对|查查|查找|查|看看|看|一下|下面|以下|如下|个|我|想|"
    rf"知道|问|记得|印象中?|听说|据说|网上说|有人说|出自|来自|源自|引自|语出|{_DATE}(?=[^\W\d_])|属于|见于|见|由|是|不是|对不对|对吗|[:,。;、?!\s\-—()])+"
)
_TRAIL = re.compile(
    rf"(?>(?:{_POINTING}|讲话稿?|没错|{_SAID}|{_PERHAPS}|吗|么|吧|呢|嘛|啊|呀|的|了|过|对不对|对吗|对|没有|没|有|是|不是|这么|这样|那样|如是|"
    r"文章|发言|书|作品|笔下|之口|口中|手笔|原话|原文|名言|里面?|中|上|请核实|核实|核对|帮我核一下|帮我查一下|帮我|核一下|查一下|自己|本人|亲口|属实|准确|正确|真假|"
    r"哪?那?这?一?篇|[:,。;、?!\s\-—()])+)\Z"
)
# What shows that somebody is said to have said words: a verb behind the name, or where they are from before it.
_FRAMES = re.compile(f"{_SAID}|{_POINTING}|原话|文章")
_FROM = re.compile("出自|来自|源自|引自|语出|是|属于|见")
_IN = re.compile(r"^(?P<who>.{2,30}?)(?:在|于)(?P<where>.+)$")
_WORK = re.compile(r"《.{1,60}》")
_ASKS_WHO = re.compile("谁|哪|什么|何|几|怎|啥|多少|为啥")
_QUOTED = re.compile('[“”‘’「」『』"]')
_ASKS_MORE = re.compile("为什么|为何|为啥|怎么|如何|什么意思|啥意思|指什么|多少|[几哪](?:个|些|条|项|次)")
_CLAUSE = re.compile("[,。;!?]")
# What people put around a quotation when they ask where it is from or whether it is right.
_CHECKING = re.compile(
    "出自|出处|来自(?:哪|谁|何)|原文|原话|是谁(?:的话|写|说|讲|提)|谁(?:写|说|讲)|哪(?:篇|个|本|份).{0,6}(?:文章|里|说|写|讲)|"
    "哪里来的|哪来的|查证|真的吗|(?:说|写|讲|提)过|(?:说|写|讲|提到?)的(?:吗|么|\\?|$)|(?:说|写|讲)(?:了)?(?:吗|么)?[:：]?\\s*$|"
    "是否(?:准确|正确)|核对|核实|对不对|有没有错|这句话"
)
# A line's end that asks nothing but where the words before it are from.
_SOURCE = re.compile(
    rf"(?:请问|想问)?(?:{_POINTING})?(?:是|出自|来自|源自|引自|语出|见于?|在)?(?:谁|哪位|哪里|哪儿|哪|何处|何人|哪一?[篇个本份](?:文章|书|讲话)?)"
    rf"(?>(?:里|中|{_SAID}|的|来)*)(?:话|名言|文章|句子|东西)?[吗呢啊呀?。\s]*"
)
_LONGEST_NAME, _SHORTEST_NAME = 24, 2
_LONGEST_FRAME = 30
# As far from its end a line is looked at for what may only stand there.
_LONGEST_TAIL = 80
_FEW = 4
_SHORTEST_WORDS = 6
# So many letters within marks are hardly a term that the rest asks about.
_LONG_QUOTED = 10
_SHORT_REST = 14


def longest_first(authors: Iterable[str]) -> tuple[str, ...]:
    """Names of authors as they are looked for in a line: folded, a longer one before one that it holds."""
    names = {fold(author) for author in authors if len(author) >= _SHORTEST_NAME}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


def framings(text: str, authors: Sequence[str] = ()) -> tuple[Framed, ...]:
    """The readings of a line as words to check within a frame, the surest first.

    `authors` are names known here, as `longest_first` has them. Empty where the line is only words, or only asks.
    """
    folded = fold(text)
    authors = tuple(author for author in authors if author in folded)
    marked = _marked(text, folded, authors)
    if marked:
        return (marked,)
    return tuple(dict.fromkeys(_unmarked(text, folded, authors)))


def unframed(line: str) -> str:
    """A folded text without the words of asking at either end."""
    lead = _LEAD.match(line)
    return _untrailed(line[lead.end() :] if lead else line)


def _untrailed(line: str, low: int = 0) -> str:
    """A line without the words of asking at its end; what stands before `low` is none."""
    trail = _at_end(_TRAIL, line, low)
    return line[: trail.start()] if trail else line


def _at_end(pattern: re.Pattern[str], line: str, low: int = 0) -> re.Match[str] | None:
    """Where a pattern matches that reaches to the line's end: only so far back, or the work grew with the square."""
    return pattern.search(line, max(low, len(line) - _LONGEST_TAIL))


def _marked(text: str, folded: str, authors: Sequence[str]) -> Framed | None:
    """The words in the outermost quotation marks, where the rest of the line asks to check or source them."""
    span = _outermost(text)
    if span is None:
        return None
    start, end = span
    words = text[start + 1 : end]
    before, after = folded[:start], folded[end + 1 :]
    claim = _claim(before, after, authors)
    rest = solid(before + after)
    beside = len(solid(unframed(before))) + len(solid(unframed(after)))
    # A term in a sentence is not what the sentence asks to check.
    if claim is None and beside >= max(_SHORTEST_WORDS, len(solid(words))) and not _SOURCE.fullmatch(after):
        return None
    whole = len(solid(words)) >= _LONG_QUOTED and len(rest) <= _SHORT_REST
    if _ASKS_MORE.search(before + after):
        return None
    framing = len(rest) <= max(2 * len(solid(words)), _LONGEST_FRAME)
    asked = framing and _CHECKING.search(f"{before} {after}".strip(" ?。"))
    wanted = not rest or claim or whole or asked
    return Framed(words, claim, Manner.MARKED) if wanted else None


def _outermost(text: str) -> tuple[int, int] | None:
    """Where the longest words in quotation marks begin and end, those within titles aside; marks may nest."""
    masked = _without_titles(text)
    spans = [span for opening, closing in _PAIRS for span in _together(masked, _paired(masked, opening, closing))]
    return max((span for span in spans if span[0] < span[1] - 2), key=lambda span: span[1] - span[0], default=None)


def _together(text: str, spans: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pairs with nothing but marks between them as one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and not solid(text[joined[-1][1] + 1 : start]):
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined


def _paired(text: str, opening: str, closing: str) -> Iterator[tuple[int, int]]:
    """The outermost pairs of these marks; where one is never closed, what the last closing one ends."""
    start, depth, closed = -1, 0, -1
    for at, char in enumerate(text):
        if char == opening and not (depth and opening == closing):
            start, depth = (at, 1) if depth == 0 else (start, depth + 1)
        elif char == closing and depth:
            depth, closed = depth - 1, at
            if depth == 0:
                yield start, at
    if depth and closed > start:
        yield start, closed


def _without_titles(text: str) -> str:
    """The text with what stands in title marks blanked, unless it stands within quotation marks itself."""
    made = list(text)
    depth, quoted = 0, False
    for at, char in enumerate(text):
        if depth == 0 and char in '“「『"':
            quoted = True
        if char == "《" and not quoted:
            depth += 1
        elif char == "》" and depth:
            depth -= 1
        elif depth:
            made[at] = "〇"
    return "".join(made)


def _claim(before: str, after: str, authors: Sequence[str]) -> Claim | None:
    """Who is named in what stands before words and behind; None where nobody is, or more than a name is said."""
    if _ASKS_WHO.search(_WORK.sub("", before + after)):
        return None
    ahead, behind = _named(before, authors), _named(after, authors)
    if solid(ahead) and not solid(behind):
        return claimant(ahead, bool(_FRAMES.search(before[before.rfind(ahead) + len(ahead) :])), authors)
    if solid(behind) and not solid(ahead):
        return claimant(behind, bool(_FROM.search(after[: after.find(behind)])), authors)
    return None


def _known(text: str, authors: Sequence[str]) -> str:
    """The longest name known here that a text has; empty where it has none."""
    return next((author for author in authors if author in text), "")


def _named(side: str, authors: Sequence[str]) -> str:
    """What one side of the frame says beside asking; as much as a name here, where it ends or begins with one."""
    lead = _LEAD.match(side)
    left = side[lead.end() :] if lead else side
    known = _known(left, authors)
    return _untrailed(left, left.find(known) + len(known))


def claimant(left: str, told: bool, authors: Sequence[str]) -> Claim | None:
    """The claim that what is left of a frame makes; `told` is whether the frame says that somebody said it."""
    left = left.strip(" ,。:;()-—·“”\"'")
    work = _WORK.search(left)
    if work:
        who = _untrailed(re.sub(r"在$|的$|那篇$|这篇$|一文$", "", left[: work.start()])).strip()
        rest = left[work.end() :]
        if len(solid(rest)) > 6 or len(solid(who)) > _LONGEST_NAME:
            return None
        return Claim(who, work[0]) if len(who) >= _SHORTEST_NAME else Claim(work[0], work[0])
    if known := _known(left, authors):
        return _by(left, known)
    if _CLAUSE.search(left) or _QUOTED.search(left) or not _SHORTEST_NAME <= len(solid(left)) <= _LONGEST_NAME:
        return None
    inside = _IN.match(left)
    if inside and kind_of(inside["who"]) in SURE:
        left = inside["who"]
    return Claim(left) if told or kind_of(left) in SURE else None


def _by(left: str, known: str) -> Claim | None:
    """The claim of a frame that names somebody known here, with the office before the name or the title behind it."""
    start, end = name_at(left, known)
    before, name, after = left[:start], left[start:end], left[end:]
    more = solid(unframed(before)) + solid(unframed(after))
    if _CLAUSE.search(before) or len(more) > _LONGEST_NAME:
        return None
    title = TITLE.match(after)
    called = title[0] if title else ""
    office = before if kind_of(before) in SURE and not _LEAD.match(before) else ""
    # What is neither frame nor office says something else about somebody.
    if len(solid(unframed(before))) > len(office) + _FEW or len(solid(unframed(after[len(called) :]))) > _FEW:
        return None
    return Claim(office + name + called)


def _unmarked(text: str, folded: str, authors: Sequence[str]) -> Iterator[Framed]:
    """Words without marks: set off from their frame by a colon, a dash, brackets, a comma or a blank; or not at all."""
    for low, after in _starts(folded, authors):
        for high, behind in _ends(folded, low, authors):
            if low == 0 and high == len(text):
                continue
            words = text[low:high].strip(" ,，。:：\t\u3000")
            if len(solid(words)) < _SHORTEST_WORDS:
                continue
            claims = [claim for claim in (after, behind) if claim]
            if len(claims) < 2:
                yield Framed(words, claims[0] if claims else None, Manner.SET_OFF)
    yield from _run_on(text, folded, authors)


_SET_OFF = re.compile(r"[:,\s]+(?=\S)")
_PARTED = re.compile(r"[\s,。:?!]+")
_IS_SAID = re.compile(
    rf"(?:{_POINTING})?(?:是不是|是否是?|应该是|是|出自|来自|源自|引自|语出)(?P<who>[^是,。;:!?]{{2,24}}?)"
    rf"(?:的(?:文章|讲话|原话|话|名言)|(?:所)?(?:{_SAID}))(?:过|的|了|来|出)*(?:话|名言)?(?:里|中)?(?:吗|么|吧|呢|嘛|对吗|对不对|是吗|是吧)?"
    r"[?。\s]*$"
)
_ASKED_BEHIND = re.compile(
    rf"(?:(?:{_POINTING})(?:是|出自|来自)?(?:谁|哪位|哪里|哪儿|何处|何人|哪一?[篇个本份](?:文章|书|讲话)?)(?>(?:里|中|{_SAID}|的|来)*)"
    rf"|(?:是|由)?(?:谁|哪位|何人)(?:最早|先)?(?:{_SAID})(?:过|的)*"
    r"|(?:出自|源自|语出)(?:谁|哪位|哪里|哪儿|何处|何人|哪一?[篇个本份](?:文章|书|讲话)?)(?:里|中|的)*)(?:话|名言)?[吗呢啊呀?。\s]*$"
)
_TAILS = (
    _IS_SAID,
    re.compile(
        rf"(?:{_POINTING})(?P<who>[^,。;:!?是]{{2,12}}?)(?:是不是|有没有|真的|确实|曾经?)?(?:{_SAID})(?:过|的|了)*(?:吗|么|吧|没有)?[?。\s]*$"
    ),
    re.compile(r"(?:——?|--?)(?P<who>[^—\-,。]{2,24})$"),
    re.compile(r"[(](?P<who>[^()]{2,24})[)]$"),
)
_ASKING_END = re.compile(r"[吗么吧?？。\s]+$")


def _starts(folded: str, authors: Sequence[str]) -> Iterator[tuple[int, Claim | None]]:
    """Where words may begin, from the longest frame before them on, with the claim it makes; at the line's start."""
    found: list[tuple[int, Claim | None]] = []
    masked = _without_titles(folded)
    for match in _SET_OFF.finditer(masked, 0, _LONGEST_FRAME):
        side = folded[: match.start()]
        if _SOURCE.fullmatch(side):
            found.append((match.end(), None))
            continue
        if _ASKS_WHO.search(_WORK.sub("", side)):
            break
        left = _named(side, authors)
        # Behind a comma or a blank only what surely frames ends: 某某说过, 这段话.
        told = bool(_FRAMES.search(side[side.rfind(left) + len(left) :]))
        claim = claimant(left, told, authors) if solid(left) and (told or ":" in match[0] or left in authors) else None
        if claim or not solid(left):
            found.append((match.end(), claim))
    yield from reversed(found)
    yield 0, None


def _ends(folded: str, low: int, authors: Sequence[str]) -> Iterator[tuple[int, Claim | None]]:
    """Where words may end, from the longest frame behind them on, with the claim it makes; at the line's end."""
    for tail in _TAILS:
        match = _at_end(tail, folded, low)
        named = match and not _ASKS_WHO.search(match["who"])
        if match and named and (claim := claimant(_named(match["who"], authors), tail is _IS_SAID, authors)):
            yield match.start(), claim
    if asked := _at_end(_ASKED_BEHIND, folded, low):
        yield asked.start(), None
    for match in reversed(list(_PARTED.finditer(folded, max(low, len(folded) - _LONGEST_TAIL)))):
        at, side = match.start(), folded[match.end() :]
        if not side or len(side) > _LONGEST_FRAME:
            continue
        left = _named(side, authors)
        if _ASKS_WHO.search(side):
            if _SOURCE.fullmatch(side):
                yield at, None
        elif not solid(left):
            yield at, None
        elif _says_whose(side, left) and (claim := claimant(left, False, authors)):
            yield at, claim
    yield len(folded), None


def _says_whose(side: str, left: str) -> bool:
    """Whether a frame behind words says that they are somebody's: 是, 出自 before the name, or a verb behind it."""
    at = side.find(left)
    told = _FROM.search(side[:at]) or _FRAMES.search(side[at + len(left) :])
    return "是" not in left and bool(told)


_SAYS = re.compile(
    rf"^(?P<frame>.{{2,20}}?(?:{_PERHAPS})*(?:说过|写过|讲过|提过|说|写|讲|提出|指出|强调))(?!的)(?:过|了|道)?[,:\s]*"
)


def _run_on(text: str, folded: str, authors: Sequence[str]) -> Iterator[Framed]:
    """A name and a verb of speech right before the words."""
    match = _SAYS.match(folded, 0, _LONGEST_TAIL)
    if not match or _ASKS_WHO.search(match["frame"]):
        return
    claim = claimant(_named(match["frame"], authors), False, authors)
    asking = _at_end(_ASKING_END, text, match.end())
    words = text[match.end() : asking.start() if asking else len(text)]
    if claim and len(solid(words)) >= _SHORTEST_WORDS:
        yield Framed(words, claim, Manner.RUN_ON)


def is_dated(text: str, framed: Framed) -> bool:
    """Whether a date stands in the frame that says whose the words are."""
    return framed.claim is not None and bool(_DATED.search(fold(text.replace(framed.words, "", 1))))


def is_source(rest: str) -> bool:
    """Whether what stands beside words asks nothing but where they are from."""
    return bool(_SOURCE.fullmatch(fold(rest).strip(" ,，。")))


def asks_for_source(line: str) -> bool:
    """Whether a line without any quotation asks where words are from or whether they are right."""
    return bool(_CHECKING.search(fold(line).strip(" ?？。")))
