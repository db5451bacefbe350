"""From predictions to decisions in a real JupyterLab, by keys alone: import, review, sub-cluster, undo, merge."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from .test_main_job import SETUP, shown
from .test_meaning import walk_to

OUTPUT = Path(__file__).parents[1] / "output"
#: What a tool predicted, 40 cells of it shuffled.
PREDICTED = SETUP.replace(
    "w = ",
    """import numpy as np
rng = np.random.default_rng(0)
predicted = adata.obs["bulk_labels"].astype(str).to_numpy()
wrong = rng.choice(700, 40, replace=False)
predicted[wrong] = rng.permutation(predicted[wrong])
adata.obs["predicted_labels"], adata.obs["conf_score"] = predicted, rng.uniform(0.3, 1, 700)
before = adata.copy()
w = """,
)
#: What a person hears of the element with the focus.
NAME = """() => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element?.getAttribute("aria-label") ?? element?.innerText ?? "";
}"""
DECIDED = "(w.review_table()['state'] != 'open').sum()"
SAME = """
all(before.obs[c].equals(adata.obs[c]) for c in before.obs) and list(before.obs) == list(adata.obs)
and list(before.obsm) == list(adata.obsm) and list(before.uns) == list(adata.uns)
""".replace("\n", " ").strip()


def tab_to(view, name, most=150):
    """Press Tab until the element of this name has the focus."""
    for _ in range(most):
        if view.page.evaluate(NAME).startswith(name):
            return
        view.page.keyboard.press("Tab")
    pytest.fail(f"Tab does not reach {name!r}: it ended at {view.page.evaluate(NAME)!r}")


def choose(view, of, choice):
    """Open a menu and take a choice of it, by keys."""
    tab_to(view, of)
    view.page.keyboard.press("Enter")
    walk_to(view, choice)
    view.page.keyboard.press("Enter")


def import_predictions(notebook, view):
    choose(view, "Menu of column predicted_labels", "Use as predictions")
    dialog = view.box.get_by_role("dialog")
    expect(dialog.get_by_role("textbox", name="Category")).to_be_focused()
    notebook.page.keyboard.press("Enter")
    notebook.wait_kernel("'celltypist' in w.annotations")
    assert notebook.kernel_eval("bool((w.annotations['celltypist'] == adata.obs['predicted_labels']).all())") is True
    notebook.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def review_ten(notebook, view):
    """Ten groups, each by a key; one decision is taken back; a label is typed."""
    keyboard = notebook.page.keyboard
    choose(view, "Menu of category celltypist", "Review")
    deck = view.box.get_by_role("region", name="Group under review")
    start = view.box.get_by_role("button", name="Start", exact=True)
    expect(start.or_(deck.get_by_role("button", name="Keep")).first).to_be_visible()
    if start.count():
        tab_to(view, "Start")
        keyboard.press("Enter")
    expect(deck).to_be_focused()
    for n, key in enumerate(["1", "Enter", "1", "s", "u", "1", "Enter", "1", "1"], start=1):
        group = deck.get_by_role("region", name="Group ")
        expect(group.get_by_role("button", name="Keep")).to_be_visible()
        now = group.get_attribute("aria-label")
        keyboard.press(key)
        notebook.wait_kernel(f"{DECIDED} == {n}")
        expect(deck.get_by_role("region", name=now, exact=True)).to_have_count(0)
        if key == "u":  # back, and again
            keyboard.press("Backspace")
            expect(deck.get_by_role("region", name=now, exact=True)).to_be_visible()
            notebook.wait_kernel(f"{DECIDED} == {n - 1}")
            keyboard.press(key)
            notebook.wait_kernel(f"{DECIDED} == {n}")
            expect(deck.get_by_role("region", name=now, exact=True)).to_have_count(0)
    expect(deck.get_by_role("region", name="Group ").get_by_role("button", name="Keep")).to_be_visible()
    keyboard.type("plasmablast")
    keyboard.press("Enter")
    notebook.wait_kernel(f"{DECIDED} == 10")
    assert notebook.kernel_eval("int((w.annotations['celltypist'] == 'plasmablast').sum())") > 0
    expect(view.box.get_by_text("9 of ")).to_be_visible()  # the one that was skipped comes again


def cluster_one(notebook, view):
    """One label is clustered, two of its clusters get names, as one edit."""
    keyboard = notebook.page.keyboard
    tab_to(view, "Show CD4+/CD25 T Reg")  # in the list of labels, whose rows are walked by the arrows
    for _ in range(12):
        if "CD14+ Monocyte" in view.page.evaluate(NAME):
            break
        keyboard.press("ArrowDown")
    keyboard.press("Shift+F10")
    walk_to(view, "Cluster these")
    keyboard.press("Enter")
    dialog = view.box.get_by_role("dialog")
    expect(dialog.get_by_text("adata stays as it is")).to_be_visible()
    keyboard.press("Enter")
    first = view.box.get_by_role("combobox", name="What cluster 0 is")
    expect(first).to_be_focused(timeout=120_000)
    assert notebook.kernel_eval(SAME) is True
    keyboard.type("classical monocyte")
    keyboard.press("Enter")
    expect(view.box.get_by_role("combobox", name="What cluster 1 is")).to_be_focused()
    keyboard.type("other monocyte")
    keyboard.press("Control+Enter")
    notebook.wait_kernel("(w.annotations['celltypist'] == 'other monocyte').any()")


def take_back_and_merge(notebook, view):
    """The two names go and come back by the keys of undo; what is merged is what the draft says."""
    keyboard = notebook.page.keyboard
    keyboard.press("Control+z")
    notebook.wait_kernel("not (w.annotations['celltypist'] == 'other monocyte').any()")
    keyboard.press("Control+Shift+Z")
    notebook.wait_kernel("(w.annotations['celltypist'] == 'other monocyte').any()")
    tab_to(view, "Draft: ")
    keyboard.press("Enter")
    tab_to(view, "Merge …")
    keyboard.press("Enter")
    form = view.box.get_by_role("region", name="Merge")
    expect(form.get_by_role("checkbox", name="Merge review: celltypist")).not_to_be_checked()
    expect(form.get_by_text("w.merge()")).to_be_visible()
    for _ in range(60):  # "Merge …" was the name of what opened it
        keyboard.press("Tab")
        if view.page.evaluate(NAME) == "Merge":
            break
    keyboard.press("Enter")
    notebook.wait_kernel("'celltypist' in adata.obs")
    merged = "bool((adata.obs['celltypist'].astype(str) == w.annotations['celltypist'].astype(str)).all())"
    assert notebook.kernel_eval(merged) is True
    assert notebook.kernel_eval("'review: celltypist' in adata.obs") is False


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_from_predictions_to_merge_by_keys_alone(open_notebook, heard, theme):
    notebook = open_notebook([PREDICTED.replace("show(adata)", f"show(adata, theme={theme!r})"), "w"])
    notebook.run_all()
    view = shown(notebook)
    view.surface.focus()  # where a notebook leaves whoever walks into the output
    import_predictions(notebook, view)
    review_ten(notebook, view)
    picture(notebook, f"review_{theme}")
    cluster_one(notebook, view)
    picture(notebook, f"clusters_{theme}")
    take_back_and_merge(notebook, view)
    assert not heard.errors


def picture(notebook, name):
    """Leave a picture of what is on screen, to be looked at."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    notebook.page.screenshot(path=OUTPUT / f"predictions_{name}.png")
