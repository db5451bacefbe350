"""Cells as code names them: a mask, names or positions. What could be read in two ways is refused.

A column of 0 and 1 is the case to beware of: taken for positions it would be the first two cells, whatever it says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..errors import SelectionError, some
from .cell_names import are_same_names, places_among, respelled
from .cell_sets import Cells, Mask, cells_of_mask, distinct

_TRUTHS = ("True", "False", "TRUE", "FALSE", "true", "false")
_NO_CELLS: Cells = np.zeros(0, dtype=np.uint32)


def cells_of_choice(choice: object, names: pd.Index[Any], argument: str = "cells=") -> Cells:
    """Return the positions of cells that a person gave as a mask, names or positions.

    Parameters
    ----------
    choice
        A mask: one truth value a cell, in the order of the data; or a Series of them, or of 0 and 1, joined by the
        names in its index, which may have others too. Or names of cells, or positions.
    names
        The names of all cells.
    argument
        What to call it in messages.

    Raises
    ------
    SelectionError
        A mask of another length or with missing values, a name or a position that is not in the data, or what can't
        be told: numbers that may be positions or values.
    """
    if isinstance(choice, str):
        choice = [choice]
    if isinstance(choice, Mapping):
        raise SelectionError(f"{argument} takes a boolean array, names of cells, or positions: conditions are where=.")
    if isinstance(choice, pd.DataFrame):
        raise SelectionError(
            f"{argument} takes one value a cell, not a table: give one of its columns, as table['name']."
        )
    if isinstance(choice, np.ma.MaskedArray):
        gaps, choice = np.ma.getmaskarray(choice), np.array(choice, dtype=object)
        choice[gaps] = None
    # a column of a lazy AnnData; a Series looks for such a name among those of its cells, with a table of them
    if not isinstance(choice, pd.Series | pd.Index) and hasattr(choice, "to_series"):
        choice = choice.to_series()
    try:
        return _cells_of(choice, _Given(names, argument))
    except UnicodeEncodeError as error:  # pandas 3 looks names up in UTF-8
        raise SelectionError(f"{argument} has a name that no cell can have: {error.object!r}.") from None


def _cells_of(choice: object, given: _Given) -> Cells:
    names, argument = given.names, given.argument
    if isinstance(choice, pd.Series):
        values = _values(choice, argument)
        index = respelled(choice.index.to_flat_index(), names)
        if are_same_names(index, names) or index.isin(names).any() or (_kind(values) == "boolean" and len(index)):
            return given.by_index(values, index)
        return given.in_order(values, is_column=True)
    return given.in_order(_values(choice, argument), is_column=isinstance(choice, np.ndarray))


def _values(choice: object, argument: str) -> npt.NDArray[Any]:
    """Return what was given as an array of one dimension; what lists hold stays what it is."""
    values: npt.NDArray[Any]
    try:
        if isinstance(choice, np.ndarray):
            values = choice
        elif isinstance(choice, pd.Series | pd.Index):
            values = np.asarray(choice.array)  # numpy asks a Series for attributes, which it looks for among its names
        else:
            items = list(choice)  # type: ignore[call-overload]
            values = np.fromiter(items, dtype=object, count=len(items))
    except (TypeError, ValueError):
        raise SelectionError(f"{argument} takes a boolean array, names of cells, or positions.") from None
    if values.ndim != 1:
        raise SelectionError(f"{argument} takes one value a cell, not a table.")
    return values


def _kind(values: npt.NDArray[Any]) -> str:
    """Return what the values are, as pandas infers it, whatever holds them; missing ones do not count."""
    return pd.api.types.infer_dtype(values, skipna=True)


class _Given:
    """What was given, and what it is about.

    Parameters
    ----------
    names
        The names of all cells.
    argument
        What to call it in messages.
    """

    def __init__(self, names: pd.Index[Any], argument: str) -> None:
        self.names = names
        self.argument = argument

    def by_index(self, values: npt.NDArray[Any], index: pd.Index[Any]) -> Cells:
        """Return the cells of values that belong to the names in an index."""
        kind = _kind(values)
        if kind == "string":
            return self._of_names(values)
        if kind == "empty":  # none at all, or all missing
            self._require_known(values)
            return _NO_CELLS
        if kind not in ("boolean", "integer", "floating", "mixed-integer-float"):
            raise self._not_understood()
        is_in_order = are_same_names(index, self.names)
        if not is_in_order and not index.is_unique:
            twice = index[index.duplicated()].unique()
            raise SelectionError(
                f"{self.argument} has more than one value for {len(twice):,} cells ({some(twice.tolist(), 3)}): it "
                "can't be told which counts."
            )
        places = places_among(self.names, self.names if is_in_order else index)
        lacking = self.names[places < 0]
        if len(lacking) == len(self.names):
            raise SelectionError(
                f"{self.argument} has an index that does not name the cells of the data: give its values alone, as "
                "column.to_numpy(), if they are in the order of the cells."
            )
        if kind != "boolean":
            self._require_truths(values[places[places >= 0]])
        if len(lacking):
            raise SelectionError(
                f"{self.argument} has no value for {len(lacking):,} cells of the data ({some(lacking.tolist(), 3)}): "
                "add them, as with column.reindex(adata.obs_names, fill_value=False)."
            )
        return self._of_mask(values[places])

    def in_order(self, values: npt.NDArray[Any], *, is_column: bool) -> Cells:
        """Return the cells of a mask in the order of the data, of names, or at positions."""
        kind = _kind(values)
        if kind == "empty" or (not values.size and values.dtype != bool):
            self._require_known(values)
            return _NO_CELLS
        if kind == "boolean":
            return self._of_mask(values)
        if kind == "string":
            return self._of_names(values)
        if kind == "integer":
            self._require_known(values)
            return self._at(values, is_column=is_column)
        if kind in ("floating", "mixed-integer-float"):
            self._require_known(values)
            if bool(np.isin(values, [0, 1]).all()):
                raise self._ambiguous(values)
            raise SelectionError(f"{self.argument} holds numbers with decimals: positions are whole numbers.")
        raise self._not_understood()

    # -- a mask

    def _of_mask(self, values: npt.NDArray[Any]) -> Cells:
        self._require_known(values)
        if values.size != len(self.names):
            raise SelectionError(f"{self.argument} has {values.size:,} values for {len(self.names):,} cells.")
        mask: Mask = values.astype(bool)
        return cells_of_mask(mask)

    def _require_truths(self, values: npt.NDArray[Any]) -> None:
        """Check that the numbers of a column are 0 and 1, or missing."""
        known = values[~pd.isna(values)]
        if not bool(np.isin(known, [0, 1]).all()):
            raise SelectionError(
                f"{self.argument} is a column of numbers, of which it can't be told which cells are meant: make it a "
                "mask, as in column == 1 or column > 0.5."
            )

    def _require_known(self, values: npt.NDArray[Any]) -> None:
        missing = pd.isna(values)
        if missing.any():
            raise SelectionError(
                f"{self.argument} has {int(missing.sum()):,} missing values: say of these cells too whether they are "
                "meant, as with column.fillna(0).astype(bool)."
            )

    # -- names

    def _of_names(self, values: npt.NDArray[Any]) -> Cells:
        wanted = pd.Index(values, dtype=object)
        places = self.names.get_indexer(wanted)
        if (places < 0).any():
            places = self.names.get_indexer(respelled(wanted, self.names))
        if (places < 0).any():
            missing = wanted[places < 0]
            if missing.isin(_TRUTHS).all():
                raise SelectionError(
                    f"{self.argument} holds {some(missing.unique().tolist())} as text: make it a mask, as in "
                    "column == 'True'."
                )
            raise SelectionError(f"{missing.size:,} of these cells are not in the data: {some(missing.tolist(), 3)}.")
        return distinct(places).astype(np.uint32)

    # -- positions

    def _at(self, values: npt.NDArray[Any], *, is_column: bool) -> Cells:
        n = len(self.names)
        # Of our own making: the page sends cells so, also where there are only one or two of them.
        is_ours = values.dtype == np.uint32 and bool(np.all(values[1:] > values[:-1]))
        try:
            numbers = values if values.dtype != object else np.fromiter(values, dtype=np.int64, count=values.size)
        except OverflowError:  # whole numbers that no integer type holds
            raise self._outside() from None
        if not is_ours:
            self._require_no_names(numbers)
        positions = distinct(numbers)
        repeats = positions.size < numbers.size
        are_truths = int(positions[0]) >= 0 and int(positions[-1]) <= 1
        if are_truths and not is_ours and (repeats or (is_column and numbers.size == n)):
            raise self._ambiguous(values)
        if int(positions[0]) < 0 or int(positions[-1]) >= n:
            raise self._outside()
        if repeats and numbers.size == n:
            raise SelectionError(
                f"{self.argument} has one number a cell, some of them more than once, so they are no positions: make "
                "it a mask, as in column == 1."
            )
        return positions.astype(np.uint32)

    def _require_no_names(self, numbers: npt.NDArray[Any]) -> None:
        """Refuse positions at which other cells are than those they name: an index of digits reads as numbers."""
        places = self.names.get_indexer(pd.Index([str(number) for number in numbers.tolist()], dtype=object))
        if bool(np.any((places >= 0) & (places != numbers))):
            raise SelectionError(
                f"{self.argument} has numbers that may be positions or names of cells, which are not the same here: "
                "give names as text, as in ['12', '15'], or a mask."
            )

    # -- what can't be

    def _outside(self) -> SelectionError:
        return SelectionError(f"{self.argument} has positions outside 0 to {len(self.names) - 1:,}.")

    def _ambiguous(self, values: npt.NDArray[Any]) -> SelectionError:
        return SelectionError(
            f"{self.argument} has {values.size:,} values that are all 0 or 1: as a mask, give column.astype(bool); as "
            "positions, a list in which each is named once."
        )

    def _not_understood(self) -> SelectionError:
        return SelectionError(
            f"{self.argument} takes a boolean array, names of cells, or positions, and of these only one kind."
        )
