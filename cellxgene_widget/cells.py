"""The cells of an AnnData as plain arrays: the only file that knows what an AnnData is, besides ``merging``."""

from __future__ import annotations

import os
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from anndata import AnnData, read_h5ad

from .cellsets import Cells, cells_from_json, fingerprint
from .columns import (
    CategoryColumn,
    Column,
    ColumnInfo,
    NumberColumn,
    column_of_series,
    describe,
    levels_of_numbers,
)
from .errors import DataError, SelectionError, some

#: The key in ``uns`` under which a merge notes which columns of ``obs`` it wrote, and from which draft.
MERGED_KEY = "cellxgene_widget"

#: Embeddings looked for first, as in scanpy and cellxgene; then any other, in order.
PREFERRED_EMBEDDINGS = ("X_umap", "X_tsne", "X_pca")

_SUFFIXES = (".h5ad",)

#: Genes whose values are kept; they take 4 bytes a cell each.
_GENES_KEPT = 16


class CellTable:
    """Cells with their embeddings, columns and genes.

    Parameters
    ----------
    data
        An AnnData, or the path of an .h5ad file. The object is neither copied nor changed; a file is opened for reading
        only, its matrix stays on disk.
    dataset
        A name for the dataset; otherwise the file's name, ``uns["title"]``, or a fingerprint of the cell names.
    layer
        The layer to take the values of genes from, in place of ``X``.
    gene_symbols
        The column of ``var`` with the names of genes, in place of ``var_names``.

    Raises
    ------
    DataError
        Not an AnnData, a file that is missing or damaged, no cells, cell names that occur twice, no embedding.
    """

    def __init__(
        self,
        data: AnnData | str | os.PathLike[str],
        *,
        dataset: str | None = None,
        layer: str | None = None,
        gene_symbols: str | None = None,
    ) -> None:
        self._opened = not isinstance(data, AnnData)
        self.adata = data if isinstance(data, AnnData) else _read(data)
        filename = self.adata.filename
        self.path: Path | None = Path(filename) if filename is not None else None
        self._dataset = dataset
        self._layer = layer
        if layer is not None and layer not in self.adata.layers:
            raise DataError(f"There is no layer {layer!r}. Layers: {some(self.adata.layers.keys())}.")
        if gene_symbols is not None and gene_symbols not in self.adata.var.columns:
            raise DataError(f"adata.var has no column {gene_symbols!r}. Its columns: {some(self.adata.var.columns)}.")
        self.genes = pd.Index(
            self.adata.var_names if gene_symbols is None else self.adata.var[gene_symbols].astype(str)
        )
        """Names of the genes, as a person writes them."""
        #: Names of the cells, in ``obs`` order, as they were when the data was opened.
        self.obs_names: pd.Index[Any] = self.adata.obs_names
        self.n_cells = int(self.adata.n_obs)
        self._coordinates: dict[str, tuple[Any, npt.NDArray[np.float32]]] = {}
        self._genes: dict[str, NumberColumn] = {}
        if self.n_cells == 0:
            raise DataError("This data holds 0 cells: there is nothing to label.")
        names = self.obs_names
        if not names.is_unique:
            twice = names[names.duplicated()].unique()
            raise DataError(
                f"{len(twice):,} cell names occur more than once ({some(twice, 3)}), "
                "so that a label could land on the wrong cell. Make them unique first: adata.obs_names_make_unique()."
            )
        if not self.embeddings:
            raise DataError(
                "There is no embedding to draw: adata.obsm holds no array with two or more columns of numbers. "
                "Compute one first, for example with sc.pp.neighbors(adata); sc.tl.umap(adata)."
            )

    @cached_property
    def fingerprint(self) -> str:
        """Return 16 hex digits that stand for the cell names and their order."""
        return fingerprint(self.obs_names)

    @property
    def name(self) -> str:
        """Name of the dataset; the draft is found again by it."""
        if self._dataset is not None:
            return self._dataset
        if self.path is not None:
            return self.path.name
        title = self.adata.uns.get("title")
        return title if isinstance(title, str) and title.strip() else f"cells-{self.fingerprint}"

    @property
    def title(self) -> str:
        """What to call the dataset in the view."""
        if self._dataset is None and self.path is not None:
            return self.path.stem
        return "AnnData" if self.name == f"cells-{self.fingerprint}" else self.name

    def has(self, name: str) -> bool:
        """Tell whether there is a column of ``obs`` or a gene of this name."""
        return name in self.obs_columns or name in self.genes

    @contextmanager
    def file_closed(self) -> Iterator[None]:
        """Close the data file meanwhile, so that it can be written; anndata opens it again when needed."""
        if self.adata.isbacked:
            self.adata.file.close()
        yield

    def release(self) -> None:
        """Let go of the data, and close the file if it was opened here."""
        if self._opened:
            self.adata.file.close()
        del self.adata
        self._coordinates.clear()
        self._genes.clear()

    # -- embeddings

    @property
    def embeddings(self) -> list[str]:
        """Keys of ``obsm`` that hold two or more columns of numbers, the usual ones first."""
        keys = [key for key, value in self.adata.obsm.items() if _is_embedding(value)]
        first = [key for key in PREFERRED_EMBEDDINGS if key in keys]
        return first + [key for key in keys if key not in first]

    def find_embedding(self, basis: str | None) -> str:
        """Return the key of an embedding by its name as in scanpy (``"umap"`` or ``"X_umap"``); None: the usual one.

        Raises
        ------
        DataError
            There is none of this name.
        """
        if basis is None:
            return self.embeddings[0]
        for key in (basis, f"X_{basis}"):
            if key in self.embeddings:
                return key
        raise DataError(f"There is no embedding {basis!r}. Embeddings in adata.obsm: {some(self.embeddings, 20)}.")

    def coordinates(self, basis: str | None = None) -> npt.NDArray[np.float32]:
        """Return the first two columns of an embedding.

        Parameters
        ----------
        basis
            Its name; None: the usual one.

        Returns
        -------
        ndarray of float32, shape (n_cells, 2)
            Rows that are not finite in both columns are NaN. The browser has the same float32 values, so that a lasso
            holds the same cells there and here.
        """
        key = self.find_embedding(basis)
        source, points = self._coordinates.get(key, (None, None))
        if points is None or source is not self.adata.obsm[key]:  # not read yet, or computed anew since
            points = self._read_coordinates(key)
            points.flags.writeable = False
            self._coordinates[key] = (self.adata.obsm[key], points)
        return points

    def n_without_coordinates(self, basis: str) -> int:
        """Return how many cells an embedding has no finite coordinates for."""
        key = self.find_embedding(basis)
        kept = key in self._coordinates
        points = self.coordinates(key) if kept else self._read_coordinates(key)
        return int(np.count_nonzero(np.isnan(points[:, 0])))

    def _read_coordinates(self, key: str) -> npt.NDArray[np.float32]:
        value = self.adata.obsm[key]
        xy = value.iloc[:, :2].to_numpy() if isinstance(value, pd.DataFrame) else value[:, :2]
        xy = xy.toarray() if hasattr(xy, "toarray") else np.asarray(xy)
        # Values too large for float32 become inf, and so NaN below: they could not be drawn.
        with np.errstate(over="ignore"):
            points = np.array(xy, dtype=np.float32, order="C")
        points[~np.isfinite(points).all(axis=1)] = np.nan
        return points

    # -- columns of obs, and genes

    @property
    def obs_columns(self) -> list[str]:
        """Names of the columns of ``obs``."""
        return [name for name in self.adata.obs.columns if isinstance(name, str)]

    def merged_from(self, draft_id: str) -> set[str]:
        """Return the columns of ``obs`` that a merge of this draft wrote."""
        noted = self.adata.uns.get(MERGED_KEY)
        merged = noted.get("merged") if isinstance(noted, Mapping) else None
        if not isinstance(merged, Mapping):
            return set()
        return {key for key, source in merged.items() if source == draft_id and key in self.adata.obs.columns}

    def find_cells(self, choice: object) -> Cells:
        """Return the positions of cells given as a boolean array, names or positions.

        Raises
        ------
        SelectionError
            An array of another length, a name or a position that is not in the data.
        """
        if isinstance(choice, Mapping):  # as a recipe keeps many cells
            if choice.get("frame") != self.fingerprint:
                raise SelectionError("These cells were chosen in other data: choose them again by name.")
            return cells_from_json(choice)
        if isinstance(choice, pd.Series):
            choice = choice.reindex(self.obs_names).to_numpy() if choice.dtype == bool else choice.to_numpy()
        if isinstance(choice, str):
            choice = [choice]
        try:
            wanted = np.asarray(choice if isinstance(choice, np.ndarray | pd.Index) else list(choice))  # type: ignore[call-overload]
        except TypeError:
            raise SelectionError("cells= takes a boolean array, names of cells, or positions.") from None
        if wanted.ndim != 1:
            raise SelectionError("cells= takes one value a cell, not a table.")
        if wanted.dtype == bool:
            if wanted.size != self.n_cells:
                raise SelectionError(f"cells= has {wanted.size:,} values for {self.n_cells:,} cells.")
            return np.flatnonzero(wanted).astype(np.uint32)
        if wanted.size == 0:
            return np.zeros(0, dtype=np.uint32)
        if np.issubdtype(wanted.dtype, np.integer):
            if wanted.min() < 0 or wanted.max() >= self.n_cells:
                raise SelectionError(f"cells= has positions outside 0 to {self.n_cells - 1:,}.")
            return np.unique(wanted).astype(np.uint32)
        positions = self.obs_names.get_indexer(pd.Index(wanted))
        if (positions < 0).any():
            missing = wanted[positions < 0]
            raise SelectionError(f"{missing.size:,} of these cells are not in the data: {some(missing.tolist(), 3)}.")
        return np.unique(positions).astype(np.uint32)

    def column(self, name: str) -> Column:
        """Return a column of ``obs``, or the values of a gene.

        Raises
        ------
        DataError
            There is no such column or gene, or it holds neither levels nor numbers.
        """
        self._check_unchanged()
        if name in self.obs_columns:  # read each time: the caller may have computed it anew
            return self._obs_column(name)
        if name not in self._genes:
            self._genes[name] = self._gene(name)
            if len(self._genes) > _GENES_KEPT:
                del self._genes[next(iter(self._genes))]
        return self._genes[name]

    def category_column(self, name: str, max_items: int) -> CategoryColumn:
        """Return a column of ``obs`` as levels that can become labels, also one of whole numbers.

        Raises
        ------
        DataError
            There is no such column, it holds other numbers, or more than ``max_items`` different values.
        """
        self._check_unchanged()
        if name not in self.obs_columns:
            raise DataError(
                f"There is no obs column {name!r} to copy labels from. Columns: {some(self.obs_columns, 8)}."
            )
        column = self._obs_column(name)
        found = levels_of_numbers(self.adata.obs[name], name) if isinstance(column, NumberColumn) else column
        if found is None:
            raise DataError(f"The column {name!r} holds numbers that are not whole: labels can't be copied from it.")
        if len(found.levels) > max_items:
            raise DataError(
                f"The column {name!r} has {len(found.levels):,} different values, more than {max_items:,}: to copy "
                "them all the same, call show() with a larger max_category_items=."
            )
        return found

    def _check_unchanged(self) -> None:
        if self.adata.obs_names is not self.obs_names and not self.adata.obs_names.equals(self.obs_names):
            raise DataError(
                "The cells of this AnnData changed since it was shown (subset or renamed): call show() again."
            )

    def _obs_column(self, name: str) -> Column:
        column = column_of_series(self.adata.obs[name], name, self.adata.uns.get(f"{name}_colors"))
        if column is None:
            raise DataError(f"The column {name!r} holds neither categories nor numbers: it can't be used for colour.")
        return column

    def _gene(self, name: str) -> NumberColumn:
        positions = self.genes.get_indexer_for(pd.Index([name]))
        if positions[0] < 0:
            raise DataError(f"There is no obs column and no gene {name!r}. Columns: {some(self.obs_columns, 8)}.")
        matrix = self.adata.X if self._layer is None else self.adata.layers[self._layer]
        if matrix is None:
            raise DataError(f"This AnnData has no X to take the values of {name!r} from: pass layer=.")
        values = matrix[:, positions[0]]
        values = values.toarray() if hasattr(values, "toarray") else np.asarray(values)
        return NumberColumn(name, values.reshape(-1).astype(np.float32))

    def describe_columns(self, max_items: int, without: Container[str] = ()) -> tuple[list[ColumnInfo], dict[str, str]]:
        """Return the columns of ``obs`` to offer, and for each one left out the reason. No values are kept.

        Parameters
        ----------
        max_items
            Categories with more levels than this are left out.
        without
            Columns not to offer at all.
        """
        shown: list[ColumnInfo] = []
        left_out: dict[str, str] = {}
        for name in self.obs_columns:
            if name in without:
                continue
            try:
                column = self._obs_column(name)
            except DataError:
                left_out[name] = "neither categories nor numbers"
                continue
            info = describe(column)
            if len(info.levels) > max_items:
                left_out[name] = f"{len(info.levels):,} values, more than {max_items:,}"
            else:
                shown.append(info)
        return shown, left_out


