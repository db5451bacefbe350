"""What a session reads by name: columns, categories, genes, means of gene sets, components, pairs of columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ..core.arguments import LayerChoice, layer_for
from ..core.cell_sets import Mask
from ..core.names import UNASSIGNED, composed
from ..data.cells import CellTable
from ..data.columns import CategoryColumn, Column, ColumnInfo, NumberColumn, plain_names, plain_range
from ..data.genes import GeneTable
from ..data.matrix import is_in_memory
from ..data.pairs import Basis, interleaved, key_of, pair_of
from ..errors import AnnotationError, DataError
from ..labels.category import Category
from ..labels.history import History
from ..labels.levels import category_at, level_named
from ..labels.nesting import with_descendants
from .gate import Gate
from .gene_sets import GeneSets
from .made_columns import MadeColumns


class Columns:
    """Names to columns: a category of labels, a column of ``obs``, a gene, by ``set: NAME`` the mean of a gene set.

    Owns nothing: each is looked up anew, for the caller may have computed it again.

    Parameters
    ----------
    table, history, gene_sets, made
        Where names are looked for.
    gate
        Not held while genes are read from disk.
    max_category_items
        Categories of ``obs`` with more levels are not offered.

    Attributes
    ----------
    max_category_items
        As it was given.
    """

    def __init__(
        self,
        table: CellTable,
        history: History,
        gene_sets: GeneSets,
        made: MadeColumns,
        gate: Gate,
        max_category_items: int,
    ) -> None:
        self._table = table
        self._made = made
        self._history = history
        self._gene_sets = gene_sets
        self._gate = gate
        self.max_category_items = max_category_items

    # -- columns

    def is_category(self, name: str) -> bool:
        """Tell whether there is a category of labels of this name, or a level of one (``level 1: cell_type``)."""
        return self._history.annotations.has(name) or self.is_level(name)

    def is_level(self, name: str) -> bool:
        """Tell whether a name stands for a level of a category; nothing else is called so."""
        level = level_named(name)
        if level is None or self._history.annotations.has(name) or self._table.has(name):
            return False
        return self._history.annotations.has(level.category)

    def category(self, name: str) -> Category:
        """Return a category of labels, or one at a level of its nesting.

        Raises
        ------
        LabelError
            There is none of this name.
        """
        level = level_named(name) if self.is_level(name) else None
        if level is None:
            return self._history.annotations.find(name)
        return category_at(self._history.annotations.find(level.category), level.number)

    def column_or_category(self, name: str, layer: str | None = None) -> Column | Category:
        """Return a category of labels, or what :meth:`column` does, looked for in this order."""
        return self.category(name) if self.is_category(name) else self.column(name, layer)

    def column(self, name: str, layer: str | None = None) -> Column:
        """Return a column of ``obs``, the values of a gene, or by ``set: NAME`` the mean of the genes of a set.

        Last a component of an array of ``obsm``, as ``PC3``.

        Raises
        ------
        DataError
            There is none, or it holds neither levels nor numbers.
        """
        if not isinstance(name, str):
            raise DataError(f"A column, category or gene is told by its name, not by {name!r}.")
        if name in self._made.columns:
            return self._made.columns[name]
        if self._gene_sets.is_column(name):
            return self._gene_sets.column(name, layer)
        return self._table.component(name) if self._table.is_component(name) else self._table.column(name, layer)

    def embeddings(self) -> list[str]:
        """Return the keys of what can be drawn: those of ``obsm``, and those made in this session."""
        return [*self._table.embeddings, *self._made.embeddings]

    def is_made(self, name: str) -> bool:
        """Tell whether a column was made in this session, and is in no data."""
        return name in self._made.columns

    def is_component(self, name: str) -> bool:
        """Tell whether a name stands for a component of an array of ``obsm``: nothing else is called so."""
        return not self._is_called(name) and self._table.components.find(name) is not None

    def _is_called(self, name: str) -> bool:
        known = self.is_category(name) or self._gene_sets.is_column(name) or self._table.has(name)
        return known or self._made.has(name)

    def axes_of(self, key: str) -> list[str]:
        """Return what the components of an embedding of three or more are called, ``""`` where that is another column.

        Those of one with two columns need no names: it is drawn whole.
        """
        names = self._table.components.known(key)
        return [name if name and not self._is_called(name) else "" for name in names] if len(names) > 2 else []

    def arrays_of(self, basis: str) -> list[str]:
        """Return the keys in ``obsm`` of what is drawn: an embedding, or the one of each component of a pair."""
        pair = self.pair(basis)
        if pair is None:
            return [basis]
        found = [self._table.components.find(name) for name in pair if self.is_component(name)]
        return [each[0] for each in found if each is not None]

    def without_section(self, basis: str) -> str:
        """Return the key in ``obsm`` of one section of tissue that is drawn; of anything else what it is."""
        return self._table.obsm.split(basis)[0]

    def is_of_one_array(self, basis: str) -> bool:
        """Tell whether a pair is of two components of one array: they are in the same units."""
        keys = self.arrays_of(basis)
        return len(keys) == 2 and keys[0] == keys[1]

    def levels(self, name: str) -> Category | CategoryColumn:
        """Return a category of labels or a column of ``obs`` with levels that can become labels.

        Raises
        ------
        DataError
            There is none, it holds numbers that are not whole, or has too many levels.
        """
        if self.is_category(name):
            return self.category(name)
        made = self._made.columns.get(name)
        return made if isinstance(made, CategoryColumn) else self._table.category_column(name, self.max_category_items)

    def describe(self) -> tuple[list[ColumnInfo], dict[str, str]]:
        """Return the columns to offer besides the categories of labels, and why some of ``obs`` are left out.

        Those made in the session come first.
        """
        without = {*self._history.annotations.names, *self._made.columns}
        columns, left_out = self._table.obs.describe(self.max_category_items, without=without)
        return [*self._made.describe(), *columns], left_out

    def has_column(self, name: str) -> bool:
        """Tell whether there is anything of this name to color by."""
        known = self.is_category(name) or self._table.has(name) or self._gene_sets.of_column(name) is not None
        return known or name in self._made.columns or self.is_component(name)

    def check_column(self, name: str, layer: str | None = None) -> None:
        """Check that there is something of this name to color by; values that take long to get are not read for it.

        Raises
        ------
        DataError, LabelError
            There is none, or it can't be used for color.
        """
        if not self.is_slow(name, layer):
            self.column_or_category(name, layer)
        elif self._gene_sets.is_column(name):
            self._gene_sets.check(name, layer)
        else:
            self._table.check(name, layer)

    # -- genes

    @property
    def layer(self) -> str:
        """Where the values of genes are taken from: a layer, ``"X"`` or ``"raw"``."""
        return self._table.genes.place

    @property
    def layers(self) -> list[str]:
        """Where the values of genes can be taken from."""
        return self._table.gene_layers.names

    def is_of_genes(self, name: str) -> bool:
        """Tell whether a column is made of the values of genes, so that it is another in another layer."""
        known = self.is_category(name) or name in self._made.columns or name in self._table.obs_columns
        return not (known or self.is_component(name))

    def key_of_gene(self, name: str, gene_id: str) -> str:
        """Return what to color by for a gene: its name, or its id where that stands for another gene or a column."""
        return self._table.gene_layers.key_of(name, gene_id) if self.is_of_genes(name) else gene_id

    def keys_of_genes(self, names: Sequence[str], ids: Sequence[str]) -> list[str]:
        """Return :meth:`key_of_gene` for each of many genes."""
        categories, columns = set(self._history.annotations.names), set(self._table.obs_columns)
        keys = self._table.gene_layers.keys_of(names, ids)
        return [
            gene_id if composed(name) in categories or name in columns else key
            for name, gene_id, key in zip(names, ids, keys, strict=True)
        ]

    def layer_of(self, columns: Iterable[str], layer: LayerChoice = None) -> str | dict[str, str] | None:
        """Return the layer to name where conditions are on genes; None if there is nothing to tell apart.

        Where some genes are in another than the rest it is the layer of each, by name: a gene that the layer in use has
        not is taken from another, and its condition means the same cells again only there.
        """
        if len(self.layers) < 2:
            return None
        genes = filter(self.is_of_genes, columns)
        return _in_short({name: self.place_of(name, layer_for(layer, name)) for name in genes})

    def layer_seen(self, columns: Iterable[str], layer: str) -> dict[str, str]:
        """Return where the values of each gene were, as someone saw them while a layer was in use."""
        return {name: self.place_of(name, in_use=layer) for name in columns if self.is_of_genes(name)}

    def place_of(self, name: str, layer: str | None = None, *, in_use: str | None = None) -> str:
        """Return the layer, in full, that values of a gene or gene set are taken from: the one named, or where it is.

        ``counts`` is ``rna:counts`` here, so that it means the same while another modality is in use.
        """
        return self._table_of(name, layer, in_use).place

    def _table_of(self, name: str, layer: str | None, in_use: str | None = None) -> GeneTable:
        of = self._gene_sets.of_column(name)
        if of is not None:
            return self._gene_sets.genes_of(of, layer, in_use)
        layers = self._table.gene_layers
        return layers.table_with(name, layer) if in_use is None else layers.table(layers.place_of(name, in_use))

    def is_slow(self, name: str, layer: str | None = None) -> bool:
        """Tell whether a column is of genes that must be read from disk, or computed."""
        if not self.is_of_genes(name):
            return False
        try:
            return not is_in_memory(self._table_of(name, layer).matrix)
        except AnnotationError:  # there is none: who asks for values is told
            return False

    def read_ahead(
        self,
        names: Iterable[object],
        layer: LayerChoice = None,
        progress: Callable[[float], None] = lambda _: None,
    ) -> None:
        """Read the genes among some names, or behind them, without the lock: what is asked for next is at hand then.

        Names of anything else, and of nothing, are passed over. ``layer`` counts as the one in use: a gene that it has
        not is read from where it is. ``progress`` is told the part that is read, 0 to 1; it may raise, to stop.

        Raises
        ------
        DataError
            They can't be read.
        """
        wanted = [name for name in names if isinstance(name, str)]
        if not wanted:
            return
        with self._gate.lock:
            self._gate.require_open()
            named, in_use = (layer, None) if isinstance(layer, Mapping) else (None, layer)
            behind = self._by_table(wanted, named, in_use)
            to_read = [(table, genes) for table, genes in behind if not table.at_hand(genes)]
            if not to_read:
                return
            self._table.check_unchanged()
        for table, genes in to_read:
            table.many(genes, progress)

    def _by_table(
        self, names: Iterable[str], layer: LayerChoice = None, in_use: str | None = None
    ) -> list[tuple[GeneTable, list[str]]]:
        """Return the genes behind some columns, by the table that each is in."""
        found: dict[int, tuple[GeneTable, list[str]]] = {}
        for name in names:
            table = self._table_of(name, layer_for(layer, name), in_use)
            genes = self._genes_behind(name, table)
            if genes:
                found.setdefault(id(table), (table, []))[1].extend(genes)
        return list(found.values())

    def _genes_behind(self, name: str, table: GeneTable) -> list[str]:
        """Return the genes that are read to give a column."""
        of = self._gene_sets.of_column(name)
        if of is not None:
            return self._gene_sets.genes_to_read(of, table)
        return [name] if self.is_of_genes(name) and name in table else []

    # -- coordinates

    def find_basis(self, basis: Basis | None, layer: LayerChoice = None) -> str:
        """Return the key of an embedding, or of a pair of columns after a look whether both can be drawn.

        Parameters
        ----------
        basis
            As in scanpy (``"umap"`` or ``"X_umap"``), two names of genes, columns of numbers or gene sets, or a key;
            None: the usual embedding.
        layer
            Where the values of genes are, by default the layer in use, or where they are found if it has them not.

        Raises
        ------
        DataError
            There is no such embedding, gene or column, or it does not hold numbers.
        """
        pair = self.pair(basis)
        if pair is None:
            made = isinstance(basis, str) and basis in self._made.embeddings
            return basis if made else self._table.find_embedding(basis)  # type: ignore[return-value, arg-type]
        for name in pair:
            if self.is_slow(name, layer_for(layer, name)):
                self.check_column(name, layer_for(layer, name))
            else:
                self._axis(name, layer_for(layer, name))
        return key_of(pair)

    def coordinates(self, basis: Basis | None, layer: LayerChoice = None) -> npt.NDArray[np.float32]:
        """Return the coordinates of an embedding or a pair; shape (n_cells, 2)."""
        pair = self.pair(basis)
        if pair is None and isinstance(basis, str) and basis in self._made.embeddings:
            return self._made.embeddings[basis]
        if pair is None:
            return self._table.coordinates(basis)  # type: ignore[arg-type]
        for table, genes in self._by_table(pair, layer):
            table.many(genes)  # in one pass: each gene of an on-disk CSR matrix takes reading it all
        x, y = (self._axis(name, layer_for(layer, name)) for name in pair)
        return interleaved(x, y)

    def pair(self, basis: Basis | None) -> tuple[str, str] | None:
        """Return the two names whose plot a basis is; None: it is an embedding (one may be called like a pair)."""
        is_key = isinstance(basis, str) and (basis in self._table.embeddings or basis in self._made.embeddings)
        return None if basis is None or is_key else pair_of(basis)

    def _axis(self, name: str, layer: str | None) -> npt.NDArray[np.float32]:
        column = self.column(name, layer)
        if not isinstance(column, NumberColumn):
            raise DataError(f"{name!r} holds categories: a plot of two takes genes, columns of numbers or gene sets.")
        return column.values

    # -- conditions

    def mask_where(self, column: str, wanted: object, layer: str | None = None) -> Mask:
        """Return which cells have the wanted labels, levels or values in a range; shape (n_cells,)."""
        found = self.column_or_category(column, layer)
        if not isinstance(found, Category):
            return found.mask(wanted)
        names = plain_names(wanted, UNASSIGNED)
        if isinstance(names, dict):
            return ~self.mask_where(column, names["not"])
        mask = np.zeros(self._table.n_cells, dtype=bool)
        for name in names:
            mask |= found.mask(name)[: self._table.n_cells]
        return mask

    def with_nested(self, column: str, wanted: Any) -> Any:
        """Return what is wanted of a category of labels with the labels nested under those named; else as it is."""
        if not self.is_category(column):
            return wanted
        names = plain_names(wanted, UNASSIGNED)
        category = self.category(column)
        if isinstance(names, dict):
            return {"not": with_descendants(category, names["not"])}
        return with_descendants(category, [None if name is None else category.find(name).name for name in names])

    def plain_wanted(self, column: str, wanted: object, layer: str | None = None) -> Any:
        """Write what is wanted of a column in one way: names as text (None: no value), others by "not", or a range."""
        found = self.column_or_category(column, layer)
        if isinstance(found, NumberColumn):
            return plain_range(column, wanted)
        return plain_names(wanted, UNASSIGNED if isinstance(found, Category) else None)


def _in_short(places: dict[str, str]) -> str | dict[str, str] | None:
    """Write where genes are as one layer, if all are in one."""
    layers = set(places.values())
    return layers.pop() if len(layers) == 1 else places or None
