"""An e-book (EPUB 2 and 3) → one text: its chapters in the order in which they are read."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import unquote

from retrieval.errors import ReadingError, Reason
from retrieval.reading.extract import Extract, Fact, Format, Notice, Options, Role
from retrieval.reading.readers import archives, dom
from retrieval.reading.readers.archives import SafeArchive
from retrieval.reading.readers.dom import Element, Line
from retrieval.reading.readers.writing import Writer

_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
_OPF = "{http://www.idpf.org/2007/opf}"
_CHAPTERS = ("application/xhtml+xml", "text/html", "application/html+xml", "text/x-oeb1-document", "application/xml")
_NCX = "application/x-dtbncx+xml"
# A chapter is a page: what is larger is none that a person reads.
_LARGEST = 10 * 1024 * 1024
# What is no text of the book: contents, lists, the cover.
_NO_TEXT = frozenset(("toc", "landmarks", "page-list", "doc-toc", "lot", "loi", "cover", "doc-cover"))
_DATE = re.compile(r"[12]\d{3}(?:-\d\d(?:-\d\d)?)?(?![\d-])")
# A heading of a lower level at the head of a file goes on with a chapter that was cut.
_HEADS = 2
_WRITERS = ("", "aut")


@dataclass(frozen=True, slots=True)
class _Item:
    """A file of the book as its list has it: `name` is that in the archive."""

    name: str
    kind: str
    properties: frozenset[str]


def read(stream: BinaryIO, options: Options) -> Iterator[Extract]:
    """The whole book; its own name, writers and date are its first lines, and are facts: a chapter is an article of it.

    A chapter that its list names and the archive does not hold is told in the notice `missing`. Raises ReadingError.
    """
    archive = archives.opened(stream, options.archive)
    package = _package_name(archive)
    root = dom.parsed_xml(dom.decoded(archive.read(package)).text)
    items = _items(root, posixpath.dirname(package))
    chapters = _chapters(root, items)
    _refuse_protected(archive, chapters)
    book = Writer()
    _state(book, root)
    stated = len(book.text())
    labels = _labels(archive, root, items)
    missing = []
    for name in chapters:
        if name in archive:
            _write(book, _lines(archive, name), labels.get(name))
        else:
            missing.append(Notice("missing", name))
    text = book.text()
    if not text[stated:].strip():
        raise ReadingError(Reason.EMPTY)
    yield Extract(text, Format.EPUB, marks=tuple(book.marks), settled=True, facts=book.facts, notices=tuple(missing))


def _package_name(archive: SafeArchive) -> str:
    root = dom.parsed_xml(dom.decoded(archive.read(_CONTAINER)).text)
    name = next((element.get("full-path") for element in root.iter("{*}rootfile") if element.get("full-path")), None)
    if not name or name not in archive:
        raise ReadingError(Reason.DAMAGED, _CONTAINER)
    return str(name)


def _items(package: Element, folder: str) -> dict[str, _Item]:
    """The files of the book by their ids."""
    return {
        item.get("id") or "": _Item(
            _resolved(folder, item.get("href") or ""),
            (item.get("media-type") or "").lower(),
            frozenset((item.get("properties") or "").split()),
        )
        for item in package.iterfind("{*}manifest/{*}item")
    }


def _resolved(folder: str, address: str) -> str:
    """The name in the archive that an address leads to; one that leads out of it is no name of an entry."""
    return posixpath.normpath(posixpath.join(folder, unquote(address.partition("#")[0])))


def _chapters(package: Element, items: dict[str, _Item]) -> list[str]:
    """The names of the chapters in reading order, each once; what stands outside that order comes last."""
    contents = {
        reference.get("href", "").partition("#")[0]
        for reference in package.iterfind("{*}guide/{*}reference")
        if (reference.get("type") or "").lower() in ("toc", "cover")
    }
    ordered: list[str] = []
    outside: list[str] = []
    for reference in package.iterfind("{*}spine/{*}itemref"):
        item = items.get(reference.get("idref") or "")
        if item is None or item.kind not in _CHAPTERS or "nav" in item.properties:
            continue
        if any(item.name.endswith(unquote(address)) for address in contents if address):
            continue
        (outside if reference.get("linear") == "no" else ordered).append(item.name)
    found = list(dict.fromkeys((*ordered, *outside)))
    if not found:
        raise ReadingError(Reason.EMPTY)
    return found


def _refuse_protected(archive: SafeArchive, chapters: list[str]) -> None:
    """Fonts may be scrambled; a book whose chapters are can be read with its seller's program only."""
    if _ENCRYPTION not in archive:
        return
    root = dom.parsed_xml(dom.decoded(archive.read(_ENCRYPTION)).text)
    scrambled = {_resolved("", reference.get("URI") or "") for reference in root.iter("{*}CipherReference")}
    if scrambled & set(chapters):
        raise ReadingError(Reason.PROTECTED)


