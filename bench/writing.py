"""Chinese that nobody wrote, to measure by."""

import random
from collections.abc import Iterator
from importlib.resources import files
from itertools import accumulate

# A page of Chinese text is about as many characters, a document of ours about as many pages.
PAGE, PAGES = 700, 5


class Writer:
    """Writes Chinese that nobody wrote: words by their frequency, with punctuation."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - text to measure by, no secret
        entries = [line.split() for line in (files("jieba") / "dict.txt").read_text("utf-8").splitlines()]
        self._words = [entry[0] for entry in entries]
        self._often = list(accumulate(int(entry[1]) for entry in entries))

    def paragraphs(self, characters: int) -> Iterator[str]:
        """Paragraphs of one to some sentences, so many characters in all."""
        while characters > 0:
            made = "".join(self._sentence() for _ in range(self._chance.randint(1, 6)))
            characters -= len(made)
            yield made

    def _sentence(self) -> str:
        words = self._chance.choices(self._words, cum_weights=self._often, k=self._chance.randint(8, 40))
        at = self._chance.randint(2, len(words))
        return "".join([*words[:at], "，", *words[at:]]) + "。"

    def article(self, number: int) -> list[str]:
        """A title, a byline and some pages."""
        return [f"# 第{number}号渠的修与护", "某县水利站站长 林渠", *self.paragraphs(PAGE * PAGES)]
