"""Two real drafts in JupyterLab: compared, settled, the rest reviewed, and exported; by mouse, and by keys alone."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
import scanpy as sc
from playwright.sync_api import expect

from tests.colleague import draft_of, planted

from .test_main_job import shown
from .test_predictions import NAME, choose, tab_to

OUTPUT = Path(__file__).parents[1] / "output"
ROOT = Path(__file__).parents[2]
SETUP = """
import sys
sys.path.insert(0, {root!r})
import scanpy as sc
import cellxgene_widget as cxw
from tests.colleague import label_all, planted
adata = sc.datasets.pbmc68k_reduced()
two = planted(adata)
w = cxw.show(adata, dataset="pbmc", annotations_dir={folder!r})
w.name_draft("ben")
label_all(w, "cell_type", two.mine)
w.color = "cell_type"
"""
DECIDED = "int((w.review_table()['state'] != 'open').sum())"
OPEN = "int(w.annotations['agreed'].eq('unassigned').sum())"


@pytest.fixture
def drafts(tmp_path, open_notebook):
    """A notebook with one's own draft in a folder where Ana has hers; what both call the cells, and her file."""
    data = sc.datasets.pbmc68k_reduced()
    two = planted(data)
    file = draft_of("Ana", data, tmp_path, two.hers)
    notebook = open_notebook([SETUP.format(root=str(ROOT), folder=str(tmp_path)), "w"])
    notebook.run_all()
    view = shown(notebook)
    expect(view.row("Treg")).to_have_count(1)
    return notebook, view, two, file


def line_of(two):
    agree = ~two.is_other & ~two.is_coarser
    coarser, other = two.is_coarser.mean(), two.is_other.mean()
    return (
        rf"You and Ana agree on {100 * agree.mean():.0f}\s% of 700 cells that both labelled; kappa "
        rf"0\.\d\d; coarser or finer: {100 * coarser:.0f}\s%; a real disagreement: {100 * other:.0f}\s%\."
    )


def selected(notebook, expected):
    notebook.wait_kernel(f"w.n_selected == {int(expected.sum())}")
    assert notebook.kernel_eval("w.selected.nonzero()[0].tolist()") == np.flatnonzero(expected).tolist()


def check_settled(notebook, two, before, file):
    """No draft is changed; what both say is agreed, the coarser label taken; each decision tells who said what."""
    assert file.read_bytes() == before
    labels = notebook.kernel_eval("w.annotations['agreed'].astype(str).tolist()")
    expected = np.where(two.is_coarser, two.hers, two.mine)
    same = ~two.is_other
    assert (np.array(labels, dtype=object)[same] == expected[same]).all()
    assert notebook.kernel_eval("bool((w.annotations['cell_type'].astype(str) == two.mine).all())") is True
    reasons = notebook.kernel_eval("w.review_table().query(\"state != 'open'\")['reason'].tolist()")
    assert reasons
    assert all(re.search(r"\w+ says .+; Ana says .+", reason) for reason in reasons)
    assert "reconcile cell_type" in notebook.kernel_eval("' '.join(w.history['text'])")


def check_exported(notebook, two):
    """The file of what was agreed has all its labels, and nothing of opinions; so has the object after a merge."""
    document = json.loads(notebook.kernel_eval("open('agreed.json').read()"))
    named = [one for one in document["annotations"] if one["cell_label"] != "NA"]
    exported = {one["cell_label"]: len(one["cell_ids"]) for one in named if one.get("cell_ids")}
    counts = notebook.kernel_eval("w.annotations['agreed'].value_counts().to_dict()")
    assert exported == {name: n for name, n in counts.items() if n and name != "unassigned"}
    assert exported["T cell"] == int(two.is_coarser.sum())
    assert not any(" (Ana)" in name for name in exported)
    notebook.kernel_exec("w.merge('agreed'); adata.write_h5ad('agreed.h5ad')")
    merged = (
        "sc.read_h5ad('agreed.h5ad').obs['agreed'].astype(str).tolist() == w.annotations['agreed'].astype(str).tolist()"
    )
    assert notebook.kernel_eval(merged) is True
    notebook.kernel_exec("w.merge()")
    assert notebook.kernel_eval("[c for c in adata.obs if c.startswith(('opinions', 'review'))]") == []


def picture(notebook, name):
    """Leave a picture of what is on screen, to be looked at."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    notebook.page.screenshot(path=OUTPUT / f"compare_{name}.png")


def review_by_mouse(notebook, view):
    """The rest, one group of opinions after the other, each by her label."""
    deck = view.box.get_by_role("region", name="Group under review")
    group = deck.get_by_role("region", name=re.compile(r"^Group \d+$"))
    expect(group).to_contain_text("Ana says")
    picture(notebook, "review")
    for n in range(1, notebook.kernel_eval("len(w.review_table())") + 1):
        now = group.get_attribute("aria-label")
        hers = re.search(r"Ana says ([^;]+?)(;|$)", deck.get_by_role("status").inner_text())[1].strip()
        group.get_by_role("button", name=re.compile(rf"^\d ?{re.escape(hers)}$")).click()
        notebook.wait_kernel(f"{DECIDED} == {n}")
        expect(deck.get_by_role("region", name=now, exact=True)).to_have_count(0)
    expect(deck).to_contain_text("Every group is decided")
    assert notebook.kernel_eval(OPEN) == 0


def review_by_keys(notebook, view):
    """One's own opinion by 1, hers by 2, and nothing by Enter; a decision is taken back."""
    keyboard = notebook.page.keyboard
    deck = view.box.get_by_role("region", name="Group under review")
    expect(deck).to_be_focused()
    group = deck.get_by_role("region", name=re.compile(r"^Group \d+$"))
    for n, key in enumerate("1212", start=1):
        # one says this, one says that: Enter would give neither, and closes nothing
        expect(group).to_contain_text("No label has most of the opinions: choose one by its number")
        now = group.get_attribute("aria-label")
        if n == 1:
            keyboard.press("Enter")
            expect(view.box.get_by_role("alert").first).to_contain_text("No label has most of the opinions")
            assert notebook.kernel_eval(DECIDED) == 0
        keyboard.press(key)
        notebook.wait_kernel(f"{DECIDED} == {n}")
        expect(deck.get_by_role("region", name=now, exact=True)).to_have_count(0)
        if n == 1:
            still_open = notebook.kernel_eval(OPEN)
            keyboard.press("Backspace")
            expect(deck.get_by_role("region", name=now, exact=True)).to_be_visible()
            notebook.wait_kernel(f"{DECIDED} == 0")
            assert notebook.kernel_eval(OPEN) > still_open
            keyboard.press(key)
            notebook.wait_kernel(f"{DECIDED} == 1")
            expect(deck.get_by_role("region", name=now, exact=True)).to_have_count(0)


