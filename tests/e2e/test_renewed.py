"""A merge renews the picture that the notebook keeps: the view stays as it is, and there is one of it."""

from __future__ import annotations

from playwright.sync_api import expect

from .test_main_job import B_CELLS, SETUP, shown

#: Of all objects of a kind, which are given: how many are there.
CONTEXTS = ("WebGL2RenderingContext.prototype", "function () { return this.length; }")
VIEWS = (
    "ShadowRoot.prototype",
    "function () { return [...this].filter((root) => root.querySelector('.cxw')).length; }",
)


def n_alive(page, kind):
    """How many are in the page's memory, its garbage collected, whether in the page or not."""
    session = page.context.new_cdp_session(page)
    for _ in range(2):
        session.send("HeapProfiler.collectGarbage")
    of = session.send("Runtime.evaluate", {"expression": kind[0]})["result"]["objectId"]
    found = session.send("Runtime.queryObjects", {"prototypeObjectId": of})["objects"]["objectId"]
    counted = {"objectId": found, "functionDeclaration": kind[1], "returnByValue": True}
    n = session.send("Runtime.callFunctionOn", counted)["result"]["value"]
    session.detach()
    return n


def test_the_view_outlasts_its_output(open_notebook):
    notebook = open_notebook([SETUP, "w"])
    notebook.run_all()
    view = shown(notebook)
    view.lasso(B_CELLS)
    notebook.wait_kernel("w.n_selected > 0")
    view.label_selection("B cell", category="cell_type")
    notebook.wait_kernel("'cell_type' in w.annotations")
    tab = view.box.get_by_role("tab", name="History", exact=True)
    tab.click()
    view.label_field.fill("N")
    place = "box => { const host = box.getRootNode().host; const had = host.parentElement.seen; "
    assert view.box.evaluate(place + "host.parentElement.seen = 1; host.same = 1; return had; }") is None
    for turn in range(3):
        notebook.kernel_exec(f"w.label('T', category='cell_type', cells=[{turn}]); w.merge()")
        notebook.wait(lambda: view.box.evaluate(place + "return had; }") is None, "a new place")
        view.box.evaluate(place + "host.parentElement.seen = 1; }")
        assert view.box.evaluate("box => box.getRootNode().host.same") == 1
    expect(view.box).to_be_visible()
    expect(tab).to_have_attribute("aria-selected", "true")
    expect(view.label_field).to_be_focused()
    notebook.page.keyboard.type("K")
    expect(view.label_field).to_have_value("NK")
    notebook.wait(lambda: n_alive(notebook.page, CONTEXTS) == 1, "one context")
    view.label_field.press("Enter")
    notebook.wait_kernel("(w.annotations['cell_type'][w.selected] == 'NK').all()")
    notebook.run_code("w.close()")
    expect(view.box).to_have_count(0)
    notebook.wait(lambda: n_alive(notebook.page, VIEWS) == n_alive(notebook.page, CONTEXTS) == 0, "no view")


def test_an_output_renewed_before_it_was_drawn_has_one_view(open_notebook):
    labels = "w.create_category('cell_type')\nw.label('B', cells=[0])\nw"
    notebook = open_notebook([SETUP, labels, "w.merge()", "w.label('T', cells=[1]); w.merge()"])
    notebook.run_all()
    view = shown(notebook)
    notebook.wait_kernel("'T' in set(adata.obs['cell_type'])")
    expect(view.box).to_have_count(1)
    notebook.wait(lambda: n_alive(notebook.page, VIEWS) == 1, "one view")
