"""The verb that gives a label its reason at a glance: markers of the selection."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...core.cell_sets import Codes, Mask, mask_of_cells
from ...core.names import UNASSIGNED
from ...data.frames import computed
from ...data.genes import RAW, GeneTable
from ...data.matrix import token_of
from ...errors import AnnotationError, DataError, SelectionError
from ...statistics.rankings import wilcoxon
from ...statistics.samples import agreement, usual_columns
from ...statistics.welch import SumsReader, auc_of, welch
from .composition import CompositionVerbs

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


class Comparison(NamedTuple):
    """What a test said of every gene: a table with one row a gene, in their order."""

    method: str
    values: str
    inside: Mask
    outside: Mask
    table: pd.DataFrame
    negative: bool
    whole: bool

    def is_of(self, method: str, values: str, sides: Sides) -> bool:
        """Tell whether it is about the same test, values and cells."""
        if (self.method, self.values) != (method, values):
            return False
        return np.array_equal(self.inside, sides.inside) and np.array_equal(self.outside, sides.outside)


class MarkerVerbs(CompositionVerbs):
    """What speaks for a label. Computed without the session's lock: one may label meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self._sums = SumsReader()
        self._last: Comparison | None = None

    def markers(
        self,
        *,
        against: object = "rest",
        n_genes: int = 20,
        method: str = "t-test",
        layer: str | None = None,
        samples: str | None = "auto",
    ) -> pd.DataFrame:
        """Return the genes that tell the selected cells from others best.

        Parameters
        ----------
        against
            ``"rest"``: all other cells. Or a label as ``(category, label)``, conditions as in :meth:`select`
            (``{"louvain": ["3"]}``), a selection by the name given to :meth:`remember_selection`, or cells: a boolean
            array, names or positions. Selected cells are left out of it.
        n_genes
            How many genes.
        method
            ``"t-test"`` (Welch, as scanpy's, in a blink) or ``"wilcoxon"`` (exact, scanpy's own, takes longer).
        layer
            Where the values are: a layer, ``"X"`` or ``"raw"``. By default the layer chosen at the start, else raw if
            there is one, else X, as in scanpy. Log-normalised values are assumed.
        samples
            The column of ``obs`` that tells the sample, donor or batch of a cell; ``"auto"``: one of a usual name, if
            there is one (``sample``, ``donor_id``, ``batch`` ...); None: do without.

        Returns
        -------
        DataFrame
            Indexed by gene, the best first: ``scores``, ``logfoldchanges``, ``pvals``, ``pvals_adj``, ``pct_in``,
            ``pct_out`` (the part of the cells in which the gene is not zero), ``auc``. With samples also ``n_samples``,
            those with three cells or more on both sides, and ``n_agree``, those of them in which the mean changes in
            the same direction. What was compared is in ``attrs``.

        Warns
        -----
        UserWarning
            The values look like raw counts.

        Raises
        ------
        SelectionError
            Fewer than two cells are selected, or there are fewer than two others.
        DataError
            There is no such layer, or no such column of samples.
        """
        table = self.marker_table(against=against, n_genes=n_genes, method=method, layer=layer, samples=samples)
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
        samples: str | None = "auto",
        quick: bool = False,
        progress: Callable[[float], None] = lambda _: None,
    ) -> pd.DataFrame:
        """Return what :meth:`markers` does, with its warnings in ``attrs``.

        ``quick`` leaves out ``auc`` (NaN) and the samples where they take reading the matrix from disk once more.
        ``progress`` is told the part that is done, 0 to 1, and may raise to stop.
        """
        check_wish(n_genes, method)
        if isinstance(against, Mapping):
            self.read_ahead(against)
        with self.lock:
            self.require_open()
            sides = self._sides(against, layer)
            column, codes = self._samples(samples)
        compared = self._compared(sides, method, progress)
        best = np.argsort(-compared.table["scores"].to_numpy(), kind="stable")[:n_genes]
        table = self._table_of(sides, compared, best, codes, quick=quick)
        table.attrs["samples"] = column
        with self.lock:
            self.require_open()
            self.cells.check_unchanged()
        return table

    def _compared(self, sides: Sides, method: str, progress: Callable[[float], None] = lambda _: None) -> Comparison:
        """Test all genes, unless that is what was done last."""
        with _reading():
            values = f"{sides.genes.layer} {sides.base} {token_of(sides.matrix)}"
            last = self._last
            if last is not None and last.is_of(method, values, sides):
                return last
            first, second = self._sums.read(sides.matrix, sides.inside, sides.outside, progress, sides.genes.totals)
            table = welch(first, second, sides.base)
            if method == "wilcoxon":
                progress(0)
                table.update(wilcoxon(sides.matrix, sides.inside, sides.outside, sides.base, progress))
        try:
            self.cells.check_unchanged()
        except DataError:  # what was read from a store that is gone may be zeros
            self._sums = SumsReader()
            raise
        negative, whole = first.negative or second.negative, first.whole and second.whole
        self._last = compared = Comparison(method, values, sides.inside, sides.outside, table, negative, whole)
        return compared

    @staticmethod
    def _table_of(
        sides: Sides, compared: Comparison, genes: npt.NDArray[np.intp], samples: Codes | None, *, quick: bool
    ) -> pd.DataFrame:
        """Return the rows of some genes, by position, with what takes their values."""
        table = compared.table.iloc[genes].copy()
        table["auc"] = np.nan
        if not quick or sides.genes.is_quick:
            with _reading():
                values = sides.genes.columns(genes)
            table["auc"] = auc_of(values, sides.inside, sides.outside)
            if samples is not None:
                changes = table["logfoldchanges"].to_numpy()
                table["n_agree"], table["n_samples"] = agreement(values, changes, sides.inside, sides.outside, samples)
        table.index = pd.Index(sides.genes.names[genes], name="gene")
        table.attrs = {
            "ids": sides.genes.ids[genes].tolist(),
            "keys": [sides.genes.key_of(int(gene)) for gene in genes],
            "n_in": int(np.count_nonzero(sides.inside)),
            "n_out": int(np.count_nonzero(sides.outside)),
            "against": sides.against,
            "method": compared.method,
            "layer": sides.genes.layer or "X",
            "notes": [_SCALED if compared.negative else _ASSUMED, _REPLICATES],
            "warnings": [_COUNTS] if compared.whole else [],
        }
        return table

    def _samples(self, column: str | None) -> tuple[str | None, Codes | None]:
        """Return the column that tells the samples, and the sample of each cell."""
        if column is None:
            return None, None
        if column != "auto":
            found = self.cells.category_column(column, self.max_category_items)
            return column, found.codes
        for name in usual_columns(self.cells.obs_columns):
            try:
                found = self.cells.category_column(name, self.max_category_items)
            except DataError:
                continue  # numbers, or different in every cell
            if len(found.levels) > 1:
                return name, found.codes
        return None, None

    def _evidence_genes(self, layer: str | None) -> GeneTable:
        """Return the genes and where their values are: the layer asked for, or as scanpy's tests choose it."""
        self.cells.check_unchanged()
        chosen = layer or self.cells.genes.layer
        if chosen is None and not self.cells.layer_was_chosen and self.cells.adata.raw is not None:
            chosen = RAW
        return self.cells.genes_in(chosen)

    def _log_base(self) -> float | None:
        noted = self.cells.adata.uns.get("log1p")
        base = computed(noted.get("base")) if isinstance(noted, Mapping) else None
        return None if base is None else float(base)

    def _sides(self, against: object, layer: str | None, cells: object = None) -> Sides:
        n_cells = self.cells.n_cells
        inside = self._chooser.mask.copy() if cells is None else mask_of_cells(self.cells.find_cells(cells), n_cells)
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
            return np.logical_and.reduce(masks), ", ".join(
                _in_words(str(name), value) for name, value in against.items()
            )
        if isinstance(against, str) and against in self._remembered:
            return self._remembered[against], f"selection {against}"
        if isinstance(against, tuple) and len(against) == 2 and all(isinstance(part, str) for part in against):
            category, label = against
            if self.cells.has(category) or category in self._annotations.names:
                return self.mask_where(category, label), f"{category}: {label}"
        if isinstance(against, str):
            raise SelectionError(
                f"No selection was remembered as {against!r}. The cells of a label are against=(category, label), "
                "all other cells 'rest'."
            )
        return mask_of_cells(self.cells.find_cells(against), self.cells.n_cells), "the cells given"


def _in_words(column: str, wanted: object) -> str:
    """Say a condition: ``louvain: 3``."""
    if isinstance(wanted, Mapping) and list(wanted) == ["not"]:
        names = list(wanted["not"])
        return f"{column}: any" if names == [None] else f"{column}: not {_listed(names)}"
    if isinstance(wanted, list):
        return f"{column}: {_listed(wanted)}"
    return f"{column}: {wanted}"


def _listed(names: list[object]) -> str:
    return ", ".join(UNASSIGNED if name is None else str(name) for name in names)


def check_wish(n_genes: object, method: str) -> None:
    """Check what is asked of a comparison."""
    if not isinstance(n_genes, int) or isinstance(n_genes, bool) or n_genes < 1:
        raise AnnotationError(f"n_genes= takes a number of genes, 1 or more, not {n_genes!r}.")
    if method not in ("t-test", "wilcoxon"):
        raise AnnotationError(f"method= is 't-test' or 'wilcoxon', not {method!r}.")


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except (OSError, KeyError, RuntimeError) as error:  # what h5py and zarr raise for a file that is gone
        raise DataError(f"The values of genes could not be read ({error}): was the data file moved?") from error