def test_compared_and_reconciled_by_mouse(drafts, heard):
    notebook, view, two, file = drafts
    before = file.read_bytes()
    view.box.get_by_role("tab", name="Compare").click()
    tab = view.box.get_by_role("tabpanel", name="Compare")
    tab.get_by_role("button", name="Compare with cell_type of Ana").click()
    table = view.box.get_by_role("table", name="You against Ana")
    expect(tab.get_by_text(re.compile(line_of(two)))).to_be_visible()
    # a square: its cells, the plot by agreement, what tells them from those agreed on
    table.get_by_role("button", name=re.compile("^monocyte and dendritic cell: ")).click()
    selected(notebook, (two.mine == "monocyte") & (two.hers == "dendritic cell"))
    assert notebook.kernel_eval("w.color") == "agreement: cell_type"
    side = tab.get_by_role("region", name="Markers against agreed dendritic cell")
    expect(side.get_by_role("row")).to_have_count(9)
    picture(notebook, "square")
    only = tab.get_by_role("button", name="Only disagreements")
    only.click()
    notebook.wait_kernel("w.filters == {'agreement: cell_type': ['disagree']}")
    only.click()
    notebook.wait_kernel("not w.filters")
    # settled
    tab.get_by_role("button", name="Reconcile …").click()
    card = view.box.get_by_role("dialog", name="Reconcile")
    card.get_by_role("textbox", name="Into a new category").fill("agreed")
    card.get_by_role("radio", name="The coarsest that fits all").check()
    expect(card).to_contain_text(f"{int(two.is_other.sum())} cells stay unassigned")
    card.get_by_role("button", name="Settle, and review the rest").click()
    notebook.wait_kernel("'agreed' in w.annotations")
    review_by_mouse(notebook, view)
    assert notebook.kernel_eval("bool((w.annotations['agreed'].astype(str) == two.hers)[two.is_other].all())") is True
    check_settled(notebook, two, before, file)
    view.box.get_by_role("button", name="Menu of category agreed", exact=True).click()
    view.box.get_by_role("menuitem", name="Export …").click()
    dialog = view.box.get_by_role("dialog")
    dialog.get_by_role("textbox", name="File, where the kernel runs").fill("agreed.json")
    dialog.get_by_role("button", name="Export", exact=True).click()
    expect(dialog).to_contain_text("Wrote")
    check_exported(notebook, two)
    assert not heard.errors


def test_compared_and_reconciled_by_keys_alone(drafts, heard):
    notebook, view, two, file = drafts
    before = file.read_bytes()
    keyboard = notebook.page.keyboard
    view.surface.focus()  # where a notebook leaves whoever walks into the output
    tab_to(view, "Markers")
    for _ in range(4):
        keyboard.press("ArrowRight")
    assert notebook.page.evaluate(NAME) == "Compare"
    keyboard.press("Enter")
    choose(view, "Against: nobody yet", "Ana: cell_type")
    tab = view.box.get_by_role("tabpanel", name="Compare")
    expect(tab.get_by_text(re.compile(line_of(two)))).to_be_visible()
    # into the table, along its diagonal to a square
    tab_to(view, "monocyte and monocyte: ")
    keyboard.press("ArrowRight")
    assert notebook.page.evaluate(NAME).startswith("monocyte and dendritic cell: ")
    keyboard.press("Enter")
    selected(notebook, (two.mine == "monocyte") & (two.hers == "dendritic cell"))
    assert notebook.kernel_eval("w.color") == "agreement: cell_type"
    expect(tab.get_by_role("region", name="Markers against agreed monocyte").get_by_role("row")).to_have_count(9)
    for _ in range(20):  # the buttons are before the table
        keyboard.press("Shift+Tab")
        if notebook.page.evaluate(NAME) == "Reconcile …":
            break
    keyboard.press("Enter")
    card = view.box.get_by_role("dialog", name="Reconcile")
    expect(card.get_by_role("textbox", name="Into a new category")).to_be_focused()
    keyboard.type("agreed")
    keyboard.press("Tab")
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    expect(card.get_by_role("radio", name="The coarsest that fits all")).to_be_checked()
    keyboard.press("Enter")
    notebook.wait_kernel("'agreed' in w.annotations")
    review_by_keys(notebook, view)
    check_settled(notebook, two, before, file)
    choose(view, "Menu of category agreed", "Export …")
    dialog = view.box.get_by_role("dialog")
    expect(dialog.get_by_role("textbox", name="File, where the kernel runs")).to_be_focused()
    keyboard.press("Control+a")
    keyboard.type("agreed.json")
    keyboard.press("Enter")
    expect(dialog).to_contain_text("Wrote")
    check_exported(notebook, two)
    assert not heard.errors
