"""A review by opinions, with real keys: Enter gives what most say, and nothing where opinions are even."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.colleague import planted

from .data import cells
from .menus import choose
from .test_review import deck_of, group_of, number_of, press, progress_of, rows_of
from .wait import until

#: These are ``dendritic cell`` to whoever shows the page, and to one or both of two others ``monocyte``.
TWO_OF_THREE, EVEN = np.arange(12), np.arange(12, 20)


@pytest.fixture
def begun(show_page):
    """A view with a review of the cells that three did not agree on."""
    data = cells()
    labels = planted(data).mine
    labels[:20] = "dendritic cell"
    data.obs["mine"] = labels
    widget, view = show_page(data)
    ana, ben = data.obs["mine"].copy(), data.obs["mine"].copy()
    ana.iloc[:20] = ben.iloc[:20] = "monocyte"
    ben = ben.replace("monocyte", "MONOCYTE")  # how Ben spells it
    ben.iloc[EVEN] = None
    widget.create_category("cell_type", like="mine")
    widget.reconcile(widget.compare({"Ana": ana, "Ben": ben}, category="cell_type"), into="agreed")
    expect(view.box.get_by_role("button", name="Menu of category agreed", exact=True)).to_be_visible()
    choose(view, "Menu of category agreed", "Review …")
    view.box.get_by_role("button", name="Opinions", exact=True).click()
    view.box.get_by_role("button", name="Start", exact=True).click()
    expect(group_of(view)).to_be_visible()
    return widget, view


def ways_of(view):
    return group_of(view).get_by_role("button")


def test_enter_gives_what_most_say_and_the_button_says_what_that_is(begun):
    widget, view = begun
    expect(group_of(view)).to_contain_text("Ana says monocyte; Ben says MONOCYTE")
    expect(ways_of(view).nth(0)).to_have_text("↵Label as monocyte")
    expect(ways_of(view).nth(1)).to_have_text("1monocyte")
    expect(ways_of(view).nth(2)).to_have_text("2dendritic cell")
    expect(group_of(view).get_by_role("button", name="MONOCYTE", exact=True)).to_have_count(0)
    for label in ("monocyte", "dendritic cell"):
        expect(deck_of(view).get_by_role("region", name=f"Markers against {label}")).to_be_visible()
    press(view, "Enter")
    assert widget.annotations["agreed"].iloc[TWO_OF_THREE].eq("monocyte").all()
    assert "label 12 cells as monocyte, in review (no label before)" in widget.history["text"].tolist()
    expect(progress_of(view)).to_contain_text("1 of 2 groups, 12 cells")
    view.page.keyboard.press("Backspace")
    until(lambda: widget.annotations["agreed"].iloc[TWO_OF_THREE].eq("unassigned").all())


def test_where_opinions_are_even_enter_closes_nothing_and_a_number_chooses(begun):
    widget, view = begun
    press(view, "s")
    shown, revision = number_of(view), widget.revision
    expect(group_of(view)).to_contain_text("No label has most of the opinions: choose one by its number.")
    expect(group_of(view).get_by_role("button", name="Label as")).to_have_count(0)
    expect(group_of(view).get_by_role("button", name="Leave without a label")).to_have_count(0)
    view.page.keyboard.press("Enter")
    expect(view.box.get_by_role("alert").first).to_contain_text("choose one by its number, or skip")
    assert (number_of(view), widget.revision) == (shown, revision)
    press(view, "2")
    assert widget.annotations["agreed"].iloc[EVEN].eq("monocyte").all()
    # the group that was skipped is there again, open
    expect(ways_of(view).nth(0)).to_have_text("↵Label as monocyte")
    view.page.keyboard.press("u")
    expect(deck_of(view)).to_contain_text("Every group is decided")
    assert widget.annotations["agreed"].iloc[TWO_OF_THREE].eq("unassigned").all()


def test_the_list_says_what_it_may_be_whole_and_then_what_it_was_given(begun):
    widget, view = begun
    names = rows_of(view).locator(".cxw-review-pair")
    expect(names).to_have_text(["monocyte / dendritic cell", "dendritic cell / monocyte"])
    for place in range(2):
        is_whole = names.nth(place).locator("span").first.evaluate("each => each.scrollWidth <= each.clientWidth")
        assert is_whole, "no name is cut"
    press(view, "Enter")
    expect(names).to_have_text(["dendritic cell / monocyte", "monocyte"])
    # a label gets another name: it is offered under this one
    widget.rename_label("agreed", "monocyte", "classical monocyte")
    expect(names.first).to_have_text("dendritic cell / classical monocyte")
    expect(group_of(view)).to_have_count(0)  # what was offered is no more: a key gives nothing before one has looked
    deck_of(view).focus()
    view.page.keyboard.press("Enter")
    expect(group_of(view).get_by_role("button", name="2 classical monocyte")).to_be_visible()
    view.page.keyboard.press("2")
    expect(deck_of(view)).to_contain_text("Every group is decided")
    assert widget.annotations["agreed"].iloc[:20].eq("classical monocyte").all()
    assert "monocyte" not in widget.annotations["agreed"].cat.categories
