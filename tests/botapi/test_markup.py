"""Telegram's HTML is read, and refused, in Telegram's way."""

import pytest

from tests.botapi.markup import SOURCE_LIMIT, TAGS, BadMarkup, Entity, parse_html, parse_plain

PREFIX = "can't parse entities: "


def refusal(html: str) -> str:
    with pytest.raises(BadMarkup) as caught:
        parse_html(html)
    return caught.value.description


def marks(html: str) -> list[tuple[str, str]]:
    text, entities = parse_html(html)
    return [(entity.type, entity.of(text)) for entity in entities]


def test_there_are_seventeen_tags() -> None:
    assert len(TAGS) == 17


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<b>x</b>", "bold"),
        ("<STRONG>x</STRONG>", "bold"),
        ("<i>x</i>", "italic"),
        ("<em>x</em>", "italic"),
        ("<s>x</s>", "strikethrough"),
        ("<strike>x</strike>", "strikethrough"),
        ("<del>x</del>", "strikethrough"),
        ("<u>x</u>", "underline"),
        ("<ins>x</ins>", "underline"),
        ("<tg-spoiler>x</tg-spoiler>", "spoiler"),
        ('<span class="tg-spoiler">x</span>', "spoiler"),
        ('<tg-emoji emoji-id="5368324170671202286">x</tg-emoji>', "custom_emoji"),
        ('<tg-time unix="1647531900" format="wDT">x</tg-time>', "date_time"),
        ("<pre>x</pre>", "pre"),
        ("<code>x</code>", "code"),
        ("<blockquote>x</blockquote>", "blockquote"),
        ("<blockquote expandable>x</blockquote>", "expandable_blockquote"),
        ('<a href="https://example.org/?a=1&amp;b=2">x</a>', "text_link"),
        ("<b>x</>", "bold"),
        ("<b >x</b >", "bold"),
    ],
)
def test_every_tag_marks_its_words(html: str, kind: str) -> None:
    assert marks(html) == [(kind, "x")]


def test_offsets_and_lengths_count_utf16_units() -> None:
    _, entities = parse_html("😀<b>𠮷野家</b>")
    assert entities == (Entity("bold", 2, 4),)


def test_an_outer_entity_stands_before_the_inner() -> None:
    assert marks("<blockquote>甲<b>乙</b></blockquote>") == [("blockquote", "甲乙"), ("bold", "乙")]


def test_a_code_block_with_a_language_is_one_entity() -> None:
    _, entities = parse_html('<pre><code class="language-python">x = 1</code></pre>')
    assert entities == (Entity("pre", 0, 5, language="python"),)


def test_a_link_keeps_its_decoded_address() -> None:
    _, entities = parse_html('<a href="https://example.org/?a=1&amp;b=2">x</a>')
    assert entities[0].url == "https://example.org/?a=1&b=2"


def test_a_link_to_nowhere_loses_its_mark() -> None:
    assert parse_html('<a href="nowhere">x</a>') == ("x", ())


def test_an_entity_without_words_is_no_entity() -> None:
    assert parse_html("<b></b>x") == ("x", ())


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("&lt;&gt;&amp;&quot;", '<>&"'),
        ("&lt", "<"),
        ("&#20013;&#x6587;", "中文"),
        ("&nbsp;&copy;", "&nbsp;&copy;"),
        ("A & B &; &#; &#0;", "A & B &; &#; &#0;"),
    ],
)
def test_only_four_names_and_numbers_are_decoded(html: str, text: str) -> None:
    assert parse_html(html)[0] == text


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("中<br>", 'Unsupported start tag "br" at byte offset 3'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("a <", "Unclosed start tag at byte offset 2"),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
        ('<a ="x">z</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b>甲</i>", 'Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ('<tg-emoji emoji-id="x">y</tg-emoji>', "Invalid custom emoji identifier specified"),
    ],
)
def test_broken_markup_is_refused_in_telegrams_words(html: str, reason: str) -> None:
    assert refusal(html) == PREFIX + reason


def test_a_number_that_is_half_a_character_is_refused() -> None:
    assert "unmatched surrogate code units" in refusal("&#xD800;")


@pytest.mark.parametrize("inner", ["<blockquote>x</blockquote>", "<b><blockquote expandable>x</blockquote></b>"])
def test_quotations_do_not_nest(inner: str) -> None:
    assert "nested" in refusal(f"<blockquote>{inner}</blockquote>")


def test_quotations_may_follow_each_other() -> None:
    two = "<blockquote>甲</blockquote><blockquote>乙</blockquote>"
    assert marks(two) == [("blockquote", "甲"), ("blockquote", "乙")]


def test_a_message_has_4096_characters_after_parsing_and_no_more() -> None:
    assert len(parse_html("<b>" + "字" * 4096 + "</b>")[0]) == 4096
    assert refusal("字" * 4097) == "message is too long"
    assert refusal("😀" * 2049) == "message is too long"


def test_a_caption_has_a_limit_of_its_own() -> None:
    with pytest.raises(BadMarkup, match="too long"):
        parse_html("字" * 1025, limit=1024)


def test_a_source_beyond_32_kilobytes_is_refused_whatever_it_shows() -> None:
    shown = "<b></b>" * (SOURCE_LIMIT // 7)
    assert len(shown) <= SOURCE_LIMIT - 1
    assert parse_html(shown + "x")[0] == "x"
    assert refusal(shown + "<b></b>x") == "message is too long"


def test_a_message_has_a_hundred_entities_and_no_more() -> None:
    assert len(parse_html("<b>x</b>" * 100)[1]) == 100
    assert refusal("<b>x</b>" * 101) == "entities too long"


def test_no_text_and_text_that_shows_nothing_are_refused_differently() -> None:
    assert refusal("") == "message text is empty"
    assert {refusal("<b></b>"), refusal(" \n"), refusal("\u200b")} == {"text must be non-empty"}


def test_space_around_a_message_is_not_shown() -> None:
    text, entities = parse_html("\n  甲<b>乙\n</b>\n")
    assert text == "甲乙"
    assert entities == (Entity("bold", 1, 1),)


def test_plain_text_is_shown_as_it_is() -> None:
    assert parse_plain("a < b & <b>") == ("a < b & <b>", ())
