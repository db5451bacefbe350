"""Labels that mean something: nested, with terms, sure or not; for pictures to be looked at."""

from __future__ import annotations

import numpy as np

import cellxgene_widget as cxw
from tests.page.menus import choose
from tests.page.states import lasso_b_cells, open_panel
from tests.view import View

LONG = "Naive thymus-derived CD4-positive, alpha-beta T cell of the donors of the second cohort"


def nested(widget: cxw.AnnotationWidget, view: View) -> None:
    """Show real labels, three levels deep, with terms, confidence, doublets."""
    names = widget.adata.obs["bulk_labels"].astype(str)
    louvain = widget.adata.obs["louvain"].astype(str)
    widget.create_category("cell_type")
    of = {
        "T cell": names == "CD8+/CD45RA+ Naive Cytotoxic",
        "CD4 T": names.str.contains("CD4"),
        "Treg": names.str.contains("T Reg"),
        LONG: names.str.contains("T Reg") & (louvain == "9"),
        "CD8 T": names == "CD8+ Cytotoxic T",
        "B cell": names.str.contains("CD19"),
        "Monocyte": names.str.contains("Mono"),
        "doublets": louvain == "8",
    }
    for label, where in of.items():
        widget.label(label, cells=np.flatnonzero(where))
    widget.set_parent("cell_type", "CD4 T", "T cell")
    widget.set_parent("cell_type", "CD8 T", "T cell")
    widget.set_parent("cell_type", "Treg", "CD4 T")
    widget.set_parent("cell_type", LONG, "Treg")
    widget.set_term("cell_type", "Treg", "CL:0000815")
    widget.set_term("cell_type", "B cell", "CL:0000236")
    widget.set_confidence("cell_type", "Treg", "high")
    widget.set_confidence("cell_type", "B cell", "medium")
    widget.set_confidence("cell_type", LONG, "low")
    widget.set_note("cell_type", "B cell", "CD79A, MS4A1")
    widget.color = "cell_type"
    open_panel(view, "Labels and data")


def nested_filtered(widget: cxw.AnnotationWidget, view: View) -> None:
    """Show counts in view, and a box that stands for some."""
    nested(widget, view)
    widget.set_filter("louvain", ["0", "1", "2", "3"])
    widget.set_filter("cell_type", {"not": ["Treg"]})


def nested_sixty(widget: cxw.AnnotationWidget, view: View) -> None:
    """Show sixty labels, in families of four, three levels deep."""
    widget.create_category("cell_type")
    for number in range(60):
        widget.label(f"Subtype {number + 1}", cells=range(number * 11, number * 11 + 11))
    # of each four the first is over the second and the fourth, the second over the third
    over = {1: 0, 2: 1, 3: 0}
    parents = {f"Subtype {k + 1}": f"Subtype {k - k % 4 + over[k % 4] + 1}" for k in range(60) if k % 4}
    widget.session.set_parents("cell_type", parents)
    widget.color = "cell_type"
    open_panel(view, "Labels and data")


def nested_level(widget: cxw.AnnotationWidget, view: View) -> None:
    """Show the cells in the colors of the labels at the top."""
    nested(widget, view)
    widget.color = "level 1: cell_type"
    view.box.get_by_role("button", name="Colour by").first.click()


def _close_drawer(view: View) -> None:
    if view.box.locator("[data-as='drawer']").is_visible():
        view.box.get_by_role("button", name="Labels and data", exact=True).click()


def terms_offered(widget: cxw.AnnotationWidget, view: View) -> None:
    """Show the terms for what is typed."""
    nested(widget, view)
    _close_drawer(view)
    lasso_b_cells(widget, view)
    view.page.keyboard.type("treg")
    view.box.get_by_role("option", name="CL:").first.wait_for()


def words_offered(widget: cxw.AnnotationWidget, view: View) -> None:
    """Show the words for cells that are no cell type."""
    nested(widget, view)
    widget.delete_label("cell_type", "doublets")
    _close_drawer(view)
    lasso_b_cells(widget, view)
    view.page.keyboard.type("dou")


def new_label(widget: cxw.AnnotationWidget, view: View) -> None:
    """Show the field for one more label."""
    nested(widget, view)
    view.box.get_by_role("button", name="Label", exact=True).click()
    view.page.keyboard.type("nk")
    view.box.get_by_role("option", name="CL:").first.wait_for()


def term_card(widget: cxw.AnnotationWidget, view: View) -> None:
    """Show a label's term, and a search for another."""
    nested(widget, view)
    choose(view, "Menu of label Treg", "Cell Ontology term …")
    view.box.get_by_role("option", name="CL:").first.wait_for()
    view.page.keyboard.press("ArrowDown")


def label_menu(widget: cxw.AnnotationWidget, view: View) -> None:
    """Show the menu of a nested label."""
    nested(widget, view)
    choose(view, "Menu of label Treg")


