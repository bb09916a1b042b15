"""Texts that are none, tables of passages that are broken, lines without end that make patterns run for ever."""

import random
from pathlib import Path

from retrieval.errors import Reason
from tests.hostile.making import LAST, MB, PNG, WORDS, body, docx, lines_shown, page_objects, paragraph, pdf
from tests.hostile.registry import Expected, either, hostile, read, refused

_ANY = either(Reason.EMPTY, Reason.BINARY, Reason.ENCODING, Reason.NO_TEXT)


@hostile("nothing.txt", refused(Reason.EMPTY))
def nothing(path: Path, size: int) -> None:
    """No byte at all."""
    path.write_bytes(b"")


@hostile("byte-order-mark.txt", refused(Reason.EMPTY))
def byte_order_mark(path: Path, size: int) -> None:
    """A byte order mark and nothing after it."""
    path.write_bytes(b"\xef\xbb\xbf")


@hostile("white-space.txt", refused(Reason.EMPTY))
def white_space(path: Path, size: int) -> None:
    """Spaces of every kind."""
    path.write_text(" \t\u3000\u200b\xa0\r\n\f" * 1000, "utf-8")


@hostile("line-ends.txt", refused(Reason.EMPTY), 1, 10)
def line_ends(path: Path, size: int) -> None:
    """So many megabytes of line ends."""
    path.write_bytes(b"\n" * (size * MB))


@hostile("control-characters.txt", refused(Reason.BINARY))
def control_characters(path: Path, size: int) -> None:
    """Text with what drives terminals in it."""
    path.write_text(f"{WORDS}\x1b[31m\x07\x00\n" * 20, "utf-8")


@hostile("zeros.txt", refused(Reason.BINARY, Reason.ENCODING))
def zeros(path: Path, size: int) -> None:
    """Text padded with zeros."""
    path.write_bytes(WORDS.encode() + bytes(5000))


@hostile("one-bad-byte.txt", refused(Reason.ENCODING, Reason.BINARY))
def one_bad_byte(path: Path, size: int) -> None:
    """UTF-8 but for two bytes in its middle that are nothing in any encoding."""
    path.write_bytes((WORDS * 50).encode() + b"\xff\xff" + (LAST * 50).encode())


@hostile("odd-byte.txt", either(Reason.ENCODING, holds=(WORDS,)))
def odd_byte(path: Path, size: int) -> None:
    """UTF-16 that breaks off in the middle of a character."""
    path.write_bytes(f"{WORDS}\n{LAST}奇".encode("utf-16")[:-1])


@hostile("seven-bits.txt", either(Reason.ENCODING, Reason.BINARY))
def seven_bits(path: Path, size: int) -> None:
    """UTF-7, which nobody should guess."""
    path.write_bytes(WORDS.encode("utf-7"))


@hostile("random.txt", refused(Reason.ENCODING, Reason.BINARY, Reason.UNSUPPORTED))
def random_bytes(path: Path, size: int) -> None:
    """Noise."""
    path.write_bytes(b"a" + random.Random(3).randbytes(100_000))  # noqa: S311


@hostile("half-characters.txt", refused(Reason.ENCODING, Reason.BINARY))
def half_characters(path: Path, size: int) -> None:
    """Halves of characters, as broken programs write them."""
    path.write_bytes(WORDS.encode() + b"\xed\xa0\x80\xed\xb0\x80" * 100)


@hostile("combining.txt", read(WORDS))
def combining(path: Path, size: int) -> None:
    """A letter with ten thousand accents."""
    path.write_text(f"{WORDS}重音\na{chr(0x301) * 10_000}\n", "utf-8")


@hostile("directions.txt", read(WORDS))
def directions(path: Path, size: int) -> None:
    """Marks that turn the direction of writing, and never turn it back."""
    path.write_text(f"{WORDS}方向\n" + "\u202e\u2066\u2067渠\u200f水\n" * 500, "utf-8")


@hostile("private-use.txt", read(WORDS))
def private_use(path: Path, size: int) -> None:
    """Characters that are nobody's, and some that are none."""
    path.write_text(f"{WORDS}私用\n" + "\ue000\uf8ff\U000f0000\ufffe\uffff\U0010ffff\n" * 500, "utf-8")


