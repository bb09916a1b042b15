"""The first bytes of a file → its format: by content; the name counts only where the content leaves it open."""

import json
import re
from pathlib import PurePath
from typing import BinaryIO

from retrieval.errors import ReadingError, Reason
from retrieval.reading.extract import ArchiveLimits, Format
from retrieval.reading.readers import archives, encodings

# Text that is written for programs, not for readers: a folder that is added must not bring its code along.
_OF_PROGRAMS = frozenset(
    ".ass .bak .bash .bat .bib .c .cc .cfg .cmd .conf .config .cpp .cs .css .env .go .h .hpp .ics .ini .ipynb .java"
    " .js .json .jsx .kt .less .lock .log .lua .m .mjs .php .pl .plist .properties .ps1 .py .pyi .r .rb .reg .rs .sass"
    " .scss .sh .sql .srt .svg .swift .tex .tmp .toml .ts .tsx .url .vbs .vcf .vtt .vue .xml .xsd .xsl .yaml"
    " .yml".split()
)
_HTML_SUFFIXES = (".html", ".htm", ".xhtml", ".xht", ".shtml")
_MARKDOWN_SUFFIXES = (".md", ".markdown")
_JSONL_SUFFIXES = (".jsonl", ".ndjson")
_CSV_SUFFIXES = (".csv", ".tsv")
# What should have begun with a mark, and is no text either, lost its beginning.
_NEVER_TEXT = (".docx", ".pdf", ".epub", ".zip", ".doc", ".wps")

# How files that are not read begin, and what people call them.
_UNREAD = (
    (rb"\{\\rtf", "rtf"),
    (rb"\x89PNG\r\n\x1a\n", "png"),
    (rb"\xff\xd8\xff", "jpeg"),
    (rb"GIF8[79]a", "gif"),
    (rb"BM.{4}\0\0\0\0", "bmp"),
    (rb"II\*\0|MM\0\*", "tiff"),
    (rb"RIFF.{4}WEBP", "webp"),
    (rb"RIFF.{4}(?:WAVE|AVI )", "audio or video"),
    (rb".{4}ftyp(?:hei|mif|avif)", "heic"),
    (rb".{4}ftyp|ID3|OggS|\x1aE\xdf\xa3", "audio or video"),
    (rb"8BPS", "psd"),
    (rb"AT&TFORM", "djvu"),
    (rb"Rar!\x1a\x07", "rar"),
    (rb"7z\xbc\xaf\x27\x1c", "7z"),
    (rb"\x1f\x8b", "gzip"),
    (rb"BZh[1-9]1AY", "bzip2"),
    (rb"\xfd7zXZ\0", "xz"),
    (rb"\x28\xb5\x2f\xfd", "zstd"),
    (rb".{257}ustar", "tar"),
    (rb"MSCF\0\0\0\0", "cab"),
    (rb"ITSF", "chm"),
    (rb".{60}BOOKMOBI", "mobi"),
    (rb"CAJ\0|HN\0\0|KDH ", "caj"),
    (rb"SQLite format 3\0", "sqlite"),
    (rb"\x7fELF|MZ.{2}\0|\xca\xfe\xba\xbe", "program"),
)
_UNREAD_PATTERNS = tuple((re.compile(pattern, re.DOTALL), kind) for pattern, kind in _UNREAD)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
# A member by which a container of other programs is known.
_CONTAINERS = (
    (re.compile(r"word/"), Format.DOCX),
    (re.compile(r"META-INF/container\.xml$"), Format.EPUB),
    (re.compile(r"xl/"), "xlsx"),
    (re.compile(r"ppt/"), "pptx"),
    (re.compile(r"visio/"), "vsdx"),
    (re.compile(r"OFD\.xml$"), "ofd"),
    (re.compile(r"Index/Document\.iwa$"), "iWork"),
    (re.compile(r"META-INF/MANIFEST\.MF$"), "jar"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    ("WordDocument", ""),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
    ("__substg1.0_", "msg"),
)
# What a document of newer Office programs with a password is wrapped in.
_ENCRYPTED = "EncryptedPackage"
_ENTRY = 128
# What may stand before the first tag of a page: white space, declarations, comments.
_BEFORE_TAGS = re.compile(r"(?:\s+|<\?[^>]{0,300}\?>|<!--(?:(?!-->).){0,4000}-->)*", re.DOTALL)
_PAGE = re.compile(r"<(?:!doctype\s+html|(?:html|head|body|title|meta)\b)", re.IGNORECASE)
_XML = re.compile(r"\s*<(?:\?xml\b|!DOCTYPE\b|!ENTITY\b)", re.IGNORECASE)
_TAG = re.compile(r"<(?:!--|/?[a-zA-Z][a-zA-Z0-9]*[\s/>])")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f]")
_MHT = re.compile(r"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}?MIME-Version:", re.IGNORECASE)


