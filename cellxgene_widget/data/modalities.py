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
from .placed_rows import PlacedRows

if TYPE_CHECKING:
    from anndata import AnnData
    from mudata import MuData

#: Between the name of a modality and that of what is in it.
SEPARATOR = ":"
#: Entries of ``uns`` on the pictures of tissue, which are those of the modality that has them.
_ON_TISSUE = ("spatial", "spatialdata_attrs")


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
        self._arrays: dict[str, PlacedRows] = {}

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
    def obsm(self) -> JoinedObsm:
        """The arrays of the whole, then those of each modality as ``rna:X_umap``."""
        return JoinedObsm(self)

    def placed_array(self, key: str, value: Any, modality: str) -> Any:
        """Return an array of a modality by the cells of the whole: the same object while nothing changed."""
        rows = self.rows(modality)
        if rows is None:
            return value
        known = self._arrays.get(key)
        if known is None or known.source is not value or known.rows is not rows:
            known = self._arrays[key] = PlacedRows(value, rows)
        return known

    def keep_arrays(self, keys: Mapping[str, Any]) -> None:
        """Forget arrays that are no longer there."""
        for gone in self._arrays.keys() - keys.keys():
            self._arrays.pop(gone, None)

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

    def split(self, name: str) -> tuple[str, str] | None:
        """Return the modality and the rest of a name as ``rna:leiden``; None if it names no modality."""
        return next(self.splits(name), None)

    def splits(self, name: str) -> Iterator[tuple[str, str]]:
        """Give each way to take a name apart: a modality may have the separator in its name, the longest comes first.

        Of ``rna:raw:leiden`` these are the column ``leiden`` of ``rna:raw``, and ``raw:leiden`` of ``rna``.
        """
        for modality in sorted(self.mdata.mod, key=len, reverse=True):
            if name.startswith(modality + SEPARATOR):
                yield modality, name.removeprefix(modality + SEPARATOR)


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
        """Return a column; cells that a modality does not have are missing in its columns.

        What a modality has is taken from there: mudata before 0.4 copies it into ``mdata.obs`` when that is made, and
        the copy is old as soon as somebody clusters again.
        """
        found = self.modality_of(name)
        if found is None:
            return self._modalities.mdata.obs[name]
        modality, column = found
        rows = self._modalities.rows(modality)
        series: Any = self._modalities.mdata.mod[modality].obs[column]
        if rows is None:
            return series
        if isinstance(series, pd.DataFrame):  # two columns of one name
            return series.reindex(self.index)
        if series.dtype.kind in "iub" and isinstance(series.dtype, np.dtype):
            # no float stands for a missing value then: whole numbers stay whole, flags flags
            kinds: dict[str, Any] = {"b": "boolean", "i": "Int64", "u": "UInt64"}
            series = series.astype(kinds[series.dtype.kind])
        return pd.Series(series.array.take(rows, allow_fill=True), index=self.index, name=column)

    def modality_of(self, name: str) -> tuple[str, str] | None:
        """Return the modality that has a column, and what it is called there; None: no modality has it."""
        mod = self._modalities.mdata.mod
        return next((found for found in self._modalities.splits(name) if found[1] in mod[found[0]].obs.columns), None)


class JoinedObsm(Mapping[str, Any]):
    """``obsm`` of a MuData and of its modalities. To look at the keys takes nothing, and an array is not copied."""

    def __init__(self, modalities: Modalities) -> None:
        self._modalities = modalities

    def __getitem__(self, key: str) -> Any:
        """Return an array; one of a modality that has other cells than the whole as :class:`PlacedRows`."""
        mdata = self._modalities.mdata
        # Under the name of a modality there is which cells it has.
        if key in mdata.obsm and key not in mdata.mod:
            return mdata.obsm[key]
        for modality, its_key in self._modalities.splits(key):
            its_arrays = mdata.mod[modality].obsm
            if its_key in its_arrays:
                return self._modalities.placed_array(key, its_arrays[its_key], modality)
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        """Give the keys of the whole, then those of each modality after its name."""
        mdata = self._modalities.mdata
        keys = dict.fromkeys(key for key in mdata.obsm if key not in mdata.mod)
        for modality, adata in mdata.mod.items():
            keys.update(dict.fromkeys(f"{modality}{SEPARATOR}{key}" for key in adata.obsm))
        self._modalities.keep_arrays(keys)
        return iter(keys)

    def __len__(self) -> int:
        """Return how many arrays there are."""
        return sum(1 for _ in self)


class JoinedUns(Mapping[str, Any]):
    """``uns`` of a MuData; the colors of a modality's columns are found by the name that the column has here."""

    def __init__(self, modalities: Modalities) -> None:
        self._modalities = modalities

    def __getitem__(self, key: str) -> Any:
        """Return an entry. Colors of a modality are given by level: ``mdata.obs`` may have others, or other ones."""
        modalities = self._modalities
        mdata = modalities.mdata
        if key.endswith("_colors"):
            name = key.removesuffix("_colors")
            live = modalities.obs.modality_of(name)
            if live is not None and (its_key := f"{live[1]}_colors") in mdata.mod[live[0]].uns:
                return _by_level(mdata.mod[live[0]].uns[its_key], mdata.mod[live[0]].obs[live[1]])
            if live is not None and key in mdata.uns and name in mdata.obs.columns:
                # those of the copy that mudata made of the column
                return _by_level(mdata.uns[key], mdata.obs[name])
        if key in mdata.uns:
            return mdata.uns[key]
        if key.endswith("_colors"):
            for modality, its_key in modalities.splits(key):  # of a column that only the whole has now
                if its_key in mdata.mod[modality].uns:
                    return mdata.mod[modality].uns[its_key]
        if key in _ON_TISSUE:
            return self._on_tissue(key)
        raise KeyError(key)

    def _on_tissue(self, key: str) -> Any:
        found = [adata.uns[key] for adata in self._modalities.mod.values() if key in adata.uns]
        if not found:
            raise KeyError(key)
        if len(found) == 1 or not all(isinstance(each, Mapping) for each in found):
            return found[0]
        joined: dict[Any, Any] = {}
        for each in found:
            for name, entry in each.items():
                joined.setdefault(name, entry)
        return joined

    def __iter__(self) -> Iterator[str]:
        """Give the keys of the whole."""
        return iter(self._modalities.mdata.uns)

    def __len__(self) -> int:
        """Return how many entries the whole has."""
        return len(self._modalities.mdata.uns)


def _by_level(colors: Any, column: Any) -> Any:
    """Return colors by level if they are a list with one for each level or more, as scanpy reads it."""
    colors = computed(colors)
    if isinstance(column, pd.Series) and isinstance(column.dtype, pd.CategoricalDtype):
        levels = column.cat.categories
        in_order = isinstance(colors, list | tuple) or (isinstance(colors, np.ndarray) and colors.ndim > 0)
        if in_order and len(colors) >= len(levels):
            return dict(zip(levels, colors, strict=False))
    return colors
