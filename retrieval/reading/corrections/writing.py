"""What reading found in a document, written so that a person can put it right."""

import unicodedata
from collections.abc import Iterator, Sequence

from retrieval.reading.corrections import rules
from retrieval.reading.corrections.applying import said
from retrieval.reading.corrections.beginnings import anchor_at, beginnings
from retrieval.reading.corrections.entries import FIELDS
from retrieval.records import Article

_HEAD = """\
# 这里是从文献里读出的各篇文章。改好保存，再运行一次 yinju add，就以这里写的为准。
# 可以改：title 题名、author 作者、position 职务、date 日期（2021、2021-11 或 2021-11-03）、
#         publication 刊名、issue 期号、column 栏目。引号里空着，就是文中没有写。
# 一篇分成两篇：添一段 [[articles]]，写上 anchor，照抄后一篇开头的原文；其余各项可以不写。
# 并入前一篇：删去这一篇的整段 [[articles]]。第一篇之前的文字不收。
# 不是文章、不要收：在这一篇里添一行 skip = true。
# anchor 和 offset 是这一篇开头的文字和位置，basis 是判断的依据和把握，都不必改。
# 想恢复原样，删去这个文件就行。
"""
_FOUND = """\
# 程序靠下面这些文字认出删去了哪几篇，请不要改。
[found]
"""
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
_UNSURE = 0.7


def explained(file_name: str, sha256: str, text: str, articles: Sequence[Article]) -> str:
    """The file of corrections for a text and the articles that reading found in it, as TOML.

    A lone surrogate, which no file can hold, becomes U+FFFD.
    """
    begins = beginnings(articles)
    head = [_HEAD, f"file = {_string(file_name)}\n", f"sha256 = {_string(sha256)}\n\n"]
    entries = [line for start, article in begins for line in (*_article(text, start, article), "\n")]
    found = [_FOUND, "anchors = [\n", *(f"    {_string(anchor_at(text, start))},\n" for start, _ in begins), "]\n"]
    return "".join([*head, *entries, *found])


def _article(text: str, start: int, article: Article) -> Iterator[str]:
    unsure = "，请核对" if article.confidence < _UNSURE else ""
    yield f"# 共 {len(article.paragraphs)} 段，把握 {article.confidence:.2f}{unsure}\n"
    yield "[[articles]]\n"
    yield from (f"{key} = {_string(said(article, key))}\n" for key in FIELDS)
    yield f"anchor = {_string(anchor_at(text, start))}\n"
    yield f"offset = {start}\n"
    if article.basis:
        yield "[articles.basis]\n"
        for key, one in {one.field: one for one in article.basis}.items():
            yield f"{_key(key)} = {{ rule = {_string(rules.said(one.rule))}, confidence = {one.confidence:.2f} }}\n"


def _key(key: str) -> str:
    return key if key.isascii() and key.replace("_", "").replace("-", "").isalnum() else _string(key)


def _string(text: str) -> str:
    """A TOML string on one line; what cannot be seen is written as its number."""
    return '"' + "".join(map(_character, text)) + '"'


def _character(char: str) -> str:
    if char in _SHORT:
        return _SHORT[char]
    category = unicodedata.category(char)
    if category == "Cs":
        return "\\uFFFD"
    if category in ("Cc", "Cf", "Zl", "Zp"):
        return f"\\u{ord(char):04X}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08X}"
    return char
