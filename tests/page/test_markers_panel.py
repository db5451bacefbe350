"""Markers of the selection: they appear, are kept as evidence, and only the newest answer is drawn."""

from __future__ import annotations

import io
import json
import threading

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import expect

from cellxgene_widget.statistics import comparison

from .test_access import findings
from .wait import until

AROUND_B = [(0.2, 0.55), (0.32, 0.55), (0.32, 0.9), (0.2, 0.9)]


def genes(view):
    return view.box.get_by_role("table", name="Marker genes").get_by_role("button", name="Colour by ")


def panel(view):
    return view.box.get_by_role("tabpanel", name="Markers")


def row_of(view, gene):
    rows = view.box.get_by_role("table", name="Marker genes").get_by_role("row")
    return rows.filter(has=view.page.get_by_role("button", name=f"Colour by {gene}", exact=True))


def show_markers(view):
    view.box.get_by_role("tab", name="Markers").click()


def choose(view, button, choice):
    view.box.get_by_role("button", name=button).click()
    view.box.get_by_role("menu").get_by_text(choice, exact=True).click()


def expect_markers(view, table):
    """The first genes of the table on screen are these; rows out of sight do not exist."""
    wanted = table.index.tolist()[:10]
    expect(genes(view).first).to_be_visible()
    until(lambda: genes(view).all_inner_texts()[: len(wanted)] == wanted)


@pytest.fixture
def gate(monkeypatch):
    """Hold every t-test and Wilcoxon test until told: gives what lets them go, and their number so far."""
    go_on, started = threading.Event(), []

    def held(test):
        def wait(*args):
            started.append(test)
            assert go_on.wait(30)
            return test(*args)

        return wait

    for name in ("welch", "wilcoxon"):
        monkeypatch.setattr(comparison, name, held(getattr(comparison, name)))
    yield go_on, started
    go_on.set()


def test_markers_appear_and_are_kept_as_evidence(show_page):
    widget, view = show_page()
    view.lasso(AROUND_B)
    expect(view.selection).to_contain_text("of 700 cells")
    until(lambda: widget.n_selected > 0)
    view.box.get_by_role("button", name=f"Markers of {widget.n_selected} cells").click()
    table = widget.markers(n_genes=15)
    expect_markers(view, table)
    expect(panel(view)).to_contain_text(f"Markers of {widget.n_selected} cells")
    first = row_of(view, table.index[0])
    expect(first).to_contain_text(f"{table['logfoldchanges'].iloc[0]:.2f}")
    expect(first).to_contain_text(f"{table['auc'].iloc[0]:.2f}")
    expect(panel(view)).to_contain_text("Log-normalised values are assumed.")
    expect(panel(view).get_by_role("button", name="Keep top 5 for …")).to_be_disabled()

    view.label_selection("B cell", category="cell_type")
    keep = panel(view).get_by_role("button", name="Keep top 5 for B cell")
    expect(keep).to_be_enabled()
    panel(view).get_by_role("checkbox", name=f"Pick {table.index[1]}").click()
    panel(view).get_by_role("checkbox", name=f"Pick {table.index[3]}").click()
    panel(view).get_by_role("button", name="Keep 2 genes for B cell").click()
    wanted = [table.index[1], table.index[3]]
    mark = view.box.get_by_role("button", name=f"Evidence for B cell: {', '.join(wanted)}")
    expect(mark).to_be_visible()
    last = widget.history.iloc[-1]
    assert (last["operation"], last["label"]) == ("keep_evidence", "B cell")
    assert last["text"] == f"keep evidence for B cell: {', '.join(wanted)}"
    np.testing.assert_allclose(widget.evidence["auc"], table["auc"][wanted], rtol=1e-5)
    widget.save()
    meta = json.loads(widget.draft.path.read_text().splitlines()[2].removeprefix("# cellxgene_widget "))
    assert [one["gene"] for one in meta["categories"][0]["labels"][0]["evidence"]] == wanted

    mark.click()
    view.box.get_by_role("menuitem", name=wanted[0]).click()
    until(lambda: widget.color == wanted[0])
    expect(genes(view).nth(1)).to_have_attribute("aria-pressed", "true")
    view.undo()
    expect(mark).to_have_count(0)
    assert widget.evidence.empty
    assert not any(view.errors())


