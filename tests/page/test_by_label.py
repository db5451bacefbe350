"""Violins and the confusion table in the dock: they follow the labels, and what is clicked or walked to is selected."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import expect

from .menus import choose
from .test_access import findings
from .wait import until_selected


def labelled(widget):
    """Make a category of two labels; give who has which."""
    names = widget.adata.obs["bulk_labels"].astype(str)
    t_cells, b_cells = names.str.contains("CD4|CD8").to_numpy(), names.str.contains("CD19").to_numpy()
    widget.create_category("mine")
    widget.label("T cell", cells=np.flatnonzero(t_cells))
    widget.label("B cell", cells=np.flatnonzero(b_cells))
    return t_cells, b_cells


def tab_of(view, name):
    view.box.get_by_role("tab", name=name).click()
    return view.box.get_by_role("tabpanel", name=name)


def add(tab, name):
    field = tab.get_by_role("combobox", name="Add a gene or number")
    field.fill(name)
    field.press("Shift+Enter")


def said_of(widget, name, label, **options):
    """The median that a violin's name tells."""
    table = widget.distributions(name, **options)
    return table[table["label"] == label].iloc[0]


def test_violins_follow_the_labels_and_select(show_page):
    widget, view = show_page()
    t_cells, b_cells = labelled(widget)
    tab = tab_of(view, "Violins")
    for name in ("CD79A", "n_genes", "phase"):
        add(tab, name)
    expect(tab).to_contain_text("No gene or number is called phase.")
    expect(tab.get_by_role("columnheader")).to_have_count(2)
    row = said_of(widget, "CD79A", "B cell")
    violin = tab.get_by_role("button", name=re.compile("^CD79A in B cell: "))
    words = f"{row['n_cells']} cells; median {row['median']:.3g}, .* {round(100 * row['pct_above_0'])} % above 0"
    expect(violin).to_have_accessible_name(re.compile(words))
    assert violin.locator("path").count() == 1
    # pointed at, it says so in the line above
    violin.hover()
    expect(tab.get_by_text(re.compile("^CD79A in B cell: ")).first).to_be_visible()
    assert findings(view) == []
    tab.get_by_role("button", name="Box plot").click()
    expect(violin.locator("path")).to_have_count(0)
    # an edit: the numbers of what is left
    widget.unlabel(cells=np.flatnonzero(b_cells)[:40])
    expect(violin).to_have_accessible_name(re.compile(f": {b_cells.sum() - 40} cells; "))
    # a click selects, with Shift it adds; so do keys
    now = (widget.annotations["mine"] == "B cell").to_numpy()
    violin.click()
    until_selected(widget, now)
    tab.get_by_role("rowheader", name="T cell").get_by_role("button").click(modifiers=["Shift"])
    until_selected(widget, now | t_cells)
    view.page.keyboard.press("ArrowRight")
    view.page.keyboard.press("ArrowDown")
    expect(violin).to_be_focused()
    view.page.keyboard.press("Enter")
    until_selected(widget, now)
    # of these only; then of none
    only = tab.get_by_role("checkbox", name="Only selected")
    only.check()
    expect(tab.get_by_role("rowheader")).to_have_count(1)
    widget.clear_selection()
    expect(tab).to_contain_text("No cell is selected.")
    only.uncheck()
    # by a column; what is taken out goes
    choose(view, "Violins by: mine", "louvain")
    expect(tab.get_by_role("rowheader")).to_have_count(11)
    choose(view, "Menu of CD79A", "Take out")
    expect(tab.get_by_role("columnheader")).to_have_count(1)
    row = said_of(widget, "n_genes", "3", by="louvain")
    expect(tab.get_by_role("button", name=re.compile("^n_genes in 3: "))).to_have_accessible_name(
        re.compile(f"{row['n_cells']} cells; median {row['median']:,.0f}, ")
    )


