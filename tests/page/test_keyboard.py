"""The whole job without a mouse, and keys that stay where they are typed."""

from __future__ import annotations

import numpy as np
from playwright.sync_api import expect

from .menus import label_names
from .places import B_CELLS, NOWHERE, pixels_of
from .wait import until, until_selected


def tab_to(view, name, *, role="button", back=False):
    """Press Tab until a control of this name has the focus."""
    wanted = view.box.get_by_role(role, name=name, exact=True)
    for _ in range(60):
        if wanted.count() and wanted.evaluate("node => node.getRootNode().activeElement === node"):
            return
        view.page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"{name} can't be reached by Tab")


def test_label_a_level_by_keys_alone(show_page):
    widget, view = show_page()
    keyboard = view.page.keyboard
    tab_to(view, "louvain")
    keyboard.press("Enter")
    tab_to(view, "Show 0", role="checkbox")
    for _ in range(3):
        keyboard.press("ArrowDown")
    expect(view.box.get_by_role("checkbox", name="Show 3", exact=True)).to_be_focused()
    keyboard.press("Shift+F10")
    expect(view.box.get_by_role("menuitem", name="Select these")).to_be_focused()
    keyboard.press("Enter")
    until_selected(widget, widget.adata.obs["louvain"] == "3")
    tab_to(view, "Label as", role="combobox")
    keyboard.type("NK cell")
    keyboard.press("Enter")
    expect(view.box.get_by_role("textbox", name="Category")).to_be_focused()
    keyboard.press("Enter")
    until(lambda: "cell_type" in widget.annotations)
    until(lambda: np.array_equal(widget.annotations["cell_type"] == "NK cell", widget.selected))
    expect(view.surface).to_be_focused()
    keyboard.press("Escape")
    until(lambda: widget.n_selected == 0)


def test_menus_by_arrows_home_end_and_escape_gives_the_focus_back(show_page):
    widget, view = show_page()
    widget.create_category("mine")
    widget.label("A", cells=[1, 2])
    expect(view.row("A")).to_have_count(1)
    keyboard = view.page.keyboard
    tab_to(view, "Menu of label A")
    for key, item in [
        ("Enter", "Select these"),
        ("End", "Delete"),
        ("ArrowDown", "Select these"),
        ("ArrowUp", "Delete"),
    ]:
        keyboard.press(key)
        expect(view.box.get_by_role("menuitem", name=item)).to_be_focused()
    keyboard.press("Escape")
    expect(view.box.get_by_role("button", name="Menu of label A")).to_be_focused()
    keyboard.press("Enter")
    keyboard.press("End")
    keyboard.press("Enter")
    until(lambda: label_names(widget) == [])
    keyboard.press("Control+z")  # the row is gone with its button; keys go on working
    until(lambda: label_names(widget) == ["A"])


def test_letters_typed_into_fields_are_no_commands(show_page):
    widget, view = show_page()
    widget.create_category("mine")
    view.lasso(B_CELLS)
    until(lambda: widget.n_selected)
    n = widget.n_selected
    view.page.keyboard.type("ic vl?")
    expect(view.label_field).to_have_value("ic vl?")
    view.page.keyboard.press("Escape")
    expect(view.label_field).to_have_value("")
    assert widget.n_selected == n
    expect(view.box.get_by_role("button", name="Lasso", exact=True)).to_have_attribute("aria-pressed", "true")


def test_tools_and_the_list_of_keys(show_page):
    _, view = show_page()
    keyboard = view.page.keyboard
    view.plot.click(position=NOWHERE)
    keyboard.press("v")
    expect(view.box.get_by_role("button", name="Pan", exact=True)).to_have_attribute("aria-pressed", "true")
    keyboard.press("l")
    expect(view.box.get_by_role("button", name="Lasso", exact=True)).to_have_attribute("aria-pressed", "true")
    keyboard.press("?")
    expect(view.box.get_by_role("dialog", name="Keys")).to_be_visible()
    keyboard.press("Escape")
    expect(view.box.get_by_role("dialog", name="Keys")).to_have_count(0)


def test_pan_and_zoom_move_the_cells_under_the_lasso(show_page):
    widget, view = show_page()
    box = view.plot.bounding_box()
    keyboard, mouse = view.page.keyboard, view.page.mouse
    before = pixels_of(widget.adata.obsm["X_umap"], view)
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    view.plot.click(position=NOWHERE)
    keyboard.down("Space")
    mouse.move(*middle)
    mouse.down()
    mouse.move(middle[0] + 120, middle[1] + 60, steps=3)
    mouse.up()
    keyboard.up("Space")
    view.lasso([(0.2, 0.2), (0.7, 0.2), (0.7, 0.7), (0.2, 0.7)])
    until(lambda: widget.n_selected)
    here = before + np.array([120, 60])
    size = [box["width"], box["height"]]
    inside = ((here > [0.2 * s for s in size]) & (here < [0.7 * s for s in size])).all(axis=1)
    assert abs(int(inside.sum()) - widget.n_selected) <= 2
    mouse.move(*middle)
    mouse.wheel(0, -400)
    mouse.wheel(0, -400)
    view.lasso([(0.2, 0.2), (0.7, 0.2), (0.7, 0.7), (0.2, 0.7)])
    until(lambda: widget.n_selected < inside.sum())
    view.box.get_by_role("button", name="Show all cells").click()
    view.lasso([(0.001, 0.001), (0.999, 0.001), (0.999, 0.999), (0.001, 0.999)])
    until(lambda: widget.n_selected == 700)
