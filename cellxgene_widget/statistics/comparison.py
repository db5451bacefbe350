"""Two sets of cells compared in every gene, and the rows of some of them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp

from ..core.cell_sets import Codes, Mask
from ..data.genes import GeneTable
from ..data.matrix import READ_SIZE, ReadSize, columns_of, is_in_memory, reading_token
from ..data.reading import reading
from ..data.sampled_rows import SampledRows, is_had_for_less, sampled_rows
from ..errors import AnnotationError, DataError
from .rankings import wilcoxon
from .samples import agreement
from .welch import SumsReader, auc_of, welch

#: Welch's t-test, or Wilcoxon's rank-sum test; both have scanpy's numbers.
TestMethod = Literal["t-test", "wilcoxon"]

_COUNTS = (
    "These values look like raw counts (whole numbers only), but the test and the fold changes take log-normalised "
    "ones: choose others with layer=."
)
_ASSUMED = "Log-normalised values are assumed."
_SCALED = (
    "Some values are below 0, as after scaling: fold changes mean nothing then (log-normalised values are assumed). "
    "Choose others with layer=."
)
#: So many values are looked at in less than half a second; of so many genes at least.
_QUICK_VALUES, _LEAST_ROWS = 5_000_000, 30
#: Cells of an estimate; one is made of this many times as many cells, or of as many values in memory.
ESTIMATE_CELLS, _TIMES, _MANY_VALUES = 20_000, 3, 40_000_000
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

    method: TestMethod
    values: str
    inside: Mask
    outside: Mask
    table: pd.DataFrame
    negative: bool
    whole: bool
    #: What it is estimated from; None: all cells.
    sample: SampledRows | None = None

    def is_of(self, method: str, values: str, sides: Sides) -> bool:
        """Tell whether it is about the same test, values and cells."""
        if (self.method, self.values) != (method, values):
            return False
        return np.array_equal(self.inside, sides.inside) and np.array_equal(self.outside, sides.outside)

    def best(self, n_genes: int | None) -> npt.NDArray[np.intp]:
        """Return the positions of the genes with the highest scores (None: of all genes), the highest first."""
        return np.argsort(-self.table["scores"].to_numpy(), kind="stable")[:n_genes]


class Comparer:
    """Compares, and remembers the last comparison and the sums over all cells.

    Parameters
    ----------
    check_unchanged
        Raises a :class:`DataError` if the data is not what it was.
    size
        How much of the data is read at a time.
    """

    def __init__(self, check_unchanged: Callable[[], None], size: ReadSize = READ_SIZE) -> None:
        self._check_unchanged = check_unchanged
        self._new_sums = functools.partial(SumsReader, size)
        self._sums = self._new_sums()
        self._last: Comparison | None = None

    def forget(self) -> None:
        """Compare anew: the data changed."""
        self._sums, self._last = self._new_sums(), None

    def knows(self, sides: Sides, method: TestMethod) -> bool:
        """Tell whether that is what was compared last: the answer is at hand."""
        return self._last is not None and self._last.is_of(method, _values_of(sides), sides)

    def estimate(
        self,
        sides: Sides,
        method: TestMethod,
        n_cells: int | None = None,
        progress: Callable[[float], None] = lambda _: None,
    ) -> Comparison:
        """Test all genes in a random sample of the cells, half of it of each side; the same one each time.

        Raises
        ------
        DataError
            The values can't be read, or are of other data meanwhile.
        """
        n = ESTIMATE_CELLS if n_cells is None else n_cells
        with reading():
            sample = sampled_rows(sides.matrix, sides.inside, sides.outside, n, progress=progress)
        first, second = SumsReader().read(sample.values, sample.inside, ~sample.inside, progress)
        table = welch(first, second, sides.base)
        if method == "wilcoxon":
            table.update(wilcoxon(sample.values, sample.inside, ~sample.inside, sides.base, progress))
        self._check_unchanged()
        negative, whole = first.negative or second.negative, first.whole and second.whole
        return Comparison(method, _values_of(sides), sides.inside, sides.outside, table, negative, whole, sample)

    def compare(
        self, sides: Sides, method: TestMethod, progress: Callable[[float], None] = lambda _: None
    ) -> Comparison:
        """Test all genes, unless that is what was done last.

        Parameters
        ----------
        sides
            The two sets of cells.
        method
            The test.
        progress
            Told the part that is done, 0 to 1; may raise to stop.

        Raises
        ------
        DataError
            The values can't be read, or are of other data meanwhile.
        """
        values = _values_of(sides)
        last = self._last
        if last is not None and last.is_of(method, values, sides):
            return last
        first, second = self._sums.read(sides.matrix, sides.inside, sides.outside, progress, sides.genes.totals)
        table = welch(first, second, sides.base)
        if method == "wilcoxon":
            progress(0)
            table.update(wilcoxon(sides.matrix, sides.inside, sides.outside, sides.base, progress))
        try:
            self._check_unchanged()
        except DataError:  # what was read from a store that is gone may be zeros
            self._sums = self._new_sums()
            raise
        negative, whole = first.negative or second.negative, first.whole and second.whole
        self._last = compared = Comparison(method, values, sides.inside, sides.outside, table, negative, whole)
        return compared


def is_worth_an_estimate(sides: Sides, method: TestMethod) -> bool:
    """Tell whether an estimate is there a good while before the exact numbers.

    It is where several times the cells of a sample must be read from disk, or ranked, or are many in memory too. Not
    where a sample takes reading nearly all: of a matrix stored by columns (CSC) on disk, or of a few large blocks.
    """
    n_cells = int(np.count_nonzero(sides.inside | sides.outside))
    if n_cells < _TIMES * ESTIMATE_CELLS:
        return False
    if not is_in_memory(sides.matrix):
        with reading():
            return is_had_for_less(sides.matrix, sides.inside, sides.outside, ESTIMATE_CELLS)
    if method == "wilcoxon":
        return True
    n_stored = sides.matrix.nnz if sp.issparse(sides.matrix) else sides.matrix.size
    return bool(n_stored > _MANY_VALUES)


def _values_of(sides: Sides) -> str:
    return f"{sides.genes.place} {sides.base} {reading_token(sides.matrix)}"


def rows_of(
    sides: Sides,
    compared: Comparison,
    genes: npt.NDArray[np.intp],
    samples: Codes | None,
    *,
    quick: bool,
    some: bool = False,
) -> pd.DataFrame:
    """Return the rows of some genes of a comparison, with what takes reading their values.

    Parameters
    ----------
    sides, compared
        What was compared, and what came of it.
    genes
        Positions in ``sides.genes``.
    samples
        The sample of each cell, 0: none; None: there are no samples.
    quick
        Leave out ``auc`` (NaN) and the samples where they take reading the matrix from disk once more.
    some
        Leave them out but for the first and the last genes, where there are more values than are quickly looked at.

    Returns
    -------
    DataFrame
        As :meth:`Session.markers` describes it, with what the view needs besides in ``attrs``.
    """
    table = compared.table.iloc[genes].copy()
    table["auc"] = np.nan
    sample = compared.sample
    if not quick or sample is not None or sides.genes.is_quick:
        inside, outside = (sides.inside, sides.outside) if sample is None else (sample.inside, ~sample.inside)
        rows = _ends_of(table["scores"].to_numpy(), inside.size) if some else np.arange(genes.size)
        places = genes[rows]
        values = sides.genes.columns(places) if sample is None else columns_of(sample.values, places)
        table["auc"] = _placed(auc_of(values, inside, outside), rows, genes.size)
        if samples is not None:
            changes = table["logfoldchanges"].to_numpy()[rows]
            of_cells = samples if sample is None else samples[sample.positions]
            n_agree, table["n_samples"] = agreement(values, changes, inside, outside, of_cells)
            table["n_agree"] = _placed(n_agree, rows, genes.size)
    table.index = pd.Index(sides.genes.names[genes].tolist(), name="gene")
    notes = [_REPLICATES] if compared.negative or compared.whole else [_ASSUMED, _REPLICATES]
    n_sampled = None if sample is None else int(sample.positions.size)
    if n_sampled is not None:
        notes.insert(0, f"Estimate from {n_sampled:,} cells, drawn at random.")
    table.attrs = {
        "ids": sides.genes.ids[genes].tolist(),
        "n_in": int(np.count_nonzero(sides.inside)),
        "n_out": int(np.count_nonzero(sides.outside)),
        "against": sides.against,
        "method": compared.method,
        "layer": sides.genes.place,
        "estimate": n_sampled,
        "notes": notes,
        "warnings": [_SCALED] * compared.negative + [_COUNTS] * compared.whole,
    }
    return table


def _ends_of(scores: npt.NDArray[np.float64], n_cells: int) -> npt.NDArray[np.intp]:
    """Return the rows at both ends of a table, as many as have a bearable number of values; NaN ends no table."""
    n_known = int(np.count_nonzero(~np.isnan(scores)))  # sorted: those that are not known are the last
    each = max(_LEAST_ROWS, _QUICK_VALUES // max(1, n_cells)) // 2
    return np.arange(n_known) if n_known <= 2 * each else np.r_[:each, n_known - each : n_known]


def _placed(values: npt.NDArray[Any], rows: npt.NDArray[np.intp], n_rows: int) -> npt.NDArray[Any]:
    """Return the values of some rows of a table; NaN in the others, if there are any."""
    if rows.size == n_rows:
        return values
    placed = np.full(n_rows, np.nan)
    placed[rows] = values
    return placed


def check_options(n_genes: object, method: object) -> None:
    """Check what is asked of a comparison.

    Raises
    ------
    AnnotationError
        ``n_genes`` is no number of genes, or there is no such test.
    """
    if not isinstance(n_genes, int) or isinstance(n_genes, bool) or n_genes < 1:
        raise AnnotationError(f"n_genes= takes a number of genes, 1 or more, not {n_genes!r}.")
    if method not in get_args(TestMethod):
        raise AnnotationError(f"method= is 't-test' or 'wilcoxon', not {method!r}.")


def checked_estimate(estimate: object) -> int | None:
    """Return of how many cells an estimate is made; None: of none, the exact numbers are meant.

    Raises
    ------
    AnnotationError
        It is no number of cells.
    """
    if isinstance(estimate, bool | np.bool_):
        return ESTIMATE_CELLS if estimate else None
    if not isinstance(estimate, int | np.integer) or estimate < 4:  # two of each side, for they have to vary
        raise AnnotationError(f"estimate= takes True or a number of cells, 4 or more, not {estimate!r}.")
    return int(estimate)
