"""Records that other programs read: BibTeX, RIS and CSL-JSON. Each is one valid record, whatever its fields hold."""

import json
import re

from retrieval.citing.authors import Author
from retrieval.citing.reference import Reference, Type, date_parts

_CSL = {
    Type.BULLETIN: "article-journal",
    Type.JOURNAL: "article-journal",
    Type.NEWSPAPER: "article-newspaper",
    Type.REPORT: "report",
    Type.SPEECH: "speech",
    Type.WEB: "webpage",
    Type.BOOK: "book",
    Type.DOCUMENT: "document",
}
_RIS = {
    Type.BULLETIN: "JOUR",
    Type.JOURNAL: "JOUR",
    Type.NEWSPAPER: "NEWS",
    Type.REPORT: "RPRT",
    Type.SPEECH: "GEN",
    Type.WEB: "ELEC",
    Type.BOOK: "BOOK",
    Type.DOCUMENT: "GEN",
}
# The entry and, for styles of GB/T 7714, the code that the entry's name alone would not give.
_BIBTEX = {
    Type.BULLETIN: ("article", "J"),
    Type.JOURNAL: ("article", "J"),
    Type.NEWSPAPER: ("article", "N"),
    Type.REPORT: ("techreport", "R"),
    Type.SPEECH: ("misc", "Z"),
    Type.WEB: ("misc", "EB"),
    Type.BOOK: ("book", "M"),
    Type.DOCUMENT: ("misc", "Z"),
}
# BibTeX counts braces behind a backslash too, so those of a text must not stay braces.
_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
    | {char: f"\\{char}" for char in "&%$#_"}
)
_PLAIN_LATIN = re.compile(r"[^\W\d_]+(?:[ '’.-]+[^\W\d_]+)*\.?")


def note(reference: Reference) -> str:
    """What no field of these formats holds, in one line: the author's office, who is relayed, where the words stand."""
    facts = (
        ("作者职务：", reference.position),
        ("转引的话出自：", reference.speaker),
        ("栏目：", reference.column),
        ("章节：", " / ".join(reference.section)),
        ("段落：", reference.paragraph),
        ("文件：", reference.file),
    )
    return "；".join(f"{label}{fact}" for label, fact in facts if fact)


def bibtex(reference: Reference) -> str:
    """One BibTeX entry, its key the citation's id."""
    entry, code = _BIBTEX[reference.type]
    house = "institution" if entry == "techreport" else "publisher"
    within = "journal" if entry == "article" else "booktitle"
    texts = {
        "title": reference.title,
        within: reference.container,
        "volume": reference.volume,
        "number": reference.issue,
        "pages": reference.page,
        house: reference.publisher,
        "address": reference.place,
        "note": note(reference),
    }
    fields = {
        "author": _bibtex_authors(reference),
        **{name: text.translate(_TEX) for name, text in texts.items() if text},
        "year": reference.year,
        "date": reference.date,
        "url": reference.url,
        "urldate": reference.accessed,
        "mark": code,
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    key = re.sub(r"[^A-Za-z0-9-]", "", reference.id or "") or "yinju"
    return f"@{entry}{{{key},\n" + ",\n".join(lines) + "\n}"


def _bibtex_authors(reference: Reference) -> str:
    names = [_bibtex_name(author) for author in reference.authors]
    return " and ".join([*names, "others"] if names and reference.others else names)


def _bibtex_name(author: Author) -> str:
    family, given = author.parts
    words = author.name.split()
    if given and len(words) == 1:
        return author.name
    if given and _PLAIN_LATIN.fullmatch(author.name) and not any(word.lower() in ("and", "others") for word in words):
        return f"{family}, {given}"
    # In braces nothing of it is taken for the parts of a name, or for the word that joins two.
    return "{" + author.name.translate(_TEX) + "}"


def ris(reference: Reference) -> str:
    """One RIS record, TY to ER, a line a fact."""
    authors = [_ris_name(author) for author in reference.authors]
    facts = [
        ("TY", _RIS[reference.type]),
        ("ID", reference.id),
        *(("AU", name) for name in authors),
        ("AU", "等" if authors and reference.others else None),
        ("TI", reference.title),
        ("T2", reference.container),
        ("VL", reference.volume),
        ("IS", reference.issue),
        ("PY", reference.year),
        ("DA", _slashed(reference.date)),
        ("SP", reference.page),
        ("PB", reference.publisher),
        ("CY", reference.place),
        # Readers take a semicolon for the end of one address and the beginning of the next.
        ("UR", (reference.url or "").replace(";", "%3B")),
        ("Y2", _slashed(reference.accessed)),
        ("N1", note(reference)),
    ]
    return "\n".join([*(f"{tag}  - {value}" for tag, value in facts if value), "ER  - "])


def _ris_name(author: Author) -> str:
    family, given = author.parts
    return author.name if author.is_han or not given else f"{family}, {given}"


def _slashed(date: str | None) -> str | None:
    """`2023/05/06`; the places of what is not known stay empty (`2023/05/`), as the format has it."""
    return "/".join([*date.split("-"), "", ""][:3]) if date else None


def csl_json(reference: Reference) -> str:
    """A JSON list of one CSL item."""
    item = {
        "id": reference.id or "yinju",
        "type": _CSL[reference.type],
        "title": reference.title,
        "author": _csl_authors(reference),
        "container-title": reference.container,
        "volume": reference.volume,
        "issue": reference.issue,
        "page": reference.page,
        "issued": _csl_date(reference.date),
        "accessed": _csl_date(reference.accessed),
        "URL": reference.url,
        "publisher": reference.publisher,
        "publisher-place": reference.place,
        "note": note(reference),
        "language": "zh-CN" if reference.is_han else None,
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2)


def _csl_authors(reference: Reference) -> list[dict[str, str]]:
    names = [_csl_name(author) for author in reference.authors]
    return [*names, {"literal": "等"}] if names and reference.others else names


def _csl_name(author: Author) -> dict[str, str]:
    family, given = author.parts
    if author.collective:
        return {"literal": author.name}
    return {"family": family, "given": given} if given else {"family": family}


def _csl_date(date: str | None) -> dict[str, list[list[int]]] | None:
    return {"date-parts": [date_parts(date)]} if date else None
