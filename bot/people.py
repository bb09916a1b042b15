"""What belongs to people: the language they chose, and what was asked, for the buttons under the answers.

One SQLite file (WAL) beside the library's. What is written survives a killed process. Belongs to one thread.
"""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from retrieval.answering.filters import EVERYTHING, Filters

FILE_NAME = "people.sqlite3"
SCHEMA_VERSION = 1
# Buttons under older answers are stale: what was asked is not kept for ever.
KEPT_DAYS = 180
_PATIENCE = 5
# As many at most for every new one: faster than they come.
_CLEARED = 10

_SCHEMA = """
CREATE TABLE languages (person INTEGER PRIMARY KEY, language TEXT NOT NULL);
CREATE TABLE asked (
    key INTEGER PRIMARY KEY AUTOINCREMENT, chat INTEGER NOT NULL, person INTEGER NOT NULL, message INTEGER NOT NULL,
    kind TEXT NOT NULL, line TEXT NOT NULL, scope TEXT NOT NULL, parent INTEGER,
    asked_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX asked_by_message ON asked (chat, message);
CREATE INDEX asked_by_person ON asked (person);
CREATE TABLE shown (
    chat INTEGER NOT NULL, message INTEGER NOT NULL, key INTEGER REFERENCES asked ON DELETE CASCADE,
    quote TEXT, PRIMARY KEY (chat, message)
);
CREATE INDEX shown_by_key ON shown (key);
"""


class BrokenPeople(Exception):
    """The file cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A line somebody asked. `kind` is how: `ask`, `check` or `compare`; `key` is 0 until it is kept.

    `message` is the asker's message; `parent` the key of what was asked before it was narrowed.
    """

    chat: int
    person: int
    message: int
    kind: str
    line: str
    scope: Filters = EVERYTHING
    parent: int | None = None
    key: int = 0


