"""Who gave a cell its label, when, and by which edit; and what others said of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..core.arguments import CellChoice
from ..core.cell_sets import Cells, Mask, cells_of_mask
from ..data.cells import CellTable
from ..errors import AnnotationError
from ..exchange.deeds import standing
from ..exchange.names_of_now import NamesOfNow, call_of
from ..labels.beside import opinions_of
from ..labels.category import Category
from ..labels.edits import Assign, flatten
from ..labels.entries import Entry
from ..labels.history import History
from ..selection.selector import Selector
from .comparisons import Comparisons
from .past import Past

_SAYS = "says: "
_COLUMNS = ("revision", "time", "user", "operation", "text")


class Blames:
    """Looks cells up in the history. All of it under the session's lock.

    Parameters
    ----------
    table, history, selector
        The cells, the edits, and which cells are selected.
    past
        The edits whole, also those that only the journal has so.
    comparisons
        What was compared last.
    """

    def __init__(
        self, table: CellTable, history: History, selector: Selector, past: Past, comparisons: Comparisons
    ) -> None:
        self._table = table
        self._history = history
        self._selector = selector
        self._past = past
        self._comparisons = comparisons

    def of(self, cells: CellChoice | None, name: str) -> pd.DataFrame:
        """Return what is known of cells; see :meth:`Session.blame`."""
        category = self._history.annotations.find(name)
        places = self._places(cells)
        codes = category.in_label_order()[: self._table.n_cells][places]
        labels = pd.Index([label.name for label in category.labels], dtype=object)
        frame = pd.DataFrame(
            {"label": pd.Categorical.from_codes(codes.astype(np.int64) - 1, categories=labels)},
            index=self._table.obs_names[places],
        )
        entries, which = self._given(category, places)
        told = [{**entry.about, "revision": entry.revision, "text": entry.words} for entry in entries]
        for column in _COLUMNS:
            values = np.empty(len(told) + 1, dtype=object)
            values[: len(told)] = [each.get(column) for each in told]
            frame[column] = values[which]
        frame["revision"] = frame["revision"].astype("Int64")
        for annotator, said in self._said(category, places):
            frame[f"{_SAYS}{annotator}"] = said
        return frame

    def _places(self, cells: CellChoice | None) -> Cells:
        if cells is not None:
            return self._table.find_cells(cells)
        if self._selector.n:
            return cells_of_mask(self._selector.mask)
        return np.arange(self._table.n_cells, dtype=np.uint32)

    def _given(self, category: Category, places: Cells) -> tuple[list[Entry], npt.NDArray[np.intp]]:
        """Return edits, and by cell the place of the last one that gave its label; -1: it is not known."""
        n = self._history.annotations.n_cells
        found = np.full(n, -1, dtype=np.intp)
        is_open = np.zeros(n, dtype=bool)
        is_open[places] = category.codes[places] != 0
        entries: list[Entry] = []
        names = NamesOfNow()
        for entry in reversed(standing(self._past.whole())[0]):
            if not is_open.any():
                break
            given = is_open & self._given_by(entry, _names_then(names, entry, category.name), n)
            if given.any():
                found[given] = len(entries)
                entries.append(entry)
                is_open &= ~given
        return entries, found[places]

    def _given_by(self, entry: Entry, then: frozenset[str], n: int) -> Mask:
        """Return the cells that an edit gave a label in a category, which had one of some names then."""
        mask = np.zeros(n, dtype=bool)
        try:
            edit = self._history.in_place(entry.unpack_edit(), entry.frame)
        except AnnotationError:  # only its words are kept
            return mask
        for part in flatten(edit):
            if isinstance(part, Assign) and part.category in then:
                mask[part.cells[part.cells < n]] = part.label is not None
        return mask

    def _said(self, category: Category, places: Cells) -> Iterator[tuple[str, Any]]:
        """Give what each annotator says of the cells, as far as it is known."""
        about = category.about.get("reconciled")
        if about is not None:  # what is said now is not what it was decided on
            known = self._comparisons.settled_at(about["time"])
        else:
            known = self._comparisons.last_of(category)
        if known is not None:
            rows = known.cell_names.get_indexer(self._table.obs_names[places])
            for annotator, codes in zip(known.annotators, known.codes, strict=True):
                said = np.where(rows >= 0, codes[np.maximum(rows, 0)], 0)
                yield annotator.name, np.array([None, *annotator.labels], dtype=object)[said]
            return
        beside = opinions_of(self._history.annotations.categories, category.name)
        if beside is not None:
            yield from _of_opinions(beside, places)


def _of_opinions(beside: Category, places: Cells) -> Iterator[tuple[str, Any]]:
    said: Mapping[str, list[list[str]]] = beside.about["opinions"]["said"]
    codes = beside.codes[places]
    size = max((label.code for label in beside.labels), default=0) + 1
    for annotator in beside.about["opinions"]["annotators"]:
        table = np.full(size, None, dtype=object)
        for label in beside.labels:
            table[label.code] = next((what for who, what in said.get(label.name, ()) if who == annotator), None)
        yield annotator, table[codes]


def _names_then(names: NamesOfNow, entry: Entry, category: str) -> frozenset[str]:
    """Return what a category was called when an edit was made."""
    then, old = entry.about.get("category"), call_of(entry).get("old")
    if category not in names.go_back_before(entry):
        return frozenset((category,))
    called = {category} if not isinstance(then, str) else {then}
    return frozenset(called | ({old} if entry.operation == "rename_category" and isinstance(old, str) else set()))
