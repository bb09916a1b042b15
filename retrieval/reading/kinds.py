"""What each line is by its words and its neighbours: byline, date, label, body."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from retrieval.reading import bylines, dates, furniture, patterns
from retrieval.reading.apart import with_contents, with_editorials, with_notes, without_page_furniture
from retrieval.reading.bylines import Byline
from retrieval.reading.extract import Extract
from retrieval.reading.lines import Kind, Line, physical_lines

# What a title does not end in: the sentence goes on in the next line.
_GOES_ON = ("有", "是", "为", "和", "与", "及", "在", "由", "了", "把", "对", "将")
# What may stand between a title and the line that names its author.
_ABOVE_BYLINE = (Kind.FURNITURE, Kind.DATE, Kind.BOILERPLATE)
_AFFILIATIONS = 4
# Paragraphs by themselves, by their format or their words.
_APART = (Kind.ROW, Kind.QUOTATION, Kind.OWN)
_BRACKET_LINES = 8
_RECOMMENDED = 12
_LONGEST_FACTS = 80
# The lines above a poem: its title, its second half.
_POEM_HEAD = 2
_PERSONS = re.compile("(?:人员|名单|领导|成员|代表|嘉宾|专家|出席|参加|列席|同志|小组|获奖者?|得主|先进个人)[：:]?$")


def read_lines(extract: Extract) -> list[Line]:
    """The lines of a text, leaving out empty ones, each classified by its format, its words and its neighbours."""
    lines = physical_lines(extract)
    lines = [_classified(line) for line in (lines if extract.settled else _merged_brackets(lines))]
    for step in (
        without_page_furniture,
        with_contents,
        with_notes,
        with_editorials,
        _with_distribution,
        _with_mastheads,
        _with_recommended,
        _with_beginnings,
        _with_bylines,
        _with_several,
        _without_lists_of_persons,
        _with_closing_bylines,
    ):
        lines = step(lines)
    return lines


def _merged_brackets(lines: list[Line]) -> list[Line]:
    """What runs over several lines, made one line again: bylines in brackets, a law's history, labelled facts."""
    merged: list[Line] = []
    index = 0
    while index < len(lines):
        taken = _bracket_closing(lines[index : index + _BRACKET_LINES]) or _facts_closing(lines[index : index + 2])
        merged.append(_merged(lines[index : index + taken]) if taken > 1 else lines[index])
        index += max(1, taken)
    return merged


def _merged(lines: Sequence[Line]) -> Line:
    parts = tuple(part for line in lines for part in (line.parts or ((line.start, line.end),)))
    return replace(lines[0], end=lines[-1].end, text="".join(line.text for line in lines), parts=parts)


def _bracket_closing(lines: list[Line]) -> int:
    """How many of these lines make up one byline or history in brackets; 0 when they do not."""
    joined = ""
    for count, line in enumerate(lines, 1):
        if line.kind is not Kind.TEXT:
            return 0
        joined += line.text
        if joined[0] not in "（(" or len(joined) > 400:
            return 0
        if joined[-1] in "）)":
            return count if patterns.ADOPTED.fullmatch(joined) or _signs(joined, count) else 0
    return 0


def _facts_closing(lines: list[Line]) -> int:
    """Two, where the second line ends the last of the labelled facts of the first and states more; else 0.

    A name that is cut in two by the line's end would be another's.
    """
    if len(lines) < 2 or any(line.kind is not Kind.TEXT or len(line.text) > _LONGEST_FACTS for line in lines):
        return 0
    first, second = (patterns.unmarked(line.text) for line in lines)
    stated = dates.imprint(first)
    more = stated and not dates.states_fact(second) and len(dates.imprint(first + second)) > len(stated)
    return 2 if more else 0


def _signs(joined: str, count: int) -> bool:
    """Whether so many lines in brackets are a byline, or the units of the authors above."""
    return bool((count <= 3 and bylines.byline(joined)) or (1 < count <= _AFFILIATIONS and bylines.affiliation(joined)))


