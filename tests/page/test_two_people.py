"""Two people on one notebook: each browser has a selection of its own, labels are everybody's."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

import cellxgene_widget as cxw
from tests.view import View

from .places import B_CELLS, MONOCYTES
from .wait import until


@pytest.fixture
def two(show_page, chromium_browser):
    """A widget, and its view in two browsers."""
    widget, ada = show_page()
    widget.create_category("mine")
    context = chromium_browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    page.goto(ada.page.url)
    yield widget, ada, View(page)
    context.close()


def select(view, where):
    view.lasso(where)
    expect(view.selection).to_contain_text("of 700 cells")
    return int(view.selection.inner_text().split(" ")[0])


def label(view, name):
    view.label_field.fill(name)
    view.label_field.press("Enter")


def test_a_lasso_of_one_leaves_what_the_other_has_selected(two):
    widget, ada, bob = two
    n_ada = select(ada, B_CELLS)
    expect(bob.selection).not_to_contain_text(f"{n_ada} of")
    n_bob = select(bob, MONOCYTES)
    assert n_ada != n_bob
    until(lambda: widget.n_selected == n_bob)
    expect(ada.selection).to_contain_text(f"{n_ada} of 700 cells")
    label(ada, "B cell")
    bob.expect_counts(**{"B cell": n_ada})
    # code has what was selected last, and gives no label by what only one of them sees
    assert int(widget.selected.sum()) == n_bob
    with pytest.raises(cxw.SelectionError, match="different browsers"):
        widget.label("neither")
    with pytest.raises(cxw.SelectionError, match="different browsers"):
        widget.label_rest("neither")
    assert widget.history["recipe"].iloc[-1][0].keys() >= {"lasso"}
    expect(bob.selection).to_contain_text(f"{n_bob} of 700 cells")
    label(bob, "Monocyte")
    ada.expect_counts(**{"B cell": n_ada, "Monocyte": n_bob})
    assert list(widget.annotations["mine"].value_counts()[["B cell", "Monocyte"]]) == [n_ada, n_bob]


def test_each_goes_back_to_what_they_had_selected_and_filters_alone(two):
    widget, ada, bob = two
    n_ada = select(ada, B_CELLS)
    n_bob = select(bob, MONOCYTES)
    bob.surface.press("Escape")
    bob.surface.press("Escape")
    expect(bob.selection).not_to_contain_text(f"{n_bob} of")
    expect(ada.selection).to_contain_text(f"{n_ada} of 700 cells")
    ada.surface.press("Escape")
    ada.surface.press("Alt+z")
    expect(ada.selection).to_contain_text(f"{n_ada} of 700 cells")
    bob.surface.press("Alt+z")
    expect(bob.selection).to_contain_text(f"{n_bob} of 700 cells")
    assert widget.n_selected in (n_ada, n_bob)


def test_what_code_selects_is_everybodys_and_so_is_a_change_of_the_data(two):
    widget, ada, bob = two
    select(ada, B_CELLS)
    select(bob, MONOCYTES)
    widget.select(where={"louvain": ["0"]})
    n = int(np.sum(widget.adata.obs["louvain"] == "0"))
    for view in (ada, bob):
        expect(view.selection).to_contain_text(f"{n} of 700 cells")
    ada.page.reload()
    ada = View(ada.page)
    expect(ada.selection).to_contain_text(f"{n} of 700 cells")
    n_ada = select(ada, B_CELLS)
    expect(bob.selection).to_contain_text(f"{n} of 700 cells")
    ada.page.reload()
    expect(View(ada.page).selection).to_contain_text(f"{n_ada} of 700 cells")


def test_an_edit_of_labels_that_one_filters_by_narrows_for_that_one_alone(two):
    _, ada, bob = two
    n_ada = select(ada, B_CELLS)
    label(ada, "B cell")
    bob.expect_counts(**{"B cell": n_ada})
    bob.box.get_by_role("checkbox", name="Show B cell").click()
    expect(bob.selection).to_contain_text(f"{700 - n_ada} of 700 cells")
    expect(ada.selection).to_contain_text(f"{n_ada} of 700 cells")
    ada.surface.press("0")
    expect(bob.selection).to_contain_text("700 of 700 cells")
    expect(ada.selection).to_contain_text(f"{n_ada} of 700 cells")
