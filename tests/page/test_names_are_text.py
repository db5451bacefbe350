"""Names are text wherever they stand, also those that would be a program as HTML."""

from __future__ import annotations

import anndata as ad
import numpy as np
import pandas as pd
from playwright.sync_api import expect

from .menus import choose, retype

EVIL = "<img src=x onerror=alert(1)>"


def evil_cells():
    """Nine cells on a lattice; every name that a file can hold is a trap."""
    xy = np.array([(i % 3, i // 3) for i in range(9)], dtype=np.float32)
    obs = pd.DataFrame(
        {
            f"{EVIL} column": pd.Categorical([f"{EVIL} level"] * 9),
            f"{EVIL} number": np.arange(9.0),
            f"{EVIL} left out": [f"{i}" for i in range(9)],
        },
        index=[f"{EVIL} cell {i}" for i in range(9)],
    )
    return ad.AnnData(obs=obs, uns={"title": EVIL}, obsm={f"X_{EVIL}": xy})


def assert_inert(view):
    assert view.page.evaluate("window.alerted ?? 0") == 0
    assert view.box.locator("img, script").count() == 0


def test_names_in_data_labels_and_messages_are_text(show_page, page):
    page.add_init_script("window.alert = () => { window.alerted = (window.alerted ?? 0) + 1 }")
    widget, view = show_page(evil_cells(), color=f"{EVIL} column", dataset=EVIL, max_category_items=5)
    expect(view.plot.get_by_text(f"{EVIL} level")).to_be_visible()
    view.box.get_by_role("button", name=f"{EVIL} column", exact=True).click()
    expect(view.row(f"{EVIL} level")).to_contain_text("9")
    view.box.get_by_text("Left out: 1").click()
    expect(view.box.get_by_role("strong").get_by_text(f"{EVIL} left out")).to_be_visible()

    # labelling: the category's form, the label, the message, the plot
    choose(view, f"Menu of {EVIL} level", "Select these")
    expect(view.box.locator(".cxw-chip")).to_have_text(f"{EVIL} column: {EVIL} level")
    view.label_field.fill(EVIL)
    expect(view.box.get_by_role("option")).to_contain_text(f"New label “{EVIL}”")
    view.label_field.press("Enter")
    expect(view.box.get_by_role("heading", name=f"A category for “{EVIL}”")).to_be_visible()
    retype(view.box.get_by_role("textbox", name="Category"), f"{EVIL} mine")
    expect(view.box.get_by_text(f"Labelled 9 cells as {EVIL}")).to_be_visible()
    expect(view.plot.get_by_text(EVIL, exact=True)).to_be_visible()
    assert widget.annotations[f"{EVIL} mine"].tolist() == [EVIL] * 9

    # hover, menus, dialogs, refusals, undo
    box = view.plot.bounding_box()
    view.plot.hover(position={"x": box["width"] / 2, "y": box["height"] / 2})
    expect(view.box.locator(".cxw-hover")).to_contain_text(f"{EVIL} cell 4")
    choose(view, f"Menu of label {EVIL}", "Rename")
    retype(view.box.get_by_role("textbox", name=f"Rename label {EVIL}"), f"{EVIL} 2")
    expect(view.row(f"{EVIL} 2")).to_be_visible()
    widget.add_label(f"{EVIL} mine", EVIL)
    choose(view, f"Menu of label {EVIL} 2", "Merge into")
    expect(view.box.get_by_text(f"Merge {EVIL} 2 into", exact=True)).to_be_visible()
    view.page.keyboard.press("Escape")
    view.row(f"{EVIL} 2").get_by_text(f"{EVIL} 2", exact=True).dblclick()
    retype(view.box.get_by_role("textbox", name=f"Rename label {EVIL} 2"), EVIL)
    expect(view.box.get_by_role("button", name="Merge into it")).to_have_attribute(
        "title", f"Merge {EVIL} 2 into {EVIL}"
    )
    view.page.keyboard.press("Escape")
    view.box.get_by_role("button", name="Category", exact=True).click()
    retype(view.box.get_by_role("textbox", name="Category"), f"{EVIL} column")
    expect(view.box.get_by_role("alert").first).to_be_visible()
    expect(view.box.get_by_text(f"has a column '{EVIL} column'")).to_be_visible()
    view.box.get_by_role("button", name="Colour by", exact=False).first.click()
    assert_inert(view)


def test_a_category_may_be_called_as_a_line_of_the_card(show_page):
    widget, view = show_page(evil_cells())
    widget.create_category("Cell")
    widget.label("a", cells=list(range(9)))
    box = view.plot.bounding_box()
    view.plot.hover(position={"x": box["width"] / 2, "y": box["height"] / 2})
    expect(view.box.locator(".cxw-hover dd")).to_have_text([f"{EVIL} cell 4", "a"])
