"""What CAP and CELLxGENE want of genes and values: told, never changed, for it is the data and no label."""

from __future__ import annotations

from typing import Any

from ..data.counts import look_of
from ..data.gene_ids import are_ids
from ..data.stored import raw_matrix_of
from ..errors import DataError


def of_genes_and_values(adata: Any) -> list[str]:
    """Tell whether genes go by ids, and whether there are counts; a few rows of one matrix are read for that."""
    missing = []
    if not are_ids(map(str, adata.var_names)):
        missing.append(
            f"var_names are no ids of genes, such as ENSG00000167286 (the first is {str(adata.var_names[0])!r})."
            if adata.n_vars
            else "There are no genes."
        )
    raw = raw_matrix_of(adata)
    matrix, where = (adata.X, "X") if raw is None else (raw, "raw.X")
    if matrix is None or not _are_counts(matrix):
        missing.append(f"{where} holds no counts: they are wanted in adata.raw, or in adata.X where there is no raw.")
    return missing


def _are_counts(matrix: Any) -> bool:
    try:
        return look_of(matrix) == "counts"
    except DataError:  # no numbers at all
        return False
