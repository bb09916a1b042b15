"""Marked-up text (HTML, XHTML, XML) → its lines, with what the markup says of them; lxml is imported here alone."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

from retrieval.errors import ReadingError, Reason
from retrieval.reading.extract import Role
from retrieval.reading.readers import encodings

Element = Any
"""An element of lxml, which has no types of its own."""

_UNSEEN = frozenset(
    "head script style template noscript iframe object embed svg math canvas audio video map select option optgroup"
    " datalist textarea button input rp rt frameset applet".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody"
    " td tfoot th thead tr ul".split()
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_NOTES = frozenset(
    "footnote endnote rearnote doc-footnote doc-endnote footnotes endnotes doc-endnotes rearnotes".split()
)
_CAPTIONS = frozenset("caption cap wp-caption-text img-caption pic-caption photo-caption imgcaption".split())
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_WIDE = r"\u2e80-\u303f\u3040-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff“”‘’…—"
# A line's end in the source between two wide characters is shown as nothing.
_WRAP = re.compile(rf"(?<=[{_WIDE}])[ \t]*[\r\n][ \t\r\n]*(?=[{_WIDE}])")
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_INVISIBLE = " \t\r\n\f\v\u200b\u200c\u200d\ufeff\u2060"
_NOTE_MARK = re.compile(r"\s*[\[［(（〔【]?\s*(?:注\s*)?(?:\d{1,3}|[*※†‡①-⑳㉑-㊿]+)\s*[\]］)）〕】]?\s*")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_OF_XML = frozenset(("amp", "lt", "gt", "quot", "apos"))
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:-]{2,40})""", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*\?>")
# Where a document names its encoding.
_HEAD = 4096
# With less than this, what a document says of itself is better than what its bytes look like.
_SURE = 0.9
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
# A cell that holds more than this is a column of a page, not a value.
_LONGEST_CELL = 400


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is shown; `element` is the block it stands in.

    `spaced` has a space wherever one inline element follows another, as designs often set them apart; `linked` is the
    share of its characters within links.
    """

    text: str
    spaced: str
    element: Element
    linked: float = 0.0
    role: Role | None = None
    level: int = 0


@dataclass(frozen=True, slots=True)
class _State:
    """What the elements around a piece of text make of it."""

    element: Element
    role: Role | None = None
    level: int = 0
    linked: bool = False
    kept: bool = False  # white space and line ends are kept
    single: bool = False  # a break does not end the line


def decoded(data: bytes, encoding: str | None = None, errors: str = "strict") -> encodings.Decoded:
    """The characters of a document that may name its encoding itself.

    Pages are copied from one encoding into another and still name the first: what the bytes show goes before what the
    page says. `errors` is that of `encodings.decode`. Raises ReadingError ENCODING.
    """
    named = _DECLARED.search(data[:_HEAD])
    if encoding is not None or not named:
        return encodings.decode(data, encoding, errors)
    try:
        guessed = encodings.decode(data, None, errors)
    except ReadingError as error:
        if error.detail:  # it is known which encoding is broken where
            raise
        return encodings.decode(data, named[1].decode("ascii"), errors)
    if guessed.certainty >= _SURE:
        return guessed
    try:
        return encodings.decode(data, named[1].decode("ascii"), errors)
    except ReadingError:
        return guessed


def parsed_html(text: str) -> Element:
    """The document's root. Raises ReadingError: BOMB where it nests deeper than any page, EMPTY."""
    from lxml import etree, html  # noqa: PLC0415 - a tenth of a second that only marked-up formats need

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = html.document_fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise ReadingError(Reason.BOMB if _beyond_limits(parser) else Reason.EMPTY) from error
    if _beyond_limits(parser):
        # lxml gives back what stood before the limit, without a word.
        raise ReadingError(Reason.BOMB, "nesting")
    return root


def _beyond_limits(parser: Any) -> bool:
    return any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)


