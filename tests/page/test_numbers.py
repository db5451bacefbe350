"""Numbers: histograms of what is there and of what passes, ranges brushed, typed and moved by keys."""

from __future__ import annotations

import numpy as np
import pytest
import scanpy as sc
from playwright.sync_api import expect

from .wait import until


def histogram(view, name):
    return view.box.get_by_role("group", name=f"Range of {name}", exact=True)


def drag_over(view, name, start, end):
    """Drag the mouse over a histogram, between two fractions of its width."""
    chart = histogram(view, name)
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    y = box["y"] + box["height"] / 2
    mouse = view.page.mouse
    mouse.move(box["x"] + start * box["width"], y)
    mouse.down()
    mouse.move(box["x"] + end * box["width"], y, steps=4)
    mouse.up()


brush = drag_over


def field(view, name, end):
    return view.box.get_by_role("textbox", name=f"{name} {end}", exact=True)


def typed(view, name):
    """What the fields of a number say, null where they are empty."""
    texts = [field(view, name, end).input_value() for end in ("from", "to")]
    return [float(text) if text else None for text in texts]


def in_view(view, column):
    """Sum of the cells in view over the rows of an open column."""
    counts = view.box.get_by_role("region", name=f"Column {column}").locator(".cxw-in-view").all_inner_texts()
    return sum(int(text.replace(",", "")) for text in counts)


def expect_in_view(view, column, n):
    until(lambda: in_view(view, column) == n)


@pytest.fixture
def shown(show_page):
    widget, view = show_page()
    view.box.get_by_role("button", name="louvain", exact=True).click()
    expect(histogram(view, "n_genes")).to_be_visible()
    return widget, view


def test_the_first_numbers_are_open_and_only_those_are_pulled(show_page):
    data = sc.datasets.pbmc68k_reduced()
    for i in range(12):
        data.obs[f"score {i:02}"] = np.linspace(0, 1, data.n_obs)
    _, view = show_page(data)
    view.page.evaluate(
        """() => {
        window.asked = [];
        const send = page.model.send;
        page.model.send = (content, ...rest) => {
          if (content.kind === "column") asked.push(content.name);
          send(content, ...rest);
        };
        }"""
    )
    expect(histogram(view, "n_counts")).to_be_visible()
    expect(view.box.get_by_role("group", name="Range of")).to_have_count(3)
    assert view.page.evaluate("asked.filter((name) => name.startsWith('score')).length") == 0
    view.box.get_by_role("button", name="score 11", exact=True).click()
    expect(histogram(view, "score 11")).to_be_visible()
    # the first three are asked for once the picture is on screen: before it is watched, or after
    asked = view.page.evaluate("asked")
    assert len(set(asked)) == len(asked)
    assert set(asked) - {"percent_mito", "n_counts", "n_genes"} == {"score 11"}


def test_a_brushed_range_counts_the_cells_in_it(shown):
    widget, view = shown
    brush(view, "percent_mito", 0.25, 0.6)
    clear = view.box.get_by_role("button", name="clear the range of percent_mito")
    expect(clear).to_be_visible()
    expect(field(view, "percent_mito", "to")).not_to_have_value("")
    low, high = typed(view, "percent_mito")
    values = widget.adata.obs["percent_mito"].to_numpy(dtype=np.float32)
    inside = int(((values >= np.float32(low)) & (values <= np.float32(high))).sum())
    assert 0 < inside < 700
    expect_in_view(view, "louvain", inside)
    clear.click()
    expect(view.box.get_by_role("region", name="Column louvain").locator(".cxw-in-view")).to_have_count(0)
    expect(field(view, "percent_mito", "to")).to_have_value("")


def test_a_range_is_moved_resized_and_taken_away_with_the_mouse(shown):
    _, view = shown
    brush(view, "n_genes", 0.3, 0.5)
    expect(field(view, "n_genes", "from")).not_to_have_value("")
    low, high = typed(view, "n_genes")
    drag_over(view, "n_genes", 0.4, 0.5)  # the middle: both ends move
    until(lambda: typed(view, "n_genes")[0] > low)
    moved = typed(view, "n_genes")
    assert abs((moved[1] - moved[0]) - (high - low)) < 0.1 * (high - low)
    drag_over(view, "n_genes", 0.6, 0.8)  # the upper end
    until(lambda: typed(view, "n_genes")[1] > moved[1])
    assert typed(view, "n_genes")[0] == moved[0]
    drag_over(view, "n_genes", 0.8, 1.05)  # to the end: no limit there
    expect(field(view, "n_genes", "to")).to_have_value("")
    histogram(view, "n_genes").dblclick(position={"x": 20, "y": 20})
    expect(field(view, "n_genes", "from")).to_have_value("")
    expect(view.box.get_by_role("button", name="clear the range of n_genes")).to_have_count(0)