def _state(book: Writer, package: Element) -> None:
    """Name, writers and date of the book."""
    name = _said(next(package.iterfind("{*}metadata/{*}title"), None))
    if name:
        book.line(name, facts={Fact.PUBLICATION: (0, len(name))})
    writers = "、".join(dict.fromkeys(filter(None, map(_said, _writers(package)))))
    if writers:
        book.line(writers, facts={Fact.AUTHOR: (0, len(writers))})
    date = next(filter(None, map(_day, package.iterfind("{*}metadata/{*}date"))), None)
    if date:
        book.line(date, facts={Fact.DATE: (0, len(date))})


def _writers(package: Element) -> Iterator[Element]:
    """Those said to have written it; a translator or an editor has not."""
    roles = {
        (meta.get("refines") or "").removeprefix("#"): _said(meta)
        for meta in package.iterfind("{*}metadata/{*}meta")
        if meta.get("property") == "role"
    }
    for creator in package.iterfind("{*}metadata/{*}creator"):
        if (creator.get(f"{_OPF}role") or roles.get(creator.get("id") or "-") or "").lower() in _WRITERS:
            yield creator


def _day(date: Element) -> str | None:
    """The day, month or year of publication. A time of day in UTC could be the next day's where the book appeared."""
    event = date.get(f"{_OPF}event") or "publication"
    found = _DATE.match(_said(date))
    # Programs write the year 101 or 1 for a date nobody knows.
    return found[0] if found and event in ("publication", "original-publication", "issued") else None


def _said(element: Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _labels(archive: SafeArchive, package: Element, items: dict[str, _Item]) -> dict[str, str]:
    """The name of each chapter's file in the table of contents, for chapters that do not bear it themselves."""
    found: dict[str, str] = {}
    for item in items.values():
        if item.name not in archive or not ("nav" in item.properties or item.kind == _NCX):
            continue
        root = _parsed(archive, item.name)
        folder = posixpath.dirname(item.name)
        for link in root.iter("{*}a"):
            found.setdefault(_resolved(folder, link.get("href") or ""), _said(link))
        for point in root.iter("{*}navPoint"):
            target = point.find("{*}content")
            address = target.get("src") if target is not None else None
            found.setdefault(_resolved(folder, address or ""), _said(point.find("{*}navLabel")))
    return found


def _parsed(archive: SafeArchive, name: str) -> Element:
    data = archive.read(name)
    if len(data) > _LARGEST:
        raise ReadingError(Reason.TOO_LARGE, name)
    try:
        return dom.parsed_xhtml(dom.decoded(data).text)
    except ReadingError as error:
        raise ReadingError(error.reason, " ".join(filter(None, (name, error.detail)))) from error


def _lines(archive: SafeArchive, name: str) -> list[Line]:
    if not archive.size(name):
        return []
    return dom.lines(_parsed(archive, name), _is_no_text)


def _is_no_text(element: Element) -> bool:
    return bool(_NO_TEXT & dom.tokens(element, dom.EPUB_TYPE, "epub:type", "role"))


def _write(book: Writer, chapter: list[Line], label: str | None) -> None:
    """A chapter's lines. One without a heading has its name in the table of contents, and maybe as its first line."""
    bare = not any(line.role is Role.HEADING for line in chapter)
    if bare and label and len(chapter) > 1:
        if _letters(chapter[0].text) == _letters(label):
            book.line(chapter[0].text, Role.HEADING)
            chapter = chapter[1:]
        else:
            book.line(label, Role.HEADING)
    for number, line in enumerate(chapter):
        # What heads a file is the title of a text of its own, and no section of the one before.
        heads = not number and line.role is Role.HEADING and line.level <= _HEADS
        heads = heads and any(other.role is None for other in chapter)
        book.line(line.text, line.role, 0 if heads else line.level)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)
