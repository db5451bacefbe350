"""Predictions as they are brought in, for pictures to be looked at."""

from __future__ import annotations

import cellxgene_widget as cxw
from tests.page.menus import choose
from tests.page.states import open_panel
from tests.predicted import celltypist_obs
from tests.view import View


def with_predictions(widget: cxw.AnnotationWidget, view: View) -> None:
    """Add columns as celltypist writes them, and have the page show them."""
    adata = widget.adata
    frame = celltypist_obs(adata.obs_names)
    for name in frame:
        adata.obs[name] = frame[name]
    widget.session.parts.following.notebook_ran()
    widget.color = "majority_voting"
    open_panel(view, "Labels and data")
    view.box.get_by_role("button", name="Menu of column majority_voting").wait_for(state="attached")


def use_as_predictions(widget: cxw.AnnotationWidget, view: View) -> None:
    with_predictions(widget, view)
    choose(view, "Menu of column majority_voting", "Use as predictions …")
    view.box.get_by_role("combobox", name="Scores").wait_for()


def predicted(widget: cxw.AnnotationWidget, view: View) -> None:
    with_predictions(widget, view)
    widget.import_labels("predicted_labels")


def imported(widget: cxw.AnnotationWidget, view: View) -> None:
    use_as_predictions(widget, view)
    view.page.keyboard.press("Enter")
    view.box.get_by_role("button", name="Find terms …").wait_for()


def import_again(widget: cxw.AnnotationWidget, view: View) -> None:
    predicted(widget, view)
    widget.label("Plasma cell", cells=range(40))
    choose(view, "Menu of column majority_voting", "Use as predictions …")
    view.box.get_by_role("combobox", name="Scores").wait_for()
    view.page.keyboard.press("Enter")
    view.box.get_by_role("button", name="Replace", exact=True).wait_for()


def import_file(widget: cxw.AnnotationWidget, view: View) -> None:
    predicted(widget, view)
    view.box.get_by_role("button", name="Import …").click()
    view.box.get_by_role("textbox", name="File, where the kernel runs").fill("predictions.csv")
    view.page.keyboard.press("Enter")
    view.box.get_by_role("dialog").get_by_role("alert").wait_for()
