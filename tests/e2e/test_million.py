"""A million cells in a real JupyterLab: lasso, label, reload, merge, correct cell by cell."""

from __future__ import annotations

import base64

import numpy as np
from playwright.sync_api import expect

from tests.view import View

N = 1_000_000

DATA = f"""
import numpy as np
rng = np.random.default_rng(0)
cluster = rng.integers(0, 8, {N})
xy = np.c_[np.cos(cluster), np.sin(cluster)] * 6 + rng.normal(size=({N}, 2))
xy = xy.astype("float32")
"""
SETUP = f"""{DATA}
import anndata as ad, pandas as pd, base64
import cellxgene_widget as cxw
names = pd.Index(["cell-" + str(i) for i in range({N})])
adata = ad.AnnData(obs=pd.DataFrame({{"cluster": pd.Categorical(cluster.astype(str))}}, index=names))
adata.obsm["X_umap"] = xy
w = cxw.show(adata)

def bits(mask):
    return base64.b64encode(np.packbits(np.asarray(mask))).decode()
"""


def shown(notebook):
    notebook.wait_widget(".cxw-plot[data-ready=true]")
    return View(notebook.page)


def cells_of(notebook, expression):
    """Which cells a boolean expression in the kernel holds for."""
    packed = np.frombuffer(base64.b64decode(notebook.kernel_eval(f"bits({expression})")), dtype=np.uint8)
    return np.unpackbits(packed, count=N).astype(bool)


def inside_of(xy, polygon):
    """The even-odd rule, edge by edge."""
    x, y = xy.astype(float).T
    inside = np.zeros(len(xy), dtype=bool)
    for (xj, yj), (xi, yi) in zip([polygon[-1], *polygon[:-1]], polygon, strict=True):
        if yi != yj:
            inside ^= ((yi > y) != (yj > y)) & (x < (xj - xi) * (y - yi) / (yj - yi) + xi)
    return inside


def test_lasso_label_reload_and_merge_at_a_million_cells(open_notebook):
    here: dict[str, np.ndarray] = {}
    exec(DATA, here)
    notebook = open_notebook([SETUP, "w"])
    notebook.run_all()
    view = shown(notebook)
    view.lasso([(0.2, 0.2), (0.55, 0.15), (0.6, 0.6), (0.25, 0.7)])
    notebook.wait_kernel("w.n_selected > 0")
    (step,) = notebook.kernel_eval("w.recipe")
    (polygon,) = step["lasso"]
    inside = inside_of(here["xy"], polygon)
    n = int(inside.sum())
    assert 20_000 < n < 800_000
    expect(view.selection).to_have_text(f"{n:,} of {N:,} cells")
    view.label_selection("T cell", category="mine")
    view.expect_counts(**{"T cell": n, "unassigned": N - n})
    assert np.array_equal(cells_of(notebook, "w.annotations['mine'] == 'T cell'"), inside)

    notebook.save()
    notebook.reload()
    view = shown(notebook)
    view.expect_counts(**{"T cell": n, "unassigned": N - n})
    notebook.kernel_exec("report = repr(w.merge())")
    assert np.array_equal(cells_of(notebook, "adata.obs['mine'] == 'T cell'"), inside)
    assert notebook.kernel_eval("bool((adata.obs['mine'] == 'unassigned').sum() + " + str(n) + f" == {N})") is True
    read = "pd.read_csv(w.draft.path, comment='#', dtype='category', index_col=0)"
    assert notebook.kernel_eval(f"adata.obs['mine'].equals(adata.obs[[]].join({read})['mine'])") is True
