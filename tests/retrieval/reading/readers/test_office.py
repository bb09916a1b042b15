"""Documents of older Word are read through LibreOffice, which is told of as missing, hanging or making nothing of them."""

import io
import os
import select
import stat
import subprocess
from pathlib import Path

import docx
import pytest

from retrieval.errors import ReadingError, Reason
from retrieval.reading.extract import Format, Options, Role
from retrieval.reading.readers import office

PROSE = "渠是大家的渠，淤泥要大家来清。"
COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
# The head of Word's own stream: its mark, the version of Word 97, and its flags at byte 10.
HEAD = b"\xec\xa5\xc1\x00" + bytes(6)


def refused(data: bytes) -> Reason:
    with pytest.raises(ReadingError) as caught:
        list(office.read(io.BytesIO(data), Options()))
    return caught.value.reason


@pytest.fixture(scope="session")
def old_document(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A .doc that LibreOffice made."""
    folder = tmp_path_factory.mktemp("office")
    program = office.program()
    assert program
    document = docx.Document()
    document.add_heading("清渠的人", 0)
    document.add_heading("东闸", 1)
    document.add_paragraph(PROSE)
    document.save(str(folder / "稿.docx"))
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [
            program,
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            "doc",
            "--outdir",
            folder,
            folder / "稿.docx",
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return (folder / "稿.doc").read_bytes()


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only program on the path: a script that calls itself LibreOffice, to be written by the test."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(office, "_APPLICATION", str(folder / "none"))
    return folder / "soffice"


def write(program: Path, script: str) -> None:
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def has_libreoffice() -> bool:
    return office.program() is not None


with_office = pytest.mark.skipif(not has_libreoffice(), reason="LibreOffice is not installed")


@with_office
@pytest.mark.slow
@pytest.mark.parametrize(("name", "kind"), [("稿.doc", Format.DOC), ("稿.WPS", Format.WPS)])
def test_an_old_document_is_read_as_a_new_one_is(old_document: bytes, name: str, kind: Format) -> None:
    (extract,) = office.read(io.BytesIO(old_document), Options(name))
    assert extract.text == f"清渠的人\n东闸\n{PROSE}"
    assert [(mark.role, mark.level) for mark in extract.marks] == [(Role.TITLE, 0), (Role.HEADING, 1)]
    assert extract.format is kind


@with_office
@pytest.mark.slow
def test_a_damaged_document_is_not_taken_for_text(old_document: bytes) -> None:
    assert refused(old_document[: len(old_document) // 3]) is Reason.DAMAGED
    assert refused(COMPOUND + "WordDocument".encode("utf-16-le") + PROSE.encode("utf-16-le") * 200) is Reason.DAMAGED


def test_without_libreoffice_it_is_told_what_is_needed(fake: Path) -> None:
    assert not has_libreoffice()
    assert refused(COMPOUND) is Reason.NEEDS_OFFICE


def test_a_program_that_writes_nothing_has_made_nothing_of_the_document(fake: Path) -> None:
    write(fake, "exit 0")
    assert has_libreoffice()
    assert refused(COMPOUND) is Reason.DAMAGED


def test_a_program_that_hangs_is_ended_with_what_it_started(
    fake: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "TIMEOUT", 1)
    os.mkfifo(tmp_path / "told")
    told = os.open(tmp_path / "told", os.O_RDONLY | os.O_NONBLOCK)
    # As LibreOffice does: a launcher waits for the program, whose number is in a file.
    waits = f"(echo begun; exec /bin/sleep 600) > {tmp_path / 'told'} & echo $! > $pid; wait"
    write(fake, f'for word; do case "$word" in --pidfile=*) pid=${{word#--pidfile=}};; esac; done; {waits}')
    assert refused(COMPOUND) is Reason.TIME
    assert os.read(told, 100) == b"begun\n"
    # The end of what the program writes is that of the program.
    assert select.select([told], [], [], 30)[0]
    assert os.read(told, 100) == b""
    os.close(told)


def test_the_document_has_a_neutral_name_and_a_profile_of_its_own(fake: Path, tmp_path: Path) -> None:
    write(fake, f'for word; do echo "$word" >> {tmp_path / "words"}; done')
    with pytest.raises(ReadingError):
        list(office.read(io.BytesIO(COMPOUND), Options("--convert-to; rm -rf.doc")))
    words = (tmp_path / "words").read_text().splitlines()
    assert words[-1].endswith("/document.doc")
    assert words[0].startswith("-env:UserInstallation=file:///")
    assert "rm" not in " ".join(words)
    assert not Path(words[-1]).exists()


@pytest.mark.parametrize(("flags", "reason"), [(b"\x00\x01", Reason.PROTECTED), (b"\x00\x00", Reason.NEEDS_OFFICE)])
def test_a_document_that_says_it_has_a_password_is_protected(fake: Path, flags: bytes, reason: Reason) -> None:
    assert refused(COMPOUND + HEAD + flags + bytes(2000)) is reason