def test_the_ends_are_sliders(shown):
    widget, view = shown
    least, most = int(widget.adata.obs["n_genes"].min()), int(widget.adata.obs["n_genes"].max())
    low = view.box.get_by_role("slider", name="Lowest n_genes")
    high = view.box.get_by_role("slider", name="Highest n_genes")
    expect(low).to_have_attribute("aria-valuenow", str(least))
    expect(high).to_have_attribute("aria-valuenow", str(most))
    low.focus()
    for _ in range(3):
        view.page.keyboard.press("ArrowRight")
    expect(field(view, "n_genes", "from")).not_to_have_value("")
    until(lambda: float(low.get_attribute("aria-valuenow")) > least)
    expect(low).to_be_focused()
    view.page.keyboard.press("Tab")
    expect(high).to_be_focused()
    view.page.keyboard.press("Shift+ArrowLeft")
    until(lambda: float(high.get_attribute("aria-valuenow")) < most)
    view.page.keyboard.press("Escape")
    expect(field(view, "n_genes", "from")).to_have_value("")
    expect(high).to_have_attribute("aria-valuenow", str(most))


def test_a_range_is_typed_and_what_is_wrong_is_said_beside_it(shown):
    widget, view = shown
    field(view, "n_counts", "from").fill("3,000")
    field(view, "n_counts", "to").fill("2000")
    view.page.keyboard.press("Enter")
    block = view.box.get_by_role("region", name="Number n_counts")
    expect(block.get_by_role("alert")).to_have_text("From is above to")
    expect(field(view, "n_counts", "to")).to_have_attribute("aria-invalid", "true")
    expect(view.box.get_by_role("button", name="clear the range of n_counts")).to_have_count(0)
    field(view, "n_counts", "to").fill("many")
    view.page.keyboard.press("Enter")
    expect(block.get_by_role("alert")).to_have_text("“many” is not a number")
    field(view, "n_counts", "to").fill("")
    view.page.keyboard.press("Enter")
    expect(block.get_by_role("alert")).to_have_count(0)
    expect_in_view(view, "louvain", int((widget.adata.obs["n_counts"] >= 3000).sum()))
    field(view, "n_counts", "from").fill("1")
    view.page.keyboard.press("Escape")
    expect(field(view, "n_counts", "from")).to_have_value("3000")


def test_ranges_narrow_each_other_and_bars_show_what_passes(shown):
    widget, view = shown
    expect(histogram(view, "n_counts").locator(".cxw-bar-passing")).to_have_count(0)
    field(view, "n_genes", "from").fill("1500")
    view.page.keyboard.press("Enter")
    few = histogram(view, "n_counts").locator(".cxw-bar-passing")
    expect(few).not_to_have_count(0)
    field(view, "n_counts", "to").fill("5000")
    view.page.keyboard.press("Enter")
    obs = widget.adata.obs
    expect_in_view(view, "louvain", int(((obs["n_genes"] >= 1500) & (obs["n_counts"] <= 5000)).sum()))


def test_columns_without_a_range_to_choose(show_page):
    data = sc.datasets.pbmc68k_reduced()
    data.obs = data.obs[["louvain"]].copy()
    data.obs["constant"] = 4.5
    data.obs["nothing"] = np.nan
    data.obs["gaps"] = np.where(np.arange(700) < 30, np.nan, np.arange(700) / 7)
    _, view = show_page(data)
    block = lambda name: view.box.get_by_role("region", name=f"Number {name}")  # noqa: E731
    expect(block("constant")).to_contain_text("4.5 in all cells with a value")
    expect(block("nothing")).to_contain_text("No cell has a value")
    expect(block("gaps")).to_contain_text("30 cells without a value")


def test_the_panel_folds_and_is_a_drawer_in_a_narrow_box(show_page):
    widget, view = show_page()
    panel = view.box.get_by_role("complementary", name="Genes and numbers")
    button = view.box.get_by_role("button", name="Genes and numbers", exact=True)
    expect(panel).to_be_visible()
    wide = view.plot.bounding_box()["width"]
    button.click()
    expect(panel).to_be_hidden()
    until(lambda: view.plot.bounding_box()["width"] > wide + 200)
    view.page.set_viewport_size({"width": 850, "height": 800})
    expect(panel).to_be_hidden()
    expect(button).to_have_attribute("aria-expanded", "false")
    button.click()
    expect(panel).to_be_visible()
    width = view.plot.bounding_box()["width"]
    expect(view.box.get_by_role("complementary", name="Labels and data")).to_be_visible()
    field(view, "n_genes", "from").focus()
    view.box.get_by_role("slider", name="Lowest n_genes").focus()
    view.page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    assert view.plot.bounding_box()["width"] == width

    # from outside the drawer too, before Esc takes what is picked
    widget.select(where={"louvain": ["1"]})
    expect(view.box.locator(".cxw-chip")).to_have_text("louvain: 1")
    button.click()
    expect(panel).to_be_visible()
    view.page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(view.box.locator(".cxw-chip")).to_have_text("louvain: 1")
