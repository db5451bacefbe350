"""The harness itself: page, kernel, mouse and restart do what the product's tests rest on."""

import pytest

from tests.view import drag

BUTTON = """
import ipywidgets
pressed = []
button = ipywidgets.Button(description="Press me")
button.on_click(lambda _: pressed.append(1))
button
"""


def test_the_page_runs_cells_and_the_kernel_is_read_beside_it(open_notebook, heard):
    notebook = open_notebook(["answer = 6 * 7", BUTTON])
    notebook.run_all()
    button = notebook.wait_widget("button:has-text('Press me')")

    assert notebook.kernel_eval("answer") == 42
    assert notebook.kernel_eval("[{'a': 1.5}, None, 'ü']") == [{"a": 1.5}, None, "ü"]
    button.click()
    notebook.wait_kernel("len(pressed) == 1")
    drag(button, [(0.4, 0.4), (0.6, 0.4), (0.6, 0.6)], keys=["Shift"])
    notebook.wait_kernel("len(pressed) == 2")
    notebook.kernel_exec("answer = 1")
    assert notebook.kernel_eval("answer") == 1
    assert notebook.n_cells == 2
    assert not heard.errors
    assert notebook.screenshot("harness").stat().st_size > 10_000


def test_a_reload_keeps_the_kernel_and_a_restart_does_not(open_notebook):
    notebook = open_notebook(["answer = 6 * 7", BUTTON])
    notebook.run_all()
    notebook.wait_widget("button:has-text('Press me')")
    notebook.save()

    notebook.reload()
    notebook.wait_widget("button:has-text('Press me')")
    assert notebook.kernel_eval("answer") == 42

    notebook.restart_kernel()
    assert notebook.kernel_eval("'answer' in globals()") is False


def test_a_cell_added_in_the_page_runs(open_notebook):
    notebook = open_notebook(["answer = 6 * 7"])
    notebook.run_all()
    notebook.wait_kernel("'answer' in globals()")
    notebook.run_code("answer + 1; later = answer + 1")
    notebook.wait_kernel("globals().get('later') == 43")
    assert notebook.n_cells == 2


def test_a_cell_that_fails_is_told_at_once(open_notebook):
    notebook = open_notebook(["raise ValueError('no such embedding')"])
    notebook.run_all()
    with pytest.raises(AssertionError, match="no such embedding"):
        notebook.wait_widget(".never")
