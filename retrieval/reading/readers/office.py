"""Documents of older Word (.doc) and of WPS → text, through LibreOffice where it is installed."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from retrieval.errors import ReadingError, Reason
from retrieval.reading.extract import Extract, Format, Options
from retrieval.reading.readers import docx

TIMEOUT = 60.0
_PROGRAMS = ("soffice", "libreoffice")
_APPLICATION = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
# A stream of Word's own begins like this at the start of a sector, with the version of the format (Word 6 to 2007)
# after it; a flag of its head says it is encrypted.
_WORD, _SECTOR, _VERSIONS, _FLAGS, _ENCRYPTED = b"\xec\xa5", 512, range(0x65, 0x120), 10, 0x100
_WORD_STREAM = "WordDocument".encode("utf-16-le")
# Without its name LibreOffice takes a damaged document for plain text, and its bytes for words.
_WORD_FILTER = "MS Word 97"
# Nothing of a document is run, nothing it points to is fetched.
_SETTINGS = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Writer/Content/Update", "Link", "0"),
    ("Java/VirtualMachine", "Enable", "false"),
)


def read(stream: BinaryIO, options: Options) -> Iterator[Extract]:
    """The text of a document as LibreOffice writes it for newer Word. Raises ReadingError: NEEDS_OFFICE where it is not
    installed, TIME, PROTECTED, DAMAGED where it makes nothing of the document, and what the reader of DOCX raises."""
    data = stream.read()
    if _is_protected(data):
        raise ReadingError(Reason.PROTECTED)
    found = program()
    if found is None:
        raise ReadingError(Reason.NEEDS_OFFICE)
    kind = Format.WPS if options.name.lower().endswith(".wps") else Format.DOC
    with tempfile.TemporaryDirectory(prefix="yinju-", ignore_cleanup_errors=True) as folder:
        written = _converted(found, data, Path(folder))
        with written.open("rb") as document:
            yield from [replace(one, format=kind) for one in docx.read(document, options)]


def program() -> str | None:
    found = (shutil.which(name) for name in (*_PROGRAMS, _APPLICATION))
    return next((path for path in found if path), None)


def _is_protected(data: bytes) -> bool:
    """Whether the head of Word's own stream says that the document has a password."""
    for at in range(_SECTOR, len(data) - _SECTOR, _SECTOR):
        if data.startswith(_WORD, at) and int.from_bytes(data[at + 2 : at + 4], "little") in _VERSIONS:
            return bool(int.from_bytes(data[at + _FLAGS : at + _FLAGS + 2], "little") & _ENCRYPTED)
    return False


def _converted(program: str, data: bytes, folder: Path) -> Path:
    """The document as a file for newer Word, made in a folder with a profile that nobody else uses."""
    profile, source, pid = folder / "profile", folder / "document.doc", folder / "pid"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_registry(), encoding="utf-8")
    source.write_bytes(data)
    given = [f"--infilter={_WORD_FILTER}"] if _WORD_STREAM in data else []
    command = [
        *(program, f"-env:UserInstallation={profile.as_uri()}", f"--pidfile={pid}"),
        *("--headless", "--norestore", "--nolockcheck", "--nodefault", *given),
        *("--convert-to", "docx", "--outdir", str(folder), str(source)),
    ]
    _run(command, pid, folder)
    written = source.with_suffix(".docx")
    if not written.is_file():
        raise ReadingError(Reason.DAMAGED)
    return written


def _run(command: list[str], pid: Path, home: Path) -> None:
    """Runs LibreOffice in the process group of the caller, so that who ends the group ends it too.

    What is started is only a launcher; the program itself leaves its number in `pid`.
    """
    quiet = subprocess.DEVNULL
    # Its desktop libraries keep settings of their own in the home folder, whatever its profile is.
    own = {**os.environ, **dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), str(home))}
    with subprocess.Popen(  # noqa: S603 - no shell, our words
        command, stdin=quiet, stdout=quiet, stderr=quiet, env=own
    ) as process:
        try:
            process.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            raise ReadingError(Reason.TIME) from None
        finally:
            if process.poll() is None:
                _end(pid)
                process.kill()


def _end(pid: Path) -> None:
    with suppress(FileNotFoundError, ProcessLookupError):
        number = pid.read_text(encoding="ascii").strip()
        if re.fullmatch(r"[1-9]\d*", number):
            os.kill(int(number), signal.SIGKILL)


def _registry() -> str:
    """The profile's settings as LibreOffice keeps them."""
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _SETTINGS
    )
    return f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'