def test_what_to_compare_with_is_chosen(show_page):
    widget, view = show_page(color="louvain")
    widget.create_category("cell_type")
    widget.label("T", cells=widget.adata.obs["louvain"].isin(["0", "3"]))
    widget.color = "louvain"
    widget.select(where={"louvain": ["1"]})
    show_markers(view)
    expect_markers(view, widget.markers(n_genes=15))
    view.box.get_by_role("button", name="Compare with").click()
    view.box.get_by_role("menuitem", name="Remember these as B").click()
    until(lambda: "B" in widget.remembered.index)
    widget.select(where={"louvain": ["4"]})
    expect_markers(view, widget.markers(n_genes=15))
    choose(view, "Compare with", "T")
    expect_markers(view, widget.markers(n_genes=15, against=("cell_type", "T")))
    widget.label("T", cells=widget.adata.obs["louvain"] == "1")  # the label is of other cells now
    expect_markers(view, widget.markers(n_genes=15, against=("cell_type", "T")))
    choose(view, "Compare with", "B")
    expect_markers(view, widget.markers(n_genes=15, against={"louvain": ["1"]}))
    choose(view, "Test: t-test", "Wilcoxon")
    expect_markers(view, widget.markers(n_genes=15, against={"louvain": ["1"]}, method="wilcoxon"))
    # any label of any column, found by its name
    view.box.get_by_role("button", name="Compare with").click()
    view.box.get_by_role("textbox", name="Search Compare with").fill("cd19")
    view.box.get_by_role("menuitemradio", name="CD19+ B").click()
    expect_markers(view, widget.markers(n_genes=15, against=("bulk_labels", "CD19+ B"), method="wilcoxon"))

    parts = view.box.get_by_role("list", name="Selection by louvain").get_by_role("button")
    expect(parts).to_have_text(["4100 %"])
    widget.select(where={"louvain": ["4", "8"]})
    table = widget.composition("louvain")
    expect(parts).to_have_text([f"{name}{round(100 * part)} %" for name, part in table["of_selection"].items()])
    parts.nth(1).click()
    until(lambda: widget.n_selected == table["n"].iloc[1])
    expect(view.selection).to_contain_text(f"{table['n'].iloc[1]} of 700 cells")


def test_what_can_not_be_compared_is_said_in_the_panel_and_nobody_asks_unseen(show_page):
    widget, view = show_page()
    asked = "window.asked.filter((kind) => kind === 'markers').length"
    view.page.evaluate(
        """() => {
        window.asked = [];
        const send = page.model.send;
        page.model.send = (content, ...rest) => {
          asked.push(content.kind);
          send(content, ...rest);
        };
        }"""
    )
    widget.select([3])
    expect(view.selection).to_contain_text("1 of 700")
    assert view.page.evaluate(asked) == 0
    show_markers(view)
    expect(panel(view)).to_contain_text("Only one cell is selected")
    widget.select_all()
    expect(panel(view)).to_contain_text("There is no cell to compare with")
    widget.clear_selection()
    expect(panel(view)).to_contain_text("Select some cells")
    assert not any(view.errors())
    assert view.page.evaluate(asked) == 2
    # closed, or behind another tab, by key
    view.surface.focus()
    for keys in ("m", "d"):
        view.page.keyboard.press(keys)
        widget.select(where={"louvain": ["1" if keys == "m" else "2"]})
        expect(view.selection).to_contain_text(f"{widget.n_selected} of 700")
        expect(panel(view)).to_have_count(0)
    assert view.page.evaluate(asked) == 2
    view.page.keyboard.press("m")
    expect_markers(view, widget.markers(n_genes=15))
    assert view.page.evaluate(asked) == 3


