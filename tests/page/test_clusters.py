"""Some of the cells clustered in place: from a menu to labels, by mouse and by keys alone; live, cancelled, kept."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from cellxgene_widget.statistics.clustering.process import ClusteringProcess
from tests.view import drag

from .menus import choose, retype
from .test_keyboard import tab_to
from .test_split import Pane
from .wait import until, until_selected

#: A process is started once, and compiles what it needs: long on a machine that does other things.
PATIENCE_MS = 120_000
WHERE = {"louvain": ["0", "1", "2"]}


@pytest.fixture(scope="module")
def warm():
    """Give a process that has scanpy loaded, for all tests here that do not end it."""
    process = ClusteringProcess()
    yield process
    process.end()


@pytest.fixture
def fresh(show_page, warm):
    """A page, and a process at hand."""
    widget, view = show_page()
    widget.session.parts.clustering_runs._warm = warm
    yield widget, view
    if widget.session.parts.clustering_runs._warm is warm:
        widget.session.parts.clustering_runs._warm = None  # or closing the widget ends it


@pytest.fixture
def selected(fresh):
    """The same with 370 cells selected."""
    widget, view = fresh
    widget.select(where=WHERE)
    expect(view.selection).to_have_text("370 of 700 cells")
    return widget, view


def dialog(view):
    return view.box.get_by_role("dialog")


def fields(view):
    return view.box.get_by_role("combobox", name="What cluster")


def run(view, *, embed=True):
    """Begin what the dialog says, and wait for the clusters."""
    if not embed:
        dialog(view).get_by_role("checkbox", name="An embedding of their own").uncheck()
    expect(dialog(view).get_by_text("It takes")).to_be_visible()
    dialog(view).get_by_role("button", name="Cluster", exact=True).click()
    expect(fields(view).first).to_be_visible(timeout=PATIENCE_MS)


def of_selection(view, *, embed=True):
    choose(view, "More about the selection", "Cluster these …")
    run(view, embed=embed)


def codes(widget, name="clusters 1"):
    return np.asarray(widget.column(name).codes)


def n_clusters(widget):
    return int(widget.clusters()["n_clusters"].iloc[0])


def test_a_selection_is_clustered_and_shown_beside_the_whole(selected):
    widget, view = selected
    choose(view, "More about the selection", "Cluster these …")
    expect(dialog(view).get_by_role("heading")).to_have_text("Cluster 370 cells")
    expect(dialog(view).get_by_role("combobox", name="By")).to_have_value("X_pca")
    run(view)
    assert widget.color == "clusters 1"
    mask = widget.selected
    assert np.array_equal(codes(widget) > 0, mask)
    left, right = Pane(view, "Plot"), Pane(view, "Second plot")
    expect(right.box).to_contain_text("330 cells are not in it")
    expect(view.box.get_by_role("button", name="Second embedding: clusters 1")).to_be_visible()
    # no gene is called so
    expect(view.box.locator(".cxw-evidence").get_by_text("clusters 1")).to_have_count(0)
    # a lasso round all that is drawn beside takes the clustered cells, and no other
    widget.clear_selection()
    drag(right.plot, [(0.01, 0.15), (0.99, 0.15), (0.99, 0.99), (0.01, 0.99)])
    until(lambda: 0 < widget.n_selected <= 370)
    assert not (widget.selected & ~mask).any()
    drag(left.plot, [(0.01, 0.15), (0.99, 0.15), (0.99, 0.99), (0.01, 0.99)])
    until(lambda: bool((widget.selected & ~mask).any()))


def test_rows_have_what_python_says_and_select_their_cells(selected):
    widget, view = selected
    of_selection(view, embed=False)
    rows = view.box.get_by_role("list", name="Clusters of clusters 1").get_by_role("listitem")
    expect(rows).to_have_count(n_clusters(widget))
    counts = np.bincount(codes(widget))[1:]
    for place, n in enumerate(counts):
        expect(rows.nth(place)).to_contain_text(f"{place}{n:,}")
    expected = widget.cluster_markers(n_genes=8)
    first = expected.loc[expected["cluster"] == "0", "gene"].tolist()
    expect(rows.first.locator(".cxw-clusters-genes button")).to_have_text(first)
    rows.nth(1).get_by_role("button").first.click()
    until_selected(widget, codes(widget) == 2)
    rows.first.locator(".cxw-clusters-genes").get_by_role("button", name=first[0]).click()
    until(lambda: widget.color == first[0])
    view.box.get_by_role("button", name="Colour by them").click()
    until(lambda: widget.color == "clusters 1")


def test_by_keys_alone_from_a_label_to_named_clusters_and_back(fresh):
    widget, view = fresh
    keyboard = view.page.keyboard
    tab_to(view, "louvain")
    keyboard.press("Enter")
    tab_to(view, "Show 0", role="checkbox")
    keyboard.press("Shift+F10")
    expect(view.box.get_by_role("menuitem", name="Select these")).to_be_focused()
    keyboard.press("End")
    expect(view.box.get_by_role("menuitem", name="Cluster these …")).to_be_focused()
    keyboard.press("Enter")
    expect(dialog(view).get_by_role("combobox", name="By")).to_be_focused()
    n = int((widget.adata.obs["louvain"] == "0").sum())
    expect(dialog(view).get_by_role("heading")).to_have_text(f"Cluster {n} cells of 0")
    tab_to(view, "Resolution", role="textbox")
    keyboard.press("Control+A")
    keyboard.type("1.5")
    expect(dialog(view).get_by_text("It takes")).to_be_visible()
    keyboard.press("Enter")
    # the focus waits with the person, and is where one goes on
    expect(fields(view).first).to_be_focused(timeout=PATIENCE_MS)
    assert widget.clusters()["resolution"].tolist() == [1.5]
    keyboard.type("CD14+ Mono")
    keyboard.press("Enter")
    expect(fields(view).nth(1)).to_be_focused()
    keyboard.type("CD14")
    keyboard.press("Tab")  # completes what was written at the cluster before
    keyboard.press("Enter")
    for place in range(2, fields(view).count()):
        expect(fields(view).nth(place)).to_be_focused()
        keyboard.press("Enter")
    button = view.box.get_by_role("button", name="Label 2 clusters")
    expect(button).to_be_focused()
    keyboard.press("Enter")
    expect(view.box.get_by_role("textbox", name="Category")).to_be_focused()
    keyboard.press("Enter")
    until(lambda: "cell_type" in widget.annotations and widget.revision == 2)
    assert np.array_equal(widget.annotations["cell_type"] == "CD14+ Mono", np.isin(codes(widget), [1, 2]))
    assert [step["chosen_by"] for step in widget.history.iloc[-1]["recipe"]] == [f"clusters 1: {n}" for n in range(2)]
    expect(fields(view).first).to_have_value("CD14+ Mono")
    expect(view.surface.first).to_be_focused()
    keyboard.press("Control+z")
    until(lambda: not (widget.annotations["cell_type"] == "CD14+ Mono").any())


def test_what_was_given_stays_in_its_field_and_undo_makes_it_pending_again(selected):
    widget, view = selected
    widget.create_category("mine")
    of_selection(view, embed=False)
    given = view.box.get_by_role("img", name="Given")
    for place in range(2):
        retype(fields(view).nth(place), "Mono")
    view.box.get_by_role("button", name="Label 2 clusters").click()
    expect(given).to_have_count(2)
    expect(fields(view).first).to_have_value("Mono")
    expect(view.box.get_by_role("button", name="Label clusters")).to_be_disabled()
    view.undo()
    until(lambda: not (widget.annotations["mine"] == "Mono").any())
    expect(given).to_have_count(0)
    expect(fields(view).first).to_have_value("Mono")
    expect(view.box.get_by_role("button", name="Label 2 clusters")).to_be_enabled()
    widget.redo()
    expect(given).to_have_count(2)
    retype(fields(view).first, "other")
    view.box.get_by_role("button", name="Label 1 cluster").click()
    until(lambda: np.array_equal(widget.annotations["mine"] == "other", codes(widget) == 1))
    expect(given).to_have_count(2)


def test_ctrl_enter_labels_with_what_is_being_written(selected):
    widget, view = selected
    widget.create_category("mine")
    of_selection(view, embed=False)
    fields(view).nth(1).click()
    view.page.keyboard.type("B cell")
    view.page.keyboard.press("Control+Enter")
    until(lambda: "B cell" in set(widget.annotations["mine"]))
    assert np.array_equal(widget.annotations["mine"] == "B cell", codes(widget) == 2)
    view.undo()
    until(lambda: not (widget.annotations["mine"] == "B cell").any())


def test_the_resolution_is_tried_live_and_what_was_written_comes_back_with_it(selected):
    widget, view = selected
    of_selection(view, embed=False)
    n = fields(view).count()
    retype(fields(view).first, "T")
    slider = view.box.get_by_role("slider", name="Resolution")
    slider.focus()
    for _ in range(15):
        view.page.keyboard.press("ArrowRight")
    expect(view.box.get_by_role("status").or_(view.box.locator("output")).filter(has_text="2.5")).to_be_visible()
    until(lambda: widget.clusters()["resolution"].iloc[0] == 2.5)
    expect(fields(view)).to_have_count(n_clusters(widget))
    assert fields(view).count() > n
    expect(fields(view).first).to_have_value("")
    for _ in range(15):
        view.page.keyboard.press("ArrowLeft")
    until(lambda: widget.clusters()["resolution"].iloc[0] == 1.0)
    expect(fields(view)).to_have_count(n)
    expect(fields(view).first).to_have_value("T")


def test_it_is_cancelled_and_nothing_is_left(show_page):
    widget, view = show_page()
    widget.select(where=WHERE)
    expect(view.selection).to_have_text("370 of 700 cells")
    choose(view, "More about the selection", "Cluster these …")
    expect(dialog(view).get_by_text("It takes")).to_be_visible()
    dialog(view).get_by_role("button", name="Cluster", exact=True).click()
    cancel = view.box.get_by_role("button", name="Cancel", exact=True)
    expect(cancel).to_be_focused()
    view.page.keyboard.press("Enter")
    expect(view.box.get_by_text("Cancelled: nothing was kept of the clusters")).to_be_visible()
    expect(view.box.get_by_text("Nothing was clustered yet")).to_be_visible()
    assert widget.clusters().empty
    assert widget.session.parts.clustering_runs._warm is None
    assert widget.color == "bulk_labels"
    assert not any(view.errors())


def test_they_are_kept_under_a_free_name_or_over_a_column_after_a_question(selected):
    widget, view = selected
    of_selection(view, embed=False)
    before = widget.adata.obs["louvain"].copy()
    view.box.get_by_role("button", name="Keep in adata.obs …").click()
    field = view.box.get_by_role("textbox", name="Column of adata.obs")
    expect(field).to_be_focused()
    retype(field, "louvain")
    over = view.box.get_by_role("button", name="Write over it …")
    expect(over).to_be_visible()
    assert widget.adata.obs["louvain"].equals(before)
    retype(field, "sub")
    expect(view.box.get_by_text('Wrote clusters 1 to adata.obs["sub"]')).to_be_visible()
    assert widget.adata.obs["sub"].notna().sum() == 370
    assert len(widget.adata.uns["sub_colors"]) == len(widget.adata.obs["sub"].cat.categories)


def test_they_are_discarded_with_their_plot(selected):
    widget, view = selected
    of_selection(view)
    expect(view.box.get_by_role("group", name="Second plot")).to_be_visible()
    view.box.get_by_role("button", name="Discard").click()
    expect(view.box.get_by_text("Nothing was clustered yet")).to_be_visible()
    expect(view.box.get_by_role("group", name="Second plot")).to_have_count(0)
    assert widget.clusters().empty
    assert widget.color != "clusters 1"


def test_what_python_clusters_is_in_the_tab_and_in_a_page_opened_later(selected):
    widget, view = selected
    view.box.get_by_role("tab", name="Clusters").click()
    expect(view.box.get_by_text("Nothing was clustered yet")).to_be_visible()
    widget.cluster(embed=False)
    expect(fields(view)).to_have_count(n_clusters(widget), timeout=PATIENCE_MS)
    widget.cluster(label="3", category="louvain", embed=False)
    which = view.box.get_by_role("combobox", name="Clusters", exact=True)
    expect(which).to_have_value("clusters 2")
    which.select_option("clusters 1")
    until(lambda: widget.color == "clusters 1")
    view.page.reload()
    view.box.get_by_role("tab", name="Clusters").click()
    expect(which).to_have_value("clusters 2", timeout=30_000)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("Neighbours", "1", "A whole number of 2 or more"),
        ("Neighbours", "370", "Fewer than the 370 cells"),
        ("Resolution", "0", "A number above 0"),
        ("Resolution", "fine", "A number above 0"),
        ("Seed", "-1", "A whole number"),
    ],
)
def test_what_can_not_be_is_said_before_it_is_begun(selected, name, text, said):
    widget, view = selected
    choose(view, "More about the selection", "Cluster these …")
    dialog(view).get_by_role("textbox", name=name).fill(text)
    expect(dialog(view).get_by_text(said)).to_be_visible()
    expect(dialog(view).get_by_role("button", name="Cluster", exact=True)).to_be_disabled()
    assert widget.clusters().empty


def test_without_a_representation_the_dialog_says_what_to_do(show_page, adata):
    del adata.obsm["X_pca"]
    widget, view = show_page(adata)
    widget.select(where=WHERE)
    expect(view.selection).to_have_text("370 of 700 cells")
    choose(view, "More about the selection", "Cluster these …")
    expect(dialog(view).get_by_role("alert")).to_contain_text("There is nothing to cluster by")
    expect(dialog(view).get_by_role("button", name="Cluster", exact=True)).to_be_disabled()
