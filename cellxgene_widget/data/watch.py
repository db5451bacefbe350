"""What of an AnnData was shown, remembered cheaply: so it is seen when a notebook changes the object in place.

``sc.pp.filter_cells(adata)``, ``sc.tl.umap(adata)``, ``adata.obs["leiden"] = ...`` tell nobody. What they replace is
seen by its identity, what they overwrite by a spread sample of the values, or by all of them where that was asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from anndata import AnnData

from ..core.readable import readable
from ..errors import AnnotationError
from .colors import stamp_of_colors
from .matrix import token_of
from .modalities import JoinedObs, Modalities
from .obsm_arrays import arrays_in_obsm, first_two, why_not_drawn
from .placed_rows import PlacedRows
from .stored import layer_names, raw_matrix_of, x_of

#: Values that are looked at in a quick look at one array.
_SAMPLE = 4096
#: Of these so many less of each column of an array that is drawn only when a person asks for it.
_THINNED = 32


@dataclass(frozen=True)
class DataChange:
    """What is other in an AnnData than when it was last looked at.

    Attributes
    ----------
    cells
        There are others, or the same ones under other names or in another order: then nothing else is told.
    embeddings
        Keys of ``obsm`` that are new, gone, or have other coordinates.
    columns
        Columns of ``obs`` that are new, gone, or have other values, levels or colors.
    genes
        Other genes, or other values of them: in ``X``, a layer or raw.
    """

    cells: bool = False
    embeddings: frozenset[str] = frozenset()
    columns: frozenset[str] = frozenset()
    genes: bool = False

    def __bool__(self) -> bool:
        """Tell whether anything is."""
        return self.cells or self.genes or bool(self.embeddings) or bool(self.columns)


class DataWatch:
    """Compares an AnnData with what it was when it was last looked at.

    Parameters
    ----------
    adata
        In memory, backed or lazy. Of what is on disk only that is noticed which takes another's place in the object.
    in_use
        Columns of ``obs`` of which each changed value matters from the start.

    Attributes
    ----------
    obs_names
        Names of the cells, in ``obs`` order, as they were then.
    n_genes
        How many genes there were.
    """

    def __init__(self, adata: AnnData | Modalities, in_use: Iterable[str] = ()) -> None:
        self._adata = adata
        self.obs_names: pd.Index[Any] = adata.obs_names
        self.n_genes = adata.n_vars
        self._embeddings = self._stamps_of_embeddings()
        self._genes = self._stamps_of_genes()
        self._columns = {name: self._stamp_of_column(name) for name in self._column_names()}
        #: Of all values; only for columns in use.
        self._whole: dict[str, str] = {}
        for column in in_use:
            self.note(column)

    def same_cells(self) -> bool:
        """Tell whether the names of the cells are what they were, each in its place."""
        names = self._adata.obs_names
        if names is self.obs_names:
            return True
        if not names.equals(self.obs_names):
            return False
        self.obs_names = names  # an index can't be changed: from now on it is enough to see that it is this one
        return True

    def note(self, column: str) -> None:
        """Remember all values of a column of ``obs`` that was read just now."""
        if column in self._columns and not _is_text(self._adata.obs[column]):
            self._whole[column] = self._stamp_of_column(column, whole=True)

    def look(self, in_use: Iterable[str] = (), *, thorough: bool = False) -> DataChange:
        """Return what changed since the last look, and remember what is there now; the cells, if they are the same.

        Parameters
        ----------
        in_use
            Columns of ``obs`` of which each changed value matters: all are compared, but of text a sample.
        thorough
            Compare samples of all other columns too, as after a cell of the notebook.
        """
        if not self.same_cells():
            return DataChange(cells=True)
        genes = self._stamps_of_genes()
        embeddings = self._stamps_of_embeddings()
        names = self._column_names()
        used = set(names) & set(in_use)
        known = {} if thorough else {name: stamp for name, stamp in self._columns.items() if name not in used}
        columns = {name: known[name] if name in known else self._stamp_of_column(name) for name in names}
        whole = {name: self._stamp_of_column(name, whole=True) for name in used if not _is_text(self._adata.obs[name])}
        rewritten = {name for name, stamp in whole.items() if self._whole.get(name, stamp) != stamp}
        change = DataChange(
            embeddings=_others(self._embeddings, embeddings),
            columns=_others(self._columns, columns) | rewritten,
            genes=genes != self._genes,
        )
        self.n_genes = self._adata.n_vars
        self._genes, self._embeddings, self._columns, self._whole = genes, embeddings, columns, whole
        return change

    def _column_names(self) -> list[str]:
        # a lazy frame is not changed in place, and to sample it is to read it
        obs: Any = self._adata.obs
        names: list[Any] = list(obs.columns) if isinstance(obs, pd.DataFrame | JoinedObs) else []
        return [name for name in names if isinstance(name, str)]

    def _stamp_of_column(self, name: str, *, whole: bool = False) -> str:
        column: Any = self._adata.obs[name]
        if isinstance(column, pd.DataFrame):  # two columns of one name
            return ""
        at = slice(None) if whole else _spread(len(column))
        array = column.array[at]
        parts: list[object] = [column.dtype, len(column)]
        if isinstance(column.dtype, pd.CategoricalDtype):
            levels = column.cat.categories
            parts.append(tuple(levels[:_SAMPLE]))
            array = column.cat.codes.array[at]
        parts.append(_digest(_comparable(array)))
        parts.append(stamp_of_colors(self._adata.uns.get(f"{name}_colors")))
        return repr(parts)

    def _stamps_of_embeddings(self) -> dict[str, str]:
        return {key: _stamp_of_array(value) for key, value in arrays_in_obsm(self._adata)[0].items()}

    def _stamps_of_genes(self) -> tuple[object, ...]:
        if isinstance(self._adata, Modalities):
            return tuple(
                (name, _Itself(adata.obs_names), *_stamps_of_genes(adata)) for name, adata in self._adata.mod.items()
            )
        return _stamps_of_genes(self._adata)


def _stamps_of_genes(adata: Any) -> tuple[object, ...]:
    names = _Itself(adata.var_names)
    # What a view has is cut out anew each time it is asked for, and what is on disk nobody changes in place.
    if adata.is_view or adata.isbacked:
        return (names,)
    raw = adata.raw
    layers = [(name, _token(adata.layers[name])) for name in layer_names(adata)]
    of_raw = None if raw is None else (_Itself(raw.var_names), _token(raw_matrix_of(adata)))
    return names, _token(x_of(adata)), of_raw, tuple(layers)


class _Itself:
    """An object that equals only itself, however alike another one is."""

    def __init__(self, what: object) -> None:
        self._what = what

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and other._what is self._what

    def __hash__(self) -> int:
        return id(self._what)


def _others(before: dict[str, str], now: dict[str, str]) -> frozenset[str]:
    return frozenset(key for key in {*before, *now} if before.get(key) != now.get(key))


def _spread(n: int) -> npt.NDArray[np.int64]:
    return np.linspace(0, max(n - 1, 0), min(n, _SAMPLE)).astype(np.int64)


def _is_text(column: Any) -> bool:
    return isinstance(column, pd.DataFrame) or pd.api.types.is_string_dtype(column.dtype)


def _digest(values: npt.NDArray[Any]) -> str:
    return hashlib.blake2b(np.ascontiguousarray(values).view(np.uint8).data, digest_size=16).hexdigest()


def _comparable(array: Any) -> npt.NDArray[Any]:
    """Return what has other bytes where values are others: numbers themselves, a hash of those of odd kinds."""
    plain = np.asarray(array.to_numpy() if hasattr(array, "to_numpy") else array)
    if plain.dtype.kind in "biufM" and plain.dtype.itemsize <= 8:
        return plain
    texts = np.array([readable(str(v)) for v in plain.tolist()], dtype=object)
    return np.asarray(pd.util.hash_array(texts, categorize=False))


def _token(matrix: Any) -> str:
    if matrix is None:
        return ""
    try:
        return token_of(matrix)
    except AnnotationError:  # of a kind that can't be read: whoever asks for values is told
        return f"{type(matrix)}{getattr(matrix, 'shape', '')}"


def _rest(value: Any) -> str:
    """Return what is another text when columns beyond the first two are others, from fewer values of each."""
    if not isinstance(value, np.ndarray) or value.ndim != 2 or value.shape[1] < 3 or value.dtype == object:
        return ""
    return _digest(value[_spread(len(value))[::_THINNED], 2:])


def _stamp_of_array(value: Any) -> str:
    """Return what is another text when coordinates are others: from a sample of those in memory."""
    if isinstance(value, PlacedRows):
        return f"{value.stamp}{_stamp_of_array(value.source)}"
    if isinstance(value, pd.DataFrame | np.ndarray):
        about = f"{value.shape}{list(value.dtypes) if isinstance(value, pd.DataFrame) else value.dtype}"
        why = why_not_drawn(value)
        return f"{about}{why or _digest(first_two(value, _spread(len(value))).astype(np.float64))}{_rest(value)}"
    return _token(value)
