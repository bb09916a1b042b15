"""Folding and terms: the one function that documents and questions both go through.

The only module that imports jieba and opencc. Terms are jieba's search words (without its HMM, so that nothing depends
on what stands around a word) and the bigrams of every run of Han characters, in one list. Where rjieba is installed
(the extra `fast`) it cuts, which gives the same words ten times as fast.
"""

import logging
import re
import sys
import threading
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrieval.dictionary import Frequencies, keep

if TYPE_CHECKING:
    import opencc

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ebef"
HAN_RUN = re.compile(rf"[{_HAN}]+")
_WORD_RUN = re.compile(r"[^\W_]+")
_SOLID = re.compile(r"[\W_]+")
# Characters whose simplification depends on the word, so that a fragment's can differ from its document's. Words need
# the distinction (著名), looking up does not.
_VARIANTS = str.maketrans("著乾瞭藉", "着干了借")

# The dictionary as it is looked up in, in the folder of jieba's own.
_KEPT = "dictionary"
# So many texts are kept with what they fold to: a question comes back to the same paragraphs again and again.
_FOLDED = 1_000

# Words that say how a sentence is built, not what it is about. They would match everywhere.
STOP_WORDS = frozenset(
    """
    的 了 着 过 地 得 之 是 在 和 与 及 或 而 也 都 就 又 还 但 却 并 把 被 让 使 由 从 到 向 往 对 对于 于 以 为 为了
    因 因为 所以 如 如果 则 等 等等 这 那 这个 那个 这些 那些 其 该 此 它 它们 他 他们 她 她们 我 我们 你 你们 您 咱们
    自己 有 没有 个 一个 一种 上 下 中 里 内 外 时 能 会 要 可 可以 应 应该 需要 来 去 说 很 更 最 不 没 吗 呢 吧 啊 呀
    嘛 么 什么 怎么 怎样 如何 为什么 为何 谁 哪 哪个 哪些 哪里 哪儿 几 多少 多 请 请问 一下 关于 有关 通过 进行
    a an and are as at be by for from in is it of on or that the to was were what when where which who why how with
    """.split()
)


class Analyzer:
    """Folds text and cuts it into terms. Loading jieba's dictionary waits until the first text is cut."""

    def __init__(self, cache_dir: Path | None = None) -> None:
        """`cache_dir` is where jieba may keep its compiled dictionary; the system's temporary folder otherwise."""
        self.cache_dir = cache_dir
        self._lock = threading.Lock()
        self._cut: Callable[[str], list[str]] | None = None
        self._warm = False

    def terms(self, text: str) -> list[str]:
        """The terms of a text, words before bigrams, repeated as often as they occur."""
        folded = fold(text)
        return self.words(folded) + bigrams(folded)

    def words(self, folded: str) -> list[str]:
        """The search words of a folded text without stop words and punctuation."""
        return [word for word in self._loaded()(folded) if _WORD_RUN.fullmatch(word) and word not in STOP_WORDS]

    def warm(self) -> None:
        """Load all of the dictionary now, for many texts."""
        with self._lock:
            if not self._warm:
                self._cut, self._warm = _fast() or self._whole(), True

    def keep(self) -> None:
        """Keep the dictionary so that whoever cuts few texts reads little of it. Takes a second, the first time."""
        if self.cache_dir and not (self.cache_dir / _KEPT).exists():
            self._whole()

    def _loaded(self) -> Callable[[str], list[str]]:
        with self._lock:
            if self._cut is None:
                self._cut = self._piecemeal() or _fast() or self._whole()
            return self._cut

    def _piecemeal(self) -> Callable[[str], list[str]] | None:
        """jieba, reading of its dictionary what it looks up; None where that was not kept in this form."""
        if self.cache_dir is None or not (self.cache_dir / _KEPT).exists():
            return None
        tokenizer, version = _tokenizer()
        try:
            tokenizer.FREQ = Frequencies(self.cache_dir / _KEPT, version)
        except (OSError, ValueError):
            with suppress(OSError):
                (self.cache_dir / _KEPT).unlink()
            return None
        tokenizer.total, tokenizer.initialized = tokenizer.FREQ.total, True
        return partial(tokenizer.lcut_for_search, HMM=False)

    def _whole(self) -> Callable[[str], list[str]]:
        tokenizer, version = _tokenizer()
        if self.cache_dir:
            self.cache_dir.mkdir(parents=True, exist_ok=True)
            tokenizer.tmp_dir = str(self.cache_dir)
        tokenizer.initialize()
        if self.cache_dir and not (self.cache_dir / _KEPT).exists():
            keep(tokenizer.FREQ, tokenizer.total, self.cache_dir / _KEPT, version)
        return partial(tokenizer.lcut_for_search, HMM=False)


