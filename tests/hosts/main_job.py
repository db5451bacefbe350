"""The main job, wherever the widget is shown: see the cells, lasso, type a label, Enter; the label is in the draft."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from playwright.sync_api import Frame, Page, expect

from tests.page.wait import until
from tests.view import View

#: The cells of every host, with drafts in the folder ``drafts`` beside the script.
CELLS = """
import scanpy as sc
import cellxgene_widget as cxw
adata = sc.datasets.pbmc68k_reduced()
w = cxw.show(adata, annotations_dir="drafts", dataset="pbmc", name="hosts", autosave=0.2)
w.create_category("mine", exist_ok=True)
"""
#: The upper half of the plot, below its buttons.
UPPER = [(0.1, 0.15), (0.9, 0.15), (0.9, 0.5), (0.1, 0.5)]
#: Letters that mean something to notebooks: they are text here.
LABEL = "dd xx B cell"


def shown(page: Page | Frame) -> View:
    """Wait for the view: a program may start its kernel, and import scanpy, only now."""
    expect(page.locator(".cxw-plot[data-ready=true]").first).to_be_visible(timeout=90_000)
    return View(page)


def label_cells(view: View, root: Path, label: str = LABEL) -> int:
    """Do the main job, and look into the draft; returns how many cells were labelled."""
    view.lasso(UPPER)
    expect(view.selection).to_contain_text("of 700 cells")
    n = int(view.selection.inner_text().split(" ")[0])
    assert 0 < n < 700
    expect(view.label_field).to_be_focused()
    view.label_field.page.keyboard.type(label)
    view.label_field.page.keyboard.press("Enter")
    expect(view.box.get_by_text(f"Labelled {n} cells as {label}")).to_be_visible()
    until(lambda: n_in_draft(root, label) == n)
    expect(view.draft).to_contain_text("Saved", timeout=20_000)
    return n


def n_in_draft(root: Path, label: str = LABEL) -> int:
    """Return how many cells have a label in the CSV on disk."""
    drafts = list((root / "drafts").glob("hosts-*.csv"))
    if not drafts:
        return 0
    table = pd.read_csv(drafts[0], comment="#", dtype=str, index_col=0)
    return int((table["mine"] == label).sum()) if "mine" in table else 0
