"""A draft of other data that knows the cells of this one: its labels, brought here by the names of cells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from ...core.counted import counted
from ...core.given_paths import given_path
from ...data.cells import CellTable
from ...draft.draft import Draft
from ...draft.own_drafts import OwnDraft, drafts_that_know, read_own_draft
from ...draft.table import DraftCategory
from ...errors import DataError, DraftError
from ...labels.beside import is_beside
from ...labels.regions.reading import of_left_out
from .giving import Into
from .outlines import by_cells, fitting
from .source import carried, report_of, said_of_carrying, source_of_table


class OtherDrafts:
    """Finds drafts, and carries what they say. Files are read without the session's lock.

    Parameters
    ----------
    table
        The cells.
    place
        The draft of this data, beside which others are.
    into
        Where labels are carried to.
    """

    def __init__(self, table: CellTable, place: Draft, into: Into) -> None:
        self._table = table
        self._place = place
        self._into = into

    @property
    def user(self) -> str:
        """Whose drafts these are."""
        return self._place.author.user

    def known(self) -> Iterator[OwnDraft]:
        """Give the drafts of this user in the same folder that know these cells and have labels, the newest first."""
        found = drafts_that_know(self._place.directory, self._place.author.user, self._cells(), but=self._place.id)
        return filter(_labelled, found)

    def carry(self, given: object = None) -> tuple[OwnDraft, pd.DataFrame]:
        """Carry the labels of a draft here; None: of the newest that knows these cells.

        Raises
        ------
        DraftError
            There is none, it is another user's, or knows none of these cells.
        LabelError
            There is a category of one of the names already.
        """
        cells = self._cells()
        draft = self._newest() if given is None else self._named(given_path(given, "carry_labels()", DraftError), cells)
        source = source_of_table(draft.table, f"the draft {draft.name!r} of {draft.dataset}")
        places = source.places(cells)
        if not (places >= 0).any():
            raise DraftError(f"{source.title.capitalize()} knows none of these cells: nothing is carried.")
        with self._into.gate.lock:
            self._into.gate.require_open()
            if self._table.obs_names is not cells:
                raise DataError("The cells of the data changed meanwhile: nothing was carried. Do it again.")
            outlined, left_behind = fitting(source.categories, by_cells(places, self._table))
            named, notes = self._into.named_freely([carried(each, places) for each in outlined])
            n = sum(each.n_labelled for each in named)
            text = f"carry the labels of {source.title} ({counted(n)})"
            time = datetime.now(UTC).isoformat(timespec="milliseconds")
            named = [said_of_carrying(each, source.title, time) for each in named]
            self._into.give(named, "carry_labels", text, {"draft": str(draft.path)})
        report = report_of(source.categories, named, places, [None] * len(named))
        report.attrs["notes"] = [*notes, *left_behind, *of_left_out(draft.table.without_outline)]
        return draft, report

    def _cells(self) -> pd.Index[Any]:
        with self._into.gate.lock:
            self._into.gate.require_open()
            return self._table.obs_names

    def _newest(self) -> OwnDraft:
        found = next(self.known(), None)
        if found is None:
            raise DraftError(
                f"No other draft of yours in {str(self._place.directory)!r} knows these cells: name its file."
            )
        return found

    def _named(self, path: Path, cells: pd.Index[Any]) -> OwnDraft:
        if self._place.path is not None and path.absolute() == self._place.path.absolute():
            raise DraftError("This is the draft of this data itself: its labels are here.")
        try:
            draft = read_own_draft(path, self._place.author.user, cells)
        except OSError as error:
            raise DraftError(f"The draft {str(path)!r} can't be read: {error.strerror or error}.") from error
        if draft is None:
            raise DraftError(
                f"The file {str(path)!r} is no draft of yours: import_labels() brings in what others labelled."
            )
        return draft


def categories_in(draft: OwnDraft) -> list[DraftCategory]:
    """Return the categories of a draft that are carried: all but those that stand beside others."""
    return [each for each in draft.table.categories if not is_beside(each.about)]


def _labelled(draft: OwnDraft) -> bool:
    return any(each.codes.any() for each in categories_in(draft))
