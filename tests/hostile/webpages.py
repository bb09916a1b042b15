"""Web pages and e-books that nest without end, refer to files of this machine, or lie about what they are."""

from pathlib import Path

from retrieval.errors import Reason
from tests.hostile.making import (
    CONTAINER,
    LAST,
    MB,
    WORDS,
    Entry,
    archive,
    chapter,
    epub,
    opf,
    outside,
    packed,
    plain,
)
from tests.hostile.registry import either, hostile, read, refused

# A page that is large and shows next to nothing is refused, which is another rule.
_TEXT = WORDS * 20
_PAGE = "<!DOCTYPE html><html><head><meta charset='utf-8'><title>渠</title>{}</head><body>{}</body></html>"


def _page(path: Path, inner: str, head: str = "") -> None:
    path.write_text(_PAGE.format(head, inner), "utf-8")


@hostile("nested.html", refused(Reason.BOMB), 20_000, 200_000)
def nested(path: Path, size: int) -> None:
    """So many boxes in one another, which makes parsers drop the text and say nothing."""
    _page(path, "<div>" * size + f"<p>{WORDS}</p>" + "</div>" * size)


@hostile("tags.html", refused(Reason.BOMB, Reason.TOO_LARGE, Reason.TIME, Reason.MEMORY), 11, 150)
def tags(path: Path, size: int) -> None:
    """So many megabytes of tags around a sentence."""
    _page(path, f"<p>{WORDS}</p>" + "<b></b>" * (size * MB // 7))


@hostile("unclosed-comment.html", read(WORDS))
def unclosed_comment(path: Path, size: int) -> None:
    """A comment that never ends, after the text."""
    _page(path, f"<p>{_TEXT}</p><!-- " + "注" * 50_000)


@hostile("unclosed-script.html", read(WORDS))
def unclosed_script(path: Path, size: int) -> None:
    """A script that never ends, after the text."""
    _page(path, f"<p>{WORDS}{LAST}</p><script>" + "var a = '<p>';" * 5_000)


@hostile("unclosed-tags.html", either(Reason.BOMB, holds=(WORDS,)), 5_000, 100_000)
def unclosed_tags(path: Path, size: int) -> None:
    """So many tags that nobody closes, each of which goes on in every paragraph."""
    _page(path, f"<p>{WORDS}文字</p>" + "<b><i><font><a href='x'>" * size + f"<p>{LAST}</p>")


@hostile("entities.html", either(Reason.BOMB, Reason.TIME, holds=(WORDS, LAST)), 100_000, 1_500_000)
def entities(path: Path, size: int) -> None:
    """So many entities in a row."""
    _page(path, f"<p>{_TEXT}实体</p><p>" + "&amp;" * size + f"</p><p>{LAST}</p>")


@hostile("entities-of-its-own.html", either(Reason.UNSAFE, Reason.DAMAGED, Reason.UNSUPPORTED, holds=(WORDS,)))
def entities_of_its_own(path: Path, size: int) -> None:
    """Entities made of entities, and one that is a file of this machine."""
    declared = f'<!ENTITY a "哈哈哈"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY o SYSTEM "{outside(path).as_uri()}">'
    path.write_text(f"<!DOCTYPE html [{declared}]><html><body><p>{WORDS}自有</p><p>&b;&o;</p></body></html>", "utf-8")


@hostile("entities-of-its-own.xhtml", either(Reason.UNSAFE, Reason.DAMAGED, Reason.UNSUPPORTED, holds=(WORDS,)))
def entities_of_its_own_in_xml(path: Path, size: int) -> None:
    """The same in XML, with declarations fetched from elsewhere."""
    declared = f'<!ENTITY % far SYSTEM "{outside(path).as_uri()}"> %far; <!ENTITY o SYSTEM "file:///etc/passwd">'
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE html [{declared}]><html xmlns="http://www.w3.org/1999/xhtml"><body>'
        f"<p>{WORDS}外部</p><p>&o;</p></body></html>",
        "utf-8",
    )


@hostile("wrong-charset.html", read(WORDS))
def wrong_charset(path: Path, size: int) -> None:
    """It says GBK and is UTF-8."""
    path.write_text(f"<html><head><meta charset='gbk'></head><body><p>{WORDS}编码</p></body></html>", "utf-8")


@hostile("unknown-charset.html", read(WORDS))
def unknown_charset(path: Path, size: int) -> None:
    """It names codecs that are none of characters, or none at all."""
    head = "<meta charset='zip'><meta http-equiv='Content-Type' content='text/html; charset=idna'>"
    _page(path, f"<p>{WORDS}无名</p>", head)


@hostile("refers-elsewhere.html", read(WORDS))
def refers_elsewhere(path: Path, size: int) -> None:
    """Frames, pictures, objects, inclusions and a refresh, all of files of this machine."""
    far = outside(path).as_uri()
    head = f"<meta http-equiv='refresh' content='0; url={far}'><base href='file:///'><link rel='import' href='{far}'>"
    inner = "".join(f"<{tag} src='{far}' data='{far}' href='{far}'>" for tag in ("iframe", "img", "object", "embed"))
    included = f"<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='{far}' parse='text'/>"
    _page(path, f"<p>{WORDS}引用</p>{included}{inner}", head)


@hostile("long-attribute.html", either(Reason.BOMB, Reason.DAMAGED, Reason.EMPTY, holds=(WORDS,)), 1, 5)
def long_attribute(path: Path, size: int) -> None:
    """An attribute of so many megabytes."""
    _page(path, f"<p>{_TEXT}属性</p><p class='{'a ' * (size * MB // 2)}'>{LAST}</p>")


@hostile("many-attributes.html", either(Reason.BOMB, holds=(WORDS,)), 20_000, 300_000)
def many_attributes(path: Path, size: int) -> None:
    """An element with so many attributes."""
    _page(path, f"<p>{_TEXT}多项</p><p {' '.join(f'a{number}=1' for number in range(size))}>{LAST}</p>")


@hostile("frames-only.html", refused(Reason.EMPTY, Reason.NO_TEXT))
def frames_only(path: Path, size: int) -> None:
    """A page of frames, whose text is elsewhere."""
    far = outside(path).as_uri()
    path.write_text(
        f"<html><head><title>a</title></head><frameset cols='*'><frame src='{far}'></frameset></html>", "utf-8"
    )


@hostile("zeros.html", either(Reason.BINARY, Reason.DAMAGED, Reason.ENCODING, holds=(WORDS,)))
def zeros(path: Path, size: int) -> None:
    """Zeros between the tags and in the words."""
    _page(path, f"<p>{WORDS}零点</p>" + "<p\0>a\0b</p\0>" * 100)


@hostile("endless-spans.html", read(WORDS))
def endless_spans(path: Path, size: int) -> None:
    """Cells as wide and as high as two thousand million."""
    cell = "<td colspan='2147483647' rowspan='2147483647'>{}</td>"
    _page(
        path,
        f"<p>{WORDS}{WORDS}跨格</p><table><tr>{cell.format('渠') * 2}</tr><tr>{cell.format('坝') * 2}</tr></table>",
    )


@hostile("deep-tables.html", either(Reason.BOMB, Reason.TIME, holds=(WORDS,)), 60, 60)
def deep_tables(path: Path, size: int) -> None:
    """Tables in tables, as deep as a parser takes them; whoever looks at each one's inside looks for ever."""
    _page(
        path,
        "<table><tr><td>" * size + f"<p>{WORDS}表中</p>" + "</td><td>a</td></tr><tr><td>b</td></tr></table>" * size,
    )


@hostile("one-long-line.html", either(Reason.BOMB, Reason.TIME, holds=(WORDS,)), 300_000, 9_000_000)
def one_long_line(path: Path, size: int) -> None:
    """So many brackets and spaces in one paragraph."""
    _page(path, f"<p>{_TEXT}长行</p><p>{'（' * (size // 6)}</p><p>{' &nbsp;' * (size // 14)}</p>")


@hostile("no-container.epub", refused(Reason.DAMAGED))
def no_container(path: Path, size: int) -> None:
    """An e-book that does not say where its contents are."""
    path.write_bytes(epub({"book.opf": opf(["a.xhtml"]), "a.xhtml": chapter(WORDS)}, container=None))


@hostile("no-contents.epub", refused(Reason.DAMAGED))
def no_contents(path: Path, size: int) -> None:
    """An e-book whose contents are not where it says."""
    path.write_bytes(epub({"a.xhtml": chapter(WORDS)}))


@hostile("spine-outside.epub", refused(Reason.UNSAFE, Reason.DAMAGED, Reason.EMPTY))
def spine_outside(path: Path, size: int) -> None:
    """An e-book whose chapters are files of this machine."""
    far = ["../../../../../../etc/passwd", "/etc/passwd", outside(path).as_uri(), "http://127.0.0.1:9/a.xhtml"]
    path.write_bytes(epub({"book.opf": opf(far)}))


@hostile("entities.epub", refused(Reason.UNSAFE, Reason.DAMAGED))
def entities_in_contents(path: Path, size: int) -> None:
    """An e-book whose contents declare an entity that is a file of this machine."""
    declared = f'<!DOCTYPE package [<!ENTITY o SYSTEM "{outside(path).as_uri()}">]>'
    path.write_bytes(epub({"book.opf": opf(["a.xhtml"], declared, "&o;"), "a.xhtml": chapter(WORDS)}))


@hostile("entities-in-chapter.epub", either(Reason.UNSAFE, Reason.DAMAGED, Reason.EMPTY))
def entities_in_chapter(path: Path, size: int) -> None:
    """The same in a chapter."""
    declared = f'<!DOCTYPE html [<!ENTITY o SYSTEM "{outside(path).as_uri()}">]>'
    said = chapter(f"{WORDS}&o;").replace("<html", f"{declared}<html")
    path.write_bytes(epub({"book.opf": opf(["a.xhtml"]), "a.xhtml": said}))


_ENCRYPTION = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:e="http://www.w3.org/2001/04/xmlenc#">'
    '<e:EncryptedData><e:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes256-cbc"/><e:CipherData>'
    '<e:CipherReference URI="OEBPS/a.xhtml"/></e:CipherData></e:EncryptedData></encryption>'
)


