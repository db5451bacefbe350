"""``rank_genes_groups`` by Wilcoxon's test in scanpy's own structure, of scores that illico makes in less time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..data.matrix import kind_of
from .memory_sums import sums_in_memory
from .rank_sums import can_rank, p_of, rank_sum_scores
from .welch import Floats, Sums, benjamini_hochberg, log_fold_changes, sums_of

_DTYPES = {"scores": np.float32, "logfoldchanges": np.float32, "pvals": np.float64, "pvals_adj": np.float64}
#: Groups are told apart by a byte where sums are read by columns.
_MOST_BY_COLUMNS = 250


def can_rank_quickly(values: Any, labels: pd.Categorical[str], options: dict[str, Any]) -> bool:
    """Tell whether :func:`ranked_quickly` gives what scanpy would for these options."""
    groups, reference = options["groups"], options.get("reference", "rest")
    if options.get("method") != "wilcoxon" or not (reference == "rest" or reference in groups):
        return False
    if kind_of(values) == "columns" and len(groups) > _MOST_BY_COLUMNS:
        return False
    known = set(options) <= {"groups", "reference", "method", "n_genes", "pts", "tie_correct", "key_added"}
    # one group of all cells has no rest, and scanpy says so
    has_rest = len(groups) > 1 or bool((labels != groups[0]).any())
    return known and has_rest and can_rank(values)


def ranked_quickly(
    values: Any,
    genes: pd.Index[str],
    labels: pd.Categorical[str],
    groupby: str,
    base: float | None,
    *,
    groups: Sequence[str],
    reference: str = "rest",
    n_genes: int | None = None,
    pts: bool = False,
    tie_correct: bool = False,
    **_: Any,
) -> dict[str, Any]:
    """Return what scanpy writes; arguments as of :func:`.rankings.ranked`, values as :func:`.can_rank` takes them."""
    codes = labels.set_categories(list(groups)).codes.astype(np.intp)
    codes[codes < 0] = len(groups)
    compared = None if reference == "rest" else list(groups).index(reference)
    scores = rank_sum_scores(values, codes, len(groups), reference=compared, tie_correct=tie_correct)
    each, whole = _sums_of_groups(values, codes, len(groups))
    n = len(genes) if n_genes is None else min(n_genes, len(genes))
    names: dict[str, npt.NDArray[Any]] = {}
    columns: dict[str, dict[str, Floats]] = {key: {} for key in _DTYPES}
    for number, group in enumerate(groups):
        if number == compared:
            continue
        others = whole - each[number] if compared is None else each[compared]
        pvals = p_of(scores[number])
        best = _best(scores[number], n)
        found = {
            "scores": scores[number],
            "pvals": pvals,
            "pvals_adj": benjamini_hochberg(pvals),
            "logfoldchanges": log_fold_changes(each[number], others, base),
        }
        names[group] = genes.to_numpy(dtype=object)[best]
        for key, numbers in found.items():
            columns[key][group] = numbers[best]
    result: dict[str, Any] = {
        "params": {
            "groupby": groupby,
            "reference": reference,
            "method": "wilcoxon",
            "use_raw": False,
            "layer": None,
            "corr_method": "benjamini-hochberg",
        },
        "names": pd.DataFrame(names).to_records(index=False, column_dtypes="O"),
    }
    for key, dtype in _DTYPES.items():
        result[key] = pd.DataFrame(columns[key]).to_records(index=False, column_dtypes=dtype)
    if pts:
        parts = {str(group): sums.nonzero / sums.n for group, sums in zip(groups, each, strict=True)}
        result["pts"] = pd.DataFrame(parts, index=genes)
        if compared is None:
            rests = [whole - sums for sums in each]
            of_rest = {str(group): rest.nonzero / rest.n for group, rest in zip(groups, rests, strict=True)}
            result["pts_rest"] = pd.DataFrame(of_rest, index=genes)
    return result


def _sums_of_groups(values: Any, codes: npt.NDArray[np.intp], n_groups: int) -> tuple[list[Sums], Sums]:
    """Return the sums of each group, and of all cells."""
    if kind_of(values) == "columns":
        each = sums_of(values, (codes + 1).astype(np.uint8), n_groups + 1)
    else:
        each = []
        for group in range(n_groups + 1):
            rows = np.flatnonzero(codes == group)
            found = sums_in_memory(values, rows)
            each.append(Sums(rows.size, found.sums[0], found.sums[1], found.sums[2], found.whole, found.negative))
    whole = each[0]
    for sums in each[1:]:
        whole += sums
    return each[:n_groups], whole


def _best(scores: Floats, n: int) -> npt.NDArray[np.intp]:
    """Return the places of the highest scores, equal ones in the order that scanpy has them."""
    some = np.argpartition(scores, -n)[-n:]
    best: npt.NDArray[np.intp] = some[np.argsort(scores[some])[::-1]]
    return best
