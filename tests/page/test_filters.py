"""Check boxes: what is shown, what the counts of the others become, only this and not this."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from .menus import choose
from .places import color_at, lonely_cell, near, position_of
from .wait import until

#: Of cells without a label, in the light.
GREY = "#c4c8ce"


def box_of(view, name):
    return view.box.get_by_role("checkbox", name=f"Show {name}", exact=True)


def row_of(view, name):
    """The row by its box: keys and counts may read like the name of a cluster."""
    return view.box.get_by_role("listitem").filter(
        has=view.page.get_by_role("checkbox", name=f"Show {name}", exact=True)
    )


def count_of(view, name):
    return row_of(view, name).locator(".cxw-count")


@pytest.fixture
def shown(show_page):
    """Two labels, and the column louvain open."""
    widget, view = show_page()
    widget.create_category("cell_type")
    louvain = widget.adata.obs["louvain"]
    widget.label("A", cells=(louvain == "0").to_numpy())
    widget.label("B", cells=(louvain.isin(["1", "2"])).to_numpy())
    view.box.get_by_role("button", name="louvain", exact=True).click()
    expect(box_of(view, "10")).to_be_visible()
    return widget, view


def test_unchecking_a_label_narrows_the_other_columns_not_its_own(shown):
    widget, view = shown
    sizes = widget.adata.obs["louvain"].value_counts()
    box_of(view, "A").click()
    expect(box_of(view, "A")).not_to_be_checked()
    expect(count_of(view, "0")).to_have_text(f"0 / {sizes['0']}")
    expect(count_of(view, "1")).to_have_text(f"{sizes['1']} / {sizes['1']}")
    expect(count_of(view, "B")).to_have_text(str(sizes["1"] + sizes["2"]))
    box_of(view, "1").click()
    expect(count_of(view, "B")).to_have_text(f"{sizes['2']} / {sizes['1'] + sizes['2']}")
    for name in ("A", "1"):
        box_of(view, name).click()
    expect(view.box.locator(".cxw-in-view")).to_have_count(0)


def test_the_box_of_a_column_is_all_some_or_none(shown):
    widget, view = shown
    all_of = view.box.get_by_role("checkbox", name="Show all of cell_type")
    expect(all_of).to_be_checked()
    box_of(view, "A").click()
    expect(all_of).to_be_checked(indeterminate=True)
    all_of.click()
    expect(all_of).to_be_checked()
    expect(box_of(view, "A")).to_be_checked()
    all_of.click()
    for name in ("A", "B", "unassigned"):
        expect(box_of(view, name)).not_to_be_checked()
    box_of(view, "unassigned").click()
    expect(all_of).to_be_checked(indeterminate=True)
    sizes = widget.adata.obs["louvain"].value_counts()
    expect(count_of(view, "3")).to_have_text(f"{sizes['3']} / {sizes['3']}")
    expect(count_of(view, "0")).to_have_text(f"0 / {sizes['0']}")


def test_alt_click_shows_only_this_and_again_all(shown):
    _, view = shown
    box_of(view, "3").click(modifiers=["Alt"])
    expect(box_of(view, "3")).to_be_checked()
    expect(box_of(view, "0")).not_to_be_checked()
    expect(count_of(view, "A")).to_contain_text("0 /")
    box_of(view, "3").click(modifiers=["Alt"])
    expect(box_of(view, "0")).to_be_checked()


def test_only_this_and_not_this_in_the_menus(shown):
    _, view = shown
    choose(view, "Menu of label B", "Only this")
    expect(box_of(view, "A")).not_to_be_checked()
    expect(box_of(view, "B")).to_be_checked()
    choose(view, "Menu of label B", "Show all")
    expect(box_of(view, "A")).to_be_checked()
    choose(view, "Menu of unassigned", "Not this")
    expect(box_of(view, "unassigned")).not_to_be_checked()
    choose(view, "Menu of 4", "Not this")
    expect(box_of(view, "4")).not_to_be_checked()
    choose(view, "Menu of 4", "Show this too")
    expect(box_of(view, "4")).to_be_checked()


def test_cells_without_a_value_have_a_box(show_page):
    from .data import cells

    data = cells()
    data.obs["louvain"] = data.obs["louvain"].cat.remove_categories(["0"])
    _, view = show_page(data)
    view.box.get_by_role("button", name="louvain", exact=True).click()
    view.box.get_by_role("button", name="phase", exact=True).click()
    box_of(view, "no value").click(modifiers=["Alt"])
    in_view = view.box.get_by_role("region", name="Column phase").locator(".cxw-in-view")
    until(lambda: sum(int(text) for text in in_view.all_inner_texts()) == 130)
    expect(box_of(view, "1")).not_to_be_checked()


def test_what_is_hidden_is_not_told_by_colour_alone(shown):
    _, view = shown
    box_of(view, "A").click()
    expect(count_of(view, "0")).to_have_attribute("title", "0 in view of 130 cells")
    expect(row_of(view, "0").locator(".cxw-row")).to_have_attribute("data-none", "true")


def test_counts_stand_in_a_line_and_inside_their_row(shown):
    _, view = shown
    box_of(view, "A").click()
    expect(count_of(view, "0")).to_contain_text("/")
    ends = {
        round(one.bounding_box()["x"] + one.bounding_box()["width"])
        for one in view.box.locator("aside .cxw-row .cxw-count").locator("span:last-child").all()
    }
    assert len(ends) == 1


def test_cells_without_a_label_stay_light_grey_when_only_filtered_and_are_dark_when_picked(show_page):
    widget, view = show_page()
    widget.create_category("mine")
    widget.label("B", cells=(widget.adata.obs["louvain"] == "4").to_numpy())
    widget.color = "mine"
    xy = np.asarray(widget.adata.obsm["X_umap"], dtype=float)
    others = np.flatnonzero(widget.adata.obs["louvain"] != "4")
    cell = int(others[lonely_cell(xy[others])])
    at = position_of(widget, view, cell)
    until(lambda: near(color_at(view, at), GREY))
    widget.set_filter("louvain", {"not": ["4"]})
    expect(view.selection).to_contain_text("of 700 cells")
    assert near(color_at(view, at), GREY)
    widget.clear_filters()
    widget.select(where={"louvain": {"not": ["4"]}})
    until(lambda: not near(color_at(view, at), GREY))