def test_the_confusion_table_follows_the_labels_and_selects(show_page):
    widget, view = show_page()
    t_cells, b_cells = labelled(widget)
    louvain = widget.adata.obs["louvain"].astype(str).to_numpy()
    tab = tab_of(view, "Compare")
    choose(view, "Columns: bulk_labels", "louvain")
    table = tab.get_by_role("table", name="mine by louvain")

    def square(row, column):
        return table.get_by_role("button", name=re.compile(f"^{row} and {column}: "))

    n = int((b_cells & (louvain == "4")).sum())
    expect(square("B cell", "4")).to_have_text(str(n))
    expect(tab).to_contain_text(f"ARI {widget.confusion('mine', 'louvain').attrs['adjusted_rand']:.2f}")
    assert findings(view) == []
    square("B cell", "4").click()
    until_selected(widget, b_cells & (louvain == "4"))
    square("T cell", "3").click(modifiers=["Shift"])
    both = (b_cells & (louvain == "4")) | (t_cells & (louvain == "3"))
    until_selected(widget, both)
    # the keys walk, Enter selects; the head of a column is its label
    square("B cell", "4").focus()
    view.page.keyboard.press("ArrowRight")
    expect(square("B cell", "5")).to_be_focused()
    for key in ("ArrowLeft", "ArrowUp", "ArrowUp", "Enter"):
        view.page.keyboard.press(key)
    until_selected(widget, louvain == "4")
    # parts in place of counts, and an edit is followed
    tab.get_by_role("button", name="% column").click()
    expect(square("B cell", "4")).to_have_text(f"{round(100 * n / (louvain == '4').sum())} %")
    widget.label("B cell", cells=np.flatnonzero(louvain == "4"), category="mine")
    expect(square("B cell", "4")).to_have_text("100 %")
    # along the diagonal
    tab.get_by_role("checkbox", name="Diagonal").check()
    frame = widget.confusion("mine", "louvain")
    expected = [str(frame.columns[place]) for place in frame.attrs["column_order"]]
    heads = table.get_by_role("columnheader").get_by_role("button")
    expect(heads).to_have_text([re.compile(f"^{name}") for name in expected])
    # the other way round, of the selected cells
    tab.get_by_role("button", name="Swap").click()
    tab.get_by_role("checkbox", name="Only selected").check()
    swapped = tab.get_by_role("table", name="louvain by mine")
    expect(swapped.get_by_role("rowheader")).to_have_count(1)


def test_of_many_labels_only_those_in_sight_are_drawn(show_page):
    widget, view = show_page()
    widget.adata.obs["fine"] = [f"part {number // 2:03}" for number in range(700)]
    widget.adata.obs["fine"] = widget.adata.obs["fine"].astype("category")
    widget.create_category("mine", like="fine")
    expect(view.box.get_by_role("button", name="fine").first).to_be_visible()  # the page knows the column
    tab = tab_of(view, "Compare")
    choose(view, "Columns: bulk_labels", "fine")
    table = tab.get_by_role("table", name="mine by fine")
    expect(table.get_by_role("button", name="part 000 and part 000: 2 cells")).to_be_visible()
    assert table.get_by_role("button").count() < 900
    assert table.get_attribute("aria-rowcount") == "351"
    table.get_by_role("button", name="part 000 and part 000: 2 cells").focus()
    view.page.keyboard.press("Control+End")
    last = table.get_by_role("button", name="part 349 and part 349: 2 cells")
    expect(last).to_be_focused()
    expect(last).to_be_in_viewport()
    view.page.keyboard.press("Enter")
    until_selected(widget, np.arange(700) >= 698)
    # the heads stay in sight
    expect(table.get_by_role("rowheader", name="part 349")).to_be_in_viewport()
    expect(table.get_by_role("columnheader", name="part 349")).to_be_in_viewport()


def test_several_names_are_added_to_violins_at_once_and_unknown_ones_are_said(show_page):
    widget, view = show_page()
    labelled(widget)
    tab = tab_of(view, "Violins")
    field = tab.get_by_role("combobox", name="Add a gene or number")
    field.fill("NKG7 LYZ, nope;n_genes")
    field.press("Enter")
    expect(tab).to_contain_text("No gene or number is called nope.")
    expect(tab.get_by_role("columnheader")).to_have_count(3)
    for name in ("NKG7", "LYZ", "n_genes"):
        expect(tab.get_by_role("button", name=f"Menu of {name}")).to_be_visible()


def test_names_above_the_confusion_table_are_whole_where_there_is_room(show_page):
    widget, view = show_page()
    labelled(widget)
    tab = tab_of(view, "Compare")
    names = tab.locator(".cxw-confusion-name")
    expect(names).to_have_count(10)
    cut = "all => all.some(e => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)"
    assert not names.evaluate_all(cut)
    assert tab.locator(".cxw-by-pane").evaluate("pane => pane.scrollWidth <= pane.clientWidth")
