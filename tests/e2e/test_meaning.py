"""Words with meaning in a real JupyterLab: a term for what is typed, a label dragged onto another, export, report."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from .test_main_job import B_CELLS, SETUP, shown

REST = [(0.55, 0.35), (0.95, 0.35), (0.95, 0.95), (0.55, 0.95)]
TREG, CD4 = "regulatory T cell", "CD4 T"
PARENT = f"w.labels().set_index('label').loc['{TREG}', 'parent'] == '{CD4}'"
#: The element with the focus, also within a shadow root.
FOCUSED = """() => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element?.innerText ?? "";
}"""


def offered(view, name):
    """Wait for a term among the choices under what is typed."""
    option = view.box.get_by_role("option", name=name)
    expect(option.first).to_be_visible()
    return option.first


def menu(view, of, choice):
    view.box.get_by_role("button", name=of, exact=True).click()
    view.box.get_by_role("menuitem", name=choice).click()


def nest(view, label, under):
    """Drag the row of a label onto another with the mouse."""
    mouse = view.page.mouse
    begin, end = (view.row(name).locator(".cxw-name") for name in (label, under))
    begin.scroll_into_view_if_needed()
    one, other = begin.bounding_box(), end.bounding_box()
    mouse.move(one["x"] + 5, one["y"] + one["height"] / 2)
    mouse.down()
    mouse.move(other["x"] + 8, other["y"] + other["height"] / 2 + 6, steps=6)
    mouse.move(other["x"] + 8, other["y"] + other["height"] / 2, steps=4)
    mouse.up()


def label_with_term(notebook, view):
    """A term is chosen among what is offered: label and term in one edit; gives how many cells got it."""
    view.lasso(REST)
    notebook.wait_kernel("w.n_selected > 50")
    n = notebook.kernel_eval("w.n_selected")
    view.label_field.press_sequentially("treg")
    offered(view, "CL:0000815").click()
    field = view.box.get_by_role("textbox", name="Category")
    field.fill("cell_type")
    field.press("Enter")
    view.expect_counts(**{TREG: n})
    assert notebook.kernel_eval("[w.labels()['label'].tolist(), w.labels()['term_id'].tolist()]") == [
        [TREG],
        ["CL:0000815"],
    ]
    return n


def label_as_written(notebook, view, before):
    """What is written stays what it is, whatever is offered; gives how many cells got it."""
    view.lasso(B_CELLS)
    notebook.wait_kernel(f"w.n_selected not in (0, {before})")
    n = notebook.kernel_eval("w.n_selected")
    view.label_field.press_sequentially(CD4)
    offered(view, "CL:0000624")
    view.label_field.press("Enter")
    view.expect_counts(**{CD4: n})
    assert notebook.kernel_eval(f"w.labels().set_index('label').loc['{CD4}', 'term_id']") is None
    return n


def check_export(notebook, view, n_tregs):
    menu(view, "Menu of category cell_type", "Export …")
    dialog = view.box.get_by_role("dialog")
    dialog.get_by_role("textbox", name="File, where the kernel runs").fill("labels.json")
    dialog.get_by_role("button", name="Export", exact=True).click()
    expect(dialog).to_contain_text("Wrote")
    expect(dialog).to_contain_text("There is no ORCID of the author")
    document = json.loads(notebook.kernel_eval("open('labels.json').read()"))
    (treg,) = [one for one in document["annotations"] if one["cell_label"] == TREG]
    assert treg["cell_ontology_term_id"] == "CL:0000815"
    assert len(treg["cell_ids"]) == n_tregs
    notebook.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_term_nesting_export_and_report_by_mouse(open_notebook, heard):
    notebook = open_notebook([SETUP, "w"])
    notebook.run_all()
    view = shown(notebook)
    n_tregs = label_with_term(notebook, view)
    n_cd4 = label_as_written(notebook, view, n_tregs)

    # nested by the mouse: the count of the one above has those under it, and it can be folded
    nest(view, TREG, CD4)
    notebook.wait_kernel(PARENT)
    view.expect_counts(**{CD4: n_cd4 + n_tregs, TREG: n_tregs})
    fold = view.box.get_by_role("button", name=f"Labels under {CD4}")
    fold.click()
    expect(view.row(TREG)).to_have_count(0)
    fold.click()
    expect(view.row(TREG)).to_have_count(1)
    notebook.kernel_exec("w.color = 'level 1: cell_type'")
    expect(view.box.get_by_role("button", name="Colour by: cell_type, level 1")).to_be_visible()

    check_export(notebook, view, n_tregs)
    menu(view, "Menu of category cell_type", "Report …")
    expect(view.box.get_by_role("textbox", name="Report")).to_have_value(notebook.kernel_eval("w.report('cell_type')"))
    notebook.page.keyboard.press("Escape")

    # a kernel that starts anew finds all of it in the draft
    notebook.wait_kernel("w.draft.saved")
    notebook.restart_kernel()
    notebook.run_all()
    notebook.wait_kernel("'w' in globals()", timeout=60)
    shown(notebook).expect_counts(**{CD4: n_cd4 + n_tregs, TREG: n_tregs})
    assert notebook.kernel_eval(f"bool({PARENT})") is True
    assert not heard.errors


def test_term_and_nesting_by_keyboard_only(open_notebook, heard):
    notebook = open_notebook([SETUP, "w.create_category('cell_type')\nw.select(where={'louvain': ['1']})\nw"])
    notebook.run_all()
    view = shown(notebook)
    keyboard = notebook.page.keyboard
    view.label_field.focus()
    keyboard.type("treg")
    offered(view, "CL:0000815")
    for _ in range(8):  # down to the term, wherever it is in the list
        keyboard.press("ArrowDown")
        active = view.label_field.get_attribute("aria-activedescendant")
        if "CL:0000815" in view.box.locator(f"[id='{active}']").inner_text():
            break
    keyboard.press("Enter")
    notebook.wait_kernel("w.labels()['term_id'].tolist() == ['CL:0000815']")
    notebook.kernel_exec("w.select(where={'louvain': ['4']})")
    view.label_field.focus()
    keyboard.type(CD4)
    keyboard.press("Enter")
    notebook.wait_kernel("len(w.labels()) == 2")

    view.box.get_by_role("button", name=f"Menu of label {TREG}").focus()
    keyboard.press("Enter")
    walk_to(view, "Nest under …")
    keyboard.press("Enter")
    walk_to(view, CD4)
    keyboard.press("Enter")
    notebook.wait_kernel(PARENT)
    assert not heard.errors


def walk_to(view, text):
    """Walk down the menu that opens until the choice has the focus."""
    expect(view.box.get_by_role("menu")).to_be_visible()
    for _ in range(40):
        if text in view.page.evaluate(FOCUSED):
            return
        view.page.keyboard.press("ArrowDown")
    pytest.fail(f"no choice {text!r} in the menu")
