"""Runs of passages made into quotes: the words, whose they are, and where they stand."""

from dataclasses import replace

from retrieval.answering.bylines import Statement
from retrieval.answering.lookup import Place
from retrieval.answering.quoting import LONGEST, Choice
from retrieval.answering.searcher import Hit
from retrieval.citing.citation import cite, source_spans
from retrieval.collection.contents import Collection
from retrieval.records import Article, Citation, Paragraph, Passage, Quote, SourcedText, Span
from retrieval.speech.speakers import speaker_at

# A quotation may have begun some paragraphs before, and end behind this one.
_BEFORE, _AFTER = 3, 2


def of_choice(hit: Hit, choice: Choice, collection: Collection) -> Quote:
    """The run chosen from a passage found."""
    return of_passage(hit.passage, (choice.start, choice.end), choice.highlight, hit.score, collection)


def of_place(place: Place, collection: Collection) -> Quote:
    """The sentences around words that were looked up, those words highlighted."""
    length = float(place.words[1] - place.words[0])
    quote = of_passage(place.passage, place.quote, place.words, length, collection)
    match = "near" if place.differences else "exact"
    return replace(quote, match=match, differences=place.differences, aside=place.aside)


def of_passage(passage: Passage, span: Span, highlight: Span, score: float, collection: Collection) -> Quote:
    """`span` of a passage's text as a quote, `highlight` (in that text, too) the words it is about."""
    paragraph = passage.paragraph
    document = collection.document_at(passage)
    spans = source_spans(document.text, paragraph.body, *span)
    citation = cite(document, passage.article, spans, paragraph.number, paragraph.section)
    return Quote(
        text=paragraph.body.text[span[0] : span[1]],
        highlights=((highlight[0] - span[0], highlight[1] - span[0]),),
        passage=paragraph.body.text,
        score=round(score, 4),
        match=None,
        differences=(),
        citation=spoken(citation, passage.article, paragraph, highlight),
    )


def spoken(citation: Citation, article: Article, paragraph: Paragraph, words: Span) -> Citation:
    """The citation with whose words these of a paragraph are, where the article quotes them as somebody's."""
    at = article.paragraphs.index(paragraph)
    first = max(0, at - _BEFORE)
    texts = [one.body.text for one in article.paragraphs[first : at + _AFTER + 1]]
    speech = speaker_at(texts, at - first, words)
    if speech is None:
        return citation
    return replace(citation, speaker=speech.speaker, speaker_confidence=speech.confidence)


def of_statement(statement: Statement) -> Quote:
    """A byline, a date line or a masthead as a quote."""
    shown = statement.shown or SourcedText("", ())
    end = min(len(shown.text), LONGEST)
    spans = source_spans(statement.document.text, shown, 0, end)
    return Quote(
        text=shown.text[:end],
        highlights=((min(statement.highlight[0], end - 1), min(statement.highlight[1], end)),),
        passage=shown.text,
        score=1.0,
        match=None,
        differences=(),
        citation=cite(statement.document, statement.article, spans, None),
    )
