"""Bytes → characters: which encoding a text is in, and how sure that is.

A byte order mark and strict UTF-8 say it themselves. Anything else is read in every encoding Chinese text is found in,
and the reading that looks most like written Chinese wins: most characters of a text are among a few hundred common
ones, which a wrong reading meets by chance only.
"""

import codecs
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from retrieval.errors import ReadingError, Reason

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_CANDIDATES = ("utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
# People and pages name the older subset and mean all that their programs write.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "big5": "big5hkscs", "cp950": "big5hkscs"}
# Of a long text so many bytes are judged, in so many pieces from all over it; it is decoded whole all the same.
_SAMPLE = 48 * 1024
_PIECES = 6
# Below this the best two readings are close, and a second opinion is asked for.
_SURE = 0.9
# Characters of a text depend on each other, so that no count of them makes a guess a certainty.
_MOST_CERTAIN = 0.99
# What a character says for Chinese against chance: the logarithm of how much more often it stands in Chinese text than
# in a wrong reading. Two in three characters of a text are common, one in ten of a wrong reading.
_OF_COMMON, _OF_MARK, _OF_USUAL, _OF_RARE, _OF_WRONG = 2.0, 1.5, 0.0, -1.5, -4.0
# An ASCII character is none of a single-byte reading's merit; in UTF-16 it stands for two bytes that fit.
_OF_ASCII = 0.5
_MARKS = frozenset("，。、；：？！“”‘’（）《》〈〉【】「」『』—…·～％　")
_COMMON = frozenset(
    "一是人了不在有大中国和为这上他个地年来我会以到时要出的生学说道民家子也成行下们于后就发自之对得主长可过天作分方用多你着部能市等业全里工公经本都而高政法面门动日进区事代那去心小同北定开产前其军还然起种所"
    "如现理机体表力好外与文当两实重新三么只山水关明从化平建又制南内西没此将员名手最东头者月间无安看见各城十相但已些正口通想度加第她合院物性战由位常点海意场武使次二向治因立数样身情入原问把路被并利石老教万知"
    "级量任江及应省资委务元美特期世湖回系比气汉总展电科金先声提品设或义王社很统处四首共马形己儿司太目基领队直计别女权话少流命至报米给打变果书清活几州华解议更称程今决张导术府才保交放管结师便走达族反再题色五"
    "京河接条规式县白它改风光运信受什组听布百济党指论强做取技黄神选记斯真却职号界件花类何眼兵传带空干农边据集联古广完质阳难增历史专官每住商即步认车台林必死游举线言皇土团收考求德叫近备研争非具李众连调感转笑"
    "國爲這個來會時學說們於後發對長過業裏經門動進區開產軍還種現機體與當兩實麼關從內沒將員東頭間無見戰點場數樣問並萬級應資務氣漢總電聲設義統處馬兒領隊計別權話報給變書幾華議稱決張導術結師達題條規縣風運組聽濟"
    "黨論強黃選記卻職號類傳帶幹農邊據聯廣質陽難歷專認車臺遊舉線團備爭衆連調轉為著裡眾説"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text without its byte order mark, its encoding as Python names it, and how sure that is, 0 to 1.

    `cut` says how many bytes at the end are the beginning of a character that the file does not finish: they are not in
    the text, and the file is most likely shorter than it was.
    """

    text: str
    encoding: str
    certainty: float
    cut: int = 0


def decode(data: bytes, encoding: str | None = None, errors: str = "strict") -> Decoded:
    """The characters of a text; `encoding` is what a person says it is in, and is not doubted.

    Nothing is left out and nothing put in another's place: a byte that does not fit refuses the file, but for the
    unfinished last character of one that was cut off. With `errors="replace"` such a byte becomes U+FFFD: for formats
    of which only a part is kept, and the caller must look for it there.

    Raises ReadingError ENCODING; its detail is the encoding and the offset of the first byte that does not fit
    (`utf-8 @123`), the name of an encoding nobody knows, or nothing where none fits.
    """
    if encoding is not None:
        return _read(data, _known(encoding), 1.0, errors)
    for mark, marked in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _read(data, marked, 1.0, errors)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    if text is not None and not _odd(text):
        return Decoded(text, "utf-8", 1.0)
    best, certainty = _guessed(data)
    if best is None and text is not None:
        return Decoded(text, "utf-8", certainty)
    if best is None:
        raise ReadingError(Reason.ENCODING)
    return _read(data, best, certainty, errors)


def _known(name: str) -> str:
    try:
        "a".encode(name)  # Python has codecs of other things than characters, which this refuses
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        raise ReadingError(Reason.ENCODING, name) from None
    return _WIDER.get(known, known)


def _read(data: bytes, encoding: str, certainty: float, errors: str) -> Decoded:
    """Every byte decoded, but for an unfinished character at the end."""
    try:
        decoder = codecs.getincrementaldecoder(encoding)(errors)
        text = decoder.decode(data)
        pending = decoder.getstate()[0]
    except UnicodeError as error:
        at = f" @{error.start}" if isinstance(error, UnicodeDecodeError) else ""
        raise ReadingError(Reason.ENCODING, encoding + at) from None
    return Decoded(text.removeprefix("\ufeff"), encoding, certainty, len(pending))


def _odd(text: str) -> bool:
    """Whether bytes that are UTF-8 may be something else: they hold control characters, as UTF-16 would, or pairs of
    bytes that are rare letters in UTF-8 and Chinese in GB18030, together or with no other letter beside them.
    """
    if re.search(r"[\x00-\x08\x0e-\x19\x1b-\x1f]", text):
        return True
    if re.search(r"[\u0800-\U0010ffff]", text):
        return False
    alone = not re.search("[A-Za-z]", text) and not text.isascii()
    return alone or bool(re.search(r"[\x80-\u07ff]{2}", text))


def _guessed(data: bytes) -> tuple[str | None, float]:
    """The encoding whose reading looks most like Chinese, and how sure that is; None where none does."""
    sample = _sample(data)
    likely = {encoding: _likelihood(sample, encoding) for encoding in _CANDIDATES}
    best, second = sorted(likely, key=lambda encoding: -likely[encoding])[:2]
    # What is no Chinese in any reading is as likely as a reading of which nothing speaks.
    certainty = 1 / (1 + math.exp(min(50, likely[second] - likely[best])) + math.exp(min(50, -likely[best])))
    if likely[best] <= 0:
        return None, min(1 / (1 + math.exp(likely[best])), _MOST_CERTAIN)
    if likely[second] > 0 and certainty < _SURE and _second_opinion(sample) == second:
        return second, 0.5
    return best, min(certainty, _MOST_CERTAIN)


def _second_opinion(sample: bytes) -> str | None:
    import chardet  # noqa: PLC0415 - a tenth of a second that hardly any file needs

    found = chardet.detect(sample)["encoding"]
    return _known(found) if found else None


def _sample(data: bytes) -> bytes:
    """All of a short text; of a long one, pieces that begin after line ends, where no encoding is in mid-character."""
    if len(data) <= _SAMPLE:
        return data
    return b"".join(_pieces(data))


def _pieces(data: bytes) -> Iterator[bytes]:
    size = _SAMPLE // _PIECES
    # Of what is mostly ASCII, the rest says what it is in.
    first = re.search(rb"[\x80-\xff]", data)
    start = max(0, first.start() - size // 2) if first else 0
    for number in range(_PIECES):
        at = start + (len(data) - start) * number // _PIECES
        begin = data.find(b"\n", at, at + size) + 1 if number else at
        if begin or not number:
            # In UTF-16 a character begins at an even offset, and its line end may be two bytes.
            begin -= begin % 2
            yield data[begin : begin + size]


def _likelihood(sample: bytes, encoding: str) -> float:
    """How much more the sample, read in an encoding, looks like Chinese than like chance (a logarithm)."""
    text = codecs.getincrementaldecoder(encoding)("replace").decode(sample)
    wide = encoding.startswith("utf-16")
    return sum(count * _weight(char, wide) for char, count in Counter(text).items())


def _weight(char: str, wide: bool) -> float:
    if char < "\x80":
        is_text = char >= " " or char in "\t\n\f\r\x1a"
        return _OF_WRONG if not is_text else _OF_ASCII if wide else 0.0
    if char in _COMMON:
        return _OF_COMMON
    if char in _MARKS:
        return _OF_MARK
    if char in usual():
        return _OF_USUAL
    return _OF_RARE if "\u3400" <= char <= "\u9fff" or char.isalnum() else _OF_WRONG


@cache
def usual() -> frozenset[str]:
    """The marks and first levels of GB 2312 and Big5, which their makers took for the characters in daily use."""
    rows = (("gb2312", (*range(0xA1, 0xA4), *range(0xB0, 0xD8))), ("big5", (*range(0xA1, 0xA3), *range(0xA4, 0xC7))))
    pairs = ((name, bytes((lead, trail))) for name, leads in rows for lead in leads for trail in range(0x40, 0xFF))
    found = (pair.decode(name, "ignore") for name, pair in pairs)
    frames = map(chr, range(0x2500, 0x2580))  # tables drawn with characters
    return frozenset((*(char for char in found if len(char) == 1 and not "\u3040" <= char <= "\u30ff"), *frames))
