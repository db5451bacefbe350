"""The card of the draft: where its file is, and renaming it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .places import NOWHERE
from .wait import until


def test_a_draft_is_renamed(show_page):
    widget, view = show_page(autosave=None)
    widget.create_category("mine")
    widget.label("A", cells=[0])
    view.draft.click()
    field = view.box.get_by_label("Name of the draft")
    expect(field).to_have_value(widget.draft.name)
    expect(view.box.get_by_role("button", name="Rename", exact=True)).to_be_disabled()
    field.fill("a/b")
    view.page.keyboard.press("Enter")
    card = view.box.get_by_role("region", name="Draft", exact=True)
    expect(card.get_by_role("alert")).to_contain_text("can't hold /")
    field.fill(" second try ")
    view.box.get_by_role("button", name="Rename", exact=True).click()
    expect(view.box.get_by_label("Path of the draft")).to_have_value(re.compile("/second try-[A-Z2-7]{8}.csv$"))
    expect(field).to_have_value("second try")
    expect(view.box.locator(".cxw-message")).to_have_text("The draft is called “second try” now")
    assert widget.draft.name == "second try"
    assert widget.draft.path.exists()
    field.fill("third try")
    view.plot.click(position=NOWHERE)  # left, and nothing is renamed
    expect(view.box.locator(".cxw-message")).to_have_text("The draft is still called “second try”")
    assert widget.draft.name == "second try"


@pytest.mark.parametrize("width", [1200, 620])
def test_of_a_long_path_the_name_of_the_file_is_seen(show_page, tmp_path, width):
    folder = tmp_path / "/".join(f"a folder with a long name {n}" for n in range(3))
    folder.mkdir(parents=True)
    widget, view = show_page(annotations_dir=folder, query=f"?width={width}")
    widget.create_category("mine")
    view.draft.click()
    path = view.box.get_by_label("Path of the draft")
    at_end = "node => node.scrollLeft > 0 && node.scrollLeft + node.clientWidth >= node.scrollWidth - 1"
    until(lambda: path.evaluate(at_end))
    path.focus()
    path.evaluate("node => { node.scrollLeft = 0; }")
    view.box.get_by_role("button", name="Copy path").focus()
    until(lambda: path.evaluate(at_end))
