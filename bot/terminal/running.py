"""What every command runs with: the settings, the wording, the library; and how a failure ends."""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click

from bot.settings import Settings
from bot.terminal.printing import printable
from bot.wording.choice import LANGUAGES
from bot.wording.wording import Wording
from retrieval.collection.isolation import MB, Limits
from retrieval.collection.library import Library
from retrieval.errors import BrokenQuote, CollectionError, UnknownDocument

SAMPLE_LIBRARY = Path("data/sample-library")
_OWN_LIBRARY = Path("data/library")


def library_option(command: Callable[..., None]) -> Callable[..., None]:
    """`--library`, which stands before a command or behind it."""

    def choose(context: click.Context, _: click.Parameter, folder: Path | None) -> None:
        if folder:
            context.find_root().obj.chosen = folder

    option = click.option(
        "--library", type=click.Path(path_type=Path), expose_value=False, callback=choose, help="文献库所在文件夹"
    )
    return option(command)


class Run:
    """What every command needs: the settings, the wording, the library's folder."""

    def __init__(self, loaded: Settings, folder: Path | None) -> None:
        self.settings = loaded
        self.wording: Wording = LANGUAGES[loaded.language]
        self.chosen = folder

    @property
    def folder(self) -> Path:
        """Where the library is, or is to be."""
        return self.chosen or self.settings.library

    @property
    def limits(self) -> Limits:
        """What reading a file may take."""
        own = self.settings
        return Limits(
            memory=own.read_memory * MB,
            seconds=own.read_seconds,
            seconds_a_page=own.read_seconds_a_page,
            file=own.read_file * MB,
            entries=own.read_entries,
            entry=own.read_entry * MB,
            unpacked=own.read_unpacked * MB,
            ratio=own.read_ratio,
        )

    def readable(self) -> Path:
        """The library to read from: the person's own or, until there is one, the sample's, which is said."""
        if Library.exists(self.folder):
            return self.folder
        if self.chosen or self.settings.library != _OWN_LIBRARY or not Library.exists(SAMPLE_LIBRARY):
            fail(self.wording.no_library.format(folder=self.folder))
        click.echo(self.wording.using_sample, err=True)
        return SAMPLE_LIBRARY

    @contextmanager
    def library(self, create: bool = False) -> Iterator[Library]:
        """The library, open; a missing one is an error unless it may be created. What goes wrong ends in one line."""
        try:
            library = Library(self.folder if create else self.readable(), limits=self.limits)
            try:
                with _noticed(self.wording):
                    yield library
            finally:
                library.close()
        except UnknownDocument as error:
            fail(self.wording.unknown_document.format(name=printable(error.name)))
        except CollectionError as error:
            fail(self.wording.bad_library.format(detail=error))
        except BrokenQuote as error:
            fail(f"{self.wording.broken_quote} [{error}]")


class _Notices(logging.Handler):
    """Says once, in a person's language, that the index is made anew: all that `retrieval` warns of."""

    def __init__(self, wording: Wording) -> None:
        super().__init__(logging.WARNING)
        self._wording = wording
        self._said = False

    def emit(self, record: logging.LogRecord) -> None:
        if not self._said:
            click.echo(self._wording.index_mended, err=True)
        self._said = True


@contextmanager
def _noticed(wording: Wording) -> Iterator[None]:
    notices, log = _Notices(wording), logging.getLogger("retrieval")
    log.addHandler(notices)
    try:
        yield
    finally:
        log.removeHandler(notices)


def fail(message: str) -> NoReturn:
    """End with status 1 and one line on standard error."""
    click.echo("yinju: " + printable(" ".join(message.split())), err=True)
    sys.exit(1)
