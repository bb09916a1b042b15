"""The styles of a Word document: what each says of a paragraph, inheritance resolved."""

import re
from dataclasses import dataclass
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
# Half-points. What Word takes where nothing is said.
_SIZE = 20.0
_HEADING = re.compile(r"(?:heading|标题|標題)\s*([1-9])(?:\s*(?:char|字符))?", re.I)
_TITLES = ("title", "题目", "題目", "标题", "標題", "文档标题", "大标题")
_SUBTITLES = ("subtitle", "副标题", "副標題")
_QUOTING = (
    *("quote", "intense quote", "block text", "quotations", "block quotation"),
    *("引用", "明显引用", "引文", "明顯引文"),
)
_CAPTIONS = ("caption", "题注", "題注", "图题", "表题", "图表标题", "圖題", "表題")
_CONTENTS = re.compile(r"(?:toc|目录|目錄|index)(?:\s*\d|\s+heading|标题|標題)", re.I)
_BODY_LEVEL = 9


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph or a run is set; None where nothing is said. `size` counts in half-points, `level` from 1, and is
    0 where a paragraph is said to be body text. `number` is (list, level) of automatic numbering."""

    kind: str | None = None
    level: int | None = None
    centred: bool | None = None
    size: float | None = None
    bold: bool | None = None
    red: bool | None = None
    hidden: bool | None = None
    number: tuple[str | None, int | None] | None = None

    def over(self, below: "Look") -> "Look":
        """This, and where it says nothing what is below it."""
        return Look(
            self.kind or below.kind,
            below.level if self.level is None else self.level,
            below.centred if self.centred is None else self.centred,
            self.size or below.size,
            below.bold if self.bold is None else self.bold,
            below.red if self.red is None else self.red,
            below.hidden if self.hidden is None else self.hidden,
            _numbered(self.number, below.number),
        )


class Styles:
    """The styles of a document by their ids. `root` is that of its part, None where it has none."""

    def __init__(self, root: Any | None) -> None:
        self._elements: dict[str, Any] = {}
        self._looks: dict[str, Look] = {}
        self._whole: dict[str, Look] = {}
        self._paragraph = ""
        base = Look(size=_SIZE)
        if root is not None:
            for style in root.iter(f"{W}style"):
                self._elements[style.get(f"{W}styleId") or ""] = style
                if style.get(f"{W}type") == "paragraph" and switched(style.get(f"{W}default"), absent=False):
                    self._paragraph = style.get(f"{W}styleId") or ""
            defaults = root.find(f"{W}docDefaults")
            if defaults is not None:
                base = look(defaults.find(f"{W}pPrDefault/{W}pPr"), defaults.find(f"{W}rPrDefault/{W}rPr")).over(base)
        self._base = base

    def paragraph(self, style: str | None) -> Look:
        """What the style of a paragraph says, the default one's where it names none, over the document's defaults."""
        name = style or self._paragraph
        if name not in self._whole:
            self._whole[name] = self._resolved(name).over(self._base)
        return self._whole[name]

    def run(self, style: str | None) -> Look:
        """What the style of a run says."""
        return self._resolved(style) if style else Look()

    def list_of(self, style: str) -> str | None:
        """The list that a style for lists stands for."""
        number = self._resolved(style).number
        return number[0] if number else None

    def _resolved(self, style: str) -> Look:
        if style in self._looks:
            return self._looks[style]
        chain: list[str] = []
        found = Look()
        at: str | None = style
        # A style based on itself, however many steps away, ends the chain.
        while at and at in self._elements and at not in chain:
            chain.append(at)
            element = self._elements[at]
            found = found.over(_styled(element))
            based = element.find(f"{W}basedOn")
            at = based.get(VAL) if based is not None else None
        self._looks[style] = found
        return found


def look(paragraph: Any | None, run: Any | None) -> Look:
    """What the properties of a paragraph (`pPr`) and of a run (`rPr`) say by themselves."""
    blocks, inline = _values(paragraph), _values(run)
    level, side, size = _integer(blocks.get("outlineLvl")), blocks.get("jc"), _integer(inline.get("sz"))
    return Look(
        level=None if level is None else 0 if level >= _BODY_LEVEL else level + 1,
        centred=None if side is None else side == "center",
        size=float(size) if size else None,
        bold=switched(inline["b"]) if "b" in inline else None,
        red=_red(inline.get("color")),
        hidden=switched(inline["vanish"]) if "vanish" in inline else None,
        number=_number(paragraph) if "numPr" in blocks else None,
    )


def switched(value: str | None, absent: bool = True) -> bool:
    """Whether the value of a property that is on or off is on; `absent` is what no value means."""
    return absent if value is None else value.lower() not in ("0", "false", "off", "none")


def _styled(style: Any) -> Look:
    """What one style says, by its name and its properties."""
    name = (_value(style, "name") or "").strip()
    own = look(style.find(f"{W}pPr"), style.find(f"{W}rPr"))
    kind, level = _named(name)
    return Look(kind=kind, level=level).over(own)


def _named(name: str) -> tuple[str | None, int | None]:
    """The kind of line and the level that a style's name stands for."""
    lower = name.lower()
    if heading := _HEADING.fullmatch(lower):
        return None, int(heading[1])
    kinds = (
        (lower in _TITLES, "title"),
        (lower in _SUBTITLES, "subtitle"),
        (lower in _QUOTING, "quotation"),
        (lower in _CAPTIONS, "caption"),
        (bool(_CONTENTS.match(lower)), "contents"),
    )
    return next((kind for told, kind in kinds if told), None), None


def _value(parent: Any | None, name: str) -> str | None:
    element = parent.find(f"{W}{name}") if parent is not None else None
    value = element.get(VAL) if element is not None else None
    return str(value) if value is not None else None


def _values(properties: Any | None) -> dict[str, str | None]:
    """The properties by name, each with its value; None is the value of one that is only switched on."""
    if properties is None:
        return {}
    return {one.tag.removeprefix(W): one.get(VAL) for one in properties if isinstance(one.tag, str)}


def _integer(value: str | None) -> int | None:
    return int(value) if value is not None and re.fullmatch(r"\d{1,6}", value) else None


def _red(colour: str | None) -> bool | None:
    """Whether a colour, as hexadecimal digits, is a masthead's red."""
    if colour is None:
        return None
    if not re.fullmatch("[0-9A-Fa-f]{6}", colour):
        return False
    red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
    return red >= 0xB0 and green <= 0x50 and blue <= 0x50


def _number(paragraph: Any | None) -> tuple[str | None, int | None] | None:
    """(list, level) as a paragraph's properties state them; either may be left to the style."""
    element = paragraph.find(f"{W}numPr") if paragraph is not None else None
    if element is None:
        return None
    return _value(element, "numId"), _integer(_value(element, "ilvl"))


def _numbered(
    above: tuple[str | None, int | None] | None, below: tuple[str | None, int | None] | None
) -> tuple[str | None, int | None] | None:
    if above is None or below is None:
        return above or below
    return above[0] or below[0], below[1] if above[1] is None else above[1]
