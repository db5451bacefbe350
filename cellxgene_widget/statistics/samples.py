"""Samples, donors or batches: which column names them, and in how many of them a gene goes the way it goes in all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from ..core.cell_sets import Codes, Mask

#: What the column is usually called, the likeliest first.
_USUAL = (
    "sample", "sample_id", "donor_id", "donor", "patient", "patient_id", "individual", "subject", "subject_id",
    "batch", "library_id", "library", "orig.ident", "replicate", "channel",
)  # fmt: skip
#: A sample counts if it has so many cells on both sides.
MIN_CELLS = 3


def usual_columns(columns: Iterable[str]) -> Iterator[str]:
    """Yield the columns that by their name tell the sample of a cell, the likeliest first."""
    by_name: dict[str, str] = {}
    for column in columns:
        by_name.setdefault(column.lower(), column)
    yield from (by_name[name] for name in _USUAL if name in by_name)


def agreement(
    values: npt.NDArray[np.generic],
    changes: npt.NDArray[np.float64],
    inside: Mask,
    outside: Mask,
    samples: Codes,
) -> tuple[npt.NDArray[np.int64], int]:
    """Return in how many samples the mean changes in the direction of the fold change over all cells.

    Parameters
    ----------
    values
        Shape (n_cells, n_genes).
    changes
        Log fold changes, shape (n_genes,).
    inside, outside
        What is compared; shape (n_cells,).
    samples
        The sample of each cell from 1; 0 where it is not known. Shape (n_cells,).

    Returns
    -------
    n_agree : ndarray of int64, shape (n_genes,)
    n_samples : int
        Samples with three cells or more on both sides.
    """
    cells = np.flatnonzero((inside | outside) & (samples > 0))
    n_samples = int(samples.max(initial=0))
    group = 2 * (samples[cells].astype(np.int64) - 1) + outside[cells]
    counts = np.bincount(group, minlength=2 * n_samples)
    counted = np.flatnonzero((counts.reshape(-1, 2) >= MIN_CELLS).all(axis=1))
    members = sp.csr_array((np.ones(cells.size), (group, np.arange(cells.size))), shape=(2 * n_samples, cells.size))
    with np.errstate(all="ignore"):
        means = (members @ values[cells].astype(np.float64)) / np.maximum(counts, 1)[:, None]
        signs = np.sign(means[2 * counted] - means[2 * counted + 1])
        agree = (signs == np.sign(changes)) & (signs != 0)
    return agree.sum(axis=0, dtype=np.int64), int(counted.size)
