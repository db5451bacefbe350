"""People compared in the dock in their states, for pictures to be looked at."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import cellxgene_widget as cxw
from tests.colleague import draft_of, label_all, planted
from tests.page.states import ODD_NAMES, sixty
from tests.view import View


def folder_of(widget: cxw.AnnotationWidget) -> Path:
    """Return where the drafts of this page are."""
    return Path(widget.session.parts.draft.folder)


def with_ana(widget: cxw.AnnotationWidget, view: View) -> None:
    """Label the cells, and let Ana have done so too."""
    two = planted(widget.adata)
    draft_of("Ana", widget.adata, folder_of(widget), two.hers)
    label_all(widget, "cell_type", two.mine)
    widget.color = "cell_type"


def open_compare(view: View) -> None:
    view.box.get_by_role("tab", name="Compare").click()


def against_ana(widget: cxw.AnnotationWidget, view: View) -> None:
    with_ana(widget, view)
    open_compare(view)
    view.box.get_by_role("button", name="Compare with cell_type of Ana").click()
    view.box.get_by_role("table", name="You against Ana").wait_for()


def compare_offered(widget: cxw.AnnotationWidget, view: View) -> None:
    two = planted(widget.adata)
    for name in ("Ana", "Benedikta-Magdalena von Hohenzollern-Sigmaringen", "Chi"):
        draft_of(name, widget.adata, folder_of(widget), two.hers)
    label_all(widget, "cell_type", two.mine)
    open_compare(view)
    view.box.get_by_role("button", name="Compare with cell_type of Ana").wait_for()


def compare_people(widget: cxw.AnnotationWidget, view: View) -> None:
    against_ana(widget, view)


def compare_square(widget: cxw.AnnotationWidget, view: View) -> None:
    against_ana(widget, view)
    view.box.get_by_role("button", name="Treg and T cell: ").click()
    view.box.get_by_role("region", name="Markers against all others").wait_for()


def compare_full(widget: cxw.AnnotationWidget, view: View) -> None:
    compare_square(widget, view)
    view.box.get_by_role("button", name="Only disagreements").click()
    view.box.get_by_role("button", name="Dock over the whole box").click()


def compare_menu(widget: cxw.AnnotationWidget, view: View) -> None:
    against_ana(widget, view)
    view.box.get_by_role("button", name="Against: ").click()


def compare_three(widget: cxw.AnnotationWidget, view: View) -> None:
    widget.adata.obs["few"] = np.where(widget.adata.obs["louvain"].astype(str) < "3", "T cell", "B cell")
    widget.adata.obs.loc[widget.adata.obs["louvain"].isin(["4", "7"]), "few"] = "monocyte"
    widget.adata.obs["few"] = widget.adata.obs["few"].astype("category")
    against_ana(widget, view)
    view.box.get_by_role("button", name="Against: ").click()
    view.box.get_by_role("menuitemradio", name="few").click()
    view.box.get_by_role("button", name="Shown: ").click()
    view.box.get_by_role("menuitemradio", name="few").click()
    view.box.get_by_role("table", name="You against few").wait_for()


def people_sixty(widget: cxw.AnnotationWidget, view: View) -> None:
    sixty(widget, view)
    widget.create_category("other", like="cell_type")
    for at, name in enumerate(ODD_NAMES):
        widget.label(name, category="other", cells=range(30 * at, 30 * at + 17))
    widget.session.use_category("cell_type")
    open_compare(view)
    view.box.get_by_role("button", name="People", exact=True).click()
    view.box.get_by_role("button", name="Against: ").click()
    view.box.get_by_role("menuitemradio", name="other", exact=True).click()
    view.box.get_by_role("table", name="You against other").wait_for()
    view.box.get_by_role("button", name="Dock over the whole box").click()


def compare_reconcile(widget: cxw.AnnotationWidget, view: View) -> None:
    against_ana(widget, view)
    view.box.get_by_role("button", name="Reconcile").click()
    view.box.get_by_role("status").filter(has_text="settled").wait_for()


def compare_review(widget: cxw.AnnotationWidget, view: View) -> None:
    compare_reconcile(widget, view)
    view.box.get_by_role("button", name="Settle, and review the rest").click()
    view.box.get_by_role("region", name="Markers against").first.wait_for()


def compare_problem(widget: cxw.AnnotationWidget, view: View) -> None:
    with_ana(widget, view)
    open_compare(view)
    view.box.get_by_role("button", name="Against: ").click()
    view.box.get_by_role("menuitem", name="A file").click()
    view.box.get_by_role("textbox", name="File").fill("/tmp/there is no such draft of anybody.csv")
    view.page.keyboard.press("Enter")
    view.box.get_by_role("tabpanel").get_by_role("alert").wait_for()
