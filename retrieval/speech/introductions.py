"""What introduces a speech: the verb before or after the marks, and whose verb it is."""

import re
from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass

from retrieval.speech.marks import BLANK
from retrieval.speech.subjects import SURE, Kind, Subject, find_subject, names_somebody, related
from retrieval.speech.words import POINTED, STRONG, WEAK

# How far before the marks their introduction may begin; bounds the work on hostile text.
LOOK_BACK = 120
_LOOK_AHEAD = 40
_CLAUSES_BACK = 6

_COLON = frozenset("道 叹 谓 载".split())
# The last character of another word (小说, 据说, 名称, 知道) or of a phrase of the author's own (也就是说).
_OTHER_WORD = {
    "说": "小听学传来般解演论胡难消游例一",
    "称": "著名简职号堪自被人俗别统并通全合对匀相誉尊昵代旧古又现总",
    "云": "白彩浮风烟乌青祥星层凌入多上疑战行飞海",
    "道": "知街通管河跑轨铁频渠人大地公赛隧难便厚航频报味力",
    "讲": "演听宣主开来",
    "言": "语发方谣预寓格名留诺序前引宣断无不何而",
    "谓": "所可无称何",
    "载": "下转搭承满",
    "问": "学访慰疑顾不请试",
    "答": "报解",
    "谈": "面洽座访会恳笑交攀商",
    "写": "书抄听填编",
}
_BLOCKED = re.compile(
    r"(?:要|需|需要|应|应该|应当|必须|可以|可|能够?|不|没有?|想|被|别|勿|如果|让|叫|请|敢|愿|难以|怎么|如何|(?<!所)谓|便于|用来|值得|有待|受到|得到|引起|不难|举例|换句话|提出了?|作出了?|达到了?|符合|落实|满足|响应|(?:根本|总体|整体|意义|程度|本质|实质|大体|原则|道理)上|总的|一般地|也就)\Z"
)
_MODIFIER = re.compile(
    r"(?:曾经?|也|又|还|便|就|都|则|却|(?<![人天英])才|只|再|已经?|多次|屡次|数次|明确|深刻|反复|一再|再次|再三|特别|着重|重点|突出|专门|郑重|公开|首先|"
    r"最后|经常|常常|常|总是|(?<!老)总|早就|先后|同时|进一步|并且|并|而且|而|且|所|一边[^,]{1,8}?|(?<!身)边|这样|如此|如是|是这样|这么|那么|开口|接着|"
    r"继续|连忙|当场|当即|立即|随即|立刻|随后|[失齐厉柔沉朗颤哑低高大小轻尖同连]声|脱口|([^妈爸爷奶哥姐弟妹叔伯舅姑公婆娃太])\1|当[着众][^,]{0,6}面?|忍不住|不禁|由衷|[\u4e00-\u9fff]{2}地|[笑哭叹喊叫指望看低哼红瞪拍噙含]着|"
    r"对(?:记者|我|他|她|大家|人|媒体)们?|向(?:记者|我|大家|媒体)|和我|跟我|(?<=人)会|有时|一直|始终|通报|报道|发文|撰文|著文|写信|致信|来信|有诗|"
    r"(?<=[\u4e00-\u9fff]{2})(?:[赋作题赠]诗|笑|哭|怒|叹|问|答|尝)|是|\s)\Z"
)
_CLASSICAL = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:诗|呼|报|谏|奏|泣|谓|赞|注)\Z")
_STATEMENT = re.compile(
    r"(?:发[布表出]|刊发|公布)[\u4e00-\u9fff]{0,4}?(?:声明|公告|通报|消息|文章|讲话|社论|评论|报告|通知)[中里]?\Z"
)
_ASPECT = re.compile(r"(?:过|道|到|着|了|说|得[\u4e00-\u9fff]{1,4})\Z")
_TO_SOMEBODY = re.compile(
    r"(?P<verb>告诉|叮嘱|嘱咐|嘱托|提醒|告诫|勉励|教导|教育|鼓励|劝|问|回答|答复|质问|请求|命令|吩咐|要求|号召|呼吁|对(?=[^,。:《》]{1,10}[说道讲言问]))[^,。:《》]{1,10}?(?:说|道|讲)?\Z"
)
_SAYING = re.compile(
    r"(?:过|了)?(?:这样|这么|如下|下面)?(?:的?一[句段番]|几句|[句段番]|两句)(?:[^,:]{0,4})?[话诗言词]?(?:是|叫)?\Z|"
    r"(?:作出|做出)(?:了|过|的)?(?:重要|一系列)?(?:指示|批示|论述|论断|阐述)\Z|的?名言(?:是)?\Z|的(?:喊声|声音|回答|叮嘱|嘱咐|忠告|告诫|口头禅|座右铭|回信|批示|指示|原话)是?\Z"
)
_MUST_WORDS = (
    r"(?:我们|各级|全党|全省|全市|全县|各地|大家|党员干部|领导干部|干部)?(?:都|就|还|既|更|也)?"
    r"(?:要|必须|应当|应该|应|需要|不能|不要|一定要|务必|不仅要|不仅|既要|就是|就要|将)?[,:]?"
)
_MUST = re.compile(rf"{_MUST_WORDS}\Z")
_MUST_BEFORE_MARK = re.compile(rf"{_MUST_WORDS}[“‘「『\"]")
_ENDS = frozenset("。!?…")
_CLOSED = ("”", "’", "」", "』", '"')
_IMPERSONAL = re.compile(r"(?:据|根据|按照)?(?:相关|有关)?\Z")
_LABELLED = re.compile(
    r"(?:[的等](?:\w{0,4}))?(?:\w{2})?(?:战略|工程|行动|计划|活动|机制|制度|模式|体系|工作法|品牌|格局|理念|原则|方针|理论|思想|政策|口号|目标|举措|建设|项目|平台|"
    r"问题|现象|工作|试点|运动|精神|标准|布局|路径|方法|效应|概念|时代|一词|二字|[一二两三四五六七八九十]字|几个字)"
)
_RELATED = re.compile(
    r"(?:的|这[一个句])?(?:重要|殷切|谆谆|明确|有关|科学|精辟|著名|总|这一)*(?:要求|指示|批示|论断|论述|嘱托|教导|教诲|号召|名言|话|忠告|告诫|期望|期许|期盼|寄语|古训|诗句|重托)"
)
_STOPS = re.compile(rf"[。!?;\n](?:[”’」』\"])?|[。!?!…{BLANK}][”’」』\"](?=[^,、;的])")
_SENTENCE = re.compile(r"[,。!?;:…]")
_AFTERWARDS = re.compile(r"[\s,—]*(?P<clause>[^,。!?;:“”‘’「」『』\"\n]{1,30})")
_WORDS_OF = re.compile(
    r"[\s,。—]*(?:这|正)?(?:句话)?(?:就|正|便)?是(?P<who>[^,。!?;:“”「」\n]{1,20}?)的(?:名言|话|忠告|教诲|原话|口头禅|诗句?|感慨|心声)"
)


