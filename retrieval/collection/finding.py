"""Which files are meant by a path, what a person has said beside them, and what was left out."""

import os
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from retrieval.collection.isolation import MB
from retrieval.collection.jobs import Job
from retrieval.errors import BadCorrections, Flaw, Reason
from retrieval.reading.corrections.entries import read_corrections
from retrieval.reading.defaults import Defaults, read_defaults

CORRECTIONS, DEFAULTS = ".articles.toml", "collection.toml"
_LARGEST_TOML = 20 * MB
_NO_UTF_8 = re.compile(rb"\\x([89a-f][0-9a-f])")

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Target:
    """A file, or a member of an archive, to be read; `file` is its name in the collection.

    `size` is a member's, in bytes unpacked, as its archive states it.
    """

    path: Path
    file: str
    member: str | None = None
    size: int = 0

    @property
    def shown(self) -> Path:
        """The path that a person is told."""
        return self.path / self.member if self.member else self.path

    @property
    def corrections(self) -> Path:
        """Where a person puts right what was misread of it."""
        inner = "!" + self.member.replace("/", "!") if self.member else ""
        return self.path.with_name(self.path.name + inner + CORRECTIONS)


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that was not taken, and why.

    Where what somebody said beside it is at fault, `beside` is that file, and `fault` what is wrong in it.
    """

    path: Path
    reason: Reason
    detail: str = ""
    beside: Path | None = None
    fault: BadCorrections | None = None


class Misstated(Exception):
    """A file beside a document that says something wrong of it, or cannot be read."""

    def __init__(self, path: Path, reason: Reason, detail: str = "", fault: BadCorrections | None = None) -> None:
        super().__init__(str(path))
        self.path = path
        self.reason = reason
        self.detail = detail
        self.fault = fault


def found(path: Path, problems: list[Problem], left_out: list[Path]) -> list[Target]:
    """The files at a path, each with its name in the collection: the path below the folder that was added.

    What cannot be listed goes into `problems`, what was not meant to be read into `left_out`.
    """
    if not os.path.exists(path):  # `Path.exists` raises for a name that is too long to be anything's
        problems.append(Problem(path, Reason.MISSING))
        return []
    if not path.is_dir():
        return [Target(path, name(path.name))]
    targets = []
    for folder, folders, names in os.walk(path, onerror=_unlisted(problems)):
        folders.sort()
        hidden = [name for name in folders if name.startswith(".")]
        # A link can lead out of the folder, or round in a circle: whoever means it names it.
        linked = [name for name in folders if Path(folder, name).is_symlink() and name not in hidden]
        left_out += [Path(folder, name) for name in (*hidden, *linked)]
        folders[:] = [name for name in folders if name not in hidden and name not in linked]
        for one in sorted(names):
            file = Path(folder) / one
            if _is_said_of_another(file):
                continue
            # A README tells of the folder, a dot file belongs to some program, what begins with ~$ to an open Word
            # document, a link leads elsewhere: nothing of that is a document unless named.
            if one.startswith((".", "~$")) or file.stem.upper() == "README" or file.is_symlink():
                left_out.append(file)
            else:
                targets.append(Target(file, name(file.relative_to(path).as_posix())))
    return targets


def _is_said_of_another(file: Path) -> bool:
    """Whether a file is no document, but what a person says of documents."""
    return file.name == DEFAULTS or file.name.endswith(CORRECTIONS)


def _unlisted(problems: list[Problem]) -> Callable[[OSError], None]:
    return lambda error: problems.append(Problem(Path(error.filename), Reason.NO_PERMISSION))


def name(path: str) -> str:
    """A file name that can be stored and shown, whatever bytes it has on disk: those that are no UTF-8 as `\\xd0`.

    Two files never have one name, as all of Chinese names in older encodings would with one sign for every such byte.
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def located(name: str) -> Path:
    """The path of which this is the `name`."""
    path = Path(name)
    if "\\x" not in name or os.path.exists(path):
        return path
    return Path(os.fsdecode(_NO_UTF_8.sub(lambda byte: bytes([int(byte[1], 16)]), os.fsencode(name))))


class Said:
    """What people say of documents in files beside them: each file is read once."""

    def __init__(self) -> None:
        self._defaults: dict[Path, Defaults | Misstated] = {}

    def corrections(self, target: Target) -> str | None:
        """What was put right of a file; None where nothing was. Raises Misstated."""
        path = target.corrections
        if not os.path.exists(path):  # as above: a member's name can be longer than any file's
            return None
        text = _toml(path)
        _checked(read_corrections, text, path)
        return text

    def defaults(self, folder: Path) -> Defaults:
        """What holds for all files of a folder: what it says, then what the folders above it say. Raises Misstated."""
        if folder not in self._defaults:
            self._defaults[folder] = self._stated(folder)
        stated = self._defaults[folder]
        if isinstance(stated, Misstated):
            raise stated
        return stated

    def job(self, target: Target, spool: Path, encoding: str | None) -> Job:
        """How a file is to be read, with what is said of it. Raises Misstated."""
        defaults = self.defaults(target.path.resolve().parent)
        return Job(
            path=str(target.path),
            name=target.member or target.path.name,
            member=target.member,
            spool=str(spool),
            encoding=encoding or defaults.encoding,
            corrections=self.corrections(target),
            defaults={key: value for key, value in asdict(defaults).items() if value} or None,
        )

    def _stated(self, folder: Path) -> "Defaults | Misstated":
        path = folder / DEFAULTS
        try:
            above = self.defaults(folder.parent) if folder.parent != folder else Defaults()
            return _checked(read_defaults, _toml(path), path).over(above) if os.path.exists(path) else above
        except Misstated as error:
            return error


def _checked(read: Callable[[str], _T], text: str, path: Path) -> _T:
    try:
        return read(text)
    except BadCorrections as error:
        raise Misstated(path, Reason.CORRECTIONS, fault=error) from error


def _toml(path: Path) -> str:
    """Raises Misstated."""
    try:
        # Whoever opens a pipe waits, and a device never ends.
        if not path.is_file():
            raise Misstated(path, Reason.NOT_A_FILE)
        if path.stat().st_size > _LARGEST_TOML:
            raise Misstated(path, Reason.TOO_LARGE, f"{_LARGEST_TOML // MB} MB")
        written = path.read_bytes()
        return written.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = written.count(b"\n", 0, error.start) + 1
        raise Misstated(path, Reason.CORRECTIONS, fault=BadCorrections(line, Flaw.UTF_8)) from None
    except PermissionError:
        raise Misstated(path, Reason.NO_PERMISSION) from None
    except OSError as error:
        raise Misstated(path, Reason.FAILED, error.strerror or "") from None
