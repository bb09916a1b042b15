"""The main path: a line in, an answer made of quotations out, or the plain statement that nothing here answers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from retrieval.analyzer import fold, solid
from retrieval.answering import spelling
from retrieval.answering.bylines import Bylines
from retrieval.answering.calibration import usual_evidence
from retrieval.answering.checking import MOST_CHECKED, UNKNOWN, Checked, Checker
from retrieval.answering.claims import Claim
from retrieval.answering.filters import EVERYTHING, Filters
from retrieval.answering.framing import Framed, Manner, longest_first
from retrieval.answering.lookup import SHORTEST_UNMARKED, Lookup, Place
from retrieval.answering.question import Question, asks_to_check, is_sentence, respelt, understand
from retrieval.answering.quotes import of_choice, of_passage, of_statement
from retrieval.answering.quoting import Weigher, choose, choose_besides, opening
from retrieval.answering.refusal import MARGIN, evidence
from retrieval.answering.searcher import Hit, candidates, further, reordered, search
from retrieval.answering.talk import talk
from retrieval.answering.voices import told_once
from retrieval.citing.verification import verify
from retrieval.collection.contents import Collection
from retrieval.collection.library import Library
from retrieval.records import Answer, Passage, Quote, Span

MOST_QUOTES = 5
MOST_NEAREST = 3
MOST_COMPARED = 30
# A passage that scores less than this part of the best one is not offered as an answer beside it; of those that were
# asked for besides, one less than the other.
BESIDE_THE_BEST = 0.5
_BEHIND_THE_BEST = 0.35
# As many passages are looked through for what each author says.
_COMPARED = 200
_NEAR_ENOUGH = 0.2
# From so much evidence beyond the usual on, a passage that does not answer is offered as related.
_CLOSE = 1.5
# The name the calibration is kept by; another one where probes, signs or weights are others.
_CALIBRATION = "usual evidence 4"
_CALIBRATED_AT = "passages of usual evidence 4"
# In a collection of more passages than this, where it takes seconds, what is usual is worked out again only when it has
# so much more or less than when it was.
_LARGE = 5_000
_STEADY = 0.05
# A passage is as likely to answer as its score to this power; a second run of the best one as its chance, if so much.
_SHARPNESS = 3.0
_LEAST_CHANCE = 0.01
# A question is taken for misspelt where it finds so much more evidence as it was probably meant.
_WORTH_RESPELLING = 1.0


class Answerer:
    """Answers from one library; sees what other processes add. Belongs to the thread that opened the library."""

    def __init__(self, library: Library, threshold: float | None = None) -> None:
        self._library = library
        self._margin = MARGIN if threshold is None else threshold
        self._ready: _Ready | None = None

    def warm(self) -> None:
        """Load and calibrate what the first question would wait for."""
        self._library.analyzer.warm()
        spelling.warm()
        self.calibrate()

    def calibrate(self) -> None:
        """Work out what depends on the whole collection, and keep it for whoever opens the library next."""
        self._library.mended(lambda: self._prepared(self._library.collection()))

    def answer(self, line: str) -> Answer:
        """Answer one line. Raises BrokenQuote rather than return a quote that is not its source's slice."""
        return self.answer_with_sources(line)[0]

    def answer_with_sources(
        self, line: str, scope: Filters = EVERYTHING, most: int = MOST_QUOTES
    ) -> tuple[Answer, dict[str, str]]:
        """The answer, and by file name the texts it quotes, of the same moment, to hold it against when it is shown.

        `scope` narrows the search beside what the line itself says; of a question there are `most` quotes at most.
        """
        return self._verified(lambda collection: self._answer(line, collection, scope, most))

    def compare_with_sources(self, topic: str, scope: Filters = EVERYTHING) -> tuple[Answer, dict[str, str]]:
        """What each author says on a topic: the best quote of each, by date, those without one last.

        Otherwise as `answer_with_sources`.
        """
        return self._verified(lambda collection: self._compared(topic, collection, scope))

    def check_with_sources(
        self, words: str, claim: Claim | None = None, apart: bool = False
    ) -> tuple[Answer, dict[str, str]]:
        """Words to check, whatever they are, and who is said to have said them; as `answer_with_sources`.

        `apart` is whether several sentences are so many questions, and not one quotation.
        """
        framed = Framed(words, claim, Manner.MARKED)
        question = replace(understand(words), text=words, framed=(framed,), filters=Filters())

        def made(collection: Collection) -> Answer:
            checked = self._prepared(collection).checker.words(framed, question.filters, 2, apart)
            return _told(words, checked) if checked else self._not_here(words, question, collection)

        return self._verified(made)

    def _verified(self, made: Callable[[Collection], Answer]) -> tuple[Answer, dict[str, str]]:
        try:
            return self._library.mended(lambda: self._made(made))
        finally:
            self._library.rest()

    def _made(self, made: Callable[[Collection], Answer]) -> tuple[Answer, dict[str, str]]:
        started = perf_counter()
        collection = self._library.collection()
        answer = made(collection)
        checks = (check.quote for check in answer.checks if check.quote)
        quotes = (*answer.quotes, *answer.nearest, *checks)
        sources = {quote.citation.file: collection.documents[quote.citation.file].text for quote in quotes}
        for quote in quotes:
            verify(quote, sources[quote.citation.file])
        return replace(answer, took_ms=round((perf_counter() - started) * 1000, 3)), sources

    def _answer(self, line: str, collection: Collection, scope: Filters, most: int) -> Answer:
        if talk(line):
            return _nothing(line)
        ready = self._prepared(collection)
        question = understand(line, ready.authors)
        question = replace(question, filters=question.filters.narrowed(scope))
        stated = ready.bylines.statements(question)
        if stated and stated[0].shown:
            return _found(line, "question", map(of_statement, stated))
        if stated and not question.marked:
            return self._not_here(line, question, collection, "question")
        if not question.marked and (asked := self._asked_there(line, question, collection)):
            return asked
        if checked := ready.checker.check(question):
            return _told(line, checked)
        term = question.marked and len(solid(question.marked.words)) < SHORTEST_UNMARKED
        if not term and (question.marked or is_sentence(question) or asks_to_check(question)):
            return self._not_here(line, question, collection)
        return self._searched(line, question, collection, most)

    def _compared(self, topic: str, collection: Collection, scope: Filters) -> Answer:
        question = understand(topic)
        question = replace(question, filters=question.filters.narrowed(scope))
        tried = self._tried(question, collection)
        hits = self._with_further(tried, collection, _COMPARED)
        if not hits or tried.beyond < self._margin:
            return _nothing(topic)
        best: dict[str, Hit] = {}
        for hit in hits:
            if hit.passage.article.author and hit.score >= BESIDE_THE_BEST * hits[0].score:
                best.setdefault(hit.passage.article.author, hit)
        quotes = [of_choice(hit, choose(hit.passage, tried.weigher), collection) for hit in best.values()]
        quotes = told_once(quotes[:MOST_COMPARED])
        quotes.sort(key=lambda quote: quote.citation.date or "9999")
        return replace(_nothing(topic), found=bool(quotes), quotes=tuple(quotes))

    def _asked_there(self, line: str, question: Question, collection: Collection) -> Answer | None:
        """A question that the text itself asks is answered by what follows it there, not by itself."""
        if not question.asks:
            return None
        quotes = []
        lookup = self._prepared(collection).lookup
        for place in lookup.find(question.text, SHORTEST_UNMARKED, question.filters.admits):
            text = place.passage.paragraph.body.text
            following = _following(place, collection)
            if following and text[place.words[1] : place.words[1] + 1] in ("?", "？"):
                passage, span = following
                quotes.append(of_passage(passage, span, span, float(len(question.core)), collection))
        return _found(line, "question", quotes) if quotes else None

    def _searched(self, line: str, question: Question, collection: Collection, most: int) -> Answer:
        tried = self._tried(question, collection)
        respelling, corrections = self._respelt(question, collection)
        if corrections:
            again = self._tried(respelling, collection)
            if again.beyond >= tried.beyond + _WORTH_RESPELLING:
                tried = again
        hits = self._with_further(tried, collection, most)
        if tried.beyond < self._margin or not tried.possible:
            # Passages that nearly answer are worth a look; others would only be something to read.
            close = hits[:MOST_NEAREST] if tried.beyond >= _CLOSE else []
            return _nothing(line, "question", _offered(close, tried.weigher, collection))
        least = BESIDE_THE_BEST if most <= MOST_QUOTES else _BEHIND_THE_BEST
        enough = [hit for hit in hits[:most] if hit.score >= least * hits[0].score]
        found = _found(line, "question", _quoted(enough, tried.weigher, collection), most)
        return found if tried.question is question else replace(found, corrections=corrections)

    def _tried(self, question: Question, collection: Collection) -> "_Tried":
        hits = candidates(collection, self._library.analyzer, question)
        # Afterwards, when the question's terms have been looked up.
        weigher = Weigher(question, self._library.analyzer, collection.index.idf)
        found = evidence(question, hits, weigher)
        return _Tried(question, weigher, hits, found.amount - self._prepared(collection).usual, found.possible)

    def _with_further(self, tried: "_Tried", collection: Collection, most: int) -> list[Hit]:
        """What was found, in order, and where more than an answer shows at first is wanted, what stands behind it."""
        hits = reordered(tried.hits, tried.weigher)
        if most > MOST_QUOTES:
            hits += further(collection, self._library.analyzer, tried.question, most=most)
        return hits

    def _respelt(self, question: Question, collection: Collection) -> tuple[Question, tuple[tuple[str, str], ...]]:
        """The question as it was probably meant, and what was taken for misspelt in it."""
        found = spelling.corrections(question.core, collection.index.letters, collection.index.knows)
        told = []
        for one in found:
            # What is told is what was typed, not its folded form, which has the same length.
            at = fold(question.text).find(one.given)
            told.append((question.text[at : at + len(one.given)] if at >= 0 else one.given, one.meant))
            question = respelt(question, one.given, one.meant)
        return question, tuple(told)

    def _not_here(self, line: str, question: Question, collection: Collection, mode: str = "quotation") -> Answer:
        hits = search(collection, self._library.analyzer, question.core, MOST_NEAREST, filters=question.filters)
        near = [hit for hit in hits if hit.share >= _NEAR_ENOUGH]
        weigher = Weigher(question, self._library.analyzer, collection.index.idf)
        nothing = _nothing(line, mode, _offered(near, weigher, collection))
        if mode != "quotation":
            return nothing
        claim = next((one.claim for one in question.framed if one.claim), None)
        shortened = len(question.text) > MOST_CHECKED
        return replace(nothing, verdict=UNKNOWN, claimed=claim.name if claim else None, shortened=shortened)

    def _prepared(self, collection: Collection) -> "_Ready":
        if self._ready is None or self._ready.generation != collection.generation:
            usual = self._usual(collection)
            lookup = Lookup(collection.index.letters, collection.passage)
            checker = Checker(collection, self._library.analyzer, lookup)
            authors = longest_first(collection.index.values("author"))
            bylines = Bylines(collection.index, collection.article)
            self._ready = _Ready(collection.generation, bylines, authors, lookup, checker, usual)
        return self._ready

    def _usual(self, collection: Collection) -> float:
        """The usual evidence, of a large collection as it was found when it had about as much in it as now."""
        known, library, size = self._library.noted(_CALIBRATION), self._library, collection.index.size
        at = library.noted(_CALIBRATED_AT)
        steady = at is not None and size > _LARGE and abs(size - at.value) <= _STEADY * size
        if known and (steady or known.generation == collection.generation):
            return known.value
        usual = usual_evidence(collection, library.analyzer)
        library.note(_CALIBRATION, collection.generation, usual)
        library.note(_CALIBRATED_AT, collection.generation, float(size))
        return usual


