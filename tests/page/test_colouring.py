"""What the points are colored by, the embedding they stand in, and the card of the cell under the pointer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .menus import choose
from .places import B_CELLS, color_at, lonely_cell, near, position_of, with_company
from .wait import until


@pytest.fixture
def shown(show_page):
    """A view, and where a cell stands alone in it."""
    widget, view = show_page(color="louvain")
    cell = lonely_cell(widget.adata.obsm["X_umap"])
    return widget, view, cell, position_of(widget, view, cell)


def level_color(widget, column, cell):
    values = widget.adata.obs[column]
    return widget.adata.uns[f"{column}_colors"][values.cat.categories.get_loc(values.iloc[cell])]


def colour_button(view, what):
    return view.box.get_by_role("button", name=f"Colour by: {what}")


def colour_by(view, now, wanted):
    colour_button(view, now).click()
    view.box.get_by_role("menuitemradio", name=wanted, exact=True).click()
    expect(colour_button(view, "nothing" if wanted == "No colour" else wanted)).to_have_attribute("aria-busy", "false")


def test_by_column_number_and_nothing(shown):
    widget, view, cell, at = shown
    until(lambda: near(color_at(view, at), level_color(widget, "louvain", cell)))
    colour_by(view, "louvain", "bulk_labels")
    until(lambda: near(color_at(view, at), level_color(widget, "bulk_labels", cell)))
    assert widget.color == "bulk_labels"
    colour_by(view, "bulk_labels", "n_genes")
    legend = view.box.get_by_role("figure")
    low, high = widget.adata.obs["n_genes"].quantile([0.01, 0.99])
    expect(legend).to_have_accessible_name(f"n_genes: {low:,.0f} to {high:,.0f}")
    until(lambda: not near(color_at(view, at), level_color(widget, "bulk_labels", cell)))
    colour_by(view, "n_genes", "No colour")
    expect(legend).to_have_count(0)
    until(lambda: near(color_at(view, at), "#7c8491"))
    assert widget.color is None


def test_by_own_category_and_back_with_the_drops(shown):
    widget, view, cell, at = shown
    widget.create_category("mine")
    widget.label("this one", cells=with_company(widget, cell))
    drop = view.box.get_by_role("button", name="Colour by mine")
    expect(drop).to_have_attribute("aria-pressed", "true")
    until(lambda: near(color_at(view, at), widget.categories[0]["labels"][0]["color"]))
    view.box.get_by_role("button", name="Colour by louvain").click()
    expect(drop).to_have_attribute("aria-pressed", "false")
    until(lambda: near(color_at(view, at), level_color(widget, "louvain", cell)))
    drop.click()
    widget.recolor_label("mine", "this one", "#112233")
    until(lambda: near(color_at(view, at), "#112233"))


def test_by_a_gene_set_in_python(shown):
    widget, view, _, _ = shown
    widget.color = "CD79A"
    expect(view.box.get_by_role("figure")).to_have_accessible_name(re.compile("^CD79A: "))
    colour_button(view, "CD79A").click()
    expect(view.box.get_by_role("menuitemradio", name="CD79A")).to_have_attribute("aria-checked", "true")


def test_names_of_labels_stand_over_their_cells(shown):
    widget, view, _, _ = shown
    widget.create_category("mine")
    view.lasso(B_CELLS)
    view.label_selection("B cell")
    name = view.plot.get_by_text("B cell", exact=True)
    expect(name).to_be_visible()
    box, plot = name.bounding_box(), view.plot.bounding_box()
    assert 0.1 < (box["x"] - plot["x"]) / plot["width"] < 0.33
    widget.rename_label("mine", "B cell", "B")
    expect(view.plot.get_by_text("B", exact=True)).to_be_visible()


def test_another_embedding(shown):
    widget, view, cell, at = shown
    choose(view, "Embedding: UMAP", "PCA")
    expect(view.box.get_by_role("button", name="Embedding: PCA")).to_be_visible()
    until(lambda: widget.embedding == "X_pca")
    view.plot.hover(position=position_of(widget, view, lonely_cell(widget.adata.obsm["X_pca"][:, :2])))
    alone = widget.adata.obs_names[lonely_cell(widget.adata.obsm["X_pca"][:, :2])]
    expect(view.box.locator(".cxw-hover")).to_contain_text(alone)
    widget.embedding = "X_umap"
    until(lambda: near(color_at(view, at), level_color(widget, "louvain", cell)))


def test_the_card_tells_name_labels_and_value(shown):
    widget, view, cell, at = shown
    widget.create_category("mine")
    widget.label("this one", cells=[cell])
    widget.color = "n_genes"
    expect(view.box.get_by_role("figure")).to_be_visible()
    view.plot.hover(position=at)
    card = view.box.locator(".cxw-hover")
    expect(card).to_contain_text(widget.adata.obs_names[cell])
    expect(card).to_contain_text("this one")
    expect(card).to_contain_text(f"{widget.adata.obs['n_genes'].iloc[cell]:,}")
    widget.rename_label("mine", "this one", "renamed")
    expect(card).to_contain_text("renamed")
    widget.color = "louvain"
    expect(card).to_contain_text("louvain")
    view.page.mouse.move(0, 0)
    expect(card).to_have_count(0)
