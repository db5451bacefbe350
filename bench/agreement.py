"""What a comparison of annotators takes, beside what others compute of the same: ``python -m bench.agreement``.

30 labels, each annotator has 90 % of the cells and says of every tenth something else. As a peer Krippendorff's alpha
stands as it is usually written in numpy (a table of cells by labels), kappa and the cross table are sklearn's and
pandas'. Sizes can be set: BENCH_ATLAS (1,000,000).
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import anndata as ad
import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.metrics import cohen_kappa_score

import cellxgene_widget as cxw
from cellxgene_widget import Comparison
from cellxgene_widget.exchange.annotators.annotator import Annotator
from cellxgene_widget.exchange.annotators.rules import settle

N_CELLS = int(os.environ.get("BENCH_ATLAS", "1_000_000"))
N_LABELS = 30
TIMES = 5

Row = tuple[str, str, str]
Codes = npt.NDArray[np.uint8]


def annotators(n: int) -> list[Annotator]:
    """Return annotators of the same cells."""
    rng = np.random.default_rng(0)
    cells = pd.Index([f"cell-{place}" for place in range(N_CELLS)], dtype=object)
    base = rng.integers(1, N_LABELS + 1, N_CELLS).astype(np.uint8)
    labels = tuple(f"type {k}" for k in range(N_LABELS))
    out = []
    for number in range(n):
        other = rng.integers(1, N_LABELS + 1, N_CELLS).astype(np.uint8)
        codes = np.where(rng.random(N_CELLS) < 0.9, base, other)
        codes[rng.random(N_CELLS) < 0.1] = 0
        out.append(Annotator(f"annotator {number}", "series", "a list", "cell_type", cells, codes, labels))
    return out


def best(work: Callable[[], Any]) -> float:
    """Return the seconds of the fastest of some times: other programs run meanwhile."""
    found = []
    for _ in range(TIMES):
        begin = time.perf_counter()
        work()
        found.append(time.perf_counter() - begin)
    return min(found)


def compared(them: list[Annotator]) -> Comparison:
    """Compare, and ask for all that a comparison tells."""
    found = Comparison(them)
    _ = found.kappa, found.alpha, found.alpha_nested, found.states, found.pairs, found.per_label
    _ = found.confusion, found.relation, found.cells
    return found


def alpha_of_a_table(codes: list[Codes]) -> float:
    """Return alpha by a table of cells and labels, as programs that have it compute it."""
    counts = np.zeros((codes[0].size, N_LABELS + 1))
    for each in codes:
        counts[np.arange(each.size), each] += 1
    counts = counts[:, 1:]
    m = counts.sum(axis=1)
    counts, m = counts[m > 1], m[m > 1]
    together = (counts.T / (m - 1)) @ counts - np.diag((counts / (m - 1)[:, None]).sum(axis=0))
    each = together.sum(axis=1)
    n = each.sum()
    return float(1 - (n - 1) * (n - np.trace(together)) / (n * n - (each**2).sum()))


def rows() -> Iterator[Row]:
    """Yield what was measured, how much it is, and what it is compared with."""
    five = annotators(5)
    two = five[:2]
    compared(two)  # the ontology is read once
    whole = best(lambda: compared(two))
    yield f"{N_CELLS:,} cells x 2 annotators x {N_LABELS} labels, all that is told", f"{whole:.2f} s", "limit: 0.3 s"
    a, b = (each.codes for each in two)
    both = (a > 0) & (b > 0)
    kappa = best(lambda: cohen_kappa_score(a[both], b[both]))
    ours = best(lambda: Comparison(two).kappa)
    assert abs(cohen_kappa_score(a[both], b[both]) - Comparison(two).kappa) < 1e-9
    yield "Cohen's kappa of them", f"{ours:.3f} s", f"sklearn: {kappa:.2f} s, {kappa / ours:.0f} x as long"
    table = best(lambda: pd.crosstab(a[both], b[both]))
    ours = best(lambda: Comparison(two).confusion)
    yield "the confusion table of them", f"{ours:.3f} s", f"pandas.crosstab: {table:.2f} s, {table / ours:.0f} x"
    whole = best(lambda: compared(five))
    yield f"{N_CELLS:,} cells x 5 annotators, all that is told", f"{whole:.2f} s", "limit: 2 s"
    codes = [each.codes for each in five]
    slow = best(lambda: alpha_of_a_table(codes))
    ours = best(lambda: Comparison(five).alpha)
    assert abs(alpha_of_a_table(codes) - Comparison(five).alpha) < 1e-9
    yield (
        "Krippendorff's alpha of them",
        f"{ours:.2f} s",
        f"by a table of cells x labels: {slow:.2f} s, {slow / ours:.0f} x",
    )
    comparison = compared(five)
    for rule in ("agree", "majority", "coarsest"):
        took = best(lambda rule=rule: settle(comparison, rule))  # type: ignore[misc]
        yield f"the rule {rule!r} on them", f"{took:.2f} s", ""
    yield from of_drafts()


def of_drafts() -> Iterator[Row]:
    """Measure what a person waits for: a colleague's draft of as many cells is read, compared and reconciled."""
    them = annotators(2)
    adata = ad.AnnData(obs=pd.DataFrame(index=them[0].cells))
    adata.obsm["X_umap"] = np.zeros((N_CELLS, 2), dtype=np.float32)
    for each in them:
        adata.obs[each.name] = pd.Categorical.from_codes(each.codes.astype(int) - 1, categories=pd.Index(each.labels))
    with tempfile.TemporaryDirectory() as folder:
        paths: list[Path] = []
        for user, each in zip(("ana", "ben"), them, strict=True):
            session = cxw.open_session(adata, annotations_dir=folder, user=user, name=user, dataset="d", autosave=None)
            session.create_category("ct", like=each.name)
            session.save()
            assert session.draft.path is not None
            paths.append(session.draft.path)
            if user == "ana":
                ana = session
            else:
                session.close()
        begin = time.perf_counter()
        found = ana.compare(paths[1])
        first = time.perf_counter() - begin
        begin = time.perf_counter()
        told = ana.reconcile(found, into="final")
        made = time.perf_counter() - begin
        yield (
            f"`compare()` with a colleague's draft of {N_CELLS:,} cells, read from its CSV",
            f"{first:.2f} s",
            f"`reconcile()`: {made:.2f} s, {told.n_settled:,} cells settled",
        )
        ana.close()


if __name__ == "__main__":
    for row in rows():
        print("\t".join(row), flush=True)
