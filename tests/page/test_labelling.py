"""The main job: a lasso, a label, Enter, go on."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.unit.test_polygons import naive

from .places import B_CELLS, DENDRITIC, MONOCYTES, NOWHERE
from .wait import until


def labels_of(widget):
    return widget.annotations[widget.session.category].tolist()


def start(show_page, *labels):
    """Show cells with a category of some labels."""
    widget, view = show_page()
    widget.create_category("cell_type")
    for label in labels:
        widget.add_label("cell_type", label)
    if labels:
        expect(view.row(labels[-1])).to_have_count(1)
    return widget, view


def test_a_lasso_selects_exactly_the_cells_in_the_polygon_drawn(show_page):
    widget, view = show_page()
    view.lasso(B_CELLS)
    until(lambda: widget.n_selected)
    (step,) = widget.recipe
    xy = np.asarray(widget.adata.obsm["X_umap"], dtype=np.float32)
    inside = naive(xy, step["lasso"][0])
    assert step["basis"] == "X_umap"
    assert widget.selected.tolist() == inside.tolist()
    assert 50 < inside.sum() < 200
    expect(view.selection).to_have_text(f"{inside.sum()} of 700 cells")


def test_a_new_label_makes_its_category_and_draft_on_the_way(show_page, tmp_path):
    widget, view = show_page()
    view.lasso(B_CELLS)
    view.label_selection("B cell", category="cell_type")
    until(lambda: "cell_type" in widget.annotations and "B cell" in labels_of(widget))
    assert labels_of(widget) == np.where(widget.selected, "B cell", "unassigned").tolist()
    n = widget.n_selected
    view.expect_counts(**{"B cell": n, "unassigned": 700 - n})
    expect(view.box.get_by_text(f"Labelled {n} cells as B cell", exact=True)).to_be_visible()
    until(lambda: widget.draft.saved)
    expect(view.draft).to_have_accessible_name(re.compile(r"^Draft: Saved \d\d:\d\d$"))
    expect(view.draft).to_have_attribute("title", re.compile(re.escape(widget.draft.path.name)))
    assert widget.draft.path.parent == tmp_path
    assert view.errors() == [""]


def test_after_a_lasso_one_types_at_once_and_after_a_label_the_keys_are_the_plots(show_page):
    widget, view = start(show_page, "B cell")
    view.lasso(B_CELLS)
    expect(view.label_field).to_be_focused()
    view.page.keyboard.type("mono")
    view.page.keyboard.press("Enter")
    expect(view.row("mono")).to_have_count(1)
    expect(view.label_field).not_to_be_focused()
    view.page.keyboard.press("i")
    until(lambda: "mono" not in np.array(labels_of(widget))[widget.selected])


def test_a_click_in_the_list_chooses(show_page):
    widget, view = start(show_page, "Monocyte", "B cell")
    view.lasso(B_CELLS)
    view.label_field.click()
    view.box.get_by_role("option", name="B cell").click()
    until(lambda: labels_of(widget).count("B cell") == widget.n_selected > 0)


@pytest.mark.parametrize("where", ["plot", "field"])
def test_digits_label_and_zero_takes_the_label_away(show_page, where):
    """In the plot as they are; with Alt also in the label field, where the focus is after a lasso."""
    widget, view = start(show_page, *"ABCDEFGHIJ")
    view.lasso(MONOCYTES)
    until(lambda: widget.n_selected)
    if where == "plot":
        view.surface.focus()
    alt = "" if where == "plot" else "Alt+"
    for digit in range(1, 10):
        view.page.keyboard.press(f"{alt}{digit}")
        name = "ABCDEFGHI"[digit - 1]
        until(lambda name=name: labels_of(widget).count(name) == widget.n_selected > 0)
    view.page.keyboard.press(f"{alt}0")
    until(lambda: set(labels_of(widget)) == {"unassigned"})
    expect(view.box.get_by_text("Took the label from")).to_be_visible()


def test_digits_work_on_the_plot_too_and_one_without_a_label_does_nothing(show_page):
    widget, view = start(show_page, "A")
    view.lasso(MONOCYTES)
    until(lambda: widget.n_selected)
    view.plot.click(position=NOWHERE)
    revision = widget.revision
    view.page.keyboard.press("2")
    view.page.keyboard.press("1")
    until(lambda: labels_of(widget).count("A") == widget.n_selected)
    until(lambda: widget.revision == revision + 1)  # a trait: it follows


def test_enter_gives_the_last_label_again(show_page):
    widget, view = start(show_page)
    view.lasso(B_CELLS)
    view.label_selection("mine")
    until(lambda: labels_of(widget).count("mine") == widget.n_selected > 0)
    n = widget.n_selected
    view.lasso(MONOCYTES)
    view.page.keyboard.press("Enter")
    until(lambda: labels_of(widget).count("mine") == n + widget.n_selected > n)
    view.expect_counts(mine=n + widget.n_selected)
    view.lasso(DENDRITIC)
    until(lambda: not np.array(widget.selected)[np.array(labels_of(widget)) == "mine"].all())
    view.surface.focus()
    view.page.keyboard.press("Enter")
    until(lambda: set(np.array(labels_of(widget))[widget.selected]) == {"mine"})


def test_labelling_the_same_again_says_so_and_is_no_edit(show_page):
    widget, view = start(show_page, "A")
    view.lasso(B_CELLS)
    view.page.keyboard.press("Alt+1")
    until(lambda: labels_of(widget).count("A") == widget.n_selected > 0)
    revision = widget.session.revision
    view.page.keyboard.press("Alt+1")
    expect(view.box.get_by_text("All of these are A already")).to_be_visible()
    assert widget.session.revision == revision


def test_labelling_nothing_is_refused_in_a_sentence(show_page):
    widget, view = start(show_page, "A")
    view.label_selection("A")
    expect(view.box.get_by_role("alert")).to_contain_text("Nothing is selected. Drag around some cells first")
    assert set(labels_of(widget)) == {"unassigned"}
    view.box.get_by_role("button", name="Dismiss").click()
    expect(view.box.get_by_role("alert")).to_be_empty()