def recognised(
    head: bytes, name: str, stream: BinaryIO | None = None, limits: ArchiveLimits = archives.DEFAULT
) -> Format:
    """What a file is that begins with `head` (some KB at least) and is called `name`.

    With the file as a seekable `stream` an archive is told from Word and EPUB documents by the names in it, and what
    old Word documents are made of is looked up; without it the answer for an archive is ZIP. Parses nothing else.
    Raises ReadingError: UNSUPPORTED, with what it is; DAMAGED; BOMB; BINARY; PROTECTED.
    """
    suffix = PurePath(name).suffix.lower()
    if _is_pdf(head):
        return Format.PDF
    if head.startswith(_ZIP):
        return _of_archive(stream, suffix, limits) if stream else Format.ZIP
    if head.startswith(_OLE):
        return _of_compound_file(stream, suffix)
    kind = next((kind for pattern, kind in _UNREAD_PATTERNS if pattern.match(head)), None)
    if kind:
        raise ReadingError(Reason.UNSUPPORTED, kind)
    return _of_text(head, suffix)


def _is_pdf(head: bytes) -> bool:
    """Other bytes may stand before the mark of a PDF, but a text that only speaks of it has no objects."""
    found = re.search(rb"%PDF-\d", head[:1024])
    if not found:
        return False
    return not head[: found.start()].strip(b"\xef\xbb\xbf \t\r\n\f\0") or re.search(rb"\d obj\b", head) is not None


def _of_archive(stream: BinaryIO, suffix: str, limits: ArchiveLimits) -> Format:
    try:
        names = archives.opened(stream, limits).names()
    finally:
        stream.seek(0)
    if "mimetype" in names and "content.xml" in names:
        raise ReadingError(Reason.UNSUPPORTED, suffix[1:] if suffix.startswith(".od") else "odt")
    office = "[Content_Types].xml" in names
    for pattern, kind in _CONTAINERS:
        if (office or not pattern.pattern.endswith("/")) and any(map(pattern.match, names)):
            if isinstance(kind, Format):
                return kind
            raise ReadingError(Reason.UNSUPPORTED, kind)
    if names[:1] == ["mimetype"]:  # a book, whose parts are no documents of their own
        raise ReadingError(Reason.DAMAGED)
    return Format.ZIP


def _of_compound_file(stream: BinaryIO | None, suffix: str) -> Format:
    """Word's old format and that of WPS are one; the name says which program wrote it."""
    kind = _compound_kind(stream) if stream else ""
    if kind:
        raise ReadingError(Reason.UNSUPPORTED, kind)
    return Format.WPS if suffix == ".wps" else Format.DOC


def _compound_kind(stream: BinaryIO) -> str:
    """What a compound file holds by the names in its first directory sector; empty for a Word document."""
    header = stream.read(512)
    shift, first = int.from_bytes(header[30:32], "little"), int.from_bytes(header[48:52], "little")
    if shift not in (9, 12):
        stream.seek(0)
        raise ReadingError(Reason.DAMAGED)
    stream.seek((first + 1) << shift)
    # The sector that comes next is nearly always the directory's too.
    directory = stream.read(2 << shift)
    stream.seek(0)
    names = [directory[at : at + 64].decode("utf-16-le", "replace") for at in range(0, len(directory), _ENTRY)]
    if any(name.startswith(_ENCRYPTED) for name in names):
        raise ReadingError(Reason.PROTECTED)
    found = (kind for stream_name, kind in _OLE_STREAMS if any(name.startswith(stream_name) for name in names))
    return next(found, "ole")


def _of_text(head: bytes, suffix: str) -> Format:
    shown = _readable(head)
    start = _BEFORE_TAGS.match(shown)
    if start and _PAGE.match(shown, start.end()):
        return Format.HTML
    if suffix in _OF_PROGRAMS and not (suffix == ".json" and _is_row(shown)):
        raise ReadingError(Reason.UNSUPPORTED, suffix[1:])
    if _XML.match(shown) and suffix not in _HTML_SUFFIXES:
        raise ReadingError(Reason.UNSUPPORTED, "xml")
    if _MHT.match(shown):
        raise ReadingError(Reason.UNSUPPORTED, "mht")
    if _CONTROL.search(shown.encode("utf-8", "replace")):
        raise ReadingError(Reason.DAMAGED if suffix in _NEVER_TEXT else Reason.BINARY)
    if suffix in _HTML_SUFFIXES and _TAG.search(shown):
        return Format.HTML
    if suffix in _CSV_SUFFIXES:
        return Format.CSV
    if suffix in _JSONL_SUFFIXES or _is_row(shown):
        return Format.JSONL
    return Format.MARKDOWN if suffix in _MARKDOWN_SUFFIXES else Format.TEXT


def _readable(head: bytes) -> str:
    """The head as text; legacy Chinese need not be legible here, as all that is looked for is ASCII."""
    if _CONTROL.search(head):
        try:
            return encodings.decode(head).text
        except ReadingError:
            pass  # no text in any encoding: its control characters will say so
    return head.decode("utf-8", "replace").removeprefix("\ufeff")


def _is_row(shown: str) -> bool:
    """Whether the first line that is not blank is an object of JSON with a text."""
    line, _, _ = shown.lstrip().partition("\n")
    if not line.startswith("{") or not line.rstrip().endswith("}"):
        return False
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(row, dict) and isinstance(row.get("text"), str)