def nest_menu(widget: cxw.AnnotationWidget, view: View) -> None:
    """Show what a label may be nested under."""
    nested(widget, view)
    choose(view, "Menu of label B cell", "Nest under …")


def dragged(widget: cxw.AnnotationWidget, view: View) -> None:
    """Show a row over the middle of another."""
    nested(widget, view)
    _drag(view, "B cell", "CD8 T", 0.5)


def dragged_between(widget: cxw.AnnotationWidget, view: View) -> None:
    """Show a row between others."""
    nested(widget, view)
    _drag(view, "CD8 T", "CD4 T", 0.05)


def _drag(view: View, label: str, onto: str, part: float) -> None:
    grip = view.row(label).locator(".cxw-name").bounding_box()
    into = view.row(onto).locator(".cxw-row").bounding_box()
    assert grip is not None
    assert into is not None
    mouse = view.page.mouse
    mouse.move(grip["x"] + 10, grip["y"] + 8)
    mouse.down()
    mouse.move(grip["x"] + 12, grip["y"] + 20)
    mouse.move(into["x"] + 90, into["y"] + part * into["height"], steps=4)


def _without_terms(widget: cxw.AnnotationWidget) -> None:
    names = widget.adata.obs["bulk_labels"].astype(str)
    widget.create_category("cell_type")
    of = {
        "Tregs": "T Reg",
        "CD4 mem": "Memory",
        "naive CD4 T": "CD25-",
        "CTL": "^CD8..Cytotoxic",
        "B": "CD19",
        "Mono CD14+": "Mono",
        "NK": "NK",
        "DC": "Dend",
        "Cluster 7": "CD34",
    }
    for label, pattern in of.items():
        widget.label(label, cells=np.flatnonzero(names.str.contains(pattern)))
    widget.color = "cell_type"


def find_terms(widget: cxw.AnnotationWidget, view: View) -> None:
    """Show the proposals of terms."""
    _without_terms(widget)
    open_panel(view, "Labels and data")
    choose(view, "Menu of category cell_type", "Find terms …")
    view.box.get_by_role("combobox", name="Term for Tregs").wait_for()


def propose_nesting(widget: cxw.AnnotationWidget, view: View) -> None:
    """Show the proposals of parents."""
    _without_terms(widget)
    for label, term in {"T cell": "CL:0000084", "Tregs": "CL:0000815", "CTL": "CL:0000910", "NK": "CL:0000623"}.items():
        if label == "T cell":
            widget.add_label("cell_type", label)
        widget.set_term("cell_type", label, term)
    open_panel(view, "Labels and data")
    choose(view, "Menu of category cell_type", "Propose nesting …")
    view.box.get_by_role("checkbox", name="under T cell").first.wait_for()


def export(widget: cxw.AnnotationWidget, view: View) -> None:
    """Show the dialog that writes files."""
    nested(widget, view)
    choose(view, "Menu of category cell_type", "Export …")
    view.box.get_by_text("Who and what").click()


def report(widget: cxw.AnnotationWidget, view: View) -> None:
    """Show the report."""
    nested(widget, view)
    choose(view, "Menu of category cell_type", "Report …")


def confidence_menu(widget: cxw.AnnotationWidget, view: View) -> None:
    """Show how sure one can be."""
    nested(widget, view)
    choose(view, "Menu of label B cell", "Confidence")


def without_reserved(widget: cxw.AnnotationWidget, view: View) -> None:
    """Show markers without doublets."""
    nested(widget, view)
    widget.select(where={"cell_type": ["B cell"]})
    view.box.get_by_role("tab", name="Markers").click()
    view.box.get_by_role("checkbox", name="without doublets").check()


def ways_out(widget: cxw.AnnotationWidget, view: View) -> None:
    """Show the draft's card with merge, export and report."""
    nested(widget, view)
    view.draft.click()
    view.box.get_by_role("button", name="Merge …").click()


def nested_deep(widget: cxw.AnnotationWidget, view: View) -> None:
    """Show labels nine levels deep, with all marks and long names."""
    widget.create_category("cell_type")
    above = None
    for k in range(9):
        name = f"Level {k + 1} {LONG}"
        widget.label(name, cells=range(k * 70, k * 70 + 70))
        if above is not None:
            widget.set_parent("cell_type", name, above)
        widget.set_confidence("cell_type", name, "high")
        widget.set_note("cell_type", name, "a note")
        widget.set_term("cell_type", name, "CL:0000815")
        above = name
    widget.label("junk", cells=range(630, 640))
    widget.label("unknown", cells=range(640, 660))
    widget.color = "level 2: cell_type"
    widget.select(where={"cell_type": [name]})
    view.box.get_by_role("tab", name="Markers").click()
    open_panel(view, "Labels and data")
