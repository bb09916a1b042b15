"""Three languages: each screen in one of them, and which one is the person's own affair."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

import pytest

from bot.handlers.context import desk, set_desk
from bot.keyboards import Verb, tap
from bot.librarian import Librarian
from bot.manners import Manners
from bot.wording.choice import LANGUAGES
from bot.wording.wording import Wording
from retrieval.collection.library import Library
from tests.bot import sample
from tests.bot.held import Failing, Held
from tests.bot.running import serving
from tests.botapi.person import Person, Shown
from tests.botapi.server import BotApiServer, Fault

GROUP = -1001234567890
SIMPLIFIED, TRADITIONAL, ENGLISH = LANGUAGES["zh-hans"], LANGUAGES["zh-hant"], LANGUAGES["en"]
LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
WIDE = "河长怎么巡河？"
DAY = 86400


@pytest.fixture(autouse=True)
def of_the_future(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the library warns of its own future as soon as it builds a RetryAfter."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


# What a language has to itself


def strings(value: object) -> Iterator[str]:
    """Every string of a field of the wording."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from strings(one)


def patterns(words: Wording) -> dict[str, str]:
    """What a language says, by the expression that finds it: the fixed pieces of each string, if they are words."""
    found = {}
    for one in fields(words):
        # What a language is called stands in the menu as its own speakers call it.
        if one.name == "language_name":
            continue
        for text in strings(getattr(words, one.name)):
            for piece in map(str.strip, re.split(r"\{\w*\}|</?\w+>|\n", text)):
                if len(re.findall(r"[\u4e00-\u9fff]", piece)) >= 3 or len(re.findall(r"[a-z]+", piece)) >= 3:
                    found[re.escape(piece)] = one.name
    # Of these the fixed pieces are too short to be told by themselves.
    for name in ("paragraph", "issue", "runs_of", "year_month_day", "page_of"):
        pieces = re.split(r"\{\w*\}", getattr(words, name))
        if re.search(r"[\u4e00-\u9fff]", "".join(pieces)) or "para" in "".join(pieces).lower():
            found[r"[\d–]+".join(map(re.escape, pieces))] = name
    return found


FOREIGN = {
    language: {
        expression: name
        for other, others in LANGUAGES.items()
        if other != language
        for expression, name in patterns(others).items()
        if expression not in patterns(words)
    }
    for language, words in LANGUAGES.items()
}


def names(library: Library) -> list[str]:
    """What documents, articles and people are called: in every language as it stands."""
    found: set[str | None] = set()
    for document, article in library.collection().articles:
        found |= {document.file, article.author, article.position}
        found |= {one.value for one in (article.title, article.publication, article.issue) if one}
    return sorted(filter(None, found), key=len, reverse=True)


def foreign(text: str, language: str, aside: list[str]) -> list[str]:
    """The fields of other languages that are found in a text, quotations and names aside."""
    for one in aside:
        text = text.replace(one, "")
    return sorted({name for expression, name in FOREIGN[language].items() if re.search(expression, text)})


# Every kind of screen


@dataclass
class Screens:
    """What was shown in one language, by the kind of the screen, without the quotations."""

    server: BotApiServer
    language: str
    shown: dict[str, list[str]] = field(default_factory=dict)
    people: Iterator[int] = field(default_factory=lambda: iter(range(100, 1000)))

    def person(self) -> Person:
        return self.server.person(next(self.people), language_code=self.language)

    def keeps(self, kind: str, *messages: Shown | str) -> None:
        texts = self.shown.setdefault(kind, [])
        for message in messages:
            texts.append(_without_quotes(message) if isinstance(message, Shown) else message)
            if isinstance(message, Shown):
                texts += [label for row in message.buttons for label in row]

    def says(self, kind: str, line: str, *labels: str, age: int = 0) -> Person:
        """What a line is answered with, and what is shown at taps, each on the newest such button."""
        person = self.person()
        self.keeps(kind, *person.waits_for_reply(person.says(line, age=age)))
        for label in labels:
            before = {one.message_id: one.revision for one in person.answers()}
            toast = person.taps(label)
            changed = [one for one in person.answers() if before.get(one.message_id) != one.revision]
            assert changed, (kind, label, toast)
            self.keeps(f"{kind}, {label}", *changed)
        return person


def _without_quotes(shown: Shown) -> str:
    text = shown.text
    for words in (*shown.quotes, *shown.marked("code"), *shown.marked("pre"), *shown.marked("strikethrough")):
        text = text.replace(words, "")
    return text


