"""What there is to say about a draft, for a person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

_TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)")


def on_this_clock(words: str) -> str:
    """Return words with the time in them, in UTC, as the clock here has it; with the day if it is another one."""

    def local(found: re.Match[str]) -> str:
        time = datetime.fromisoformat(found[0]).astimezone()
        return f"{time:%H:%M}" if time.date() == datetime.now().astimezone().date() else f"{time:%Y-%m-%d %H:%M}"

    return _TIME.sub(local, words)


def named_elsewhere(path: Path) -> str:
    """Return what to say of a draft in another directory."""
    return f"A draft of these cells is in {path}: annotations_dir={str(path.parent)!r} opens it."


@dataclass(frozen=True)
class DraftStatus:
    """Where a draft is and whether it is saved; prints as a few lines.

    Attributes
    ----------
    path
        The CSV; None as long as there is no draft.
    id, name
        What it is known by, and what its user called it.
    saved
        Whether all edits are in the CSV. Those that are not are in the journal, unless ``only_in_memory``.
    saved_at
        When it was last written by this session, in UTC; None if not yet.
    n_matched
        Cells of the data that had a row in the CSV when it was opened.
    error
        Why the last save failed, if it did.
    holder
        Who else has the draft open, if this session may only read.
    only_in_memory
        Whether edits are neither in the CSV nor in the journal, since it can't be written.
    elsewhere
        A draft of these cells in another directory, which was not opened.
    others
        Other drafts in the same directory, of this user and dataset or left by cellxgene, which were not opened.
    """

    path: Path | None
    id: str
    name: str | None
    saved: bool
    saved_at: datetime | None
    n_matched: int
    error: str | None = None
    holder: str | None = None
    others: tuple[Path, ...] = ()
    elsewhere: Path | None = None
    only_in_memory: bool = False

    @property
    def read_only(self) -> bool:
        """Whether edits are refused because the draft is open elsewhere."""
        return self.holder is not None

    def __repr__(self) -> str:
        """Return the lines to print."""
        others = ", ".join(path.name for path in self.others)
        if self.path is None:
            none = f"No draft yet (ID {self.id}): it is made with the first category."
            if self.elsewhere is not None:
                none += f"\n{named_elsewhere(self.elsewhere)}"
            return f"{none}\nDrafts by cellxgene, to open with annotations_file=: {others}" if others else none
        if self.holder is not None:
            state = f"Read-only: open in {on_this_clock(self.holder)}. take_over() makes it yours."
        elif self.error is not None:
            where = "only in memory" if self.only_in_memory else "safe on disk all the same"
            state = f"Could not save: {self.error} (trying again). Your edits are {where}."
        elif not self.saved:
            state = "Unsaved edits: they are in the journal, and in the file within seconds"
        else:
            state = "Saved" if self.saved_at is None else f"Saved at {self.saved_at.astimezone():%H:%M:%S}"
        lines = [f"Draft {self.name!r} (ID {self.id})", state, str(self.path)]
        if self.others:
            lines.append(f"Other drafts of this dataset: {others}")
        return "\n".join(lines)
