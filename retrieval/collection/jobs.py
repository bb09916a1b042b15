"""What is asked of the process that reads files. Whoever only asks loads nothing that reads."""

from dataclasses import dataclass
from typing import Any

ALONE: dict[str, Any] = {"alone": True}


@dataclass(frozen=True, slots=True)
class Job:
    """One file, or one member of an archive, to be read into a spool.

    `known` is the sha256 it had when it was read in the same way before, and need not be read again with. Without a
    `spool` an archive's members are listed, and of any other file nothing is kept but what is returned.
    """

    path: str
    name: str
    member: str | None = None
    spool: str | None = None
    known: str | None = None
    encoding: str | None = None
    corrections: str | None = None
    defaults: dict[str, str] | None = None
    explain: bool = False
