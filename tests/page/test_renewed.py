"""An output drawn anew (``w.merge()`` renews its picture) keeps its view: JupyterLab only takes the old place away."""

from __future__ import annotations

import numpy as np
from playwright.sync_api import expect

from .places import B_CELLS
from .wait import until

#: Puts views of one widget into places by hand.
APART = """async () => {
  const { model, widget } = page;
  const places = [0, 1].map(() => document.createElement('div'));
  for (const el of places) await widget.render({ model, el });
  document.querySelector('#views').append(...places);
  return places.map((el) => el.childElementCount);
}"""

#: Renews two outputs at once: their new places are put into the page later than the views were drawn in them.
BOTH = """async () => {
  const { model, widget } = page;
  const all = document.querySelector('#views');
  const boxes = [...all.children].map((el) => el.firstElementChild);
  all.replaceChildren();
  const places = [0, 1].map(() => document.createElement('div'));
  for (const el of places) await widget.render({ model, el });
  all.append(...places);
  const now = places.map((el) => [...el.children]);
  return [now.map((held) => held.length), now.flat().every((box) => boxes.includes(box))];
}"""

OUT_OF_SIGHT = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  const all = document.querySelector('#views');
  all.remove();
  const el = document.createElement('div');
  await page.widget.render({ model: page.model, el });
  for (let i = 0; i < 3; i++) await frame();
  document.body.append(all, el);
  return [all.firstElementChild.childElementCount, el.childElementCount];
}"""


def scrolled(view, top=None):
    """Scroll the table of markers, or tell how far it is scrolled."""
    table = view.box.get_by_role("table", name="Marker genes")
    pane = table.locator("xpath=ancestor-or-self::*[contains(@class, 'cxw-scroll')][1]")
    return pane.evaluate("(pane, top) => { if (top !== null) pane.scrollTop = top; return pane.scrollTop; }", top)


def names(view):
    """What is written where over the plot."""
    places = "all => all.map((name) => [name.textContent, name.style.transform, name.style.visibility])"
    return view.plot.locator(".cxw-plot-name").evaluate_all(places)


def at_rest(view):
    """What is written where, once nothing moves."""
    seen = []

    def rests():
        seen.append(names(view))
        return seen[-3:] == [seen[-1]] * 3

    until(rests)
    return seen[-1]


def test_what_a_person_sees_and_has_open_stays(show_page):
    widget, view = show_page(color="louvain")
    view.box.get_by_role("tab", name="Markers", exact=True).click()
    view.plot.hover()
    first = names(view)
    view.page.mouse.wheel(0, -400)
    until(lambda: names(view) != first)
    view.lasso(B_CELLS)
    until(lambda: widget.n_selected)
    view.label_field.fill("B ce")
    until(lambda: scrolled(view, 60) == 60)
    before, selection = at_rest(view), view.selection.inner_text()

    view.page.evaluate("page.renewView()")

    expect(view.box).to_have_count(1)
    expect(view.box.get_by_role("tab", name="Markers", exact=True)).to_have_attribute("aria-selected", "true")
    expect(view.label_field).to_have_value("B ce")
    expect(view.selection).to_have_text(selection)
    assert names(view) == before
    until(lambda: scrolled(view) == 60)
    # and all of it goes on
    view.label_selection("B cell", category="cell_type")
    until(lambda: "cell_type" in widget.annotations)
    until(lambda: np.array_equal(widget.annotations["cell_type"] == "B cell", widget.selected))
    assert not any(view.errors())


def test_the_keys_go_on_where_they_went(show_page):
    _, view = show_page()
    view.label_field.fill("N")
    view.page.evaluate("page.renewView()")
    expect(view.label_field).to_be_focused()
    view.page.keyboard.type("K")
    expect(view.label_field).to_have_value("NK")
    view.box.get_by_role("button", name="Import …").click()
    dialog = view.box.get_by_role("dialog", name="Import labels")
    expect(dialog.get_by_role("textbox", name="File, where the kernel runs")).to_be_focused()
    view.page.evaluate("page.renewView()")
    expect(dialog.get_by_role("textbox", name="File, where the kernel runs")).to_be_focused()
    view.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    # of whoever is elsewhere by then nothing is taken
    view.page.evaluate("const other = document.createElement('input'); document.body.append(other); other.focus()")
    view.page.evaluate("page.renewView()")
    until(view.box.is_visible)
    assert view.page.evaluate("document.activeElement.tagName") == "INPUT"


def test_two_outputs_renewed_at_once_keep_a_view_each(show_page):
    _, view = show_page(query="?views=2")
    expect(view.page.get_by_role("region", name="Cell labels of")).to_have_count(2)
    view.page.evaluate("new Promise((next) => requestAnimationFrame(() => setTimeout(next)))")
    assert view.page.evaluate(BOTH) == [[1, 1], True]


def test_places_that_are_no_part_of_an_output_yet_have_a_view_each(show_page):
    _, view = show_page()
    assert view.page.evaluate(APART) == [1, 1]
    expect(view.box).to_have_count(1)
    expect(view.page.get_by_role("region", name="Cell labels of")).to_have_count(3)


def test_a_view_that_is_out_of_sight_stays_in_its_place_scrolled_as_it_was(show_page):
    widget, view = show_page(color="louvain")
    view.box.get_by_role("tab", name="Markers", exact=True).click()
    widget.select(where={"louvain": ["1"]})
    until(lambda: scrolled(view, 60) == 60)
    assert view.page.evaluate(OUT_OF_SIGHT) == [1, 1]
    until(lambda: scrolled(view) == 60)