def commands(screens: Screens) -> None:
    for line in ("/start", "/help", "/privacy", "/lang", "/ask", "/check", "/compare", "/cite", "您好", "水", "谢谢"):
        screens.says(line, line)
    words = LANGUAGES[screens.language]
    screens.says("forget", "/forget", words.button_keep)
    screens.says("forgotten", "/forget", words.button_forget)
    for kind in ("voice", "sticker", "photo"):
        person = screens.person()
        screens.keeps(kind, *person.waits_for_reply(person.shows(kind)))


def answers(screens: Screens) -> None:
    words = LANGUAGES[screens.language]
    around, cite = words.button_around, words.button_cite
    screens.says("one", f"“{sample.SENTENCE}”出自哪里？", around, cite, words.button_formats)
    screens.says("several", WIDE, words.button_more, words.button_narrow, words.button_return)
    screens.says("only", WIDE, words.button_narrow, "芮波", words.button_all)
    screens.says("around", "牌子立在岸上，名字就立在群众心里", around, words.button_before)
    screens.says("altered", "“牌子立在岸上，名字就立在领导心里”出自哪里？")
    screens.says("unknown", "/check 渡口的灯由三户人家轮流来点。", words.button_related)
    screens.says("check", f"/check {sample.SENTENCE}。渡口的灯由三户人家轮流来点。")
    screens.says("compare", "/compare 水库")
    screens.says("compare nothing", "/compare qwertyuiop")
    screens.says("nothing", sample.UNANSWERED)
    screens.says("misspelt", "寻河码是什么？")
    screens.says("long", sample.ANSWERED + "天气真好" * 200)
    screens.says("late", sample.ANSWERED, age=DAY // 12)
    screens.says("skipped", sample.ANSWERED, age=2 * DAY)
    person = screens.says("followed", sample.ANSWERED)
    for line in ("经费有多少？", "“五人一排”是怎么走的？"):
        said = person.says(line, reply_to=person.answers()[0])
        screens.keeps(f"followed, {line}", *person.waits_for_reply(said))


def shelves(screens: Screens) -> None:
    words = LANGUAGES[screens.language]
    screens.says(
        "sources", "/sources", "澄溪汛期治水笔谈", "查险要查到堤脚下", words.button_after, words.button_contents
    )
    screens.says("authors", "/authors", "甘沛霖", "管好小水库")
    person = screens.says("cite", "/cite zzzzzz-1-2")
    screens.keeps("unknown id", *person.waits_for_reply(person.starts("c_zzzzzz-1-2")))


def elsewhere(screens: Screens) -> None:
    words, person = LANGUAGES[screens.language], screens.person()
    for line in ("", sample.UNANSWERED, sample.ANSWERED):
        results = person.types_inline(line)
        screens.keeps(f"inline {line}", *(item.title for item in results.items))
        screens.keeps(f"inline {line}", *([results.button.text] if results.button else []))
        if results.items:
            screens.keeps(f"inline {line}", person.chooses(results.items[0]))
    group = screens.server.group(GROUP, with_bot=False)
    group.adds_bot(person)
    screens.keeps("added", *person.waits_for_reply(chat=group))
    asked = person.says(f"/ask {sample.ANSWERED}", chat=group)
    screens.keeps("group", *person.waits_for_reply(asked, chat=group))
    person = screens.says("stale", WIDE)
    (shown,) = person.answers()
    person.waits_for_reply(person.says("/forget"))
    person.taps(words.button_forget)
    screens.keeps("stale", person.taps(words.button_more, shown).text)


@pytest.fixture(scope="module", params=list(LANGUAGES))
def screens(request: pytest.FixtureRequest, librarian: Librarian) -> Screens:
    with BotApiServer() as server:
        made = Screens(server, request.param)
        with serving(server, librarian):
            for part in (commands, answers, shelves, elsewhere):
                part(made)
        with serving(server, librarian, YINJU_ALLOWED="1"):
            made.says("not allowed", sample.ANSWERED)
            button = made.person().types_inline(sample.ANSWERED).button
            assert button
            made.keeps("not allowed", button.text)
            (group, person) = server.group(GROUP - 1, with_bot=False), made.person()
            group.adds_bot(person)
            made.keeps("not allowed", *person.waits_for_reply(chat=group))
        with serving(server, Failing(librarian)):
            made.says("failed", sample.ANSWERED)
        with serving(server, librarian) as app:
            set_desk(app, replace(desk(app), manners=Manners(lambda: 0.0)))
            person = made.person()
            for _ in range(12):
                person.waits_for_reply(person.says("您好"))
            made.keeps("too fast", *person.waits_for_reply(person.says("您好")))
        held = Held(librarian)
        with serving(server, held):
            person = made.person()
            for _ in range(4):
                person.says(sample.ANSWERED)
            held.begins()
            made.keeps("busy", *person.waits_for_reply(person.says(sample.ANSWERED)))
            held.lets(5)
    return made


@pytest.mark.slow
def test_no_screen_has_words_of_another_language(screens: Screens, library_folder: Path) -> None:
    library = Library(library_folder)
    aside = [*names(library), sample.ANSWERED, WIDE]
    library.close()
    found = {
        kind: wrong
        for kind, texts in screens.shown.items()
        if (wrong := [name for text in texts for name in foreign(text, screens.language, aside)])
    }
    assert found == {}
    assert len(screens.shown) > 60


# Which language


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("zh-hans", "zh-hans"),
        ("zh-CN", "zh-hans"),
        ("zh", "zh-hans"),
        ("zh-hant", "zh-hant"),
        ("zh-TW", "zh-hant"),
        ("zh-HK", "zh-hant"),
        ("en", "en"),
        ("en-GB", "en"),
        ("fr", "en"),
        ("zu", "en"),
        (None, "zh-hant"),
    ],
)
def test_the_language_is_the_one_telegram_is_set_to_or_that_of_the_settings(
    server: BotApiServer, librarian: Librarian, code: str | None, language: str
) -> None:
    person = server.person(7, language_code=code)
    with serving(server, librarian, YINJU_LANGUAGE="zh-hant"):
        (shown,) = person.waits_for_reply(person.says(sample.UNANSWERED))
    assert shown.text == LANGUAGES[language].not_found


