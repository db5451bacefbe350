"""Predictions in the view: a column's menu, a file, the question before labels are replaced, the mark."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.predicted import labels_for, write_azimuth

from .import_states import with_predictions
from .menus import choose
from .wait import until


@pytest.fixture
def predictions(show_page):
    widget, view = show_page()
    with_predictions(widget, view)
    return widget, view


def dialog_of(view, name="Use as predictions"):
    return view.box.get_by_role("dialog", name=name)


def labels(widget, category):
    return widget.annotations[category].astype(object).tolist()


def test_a_column_becomes_a_category_by_its_menu_and_keys_alone(predictions):
    widget, view = predictions
    choose(view, "Menu of column majority_voting", "Use as predictions …")
    dialog = dialog_of(view)
    expect(dialog.get_by_role("textbox", name="Category")).to_be_focused()
    expect(dialog.get_by_role("textbox", name="Category")).to_have_value("celltypist")
    expect(dialog.get_by_role("combobox", name="Scores")).to_have_value("conf_score")
    expect(dialog.get_by_role("textbox", name="Predicted by")).to_have_value("celltypist")
    view.page.keyboard.press("Enter")
    told = view.box.get_by_role("dialog").get_by_role("status")
    expect(told).to_contain_text("3 labels on 700 of 700 cells")
    expect(told).to_contain_text("Their scores are the numbers 'score: celltypist'.")
    expect(told).to_contain_text("unless celltypist was told insert_conf_by=")
    expect(view.box.get_by_role("button", name="Find terms …")).to_be_focused()
    view.page.keyboard.press("Enter")
    terms = dialog_of(view, "Find terms")
    expect(terms.get_by_role("combobox", name="Term for NK cell")).to_have_value("CL:0000623")
    assert all(label["term"] is None for label in widget.categories[0]["labels"]), "proposed, not set"
    view.page.keyboard.press("Escape")
    assert labels(widget, "celltypist") == widget.adata.obs["majority_voting"].tolist()
    mark = view.box.get_by_role("img", name="celltypist: Predicted by celltypist from obs['majority_voting']")
    expect(mark).to_be_visible()
    assert mark.get_attribute("title").endswith("; scores: score: celltypist")
    # a column of numbers like any other
    expect(view.box.get_by_text("score: celltypist", exact=True).first).to_be_visible()
    view.undo()
    until(lambda: widget.categories == [])
    expect(view.box.get_by_text("score: celltypist", exact=True)).to_have_count(0)
    view.page.keyboard.press("Control+Shift+Z")
    until(lambda: len(widget.categories) == 1)
    expect(view.box.get_by_text("score: celltypist", exact=True).first).to_be_visible()


def test_the_review_of_what_came_is_a_step_away(predictions):
    widget, view = predictions
    choose(view, "Menu of column majority_voting", "Use as predictions …")
    dialog_of(view).get_by_role("button", name="Import", exact=True).click()
    dialog_of(view).get_by_role("button", name="Review …").click()
    expect(view.box.get_by_role("button", name="Review: celltypist")).to_be_visible()
    view.box.get_by_role("button", name="Start", exact=True).click()
    expect(view.box.get_by_role("region", name="Group under review")).to_contain_text("called")
    assert widget.review_table()["n_cells"].sum() == 700


def test_what_is_chosen_in_the_dialog_counts(predictions):
    widget, view = predictions
    choose(view, "Menu of column predicted_labels", "Use as predictions …")
    dialog = dialog_of(view)
    expect(dialog.get_by_role("combobox", name="Scores")).to_have_value("conf_score")
    dialog.get_by_role("textbox", name="Category").fill("first look")
    dialog.get_by_role("combobox", name="Scores").select_option("percent_mito")
    dialog.get_by_role("textbox", name="Predicted by").fill("our own model")
    dialog.get_by_role("button", name="Import").click()
    expect(view.box.get_by_role("dialog").get_by_role("status")).to_contain_text("left Unassigned has no label")
    said = widget.find_category("first look").about["predicted"]
    assert (said["by"], said["score"]) == ("our own model", "score: first look")
    assert widget.column("score: first look").values[0] == widget.column("percent_mito").values[0]
    view.page.keyboard.press("Escape")
    choose(view, "Menu of column predicted_labels", "Use as predictions …")
    dialog_of(view).get_by_role("textbox", name="Category").fill("second look")
    dialog_of(view).get_by_role("combobox", name="Scores").select_option("None")
    dialog_of(view).get_by_role("button", name="Import").click()
    expect(view.box.get_by_role("dialog").get_by_role("status")).to_be_visible()
    assert widget.find_category("second look").about["predicted"]["score"] is None


def test_enter_before_the_dialog_knows_what_is_usual_takes_the_usual(predictions, page_server):
    widget, view = predictions
    page_server.idle.clear()
    choose(view, "Menu of column majority_voting", "Use as predictions …")
    expect(dialog_of(view).get_by_role("textbox", name="Category")).to_be_focused()
    view.page.keyboard.press("Enter")
    page_server.idle.set()
    expect(view.box.get_by_role("dialog").get_by_role("status")).to_contain_text("score: celltypist")
    assert widget.find_category("celltypist").about["predicted"]["by"] == "celltypist"


def test_labels_given_by_hand_are_asked_about_before_they_are_replaced(predictions):
    widget, view = predictions
    widget.import_labels("predicted_labels")
    widget.label("Plasma cell", cells=range(40))
    choose(view, "Menu of column majority_voting", "Use as predictions …")
    dialog = dialog_of(view)
    expect(dialog.get_by_role("combobox", name="Scores")).to_have_value("conf_score")
    view.page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("40 cells were given another label by hand since")
    expect(dialog.get_by_role("alert")).to_contain_text("Replace its labels? Undo brings them back.")
    assert labels(widget, "celltypist")[:40] == ["Plasma cell"] * 40
    # another name is no question any more
    dialog.get_by_role("textbox", name="Category").press_sequentially(" 2")
    expect(dialog.get_by_role("alert")).to_have_count(0)
    dialog.get_by_role("textbox", name="Category").fill("celltypist")
    view.page.keyboard.press("Enter")
    expect(dialog.get_by_role("button", name="Replace", exact=True)).to_be_focused()
    view.page.keyboard.press("Enter")
    expect(view.box.get_by_role("dialog").get_by_role("status")).to_be_visible()
    assert labels(widget, "celltypist") == widget.adata.obs["majority_voting"].tolist()
    view.page.keyboard.press("Escape")
    view.undo()
    until(lambda: labels(widget, "celltypist")[:40] == ["Plasma cell"] * 40)


def test_a_file_by_its_path_and_one_that_is_chosen(predictions, tmp_path):
    widget, view = predictions
    path = write_azimuth(tmp_path / "azimuth_pred.tsv", widget.adata.obs_names[::-1])
    expected = labels_for(widget.adata.obs_names)[::-1]
    view.box.get_by_role("button", name="Import …").click()
    dialog = dialog_of(view, "Import labels")
    field = dialog.get_by_role("textbox", name="File, where the kernel runs")
    expect(field).to_be_focused()
    view.page.keyboard.type(str(tmp_path / "nothing.csv"))
    view.page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("There is no file")
    field.fill(str(path))
    view.page.keyboard.press("Enter")
    expect(view.box.get_by_role("dialog").get_by_role("status")).to_contain_text("3 labels on 700 of 700 cells")
    assert labels(widget, "azimuth_celltype.l2") == expected
    view.page.keyboard.press("Escape")
    view.box.get_by_role("button", name="Import …").click()
    dialog_of(view, "Import labels").get_by_role("textbox", name="Category").fill("of a file")
    with view.page.expect_file_chooser() as chooser:
        dialog_of(view, "Import labels").get_by_role("button", name="Or a file of this computer …").click()
    chooser.value.set_files(path)
    expect(view.box.get_by_role("dialog").get_by_role("status")).to_contain_text("3 labels on 700 of 700 cells")
    assert labels(widget, "of a file") == expected
    assert widget.find_category("of a file").about["predicted"]["source"] == "azimuth_pred.tsv, predicted.celltype.l2"


def test_columns_that_are_not_known_are_asked_for(predictions, tmp_path):
    widget, view = predictions
    rows = [f"{name},{label},b1" for name, label in zip(widget.adata.obs_names, labels_for(range(700)), strict=True)]
    (tmp_path / "ours.csv").write_text("\n".join(["cell,mine,batch", *rows]))
    view.box.get_by_role("button", name="Import …").click()
    dialog = dialog_of(view, "Import labels")
    expect(dialog.get_by_role("textbox", name="Column of labels")).to_be_hidden()
    view.page.keyboard.type(str(tmp_path / "ours.csv"))
    view.page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("Its columns: 'mine', 'batch'")
    dialog.get_by_role("textbox", name="Column of labels").fill("mine")
    view.page.keyboard.press("Enter")
    expect(view.box.get_by_role("dialog").get_by_role("status")).to_contain_text("3 labels on 700 of 700 cells")
    assert labels(widget, "mine") == labels_for(range(700))
