"""What a reader sees of a message at one moment."""

from dataclasses import dataclass, field

from tests.botapi.files import Document
from tests.botapi.keyboards import Button, Rows
from tests.botapi.markup import Entity
from tests.botapi.records import Json, Message, User
from tests.botapi.world import World

QUOTATIONS = ("blockquote", "expandable_blockquote")


@dataclass(frozen=True)
class Shown:
    """A message as a reader sees it; `html` is what was sent, `revision` counts its edits."""

    message_id: int
    text: str
    html: str
    entities: tuple[Entity, ...]
    reply_to: int | None
    sender: User = field(repr=False)
    chat_id: int = 0
    date: int = 0
    edited: bool = False
    revision: int = 0
    rows: Rows = ()
    via_bot: bool = False
    thread: int | None = None
    document: Document | None = field(default=None, repr=False)
    extra: Json = field(default_factory=dict, repr=False)

    @property
    def by_bot(self) -> bool:
        return self.sender.is_bot

    @property
    def buttons(self) -> list[list[str]]:
        """The labels, row by row."""
        return [[button.label for button in row] for row in self.rows]

    @property
    def expandable(self) -> list[str]:
        """The quotations that are folded until they are tapped."""
        return self.marked("expandable_blockquote")

    @property
    def quotes(self) -> list[str]:
        """All quotations, in their order."""
        return [entity.of(self.text) for entity in self.entities if entity.type in QUOTATIONS]

    def marked(self, kind: str) -> list[str]:
        """The words marked as bold, blockquote, text_link, … in their order."""
        return [entity.of(self.text) for entity in self.entities if entity.type == kind]

    def button(self, label: str) -> Button:
        """The button of this label, or the only one whose label begins so; KeyError otherwise."""
        every = [button for row in self.rows for button in row]
        exact = [button for button in every if button.label == label]
        found = exact or [button for button in every if button.label.startswith(label)]
        if len(found) != 1:
            raise KeyError(f"{len(found)} buttons begin with {label!r} among {self.buttons}")
        return found[0]


def snapshot(world: World, message: Message) -> Shown:
    """The message as it stands now. Only under the world's condition."""
    document = message.extra.get("document", {})
    return Shown(
        message.message_id,
        message.text,
        message.source,
        message.entities,
        message.reply_to.message_id if message.reply_to else None,
        message.sender,
        chat_id=message.chat.id,
        date=message.date,
        edited=message.edit_date is not None,
        revision=message.revision,
        rows=message.rows,
        via_bot=message.via_bot is not None,
        thread=message.thread,
        document=world.files.get(document.get("file_id")),
        extra=message.extra,
    )
