"""Traps of the file system: pipes, sockets, links, holes, names; and what a person is said to have said beside a file."""

import os
import socket
from pathlib import Path

from retrieval.errors import Reason
from tests.hostile.making import LAST, MB, WORDS, outside
from tests.hostile.registry import LEFT_OUT, Expected, either, hostile, read, refused

GB = 1024 * MB
_NO_FILE = (Reason.NOT_A_FILE, Reason.FAILED)


@hostile("pipe.txt", refused(Reason.NOT_A_FILE))
def pipe(path: Path, size: int) -> None:
    """A pipe that nobody writes into: whoever opens it waits for ever."""
    os.mkfifo(path)


@hostile("socket.txt", refused(*_NO_FILE))
def plug(path: Path, size: int) -> None:
    """A socket that nobody listens at."""
    # The name of a socket must be short, whatever folder it stands in.
    here = os.open(".", os.O_RDONLY)
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.fchdir(here)
        os.close(here)


@hostile("endless.txt", LEFT_OUT)
def endless(path: Path, size: int) -> None:
    """A link to a device that never ends."""
    path.symlink_to("/dev/zero")


@hostile("link-to-itself.txt", LEFT_OUT)
def link_to_itself(path: Path, size: int) -> None:
    """A link to itself."""
    path.symlink_to(path.name)


@hostile("link-to-nothing.txt", LEFT_OUT)
def link_to_nothing(path: Path, size: int) -> None:
    """A link to what is not there."""
    path.symlink_to("there-is-no-such-file.txt")


@hostile("link-out.txt", LEFT_OUT)
def link_out(path: Path, size: int) -> None:
    """A link to a file outside the folder."""
    path.symlink_to(outside(path))


@hostile("link-out", LEFT_OUT)
def link_out_to_folder(path: Path, size: int) -> None:
    """A link to the folder above, which holds this one."""
    path.symlink_to("..")


@hostile("line\nend.txt", read(WORDS))
def line_end_in_name(path: Path, size: int) -> None:
    """A name with a line's end."""
    path.write_text(WORDS + "换行名", "utf-8")


@hostile("clears\x1b[2Jthe screen.txt", read(WORDS))
def control_in_name(path: Path, size: int) -> None:
    """A name that drives the terminal it is shown on."""
    path.write_text(WORDS + "控制名", "utf-8")


@hostile("长" * 83 + "名.md", read(WORDS))
def longest_name(path: Path, size: int) -> None:
    """A name as long as there can be: nothing can be added to it."""
    path.write_text(WORDS + "最长名", "utf-8")


@hostile(os.fsdecode(b"no\xff\xfetext.txt"), read(WORDS))
def name_that_is_no_text(path: Path, size: int) -> None:
    """A name that is no UTF-8."""
    path.write_text(WORDS + "乱名", "utf-8")


@hostile("-rf *;'\"$(x)`.txt", read(WORDS))
def name_for_a_shell(path: Path, size: int) -> None:
    """A name that a shell would take for commands."""
    path.write_text(WORDS + "命令名", "utf-8")


@hostile("shut.txt", refused(Reason.NO_PERMISSION) if os.geteuid() else read(WORDS))
def shut(path: Path, size: int) -> None:
    """Nobody may read it."""
    path.write_text(WORDS + "不可读", "utf-8")
    path.chmod(0)


@hostile("folder.txt", Expected(members={"inner.txt": read(WORDS)}))
def folder_called_text(path: Path, size: int) -> None:
    """A folder called text."""
    path.mkdir()
    (path / "inner.txt").write_text(WORDS + "里面", "utf-8")


@hostile("deep", Expected(members={"d/" * 100 + "a.txt": read(WORDS)}))
def deep(path: Path, size: int) -> None:
    """A folder a hundred folders deep."""
    inner = path.joinpath(*["d"] * 100)
    inner.mkdir(parents=True)
    (inner / "a.txt").write_text(WORDS + "深层", "utf-8")


@hostile("hole.txt", refused(Reason.TOO_LARGE, Reason.BINARY), 3)
def hole(path: Path, size: int) -> None:
    """So many gigabytes of nothing, which take no room on the disk."""
    path.touch()
    os.truncate(path, size * GB)


@hostile("hole-after-text.txt", refused(Reason.TOO_LARGE), 3)
def hole_after_text(path: Path, size: int) -> None:
    """The same after a page of text."""
    path.write_text(WORDS * 3000, "utf-8")
    os.truncate(path, size * GB)


@hostile("hole.jsonl", refused(Reason.TOO_LARGE, Reason.BINARY, Reason.BOMB, Reason.ENCODING, Reason.ROW), 5, 3)
def hole_in_rows(path: Path, size: int) -> None:
    """The same after rows, which may be many."""
    path.write_text(f'{{"text": "{WORDS}"}}\n' * 3000, "utf-8")
    os.truncate(path, size * GB)


