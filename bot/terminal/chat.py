"""The conversation in the terminal, from a keyboard or from a pipe."""

import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO

from bot.librarian import holdings
from bot.terminal.printing import console, print_answer, printable
from bot.wording.wording import Wording
from retrieval.answering.answer import Answerer
from retrieval.collection.library import Library


def chat(library: Library, answerer: Answerer, wording: Wording, notices: list[str]) -> None:
    """Answer lines until the input ends; at a keyboard an empty line ends it too."""
    out, errors = console(), console(stderr=True)
    held = holdings(library)
    errors.print(wording.chat_opening.format(documents=held.documents, articles=held.articles))
    for notice in notices:
        errors.print(notice)
    if not held.documents:
        errors.print(wording.empty_collection)
    keyboard = sys.stdin.isatty()
    for line in _typed(wording.prompt) if keyboard else lines(sys.stdin.buffer):
        if line.strip():
            if not keyboard:
                out.print(printable(wording.prompt + line.strip()))
            answer, sources = answerer.answer_with_sources(line)
            print_answer(answer, sources, out, wording)
        elif keyboard:
            return


def _typed(prompt: str) -> Iterator[str]:
    with suppress(ImportError):
        import readline  # noqa: F401, PLC0415 - lines can then be edited and called back; not every system has it
    while True:
        try:
            yield input(prompt)
        except (EOFError, KeyboardInterrupt):
            return


def lines(stream: BinaryIO) -> Iterator[str]:
    """The lines of a pipe, as they come; bytes that are no UTF-8 become replacement characters."""
    for raw in stream:
        yield raw.decode("utf-8-sig", "replace").removesuffix("\n").removesuffix("\r")