def test_a_change_of_telegrams_language_is_followed_at_once(server: BotApiServer, librarian: Librarian) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        (first,) = person.waits_for_reply(person.says(WIDE))
        person.speaks("en")
        person.taps(SIMPLIFIED.button_more, first)
        turned = person.waits_for_edit(first)
    assert ENGLISH.button_back in [label for row in turned.buttons for label in row]


@LANGUAGE
@pytest.mark.parametrize("own", [*LANGUAGES, "fr", None])
def test_a_chosen_language_is_kept_whatever_telegram_is_set_to(
    server: BotApiServer, librarian: Librarian, tmp_path: Path, language: str, own: str | None
) -> None:
    words, person = LANGUAGES[language], server.person(7, language_code=own)
    with serving(server, librarian, tmp_path):
        (menu,) = person.waits_for_reply(person.says("/lang"))
        person.taps(words.language_name, menu)
        chosen = person.waits_for_edit(menu)
    with serving(server, librarian, tmp_path):
        person.speaks("en" if own != "en" else "zh-hant")
        (shown,) = person.waits_for_reply(person.says(sample.UNANSWERED))
    assert [one.language_name for one in LANGUAGES.values()] == menu.buttons[0]
    assert (chosen.text, chosen.rows) == (words.language_chosen, ())
    assert shown.text == words.not_found


@LANGUAGE
def test_whoever_follows_telegram_again_is_told_so_in_its_language(
    server: BotApiServer, librarian: Librarian, language: str
) -> None:
    words, person = LANGUAGES[language], server.person(7, language_code=language)
    other = next(code for code in LANGUAGES if code != language)
    with serving(server, librarian):
        person.waits_for_reply(person.says("/lang"))
        person.taps(LANGUAGES[other].language_name)
        (menu,) = person.waits_for_reply(person.says("/lang"))
        person.taps(LANGUAGES[other].language_automatic, menu)
        chosen = person.waits_for_edit(menu)
        (shown,) = person.waits_for_reply(person.says(sample.UNANSWERED))
    assert menu.text == LANGUAGES[other].choose_language
    assert foreign(chosen.text, language, []) == []
    assert shown.text == words.not_found


def test_one_persons_language_is_not_another_ones(server: BotApiServer, librarian: Librarian) -> None:
    group = server.group(GROUP)
    person, other = server.person(7, language_code="zh-hans"), server.person(8, "Wang", language_code="zh-hant")
    with serving(server, librarian):
        (menu,) = person.waits_for_reply(person.says("/lang", chat=group), chat=group)
        person.taps(ENGLISH.language_name, menu)
        person.waits_for_edit(menu)
        asked = [one.says(f"/ask {sample.UNANSWERED}", chat=group) for one in (person, other)]
    texts = {shown.reply_to: shown.text for shown in group.answers(asked[0] - 1)}
    assert [texts[number] for number in asked] == [ENGLISH.not_found, TRADITIONAL.not_found]
    assert not any(scope.startswith("chat") for scope, _ in server.world.commands), "the menu of a group is everybody's"


