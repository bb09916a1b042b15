"""Who can speak: the words before a verb of speech, judged as a person, an organ, a document, or nobody."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from retrieval.analyzer import is_dictionary_word
from retrieval.names import is_sure_name
from retrieval.records import Span
from retrieval.speech.words import AUTHOR, DOCUMENTS, ORGANS, PRONOUNS, ROLES, THINGS, TITLES, VOICES


class Kind(Enum):
    """What a subject is; the author is one whose words need no other name."""

    AUTHOR = "author"
    PRONOUN = "pronoun"
    PERSON = "person"
    ORGAN = "organ"
    DOCUMENT = "document"
    VOICE = "voice"
    GUESS = "guess"


SURE = frozenset((Kind.PERSON, Kind.ORGAN, Kind.DOCUMENT, Kind.VOICE))


@dataclass(frozen=True, slots=True)
class Subject:
    """Who speaks, as a span of the text, and how well that is known."""

    start: int
    end: int
    kind: Kind


_EXACT = {
    **dict.fromkeys(VOICES, Kind.VOICE),
    **dict.fromkeys(AUTHOR, Kind.AUTHOR),
    **dict.fromkeys(PRONOUNS, Kind.PRONOUN),
}


def _either(words: list[str]) -> str:
    return "|".join(sorted(set(words), key=len, reverse=True))


_PARTS = rf"(?:{_either(TITLES)}|{_either(ROLES)})"
_ROLE_WORDS = re.compile(_PARTS)
_PERSON = re.compile(rf"{_PARTS}(?:同志|们|甲|乙)?\Z")
_TITLED = re.compile(rf"(?:{_either(TITLES)}|{_either(ROLES)})([\u4e00-\u9fff]{{2,3}})(?:同志)?\Z")
_ORGANS = re.compile(
    rf"(?:{_either(ORGANS)}|[一二三四五六七八九十]大|[\u4e00-\u9fff]{{2,}}(?:[局厅委署报院庭社]|(?<!干)部))\Z"
)
_DOCUMENTS = re.compile(rf"(?:{_either(DOCUMENTS)})\Z")
_TITLE_MARKS = re.compile(r"《[^》]{1,60}》")
_AROUND_TITLE = re.compile(
    r"(?P<before>[^《》,。]{0,12})《[^》]{1,60}》(?:\([^)]{0,20}\))?(?:第?[\w\u3007]{1,8}[条章款节卷篇回]|卷[\w\u3007]{1,3})?"
    r"(?:一文|一书|一诗|序|开篇|篇|原文|全文)?(?:中|里|上|内)?\Z"
)
_FAMILIAR = re.compile(
    r"(?:阿|老|小)[\u4e00-\u9fff]\Z|[\u4e00-\u9fff](?:老|总|工|嫂|叔|婶|伯|哥|姐|爷|奶|公|婆|子曰|某|某某)\Z"
)
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_ROLE_END = re.compile(
    r"[\u4e00-\u9fff]{1,3}[头匠工员手师长人者商民兵客将叟翁妇童婆娘嫂伯叔农子公爷奶爸妈姨姑舅婶哥姐弟妹主门]\Z"
)
_FOREIGN = re.compile(r"[\w.]{0,24}·[\w.·]{1,30}\Z")
_LEGAL = re.compile(r"[\w·、\-. 〇]{1,40}\Z")
_VERBAL = re.compile(
    r"[了把被让使着并则由依]|我们|他们|她们|要求|必须|不是|没有|因为|所以|如果|为了|提出|作出|开展|部署|[简又]称|"
    r"\A(?:[在对将应要随即为是于经既只仅更]|通过|根据|加强|坚持|推动|推进|大力|深入|深刻|认真|全面|组织开展)"
)
_ADVERB_FIRST = "曾常尝都也又仍"
_NO_GUESS = re.compile(
    r"[我你您曾的了着过得地把被让使是有不没要会能可应该需来去到在对从向以与和及就也都还又才则将更最很太这那此其什么何怎哪每各某所之而且但因为如若虽即或等第]"
)
_OFFICE_ENDS = "长员任记理席"
# Surnames that stand behind an office far more often as another word.
_NO_SURNAME = "于从向和同对就都也又还曾常时当要应能会可明方高"
_NO_GIVEN = "在对向于的说讲就和与曾也都从被把为是有又还带着了来到去"
_TAIL = re.compile(r"(?:[中里内]|上面?|一文|之中|[,:\s])+\Z")


def kind_of(phrase: str, known: Collection[str] = ()) -> Kind | None:
    """What a whole phrase is; None where it cannot speak, or nobody could say."""
    if phrase in _EXACT:
        return _EXACT[phrase]
    if phrase in known:
        return Kind.PERSON
    if around := _AROUND_TITLE.match(phrase):
        writer = around["before"]
        return Kind.DOCUMENT if not writer or kind_of(writer, known) in SURE else None
    if not _LEGAL.match(phrase):
        return None
    if "·" not in phrase and is_sure_name(phrase) and not _word_first(phrase):
        return Kind.PERSON
    if _VERBAL.search(phrase) or ("的" in phrase and not _belongs(phrase)):
        return None
    return _by_its_end(phrase)


def _by_its_end(phrase: str) -> Kind | None:
    if _PERSON.search(phrase) or _FOREIGN.match(phrase) or _named(phrase):
        return Kind.PERSON
    if _DOCUMENTS.search(phrase):
        return Kind.DOCUMENT
    if _ORGANS.search(phrase):
        return Kind.ORGAN
    if _FAMILIAR.match(phrase):
        return Kind.PERSON
    if len(phrase) <= 4 and _ROLE_END.match(phrase) and not _NO_GUESS.search(phrase):
        return Kind.PERSON
    short = 2 <= len(phrase) <= 7 and phrase[0] not in "中上里下" and phrase not in THINGS
    return Kind.GUESS if short and not _NO_GUESS.search(_ROLE_WORDS.sub("", phrase)) else None


def _word_first(name: str) -> bool:
    """Whether what looks like a name is an adverb and a word (曾建议), or begins with another word (方式之)."""
    adverb = name[0] in _ADVERB_FIRST and is_dictionary_word(name[1:])
    return adverb or (len(name) > 2 and is_dictionary_word(name[:2]))


def _named(phrase: str) -> bool:
    titled = _TITLED.search(phrase)
    return bool(titled and is_sure_name(titled[1]))


def _belongs(phrase: str) -> bool:
    """Whether what stands before `的` can be no more than whose or where somebody is: 村里的老人."""
    owner, _, owned = phrase.rpartition("的")
    return len(owner) <= 6 and len(owned) >= 2 and not _NO_GUESS.search(owner)


# What stands before a subject and is none of it.
_LEADING = re.compile(
    r"(?:[\s,、)(;:]+|并且|而且|但是|不过|然而|可是|于是|因此|所以|因而|同时|此外|另外|其中|比如|例如|譬如|诸如|正如|正像|恰如|一如|犹如|如同|就像|"
    r"特别是|尤其是|虽然|尽管|即使|对此|为此|近日|日前|昨[天日晚]|今[天日晚]|明天|当[天日晚时]|此[前后]|随后|后来|最近|近期|不久前?|这时|此时|[会席]间|"
    r"[会事课]后|会上|最后|接着|首先|其次|再次|难怪|怪不得|据悉|正是|还是|时任|现任|其本人|每当|早在|有?一次|有一天|晚上|早上|上午|下午|清晨|傍晚|半晌|良久|许久|片刻|末了|如今|现在|从前|过去|"
    r"以前|以后|[但据而也]|[这那](?![位个名些么样里儿时])|"
    r"[\d一二三四五六七八九十零两]{1,4}[多几]?(?:年|月份?|日|号|点|时)(?:[前后初底末来]|[上中下]旬|[上下]半年)?)+"
)
_LAST_TRY = re.compile(r"[可如像用且则按这那当正连]")
_ACCORDING = re.compile(r"(?:根据|按照|依照|依据|遵照|通过|结合)")
_ADVERBIAL = re.compile(
    r"(?:早?在|当|从|自|于|就|对于?|针对|关于|围绕|面对|谈到|谈及|说到|提到|谈起|说起|听到|看到|经过|面向|为了?)"
)
_ADVERBIAL_END = re.compile(r"时候?|期间|之际|以来|[前后上中里下间]|(?=,)|,")
_RELATION = re.compile(
    r".*(?:落实|贯彻|按照|遵照|遵循|牢记|践行|响应|领会|对照|把握|根据|依据|坚持|执行|学习|重温|回顾|引用|借用|套用|印证|正如|体现|符合|不忘|忘记|传来|听到|听见|想起|记得)(?:好|了|着)?"
)
# What follows a subject and is no part of it: surely, and as often a part of a word.
_SURE_CUT = re.compile(r"在|对(?!外)|向(?!阳)|围绕|针对|关于|就(?=[^业])|于(?=[^\W\d]{2})|曾|近日|日前|写信|致信|,|\(")
_CUT = re.compile(
    r"从|为|给|听|闻|得知|见|看|指[着出]?|笑|望|(?:拿|拉|拍|点|摇|站|坐|走|转|抬|低|放|端|接|举|握|捧|拄|摸|抱|扶)[着了起出下头手过]|一边|也|又|还|都|则|便|却|已|刚|"
    r"正|再|才|并|以|用|把|连忙|不|没|毫不|非常|十分|高兴|激动|感|深情|郑重|耐心|进一步|专[门程]|亲自|第|当|今天|昨天|主持|出席|"
    r"深入|率|到|来|赴|与|和|同(?!志|学|事|行|乡)|常|总(?!书记|理|统|经理|裁|监|干事|工|编|局)|要|想|根据|通过|结合|突然|忽然|随后|[赛课会事饭]后|大惊|一听|闻言|一度"
)
_AUTHOR_FIRST = re.compile(r"我们?|咱们?|笔者|本[文人报刊]")
_PRONOUN_FIRST = re.compile(r"[他她]们?")
_FAR = 40
# No clause is longer; one without end is not looked through for every pronoun in it.
_LONGEST_CLAUSE = 400


def find_subject(text: str, start: int, end: int, known: Collection[str]) -> Subject | None:
    """Who the words `text[start:end]` before a verb of speech name; the text is folded."""
    leading = _LEADING.match(text, start, end)
    start, end = _trimmed(text, leading.end() if leading else start, end)
    if start >= end:
        return None
    found = _at(text, start, end, known)
    if found and found.kind is not Kind.GUESS:
        return found
    beyond = _beyond_adverbial(text, start, end, known) or _last_part(text, start, end, known)
    if beyond:
        return beyond
    if _LAST_TRY.match(text, start, end) and (later := _at(text, start + 1, end, known)) and later.kind in SURE:
        return later
    if _AUTHOR_FIRST.match(text, start, end):
        return Subject(start, end, Kind.AUTHOR)
    if pronoun := _PRONOUN_FIRST.match(text, start, end):
        return Subject(start, pronoun.end(), Kind.PRONOUN)
    if found and found.end - found.start < 4:
        return found
    return _before_phrase(text, start, end, known) or _name_first(text, start, end) or found


def names_somebody(text: str, start: int, end: int, known: Collection[str]) -> Subject | None:
    """Who a clause begins with that has no verb of speech of its own: only somebody sure."""
    found = find_subject(text, start, end, known)
    if found and found.kind is not Kind.GUESS:
        return found
    low, high = _trimmed(text, start, end)
    for length in (6, 5, 4, 3, 2):
        stop = low + length
        if stop < high and (text[stop] in "教把给带抱" or not is_dictionary_word(text[stop - 1 : stop + 1])):
            kind = kind_of(text[low:stop], known)
            if kind is Kind.PERSON:
                return Subject(low, _with_name(text, low, stop, high), kind)
    return None


def last_person(text: str, end: int) -> Subject | None:
    """The person a pronoun at `end` means: who begins one of the nearest clauses before it."""
    for _ in range(8):
        floor = max(0, end - _LONGEST_CLAUSE)
        start = max(text.rfind(char, floor, end) for char in ",。!?;:") + 1
        if start == 0 < floor:
            return None
        found = names_somebody(text, start, end, ())
        if found and found.kind is Kind.PERSON:
            return found
        if start == 0:
            return None
        end = start - 1
    return None


def _trimmed(text: str, start: int, end: int) -> Span:
    tail = _TAIL.search(text, max(start, end - 8), end)
    end = tail.start() if tail else end
    while start < end and text[start] in " ,\u3000\t":
        start += 1
    return start, end


def _at(text: str, start: int, end: int, known: Collection[str]) -> Subject | None:
    """The subject that begins here: what an adverbial surely ends, else the whole, else what one may end."""
    guess: Subject | None = None
    for pattern in (_SURE_CUT, None, _CUT):
        far = min(end, start + _FAR)
        cuts = [end] if pattern is None else [cut.start() for cut in pattern.finditer(text, start + 1, far)]
        for cut in cuts:
            low, high = _trimmed(text, start, cut)
            kind = kind_of(text[low:high], known) if low < high else None
            if kind and kind is not Kind.GUESS:
                return _subject(text, low, _with_name(text, low, high, end) if kind is Kind.PERSON else high, kind)
            if kind and cut == cuts[0] and (guess is None or pattern is _CUT):
                guess = Subject(low, high, Kind.GUESS)
        # 颜某对女儿: what stands behind 对 is spoken to.
        if pattern is _SURE_CUT and cuts and text[cuts[0]] in "对向":
            return guess
    if guess and text[guess.end : guess.end + 3].endswith("地"):
        return _prefix(text, guess, known) or guess
    return guess


def _with_name(text: str, start: int, end: int, limit: int) -> int:
    """Where an office ends with the name behind it, though a letter of that can be an adverb, too: 县长蒲正安."""
    if not (_PERSON.search(text, start, end) or text[end - 1] in _OFFICE_ENDS):
        return end
    for after in range(min(end + 4, limit), end + 1, -1):
        name = text[end:after]
        if name[0] not in _NO_SURNAME and name[-1] not in _NO_GIVEN and is_sure_name(name) and not _word_first(name):
            return after if not is_dictionary_word(text[after - 1 : after + 1]) else end
    return end


def _before_phrase(text: str, start: int, end: int, known: Collection[str]) -> Subject | None:
    """Somebody sure before an adverb of four letters: 县委旗帜鲜明."""
    kind = kind_of(text[start : end - 4], known) if end - start > 5 else None
    return Subject(start, end - 4, kind) if kind in (Kind.PERSON, Kind.ORGAN, Kind.DOCUMENT) and kind else None


def _name_first(text: str, start: int, end: int) -> Subject | None:
    """A person's name of three letters at the beginning of what is not understood, where no other word can be read."""
    name = text[start : min(start + 3, end)]
    if len(name) < 3 or not _HAN.fullmatch(name) or not is_sure_name(name):
        return None
    others = (name[:2], name[1:], text[start + 2 : start + 4])
    return None if any(map(is_dictionary_word, others)) else Subject(start, start + 3, Kind.PERSON)


