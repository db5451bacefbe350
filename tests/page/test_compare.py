"""People compared in the dock: who there is, how far they agree, squares by mouse and keys, and what is settled."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import expect

import cellxgene_widget as cxw
from tests.colleague import draft_of, label_all, planted

from .data import cells
from .menus import choose
from .test_access import findings
from .wait import until, until_selected

COLUMN = "agreement: cell_type"


@pytest.fixture
def people(show_page, tmp_path):
    """A view whose folder has Ana's draft of the same cells; and what is known of the two."""
    data = cells()
    two = planted(data)
    draft = draft_of("Ana", data, tmp_path, two.hers)
    widget, view = show_page(data, dataset="pbmc")
    label_all(widget, "cell_type", two.mine)
    expect(view.row("Treg")).to_have_count(1)
    view.box.get_by_role("tab", name="Compare").click()
    return widget, view, two, draft


@pytest.fixture
def compared(people):
    widget, view, two, draft = people
    view.box.get_by_role("button", name="Compare with cell_type of Ana").click()
    expect(table_of(view)).to_be_visible()
    return widget, view, two, draft


def table_of(view, other="Ana"):
    return view.box.get_by_role("table", name=f"You against {other}")


def square(view, row, column, other="Ana"):
    return table_of(view, other).get_by_role("button", name=re.compile(f"^{row} and {column}: "))


def test_a_colleagues_draft_is_offered_and_the_line_says_how_far_they_agree(compared):
    widget, view, two, draft = compared
    agree = ~two.is_other & ~two.is_coarser
    expect(view.box.get_by_role("button", name="Against: Ana: cell_type")).to_be_visible()
    found = widget.compare(draft)
    line = (
        f"You and Ana agree on {round(100 * agree.mean())} % of 700 cells that both labelled; kappa {found.kappa:.2f}; "
        f"coarser or finer: {round(100 * two.is_coarser.mean())} %; "
        f"a real disagreement: {round(100 * two.is_other.mean())} %."
    )
    expect(view.box.get_by_role("tabpanel", name="Compare")).to_contain_text(line)
    # one word for the same term is no disagreement, a coarser one not wrong
    expect(square(view, "NK cell", "natural killers")).to_have_accessible_name(re.compile("; the same$"))
    treg = square(view, "Treg", "T cell")
    expect(treg).to_have_text(str(two.is_coarser.sum()))
    expect(treg).to_have_accessible_name(re.compile("; T cell is coarser, not wrong$"))
    # along the diagonal
    heads = table_of(view).get_by_role("columnheader").get_by_role("button").all_inner_texts()
    rows = table_of(view).get_by_role("rowheader").get_by_role("button").all_inner_texts()
    assert heads.index(next(each for each in heads if each.startswith("T cell"))) == rows.index(
        next(each for each in rows if each.startswith("Treg"))
    )
    assert findings(view) == []


def test_a_square_selects_its_cells_colours_the_plot_and_shows_markers(compared):
    widget, view, two, _ = compared
    mine, hers = two.mine, two.hers
    square(view, "monocyte", "dendritic cell").click()
    apart = (mine == "monocyte") & (hers == "dendritic cell")
    until_selected(widget, apart)
    assert widget.color == COLUMN
    markers = view.box.get_by_role("complementary", name="Markers of the square")
    for label in ("monocyte", "dendritic cell"):
        side = markers.get_by_role("region", name=f"Markers against agreed {label}", exact=True)
        expect(side.get_by_role("row")).to_have_count(9)
        both = (mine == label) & (hers == label)
        best = widget.markers(n_genes=8, against=both, samples=None)
        expect(side.get_by_role("row").nth(1)).to_contain_text(str(best.index[0]))
    expect(square(view, "monocyte", "dendritic cell")).to_have_attribute("aria-pressed", "true")
    # Shift adds, a head is all that one calls so
    square(view, "Treg", "T cell").click(modifiers=["Shift"])
    until_selected(widget, apart | two.is_coarser)
    table_of(view).get_by_role("rowheader", name="B cell").get_by_role("button").click()
    until_selected(widget, mine == "B cell")
    # by keys: walked to, taken by Enter
    square(view, "Treg", "T cell").focus()
    view.page.keyboard.press("ArrowUp")
    expect(square(view, "NK cell", "T cell")).to_be_focused()
    view.page.keyboard.press("ArrowLeft")
    expect(square(view, "NK cell", "natural killers")).to_be_focused()
    view.page.keyboard.press("Enter")
    until_selected(widget, mine == "NK cell")
    side = markers.get_by_role("region", name="Markers against all others", exact=True)
    expect(side.get_by_role("row")).to_have_count(9)
    assert findings(view) == []


