"""The dot plot in the dock: genes typed, from a set and from the markers; it follows the labels."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import expect

from .axe import findings
from .menus import choose
from .wait import until, until_selected


def panel_of(view):
    view.box.get_by_role("tab", name="Dot plot").click()
    return view.box.get_by_role("tabpanel", name="Dot plot")


def add(panel, text):
    field = panel.get_by_role("combobox", name="Add a gene to the dot plot")
    field.fill(text)
    field.press("Enter")


def dot(panel, gene, group):
    """What is said of one dot."""
    return panel.get_by_title(re.compile(f"^{gene} in {re.escape(group)}:"))


def said(widget, gene, group, by):
    """The words for one dot, from Python's numbers."""
    table = widget.session.parts.dots.by_label([gene], by=by)
    row = table.groups.index(group)
    return round(100 * table.fractions[row, 0]), table.means[row, 0]


def columns(panel):
    return panel.get_by_role("columnheader").all_inner_texts()


def many(show_page, n_labels, *, cells, n_genes):
    """Show dots of many labels, of so many cells each; gives the widget, the view, the panel and the genes."""
    widget, view = show_page()
    widget.create_category("many")
    for number in range(n_labels):
        widget.label(f"Subtype {number + 1:03}", cells=range(number * cells, (number + 1) * cells))
    panel = panel_of(view)
    genes = list(widget.session.parts.table.genes.names[:n_genes])
    add(panel, " ".join(genes))
    until(lambda: columns(panel) == genes)
    return widget, view, panel, genes


def test_dots_follow_the_labels_and_their_rows_select(show_page):
    widget, view = show_page()
    widget.create_category("mine")
    widget.label("T cell", cells=np.flatnonzero(widget.adata.obs["bulk_labels"].str.contains("CD4|CD8")))
    panel = panel_of(view)
    expect(panel.get_by_role("button", name="Rows of the dot plot: mine")).to_be_visible()
    add(panel, "CD3D, CD79A nope")
    expect(panel).to_contain_text("Not in the data: nope")
    assert columns(panel) == ["CD3D", "CD79A"]
    part, _ = said(widget, "CD3D", "T cell", "mine")
    expect(dot(panel, "CD3D", "T cell")).to_have_attribute("title", re.compile(f": {part} % of cells, mean "))
    assert findings(view) == []
    # an edit: a new row, and the numbers of the others
    widget.label("B cell", cells=np.flatnonzero(widget.adata.obs["bulk_labels"].str.contains("CD19")))
    part, _ = said(widget, "CD79A", "B cell", "mine")
    expect(dot(panel, "CD79A", "B cell")).to_have_attribute("title", re.compile(f": {part} % of cells, "))
    part, _ = said(widget, "CD79A", None, "mine")
    expect(dot(panel, "CD79A", "unassigned")).to_have_attribute("title", re.compile(f": {part} % of cells, "))
    # its row selects, and the markers of what is selected join
    panel.get_by_role("rowheader", name="B cell").get_by_role("button").click()
    until_selected(widget, (widget.annotations["mine"] == "B cell").to_numpy())
    expect(view.selection).to_contain_text(f"{widget.selected.sum()} of 700")
    choose(view, "Menu of the dot plot", "Add markers of the selection")
    until(lambda: columns(panel) == list(dict.fromkeys(["CD3D", "CD79A", *widget.markers(n_genes=6).index])))
    choose(view, "Menu of gene CD3D", "Take out")
    until(lambda: "CD3D" not in columns(panel))
    # the genes of a set, by a column of the data
    widget.create_gene_set("few", ["FCER1A", "gone"])
    choose(view, "Menu of the dot plot", "Take out all genes")
    until(lambda: columns(panel) == [])
    choose(view, "Rows of the dot plot: mine", "louvain")
    choose(view, "Menu of the dot plot", "few")
    expect(panel).to_contain_text("Not in the data: gone")
    until(lambda: columns(panel) == ["FCER1A"])
    part, _ = said(widget, "FCER1A", "3", "louvain")
    expect(dot(panel, "FCER1A", "3")).to_have_attribute("title", re.compile(f": {part} % of cells, "))


