"""Along the graph of neighbours with mouse and keys: growing, shrinking, doubt as a colour, smoothing."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from .data import cells
from .menus import choose
from .wait import until, until_selected

MORE = "More about the selection"


def near(adata):
    return adata.obsp["connectivities"].toarray() > 0


def cluster(widget, name="3"):
    widget.select(where={"louvain": [name]})
    return widget.selected.copy()


def test_shift_plus_grows_and_shift_minus_shrinks(show_page):
    widget, view = show_page()
    before = cluster(widget)
    expect(view.selection).to_contain_text(f"{before.sum()} of 700")
    view.surface.focus()
    view.page.keyboard.press("Shift+Equal")  # as a keyboard of the US has the +
    once = before | near(widget.adata)[before].any(axis=0)
    until_selected(widget, once)
    chips = view.box.locator(".cxw-chip")
    expect(chips).to_have_text(["louvain: 3", "grown by 1"])
    view.page.keyboard.press("Shift+Minus")
    until_selected(widget, once & ~near(widget.adata)[:, ~once].any(axis=1))
    expect(chips.last).to_have_text("shrunk by 1")
    view.page.keyboard.press("Alt+z")
    until_selected(widget, once)
    view.box.get_by_role("button", name="Remove louvain: 3").click()
    until(lambda: widget.n_selected == 0)
    expect(chips).to_have_count(0)


@pytest.mark.parametrize(
    ("key", "code", "grows"),
    [("*", "BracketRight", True), ("+", "NumpadAdd", True), ("_", "Slash", False), ("=", "Minus", False)],
)
def test_other_keyboards_have_other_signs_there(key, code, grows, show_page):
    widget, view = show_page()
    before = cluster(widget)
    expect(view.selection).to_contain_text(f"{before.sum()} of 700")
    view.surface.focus()
    view.surface.evaluate(
        "(at, [key, code]) => at.dispatchEvent(new KeyboardEvent('keydown',"
        " { key, code, shiftKey: true, bubbles: true, composed: true, cancelable: true }))",
        [key, code],
    )
    until(lambda: widget.n_selected > before.sum() if grows else widget.n_selected < before.sum())


def test_plus_alone_zooms_and_leaves_the_selection(show_page):
    widget, view = show_page()
    before = cluster(widget)
    expect(view.selection).to_contain_text(f"{before.sum()} of 700")
    view.surface.focus()
    for key in ("Equal", "Minus"):
        view.page.keyboard.press(key)
    view.page.keyboard.press("i")  # answered after whatever the two asked for
    until_selected(widget, ~before)
    assert len(widget.recipe) == 2


def test_the_menu_of_the_selection_grows_it_and_the_keys_are_listed(show_page):
    widget, view = show_page()
    before = cluster(widget)
    expect(view.selection).to_contain_text(f"{before.sum()} of 700")
    choose(view, MORE, "Grow along the graph")
    once = before | near(widget.adata)[before].any(axis=0)
    until_selected(widget, once)
    choose(view, MORE, "Shrink along the graph")
    until(lambda: widget.n_selected < once.sum())
    view.surface.focus()
    view.page.keyboard.press("?")
    expect(view.box.get_by_text("Grow the selection along the graph of neighbours")).to_be_visible()


def test_in_an_empty_label_field_they_are_no_text(show_page):
    widget, view = show_page()
    before = cluster(widget)
    expect(view.selection).to_contain_text(f"{before.sum()} of 700")
    view.label_field.focus()
    view.page.keyboard.press("Shift+Equal")
    until(lambda: widget.n_selected > before.sum())
    expect(view.label_field).to_have_value("")
    view.page.keyboard.type("CD4+")
    expect(view.label_field).to_have_value("CD4+")


def test_without_cells_it_is_said_what_to_do(show_page):
    widget, view = show_page()
    view.surface.focus()
    view.page.keyboard.press("Shift+Equal")
    expect(view.box.get_by_text("Select some cells first")).to_be_visible()
    assert widget.recipe == []


def test_in_a_part_it_stays_in_the_part(show_page):
    widget, view = show_page()
    widget.select(where={"louvain": ["0", "3", "5"]})
    part = widget.selected.copy()
    widget.isolate()
    expect(view.box.get_by_text(f"{part.sum()} of 700 cells shown").or_(view.box.locator(".cxw-part"))).to_be_visible()
    before = cluster(widget)
    expect(view.selection).to_contain_text(f"{before.sum()} of 700")
    view.surface.focus()
    view.page.keyboard.press("Shift+Equal")
    ways = near(widget.adata) & part[:, None] & part[None, :]
    until_selected(widget, before | ways[before].any(axis=0))
    expect(view.box.locator(".cxw-chip").last).to_have_text(f"grown by 1 in {part.sum()} cells")


@pytest.mark.parametrize("own", [True, False])
def test_doubt_is_a_colour_and_a_number(own, show_page):
    widget, view = show_page()
    name = "mine" if own else "louvain"
    if own:
        widget.create_category("mine", like="louvain")
        expect(view.row("10")).to_have_count(1)
    choose(view, f"Menu of category {name}" if own else f"Menu of column {name}", "Doubt")
    until(lambda: widget.color == f"doubt: {name}")
    number = view.box.get_by_role("region", name=f"doubt: {name}")
    expect(number).to_have_count(1)  # and no gene is called so
    expect(number).to_be_visible()
    assert list(widget.adata.obs) == list(cells().obs)


def smoothed(widget, view):
    """Open the card of a category with errors in it; give its rows and the labels before."""
    widget.create_category("mine", like="louvain")
    wrong = np.flatnonzero(widget.adata.obs["louvain"] == "0")[:12]
    widget.label("5", category="mine", cells=wrong)
    before = widget.annotations["mine"].astype(str).to_numpy()
    expect(view.row("10")).to_have_count(1)
    choose(view, "Menu of category mine", "Smooth …")
    card = view.box.get_by_role("dialog", name="Smooth mine")
    expect(card.get_by_role("status", name="What would change")).to_contain_text("cells would change")
    return card, before


def test_smoothing_says_what_changes_shows_it_and_does_it(show_page):
    widget, view = show_page()
    card, before = smoothed(widget, view)
    preview = widget.smooth_preview("mine")
    n = preview["n_cells"].sum()
    expect(card.get_by_role("status", name="What would change")).to_have_text(f"{n} cells would change:")
    rows = [f"{row.label}→{row.suggested}{row.n_cells}" for row in preview.itertuples()]
    expect(card.get_by_role("listitem")).to_have_text(rows)
    card.get_by_role("button", name="Select them").click()
    until(lambda: widget.n_selected == n)
    chosen = widget.selected.copy()
    expect(view.box.locator(".cxw-chip")).to_have_text("isolated in mine")
    card.get_by_role("button", name="Smooth", exact=True).click()
    until(lambda: not np.array_equal(widget.annotations["mine"].astype(str), before))
    after = widget.annotations["mine"].astype(str).to_numpy()
    np.testing.assert_array_equal(after != before, chosen)
    expect(view.box.get_by_text(f"{n} cells of mine have the label of their neighbours")).to_be_visible()
    view.undo()
    until(lambda: np.array_equal(widget.annotations["mine"].astype(str), before))


def test_fewer_change_where_more_must_agree_and_cancel_changes_nothing(show_page):
    widget, view = show_page()
    card, before = smoothed(widget, view)
    slider = card.get_by_role("slider", name="Neighbours that agree")
    slider.fill("100")
    n = widget.smooth_preview("mine", share=1.0)["n_cells"].sum()
    assert n < widget.smooth_preview("mine")["n_cells"].sum()
    expect(card.get_by_role("status", name="What would change")).to_have_text(
        f"{n} cell{'' if n == 1 else 's'} would change:" if n else "No cell is isolated."
    )
    revision = widget.revision
    card.get_by_role("button", name="Cancel").click()
    expect(card).to_have_count(0)
    assert widget.revision == revision
    assert (widget.annotations["mine"].astype(str).to_numpy() == before).all()


def test_cells_decided_on_in_a_review_are_left_alone_and_told(show_page):
    widget, view = show_page()
    widget.create_category("mine", like="louvain")
    widget.label("5", category="mine", cells=np.flatnonzero(widget.adata.obs["louvain"] == "0")[:12])
    widget.review("mine")
    table = widget.review_table()
    for number in table.loc[table["suggested"].notna(), "group"]:
        widget.accept(number)
    n = widget.smooth_preview("mine").attrs["n_decided"]
    assert n > 1
    choose(view, "Menu of category mine", "Smooth …")
    card = view.box.get_by_role("dialog", name="Smooth mine")
    expect(card).to_contain_text(f"{n} cells more are left alone: decided in a review.")


def test_growing_several_times_is_one_chip_that_goes_as_one(show_page):
    widget, view = show_page()
    before = cluster(widget)
    view.surface.focus()
    for n in range(1, 4):
        view.page.keyboard.press("Shift+Equal")
        until(lambda n=n: len(widget.recipe) == n + 1)
    chips = view.box.locator(".cxw-chip")
    expect(chips).to_have_text(["louvain: 3", "grown by 3"])
    expect(chips.last.locator(".cxw-ellipsis")).to_have_attribute("title", "grown by 3 along connectivities")
    view.box.get_by_role("button", name="Remove grown by 3").click()
    expect(chips).to_have_text(["louvain: 3"])
    until_selected(widget, before)


def test_doubt_of_labels_of_before_says_so_and_is_computed_again(show_page):
    widget, view = show_page()
    widget.create_category("mine", like="louvain")
    widget.doubt("mine")
    widget.color_by("doubt: mine")
    number = view.box.get_by_role("region", name="Number doubt: mine")
    expect(number).to_have_count(1)
    old = number.get_by_text("of before")
    legend = view.box.locator(".cxw-legend")
    expect(legend).to_contain_text("doubt: mine")
    expect(old).to_have_count(0)
    widget.label("5", category="mine", cells=np.flatnonzero(widget.adata.obs["louvain"] == "0")[:12])
    expect(old).to_be_visible()
    expect(legend).to_contain_text("labels changed since")
    choose(view, "Menu of number doubt: mine", "Doubt again")
    expect(old).to_have_count(0)
    expect(legend).not_to_contain_text("labels changed since")


def bare():
    adata = cells()
    del adata.obsp["connectivities"], adata.obsp["distances"]
    return adata


def test_where_there_is_no_graph_one_is_computed_and_what_was_asked_goes_on(show_page):
    widget, view = show_page(bare())
    before = cluster(widget)
    expect(view.selection).to_contain_text(f"{before.sum()} of 700")
    view.surface.focus()
    view.page.keyboard.press("Shift+Equal")
    dialog = view.box.get_by_role("dialog", name="Neighbours")
    dialog.get_by_role("button", name="Compute neighbours on X_pca").click()
    expect(dialog.get_by_role("progressbar", name="Computing neighbours")).to_be_visible()
    expect(dialog).to_have_count(0, timeout=60_000)
    until(lambda: widget.n_selected > before.sum())
    expect(view.box.locator(".cxw-chip").last).to_have_text("+ grown by 1 along neighbors of X_pca")
    assert not list(widget.adata.obsp)


def test_a_run_that_is_cancelled_leaves_nothing(show_page):
    widget, view = show_page(bare())
    choose(view, "Menu of column louvain", "Doubt")
    dialog = view.box.get_by_role("dialog", name="Neighbours")
    dialog.get_by_role("button", name="Compute neighbours on X_pca").click()
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog.get_by_role("button", name="Compute neighbours on X_pca")).to_be_enabled()
    view.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert widget.session.parts.graphs.names() == []
    assert not any(view.errors())