@hostile("a-word-a-line.txt", either(Reason.TIME, Reason.MEMORY, holds=("渠",)), 4_000, 1_000_000)
def a_word_a_line(path: Path, size: int) -> None:
    """So many lines with one word each, a blank line after every one."""
    path.write_text("渠\n\n" * size, "utf-8")


@hostile("one-line.txt", either(Reason.TIME, Reason.MEMORY, holds=(WORDS,)), 300_000, 7_000_000)
def one_line(path: Path, size: int) -> None:
    """So many characters without a line's end."""
    path.write_text(WORDS * (size // len(WORDS)), "utf-8")


@hostile("one-word.txt", either(Reason.TIME, Reason.MEMORY, holds=("渠渠渠",)), 100_000, 7_000_000)
def one_word(path: Path, size: int) -> None:
    """The same character so many times: a word without end for whoever looks for the best way to cut it."""
    path.write_text("渠" * size, "utf-8")


@hostile("form-feeds.txt", either(Reason.TIME, Reason.MEMORY, holds=(WORDS,)), 50_000, 2_000_000)
def form_feeds(path: Path, size: int) -> None:
    """So many pages with nothing on them."""
    path.write_text(WORDS + "换页" + "\f" * size + LAST, "utf-8")


# What a rule of reading might look for: a line of nothing else makes a careless pattern try every way to split it.
_PIECES = {
    "brackets": "（",
    "pairs": "（）",
    "spaces": " ",
    "wide-spaces": "\u3000",
    "tabs": "\t",
    "names": "作者：",
    "numbers-of-law": "第",
    "numerals": "一、",
    "many-numerals": "二〇",
    "bars": "|",
    "stars": "*",
    "marks": "#",
    "marks-and-spaces": "# ",
    "quotes": ">",
    "quotation-marks": "“",
    "dashes": "—",
    "hyphens": "-",
    "dots": "…",
    "stops": "。",
    "middle-dots": "·",
    "commas": "、",
    "tags": "<",
    "closed-tags": "<a>",
    "ampersands": "&",
    "underlines": "_",
    "ticks": "`",
    "digits": "1",
    "dotted-digits": "1.",
    "dates": "2023年5月",
    "years": "2023",
    "slashes": "/",
    "book-marks": "《",
    "square-brackets": "【",
    "links": "[](",
    "backslashes": "\\",
    "latin": "a ",
    "spaced": "渠 ",
    "colons": "：",
    "columns": "\t|",
    "carriage-returns": "\r",
    "zero-width": "\u200b",
    "bylines": "（作者为某县水利局局长林渠）",
    "units": "某县水利局局长",
}


def _repeated(name: str, piece: str) -> None:
    expected = either(Reason.EMPTY, holds=(WORDS, LAST))

    @hostile(f"line-of-{name}.txt", expected, 30_000, 5_000_000)
    def line(path: Path, size: int) -> None:
        """A line of so many characters, the same piece over and over."""
        path.write_text(f"{WORDS}{name}\n{piece * (size // len(piece))}\n{LAST}\n", "utf-8")

    @hostile(f"lines-of-{name}.txt", expected, 400, 200_000)
    def lines(path: Path, size: int) -> None:
        """So many short lines of the same piece over and over, between blank ones."""
        path.write_text(f"{WORDS}{name}行\n\n" + f"{piece * 7}\n\n" * size + f"{LAST}\n", "utf-8")


for _name, _piece in _PIECES.items():
    _repeated(_name, _piece)


def _openings(name: str, written: str) -> None:
    @hostile(f"articles-of-{name}.txt", either(Reason.TIME, holds=(WORDS,)), 250, 60_000)
    def articles(path: Path, size: int) -> None:
        """So many beginnings of articles."""
        path.write_text("".join(written.format(number, WORDS) for number in range(size)), "utf-8")


_openings("headings", "# 第{}渠\n\n{}\n\n")
_openings("bylines", "渠事之{}\n（作者为某县水利局局长）\n{}\n")
_openings("chapters", "第{}章 渠\n第一条 {}\n")
_openings("sections", "一、渠{}\n（一）水\n1.闸\n{}\n")


def _rows(path: Path, *lines: str | bytes, end: bytes = b"\n") -> None:
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines) + end)


