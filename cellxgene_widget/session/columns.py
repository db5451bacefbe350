"""What a session reads: columns, categories and genes by name, the layer of genes, coordinates, pairs of columns."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np
import numpy.typing as npt

from ..core.cell_sets import Mask
from ..core.names import UNASSIGNED
from ..data.columns import Column, NumberColumn, plain_names, plain_range
from ..data.genes import GeneTable, X
from ..data.matrix import is_in_memory
from ..data.pairs import Basis, interleaved, key_of, pair_of
from ..errors import AnnotationError, DataError
from ..labels.annotations import Category
from .core import SessionCore

C = TypeVar("C", bound="SessionColumns")
P = ParamSpec("P")
R = TypeVar("R")


def reading(*arguments: str) -> Callable[[Callable[Concatenate[C, P], R]], Callable[Concatenate[C, P], R]]:
    """Let a verb have its genes read before it takes the lock: nobody waits for a disk to give a label.

    Each of these arguments of the verb is a name of a column or gene, a mapping by such names, or (``basis``) a pair of
    them; in the layer that the verb is given, if it takes one.
    """

    def decorate(method: Callable[Concatenate[C, P], R]) -> Callable[Concatenate[C, P], R]:
        signature = inspect.signature(method)

        def ahead(self: C, /, *args: P.args, **kwargs: P.kwargs) -> R:
            given = signature.bind(self, *args, **kwargs).arguments
            if "basis" in arguments and given.get("basis") is None and given.get("lasso") is not None:
                given["basis"] = self.embedding  # drawn on what is shown
            names = [name for argument in arguments for name in names_in(argument, given.get(argument))]
            self.read_ahead(names, given.get("layer"))
            return method(self, *args, **kwargs)

        functools.update_wrapper(ahead, method)
        return ahead

    return decorate


def names_in(argument: str, given: object) -> Iterable[object]:
    """Return the names of columns in an argument of a verb."""
    if argument == "basis":
        return (None if given is None else pair_of(given)) or ()
    return [given] if isinstance(given, str) else given if isinstance(given, Mapping) else ()


class SessionColumns(SessionCore):
    """The columns of a session."""

    def column_or_category(self, name: str, layer: str | None = None) -> Column | Category:
        """Return a category of labels, a column of ``obs`` or the values of a gene, looked for in this order."""
        if name in self._annotations.names:
            return self._annotations.find(name)
        return self.cells.column(name, layer)

    @property
    def layer(self) -> str:
        """Where the values of genes are taken from: a layer, ``"X"`` or ``"raw"``."""
        return self.cells.genes.layer or X

    @property
    def layers(self) -> list[str]:
        """Where the values of genes can be taken from."""
        return self.cells.layers

    def is_of_genes(self, name: str) -> bool:
        """Tell whether a column is made of the values of genes, so that it is another in another layer."""
        return name not in self._annotations.names and name not in self.cells.obs_columns

    def layer_of(self, columns: Iterable[str], layer: str | None = None) -> str | None:
        """Return the layer to name where conditions are on genes; None if there is nothing to tell apart."""
        if len(self.layers) < 2 or not any(map(self.is_of_genes, columns)):
            return None
        return layer or self.layer

    def read_ahead(
        self,
        names: Iterable[object],
        layer: str | None = None,
        progress: Callable[[float], None] = lambda _: None,
    ) -> None:
        """Read the genes among some names, or behind them, without the lock: what is asked for next is at hand then.

        Names of anything else, and of nothing, are passed over. ``progress`` is told the part that is read, 0 to 1; it
        may raise, to stop.

        Raises
        ------
        DataError
            They can't be read.
        """
        wanted = [name for name in names if isinstance(name, str)]
        if not wanted:
            return
        with self.lock:
            self.require_open()
            table = self.cells.genes_in(layer)
            genes = [gene for name in wanted for gene in self._genes_behind(name, table)]
            if not genes or table.at_hand(genes):
                return
            self.cells.check_unchanged()
        table.many(genes, progress)

    def _genes_behind(self, name: str, table: GeneTable) -> list[str]:
        """Return the genes that are read to give a column."""
        return [name] if self.is_of_genes(name) and name in table else []

    def check_column(self, name: str, layer: str | None = None) -> None:
        """Check that there is something of this name to colour by; values that take long to get are not read for it.

        Raises
        ------
        DataError, LabelError
            There is none, or it can't be used for colour.
        """
        if self.is_slow(name, layer):
            self.cells.check(name, layer)
        else:
            self.column_or_category(name, layer)

    def is_slow(self, name: str, layer: str | None = None) -> bool:
        """Tell whether a column is of genes that must be read from disk, or computed."""
        if not self.is_of_genes(name):
            return False
        try:
            return not is_in_memory(self.cells.genes_in(layer).matrix)
        except AnnotationError:  # there is none: who asks for values is told
            return False

    def column(self, name: str, layer: str | None = None) -> Column:
        """Return a column of ``obs``, or the values of a gene."""
        return self.cells.column(name, layer)

    def find_basis(self, basis: Basis | None, layer: str | None = None) -> str:
        """Return the key of an embedding, or of a pair of columns after a look whether both can be drawn.

        Parameters
        ----------
        basis
            As in scanpy (``"umap"`` or ``"X_umap"``), two names of genes, columns of numbers or gene sets, or a key;
            None: the usual embedding.
        layer
            Where the values of genes are, by default the layer in use.

        Raises
        ------
        DataError
            There is no such embedding, gene or column, or it does not hold numbers.
        """
        pair = self._pair(basis)
        if pair is None:
            return self.cells.find_embedding(basis)  # type: ignore[arg-type]
        for name in pair:
            if self.is_slow(name, layer):
                self.check_column(name, layer)
            else:
                self._axis(name, layer)
        return key_of(pair)

    def coordinates(self, basis: Basis | None = None, layer: str | None = None) -> npt.NDArray[np.float32]:
        """Return the coordinates of an embedding or a pair, by default the one shown; shape (n_cells, 2)."""
        shown = self.embedding if basis is None else basis
        pair = self._pair(shown)
        if pair is None:
            return self.cells.coordinates(shown)  # type: ignore[arg-type]
        return interleaved(*self._axes(pair, layer))

    def _pair(self, basis: Basis | None) -> tuple[str, str] | None:
        is_key = isinstance(basis, str) and basis in self.cells.embeddings
        return None if basis is None or is_key else pair_of(basis)

    def _axes(
        self, pair: tuple[str, str], layer: str | None = None
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        genes = self.cells.genes_in(layer)
        # in one pass: each gene of an on-disk CSR matrix takes reading it all
        genes.many([gene for name in pair for gene in self._genes_behind(name, genes)])
        x, y = (self._axis(name, layer) for name in pair)
        return x, y

    def _axis(self, name: str, layer: str | None) -> npt.NDArray[np.float32]:
        column = self.column(name, layer)
        if not isinstance(column, NumberColumn):
            raise DataError(f"{name!r} holds categories: a plot of two takes genes, columns of numbers or gene sets.")
        return column.values

    def mask_where(self, column: str, wanted: object, layer: str | None = None) -> Mask:
        """Return which cells have the wanted labels, levels or values in a range; shape (n_cells,)."""
        found = self.column_or_category(column, layer)
        if not isinstance(found, Category):
            return found.mask(wanted)
        names = plain_names(wanted, UNASSIGNED)
        if isinstance(names, dict):
            return ~self.mask_where(column, names["not"])
        mask = np.zeros(self.cells.n_cells, dtype=bool)
        for name in names:
            mask |= found.mask(name)[: self.cells.n_cells]
        return mask

    def plain_wanted(self, column: str, wanted: object, layer: str | None = None) -> Any:
        """Write what is wanted of a column in one way: names as text (None: no value), others by "not", or a range."""
        found = self.column_or_category(column, layer)
        if isinstance(found, NumberColumn):
            return plain_range(column, wanted)
        return plain_names(wanted, UNASSIGNED if isinstance(found, Category) else None)
