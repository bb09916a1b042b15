"""An archive is read within its limits, names are keys and never paths, and what is wrong with it is said."""

import io
import stat
import struct
import zipfile
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import ReadingError, Reason
from retrieval.reading.extract import ArchiveLimits
from retrieval.reading.readers.archives import Member, SafeArchive, members, opened

PROSE = "渠是大家的渠，淤泥要大家来清。".encode()
MB = 1024 * 1024


def packed(entries: Iterable[tuple[str | zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    data.seek(0)
    return data


def named_in_bytes(raw: bytes, content: bytes = PROSE) -> io.BytesIO:
    """An archive of one entry whose name is these bytes, not said to be UTF-8."""
    plain = packed([("x" * len(raw), content)])
    return io.BytesIO(plain.getvalue().replace(b"x" * len(raw), raw))


def reason(archive: SafeArchive, name: str) -> Reason:
    with pytest.raises(ReadingError) as caught:
        archive.read(name)
    return caught.value.reason


def refused(stream: io.BytesIO, limits: ArchiveLimits | None = None) -> Reason:
    with pytest.raises(ReadingError) as caught:
        opened(stream, limits or ArchiveLimits())
    return caught.value.reason


# Reading


def test_files_are_named_in_their_order_and_read_whole() -> None:
    archive = opened(packed([("渠/", b""), ("渠/乙.txt", PROSE), ("甲.txt", b"")]))
    assert archive.names() == ["渠/乙.txt", "甲.txt"]
    assert archive.read("渠/乙.txt") == PROSE
    assert archive.read("甲.txt") == b""


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "gb18030"])
def test_a_name_that_is_not_said_to_be_utf_8_is_read_as_what_it_is(encoding: str) -> None:
    archive = opened(named_in_bytes("清渠笔谈.txt".encode(encoding)))
    assert archive.names() == ["清渠笔谈.txt"]
    assert archive.read("清渠笔谈.txt") == PROSE


def test_a_name_in_no_encoding_of_chinese_is_still_a_key() -> None:
    archive = opened(named_in_bytes(b"caf\x82.txt"))
    assert archive.read(archive.names()[0]) == PROSE


def test_a_name_that_is_not_there_is_damage() -> None:
    assert reason(opened(packed([("甲.txt", PROSE)])), "乙.txt") is Reason.DAMAGED


@given(
    st.lists(
        st.tuples(st.text(alphabet="渠塘ab", min_size=1, max_size=4), st.binary(max_size=200)),
        max_size=5,
        unique_by=lambda entry: entry[0],
    )
)
def test_what_was_packed_is_what_is_read(entries: list[tuple[str | zipfile.ZipInfo, bytes]]) -> None:
    archive = opened(packed(entries))
    assert [(name, archive.read(name)) for name in archive.names()] == entries


# Bombs


def test_an_entry_beyond_its_limit_is_not_read() -> None:
    archive = opened(packed([("大.txt", b"abc" * 1000)]), ArchiveLimits(entry=2999))
    assert reason(archive, "大.txt") is Reason.BOMB


def test_what_is_read_counts_together() -> None:
    archive = opened(packed([("甲", PROSE)]), ArchiveLimits(total=len(PROSE) * 2))
    assert archive.read("甲") == archive.read("甲") == PROSE
    assert reason(archive, "甲") is Reason.BOMB


def test_entries_that_are_more_than_the_limit_together_are_refused_at_once() -> None:
    assert refused(packed([("甲", PROSE), ("乙", PROSE)]), ArchiveLimits(total=len(PROSE))) is Reason.BOMB


def test_more_entries_than_the_limit_are_refused() -> None:
    entries = [(str(number), b"") for number in range(11)]
    assert refused(packed(entries), ArchiveLimits(entries=10)) is Reason.BOMB
    assert len(opened(packed(entries[:10]), ArchiveLimits(entries=10)).names()) == 10


def test_a_list_of_contents_that_is_endless_is_refused_before_it_is_taken_in() -> None:
    entries = [(f"{number:0>60000}", b"") for number in range(6)]
    assert refused(packed(entries), ArchiveLimits(entries=10)) is Reason.BOMB


def test_a_large_entry_that_packs_too_well_is_refused_and_a_small_one_is_not() -> None:
    assert refused(packed([("大", bytes(20 * MB))])) is Reason.BOMB
    assert len(opened(packed([("小", bytes(9 * MB))])).read("小")) == 9 * MB


def test_many_entries_that_pack_too_well_together_are_refused() -> None:
    assert refused(packed((str(number), bytes(8 * MB)) for number in range(4))) is Reason.BOMB


def with_stated_size(data: bytes, size: int) -> bytes:
    """The archive with another unpacked size stated for its first entry, in its head and in the list of contents."""
    changed = bytearray(data)
    struct.pack_into("<I", changed, data.index(b"PK\x03\x04") + 22, size)
    struct.pack_into("<I", changed, data.index(b"PK\x01\x02") + 24, size)
    return bytes(changed)


def test_an_entry_that_says_it_is_smaller_than_it_is_is_damaged() -> None:
    archive = opened(io.BytesIO(with_stated_size(packed([("甲", bytes(3 * MB))]).getvalue(), 10)))
    assert reason(archive, "甲") is Reason.DAMAGED


def test_entries_that_share_their_bytes_are_refused_by_what_they_state_or_when_they_are_read() -> None:
    data = packed([(f"{number:04d}", bytes(MB)) for number in range(300)]).getvalue()
    changed = bytearray(data)
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        struct.pack_into("<I", changed, at + 42, 0)  # every entry begins where the first one does
    assert refused(io.BytesIO(bytes(changed))) is Reason.BOMB
    archive = opened(io.BytesIO(bytes(changed)), ArchiveLimits(total=400 * MB, ratio=10_000))
    assert reason(archive, "0001") is Reason.DAMAGED


# Damage and what is refused


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x03\x04" + bytes(100), b"PK\x05\x06" + b"\xff" * 18, PROSE * 100])
def test_what_is_no_archive_is_damaged(data: bytes) -> None:
    assert refused(io.BytesIO(data)) is Reason.DAMAGED


@given(cut=st.integers(0, 400), at=st.integers(0, 10_000), byte=st.integers(0, 255))
def test_a_cut_or_altered_archive_raises_nothing_but_our_error(cut: int, at: int, byte: int) -> None:
    whole = packed([("甲.txt", PROSE * 3), ("乙.txt", PROSE)]).getvalue()
    altered = bytearray(whole)
    altered[at % len(whole)] = byte
    for data in (whole[: len(whole) - cut], bytes(altered)):
        try:
            archive = opened(io.BytesIO(data))
            read = [archive.read(name) for name in archive.names()]
        except ReadingError:
            continue
        assert all(content in (PROSE * 3, PROSE) for content in read)


def test_a_name_given_twice_is_damage() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        data = packed([("甲", PROSE), ("甲", b"")])
    assert refused(data) is Reason.DAMAGED


def test_a_checksum_that_does_not_fit_is_damage() -> None:
    data = packed([("甲", PROSE)], zipfile.ZIP_STORED).getvalue().replace(PROSE, PROSE[::-1])
    assert reason(opened(io.BytesIO(data)), "甲") is Reason.DAMAGED


def test_an_entry_with_a_password_is_protected() -> None:
    data = bytearray(packed([("甲", PROSE)]).getvalue())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + flags] |= 1
    assert reason(opened(io.BytesIO(bytes(data))), "甲") is Reason.PROTECTED


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_way_of_packing_that_cannot_be_unpacked_in_pieces_is_refused(method: int) -> None:
    assert reason(opened(packed([("甲", PROSE)], method)), "甲") is Reason.DAMAGED