def parsed_xml(text: str) -> Element:
    """The root of a well-formed document. Raises ReadingError: UNSAFE where it declares anything itself, DAMAGED."""
    from lxml import etree  # noqa: PLC0415 - as above

    _refuse_declarations(text)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(_XML_DECLARATION.sub("", text, count=1).encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise ReadingError(Reason.BOMB if _beyond_limits(parser) else Reason.DAMAGED) from error


def parsed_part(data: bytes) -> Element:
    """The root of a document of XML alone, decoded as it says itself. Raises ReadingError: UNSAFE, BOMB, DAMAGED."""
    from lxml import etree  # noqa: PLC0415 - as above

    # In UTF-16 every second byte of these words is zero.
    bare = data.replace(b"\0", b"")
    if b"<!DOCTYPE" in bare or b"<!ENTITY" in bare:
        raise ReadingError(Reason.UNSAFE, "DTD")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        raise ReadingError(Reason.BOMB if _beyond_limits(parser) else Reason.DAMAGED) from error
    # In an encoding that hides the words from the search above the parser has still seen what they declare.
    if root.getroottree().docinfo.doctype:
        raise ReadingError(Reason.UNSAFE, "DTD")
    return root


def parsed_xhtml(text: str) -> Element:
    """The root of a page that is XML, or is meant to be and is read as a browser would. Raises ReadingError."""
    named = _ENTITY.sub(lambda match: match[0] if match[1] in _OF_XML else unescape(match[0]), text)
    try:
        return parsed_xml(named)
    except ReadingError as error:
        if error.reason is not Reason.DAMAGED:
            raise
    return parsed_html(_XML_DECLARATION.sub("", text, count=1))


def _refuse_declarations(text: str) -> None:
    """Entities of a document's own can be endless, or lead to other files; no e-book needs them."""
    root = re.search(r"<[A-Za-z]", text)
    prolog = text[: root.start()] if root else text
    declared = prolog.partition("<!DOCTYPE")[2]
    if "<!ENTITY" in prolog or "[" in declared:
        raise ReadingError(Reason.UNSAFE, "DTD")


def name_of(element: Element) -> str:
    """The element's name in small letters, without its namespace."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def tokens(element: Element, *attributes: str) -> set[str]:
    """The words of some attributes, in small letters."""
    return {word.lower() for attribute in attributes for word in (element.get(attribute) or "").split()}


def is_hidden(element: Element) -> bool:
    """Whether a browser shows nothing of an element."""
    if name_of(element) in _UNSEEN:
        return True
    said = element.attrib
    return bool(said) and ("hidden" in said or bool(_HIDDEN.search(said.get("style") or "")))


def drop(root: Element, *names: str) -> None:
    """Take all elements of these names out of a document; the text that follows them stays."""
    from lxml import etree  # noqa: PLC0415 - as above

    etree.strip_elements(root, *names, with_tail=False)


def lines(root: Element, left_out: Callable[[Element], bool] = lambda _: False) -> list[Line]:
    """The lines below an element in order, none blank; nothing of what is hidden, or of elements that are left out."""
    walk = _Walk(left_out)
    walk.element(root, _State(root))
    walk.end_line(_State(root))
    return walk.lines


class _Walk:
    """A way through the elements: text gathers until a block or a break ends its line."""

    def __init__(self, left_out: Callable[[Element], bool]) -> None:
        self.lines: list[Line] = []
        self._left_out = left_out
        self._pieces: list[tuple[str, bool]] = []

    def element(self, element: Element, state: _State) -> None:
        """An element without the text that follows it. Its children are walked by recursion: lxml nests 256 at most."""
        name = name_of(element)
        if not name or is_hidden(element) or self._left_out(element) or _is_note_mark(element, name):
            return
        if name == "br":
            self._break(state)
        elif name == "table" and _is_data(element):
            self.end_line(state)
            self._rows(element, state)
        elif name in _BLOCKS:
            self.end_line(state)
            within = _within(element, name, state)
            self._content(element, within)
            self.end_line(within)
        else:
            self._pieces.append(("", state.linked))
            self._content(element, replace(state, linked=state.linked or name == "a"))
            self._pieces.append(("", state.linked))

    def _content(self, element: Element, state: _State) -> None:
        self._text(element.text, state)
        for child in element:
            self.element(child, state)
            self._text(child.tail, state)

    def _text(self, text: str | None, state: _State) -> None:
        if text:
            self._pieces.append((text, state.linked))

    def _break(self, state: _State) -> None:
        if state.single:
            self._pieces.append(("\n", state.linked))
        else:
            self.end_line(state)

    def end_line(self, state: _State) -> None:
        """What has gathered becomes a line, or several where line ends count."""
        pieces, self._pieces = self._pieces, []
        whole = "".join(text for text, _ in pieces)
        if not whole.strip(_INVISIBLE):
            return
        length = len(re.sub(r"\s", "", whole)) or 1
        linked = sum(len(re.sub(r"\s", "", text)) for text, is_linked in pieces if is_linked) / length
        if state.kept and not state.single:
            shown = [(text, text) for text in map(_stripped, re.split(r"\r\n?|\n", whole))]
        else:
            shown = [(_collapsed(whole), _stripped(_SPACES.sub(" ", " ".join(_runs(pieces)))))]
        self.lines += [
            Line(text, spaced, state.element, linked, state.role, state.level) for text, spaced in shown if text
        ]

    def _rows(self, table: Element, state: _State) -> None:
        """The rows of a table of values, a line each, the cells between tabs; its caption before them."""
        for part in table:
            if name_of(part) == "caption":
                self.element(part, state)
        for row in _own_rows(table):
            if is_hidden(row):
                continue
            cells = [self._cell(cell) for cell in row if name_of(cell) in ("td", "th") and not is_hidden(cell)]
            text = "\t".join(shown for shown, _ in cells)
            if text.strip():
                share = sum(len(shown) * linked for shown, linked in cells) / len(text.replace("\t", ""))
                self.lines.append(Line(text.rstrip("\t"), text.replace("\t", " "), row, share, state.role or Role.ROW))

    def _cell(self, cell: Element) -> tuple[str, float]:
        """The text of a cell and how much of it is linked."""
        if not len(cell):
            return _collapsed(cell.text or ""), 0.0
        found = lines(cell, self._left_out)
        text = " ".join(line.text for line in found)
        return text, sum(len(line.text) * line.linked for line in found) / (len(text) or 1)


def _within(element: Element, name: str, state: _State) -> _State:
    """The state inside a block."""
    state = replace(state, element=element)
    if name in _HEADINGS:
        return replace(state, role=state.role or Role.HEADING, level=0 if state.role else int(name[1]), single=True)
    if name in ("figcaption", "caption") or (element.attrib and _CAPTIONS & tokens(element, "class")):
        return replace(state, role=Role.CAPTION, single=True)
    if name == "blockquote":
        return replace(state, role=state.role or Role.QUOTATION)
    if is_note(element):
        return replace(state, role=Role.NOTE)
    return replace(state, kept=state.kept or name == "pre")


def is_note(element: Element) -> bool:
    """Whether an element is a footnote or endnote by what it says of itself."""
    return bool(element.attrib) and bool(_NOTES & tokens(element, EPUB_TYPE, "epub:type", "role", "class"))


def _is_note_mark(element: Element, name: str) -> bool:
    """Whether an element is the number of a note at the word it belongs to: no part of the sentence."""
    if name == "a" and tokens(element, EPUB_TYPE, "epub:type", "role") & {"noteref", "doc-noteref"}:
        return True
    if name not in ("a", "sup"):
        return False
    links = [element] if name == "a" else element.findall(".//{*}a")
    raised = name == "sup" or name_of(element.getparent()) == "sup" or element.find("{*}sup") is not None
    inside = any("#" in (link.get("href") or "") for link in links)
    return raised and inside and bool(_NOTE_MARK.fullmatch("".join(element.itertext())))


def _is_data(table: Element) -> bool:
    """Whether a table holds values in rows and columns, not the parts of a page."""
    if table.get("role") == "presentation" or table.find(".//{*}table") is not None:
        return False
    rows = [[cell for cell in row if name_of(cell) in ("td", "th")] for row in _own_rows(table)]
    wide = sum(len(row) > 1 for row in rows)
    longest = max((sum(map(len, cell.itertext())) for row in rows for cell in row), default=0)
    return wide > 1 and wide * 2 >= len(rows) and longest <= _LONGEST_CELL


def _own_rows(table: Element) -> Iterator[Element]:
    for part in table:
        if name_of(part) == "tr":
            yield part
        elif name_of(part) in ("tbody", "thead", "tfoot"):
            yield from (row for row in part if name_of(row) == "tr")


def _runs(pieces: list[tuple[str, bool]]) -> Iterator[str]:
    """The text between the places where an inline element begins or ends."""
    gathered = ""
    for text, _ in pieces:
        if text:
            gathered += text
        elif gathered:
            yield gathered
            gathered = ""
    yield gathered


def _collapsed(text: str) -> str:
    return _stripped(_SPACES.sub(" ", _WRAP.sub("", text)))


def _stripped(text: str) -> str:
    """Without what is not seen at its ends, indents of any kind of space included."""
    before = None
    while before != text:
        before, text = text, text.strip().strip(_INVISIBLE)
    return text
