"""The cells of an AnnData as plain arrays: only this wing and ``merge`` know what an AnnData is."""

from __future__ import annotations

import functools
import os
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from anndata import AnnData, ImplicitModificationWarning

from ..core.cell_choice import cells_of_choice
from ..core.cell_sets import Cells, cells_from_json, fingerprint
from ..core.readable import is_readable
from ..errors import DataError, SelectionError, some
from .columns import CategoryColumn, Column, NumberColumn
from .embeddings import Embeddings
from .frames import computed
from .genes import RAW, GeneTable, X, has_raw, layer_names
from .matrix import READ_SIZE, ReadSize
from .obs_columns import ObsColumns
from .opening import identity_of, open_data
from .watch import DataChange, DataWatch

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
        self.obs = ObsColumns(self.adata)
        """The columns of ``obs``."""
        self.obs_names: pd.Index[Any] = self.names_now()
        """Names of the cells, in ``obs`` order, as they are shown: see :meth:`look`."""
        self.n_cells = len(self.obs_names)
        self._watch = DataWatch(self.adata)
        self._change_of_cells = 0
        self._changes_of_coordinates: dict[str, int] = {}
        self.n_changes = 0
        """Counts the changes of the data that were seen: a page says by it what it shows."""

    # -- the data changes in place

    def names_now(self) -> pd.Index[Any]:
        """Return the names of the cells as ``adata`` has them now.

        Raises
        ------
        DataError
            They can't be shown: none, some that occur twice or are no text, or no embedding to draw them in.
        """
        names: pd.Index[Any] = self.adata.obs_names
        if len(names) == 0:
            raise DataError("This data holds 0 cells: there is nothing to label.")
        if not names.is_unique:
            twice = names[names.duplicated()].unique()
            raise DataError(
                f"{len(twice):,} cell names occur more than once ({some(twice, 3)}), "
                "so that a label could land on the wrong cell. Make them unique first: adata.obs_names_make_unique()."
            )
        if not is_readable("".join(names.tolist())):
            broken = [name for name in names if not is_readable(name)]
            raise DataError(
                f"{len(broken):,} cell names are no text ({some(broken, 3)}), so that no file could keep their labels: "
                "they were read in another encoding than the file has. Give adata.obs_names other names first."
            )
        self._require_embedding()
        return names

    def _require_embedding(self) -> None:
        if not self.embeddings:
            raise DataError(
                "There is no embedding to draw: adata.obsm holds no array with two or more columns of numbers. "
                "Compute one first, for example with sc.pp.neighbors(adata); sc.tl.umap(adata)."
            )

    def look(self, in_use: Iterable[str] = (), *, thorough: bool = False) -> DataChange:
        """Return what changed in ``adata`` since the last look; see :meth:`DataWatch.look`.

        Other cells are told again and again, until :meth:`take_cells` takes them.

        Raises
        ------
        DataError
            There is no embedding any more; what changed is told when there is one.
        """
        self._require_embedding()
        change = self._watch.look(in_use, thorough=thorough)
        if not change.cells and change:
            self._count(change.embeddings)
            if change.genes:
                self._read_genes_anew()
        return change

    def take_cells(self) -> None:
        """Show the cells as they are now, by the names, in the order and in the places that ``adata`` has for them.

        Raises
        ------
        DataError
            They can't be shown; nothing is taken then.
        """
        names = self.names_now()
        self.obs_names, self.n_cells = names, len(names)
        self.__dict__.pop("fingerprint", None)
        self._watch = DataWatch(self.adata)
        self._embeddings.forget()
        self._count(self.embeddings)
        self._change_of_cells = self.n_changes
        self._read_genes_anew()

    def has_cells_of(self, seen: int) -> bool:
        """Tell whether the cells are those that were shown after so many changes."""
        return seen >= self._change_of_cells

    def has_coordinates_of(self, seen: int, key: str) -> bool:
        """Tell whether an embedding is as it was shown after so many changes."""
        return seen >= max(self._change_of_cells, self._changes_of_coordinates.get(key, 0))

    def _count(self, embeddings: Iterable[str]) -> None:
        self.n_changes += 1
        self._changes_of_coordinates |= dict.fromkeys(embeddings, self.n_changes)

    def _read_genes_anew(self) -> None:
        chosen = self.genes.layer if self.genes.layer in (None, *self.layers) else None
        self.genes = self._table_of(layer=chosen)
        self._other_genes.clear()

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
    def file_closed(self) -> Iterator[Callable[[], None]]:
        """Close the data file meanwhile, so that it can be replaced; anndata opens it again when needed.

        Yields
        ------
        function
            To be called when the file was replaced by one of the same cells, genes and values: it is the data from then
            on. Another program's replacement is noticed as ever.
        """
        if self.adata.isbacked:
            self.adata.file.close()
        known = self._identity
        was_ours = known is not None and self.path is not None and identity_of(self.path) == known

        def replaced() -> None:
            if was_ours and self.path is not None:
                self._identity = identity_of(self.path)

        yield replaced

    def release(self) -> None:
        """Let go of the data, and close the file if it was opened here."""
        if self._opened and self.adata.isbacked:
            self.adata.file.close()
        del self.adata, self.genes, self._table_of, self._embeddings, self.obs, self._watch
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
        return self.obs.names

    def find_cells(self, choice: object, argument: str = "cells=") -> Cells:
        """Return the positions of cells given as a mask, names or positions; see :func:`cells_of_choice`.

        Raises a :class:`SelectionError` if they are not in the data, or it can't be told which are meant.
        """
        if isinstance(choice, Mapping) and "frame" in choice:  # as a recipe keeps many cells
            if choice.get("frame") != self.fingerprint:
                raise SelectionError("These cells were chosen in other data: choose them again by name.")
            return cells_from_json(choice)
        return cells_of_choice(choice, self.obs_names, argument)

    def column(self, name: str, layer: str | None = None) -> Column:
        """Return a column of ``obs``, or the values of a gene in a layer, by default the one in use.

        Raises
        ------
        DataError
            There is no such column or gene, or it holds neither levels nor numbers.
        """
        self.check_unchanged()
        if name in self.obs_columns:  # read each time: the caller may have computed it anew
            self._watch.note(name)
            return self.obs.read(name)
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
        """Return a column of ``obs`` as levels that can become labels; see :meth:`ObsColumns.as_category`."""
        self.check_unchanged()
        return self.obs.as_category(name, max_items)

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
        if not self._watch.same_cells() or self._watch.n_genes != self.adata.n_vars:
            raise DataError("The data changed while it was read: ask again.")