def _prefix(text: str, guess: Subject, known: Collection[str]) -> Subject | None:
    """Somebody sure at the beginning of what may have half an adverb at its end."""
    for end in range(guess.end - 1, guess.start + 1, -1):
        kind = kind_of(text[guess.start : end], known)
        if kind in SURE:
            return Subject(guess.start, end, kind)
    return None


def _subject(text: str, start: int, end: int, kind: Kind) -> Subject:
    """A document is named by its title alone; who wrote it stands in the byline of the text that quotes it."""
    title = _TITLE_MARKS.search(text, start, end) if kind is Kind.DOCUMENT else None
    return Subject(title.start(), title.end(), kind) if title else Subject(start, end, kind)


def _beyond_adverbial(text: str, start: int, end: int, known: Collection[str]) -> Subject | None:
    """The subject behind `在…时`, `对…`: wherever the adverbial may end so that somebody sure follows."""
    opening = _ADVERBIAL.match(text, start, end)
    if not opening:
        return None
    for close in _ADVERBIAL_END.finditer(text, opening.end(), min(end, start + 40)):
        low, high = _trimmed(text, close.end(), end)
        found = _at(text, low, high, known) if low < high else None
        if found and found.kind is not Kind.GUESS:
            return found
    titles = list(_TITLE_MARKS.finditer(text, opening.end(), end))
    if len(titles) == 1:
        return Subject(titles[0].start(), titles[0].end(), Kind.DOCUMENT)
    return None


def related(text: str, start: int, end: int, known: Collection[str]) -> Subject | None:
    """The speaker as the object of a verb: 落实大会(提出的), 牢记某某(的嘱托)."""
    relation = _RELATION.match(text, start, end) or _ACCORDING.match(text, start, end)
    if relation is None:
        return None
    low, high = _trimmed(text, relation.end(), end)
    found = _at(text, low, high, known) if low < high else None
    return found if found and found.kind in SURE else None


def _last_part(text: str, start: int, end: int, known: Collection[str]) -> Subject | None:
    """What stands behind the last `的` if that is a person by name or title, or the object of a verb."""
    if found := related(text, start, end, known):
        return found
    of = text.rfind("的", start, end)
    found = _at(text, of + 1, end, known) if of >= 0 else None
    return found if found and found.kind is Kind.PERSON else None
