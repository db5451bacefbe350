"""Genes: found by typing, colored by, brushed; the layer of their values; gene sets."""

from __future__ import annotations

import threading

import anndata as ad
import numpy as np
from playwright.sync_api import expect

from cellxgene_widget.data.genes import GeneTable
from cellxgene_widget.session.columns import Columns

from .menus import choose, retype
from .places import B_CELLS
from .test_names_are_text import EVIL, assert_inert, evil_cells
from .test_numbers import brush, field, histogram
from .wait import until


def search(view):
    return view.box.get_by_role("combobox", name="Search genes")


def colour(view):
    return view.box.get_by_role("button", name="Colour by: ")


def gene(view, name):
    return view.box.get_by_role("region", name=f"Gene {name}", exact=True)


def gene_set(view, name):
    return view.box.get_by_role("region", name=f"Gene set {name}", exact=True)


def hold(page_server):
    """Let requests wait, as they do while a cell runs."""
    page_server.idle.clear()
    return page_server.idle.set


def test_a_gene_is_found_and_coloured_by_the_keyboard(show_page, page_server):
    widget, view = show_page()
    keyboard = view.page.keyboard
    view.surface.focus()
    # as fast as one types: Enter comes before the kernel has answered
    go_on = hold(page_server)
    keyboard.type("/cd79a")
    keyboard.press("Enter")
    go_on()
    expect(colour(view)).to_have_accessible_name("Colour by: CD79A")
    expect(view.surface).to_be_focused()
    expect(gene(view, "CD79A")).to_contain_text("81 % at -0.369")
    expect(view.box.get_by_role("figure", name="CD79A")).to_be_visible()
    assert widget.color == "CD79A"

    # with Shift it is only shown, and the next one can be typed
    keyboard.type("/NKG7")
    expect(view.box.get_by_role("option", name="NKG7")).to_have_attribute("aria-selected", "true")
    keyboard.press("Shift+Enter")
    expect(histogram(view, "NKG7")).to_be_visible()
    expect(search(view)).to_be_focused()
    expect(search(view)).to_have_value("")
    expect(colour(view)).to_have_accessible_name("Colour by: CD79A")

    # what is only spelt alike must be chosen
    keyboard.type("cd79x")
    expect(view.box.get_by_text("No gene is called “cd79x”. Much like it:")).to_be_visible()
    keyboard.press("Enter")
    expect(view.box.get_by_role("option", selected=True)).to_have_count(0)
    expect(colour(view)).to_have_accessible_name("Colour by: CD79A")
    keyboard.press("ArrowDown")
    nearest = view.box.get_by_role("option").first
    expect(nearest).to_have_attribute("aria-selected", "true")
    assert nearest.inner_text().strip() == "CD79B"
    keyboard.press("Enter")
    expect(colour(view)).to_have_accessible_name("Colour by: CD79B")
    keyboard.type("/zzz9")
    expect(view.box.get_by_text("No gene is called “zzz9”.")).to_be_visible()
    keyboard.press("Escape")
    expect(search(view)).to_have_value("")
    keyboard.press("Escape")
    expect(view.surface).to_be_focused()

    # off the list: its color goes too
    gene(view, "CD79B").hover()
    view.box.get_by_role("button", name="Remove CD79B").click()
    expect(gene(view, "CD79B")).to_have_count(0)
    expect(colour(view)).to_have_accessible_name("Colour by: bulk_labels")
    # what code colors by is shown
    widget.color = "CST3"
    expect(histogram(view, "CST3")).to_be_visible()


def test_after_a_lasso_the_key_finds_a_gene_too(show_page):
    widget, view = show_page()
    view.lasso(B_CELLS)
    expect(view.label_field).to_be_focused()
    view.page.keyboard.type("/cd79a")
    view.page.keyboard.press("Enter")
    expect(colour(view)).to_have_accessible_name("Colour by: CD79A")
    view.page.set_viewport_size({"width": 682, "height": 760})
    panel = view.box.get_by_role("complementary", name="Genes and numbers")
    expect(panel).to_be_hidden()
    view.page.keyboard.type("/")
    expect(search(view)).to_be_focused()
    view.page.keyboard.type("ms4a1")
    view.page.keyboard.press("Enter")
    expect(colour(view)).to_have_accessible_name("Colour by: MS4A1")
    expect(panel).to_be_hidden()
    assert widget.n_selected


