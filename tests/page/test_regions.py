"""Regions on tissue by the real mouse: a lasso kept, its outline on the plot, files out and in, undone."""

from __future__ import annotations

import json

import numpy as np
import pytest
from playwright.sync_api import expect

from .data import in_sections, on_tissue
from .menus import choose
from .test_split import EVERYTHING
from .test_tissue import TRIANGLE, inside
from .wait import until, until_selected

CORNER = [(0.4, 0.45), (0.7, 0.45), (0.7, 0.8), (0.4, 0.8)]


@pytest.fixture
def tissue(show_page):
    """A widget on tissue and its view."""
    return show_page(on_tissue(), basis="spatial", color="louvain")


def keep(view, name, *, category=None):
    choose(view, "More about the selection", "Keep as region …")
    form = view.box.get_by_role("form", name="New region")
    form.get_by_label("Keep as region").fill(name)
    if category is not None:
        form.get_by_label("In category").fill(category)
    form.get_by_role("button", name="Keep").click()
    return form


def outlines(view):
    return view.plot.locator(".cxw-plot-region")


def test_a_lasso_is_kept_drawn_saved_and_undone(tissue, tmp_path):
    widget, view = tissue
    view.lasso(TRIANGLE)
    expected = inside(widget, view, TRIANGLE)
    until_selected(widget, expected)
    lasso = view.plot.locator(".cxw-plot-lasso").first
    until(lambda: lasso.get_attribute("d"))
    drawn = lasso.bounding_box()
    expect(keep(view, "germinal centre")).to_have_count(0)
    expect(outlines(view)).to_have_count(1)
    box = outlines(view).bounding_box()
    assert all(abs(box[side] - drawn[side]) < 4 for side in box)
    expect(view.plot.locator(".cxw-plot-region-name")).to_have_text("germinal centre")
    assert (widget.color, widget.category) == ("louvain", "regions")
    expect(view.box.get_by_role("status").filter(has_text="Kept region germinal centre")).to_be_visible()
    np.testing.assert_array_equal(widget.annotations["regions"] == "germinal centre", expected)
    color = widget.categories[0]["labels"][0]["color"]
    assert outlines(view).evaluate("path => getComputedStyle(path).stroke") == f"rgb{rgb(color)}"
    # out as a file
    with view.page.expect_download() as download:
        choose(view, "Menu of category regions", "Save as GeoJSON")
    path = tmp_path / "out.geojson"
    download.value.save_as(path)
    said = json.loads(path.read_text("utf-8"))
    assert download.value.suggested_filename.endswith(".geojson")
    assert [each["properties"]["name"] for each in said["features"]] == ["germinal centre"]
    before = widget.regions()
    # taken back, and in again from the file
    view.surface.focus()
    view.page.keyboard.press("Control+z")
    until(lambda: widget.revision and widget.regions().empty)
    expect(outlines(view)).to_have_count(0)
    view.page.keyboard.press("Control+Shift+z")
    expect(outlines(view)).to_have_count(1)
    choose(view, "Menu of category regions", "Read regions …")
    dialog = view.box.get_by_role("dialog", name="Read regions")
    dialog.get_by_label("File of regions").set_input_files(path)
    expect(dialog.get_by_role("alert")).to_contain_text("There is a region 'germinal centre' in 'regions' already")
    dialog.get_by_label("Category").fill("again")
    dialog.get_by_label("File of regions").set_input_files(path)
    expect(dialog).to_have_count(0)
    expect(outlines(view)).to_have_count(2)
    again = widget.regions("again")
    assert again.drop(columns="category").equals(before.drop(columns="category"))
    assert not any(view.errors())


def rgb(color):
    return tuple(int(color[i : i + 2], 16) for i in (1, 3, 5))


def test_a_hole_made_by_taking_a_lasso_out(tissue):
    widget, view = tissue
    view.lasso(EVERYTHING)
    until_selected(widget, np.ones(700, dtype=bool))
    view.lasso(CORNER, keys=["Alt"])
    expected = ~inside(widget, view, CORNER)
    until_selected(widget, expected)
    keep(view, "rim")
    expect(outlines(view)).to_have_count(1)
    found = widget.regions().iloc[0]
    assert (found["n_polygons"], found["n_holes"], found["n_cells"]) == (1, 1, expected.sum())
    assert outlines(view).get_attribute("d").count("M") == 2


def test_the_outline_follows_camera_color_and_name(tissue):
    widget, view = tissue
    view.lasso(CORNER)
    until(lambda: widget.n_selected)
    keep(view, "a")
    expect(outlines(view)).to_have_count(1)
    box = outlines(view).bounding_box()
    view.surface.focus()
    view.page.keyboard.press("ArrowDown")
    until(lambda: abs(outlines(view).bounding_box()["y"] - box["y"] + 60) < 1)
    view.page.keyboard.press("+")
    until(lambda: outlines(view).bounding_box()["width"] > 1.1 * box["width"])
    widget.recolor_label("regions", "a", "#123456")
    until(lambda: outlines(view).evaluate("path => getComputedStyle(path).stroke") == "rgb(18, 52, 86)")
    widget.rename_label("regions", "a", "<b>b</b>")
    expect(view.plot.locator(".cxw-plot-region-name")).to_have_text("<b>b</b>")
    widget.color_by("regions")  # its names stand over the cells
    expect(view.plot.locator(".cxw-plot-region-name")).to_have_count(0)
    expect(outlines(view)).to_have_count(1)
    choose(view, "Menu of category regions", "Hide the outlines")
    expect(outlines(view)).to_have_count(0)
    choose(view, "Menu of category regions", "Show the outlines")
    expect(outlines(view)).to_have_count(1)
    widget.embedding = "X_umap"
    expect(outlines(view)).to_have_count(0)
    widget.embedding = "spatial"
    expect(outlines(view)).to_have_count(1)
    widget.delete_label("regions", "<b>b</b>")
    expect(outlines(view)).to_have_count(0)


def test_what_has_no_outline_is_told_in_the_form(tissue):
    widget, view = tissue
    view.lasso(CORNER)
    until(lambda: widget.n_selected)
    widget.set_filter("n_genes", (500, None))
    form = keep(view, "x")
    expect(form.get_by_role("alert")).to_contain_text("cells were chosen by n_genes too")
    form.get_by_role("button", name="Cancel").click()
    assert widget.revision == 0
    # no tissue, no choice
    widget.clear_selection()
    widget.clear_filters()
    widget.select(where={"louvain": ["1"]})
    expect(view.selection).to_contain_text("of 700")
    view.box.get_by_role("button", name="More about the selection").click()
    expect(view.box.get_by_role("menuitem", name="Remember as …")).to_be_visible()
    expect(view.box.get_by_role("menuitem", name="Keep as region …")).to_have_count(0)


def test_each_section_has_its_own(show_page):
    widget, view = show_page(in_sections(images=False), basis="spatial[S1]", color="louvain")
    view.lasso(CORNER)
    until(lambda: widget.n_selected)
    keep(view, "one")
    expect(outlines(view)).to_have_count(1)
    widget.embedding = "spatial[S2]"
    expect(outlines(view)).to_have_count(0)
    view.box.get_by_role("button", name="Tissue", exact=True).click()
    view.box.get_by_role("button", name="Read regions …").click()
    dialog = view.box.get_by_role("dialog", name="Read regions")
    dialog.get_by_label("File, where the kernel runs").fill("nowhere.geojson")
    dialog.get_by_role("button", name="Read").click()
    expect(dialog.get_by_role("alert")).to_contain_text("There is no file")
    widget.embedding = "spatial"
    expect(outlines(view)).to_have_count(1)
