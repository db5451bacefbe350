"""Components of PCA against each other: chosen in the embedding menu, drawn in one scale, selected in."""

from __future__ import annotations

import numpy as np
from playwright.sync_api import expect

from cellxgene_widget.selection.polygons import in_polygons
from tests.view import drag

from .axe import findings
from .menus import choose
from .wait import until, until_selected


def test_two_components_are_chosen_and_a_lasso_in_them_selects(show_page, adata):
    widget, view = show_page(adata)
    pca = adata.obsm["X_pca"].astype(np.float32)
    choose(view, "Embedding: UMAP", "Components of PCA")
    card = view.box.get_by_role("region", name="Components of PCA")
    card.get_by_role("button", name="Show", exact=True).click()
    names, numbers = view.box.locator(".cxw-axis-name"), view.box.locator(".cxw-axis-number")
    expect(names).to_have_text(["PC1", "PC2"])
    card.get_by_role("button", name="Next component along y").click()
    expect(names).to_have_text(["PC1", "PC3"])
    card.get_by_role("combobox", name="Component along x").select_option("PC2")
    expect(names).to_have_text(["PC2", "PC3"])
    assert findings(view) == []
    until(lambda: widget.embedding == '["PC2","PC3"]')
    view.page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    # they are no gate: the lasso stays
    expect(view.box.get_by_role("button", name="Lasso", exact=True)).to_have_attribute("aria-pressed", "true")
    # one unit is as long along x as along y
    expect(numbers.first).to_be_visible()
    places = [(each.text_content(), each.bounding_box(), each.get_attribute("text-anchor")) for each in numbers.all()]
    along = [
        np.polyfit([float(text) for text, _, anchor in places if anchor == which],
                   [box[side] + box[size] / 2 for _, box, anchor in places if anchor == which], 1)[0]
        for which, side, size in (("middle", "x", "width"), ("end", "y", "height"))
    ]  # fmt: skip
    assert abs(along[0] + along[1]) < 0.1 * along[0]
    drag(view.plot, [(0.4, 0.2), (0.9, 0.2), (0.9, 0.6), (0.4, 0.6)])
    until(lambda: widget.n_selected)
    (step,) = widget.recipe
    assert step["basis"] == ["PC2", "PC3"]
    until_selected(widget, in_polygons(pca[:, [1, 2]], [np.array(step["lasso"][0])]))
    expect(view.box.get_by_text("PC2 × PC3: lasso", exact=True)).to_be_visible()
    # a number like others
    choose(view, "Colour by: bulk_labels", "PC3")
    until(lambda: widget.color == "PC3")
    numbers = view.box.get_by_role("region", name="Numbers")
    expect(numbers.get_by_role("region", name="Number PC3")).to_be_visible()
    expect(view.box.get_by_role("region", name="Genes", exact=True).get_by_text("PC3")).to_have_count(0)
    widget.set_filter("PC3", (0, None))
    expect(view.box.get_by_text("PC3 ≥ 0", exact=True)).to_be_visible()
