"""Regions on tissue, for pictures to be looked at."""

from __future__ import annotations

import cellxgene_widget as cxw
from tests.page.menus import choose
from tests.page.states import open_panel, tissue_image
from tests.view import View

CORTEX = [[500, 500], [1300, 450], [1700, 800], [1750, 1500], [1300, 1700], [700, 1500], [450, 900]]
HOLE = [[900, 800], [1300, 850], [1250, 1250], [950, 1200]]
BELOW = [[600, 1900], [1500, 1850], [1900, 2300], [1600, 2900], [900, 2850], [550, 2400]]


def regions(widget: cxw.AnnotationWidget, view: View) -> None:
    tissue_image(widget, view)
    widget.select(lasso=CORTEX)
    widget.select(lasso=HOLE, mode="subtract")
    widget.keep_region("germinal centre")
    widget.select(lasso=BELOW)
    widget.keep_region("mantle zone, as drawn by the pathologist")
    widget.clear_selection()
    view.plot.locator(".cxw-plot-region").nth(1).wait_for(state="attached")


def keep_region(widget: cxw.AnnotationWidget, view: View) -> None:
    regions(widget, view)
    view.lasso([(0.55, 0.4), (0.7, 0.4), (0.7, 0.6), (0.55, 0.6)])
    choose(view, "More about the selection", "Keep as region …")
    view.box.get_by_role("form", name="New region").get_by_label("Keep as region").fill("vessel")


def read_regions(widget: cxw.AnnotationWidget, view: View) -> None:
    regions(widget, view)
    view.box.get_by_role("button", name="Tissue").click()
    view.box.get_by_role("button", name="Read regions …").click()
    view.box.get_by_label("File, where the kernel runs").fill("nowhere.geojson")
    view.box.get_by_role("button", name="Read", exact=True).click()
    view.box.get_by_role("dialog").get_by_role("alert").wait_for()


def region_menu(widget: cxw.AnnotationWidget, view: View) -> None:
    regions(widget, view)
    open_panel(view, "Labels and data")
    button = view.box.get_by_role("button", name="Menu of category regions")
    button.hover()
    button.click()
