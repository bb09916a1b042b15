"""What a person put right, put in the place of what reading found.

An entry says where an article begins and what it states; it goes on to where the next begins. Where there is no entry,
what reading finds stands: an article that is new in a changed file, or one whose entry was lost. Only an article that
was listed and has no entry any more becomes a part of the one before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from retrieval.analyzer import solid
from retrieval.reading.corrections import stating
from retrieval.reading.corrections.beginnings import LONGEST, beginnings
from retrieval.reading.corrections.entries import FIELDS, Corrections, Entry, Key
from retrieval.reading.corrections.parts import Part, lines, numbered, parted, shared_out, trimmed, under
from retrieval.reading.corrections.placing import placed
from retrieval.reading.extract import Extract, Notice
from retrieval.records import Article, Basis, Field, Paragraph, SourcedText, Span

BY_HAND = "by hand"
# Where a document may state what an article is: before all articles, at its beginning, at its end.
_MASTHEAD, _HEAD, _TAIL = 2000, 800, 300
# As many paragraphs at an article's beginning can be lines that state what it is.
_MOST_HEADINGS = 6


@dataclass(frozen=True, slots=True)
class Applied:
    """The articles as they are wanted. `lost` has a notice `lost_anchor` for each entry whose words are not in the
    text; `left_out` counts the paragraphs that stand before the first article and are in none."""

    articles: tuple[Article, ...]
    lost: tuple[Notice, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What is to be one article: `own` is what reading found to begin where it does, `base` what it found to begin in
    it, `around` the article it begins in the middle of."""

    start: int
    end: int
    own: Article | None
    base: Article | None
    around: Article | None
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class _Read:
    """The text, and what reading found in it: articles with the places where they begin."""

    text: str
    begins: Sequence[tuple[int, Article]]
    first: int

    @property
    def masthead(self) -> Span:
        """What stands before all articles."""
        return (0, min(self.first, _MASTHEAD))


def apply(corrections: Corrections, extract: Extract, articles: Sequence[Article]) -> Applied:
    """`articles` are those that reading finds in the extract."""
    begins = beginnings(articles)
    taken = placed(corrections, extract.text, [begin for begin, _ in begins])
    kept = [begin for begin in _kept(corrections, extract.text, begins, taken) if begin not in taken]
    starts = sorted([*taken, *kept])
    read = _Read(extract.text, begins, min([*starts[:1], *(begin for begin, _ in begins[:1])], default=0))
    before, *shares = shared_out(articles, starts)
    number = articles[0].number if articles else 1
    made: list[Article] = []
    for start, end, parts in zip(starts, [*starts[1:], len(extract.text)], shares, strict=False):
        entry = taken.get(start)
        if not (entry and entry.skip):
            article = _article(read, _stretch(begins, start, end, parts), entry)
            made.append(replace(article, number=number + len(made)))
    found = {entry.key for entry in taken.values()}
    lost = [entry for entry in corrections.entries if entry.key not in found]
    return Applied(tuple(made), tuple(map(_notice, lost)), len(before))


def _notice(entry: Entry) -> Notice:
    return Notice("lost_anchor", " ".join(entry.anchor.split())[:LONGEST])


def _kept(
    corrections: Corrections, text: str, begins: Sequence[tuple[int, Article]], taken: Mapping[int, Entry]
) -> list[int]:
    """Where articles begin of which nobody took the entry out. Beside a lost entry nobody can tell: they are kept."""
    unsure = _beside_lost(corrections.entries, {entry.key: place for place, entry in taken.items()}, len(text))
    written = [(anchor, solid(anchor)) for anchor in corrections.found]
    kept = []
    for begin, _ in begins:
        letters = solid(text[begin : begin + 4 * LONGEST])
        listed = any(letters.startswith(one) if one else text.startswith(anchor, begin) for anchor, one in written)
        if not listed or any(low < begin < high for low, high in unsure):
            kept.append(begin)
    return kept


def _beside_lost(entries: Sequence[Entry], places: Mapping[Key, int], length: int) -> list[Span]:
    """From the entry before each lost one to the entry after it."""
    found = []
    for index, entry in enumerate(entries):
        if entry.key not in places:
            before = (places[one.key] for one in reversed(entries[:index]) if one.key in places)
            after = (places[one.key] for one in entries[index + 1 :] if one.key in places)
            found.append((next(before, -1), next(after, length)))
    return found


def _stretch(begins: Sequence[tuple[int, Article]], start: int, end: int, parts: Sequence[Part]) -> _Stretch:
    own = next((article for begin, article in begins if begin == start), None)
    base = own or next((article for begin, article in begins if start < begin < end), None)
    around = None if own else next((article for begin, article in reversed(begins) if begin < start), None)
    return _Stretch(start, end, own, base, around, parts)


def _article(read: _Read, stretch: _Stretch, entry: Entry | None) -> Article:
    if entry is None:
        assert stretch.own is not None
        return replace(stretch.own, paragraphs=_paragraphs(read, stretch, stretch.own, ()))
    values = _values(read, stretch, entry)
    changed = tuple(key for key in FIELDS if stretch.own is None or values[key] != said(stretch.own, key))
    if not changed and stretch.own:
        return replace(stretch.own, paragraphs=_paragraphs(read, stretch, stretch.own, ()))
    basis = tuple(one for one in (stretch.own.basis if stretch.own else ()) if one.field not in changed)
    article = Article(
        number=0,
        title=_field(read, stretch, "title", values),
        author=values["author"] or None,
        position=values["position"] or None,
        byline=_byline(read, stretch, values),
        date=_field(read, stretch, "date", values),
        publication=_field(read, stretch, "publication", values),
        issue=_field(read, stretch, "issue", values),
        column=values["column"] or None,
        confidence=1.0,
        paragraphs=(),
        basis=(*basis, *(Basis(key, BY_HAND, 1.0) for key in changed)),
    )
    stated = tuple(values[key] for key in ("title", "author", "position", "date") if key in changed)
    return replace(article, paragraphs=_paragraphs(read, stretch, article, stated))


