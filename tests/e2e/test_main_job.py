"""The main job in a real JupyterLab with a real mouse: show, lasso, label, draft on disk, reload, restart, merge."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
from playwright.sync_api import expect

from tests.unit.test_polygons import naive
from tests.view import View

SETUP = """
import scanpy as sc
import cellxgene_widget as cxw
adata = sc.datasets.pbmc68k_reduced()
w = cxw.show(adata)
"""
#: Around the B cells, at the lower left of the UMAP.
B_CELLS = [(0.1, 0.35), (0.33, 0.35), (0.33, 0.9), (0.1, 0.9)]
MONOCYTES = [(0.4, 0.02), (0.6, 0.02), (0.6, 0.35), (0.4, 0.35)]


def shown(notebook):
    """Wait for the view; a cell that failed is told at once."""
    notebook.wait_widget(".cxw-plot[data-ready=true]")
    return View(notebook.page)


def read_draft(notebook):
    """Read the CSV on disk by the recipe that users know."""
    return pd.read_csv(Path(notebook.kernel_eval("str(w.draft.path)")), comment="#", dtype="category", index_col=0)


def lasso_b_cells(notebook, view):
    """A lasso selects exactly the cells in the polygon that was drawn; gives which."""
    pixels = view.lasso(B_CELLS)
    notebook.wait_kernel("w.n_selected > 0")
    (step,) = notebook.kernel_eval("w.recipe")
    (polygon,) = step["lasso"]
    xy = np.array(notebook.kernel_eval("adata.obsm['X_umap'].astype('float32').tolist()"), dtype=np.float32)
    inside = naive(xy, polygon)
    assert notebook.kernel_eval("w.selected.tolist()") == inside.tolist()
    assert 50 < inside.sum() < 200
    expect(view.selection).to_have_text(f"{inside.sum()} of 700 cells")
    assert_same_shape(pixels, polygon)
    return inside


def check_merge(notebook):
    """Merging equals the recipe, with the colors shown."""
    notebook.kernel_exec(
        "import pandas as pd\n"
        "before = adata.obs.copy(); report = repr(w.merge())\n"
        "recipe = before.join(pd.read_csv(w.draft.path, comment='#', dtype='category', index_col=0))\n"
    )
    assert notebook.kernel_eval("adata.obs.equals(recipe)") is True
    colors = notebook.kernel_eval("[list(adata.obs['cell_type'].cat.categories), list(adata.uns['cell_type_colors'])]")
    named = notebook.kernel_eval("{x['name']: x['color'] for x in w.categories[0]['labels']}")
    assert dict(zip(*colors, strict=True)) == {**named, "unassigned": "#c4c8ce"}


def test_from_lasso_to_merge(open_notebook, heard):
    notebook = open_notebook([SETUP, "w"])
    notebook.run_all()
    view = shown(notebook)
    inside = lasso_b_cells(notebook, view)
    n_b = int(inside.sum())

    # a label typed once, with the category and the draft named on the way
    view.label_selection("B cell", category="cell_type")
    view.expect_counts(**{"B cell": n_b, "unassigned": 700 - n_b})
    labels = np.where(inside, "B cell", "unassigned").tolist()
    assert notebook.kernel_eval("w.annotations['cell_type'].tolist()") == labels
    notebook.wait_kernel("w.draft.saved")
    seconds = "w.draft.path.stat().st_mtime - w.history['time'].iloc[-1].timestamp()"
    assert notebook.kernel_eval(seconds) < 3, "autosaved at most 3 s after the edit"
    draft = read_draft(notebook)
    assert draft["cell_type"].tolist() == labels
    assert draft.index.tolist() == notebook.kernel_eval("adata.obs_names.tolist()")
    expect(view.draft).to_contain_text("Saved")

    # undo and redo, by key and by button
    view.lasso(MONOCYTES)
    notebook.wait_kernel(f"w.n_selected not in (0, {n_b})")
    n_monocytes = notebook.kernel_eval("w.n_selected")
    view.label_selection("Monocyte")
    view.expect_counts(Monocyte=n_monocytes)
    view.plot.click(position={"x": 8, "y": 8})
    notebook.page.keyboard.press("Control+z")
    notebook.wait_kernel("'Monocyte' not in w.annotations['cell_type'].cat.categories")
    expect(view.row("Monocyte")).to_have_count(0)
    view.box.get_by_role("button", name="Redo", exact=True).click()
    view.expect_counts(Monocyte=n_monocytes)
    labels = notebook.kernel_eval("w.annotations['cell_type'].tolist()")
    assert labels.count("Monocyte") == n_monocytes

    # a page reload shows the same
    notebook.save()
    notebook.reload()
    shown(notebook).expect_counts(**{"B cell": n_b, "Monocyte": n_monocytes})

    # a kernel that starts anew finds the draft
    notebook.wait_kernel("w.draft.saved")
    notebook.restart_kernel()
    notebook.run_all()
    notebook.wait_kernel("'w' in globals()", timeout=60)
    shown(notebook).expect_counts(**{"B cell": n_b, "Monocyte": n_monocytes})
    assert notebook.kernel_eval("w.annotations['cell_type'].tolist()") == labels
    assert notebook.kernel_eval("w.draft.n_matched") == 700
    check_merge(notebook)
    assert not heard.errors


def assert_same_shape(pixels, polygon):
    """The polygon in data coordinates is the mouse's way: one scale, y upwards, shifted."""
    pixels, polygon = np.array(pixels), np.array(polygon)
    low, high = pixels.min(axis=0), pixels.max(axis=0)
    data_low, data_high = polygon.min(axis=0), polygon.max(axis=0)
    scale = (high - low) / (data_high - data_low)
    np.testing.assert_allclose(scale[0], scale[1], rtol=0.02)
    drawn = np.c_[low[0] + (polygon[:, 0] - data_low[0]) * scale[0], high[1] - (polygon[:, 1] - data_low[1]) * scale[1]]
    for corner in pixels:
        assert np.abs(drawn - corner).max(axis=1).min() < 3, "each corner the mouse went through is one of the polygon"


