"""The kernel is gone: kept are the cells as seen and their label; what is offered says what it would change."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.view import View

from .menus import choose
from .places import B_CELLS, DENDRITIC, MONOCYTES
from .test_drafts_in_the_view import button, kept, n_labelled, select, strips
from .test_nested import drag
from .wait import N_KEPT, until

#: How a page loses its kernel: sending throws (JupyterLab, restarted from the menu), or nothing comes back any more.
THROWS = "() => { page.model.send = () => { throw new Error('closed'); }; }"
VANISHES = "() => { page.model.send = () => {}; }"
TOLD = "() => { page.model.send = () => { throw new Error('closed'); }; page.lose(); }"


@pytest.fixture
def labelled(show_page, monkeypatch):
    """A view with a lasso that is labelled already, and what opens the next kernel's."""
    monkeypatch.setenv("JPY_SESSION_NAME", "/notebooks/first.ipynb")
    widget, view = show_page()
    widget.create_category("mine")
    view.expect_counts(unassigned=700)
    view.lasso(B_CELLS)
    view.label_selection("A")
    until(lambda: n_labelled(widget, "A") > 50)
    view.expect_counts(A=n_labelled(widget, "A"))

    def next_kernel(**options):
        widget.close()
        return show_page(**options)

    return widget, view, next_kernel


def lose(view, how=THROWS):
    """Let the page lose its kernel, and show that it has: the strip that says so moves the plot under the mouse."""
    view.page.evaluate(how)
    if how == VANISHES:
        return
    view.surface.focus()
    for _ in range(2):  # there and back
        view.page.keyboard.press("i")
    expect(strips(view)).to_contain_text("The kernel is gone.")


@pytest.mark.parametrize("how", [THROWS, VANISHES, TOLD], ids=["throws", "vanishes", "told"])
def test_a_label_typed_after_the_kernel_went_is_for_the_cells_that_were_seen(labelled, how):
    widget, view, next_kernel = labelled
    a = widget.selected.copy()
    lose(view, how)
    n = select(view, MONOCYTES)
    assert 0 < n != a.sum()
    view.page.keyboard.type("CD8 T")
    view.page.keyboard.press("Enter")
    if how == VANISHES:
        expect(view.draft).to_have_accessible_name("Draft: Waiting for the kernel (1)")
    else:
        expect(strips(view)).to_contain_text("Your last edit is kept in this browser")
        expect(view.draft).to_have_accessible_name(re.compile("^Draft: Kernel gone: run your cells again"))
    expect(view.selection).to_have_text(f"{n} of 700 cells")
    # and the last label again, for others
    n_dendritic = select(view, DENDRITIC)
    view.page.keyboard.press("Enter")
    view.page.wait_for_function(N_KEPT + " === 2")

    again, view = next_kernel()
    expect(strips(view)).to_contain_text(
        f"label {n} cells, now without a label, as CD8 T; label {n_dendritic} cells, now without a label, as CD8 T."
    )
    button(strips(view), "Apply").click()
    view.expect_counts(**{"A": a.sum(), "CD8 T": n + n_dendritic})
    assert np.array_equal(again.annotations["mine"] == "A", a)
    assert n_labelled(again, "CD8 T") == n + n_dendritic
    monocytes = np.asarray(again.adata.obs["bulk_labels"] == "CD14+ Monocyte")
    assert (again.annotations["mine"][monocytes] == "CD8 T").mean() > 0.9


def test_what_is_said_of_labels_is_kept_too(labelled):
    widget, view, next_kernel = labelled
    widget.add_label("mine", "B")
    widget.add_label("mine", "C")
    expect(view.row("C")).to_have_count(1)
    lose(view)
    said = view.box.locator(".cxw-message")
    drag(view, "B", "A", 0.5)
    view.page.mouse.up()
    expect(said).to_contain_text("Kept in this browser until the kernel is back: nest B under A")
    choose(view, "Menu of label B", "Confidence", "low")
    expect(said).to_contain_text("Kept in this browser until the kernel is back: confidence in B: low")
    choose(view, "Menu of label C", "Delete")
    expect(said).to_contain_text("delete label C")
    expect(strips(view)).to_contain_text("Your last 3 edits are kept in this browser")
    # the last is taken back
    view.surface.focus()
    view.page.keyboard.press("Control+z")
    expect(said).to_contain_text("Not kept any more: delete label C")
    view.page.wait_for_function(N_KEPT + " === 2")

    again, view = next_kernel()
    expect(strips(view)).to_contain_text("nest B under A; confidence in B: low.")
    button(strips(view), "Apply").click()
    expect(view.box.get_by_role("button", name="Confidence in B: low")).to_be_visible()
    labels = {label["name"]: label for label in again.categories[0]["labels"]}
    assert (labels["B"]["parent"], labels["B"]["confidence"]) == ("A", "low")
    assert "C" in labels