def test_only_real_disagreements_are_left_by_a_button(compared):
    widget, view, two, _ = compared
    square(view, "Treg", "T cell").click()
    until_selected(widget, two.is_coarser)
    only = view.box.get_by_role("button", name="Only disagreements")
    only.click()
    until_selected(widget, two.is_other)
    expect(only).to_have_attribute("aria-pressed", "true")
    expect(square(view, "Treg", "T cell")).to_have_attribute("aria-pressed", "false")
    assert widget.filters == {COLUMN: ["disagree"]}
    only.click()
    until(lambda: not widget.filters)
    expect(only).to_have_attribute("aria-pressed", "false")


def test_the_comparison_follows_edits_and_the_plot_stays(compared):
    widget, view, two, _ = compared
    square(view, "Treg", "T cell").click()
    until_selected(widget, two.is_coarser)
    widget.label("T cell", cells=two.is_coarser, category="cell_type")
    expect(square(view, "T cell", "T cell")).to_have_text(str(two.is_coarser.sum()))
    line = view.box.get_by_role("tabpanel", name="Compare")
    expect(line).to_contain_text(f"; a real disagreement: {round(100 * two.is_other.mean())} %.")
    expect(line).not_to_contain_text("coarser or finer:")
    column = widget.session.parts.made.columns[COLUMN]
    assert list(np.bincount(column.codes)) == [0, 700 - two.is_other.sum(), 0, two.is_other.sum()]
    assert widget.color == COLUMN
    until_selected(widget, two.is_coarser)


def test_columns_and_several_people_are_compared_too(compared):
    _, view, _, _ = compared
    choose(view, "Against: Ana: cell_type", "bulk_labels")
    expect(view.box.get_by_role("tabpanel", name="Compare")).to_contain_text("; alpha of all 3 is ")
    choose(view, "Shown: You and Ana", "You and bulk_labels")
    table = table_of(view, "bulk_labels")
    expect(table.get_by_role("button", name=re.compile(r"^B cell and CD19\+ B: "))).to_have_text("95")
    choose(view, "Against: Ana: cell_type, bulk_labels", "Ana: cell_type")
    expect(view.box.get_by_role("tabpanel", name="Compare")).not_to_contain_text("alpha")
    expect(table).to_be_visible()
    # the two columns of before are a click away
    view.box.get_by_role("button", name="Columns", exact=True).click()
    expect(view.box.get_by_role("table", name="cell_type by bulk_labels")).to_be_visible()


def test_of_two_who_have_no_cell_in_common_it_is_said_beside_others(compared):
    widget, view, two, _ = compared
    half = two.mine == "B cell"
    widget.create_category("theirs")
    widget.label("B cell", cells=half, category="theirs")
    widget.unlabel(cells=half, category="cell_type")
    choose(view, "Against: Ana: cell_type", "theirs")
    choose(view, "Shown: You and Ana", "You and theirs")
    tab = view.box.get_by_role("tabpanel", name="Compare")
    expect(tab).to_contain_text("No cell is labelled by both You and theirs.")
    expect(tab.get_by_role("table")).to_have_count(0)