def test_only_the_newest_answer_is_drawn_and_a_slow_one_is_cancelled(show_page, gate):
    go_on, started = gate
    widget, view = show_page()
    show_markers(view)
    widget.select(where={"louvain": ["1"]})
    until(lambda: len(started) == 1)
    view.page.evaluate("page.model.on('msg:custom', (m) => (window.replies ??= []).push(m.error ?? ''))")
    widget.select(where={"louvain": ["4"]})
    until(lambda: len(started) == 2)
    go_on.set()
    expect_markers(view, widget.markers(n_genes=15))
    until(lambda: "superseded" in view.page.evaluate("window.replies"))
    assert not any(view.errors())

    go_on.clear()
    choose(view, "Test: t-test", "Wilcoxon")
    expect(view.box.get_by_role("progressbar", name="Comparing")).to_be_visible()
    view.box.get_by_role("button", name="Cancel", exact=True).click()
    expect(panel(view)).to_contain_text("Cancelled.")
    go_on.set()
    view.box.get_by_role("button", name="Compare again").click()
    expect_markers(view, widget.markers(n_genes=15, method="wilcoxon"))


def inside(part, panel):
    """Whether nothing of a part is cut off at the sides of a panel."""
    inner, outer = part.bounding_box(), panel.bounding_box()
    return outer["x"] <= inner["x"] and inner["x"] + inner["width"] <= outer["x"] + outer["width"]


@pytest.mark.parametrize("width", [1400, 650])
def test_a_long_name_of_a_label_leaves_the_table_in_sight(show_page, width):
    widget, view = show_page(query=f"?width={width}")
    name = ("Plasma cell " * 7)[:75]
    widget.create_category("cell_type")
    widget.label(name, cells=widget.adata.obs["louvain"] == "8")
    widget.select(where={"louvain": ["8"]})
    show_markers(view)
    keep = panel(view).get_by_role("button", name=f"Keep top 5 for {name}")
    expect(keep).to_be_enabled()
    expect(keep).to_have_attribute("title", f"Keep top 5 for {name}, as its evidence")
    assert keep.locator(".cxw-ellipsis").evaluate("node => node.scrollWidth > node.clientWidth")
    parts = panel(view)
    for part in (keep, parts.get_by_role("button", name="another label"), parts.get_by_role("button", name="Test: ")):
        assert inside(part, parts)
    for head in parts.get_by_role("columnheader").all():
        assert inside(head, parts)
    assert inside(parts.get_by_role("button", name="Menu of gene").first, parts)


def test_all_genes_are_sorted_found_and_taken_elsewhere(show_page):
    widget, view = show_page()
    widget.adata.obs["donor"] = np.array(["d1", "d2"])[np.arange(700) % 2]
    view.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    widget.select(where={"louvain": ["4"]})
    show_markers(view)
    whole = widget.markers(n_genes=None)
    up = whole[whole["logfoldchanges"] > 0]
    expect_markers(view, whole[:15])
    expect(panel(view)).to_contain_text(f"{len(up)} of 765 genes.")
    head = panel(view).get_by_role("columnheader", name="score")
    expect(head).to_have_attribute("aria-sort", "descending")
    # down: what is lowest in the selection stands above
    panel(view).get_by_role("button", name="Down", exact=True).click()
    expect_markers(view, whole[::-1][:15])
    expect(head).to_have_attribute("aria-sort", "ascending")
    panel(view).get_by_role("button", name="Both", exact=True).click()
    # each head sorts, once more the other way; keys do as well
    for name, column, first in (("p adj", "pvals_adj", True), ("out", "pct_out", False)):
        sorting = panel(view).get_by_role("columnheader", name=name, exact=True)
        sorting.get_by_role("button").click()
        for ascending in (first, not first):
            expect_markers(view, whole.sort_values(column, ascending=ascending, kind="stable")[:15])
            expect(sorting).to_have_attribute("aria-sort", "ascending" if ascending else "descending")
            sorting.get_by_role("button").press("Enter")
    panel(view).get_by_role("columnheader", name="gene").get_by_role("button").click()
    names = sorted(whole.index, key=str.lower)
    until(lambda: genes(view).all_inner_texts()[:9] == names[:9])
    # only some rows exist; keys walk to the last, and colour by it
    panel(view).get_by_role("checkbox").first.focus()
    view.page.keyboard.press("End")
    expect(panel(view).get_by_role("checkbox", name=f"Pick {names[-1]}", exact=True)).to_be_focused()
    assert genes(view).count() < 60
    view.page.keyboard.press("Enter")
    until(lambda: widget.color == names[-1])
    # found by parts of names, and copied as they are listed
    panel(view).get_by_role("textbox", name="Find among the markers").fill("cd79, ms4a1")
    wanted = sorted((name for name in whole.index if "CD79" in name or "MS4A1" in name), key=str.lower)
    expect(genes(view)).to_have_text(wanted)
    panel(view).get_by_role("button", name="Copy the markers").click()
    expect(view.box.get_by_text(f"Copied {len(wanted)} genes as a table")).to_be_visible()
    copied = pd.read_csv(io.StringIO(view.page.evaluate("navigator.clipboard.readText()")), sep="\t", index_col="gene")
    pd.testing.assert_frame_equal(copied.drop(columns="id"), whole.loc[wanted], check_dtype=False, check_like=True)
    with view.page.expect_download() as download:
        panel(view).get_by_role("button", name="Save the markers as CSV").click()
    pd.testing.assert_frame_equal(pd.read_csv(download.value.path(), index_col="gene"), copied)
    assert findings(view) == []


