"""The review in the dock, with real keys: one group after the other, each decided on the very cells that were seen."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from .data import cells
from .menus import choose
from .review_states import plant_labels
from .test_drafts_in_the_view import button, strips
from .test_kernel_gone import TOLD, lose
from .wait import until


@pytest.fixture
def planted(show_page, monkeypatch):
    """A view with the tab open on labels of which 21 are wrong; and which cells have them."""
    monkeypatch.setenv("JPY_SESSION_NAME", "/notebooks/first.ipynb")
    data = cells()
    wrong = plant_labels(data)
    widget, view = show_page(data)
    widget.create_category("cell_type", like="planted")
    expect(view.row("B cell")).to_have_count(1)
    choose(view, "Menu of category cell_type", "Review …")
    return widget, view, wrong


@pytest.fixture
def begun(planted):
    widget, view, wrong = planted
    view.box.get_by_role("button", name="Start", exact=True).click()
    expect(group_of(view)).to_be_visible()
    return widget, view, wrong


def deck_of(view):
    return view.box.get_by_role("region", name="Group under review")


def group_of(view):
    return deck_of(view).get_by_role("region", name=re.compile(r"^Group \d+$"))


def number_of(view):
    return int(group_of(view).get_attribute("aria-label").split()[1])


def rows_of(view):
    return view.box.get_by_role("complementary", name="Groups").get_by_role("listitem")


def chips_of(view):
    return view.box.locator(".cxw-chips")


def progress_of(view):
    return view.box.locator(".cxw-review-progress")


def press(view, key):
    """Press a key, and wait until another group is shown."""
    before = group_of(view).get_attribute("aria-label")
    view.page.keyboard.press(key)
    expect(deck_of(view).get_by_role("region", name=before, exact=True)).to_have_count(0)
    expect(group_of(view)).to_be_visible()
    expect(deck_of(view)).not_to_have_attribute("data-leaving", "true")


def states(widget):
    counts = widget.annotations["review: cell_type"].value_counts()
    return counts[counts > 0].to_dict()


def test_a_review_by_keys_alone(begun):
    widget, view, wrong = begun
    expect(deck_of(view)).to_be_focused()
    labels = widget.annotations["cell_type"].copy()
    # the cells are selected and seen, with a reason and the genes against both labels
    first = widget.review_next()
    expect(view.selection).to_contain_text(f"{first['n_cells']} of 700")
    expect(chips_of(view)).to_contain_text(f"review group {number_of(view)}")
    expect(group_of(view)).to_contain_text(f"called {first['label']}")
    expect(group_of(view)).to_contain_text(f"of their neighbours are {first['suggested']}")
    expect(group_of(view)).to_contain_text(" up")
    against = deck_of(view).get_by_role("region", name=f"Markers against {first['suggested']}")
    expect(against.get_by_role("row")).to_have_count(13)
    expect(deck_of(view).get_by_role("region", name=f"Markers against other {first['label']}")).to_be_visible()
    assert widget.selected[wrong].sum() > widget.n_selected / 2
    # 1: the label that is suggested
    seen = widget.selected.copy()
    press(view, "1")
    assert set(widget.annotations["cell_type"][seen]) == {first["suggested"]}
    expect(progress_of(view)).to_contain_text(f"1 of 26 groups, {first['n_cells']} cells")
    # Enter, U and S change no label
    now = widget.annotations["cell_type"].copy()
    for key in ("Enter", "u", "s"):
        press(view, key)
    assert widget.annotations["cell_type"].equals(now)
    assert set(states(widget)) == {"unassigned", "changed", "accepted", "unsure", "skipped"}
    expect(progress_of(view)).to_contain_text("3 of 26 groups")
    # Backspace, step by step, to where it began
    shown = number_of(view)
    for _ in range(4):
        press(view, "Backspace")
    assert number_of(view) == 1 != shown
    assert widget.annotations["cell_type"].equals(labels)
    assert list(widget.annotations) == ["cell_type"]
    expect(deck_of(view)).to_be_focused()


def test_another_label_is_typed_and_letters_of_decisions_after_a_slash(begun):
    widget, view, _ = begun
    field = view.box.get_by_role("combobox", name="Another label")
    seen = widget.selected.copy()
    view.page.keyboard.press("m")
    expect(field).to_be_focused()
    expect(field).to_have_value("m")
    view.page.keyboard.type("acrophage")
    press(view, "Enter")
    assert set(widget.annotations["cell_type"][seen]) == {"macrophage"}
    expect(deck_of(view)).to_be_focused()
    seen = widget.selected.copy()
    view.page.keyboard.press("/")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    view.page.keyboard.type("Stromal cell")
    press(view, "Enter")
    assert set(widget.annotations["cell_type"][seen]) == {"Stromal cell"}
    # Esc goes back to the keys, and takes nothing with it
    before = number_of(view)
    view.page.keyboard.type("xyz")
    expect(field).to_have_value("xyz")
    view.page.keyboard.press("Escape")
    view.page.keyboard.press("Escape")
    expect(deck_of(view)).to_be_focused()
    assert number_of(view) == before


def test_keys_of_the_plot_mean_nothing_else_in_the_tab_and_the_other_way_round(begun):
    widget, view, _ = begun
    revision = widget.revision
    # where the plot has the focus the keys are the plot's: 1 labels what is selected, as ever
    view.surface.focus()
    view.page.keyboard.press("u")
    view.page.keyboard.press("s")
    view.page.keyboard.press("Backspace")
    assert widget.revision == revision
    deck_of(view).focus()
    seen = widget.selected.copy()
    view.page.keyboard.press("l")  # the lasso there, a letter here
    field = view.box.get_by_role("combobox", name="Another label")
    expect(field).to_have_value("l")
    assert np.array_equal(widget.selected, seen)
    view.page.keyboard.press("Escape")
    view.page.keyboard.press("Escape")
    # a button with the focus has Enter and Space for itself
    unsure = view.box.get_by_role("button", name="Unsure")
    unsure.focus()
    press(view, "Enter")
    assert set(states(widget)) == {"unassigned", "unsure"}


def test_groups_to_come_are_listed_and_each_can_be_looked_at(begun):
    widget, view, _ = begun
    rows = rows_of(view)
    expect(rows).to_have_count(26)
    rows.nth(3).get_by_role("button").click()
    expect(deck_of(view).get_by_role("region", name="Group 4", exact=True)).to_be_visible()
    expect(deck_of(view)).to_be_focused()
    press(view, "Enter")
    assert number_of(view) == 1
    expect(rows.last).to_have_text(re.compile("✓"))
    view.page.keyboard.press("s")
    expect(rows.nth(24)).to_have_text(re.compile("…"))
    # one that was skipped is looked at again
    rows.nth(24).get_by_role("button").click()
    expect(deck_of(view).get_by_role("region", name="Group 1", exact=True)).to_be_visible()
    expect(chips_of(view)).to_contain_text("review group 1")
    assert widget.n_selected > 0


def test_labels_changed_elsewhere_are_seen_and_never_decided_on_unseen(begun):
    widget, view, _ = begun
    seen = np.flatnonzero(widget.selected)
    widget.label("other", category="cell_type", cells=seen[:1])
    # the group on screen is gone: no other one is shown, selected or decided on before somebody asks
    expect(deck_of(view).get_by_role("region", name="Group 1", exact=True)).to_have_count(0)
    expect(deck_of(view)).to_contain_text("The group that was here changed elsewhere")
    widget.undo()
    until(lambda: widget.review_table().iloc[0]["group"] == 1)
    revision, cells = widget.revision, widget.selected.copy()
    deck_of(view).focus()
    view.page.keyboard.press("1")
    view.page.keyboard.press("u")
    view.page.keyboard.press("Enter")
    expect(deck_of(view).get_by_role("region", name="Group 1", exact=True)).to_be_visible()
    assert widget.revision == revision
    assert np.array_equal(widget.selected, cells)
    press(view, "Enter")
    assert widget.annotations["cell_type"].iloc[seen[0]] != "other"


def test_a_decision_that_comes_too_late_is_refused_and_told(begun, page_server):
    widget, view, _ = begun
    before = widget.annotations["cell_type"].astype(str)
    seen = np.flatnonzero(widget.selected)
    page_server.idle.clear()  # the kernel is busy: what is asked waits
    view.page.keyboard.press("1")
    widget.session.label("other", category="cell_type", cells=seen[:1])
    page_server.idle.set()
    expect(view.box.get_by_role("alert").first).to_contain_text("changed since")
    now = widget.annotations["cell_type"].astype(str)
    assert now.iloc[seen[0]] == "other"
    assert (now.iloc[seen[1:]] == before.iloc[seen[1:]]).all()
    deck_of(view).get_by_role("button", name="Go on").click()
    expect(group_of(view)).to_be_visible()
    expect(deck_of(view)).to_be_focused()


def test_a_decision_made_while_the_kernel_is_gone_is_kept(begun, show_page):
    widget, view, _ = begun
    first = widget.review_next()
    seen = widget.selected.copy()
    lose(view, TOLD)
    deck_of(view).focus()
    view.page.keyboard.press("1")
    expect(view.box.get_by_text("Kept in this browser").first).to_be_visible()
    adata = widget.adata
    widget.close()
    again, view = show_page(adata)
    told = f"label {first['n_cells']} cells called {first['label']} as {first['suggested']}"
    expect(strips(view)).to_contain_text(told)
    button(strips(view), "Apply").click()
    until(lambda: set(again.annotations["cell_type"][seen]) == {first["suggested"]})
    assert set(again.annotations["review: cell_type"][seen]) == {"changed"}


def test_what_tools_propose_is_taken_by_its_number(planted):
    widget, view, _ = planted
    widget.propose("cell_type", {"B cell": ("Plasmablast", "high", "MZB1 up")}, by="GPTCelltype")
    n = widget.annotations["cell_type"].eq("B cell").sum()
    view.box.get_by_role("button", name="Start", exact=True).click()
    expect(group_of(view)).to_contain_text(f"{n} cells called B cell; GPTCelltype proposes Plasmablast (high): MZB1 up")
    assert not widget.annotations["cell_type"].eq("Plasmablast").any()
    expect(group_of(view).get_by_role("button", name="1 Plasmablast")).to_be_visible()
    press(view, "1")
    assert widget.annotations["cell_type"].eq("Plasmablast").sum() == n


def test_other_ways_and_what_there_is_to_say(planted):
    _, view, _ = planted
    view.box.get_by_role("group", name="By what").get_by_role("button", name="Markers").click()
    view.box.get_by_role("button", name="Start", exact=True).click()
    expect(view.box.get_by_text("has genes kept as evidence that are in the data")).to_be_visible()
    view.box.get_by_role("button", name="Disagreement").click()
    expect(view.box.get_by_role("button", name="Compare with: bulk_labels")).to_be_visible()
    view.box.get_by_role("button", name="Start", exact=True).click()
    expect(group_of(view)).to_contain_text("bulk_labels says")
    view.box.get_by_role("group", name="By what").get_by_role("button", name="Score").click()
    view.box.get_by_role("button", name="Scores: ").click()
    view.box.get_by_role("menuitemradio", name="percent_mito").click()
    view.box.get_by_role("button", name="Start", exact=True).click()
    expect(group_of(view)).to_contain_text("score 0.0")


def test_without_a_graph_one_is_offered_to_be_computed(show_page):
    data = cells()
    del data.obsp["connectivities"]
    widget, view = show_page(data)
    widget.create_category("cell_type", like="louvain")
    choose(view, "Menu of category cell_type", "Review …")
    view.box.get_by_role("button", name="Start", exact=True).click()
    dialog = view.box.get_by_role("dialog", name="Neighbours")
    expect(dialog).to_contain_text("adata.obsp has no weights between cells")
    dialog.get_by_role("button", name="Compute neighbours on X_pca").click()
    expect(group_of(view)).to_be_visible(timeout=60_000)
    expect(group_of(view)).to_contain_text("of their neighbours are")
    expect(deck_of(view)).to_be_focused()
    assert "connectivities" not in data.obsp


def test_the_last_group_and_then_nothing_is_left(begun):
    widget, view, _ = begun
    table = widget.review_table()
    for group in table["group"][:-1]:
        widget.accept(group)
    last = table["group"].iloc[-1]
    expect(deck_of(view).get_by_role("button", name="Go on")).to_be_visible(timeout=30_000)
    expect(progress_of(view)).to_contain_text("25 of 26 groups", timeout=30_000)
    deck_of(view).focus()
    view.page.keyboard.press("Enter")
    expect(deck_of(view).get_by_role("region", name=f"Group {last}", exact=True)).to_be_visible()
    expect(group_of(view)).to_contain_text("Nothing speaks against these")
    deck_of(view).focus()
    view.page.keyboard.press("Enter")
    expect(deck_of(view)).to_contain_text("Every group is decided")
    expect(progress_of(view)).to_contain_text("26 of 26 groups, 700 cells")