@dataclass(frozen=True, slots=True)
class _Tried:
    """A question with what it found, by how much the evidence is beyond the usual, and whether that can answer."""

    question: Question
    weigher: Weigher
    hits: list[Hit]
    beyond: float
    possible: bool


@dataclass(frozen=True, slots=True)
class _Ready:
    """What is made of a collection once, for all questions asked of it."""

    generation: int
    bylines: Bylines
    authors: tuple[str, ...]
    lookup: Lookup
    checker: Checker
    usual: float


def _nothing(line: str, mode: str = "question", nearest: tuple[Quote, ...] = ()) -> Answer:
    return Answer(question=line, mode=mode, found=False, verdict=None, took_ms=0.0, nearest=nearest)


def _offered(hits: Iterable[Hit], weigher: Weigher, collection: Collection) -> tuple[Quote, ...]:
    """The best run of each passage, as something related."""
    return tuple(of_choice(hit, choose(hit.passage, weigher), collection) for hit in hits)


def _told(line: str, checked: Checked) -> Answer:
    found = _found(line, "quotation", checked.quotes)
    checks, at = [], 0
    for check in checked.checks:
        # The words were part of the line: people see where in it.
        at = max(at, line.find(check.words, at))
        checks.append(replace(check, start=at, end=at + len(check.words)))
    return replace(
        found,
        verdict=checked.verdict,
        claimed=checked.claimed,
        checks=tuple(checks),
        shortened=checked.shortened,
    )


