"""Clusters of some of the cells in their states, for pictures to be looked at."""

from __future__ import annotations

import cellxgene_widget as cxw
from tests.page.menus import choose
from tests.view import View

#: A process has to be started, and to compile: long on a machine that does other things.
PATIENCE_MS = 120_000


def cluster_dialog(widget: cxw.AnnotationWidget, view: View) -> None:
    widget.select(where={"louvain": ["0", "1", "2"]})
    view.box.get_by_text("370 of 700 cells").wait_for()
    choose(view, "More about the selection", "Cluster these …")
    view.box.get_by_role("dialog").get_by_text("It takes").wait_for()


def clusters_running(widget: cxw.AnnotationWidget, view: View) -> None:
    cluster_dialog(widget, view)
    view.box.get_by_role("dialog").get_by_role("button", name="Cluster", exact=True).click()
    view.box.get_by_role("progressbar").wait_for()


def clusters(widget: cxw.AnnotationWidget, view: View) -> None:
    widget.create_category("cell_type")
    clusters_running(widget, view)
    fields = view.box.get_by_role("combobox", name="What cluster")
    fields.first.wait_for(timeout=PATIENCE_MS)
    for place, name in enumerate(["CD14+ monocyte", "FCGR3A+ monocyte", "Dendritic"]):
        fields.nth(place).fill(name)
        fields.nth(place).press("Enter")
    view.box.locator(".cxw-clusters-genes button").first.wait_for()


def clusters_full(widget: cxw.AnnotationWidget, view: View) -> None:
    clusters(widget, view)
    view.box.get_by_role("button", name="Dock over the whole box").click()
    field = view.box.get_by_role("combobox", name="What cluster").nth(3)
    field.click()
    field.press_sequentially("mono")


def clusters_keep(widget: cxw.AnnotationWidget, view: View) -> None:
    clusters(widget, view)
    view.box.get_by_role("button", name="Keep in adata.obs …").click()


def clusters_given(widget: cxw.AnnotationWidget, view: View) -> None:
    clusters(widget, view)
    view.box.get_by_role("button", name="Label 3 clusters").click()
    view.box.get_by_role("img", name="Given").first.wait_for()
