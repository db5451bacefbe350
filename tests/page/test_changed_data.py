"""The notebook changes ``adata`` while it is shown: no label goes to cells that were not lit."""

from __future__ import annotations

import numpy as np
import pandas as pd
import scanpy as sc
from playwright.sync_api import expect

from .places import B_CELLS, MONOCYTES
from .wait import until


def without_poor_cells(adata):
    adata.obs["k"] = 1
    sc.pp.filter_cells(adata, min_counts=float(np.sort(np.asarray(adata.X.sum(1)).ravel())[100]))


def cell_ran(widget):
    """What IPython tells after a cell has run; on these pages there is none."""
    widget._after_cells._look()


def names_of(widget, label):
    labels = widget.annotations["cell_type"]
    return set(labels.index[labels == label])


def test_cells_that_go_take_the_selection_along_and_labels_stay_by_name(show_page):
    widget, view = show_page()
    view.lasso(B_CELLS)
    view.label_selection("B cell", category="cell_type")
    until(lambda: "cell_type" in widget.annotations and names_of(widget, "B cell"))
    before = names_of(widget, "B cell")
    view.lasso(MONOCYTES)
    until(lambda: widget.n_selected)
    without_poor_cells(widget.adata)
    cell_ran(widget)
    left = len(before & set(widget.adata.obs_names))
    view.expect_counts(**{"B cell": left, "unassigned": 600 - left})
    strips = view.box.get_by_role("status", name="Draft", exact=True)
    expect(strips).to_contain_text("600 cells now; 100 are gone")
    expect(strips).to_contain_text("Nothing is selected any more.")
    assert widget.n_selected == 0
    view.draft.click()
    notes = view.box.get_by_role("list", name="Notes")
    expect(notes).to_contain_text("600 cells now; 100 are gone")
    view.page.keyboard.press("Escape")
    view.lasso(MONOCYTES)
    until(lambda: widget.n_selected)
    expect(strips).not_to_contain_text("600 cells now")
    view.draft.click()
    expect(view.box.get_by_role("region", name="Draft", exact=True)).to_be_visible()
    expect(notes).to_have_count(0)
    view.page.keyboard.press("Escape")
    lit = set(widget.selected_names)
    expect(view.selection).to_have_text(f"{len(lit)} of 600 cells")
    view.label_selection("Monocyte")
    until(lambda: names_of(widget, "Monocyte"))
    assert names_of(widget, "Monocyte") == lit
    assert view.errors() == [""]


def test_a_label_for_cells_that_were_lit_before_the_data_changed_goes_to_none(show_page):
    widget, view = show_page()
    widget.create_category("cell_type")
    view.lasso(B_CELLS)
    until(lambda: widget.n_selected)
    revision = widget.revision
    # of the same number: only their places tell them apart
    widget.adata._inplace_subset_obs(np.random.default_rng(0).permutation(700))
    view.label_selection("B cell")
    expect(view.box.get_by_role("alert")).to_contain_text("The data changed since this was drawn: nothing was done.")
    assert widget.revision == revision
    expect(view.selection).to_have_text("Drag around some cells, then type a label")
    view.lasso(B_CELLS)
    until(lambda: widget.n_selected)
    inside = set(widget.selected_names)
    view.label_selection("B cell")
    until(lambda: names_of(widget, "B cell"))
    assert names_of(widget, "B cell") == inside


def test_a_lasso_on_coordinates_of_before_is_drawn_again(show_page, page_server):
    widget, view = show_page()
    widget.create_category("cell_type")
    view.lasso(MONOCYTES)
    until(lambda: widget.n_selected)
    lit = set(widget.selected_names)
    page_server.idle.clear()
    widget.adata.obsm["X_umap"] = -widget.adata.obsm["X_umap"]
    view.lasso(B_CELLS)
    page_server.idle.set()
    expect(view.box.get_by_text("UMAP changed: drawn again")).to_be_visible()
    expect(view.box.get_by_role("alert")).to_contain_text("changed since this was drawn: draw it again")
    assert set(widget.selected_names) == lit, "the cells selected stay, wherever they are drawn now"
    expect(view.selection).to_have_text(f"{len(lit)} of 700 cells")
    view.label_selection("as lit")
    until(lambda: names_of(widget, "as lit"))
    assert names_of(widget, "as lit") == lit
    xy = widget.adata.obsm["X_umap"]
    view.lasso([(0.5, 0.01), (0.99, 0.01), (0.99, 0.99), (0.5, 0.99)])
    until(lambda: set(widget.selected_names) != lit and widget.n_selected)
    middle = (xy[:, 0].min() + xy[:, 0].max()) / 2
    assert np.mean(xy[widget.selected, 0] > middle - 1) == 1, "as it is drawn now"


def test_columns_that_come_and_change_are_listed(show_page):
    widget, view = show_page()
    widget.adata.obs["leiden"] = pd.Categorical(np.where(np.arange(700) < 10, "tiny", "large"))
    cell_ran(widget)
    block = view.box.get_by_role("region", name="Column leiden")
    block.get_by_role("button", name="leiden", exact=True).click()
    expect(view.row("tiny")).to_contain_text("10")
    widget.color_by("leiden")
    widget.adata.obs["leiden"] = pd.Categorical(np.where(np.arange(700) < 30, "small", "large"))
    cell_ran(widget)
    expect(view.row("small")).to_contain_text("30")
    expect(view.row("tiny")).to_have_count(0)


def test_nothing_changed_and_nothing_is_read_again(show_page, page_server):
    widget, view = show_page()
    asked = []
    widget.on_msg(lambda _, message, __: asked.append(message["kind"]))
    widget.merge()
    cell_ran(widget)
    view.lasso(B_CELLS)
    until(lambda: widget.n_selected)
    assert not {"hello", "coordinates"} & set(asked)


def test_other_cells_take_neither_the_focus_nor_the_room_away(show_page):
    widget, view = show_page()
    view.page.set_viewport_size({"width": 1400, "height": 900})
    panel = view.box.get_by_role("complementary", name="Labels and data")
    view.box.get_by_role("button", name="Labels and data", exact=True).click()
    expect(panel).to_be_hidden()
    view.box.get_by_role("tab", name="History").click()
    without_poor_cells(widget.adata)
    cell_ran(widget)
    expect(view.box.get_by_role("status", name="Draft", exact=True)).to_contain_text("600 cells now")
    expect(view.box.get_by_role("tabpanel", name="History")).to_be_visible()
    expect(panel).to_be_hidden()
    expect(view.box).to_be_focused()
    # who is elsewhere in the notebook stays there
    view.page.evaluate("document.activeElement.blur()")
    widget.adata._inplace_subset_obs(np.arange(500))
    cell_ran(widget)
    expect(view.box.get_by_role("status", name="Draft", exact=True)).to_contain_text("500 cells now")
    expect(view.box).not_to_be_focused()