def said(article: Article, key: str) -> str:
    """A field as one line of text; empty where the document does not say."""
    value = getattr(article, key)
    return " ".join((value.value if isinstance(value, Field) else value or "").split())


def _values(read: _Read, stretch: _Stretch, entry: Entry) -> dict[str, str]:
    """Every field: as the entry says, else as reading found it; what holds for all of the document holds here too."""
    values = {key: said(stretch.own, key) if stretch.own else "" for key in FIELDS}
    near = stretch.around or stretch.base
    if stretch.own is None and near:
        for key, field in (("date", near.date), ("publication", near.publication), ("issue", near.issue)):
            values[key] = field.value if field and _before_all(read, field.shown) else ""
    return values | dict(entry.values)


def _before_all(read: _Read, shown: SourcedText) -> bool:
    return bool(shown.runs) and shown.runs[-1].end <= read.first


def _field(read: _Read, stretch: _Stretch, key: str, values: Mapping[str, str]) -> Field | None:
    """As reading found it, where it is the same; else with the place where the document says so."""
    value = values[key]
    if not value:
        return None
    own: Field | None = getattr(stretch.base, key) if stretch.base else None
    if own and " ".join(own.value.split()) == value:
        return own
    for _, article in read.begins if key != "title" else ():
        field: Field | None = getattr(article, key)
        if field and field.value == value and _before_all(read, field.shown):
            return field
    head, tail = _windows(stretch)
    if key == "title":
        within = [head, read.masthead] if stretch.start <= read.first else [head]
        return Field(value, stating.title(read.text, value, within))
    search = {"date": stating.date, "publication": stating.name, "issue": stating.issue}[key]
    return Field(value, search(read.text, value, [head, read.masthead, tail]))


def _windows(stretch: _Stretch) -> tuple[Span, Span]:
    """The beginning and the end of a stretch."""
    start, end = stretch.start, stretch.end
    return (start, min(end, start + _HEAD)), (max(start, end - _TAIL), end)


def _byline(read: _Read, stretch: _Stretch, values: Mapping[str, str]) -> SourcedText | None:
    """The line that says who wrote it: the one that reading found, where it names the same author."""
    author, position = values["author"], values["position"]
    shown = stretch.base.byline if stretch.base else None
    if stretch.base and (author, position) == (said(stretch.base, "author"), said(stretch.base, "position")):
        return shown
    if not (author or position):
        return None
    if shown and solid(author or position) in solid(shown.text):
        return shown
    head, tail = _windows(stretch)
    first = [read.masthead] if stretch.start <= read.first else []
    return stating.byline(read.text, author, position, [head, *first, tail])


def _paragraphs(read: _Read, stretch: _Stretch, article: Article, stated: Sequence[str]) -> tuple[Paragraph, ...]:
    """The paragraphs from an article's beginning to the next's. Lines that only state what a person put right are none;
    a sentence that reading took for a title or a byline is one."""
    found = _placed_anew(read, stretch, article)
    if not found and stretch.own is None:
        found = lines(read.text, stretch.start, stretch.end)
    leading = 0
    while leading < min(len(found), _MOST_HEADINGS) and stating.states(found[leading].body.text, stated):
        leading += 1
    found = [*_given_back(stretch, article), *found[leading:]]
    return tuple(found) if stretch.own and found == list(stretch.own.paragraphs) else numbered(found)


def _placed_anew(read: _Read, stretch: _Stretch, article: Article) -> list[Paragraph]:
    """The paragraphs of a stretch, each under the headings it stands under now."""
    title = article.title.value if article.title else None
    earlier = stretch.around.paragraphs if stretch.around else ()
    before = next((made.section for made in reversed(earlier) if made.start < stretch.start), ())
    found = []
    for part in stretch.parts:
        begin, owner = read.begins[part.owner]
        if owner is stretch.base:
            found.append(part.paragraph)
        elif begin >= stretch.start:
            found.append(under(owner.title.value if owner.title else None, part.paragraph))
        else:
            found.append(parted(part.paragraph, before, title))
    return found


def _given_back(stretch: _Stretch, article: Article) -> list[Paragraph]:
    """What reading took for a title or a byline, a person says is none, and reads like a part of the text."""
    own, found = stretch.own, []
    if own is None:
        return []
    if own.title and own.title.shown.runs and said(own, "title") != said(article, "title"):
        shown = own.title.shown
        kept = article.title.shown if article.title else stating.NOWHERE
        after = sum(max(0, min(run.end, kept.runs[-1].end) - run.start) for run in shown.runs) if kept.runs else 0
        found.append(trimmed(shown, min(after, len(shown.text)), len(shown.text)))
    if own.byline and article.byline is None:
        found.append(own.byline)
    return [
        Paragraph(0, (), body, body.runs[0].start, body.runs[-1].end)
        for body in sorted((body for body in found if body.runs), key=lambda body: body.runs[0].start)
        if stating.is_body(body.text)
    ]