_ROW = f'{{"title": "渠", "text": "{WORDS}"}}'
_AFTER = f'{{"title": "渠", "text": "{LAST}"}}'


@hostile("endless-row.jsonl", refused(Reason.BOMB), 11, 50)
def endless_row(path: Path, size: int) -> None:
    """One row of so many megabytes."""
    _rows(path, _ROW, f'{{"text": "{"a" * (size * MB)}"}}', _AFTER)


@hostile("deep-row.jsonl", either(Reason.ROW, Reason.BOMB, holds=(WORDS, LAST)), 100_000, 3_000_000)
def deep_row(path: Path, size: int) -> None:
    """Lists in lists, so many deep, in one row."""
    _rows(path, _ROW[:-2] + '深"}', "[" * size, f'{{"text": {"[" * size}', '{"a":' * size, _AFTER)


@hostile("deep-first-row.jsonl", refused(Reason.ROW, Reason.EMPTY), 100_000, 3_000_000)
def deep_first_row(path: Path, size: int) -> None:
    """The same, and nothing else."""
    _rows(path, '{"text": ' + "[" * size + "]" * size + "}")


@hostile("half-characters.jsonl", either(Reason.ROW, holds=(WORDS, LAST)))
def half_characters_in_row(path: Path, size: int) -> None:
    """Halves of characters, which JSON can spell and no text can hold."""
    _rows(path, _ROW[:-2] + '半"}', r'{"text": "\ud800"}', r'{"title": "\udfff", "text": "a"}', _AFTER)


@hostile("bad-byte.jsonl", refused(Reason.ENCODING))
def bad_byte(path: Path, size: int) -> None:
    """After many rows, one that is no UTF-8."""
    _rows(path, *[_ROW] * 5000, b'{"text": "\xff\xfe\xfd"}', _AFTER)


@hostile("no-number.jsonl", either(Reason.ROW, holds=(WORDS, LAST)))
def no_number(path: Path, size: int) -> None:
    """Numbers that are none, in columns and in place of rows."""
    _rows(path, _ROW[:-2] + '数"}', '{"text": NaN}', "NaN", "-Infinity", '{"issue": Infinity, "text": "1e999"}', _AFTER)


@hostile("same-key.jsonl", read(LAST))
def same_key(path: Path, size: int) -> None:
    """One key twice in a row."""
    _rows(path, f'{{"text": "{WORDS}", "title": "a", "title": "b", "text": "{LAST}同键"}}')


@hostile("no-end.jsonl", read(WORDS, LAST))
def no_end(path: Path, size: int) -> None:
    """A byte order mark, blank lines, and no end of the last line."""
    _rows(path, b"\xef\xbb\xbf" + _ROW.encode()[:-2] + '尾"}'.encode(), "", "  \t", _AFTER, end=b"")


@hostile("endless-number.jsonl", either(Reason.ROW, Reason.BOMB, holds=(WORDS,)), 2, 100)
def endless_number(path: Path, size: int) -> None:
    """A number of so many million digits."""
    _rows(path, _ROW[:-2] + '大"}', f'{{"issue": {"9" * (size * MB)}, "text": "a"}}', _AFTER)


@hostile("no-text.jsonl", refused(Reason.ROW))
def no_text(path: Path, size: int) -> None:
    """Rows without a text."""
    _rows(path, *['{"title": "渠"}'] * 100)


@hostile("no-text-within.jsonl", refused(Reason.ROW))
def no_text_within(path: Path, size: int) -> None:
    """Rows whose text is something else than words."""
    _rows(path, '{"text": {"text": "a"}}', '{"text": [["a"]]}', '{"text": null}', '{"text": true}', '{"text": "  "}')


_HEADER = "title,author,text"


@hostile("open-quote.csv", either(Reason.ROW, Reason.BOMB, Reason.DAMAGED, holds=(WORDS,)))
def open_quote(path: Path, size: int) -> None:
    """A quotation mark that swallows the rest of the file."""
    _rows(path, _HEADER, f"渠,林渠,{WORDS}开", '渠,林渠,"' + LAST, *[f"渠,林渠,{LAST}"] * 1000)


