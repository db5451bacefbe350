"""What may be written where cells are asked for; what it is checked by is beside what it means.

Types as the interpreter sees them, not strings: the requests of the view are checked by them too.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..errors import SelectionError, some

if TYPE_CHECKING:
    _Series: TypeAlias = pd.Series[Any]
    _Index: TypeAlias = pd.Index[Any]
    _Array: TypeAlias = npt.NDArray[Any]
else:  # pandas' own classes take no parameters; NDArray is no class from numpy 2.5 on
    _Series, _Index, _Array = pd.Series, pd.Index, np.ndarray

#: One value a cell, by the names of the cells.
CellValues: TypeAlias = _Series
#: Labels of others: a column of ``obs``, a path, or one value or row a cell, with their names.
LabelSource: TypeAlias = str | os.PathLike[str] | _Series | pd.DataFrame
#: Cells: a mask (a Series, also of 0 and 1, is joined by name), names, positions, or a recipe's ``cells``.
CellChoice: TypeAlias = Iterable[str] | Iterable[int] | Iterable[bool] | _Array | _Series | _Index | Mapping[str, Any]
#: What is wanted of one column: a value, several, a range (``None``: no end), or ``{"not": [...]}``.
Wanted: TypeAlias = str | float | Iterable[str | float | None] | Mapping[str, Iterable[str | float | None]]
#: Columns, categories or genes, each with what is wanted of it.
Where: TypeAlias = Mapping[str, Wanted]
#: A polygon in data coordinates, three or more (x, y), or several.
Lasso: TypeAlias = Sequence[Sequence[float]] | Sequence[Sequence[Sequence[float]]] | _Array
#: The layer of genes, or by gene the layer of each; None, and for genes not named: the one in use.
LayerChoice: TypeAlias = str | Mapping[str, str] | None
#: Along a graph: ``{"grow": 2, "graph": "connectivities"}``, or ``"shrink"`` with the number of steps.
Neighbors: TypeAlias = Mapping[str, Any]
#: The cells to compare with: ``"rest"``, a remembered selection, a label as (category, label), conditions, or cells.
Against: TypeAlias = str | tuple[str, str] | Where | CellChoice


def require_layers_of(layer: LayerChoice, names: Iterable[str]) -> None:
    """Raise a :class:`SelectionError` if layers are chosen for genes that are not asked for: a name is misspelt."""
    others = list(layer.keys() - set(names)) if isinstance(layer, Mapping) else []
    if others:
        raise SelectionError(f"layer= names {some(others)}, which is in no condition: is the name spelt as there?")


def layer_for(layer: LayerChoice, name: str) -> str | None:
    """Return the layer that was chosen for one gene, gene set or column; None: none was."""
    return layer.get(name) if isinstance(layer, Mapping) else layer
