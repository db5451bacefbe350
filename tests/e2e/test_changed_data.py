"""``sc.pp.filter_cells`` between two lassos, in a real JupyterLab: the view is drawn anew once the cell has run."""

from __future__ import annotations

from playwright.sync_api import expect

from .test_main_job import B_CELLS, MONOCYTES, SETUP, shown

FILTER = """
import scanpy as sc
sc.pp.filter_cells(adata, min_counts=float(sorted(adata.X.sum(1))[100]))
"""
LABELLED = "sorted(w.annotations.index[w.annotations['cell_type'] == '{}'])"


def test_cells_filtered_between_two_lassos(open_notebook):
    notebook = open_notebook([SETUP, "w"])
    notebook.run_all()
    view = shown(notebook)
    view.lasso(B_CELLS)
    view.label_selection("B cell", category="cell_type")
    notebook.wait_kernel("w.revision == 2")
    before = notebook.kernel_eval(LABELLED.format("B cell"))
    view.lasso(MONOCYTES)
    notebook.wait_kernel("w.n_selected > 0")

    notebook.run_code(FILTER)
    view = shown(notebook)
    # without anything asked of the widget, or of the kernel: the view heard of it at the end of the cell
    state = view.box.get_by_role("status", name="Draft", exact=True)
    expect(state).to_contain_text("600 cells now; 100 are gone", timeout=30_000)
    kept = notebook.kernel_eval("sorted(adata.obs_names)")
    assert len(kept) == 600
    expect(view.selection).to_have_text("Drag around some cells, then type a label")
    b_cells = sorted(set(before) & set(kept))
    view.expect_counts(**{"B cell": len(b_cells)})
    assert notebook.kernel_eval(LABELLED.format("B cell")) == b_cells

    view.lasso(MONOCYTES)
    notebook.wait_kernel("w.n_selected > 0")
    lit = notebook.kernel_eval("sorted(w.selected_names)")
    expect(view.selection).to_have_text(f"{len(lit)} of 600 cells")
    view.label_selection("Monocyte")
    notebook.wait_kernel("w.revision == 3")
    assert notebook.kernel_eval(LABELLED.format("Monocyte")) == lit

    # a UMAP of now: the picture is drawn again, the cells selected are the same
    notebook.run_code("adata.obsm['X_umap'] = -adata.obsm['X_umap']")
    notebook.wait_kernel("w.session.parts.table.n_changes == 2")
    view.box.get_by_role("button", name="Clear", exact=True).click()
    notebook.wait_kernel("w.n_selected == 0")
    view.lasso([(0.5, 0.01), (0.99, 0.01), (0.99, 0.99), (0.5, 0.99)])
    notebook.wait_kernel("w.n_selected > 0")
    assert notebook.kernel_eval(
        "bool((adata.obsm['X_umap'][w.selected, 0] > adata.obsm['X_umap'][:, 0].mean() - 3).all())"
    )
    assert view.errors() == [""]
    notebook.run_code("w.merge()")
    notebook.wait_kernel("'cell_type' in adata.obs")
    assert notebook.kernel_eval("sorted(adata.obs_names[adata.obs['cell_type'] == 'Monocyte'])") == lit
