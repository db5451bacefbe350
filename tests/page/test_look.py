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


@pytest.mark.parametrize("width", [1400, 700, 560, 400])
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


@pytest.mark.parametrize("width", range(420, 781, 24))
def test_usual_names_in_the_toolbar_are_read_whole(show_page, width):
    widget, view = show_page(query=f"?width={width}", name="mine")
    widget.create_category("cell_type")
    widget.label("B cell", cells=[0])
    expect(view.draft).to_contain_text("Saved ")
    names = view.box.locator(".cxw-toolbar .cxw-ellipsis:not(.cxw-draft-file):visible")
    assert {"UMAP", "cell_type"} <= set(names.all_inner_texts())
    assert names.evaluate_all("all => all.filter((e) => e.scrollWidth > e.clientWidth).map((e) => e.textContent)") == []


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


def overlap(one, other):
    return (
        one["x"] < other["x"] + other["width"]
        and other["x"] < one["x"] + one["width"]
        and one["y"] < other["y"] + other["height"]
        and other["y"] < one["y"] + one["height"]
    )


def shown_names(view):
    names = view.plot.locator(".cxw-plot-name")
    return [(name.inner_text(), name.bounding_box()) for name in names.all() if name.is_visible()]


def test_as_many_names_on_the_plot_as_labels_with_cells_and_none_over_another(show_page):
    names = ["CD4+", "naïve", "α/β", "Tfh/Th1", "خلية تائية", "B" * 200]
    widget, view = show_page()
    widget.create_category("mine")
    for name, louvain in zip(names, "245678", strict=True):
        widget.label(name, cells=(widget.adata.obs["louvain"] == louvain).to_numpy())
    widget.add_label("mine", "of no cell")
    widget.color = "mine"
    expect(view.plot.locator(".cxw-plot-name")).to_have_count(len(names))
    until(lambda: len(shown_names(view)) == len(names))
    assert {name for name, _ in shown_names(view)} == set(names)
    assert all(box["width"] <= 180 for _, box in shown_names(view))

    # sixty: those that fit, the larger labels first, none over another; all of them when there is room
    widget.create_category("many")
    for i in range(60):
        widget.label(f"a label called {i:02}", category="many", cells=list(range(i, 700, 60)))
    widget.color = "many"
    expect(view.plot.locator(".cxw-plot-name")).to_have_count(60)
    until(lambda: shown_names(view)[0][0].startswith("a label called"))
    boxes = [box for _, box in shown_names(view)]
    assert len(boxes) > 5
    assert not any(overlap(a, b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_names_move_exactly_with_the_pan(show_page):
    _, view = show_page(color="louvain")
    until(lambda: len(shown_names(view)) == 11)
    before = dict(shown_names(view))
    view.surface.focus()
    view.page.keyboard.press("ArrowRight")  # moves the picture by 60 px
    until(lambda: abs(dict(shown_names(view))["1"]["x"] - before["1"]["x"] + 60) < 0.2)
    for name, box in shown_names(view):
        assert abs(box["x"] - before[name]["x"] + 60) < 0.2
        assert abs(box["y"] - before[name]["y"]) < 0.2


@pytest.mark.parametrize("width", [1400, 700, 560])
def test_controls_of_two_plots_are_inside_of_them(show_page, width):
    _, view = show_page(query=f"?width={width}", color="n_genes")
    choose(view, "Embedding: UMAP", "Two side by side")
    for name in ("Plot", "Second plot"):
        pane = view.box.get_by_role("group", name=name, exact=True)
        expect(pane.locator(".cxw-plot[data-ready=true]")).to_be_visible()
        buttons = [button.bounding_box() for button in pane.get_by_role("button").all()]
        assert len(buttons) >= 5
        assert all(inside(view, button, pane) for button in pane.get_by_role("button").all())
        assert not any(overlap(a, b) for i, a in enumerate(buttons) for b in buttons[:i])
    legend = view.box.get_by_role("button", name="Colours of n_genes")
    assert inside(view, legend, view.box.get_by_role("main"))
    legend.click()
    assert inside(view, view.box.locator(".cxw-popover"), view.box)
