"""What checking words came to, said in words: the verdict first, then what differs and what that may turn."""

from collections import Counter
from collections.abc import Callable

from bot.wording.wording import Wording
from retrieval.answering.answer import MOST_QUOTES
from retrieval.answering.checking import ALTERED, COMPOSITE, EXACT, MISATTRIBUTED, OMISSION, RELAYED, UNKNOWN
from retrieval.records import Answer, Quote

Mark = Callable[[str, str], str]

_NAMED_DIFFERENCES = 5
_NAMED_LENGTH = 20
_NAMED_SENTENCES = 5
_LONGEST_NAME = 40


def _unmarked(_: str, words: str) -> str:
    return words


def verdict_line(answer: Answer, shown: int, wording: Wording) -> str:
    """The verdict on the words that were asked about, in one line or, of a longer text, a few."""
    if answer.checks:
        return _of_sentences(answer, wording)
    claimed = shortened(answer.claimed or "", _LONGEST_NAME)
    if answer.verdict == UNKNOWN or not answer.found:
        return wording.not_standing_of.format(claimed=claimed) if claimed else wording.not_standing
    if omitting(answer):
        return wording.omitting + wording.colon
    if answer.verdict == COMPOSITE:
        return wording.composite.format(count=len(answer.quotes)) + wording.colon
    altered = answer.quotes[0].match == "near"
    if answer.verdict == MISATTRIBUTED:
        return (wording.misattributed_near if altered else wording.misattributed).format(
            claimed=claimed
        ) + wording.colon
    if answer.verdict == RELAYED:
        return wording.relayed.format(claimed=claimed) + wording.colon
    if altered:
        return (wording.claimed_altered.format(claimed=claimed) if claimed else wording.nearly_standing) + wording.colon
    line = wording.claimed_exact.format(claimed=claimed) if claimed else _standing(answer, shown, wording)
    return line + aside(answer.quotes[0], wording) + wording.colon


def omitting(answer: Answer) -> bool:
    """Whether the words are pieces of one article in their order, with dots for what stands between."""
    return bool(answer.quotes) and all(OMISSION in quote.aside for quote in answer.quotes)


def mixed(answer: Answer) -> bool:
    """Whether the words are pieces put together, each of which differs from the whole by all the others."""
    return answer.verdict == COMPOSITE and not answer.checks and not omitting(answer)


def _standing(answer: Answer, shown: int, wording: Wording) -> str:
    """How often words stand, said with care where there may be more places than were kept."""
    count = sum(1 + len(quote.citation.also) for quote in answer.quotes)
    if count == 1:
        return wording.standing_one
    return (wording.standing_many if count >= MOST_QUOTES else wording.standing_several).format(
        count=count, shown=shown
    )


def _of_sentences(answer: Answer, wording: Wording) -> str:
    """How many sentences of a longer text stand here, and which do not."""
    counted = Counter(check.verdict for check in answer.checks)
    lines = [
        wording.sentences.format(
            count=len(answer.checks), exact=counted[EXACT], altered=counted[ALTERED], unknown=counted[UNKNOWN]
        )
    ]
    foreign = [check for check in answer.checks if check.verdict == UNKNOWN]
    lines += [
        wording.sentence_unknown.format(words=shortened(check.words, 2 * _NAMED_LENGTH))
        for check in foreign[:_NAMED_SENTENCES]
    ]
    if len(foreign) > _NAMED_SENTENCES:
        lines.append(wording.sentences_more.format(count=len(foreign) - _NAMED_SENTENCES))
    if answer.verdict == COMPOSITE:
        lines.append(wording.sentences_apart)
    return "\n".join(lines)


def aside(quote: Quote, wording: Wording) -> str:
    """What is not the same although the letters are, in brackets; empty where everything is."""
    kinds = [wording.asides[kind] for kind in quote.aside if kind != OMISSION]
    return wording.aside.format(kinds=wording.also_joint.join(kinds)) if kinds else ""


def differing(quote: Quote, wording: Wording, composite: bool = False, mark: Mark = _unmarked) -> str:
    """How the words asked about differ from the quote's, the first few named; empty where they do not.

    Of a `composite` the pieces that stand elsewhere are no difference. `mark` shows words as deleted (`s`) or as
    inserted (`u`), as the tags of HTML are called.
    """
    differences = quote.differences[:-1] if composite else quote.differences
    if not differences:
        return ""
    forms = {
        "replace": wording.differs_replace,
        "insert": wording.differs_insert,
        "delete": wording.differs_delete,
    }
    named = [
        forms[one["op"]].format(given=mark("s", shortened(one["given"])), source=mark("u", shortened(one["source"])))
        for one in differences[:_NAMED_DIFFERENCES]
    ]
    more = wording.differs_more.format(count=len(differences)) if len(differences) > len(named) else ""
    line = wording.differs + wording.differs_joint.join(named) + more
    kinds = dict.fromkeys(wording.warnings[one["warning"]] for one in differences if one.get("warning"))
    return line + ("\n" + wording.warned.format(kinds=wording.also_joint.join(kinds)) if kinds else "")


def shortened(words: str, longest: int = _NAMED_LENGTH) -> str:
    """A long stretch by its beginning and its end, in one line."""
    words = " ".join(words.split())
    return words if len(words) <= longest else f"{words[: longest // 2 - 2]}……{words[-(longest // 3) :]}"
