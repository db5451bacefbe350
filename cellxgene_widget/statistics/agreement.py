"""How far annotators agree: Cohen's kappa of two, Krippendorff's alpha of any number, with labels missing. Pure.

Codes are labels by common numbers, one a cell, from 1 on; 0 is no label: missing, and never a disagreement.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float64]


def joint_counts(a: npt.NDArray[Any], b: npt.NDArray[Any], n_a: int, n_b: int) -> Counts:
    """Count cells by what two annotators call them; shape (n_a + 1, n_b + 1), first those without a label."""
    flat = np.bincount(_places(a, b, n_b), minlength=(n_a + 1) * (n_b + 1))
    return flat.astype(np.int64, copy=False).reshape(n_a + 1, n_b + 1)


def cohens_kappa(counts: Counts) -> float:
    """Return the kappa of Cohen (1960).

    Parameters
    ----------
    counts
        A square: by the label of one and of the other annotator, in the same order, of cells that have both.

    Returns
    -------
    float
        1 where they agree on all, 0 as by chance. NaN of no cells, or where both gave one and the same label to all.
    """
    n = int(counts.sum())
    if not n:
        return float("nan")
    same = float(np.trace(counts)) / n
    by_chance = float((counts.sum(axis=1) / n) @ (counts.sum(axis=0) / n))
    return float("nan") if by_chance >= 1 else (same - by_chance) / (1 - by_chance)


def coincidences(codes: Sequence[npt.NDArray[Any]], n_labels: int) -> Weights:
    """Return Krippendorff's matrix of coincidences: what any two say of a cell, over all pairs that looked at it.

    Parameters
    ----------
    codes
        One array an annotator, of the same cells.
    n_labels
        The highest code.

    Returns
    -------
    array
        shape (n_labels, n_labels), symmetric; its sum is the number of labels that can be compared. The pairs of a cell
        that m annotators labelled count 1 / (m - 1) each: every label counts once.
    """
    looked = times_labelled(codes)
    most = int(looked.max(initial=0))
    share: npt.NDArray[np.float64] = 1 / np.maximum(np.arange(most + 1) - 1, 1)
    # of two annotators, and where all labelled all, every pair counts the same: nothing is to be weighed
    weights = None if len(codes) == 2 or int(looked.min(initial=most)) == most else share[looked]
    total = np.zeros((n_labels + 1, n_labels + 1))
    for a, b in combinations(codes, 2):
        flat = np.bincount(_places(a, b, n_labels), weights, minlength=total.size)
        total += flat.reshape(total.shape)
    within = total[1:, 1:] * (share[most] if weights is None else 1.0)
    return within + within.T


def krippendorffs_alpha(coincidence: Weights, distance: Weights | None = None) -> float:
    """Return the alpha of Krippendorff (2011), of names or with a distance between any two of them.

    Parameters
    ----------
    coincidence
        As :func:`coincidences` gives it.
    distance
        How much it counts that one says this and the other that, symmetric, 0 on the diagonal; None: 1 off it.

    Returns
    -------
    float
        1 where all agree, 0 as by chance. NaN where no two looked at a cell, or nothing that was said differs.
    """
    each = coincidence.sum(axis=1)
    n = float(each.sum())
    apart = 1 - np.eye(each.size) if distance is None else distance
    expected = float(each @ apart @ each)
    if n <= 1 or not expected:
        return float("nan")
    return 1 - (n - 1) * float((coincidence * apart).sum()) / expected


def times_labelled(codes: Sequence[npt.NDArray[Any]]) -> npt.NDArray[np.uint8]:
    """Return how many annotators gave a cell a label: of at most 255."""
    total = np.zeros(codes[0].size, dtype=np.uint8)
    for each in codes:
        total += each > 0
    return total


def worst_of_pairs(codes: Sequence[npt.NDArray[Any]], worse: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Return by cell the highest of what any two of its labels are to each other.

    Parameters
    ----------
    codes
        One array an annotator, of the same cells.
    worse
        By two labels a number, 0 for the same; shape (n_labels, n_labels).
    """
    n_labels = worse.shape[0]
    lookup = np.zeros((n_labels + 1, n_labels + 1), dtype=np.uint8)
    lookup[1:, 1:] = worse
    flat = lookup.ravel()
    worst = np.zeros(codes[0].size, dtype=np.uint8)
    for a, b in combinations(codes, 2):
        np.maximum(worst, flat[_places(a, b, n_labels)], out=worst)
    return worst


def _places(a: npt.NDArray[Any], b: npt.NDArray[Any], n_b: int) -> npt.NDArray[np.int64]:
    """Return the place of each pair of codes in a table of (..., n_b + 1)."""
    places = a.astype(np.int64)
    places *= n_b + 1
    places += b
    return places