def test_what_only_the_kernel_can_tell_is_refused_and_the_selection_stays(labelled):
    widget, view, _ = labelled
    until(lambda: widget.n_selected)
    lose(view)
    n = select(view, MONOCYTES)
    view.surface.focus()
    view.page.keyboard.press("Alt+z")
    expect(view.box.get_by_role("alert")).to_contain_text("only it can tell which cells these are")
    view.box.locator(".cxw-chip button").click()
    expect(view.selection).to_have_text(f"{n} of 700 cells")
    view.page.keyboard.press("Alt+1")
    view.page.wait_for_function(N_KEPT + " === 1")
    (edit,) = view.page.evaluate(
        "Object.entries(localStorage).filter(([name]) => name.includes('.edit.')).map(([_, text]) => JSON.parse(text))"
    )
    assert edit["cells"]["n"] == n
    # an undo takes back what is kept, and nothing of what the kernel had
    view.page.keyboard.press("Control+z")
    expect(view.box.get_by_text(f"Not kept any more: label {n} cells as A")).to_be_visible()
    assert kept(view) == []
    view.page.keyboard.press("Control+z")
    assert kept(view) == []


def test_saved_is_said_of_a_kernel_that_answers(labelled, page_server):
    _, view, _ = labelled
    expect(view.draft).to_have_accessible_name(re.compile("Saved"))
    # busy, or gone: nobody knows
    page_server.idle.clear()
    view.lasso(B_CELLS)
    expect(view.draft).to_have_accessible_name("Draft: Waiting for the kernel", timeout=10_000)
    page_server.idle.set()
    expect(view.draft).to_have_accessible_name(re.compile("Saved"))
    # never heard of
    page_server.idle.clear()
    view.page.reload()
    line = view.page.get_by_role("status").filter(has_text="No answer from the kernel")
    expect(line).to_be_visible(timeout=10_000)
    expect(view.page.locator("#views")).to_contain_text("mine: ")
    page_server.idle.set()
    expect(view.draft).to_have_accessible_name(re.compile("Saved"))
    expect(line).to_have_count(0)


def test_an_offer_says_what_would_change_now_and_is_not_urged_where_others_went_on(labelled):
    _, view, next_kernel = labelled
    lose(view)
    n = select(view, MONOCYTES)
    view.page.keyboard.type("CD8 T")
    view.page.keyboard.press("Enter")
    view.page.wait_for_function(N_KEPT + " === 1")
    again, view = next_kernel()
    apply = button(strips(view), "Apply")
    expect(apply).to_have_class(re.compile("cxw-primary"))
    expect(strips(view)).not_to_contain_text("Since then")
    again.label("B cell", category="mine", cells=np.asarray(again.adata.obs["bulk_labels"] == "CD14+ Monocyte"))
    expect(strips(view)).to_contain_text(
        re.compile(rf"label {n} cells, now B cell \(\d+\), without a label \(\d+\), as")
    )
    expect(strips(view)).to_contain_text("Since then another edit was made.")
    expect(apply).not_to_have_class(re.compile("cxw-primary"))

    # discard asks where it stands, and is remembered: in this page, after a reload, in another tab
    other = View(other_tab(view))
    expect(button(strips(other), "Apply")).to_be_visible()
    discard = button(strips(view), "Discard")
    right = (at := discard.bounding_box())["x"] + at["width"]
    discard.focus()
    view.page.keyboard.press("Enter")
    asks = button(strips(view), "Discard for good?")
    expect(asks).to_be_focused()
    there = asks.bounding_box()
    assert (there["x"] + there["width"], there["y"]) == pytest.approx((right, at["y"]), abs=1)
    assert there["x"] <= at["x"]
    view.page.keyboard.press("Enter")
    expect(strips(view)).to_be_empty()
    expect(strips(other)).to_be_empty()
    assert kept(view) == []
    view.page.reload()
    view = View(view.page)
    view.expect_counts(A=n_labelled(again, "A"))
    expect(strips(view)).to_be_empty()
    assert "CD8 T" not in set(again.annotations["mine"])


def other_tab(view):
    """The same page once more, in this browser."""
    page = view.page.context.new_page()
    page.goto(view.page.url)
    return page


def test_in_another_notebook_an_offer_says_where_it_is_from(labelled, monkeypatch):
    _, view, next_kernel = labelled
    lose(view)
    n = select(view, MONOCYTES)
    view.page.keyboard.press("Alt+1")
    view.page.wait_for_function(N_KEPT + " === 1")
    monkeypatch.setenv("JPY_SESSION_NAME", "/notebooks/a copy.ipynb")
    _, view = next_kernel()
    expect(strips(view)).to_contain_text(
        re.compile(rf"1 edit did not reach the kernel in first\.ipynb at \d\d:\d\d: label {n} cells, now without")
    )
    expect(strips(view).locator(".cxw-primary")).to_have_count(0)


def test_what_can_not_be_done_any_more_is_said(labelled):
    _, view, next_kernel = labelled
    lose(view)
    select(view, MONOCYTES)
    view.page.keyboard.press("Alt+1")
    view.page.wait_for_function(N_KEPT + " === 1")
    again, view = next_kernel()
    expect(button(strips(view), "Apply")).to_be_enabled()
    again.delete_category("mine")
    expect(strips(view)).to_contain_text("(can’t be done: There is no category 'mine'")
    expect(button(strips(view), "Apply")).to_be_disabled()
