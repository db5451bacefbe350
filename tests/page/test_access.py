"""Access, as axe-core measures it: names, roles, contrast, focus, in both themes."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .axe import findings
from .menus import choose
from .places import B_CELLS
from .test_numbers import brush
from .wait import until

both_themes = pytest.mark.parametrize("theme", ["light", "dark"])


@both_themes
def test_empty_start_and_the_dialog_of_keys(show_page, theme):
    _, view = show_page(theme=theme)
    assert findings(view) == []
    view.box.get_by_role("button", name="Keys", exact=True).click()
    expect(view.box.get_by_role("dialog", name="Keys")).to_be_visible()
    assert findings(view) == []


@both_themes
def test_markers_and_what_is_kept_of_them(show_page, theme):
    widget, view = show_page(theme=theme)
    widget.create_category("cell_type")
    widget.adata.obs["donor_id"] = [f"d{number % 5}" for number in range(700)]
    widget.select(where={"louvain": ["4"]})
    widget.label("B cell")
    widget.keep_evidence("B cell", ["CD79A"])
    view.box.get_by_role("tab", name="Markers").click()
    expect(view.box.get_by_role("table", name="Marker genes")).to_contain_text("5/5")
    expect(view.box.get_by_role("button", name="Evidence for B cell: CD79A")).to_be_visible()
    assert findings(view) == []


@both_themes
def test_labelling_in_progress_with_menus_and_forms(show_page, theme):
    widget, view = show_page(theme=theme)
    widget.create_category("cell_type")
    widget.label("B cell", cells=list(range(40)))
    view.lasso(B_CELLS)
    until(lambda: widget.n_selected)
    view.label_selection("NK cell")
    expect(view.box.get_by_text("as NK cell")).to_be_visible()
    view.box.get_by_role("button", name="louvain", exact=True).click()
    view.box.get_by_role("checkbox", name="Show 3", exact=True).click()
    assert findings(view) == []
    for items in ([], ["Note"], ["Change colour"]):
        choose(view, "Menu of label B cell", *items)
        assert findings(view) == [], items
        view.page.keyboard.press("Escape")
    view.row("B cell").get_by_text("B cell").dblclick()
    assert findings(view) == []


@both_themes
def test_sixty_labels(show_page, theme):
    widget, view = show_page(theme=theme)
    widget.create_category("cell_type")
    for i in range(60):
        widget.label(f"label {i:02}", cells=list(range(11 * i, 11 * i + 11)))
    expect(view.row("label 59")).to_have_count(1)
    assert findings(view) == []


@both_themes
def test_numbers_with_a_range(show_page, theme):
    _, view = show_page(theme=theme)
    brush(view, "n_genes", 0.2, 0.6)
    expect(view.box.get_by_role("button", name="clear the range of n_genes")).to_be_visible()
    field = view.box.get_by_role("textbox", name="percent_mito from")
    field.fill("9")
    view.box.get_by_role("textbox", name="percent_mito to").fill("1")
    view.page.keyboard.press("Enter")
    expect(view.box.get_by_role("alert").filter(has_text="From is above to")).to_be_visible()
    assert findings(view) == []


@both_themes
def test_genes_and_gene_sets(show_page, theme):
    widget, view = show_page(theme=theme, layer="raw")
    widget.color = "CD79A"
    widget.set_filter("CD79A", (1, None))
    widget.create_gene_set("B cells", ["CD79A", "MS4A1", "NOT-HERE"])
    view.box.get_by_role("region", name="Gene set B cells").locator(".cxw-fold").click()
    expect(view.box.get_by_role("group", name="Range of set: B cells")).to_be_visible()
    expect(view.box.get_by_role("group", name="Range of CD79A")).to_be_visible()
    search = view.box.get_by_role("combobox", name="Search genes")
    for text in ("hla-d", "cd79x"):
        search.fill(text)
        expect(view.box.get_by_role("option").first).to_be_visible()
        assert findings(view) == []
    search.press("Escape")
    view.box.get_by_role("button", name="Set", exact=True).click()
    view.box.get_by_role("button", name="Create", exact=True).click()
    expect(view.box.get_by_role("alert").filter(has_text="needs a name")).to_be_visible()
    assert findings(view) == []


def test_drawers_in_a_narrow_box(show_page):
    _, view = show_page(query="?width=650")
    for name in ("Labels and data", "Genes and numbers"):
        view.box.get_by_role("button", name=name, exact=True).click()
        expect(view.box.get_by_role("complementary", name=name)).to_be_visible()
        assert findings(view) == []
    view.page.keyboard.press("Escape")