@hostile("hole.pdf", refused(Reason.TOO_LARGE), 3)
def hole_in_pdf(path: Path, size: int) -> None:
    """The same after the first line of a PDF."""
    path.write_bytes(b"%PDF-1.7\n")
    os.truncate(path, size * GB)


@hostile("hole.zip", refused(Reason.DAMAGED, Reason.TOO_LARGE), 3)
def hole_in_archive(path: Path, size: int) -> None:
    """The same after the first bytes of an archive."""
    path.write_bytes(b"PK\3\4" + bytes(100))
    os.truncate(path, size * GB)


# What may stand in a file that a person is said to have written, and what becomes of the documents it is about.
_SAID = {
    "no-toml": (b"publication = [1, \n\n", (Reason.CORRECTIONS,)),
    "no-text": (b"\xff\xfe\0\xd8", (Reason.CORRECTIONS,)),
    "unknown-key": (b'nobody_knows = "a"\n', (Reason.CORRECTIONS,)),
    "deep": (b"issue = " + b"[" * 100_000, (Reason.CORRECTIONS,)),
    "endless-number": (b"issue = " + b"9" * 1_000_000, (Reason.CORRECTIONS,)),
    "dotted": (b"a" + b".a" * 20_000 + b" = 1\n", (Reason.CORRECTIONS, Reason.TOO_LARGE)),
    "many-keys": (b"".join(b"k%d = 1\n" % number for number in range(50_000)), (Reason.CORRECTIONS, Reason.TOO_LARGE)),
    "large": (b"# " + b"a" * 30 * MB, (Reason.TOO_LARGE,)),
    "quotes": (b'publication = """' + b'\\"' * 500_000, (Reason.CORRECTIONS, Reason.TOO_LARGE)),
}


def _said(name: str, content: bytes, reasons: tuple[Reason, ...]) -> None:
    @hostile(f"defaults-{name}", Expected(members={"a.txt": refused(*reasons)}))
    def defaults(path: Path, size: int) -> None:
        """What holds for all files of a folder cannot be used."""
        path.mkdir()
        (path / "a.txt").write_text(f"{WORDS}{name}\n", "utf-8")
        (path / "collection.toml").write_bytes(content)

    @hostile(f"corrections-{name}", Expected(members={"a.txt": refused(*reasons), "b.txt": read(LAST)}))
    def corrections(path: Path, size: int) -> None:
        """What was put right of a file cannot be used; the file beside it is none the worse."""
        path.mkdir()
        (path / "a.txt").write_text(f"{WORDS}{name}改\n", "utf-8")
        (path / "a.txt.articles.toml").write_bytes(content)
        (path / "b.txt").write_text(f"{LAST}{name}\n", "utf-8")


for _name, (_content, _reasons) in _SAID.items():
    _said(_name, _content, _reasons)

_UNREADABLE = either(Reason.NOT_A_FILE, Reason.FAILED, Reason.CORRECTIONS, Reason.TOO_LARGE, holds=(WORDS,))


def _no_file(name: str, beside: str) -> None:
    @hostile(f"{name}-pipe", Expected(members={"a.txt": _UNREADABLE}))
    def waiting(path: Path, size: int) -> None:
        """What was said beside a file is a pipe that nobody writes into."""
        path.mkdir()
        (path / "a.txt").write_text(f"{WORDS}{name}管\n", "utf-8")
        os.mkfifo(path / beside)

    @hostile(f"{name}-endless", Expected(members={"a.txt": _UNREADABLE}))
    def endless_beside(path: Path, size: int) -> None:
        """What was said beside a file is a link to a device that never ends."""
        path.mkdir()
        (path / "a.txt").write_text(f"{WORDS}{name}尽\n", "utf-8")
        (path / beside).symlink_to("/dev/zero")

    @hostile(f"{name}-folder", Expected(members={"a.txt": _UNREADABLE}))
    def folder_beside(path: Path, size: int) -> None:
        """What was said beside a file is a folder."""
        path.mkdir()
        (path / "a.txt").write_text(f"{WORDS}{name}夹\n", "utf-8")
        (path / beside).mkdir()

    @hostile(f"{name}-elsewhere", Expected(members={"a.txt": _UNREADABLE}))
    def elsewhere(path: Path, size: int) -> None:
        """What was said beside a file is a link to a file outside."""
        path.mkdir()
        (path / "a.txt").write_text(f"{WORDS}{name}外\n", "utf-8")
        (path / beside).symlink_to(outside(path))


_no_file("defaults", "collection.toml")
_no_file("corrections", "a.txt.articles.toml")
