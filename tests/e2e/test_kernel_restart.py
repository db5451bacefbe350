"""A kernel restarted in a real JupyterLab, from its menu or elsewhere: a label is for the cells that were seen."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from .test_drafts import labels_of, show_again, strips
from .test_main_job import B_CELLS, MONOCYTES, SETUP, shown

WHERE = "__import__('os').environ.get('JPY_SESSION_NAME')"


def restart_from_menu(notebook):
    """Restart as a person does, with the mouse."""
    page = notebook.page
    page.locator(".lm-MenuBar-item", has_text="Kernel").click()
    page.locator(".lm-Menu-item", has_text=re.compile("^Restart Kernel…")).click()
    page.locator(".jp-Dialog").get_by_role("button", name="Confirm Kernel Restart").click()


def restart_from_elsewhere(notebook):
    """Restart as another page of the server does: nobody tells this one's widgets."""
    notebook.server.api(f"kernels/{notebook.kernel_id}/restart", "POST")


@pytest.mark.parametrize("restart", [restart_from_menu, restart_from_elsewhere])
def test_a_label_after_a_restart_is_for_the_cells_that_were_seen(open_notebook, restart):
    notebook = open_notebook([SETUP, "w"])
    notebook.run_all()
    view = shown(notebook)
    view.lasso(B_CELLS)
    view.label_selection("A", category="cell_type")
    notebook.wait_kernel("w.draft.saved and w.revision > 1")
    before = np.array(labels_of(notebook))
    assert "ipynb" in notebook.kernel_eval(WHERE)

    notebook.forget_kernel()
    restart(notebook)
    if restart is restart_from_menu:
        # said before anything was asked
        expect(view.draft).to_have_accessible_name(re.compile("^Draft: Kernel gone: run your cells again"))
    notebook.wait_kernel_idle()
    view.lasso(MONOCYTES)
    expect(view.selection).not_to_have_text(f"{(before == 'A').sum()} of 700 cells")
    n = int(view.selection.inner_text().split(" ")[0])
    view.page.keyboard.type("CD8 T")
    view.page.keyboard.press("Enter")
    expect(view.draft).not_to_have_accessible_name(re.compile("Saved"))
    view.page.wait_for_function("Object.keys(localStorage).some((name) => name.startsWith('cellxgene_widget.edit'))")
    expect(view.selection).to_have_text(f"{n} of 700 cells")

    if restart is restart_from_elsewhere:
        # JupyterLab goes on sending to the subshells of the kernel before: nothing of any widget is answered
        notebook.reload()
    view = show_again(notebook)
    offer = re.compile(rf"1 edit did not reach the kernel at \d\d:\d\d: label {n} cells, now without a label, as CD8 T")
    expect(strips(view)).to_contain_text(offer)
    notebook.screenshot(f"offer_{restart.__name__}")
    assert labels_of(notebook) == before.tolist()
    # of this notebook, and nobody went on meanwhile
    expect(view.box.get_by_role("button", name="Apply", exact=True)).to_have_class(re.compile("cxw-primary"))
    view.box.get_by_role("button", name="Apply", exact=True).click()
    view.expect_counts(**{"CD8 T": n, "A": (before == "A").sum()})
    now = np.array(labels_of(notebook))
    assert np.array_equal(now == "A", before == "A")
    assert (now == "CD8 T").sum() == n
