"""The page to try the bot in, in a real browser: what a person sees and can do."""

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.botapi.playground.scene import Scene
from tests.botapi.playground.server import Playground
from tests.playground import scripted
from tests.playground.conftest import PHONE

pytestmark = pytest.mark.slow

QUESTION = "一座小水库一年有多少管护经费？"


def say(page: Page, text: str) -> Locator:
    """Types a text and sends it; the newest message once there is one that is the bot's."""
    before = page.locator("#messages > li").count()
    page.get_by_label("消息", exact=True).fill(text)
    page.keyboard.press("Enter")
    newest = page.locator(f"#messages > li:not(.mine):nth-child(n + {before + 2})").last
    newest.wait_for()
    return newest


def fits(page: Page) -> bool:
    return int(page.evaluate("document.documentElement.scrollWidth")) <= PHONE


def keep(page: Page, shots: Path | None, name: str) -> None:
    if shots:
        page.screenshot(path=shots / f"{name}.png")


# With the real bot


def test_a_question_typed_is_answered_with_quotes_behind_a_bar(program: str, page: Page, shots: Path | None) -> None:
    page.goto(program)
    page.get_by_role("button", name="开始").click()
    expect(page.locator("#messages > li:not(.mine)").first).to_contain_text("引据")
    answer = say(page, QUESTION)
    quote = answer.locator("blockquote").first
    expect(quote).to_contain_text("平均每座一万二千元")
    assert quote.evaluate("quote => getComputedStyle(quote).borderLeftWidth") == "3px"
    assert fits(page)
    keep(page, shots, "real-answer")
    page.emulate_media(color_scheme="dark")
    keep(page, shots, "real-answer-dark")


def test_a_button_of_an_answer_shows_more_of_its_source(program: str, page: Page, shots: Path | None) -> None:
    page.goto(program)
    answer = say(page, QUESTION)
    before = page.locator("#messages blockquote").count()
    answer.locator(".keys button").first.click()
    expect(page.locator("#messages blockquote").nth(before)).to_be_attached()
    assert fits(page)
    keep(page, shots, "real-button")


def test_a_quotation_found_inline_stands_in_the_group(program: str, page: Page, shots: Path | None) -> None:
    page.goto(program)
    page.get_by_role("button", name="内联").click()
    page.get_by_label("消息", exact=True).press_sequentially("管护经费")
    page.locator("#results .item").first.click()
    sent = page.locator("#messages > li.mine").last
    expect(sent.locator(".name")).to_contain_text("通过 @yinju_bot")
    expect(sent.locator("blockquote").first).to_be_visible()
    assert fits(page)
    keep(page, shots, "real-inline-sent")


def test_switching_the_language_changes_the_bots_language(program: str, page: Page, shots: Path | None) -> None:
    page.goto(program)
    for name, words in (("EN", "Ask: type"), ("繁", "直接輸入問題"), ("简", "直接输入问题")):
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.get_by_role("button", name=name, exact=True)).to_have_attribute("aria-pressed", "true")
        expect(say(page, "/help")).to_contain_text(words)
        assert fits(page)
        keep(page, shots, f"real-help-{name}")


def test_in_the_group_the_bot_hears_commands_and_mentions(program: str, page: Page, shots: Path | None) -> None:
    page.goto(program)
    page.get_by_role("button", name="读书会").click()
    expect(page.locator("#title")).to_have_text("读书会")
    answer = say(page, f"/ask {QUESTION}")
    expect(answer.locator(".reply")).to_contain_text(QUESTION)
    expect(answer.locator("blockquote").first).to_be_visible()
    keep(page, shots, "real-group")


# Words


def test_marks_typed_are_shown_as_they_are(chat: Page) -> None:
    typed = "<b>甲</b> & <img src=x onerror=alert(1)> &amp;"
    answer = say(chat, typed)
    expect(chat.locator("#messages > li.mine .text")).to_have_text(typed)
    expect(answer.locator("strong")).to_have_text(f"听见“{typed}”")
    assert chat.locator(".text img, .text b").count() == 0


def test_marks_stand_where_they_belong_behind_characters_of_two_units(chat: Page) -> None:
    answer = say(chat, "𠮷😀 & 甲")
    expect(answer.locator(".text")).to_have_text("𠮷😀 听见“𠮷😀 & 甲”")
    expect(answer.locator("strong")).to_have_text("听见“𠮷😀 & 甲”")


