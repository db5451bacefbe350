"""The verb that gives a label its reason at a glance: markers of the selection."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from .cellsets import Mask, mask_of_cells
from .errors import AnnotationError, DataError, SelectionError
from .frames import computed
from .genes import RAW, GeneTable
from .markers import SumsReader, auc_of, welch
from .rankings import wilcoxon
from .select_verbs import SelectVerbs

_COUNTS = (
    "These values look like raw counts (whole numbers only), but the test and the fold changes take log-normalised "
    "ones: choose others with layer=."
)
_ASSUMED = "Log-normalised values are assumed."
_SCALED = (
    "Some values are below 0, as after scaling: fold changes mean nothing then (log-normalised values are assumed). "
    "Choose others with layer=."
)
_REPLICATES = "p-values take every cell for a sample of its own: with few donors they are far too small."


class Sides(NamedTuple):
    """What is compared: two sets of cells, in words too, and where the values are."""

    inside: Mask
    outside: Mask
    against: str
    genes: GeneTable
    matrix: Any
    base: float | None


class MarkerVerbs(SelectVerbs):
    """What speaks for a label. Computed without the session's lock: one may label meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self._sums = SumsReader()

    def markers(
        self, *, against: object = "rest", n_genes: int = 20, method: str = "t-test", layer: str | None = None
    ) -> pd.DataFrame:
        """Return the genes that tell the selected cells from others best.

        Parameters
        ----------
        against
            ``"rest"``: all other cells. Or a label as ``(category, label)``, conditions as in :meth:`select`
            (``{"louvain": ["3"]}``), or cells: a boolean array, names or positions. Selected cells are left out of it.
        n_genes
            How many genes.
        method
            ``"t-test"`` (Welch, as scanpy's, in a blink) or ``"wilcoxon"`` (exact, scanpy's own, takes longer).
        layer
            Where the values are: a layer, ``"X"`` or ``"raw"``. By default the layer chosen at the start, else raw if
            there is one, else X, as in scanpy. Log-normalised values are assumed.

        Returns
        -------
        DataFrame
            Indexed by gene, the best first: ``scores``, ``logfoldchanges``, ``pvals``, ``pvals_adj``, ``pct_in``,
            ``pct_out`` (the part of the cells in which the gene is not zero), ``auc``. What was compared is in
            ``attrs``.

        Warns
        -----
        UserWarning
            The values look like raw counts.

        Raises
        ------
        SelectionError
            Fewer than two cells are selected, or there are fewer than two others.
        DataError
            There is no such layer.
        """
        table = self.marker_table(against=against, n_genes=n_genes, method=method, layer=layer)
        for warning in table.attrs["warnings"]:
            warnings.warn(warning, UserWarning, stacklevel=2)
        return table

    def marker_table(
        self,
        *,
        against: object = "rest",
        n_genes: int = 20,
        method: str = "t-test",
        layer: str | None = None,
        quick: bool = False,
        progress: Callable[[float], None] = lambda _: None,
    ) -> pd.DataFrame:
        """Return what :meth:`markers` does, with its warnings in ``attrs``.

        ``quick`` leaves ``auc`` out (NaN) where it takes reading the matrix from disk once more. ``progress`` is told
        the part that is done, 0 to 1, and may raise to stop.
        """
        asked: object = n_genes
        if not isinstance(asked, int) or isinstance(asked, bool) or asked < 1:
            raise AnnotationError(f"n_genes= takes a number of genes, 1 or more, not {n_genes!r}.")
        if method not in ("t-test", "wilcoxon"):
            raise AnnotationError(f"method= is 't-test' or 'wilcoxon', not {method!r}.")
        if isinstance(against, Mapping):
            self.read_ahead(against)
        with self.lock:
            self.require_open()
            sides = self._sides(against, layer)
        try:
            first, second = self._sums.read(sides.matrix, sides.inside, sides.outside, progress, sides.genes.totals)
            table = welch(first, second, sides.base)
            if method == "wilcoxon":
                table.update(wilcoxon(sides.matrix, sides.inside, sides.outside, sides.base))
            best = np.argsort(-table["scores"].to_numpy(), kind="stable")[:n_genes]
            table = table.iloc[best].copy()
            table["auc"] = (
                np.nan
                if quick and not sides.genes.is_quick
                else auc_of(sides.genes.columns(best), sides.inside, sides.outside)
            )
            with self.lock:
                self.require_open()
                self.cells.check_unchanged()
        except (OSError, KeyError, RuntimeError) as error:  # what h5py and zarr raise for a file that is gone
            raise DataError(f"The values of genes could not be read ({error}): was the data file moved?") from error
        table.index = pd.Index(sides.genes.names[best], name="gene")
        table.attrs = {
            "n_in": first.n,
            "n_out": second.n,
            "against": sides.against,
            "method": method,
            "layer": sides.genes.layer or "X",
            "notes": [_SCALED if first.negative or second.negative else _ASSUMED, _REPLICATES],
            "warnings": [_COUNTS] if first.whole and second.whole else [],
        }
        return table

    def _evidence_genes(self, layer: str | None) -> GeneTable:
        """Return the genes and where their values are: the layer asked for, or as scanpy's tests choose it."""
        self.cells.check_unchanged()
        chosen = layer or self.cells.genes.layer
        if chosen is None and self.cells.adata.raw is not None:
            chosen = RAW
        return self.cells.genes_in(chosen)

    def _log_base(self) -> float | None:
        noted = self.cells.adata.uns.get("log1p")
        base = computed(noted.get("base")) if isinstance(noted, Mapping) else None
        return None if base is None else float(base)

    def _sides(self, against: object, layer: str | None) -> Sides:
        inside = self._chooser.mask.copy()
        n = int(np.count_nonzero(inside))
        if n == 0:
            raise SelectionError("No cell is selected: select the cells whose markers you look for.")
        if n == 1:
            raise SelectionError("Only one cell is selected: a comparison needs two or more, for they have to vary.")
        outside, words = self._others(against)
        outside = outside & ~inside
        n_others = int(np.count_nonzero(outside))
        if n_others < 2:
            have = "no cell" if n_others == 0 else "only one cell"
            raise SelectionError(f"There is {have} to compare with ({words}, without those selected): two are needed.")
        genes = self._evidence_genes(layer)
        return Sides(inside, outside, words, genes, genes.matrix, self._log_base())

    def _others(self, against: object) -> tuple[Mask, str]:
        if isinstance(against, str) and against == "rest":
            return np.ones(self.cells.n_cells, dtype=bool), "the rest"
        if isinstance(against, Mapping) and "frame" not in against:
            if not against:
                raise SelectionError("against= takes conditions such as {'louvain': ['3']}, not none at all.")
            masks = [self.mask_where(str(column), wanted) for column, wanted in against.items()]
            return np.logical_and.reduce(masks), ", ".join(f"{column}: {value}" for column, value in against.items())
        if isinstance(against, tuple) and len(against) == 2 and all(isinstance(part, str) for part in against):
            category, label = against
            if self.cells.has(category) or category in self._annotations.names:
                return self.mask_where(category, label), f"{category}: {label}"
        return mask_of_cells(self.cells.find_cells(against), self.cells.n_cells), "the cells given"
