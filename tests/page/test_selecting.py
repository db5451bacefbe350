"""Which cells are selected: modes of the lasso, clicks, menus, chips, and the API's selections."""

from __future__ import annotations

import anndata as ad
import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import expect

from .places import B_CELLS, MONOCYTES, NOWHERE, lonely_cell, position_of
from .wait import until, until_selected

LEFT = [(0.38, 0.02), (0.5, 0.02), (0.5, 0.35), (0.38, 0.35)]


def selected_now(widget, view):
    """What Python has, once the view shows as many."""
    expect(view.selection).to_have_text(f"{widget.selected.sum()} of 700 cells")
    return widget.selected.copy()


def lasso(widget, view, points, *keys):
    before = widget.recipe
    view.lasso(points, keys=keys)
    # a lasso that replaces another makes as many steps as there were: it is another step that tells
    until(lambda: len(widget.recipe) == (len(before) + 1 if keys else 1) and widget.recipe != before)
    return selected_now(widget, view)


def chips(view):
    return view.box.locator(".cxw-chip")


def test_shift_adds_alt_takes_out_and_both_keep_what_is_in_both(show_page):
    widget, view = show_page()
    left = lasso(widget, view, LEFT)
    whole = lasso(widget, view, MONOCYTES)
    assert left.sum() < (left | whole).sum()
    b = lasso(widget, view, B_CELLS, "Shift") & ~whole
    assert (b | whole).sum() == widget.selected.sum() > whole.sum()
    assert (lasso(widget, view, LEFT, "Alt") == (b | whole) & ~left).all()
    both = lasso(widget, view, MONOCYTES, "Shift", "Alt")
    assert (both == whole & ~left).all()
    assert 0 < both.sum() < whole.sum()
    assert [step.get("mode") for step in widget.recipe[1:]] == ["add", "subtract", "intersect"]
    expect(chips(view)).to_have_text(["lasso", "+ lasso", "− lasso", "∩ lasso"])


def test_any_chip_can_be_taken_out_again(show_page):
    widget, view = show_page()
    whole = lasso(widget, view, MONOCYTES)
    both = lasso(widget, view, B_CELLS, "Shift")
    view.box.get_by_role("button", name="Remove lasso").click()
    until_selected(widget, both & ~whole)
    expect(chips(view)).to_have_count(1)
    view.box.locator(".cxw-chip button").click()
    until(lambda: widget.n_selected == 0)
    expect(view.selection).to_have_text("Drag around some cells, then type a label")


def test_invert_and_clear_by_button_and_key(show_page):
    widget, view = show_page()
    invert, clear = (view.box.get_by_role("button", name=name) for name in ("Invert", "Clear"))
    expect(clear).to_be_disabled()
    b = lasso(widget, view, B_CELLS)
    invert.click()
    until_selected(widget, ~b)
    assert (selected_now(widget, view) == ~b).all()
    clear.click()
    until(lambda: widget.n_selected == 0)
    lasso(widget, view, B_CELLS)
    view.surface.focus()
    view.page.keyboard.press("i")
    until_selected(widget, ~b)
    view.page.keyboard.press("Escape")
    until(lambda: widget.n_selected == 0)
    lasso(widget, view, B_CELLS)
    view.page.keyboard.press("Escape")  # in the empty label field
    until(lambda: widget.n_selected == 0)
    expect(view.box.locator(".cxw-plot-lasso").first).to_have_attribute("d", "")


def test_escape_cancels_a_lasso_under_way_only(show_page):
    widget, view = show_page()
    b = lasso(widget, view, B_CELLS)
    box = view.plot.bounding_box()
    mouse = view.page.mouse
    view.surface.focus()
    mouse.move(box["x"] + 100, box["y"] + 60)  # below the buttons on the plot
    mouse.down()
    mouse.move(box["x"] + 400, box["y"] + 300, steps=3)
    view.page.keyboard.press("Escape")
    mouse.move(box["x"] + 100, box["y"] + 300, steps=3)
    mouse.up()
    assert (selected_now(widget, view) == b).all()


def test_a_lasso_may_end_outside_of_the_plot(show_page):
    widget, view = show_page()
    view.lasso([(0.3, 0.3), (0.3, 1.3), (-0.2, 1.3), (-0.2, 0.3)], close=False)
    until(lambda: widget.n_selected > 50)


def test_a_click_on_a_cell_selects_all_of_its_level_or_label(show_page):
    widget, view = show_page(color="louvain")
    cell = lonely_cell(widget.adata.obsm["X_umap"])
    level = widget.adata.obs["louvain"].iloc[cell]
    view.plot.click(position=position_of(widget, view, cell))
    until_selected(widget, widget.adata.obs["louvain"] == level)
    expect(chips(view)).to_have_text([f"louvain: {level}"])
    widget.create_category("mine", like="bulk_labels")
    label = widget.adata.obs["bulk_labels"].iloc[cell]
    expect(view.row(label).first).to_be_visible()
    view.plot.click(position=position_of(widget, view, cell))
    until_selected(widget, widget.adata.obs["bulk_labels"] == label)


@pytest.mark.parametrize("tool", ["lasso", "pan"])
def test_a_click_beside_all_cells_changes_nothing(show_page, tool):
    widget, view = show_page()
    b = lasso(widget, view, B_CELLS)
    view.surface.focus()
    view.page.keyboard.press("v" if tool == "pan" else "l")
    view.plot.click(position=NOWHERE)
    assert (selected_now(widget, view) == b).all()


def test_the_apis_selections_show(show_page):
    widget, view = show_page()
    widget.select(where={"louvain": ["3", "7"]})
    n = int(widget.adata.obs["louvain"].isin(["3", "7"]).sum())
    expect(view.selection).to_have_text(f"{n} of 700 cells")
    expect(chips(view)).to_have_count(1)
    widget.clear_selection()
    expect(view.selection).to_have_text("Drag around some cells, then type a label")


def test_cells_without_coordinates_are_counted_and_never_in_a_lasso(show_page):
    xy = np.random.default_rng(0).normal(size=(60, 2)).astype(np.float32)
    xy[:7, 0] = np.nan
    data = ad.AnnData(obs=pd.DataFrame(index=[f"c{i}" for i in range(60)]), obsm={"X_umap": xy})
    widget, view = show_page(data)
    expect(view.box.get_by_text("7 cells without coordinates", exact=True)).to_be_visible()
    view.lasso([(0.001, 0.001), (0.999, 0.001), (0.999, 0.999), (0.001, 0.999)])
    until(lambda: widget.n_selected == 53)
    assert not widget.selected[:7].any()
