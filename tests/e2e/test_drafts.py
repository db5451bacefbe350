"""Drafts in a real JupyterLab: a kernel killed at once, two notebooks on one draft, a file changed by hand."""

from __future__ import annotations

import contextlib
import os
import re
import signal
from pathlib import Path

import pandas as pd
from playwright.sync_api import expect

from .test_main_job import B_CELLS, MONOCYTES, SETUP, shown

PID = "__import__('os').getpid()"


def strips(view):
    """The rows between toolbar and plot."""
    return view.box.get_by_role("status", name="Draft")


def labels_of(notebook):
    """Labels by cell, as the kernel has them."""
    return notebook.kernel_eval("w.annotations['cell_type'].tolist()")


def kill(notebook, pid):
    """Kill the kernel as the system would, without any goodbye; wait for the one that the server starts instead."""
    os.kill(pid, signal.SIGKILL)
    notebook.forget_kernel()

    def another():
        with contextlib.suppress(Exception):  # whatever a kernel that is just starting answers
            return notebook.kernel_eval(PID, timeout=2) != pid
        notebook.forget_kernel()
        return False

    notebook.wait(another, "a new kernel", timeout=60)
    # JupyterLab says that the kernel has died, in a dialog over the page.
    notebook.page.locator(".jp-Dialog").get_by_role("button", name="Ok").click()


def show_again(notebook):
    """Run all cells in a new kernel."""
    notebook.run_all()
    notebook.wait_kernel("'w' in globals()", timeout=60)
    return shown(notebook)


def test_a_kernel_killed_at_once_loses_nothing(open_notebook):
    """What was acknowledged is in the journal; what was not is kept by the browser, and offered."""
    notebook = open_notebook([SETUP.replace("show(adata)", "show(adata, autosave=600)"), "w"])
    notebook.run_all()
    view = shown(notebook)
    view.lasso(B_CELLS)
    view.label_selection("B cell", category="cell_type")
    expect(view.row("B cell")).to_have_count(1)
    before, pid, file = notebook.kernel_eval(f"(w.annotations['cell_type'].tolist(), {PID}, str(w.draft.path))")
    kill(notebook, pid)
    assert before.count("B cell") > 50
    assert not Path(file).exists(), "only the journal has it"
    view = show_again(notebook)
    view.expect_counts(**{"B cell": before.count("B cell")})
    assert labels_of(notebook) == before
    expect(strips(view)).to_be_empty()

    # an edit is on its way when the kernel stops, and is killed without having read it
    view.lasso(MONOCYTES)
    notebook.wait_kernel("w.n_selected > 0")
    n, pid = notebook.kernel_eval(f"(w.n_selected, {PID})")
    os.kill(pid, signal.SIGSTOP)
    view.label_selection("Monocyte")
    expect(view.draft).to_have_accessible_name(re.compile(r"^Draft: Waiting for the kernel \(1\)"))
    kill(notebook, pid)
    view = show_again(notebook)
    offer = re.compile(rf"1 edit did not reach the kernel at \d\d:\d\d: label {n} cells, now without a label, as Mono")
    expect(strips(view)).to_contain_text(offer)
    assert labels_of(notebook) == before
    view.box.get_by_role("button", name="Apply", exact=True).click()
    view.expect_counts(Monocyte=n)
    expect(strips(view)).to_be_empty()
    assert labels_of(notebook).count("Monocyte") == n


def test_two_notebooks_a_change_by_hand_and_an_earlier_version(open_notebook, page):
    first = open_notebook([SETUP, "w"], name="first")
    first.run_all()
    view = shown(first)
    view.lasso(B_CELLS)
    view.label_selection("B cell", category="cell_type")
    first.wait_kernel("w.draft.saved and w.revision > 1")
    n = labels_of(first).count("B cell")

    second = open_notebook([SETUP, "w"], name="second", page=page.context.new_page())
    second.run_all()
    other = shown(second)
    holder = rf"Read-only: open in first\.ipynb \(process {first.kernel_eval(PID)} on \S+\), since \d\d:\d\d\."
    expect(strips(other)).to_contain_text(re.compile(holder))
    other.expect_counts(**{"B cell": n})
    other.box.get_by_role("button", name="Take over").click()
    other.box.get_by_role("button", name="The other one becomes read-only. Take over?").click()
    expect(strips(other)).to_be_empty()
    # at once, though nobody asked that kernel anything
    expect(strips(view)).to_contain_text("Read-only: open in second.ipynb (process", timeout=2_000)
    other.lasso(MONOCYTES)
    other.label_selection("Monocyte")
    second.wait_kernel("w.draft.saved and w.revision > 2")
    n_monocytes = labels_of(second).count("Monocyte")
    assert n_monocytes > 50

    # someone opens the file, changes two cells, saves
    path = Path(second.kernel_eval("str(w.draft.path)"))
    table = pd.read_csv(path, comment="#", dtype=str, index_col=0, keep_default_na=False)
    free = [i for i, label in enumerate(table["cell_type"]) if label == "unassigned"][:2]
    table.iloc[free, 0] = "by hand"
    table.to_csv(path)
    expect(strips(other)).to_contain_text(
        "Another program changed the draft: 2 cells were taken from it.", timeout=20_000
    )
    other.expect_counts(**{"by hand": 2, "Monocyte": n_monocytes, "B cell": n})
    assert [labels_of(second)[i] for i in free] == ["by hand"] * 2
    other.box.get_by_role("button", name="Dismiss").click()

    # back to when only the B cells had a label, and forth
    now = labels_of(second)
    other.draft.click()
    versions = other.box.get_by_role("region", name="Earlier versions").get_by_role("listitem")
    wanted = versions.filter(has_text=f"{n} labelled").first
    wanted.get_by_role("button", name="Restore").click()
    wanted.get_by_role("button", name="Go back to it?").click()
    expect(other.box.get_by_text("Restored the version of")).to_be_visible()
    other.expect_counts(**{"B cell": n, "unassigned": 700 - n})
    assert labels_of(second).count("unassigned") == 700 - n
    other.box.locator(".cxw-message").get_by_role("button", name="Undo").click()
    other.expect_counts(**{"by hand": 2, "Monocyte": n_monocytes, "B cell": n})
    assert labels_of(second) == now
