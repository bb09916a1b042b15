"""Lines that are told by where they stand among others: page furniture, contents, notes, editor's notes.

They are kept apart: nobody's words, or not those of the author whose text they stand beside.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence, Set
from dataclasses import replace
from itertools import pairwise

from retrieval.reading import furniture, patterns
from retrieval.reading.lines import Kind, Line

# A running head comes back after a page at the soonest.
_SHORTEST_PAGE = 8


def without_page_furniture(lines: Sequence[Line]) -> list[Line]:
    """Numbers that count pages, and running heads, made furniture."""
    return _without_running_heads(_without_numbered_heads(_without_counted_pages(lines)))


def _without_counted_pages(lines: Sequence[Line]) -> list[Line]:
    """A number in a form that other things have, too, is a page's where the next of the form goes on counting."""
    forms: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for index, line in enumerate(lines):
        if line.kind is Kind.TEXT and (form := furniture.doubtful_page_number(line.text)):
            forms[form[0]].append((index, form[1]))
    pages = {index for found in forms.values() if _counts(found, 1) for index, _ in found}
    return [replace(line, kind=Kind.FURNITURE) if index in pages else line for index, line in enumerate(lines)]


def _counts(found: Sequence[tuple[int, int]], apart: int) -> bool:
    """Whether line numbers with values go up together, by one or two, at least so many lines apart."""
    return len(found) > 1 and all(
        0 < after[1] - before[1] <= 2 and after[0] - before[0] > apart for before, after in pairwise(found)
    )


def _without_numbered_heads(lines: Sequence[Line]) -> list[Line]:
    """Running heads that share their line with the page's number: the words stay, the number counts."""
    heads: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for index, line in enumerate(lines):
        if line.kind in (Kind.TEXT, Kind.ISSUE) and (head := furniture.head_with_number(line.text)):
            heads[head[0]].append((index, head[1]))
    pages = {index for found in heads.values() if _counts(found, _SHORTEST_PAGE) for index, _ in found}
    # Left and right pages have heads of their own, and the titles of articles change: the numbers still go on.
    between = sorted((index, value) for found in heads.values() for index, value in found)
    pages |= {index for index, _ in between} if len(between) > 2 and _counts(between, _SHORTEST_PAGE) else set()
    return [replace(line, kind=Kind.FURNITURE) if index in pages else line for index, line in enumerate(lines)]


def _without_running_heads(lines: Sequence[Line]) -> list[Line]:
    """The same short line at the edge of page after page is furniture, but for the first, which may be a masthead."""
    regular = _regular(lines)
    width = _commonest_length(lines)
    at_edge = [
        _running_head(line) if index in regular or _at_page_edge(lines, index) else ""
        for index, line in enumerate(lines)
    ]
    repeated = Counter(at_edge)
    seen: set[str] = set()
    in_body = False
    result = []
    for index, (line, name) in enumerate(zip(lines, at_edge, strict=True)):
        above = _above(lines, index)
        cut = above is not None and _unended(above.text)
        # A short line that cuts a sentence of full lines at the head of a page need not come again.
        full = above is not None and len(above.text) >= width - 3
        once = cut and bool(name) and full and len(line.text) < 0.7 * width
        again = name in seen or ((repeated[name] > 1 or line.kind is Kind.ISSUE) and (in_body or cut))
        heads = once or (bool(name) and again) or (index in regular and index != 0)
        result.append(replace(line, kind=Kind.FURNITURE) if heads else line)
        seen.add(_running_head(line))
        in_body = in_body or line.kind is Kind.BYLINE
    return result


def _above(lines: Sequence[Line], index: int) -> Line | None:
    """The line above one, page numbers and what is said of where a text goes on left out."""
    return next((line for line in lines[max(0, index - 3) : index][::-1] if line.kind is not Kind.FURNITURE), None)


def _commonest_length(lines: Sequence[Line]) -> int:
    """The length most lines of hard-wrapped text have; endless where lines are paragraphs."""
    lengths = Counter(len(line.text) for line in lines if line.kind is Kind.TEXT and len(line.text) >= 12)
    length, _ = lengths.most_common(1)[0] if lengths else (0, 0)
    near = sum(count for one, count in lengths.items() if abs(one - length) <= 3)
    return length if length <= 60 and near >= 0.5 * max(6, lengths.total()) else 10**9


def _running_head(line: Line) -> str:
    """What stays the same of a running head from page to page; empty for a line that cannot be one."""
    can_be = (
        line.kind in (Kind.TEXT, Kind.ISSUE) and len(line.text) <= 60 and not patterns.ENDS_CLAUSE.search(line.text)
    )
    return re.sub(r"[\d\W]", "", line.text) if can_be else ""


def _at_page_edge(lines: Sequence[Line], index: int) -> bool:
    """Whether a line begins a page, or stands next to a page number."""
    around = [*lines[max(0, index - 1) : index], *lines[index + 1 : index + 2]]
    return lines[index].page_break or any(line.kind is Kind.FURNITURE for line in around)


def _regular(lines: Sequence[Line]) -> set[int]:
    """Lines without a number that come back word for word, a page apart, and cut a sentence in two somewhere."""
    places: dict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if line.kind is Kind.TEXT and 4 <= len(line.text) <= 40 and _running_head(line):
            places[line.text].append(index)
    found: set[int] = set()
    for own in places.values():
        gaps = [after - before for before, after in pairwise(own)]
        if len(own) < 3 or min(gaps) < _SHORTEST_PAGE or max(gaps) > 1.3 * min(gaps):
            continue
        cut = sum(bool(index) and _unended(lines[index - 1].text) for index in own)
        if cut * 2 >= len(own):
            found.update(own)
    return found


