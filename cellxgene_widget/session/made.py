"""Columns and embeddings are made in a session: what is selected and shown follows, and everyone is told."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import numpy.typing as npt

from ..data.cells import CellTable
from ..data.columns import CategoryColumn, Column
from ..data.embeddings import EmbeddingInfo
from ..data.watch import DataChange
from ..errors import DataError
from ..selection.selector import Selector
from ..selection.target import Targets
from .columns import Columns
from .events import DataChanged, Events
from .made_columns import MadeColumns, Points
from .shown import Shown


class Made:
    """The one way of what is made beside the data. All of it under the session's lock.

    Parameters
    ----------
    made
        What there is.
    table
        Whose cells it is of.
    columns
        What else has a name.
    selector, targets, shown
        What rests on it.
    events
        Told when it changes, as of a change of the data: pages ask anew.
    """

    def __init__(
        self,
        made: MadeColumns,
        table: CellTable,
        columns: Columns,
        selector: Selector,
        targets: Targets,
        shown: Shown,
        events: Events,
    ) -> None:
        self._made = made
        self._table = table
        self._columns = columns
        self._selector = selector
        self._targets = targets
        self._shown = shown
        self._events = events
        #: What was ever made, to give no name twice.
        self._names: set[str] = set()

    @property
    def columns(self) -> Mapping[str, Column]:
        """The columns, by name, in the order they were made."""
        return self._made.columns

    @property
    def embeddings(self) -> Mapping[str, Points]:
        """The embeddings, float32 of shape (n_cells, 2), NaN for cells that have no place; by name."""
        return self._made.embeddings

    def has(self, name: object) -> bool:
        """Tell whether a column or an embedding of this name was made."""
        return self._made.has(name)

    def free_name(self, word: str) -> str:
        """Return ``"word 1"``, or the next of these that nothing is called, nor was: what was said of it is over."""
        for number in itertools.count(1):
            name = f"{word} {number}"
            if not (name in self._names or self._columns.has_column(name) or name in self._columns.embeddings()):
                return name
        raise AssertionError

    def describe_embeddings(self) -> Iterator[EmbeddingInfo]:
        """Yield the embeddings as a view lists them."""
        return self._made.describe_embeddings()

    def put(self, columns: Iterable[Column] = (), embeddings: Mapping[str, Points] | None = None) -> None:
        """Have columns and embeddings from now on; those of the same name are replaced.

        Raises
        ------
        DataError
            One has not a value for each cell; nothing is put then.
        """
        new, placed, n = list(columns), dict(embeddings or {}), self._table.n_cells
        sizes = {each.name: len(_values(each)) for each in new} | {key: len(each) for key, each in placed.items()}
        if wrong := [name for name, size in sizes.items() if size != n]:
            raise DataError(f"{wrong[0]!r} has {sizes[wrong[0]]:,} values, but there are {n:,} cells.")
        self._selector.remade({each.name for each in new} | placed.keys(), self._targets.step)
        self._names |= {each.name for each in new} | placed.keys()
        self._made.columns |= {each.name: each for each in new}
        self._made.embeddings |= {key: np.ascontiguousarray(each, dtype=np.float32) for key, each in placed.items()}
        self._changed({each.name for each in new}, placed)

    def drop(self, *names: str) -> None:
        """Have these no more; those that there are not are passed over."""
        made = self._made
        gone, unplaced = set(names) & made.columns.keys(), set(names) & made.embeddings.keys()
        if gone or unplaced:
            self._selector.remade(gone | unplaced, self._targets.step)
            for name in gone:
                del made.columns[name]
            for name in unplaced:
                del made.embeddings[name]
            self._shown.drop_what_data_lost()
            self._changed(gone, unplaced)

    def _changed(self, columns: Iterable[str], embeddings: Iterable[str]) -> None:
        change = DataChange(embeddings=frozenset(embeddings), columns=frozenset(columns))
        self._table.count(change.embeddings)
        self._events.publish(DataChanged(change))


def _values(column: Column) -> npt.NDArray[np.generic]:
    return column.codes if isinstance(column, CategoryColumn) else column.values
