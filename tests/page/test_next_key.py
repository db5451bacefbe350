"""Where the next key goes, however fast it comes: what a click or a key opens has the focus in the same task."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .menus import choose

#: Clicks an element or presses a key in it, and names what has the focus once all that was put off to the end of that
#: task is done: no frame and no timer comes before the next key.
THEN = """async (node, act) => {
  const root = node.getRootNode();
  if (act === 'click') node.click();
  else node.dispatchEvent(new KeyboardEvent('keydown', { key: act, bubbles: true, composed: true, cancelable: true }));
  for (let i = 0; i < 50; i++) await null;
  const now = root.activeElement;
  return now.getAttribute('aria-label') ?? now.labels?.[0]?.textContent ?? now.textContent;
}"""


def test_a_dialog_has_the_next_key(show_page):
    _, view = show_page()
    button = view.box.get_by_role("button", name="Import …")
    assert button.evaluate(THEN, "click") == "File, where the kernel runs"
    view.page.keyboard.type("/ours.csv")
    expect(view.box.get_by_role("textbox", name="File, where the kernel runs")).to_have_value("/ours.csv")


@pytest.mark.parametrize("width", [1400, 650])
def test_the_search_for_a_gene_has_the_next_key_also_where_it_lies_in_a_drawer(show_page, width):
    _, view = show_page(query=f"?width={width}")
    view.surface.focus()
    assert view.surface.evaluate(THEN, "/") == "Search genes"


def test_the_second_field_of_two_genes_has_the_key_after_enter(show_page):
    _, view = show_page()
    choose(view, "Embedding: UMAP", "Two genes or numbers")
    card = view.box.get_by_role("region", name="Two genes or numbers")
    x = card.get_by_role("combobox", name="Along x")
    x.fill("CD79A")
    expect(view.box.get_by_role("option", name="CD79A")).to_have_attribute("aria-selected", "true")
    assert x.evaluate(THEN, "Enter") == "Along y"
    expect(x).to_have_value("CD79A")