def _found(line: str, mode: str, quotes: Iterable[Quote], most: int = MOST_QUOTES) -> Answer:
    return Answer(line, mode, True, None, 0.0, tuple(told_once(tuple(quotes))[:most]))


def _quoted(hits: Sequence[Hit], weigher: Weigher, collection: Collection) -> list[Quote]:
    """The best run of each passage, and a second one of the best, likeliest first; a quote's score goes with that."""
    found: list[tuple[float, Quote]] = []
    for hit in hits:
        first = choose(hit.passage, weigher)
        found.append(((hit.score / hits[0].score) ** _SHARPNESS, of_choice(hit, first, collection)))
        second = choose_besides(hit.passage, weigher, first) if hit is hits[0] else None
        if second and second.chance >= _LEAST_CHANCE:
            found.append((min(1.0, second.chance / first.chance), of_choice(hit, second, collection)))
    found.sort(key=lambda pair: -pair[0])
    return [replace(quote, score=round(hits[0].score * likely, 4)) for likely, quote in found]


def _following(place: Place, collection: Collection) -> tuple[Passage, Span] | None:
    """What comes after the sentence of a place: in its passage, or else in the next one of the article."""
    passage = place.passage
    if span := opening(passage.paragraph.body.text, place.quote[1]):
        return passage, span
    paragraphs = passage.article.paragraphs
    if paragraphs.index(passage.paragraph) + 1 == len(paragraphs):
        return None
    # Passages of an article are neighbours.
    following = collection.passage(passage.key + 1)
    span = opening(following.paragraph.body.text, 0)
    return (following, span) if span else None