def embedding_title(key: str) -> str:
    """Return what to call an embedding in the view: ``X_umap`` is UMAP."""
    bare = key.removeprefix("X_")
    known = {"umap": "UMAP", "tsne": "t-SNE", "pca": "PCA", "draw_graph_fa": "Force atlas", "diffmap": "Diffusion map"}
    return known.get(bare, bare.replace("_", " "))


def _read(data: object) -> AnnData:
    if not isinstance(data, str | os.PathLike):
        raise DataError(f"show() draws an AnnData or the path of an .h5ad file, not {_article(type(data).__name__)}.")
    path = Path(data).expanduser()
    if path.suffix not in _SUFFIXES:
        raise DataError(f"{str(path)!r} is no .h5ad file. Read other formats with scanpy first and pass the AnnData.")
    if not path.exists():
        raise DataError(f"There is no file {str(path)!r}. Check the spelling and the working directory ({Path.cwd()}).")
    try:
        return read_h5ad(path, backed="r")
    except Exception as error:
        # h5py and anndata raise many kinds of errors for a file that is cut short or of another kind.
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise DataError(
            f"{str(path)!r} can't be read as an .h5ad file; it may be damaged or incomplete ({reason})."
        ) from error


def _article(word: str) -> str:
    return f"{'an' if word[:1].lower() in 'aeiou' else 'a'} {word}"


def _is_embedding(value: Any) -> bool:
    shape: tuple[int, ...] = getattr(value, "shape", ())
    if len(shape) != 2 or shape[1] < 2:
        return False
    dtypes = list(value.dtypes[:2]) if isinstance(value, pd.DataFrame) else [getattr(value, "dtype", None)]
    return all(
        dtype is not None and pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_complex_dtype(dtype)
        for dtype in dtypes
    )
