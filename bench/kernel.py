"""The kernel's half without a browser: opening, lasso, label, save, reopen, merge, memory; one size a process.

``python -m bench.kernel N`` prints JSON: seconds by what was done, each time.
"""

from __future__ import annotations

import json
import sys
import tempfile
import tracemalloc
from pathlib import Path
from typing import Any

import pandas as pd

import cellxgene_widget as cxw
from bench.measure import REPEATS, lasso_around, resident, seconds
from cellxgene_widget.view.requests import answer
from tests.page.data import cells

N_CATEGORIES = 5


def figures(n: int) -> dict[str, Any]:
    """Measure at ``n`` cells."""
    repeats = REPEATS if n <= 1_000_000 else 3
    adata = cells(n)
    xy = adata.obsm["X_umap"]
    lassos = [lasso_around(xy, share) for share in (0.18, 0.19, 0.2, 0.21, 0.2)]
    before = resident()
    found: dict[str, Any] = {"n": n}
    with tempfile.TemporaryDirectory() as folder:
        options: dict[str, Any] = {"annotations_dir": folder, "autosave": None}
        opened: list[cxw.Session] = []
        found["open"] = seconds(lambda: opened.append(cxw.open_session(adata, name="bench", **options)), 1)
        session = opened.pop()
        for kind in ({"kind": "hello"}, {"kind": "coordinates", "embedding": "X_umap"}):
            answer(session, {"id": "1", **kind}, [])
        found["first category"] = seconds(lambda: session.create_category("c0", like="louvain"), 1)
        for k in range(1, N_CATEGORIES):
            session.create_category(f"c{k}", like="bulk_labels")
        polygons = iter(lassos)
        found["select"] = seconds(lambda: session.select(lasso=next(polygons)), repeats)
        found["n_selected"] = session.n_selected
        names = iter("ABABA")
        found["label"] = seconds(lambda: session.label(next(names), category="c0"), repeats)
        found["undo"] = seconds(session.undo, repeats)

        def save() -> None:
            session.save()

        def edit() -> None:
            session.label(next(other), category="c1", cells=[1, 2, 3])

        other = iter("ABABABAB")
        found["save"] = []
        for _ in range(repeats):
            edit()
            found["save"] += seconds(save, 1)
        found["bytes"] = (resident() - before) / n
        csv = next(Path(folder).glob("*.csv"))
        found["csv"] = csv.stat().st_size
        found["merge"] = seconds(session.merge, 1)
        session.close()
        adata.obs = adata.obs.drop(columns=[f"c{k}" for k in range(N_CATEGORIES)])
        adata.uns.pop("cellxgene_widget", None)
        found["reopen"] = []
        for _ in range(repeats):
            found["reopen"] += seconds(lambda: opened.append(cxw.open_session(adata, **options)), 1)
            opened.pop().close()
        found["pandas"] = seconds(
            lambda: pd.read_csv(csv, comment="#", dtype="category", index_col=0), 3 if n <= 1_000_000 else 1
        )
        found["traced"] = _traced(adata, options) / n if n <= 1_000_000 else None
    return found


def _traced(adata: Any, options: dict[str, Any]) -> int:
    """Return the bytes that a session with a draft holds on to, counted one by one."""
    tracemalloc.start()
    session = cxw.open_session(adata, **options)
    answer(session, {"id": "1", "kind": "coordinates", "embedding": "X_umap"}, [])
    session.select(lasso=lasso_around(adata.obsm["X_umap"]))
    session.label("C", category="c0")
    session.save()
    resident()
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    session.close()
    return held


if __name__ == "__main__":
    print(json.dumps(figures(int(sys.argv[1]))))
