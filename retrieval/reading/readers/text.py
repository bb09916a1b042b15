"""Plain text and Markdown: bytes to characters, nothing else, so that offsets count in what the file says."""

import codecs
import unicodedata

from retrieval.errors import ReadingError, Reason

SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown"})

# The most frequent characters of modern Chinese: a wrong legacy decoding yields other, rare ones.
_COMMON = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所"
    "然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把"
    "個們來為國說時會對過發後經麼學現當沒動實軍無與長這"
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes) -> tuple[str, str]:
    """Return the text without its byte order mark and the encoding's name.

    Raises ReadingError: `EMPTY` (no visible character), `BINARY` (control characters), `ENCODING` (none fits).
    """
    if not data.strip():
        raise ReadingError(Reason.EMPTY)
    text, encoding = _decoded(data)
    if any(unicodedata.category(char) == "Cc" and char not in "\t\n\v\f\r\x1a\x85" for char in text):
        raise ReadingError(Reason.BINARY)
    if not text.strip("\ufeff\u200b \t\r\n\v\f\u3000\x1a"):
        raise ReadingError(Reason.EMPTY)
    return text, encoding


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise ReadingError(Reason.ENCODING, f"{encoding} @{error.start}") from None
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    readings = []
    for encoding in ("gb18030", "big5hkscs"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        letters = [char for char in text if ord(char) > 0x7F]
        readings.append((sum(char in _COMMON for char in letters) / max(1, len(letters)), text, encoding))
    # Running Chinese is a quarter to a half common characters; a wrong decoding stays under a few hundredths.
    if not readings or max(readings)[0] < 0.05:
        raise ReadingError(Reason.ENCODING)
    _, text, encoding = max(readings)
    return text, encoding
