"""Two genes or numbers against each other: chosen in the view, gated, and read off the axes."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import expect

from cellxgene_widget.selection.polygons import in_polygons
from tests.view import drag

from .axe import findings
from .menus import choose
from .wait import until, until_selected


def choose_pair(view, menu, x, y, button):
    choose(view, menu, "Two genes or numbers")
    card = view.box.get_by_role("region", name="Two genes or numbers")
    for axis, name in (("x", x), ("y", y)):
        field = card.get_by_role("combobox", name=f"Along {axis}")
        field.fill(name[:3].lower())
        view.box.get_by_role("option", name=re.compile(f"^{name}")).first.click()
        expect(field).to_have_value(name)
    card.get_by_role("button", name=button, exact=True).click()
    expect(card).to_have_count(0)


def texts(pane, kind):
    return pane.locator(f".cxw-axis-{kind}").all_text_contents()


def outline(pane):
    return pane.locator(".cxw-plot-lasso").first


def test_a_gate_beside_the_embedding_selects_the_cells_a_condition_does(show_page, adata):
    widget, view = show_page(adata)
    choose_pair(view, "Embedding: UMAP", "CD79A", "CD3E", "Show beside")
    pane = view.box.get_by_role("group", name="Second plot")
    until(lambda: texts(pane, "name") == ["CD79A", "CD3E"])
    until(lambda: "0" in texts(pane, "number"))
    # a gate is a box, and the other plot keeps its lasso
    expect(view.box.get_by_role("button", name="Lasso", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(pane.locator(".cxw-plot[data-ready=true]")).to_be_visible()
    view.page.evaluate(
        "window.sent = []; const send = page.model.send; "
        "page.model.send = (...all) => { sent.push(all[0]); send(...all); }"
    )
    drag(pane.locator(".cxw-plot"), [(0.3, 0.4), (0.98, 0.9)], close=False)
    until(lambda: widget.n_selected)
    x, y = (np.asarray(adata[:, gene].X).ravel().astype(float) for gene in ("CD79A", "CD3E"))
    (step,) = widget.recipe
    assert step["basis"] == ["CD79A", "CD3E"]
    (gate,) = step["lasso"]
    (left, bottom), (right, top) = np.min(gate, axis=0), np.max(gate, axis=0)
    wanted = (x >= left) & (x < right) & (y >= bottom) & (y < top)
    assert 5 < wanted.sum() < 300
    until_selected(widget, wanted)
    expect(view.selection).to_have_text(f"{wanted.sum()} of 700 cells")
    expect(view.box.get_by_text("CD79A × CD3E: box", exact=True)).to_be_visible()
    # drawn where the axes say: the ends of the gate between the right numbers
    expect(outline(pane)).not_to_have_attribute("d", "")
    assert view.page.evaluate("sent.find((one) => one?.kind === 'select').lasso")[0] == gate
    # what is hovered says where it is
    cell = int(np.argmax(np.where(wanted, x, -9)))
    box = pane.locator(".cxw-plot").bounding_box()
    share = [(v[cell] - v.min()) / (v.max() - v.min()) for v in (x, y)]
    # the axes take 58 px at the left and 36 below, buttons 18 above, and 28 are left free at each side
    at = [86 + share[0] * (box["width"] - 114), box["height"] - 64 - share[1] * (box["height"] - 110)]
    pane.locator(".cxw-plot").hover(position={"x": at[0], "y": at[1]})
    expect(pane.locator(".cxw-hover")).to_contain_text(re.compile(f"CD79A{x[cell]:.3g}0*CD3E"))
    # what a person draws on goes on: a lasso in the embedding, within the gate
    drag(view.box.get_by_role("group", name="Plot", exact=True).locator(".cxw-plot"),
         [(0.01, 0.2), (0.4, 0.2), (0.4, 0.99), (0.01, 0.99)], keys=["Shift", "Alt"])  # fmt: skip
    until(lambda: len(widget.recipe) == 2 and 0 < widget.n_selected < wanted.sum())
    umap = widget.recipe[1]
    np.testing.assert_array_equal(
        widget.selected,
        wanted & in_polygons(widget.session.parts.columns.coordinates("umap"), [np.array(umap["lasso"][0])]),
    )


def test_a_pair_in_the_first_pane_its_axes_swapped_and_back(show_page, adata):
    adata.obs["score"] = np.where(np.arange(700) < 40, np.nan, np.linspace(0, 9e4, 700))
    adata.X[:, adata.var_names.get_loc("CD3E")] = 1.5
    widget, view = show_page(adata)
    choose_pair(view, "Embedding: UMAP", "CD3E", "score", "Show")
    pane = view.box.get_by_role("group", name="Plot", exact=True)
    expect(view.box.get_by_role("button", name="Embedding: CD3E × score")).to_be_visible()
    until(lambda: widget.embedding == '["CD3E","score"]')
    expect(pane).to_contain_text("40 cells without coordinates")
    until(lambda: {"1.6", "80,000"} <= set(texts(pane, "number")))
    choose(view, "Embedding: CD3E × score", "Swap axes")
    until(lambda: widget.embedding == '["score","CD3E"]')
    until(lambda: texts(pane, "name") == ["score", "CD3E"])
    drag(view.plot, [(0.06, 0.02), (0.999, 0.94)], close=False)
    until_selected(widget, ~np.isnan(widget.session.parts.columns.coordinates(widget.embedding)[:, 0]))
    assert widget.n_selected == 660
    # by code, and away again: the former tool is back
    widget.embedding = ("CD79A", "CD8A")
    expect(view.box.get_by_role("button", name="Embedding: CD79A × CD8A")).to_be_visible()
    choose(view, "Embedding: CD79A × CD8A", "UMAP")
    expect(view.box.get_by_role("button", name="Lasso", exact=True)).to_have_attribute("aria-pressed", "true")
    until(lambda: texts(pane, "name") == [])
    assert not any(view.errors())


def test_what_can_not_be_shown_is_said_in_the_card(show_page):
    widget, view = show_page()
    choose(view, "Embedding: UMAP", "Two genes or numbers")
    card = view.box.get_by_role("region", name="Two genes or numbers")
    field = card.get_by_role("combobox", name="Along x")
    field.fill("no such gene")
    field.press("Shift+Enter")
    other = card.get_by_role("combobox", name="Along y")
    other.fill("n_gen")
    other.press("Enter")
    expect(other).to_have_value("n_genes")
    card.get_by_role("button", name="Show", exact=True).click()
    expect(card.get_by_role("alert")).to_contain_text("no gene 'no such gene'")
    assert findings(view) == []
    assert widget.embedding == "X_umap"


def test_enter_goes_from_x_to_y_and_on_to_the_button(show_page):
    widget, view = show_page()
    choose(view, "Embedding: UMAP", "Two genes or numbers")
    x, y = (view.box.get_by_role("combobox", name=f"Along {axis}") for axis in "xy")
    x.press_sequentially("CD79A")
    view.box.get_by_role("option", name="CD79A").first.wait_for()
    view.page.keyboard.press("Enter")
    expect(y).to_be_focused()
    y.press_sequentially("n_genes")
    view.page.keyboard.press("Enter")
    expect(x).to_have_value("CD79A")
    expect(y).to_have_value("n_genes")
    expect(view.box.get_by_role("button", name="Show", exact=True)).to_be_focused()
    view.page.keyboard.press("Enter")
    until(lambda: widget.embedding == '["CD79A","n_genes"]')
