"""An answer whose bot has ended since, and what taps on its buttons bring."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.librarian import Librarian
from tests.bot.documents import article
from tests.bot.running import serving
from tests.botapi.person import Person, Shown, Toast
from tests.botapi.server import BotApiServer

DONE = Toast()


@contextmanager
def answered(
    server: BotApiServer, librarian: Librarian, people: Path, line: str, **environment: str
) -> Iterator[tuple[Person, Shown]]:
    """A person and the answer to a line, which the bot gave before it was started anew."""
    person = server.person(7, language_code="zh-hans")
    with serving(server, librarian, people, **environment):
        said = person.says(line)
        person.waits_for_reply(said)
    (shown,) = person.answers(said)
    with serving(server, librarian, people, **environment):
        yield person, shown


def labels(shown: Shown) -> list[str]:
    return [label for row in shown.buttons for label in row]


def now(person: Person, shown: Shown) -> Shown:
    """A message as it stands now."""
    found = person.shown(shown.message_id)
    assert found is not None
    return found


def below(person: Person, label: str, shown: Shown) -> Shown:
    """The message that a tap brings below the one with the button, which stays as it is."""
    assert person.taps(label, shown) == DONE
    (made,) = person.answers(shown.message_id)[-1:]
    assert made.message_id > shown.message_id
    assert made.reply_to == shown.message_id
    assert now(person, shown) == shown
    return made


def in_place(person: Person, label: str, shown: Shown) -> Shown:
    """The message after a tap that changes it, and nothing else."""
    before = person.screen
    assert person.taps(label, shown) == DONE
    assert [one.message_id for one in person.screen] == [one.message_id for one in before]
    made = now(person, shown)
    assert made.revision == shown.revision + 1
    return made


def looks(shown: Shown) -> tuple[str, tuple[object, ...]]:
    """What a reader sees of a message: its markup and its buttons."""
    return shown.html, shown.rows


def pond(*written: str) -> str:
    """A document of one article."""
    return article("水塘台账怎么记", "方圩", "2023年3月2日", *written)
