"""The review in the dock in its states, for pictures to be looked at."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import scipy.sparse as sp

import cellxgene_widget as cxw
from tests.page.dock_states import open_tab
from tests.planted import plant
from tests.view import View

#: What the clusters of ``louvain`` are, roughly.
TYPES = (
    "Monocyte", "CD4 T cell", "CD8 T cell", "Dendritic cell", "B cell", "NK cell", "Naive T cell", "pDC", "Treg",
    "CD14 Monocyte", "Progenitor",
)  # fmt: skip


def plant_labels(adata: cxw.AnnotationWidget) -> np.ndarray:
    """Put labels of cell types into ``adata.obs["planted"]``, of which 21 are wrong; return which cells have them."""
    codes = adata.obs["louvain"].cat.codes.to_numpy().astype(np.int64) + 1
    wrong, cells = plant(sp.csr_matrix(adata.obsp["connectivities"]), codes, 3)
    adata.obs["planted"] = pd.Categorical.from_codes(wrong - 1, list(TYPES))
    return cells


def begun(widget: cxw.AnnotationWidget, view: View) -> None:
    plant_labels(widget.adata)
    widget.create_category("cell_type", like="planted")
    open_tab(view, "Review")
    view.box.get_by_role("button", name="Start", exact=True).click()
    view.box.get_by_role("region", name="Markers against other").wait_for()


def review(widget: cxw.AnnotationWidget, view: View) -> None:
    begun(widget, view)


def review_setup(widget: cxw.AnnotationWidget, view: View) -> None:
    plant_labels(widget.adata)
    widget.create_category("cell_type", like="planted")
    open_tab(view, "Review")
    view.box.get_by_role("button", name="Disagreement").click()


def review_going(widget: cxw.AnnotationWidget, view: View) -> None:
    begun(widget, view)
    deck = view.box.get_by_role("region", name="Group under review")
    group = view.box.get_by_role("region", name=re.compile(r"^Group \d+$"))
    for key in ["1", "Enter", "u", "s", "1", "Enter"]:
        before = group.get_attribute("aria-label")
        deck.press(key)
        view.box.get_by_role("region", name=before, exact=True).wait_for(state="detached")
    view.box.get_by_role("region", name="Markers against").first.wait_for()


def review_full(widget: cxw.AnnotationWidget, view: View) -> None:
    review_going(widget, view)
    view.box.get_by_role("button", name="Dock over the whole box").click()


def review_proposed(widget: cxw.AnnotationWidget, view: View) -> None:
    plant_labels(widget.adata)
    widget.create_category("cell_type", like="planted")
    widget.propose(
        "cell_type",
        {"B cell": ("Plasmablast", "high", "MZB1, JCHAIN and XBP1 up"), "pDC": "Dendritic cell"},
        by="GPTCelltype",
    )
    widget.propose("cell_type", {"B cell": ("Naive B cell", 0.61)}, by="CyteType")
    open_tab(view, "Review")
    view.box.get_by_role("button", name="Start", exact=True).click()
    view.box.get_by_role("region", name="Markers against").first.wait_for()


def review_writing(widget: cxw.AnnotationWidget, view: View) -> None:
    begun(widget, view)
    deck = view.box.get_by_role("region", name="Group under review")
    deck.press("n")
    view.box.get_by_role("combobox", name="Another label").press_sequentially("k")


def review_no_graph(widget: cxw.AnnotationWidget, view: View) -> None:
    plant_labels(widget.adata)
    del widget.adata.obsp["connectivities"]
    widget.create_category("cell_type", like="planted")
    open_tab(view, "Review")
    view.box.get_by_role("button", name="Start", exact=True).click()
    view.box.get_by_role("dialog", name="Neighbours").wait_for()
