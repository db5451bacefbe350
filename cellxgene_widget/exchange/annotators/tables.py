"""What two annotators each call the same cells, summed up: pair by pair, and label by label."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...statistics.agreement import cohens_kappa
from .annotator import Annotator
from .concepts import SEVERITY, Concepts

Counts = npt.NDArray[np.int64]
#: Cells by the labels of two annotators, by their places, the first lower; those without a label first.
CountsOf = Callable[[int, int], Counts]


def per_pair(annotators: Sequence[Annotator], concepts: Concepts, counts_of: CountsOf) -> pd.DataFrame:
    """Sum up each two annotators; see :attr:`Comparison.pairs`."""
    severity = SEVERITY[concepts.relations]
    rows = []
    for a, b in combinations(range(len(annotators)), 2):
        counts = _by_meaning(a, b, concepts, counts_of)
        n = int(counts.sum())
        rows.append(
            {
                "a": annotators[a].name,
                "b": annotators[b].name,
                "n_both": n,
                "agree": float(np.trace(counts)) / n if n else float("nan"),
                "disagree": float(counts[severity > 1].sum()) / n if n else float("nan"),
                "kappa": cohens_kappa(counts),
            }
        )
    return pd.DataFrame(rows)


def per_label(
    annotators: Sequence[Annotator], concepts: Concepts, sizes: Sequence[npt.NDArray[Any]], counts_of: CountsOf
) -> pd.DataFrame:
    """Sum up each label of each annotator; ``sizes``: its cells by code. See :attr:`Comparison.per_label`."""
    severity = SEVERITY[concepts.relations]
    rows: list[dict[str, Any]] = []
    for at, each in enumerate(annotators):
        others = _opinions_of_others(at, annotators, concepts, counts_of)
        for code, label in enumerate(each.labels, start=1):
            own = int(concepts.numbers[at][code]) - 1
            said = others[code - 1]
            n, same = int(said.sum()), int(said[own])
            instead = said.copy()
            instead[own] = 0
            rows.append(
                {
                    "annotator": each.name,
                    "label": label,
                    "n_cells": int(sizes[at][code]),
                    "n_compared": n,
                    "n_agree": same,
                    "precision": same / n if n else float("nan"),
                    "n_disagree": int(said[severity[own] > 1].sum()),
                    "mostly": concepts.names[int(instead.argmax())] if instead.any() else None,
                }
            )
    return pd.DataFrame(rows)


def _by_meaning(a: int, b: int, concepts: Concepts, counts_of: CountsOf) -> Counts:
    """Count cells that two annotators labelled by what is meant; a square."""
    n = len(concepts.names)
    rows, columns = (concepts.numbers[each][1:].astype(np.int64) - 1 for each in (a, b))
    counts = np.zeros((n, n), dtype=np.int64)
    counts[np.ix_(rows, columns)] = counts_of(a, b)[1:, 1:]
    return counts


def _opinions_of_others(at: int, annotators: Sequence[Annotator], concepts: Concepts, counts_of: CountsOf) -> Counts:
    """Count by label of an annotator what all others mean by the same cells."""
    total = np.zeros((len(annotators[at].labels), len(concepts.names)), dtype=np.int64)
    for other in range(len(annotators)):
        if other != at:
            counts = counts_of(at, other) if at < other else counts_of(other, at).T
            total[:, concepts.numbers[other][1:].astype(np.int64) - 1] += counts[1:, 1:]
    return total