def test_keys_typed_in_the_widget_stay_there(open_notebook):
    notebook = open_notebook([SETUP, "w", "1 + 1"])
    notebook.run_all()
    view = shown(notebook)
    view.lasso(B_CELLS)
    notebook.wait_kernel("w.n_selected > 0")
    view.label_field.click()
    notebook.page.keyboard.type("add dd")
    expect(view.label_field).to_have_value("add dd")
    notebook.page.keyboard.press("Escape")
    view.plot.click(position={"x": 8, "y": 8})
    notebook.page.keyboard.type("ddbxz")
    assert notebook.n_cells == 3
    assert notebook.kernel_eval("w.revision") == 0


def test_edits_made_while_a_cell_runs_are_applied_and_saved(open_notebook):
    """Also where the kernel has no second thread for messages (as in older ipykernels): then the view says it waits."""
    notebook = open_notebook([SETUP, "w"])
    notebook.run_all()
    view = shown(notebook)
    notebook.run_code("import pathlib, time\nwhile not pathlib.Path('go').exists(): time.sleep(0.05)")
    view.lasso(B_CELLS)
    expect(view.selection).to_have_text(re.compile(r"^\d+ of 700 cells"))
    view.label_selection("B cell", category="cell_type")
    labelled_or_waiting = view.row("B cell").or_(view.box.get_by_text("Waiting for the kernel"))
    expect(labelled_or_waiting.first).to_be_visible()
    view.lasso(MONOCYTES)
    (notebook.server.root / notebook.path).parent.joinpath("go").touch()
    expect(view.row("B cell")).to_have_count(1)
    view.label_selection("Monocyte")
    notebook.wait_kernel("w.draft.saved and w.revision >= 3")
    counted = notebook.kernel_eval("w.annotations['cell_type'].value_counts().to_dict()")
    assert counted["B cell"] > 50
    assert counted["Monocyte"] > 50
    assert read_draft(notebook)["cell_type"].value_counts().to_dict() == counted


def test_the_data_file_is_not_touched_and_a_saved_notebook_is_small(open_notebook):
    code = """
import hashlib, pathlib
import scanpy as sc
import cellxgene_widget as cxw
sc.datasets.pbmc68k_reduced().write_h5ad("pbmc.h5ad")
digest = lambda: hashlib.sha256(pathlib.Path("pbmc.h5ad").read_bytes()).hexdigest()
before = digest()
w = cxw.show("pbmc.h5ad")
"""
    notebook = open_notebook([code, "w"])
    notebook.run_all()
    view = shown(notebook)
    view.lasso(B_CELLS)
    view.label_selection("B cell", category="cell_type")
    notebook.wait_kernel("w.draft.saved and w.revision > 1")
    notebook.kernel_exec("w.merge()")
    notebook.save()
    file = notebook.server.root / notebook.path
    assert file.stat().st_size < 1_000_000
    assert "image/png" in file.read_text()
    notebook.kernel_exec("w.close()")
    assert notebook.kernel_eval("before == digest()") is True


def test_closing_lets_the_data_go_and_leaves_the_picture(open_notebook):
    notebook = open_notebook([SETUP, "w"])
    notebook.run_all()
    view = shown(notebook)
    view.lasso(B_CELLS)
    notebook.wait_kernel("w.n_selected > 0")
    notebook.kernel_exec("import gc, weakref\nalive = weakref.ref(adata)\nw.close()\ndel adata\ngc.collect()")
    assert notebook.kernel_eval("alive() is None") is True
    expect(notebook.page.locator(".jp-OutputArea img[src^='data:image/png']")).to_be_visible()