def test_a_file_that_is_none_is_told_in_a_sentence_and_left_out_again(people, tmp_path):
    widget, view, two, _ = people
    view.box.get_by_role("button", name="A column, another category, or a file …").click()
    view.box.get_by_role("menuitem", name="A file …").click()
    field = view.box.get_by_role("textbox", name="File, where the kernel runs")
    expect(field).to_be_focused()
    nobody = tmp_path / "nobody's <b>draft.csv"
    field.fill(str(nobody))
    field.press("Enter")
    expect(view.box.get_by_role("tabpanel").get_by_role("alert")).to_contain_text("nobody's <b>draft.csv")
    assert "agreement: cell_type" not in widget.session.parts.made.columns
    choose(view, "Against: nobody's <b>draft.csv", "nobody's")
    expect(view.box.get_by_role("tabpanel").get_by_role("alert")).to_have_count(0)
    # the path of a real one
    own = draft_of("Ben", widget.adata, tmp_path / "elsewhere", two.hers)
    view.box.get_by_role("button", name="A column, another category, or a file …").click()
    view.box.get_by_role("menuitem", name="A file …").click()
    field.fill(str(own))
    field.press("Enter")
    expect(table_of(view, "Ben")).to_be_visible()


def test_what_is_agreed_is_settled_and_the_rest_reviewed_by_keys(compared):
    widget, view, two, draft = compared
    before = draft.read_bytes()
    mine = widget.annotations["cell_type"].copy()
    view.box.get_by_role("button", name="Reconcile …").focus()
    view.page.keyboard.press("Enter")
    card = view.box.get_by_role("dialog", name="Reconcile")
    name = card.get_by_role("textbox", name="Into a new category")
    expect(name).to_be_focused()
    n_open = int((two.is_other | two.is_coarser).sum())
    expect(card).to_contain_text(f"{700 - n_open} cells settled; {n_open} cells stay unassigned")
    view.page.keyboard.type("agreed")
    view.page.keyboard.press("Tab")
    # nothing of it is cut by the edge of the view, also where it is opened from the foot of it
    inside = (
        "card => { const at = card.getBoundingClientRect(); const box = card.closest('.cxw').getBoundingClientRect();"
    )
    assert card.evaluate(f"{inside} return at.top >= box.top && at.bottom <= box.bottom }}")
    assert card.evaluate("card => card.scrollHeight <= card.parentElement.clientHeight")
    for _ in range(2):
        view.page.keyboard.press("ArrowDown")
    expect(card.get_by_role("radio", name="The coarsest that fits all")).to_be_checked()
    n_other = int(two.is_other.sum())
    expect(card).to_contain_text(f"{700 - n_other} cells settled; {n_other} cells stay unassigned")
    assert findings(view) == []
    view.page.keyboard.press("Enter")
    # the review is open, and has the keys
    deck = view.box.get_by_role("region", name="Group under review")
    expect(deck).to_be_focused()
    group = deck.get_by_role("region", name=re.compile(r"^Group \d+$"))
    expect(group).to_contain_text("Ana says ")
    agreed = widget.annotations["agreed"]
    assert agreed[~two.is_other & ~two.is_coarser].astype(str).equals(mine[~two.is_other & ~two.is_coarser].astype(str))
    assert set(agreed[two.is_coarser]) == {"T cell"}
    seen = widget.selected.copy()
    assert seen.any()
    assert not (seen & ~two.is_other).any()
    hers = set(two.hers[seen])
    label = group.get_by_role("button", name=re.compile(f"^2 ?{next(iter(hers))}$"))
    expect(label).to_be_visible()
    number = group.get_attribute("aria-label")
    view.page.keyboard.press("2")
    expect(deck.get_by_role("region", name=number, exact=True)).to_have_count(0)
    assert set(widget.annotations["agreed"][seen]) == hers
    assert "Ana says" in widget.session.parts.history.entries[-1].about["call"]["reason"]
    assert widget.annotations["cell_type"].equals(mine)
    assert draft.read_bytes() == before


def test_a_name_that_is_taken_is_refused_in_the_card(compared):
    widget, view, _, _ = compared
    view.box.get_by_role("button", name="Reconcile …").click()
    card = view.box.get_by_role("dialog", name="Reconcile")
    revision = widget.revision
    card.get_by_role("textbox", name="Into a new category").fill("cell_type")
    card.get_by_role("button", name="Settle, and review the rest").click()
    expect(card.get_by_role("alert")).to_contain_text("cell_type")
    assert widget.revision == revision


