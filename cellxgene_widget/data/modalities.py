"""A MuData, read as an AnnData is: the cells of the whole, and what each modality knows of them.

Names are those of muon: ``rna:leiden`` is a column of the ``obs`` of a modality, ``rna:X_umap`` an embedding of it,
``rna:CD3E`` one of its genes. Cells are found in a modality by their names, each time: ``mdata.obsmap`` is old after
``sc.pp.filter_cells(mdata["rna"])``, until somebody calls ``mdata.update()``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeGuard

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..errors import DataError, some
from .frames import computed

if TYPE_CHECKING:
    from anndata import AnnData
    from mudata import MuData

#: Between the name of a modality and that of what is in it.
SEPARATOR = ":"


def is_mudata(data: object) -> TypeGuard[MuData]:
    """Tell whether something is a MuData, without importing the package for it."""
    module = sys.modules.get("mudata")
    return module is not None and isinstance(data, module.MuData)


def close_file(data: AnnData | MuData) -> None:
    """Close the file that matrices are read from, if there is one; it is opened again when one is read."""
    if data.isbacked:
        data.file.close()
        for modality in data.mod.values() if is_mudata(data) else ():
            modality.file.close()


class Modalities:
    """The modalities of a MuData, with the places that all cells have in them.

    Parameters
    ----------
    mdata
        In memory or backed. It is neither copied nor changed.

    Raises
    ------
    DataError
        Its modalities share genes and not cells, it has none, or one is itself a MuData.
    """

    def __init__(self, mdata: MuData) -> None:
        if getattr(mdata, "axis", 0) != 0:
            raise DataError("The modalities of this MuData share their genes, not their cells: show one of them.")
        nested = [name for name, modality in mdata.mod.items() if is_mudata(modality)]
        if nested:
            raise DataError(f"The modalities {some(nested)} of this MuData are MuData themselves: show one of them.")
        if not mdata.mod:
            raise DataError("This MuData has no modalities: there is nothing to show.")
        self.mdata = mdata
        self._rows: dict[str, tuple[pd.Index[Any], pd.Index[Any], npt.NDArray[np.intp] | None]] = {}

    @property
    def mod(self) -> Mapping[str, AnnData]:
        """The modalities by name."""
        return dict(self.mdata.mod)

    def rows(self, modality: str) -> npt.NDArray[np.intp] | None:
        """Return the row that each cell has in a modality, -1 where it has none; shape (n_cells,).

        None: the modality has all cells, in the same order.

        Raises
        ------
        DataError
            Cells of the modality have one name.
        """
        names, its_names = self.mdata.obs_names, self.mdata.mod[modality].obs_names
        known = self._rows.get(modality)
        if known is None or known[0] is not names or known[1] is not its_names:
            if not its_names.is_unique:
                raise DataError(
                    f"Cells of the modality {modality!r} have the same name: make them unique first, with "
                    f"mdata[{modality!r}].obs_names_make_unique() and mdata.update()."
                )
            rows = None if its_names.equals(names) else its_names.get_indexer(names)
            known = self._rows[modality] = (names, its_names, rows)
        return known[2]

    # -- as AnnData has it

    @property
    def obs_names(self) -> pd.Index[Any]:
        """Names of the cells of the whole."""
        names: pd.Index[Any] = self.mdata.obs_names
        return names

    @property
    def obs(self) -> JoinedObs:
        """The columns of the whole, then those of each modality as ``rna:leiden``."""
        return JoinedObs(self)

    @property
    def obsm(self) -> dict[str, Any]:
        """The arrays of the whole, then those of each modality as ``rna:X_umap``."""
        # Under the name of a modality there is which cells it has.
        found = {key: value for key, value in self.mdata.obsm.items() if key not in self.mdata.mod}
        for modality, adata in self.mdata.mod.items():
            for key, value in adata.obsm.items():
                found.setdefault(f"{modality}{SEPARATOR}{key}", self._placed(modality, value))
        return found

    def _placed(self, modality: str, value: Any) -> Any:
        rows = self.rows(modality)
        if rows is None:
            return value
        return value.reindex(self.obs_names) if isinstance(value, pd.DataFrame) else PlacedRows(value, rows)

    @property
    def uns(self) -> JoinedUns:
        """What the whole notes, then what each modality does of its columns."""
        return JoinedUns(self)

    @property
    def n_obs(self) -> int:
        """The number of cells of the whole."""
        return int(self.mdata.n_obs)

    @property
    def n_vars(self) -> int:
        """The number of genes of all modalities."""
        return sum(adata.n_vars for adata in self.mdata.mod.values())

    @property
    def is_view(self) -> bool:
        """Whether the whole is a view of another MuData."""
        return bool(self.mdata.is_view)

    @property
    def isbacked(self) -> bool:
        """Whether matrices are read from a file."""
        return bool(self.mdata.isbacked)

    def split(self, name: str) -> tuple[str, str] | None:
        """Return the modality and the rest of a name as ``rna:leiden``; None if it names no modality."""
        # a modality may have the separator in its name: the longest one counts
        for modality in sorted(self.mdata.mod, key=len, reverse=True):
            if name.startswith(modality + SEPARATOR):
                return modality, name.removeprefix(modality + SEPARATOR)
        return None


class JoinedObs:
    """The columns of ``obs`` of a MuData and of its modalities, each one row a cell of the whole."""

    def __init__(self, modalities: Modalities) -> None:
        self._modalities = modalities

    @property
    def index(self) -> pd.Index[Any]:
        """Names of the cells."""
        return self._modalities.obs_names

    @property
    def columns(self) -> pd.Index[Any]:
        """Names of the columns: those of the whole as they are, those of a modality after its name."""
        own = list(self._modalities.mdata.obs.columns)
        known = set(own)
        for modality, adata in self._modalities.mod.items():
            own += [
                name
                for column in adata.obs.columns
                if isinstance(column, str) and (name := f"{modality}{SEPARATOR}{column}") not in known
            ]
        names: pd.Index[Any] = pd.Index(own, dtype=object)
        return names

    def __getitem__(self, name: str) -> Any:
        """Return a column; cells that a modality does not have are missing in its columns."""
        whole = self._modalities.mdata.obs
        if name in whole.columns:
            return whole[name]
        found = self._modalities.split(name)
        if found is None or found[1] not in self._modalities.mdata.mod[found[0]].obs.columns:
            raise KeyError(name)
        modality, column = found
        rows = self._modalities.rows(modality)
        series: Any = self._modalities.mdata.mod[modality].obs[column]
        if rows is None:
            return series
        if isinstance(series, pd.Series) and series.dtype.kind in "iub" and isinstance(series.dtype, np.dtype):
            # no float stands for a missing value then: whole numbers stay whole, flags flags
            kinds: dict[str, Any] = {"b": "boolean", "i": "Int64", "u": "UInt64"}
            series = series.astype(kinds[series.dtype.kind])
        return series.reindex(self.index)


class JoinedUns(Mapping[str, Any]):
    """``uns`` of a MuData; the colors of a modality's columns are found by the name that the column has here."""

    def __init__(self, modalities: Modalities) -> None:
        self._modalities = modalities

    def __getitem__(self, key: str) -> Any:
        """Return an entry. Colors of a modality are given by level: ``mdata.obs`` may have others, or other ones."""
        uns = self._modalities.mdata.uns
        if key in uns:
            return uns[key]
        found = self._modalities.split(key)
        if found is None or not found[1].endswith("_colors"):
            raise KeyError(key)
        adata = self._modalities.mdata.mod[found[0]]
        column = found[1].removesuffix("_colors")
        colors = computed(adata.uns[found[1]])
        series: Any = adata.obs[column] if column in adata.obs.columns else None
        if isinstance(series, pd.Series) and isinstance(series.dtype, pd.CategoricalDtype):
            levels = series.cat.categories
            if isinstance(colors, list | tuple | np.ndarray) and len(colors) == len(levels):
                return dict(zip(map(str, levels), colors, strict=True))
        return colors

    def __iter__(self) -> Iterator[str]:
        """Give the keys of the whole."""
        return iter(self._modalities.mdata.uns)

    def __len__(self) -> int:
        """Return how many entries the whole has."""
        return len(self._modalities.mdata.uns)