@hostile("locked.epub", refused(Reason.PROTECTED))
def locked(path: Path, size: int) -> None:
    """An e-book whose chapters a shop has encrypted."""
    files: dict[str, str | bytes] = {"book.opf": opf(["a.xhtml"]), "a.xhtml": bytes(range(256)) * 9}
    path.write_bytes(epub({**files, "/META-INF/encryption.xml": _ENCRYPTION}))


@hostile("same-chapter.epub", either(Reason.BOMB, Reason.DAMAGED, Reason.TOO_LARGE, holds=(WORDS,)), 10_000, 50_000)
def same_chapter(path: Path, size: int) -> None:
    """An e-book whose spine names one chapter so many times."""
    path.write_bytes(epub({"book.opf": opf(["a.xhtml"] * size), "a.xhtml": chapter(WORDS * 5 + "重复")}))


@hostile("contents-as-chapter.epub", either(Reason.DAMAGED, Reason.EMPTY, Reason.UNSAFE))
def contents_as_chapter(path: Path, size: int) -> None:
    """An e-book whose chapter is its own list of contents."""
    path.write_bytes(epub({"book.opf": opf(["book.opf", "./../OEBPS/book.opf"])}))


@hostile("bomb.epub", refused(Reason.BOMB), 110, 1000)
def bomb(path: Path, size: int) -> None:
    """An e-book with a chapter of so many megabytes."""
    honest = plain({"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": opf(["a.xhtml"])})
    huge = packed(b"OEBPS/a.xhtml", b"<p>" + b"a" * (MB - 3), size)
    path.write_bytes(archive([Entry(b"mimetype", b"application/epub+zip"), *honest, huge]))


@hostile("nested.epub", either(Reason.BOMB, Reason.DAMAGED), 20_000, 200_000)
def nested_chapter(path: Path, size: int) -> None:
    """An e-book with a chapter of boxes in one another, so many deep."""
    said = chapter("<span>" * size + WORDS + "</span>" * size)
    path.write_bytes(epub({"book.opf": opf(["a.xhtml"]), "a.xhtml": said}))
