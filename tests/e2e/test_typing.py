"""Labels by real keys in a real JupyterLab, whose own keys are near: typed, completed, by digits, asked about."""

from __future__ import annotations

from playwright.sync_api import expect

from .test_main_job import B_CELLS, MONOCYTES, SETUP, shown

GIVEN = "set(w.annotations['cell_type'][w.selected])"


def test_labels_are_typed_completed_and_asked_about(open_notebook):
    notebook = open_notebook([SETUP, "w"])
    notebook.run_all()
    view = shown(notebook)
    keyboard = notebook.page.keyboard
    view.lasso(B_CELLS)
    expect(view.label_field).to_be_focused()
    keyboard.type("12")
    keyboard.press("Enter")
    expect(view.box.get_by_role("textbox", name="Category")).to_be_focused()
    keyboard.press("Enter")
    notebook.wait_kernel(f"'cell_type' in w.annotations and {GIVEN} == {{'12'}}")
    for typed, label in [
        ("NK cell", "NK cell"),
        ("NKT", "NKT"),
        ("4-1BB T", "4-1BB T"),
        ("NK", "NK"),
        ("nk cell", "NK cell"),
    ]:
        view.lasso(B_CELLS)
        keyboard.type(typed)
        keyboard.press("Enter")
        notebook.wait_kernel(f"{GIVEN} == {{{label!r}}}")
    assert notebook.kernel_eval("[x['name'] for x in w.categories[0]['labels']]") == [
        "12",
        "NK cell",
        "NKT",
        "4-1BB T",
        "NK",
    ]
    # Tab completes what is written, and else goes on; the notebook's own keys stay out of it
    view.lasso(MONOCYTES)
    keyboard.type("4-")
    keyboard.press("Tab")
    expect(view.label_field).to_have_value("4-1BB T")
    keyboard.press("Enter")
    notebook.wait_kernel(f"{GIVEN} == {{'4-1BB T'}}")
    expect(view.surface).to_be_focused()
    keyboard.press("1")
    notebook.wait_kernel(f"{GIVEN} == {{'12'}}")
    view.label_field.focus()
    keyboard.press("Alt+3")
    notebook.wait_kernel(f"{GIVEN} == {{'NKT'}}")
    keyboard.press("Enter")  # again with the last one: nothing changes
    expect(view.box.get_by_text("All of these are NKT already")).to_be_visible()
    assert notebook.n_cells == 2

    # a filter alone that leaves most of the cells
    view.surface.focus()
    keyboard.press("Escape")
    notebook.wait_kernel("w.n_selected == 0")
    notebook.kernel_exec("w.set_filter('louvain', {'not': ['0']})")
    n = notebook.kernel_eval("int(w.selected.sum())")
    expect(view.selection).to_have_text(f"{n} of 700 cells")
    view.surface.focus()
    keyboard.press("0")
    question = view.box.get_by_role("group", name="Question")
    expect(question).to_contain_text(f"Take the label from {n} of 700 cells?")
    notebook.screenshot("asked", view.box)
    keyboard.press("Escape")
    expect(question).to_have_count(0)
    assert notebook.kernel_eval("bool((w.annotations['cell_type'] != 'unassigned').any())")
    keyboard.press("0")
    keyboard.press("Enter")
    notebook.wait_kernel(f"{GIVEN} == {{'unassigned'}}")
    assert not notebook.cell_errors()