def _tokenizer() -> tuple[Any, str]:
    """A tokenizer of jieba's that has no dictionary yet, and the version of what it will have."""
    # jieba opens its files by pkg_resources where that is there, and loading it takes four times as long as jieba.
    absent = "pkg_resources" not in sys.modules
    if absent:
        sys.modules["pkg_resources"] = None  # type: ignore[assignment]
    try:
        import jieba  # noqa: PLC0415 - most commands never need it
    finally:
        if absent:
            del sys.modules["pkg_resources"]
    jieba.setLogLevel(logging.ERROR)
    return jieba.Tokenizer(), jieba.__version__


def _fast() -> Callable[[str], list[str]] | None:
    """rjieba's way of cutting; None where it is not installed."""
    try:
        import rjieba  # noqa: PLC0415 - an extra
    except ImportError:
        return None
    return partial(rjieba.Jieba().cut_for_search, hmm=False)


@lru_cache(_FOLDED)
def fold(text: str) -> str:
    """The text in one width, case and script (Simplified), every character at its place: the length never changes."""
    narrow = text.translate(_NARROW)
    simplified: str = _opencc().convert(narrow)
    if len(simplified) != len(narrow):
        simplified = narrow
    # OpenCC keeps some long forms by the words around them; one by one all characters come out the same everywhere.
    return simplified.translate(_ALONE)


def solid(text: str) -> str:
    """Folded letters and digits alone: what is left when punctuation, width, white space and script are put aside."""
    # Marks go first: what folds together with its neighbours must not depend on what stands between them.
    return fold(_SOLID.sub("", text.translate(_NARROW))).translate(_VARIANTS)


def solid_map(text: str) -> tuple[str, list[int]]:
    """`solid(text)` and, for each of its characters, the index in `text`."""
    places = [index for index, char in enumerate(text.translate(_NARROW)) if not _SOLID.match(char)]
    return solid(text), places


def bigrams(folded: str) -> list[str]:
    """Overlapping pairs of Han characters; a run of one character has none."""
    pairs: list[str] = []
    for run in HAN_RUN.findall(folded):
        pairs += [run[i : i + 2] for i in range(len(run) - 1)]
    return pairs


class _Table(dict[int, str]):
    """A translation table that fills itself, a character at a time, so that folding runs in `str.translate`."""

    def __init__(self, translated: Callable[[str], str]) -> None:
        super().__init__()
        self._translated = translated

    def __missing__(self, code: int) -> str:
        char = self[code] = self._translated(chr(code))
        return char


def _narrow(char: str) -> str:
    """NFKC and lower case of one character, where that is one character too."""
    narrow = unicodedata.normalize("NFKC", char).lower()
    return narrow if len(narrow) == 1 else char


def _alone(char: str) -> str:
    """One character simplified without its neighbours, where that is one character too."""
    simplified = _opencc().convert(char)
    return _narrow(simplified) if len(simplified) == 1 else char


_NARROW = _Table(_narrow)
_ALONE = _Table(_alone)


def narrow(text: str) -> str:
    """The text in one width and case, its script as it is; the length never changes."""
    return text.translate(_NARROW)


def is_dictionary_word(text: str) -> bool:
    """Whether jieba's dictionary has it as a word that is not a person's name."""
    return text in _words()


def is_named(text: str) -> bool:
    """Whether jieba's dictionary has it as the name of a person, a place or a body."""
    return text in _names()


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    """The dictionary's words of up to four characters that are no person's name."""
    return frozenset(re.findall(r"^(\S{1,4}) \d+ (?!nr)", _dictionary(), re.MULTILINE))


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    """All that is some name."""
    return frozenset(re.findall(r"^(\S{2,}) \d+ (?:nr|ns|nt)", _dictionary(), re.MULTILINE))


def _dictionary() -> str:
    """A line for each word: the word, how often it is used, its kind."""
    # Importing jieba for its file takes longer than reading that.
    spec = find_spec("jieba")
    return Path(str(spec and spec.origin)).with_name("dict.txt").read_text("utf-8")


@lru_cache(maxsize=1)
def _opencc() -> "opencc.OpenCC":
    import opencc  # noqa: PLC0415 - loaded with the first text, as jieba is

    return opencc.OpenCC("t2s")
