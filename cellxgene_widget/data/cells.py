"""The cells of an AnnData as plain arrays: only this wing and ``merge`` know what an AnnData is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from anndata import AnnData

from ..core.cell_choice import cells_of_choice
from ..core.cell_sets import Cells, cells_from_json, fingerprint
from ..errors import DataError, SelectionError, some
from .columns import CategoryColumn, Column, NumberColumn
from .components import Components
from .embeddings import Embeddings
from .gene_sources import gene_layers_of
from .genes import GeneTable
from .graphs import ObspGraphs
from .matrix import READ_SIZE, ReadSize
from .modalities import Modalities, close_file, is_mudata
from .obs_columns import ObsColumns
from .obs_names import checked_names, choice_by_text, note_on
from .opening import identity_of, open_data
from .sections import Sections
from .stores import name_within, outermost
from .watch import DataChange, DataWatch

#: The keys of the notes on how genes are read, and which are not in the layer in use; no gene is called so. And those
#: on names that are numbers, and on sections of tissue over each other.
_READING, _ELSEWHERE, _NAMES, _SECTIONS = "(reading)", "(elsewhere)", "(names)", "(sections)"


class CellTable:
    """Cells with their embeddings, columns and genes.

    Parameters
    ----------
    data
        An AnnData (in memory, backed or lazy) or a MuData, or the path of an .h5ad or .h5mu file or a .zarr store. The
        object is neither copied nor changed; a file is opened for reading only, its matrix stays on disk, but for
        a .zarr store of a MuData, which is read into memory whole.
    dataset
        A name for the dataset; otherwise the file's name, ``uns["title"]``, or a fingerprint of the cell names.
    layer
        The layer to take the values of genes from, in place of ``X``; ``"raw"``: ``adata.raw``.
    gene_symbols
        The column of ``var`` with the names of genes; by default ``var_names``, or a usual column when they are ids.
    modality
        Of a MuData, the modality whose genes come first.
    library_id
        The section of tissue whose cells have places on it, see :class:`Sections`; by default all have.
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
        modality: str | None = None,
        library_id: str | None = None,
        read_size: ReadSize = READ_SIZE,
    ) -> None:
        self.path: Path | None
        self._opened = not (isinstance(data, AnnData) or is_mudata(data))
        self.adata: Any
        if self._opened:
            self.adata, self.path = open_data(data)
        else:
            self.adata = data
            self.path = None if self.adata.filename is None else Path(self.adata.filename)
        #: As it is read here: the modalities of a MuData stand for it.
        self._data = Modalities(self.adata) if is_mudata(self.adata) else self.adata
        self._dataset = dataset
        self._identity = identity_of(self.path) if self._opened and self.path is not None else None
        self.gene_layers = gene_layers_of(
            self._data, layer=layer, modality=modality, gene_symbols=gene_symbols,
            path=self.path, check=self.check_unchanged, size=read_size,
        )  # fmt: skip
        """Where the values of genes come from."""
        self.notes: dict[str, str] = {}
        """What a person should know of a gene that was shown, by its name."""
        self._elsewhere: dict[str, dict[str, None]] = {}  # by layer the genes that were taken from it
        self.obsm = Embeddings(self._data, Sections(self._data, library_id))
        """What of ``obsm`` can be drawn."""
        self.components = Components(self.obsm)
        """Each column of these."""
        self.graphs = ObspGraphs(self._data)
        """The graphs of neighbours in ``obsp``."""
        self.obs = ObsColumns(self._data)
        """The columns of ``obs``."""
        self.obs_names: pd.Index[Any] = self.names_now()
        """Names of the cells, in ``obs`` order, as they are shown: see :meth:`look`."""
        self.n_cells = len(self.obs_names)
        self._watch = DataWatch(self._data, self.obsm.sections.columns)
        self._note_cells()
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
        names = checked_names(self._data.obs_names)
        self.obsm.require()
        return names

    def look(self, in_use: Iterable[str] = (), *, thorough: bool = False) -> DataChange:
        """Return what changed in ``adata`` since the last look; see :meth:`DataWatch.look`.

        Other cells are told again and again, until :meth:`take_cells` takes them.

        Raises
        ------
        DataError
            There is no embedding any more; what changed is told when there is one.
        """
        self.obsm.require()
        change = self.obsm.followed(self._watch.look({*in_use, *self.obsm.sections.columns}, thorough=thorough))
        change = self._with_components(change)
        if not change.cells and change:
            self.count(change.embeddings)
            self._note_cells()
            if change.genes:
                self._read_genes_anew()
        return change

    def _with_components(self, change: DataChange) -> DataChange:
        """Return a change with the components of embeddings that are others among the columns that are."""
        there = set(self.obsm.keys) & change.embeddings
        names = {name for key in there for name in self.components.names(key) if not self.has(name)}
        return replace(change, columns=change.columns | names) if names else change

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
        self.__dict__.pop("hashes", None)
        self.obsm.sections.look_anew()
        self._watch = DataWatch(self._data, self.obsm.sections.columns)
        self.obsm.forget()
        self._note_cells()
        self.count(self.embeddings)
        self._change_of_cells = self.n_changes
        self._read_genes_anew()

    def has_cells_of(self, seen: int) -> bool:
        """Tell whether the cells are those that were shown after so many changes."""
        return seen >= self._change_of_cells

    def has_coordinates_of(self, seen: int, key: str) -> bool:
        """Tell whether an embedding is as it was shown after so many changes."""
        changed = (self._changes_of_coordinates.get(base, 0) for base in (key, self.obsm.split(key)[0]))
        return seen >= max(self._change_of_cells, *changed)

    def choose_library(self, library_id: str | None) -> DataChange:
        """Show another section where none is named, or all (None); return what changed by it.

        Raises
        ------
        DataError
            There is no such library, or nothing tells which cells are of it.
        """
        self.obsm.sections.choose(library_id)
        change = DataChange(embeddings=frozenset(filter(self.obsm.is_tissue, self.embeddings)))
        self.count(change.embeddings)
        self._note_cells()
        return change

    def count(self, embeddings: Iterable[str]) -> None:
        """Count a change of the data, and of these embeddings: a page that shows it as before is told so."""
        self.n_changes += 1
        self._changes_of_coordinates |= dict.fromkeys(embeddings, self.n_changes)

    @cached_property
    def fingerprint(self) -> str:
        """Return 16 hex digits that stand for the cell names and their order."""
        return fingerprint(self.obs_names)

    @cached_property
    def hashes(self) -> npt.NDArray[np.uint64]:
        """Return a number for each cell that stands for its name, wherever the cell is."""
        return np.asarray(pd.util.hash_array(self.obs_names.to_numpy(dtype=object), categorize=False), dtype=np.uint64)

    @property
    def name(self) -> str:
        """Name of the dataset; the draft is found again by it."""
        if self._dataset is not None:
            return self._dataset
        if self.path is not None:
            return name_within(self.path)
        title = self.adata.uns.get("title")
        return title if isinstance(title, str) and title.strip() else f"cells-{self.fingerprint}"

    @property
    def stem(self) -> str | None:
        """What a draft of this data may be called: the file's name without its ending, or ``uns["title"]``."""
        if self.path is not None:
            store = outermost(self.path)
            return self.path.stem if store == self.path.absolute() else f"{store.stem}-{self.path.name}"
        title = self.adata.uns.get("title")
        return title if isinstance(title, str) else None

    @property
    def data_file(self) -> Path | None:
        """The file or store that a person sees; None: in memory. :attr:`path` may be within a store."""
        return None if self.path is None else outermost(self.path)

    @property
    def is_named(self) -> bool:
        """Whether the dataset has a name of its own, not one made of its cells."""
        return self._dataset is not None or self.name != f"cells-{self.fingerprint}"

    @property
    def title(self) -> str:
        """What to call the dataset in the view."""
        if self._dataset is None and self.stem is not None and self.path is not None:
            return self.stem
        return type(self.adata).__name__ if self.name == f"cells-{self.fingerprint}" else self.name

    def has(self, name: str) -> bool:
        """Tell whether there is a column of ``obs`` or a gene of this name."""
        return name in self.obs_columns or self.gene_layers.has(name)

    @contextmanager
    def file_closed(self) -> Iterator[Callable[[], None]]:
        """Close the data file meanwhile, so that it can be replaced; anndata opens it again when needed.

        Yields
        ------
        function
            To be called when the file was replaced by one of the same cells, genes and values: it is the data from then
            on. Another program's replacement is noticed as ever.
        """
        close_file(self.adata)
        known = self._identity
        was_ours = known is not None and self.path is not None and identity_of(self.path) == known

        def replaced() -> None:
            if was_ours and self.path is not None:
                self._identity = identity_of(self.path)

        yield replaced

    def release(self) -> None:
        """Let go of the data, and close the file if it was opened here."""
        if self._opened:
            close_file(self.adata)
        del self.adata, self._data, self.gene_layers, self.obsm, self.components, self.graphs, self.obs, self._watch

    # -- embeddings

    @property
    def embeddings(self) -> list[str]:
        """Keys of ``obsm`` that hold two or more columns of numbers, the usual ones first."""
        return self.obsm.keys

    def find_embedding(self, basis: str | None) -> str:
        """Return the key of an embedding by its name; see :meth:`Embeddings.find`."""
        return self.obsm.find(basis)

    def coordinates(self, basis: str | None = None) -> npt.NDArray[np.float32]:
        """Return the first two columns of an embedding, shape (n_cells, 2); see :meth:`Embeddings.coordinates`."""
        return self.obsm.coordinates(basis)

    # -- columns of obs, and genes

    @property
    def genes(self) -> GeneTable:
        """The genes, with the values of the layer in use."""
        return self.gene_layers.in_use

    def use_layer(self, layer: str) -> None:
        """Take the values of genes from another layer from now on; see :meth:`GeneLayers.use`."""
        self.gene_layers.use(layer)
        self._forget_elsewhere()

    def _read_genes_anew(self) -> None:
        self.gene_layers.read_anew()
        self._forget_elsewhere()

    def _forget_elsewhere(self) -> None:
        self._elsewhere.clear()
        self.notes.pop(_ELSEWHERE, None)

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
        return cells_of_choice(choice_by_text(choice, self._data.obs_names), self.obs_names, argument)

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
            found = self.obs.read(name)
            self._note(name, found.note if isinstance(found, CategoryColumn) else None)
            return found
        self.check(name, layer)
        genes = self.gene_layers.table_with(name, layer)
        note = genes.find(name).note
        if note is not None:
            self.notes[name] = note
        values = genes.values(name)
        self.check_unchanged()
        self._note(_READING, genes.note)
        if layer is None:
            self.note_elsewhere(name, genes)
        return NumberColumn(name, values)

    def is_component(self, name: str) -> bool:
        """Tell whether a name stands for a component of an array of ``obsm``: a column or a gene of it comes first."""
        return not self.has(name) and self.components.find(name) is not None

    def component(self, name: str) -> NumberColumn:
        """Return a component that :meth:`is_component` knows as a column."""
        found = self.components.find(name)
        if found is None:
            raise DataError(f"There is no component {name!r} in adata.obsm.")
        return NumberColumn(name, self.components.values(*found))

    def note_elsewhere(self, name: str, genes: GeneTable) -> None:
        """Note that the values of a gene, or of a set of them, are not those of the layer in use, if so."""
        if genes is self.genes or not genes.is_beside(self.genes):
            return
        self._elsewhere.setdefault(genes.place, {})[name] = None
        said = [f"{some(names, 3)} with the values of {layer}" for layer, names in self._elsewhere.items()]
        self.notes[_ELSEWHERE] = f"Not in {self.genes.place}, so shown from elsewhere: {'; '.join(said)}."

    def _note_cells(self) -> None:
        self._note(_NAMES, note_on(self._data.obs_names))
        self._note(_SECTIONS, self.obsm.overlap())

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
        genes = self.gene_layers.table_with(name, layer)
        if name not in self.obs_columns and name not in genes:
            near = (self.gene_layers if layer is None else genes).suggestion(name)
            raise DataError(f"There is no obs column and no gene {name!r}.{near} {self.obs.instead_of(name)}")

    def category_column(self, name: str, max_items: int) -> CategoryColumn:
        """Return a column of ``obs`` as levels that can become labels; see :meth:`ObsColumns.as_category`."""
        self.check_unchanged()
        return self.obs.as_category(name, max_items)

    def check_unchanged(self) -> None:
        """Raise a :class:`DataError` if the data is no longer there, or other cells: before reading, and after."""
        if not hasattr(self, "_watch"):
            raise DataError("The data was closed while it was read.")
        if self._opened and self.path is not None:  # zarr reads zeros from a store that is gone
            now = identity_of(self.path)
            if now is None:
                raise DataError(f"The data {str(self.path)!r} is gone: it was moved or deleted since it was opened.")
            if now != self._identity:
                anew = "call show() again to see what is there now. Your labels are kept."
                raise DataError(f"The data {str(self.path)!r} was replaced since it was opened: {anew}")
        if not self._watch.same_cells() or self._watch.n_genes != self._data.n_vars:
            raise DataError("The data changed while it was read: ask again.")