def test_a_long_quotation_opens_and_closes_and_a_short_one_stands_open(chat: Page, shots: Path | None) -> None:
    answer = say(chat, "/quote")
    long, short = answer.locator("blockquote.expandable").all()
    lines = "quote => quote.querySelector('.words').clientHeight / parseFloat(getComputedStyle(quote).lineHeight)"
    assert round(float(long.evaluate(lines))) == 3
    keep(chat, shots, "quote-closed")
    long.get_by_role("button", name="展开引文").click()
    expect(long).to_have_class(re.compile("open"))
    assert float(long.evaluate(lines)) > 4
    keep(chat, shots, "quote-open")
    long.get_by_role("button", name="展开引文").click()
    assert round(float(long.evaluate(lines))) == 3
    expect(short.get_by_role("button", name="展开引文", include_hidden=True)).to_be_hidden()


def test_a_quotation_stays_open_when_its_message_is_drawn_anew(chat: Page) -> None:
    answer = say(chat, "/quote")
    answer.get_by_role("button", name="展开引文").click()
    chat.get_by_role("button", name="读书会").click()
    expect(chat.locator("#title")).to_have_text("读书会")
    chat.get_by_role("button", name="引据").click()
    expect(chat.locator("blockquote.expandable").first).to_have_class(re.compile("open"))


# Buttons


def test_a_button_tapped_changes_the_message_in_place(chat: Page) -> None:
    answer = say(chat, "/quote")
    count = chat.locator("#messages > li").count()
    answer.get_by_role("button", name="翻页").click()
    changed = chat.locator("#messages > li").last
    expect(changed.locator("strong")).to_have_text("第二页")
    expect(changed.locator(".edited")).to_have_text("已编辑")
    expect(changed.get_by_role("button", name="翻回")).to_be_visible()
    assert chat.locator("#messages > li").count() == count


def test_what_the_bot_says_to_a_tap_is_seen_for_a_moment_or_must_be_put_away(chat: Page, shots: Path | None) -> None:
    answer = say(chat, "/quote")
    answer.get_by_role("button", name="提示").click()
    expect(chat.locator("#toast")).to_have_text("已经收好")
    keep(chat, shots, "toast")
    answer.get_by_role("button", name="警告").click()
    expect(chat.get_by_role("dialog")).to_contain_text("这一段已经不在了")
    keep(chat, shots, "alert")
    chat.get_by_role("dialog").get_by_role("button").click()
    expect(chat.get_by_role("dialog")).to_be_hidden()


def test_a_button_that_copies_copies(chat: Page) -> None:
    say(chat, "/quote").get_by_role("button", name="复制").click()
    expect(chat.locator("#toast")).to_have_text("已复制")
    assert chat.evaluate("navigator.clipboard.readText()") == "陶舟. 渡口[J]."


@pytest.mark.parametrize(("role", "name"), [("button", "打开原文所在的那一段"), ("link", "第 2 段")])
def test_a_deep_link_starts_the_bot_with_its_parameter(chat: Page, role: str, name: str) -> None:
    answer = say(chat, "/quote")
    (answer.get_by_role("link", name=name) if role == "link" else answer.get_by_role("button", name=name)).click()
    expect(chat.locator("#messages > li.mine").last).to_contain_text("/start c_abc-1-2")
    expect(chat.locator("#messages > li").last.locator("strong")).to_have_text("c_abc-1-2")


# Inline


def test_inline_results_come_by_pages_and_the_chosen_one_stands_in_the_group(chat: Page, shots: Path | None) -> None:
    chat.get_by_role("button", name="内联").click()
    expect(chat.get_by_label("消息", exact=True)).to_have_value("@yinju_bot ")
    chat.get_by_label("消息", exact=True).press_sequentially("渡口")
    items = chat.locator("#results .item")
    expect(items.locator("b")).to_have_text([f"渡口 {number}" for number in range(scripted.PAGE)])
    expect(items.first.locator("span")).to_contain_text("老艄公")
    assert fits(chat)
    keep(chat, shots, "inline")
    chat.get_by_role("button", name="更多结果").click()
    expect(items).to_have_count(2 * scripted.PAGE)
    expect(chat.get_by_role("button", name="更多结果")).to_have_count(0)
    items.nth(5).click()
    sent = chat.locator("#messages > li").last
    expect(sent.locator("blockquote")).to_have_text("渡口，其5")
    expect(sent.locator(".name")).to_contain_text("通过 @yinju_bot")
    expect(chat.locator("#title")).to_have_text("读书会")
    expect(chat.locator("#results")).to_be_hidden()