def test_many_rows_and_genes_in_little_room_and_over_the_whole_box(show_page):
    widget, view, panel, genes = many(show_page, 60, cells=11, n_genes=12)
    table = panel.get_by_role("table")
    rows = table.get_by_role("rowheader")
    expect(rows).to_have_count(61)
    # all 12 columns fit beside the names: nothing to scroll sideways
    scroll = panel.locator(".cxw-dots-scroll")
    assert scroll.evaluate("node => node.scrollWidth <= node.clientWidth")
    assert scroll.evaluate("node => node.scrollHeight > node.clientHeight")
    # heads and names stay where one scrolls
    scroll.evaluate("node => node.scrollTo(0, 400)")
    head = table.get_by_role("columnheader", name=f"Menu of gene {genes[0]}")
    box = scroll.bounding_box()
    until(lambda: rows.first.bounding_box()["y"] < box["y"])
    assert head.bounding_box()["y"] >= box["y"]

    # over the whole box the dots grow
    def largest():
        return table.locator("tbody .cxw-dots-dot").evaluate_all(
            "dots => Math.max(...dots.map((dot) => dot.getBoundingClientRect().width))"
        )

    choose(view, "Rows of the dot plot: many", "louvain")
    expect(rows).to_have_count(11)
    small = largest()
    view.box.get_by_role("button", name="Dock over the whole box").click()
    until(lambda: largest() > small)
    choose(view, "Menu of the dot plot", "Scale each gene")
    expect(panel).to_contain_text("mean, scaled")
    assert findings(view) == []
    # rows that are alike beside each other, and back
    names = [name.split("\n")[0] for name in rows.all_inner_texts()]
    clustered = widget.session.parts.dots.by_label(genes, by="louvain", order="clustered").groups
    panel.get_by_role("button", name="Cluster rows").click()
    until(lambda: [name.split("\n")[0] for name in rows.all_inner_texts()] == list(clustered))
    assert list(clustered) != names
    of_3 = (widget.adata.obs["louvain"] == "3").to_numpy()
    table.get_by_role("rowheader", name=f"3 {of_3.sum()}", exact=True).get_by_role("button").click()
    until_selected(widget, of_3)
    # the genes of a set stand under its name
    widget.create_gene_set("few", ["FCER1A", "CD79A"])
    choose(view, "Menu of the dot plot", "few")
    expect(panel.get_by_title("Gene set few")).to_be_visible()
    view.surface.focus()
    view.page.keyboard.press("d")
    expect(table).to_have_count(0)


def test_the_key_has_dots_as_large_as_those_of_the_plot(show_page):
    widget, view = show_page()
    widget.create_category("mine", like="louvain")
    panel = panel_of(view)
    add(panel, "CD3D CD79A LYZ")
    view.box.get_by_role("button", name="Dock over the whole box").click()
    whole = panel.locator(".cxw-dots-place .cxw-dots-dot").last
    largest = "e => parseFloat(getComputedStyle(e).getPropertyValue('--dot'))"
    until(lambda: whole.bounding_box()["width"] == panel.locator(".cxw-dots-scroll").evaluate(largest) > 20)


def test_thousands_of_dots_are_not_drawn_anew_while_a_splitter_is_dragged(show_page):
    _, view, panel, _ = many(show_page, 100, cells=4, n_genes=60)
    dots = panel.get_by_role("table").locator("tbody .cxw-dots-dot")
    expect(dots.nth(1200)).to_be_attached()
    assert dots.count() < 101 * 60, "of many rows those in sight exist"
    # the rows that are there stay what they are: only sizes follow, and rows that come into sight
    panel.locator("tbody").evaluate(
        """(body) => {
          window.drawn = 0;
          const within = ({ target }) => target.closest("td, th");
          const watch = new MutationObserver((changes) => { window.drawn += changes.filter(within).length; });
          watch.observe(body, { childList: true, subtree: true, attributes: true });
        }"""
    )
    dot = panel.locator("tbody .cxw-dots-dot").first
    was = dot.bounding_box()["width"]
    edge = view.box.get_by_role("separator", name="Height of the dock").bounding_box()
    mouse = view.page.mouse
    mouse.move(edge["x"] + 200, edge["y"] + 2)
    mouse.down()
    mouse.move(edge["x"] + 200, edge["y"] - 58, steps=20)
    mouse.up()
    until(lambda: view.box.get_by_role("tabpanel").bounding_box()["height"] > 260)
    assert view.page.evaluate("drawn") == 0
    assert dot.bounding_box()["width"] >= was


def test_the_row_with_the_focus_keeps_it_wherever_one_scrolls(show_page):
    _, view, panel, _ = many(show_page, 100, cells=7, n_genes=20)
    rows, scroll = panel.get_by_role("rowheader"), panel.locator(".cxw-dots-scroll")
    button = rows.first.get_by_role("button")
    button.focus()
    height = scroll.evaluate("node => node.scrollHeight")
    scroll.evaluate("node => node.scrollTo(0, node.scrollHeight)")
    expect(rows.nth(-2)).to_contain_text("Subtype 09")
    assert rows.count() < 60
    expect(button).to_be_focused()
    expect(button).to_contain_text("Subtype 001")
    assert scroll.evaluate("node => node.scrollHeight") == height
    scroll.evaluate("node => node.scrollTo(0, 0)")
    expect(rows.nth(1)).to_contain_text("Subtype 002")
    view.surface.focus()
    assert scroll.evaluate("node => node.scrollHeight") == height
    assert findings(view) == []