def test_where_all_is_settled_nothing_is_left_to_review(compared):
    widget, view, _, _ = compared
    view.box.get_by_role("button", name="Reconcile …").click()
    card = view.box.get_by_role("dialog", name="Reconcile")
    card.get_by_role("radio", name="Yours where you have one").check()
    card.get_by_role("button", name="Settle", exact=True).click()
    until(lambda: "cell_type agreed" in widget.annotations)
    expect(card).to_have_count(0)
    expect(view.box.get_by_role("tab", name="Compare")).to_have_attribute("aria-selected", "true")
    assert (widget.annotations["cell_type agreed"] == widget.annotations["cell_type"].astype(str)).all()


def test_of_a_hundred_labels_only_those_in_sight_are_drawn(show_page):
    widget, view = show_page()
    fine = np.array([f"part {number // 7:03}" for number in range(700)])
    widget.adata.obs["fine"] = np.roll(fine, 3)
    widget.adata.obs["fine"] = widget.adata.obs["fine"].astype("category")
    widget.adata.obs["own"] = fine
    widget.adata.obs["own"] = widget.adata.obs["own"].astype("category")
    widget.create_category("cell_type", like="own")
    expect(view.box.get_by_role("button", name="fine").first).to_be_visible()  # the page knows the column
    view.box.get_by_role("tab", name="Compare").click()
    view.box.get_by_role("button", name="People", exact=True).click()
    expect(view.box.get_by_text("There is no draft of anybody else")).to_be_visible()
    choose(view, "Against: nobody yet", "fine")
    table = table_of(view, "fine")
    first = table.get_by_role("button", name=re.compile("^part 000 and part 000: 4 cells"))
    expect(first).to_be_visible()
    assert table.get_attribute("aria-rowcount") == table.get_attribute("aria-colcount") == "101"
    assert table.get_by_role("button").count() < 900
    first.focus()
    view.page.keyboard.press("Control+End")
    last = table.get_by_role("button", name=re.compile("^part 099 and part 099: 4 cells"))
    expect(last).to_be_focused()
    expect(table.get_by_role("rowheader", name="part 099")).to_be_in_viewport()
    expect(table.get_by_role("columnheader", name="part 099")).to_be_in_viewport()
    view.page.keyboard.press("Enter")
    until_selected(widget, (fine == "part 099") & (np.roll(fine, 3) == "part 099"))


def test_of_no_category_and_of_cells_in_common_with_nobody_it_is_said(show_page, tmp_path):
    data = cells()
    other = data.copy()
    other.obs_names = [f"other {k}" for k in range(other.n_obs)]
    path = draft_of("Ana", other, tmp_path / "elsewhere", planted(data).hers, dataset="other")
    widget, view = show_page(data)
    view.box.get_by_role("tab", name="Compare").click()
    view.box.get_by_role("button", name="People", exact=True).click()
    expect(view.box.get_by_text("What is compared are your own labels: make a category first.")).to_be_visible()
    widget.create_category("cell_type", like="bulk_labels")
    view.box.get_by_role("button", name="A column, another category, or a file …").click()
    view.box.get_by_role("menuitem", name="A file …").click()
    view.box.get_by_role("textbox", name="File, where the kernel runs").fill(str(path))
    view.page.keyboard.press("Enter")
    expect(view.box.get_by_role("tabpanel").get_by_role("alert")).to_contain_text("other data")
    with pytest.raises(cxw.DataError, match="other data"):
        widget.compare(path)


def test_agreement_on_labels_of_before_is_marked_and_compared_again(compared):
    widget, view, two, _ = compared
    column = view.box.get_by_role("region", name=f"Column {COLUMN}")
    expect(column).to_be_visible()
    view.box.get_by_role("tab", name="Compare").click()
    expect(table_of(view)).to_have_count(0)
    same = np.flatnonzero(~two.is_other & ~two.is_coarser)[:7]
    widget.label("Treg", category="cell_type", cells=same)
    expect(column.get_by_text("of before")).to_be_visible()
    choose(view, f"Menu of column {COLUMN}", "Compare again")
    expect(table_of(view)).to_be_visible()
    expect(column.get_by_text("of before")).to_have_count(0)
    assert not widget.session.parts.comparisons.outdated(widget.session.find_category("cell_type").id)
