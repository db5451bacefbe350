"""The answer of a colleague taken in the view: by path, by a chosen file, with the one question it may need."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.answers import PageAnswer

from .menus import choose
from .states import open_panel
from .wait import until


@pytest.fixture
def labelled(show_page):
    widget, view = show_page()
    widget.create_category("ct")
    widget.label("T", cells=list(range(100)))
    widget.label("B", cells=list(range(200, 300)))
    open_panel(view, "Labels and data")
    view.box.get_by_role("button", name="Menu of category ct").first.wait_for(state="attached")
    return widget, view


def opened(view):
    choose(view, "Menu of category ct", "Take a colleague's answer …")
    return view.box.get_by_role("dialog", name="Take a colleague's answer")


def labels(widget, category):
    return [None if name == "unassigned" else name for name in widget.annotations[category]]


def page_of(widget):
    names = widget.adata.obs_names
    page = PageAnswer(widget.session).base("ct").label("ct", "NK", names[:12])
    return page.comment("ct", "NK", "<b>CD3-</b>")


def test_a_chosen_file_comes_as_labels_of_that_person(labelled, tmp_path):
    widget, view = labelled
    page = page_of(widget)
    path = page.write(tmp_path / "answer-Ana.jsonl")
    dialog = opened(view)
    expect(dialog.get_by_role("textbox", name="File, where the kernel runs")).to_be_focused()
    with view.page.expect_file_chooser() as chooser:
        dialog.get_by_role("button", name="Or a file of this computer …").click()
    chooser.value.set_files(path)
    told = view.box.get_by_role("dialog").get_by_role("status")
    expect(told).to_contain_text("Ana gave another label for 12 cells and 1 comment.")
    expect(told).to_contain_text("NK, 12 cells more (“<b>CD3-</b>”)")
    assert labels(widget, "ct (Ana)") == page.labels_of("ct")
    expect(view.box.get_by_role("button", name="Done")).to_be_focused()
    view.page.keyboard.press("Enter")
    expect(view.box.get_by_role("img", name="ct (Ana): Given by Ana from answer of Ana to the page of")).to_be_visible()
    view.undo()
    until(lambda: [category["name"] for category in widget.categories] == ["ct"])


def test_labels_that_moved_on_are_one_question(labelled, tmp_path):
    widget, view = labelled
    page = page_of(widget)
    path = page.write(tmp_path / "answer.jsonl")
    widget.label("B", category="ct", cells=[0, 1])
    dialog = opened(view)
    view.page.keyboard.type(str(path))
    view.page.keyboard.press("Enter")
    alert = dialog.get_by_role("alert")
    expect(alert).to_contain_text("1 edit was made since this page was, 'ct' is not as it was.")
    expect(dialog.get_by_role("button", name="Take it", exact=True)).to_be_focused()
    assert [category["name"] for category in widget.categories] == ["ct"]
    view.page.keyboard.press("Enter")
    expect(view.box.get_by_role("dialog").get_by_role("status")).to_contain_text("Ana gave")
    assert labels(widget, "ct (Ana)") == page.labels_of("ct")


def test_an_answer_that_is_there_is_asked_about_and_another_name_is_no_question(labelled, tmp_path):
    widget, view = labelled
    path = page_of(widget).write(tmp_path / "answer.jsonl")
    widget.take_answer(path)
    view.box.get_by_role("button", name="Menu of category ct (Ana)").wait_for(state="attached")
    dialog = opened(view)
    view.page.keyboard.type(str(path))
    view.page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("There is a category 'ct (Ana)' already, given by Ana")
    dialog.get_by_role("textbox", name="Colleague").fill("Ana B.")
    expect(dialog.get_by_role("alert")).to_have_count(0)
    view.page.keyboard.press("Enter")
    expect(view.box.get_by_role("dialog").get_by_role("status")).to_contain_text("Ana B. gave")
    assert [category["name"] for category in widget.categories] == ["ct", "ct (Ana)", "ct (Ana B.)"]


def test_an_answer_that_was_changed_is_refused_in_a_sentence(labelled, tmp_path):
    widget, view = labelled
    path = page_of(widget).write(tmp_path / "answer.jsonl")
    path.write_bytes(path.read_bytes().replace(b'"NK"', b'"MK"'))
    dialog = opened(view)
    view.page.keyboard.type(str(path))
    view.page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("line 3 does not fit its check. Ask for the file again.")
    assert [category["name"] for category in widget.categories] == ["ct"]
    view.page.screenshot(path="tests/output/answer-refused.png")
