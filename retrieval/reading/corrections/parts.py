"""The paragraphs of a document shared out anew among articles that begin elsewhere."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from retrieval.analyzer import solid
from retrieval.reading.corrections.beginnings import beginnings
from retrieval.reading.passages import cut
from retrieval.records import Article, Paragraph, Run, SourcedText


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph or a piece of one, and the number, from 0, of the article that reading had found it in.

    `place` is where it stands for the purpose of sharing out: never outside the article it was in.
    """

    paragraph: Paragraph
    owner: int
    place: int


def shared_out(articles: Sequence[Article], starts: Sequence[int]) -> list[list[Part]]:
    """What stands before the first start, and from each start to the next; paragraphs are cut where one is in them.

    `starts` are in order.
    """
    found: list[list[Part]] = [[] for _ in range(len(starts) + 1)]
    begins = beginnings(articles)
    for owner, (begin, article) in enumerate(begins):
        end = begins[owner + 1][0] if owner + 1 < len(begins) else None
        for made in article.paragraphs:
            for piece in _cut_at(made, starts):
                place = max(begin, _first(piece))
                place = place if end is None else min(place, end - 1)
                found[bisect_right(starts, place)].append(Part(piece, owner, place))
    return found


def _first(made: Paragraph) -> int:
    return made.body.runs[0].start if made.body.runs else made.start


def _cut_at(made: Paragraph, starts: Sequence[int]) -> list[Paragraph]:
    inside = starts[bisect_right(starts, _first(made)) : bisect_right(starts, made.end - 1)]
    at = sorted({_index(made.body, start) for start in inside} - {0, len(made.body.text)})
    if not at:
        return [made]
    bodies = [trimmed(made.body, low, high) for low, high in zip([0, *at], [*at, len(made.body.text)], strict=True)]
    pieces = [replace(made, body=body, start=body.runs[0].start, end=body.runs[-1].end) for body in bodies if body.runs]
    pieces[0] = replace(pieces[0], start=made.start)
    return pieces


def _index(body: SourcedText, place: int) -> int:
    """The character of a text that stands at a place of the source, or the first one after it."""
    run = next((run for run in body.runs if run.end > place), None)
    return run.at + max(0, place - run.start) if run else len(body.text)


def trimmed(text: SourcedText, start: int, end: int) -> SourcedText:
    """`text[start:end]` without its outer white space; without runs where there is nothing else."""
    words = text.text[start:end]
    low, high = start + len(words) - len(words.lstrip()), end - (len(words) - len(words.rstrip()))
    return cut(text, low, high) if low < high else SourcedText("", ())


def under(heading: str | None, made: Paragraph) -> Paragraph:
    """A paragraph of an article that was made part of another, under its title."""
    return replace(made, section=(heading, *made.section)) if heading else made


def parted(made: Paragraph, before: tuple[str, ...], title: str | None) -> Paragraph:
    """A paragraph of an article that now begins in another's middle, without the headings that the one before it stood
    under, and without its title as a heading."""
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(made.section, before, strict=False)))
    section = made.section[shared:]
    at = [index for index, name in enumerate(section) if title and solid(name) == solid(title)]
    return replace(made, section=section[at[-1] + 1 :] if at else section)


def numbered(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """The same, counted from 1."""
    return tuple(replace(made, number=number) for number, made in enumerate(paragraphs, 1))


def lines(text: str, start: int, end: int) -> list[Paragraph]:
    """The lines of a stretch in which reading found no words of anybody, a paragraph each."""
    found = []
    for raw in text[start:end].splitlines(keepends=True):
        if raw.strip():
            low = start + len(raw) - len(raw.lstrip())
            high = start + len(raw.rstrip())
            found.append(Paragraph(0, (), SourcedText(text[low:high], (Run(0, low, high),)), low, high))
        start += len(raw)
    return found
