"""The process that reads files for a library: `python -m retrieval.collection.worker`, jobs and outcomes as JSON lines.

It loads the dictionary once and forks children that read: small plain text, which no library in C takes apart, several
to a child; whatever any other file does, the next one is read by a process that never saw it. It ends when its standard
input does.
"""

import gc
import io
import json
import os
import stat
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from retrieval.analyzer import Analyzer, is_dictionary_word
from retrieval.collection.isolation import Beat, Limits, Outcome, Work, isolated
from retrieval.collection.jobs import ALONE, Job
from retrieval.collection.processing import Processor
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
    with os.fdopen(jobs, "rb", closefd=False) as lines:
        while line := lines.readline():
            request = json.loads(line)
            if analyzer is None:
                analyzer = Analyzer(Path(request["cache"]) if request["cache"] else None)
                _warm(analyzer)
            processor = Processor(analyzer, Limits(**request["limits"]))
            asked = [Job(**fields) for fields in request["jobs"]]
            for outcome in _outcomes(asked, processor, jobs):
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


def _outcomes(jobs: Sequence[Job], processor: Processor, lifeline: int) -> Iterator[Outcome]:
    """What becomes of each file, in a child of its own where it is the only one or cannot be read beside others."""
    several = len(jobs) > 1
    sizes = [_prepared(job) for job in jobs]
    works = [_work(job, size, processor, several) for job, size in zip(jobs, sizes, strict=True)]
    try:
        for outcome, job, size in zip(isolated(works, processor.limits, lifeline), jobs, sizes, strict=True):
            if outcome.result == ALONE:
                yield from isolated([_work(job, size, processor, False)], processor.limits, lifeline)
            else:
                yield outcome
    except EOFError:
        sys.exit(0)


def _work(job: Job, size: int, processor: Processor, shared: bool) -> Work:
    def run(beat: Beat) -> dict[str, Any]:
        # In the child: what it is killed over is cleared away with the spools.
        if job.spool:
            tempfile.tempdir = str(Path(job.spool).parent)
        return processor.process(job, beat, shared)

    return Work(size, run)


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
