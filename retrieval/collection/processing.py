"""What a child process makes of one file: its text and rows for the library, written aside for the writer to take.

A spool is lines of JSON: `["text", piece]`, `["article", row]`, each followed by its `["passage", row]` lines.
"""

import hashlib
import io
import json
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import astuple, replace
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from retrieval.analyzer import Analyzer, solid
from retrieval.collection.isolation import MB, Beat, Limits
from retrieval.collection.jobs import ALONE, Job
from retrieval.collection.rows import Searched, article_row, passage_rows
from retrieval.errors import ReadingError, Reason
from retrieval.reading.articles import read_articles
from retrieval.reading.corrections.applying import apply
from retrieval.reading.corrections.entries import read_corrections
from retrieval.reading.corrections.writing import explained
from retrieval.reading.defaults import Defaults, with_defaults
from retrieval.reading.documents import extracts, format_of
from retrieval.reading.extract import ArchiveLimits, Extract, Format, Notice, Options
from retrieval.reading.readers import archives
from retrieval.records import NO_PAGES, Article, Field, Paragraph, Run, SourcedText

# Read stretch by stretch, so that their size costs time and no memory: so many times as large as other files.
_STREAMED = {Format.JSONL: 20, Format.CSV: 20}
# What is read in Python alone, from what is no more than a row of characters.
_PLAIN = (Format.TEXT, Format.MARKDOWN)
# From a file as large as this, less text than this is not what a person sees in it.
_NOT_SMALL, _NEXT_TO_NOTHING = 200_000, 40


class Processor:
    """Reads files one after the other; an archive that several of them are in is opened once."""

    def __init__(self, analyzer: Analyzer, limits: Limits) -> None:
        self.limits = limits
        self._analyzer = analyzer
        self._archives: dict[str, archives.SafeArchive] = {}

    def process(self, job: Job, beat: Beat, shared: bool = False) -> dict[str, Any]:
        """Read a file; what went wrong with it is returned as `problem` and `detail`.

        ALONE is returned for one that must not be read where others are read: in a `shared` process.
        """
        try:
            with self._opened(job) as stream:
                return self._processed(job, stream, beat, shared)
        except ReadingError as error:
            misnamed = job.encoding is not None and error.reason is Reason.ENCODING
            return {"problem": (Reason.NAMED_ENCODING if misnamed else error.reason).value, "detail": error.detail}
        except OSError as error:  # a full disk, mostly
            return {"problem": Reason.FAILED.value, "detail": error.strerror or ""}
        except UnicodeEncodeError as error:  # half a character, which no text can hold
            return {"problem": Reason.ENCODING.value, "detail": f"@{error.start}"}

    def _opened(self, job: Job) -> BinaryIO:
        """The file, or the member in memory. Raises ReadingError."""
        if job.member is None:
            return _regular(Path(job.path))
        if job.path not in self._archives:  # it stays open for as long as this process lives
            self._archives[job.path] = archives.opened(_regular(Path(job.path)), self._of_archives())
        return io.BytesIO(self._archives[job.path].read(job.member))

    def _processed(self, job: Job, stream: BinaryIO, beat: Beat, shared: bool) -> dict[str, Any]:
        size = stream.seek(0, io.SEEK_END)
        stream.seek(0)
        if not size:
            raise ReadingError(Reason.EMPTY)
        options = Options(job.name, job.encoding, self._of_archives())
        format = format_of(stream, options)
        if shared and format not in _PLAIN:
            return ALONE
        most = self.limits.file * _STREAMED.get(format, 1)
        if size > most:
            raise ReadingError(Reason.TOO_LARGE, f"{most // MB} MB")
        if format is Format.ZIP and job.member is None:
            found = archives.members(stream, options.archive)
            members = [[one.key, one.name, one.size, one.problem.value if one.problem else None] for one in found]
            return {"members": members}
        sha256 = _sha256(stream)
        if sha256 == job.known:
            return {"sha256": sha256, "unchanged": True}
        made = _Made(job, self._analyzer, sha256)
        # Who did this before may have ended over it.
        with open(job.spool or os.devnull, "w", encoding="utf-8") as spool:
            for extract in extracts(stream, format, options):
                made.take(extract, spool)
                beat()
        made.hold_against(size)
        return made.summary()

    def _of_archives(self) -> ArchiveLimits:
        limits = self.limits
        return ArchiveLimits(limits.entries, limits.entry, limits.unpacked, limits.ratio)


def _regular(path: Path) -> BinaryIO:
    """A regular file, open. A pipe is not waited for. Raises ReadingError."""
    try:
        stream = os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb")
    except FileNotFoundError:
        raise ReadingError(Reason.MISSING) from None
    except PermissionError:
        raise ReadingError(Reason.NO_PERMISSION) from None
    except IsADirectoryError:
        raise ReadingError(Reason.NOT_A_FILE) from None
    except OSError as error:
        raise ReadingError(Reason.FAILED, error.strerror or "") from None
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise ReadingError(Reason.NOT_A_FILE)
    return stream