@hostile("zero.csv", refused(Reason.DAMAGED, Reason.BINARY, Reason.ENCODING))
def zero_in_table(path: Path, size: int) -> None:
    """A zero in a field."""
    _rows(path, _HEADER, f"渠,林渠,{WORDS}\0")


@hostile("many-columns.csv", either(Reason.ROW, holds=(WORDS,)), 10_000, 1_000_000)
def many_columns(path: Path, size: int) -> None:
    """So many columns."""
    _rows(path, _HEADER + "," + ",".join(f"c{n}" for n in range(size)), f"渠,林渠,{WORDS * 5}列" + ",a" * size)


@hostile("endless-field.csv", refused(Reason.BOMB), 11, 50)
def endless_field(path: Path, size: int) -> None:
    """A field of so many megabytes."""
    _rows(path, _HEADER, f"渠,林渠,{WORDS}", f"渠,林渠,{'a' * (size * MB)}")


@hostile("header-only.csv", refused(Reason.EMPTY))
def header_only(path: Path, size: int) -> None:
    """Columns and no row."""
    _rows(path, _HEADER)


@hostile("unequal-rows.csv", read(WORDS))
def unequal_rows(path: Path, size: int) -> None:
    """Rows with fewer and with more values than there are columns."""
    _rows(path, _HEADER, f"渠,林渠,{WORDS}齐", "渠", "渠,林渠", "渠,林渠,a,b,c,d", ",,,,,", "")


@hostile("unknown-columns.csv", refused(Reason.ROW))
def unknown_columns(path: Path, size: int) -> None:
    """No column that is said to be the text."""
    _rows(path, "甲,乙,丙", "1,2,3")


@hostile("picture.txt", refused(Reason.UNSUPPORTED))
def picture_called_text(path: Path, size: int) -> None:
    """A picture called text."""
    path.write_bytes(PNG)


@hostile("pdf.txt", read(WORDS))
def pdf_called_text(path: Path, size: int) -> None:
    """A PDF called text."""
    path.write_bytes(pdf(page_objects(lines_shown(WORDS, "冒名"))))


@hostile("word.pdf", read(WORDS))
def word_called_pdf(path: Path, size: int) -> None:
    """A Word document called PDF."""
    path.write_bytes(docx(body(paragraph(WORDS + "冒名的"))))


@hostile("text.docx", read(WORDS))
def text_called_word(path: Path, size: int) -> None:
    """Text called Word."""
    path.write_text(f"{WORDS}文本\n{LAST}\n", "utf-8")


@hostile("page.docx", read(WORDS))
def page_called_word(path: Path, size: int) -> None:
    """A web page called Word, as offices save them."""
    path.write_text(f"<html><body><p>{WORDS}网页</p><p>{LAST}</p></body></html>", "utf-8")


@hostile("pdf.docx", read(WORDS))
def pdf_called_word(path: Path, size: int) -> None:
    """A PDF called Word."""
    path.write_bytes(pdf(page_objects(lines_shown(WORDS, "冒名的二"))))


@hostile("program.docx", refused(Reason.UNSUPPORTED, Reason.BINARY, Reason.DAMAGED))
def program_called_word(path: Path, size: int) -> None:
    """A program called Word."""
    path.write_bytes(b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0" + bytes(range(256)) * 40)


@hostile("gzip.txt", refused(Reason.UNSUPPORTED))
def gzip_called_text(path: Path, size: int) -> None:
    """A gzip file called text."""
    path.write_bytes(b"\x1f\x8b\x08\0\0\0\0\0\0\3" + bytes(range(256)))


@hostile("prose.json", refused(Reason.UNSUPPORTED))
def deep_json(path: Path, size: int) -> None:
    """Data for programs, a hundred thousand lists deep."""
    path.write_text("[" * 100_000, "utf-8")


@hostile("prose.jsonl", Expected(frozenset({Reason.ROW, Reason.EMPTY}), (WORDS,)))
def prose_called_rows(path: Path, size: int) -> None:
    """Prose called rows."""
    path.write_text(f"{WORDS}行列\n{LAST}\n", "utf-8")
