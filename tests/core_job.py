"""The main job without a notebook, run by :mod:`tests.test_core` in environments of its own: prints what it saw.

``python core_job.py FOLDER`` leaves its draft in FOLDER. With ``LIKE_A_BROWSER`` set it goes without what Pyodide does
not have: threads, links, a mask of permissions. It needs nothing but the package and what that needs for the main job.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
import warnings
from importlib.util import find_spec
from pathlib import Path

import anndata as ad
import numpy as np
import pandas as pd

import cellxgene_widget as cxw

OPTIONAL = ("igraph", "illico", "matplotlib", "numba", "psutil", "pyarrow", "rapidfuzz", "scanpy", "shapely", "sklearn")
ODD = 'Odd, so that <a label> needs, "quotes" #1'


def no_thread(_self):
    raise RuntimeError("can't start new thread")


def cells():
    """Make 400 cells on a grid, with a column, a score in colours that need no names, and genes."""
    n = 400
    place = np.arange(n)
    adata = ad.AnnData(
        np.log1p(place[:, None] * np.arange(1, 4) % 7).astype(np.float32),
        obs=pd.DataFrame(
            {"cluster": pd.Categorical([f"{k}" for k in place % 3]), "score": place / 8.0},
            index=[f"cell {k}" for k in place],
        ),
        var=pd.DataFrame(index=["CD3D", "CD79A", "MS4A1"]),
        obsm={"X_umap": np.stack([place % 20, place // 20], axis=1).astype(float)},
    )
    adata.uns["cluster_colors"] = ["#ff0000", "#0F0", "#0000ffff"]
    return adata


def refusal(call, *args, **options):
    """Return what a person is told."""
    try:
        call(*args, **options)
    except cxw.AnnotationError as error:
        return str(error)
    return "it was done"


def labels(folder):
    """Select by lasso, label, undo, save, close, reopen, merge."""
    adata = cells()
    options = {"annotations_dir": folder, "dataset": "cells", "user": "me", "name": "mine"}
    session = cxw.open_session(adata, **options)
    session.create_category("cell_type")
    session.select(lasso=[(-0.5, -0.5), (9.5, -0.5), (9.5, 9.5), (-0.5, 9.5)], basis="umap")
    session.set_filter("cluster", {"not": ["2"]})
    n = session.label("B cell")
    session.clear_filters()
    session.select(where={"CD3D": (1.5, None)}, mode="intersect")
    session.label(ODD)
    session.label("wrong", cells=[399])
    session.undo()
    session.recolor_label("cell_type", "B cell", "#abc")
    session.save()
    path = Path(session.draft.path)
    # another program adds a column of numbers, which stays as it is
    lines = path.read_text("utf-8").splitlines()
    at = next(place for place, line in enumerate(lines) if not line.startswith("#"))
    lines[at:] = [f"{line},{'area' if k == 0 else k / 16}" for k, line in enumerate(lines[at:])]
    path.write_text("\n".join([*lines, ""]), "utf-8")
    session.label("T cell", cells=[0, 1])
    session.close()

    session = cxw.open_session(adata, **options)
    report = session.merge()
    written = adata.obs["cell_type"]
    session.select(cells=[3, 9, 27])
    found = {
        "labelled at first": n,
        "merged": written.value_counts().to_dict(),
        "report": str(report),
        "history": session.history["text"].tolist(),
        "undo": session.undo_text,
        "cluster": list(session.column("cluster").colors),
        "colors": list(adata.uns["cell_type_colors"]),
        "genes": [gene.name for gene in session.parts.table.genes.search("ms4")],
        "markers": session.markers(against=("cluster", "1"), n_genes=None).iloc[:, 0].tolist(),
        "distributions": session.distributions(["CD3D", "score"], by="cell_type")["median"].round(3).tolist(),
        "lines": path.read_text("utf-8").splitlines()[2:],
        "mode": path.stat().st_mode & 0o600,
        "locked": [item.name for item in Path(folder).rglob("*.lock")],
    }
    session.close()
    return found


def refusals():
    """Ask for what needs more packages."""
    session = cxw.open_session(cells(), annotations_dir=Path.cwd() / "refused", dataset="refused", autosave=None)
    session.create_category("cell_type")
    session.label("B cell", cells=range(100))
    session.label("T cell", cells=range(100, 200))
    said = {
        "figure": refusal(session.figure),
        "dot_figure": refusal(session.dot_figure, ["CD3D"]),
        "rank_genes": refusal(session.rank_genes),
        "dotplot": refusal(session.dotplot, ["CD3D"], show=False),
        "cluster": refusal(session.cluster, range(100), use_rep="umap"),
        "violin": refusal(session.violin, ["CD3D"], show=False),
        "color": refusal(session.recolor_label, "cell_type", "B cell", "steelblue"),
        "gene": refusal(session.color_by, "MS4A11"),
    }
    session.close()
    return said


async def view(folder):
    """Ask as a page does, of a widget without one."""
    w = cxw.show(cells(), annotations_dir=folder, dataset="cells", user="me", name="mine", autosave=0.05)
    sent = []
    w.send = lambda content, buffers=None: sent.append(content)

    async def ask(kind, buffers=(), **body):
        name = f"page-{len(sent)}"
        w._bridge.asked({"id": name, "kind": kind, **body}, buffers)
        for _ in range(3000):
            if (replies := [each for each in sent if each.get("id") == name]) and (
                len(replies) == replies[0].get("parts", 1)
            ):
                return replies[0].get("error") or replies[0]["body"]
            await asyncio.sleep(0.01)
        raise TimeoutError(kind)

    hello = await ask("hello")
    found = {
        "hello": [hello["dataset"]["n_cells"], [each["name"] for each in hello["columns"]]],
        "coordinates": (await ask("coordinates", embedding="X_umap"))["n"],
        "select": await ask("select", mode="replace", where={"cluster": ["0"]}),
        "edit": await ask(
            "edit",
            [np.array([0, 3], dtype="<u4").tobytes()],
            op="label",
            args={"label": "NK", "category": "cell_type"},
            cells={"encoding": "list", "n": 2},
        ),
        "genes": [gene["name"] for gene in (await ask("genes", query="cd7", n=5))["genes"]],
        "column": (await ask("column", name="cluster"))["levels"],
        "markers": (await ask("markers", n_genes=2))["n_in"],
        "picture": await ask(
            "picture", what="plot", format="svg", scale=1, size=[300, 200], theme="light", transparent=False,
            title="", names=True, legend=True, counts=True, selected=False,
        ),
    }  # fmt: skip
    path, text = Path(w.draft.path), ""
    for _ in range(3000):
        if "NK" in (text := path.read_text("utf-8")) and w.status["state"] == "saved":
            break
        await asyncio.sleep(0.01)
    found["autosaved"] = "NK" in text
    found["mimes"] = sorted((w._repr_mimebundle_() or ({},))[0])
    found["traits"] = [w.n_selected, [category["name"] for category in w.categories], w.status["state"]]
    if not isinstance(found["picture"], str):
        found["picture"] = "it was drawn"
    w.close()
    return found


def main(folder):
    """Do all of it."""
    if os.environ.get("LIKE_A_BROWSER"):
        threading.Thread.start = no_thread
        os.umask = lambda _: 0o777
        del os.link
    warnings.simplefilter("error", UserWarning)
    said = {
        "installed": [name for name in OPTIONAL if find_spec(name) is not None],
        "labels": labels(Path(folder)),
        "refusals": refusals(),
        "view": asyncio.run(view(Path(folder))),
        "loaded": [name for name in OPTIONAL if name in sys.modules],
    }
    print(json.dumps(said))


if __name__ == "__main__":
    main(sys.argv[1])