def _sha256(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    while piece := stream.read(MB):
        digest.update(piece)
    stream.seek(0)
    return digest.hexdigest()


class _Made:
    """What has been made of a file so far."""

    def __init__(self, job: Job, analyzer: Analyzer, sha256: str) -> None:
        self._job = job
        self._analyzer = analyzer
        self._digest = hashlib.sha256()
        self._length = self._letters = self._articles = self._passages = 0
        self._pages = NO_PAGES
        self._notices: list[Notice] = []
        self._last: Extract | None = None
        self._certainty = 1.0
        self._explained: str | None = None
        self._sha256 = sha256

    def take(self, extract: Extract, spool: TextIO) -> None:
        """Write one stretch, its articles numbered on, its offsets counted from the document's beginning."""
        for article in self._read(extract):
            _hold(article, extract.text)
            moved = shifted(replace(article, number=self._articles + 1), self._length)
            found_by = tuple(searched(self._analyzer, moved))
            _write(spool, "article", article_row(moved))
            for row in passage_rows(moved, found_by):
                _write(spool, "passage", row)
            self._articles += 1
            self._passages += len(found_by)
        _write(spool, "text", extract.text)
        self._digest.update(extract.text.encode("utf-8"))
        letters = islice(filter(str.isalnum, extract.text), _NEXT_TO_NOTHING - self._letters)
        self._letters += sum(1 for _ in letters)
        starts = tuple(self._length + at for at in extract.pages.starts)
        self._pages = replace(extract.pages, starts=self._pages.starts + starts)
        self._length += len(extract.text)
        self._certainty = min(self._certainty, extract.certainty)
        self._notices += extract.notices
        self._last = extract

    def _read(self, extract: Extract) -> Sequence[Article]:
        """The articles of a stretch, as reading finds them and as a person put them right."""
        found: Sequence[Article] = read_articles(extract)
        job = self._job
        # What a format states of itself in so many fields leaves nothing to put right here.
        if extract.articles is None:
            if job.corrections is not None:
                applied = apply(read_corrections(job.corrections), extract, found)
                found = applied.articles
                self._notices += applied.lost
                if applied.left_out:
                    self._notices.append(Notice("left_out", str(applied.left_out)))
            if job.explain:
                self._explained = explained(job.name, self._sha256, extract.text, found)
        return with_defaults(found, Defaults(**job.defaults)) if job.defaults else found

    def hold_against(self, size: int) -> None:
        """Text that is not there although the file is large was lost by whoever read it. Raises ReadingError."""
        if not self._passages:
            raise ReadingError(Reason.EMPTY)
        if size >= _NOT_SMALL and self._letters < _NEXT_TO_NOTHING:
            raise ReadingError(Reason.NO_TEXT)

    def summary(self) -> dict[str, Any]:
        """What the library keeps of the document beside its rows."""
        assert self._last is not None
        return {
            "sha256": self._sha256,
            "text_sha256": self._digest.hexdigest(),
            "format": self._last.format.value,
            "encoding": self._last.encoding or "",
            "certainty": self._certainty,
            "pages": astuple(self._pages),
            "articles": self._articles,
            "passages": self._passages,
            "notices": [[one.name, one.detail] for one in self._notices],
            "explained": self._explained,
        }


def _write(spool: TextIO, kind: str, value: object) -> None:
    spool.write(json.dumps([kind, value], ensure_ascii=False) + "\n")


def searched(analyzer: Analyzer, article: Article) -> Iterator[Searched]:
    """Each paragraph's terms, with those of what it stands under, so that a place or a name finds the article."""
    above = analyzer.terms(_above(article))
    for made in article.paragraphs:
        own = analyzer.terms(made.body.text)
        terms = (*own, *above, *analyzer.terms("\n".join(made.section)))
        yield Searched(" ".join(terms), solid(made.body.text))


def _above(article: Article) -> str:
    """What stands above all paragraphs of an article."""
    return "\n".join([article.title.value if article.title else "", article.position or "", article.author or ""])


def _hold(article: Article, text: str) -> None:
    """Every paragraph is what stands in the text at its place: what is not must never be quoted."""
    for made in article.paragraphs:
        for run in made.body.runs:
            if made.body.text[run.at : run.at + run.end - run.start] != text[run.start : run.end]:
                raise AssertionError(f"paragraph {made.number} of article {article.number} is no slice of its source")


def shifted(article: Article, by: int) -> Article:
    """An article of a stretch that begins so many characters into the document."""
    if not by:
        return article

    def text(one: SourcedText) -> SourcedText:
        return SourcedText(one.text, tuple(Run(run.at, run.start + by, run.end + by) for run in one.runs))

    def field(one: Field | None) -> Field | None:
        return Field(one.value, text(one.shown)) if one else None

    def paragraph(one: Paragraph) -> Paragraph:
        return replace(one, body=text(one.body), start=one.start + by, end=one.end + by)

    return replace(
        article,
        title=field(article.title),
        byline=text(article.byline) if article.byline else None,
        date=field(article.date),
        publication=field(article.publication),
        issue=field(article.issue),
        paragraphs=tuple(map(paragraph, article.paragraphs)),
    )
