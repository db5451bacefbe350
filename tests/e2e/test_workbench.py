"""The workbench in a real JupyterLab: filters and lassos together, cells of the notebook and the view in step."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.view import drag

from .test_main_job import B_CELLS, MONOCYTES, SETUP, shown

OBSERVED = """
seen = []
w.observe(lambda change: seen.append((change["name"], change["new"])), ["n_selected", "revision"])
"""


def test_filters_lassos_and_code_are_in_step_and_outlive_a_reload(open_notebook, page):
    notebook = open_notebook([SETUP, OBSERVED, "w"])
    notebook.run_all()
    view = shown(notebook)
    view.lasso(MONOCYTES)
    view.label_selection("Monocyte", category="cell_type")
    notebook.wait_kernel("w.revision == 2")
    n = notebook.kernel_eval("int((w.annotations['cell_type'] == 'Monocyte').sum())")

    # the cells of this region that are not called Monocyte yet
    view.box.get_by_role("checkbox", name="Show Monocyte", exact=True).click()
    notebook.wait_kernel("w.filters == {'cell_type': {'not': ['Monocyte']}}")
    expect(view.selection).to_have_text("0 of 700 cells")
    view.lasso(B_CELLS)
    notebook.wait_kernel("w.n_selected > 50")
    view.label_selection("B cell")
    notebook.wait_kernel("w.revision == 3")
    expect(view.box.get_by_text("Labelled").first).to_be_visible()
    assert notebook.kernel_eval("int((w.annotations['cell_type'] == 'Monocyte').sum())") == n
    assert notebook.kernel_eval("w.history['recipe'].iloc[-1][-1]") == {
        "where": {"cell_type": {"not": ["Monocyte"]}},
        "mode": "intersect",
    }

    # what a cell of the notebook selects shows, and what is observed was told
    notebook.kernel_exec("w.select(where={'louvain': ['3'], 'n_genes': (700, None)})")
    k = notebook.kernel_eval("int(w.selected.sum())")  # the trait hears of it up to 50 ms later
    expect(view.selection).to_have_text(f"{k} of 700 cells")
    expect(view.box.locator(".cxw-chip")).to_have_text(["louvain: 3 in n_genes ≥ 700"])
    expect(view.box.get_by_role("checkbox", name="Show Monocyte", exact=True)).to_be_checked()
    notebook.wait_kernel(f"('n_selected', {k}) in seen")

    notebook.kernel_exec("w.set_filter('phase', {'not': ['S']})")
    k = notebook.kernel_eval("int(w.selected.sum())")  # the trait hears of it up to 50 ms later
    notebook.save()
    notebook.reload()
    view = shown(notebook)
    expect(view.selection).to_have_text(f"{k} of 700 cells")
    expect(view.box.locator(".cxw-chip")).to_have_text(["louvain: 3 in n_genes ≥ 700", "phase: not S"])

    # two plots, one selection
    view.box.get_by_role("button", name="Two embeddings side by side").click()
    second = view.box.get_by_role("group", name="Second plot")
    expect(second.locator(".cxw-plot[data-ready=true]")).to_be_visible()
    view.box.get_by_role("button", name="Clear", exact=True).click()
    notebook.wait_kernel("w.n_selected == 0 and w.filters == {}")
    first = view.box.get_by_role("group", name="Plot", exact=True).locator(".cxw-plot")
    drag(first, [(0.05, 0.3), (0.6, 0.3), (0.6, 0.95), (0.05, 0.95)])
    notebook.wait_kernel("w.n_selected > 20")
    assert notebook.kernel_eval("w.recipe[0]['basis']") == "X_umap"
