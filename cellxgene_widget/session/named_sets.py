"""The named sets of cells of a draft: which cells of the data they are now, and on disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

import numpy as np
import numpy.typing as npt

from ..core.cell_names import places_among, respelled
from ..core.cell_sets import Cells, Mask, cells_from_json, cells_of_mask, cells_to_json, distinct, mask_of_cells
from ..core.named_set import NamedSet
from ..core.names import composed
from ..core.recipe_step import Step
from ..core.set_log import Record, SetLog
from ..core.uninterrupted import uninterrupted
from ..data.cells import CellTable
from ..draft.draft import Draft
from ..draft.set_file import SetFile
from ..errors import SelectionError, some


class SetRow(TypedDict):
    """A set as the view lists it: ``n`` of its cells are in the data, ``n_gone`` are not."""

    name: str
    n: int
    n_gone: int


class NamedSets:
    """Sets of cells that were remembered. They are no edits of the labels: undo leaves them alone.

    Parameters
    ----------
    table
        The cells of the data.
    place
        Where the draft is, and the file of the sets beside its journal.
    """

    def __init__(self, table: CellTable, place: Draft) -> None:
        self._table = table
        self._file = SetFile(place)
        #: The sets there are, and those of them that are on disk. One that is not there is in memory only: this session
        #: may not write, or could not.
        self._log = self._stored = SetLog()
        self._masks: dict[NamedSet, tuple[str, Mask]] = {}
        #: By list of names where its cells are in the data of a fingerprint.
        self._places: dict[str, tuple[str, npt.NDArray[np.intp]]] = {}

    @property
    def sets(self) -> dict[str, NamedSet]:
        """The sets by name, in the order they were made."""
        return dict(self._log.sets)

    @property
    def warnings(self) -> list[str]:
        """What a person should know of the file, as sentences."""
        return self._file.problems

    def look(self) -> None:
        """Read ahead what :meth:`refresh` will take: nobody waits for a disk to give a label. Needs no lock."""
        self._file.look()

    def read(self) -> None:
        """Read the sets of the draft; those that are in memory only stay, under a name that is free.

        All known here do so where the file is gone or damaged.
        """
        stored = self._file.read()
        if stored is None:  # what is known of it stays
            return
        log = stored.copy()
        for one in self._log.sets.values():
            if (self._is_here(one) or not self._file.is_whole) and not _has(log, one):
                name = _free(one.name, log)
                log.put(NamedSet(name, one.cells, one.frame, one.recipe, one.made_at))
        for one in self._log.former.values():
            if one not in self._stored.former.values() and one not in self._stored.sets.values():
                log.former.setdefault(one.name, one)
        is_all_there = list(log.sets) == list(stored.sets) and log.former == stored.former
        with uninterrupted():
            self._log, self._stored = stored if is_all_there else log, stored
            if is_all_there:
                self._file.unwritten = None

    def _is_here(self, one: NamedSet) -> bool:
        return self._stored.sets.get(one.name) is not one

    def refresh(self) -> bool:
        """Read them again if someone else wrote them; tell whether there are others now."""
        before = self._log
        if self._file.was_changed:
            self.read()
        return self._log is not before

    def find(self, name: str) -> NamedSet:
        """Return a set by its name.

        Raises
        ------
        SelectionError
            There is none.
        """
        found = self._log.sets.get(composed(name))
        if found is None:
            raise SelectionError(f"No set of cells is called {name!r}. {self._known()}")
        return found

    def _known(self) -> str:
        return f"Sets: {some(self._log.sets)}." if self._log.sets else "remember_selection(name) makes one."

    def has(self, name: object) -> bool:
        """Tell whether there is a set of this name."""
        return isinstance(name, str) and composed(name) in self._log.sets

    def is_here(self, name: str) -> bool:
        """Tell whether a set is in memory only; raises as :meth:`find` does."""
        return self._is_here(self.find(name))

    def was_here(self, name: str) -> bool:
        """Tell whether the set that was last replaced or dropped under a name is so in memory only."""
        former = self._log.former.get(composed(name))
        return former is not None and self._stored.former.get(former.name) is not former

    def was_there(self, name: str) -> bool:
        """Tell whether a set of this name was replaced or dropped, and can be brought back."""
        return composed(name) in self._log.former

    def mask(self, name: str) -> Mask:
        """Return which cells of the data a set has, shape (n_cells,); never to be changed in place."""
        one, now = self.find(name), self._table.fingerprint
        frame, mask = self._masks.get(one, ("", None))
        if mask is None or frame != now:
            mask = mask_of_cells(self._positions(one.cells, one.frame), self._table.n_cells)
            self._masks = {kept: value for kept, value in self._masks.items() if kept in self._log.sets.values()}
            self._masks[one] = now, mask
        return mask

    def step_of(self, name: str) -> dict[str, Any]:
        """Return the cells of a set that are in the data, as a step keeps many; :meth:`cells_of_step` finds them."""
        one = self.find(name)
        cells = one.cells
        if one.frame == self._table.fingerprint:
            cells = cells[cells < self._table.n_cells]
        else:
            places = self._places_of(one.frame)
            cells = cells[cells < len(places)]
            cells = cells[places[cells] >= 0]
        return {**cells_to_json(cells), "frame": one.frame}

    def cells_of_step(self, cells: Mapping[str, object]) -> Cells:
        """Return the positions of cells as a step keeps many, also where the data has others since or in another order.

        Raises
        ------
        SelectionError
            It is not known here which cells these are, or some are not in the data.
        """
        frame = cells.get("frame")
        if frame == self._table.fingerprint or not isinstance(frame, str) or self._file.names(frame) is None:
            return self._table.find_cells(cells)
        positions, n = self._positions(cells_from_json(cells), frame), cells.get("n")
        if positions.size != n:
            raise SelectionError(f"Of the {n:,} cells of this step only {positions.size:,} are in the data.")
        return positions

    def _positions(self, cells: Cells, frame: str) -> Cells:
        """Return where cells of a list of names are now, those that are left."""
        if frame == self._table.fingerprint:
            return cells[cells < self._table.n_cells]
        places = self._places_of(frame)
        found = places[cells[cells < len(places)]]
        positions: Cells = distinct(found[found >= 0]).astype(np.uint32)
        return positions

    def _places_of(self, frame: str) -> npt.NDArray[np.intp]:
        """Return where each cell of a list of names is now, or -1; it takes a second for a million."""
        now = self._table.fingerprint
        known, places = self._places.get(frame, ("", None))
        if places is None or known != now:
            names, ours = self._file.names(frame), self._table.obs_names
            places = np.zeros(0, dtype=np.intp) if names is None else places_among(respelled(names, ours), ours)
            self._places[frame] = now, places
        return places

    def n_cells(self, one: NamedSet) -> int:
        """Return how many cells of a set are in the data."""
        if one.frame == self._table.fingerprint:
            return int(one.cells.size)
        return int(np.count_nonzero(self.mask(one.name)))

    def table(self) -> list[SetRow]:
        """Return the sets as the view lists them."""
        rows: list[SetRow] = []
        for one in self._log.sets.values():
            n = self.n_cells(one)
            rows.append({"name": one.name, "n": n, "n_gone": int(one.cells.size) - n})
        return rows

    # -- changed, and written

    def put(self, name: str, mask: Mask, recipe: Sequence[Step], *, durable: bool) -> None:
        """Remember cells; ``durable``: on disk before this returns. Otherwise, or where that fails, in memory.

        Parameters
        ----------
        name
            What the set is called; one of this name is replaced.
        mask
            Its cells, shape (n_cells,).
        recipe
            How they were selected.
        durable
            Whether this session may write the draft.
        """
        frame = self._table.fingerprint
        self._file.frames.setdefault(frame, self._table.obs_names)
        made = NamedSet(name, cells_of_mask(mask), frame, tuple(recipe))
        self._do({"put": made.to_json()}, durable=durable)

    def drop(self, name: str, *, durable: bool = True) -> None:
        """Have a set no more; :meth:`recall` brings it back."""
        self._do({"drop": self.find(name).name}, durable=durable)

    def rename(self, old: str, new: str, *, durable: bool = True) -> None:
        """Call a set otherwise."""
        self._do({"rename": [self.find(old).name, new]}, durable=durable)

    def recall(self, name: str, *, durable: bool = True) -> None:
        """Bring back the set that was last replaced or dropped under a name."""
        self._do({"recall": composed(name)}, durable=durable)

    def _do(self, record: Record, *, durable: bool) -> None:
        with uninterrupted():
            log, is_new = self._log.copy(), self._log is not self._stored
            log.take(record)
            if not durable:  # those of the draft that sets in memory hid are seen again
                log.sets |= {name: one for name, one in self._stored.sets.items() if name not in log.sets}
            written = durable and (self._file.write(log) if is_new else self._file.append(record, log))
            self._log = log
            if written:
                self._stored = log

    def save(self, *, may_write: bool = True) -> bool:
        """Write the sets if they are not written yet; if that fails :attr:`warnings` says so.

        What others wrote meanwhile is read first: tells whether there are other sets now.
        """
        changed = may_write and (self._log is not self._stored or self._file.is_unknown) and self.refresh()
        if may_write and self._log is not self._stored and self._file.write(self._log):
            self._stored = self._log
        return changed


def _has(log: SetLog, one: NamedSet) -> bool:
    """Tell whether there is this very set: it was written, though that was said to have failed."""
    there = log.sets.get(one.name)
    return there is not None and there.frame == one.frame and np.array_equal(there.cells, one.cells)


def _free(name: str, log: SetLog) -> str:
    number, free = 2, name
    while free in log.sets:
        free, number = f"{name[:190]} ({number})", number + 1
    return free