@dataclass(frozen=True, slots=True)
class Introduction:
    """What says that words are spoken. `subject` is None where none is named: one from before is meant.

    `named` is false where there is something in the subject's place that could not be understood.
    """

    subject: Subject | None
    named: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class _Verb:
    word: str
    start: int
    of: bool


def before(text: str, floor: int, at: int, words: str, after: str, known: Collection[str]) -> Introduction | None:
    """The introduction that ends where the marks open.

    `text` is folded, other marks' words blanked; `at` is the opening mark, `floor` the furthest the introduction may
    begin; `words` are those within the marks, `after` is what follows them.
    """
    start = max(floor, at - LOOK_BACK)
    end = _rstrip(text, start, at)
    point = text[end - 1] if end > start and text[end - 1] in ",:" else ""
    verb, must = _verb_before(text, start, end)
    if verb is None and point != ":" and not _RELATED.match(after):
        return None
    start = sentence_start(text, start, at)
    if verb is None or verb.start < start:
        return (
            _by_colon(text, start, end, words, known)
            if point == ":"
            else _possessive(text, start, at, words, after, known)
        )
    if must or point:
        point = point or ","
    if not point and (_label(words, after) or (verb.word in POINTED and not is_sentence(words))):
        return None
    if verb.word in _COLON and text[end - 1] != ":":
        return None
    # 认为“甲”比“乙”大: a word of the author's sentence.
    if not point and not is_sentence(words) and after[:1] not in ("", *",。!?;，！？；”’」』"):
        return None
    if verb.of and not is_sentence(words):
        return None
    return _introduced(
        text, start, verb, words, known, lax=bool(point) or (is_sentence(words) and verb.word not in POINTED)
    )