def test_a_language_that_there_is_not_is_not_taken(server: BotApiServer, librarian: Librarian) -> None:
    person = server.person(7, language_code="en")
    with serving(server, librarian):
        (shown,) = person.waits_for_reply(person.says("/lang"))
        forged = replace(shown.button(TRADITIONAL.language_name), value=tap(Verb.LANGUAGE, "xx"))
        pressed = person.presses_button(forged, shown)
        assert pressed
        toast = person.waits_for_toast(pressed)
        (answer,) = person.waits_for_reply(person.says(sample.UNANSWERED))
    assert (toast.text, toast.alert) == (ENGLISH.stale, True)
    assert answer.text == ENGLISH.not_found


# The menu, the name and the descriptions


def menu(words: Wording) -> list[tuple[str, str]]:
    return list(words.commands.items())


@pytest.mark.parametrize(("code", "words"), [("zh-hans", SIMPLIFIED), ("zh-hant", SIMPLIFIED), ("en", ENGLISH)])
def test_the_menu_is_there_in_the_two_languages_that_telegram_can_tell_apart(
    server: BotApiServer, librarian: Librarian, code: str, words: Wording
) -> None:
    person = server.person(7, language_code=code)
    with serving(server, librarian):
        assert server.commands_for(person) == menu(words)


@LANGUAGE
def test_the_menu_of_a_chat_is_in_the_language_chosen_there_until_it_is_taken_back(
    server: BotApiServer, librarian: Librarian, language: str
) -> None:
    words = LANGUAGES[language]
    person, other = server.person(7, language_code="en"), server.person(8, "Wang", language_code="en")
    with serving(server, librarian):
        person.waits_for_reply(person.says("/lang"))
        person.taps(words.language_name)
        assert server.commands_for(person) == menu(words)
        assert server.commands_for(other) == menu(ENGLISH)
        person.waits_for_reply(person.says("/lang"))
        person.taps(words.language_automatic)
        assert server.commands_for(person) == menu(ENGLISH)


def test_whoever_forgets_everything_has_the_menu_of_everybody_again(server: BotApiServer, librarian: Librarian) -> None:
    person = server.person(7, language_code="en")
    with serving(server, librarian):
        person.waits_for_reply(person.says("/lang"))
        person.taps(TRADITIONAL.language_name)
        person.waits_for_reply(person.says("/forget"))
        person.taps(TRADITIONAL.button_forget)
        assert server.commands_for(person) == menu(ENGLISH)


def test_what_the_bot_says_of_itself_is_set_where_it_is_not_so_already(
    server: BotApiServer, librarian: Librarian
) -> None:
    rare = ("setMyName", "setMyDescription", "setMyShortDescription")
    with serving(server, librarian):
        pass
    first = {name: len(server.called(name)) for name in rare}
    with serving(server, librarian):
        pass
    assert server.world.profile["description", ""] == SIMPLIFIED.description
    assert server.world.profile["description", "en"] == ENGLISH.description
    assert server.world.profile["short_description", ""] == SIMPLIFIED.short_description
    assert server.world.profile["short_description", "en"] == ENGLISH.short_description
    assert {name: len(server.called(name)) for name in rare} == first, "Telegram takes these a few times a day only"


@pytest.mark.parametrize("fault", [Fault.too_many_requests(3600), Fault.bad_gateway(), Fault.dropped()])
def test_what_cannot_be_set_stops_nothing_and_is_set_the_next_time(
    server: BotApiServer, librarian: Librarian, caplog: pytest.LogCaptureFixture, fault: Fault
) -> None:
    caplog.set_level("WARNING")
    methods = ("setMyCommands", "setMyName", "setMyDescription", "setMyShortDescription")
    for method in methods:
        server.fail_next(method, fault)
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        (shown,) = person.waits_for_reply(person.says(sample.ANSWERED))
        assert server.commands_for(server.person(8, language_code="en")) == menu(ENGLISH)
    with serving(server, librarian):
        assert server.commands_for(person) == menu(SIMPLIFIED)
    assert sample.ANSWERED_IN in shown.text
    own = [record for record in caplog.records if record.name.startswith("bot.")]
    assert own
    assert all((record.levelname, record.exc_info) == ("WARNING", None) for record in own)
    assert server.world.profile["description", ""] == SIMPLIFIED.description


def test_a_menu_that_cannot_be_set_keeps_nobody_from_the_language(server: BotApiServer, librarian: Librarian) -> None:
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian):
        (shown,) = person.waits_for_reply(person.says("/lang"))
        server.fail_next("setMyCommands", Fault.too_many_requests(3600))
        toast = person.taps(ENGLISH.language_name, shown)
        chosen = person.waits_for_edit(shown)
    assert toast.text == ""
    assert chosen.text == ENGLISH.language_chosen
