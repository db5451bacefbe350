"""The verbs that choose what is shown, and say what there is to show."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ...data.cells import CellTable
from ...data.columns import Column, ColumnInfo
from ...data.pairs import Basis
from ...data.tissue_keys import section_key
from ...selection.selector import Selector
from ..columns import Columns
from ..events import DataChanged, Events, LayerChanged, Selected, ShownChanged
from ..shown import Shown


class ShowVerbs:
    """The embedding, what cells are colored by, and where the values of genes come from."""

    def __init__(self, table: CellTable, columns: Columns, shown: Shown, selector: Selector, events: Events) -> None:
        self._table = table
        self._columns = columns
        self._shown = shown
        self._selector = selector
        self._events = events

    def embedding(self) -> str:
        """The embedding shown, a key of ``obsm`` or of two columns; set it by any name :meth:`show_embedding` takes."""
        return self._shown.embedding

    def color(self) -> str | None:
        """The category, column of ``obs``, gene or gene set that cells are colored by; None: all alike."""
        return self._shown.color

    def category(self) -> str | None:
        """The category that gets the labels where none is named; None: there is none yet."""
        return self._shown.category

    def show_embedding(self, basis: Basis) -> None:
        """Show another embedding, or one column against another. No label and no data is changed.

        Parameters
        ----------
        basis
            As in scanpy (``"umap"`` or ``"X_umap"``), or two names such as ``("CD3E", "CD8A")``.

        Raises
        ------
        DataError
            There is none of this name.
        """
        self._shown.embedding = basis
        self._events.publish(ShownChanged())

    def color_by(self, name: str | None) -> None:
        """Color cells by a category, a column of ``obs``, a gene or ``"set: NAME"``; None: all alike.

        Raises
        ------
        DataError
            There is none of this name.
        """
        self._shown.color = name
        self._events.publish(ShownChanged())

    def use_category(self, name: str) -> None:
        """Give labels in this category from now on, when none is named.

        Raises
        ------
        LabelError
            There is none of this name.
        """
        self._shown.category = name
        self._events.publish(ShownChanged())

    def layer(self) -> str:
        """Where the values of genes are taken from: a layer, ``"X"`` or ``"raw"``; :meth:`use_layer` takes another."""
        return self._columns.layer

    def layers(self) -> list[str]:
        """Where the values of genes can be taken from: ``"X"``, layers, ``"raw"``."""
        return self._columns.layers

    def use_layer(self, layer: str) -> None:
        """Take the values of genes from another layer, for the plot, histograms, filters and means of sets alike.

        Cells that were selected by a filter on a gene stay selected: what it let pass is picked instead, and the recipe
        names the layer its range was in.

        Parameters
        ----------
        layer
            A layer, ``"X"`` or ``"raw"``: one of :attr:`layers`.

        Raises
        ------
        DataError
            There is no such layer; all stays as it was.
        """
        layers = self._table.gene_layers
        if layers.table(layer) is layers.in_use:
            layers.use(layer)  # from now on because someone said so
            return
        reselected = self._selector.values_changing(self._columns.is_of_genes, self._columns.layer_of)
        self._table.use_layer(layer)
        if self._shown.color is not None and not self._columns.has_column(self._shown.color):
            self._shown.color = self._shown.category
        if reselected:
            self._events.publish(Selected())
        self._events.publish(LayerChanged())

    def libraries(self) -> list[str]:
        """Names of the sections of tissue in ``uns["spatial"]``; :meth:`show_library` shows one of them."""
        return self._table.obsm.sections.names

    def library_id(self) -> str | None:
        """The section of tissue that is shown; None: all are. Set it as by :meth:`show_library`."""
        obsm = self._table.obsm
        key, section = obsm.split(self._shown.embedding)
        return section if obsm.is_tissue(key) else obsm.sections.library_id

    def show_library(self, library_id: str | None) -> None:
        """Show one section of the tissue, or all of them (None): cells of others have no place then.

        Parameters
        ----------
        library_id
            One of :attr:`libraries`.

        Raises
        ------
        DataError
            There is no such section, nothing tells which cells are of it, or there is no tissue. All stays as it was.
        """
        obsm, shown = self._table.obsm, self._shown.embedding
        place, _ = obsm.split(shown)
        if not obsm.is_tissue(place):
            place = obsm.first_tissue()
        key = place if library_id is None else obsm.find(section_key(place, library_id))
        # what "spatial" alone means is another from now on, also for the pages
        change = self._table.choose_library(library_id) if obsm.sections.is_narrowed else None
        self._shown.embedding = key
        self._events.publish(ShownChanged())
        if change is not None:
            self._events.publish(DataChanged(change))

    def coordinates(self, basis: Basis | None = None) -> npt.NDArray[np.float32]:
        """Return the coordinates that cells are drawn at, and that a lasso is in.

        Parameters
        ----------
        basis
            An embedding as in scanpy (``"umap"`` or ``"X_umap"``), or two names such as ``("CD3E", "CD8A")`` for the
            plot of one against the other; by default the one shown.

        Returns
        -------
        ndarray of float32, shape (n_cells, 2)
            In ``obs`` order, in the units of ``obsm``, also where the view draws y downwards. NaN where a cell has no
            place: a value is missing or not finite, or it is of another section of the tissue than the one shown.

        Raises
        ------
        DataError
            There is no such embedding, gene or column, or it does not hold numbers.
        """
        return self._columns.coordinates(self._shown.embedding if basis is None else basis).copy()

    def column(self, name: str, layer: str | None = None) -> Column:
        """Return what cells can be colored by, but for categories of labels; :meth:`values` gives it as a Series.

        Parameters
        ----------
        name
            A column of ``obs`` or one made in this session, a gene, or by ``set: NAME`` the mean of the genes of a set.
        layer
            Of genes: the layer, by default the one in use.

        Returns
        -------
        CategoryColumn or NumberColumn
            ``levels``, ``colors`` and ``codes`` (0: no value), or ``values`` (float32, NaN where missing).

        Raises
        ------
        DataError
            There is none, or it holds neither levels nor numbers.
        """
        return self._columns.column(name, layer)

    def describe_columns(self) -> tuple[list[ColumnInfo], dict[str, str]]:
        """Return the columns of ``obs`` to offer besides the categories of labels, and why others are left out."""
        return self._columns.describe()