def _introduced(
    text: str, start: int, verb: _Verb, words: str, known: Collection[str], lax: bool = True
) -> Introduction | None:
    """Whose verb it is. Only a `lax` reading takes a subject nobody knows, or one of an earlier clause."""
    weak = verb.word in WEAK
    if weak and text[verb.start - 1 : verb.start] in _CLOSED:
        return None
    clause = max(text.rfind(",", start, verb.start), text.rfind(":", start, verb.start)) + 1 or start
    low, high = _unmodified(text, clause, verb.start)
    if _BLOCKED.search(text, max(low, high - 4), high) or _other_word(text, verb.word, verb.start):
        return None
    if low < high and _IMPERSONAL.fullmatch(text, low, high):
        return None
    subject = related(text, low, high, known) if verb.of else None
    subject = subject or (find_subject(text, low, high, known) if low < high else None)
    if subject and subject.kind is Kind.AUTHOR:
        return Introduction(subject, True, 1.0)
    if (
        subject
        and weak
        and not lax
        and "的" in text[subject.end : high]
        and not _SPOKEN.search(text, subject.end, high)
    ):
        return None
    confidence = 0.8 if verb.of else 1.0
    if subject is None or (subject.kind is Kind.GUESS and (weak or not lax)):
        if not lax and (low < high or weak):
            return None
        subject = _earlier(text, start, clause, known)
        confidence = 0.9 if low == high else 0.6
    if weak and (subject is None or not is_sentence(words)):
        return None
    if not lax and subject is None and not is_sentence(words):
        return None
    return Introduction(subject, low < high, confidence)


def _verb_before(text: str, start: int, end: int) -> tuple[_Verb | None, bool]:
    """The verb of speech that ends at `end`, what may stand between it and the marks aside; whether 要 did."""
    stripped = _rstrip(text, start, end, " ,:")
    if verb := _verb_at(text, start, stripped):
        return verb, False
    must = _MUST.search(text, max(start, stripped - 12), stripped)
    if must and must.start() < stripped:
        verb = _verb_at(text, start, _rstrip(text, start, must.start(), " ,:"))
        return verb, verb is not None
    return None, False


def _verb_at(text: str, start: int, end: int) -> _Verb | None:
    of = end > start and text[end - 1] == "的"
    if of:
        end -= 1
    word = _word_at(text, start, end)
    aspect = _ASPECT.search(text, max(start, end - 5), end)
    longer = _word_at(text, start, aspect.start()) if aspect else None
    if aspect and longer and (word is None or len(longer) > len(word)):
        return _Verb(longer, aspect.start() - len(longer), of)
    if word and not (len(word) == 1 and of):
        return _Verb(word, end - len(word), of)
    for pattern in (_SAYING, _TO_SOMEBODY):
        found = pattern.search(text, max(start, end - 16), end)
        if not found or of:
            continue
        if pattern is _TO_SOMEBODY:
            return _Verb(found["verb"], found.start(), of)
        word = _word_at(text, start, found.start())
        at = found.start() - len(word or "")
        return _Verb(word or "说", at, of) if word or text[at] == "的" or text[max(start, at - 1)] == "有" else None
    return None