def _classified(line: Line) -> Line:
    core = patterns.unmarked(line.text)
    if line.kind is not Kind.TEXT:
        # A style for headings is used for what stands under the title as well.
        found = bylines.byline(core) if line.kind is Kind.MARKED and line.level else None
        # The number of an official document is set like its title.
        if line.kind is Kind.MARKED and not line.fact and furniture.is_document_number(core):
            return replace(line, kind=Kind.BOILERPLATE)
        return replace(line, kind=Kind.BYLINE, byline=found) if found else line
    kind = _kind(line.text, core)
    found = None if kind in (Kind.EDITORIAL, Kind.ISSUE) or dates.date(core) else _byline(core)
    # A label in brackets names a column, unless it names the author.
    if found and (kind is not Kind.COLUMN or found.rule.startswith(("author label", "label"))):
        return replace(line, kind=Kind.BYLINE, byline=found)
    if kind is Kind.TEXT and line.fact:
        return replace(line, kind=Kind.FACT)
    marks = patterns.MARKDOWN_HEADING.match(line.text) if kind is Kind.MARKED else None
    return replace(line, kind=kind, level=len(marks["level"]) if marks else 0)


def _byline(core: str) -> Byline | None:
    """The byline a line is, or has behind the date and the page of a newspaper."""
    dated = dates.leading_date(core)
    return bylines.byline(core[dated[0] :] if dated else core)


def _kind(text: str, core: str) -> Kind:
    """What a line's words say it is, bylines aside; `core` is without Markdown's marks."""
    label = patterns.column(core)
    if patterns.is_editorial(core) or (label and patterns.EDITORIAL_HEADING.match(label)):
        return Kind.EDITORIAL
    boilerplate = dates.imprint(core) or furniture.is_boilerplate(text) or _is_credit(core)
    boilerplate = boilerplate or furniture.is_document_number(core)
    kinds = (
        (dates.stated_date(core), Kind.DATE),
        (patterns.ADOPTED.fullmatch(core), Kind.OWN),
        (furniture.is_catalogue(core), Kind.BOILERPLATE),
        (furniture.is_caption(core), Kind.CAPTION),
        (furniture.is_row(text), Kind.ROW),
        (furniture.is_note_text(text), Kind.NOTE),
        (label, Kind.COLUMN),
        (patterns.is_issue(core), Kind.ISSUE),
        (furniture.is_page_number(text), Kind.FURNITURE),
        (boilerplate, Kind.BOILERPLATE),
        (patterns.MARKDOWN_HEADING.match(text), Kind.MARKED),
    )
    return next((kind for sign, kind in kinds if sign), Kind.TEXT)


def _is_credit(core: str) -> bool:
    """Whether a line only says who edited, drew or took pictures: behind each label stand names or a unit."""
    given = furniture.credited(core)
    return bool(given) and all(
        not one or furniture.is_nobody(one) or bylines.names(one, sure=False) or bylines.office_or_unit(one)
        for one in given
    )