def test_the_menu_of_a_gene_covers_no_number_where_nothing_hovers(show_page):
    widget, view = show_page()
    view.page.context.new_cdp_session(view.page).send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    widget.adata.obs["donor"] = np.array(["d1", "d2"])[np.arange(700) % 2]
    show_markers(view)
    for samples in ("", "donor"):
        widget.select(where={"louvain": ["8" if samples else "4"]})
        table = widget.markers(n_genes=15)
        expect_markers(view, table)
        row = row_of(view, table.index[0])
        menu = row.get_by_role("button", name="Menu of gene")
        expect(menu).to_have_css("opacity", "1")
        number = row.locator("td").nth(-2)  # the score
        assert number.bounding_box()["x"] + number.bounding_box()["width"] <= menu.bounding_box()["x"]
        gene = row.get_by_role("button", name="Colour by")
        assert gene.evaluate("node => node.scrollWidth <= node.clientWidth")


def test_in_little_room_columns_go_and_none_is_cut_nor_the_one_sorted_by(show_page):
    _widget, view = show_page()
    view.lasso(AROUND_B)
    show_markers(view)
    table = view.box.get_by_role("table", name="Marker genes")
    expect(table.get_by_role("columnheader", name="score")).to_be_visible()
    for width in (932, 682, 500):
        view.page.set_viewport_size({"width": width, "height": 700})
        rows = view.box.locator(".cxw-markers-rows")
        until(lambda rows=rows: rows.evaluate("e => e.querySelector('table').offsetWidth <= e.clientWidth"))
        expect(table.get_by_role("columnheader", name="gene")).to_be_visible()
        expect(table.get_by_role("columnheader", name="score")).to_be_visible()
        cut = "all => all.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)"
        until(lambda cut=cut: table.locator("th .cxw-ellipsis, .cxw-marker-gene").evaluate_all(cut) == [])


def test_a_higher_dock_is_filled_with_rows_and_esc_empties_the_search_before_it_leaves(show_page):
    widget, view = show_page()
    widget.select(where={"louvain": ["1"]})
    show_markers(view)
    panel(view).get_by_role("button", name="Both", exact=True).click()
    rows = view.box.get_by_role("table", name="Marker genes").get_by_role("row")
    expect(genes(view).nth(8)).to_be_visible()
    full = view.box.get_by_role("button", name="Dock over the whole box")
    view.page.set_viewport_size({"width": 1200, "height": 1400})
    widget.height = 1200
    full.click()
    pane = view.box.locator(".cxw-table-pane").bounding_box()
    assert pane["height"] > 900

    def bottom():
        places = [row.bounding_box() for row in rows.all()]
        return max(place["y"] + place["height"] for place in places if place)

    until(lambda: genes(view).count() * 24 > pane["height"])
    assert bottom() >= pane["y"] + pane["height"]
    field = panel(view).get_by_role("textbox", name="Find among the markers")
    field.fill("cd79")
    for value, pressed in (("", "true"), ("", "false")):
        view.page.keyboard.press("Escape")
        expect(field).to_have_value(value)
        expect(full).to_have_attribute("aria-pressed", pressed)
    view.page.keyboard.press("Escape")
    expect(panel(view)).to_have_count(0)
    # those of lists too
    view.box.get_by_role("tab", name="History").click()
    field = view.box.get_by_role("textbox", name="Find an edit")
    field.fill("x")
    view.page.keyboard.press("Escape")
    expect(field).to_have_value("")
    expect(field).to_be_focused()
