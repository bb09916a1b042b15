"""Who wrote a text: a byline's string told apart into persons and bodies, and a person's name into its parts."""

import re
import unicodedata
from dataclasses import dataclass

from retrieval.analyzer import HAN_RUN, is_dictionary_word
from retrieval.names import COMPOUND_SURNAMES

_OPENING, _CLOSING = "“《〈「（(【[", "”》〉」）)】]"
_SEPARATORS = "、，,；;/／｜|"
_JOINED_BY = re.compile(r"\s+(?:and|AND|&|和|与|及)\s+")
_AND_OTHERS = re.compile(r"\s*[,，、]?\s*(?:等(?:人|同志|[\d一二三四五六七八九十]+人)?|et al\.?|and others)$")
# Endings that no person's name has, and those that are also the last character of names.
_BODY = re.compile(
    r"(?:课题组|调研组|编写组|写作组|撰写组|工作组|小组|评论员|编辑部|编委会|编者|委员会|办公室|研究室|研究院|研究所|中心|"
    r"专班|学院|大学|公司|集团|协会|学会|联合会|政府|党校|法院|检察院|医院|银行|出版社|本刊|本报|本网)$"
)
_BODY_OR_NAME = re.compile(r"[局委部厅处办院所社站队室会馆校厂组]$")
_LATIN_BODY = re.compile(
    r"\b(?:University|Institute|College|School|Committee|Commission|Bureau|Office|Department|Ministry|Council|Agency|"
    r"Association|Society|Union|Group|Team|Cent(?:er|re)|Company|Corporation|Press|Bank|Board|Inc|Ltd)\b"
)
_PLACE = re.compile(r"[省市县区州旗镇乡村]$|(?:街道|大学|集团|公司|委员会)$")
_PARTICLES = frozenset("de da di du del della der den van von la le ter ten bin ibn al".split())
_LONGEST_NAME = 6


@dataclass(frozen=True, slots=True)
class Author:
    """A person or, where `collective`, a body. `name` is one line, as it is printed: 方圩, Anna Berg."""

    name: str
    collective: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", one_line(self.name))

    @property
    def parts(self) -> tuple[str, str]:
        """Family and given name; the given name is empty for a body and for a name that has no such parts."""
        words = self.name.split()
        if self.collective or "·" in self.name or not words:
            return self.name, ""
        if len(words) > 1:
            at = len(words) - 1
            while at > 1 and words[at - 1].lower() in _PARTICLES:
                at -= 1
            return " ".join(words[at:]), " ".join(words[:at])
        if not HAN_RUN.fullmatch(self.name) or not 2 <= len(self.name) <= 4:
            return self.name, ""
        cut = 2 if self.name[:2] in COMPOUND_SURNAMES and len(self.name) > 2 else 1
        return self.name[:cut], self.name[cut:]

    @property
    def is_han(self) -> bool:
        """Whether the name is written in Han characters, so that Chinese words and marks go with it."""
        return bool(HAN_RUN.search(self.name))


def one_line(text: str) -> str:
    """The text with every run of white space one blank, and nothing in it that is not to be seen."""
    # Control characters part words where white space would; what only steers the display (Cf) parts nothing.
    seen = (_seen(char) for char in text)
    return " ".join("".join(seen).split())


def _seen(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Cc", "Cs"):
        return " "
    return "" if category == "Cf" else char


def authors_of(byline: str) -> tuple[tuple[Author, ...], bool]:
    """The authors a byline names, in order, and whether it says that there are more (等).

    A blank inside a name of two characters is no boundary (温 岚), nor is one between a place and its office.
    """
    line = one_line(byline)
    bare = _AND_OTHERS.sub("", line)
    names = [name for piece in _pieces(bare) for name in _names(piece.split())]
    return tuple(Author(name, is_collective(name)) for name in names), bool(names) and bare != line


def is_collective(name: str) -> bool:
    """Whether a name is a body's by its general words: 课题组, 评论员, …局, …委员会, … University."""
    if not HAN_RUN.search(name):
        return bool(_LATIN_BODY.search(name))
    if _BODY.search(name) or (len(name) > _LONGEST_NAME and "·" not in name):
        return True
    if "·" in name or not _BODY_OR_NAME.search(name):
        return False
    compound = name[:2] in COMPOUND_SURNAMES
    return len(name) > 3 + compound or is_dictionary_word(name)


def _pieces(line: str) -> list[str]:
    """The line cut at separators, but not inside brackets and quotation marks."""
    pieces, depth = [""], 0
    for char in line:
        depth += (char in _OPENING) - (char in _CLOSING)
        if char in _SEPARATORS and depth <= 0:
            pieces.append("")
        else:
            pieces[-1] += char
    return [part for piece in pieces for part in _JOINED_BY.split(piece) if part.strip()]


def _names(words: list[str]) -> list[str]:
    """Words between blanks put together to names."""
    names: list[str] = []
    for word in words:
        if names and _belongs(names[-1], word):
            names[-1] += ("" if HAN_RUN.search(word) else " ") + word
        else:
            names.append(word)
    return names


def _belongs(before: str, word: str) -> bool:
    if not HAN_RUN.search(word):
        return not HAN_RUN.search(before)
    if not HAN_RUN.fullmatch(before):
        return False
    surname = len(before) == 1 or before in COMPOUND_SURNAMES
    return (surname and len(word) <= 2) or (bool(_PLACE.search(before)) and is_collective(word))