# What else a person does


def test_a_tap_on_a_message_answers_it(chat: Page, shots: Path | None) -> None:
    say(chat, "甲").locator(".text").click()
    expect(chat.locator("#about")).to_contain_text("听见“甲”")
    keep(chat, shots, "replying")
    answer = say(chat, "乙")
    expect(answer).to_contain_text("听见“乙”，关于“𠮷😀 听见“甲””")
    expect(chat.locator("#about")).to_be_hidden()


def test_the_own_last_message_can_be_edited(chat: Page) -> None:
    say(chat, "甲")
    chat.get_by_role("button", name="编辑").click()
    expect(chat.get_by_label("消息", exact=True)).to_have_value("甲")
    chat.get_by_label("消息", exact=True).fill("乙")
    chat.get_by_role("button", name="发送").click()
    own = chat.locator("#messages > li.mine")
    expect(own).to_have_count(1)
    expect(own.locator(".text")).to_have_text("乙")
    expect(own.locator(".edited")).to_be_visible()
    expect(chat.locator("#messages > li").last).to_contain_text("改为“乙”")


def test_a_message_can_be_sent_as_if_an_hour_ago(scene: Scene, chat: Page) -> None:
    chat.get_by_role("button", name="按一小时前发出").click()
    say(chat, "甲")
    asked, answered = scene.person.screen
    assert 3590 <= answered.date - asked.date <= 3660


def test_the_menu_shows_the_commands_in_the_persons_language(chat: Page, shots: Path | None) -> None:
    chat.get_by_role("button", name="命令").click()
    expect(chat.locator("#menu button")).to_have_text(["/quote给一段引文", "/slow慢慢答"])
    keep(chat, shots, "menu")
    chat.get_by_role("button", name="EN", exact=True).click()
    expect(chat.locator("#menu button")).to_have_text(["/quotea quotation"])
    chat.locator("#menu button").click()
    expect(chat.locator("#messages > li blockquote").first).to_be_visible()
    expect(chat.locator("#messages > li.mine")).to_contain_text("/quote")


def test_that_the_bot_is_typing_shows_until_it_answers(chat: Page) -> None:
    chat.get_by_label("消息", exact=True).fill("/slow")
    chat.get_by_role("button", name="发送").click()
    expect(chat.locator("#subtitle")).to_have_text("正在输入……")
    scripted.released.set()
    expect(chat.locator("#messages > li").last).to_contain_text("想好了")
    expect(chat.locator("#subtitle")).to_have_text("@yinju_bot")


def test_a_message_telegram_would_refuse_is_refused_and_kept(chat: Page) -> None:
    words = "甲" * 4097
    chat.get_by_label("消息", exact=True).fill(words)
    chat.get_by_role("button", name="发送").click()
    expect(chat.locator("#toast")).to_have_text("message is too long")
    expect(chat.get_by_label("消息", exact=True)).to_have_value(words)


# Room and neighbours


@pytest.mark.parametrize("width", [320, PHONE, 1200])
def test_nothing_is_wider_than_the_page(chat: Page, width: int, shots: Path | None) -> None:
    chat.set_viewport_size({"width": width, "height": 800})
    say(chat, "甲" * 300)
    say(chat, "https://example.invalid/" + "a" * 300)
    say(chat, "/quote")
    assert int(chat.evaluate("document.documentElement.scrollWidth")) <= width
    assert chat.evaluate(
        "[...document.querySelectorAll('#messages *')].every(e => e.getBoundingClientRect().right <= innerWidth)"
    )
    keep(chat, shots, f"wide-{width}")


def test_no_other_site_can_read_or_speak(site: Playground) -> None:
    elsewhere = {"Host": "elsewhere.invalid"}
    said = {"chat": "private", "text": "甲", "age": 0, "reply_to": None}
    assert httpx.get(site.url, trust_env=False).status_code == 200
    assert httpx.get(site.url, headers=elsewhere, trust_env=False).status_code == 403
    assert httpx.post(f"{site.url}/do/says", json=said, headers=elsewhere, trust_env=False).status_code == 403
    plain = {"Content-Type": "text/plain"}
    assert httpx.post(f"{site.url}/do/says", content="{}", headers=plain, trust_env=False).status_code == 404
    assert site.scene.person.screen == []