def test_in_a_narrow_box_escape_closes_the_drawer_that_the_key_opened(show_page):
    _, view = show_page(query="?width=650")
    view.surface.focus()
    view.page.keyboard.press("/")
    expect(search(view)).to_be_focused()
    view.page.keyboard.press("Escape")
    expect(view.box.get_by_role("complementary", name="Genes and numbers")).to_be_hidden()
    expect(view.surface).to_be_focused()


def test_a_brushed_gene_filters_and_its_cells_outlast_another_layer(show_page):
    widget, view = show_page()
    widget.color = "CD79A"
    brush(view, "CD79A", 0.3, 1.05)
    expect(view.box.get_by_role("button", name="clear the range of CD79A")).to_be_visible()
    expect(field(view, "CD79A", "from")).not_to_have_value("")
    low = float(field(view, "CD79A", "from").input_value())
    until(lambda: widget.filters == {"CD79A": [low, None]})
    n = int((widget.session.column("CD79A").values >= np.float32(low)).sum())
    expect(view.selection).to_contain_text(f"{n} of 700")
    chips = view.box.locator(".cxw-chip")

    choose(view, "Values of genes from: X", "raw")
    expect(view.box.get_by_role("button", name="Values of genes from: raw")).to_be_visible()
    expect(gene(view, "CD79A")).to_contain_text("81 % are 0")
    expect(view.selection).to_contain_text(f"{n} of 700")
    expect(chips).to_have_text([f"CD79A ≥ {low:.3g} (X)"])
    expect(view.box.get_by_role("button", name="clear the range of CD79A")).to_have_count(0)
    assert widget.layer == "raw"
    assert widget.recipe == [{"where": {"CD79A": [low, None]}, "layer": "X"}]
    # from code, too
    widget.use_layer("X")
    expect(gene(view, "CD79A")).to_contain_text("81 % at -0.369")
    expect(chips).to_have_text([f"CD79A ≥ {low:.3g}"])


def test_gene_sets_are_made_shown_changed_and_deleted(show_page, tmp_path):
    widget, view = show_page(layer="raw")
    keyboard = view.page.keyboard
    widget.color = "CD79A"
    expect(histogram(view, "CD79A")).to_be_visible()

    # of the genes shown, and what is typed besides
    view.box.get_by_role("button", name="Set", exact=True).click()
    genes = view.box.get_by_role("textbox", name="Genes", exact=True)
    expect(genes).to_have_value("CD79A")
    genes.fill("CD79A; CD79B\nNOT-HERE")
    retype(view.box.get_by_role("textbox", name="Gene set", exact=True), "B cells")
    expect(view.box.get_by_text("Created gene set B cells; 1 not in the data, kept: NOT-HERE")).to_be_visible()
    assert widget.gene_sets == {"B cells": ["CD79A", "CD79B", "NOT-HERE"]}

    gene_set(view, "B cells").get_by_role("button", name="Colour by set: B cells").click()
    expect(colour(view)).to_have_accessible_name("Colour by: set: B cells")
    gene_set(view, "B cells").locator(".cxw-fold").click()
    expect(gene_set(view, "B cells").get_by_text("not in the data")).to_have_count(1)
    brush(view, "set: B cells", 0.5, 1.05)
    until(lambda: "set: B cells" in widget.filters)
    mean = widget.session.column("set: B cells").values
    low = widget.filters["set: B cells"][0]
    expect(view.selection).to_contain_text(f"{int((mean >= np.float32(low)).sum())} of 700")

    # a gene of it is shown, one is added, one taken out
    gene_set(view, "B cells").get_by_role("button", name="CD79B", exact=True).click()
    expect(gene(view, "CD79B")).to_be_visible()
    retype(view.box.get_by_role("textbox", name="Add genes to B cells"), "MS4A1")
    expect(gene_set(view, "B cells").get_by_role("button", name="MS4A1", exact=True)).to_be_visible()
    view.box.get_by_role("button", name="Take NOT-HERE out of B cells").click()
    expect(gene_set(view, "B cells").get_by_text("not in the data")).to_have_count(0)
    choose(view, "Menu of gene set B cells", "Rename")
    retype(view.box.get_by_role("textbox", name="Rename gene set B cells"), "B lineage")
    expect(gene_set(view, "B lineage")).to_be_visible()
    expect(colour(view)).to_have_accessible_name("Colour by: set: B lineage")
    expect(view.box.get_by_text("gene-sets")).to_be_visible()

    # from code and from a file
    widget.create_gene_set("T cells", ["CD3D"])
    expect(gene_set(view, "T cells")).to_be_visible()
    (tmp_path / "more.gmt").write_text("NK cells\twhat kills\tNKG7\tGNLY\n")
    view.box.get_by_role("button", name="Set", exact=True).click()
    view.box.get_by_label("File of gene sets").set_input_files(tmp_path / "more.gmt")
    expect(gene_set(view, "NK cells")).to_be_visible()
    assert widget.gene_sets["NK cells"] == ["NKG7", "GNLY"]

    # a name that is taken is said beside the field
    view.box.get_by_role("button", name="Set", exact=True).click()
    retype(view.box.get_by_role("textbox", name="Gene set", exact=True), "T cells")
    expect(view.box.get_by_role("alert").filter(has_text="There is a gene set 'T cells' already")).to_be_visible()
    keyboard.press("Escape")
    delete = view.box.get_by_role("button", name="Delete gene set B lineage")
    delete.click()
    view.box.get_by_role("button", name="Delete it?").click()
    expect(gene_set(view, "B lineage")).to_have_count(0)
    expect(colour(view)).not_to_have_accessible_name("Colour by: set: B lineage")
    assert list(widget.gene_sets) == ["T cells", "NK cells"]
    assert not any(view.errors())