def _unended(text: str) -> bool:
    return len(text) >= 12 and not patterns.TERMINAL.search(text)


def with_contents(lines: Sequence[Line]) -> list[Line]:
    """Lines of a table of contents, told by the dots that lead to a page, or by what they list standing below."""
    found = {index for index, line in enumerate(lines) if _is_dotted_entry(line)}
    places: dict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        places[_letters(line.text)].append(index)
    for index, line in enumerate(lines):
        if line.kind in (Kind.TEXT, Kind.MARKED, Kind.COLUMN) and furniture.heads_contents(line.text):
            found |= _listed_under(lines, index, places, found)
    return [replace(line, kind=Kind.CONTENTS) if index in found else line for index, line in enumerate(lines)]


def _is_dotted_entry(line: Line) -> bool:
    told = line.kind in (Kind.TEXT, Kind.MARKED) and furniture.contents_name(line.text)
    return bool(told) and furniture.is_dotted(line.text)


def _listed_under(lines: Sequence[Line], heading: int, places: dict[str, list[int]], dotted: set[int]) -> set[int]:
    """The heading of a table of contents and its lines: each has a page number, or stands again below."""
    entries: set[int] = set()
    for index in range(heading + 1, len(lines)):
        line = lines[index]
        letters = _letters(line.text)
        again = places[letters]
        below = len(letters) >= 2 and bisect_right(again, index) < len(again)
        told = index in dotted or furniture.contents_name(line.text) or below
        if line.kind is Kind.FURNITURE:
            continue
        # What is listed stands below, so the first line that stood above in the list is the text.
        if not told or len(line.text) > 80 or _between(again, heading, index):
            break
        entries.add(index)
    return {heading, *entries} if entries else set()


def _between(places: Sequence[int], low: int, high: int) -> bool:
    place = bisect_right(places, low)
    return place < len(places) and places[place] < high


def _letters(text: str) -> str:
    name = furniture.contents_name(text) or text
    return re.sub(r"[\W\d_]+", "", name)


def with_notes(lines: Sequence[Line]) -> list[Line]:
    """Footnotes, and the lists of notes and references at the end of a text."""
    marked = {match[0] for line in lines for match in furniture.NOTE_MARK.finditer(line.text, 1)}
    longest = 0
    result: list[Line] = []
    within = False
    last: Line | None = None
    for index, line in enumerate(lines):
        after = lines[index + 1] if index + 1 < len(lines) else None
        heads = line.kind in (Kind.TEXT, Kind.MARKED) and furniture.heads_notes(line.text) and _is_note_list(after)
        goes_on = within and last is not None and _continues_note(last, line, longest)
        note = heads or (line.kind is Kind.TEXT and (_is_note(line, marked, within) or goes_on))
        if line.kind is not Kind.FURNITURE:
            within = heads or (within and (note or line.kind is Kind.NOTE))
            last, longest = line, max(longest, len(line.text)) if within else 0
        result.append(replace(line, kind=Kind.NOTE) if note else line)
    return result


def _is_note_list(after: Line | None) -> bool:
    return after is not None and bool(furniture.NOTE_MARK.match(after.text) or furniture.cites(after.text))


def _is_note(line: Line, marked: Set[str], within: bool) -> bool:
    """In a list of notes: any line with a mark. Elsewhere a mark that refers from the text, before words that cite."""
    mark = furniture.NOTE_MARK.match(line.text)
    if within:
        return bool(mark)
    if not mark or mark[0][0].isdecimal() or mark[0][0] in "（(*＊":
        return False
    return mark[0] in marked and furniture.cites(line.text)


def _continues_note(last: Line, line: Line, longest: int) -> bool:
    """Whether a line of a list of notes goes on with the one above: that was full, and did not end."""
    full = len(last.text) >= 0.75 * longest and longest <= 60 and not last.text.endswith((".", "。"))
    return full and not furniture.heads_notes(last.text) and not line.indent


def with_editorials(lines: Sequence[Line]) -> list[Line]:
    """What stands under the heading 编者按 up to the next title is the editor's."""
    result: list[Line] = []
    within = False
    for line in lines:
        if line.kind in (Kind.TEXT, Kind.MARKED, Kind.EDITORIAL, Kind.COLUMN) and _heads_editorial(line):
            within = True
            result.append(replace(line, kind=Kind.EDITORIAL))
        elif within and line.kind is Kind.TEXT and not _may_be_title(line, result[-1]):
            result.append(replace(line, kind=Kind.EDITORIAL))
        else:
            within = within and line.kind is Kind.FURNITURE
            result.append(line)
    return _only_before_titles(lines, result)


def _heads_editorial(line: Line) -> bool:
    return bool(patterns.EDITORIAL_HEADING.fullmatch(patterns.unmarked(line.text)))


def _may_be_title(line: Line, before: Line) -> bool:
    return (
        bool(patterns.TERMINAL.search(before.text))
        and len(line.text) <= 45
        and not patterns.ENDS_CLAUSE.search(line.text)
    )


def _only_before_titles(lines: Sequence[Line], told: list[Line]) -> list[Line]:
    """An editor's note that no title ends would take in the whole text: then only its first paragraph is one."""
    if not told or told[-1].kind is not Kind.EDITORIAL or lines[-1].kind is Kind.EDITORIAL:
        return told
    first = next(index for index in range(len(told) - 1, -1, -1) if _heads_editorial(told[index]))
    return [*told[: first + 2], *lines[first + 2 :]]