class People:
    """The open file."""

    def __init__(self, folder: Path) -> None:
        """Open, and create where missing. Raises BrokenPeople."""
        path = folder / FILE_NAME
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
            self._prepare()
            self._languages = dict(self._db.execute("SELECT person, language FROM languages").fetchall())
        except (sqlite3.Error, OSError) as error:
            raise BrokenPeople(f"{path}: {error}") from error

    def _prepare(self) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, SCHEMA_VERSION):
            raise sqlite3.DatabaseError(f"schema {version}, expected {SCHEMA_VERSION}")
        if version == 0:
            self._db.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")
        # Only now: a file that is not ours stays as it is.
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute("PRAGMA foreign_keys = ON")
        # From the start: what an edit or a shorter row leaves behind is not overwritten later.
        self._db.execute("PRAGMA secure_delete = ON")
        self._db.execute("DELETE FROM asked WHERE asked_at < datetime('now', ?)", (f"-{KEPT_DAYS} days",))

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    # Languages

    def language(self, person: int) -> str | None:
        """The language somebody chose; None where they did not."""
        return self._languages.get(person)

    def choose_language(self, person: int, language: str | None) -> None:
        """Keep a person's choice; None takes it back."""
        if language is None:
            self._db.execute("DELETE FROM languages WHERE person = ?", (person,))
            self._languages.pop(person, None)
        else:
            self._db.execute("INSERT OR REPLACE INTO languages VALUES (?, ?)", (person, language))
            self._languages[person] = language

    # What was asked

    def keep(self, asked: Asked) -> int:
        """Keep what was asked and return its key. Whatever is too old goes, a few at a time."""
        self._db.execute(
            "DELETE FROM asked WHERE key IN (SELECT key FROM asked ORDER BY key LIMIT ?)"
            " AND asked_at < datetime('now', ?)",
            (_CLEARED, f"-{KEPT_DAYS} days"),
        )
        row = self._db.execute(
            "INSERT INTO asked (chat, person, message, kind, line, scope, parent) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (asked.chat, asked.person, asked.message, asked.kind, asked.line, _packed(asked.scope), asked.parent),
        )
        assert row.lastrowid is not None
        return row.lastrowid

    def change(self, key: int, kind: str, line: str) -> None:
        """The question was edited: nothing that came of what it said before is kept."""
        self._db.execute("DELETE FROM asked WHERE parent = ?", (key,))
        self._db.execute(
            "UPDATE asked SET kind = ?, line = ?, scope = ? WHERE key = ?", (kind, line, _packed(EVERYTHING), key)
        )

    def narrow(self, key: int, scope: Filters) -> None:
        """The question was answered from a part of the library: so will be what its buttons ask for."""
        self._db.execute("UPDATE asked SET scope = ? WHERE key = ?", (_packed(scope), key))

    def recall(self, key: int, chat: int) -> Asked | None:
        """What was asked under a key in a chat."""
        return self._one("WHERE key = ? AND chat = ?", key, chat)

    def asked_by(self, chat: int, message: int) -> Asked | None:
        """What was asked by a message."""
        return self._one("WHERE chat = ? AND message = ? AND parent IS NULL", chat, message)

    def quoted_by(self, chat: int, message: int) -> str | None:
        """The id of what one of our messages quotes first."""
        row = self._db.execute("SELECT quote FROM shown WHERE chat = ? AND message = ?", (chat, message)).fetchone()
        return row[0] if row else None

    def shown(self, key: int) -> list[int]:
        """Our messages that answer what was asked under a key, in order."""
        rows = self._db.execute("SELECT message FROM shown WHERE key = ? ORDER BY message", (key,))
        return [row[0] for row in rows]

    def show(self, chat: int, key: int, messages: Iterable[int], quote: str | None) -> None:
        """Note which messages answer, and the id of what they quote first; in the place of what was noted."""
        self._db.execute("BEGIN")
        self._db.execute("DELETE FROM shown WHERE key = ?", (key,))
        self._db.executemany(
            "INSERT OR REPLACE INTO shown VALUES (?, ?, ?, ?)",
            [(chat, message, key, quote) for message in messages],
        )
        self._db.execute("COMMIT")

    def quote(self, chat: int, message: int, quote: str) -> None:
        """Note what one of our messages quotes that answers no question of its own."""
        self._db.execute("INSERT OR REPLACE INTO shown VALUES (?, ?, NULL, ?)", (chat, message, quote))

    def _one(self, where: str, *values: int) -> Asked | None:
        row = self._db.execute(
            f"SELECT chat, person, message, kind, line, scope, parent, key FROM asked {where}",  # noqa: S608 - ours
            values,
        ).fetchone()
        if row is None:
            return None
        chat, person, message, kind, line, scope, parent, key = row
        return Asked(chat, person, message, kind, line, _unpacked(scope), parent, key)

    # Leaving

    def forget(self, person: int) -> None:
        """Delete all that is kept of somebody, and overwrite it on the disk."""
        self._db.execute("DELETE FROM asked WHERE person = ?", (person,))
        # What was opened in the private chat, which has the person's number.
        self._db.execute("DELETE FROM shown WHERE chat = ?", (person,))
        self.choose_language(person, None)
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def forget_chat(self, chat: int) -> None:
        """Delete what was asked in a chat."""
        self._db.execute("DELETE FROM asked WHERE chat = ?", (chat,))
        self._db.execute("DELETE FROM shown WHERE chat = ?", (chat,))

    def move(self, before: int, after: int) -> None:
        """A group has another id now. Its messages are numbered anew: only what was asked goes with it."""
        self._db.execute("DELETE FROM shown WHERE chat = ?", (before,))
        self._db.execute("UPDATE asked SET chat = ?, message = 0 WHERE chat = ?", (after, before))


def _packed(scope: Filters) -> str:
    given = {name: value for name, value in asdict(scope).items() if value != getattr(EVERYTHING, name)}
    return json.dumps(given, ensure_ascii=False)


def _unpacked(text: str) -> Filters:
    fields = json.loads(text)
    for name in ("without", "within"):
        if name in fields:
            fields[name] = tuple(fields[name])
    return Filters(**fields)
