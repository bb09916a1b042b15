"""Archives that unpack to too much, lie about themselves, or name their members so that they lead elsewhere."""

import struct
import zipfile
from dataclasses import replace
from pathlib import Path

from retrieval.errors import Reason
from tests.hostile.making import (
    LAST,
    MB,
    PNG,
    SECRET_FILE,
    WORDS,
    Entry,
    archive,
    central_header,
    end_record,
    local_header,
    packed,
    plain,
)
from tests.hostile.registry import either, hostile, read, refused, unpacked

_LINE = (WORDS * 1000 + "\n").encode()


@hostile("one-huge-entry.zip", refused(Reason.BOMB), 150, 4000)
def one_huge_entry(path: Path, size: int) -> None:
    """One entry unpacks to so many megabytes."""
    path.write_bytes(archive([packed(b"a.txt", b"a" * MB, size)]))


@hostile("many-large-entries.zip", refused(Reason.BOMB), 60, 400)
def many_large_entries(path: Path, size: int) -> None:
    """Each entry is small enough, all of them are not."""
    one = packed(b"", _LINE * 30, 5)
    path.write_bytes(archive([replace(one, name=b"%d.txt" % number) for number in range(size)]))


@hostile("archive-in-archive.zip", unpacked({f"{n}.zip": refused(Reason.NESTED) for n in range(16)}))
def archive_in_archive(path: Path, size: int) -> None:
    """Sixteen archives of sixteen archives of sixteen, and so on."""
    inner = archive([packed(b"0.txt", b"0" * MB, 100)])
    for _ in range(5):
        inner = archive([packed(b"%d.zip" % number, inner, 1) for number in range(16)])
    path.write_bytes(inner)


@hostile("archive-called-text.zip", unpacked({"a.txt": refused(Reason.NESTED), "b.docx": refused(Reason.NESTED)}))
def archive_called_text(path: Path, size: int) -> None:
    """The archives within are called text and Word."""
    inner = archive(plain({"c.txt": WORDS}))
    path.write_bytes(archive(plain({"a.txt": inner, "b.docx": inner})))


@hostile("overlapping-entries.zip", refused(Reason.BOMB, Reason.DAMAGED), 300, 5000)
def overlapping_entries(path: Path, size: int) -> None:
    """The entries share their bytes: each one's data is the next entry's header, quoted, and all that follows."""
    # No checksum is true: nobody may read as far as to compare it.
    chained = [replace(packed(b"%04d.txt" % size, b"a" * MB, 1), crc=0)]
    for number in reversed(range(size)):
        inner = chained[-1]
        header = local_header(inner)
        # A stored block of deflate that is not the last one: it holds the header, and what the header stands for goes on.
        quoted = struct.pack("<BHH", 0, len(header), len(header) ^ 0xFFFF) + header
        data, length = quoted + inner.data, (inner.size or 0) + len(header)
        chained.append(Entry(b"%04d.txt" % number, data, zipfile.ZIP_DEFLATED, length, 0))
    contents, offset = b"", 0
    for entry in reversed(chained):
        contents += central_header(entry, offset)
        offset += len(local_header(entry)) + 5
    made = local_header(chained[-1]) + chained[-1].data
    path.write_bytes(made + contents + end_record(len(chained), len(contents), len(made)))


@hostile("holds-itself.zip", unpacked({"holds-itself.zip": refused(Reason.NESTED)}, Reason.DAMAGED))
def holds_itself(path: Path, size: int) -> None:
    """Its one entry is what follows the entry's header, which is an archive again."""
    entry = Entry(b"holds-itself.zip", b"")
    for _ in range(2):
        contents = central_header(entry, 0)
        rest = contents + end_record(1, len(contents), len(local_header(entry)))
        entry = replace(entry, data=rest)
    contents = central_header(entry, 0)
    path.write_bytes(local_header(entry) + contents + end_record(1, len(contents), len(local_header(entry))))


@hostile("says-too-little.zip", unpacked({"a.txt": refused(Reason.DAMAGED, Reason.BOMB)}), 150, 2000)
def says_too_little(path: Path, size: int) -> None:
    """Its header says a hundred bytes, its data are so many megabytes."""
    path.write_bytes(archive([replace(packed(b"a.txt", b"a" * MB, size), size=100)]))


@hostile("says-too-much.zip", refused(Reason.BOMB))
def says_too_much(path: Path, size: int) -> None:
    """Its header says four gigabytes, its data are ten bytes."""
    path.write_bytes(archive([replace(packed(b"a.txt", b"0123456789", 1), size=0xFFFFFFFE)]))


@hostile("too-many-entries.zip", refused(Reason.BOMB), 10_001, 60_000)
def too_many_entries(path: Path, size: int) -> None:
    """More entries than anybody reads."""
    path.write_bytes(archive([Entry(b"%d.txt" % number, b"") for number in range(size)]))


@hostile("endless-contents.zip", refused(Reason.DAMAGED, Reason.BOMB))
def endless_contents(path: Path, size: int) -> None:
    """Its list of contents claims to have two gigabytes."""
    path.write_bytes(archive(plain({"a.txt": WORDS}))[:-22] + end_record(65535, 0x7FFFFFFF, 10))