def test_a_slow_gene_is_waited_for_in_its_place_and_labelling_goes_on(show_page, monkeypatch):
    widget, view = show_page()
    go_on, many = threading.Event(), GeneTable.many
    monkeypatch.setattr(Columns, "is_slow", lambda self, name, layer=None: self.is_of_genes(name))

    def slow(self, names):
        assert go_on.wait(30)
        return many(self, names)

    monkeypatch.setattr(GeneTable, "many", slow)
    for name in ("CD79A", "NKG7"):
        search(view).fill(name)
        expect(view.box.get_by_role("option", name=name, exact=True)).to_be_visible()
        search(view).press("Shift+Enter")
        expect(gene(view, name)).to_contain_text(f"Reading {name} …")
    widget.create_category("cell_type")
    widget.label("B cell", cells=[1, 2, 3])
    view.expect_counts(**{"B cell": 3})
    gene(view, "CD79A").hover()
    view.box.get_by_role("button", name="Remove CD79A").click()
    expect(gene(view, "CD79A")).to_have_count(0)
    go_on.set()
    expect(histogram(view, "NKG7")).to_be_visible()
    expect(view.box.get_by_text("Reading")).to_have_count(0)
    assert not any(view.errors())


def test_names_of_genes_and_sets_are_text(show_page, page):
    page.add_init_script("window.alert = () => { window.alerted = (window.alerted ?? 0) + 1 }")
    cells = evil_cells()
    data = ad.AnnData(np.arange(18.0).reshape(9, 2), obs=cells.obs, uns=cells.uns, obsm=dict(cells.obsm))
    data.var_names = [f"{EVIL} gene", "CD3D"]
    data.layers[EVIL] = data.X * 2
    widget, view = show_page(data, dataset=EVIL, max_category_items=5)
    search(view).fill("<img")
    view.box.get_by_role("option", name=f"{EVIL} gene").click()
    expect(gene(view, f"{EVIL} gene")).to_be_visible()
    search(view).fill(EVIL + EVIL)
    expect(view.box.get_by_text(f"No gene is called “{EVIL + EVIL}”")).to_be_visible()
    search(view).press("Escape")
    widget.create_gene_set(EVIL, [f"{EVIL} gene", f"{EVIL} unknown"], description=EVIL)
    gene_set(view, EVIL).locator(".cxw-fold").click()
    expect(gene_set(view, EVIL).get_by_text(f"{EVIL} unknown")).to_be_visible()
    choose(view, "Values of genes from: X", EVIL)
    expect(view.box.get_by_role("button", name=f"Values of genes from: {EVIL}")).to_be_visible()
    assert_inert(view)
