"""Theme, height, width and long lists: nothing is cut off that matters, nothing leaves the box."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .menus import choose
from .places import B_CELLS, MONOCYTES, color_at
from .wait import until

LONG = "A very long name of a label that nobody would type but somebody did, with CD4+ and CD8+ and more behind it"


def is_dark(view):
    return max(color_at(view, {"x": 4, "y": 4})) < 80


def test_theme_follows_the_host_unless_told(show_page):
    widget, view = show_page()
    expect(view.box).to_have_attribute("data-theme", "light")
    view.page.evaluate("document.documentElement.classList.add('dark')")
    expect(view.box).to_have_attribute("data-theme", "dark")
    until(lambda: is_dark(view))
    widget.theme = "light"
    expect(view.box).to_have_attribute("data-theme", "light")
    until(lambda: not is_dark(view))
    widget.theme = "dark"
    view.page.evaluate("document.documentElement.classList.remove('dark')")
    until(lambda: is_dark(view))
    widget.theme = "auto"
    expect(view.box).to_have_attribute("data-theme", "light")


def test_height_by_drag_by_keys_and_from_python(show_page):
    widget, view = show_page(height=500)
    edge = view.box.get_by_role("separator", name="Height")
    box = edge.bounding_box()
    mouse = view.page.mouse
    mouse.move(box["x"] + 300, box["y"] + 3)
    mouse.down()
    mouse.move(box["x"] + 300, box["y"] + 103, steps=4)
    mouse.up()
    until(lambda: widget.height == 600)
    edge.focus()
    view.page.keyboard.press("ArrowUp")
    until(lambda: widget.height == 560)
    widget.height = 400
    until(lambda: view.box.bounding_box()["height"] == 400)


def test_a_resize_keeps_all_cells_in_view_and_the_lasso_exact(show_page):
    widget, view = show_page()
    view.page.set_viewport_size({"width": 900, "height": 800})
    until(lambda: view.plot.bounding_box()["width"] < 700)
    view.lasso([(0.001, 0.001), (0.999, 0.001), (0.999, 0.999), (0.001, 0.999)])
    until(lambda: widget.n_selected == 700)
    view.lasso(B_CELLS)
    until(lambda: 0 < widget.n_selected < 700)


def inside(view, inner, outer):
    a, b = inner.bounding_box(), outer.bounding_box()
    return (
        a["x"] >= b["x"] - 1
        and a["y"] >= b["y"] - 1
        and a["x"] + a["width"] <= b["x"] + b["width"] + 1
        and a["y"] + a["height"] <= b["y"] + b["height"] + 1
    )


@pytest.mark.parametrize("width", [1400, 700, 560])
def test_every_control_is_inside_the_box(show_page, width):
    widget, view = show_page(query=f"?width={width}")
    widget.create_category("cell_type")
    widget.label(LONG, cells=list(range(300)))
    view.lasso([(0.01, 0.01), (0.99, 0.01), (0.99, 0.99), (0.01, 0.99)])
    view.lasso(MONOCYTES, keys=["Alt"])
    until(lambda: 0 < widget.n_selected < 700)
    for group in (".cxw-toolbar", ".cxw-bar"):
        row = view.box.locator(group)
        shown = row.get_by_role("button").or_(row.get_by_role("combobox"))
        boxes = sorted(box["x"] for one in shown.all() if (box := one.bounding_box()) is not None)
        assert len(boxes) > 3
        assert row.evaluate("node => node.scrollWidth <= node.clientWidth")
        for one in shown.all():
            assert one.bounding_box() is None or inside(view, one, row), one
    assert view.selection.evaluate("node => node.scrollWidth <= node.clientWidth")


def test_in_a_narrow_box_the_panel_is_a_drawer(show_page):
    widget, view = show_page(query="?width=560")
    panel = view.box.get_by_role("complementary", name="Labels and data")
    expect(panel).to_be_hidden()
    button = view.box.get_by_role("button", name="Labels and data")
    button.click()
    expect(panel).to_be_visible()
    choose(view, "Menu of column louvain", "Colour by")
    until(lambda: widget.color == "louvain")
    button.click()
    expect(panel).to_be_hidden()


def test_sixty_labels_scroll_in_their_panel_and_are_searched(show_page):
    widget, view = show_page()
    widget.create_category("cell_type")
    for i in range(60):
        widget.label(f"label {i:02}", cells=list(range(11 * i, 11 * i + 11)))
    expect(view.row("label 59")).to_have_count(1)
    panel = view.box.get_by_role("complementary", name="Labels and data")
    assert inside(view, panel, view.box)
    search = view.box.get_by_role("textbox", name="Search labels of cell_type")
    search.fill("5")
    expect(view.box.get_by_role("listitem")).to_have_count(16)  # 05, 15 ... and 50-59, unassigned
    search.fill("")
    view.lasso(B_CELLS)
    view.label_field.fill("label 4")
    expect(view.box.get_by_role("option")).to_have_count(11)
    assert inside(view, view.box.get_by_role("listbox"), view.box)
    expect(view.box.get_by_role("option").last).to_be_in_viewport()
    view.label_field.fill("sixty-one")
    view.label_field.press("Enter")
    expect(view.row("sixty-one")).to_be_in_viewport()
    choose(view, "Menu of label sixty-one", "Merge into")
    view.page.keyboard.type("07")
    view.page.keyboard.press("Enter")
    expect(view.row("sixty-one")).to_have_count(0)


def test_long_names_end_in_an_ellipsis_and_are_told_in_full(show_page):
    widget, view = show_page()
    widget.create_category("cell_type")
    widget.label(LONG, cells=list(range(300)))
    name = view.row(LONG).locator(".cxw-name")
    expect(name).to_have_attribute("title", LONG)
    expect(name).to_have_css("text-overflow", "ellipsis")
    assert name.evaluate("node => node.scrollWidth > node.clientWidth")
    assert inside(view, view.row(LONG).locator(".cxw-count"), view.row(LONG))
    assert view.plot.get_by_text(LONG).bounding_box()["width"] <= 180
    widget.select(where={"cell_type": [LONG]})
    assert view.box.evaluate("node => node.scrollWidth <= node.clientWidth")
    choose(view, f"Menu of label {LONG}")
    assert inside(view, view.box.locator(".cxw-popover"), view.box)
