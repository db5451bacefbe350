"""Markers of the selection: they appear, are kept as evidence, and only the newest answer is drawn."""

from __future__ import annotations

import json
import threading

import numpy as np
import pytest
from playwright.sync_api import expect

from cellxgene_widget.statistics import comparison

from .wait import until

AROUND_B = [(0.2, 0.55), (0.32, 0.55), (0.32, 0.9), (0.2, 0.9)]


def genes(view):
    return view.box.get_by_role("list", name="Marker genes").get_by_role("button", name="Colour by ")


def panel(view):
    return view.box.get_by_role("region", name="Markers")


def choose(view, button, choice):
    view.box.get_by_role("button", name=button).click()
    view.box.get_by_role("menu").get_by_text(choice, exact=True).click()


def expect_markers(view, table):
    expect(genes(view)).to_have_text(table.index.tolist())


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
    expect(panel(view)).to_contain_text("Select some cells")
    view.lasso(AROUND_B)
    expect(view.selection).to_contain_text("of 700 cells")
    until(lambda: widget.n_selected > 0)
    table = widget.markers(n_genes=15)
    expect_markers(view, table)
    expect(panel(view)).to_contain_text(f"Markers of {widget.n_selected} cells")
    first = view.box.get_by_role("list", name="Marker genes").get_by_role("listitem").first
    expect(first).to_contain_text(f"{table['logfoldchanges'].iloc[0]:.1f}")
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
    expect_markers(view, widget.markers(n_genes=15))
    view.box.get_by_role("button", name="Compare with").click()
    view.box.get_by_role("menuitem", name="Remember these as B").click()
    until(lambda: widget.session.parts.selector.remembered)
    widget.select(where={"louvain": ["4"]})
    expect_markers(view, widget.markers(n_genes=15))
    choose(view, "Compare with", "T")
    expect_markers(view, widget.markers(n_genes=15, against=("cell_type", "T")))
    widget.label("T", cells=widget.adata.obs["louvain"] == "1")  # the label is of other cells now
    expect_markers(view, widget.markers(n_genes=15, against=("cell_type", "T")))
    choose(view, "Compare with", f"Selection B ({(widget.adata.obs['louvain'] == '1').sum()})")
    expect_markers(view, widget.markers(n_genes=15, against={"louvain": ["1"]}))
    choose(view, "Test: t-test", "Wilcoxon")
    expect_markers(view, widget.markers(n_genes=15, against={"louvain": ["1"]}, method="wilcoxon"))

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
    expect(panel(view)).to_contain_text("Only one cell is selected")
    widget.select_all()
    expect(panel(view)).to_contain_text("There is no cell to compare with")
    assert not any(view.errors())
    n = view.page.evaluate(asked)
    assert n == 2
    view.box.get_by_role("button", name="Markers of 700 cells").click()
    widget.select(where={"louvain": ["1"]})
    n_cells = widget.n_selected
    fold = view.box.get_by_role("button", name=f"Markers of {n_cells} cells")
    expect(fold).to_have_attribute("aria-expanded", "false")
    aside = view.box.get_by_role("button", name="Genes and numbers", exact=True)
    aside.click()
    widget.select(where={"louvain": ["2"]})
    expect(view.selection).to_contain_text(f"{widget.n_selected} of 700")
    assert view.page.evaluate(asked) == n
    aside.click()
    assert view.page.evaluate(asked) == n
    view.box.get_by_role("button", name=f"Markers of {widget.n_selected} cells").click()
    expect_markers(view, widget.markers(n_genes=15))
    assert view.page.evaluate(asked) == n + 1


def test_only_the_newest_answer_is_drawn_and_a_slow_one_is_cancelled(show_page, gate):
    go_on, started = gate
    widget, view = show_page()
    widget.select(where={"louvain": ["1"]})
    until(lambda: len(started) == 1)
    view.page.evaluate("page.model.on('msg:custom', (m) => (window.replies ??= []).push(m.error ?? ''))")
    widget.select(where={"louvain": ["4"]})
    until(lambda: len(started) == 2)
    go_on.set()
    expect_markers(view, widget.markers(n_genes=15))
    assert "superseded" in view.page.evaluate("window.replies")
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
    if width < 900:
        view.box.get_by_role("button", name="Genes and numbers", exact=True).click()
    keep = panel(view).get_by_role("button", name=f"Keep top 5 for {name}")
    expect(keep).to_be_enabled()
    expect(keep).to_have_attribute("title", f"Keep top 5 for {name}, as its evidence")
    assert keep.locator(".cxw-ellipsis").evaluate("node => node.scrollWidth > node.clientWidth")
    parts = panel(view)
    for part in (keep, parts.get_by_role("button", name="another label"), parts.get_by_role("button", name="Test: ")):
        assert inside(part, parts)
    for number in parts.locator(".cxw-marker > :nth-child(5)").all():  # AUC, and its head
        assert inside(number, parts)


def test_the_menu_of_a_gene_covers_no_number_where_nothing_hovers(show_page):
    widget, view = show_page()
    view.page.context.new_cdp_session(view.page).send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    widget.adata.obs["donor"] = np.array(["d1", "d2"])[np.arange(700) % 2]
    for samples in ("", "donor"):
        widget.select(where={"louvain": ["8" if samples else "4"]})
        expect_markers(view, widget.markers(n_genes=15))
        row = view.box.get_by_role("list", name="Marker genes").get_by_role("listitem").first
        menu = row.get_by_role("button", name="Menu of gene")
        expect(menu).to_have_css("opacity", "1")
        number = row.locator(".cxw-marker-number").last
        assert number.bounding_box()["x"] + number.bounding_box()["width"] <= menu.bounding_box()["x"]
        gene = row.get_by_role("button", name="Colour by")
        assert gene.evaluate("node => node.scrollWidth <= node.clientWidth")
