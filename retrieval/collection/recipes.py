"""What a file was read by, what its id is made from, and a file read anew by what it was read by before."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.collection.finding import Misstated, Said, Target, located
from retrieval.collection.isolation import Limits
from retrieval.collection.jobs import Job
from retrieval.collection.rows import article_of, pages_of, paragraph_of
from retrieval.collection.store import Listed
from retrieval.collection.workers import shared
from retrieval.errors import ReadingError, Reason
from retrieval.reading.extract import Format
from retrieval.reading.readers import ocr
from retrieval.records import Article, Pages, Paragraph

# Raised when reading changed so that documents must be read again although their files did not change.
READER_VERSION = 3
_LACKS = "lacks"
# Of these the decoded bytes are the text, so that the file's own hash names it, whatever program decodes it.
_PLAIN = (Format.TEXT.value, Format.MARKDOWN.value)


@dataclass(frozen=True, slots=True)
class Reread:
    """A file as it is now: its hash, what its id is made from, its text, its pages and the articles in it."""

    sha256: str
    content: str
    text: str
    pages: Pages
    articles: tuple[Article, ...]


def reread(listed: Listed, folder: Path, limits: Limits, cache: Path | None) -> Reread:
    """A document's file read as adding it again would; `folder` is for what is written meanwhile.

    Raises ReadingError.
    """
    spool = folder / "spool"
    target = Target(located(listed.origin), listed.file, listed.member)
    try:
        job = Said().job(target, spool, named_encoding(listed.recipe))
    except Misstated as error:
        raise ReadingError(error.reason, str(error.path)) from error
    made = shared().run(job, limits, cache)
    if "members" in made:
        raise ReadingError(Reason.UNSUPPORTED, Format.ZIP.value)
    pieces: list[str] = []
    rows: list[tuple[Any, list[Paragraph]]] = []
    for kind, value in spooled(spool):
        if kind == "text":
            pieces.append(value)
        elif kind == "article":
            rows.append((value, []))
        else:
            rows[-1][1].append(paragraph_of(tuple(value[:6])))
    articles = tuple(article_of(row, tuple(paragraphs)) for row, paragraphs in rows)
    return Reread(made["sha256"], content(made, listed.recipe), "".join(pieces), pages_of(made["pages"]), articles)


def spooled(path: Path) -> Iterator[tuple[str, Any]]:
    """The rows of a spool, in the order they were written."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            kind, value = json.loads(line)
            yield kind, value


def named_encoding(recipe: str) -> str | None:
    """The encoding that somebody named for this file when it was read by this recipe.

    What its folder says is said anew each time.
    """
    made = json.loads(recipe or "{}")
    named: str | None = made.get("encoding")
    return None if named == (made.get("defaults") or {}).get("encoding") else named


def lacking(recipe: str, notices: list[list[str]]) -> str:
    """The recipe of a file of which pages were left unread for want of the extra that recognises text."""
    if all(name != "pages_without_text" for name, _ in notices):
        return recipe
    return json.dumps({**json.loads(recipe), _LACKS: "ocr"}, ensure_ascii=False, sort_keys=True)


def holds(stored: str, recipe: str) -> bool:
    """Whether a file that was read by a stored recipe would be read in the same way by this one now."""
    if stored == recipe:
        return True
    made = json.loads(stored or "{}")
    lacks = made.pop(_LACKS, None)
    return lacks is not None and not ocr.available() and made == json.loads(recipe)


def recipe(job: Job) -> str:
    """What a file's content is read by: the same recipe and content give the same rows."""
    made = {
        "reader": READER_VERSION,
        "encoding": job.encoding,
        "corrections": hashlib.sha256(job.corrections.encode()).hexdigest() if job.corrections is not None else None,
        "defaults": job.defaults,
    }
    return json.dumps(made, ensure_ascii=False, sort_keys=True)


def content(made: dict[str, Any], recipe: str) -> str:
    """What a document's id is made from, as a sha256: its bytes; what else was made of them where it could be more.

    Text that a reader extracted, or that was decoded as somebody said, can come out otherwise another time: then the
    ids that point into it must not be the same.
    """
    if made["format"] in _PLAIN and json.loads(recipe or "{}").get("encoding") is None:
        return str(made["sha256"])
    return hashlib.sha256(f"{made['sha256']} {made['text_sha256']}".encode()).hexdigest()
