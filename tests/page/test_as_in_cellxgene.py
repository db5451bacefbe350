"""What cellxgene's own end-to-end tests ask of labelling, here: each once on all cells and once with a filter active.

After its ``client/__tests__/e2e/annotations.test.js``: create, rename and delete of categories and labels, a category
duplicated and found after a reload, a lasso assigned and counted, each with undo and redo.
"""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.view import View

from .menus import choose
from .places import B_CELLS
from .test_filters import box_of, count_of
from .wait import until


@pytest.fixture(params=["all cells", "filtered"])
def shown(request, show_page):
    """A category with a label, and the cells that pass the filter, if any."""
    widget, view = show_page(color="louvain")
    widget.create_category("cell_type")
    widget.add_label("cell_type", "first")
    expect(view.row("first")).to_be_visible()
    passing = np.ones(700, dtype=bool)
    if request.param == "filtered":
        view.box.get_by_role("button", name="louvain", exact=True).click()
        box_of(view, "0").click()
        passing = (widget.adata.obs["louvain"] != "0").to_numpy()
        until(lambda: widget.filters == {"louvain": {"not": ["0"]}})
        expect(view.selection).to_have_text(f"{passing.sum()} of 700 cells")
    return widget, view, passing


def names(widget):
    return [[label["name"] for label in category["labels"]] for category in widget.categories]


def undone_and_redone(view, state, before, after):
    until(lambda: state() == after)
    view.undo()
    until(lambda: state() == before)
    view.box.get_by_role("button", name="Redo", exact=True).click()
    until(lambda: state() == after)


def test_a_label_is_created_renamed_and_deleted(shown):
    widget, view, _ = shown
    view.box.get_by_role("button", name="Label", exact=True).click()
    field = view.box.get_by_role("combobox", name="New label in cell_type")
    field.fill("second")
    field.press("Enter")
    field.press("Escape")
    undone_and_redone(view, lambda: names(widget), [["first"]], [["first", "second"]])
    choose(view, "Menu of label second", "Rename")
    field = view.box.get_by_role("textbox", name="Rename label second")
    field.fill("other")
    field.press("Enter")
    undone_and_redone(view, lambda: names(widget), [["first", "second"]], [["first", "other"]])
    choose(view, "Menu of label other", "Delete")
    undone_and_redone(view, lambda: names(widget), [["first", "other"]], [["first"]])


def test_a_category_is_created_renamed_and_deleted(shown):
    widget, view, _ = shown
    view.box.get_by_role("button", name="Category", exact=True).click()
    field = view.box.get_by_role("textbox", name="Category")
    field.fill("second")
    field.press("Enter")

    def categories():
        return [category["name"] for category in widget.categories]

    undone_and_redone(view, categories, ["cell_type"], ["cell_type", "second"])
    choose(view, "Menu of category second", "Rename")
    field = view.box.get_by_role("textbox", name="Rename category second")
    field.fill("other")
    field.press("Enter")
    undone_and_redone(view, categories, ["cell_type", "second"], ["cell_type", "other"])
    choose(view, "Menu of category other", "Delete")
    undone_and_redone(view, categories, ["cell_type", "other"], ["cell_type"])


def test_a_category_duplicated_is_the_same_after_a_reload(shown):
    widget, view, _ = shown
    choose(view, "Menu of column louvain", "Copy to labels")
    view.box.get_by_role("textbox", name="Category").press("Enter")
    until(lambda: len(widget.categories) == 2 and widget.category == "louvain_labels" and widget.draft.saved)
    view.page.reload()
    view = View(view.page)
    levels = list(widget.adata.obs["louvain"].cat.categories)
    assert names(widget)[1] == levels
    rows = view.box.get_by_role("region", name="Category louvain_labels").get_by_role("listitem")
    expect(rows).to_have_count(len(levels) + 1)


def test_a_lasso_assigned_is_counted(shown):
    widget, view, passing = shown
    view.lasso(B_CELLS)
    until(lambda: 50 < widget.n_selected < passing.sum())
    inside = widget.selected.copy()
    assert not (inside & ~passing).any()
    expect(view.selection).to_have_text(f"{inside.sum()} of 700 cells")
    view.page.keyboard.press("Alt+1")

    def labelled():
        return (widget.annotations["cell_type"] == "first").tolist()

    undone_and_redone(view, labelled, [False] * 700, inside.tolist())
    expect(count_of(view, "first")).to_contain_text(str(inside.sum()))


def test_counts_follow_the_lasso(shown):
    widget, view, passing = shown
    if passing.all():
        view.box.get_by_role("button", name="louvain", exact=True).click()
    view.lasso(B_CELLS)
    until(lambda: 50 < widget.n_selected < passing.sum())
    xy_mask = widget.session.parts.selector.own.picked
    louvain = widget.adata.obs["louvain"]
    for level in ("0", "4", "8"):
        of_level = (louvain == level).to_numpy()
        # what is unchecked is not in view; the others of its column are counted as if all were checked
        shown_of = int((of_level & xy_mask & passing).sum())
        expect(count_of(view, level)).to_have_text(f"{shown_of} / {of_level.sum()}")
    expect(count_of(view, "unassigned")).to_have_text(f"{(passing & xy_mask).sum()} / 700")


def test_eight_clusters_take_four_actions_each_and_no_dialog_after_the_first(show_page):
    """A person's actions: a click on a cluster, letters typed, Enter; or a click and a digit."""
    widget, view = show_page(color="louvain")
    widget.create_category("cell_type")
    expect(view.box.get_by_role("region", name="Category cell_type")).to_be_visible()
    view.box.get_by_role("button", name="louvain", exact=True).click()
    louvain, actions = widget.adata.obs["louvain"], []
    types = ["T cell", "Monocyte", "Dendritic cell", "T cell", "B cell", "Monocyte", "Dendritic cell", "NK cell"]
    made: list[str] = []
    for cluster, label in enumerate(types):
        done = 0
        row = view.box.get_by_role("checkbox", name=f"Show {cluster}", exact=True)
        row.focus()
        view.page.keyboard.press("Enter")  # selects the cells of the row
        done += 1
        until(lambda level=str(cluster): (widget.selected == (louvain == level)).all())
        if label in made:
            expect(view.row(label)).to_contain_text(str(made.index(label) + 1))  # the digit a person reads there
            view.page.keyboard.press(f"Alt+{made.index(label) + 1}")
            done += 1
        else:
            view.label_field.fill(label)
            view.label_field.press("Enter")
            done += 2
            made.append(label)
        until(lambda level=str(cluster), name=label: (widget.annotations["cell_type"][louvain == level] == name).all())
        expect(view.box.get_by_role("dialog")).to_have_count(0)
        actions.append(done)
    assert max(actions) <= 4
    expected = {str(cluster): label for cluster, label in enumerate(types)}
    assert widget.annotations["cell_type"].tolist() == [expected.get(level, "unassigned") for level in louvain]
