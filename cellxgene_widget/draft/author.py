"""Who writes a draft: by an id that nobody else learns, and as others see them."""

from __future__ import annotations

import getpass
from dataclasses import dataclass, replace

from ..core.readable import readable
from ..labels.entries import Entry
from .file_names import draft_id


def display_name() -> str:
    """Return what others read in a history or a lock: the name of the account. The user id is the key to the drafts."""
    try:
        return readable(getpass.getuser())  # of an account named in an old encoding too
    except (OSError, KeyError, ImportError):  # an account without a name, as in some containers
        return "someone"


@dataclass(frozen=True)
class Author:
    """Who writes a draft.

    Attributes
    ----------
    user
        The id by which drafts are found: in no file that others can read.
    """

    user: str

    @property
    def mark(self) -> str:
        """What tells this author from others, made like the ID of a draft."""
        return draft_id(self.user, "")

    def without_id(self, entries: list[Entry]) -> list[Entry]:
        """Return entries of before, which named the author by the id, with the name that others see in its place."""
        if not any(self._is_named(entry) for entry in entries):
            return entries
        shown = display_name()
        return [
            replace(entry, about={**entry.about, "user": shown}) if self._is_named(entry) else entry
            for entry in entries
        ]

    def _is_named(self, entry: Entry) -> bool:
        return bool(self.user) and entry.about.get("user") == self.user


NOBODY = Author("")