@pytest.mark.parametrize(
    "name",
    [
        "../甲.txt",
        "渠/../../甲.txt",
        "渠/..",
        "/etc/甲.txt",
        "\\甲.txt",
        "..\\甲.txt",
        "渠\\..\\甲.txt",
        "C:\\甲.txt",
        "c:甲.txt",
        "甲\n乙.txt",
    ],
)
def test_a_name_that_leads_outside_is_refused(name: str) -> None:
    data = packed([(name, PROSE)])
    assert reason(opened(data), name) is Reason.UNSAFE
    assert members(data)[0].problem is Reason.UNSAFE


@pytest.mark.parametrize("name", ["渠..txt", "渠/...甲.txt", "NUL.txt", "甲：乙.txt"])
def test_a_name_that_only_looks_odd_is_read(name: str) -> None:
    assert opened(packed([(name, PROSE)])).read(name) == PROSE


def test_a_link_is_refused() -> None:
    link = zipfile.ZipInfo("链.txt")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    data = packed([(link, b"/etc/passwd")])
    assert reason(opened(data), "链.txt") is Reason.UNSAFE
    assert members(data) == [Member("链.txt", "链.txt", 11, Reason.UNSAFE)]


# Members of a plain archive


def test_members_are_shown_by_their_posix_path_and_read_by_their_key() -> None:
    data = packed([("./渠\\上\\甲.txt", PROSE), ("渠\\", b"")])
    assert members(data) == [Member("./渠\\上\\甲.txt", "渠/上/甲.txt", len(PROSE))]
    assert opened(data).read("./渠\\上\\甲.txt") == PROSE


def test_what_systems_leave_behind_is_left_out() -> None:
    left = [
        "__MACOSX/._甲.txt",
        ".DS_Store",
        "渠/.甲.txt.swp",
        ".git/甲.txt",
        "Thumbs.db",
        "渠/desktop.ini",
        "~$甲.docx",
    ]
    assert [one.name for one in members(packed([*((name, PROSE) for name in left), ("甲.txt", PROSE)]))] == ["甲.txt"]


@pytest.mark.parametrize("name", ["里.zip", "里.ZIP", "里.rar", "里.7z", "里.tar.gz"])
def test_an_archive_within_is_named_as_such(name: str) -> None:
    assert members(packed([(name, PROSE)]))[0].problem is Reason.NESTED


@pytest.mark.parametrize("name", ["里.docx", "里.epub", "里.txt"])
def test_a_document_within_is_a_member(name: str) -> None:
    assert members(packed([(name, PROSE)]))[0].problem is None


def test_a_member_beyond_its_limit_does_not_stop_the_others() -> None:
    found = members(packed([("大", b"abc" * 1000), ("小", b"abc")]), ArchiveLimits(entry=100))
    assert [one.problem for one in found] == [Reason.BOMB, None]
