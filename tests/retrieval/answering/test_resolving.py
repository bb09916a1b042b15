"""An id stands for the same words for good; of words that moved it is said where to, of lost ones that they are."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.analyzer import Analyzer
from retrieval.answering.answer import Answerer
from retrieval.answering.resolving import Resolved, Status, resolve
from retrieval.citing.citation import cite, source_spans
from retrieval.citing.verification import verify
from retrieval.collection import recipes
from retrieval.collection.contents import Collection
from retrieval.collection.library import Library
from retrieval.records import Citation, SourcedText
from retrieval.sentences import clauses, sentences

Write = Callable[[str, str], Path]

POND = """# 塘

某县水利站站长 方圩

塘里的水够三个村浇地，春天清淤，秋天补坝。**坝上的柳树**一共有四十棵，谁也不许砍。

守塘的人每晚绕塘走两圈，夏天走三圈。
"""
SENTENCE = "坝上的柳树一共有四十棵，谁也不许砍。"
REPORTED = "\n坝上柳树的数目每年清点一次，登在册子上。\n"


def given_to(library: Library, words: str, file: str = "塘.md") -> str:
    """The id of words that stand within one paragraph."""
    text = library.document(file).text
    for passage in library.collection().passages:
        body = passage.paragraph.body
        at = body.text.find(words)
        if passage.file == file and at >= 0:
            spans = source_spans(text, body, at, at + len(words))
            return cite(library.document(file), passage.article, spans, 1).id
    raise AssertionError(words)


def resolved(library: Library, id: str) -> Resolved:
    """The id resolved, and whatever it shows held against its text."""
    found = resolve(library, id)
    if found.quote and found.edition:
        verify(found.quote, found.edition.text)
    for quote in found.moved.quotes if found.moved else ():
        assert found.moved is not None
        verify(quote, found.moved.text)
        now = resolve(library, quote.citation.id)
        assert (now.status, now.quote) == (Status.CURRENT, quote), "a new id is an id"
    return found


def replaced(library: Library, write: Write, words: str, now: str) -> Resolved:
    """What becomes of the id of words of POND when its file has other content."""
    library.add([write("塘.md", POND)])
    id = given_to(library, words)
    library.add([write("塘.md", now)])
    found = resolved(library, id)
    assert found.id == id
    assert found.quote is not None
    assert (found.quote.text, found.quote.citation.author) == (words, "方圩"), "the old words are still shown"
    return found


def moved_to(found: Resolved) -> list[str]:
    assert found.moved is not None
    return [quote.text for quote in found.moved.quotes]


def citations(collection: Collection) -> Iterator[tuple[str, Citation]]:
    """Every sentence, clause, title, byline, date and masthead of a collection with its citation."""
    for passage in collection.passages:
        paragraph = passage.paragraph
        document, text = collection.documents[passage.file], paragraph.body.text
        for start, end in {*sentences(text), *clauses(text, 0, len(text))}:
            spans = source_spans(document.text, paragraph.body, start, end)
            yield (
                text[start:end],
                cite(document, passage.article, spans, paragraph.number, paragraph.section),
            )
    for document, article in collection.articles:
        facts = (article.title, article.date, article.publication, article.issue)
        for shown in (article.byline, *(fact.shown for fact in facts if fact)):
            if isinstance(shown, SourcedText):
                spans = source_spans(document.text, shown, 0, len(shown.text))
                yield shown.text, cite(document, article, spans, None)


def test_every_id_of_the_sample_stands_for_its_words(sample: Library) -> None:
    count = 0
    for text, citation in citations(sample.collection()):
        found = resolved(sample, citation.id)
        assert found.status is Status.CURRENT
        assert found.quote is not None
        assert (found.quote.text, found.quote.citation.spans) == (text, citation.spans)
        if citation.paragraph is not None:
            own = replace(found.quote.citation, speaker=None, speaker_confidence=None)
            assert own == citation
        count += 1
    assert count > 500


def test_words_that_an_article_quotes_are_their_speakers(library: Library, write: Write) -> None:
    library.add([write("塘.md", POND + "\n陆守堤同志指出：“塘埂要一年一加固，不能等到漏水再补。”这话说得在理。\n")])
    relayed = resolved(library, given_to(library, "塘埂要一年一加固，不能等到漏水再补。"))
    assert relayed.quote is not None
    assert relayed.quote.citation.author == "方圩"
    assert relayed.quote.citation.speaker is not None
    assert "陆守堤" in relayed.quote.citation.speaker
    own = resolved(library, given_to(library, "这话说得在理。"))
    assert own.quote is not None
    assert own.quote.citation.speaker is None


def test_the_id_of_a_byline_or_a_date_that_answered_stands_for_it(sample: Library, answerer: Answerer) -> None:
    article = next(one for _, one in sample.collection().articles if one.title and one.author and one.date)
    assert article.title is not None
    for question in (f"《{article.title.value}》是谁写的？", f"《{article.title.value}》是哪天发表的？"):
        quote = answerer.answer(question).quotes[0]
        found = resolved(sample, quote.citation.id)
        assert found.quote is not None
        assert (found.quote.text, found.quote.citation) == (quote.text, quote.citation)


def test_ids_survive_a_restart_and_reading_anew(
    library: Library, write: Write, analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("塘.md", POND)
    library.add([path])
    before = {citation.id: text for text, citation in citations(library.collection())}
    library.close()
    with closing(Library(library.folder, analyzer)) as again:
        monkeypatch.setattr(recipes, "READER_VERSION", recipes.READER_VERSION + 1)
        assert again.add([path]).replaced == ["塘.md"]
        for id, text in before.items():
            found = resolved(again, id)
            assert found.status is Status.CURRENT
            assert found.quote is not None
            assert found.quote.text == text


def test_an_id_survives_removing_and_adding_again(library: Library, write: Write) -> None:
    path = write("塘.md", POND)
    library.add([path])
    id = given_to(library, SENTENCE)
    library.remove(["塘.md"])
    assert resolved(library, id) == Resolved(id, Status.UNKNOWN)
    library.add([path])
    assert resolved(library, id).status is Status.CURRENT


@pytest.mark.parametrize(
    "typed",
    ["{}", " {}\n", "#{}", "【{}】", "（{}）", "“{}”", "`{}`", "[ {} ]", "{}。"],
)
@pytest.mark.parametrize("change", [str, str.upper])
def test_how_people_type_an_id_is_forgiven(
    library: Library, write: Write, typed: str, change: Callable[[str], str]
) -> None:
    library.add([write("塘.md", POND)])
    id = given_to(library, SENTENCE)
    wide = str.maketrans("0123456789-", "０１２３４５６７８９－")
    for one in (id, id.translate(wide), id.replace("-", " - "), id.replace("-", "—")):
        found = resolved(library, typed.format(change(one)))
        assert (found.id, found.status) == (id, Status.CURRENT)


@pytest.mark.parametrize(
    "typed", ["", "#", "塘", "abcdef", "abcdef-1", "abcdef-1-2", "abcdef-1-2-3", "abcdef--1-2", "abcdef-一-二", "-1-2"]
)
def test_what_is_no_id_or_nobodys_is_unknown(library: Library, write: Write, typed: str) -> None:
    library.add([write("塘.md", POND)])
    assert resolved(library, typed) == Resolved(typed, Status.UNKNOWN)


def test_a_place_that_is_no_stretch_of_a_paragraph_or_a_byline_is_impossible(library: Library, write: Write) -> None:
    library.add([write("塘.md", POND)])
    document = library.document("塘.md").id
    marks, blank = POND.index("**"), POND.index(" 方圩")
    across = POND.index("谁也不许砍")
    for start, length in [
        (0, 0),
        (0, 1),
        (marks, 2),
        (marks, 6),
        (blank, 1),
        (across, 30),
        (len(POND) - 3, 9),
        (10**11, 5),
        (3, 10**11),
    ]:
        id = f"{document}-{start}-{length}"
        assert resolved(library, id) == Resolved(id, Status.IMPOSSIBLE)


def test_words_that_only_moved_are_the_same_under_a_new_id(library: Library, write: Write) -> None:
    found = replaced(library, write, SENTENCE, POND.replace("# 塘", "说明在前。\n\n# 塘").replace("三个村", "五个村"))
    assert (found.status, moved_to(found)) == (Status.REPLACED_SAME, [SENTENCE])
    assert found.moved is not None
    assert not found.moved.ambiguous
    assert found.moved.quotes[0].citation.id != found.id


def test_punctuation_script_and_marks_alter_no_words(library: Library, write: Write) -> None:
    now = POND.replace("**坝上的柳树**一共有四十棵，", "坝上的柳樹，一共有**四十棵**；")
    found = replaced(library, write, SENTENCE, now)
    assert (found.status, moved_to(found)) == (Status.REPLACED_SAME, ["坝上的柳樹，一共有四十棵；谁也不许砍。"])


def test_words_parted_by_a_new_paragraph_are_the_same_in_two_places(library: Library, write: Write) -> None:
    found = replaced(library, write, SENTENCE, POND.replace("四十棵，谁", "四十棵。\n\n谁"))
    assert found.status is Status.REPLACED_SAME
    assert moved_to(found) == ["坝上的柳树一共有四十棵。", "谁也不许砍。"]
    assert found.moved is not None
    assert not found.moved.ambiguous


@pytest.mark.parametrize(
    ("was", "now", "shown"),
    [
        ("四十棵", "十四棵", "坝上的柳树一共有十四棵，谁也不许砍。"),
        ("谁也不许砍。", "谁也不许砍，补种的另算。", "坝上的柳树一共有十四棵，谁也不许砍，"),
    ],
)
def test_altered_words_are_shown_as_they_are_now(
    library: Library, write: Write, was: str, now: str, shown: str
) -> None:
    found = replaced(library, write, SENTENCE, POND.replace("四十棵", "十四棵").replace(was, now))
    assert (found.status, moved_to(found)) == (Status.REPLACED_ALTERED, [shown])


@pytest.mark.parametrize("now", ["并非坝上的柳树一共有四十棵，谁也不许砍。", "坝上的柳树一共有四十棵，谁也不许砍吗？"])
def test_what_was_put_in_at_the_ends_of_a_sentence_alters_it_and_is_shown(
    library: Library, write: Write, now: str
) -> None:
    found = replaced(library, write, SENTENCE, POND.replace("**坝上的柳树**一共有四十棵，谁也不许砍。", now))
    assert (found.status, moved_to(found)) == (Status.REPLACED_ALTERED, [now])


def test_words_that_are_gone_are_lost(library: Library, write: Write) -> None:
    gone = POND.replace("**坝上的柳树**一共有四十棵，谁也不许砍。", "")
    found = replaced(library, write, SENTENCE, gone)
    assert (found.status, moved_to(found)) == (Status.REPLACED_LOST, [])


def test_words_of_a_file_that_took_anothers_content_are_lost(library: Library, write: Write) -> None:
    library.add([write("册.md", "# 册\n\n某县水利站站员 林渠\n" + REPORTED)])
    found = replaced(library, write, SENTENCE, "# 册\n\n某县水利站站员 林渠\n" + REPORTED)
    assert (found.status, moved_to(found)) == (Status.REPLACED_LOST, [])


def test_places_nothing_tells_apart_are_all_named(library: Library, write: Write) -> None:
    twice = POND + POND.replace("# 塘", "# 又一口塘")
    found = replaced(library, write, SENTENCE, twice)
    assert (found.status, moved_to(found)) == (Status.REPLACED_SAME, [SENTENCE, SENTENCE])
    assert found.moved is not None
    assert found.moved.ambiguous


def test_bylines_are_found_again_too(library: Library, write: Write) -> None:
    library.add([write("塘.md", POND)])
    text = library.document("塘.md").text
    line = "某县水利站站长 方圩"
    id = f"{library.document('塘.md').id}-{text.index(line)}-{len(line)}"
    library.add([write("塘.md", POND.replace("站站长 方圩", "局副局长 方圩").replace("三个村", "五个村"))])
    found = resolved(library, id)
    assert (found.status, moved_to(found)) == (Status.REPLACED_ALTERED, ["某县水利局副局长 方圩"])


def test_an_id_of_the_first_of_many_versions_leads_to_the_last(library: Library, write: Write) -> None:
    for number in "三四五":
        library.add([write("塘.md", POND.replace("三圈", f"{number}圈"))])
    first = replaced(library, write, SENTENCE, POND + REPORTED)
    assert first.status is Status.REPLACED_SAME
    library.add([write("塘.md", POND)])
    assert resolved(library, first.id).status is Status.CURRENT
