"""The cells of an AnnData as plain arrays: the only file that knows what an AnnData is, besides ``merging``."""

from __future__ import annotations

import functools
import os
import warnings
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from anndata import AnnData, ImplicitModificationWarning

from ..core.cell_sets import Cells, cells_from_json, cells_of_choice, fingerprint
from ..errors import DataError, SelectionError, some
from .columns import (
    CategoryColumn,
    Column,
    ColumnInfo,
    NumberColumn,
    column_of_series,
    describe,
    levels_of_numbers,
)
from .embeddings import Embeddings
from .frames import computed, series_of
from .genes import RAW, GeneTable, X, has_raw, layer_names
from .matrix import READ_SIZE, ReadSize
from .opening import identity_of, open_data

#: The key in ``uns`` under which a merge notes which columns of ``obs`` it wrote, and from which draft.
MERGED_KEY = "cellxgene_widget"
#: The key of the note on how genes are read; no gene is called so.
_READING = "(reading)"


class CellTable:
    """Cells with their embeddings, columns and genes.

    Parameters
    ----------
    data
        An AnnData (in memory, backed or lazy), or the path of an .h5ad file or a .zarr store. The object is neither
        copied nor changed; a file is opened for reading only, its matrix stays on disk.
    dataset
        A name for the dataset; otherwise the file's name, ``uns["title"]``, or a fingerprint of the cell names.
    layer
        The layer to take the values of genes from, in place of ``X``; ``"raw"``: ``adata.raw``.
    gene_symbols
        The column of ``var`` with the names of genes; by default ``var_names``, or a usual column when they are ids.
    read_size
        How much of a matrix on disk is read at a time.

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
        read_size: ReadSize = READ_SIZE,
    ) -> None:
        self._opened = not isinstance(data, AnnData)
        self.path: Path | None
        if isinstance(data, AnnData):
            self.adata = data
            self.path = None if data.filename is None else Path(data.filename)
        else:
            self.adata, self.path = open_data(data)
        self._dataset = dataset
        self._identity = identity_of(self.path) if self._opened and self.path is not None else None
        self._table_of = functools.partial(
            GeneTable,
            self.adata,
            gene_symbols=gene_symbols,
            path=self.path,
            check=self.check_unchanged,
            size=read_size,
        )
        self.genes = self._table_of(layer=layer)
        #: Whether someone named the layer in use.
        self.layer_was_chosen = layer is not None
        self._other_genes: dict[str, GeneTable] = {}
        self.notes: dict[str, str] = {}
        """What a person should know of a gene that was shown, by its name."""
        self._embeddings = Embeddings(self.adata)
        #: Names of the cells, in ``obs`` order, as they were when the data was opened.
        self.obs_names: pd.Index[Any] = self.adata.obs_names
        self.n_cells = int(self.adata.n_obs)
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
    def stem(self) -> str | None:
        """What a draft of this data may be called: the file's name without its ending, or ``uns["title"]``."""
        if self.path is not None:
            return self.path.stem
        title = self.adata.uns.get("title")
        return title if isinstance(title, str) else None

    @property
    def is_named(self) -> bool:
        """Whether the dataset has a name of its own, not one made of its cells."""
        return self.name != f"cells-{self.fingerprint}"

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
        if self._opened and self.adata.isbacked:
            self.adata.file.close()
        del self.adata, self.genes, self._table_of, self._embeddings
        self._other_genes.clear()

    # -- what scanpy noted

    @property
    def has_raw(self) -> bool:
        """Whether there is ``adata.raw``."""
        return self.adata.raw is not None

    def has_layer(self, name: str) -> bool:
        """Tell whether ``adata.layers`` has a matrix of this name."""
        return name in self.adata.layers

    @property
    def log_base(self) -> float | None:
        """The base of the logarithm that values are in, as ``sc.pp.log1p`` noted it; None: e."""
        noted = self.adata.uns.get("log1p")
        base = computed(noted.get("base")) if isinstance(noted, Mapping) else None
        return None if base is None else float(base)

    def note_in_uns(self, key: str, value: object) -> None:
        """Put something into ``uns`` of the caller's own object, which asked for it."""
        with warnings.catch_warnings():
            # A view becomes an object of its own when written to: that is what the caller asked for.
            warnings.simplefilter("ignore", ImplicitModificationWarning)
            self.adata.uns[key] = value

    # -- embeddings

    @property
    def embeddings(self) -> list[str]:
        """Keys of ``obsm`` that hold two or more columns of numbers, the usual ones first."""
        return self._embeddings.keys

    def find_embedding(self, basis: str | None) -> str:
        """Return the key of an embedding by its name; see :meth:`Embeddings.find`."""
        return self._embeddings.find(basis)

    def coordinates(self, basis: str | None = None) -> npt.NDArray[np.float32]:
        """Return the first two columns of an embedding, shape (n_cells, 2); see :meth:`Embeddings.coordinates`."""
        return self._embeddings.coordinates(basis)

    def n_without_coordinates(self, basis: str) -> int:
        """Return how many cells an embedding has no finite coordinates for."""
        return self._embeddings.n_missing(basis)

    # -- columns of obs, and genes

    @property
    def obs_columns(self) -> list[str]:
        """Names of the columns of ``obs``."""
        names = [name for name in self.adata.obs.columns if isinstance(name, str)]
        # anndata gives those of a lazy frame in another order each time Python starts
        return names if isinstance(self.adata.obs, pd.DataFrame) else sorted(names)

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
        return cells_of_choice(choice, self.obs_names)

    def column(self, name: str, layer: str | None = None) -> Column:
        """Return a column of ``obs``, or the values of a gene in a layer, by default the one in use.

        Raises
        ------
        DataError
            There is no such column or gene, or it holds neither levels nor numbers.
        """
        self.check_unchanged()
        if name in self.obs_columns:  # read each time: the caller may have computed it anew
            return self._obs_column(name)
        self.check(name, layer)
        genes = self.genes_in(layer)
        note = genes.find(name).note
        if note is not None:
            self.notes[name] = note
        values = genes.values(name)
        self.check_unchanged()
        self._note(_READING, genes.note)
        return NumberColumn(name, values)

    def _note(self, about: str, sentence: str | None) -> None:
        if sentence is not None:
            self.notes[about] = sentence
        else:
            self.notes.pop(about, None)

    def check(self, name: str, layer: str | None = None) -> None:
        """Check that there is a column of ``obs`` or a gene of this name, without reading a value.

        Raises
        ------
        DataError
            There is none.
        """
        self.check_unchanged()
        genes = self.genes_in(layer)
        if name not in self.obs_columns and name not in genes:
            raise DataError(
                f"There is no obs column and no gene {name!r}.{genes.suggestion(name)} "
                f"Columns: {some(self.obs_columns, 8)}."
            )

    @property
    def layers(self) -> list[str]:
        """Where values of genes can be taken from: X, the layers, raw."""
        here = [X] if self.adata.X is not None else []
        raw = [RAW] if has_raw(self.adata) else []
        return list(dict.fromkeys([*here, *layer_names(self.adata), *raw]))

    def use_layer(self, layer: str) -> None:
        """Take the values of genes from another layer, ``"X"`` or ``"raw"`` from now on.

        Raises
        ------
        DataError
            There is no such layer.
        """
        now = self.genes_in(layer)
        self._other_genes[self.genes.layer or X] = self.genes
        self.genes = now
        self.layer_was_chosen = True

    def genes_in(self, layer: str | None) -> GeneTable:
        """Return the genes with values from a layer, ``"X"`` or ``"raw"``; None: from the one in use.

        Raises
        ------
        DataError
            There is no such layer.
        """
        if layer is None or layer == (self.genes.layer or X):
            return self.genes
        if layer not in self._other_genes:
            self._other_genes[layer] = self._table_of(layer=layer)
        return self._other_genes[layer]

    def category_column(self, name: str, max_items: int) -> CategoryColumn:
        """Return a column of ``obs`` as levels that can become labels, also one of whole numbers.

        Raises
        ------
        DataError
            There is no such column, it holds other numbers, or more than ``max_items`` different values.
        """
        self.check_unchanged()
        if name not in self.obs_columns:
            raise DataError(
                f"There is no obs column {name!r} to copy labels from. Columns: {some(self.obs_columns, 8)}."
            )
        column = self._obs_column(name)
        found = levels_of_numbers(series_of(self.adata.obs, name), name) if isinstance(column, NumberColumn) else column
        if found is None:
            raise DataError(f"The column {name!r} holds numbers that are not whole: labels can't be copied from it.")
        if len(found.levels) > max_items:
            raise DataError(
                f"The column {name!r} has {len(found.levels):,} different values, more than {max_items:,}: to copy "
                "them all the same, call show() with a larger max_category_items=."
            )
        return found

    def check_unchanged(self) -> None:
        """Raise a :class:`DataError` if the data is no longer there, or other cells: before reading, and after."""
        # zarr reads zeros from a store that is gone
        if self._opened and self.path is not None:
            now = identity_of(self.path)
            if now is None:
                raise DataError(f"The data {str(self.path)!r} is gone: it was moved or deleted since it was opened.")
            if now != self._identity:
                raise DataError(
                    f"The data {str(self.path)!r} was replaced since it was opened: call show() again to see what is "
                    "there now. Your labels are kept."
                )
        if self.adata.obs_names is not self.obs_names and not self.adata.obs_names.equals(self.obs_names):
            raise DataError(
                "The cells of this AnnData changed since it was shown (subset or renamed): call show() again."
            )

    def first_categorical(self, most: int) -> str | None:
        """Return the first categorical column of ``obs`` with 2 to ``most`` levels; None if there is none."""
        for name in self.obs_columns:
            dtype = self.adata.obs[name].dtype
            if isinstance(dtype, pd.CategoricalDtype) and 1 < len(dtype.categories) <= most:
                return name
        return None

    def _obs_column(self, name: str) -> Column:
        colors = computed(self.adata.uns.get(f"{name}_colors"))
        column = column_of_series(series_of(self.adata.obs, name), name, colors)
        if column is None:
            raise DataError(f"The column {name!r} holds neither categories nor numbers: it can't be used for colour.")
        return column

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
