"""The process that reads files for a library: `python -m retrieval.collection.worker`, jobs and outcomes as JSON lines.

It loads the dictionary once and forks a child for every file, so that whatever a file does, the next one is read by a
process that never saw it. It ends when its standard input does.
"""

import gc
import io
import json
import os
import stat
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from retrieval.analyzer import Analyzer, is_dictionary_word
from retrieval.collection.isolation import Beat, Limits, Outcome, isolated
from retrieval.collection.processing import Job, process
from retrieval.errors import ReadingError
from retrieval.reading.articles import read_articles
from retrieval.reading.documents import load
from retrieval.reading.extract import Options
from retrieval.reading.readers import encodings, formats, text

_HEAD = 65536
# Something of all that reading looks for.
_SAMPLE = """# 渠道的修与护

水利简报第3期　2023年5月6日

（作者为某县水利局局长）

一、渠道每年修一次，修完再放水，先远后近，从不间断，各村轮流看守闸门。

“水是大家的。”老渠长说。[1]

- 2 -
"""


def main() -> None:
    """Serve jobs until nobody sends any more."""
    jobs, outcomes = os.dup(0), os.dup(1)
    # What a library prints must not get between the outcomes.
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    analyzer: Analyzer | None = None
    with os.fdopen(jobs, "rb", buffering=0, closefd=False) as lines:
        while line := lines.readline():
            fields = json.loads(line)
            cache = fields.pop("cache")
            limits = Limits(**fields.pop("limits"))
            job = Job(**fields)
            if analyzer is None:
                analyzer = Analyzer(Path(cache) if cache else None)
                _warm(analyzer)
            outcome = _outcome(job, analyzer, limits, jobs)
            os.write(outcomes, json.dumps(asdict(outcome)).encode() + b"\n")


def _warm(analyzer: Analyzer) -> None:
    """Make what is made once and kept: dictionaries, patterns, tables of characters.

    Each child would make it anew, which takes longer than to read a short file.
    """
    analyzer.warm()
    is_dictionary_word("渠")
    analyzer.terms("".join(sorted(encodings.usual())))
    for extract in text.read(io.BytesIO(_SAMPLE.encode("gb18030")), Options("sample.md")):
        read_articles(extract)
    # What stays as it is need not be looked through by the children, which would have to copy it.
    gc.freeze()


def _outcome(job: Job, analyzer: Analyzer, limits: Limits, lifeline: int) -> Outcome:
    size = _prepared(job)
    try:
        return isolated(lambda beat: _read(job, analyzer, limits, beat), limits, size, lifeline)
    except EOFError:
        sys.exit(0)


def _read(job: Job, analyzer: Analyzer, limits: Limits, beat: Beat) -> dict[str, Any]:
    """In the child: what it is killed over is cleared away with the spools."""
    if job.spool:
        tempfile.tempdir = str(Path(job.spool).parent)
    return process(job, analyzer, limits, beat)


def _prepared(job: Job) -> int:
    """The file's size; what reads its format is loaded, so that the children need not load it one by one."""
    try:
        with open(os.open(job.path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                return 0  # nothing may come out of a pipe for ever
            size = status.st_size
            load(formats.recognised(file.read(_HEAD), job.name, None), job.name)
    except (OSError, ReadingError):
        return 0  # the child finds the same, and says it
    return size


if __name__ == "__main__":
    main()
