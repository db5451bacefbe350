"""What goes along a graph of neighbours, for pictures to be looked at."""

from __future__ import annotations

import numpy as np

import cellxgene_widget as cxw
from tests.page.menus import choose
from tests.page.states import labelled, open_panel
from tests.view import View


def grown(widget: cxw.AnnotationWidget, view: View) -> None:
    labelled(widget, view)
    widget.select(where={"louvain": ["3"]})
    widget.select_neighbors(2)
    widget.shrink_selection()
    view.box.get_by_role("button", name="More about the selection").click()


def doubt(widget: cxw.AnnotationWidget, view: View) -> None:
    labelled(widget, view)
    open_panel(view, "Labels and data")
    choose(view, "Menu of category cell_type", "Doubt")
    view.page.wait_for_timeout(500)


def doubt_of_before(widget: cxw.AnnotationWidget, view: View) -> None:
    doubt(widget, view)
    widget.label("B cell", cells=np.flatnonzero(widget.adata.obs["louvain"] == "0")[:9])
    view.box.get_by_text("labels changed since").wait_for()


def smooth(widget: cxw.AnnotationWidget, view: View) -> None:
    labelled(widget, view)
    widget.label("B cell", cells=np.flatnonzero(widget.adata.obs["louvain"] == "0")[:9])
    open_panel(view, "Labels and data")
    choose(view, "Menu of category cell_type", "Smooth …")
    view.box.get_by_role("button", name="Select them").click()


def no_graph(widget: cxw.AnnotationWidget, view: View) -> None:
    labelled(widget, view)
    del widget.adata.obsp["connectivities"]
    open_panel(view, "Labels and data")
    choose(view, "Menu of category cell_type", "Doubt")