@hostile(
    "names-that-lead-elsewhere.zip",
    unpacked(
        {
            "good.txt": read(WORDS),
            f"../../{SECRET_FILE}": refused(Reason.UNSAFE),
            "a/../../b.txt": refused(Reason.UNSAFE),
            "/etc/passwd": refused(Reason.UNSAFE),
            "C:/x.txt": refused(Reason.UNSAFE),
            "../y.txt": refused(Reason.UNSAFE),
            "//server/z.txt": refused(Reason.UNSAFE),
            "link.txt": refused(Reason.UNSAFE),
        }
    ),
)
def names_that_lead_elsewhere(path: Path, size: int) -> None:
    """Its members' names are paths out of the folder, from the root, of another drive, of another machine; one is a link."""
    names = (f"../../{SECRET_FILE}", "a/../../b.txt", "/etc/passwd", "C:\\x.txt", "..\\y.txt", "\\\\server\\z.txt")
    bad = plain(dict.fromkeys(names, WORDS + "坏"))
    link = Entry(b"link.txt", b"/etc/passwd", mode=0o120777)
    path.write_bytes(archive([*plain({"good.txt": WORDS + "好"}), *bad, link]))


@hostile(
    "names-nobody-can-type.zip",
    unpacked(
        {
            "a\0b.txt": refused(Reason.UNSAFE),
            "a\nb.txt": refused(Reason.UNSAFE),
            "a\x1b[2Jb.txt": refused(Reason.UNSAFE),
            "good.txt": read(WORDS),
        }
    ),
)
def names_nobody_can_type(path: Path, size: int) -> None:
    """Its members' names have a zero, a line's end, what clears a screen."""
    bad = plain(dict.fromkeys(("a\0b.txt", "a\nb.txt", "a\x1b[2Jb.txt"), WORDS + "坏"))
    path.write_bytes(archive([*bad, *plain({"good.txt": WORDS})]))


_LONG = "长" * 90 + ".txt"
_DEEP = "d/" * 2000 + "a.txt"


@hostile("long-names.zip", unpacked({_LONG: read("长名"), _DEEP: read("深处")}))
def long_names(path: Path, size: int) -> None:
    """Its members' names are longer than any file's can be, or lie two thousand folders deep."""
    path.write_bytes(archive(plain({_LONG: "长名" + WORDS, _DEEP: "深处" + WORDS})))


@hostile("same-name-twice.zip", refused(Reason.DAMAGED))
def same_name_twice(path: Path, size: int) -> None:
    """Two members have one name: what one program shows another does not."""
    path.write_bytes(archive([*plain({"a.txt": WORDS}), *plain({"a.txt": LAST})]))


@hostile("names-in-gbk.zip", unpacked({"渠道/水闸.txt": read(WORDS)}))
def names_in_gbk(path: Path, size: int) -> None:
    """Names as Chinese Windows packs them, without saying so."""
    entry = packed("渠道/水闸.txt".encode("gbk"), (WORDS + "国标名").encode(), 1)
    path.write_bytes(archive([replace(entry, flags=0)]))


@hostile("encrypted.zip", unpacked({"a.txt": refused(Reason.PROTECTED)}))
def encrypted(path: Path, size: int) -> None:
    """Its member has a password."""
    path.write_bytes(archive([Entry(b"a.txt", bytes(range(64)), size=52, flags=0x801)]))


@hostile("strange-method.zip", unpacked({"a.txt": refused(Reason.DAMAGED)}))
def strange_method(path: Path, size: int) -> None:
    """Its member is packed in a way nobody knows."""
    path.write_bytes(archive([Entry(b"a.txt", bytes(range(64)), method=99)]))


@hostile("cut-off.zip", refused(Reason.DAMAGED))
def cut_off(path: Path, size: int) -> None:
    """The download broke off."""
    data = archive([Entry(b"a.txt", _LINE), Entry(b"b.txt", _LINE)])
    path.write_bytes(data[: len(data) * 2 // 3])


@hostile("damaged-within.zip", unpacked({"a.txt": refused(Reason.DAMAGED), "b.txt": read(LAST)}))
def damaged_within(path: Path, size: int) -> None:
    """One member's bytes are no longer what they were; the other is whole."""
    one = packed(b"a.txt", _LINE, 1)
    broken = one.data[:20] + bytes(byte ^ 0x55 for byte in one.data[20:40]) + one.data[40:]
    path.write_bytes(archive([replace(one, data=broken), *plain({"b.txt": LAST + "完好"})]))


@hostile("junk-before.zip", refused(Reason.BINARY, Reason.UNSUPPORTED, Reason.ENCODING, Reason.DAMAGED))
def junk_before(path: Path, size: int) -> None:
    """Something stands before the archive, so that by its beginning it is none."""
    path.write_bytes(bytes(range(256)) * 4 + archive(plain({"a.txt": WORDS})))


@hostile("junk-after.zip", unpacked({"a.txt": either(Reason.DAMAGED, holds=(WORDS,))}, Reason.DAMAGED))
def junk_after(path: Path, size: int) -> None:
    """Something was written behind the archive."""
    path.write_bytes(archive(plain({"a.txt": WORDS + "后面"})) + b"\0junk" * 4000)


@hostile("pictures.zip", unpacked({"1.png": refused(Reason.UNSUPPORTED), "2.png": refused(Reason.UNSUPPORTED)}))
def pictures(path: Path, size: int) -> None:
    """Nothing but pictures."""
    path.write_bytes(archive([Entry(b"1.png", PNG), Entry(b"2.png", PNG + b"\0")]))


@hostile("empty.zip", refused(Reason.EMPTY, Reason.DAMAGED))
def empty(path: Path, size: int) -> None:
    """An archive of nothing."""
    path.write_bytes(archive([]))


@hostile("folders-only.zip", refused(Reason.EMPTY))
def folders_only(path: Path, size: int) -> None:
    """An archive of folders without a file."""
    path.write_bytes(archive([Entry(b"a/", b""), Entry(b"a/b/", b"")]))
