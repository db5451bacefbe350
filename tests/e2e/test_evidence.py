"""A label and its reason in a real JupyterLab: a gene, a gate, markers, evidence, merge."""

from __future__ import annotations

import json

from playwright.sync_api import expect

from tests.view import drag

from .test_main_job import B_CELLS, SETUP, shown


def test_a_gene_a_gate_markers_and_their_evidence(open_notebook, page):
    notebook = open_notebook([SETUP, "w"])
    notebook.run_all()
    view = shown(notebook)

    # found and colored by keys alone, inside a notebook that has keys of its own
    view.surface.focus()
    page.keyboard.type("/cd79a")
    expect(view.box.get_by_role("option", name="CD79A")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    notebook.wait_kernel("w.color == 'CD79A'")
    view.toggle_aside()
    block = view.box.get_by_role("region", name="Gene CD79A", exact=True)
    expect(block).to_contain_text("%")

    # brushed, and a lasso within
    drag(block.locator(".cxw-brush"), [(0.3, 0.5), (0.99, 0.5)], close=False)
    notebook.wait_kernel("list(w.filters) == ['CD79A']")
    low, high = notebook.kernel_eval("w.filters['CD79A']")
    n_brushed = notebook.kernel_eval("w.n_selected")
    assert 0 < n_brushed < 700
    view.toggle_aside()
    view.lasso(B_CELLS)
    notebook.wait_kernel("any('lasso' in step for step in w.recipe)")
    picked = notebook.kernel_eval("w.selected.nonzero()[0].tolist()")
    assert 20 < len(picked) <= n_brushed
    values = notebook.kernel_eval("adata.obs_vector('CD79A').tolist()")
    assert all((low is None or values[i] >= low) and (high is None or values[i] <= high) for i in picked)

    # the markers, as Python says them
    view.box.get_by_role("tab", name="Markers").click()
    genes = view.box.get_by_role("table", name="Marker genes").get_by_role("button", name="Colour by ")
    expect(genes.first).to_be_visible()
    first = notebook.kernel_eval("w.markers(n_genes=5).index.tolist()")
    assert genes.all_inner_texts()[:5] == first

    view.label_selection("B cell", category="cell_type")
    notebook.wait_kernel("w.revision == 2")
    labelled = "w.annotations['cell_type'].eq('B cell').to_numpy().nonzero()[0].tolist()"
    assert notebook.kernel_eval(labelled) == picked
    view.box.get_by_role("button", name="Keep top 5 for B cell").click()
    notebook.wait_kernel("len(w.evidence) == 5")
    kept = notebook.kernel_eval("w.evidence['gene'].tolist()")
    expect(view.box.get_by_role("button", name=f"Evidence for B cell: {', '.join(kept)}")).to_be_visible()
    assert notebook.kernel_eval("w.history['operation'].tolist()[-1]") == "keep_evidence"
    assert all(gene in notebook.kernel_eval("w.history['text'].tolist()[-1]") for gene in kept)

    report = notebook.kernel_eval("repr(w.merge())")
    assert "cell_type" in report
    assert notebook.kernel_eval("(adata.obs['cell_type'] == 'B cell').to_numpy().nonzero()[0].tolist()") == picked
    written = notebook.kernel_eval("w.draft.path.read_text()")
    meta = json.loads(written.splitlines()[2].removeprefix("# cellxgene_widget "))
    assert [one["gene"] for one in meta["categories"][0]["labels"][0]["evidence"]] == kept
    assert not any(view.errors())