class PlacedRows:
    """An array of a modality with one row a cell of the whole, NaN for cells that are not in it; rows are laid out
    when columns of it are read.

    Parameters
    ----------
    source
        An array with two axes, dense, sparse or lazy; shape (n_rows, n_columns).
    rows
        The row of each cell, or -1; shape (n_cells,).
    """  # noqa: D205

    def __init__(self, source: Any, rows: npt.NDArray[np.intp]) -> None:
        self.source = source
        self.rows = rows
        its_shape: tuple[int, ...] = getattr(source, "shape", ())
        self.shape = (len(rows), *its_shape[1:])
        self.dtype = getattr(source, "dtype", None)

    def __getitem__(self, key: tuple[slice, Any]) -> npt.NDArray[np.floating[Any]]:
        """Return some columns of all cells, ``array[:, columns]``."""
        _, columns = key
        part = computed(self.source[:, columns])
        return placed(part.toarray() if hasattr(part, "toarray") else np.asarray(part), self.rows)


def placed(values: npt.NDArray[Any], rows: npt.NDArray[np.intp]) -> npt.NDArray[np.floating[Any]]:
    """Return values of a modality with one row a cell of the whole, NaN for cells that are not in it."""
    out = np.full((len(rows), *values.shape[1:]), np.nan, dtype=np.result_type(values.dtype, np.float32))
    here = rows >= 0
    out[here] = values[rows[here]]
    return out