def _word_at(text: str, start: int, end: int) -> str | None:
    for length in (4, 2, 1):
        word = text[end - length : end]
        if end - length >= start and (word in STRONG or word in WEAK):
            return word
    return None


def _other_word(text: str, verb: str, start: int) -> bool:
    nouns = "番的种些其" if len(verb) > 1 else ""
    if text[max(0, start - 2) : start] in ("就是", "不是", "便是", "即是"):
        return True
    return start > 0 and text[start - 1] in _OTHER_WORD.get(verb, nouns)


def _unmodified(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause before a verb without the adverbs that belong to the verb."""
    for _ in range(8):
        found = _STATEMENT.search(text, max(start, end - 10), end)
        if not found and text[end : end + 1] in ("曰", "云"):
            found = _CLASSICAL.search(text, start, end)
        if not found and end - 2 >= start and text[end - 2 : end] in STRONG:
            end -= 2
            continue
        found = found or _MODIFIER.search(text, max(start, end - 10), end)
        if not found or found.start() == end:
            break
        end = found.start()
    while start < end and text[start] in " ,":
        start += 1
    return start, end


def _earlier(text: str, start: int, clause: int, known: Collection[str]) -> Subject | None:
    """The subject of an earlier clause of the same sentence, the nearest first."""
    end = clause - 1
    for _ in range(_CLAUSES_BACK):
        if end <= start:
            break
        low = max(text.rfind(",", start, end) + 1, start)
        verb = _verb_at(text, low, end)
        found = names_somebody(text, *_unmodified(text, low, verb.start if verb else end), known)
        if found:
            return found
        end = low - 1
    return None


def _by_colon(text: str, start: int, end: int, words: str, known: Collection[str]) -> Introduction | None:
    """`李校长：“…”`, and `她指着远处：“…”` where the words are a sentence."""
    end -= 1
    clause = text.rfind(",", start, end) + 1 or start
    subject = find_subject(text, clause, end, known)
    if subject is None or subject.kind is Kind.GUESS or not is_sentence(words):
        return None
    rest = text[subject.end : end].strip("》 ")
    in_brackets = rest.startswith("(") and rest.endswith(")")
    if rest and not in_brackets and subject.kind is not Kind.PRONOUN and text[subject.start : subject.end] not in known:
        return None
    if subject.kind in (Kind.ORGAN, Kind.VOICE) or (subject.kind is Kind.DOCUMENT and rest):
        return None
    return Introduction(subject, True, 0.8 if not rest else 0.7)


def _possessive(text: str, start: int, at: int, words: str, after: str, known: Collection[str]) -> Introduction | None:
    """`牢记某某“…”的嘱托`."""
    if not _RELATED.match(after) or not is_sentence(words) or at - start < 2:
        return None
    clause = text.rfind(",", start, at) + 1 or start
    end = at - 1 if text[at - 1] == "的" else at
    subject = related(text, clause, end, known) or find_subject(text, clause, end, known)
    if subject and subject.kind in (Kind.PERSON, Kind.ORGAN, Kind.DOCUMENT) and subject.end >= end - 8:
        return Introduction(subject, True, 0.7)
    return None


def behind(text: str, end: int, words: str, known: Collection[str]) -> Introduction | None:
    """The introduction that follows the closing mark at `end`: `“…。”某某说。`, `“…”，这是某某的话`."""
    limit = min(len(text), end + 1 + _LOOK_AHEAD)
    if whose := _WORDS_OF.match(text, end + 1, limit):
        subject = find_subject(text, *whose.span("who"), known)
        return Introduction(subject, True, 0.9) if subject else None
    found = _AFTERWARDS.match(text, end + 1, limit)
    if not found or not words or (words[-1] not in ",。!?…—" and text[end + 1 : end + 2] not in (",", "—")):
        return None
    low, high = found.span("clause")
    verb, _ = _verb_before(text, low, high)
    stop = text[high : high + 2]
    # A colon makes the clause the introduction of what follows it.
    if verb is None or verb.word in WEAK or verb.of or stop[:1] == ":":
        return None
    # So does a comma before marks, unless these words themselves break off with one.
    if words[-1] not in ",。!?…—" and stop[:1] not in ("。", "!", ";", ""):
        return None
    intro = _introduced(text, low, verb, words, known)
    return intro if intro and intro.subject else None


def quotes_somebody(text: str, at: int, words: str) -> bool:
    """Whether a whole sentence stands in marks behind a colon: words of somebody, whoever it is."""
    colon = at > 0 and text[at - 1] == ":"
    return colon and is_sentence(words) and words[-1:] in _ENDS


def sentence_start(text: str, floor: int, at: int) -> int:
    """Where the sentence begins that goes on at `at`."""
    start = floor
    for stop in _STOPS.finditer(text, floor, at):
        start = stop.end()
    return start


def is_sentence(words: str) -> bool:
    """Whether words can be a statement rather than a label."""
    return len(words) >= 10 or bool(_SENTENCE.search(words))


def _label(words: str, after: str) -> bool:
    return len(words) <= 14 and not _SENTENCE.search(words) and bool(_LABELLED.match(after))


def _rstrip(text: str, start: int, end: int, chars: str = " \u3000\t") -> int:
    while end > start and text[end - 1] in chars:
        end -= 1
    return end


_INDIRECT = re.compile(
    r"(?P<verb>指出|强调|表示|认为|坦言|透露|介绍|补充说?|解释说?|回忆说?|提到|谈到|说|称|讲|写道|呼吁|宣布|规定|要求|提出|明确|回应称?|告诉记者|重申|透露|叮嘱|嘱咐|提醒)(?:到|道)?[,:](?=[^\s“‘「『\"])"
)


# What somebody speaks in is no other subject: 在会上所作的报告中提出.
_SPOKEN = re.compile("的(?:报告|讲话|发言|致辞|批示|指示|文章|来信|回信)[中里上]?\\Z")
_STOPS_ONLY = re.compile(rf"[。!?\n]|{BLANK}[”’」』\"](?=\Z)")


def may_be_indirect(text: str) -> bool:
    """Whether a folded text has any verb that speech without marks could follow."""
    return _INDIRECT.search(text) is not None


def indirect(text: str, known: Collection[str]) -> list[tuple[int, int, int, Subject]]:
    """Speech without marks: (where its sentence's clause begins, start, end, whose), in order.

    `text` is folded, the words within marks blanked.
    """
    found: list[tuple[int, int, int, Subject]] = []
    ends = [stop.start() for stop in _STOPS_ONLY.finditer(text)]
    for match in _INDIRECT.finditer(text):
        must = _MUST_BEFORE_MARK.match(text, match.end())
        if must:
            continue
        floor = max(0, match.start() - LOOK_BACK)
        start = sentence_start(text, floor, match.start())
        verb = _verb_at(text, start, _rstrip(text, start, match.end(), ",:"))
        if verb is None or verb.of:
            continue
        intro = _introduced(text, start, verb, text[match.end() : match.end() + 20], known, lax=False)
        if intro is None or intro.subject is None or intro.subject.kind not in SURE or intro.subject.kind is Kind.VOICE:
            continue
        at = bisect_left(ends, match.end())
        end = ends[at] if at < len(ends) else len(text)
        if found and found[-1][2] > start:
            found[-1] = (*found[-1][:2], min(found[-1][2], intro.subject.start), found[-1][3])
        found.append((start, match.end(), end, intro.subject))
    return found
