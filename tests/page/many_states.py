"""A category of two thousand labels in its states, for pictures to be looked at."""

from __future__ import annotations

import pandas as pd

import cellxgene_widget as cxw
from tests.page.dock_states import open_tab
from tests.page.menus import choose
from tests.page.states import ODD_NAMES, open_panel
from tests.view import View

MANY = 2000


def two_thousand(widget: cxw.AnnotationWidget, view: View) -> None:
    """Show a label for each of 700 cells, and more that have none; some have odd names."""
    odd = {0: ODD_NAMES[-1].strip(), 3: ODD_NAMES[-2], 5: "TRAV12-1*01_CAVNTGGFKTIF_TRBV20-1*01_CSARDRTGNGYTF"}
    names = [odd.get(number, f"Clone {number + 1:04}") for number in range(MANY)]
    widget.adata.obs["clone"] = pd.Categorical.from_codes(range(widget.adata.n_obs), names)
    widget.create_category("cell_type", like="clone")
    widget.color = "cell_type"
    widget.select(where={"louvain": ["1"]})


def two_thousand_choices(widget: cxw.AnnotationWidget, view: View) -> None:
    two_thousand(widget, view)
    view.box.get_by_role("combobox", name="Label as").click()


def two_thousand_to_nest_under(widget: cxw.AnnotationWidget, view: View) -> None:
    two_thousand(widget, view)
    open_panel(view, "Labels and data")
    choose(view, "Menu of label Clone 0002", "Nest under …")


def two_thousand_dots(widget: cxw.AnnotationWidget, view: View) -> None:
    two_thousand(widget, view)
    open_tab(view, "Dot plot")
    field = view.box.get_by_role("combobox", name="Add a gene to the dot plot")
    field.fill("CD3D CD3E CD8A NKG7 GNLY CD79A MS4A1 LYZ CST3")
    field.press("Enter")
    view.box.get_by_role("table", name="Dot plot").wait_for()