def _with_distribution(lines: list[Line]) -> list[Line]:
    """Distribution lists and imprints recognised where they belong: among the last lines."""
    ending = len(lines) - max(4, len(lines) // 10)
    return [
        replace(line, kind=Kind.BOILERPLATE)
        if index >= ending and line.kind is Kind.TEXT and furniture.is_distribution(line.text)
        else line
        for index, line in enumerate(lines)
    ]


def _with_mastheads(lines: list[Line]) -> list[Line]:
    """The publisher's line of a masthead, which ends in a date: it stands right below the number of the issue."""
    result: list[Line] = []
    for index, line in enumerate(lines):
        found = dates.closing_date(line.text) if line.kind in (Kind.TEXT, Kind.MARKED) else None
        below = any(above.kind is Kind.ISSUE for above in lines[max(0, index - 3) : index])
        told = found is not None and below and patterns.is_publisher(line.text[: found[0]].strip())
        result.append(replace(line, kind=Kind.BOILERPLATE) if told else line)
    return result


def _with_recommended(lines: list[Line]) -> list[Line]:
    """The titles of other articles that a page recommends: nothing but short lines stands below their heading."""
    heads = (index for index, line in enumerate(lines) if index and furniture.recommends(patterns.unmarked(line.text)))
    first = next(heads, len(lines))
    listed = lines[first + 1 : first + 1 + _RECOMMENDED]
    if first + 1 + len(listed) < len(lines) or any("。" in line.text or len(line.text) > 45 for line in listed):
        return lines
    return [*lines[:first], *(replace(line, kind=Kind.BOILERPLATE) for line in lines[first:])]


def _with_beginnings(lines: list[Line]) -> list[Line]:
    """Turns of a conversation, keys with their values and articles of a law: a paragraph begins there, no heading."""
    keys = [patterns.key(line.text) if line.kind is Kind.TEXT else None for line in lines]
    spoken = Counter(keys)
    attached = _attached(lines)

    def begins(line: Line, key: str | None) -> bool:
        told = key is not None and (patterns.is_known_key(key) or (spoken[key] > 1 and len(key) <= 8))
        core = patterns.unmarked(line.text)
        return told or line.start in attached or bool(patterns.LAW_ARTICLE.match(core) or patterns.MONTH.match(core))

    return [
        replace(line, begins=True) if line.kind is Kind.TEXT and begins(line, key) else line
        for line, key in zip(lines, keys, strict=True)
    ]


def _attached(lines: Sequence[Line]) -> set[int]:
    """Where the counted lines of a list of what is attached begin (`附件：1. …`): no title is among them."""
    found: set[int] = set()
    within = False
    for line in lines:
        counted = within and line.kind is Kind.TEXT and patterns.TITLE_NUMBER.match(line.text)
        found |= {line.start} if counted else set()
        within = bool(counted) or (line.kind is Kind.TEXT and patterns.key(line.text) == "附件")
    return found


def _with_bylines(lines: list[Line]) -> list[Line]:
    """Names, units and groups between something like a title and something that is not; what adds to a byline."""
    result: list[Line] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        made, taken = line, 1
        if line.kind is Kind.TEXT and not line.begins and len(line.text) <= 90:
            made, taken = _in_context(result, lines, index)
        if made.kind is Kind.BYLINE:
            made, taken = _with_affiliation(made, lines, index + taken, taken)
        result.append(made)
        index += taken
    return result


def _in_context(before: Sequence[Line], lines: Sequence[Line], index: int) -> tuple[Line, int]:
    """The line at `index` as a byline, with how many lines it takes in; as it is where its neighbours do not agree."""
    line = lines[index]
    core = patterns.unmarked(line.text)
    found = bylines.under_title(core)
    office = None if found and found.author and found.rule != "collective" else bylines.office_or_unit(core)
    if found is None and office is None:
        return line, 1
    after = _after(lines, index + 1)
    if office and after is not None and (named := _named_below(lines[after], office)):
        below = _after(lines, after + 1)
        if _under_title(before, line, 5) and below is not None and _opens_body(lines[below]):
            merged = _merged([line, lines[after]])
            return replace(merged, kind=Kind.BYLINE, byline=named), after + 1 - index
    if found is None or not _under_title(before, line, 2 if found.rule == "collective" else 5):
        return line, 1
    if after is None or not (
        _opens_body(lines[after]) or _adds(lines[after], found) or _heads_poem(lines, index, after)
    ):
        return line, 1
    return replace(line, kind=Kind.BYLINE, byline=found), 1


def _named_below(line: Line, office: str) -> Byline | None:
    """The byline of an office's line with the names below it."""
    named = bylines.bare_names(patterns.unmarked(line.text)) if line.kind is Kind.TEXT else None
    return replace(named, position=office, rule="office above name", confidence=0.85) if named else None


def _after(lines: Sequence[Line], index: int) -> int | None:
    return next((number for number in range(index, len(lines)) if lines[number].kind is not Kind.FURNITURE), None)


def _heads_poem(lines: Sequence[Line], index: int, after: int) -> bool:
    """Whether a line of names at the head of all stands apart from short lines of text, as above a poem."""
    below = lines[after]
    apart = lines[index].blank_before > 0 or below.blank_before > 0
    return (
        apart
        and index <= _POEM_HEAD
        and below.kind is Kind.TEXT
        and bylines.under_title(below.text) is None
        and not _is_persons(below.text)
    )


def _is_persons(text: str) -> bool:
    """Whether a line announces who was there or belongs to something."""
    return bool(_PERSONS.search(text))


def _under_title(before: Sequence[Line], line: Line, shortest: int) -> bool:
    """Whether the lines above end in something like a title, which a second half in dashes may follow.

    A title at the head of all or below a blank line may be shorter than another.
    """
    above = [one for one in before[-6:] if one.kind not in _ABOVE_BYLINE]
    while len(above) > 1 and patterns.SUBTITLE.match(above[-1].text):
        above.pop()
    if not above:
        return False
    title = above[-1]
    text = patterns.unmarked(title.text)
    if _is_persons(text):
        return False
    if len(before) == 1 or (title.blank_before and line.blank_before <= title.blank_before):
        shortest = 2
    plain = title.kind is Kind.TEXT and not title.begins and text[:1] not in "（(" and shortest <= len(text) <= 45
    return title.kind is Kind.MARKED or (
        plain and not patterns.NO_TITLE_END.search(text) and not text.endswith((*_GOES_ON, "。"))
    )


def _opens_body(line: Line) -> bool:
    """Whether a line can be the first below a byline."""
    if line.kind in (Kind.DATE, Kind.EDITORIAL, Kind.MARKED, Kind.QUOTATION, Kind.OWN, Kind.BOILERPLATE):
        return True
    return line.kind is Kind.TEXT and (
        len(line.text) >= 12
        or line.begins
        or bool(patterns.NUMBERED.match(line.text) or patterns.SALUTATION.fullmatch(line.text))
    )


def _adds(line: Line, byline: Byline) -> bool:
    """Whether a line gives the office or unit of the names above."""
    return byline.position is None and byline.author is not None and _unit(line, byline) is not None


def _unit(line: Line, byline: Byline) -> str | None:
    """The unit or office a line below a byline adds to it."""
    core = patterns.unmarked(line.text)
    if line.kind is Kind.BYLINE and line.byline and line.byline.author in (None, byline.author):
        return line.byline.position
    if line.kind is not Kind.TEXT:
        return None
    stated = bylines.labelled_unit(core) or bylines.affiliation(core)
    alone = byline.rule.startswith(("names", "author label")) and not byline.rule.endswith("text")
    return stated or (bylines.office_or_unit(core) if alone else None)


def _with_affiliation(line: Line, lines: Sequence[Line], index: int, taken: int) -> tuple[Line, int]:
    """A byline without an office, with the lines below that give one; a second reporter's line adds the name."""
    own = line.byline
    units: list[str] = []
    group = [line]
    while own and own.author and own.position is None and index < len(lines) and len(units) < _AFFILIATIONS:
        unit = _unit(lines[index], own)
        if unit is None or (units and bylines.affiliation(lines[index].text) is None):
            break
        units.append(unit)
        group.append(lines[index])
        index, taken = index + 1, taken + 1
    if own and units:
        return replace(_merged(group), byline=replace(own, position="；".join(units))), taken
    return line, taken


def _with_several(lines: list[Line]) -> list[Line]:
    """Two or three lines under a title that each name an author with an office, made one byline."""
    result: list[Line] = []
    index = 0
    while index < len(lines):
        group = [lines[index]]
        while lines[index].byline and index + len(group) < len(lines) and lines[index + len(group)].byline:
            group.append(lines[index + len(group)])
        joined = _joined([line.byline for line in group if line.byline]) if 2 <= len(group) <= 3 else None
        below = _after(lines, index + len(group)) if joined else None
        if joined and below is not None and _opens_body(lines[below]) and _under_title(result, lines[index], 5):
            result.append(replace(_merged(group), byline=joined))
        else:
            result += group
        index += len(group)
    return result


def _joined(own: Sequence[Byline]) -> Byline | None:
    """Bylines of several lines as one; None where one names nobody or only some have an office."""
    authors = [one.author for one in own if one.author]
    positions = [one.position for one in own if one.position]
    if len(authors) < len(own) or len(positions) not in (0, len(own)):
        return None
    return replace(own[0], author="、".join(authors), position="；".join(positions) or None)


def _without_lists_of_persons(lines: list[Line]) -> list[Line]:
    """Offices with names, one line after another, are a list of who was there; a byline stands alone."""

    def listed(index: int) -> bool:
        around = lines[max(0, index - 1) : index] + lines[index + 1 : index + 2]
        return any(line.kind is Kind.BYLINE for line in around)

    return [
        replace(line, kind=Kind.TEXT, byline=None) if line.kind is Kind.BYLINE and listed(index) else line
        for index, line in enumerate(lines)
    ]


def _with_closing_bylines(lines: list[Line]) -> list[Line]:
    """Names, units and groups in brackets between the end of a text and a title, or the end of all."""
    result: list[Line] = []
    before: Line | None = None
    for index, line in enumerate(lines):
        found = bylines.after_text(patterns.unmarked(line.text)) if line.kind is Kind.TEXT else None
        ended = before is not None and before.kind is Kind.TEXT and patterns.TERMINAL.search(before.text)
        if found and ended and _ends_text(lines, index):
            line = replace(line, kind=Kind.BYLINE, byline=found)  # noqa: PLW2901 - the same line, better known
        result.append(line)
        before = before if line.kind is Kind.FURNITURE else line
    return result


def _ends_text(lines: Sequence[Line], index: int) -> bool:
    after = _after(lines, index + 1)
    return after is None or lines[after].kind not in (Kind.TEXT, *_APART) or _may_be_title(lines[after])


def _may_be_title(line: Line) -> bool:
    return 2 <= len(line.text) <= 45 and not line.begins and not patterns.ENDS_CLAUSE.search(line.text)
