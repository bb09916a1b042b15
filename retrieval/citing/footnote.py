"""The footnote of Chinese publishers of the humanities: 方圩：《题目》，《刊名》2023年第3期。"""

from retrieval.citing.authors import one_line
from retrieval.citing.reference import Reference, Type, date_parts
from retrieval.speech.speakers import is_unnamed

_MOST_NAMED = 3


def footnote(reference: Reference, words: str) -> str:
    """One line, closed by a full stop; words the article relays stand before it, with who said them (转引自)."""
    source = "，".join(part for part in (_headed(reference), *_places(reference)) if part) + "。"
    if not reference.speaker:
        return source
    quoted = one_line(words)
    if quoted and not (quoted.startswith("“") and quoted.endswith("”")):
        quoted = f"“{quoted}”"
    if is_unnamed(reference.speaker):
        return f"{quoted}，转引自{source}" if quoted else f"转引自{source}"
    said = f"{reference.speaker}：{quoted}" if quoted else reference.speaker
    return f"{said}，转引自{source}"


def _headed(reference: Reference) -> str:
    names = [author.name for author in reference.authors]
    shown = names[:1] if len(names) > _MOST_NAMED else names
    who = "、".join(shown) + "等" * (len(shown) < len(names) or reference.others)
    what = marked(reference.title) if reference.title else reference.file or ""
    return f"{who}：{what}" if who and what else who or what


def _places(reference: Reference) -> list[str]:
    """What follows the title, in order; what is not known is empty."""
    periodical = reference.type in (Type.BULLETIN, Type.JOURNAL, Type.NEWSPAPER)
    printed = _printed_in(reference) if periodical else _published(reference)
    leaf = "版" if reference.type is Type.NEWSPAPER else "页"
    return [
        printed,
        f"第{reference.page}{leaf}" if reference.page else "",
        f"第{reference.paragraph}段" if reference.paragraph else "",
        reference.url or "",
        f"访问日期：{_date(reference.accessed)}" if reference.url and reference.accessed else "",
    ]


def _printed_in(reference: Reference) -> str:
    """`《刊名》2023年第5卷第3期`, a newspaper and what has no number by its day."""
    name = marked(reference.container) if reference.container else ""
    number = _number(reference)
    if reference.type is Type.NEWSPAPER and reference.date:
        number = ""
    when = f"{reference.year}年" if number and reference.year else _date(reference.date)
    return name + when + number


def _number(reference: Reference) -> str:
    volume, issue = reference.volume or "", reference.issue or ""
    return (f"第{volume}卷" if volume.isalnum() and volume.isascii() else volume) + (
        f"第{issue}期" if issue[:1].isascii() and issue else issue
    )


def _published(reference: Reference) -> str:
    house = "：".join(part for part in (reference.place, reference.publisher) if part)
    book = reference.type is Type.BOOK and reference.year
    when = f"{reference.year}年" if book else _date(reference.date)
    container = marked(reference.container) if reference.container and reference.type is not Type.WEB else ""
    number = _number(reference) if container else ""
    site = reference.container if reference.type is Type.WEB else ""
    return "，".join(part for part in (container + number, site, house, when) if part)


def marked(title: str) -> str:
    """A title in title marks; those inside it become the inner ones."""
    return "《" + title.replace("《", "〈").replace("》", "〉") + "》"


def _date(date: str | None) -> str:
    units = "年月日"
    return "".join(f"{part}{unit}" for part, unit in zip(date_parts(date), units, strict=False)) if date else ""
